//! Tests for people, as a test runner shows them: a line for each, and below one that
//! failed what was expected, who is otherwise, and the statements that are why.

use std::io::{self, Write};

use crate::engine::verdict::Answer;
use crate::report::display::{to_masked, wrap};
use crate::report::human::{Counted, answer_word, can, count, place, summary};
use crate::report::run::Explained;
use crate::report::tested::{Expects, Judged, Tested, Unmet};
use crate::rules::kit::say;

/// Principals that are told of below one test.
const MOST_UNMET: usize = 10;

/// Columns that what is told of a test is set in.
const INDENT: usize = 8;

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes the tests, then how many failed and what was looked at.
///
/// # Errors
/// Those of the stream.
pub fn write_test(tested: &Tested<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = tested.run.style;
    let language = style.language;
    for test in tested.tests {
        let met = test.is_met();
        if met && style.quiet {
            continue;
        }
        let (word, color) = if met {
            (language.pick("ok     ", "通过  "), GREEN)
        } else {
            (language.pick("FAILED ", "失败  "), RED)
        };
        let (color, plain) = if style.color {
            (color, PLAIN)
        } else {
            ("", "")
        };
        writeln!(out, "{color}{word}{plain} {}", to_masked(test.name))?;
        for line in details(test, tested) {
            write_indented(&line, style.width, out)?;
        }
    }
    if !style.quiet {
        writeln!(out)?;
    }
    write_counts(tested, out)
}

/// Writes the last lines: how many failed, what was looked at, and what was not
/// analysed.
///
/// # Errors
/// Those of the stream.
pub(crate) fn write_counts(tested: &Tested<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = tested.run.style;
    if style.quiet {
        return Ok(());
    }
    writeln!(out, "{}", counted(tested))?;
    for flag in tested.flags {
        writeln!(out, "{flag}")?;
    }
    summary::write_looked_at(tested.run.counts, style.language, out)?;
    summary::write_not_analysed(&tested.run, out)
}

fn write_indented(line: &str, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let shown = to_masked(line);
    let text = shown.trim_start();
    let lead = INDENT.saturating_add(shown.len().saturating_sub(text.len()));
    let parts = match width {
        Some(width) => wrap(text, width.saturating_sub(lead).saturating_sub(4)),
        None => vec![text.to_owned()],
    };
    for (number, part) in parts.into_iter().enumerate() {
        let lead = lead.saturating_add(if number == 0 { 0 } else { 4 });
        writeln!(out, "{:lead$}{part}", "")?;
    }
    Ok(())
}

/// `12 tests: 2 failed, 10 passed`.
fn counted(tested: &Tested<'_>) -> String {
    let language = tested.run.style.language;
    let (met, unmet) = tested.counts();
    let tests = count(
        tested.tests.len(),
        Counted("test", "tests", "项测试"),
        language,
    );
    let mut text = if unmet == 0 {
        say!(language, "{tests}: all passed", "{tests}：全部通过")
    } else {
        say!(
            language,
            "{tests}: {unmet} failed, {met} passed",
            "{tests}：{unmet} 项失败，{met} 项通过"
        )
    };
    if tested.left_out > 0 {
        let left = tested.left_out;
        text.push_str(&say!(
            language,
            "; {left} left out by --filter",
            "；--filter 略去 {left} 项"
        ));
    }
    text
}

/// What there is to tell of a test beside its name, each on a line: nothing where it
/// is met and no exception is idle.
#[must_use]
pub(crate) fn details(test: &Judged<'_>, tested: &Tested<'_>) -> Vec<String> {
    let run = &tested.run;
    let language = run.style.language;
    let mut lines = Vec::new();
    if !test.is_met() {
        let at = place(test.expects_at, run);
        lines.push(say!(language, "at {at}", "位于 {at}"));
    }
    lines.extend(
        test.moot
            .iter()
            .map(|moot| moot.text(test.action, language)),
    );
    let most = if run.style.verbose {
        usize::MAX
    } else {
        MOST_UNMET
    };
    for unmet in test.unmet.iter().take(most) {
        lines.push(instead(test, unmet, tested));
        let explained = tested.explained(unmet);
        let why = why(&explained);
        lines.extend(why.into_iter().map(|line| format!("  {line}")));
    }
    let more = test.unmet.len().saturating_sub(most);
    if more > 0 {
        lines.push(say!(
            language,
            "and {more} more, which --verbose lists",
            "另有 {more} 个，可用 --verbose 列出"
        ));
    }
    let fails = !test.is_met();
    lines.extend(test.gone.iter().map(|gone| {
        let text = gone.text(language);
        if fails {
            text
        } else {
            say!(language, "note: {text}", "注：{text}")
        }
    }));
    lines
}

/// Why a test failed, in one line.
#[must_use]
pub(crate) fn in_short(test: &Judged<'_>, tested: &Tested<'_>) -> String {
    let language = tested.run.style.language;
    let moot = test
        .moot
        .iter()
        .map(|moot| moot.text(test.action, language));
    let unmet = test.unmet.iter().map(|unmet| instead(test, unmet, tested));
    let gone = test.gone.iter().map(|gone| gone.text(language));
    let mut all = moot.chain(unmet).chain(gone);
    let mut text = all.next().unwrap_or_default();
    let more = all.count();
    if more > 0 {
        text.push_str(&say!(language, " (and {more} more)", "（另有 {more} 项）"));
    }
    text
}

/// What was expected, and what is instead.
fn instead(test: &Judged<'_>, unmet: &Unmet<'_>, tested: &Tested<'_>) -> String {
    let language = tested.run.style.language;
    let mut id = unmet.line.id.clone();
    let accounts = &unmet.answers.accounts;
    let account = accounts.get(unmet.account).filter(|_| accounts.len() > 1);
    if let Some(name) = account.and_then(|account| tested.run.account_name(account)) {
        id.push_str(&format!(" ({name})"));
    }
    let verdict = &unmet.line.verdict;
    let has = answer_word(verdict.answer, language);
    let mut text = match test.expects {
        Expects::Each { word, .. } => say!(
            language,
            "expected {word}, but {id} has {has}",
            "期望 {word}，但 {id} 为{has}"
        ),
        Expects::NobodyExcept { .. } => say!(
            language,
            "not excepted: {id} has {has}",
            "不在例外之列：{id} 为{has}"
        ),
    };
    if !verdict.at_most.gives_access() {
        if !unmet.line.reach.is_empty() {
            text.push_str(language.pick(
                " and can become a role that has access",
                "，且可以扮演拥有权限的角色",
            ));
        } else if !unmet.line.can_obtain.is_empty() {
            text.push_str(language.pick(" and could obtain access", "，且可以设法获得权限"));
        }
    }
    text
}

/// The condition and an example, the statements that decided, and what is not known.
fn why(explained: &Explained<'_>) -> Vec<String> {
    let line = explained.line;
    let mut lines = can::summed_up(explained);
    lines.extend(line.because.iter().map(|entry| can::step(entry, explained)));
    if line.verdict.answer == Answer::Unknown {
        lines.extend(can::unknown(explained));
    }
    if !line.verdict.at_most.gives_access() {
        lines.extend(can::roles(explained));
        if line.reach.is_empty() {
            lines.extend(can::obtainable(explained));
        }
    }
    lines
}
