//! Reports for people: findings drawn with their text, the table of answers, one
//! answer explained, and the last lines that say what was and was not looked at.

mod can;
mod inputs;
mod summary;
mod who_can;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};

use crate::engine::verdict::Answer;
use crate::report::display::to_display;
use crate::report::run::{Checked, Run};
use crate::report::terminal;
use crate::rules::{Finding, Language};
use crate::source::Span;

pub use can::write_can;
pub use inputs::write_inputs;
pub use who_can::write_who_can;

/// Writes findings, then what was looked at.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &checked.run;
    let options = terminal::Options {
        color: run.style.color,
        links: run.style.links,
        principals: run.style.verbose,
        width: run.style.width,
        unicode: false,
        language: run.style.language,
    };
    let drawn = gravest(checked.findings, run.style.at_most);
    terminal::write_findings(&drawn, run.sources, &options, out)?;
    if run.style.quiet {
        return Ok(());
    }
    if !checked.findings.is_empty() {
        writeln!(out)?;
    }
    summary::write_findings(checked, out)?;
    summary::write_not_analysed(run, out)
}

/// So many findings, those of the highest levels, in their order.
fn gravest(findings: &[Finding], at_most: Option<usize>) -> Cow<'_, [Finding]> {
    let most = at_most.unwrap_or(usize::MAX);
    if findings.len() <= most {
        return Cow::Borrowed(findings);
    }
    let mut order: Vec<(usize, &Finding)> = findings.iter().enumerate().collect();
    order.sort_by_key(|(number, finding)| (Reverse(finding.level), *number));
    order.truncate(most);
    order.sort_by_key(|(number, _)| *number);
    order
        .into_iter()
        .map(|(_, finding)| finding.clone())
        .collect()
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
