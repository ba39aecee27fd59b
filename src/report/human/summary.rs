//! The last lines of a report: how much was found, how much was looked at, and
//! what was not analysed. Success is never silent, and what was not seen is
//! said in words.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::engine::siblings::Siblings;
use crate::model::catalogue;
use crate::report::display::to_masked;
use crate::report::human::formats::files;
use crate::report::human::{Counted, configured, count, enumerated, place, waived};
use crate::report::page;
use crate::report::run::{Checked, Counts, Known, Run, Surplus};
use crate::report::severity::SEVERITIES;
use crate::report::words::words;
use crate::rules::kit::say;
use crate::rules::kit::wording::spaced;
use crate::rules::{Language, RULES};

const RED: &str = "\u{1b}[31m";
const PLAIN: &str = "\u{1b}[0m";

pub(super) fn write_findings(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = checked.run.style.language;
    let counts = checked.run.counts;
    let looked = looked_at(counts, language);
    if checked.findings.is_empty() {
        let line = say!(
            language,
            "checked {looked}: no findings",
            "已检查{looked}：没有发现问题"
        );
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{}", count_of_findings(checked))?;
        let line = say!(language, "checked {looked}", "已检查{looked}");
        writeln!(out, "{line}")?;
    }
    write_catalogue(language, out)?;
    write_gaps(counts, language, out)?;
    for line in left_out(checked) {
        writeln!(out, "{line}")?;
    }
    if checked.hidden > 0 {
        writeln!(out, "{}", hidden(checked, language))?;
    }
    waived::write_count(checked, out)?;
    if let Some(known) = checked.known {
        for line in known_lines(known, language) {
            writeln!(out, "{line}")?;
        }
    }
    for line in configured::lines(checked, language) {
        writeln!(out, "{line}")?;
    }
    for flag in checked.flags {
        writeln!(out, "{flag}")?;
    }
    Ok(())
}

/// How many findings are counted and not drawn.
pub(super) fn write_undrawn(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = checked.findings.len();
    match checked.run.style.at_most {
        Some(most) if most < all => {
            let line = say!(
                checked.run.style.language,
                "{most} of the {all} are drawn, those of the highest levels; `--max-findings all` draws the rest",
                "共 {all} 项，仅显示级别最高的 {most} 项；`--max-findings all` 可显示全部"
            );
            writeln!(out, "{line}")
        }
        _ => Ok(()),
    }
}

/// Where the rules of the findings are explained, unless their ids are links.
pub(super) fn write_pages(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let found: BTreeSet<&str> = checked
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    if checked.run.style.links || found.is_empty() {
        return Ok(());
    }
    let line = say!(
        checked.run.style.language,
        "what these rules say, which `ramlint explain RULE` shows too:",
        "规则说明（也可用 `ramlint explain RULE` 查看）："
    );
    writeln!(out, "{line}")?;
    for rule in RULES.iter().filter(|rule| found.contains(rule.id)) {
        writeln!(out, "  {} {}", rule.id, page::url(rule))?;
    }
    Ok(())
}

/// `3 findings: 1 high, 2 low`, or `no findings`.
pub(crate) fn count_of_findings(checked: &Checked<'_>) -> String {
    let language = checked.run.style.language;
    if checked.findings.is_empty() {
        return language.pick("no findings", "没有发现问题").to_owned();
    }
    let words = words(language);
    let parts: Vec<String> = SEVERITIES
        .iter()
        .map(|severity| severity.level)
        .map(|level| {
            let findings = checked.findings.iter();
            let number = findings.filter(|finding| finding.level == level).count();
            (words.level(level), number)
        })
        .filter(|(_, number)| *number > 0)
        .map(|(level, number)| say!(language, "{number} {level}", "{level} {number} 个"))
        .collect();
    let parts = parts.join(language.pick(", ", "，"));
    let number = checked.findings.len();
    let total = count(number, Counted("finding", "findings", "个问题"), language);
    say!(language, "{total}: {parts}", "共 {total}：{parts}")
}

/// What was known, and how much of a baseline is gone.
pub(crate) fn known_lines(known: &Known, language: Language) -> Vec<String> {
    let (number, from) = (known.count(), known.from.to_display());
    let mut lines = vec![say!(
        language,
        "{number} known from {from}",
        "{from} 中已知的问题有 {number} 个"
    )];
    if let Some(gone) = known.gone.as_ref().filter(|gone| gone.number > 0) {
        let (number, command) = (gone.number, to_masked(&gone.command));
        lines.push(say!(
            language,
            "the baseline can shrink by {number}: `{command}`",
            "基线可减少 {number} 项：`{command}`"
        ));
    }
    lines
}

/// What a report has no room for, by file and rule.
fn left_out(checked: &Checked<'_>) -> Vec<String> {
    let language = checked.run.style.language;
    let of = |one: &Surplus| one.told(&one.path.to_display(), language);
    checked.surplus.iter().map(of).collect()
}

fn hidden(checked: &Checked<'_>, language: Language) -> String {
    let number = checked.hidden;
    let hidden = count(
        number,
        Counted("finding is hidden", "findings are hidden", "个问题"),
        language,
    );
    let mut line = say!(
        language,
        "{hidden} by --min-level or --min-confidence",
        "--min-level 或 --min-confidence 隐藏了 {hidden}"
    );
    let failing = checked.hidden_failing;
    if failing > 0 {
        line.push_str(&say!(
            language,
            ", {failing} of them at or above --fail-on",
            "，其中 {failing} 个达到或高于 --fail-on"
        ));
    }
    line
}

/// `42 policy documents, 17 attachments, 214 principals in 9 policy files and 1
/// attachments manifest`. The Chinese one begins with a blank where Chinese before
/// it needs one.
pub(super) fn looked_at(counts: &Counts, language: Language) -> String {
    let holds = counts.holds;
    let kinds: Vec<String> = counts
        .formats
        .iter()
        .map(|(format, number)| files(*number, format, language))
        .collect();
    let kinds = if kinds.is_empty() {
        language.pick("no file", "0 个文件").to_owned()
    } else {
        enumerated(&kinds, language)
    };
    let held: Vec<String> = [
        (
            holds.documents,
            Counted("policy document", "policy documents", "份策略文档"),
        ),
        (
            holds.attachments,
            Counted("attachment", "attachments", "项授权"),
        ),
        (
            holds.principals,
            Counted("principal", "principals", "个授权主体"),
        ),
    ]
    .into_iter()
    .map(|(number, counted)| count(number, counted, language))
    .collect();
    let held = held.join(language.pick(", ", "、"));
    let mut text = say!(language, "{held} in {kinds}", " {kinds}，包含 {held}");
    if holds.look_alikes > 0 {
        let counted = Counted("document", "documents", "份其他云的文档");
        let others = count(holds.look_alikes, counted, language);
        text.push_str(&say!(
            language,
            " ({others} of other clouds left out)",
            "（忽略了 {others}）"
        ));
    }
    text
}

/// What answers were taken from, and how much the input leaves open.
pub(super) fn write_looked_at(
    counts: &Counts,
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let looked = looked_at(counts, language);
    let line = say!(language, "looked at {looked}", "已查看{looked}");
    writeln!(out, "{line}")?;
    write_catalogue(language, out)?;
    write_gaps(counts, language, out)
}

/// Which version of the catalogue the answers rest on.
fn write_catalogue(language: Language, out: &mut dyn Write) -> io::Result<()> {
    let version = catalogue::VERSION;
    let line = say!(
        language,
        "by the catalogue of actions {version}",
        "依据操作目录 {version}"
    );
    writeln!(out, "{line}")
}

/// How much the input leaves open, if it does.
fn write_gaps(counts: &Counts, language: Language, out: &mut dyn Write) -> io::Result<()> {
    if counts.holds.gaps == 0 {
        return Ok(());
    }
    let gaps = count(counts.holds.gaps, Counted("gap", "gaps", "处"), language);
    let line = say!(
        language,
        "left open by the input: {gaps}, which `ramlint inputs` lists",
        "输入中未说明的内容有 {gaps}，可用 `ramlint inputs` 列出"
    );
    writeln!(out, "{line}")
}

/// How many principals have the other actions with the same outcome.
pub(super) fn write_siblings(
    siblings: &Siblings,
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let parts: Vec<String> = siblings
        .all
        .iter()
        .map(|beside| (beside.action, beside.principals()))
        .filter(|(_, principals)| *principals > 0)
        .map(|(action, principals)| {
            say!(
                language,
                "{action} {principals}",
                "{action} {principals} 个"
            )
        })
        .collect();
    let those = match siblings.all.len() {
        0 => return Ok(()),
        1 => language.pick("the other action", "另一个操作").to_owned(),
        known => say!(
            language,
            "any of the {known} other actions",
            "另外 {known} 个操作中的任何一个"
        ),
    };
    let line = if parts.is_empty() {
        match language {
            Language::English => format!(
                "beside it: no principal has {those} with the same outcome by its own policies"
            ),
            Language::Chinese => {
                let pieces = ["后果相同的其他操作：没有授权主体凭自身策略拥有", &those];
                spaced(&pieces)
            }
        }
    } else {
        let parts = parts.join(language.pick(", ", "，"));
        say!(
            language,
            "beside it: {parts} (principals that have or may have it by their own policies)",
            "后果相同的其他操作：{parts}（凭自身策略拥有或可能拥有它的授权主体数）"
        )
    };
    writeln!(out, "{line}")
}

pub(super) fn write_not_analysed(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = run.style.language.pick("NOT ANALYSED:", "未分析：");
    let gap = run.style.language.pick(" ", "");
    let (red, plain) = if run.style.color {
        (RED, PLAIN)
    } else {
        ("", "")
    };
    for entry in run.not_analysed {
        let path = entry.path.to_display();
        let shown = entry
            .at
            .map_or_else(|| path.into_owned(), |at| place(at, run));
        writeln!(
            out,
            "{red}{head}{plain}{gap}{shown} {}",
            to_masked(entry.why.raw())
        )?;
    }
    Ok(())
}
