//! The answers about a stream of records: a line that says what was asked, a line for
//! each record in their order, and one that says how it ended. A reader that has not
//! seen the last line has not seen everything.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::engine::domain::ordered::format_instant;
use crate::report::json::check;
use crate::report::json::inputs::Inputs;
use crate::report::json::who_can;
use crate::report::json::{SCHEMA_VERSION, TOOL, Tool};
use crate::report::records::{Answered, Asked, Record, Stands, Totals};
use crate::report::safe_json::write_line;
use crate::rules::kit::fingerprint::SCHEME;

/// A line of `check --input ndjson`, or of `who-can`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Line<'a, Report> {
    /// What was asked of every record.
    Begin(Begin<'a>),
    /// The answer about one line of the input.
    Record(Box<Answer<'a, Report>>),
    /// A line of which nothing could be analysed, or a file.
    Error(Box<Failure<'a, Report>>),
    /// How it ended.
    End(Box<End<'a>>),
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Begin<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    /// How fingerprints are made.
    fingerprint_scheme: &'static str,
    actions: &'a [String],
    at: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Answer<'a, Report> {
    /// The file that the record is a line of.
    path: &'a str,
    line: u32,
    /// Its first byte in the file.
    start: u64,
    end: u64,
    account: Option<&'a str>,
    /// The exit status that a run over this record alone would have.
    exit_code: u8,
    report: Report,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Failure<'a, Report> {
    path: &'a str,
    /// The line; `null` of what is wrong with a whole file.
    line: Option<u32>,
    /// Its first byte in the file.
    start: u64,
    end: u64,
    why: &'a str,
    exit_code: u8,
    /// What can be said of it all the same.
    report: Option<Report>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct End<'a> {
    records: u64,
    errors: u64,
    inputs: Inputs,
    /// Numbers of findings, of `check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Numbers<'a>>,
    /// Principals by answer, of `who-can`.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<&'a BTreeMap<&'static str, u64>>,
    complete: bool,
    exit_code: u8,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Numbers<'a> {
    findings: u64,
    /// Those that are about a guarded action, and so about access.
    about_access: u64,
    /// Findings that the reports leave out, each of a rule of which it holds many.
    surplus: u64,
    hidden: u64,
    waived: u64,
    by_level: &'a BTreeMap<String, u64>,
}

/// Writes what is asked of every record.
///
/// # Errors
/// Those of the stream.
pub fn write_begin(asked: &Asked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let begin = Line::<()>::Begin(Begin {
        schema: if asked.findings {
            "ramlint/check-records"
        } else {
            "ramlint/who-can-records"
        },
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        fingerprint_scheme: SCHEME,
        actions: asked.actions,
        at: format_instant(asked.at),
    });
    write_line(&begin, out)
}

/// Writes the answer about one record.
///
/// # Errors
/// Those of the stream.
pub fn write_record(record: &Record<'_>, out: &mut dyn Write) -> io::Result<()> {
    match record.answered {
        Some(Answered::Checked(checked)) => write(record, Some(check::report(checked)), out),
        Some(Answered::WhoCan(run)) => write(record, Some(who_can::report(run)), out),
        None => write(record, None::<()>, out),
    }
}

fn write<Report: Serialize>(
    record: &Record<'_>,
    report: Option<Report>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Stands {
        path,
        line,
        start,
        end,
    } = record.stands;
    let line = match (record.error, report) {
        (None, Some(report)) => Line::Record(Box::new(Answer {
            path,
            line: line.unwrap_or_default(),
            start: *start,
            end: *end,
            account: record.account,
            exit_code: record.exit,
            report,
        })),
        (error, report) => Line::Error(Box::new(Failure {
            path,
            line: *line,
            start: *start,
            end: *end,
            why: error.unwrap_or_default(),
            exit_code: record.exit,
            report,
        })),
    };
    write_line(&line, out)
}

/// Writes how a stream ended.
///
/// # Errors
/// Those of the stream.
pub fn write_end(
    asked: &Asked<'_>,
    totals: &Totals,
    exit: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    let found = &totals.findings;
    let findings = found.by_level.values();
    let end = Line::<()>::End(Box::new(End {
        records: totals.records,
        errors: totals.errors,
        inputs: Inputs::new(&totals.counts),
        summary: asked.findings.then(|| Numbers {
            findings: findings.fold(0, |sum, number| sum.saturating_add(*number)),
            about_access: found.about_access,
            surplus: found.surplus,
            hidden: found.hidden,
            waived: found.waived,
            by_level: &found.by_level,
        }),
        answers: (!asked.findings).then_some(&totals.answers),
        complete: !totals.incomplete,
        exit_code: exit,
    }));
    write_line(&end, out)
}

#[cfg(test)]
pub(super) type CheckLine = Line<'static, check::Check<'static>>;
#[cfg(test)]
pub(super) type WhoCanLine = Line<'static, who_can::WhoCan<'static>>;
