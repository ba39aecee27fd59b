//! Reports for people: findings drawn with their text, the table of answers, one
//! answer explained, and the last lines that say what was and was not looked at.

mod can;
mod configured;
mod diff;
mod formats;
mod inputs;
mod pair;
mod summary;
mod test;
pub(crate) mod waived;
mod who_can;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};

use crate::engine::verdict::Answer;
use crate::report::display::to_display;
use crate::report::run::{Checked, Run};
use crate::report::terminal;
use crate::rules::kit::say;
use crate::rules::{Finding, Language};
use crate::source::Span;

pub use can::write_can;
pub(crate) use configured::lines as configured;
pub use diff::write_diff;
pub(crate) use diff::write_ending as write_ending_of_diff;
pub use formats::name as format_name;
pub use inputs::write_inputs;
pub use pair::write_pair;
pub(crate) use summary::count_of_findings;
pub use test::write_test;
pub(crate) use test::{details, in_short, write_counts as write_test_counts};
pub use waived::write_waivers;
pub(crate) use waived::{SOON, by as waived_by, count_of_waived, write_waived};
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
    let waived = run.style.show_waived && !checked.waived.is_empty();
    write_waived(checked, out)?;
    if !run.style.quiet && (!checked.findings.is_empty() || waived) {
        writeln!(out)?;
    }
    write_ending(checked, out)
}

/// Writes the last lines where findings are drawn: how much was found and looked
/// at, where the rules are explained, and what was not analysed.
///
/// # Errors
/// Those of the stream.
pub(crate) fn write_ending(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    if checked.run.style.quiet {
        return Ok(());
    }
    summary::write_findings(checked, out)?;
    summary::write_undrawn(checked, out)?;
    summary::write_pages(checked, out)?;
    summary::write_not_analysed(&checked.run, out)
}

/// Writes the last lines where findings are lines: how much was found and looked at,
/// and what was not analysed.
///
/// # Errors
/// Those of the stream.
pub(crate) fn write_counts(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    if checked.run.style.quiet {
        return Ok(());
    }
    summary::write_findings(checked, out)?;
    summary::write_not_analysed(&checked.run, out)
}

/// So many findings, those of the highest levels, in their order.
pub(crate) fn gravest(findings: &[Finding], at_most: Option<usize>) -> Cow<'_, [Finding]> {
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
    match answer {
        Answer::Allowed => language.pick("ALLOWED", "允许"),
        Answer::AllowedIf => language.pick("ALLOWED IF", "有条件允许"),
        Answer::Denied => language.pick("DENIED", "显式拒绝"),
        Answer::NotGranted => language.pick("NOT GRANTED", "未授权"),
        Answer::Unknown => language.pick("UNKNOWN", "未知"),
    }
}

/// `path:line:column` of a span.
fn place(at: Span, run: &Run<'_>) -> String {
    let start = run.sources.start(at);
    let path = to_display(run.sources.path(at.file));
    format!("{path}:{}:{}", start.line, start.column)
}

/// `a`, `a and b`, `a, b and c`.
fn enumerated(parts: &[String], language: Language) -> String {
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => {
            let before = before.join(language.pick(", ", "、"));
            say!(language, "{before} and {last}", "{before}和 {last}")
        }
        None => String::new(),
    }
}

/// What is counted: its names for one and for several, and the Chinese one with
/// its measure word.
struct Counted<'a>(&'a str, &'a str, &'a str);

/// `1 policy`, `2 policies`.
fn count(number: usize, Counted(one, many, chinese): Counted<'_>, language: Language) -> String {
    match language {
        Language::Chinese => format!("{number} {chinese}"),
        Language::English if number == 1 => format!("1 {one}"),
        Language::English => format!("{number} {many}"),
    }
}
