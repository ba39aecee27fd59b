//! `who-can --format json` and `can --format json`.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::json::inputs::Inputs;
use crate::report::json::line::{Principal, principal};
use crate::report::json::{
    Missing, Other, SCHEMA_VERSION, TOOL, Tool, Unread, at, gaps, not_analysed, other_documents,
};
use crate::report::run::{Explained, Run};
use crate::report::safe_json::write_document;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct WhoCan<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    action: &'a str,
    at: String,
    inputs: Inputs,
    complete: bool,
    assumes: &'a [String],
    gaps: Vec<Missing>,
    not_analysed: Vec<Unread<'a>>,
    other_documents: Vec<Other<'a>>,
    principals: Vec<Principal>,
}

/// Writes all answers to one question.
///
/// # Errors
/// Those of the stream.
pub fn write_who_can(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_document(&report(run), out)
}

/// All answers to one question.
pub(super) fn report<'a>(run: &'a Run<'_>) -> WhoCan<'a> {
    let principals = run
        .answers
        .iter()
        .flat_map(|answers| {
            answers
                .lines()
                .map(move |(account, line)| principal(answers, account, line, run))
        })
        .collect();
    document("ramlint/who-can", run, principals)
}

/// Writes one answer, in the form of `who-can` with one principal.
///
/// # Errors
/// Those of the stream.
pub fn write_can(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &explained.run;
    let principals = explained
        .answers
        .accounts
        .get(explained.account)
        .map(|account| principal(explained.answers, account, explained.line, run))
        .into_iter()
        .collect();
    write_document(&document("ramlint/can", run, principals), out)
}

fn document<'a>(schema: &'static str, run: &'a Run<'_>, principals: Vec<Principal>) -> WhoCan<'a> {
    WhoCan {
        schema,
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        action: run
            .answers
            .first()
            .map_or("", |answers| &answers.question.action),
        at: at(run),
        inputs: Inputs::new(run.counts),
        complete: run.complete,
        assumes: run.assumes,
        gaps: gaps(run),
        not_analysed: not_analysed(run),
        other_documents: other_documents(run),
        principals,
    }
}
