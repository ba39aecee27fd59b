//! Machine-readable reports. The structures here are frozen types of their own,
//! never the insides of the engine: fields may be added, and are not renamed or
//! removed within a version.

mod check;
mod explain;
mod inputs;
mod line;
mod obtained;
mod place;
mod who_can;

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::engine::domain::ordered::format_instant;
use crate::model::catalogue;
use crate::model::doubt::{DoubtId, DoubtKind, Doubts};
use crate::report::display::mask_secrets;
use crate::report::run::Run;
use crate::rules::kit::wording;

pub use check::write_check;
pub use explain::{write_rules, write_topic};
pub use inputs::write_inputs;
pub use place::Place;
pub use who_can::{write_can, write_who_can};

/// The version of every schema here.
const SCHEMA_VERSION: u32 = 1;

/// The program that wrote the report.
#[derive(Serialize)]
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

fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Masking::default());
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Pretty JSON whose strings show no secrets and, as JSON alone does not ask for,
/// escape the control characters from U+007F to U+009F. Paths keep what looks like
/// a secret, since a reader of the report has to find the file.
#[derive(Default)]
struct Masking {
    pretty: PrettyFormatter<'static>,
    in_key: bool,
    of_path: bool,
}

impl Formatter for Masking {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if self.in_key {
            self.of_path = fragment == "path";
        }
        let shown = if self.of_path {
            Cow::Borrowed(fragment)
        } else {
            mask_secrets(fragment)
        };
        let mut rest = shown.as_ref();
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| c.is_control()) {
            let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            write!(out, "{before}\\u{:04x}", u32::from(c))?;
            rest = after.get(c.len_utf8()..).unwrap_or("");
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_array(out)
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array(out)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_array_value(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(out)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object(out)
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object(out)
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        self.pretty.begin_object_key(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.in_key = false;
        self.pretty.begin_object_value(out)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.of_path = false;
        self.pretty.end_object_value(out)
    }
}
