//! `check --format json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::report::json::inputs::Inputs;
use crate::report::json::{Place, SCHEMA_VERSION, TOOL, Tool, Unread, at, not_analysed, write};
use crate::report::run::Checked;
use crate::rules::{Finding, Label};

#[derive(Serialize)]
struct Check<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    actions: Vec<&'a str>,
    at: String,
    inputs: Inputs,
    summary: Summary,
    complete: bool,
    not_analysed: Vec<Unread<'a>>,
    findings: Vec<Found<'a>>,
    waived: Vec<()>,
}

#[derive(Serialize)]
struct Summary {
    findings: usize,
    hidden: usize,
    by_level: BTreeMap<String, usize>,
    switched_off: Vec<&'static str>,
}

#[derive(Serialize)]
struct Found<'a> {
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
    fix: Option<()>,
}

#[derive(Serialize)]
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
    let mut by_level = BTreeMap::new();
    for finding in checked.findings {
        let count: &mut usize = by_level.entry(finding.level.to_string()).or_default();
        *count = count.saturating_add(1);
    }
    let report = Check {
        schema: "ramlint/check",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        actions: run
            .answers
            .iter()
            .map(|answers| answers.question.action.as_str())
            .collect(),
        at: at(run),
        inputs: Inputs::new(run.counts),
        summary: Summary {
            findings: checked.findings.len(),
            hidden: checked.hidden,
            by_level,
            switched_off: checked.switched_off.iter().map(|rule| rule.id).collect(),
        },
        complete: run.complete,
        not_analysed: not_analysed(run),
        findings: checked
            .findings
            .iter()
            .map(|finding| found(finding, checked))
            .collect(),
        waived: Vec::new(),
    };
    write(&report, out)
}

fn found<'a>(finding: &'a Finding, checked: &Checked<'_>) -> Found<'a> {
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
        fix: None,
    }
}
