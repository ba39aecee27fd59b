//! The findings as one line of JSON each, between a line that says what was asked
//! and one that says how it ended. A reader that has not seen the last line has not
//! seen everything.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::json::check::{
    Accepted, Configuration, Found, Summary, accepted, actions, configuration, found, summary,
};
use crate::report::json::inputs::Inputs;
use crate::report::json::{SCHEMA_VERSION, TOOL, Tool, Unread, at, not_analysed};
use crate::report::run::Checked;
use crate::report::safe_json::write_line;
use crate::rules::kit::fingerprint::SCHEME;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    Begin(Begin<'a>),
    Finding(Box<Found<'a>>),
    Waived(Box<Accepted<'a>>),
    Notice(Notice<'a>),
    End(End<'a>),
}

#[derive(Serialize)]
struct Begin<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    fingerprint_scheme: &'static str,
    actions: Vec<&'a str>,
    at: String,
}

#[derive(Serialize)]
struct Notice<'a> {
    kind: &'static str,
    #[serde(flatten)]
    unread: Unread<'a>,
}

#[derive(Serialize)]
struct End<'a> {
    inputs: Inputs,
    summary: Summary,
    complete: bool,
    exit_code: u8,
    configuration: Option<Configuration<'a>>,
}

/// Writes the findings of a run, and has each line sent on before the next.
///
/// # Errors
/// Those of the stream.
pub fn write_check_lines(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &checked.run;
    let begin = Line::Begin(Begin {
        schema: "ramlint/check",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        fingerprint_scheme: SCHEME,
        actions: actions(run),
        at: at(run),
    });
    let findings = checked
        .findings
        .iter()
        .map(|finding| Line::Finding(Box::new(found(finding, checked))));
    let waived = accepted(checked)
        .into_iter()
        .map(|one| Line::Waived(Box::new(one)));
    let notices = not_analysed(run).into_iter().map(|unread| {
        Line::Notice(Notice {
            kind: "not_analysed",
            unread,
        })
    });
    let end = Line::End(End {
        inputs: Inputs::new(run.counts),
        summary: summary(checked),
        complete: run.complete,
        exit_code: checked.exit,
        configuration: configuration(checked),
    });
    let lines = std::iter::once(begin)
        .chain(findings)
        .chain(waived)
        .chain(notices)
        .chain([end]);
    for line in lines {
        write_line(&line, out)?;
        out.flush()?;
    }
    Ok(())
}
