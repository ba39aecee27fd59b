//! Reviewdog's diagnostic formats, one document or one line per finding. Columns
//! are bytes of UTF-8, and a fix that leaves access as it is becomes a suggestion.
//! Source: `proto/rdf/reviewdog.proto` of reviewdog.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::display::to_masked;
use crate::report::fix;
use crate::report::page;
use crate::report::region::Region;
use crate::report::run::Checked;
use crate::report::safe_json::{write_document, write_line};
use crate::report::severity::severity;
use crate::rules::{Finding, FixKind, Label};
use crate::source::Sources;

#[derive(Serialize)]
struct DiagnosticResult<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Clone, Copy, Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related<'a> {
    message: String,
    location: Location<'a>,
}

const SOURCE: Source = Source {
    name: "ramlint",
    url: env!("CARGO_PKG_HOMEPAGE"),
};

/// Writes the findings of a run as one document.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = checked.run.sources;
    let result = DiagnosticResult {
        source: SOURCE,
        diagnostics: checked
            .findings
            .iter()
            .map(|finding| diagnostic(finding, sources, None))
            .collect(),
    };
    write_document(&result, out)
}

/// Writes the findings of a run, each on its own line.
///
/// # Errors
/// Those of the stream.
pub fn write_check_lines(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in checked.findings {
        write_line(&diagnostic(finding, checked.run.sources, Some(SOURCE)), out)?;
    }
    Ok(())
}

fn diagnostic<'a>(
    finding: &'a Finding,
    sources: &'a Sources,
    source: Option<Source>,
) -> Diagnostic<'a> {
    Diagnostic {
        message: message(finding),
        location: location(finding.at.at, sources),
        severity: severity(finding.level).rdjson,
        source,
        code: Code {
            value: finding.rule,
            url: page::address(finding.rule, finding.name),
        },
        suggestions: suggestion(finding, sources).into_iter().collect(),
        related_locations: finding
            .related
            .iter()
            .map(|label| related(label, sources))
            .collect(),
    }
}

fn message(finding: &Finding) -> String {
    let mut text = to_masked(&finding.message);
    if let Some(help) = &finding.help {
        text.push_str(&format!("; {}", to_masked(help)));
    }
    text
}

fn location(at: crate::source::Span, sources: &Sources) -> Location<'_> {
    let region = Region::new(at, sources);
    Location {
        path: region.path,
        range: range(&region),
    }
}

const fn range(region: &Region<'_>) -> Range {
    Range {
        start: Position {
            line: region.start.line,
            column: region.start.column_bytes,
        },
        end: Position {
            line: region.end.line,
            column: region.end.column_bytes,
        },
    }
}

fn related<'a>(label: &Label, sources: &'a Sources) -> Related<'a> {
    Related {
        message: to_masked(&label.text),
        location: location(label.at, sources),
    }
}

/// Applied as it stands, it does what `--fix` does.
fn suggestion(finding: &Finding, sources: &Sources) -> Option<Suggestion> {
    let safe = finding.fix.as_ref()?.kind == FixKind::Safe;
    let (at, text) = fix::as_one(finding, sources).filter(|_| safe)?;
    Some(Suggestion {
        range: range(&Region::new(at, sources)),
        text,
    })
}
