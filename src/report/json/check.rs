//! `check --format json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::report::fix::writable;
use crate::report::json::inputs::Inputs;
use crate::report::json::waivers::By;
use crate::report::json::{Place, SCHEMA_VERSION, TOOL, Tool, Unread, at, not_analysed};
use crate::report::run::{Checked, Run};
use crate::report::safe_json::write_document;
use crate::rules::{Finding, Fix, Label};
use crate::source::Sources;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Check<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    actions: Vec<&'a str>,
    at: String,
    inputs: Inputs,
    summary: Summary,
    complete: bool,
    exit_code: u8,
    not_analysed: Vec<Unread<'a>>,
    findings: Vec<Found<'a>>,
    waived: Vec<Accepted<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Summary {
    findings: usize,
    hidden: usize,
    waived: usize,
    by_level: BTreeMap<String, usize>,
    switched_off: Vec<&'static str>,
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
    let run = &checked.run;
    let report = Check {
        schema: "ramlint/check",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
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
    };
    write_document(&report, out)
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
        hidden: checked.hidden,
        waived: checked.waived.len(),
        by_level,
        switched_off: checked.switched_off.iter().map(|rule| rule.id).collect(),
    }
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
