//! The reports of `check`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cli::merge::numbers::Inputs;
use crate::cli::merge::{
    ONE_ACTION, ONE_CONFIGURATION, ONE_TIME, ONE_VERSION, ordered, place, same, text, unread,
};

/// A report, as `check --format json` writes it.
#[derive(Serialize, Deserialize)]
pub struct Check {
    schema: String,
    schema_version: u32,
    tool: Value,
    fingerprint_scheme: String,
    actions: Vec<String>,
    at: String,
    inputs: Inputs,
    summary: Summary,
    complete: bool,
    /// The exit status of its run.
    pub exit_code: u8,
    not_analysed: Vec<Value>,
    findings: Vec<Value>,
    waived: Vec<Value>,
    configuration: Option<Configuration>,
    baseline: Option<Baseline>,
    known: Vec<Value>,
    trust_base: Option<TrustBase>,
}

#[derive(Serialize, Deserialize)]
struct Summary {
    findings: u64,
    about_access: u64,
    hidden: u64,
    known: u64,
    waived: u64,
    by_level: BTreeMap<String, u64>,
    #[serde(default)]
    surplus: Vec<Surplus>,
    switched_off: Vec<String>,
    switched_off_by: Vec<Value>,
}

/// Findings of one rule in one file that a report had no room for.
#[derive(Serialize, Deserialize)]
struct Surplus {
    rule: String,
    path: String,
    findings: u64,
}

#[derive(Serialize, Deserialize)]
struct Configuration {
    files: Vec<String>,
    excluded: Option<Counted<Files>>,
    off_in_files: Vec<Counted<OffFindings>>,
}

/// A number with where that was said.
#[derive(Serialize, Deserialize)]
struct Counted<Of> {
    #[serde(flatten)]
    of: Of,
    by: String,
    line: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct Files {
    files: u64,
}

#[derive(Serialize, Deserialize)]
struct OffFindings {
    rule: String,
    findings: u64,
}

#[derive(Serialize, Deserialize)]
struct Baseline {
    from: String,
    gone: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct TrustBase {
    from: String,
    not_applied: Vec<String>,
    dropped: Vec<Value>,
}

/// What reports of `check` come to.
pub struct Findings {
    report: Check,
    /// Findings, and whether places tell apart those of one name.
    findings: Vec<(Value, bool)>,
    waived: Vec<(Value, bool)>,
}

impl Findings {
    /// What the first one says.
    #[must_use]
    pub fn of(mut report: Check, at_a_place: bool) -> Self {
        let take = |list: &mut Vec<Value>| {
            let all = std::mem::take(list).into_iter();
            all.map(|one| (one, at_a_place)).collect()
        };
        Self {
            findings: take(&mut report.findings),
            waived: take(&mut report.waived),
            report,
        }
    }

    /// Takes in another.
    ///
    /// # Errors
    /// It was made in another way; the rest of a sentence about it.
    pub fn add(&mut self, other: Check, at_a_place: bool) -> Result<(), String> {
        let own = &mut self.report;
        let version = |of: &Check| (of.schema_version, of.fingerprint_scheme.clone());
        same(
            "version of its schema",
            &version(own),
            &version(&other),
            ONE_VERSION,
        )?;
        same("program", &own.tool, &other.tool, ONE_VERSION)?;
        same("set of actions", &own.actions, &other.actions, ONE_ACTION)?;
        same("time (`at`)", &own.at, &other.at, ONE_TIME)?;
        let off = |of: &Check| of.summary.switched_off_by.clone();
        same(
            "set of rules that are off",
            &off(own),
            &off(&other),
            ONE_CONFIGURATION,
        )?;
        same_configuration(own, &other)?;
        let from = |of: &Check| of.baseline.as_ref().map(|one| one.from.clone());
        same("baseline", &from(own), &from(&other), ONE_CONFIGURATION)?;
        let trusted = |of: &Check| {
            let base = of.trust_base.as_ref();
            base.map(|base| (base.from.clone(), base.not_applied.clone()))
        };
        same(
            "trusted commit",
            &trusted(own),
            &trusted(&other),
            ONE_CONFIGURATION,
        )?;
        own.inputs.add(other.inputs);
        own.summary.hidden = own.summary.hidden.saturating_add(other.summary.hidden);
        own.summary.leave_out(other.summary.surplus);
        own.complete &= other.complete;
        own.not_analysed.extend(other.not_analysed);
        own.known.extend(other.known);
        // What no part has may be in another one, so that nobody knows what is gone.
        if let Some(baseline) = &mut own.baseline {
            baseline.gone = None;
        }
        if let (Some(own), Some(other)) = (&mut own.trust_base, other.trust_base) {
            own.dropped.extend(other.dropped);
        }
        if let (Some(own), Some(other)) = (&mut own.configuration, other.configuration) {
            own.add(other);
        }
        let with = |list: Vec<Value>| list.into_iter().map(move |one| (one, at_a_place));
        self.findings.extend(with(other.findings));
        self.waived.extend(with(other.waived));
        Ok(())
    }

    /// Adds something that was not analysed.
    pub fn not_analysed(&mut self, entry: Value) {
        self.report.not_analysed.push(entry);
        self.report.complete = false;
    }

    /// All in one.
    #[must_use]
    pub fn report(self, complete: bool, exit_code: u8) -> Check {
        let mut report = self.report;
        report.findings = once(self.findings, |finding| finding);
        report.waived = once(self.waived, |one| one.get("finding").unwrap_or(one));
        report.known = ordered(report.known, key);
        report.not_analysed = unread(report.not_analysed);
        report.inputs = report.inputs.in_order();
        report.complete &= complete;
        report.exit_code = exit_code;
        if let Some(trusted) = &mut report.trust_base {
            let dropped = std::mem::take(&mut trusted.dropped);
            trusted.dropped = ordered(dropped, |one| text(one, "path"));
        }
        let summary = &mut report.summary;
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        summary.findings = count(report.findings.len());
        summary.waived = count(report.waived.len());
        summary.known = count(report.known.len());
        let about = |finding: &&Value| finding.get("action").is_some_and(Value::is_string);
        summary.about_access = count(report.findings.iter().filter(about).count());
        summary.by_level.clear();
        for finding in &report.findings {
            let level = summary.by_level.entry(text(finding, "level")).or_default();
            *level = level.saturating_add(1);
        }
        report
    }
}

fn same_configuration(own: &Check, other: &Check) -> Result<(), String> {
    let files = |of: &Check| of.configuration.as_ref().map(|one| one.files.clone());
    same(
        "configuration",
        &files(own),
        &files(other),
        ONE_CONFIGURATION,
    )?;
    let excluded = |of: &Check| {
        let excluded = of.configuration.as_ref()?.excluded.as_ref();
        excluded.map(|one| (one.by.clone(), one.line))
    };
    match (excluded(own), excluded(other)) {
        (Some(own), Some(other)) => same("list of excluded files", &own, &other, ONE_CONFIGURATION),
        _ => Ok(()),
    }
}

impl Summary {
    /// Adds what another report left out.
    fn leave_out(&mut self, others: Vec<Surplus>) {
        for other in others {
            let known = self
                .surplus
                .iter_mut()
                .find(|own| own.rule == other.rule && own.path == other.path);
            match known {
                Some(own) => own.findings = own.findings.saturating_add(other.findings),
                None => self.surplus.push(other),
            }
        }
        self.surplus
            .sort_by(|one, other| (&one.path, &one.rule).cmp(&(&other.path, &other.rule)));
    }
}

impl Configuration {
    fn add(&mut self, other: Self) {
        match (&mut self.excluded, other.excluded) {
            (Some(own), Some(other)) => own.of.files = own.of.files.saturating_add(other.of.files),
            (None, Some(other)) => self.excluded = Some(other),
            _ => {}
        }
        for off in other.off_in_files {
            let known = self
                .off_in_files
                .iter_mut()
                .find(|own| own.of.rule == off.of.rule && own.by == off.by && own.line == off.line);
            match known {
                Some(own) => own.of.findings = own.of.findings.saturating_add(off.of.findings),
                None => self.off_in_files.push(off),
            }
        }
        let key = |one: &Counted<OffFindings>| (one.of.rule.clone(), one.by.clone(), one.line);
        self.off_in_files.sort_by_cached_key(key);
    }
}

/// What findings are ordered by, as in the report of one run.
fn key(finding: &Value) -> impl Ord + use<> {
    let related = |at: &Value| place(at.get("at"));
    let all = finding.get("related").and_then(Value::as_array);
    (
        place(finding.get("at")),
        text(finding, "rule"),
        finding.get("principals").map(ToString::to_string),
        all.map(|all| all.iter().map(related).collect::<Vec<_>>()),
        text(finding, "message"),
    )
}

/// Entries about findings, in their order; of those whose findings have one name the
/// first.
fn once(all: Vec<(Value, bool)>, finding: impl Fn(&Value) -> &Value) -> Vec<Value> {
    let mut all = all;
    all.sort_by_cached_key(|(one, _)| (key(finding(one)), one.to_string()));
    let mut seen = BTreeSet::new();
    all.retain(|(one, at_a_place)| {
        let finding = finding(one);
        let stands = at_a_place.then(|| place(finding.get("at")));
        // One that is accepted for some of its principals is there for each waiver.
        let waiver = one.get("waiver").map(ToString::to_string);
        seen.insert((text(finding, "fingerprint"), stands, waiver))
    });
    all.into_iter().map(|(one, _)| one).collect()
}
