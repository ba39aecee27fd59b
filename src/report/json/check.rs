//! `check --format json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::report::fix::writable;
use crate::report::json::inputs::Inputs;
use crate::report::json::waivers::By;
use crate::report::json::{Place, SCHEMA_VERSION, TOOL, Tool, Unread, at, not_analysed};
use crate::report::run::{self, Checked, Known, Run};
use crate::report::safe_json::write_document;
use crate::rules::kit::fingerprint::SCHEME;
use crate::rules::{Finding, Fix, Label};
use crate::source::Sources;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Check<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    /// How fingerprints are made.
    fingerprint_scheme: &'static str,
    actions: Vec<&'a str>,
    at: String,
    inputs: Inputs,
    summary: Summary,
    complete: bool,
    exit_code: u8,
    not_analysed: Vec<Unread<'a>>,
    findings: Vec<Found<'a>>,
    waived: Vec<Accepted<'a>>,
    configuration: Option<Configuration<'a>>,
    /// What the run was compared with.
    baseline: Option<Baseline<'a>>,
    known: Vec<KnownFinding<'a>>,
    trust_base: Option<TrustBase<'a>>,
}

/// The commit whose settings were obeyed, and what the files change of them.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TrustBase<'a> {
    from: &'a str,
    /// What the change does to the settings and was not obeyed, in words.
    not_applied: &'a [String],
    /// Files that the change takes out of the analysis.
    dropped: Vec<Dropped<'a>>,
}

/// A file that was read in the trusted commit, and where its text is now.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Dropped<'a> {
    path: &'a str,
    now: &'a str,
}

/// What a run was compared with.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Baseline<'a> {
    from: &'a str,
    /// How many of its entries match nothing any more; `null` where that cannot be told.
    gone: Option<usize>,
}

/// A finding that was known before.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct KnownFinding<'a> {
    rule: &'a str,
    level: String,
    at: Place,
    fingerprint: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Summary {
    findings: usize,
    /// Those that are about a guarded action, and so about access.
    about_access: usize,
    hidden: usize,
    known: usize,
    waived: usize,
    by_level: BTreeMap<String, usize>,
    /// Findings of one rule in one file that are not among those above, because the
    /// report holds so many of it there already.
    surplus: Vec<Surplus>,
    switched_off: Vec<&'static str>,
    switched_off_by: Vec<SwitchedOff>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Surplus {
    rule: &'static str,
    path: String,
    findings: usize,
}

/// A rule that did not run, and where that was said: in a line of a file, or by a
/// flag or a variable.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SwitchedOff {
    rule: &'static str,
    #[serde(flatten)]
    at: SetAt,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SetAt {
    by: String,
    line: Option<u32>,
}

/// What the configuration file does in this run.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Configuration<'a> {
    files: Vec<&'a str>,
    excluded: Option<Excluded>,
    off_in_files: Vec<OffInFiles>,
}

/// Files that are no part of the input, and where that was said.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Excluded {
    files: usize,
    #[serde(flatten)]
    at: SetAt,
}

/// Findings that are not listed, because their rule is off in their files.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OffInFiles {
    rule: &'static str,
    findings: usize,
    #[serde(flatten)]
    at: SetAt,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Found<'a> {
    rule: &'a str,
    name: &'a str,
    level: String,
    confidence: String,
    message: &'a str,
    at: Place,
    label: &'a str,
    related: Vec<Related<'a>>,
    notes: &'a [String],
    principals: &'a [String],
    action: Option<&'a str>,
    help: Option<&'a str>,
    fingerprint: &'a str,
    fix: Option<Mend<'a>>,
    proof: Vec<Related<'a>>,
}

/// A finding that somebody has accepted, and for whom: `partly` says that it stays
/// for others.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Accepted<'a> {
    finding: Found<'a>,
    waiver: By<'a>,
    partly: bool,
}

/// An edit that mends a finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Mend<'a> {
    title: &'a str,
    kind: &'static str,
    edits: Vec<Change<'a>>,
}

/// New text for a range of a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Change<'a> {
    at: Place,
    text: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Related<'a> {
    at: Place,
    text: &'a str,
}

/// Writes the findings of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_document(&report(checked), out)
}

/// The findings of a run.
pub(super) fn report<'a>(checked: &'a Checked<'_>) -> Check<'a> {
    let run = &checked.run;
    Check {
        schema: "ramlint/check",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        fingerprint_scheme: SCHEME,
        actions: actions(run),
        at: at(run),
        inputs: Inputs::new(run.counts),
        summary: summary(checked),
        complete: run.complete,
        exit_code: checked.exit,
        not_analysed: not_analysed(run),
        findings: checked
            .findings
            .iter()
            .map(|finding| found(finding, checked))
            .collect(),
        waived: accepted(checked),
        configuration: configuration(checked),
        baseline: checked.known.map(|known| Baseline {
            from: known.from.raw(),
            gone: known.gone.as_ref().map(|gone| gone.number),
        }),
        known: known(checked),
        trust_base: checked.trusted.map(|trusted| TrustBase {
            from: trusted.base.raw(),
            not_applied: &trusted.changes,
            dropped: trusted
                .dropped
                .iter()
                .map(|(path, now)| Dropped {
                    path: path.raw(),
                    now: now.raw(),
                })
                .collect(),
        }),
    }
}

/// The actions that were asked about.
pub(super) fn actions<'a>(run: &Run<'a>) -> Vec<&'a str> {
    let all = run.answers.iter();
    all.map(|answers| answers.question.action.as_str())
        .collect()
}

/// How many findings there are.
pub(super) fn summary(checked: &Checked<'_>) -> Summary {
    let mut by_level = BTreeMap::new();
    for finding in checked.findings {
        let count: &mut usize = by_level.entry(finding.level.to_string()).or_default();
        *count = count.saturating_add(1);
    }
    Summary {
        findings: checked.findings.len(),
        about_access: checked
            .findings
            .iter()
            .filter(|finding| finding.action.is_some())
            .count(),
        hidden: checked.hidden,
        known: checked.known.map_or(0, Known::count),
        waived: checked.waived.len(),
        by_level,
        surplus: checked.surplus.iter().map(surplus).collect(),
        switched_off: checked.switched_off.iter().map(|off| off.rule.id).collect(),
        switched_off_by: checked.switched_off.iter().map(switched_off).collect(),
    }
}

fn surplus(of: &run::Surplus) -> Surplus {
    Surplus {
        rule: of.rule,
        path: of.path.raw().to_owned(),
        findings: of.findings,
    }
}

fn switched_off(off: &run::Off) -> SwitchedOff {
    SwitchedOff {
        rule: off.rule.id,
        at: SetAt::new(&off.at),
    }
}

impl SetAt {
    fn new(at: &run::SetAt) -> Self {
        Self {
            by: at.by.raw().to_owned(),
            line: at.line,
        }
    }
}

/// What the configuration file does.
pub(super) fn configuration<'a>(checked: &Checked<'a>) -> Option<Configuration<'a>> {
    let told = checked.configuration?;
    let off = told.off_in_files.iter().map(|off| OffInFiles {
        rule: off.rule,
        findings: off.findings,
        at: SetAt::new(&off.at),
    });
    Some(Configuration {
        files: told.files.iter().map(|path| path.raw()).collect(),
        excluded: told.excluded.as_ref().map(|(at, files)| Excluded {
            files: *files,
            at: SetAt::new(at),
        }),
        off_in_files: off.collect(),
    })
}

fn known<'a>(checked: &Checked<'a>) -> Vec<KnownFinding<'a>> {
    let known = checked.known.into_iter();
    known
        .flat_map(|known| known.findings.iter().chain(&known.hidden))
        .map(|finding| KnownFinding {
            rule: finding.rule,
            level: finding.level.to_string(),
            at: Place::new(finding.at.at, checked.run.sources),
            fingerprint: &finding.fingerprint,
        })
        .collect()
}

/// The findings that are accepted.
pub(super) fn accepted<'a>(checked: &Checked<'a>) -> Vec<Accepted<'a>> {
    let all = checked.waived.iter();
    all.map(|one| Accepted {
        finding: found(&one.finding, checked),
        waiver: By::new(&one.by, checked.run.sources),
        partly: one.partly,
    })
    .collect()
}

pub(super) fn found<'a>(finding: &'a Finding, checked: &Checked<'_>) -> Found<'a> {
    let sources = checked.run.sources;
    let related = |label: &'a Label| Related {
        at: Place::new(label.at, sources),
        text: &label.text,
    };
    Found {
        rule: finding.rule,
        name: finding.name,
        level: finding.level.to_string(),
        confidence: finding.confidence.to_string(),
        message: &finding.message,
        at: Place::new(finding.at.at, sources),
        label: &finding.at.text,
        related: finding.related.iter().map(related).collect(),
        notes: &finding.notes,
        principals: &finding.principals,
        action: finding.action.as_deref(),
        help: finding.help.as_deref(),
        fingerprint: &finding.fingerprint,
        fix: writable(finding).map(|fix| mend(fix, sources)),
        proof: finding.proof.iter().map(related).collect(),
    }
}

fn mend<'a>(fix: &'a Fix, sources: &Sources) -> Mend<'a> {
    let edits = fix.edits.iter().map(|edit| Change {
        at: Place::new(edit.at, sources),
        text: &edit.text,
    });
    Mend {
        title: &fix.title,
        kind: fix.kind.word(),
        edits: edits.collect(),
    }
}
