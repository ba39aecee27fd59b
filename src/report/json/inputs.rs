//! `inputs --format json`, and the counts of inputs in the other reports.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::doubt::DoubtKind;
use crate::report::json::{
    Missing, Place, SCHEMA_VERSION, TOOL, Tool, Unread, missing, not_analysed,
};
use crate::report::run::{Counts, Holds, LeftOut, Listed};
use crate::report::safe_json::write_document;

/// What was looked at, in numbers.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Inputs {
    #[serde(flatten)]
    totals: Totals,
    formats: Vec<Format>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Totals {
    files: usize,
    left_out: usize,
    #[serde(flatten)]
    held: Held,
}

/// What one file holds, or all of them.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Held {
    documents: usize,
    attachments: usize,
    principals: usize,
    look_alikes: usize,
    memberships: usize,
    control_policies: usize,
    gaps: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Format {
    name: &'static str,
    files: usize,
}

impl Inputs {
    pub(super) fn new(counts: &Counts) -> Self {
        Self {
            totals: Totals::new(counts),
            formats: formats(counts),
        }
    }
}

impl Totals {
    const fn new(counts: &Counts) -> Self {
        Self {
            files: counts.files,
            left_out: counts.left_out,
            held: Held::new(counts.holds),
        }
    }
}

impl Held {
    const fn new(holds: Holds) -> Self {
        // Taken apart by name, so that a new count is not forgotten here.
        let Holds {
            documents,
            principals,
            attachments,
            memberships,
            control_policies,
            gaps,
            look_alikes,
        } = holds;
        Self {
            documents,
            attachments,
            principals,
            look_alikes,
            memberships,
            control_policies,
            gaps,
        }
    }
}

fn formats(counts: &Counts) -> Vec<Format> {
    let formats = counts.formats.iter();
    formats
        .map(|(name, files)| Format {
            name,
            files: *files,
        })
        .collect()
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Inventory<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    complete: bool,
    totals: Totals,
    formats: Vec<Format>,
    files: Vec<File<'a>>,
    left_out: Vec<Left<'a>>,
    look_alikes: Vec<LookAlike<'a>>,
    gaps: Vec<Missing>,
    not_analysed: Vec<Unread<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct File<'a> {
    path: &'a str,
    format: &'static str,
    #[serde(flatten)]
    held: Held,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Left<'a> {
    path: &'a str,
    why: &'a str,
}

/// A document of another cloud.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LookAlike<'a> {
    path: &'a str,
    cloud: &'static str,
    at: Place,
}

/// Writes what became of every path.
///
/// # Errors
/// Those of the stream.
pub fn write_inputs(listed: &Listed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &listed.run;
    let doubts = &run.model.doubts;
    let report = Inventory {
        schema: "ramlint/inputs",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        complete: run.complete,
        totals: Totals::new(run.counts),
        formats: formats(run.counts),
        files: listed
            .inventory
            .files
            .iter()
            .map(|read| File {
                path: read.path.raw(),
                format: read.format,
                held: Held::new(read.holds),
            })
            .collect(),
        left_out: listed
            .inventory
            .left_out
            .iter()
            .map(|LeftOut { path, why }| Left {
                path: path.raw(),
                why: why.raw(),
            })
            .collect(),
        look_alikes: run
            .model
            .look_alikes
            .iter()
            .map(|one| LookAlike {
                path: &one.path,
                cloud: one.cloud,
                at: Place::new(one.at, run.sources),
            })
            .collect(),
        gaps: doubts
            .iter()
            .filter(|(_, doubt)| doubt.kind == DoubtKind::Gap)
            .filter_map(|(id, _)| missing(id, doubts, run))
            .collect(),
        not_analysed: not_analysed(run),
    };
    write_document(&report, out)
}
