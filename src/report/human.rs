//! Reports for people: findings drawn with their text, the table of answers, one
//! answer explained, and the last lines that say what was and was not looked at.

mod can;
mod inputs;
mod summary;
mod who_can;

use std::io::{self, Write};

use crate::engine::verdict::Answer;
use crate::report::display::to_display;
use crate::report::run::{Checked, Run};
use crate::report::terminal;
use crate::rules::Language;
use crate::source::Span;

pub use can::write_can;
pub use inputs::write_inputs;
pub(crate) use summary::count_of_findings;
pub use who_can::write_who_can;

/// Writes findings, then what was looked at.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &checked.run;
    let options = terminal::Options {
        color: run.style.color,
        width: run.style.width,
        unicode: false,
        language: run.style.language,
    };
    terminal::write_findings(checked.findings, run.sources, &options, out)?;
    if !run.style.quiet && !checked.findings.is_empty() {
        writeln!(out)?;
    }
    write_ending(checked, out)
}

/// Writes the last lines, in every format for people the same: how much was found
/// and looked at, and what was not analysed.
///
/// # Errors
/// Those of the stream.
pub(crate) fn write_ending(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    if checked.run.style.quiet {
        return Ok(());
    }
    summary::write_findings(checked, out)?;
    summary::write_not_analysed(&checked.run, out)
}

/// The word for an answer.
fn answer_word(answer: Answer, language: Language) -> &'static str {
    let _untranslated: Language = language;
    match answer {
        Answer::Allowed => "ALLOWED",
        Answer::AllowedIf => "ALLOWED IF",
        Answer::Denied => "DENIED",
        Answer::NotGranted => "NOT GRANTED",
        Answer::Unknown => "UNKNOWN",
    }
}

/// `path:line:column` of a span.
fn place(at: Span, run: &Run<'_>) -> String {
    let start = run.sources.start(at);
    let path = to_display(run.sources.path(at.file));
    format!("{path}:{}:{}", start.line, start.column)
}

/// `1 policy file`, `2 policy files`, by the name of a format.
fn files(number: usize, format: &str) -> String {
    count(number, format, &format!("{format}s"))
}

/// `a`, `a and b`, `a, b and c`.
fn enumerated(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// `1 policy`, `2 policies`.
fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}
