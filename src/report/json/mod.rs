//! Machine-readable reports. The structures here are frozen types of their own,
//! never the insides of the engine: fields may be added, and are not renamed or
//! removed within a version.

mod check;
mod configuration;
mod diff;
mod explain;
mod inputs;
mod line;
mod ndjson;
mod obtained;
mod pair;
mod place;
mod records;
#[cfg(test)]
mod schemas;
mod test;
mod waivers;
mod who_can;

use serde::Serialize;

use crate::engine::domain::ordered::format_instant;
use crate::model::catalogue;
use crate::model::doubt::{DoubtId, DoubtKind, Doubts};
use crate::report::run::Run;
use crate::rules::kit::wording;

pub use check::write_check;
pub use configuration::write_configuration;
pub use diff::write_diff;
pub use explain::{write_rules, write_topic};
pub use inputs::write_inputs;
pub use ndjson::write_check_lines;
pub use pair::write_pair;
pub use place::Place;
pub use records::{write_begin, write_end, write_record};
pub use test::write_test;
pub use waivers::write_waivers;
pub use who_can::{write_can, write_who_can};

/// The version of every schema here.
const SCHEMA_VERSION: u32 = 1;

/// The program that wrote the report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Tool {
    name: &'static str,
    version: &'static str,
    catalogue: &'static str,
}

const TOOL: Tool = Tool {
    name: "ramlint",
    version: env!("CARGO_PKG_VERSION"),
    catalogue: catalogue::VERSION,
};

/// A gap, a reading or an ended budget.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Missing {
    kind: &'static str,
    name: String,
    about: String,
    text: String,
    at: Option<Place>,
}

fn missing(id: DoubtId, doubts: &Doubts, run: &Run<'_>) -> Option<Missing> {
    let doubt = doubts.get(id)?;
    Some(Missing {
        kind: match doubt.kind {
            DoubtKind::Gap => "gap",
            DoubtKind::Reading => "reading",
        },
        name: doubt.name.clone(),
        about: if doubt.is_at_a_place() {
            String::new()
        } else {
            doubt.about.clone()
        },
        text: wording::doubt::text(doubt, run.style.language),
        at: doubt.at.map(|at| Place::new(at, run.sources)),
    })
}

/// That a question did not end, as something that is not known (D41).
fn budget() -> Missing {
    Missing {
        kind: "budget",
        name: "budget".to_owned(),
        about: String::new(),
        text: "the conditions were too many to decide within the step budget".to_owned(),
        at: None,
    }
}

/// The gaps of a run, each once, in the order they were met.
fn gaps(run: &Run<'_>) -> Vec<Missing> {
    let Some(answers) = run.answers.first() else {
        return Vec::new();
    };
    answers
        .doubts
        .iter()
        .filter(|(_, doubt)| doubt.kind == DoubtKind::Gap)
        .filter_map(|(id, _)| missing(id, &answers.doubts, run))
        .collect()
}

/// An input, or a part of one, that was not analysed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Unread<'a> {
    path: &'a str,
    why: &'a str,
    at: Option<Place>,
}

fn not_analysed<'a>(run: &Run<'a>) -> Vec<Unread<'a>> {
    run.not_analysed
        .iter()
        .map(|entry| Unread {
            path: entry.path.raw(),
            why: entry.why.raw(),
            at: entry.at.map(|at| Place::new(at, run.sources)),
        })
        .collect()
}

/// A document that belongs to no principal.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Other<'a> {
    path: &'a str,
    kind: &'static str,
}

fn other_documents<'a>(run: &Run<'a>) -> Vec<Other<'a>> {
    use crate::model::policy::DocumentKind;
    run.model
        .other_documents
        .iter()
        .map(|document| Other {
            path: &document.path,
            kind: match document.kind {
                DocumentKind::Identity => "identity",
                DocumentKind::Trust => "trust",
                DocumentKind::Control => "control",
                DocumentKind::Session => "session",
                DocumentKind::Resource => "resource",
            },
        })
        .collect()
}

fn at(run: &Run<'_>) -> String {
    format_instant(run.at)
}
