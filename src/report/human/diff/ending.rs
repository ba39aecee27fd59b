//! The last lines of a comparison: how much was compared, what changed without
//! effect, what was not analysed on which side, and what the exit status is about.

use std::io::{self, Write};

use crate::engine::difference::Side;
use crate::report::accepted;
use crate::report::difference::{counted, ending, scope};
use crate::report::display::to_masked;
use crate::report::human::summary::looked_at;
use crate::report::human::{Counted, count, place};
use crate::report::run::Compared;
use crate::rules::Language;
use crate::rules::kit::say;

/// Files without effect that are named before the rest is counted.
const MOST_FILES: usize = 10;

/// What is waived that is listed before the rest is counted.
const MOST_ACCEPTED: usize = 50;

const RED: &str = "\u{1b}[31m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes the last lines.
///
/// # Errors
/// Those of the stream.
pub(crate) fn write_ending(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = &compared.after.run.style;
    if style.quiet {
        return Ok(());
    }
    let language = style.language;
    let difference = compared.difference;
    writeln!(out, "{}", to_masked(&verdict(compared, language)))?;
    write_accepted(compared, out)?;
    for (side, name) in [(Side::Before, "base"), (Side::After, "head")] {
        let looked = looked_at(compared.version(side).run.counts, language);
        let line = say!(
            language,
            "looked at {looked} ({name})",
            "已查看{looked}（{name}）"
        );
        writeln!(out, "{line}")?;
    }
    write_without_effect(compared, out)?;
    let doubts = difference.unchanged_doubts.len();
    if doubts > 0 {
        let answers = count(
            doubts,
            Counted("answer is", "answers are", "个结论"),
            language,
        );
        let line = say!(
            language,
            "{answers} not known on either side, for the same reasons, which is no difference",
            "有 {answers}在两侧均未知且原因相同，不算差异"
        );
        writeln!(out, "{line}")?;
    }
    for flag in compared.flags {
        writeln!(out, "{flag}")?;
    }
    let (red, plain) = if style.color { (RED, PLAIN) } else { ("", "") };
    let head = language.pick("NOT ANALYSED:", "未分析：");
    let gap = language.pick(" ", "");
    for (side, name) in [(Side::Before, "base"), (Side::After, "head")] {
        let run = &compared.version(side).run;
        for entry in run.not_analysed {
            let path = entry.path.to_display();
            let shown = entry
                .at
                .map_or_else(|| path.into_owned(), |at| place(at, run));
            let why = to_masked(entry.why.raw());
            writeln!(out, "{red}{head}{plain}{gap}{name}: {shown} {why}")?;
        }
    }
    let exit = ending(compared, language);
    if compared.complete() {
        writeln!(out, "{exit}")
    } else {
        writeln!(out, "{red}{exit}{plain}")
    }
}

/// One line: whether anything differs, in what.
pub(super) fn verdict(compared: &Compared<'_>, language: Language) -> String {
    let scope = scope(compared, language);
    let (gained, lost) = counted(compared, language);
    let accepted = accepted::count(compared, language);
    if gained == 0 && lost == 0 && accepted.is_none() {
        return say!(
            language,
            "no change in access to {scope}",
            "对 {scope} 的访问没有变化"
        );
    }
    let mut text = say!(
        language,
        "access to {scope}: {gained} new, {lost} lost",
        "对 {scope} 的访问：新增 {gained}，失去 {lost}"
    );
    if let Some(accepted) = accepted {
        text.push_str(&say!(language, ", {accepted}", "，{accepted}"));
    }
    text
}

/// What waivers accept.
fn write_accepted(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = compared.after.run.style.language;
    for one in compared.accepted.iter().take(MOST_ACCEPTED) {
        let line = accepted::line(one, compared, language);
        writeln!(out, "{}", to_masked(&line))?;
    }
    let more = compared.accepted.len().saturating_sub(MOST_ACCEPTED);
    if more > 0 {
        let line = say!(
            language,
            "and {more} more that are waived, which `--format json` lists",
            "另有 {more} 项已豁免，可用 `--format json` 列出"
        );
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The files that differ and changed nothing.
fn write_without_effect(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let files = &compared.files.without_effect;
    if files.is_empty() {
        return Ok(());
    }
    let language = compared.after.run.style.language;
    let named: Vec<String> = files
        .iter()
        .take(MOST_FILES)
        .map(|path| path.to_display().into_owned())
        .collect();
    let mut list = named.join(language.pick(", ", "、"));
    let more = files.len().saturating_sub(MOST_FILES);
    if more > 0 {
        list.push_str(&say!(language, " and {more} more", " 及另外 {more} 个"));
    }
    let line = say!(
        language,
        "changed without effect on that access: {list}",
        "有改动但不影响上述访问的文件：{list}"
    );
    writeln!(out, "{line}")
}
