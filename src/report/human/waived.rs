//! What is accepted: how much, what ends soon, and every finding with its waiver.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::report::concise;
use crate::report::display::to_masked;
use crate::report::human::{Counted, count, place};
use crate::report::run::{Checked, ListedWaivers, Run};
use crate::rules::kit::say;
use crate::rules::kit::wording::quoted;
use crate::rules::{Language, Waived, Waiver, WaiverKind};
use crate::source::Span;

/// Days within which the end of a waiver is told.
pub(crate) const SOON: i64 = 30;

/// `3 waived, 1 expires in 9 days`; nothing where nothing is.
pub(crate) fn count_of_waived(waived: &[Waived], language: Language) -> Option<String> {
    if waived.is_empty() {
        return None;
    }
    let number = waived.len();
    let mut text = say!(language, "{number} waived", "已豁免 {number} 个");
    let waivers: BTreeMap<Span, i64> = waived
        .iter()
        .map(|one| (one.by.at, one.by.days_left))
        .filter(|(_, days)| *days <= SOON)
        .collect();
    let soon = waivers.len();
    if let Some(first) = waivers.values().min() {
        let when = days(*first, language);
        text.push_str(&match soon {
            1 => say!(language, ", 1 expires {when}", "，其中 1 条豁免{when}到期"),
            _ => say!(
                language,
                ", {soon} expire soon, the first {when}",
                "，其中 {soon} 条豁免即将到期，最早的{when}到期"
            ),
        });
    }
    Some(text)
}

/// `today`, `in 9 days`, `9 days ago`.
fn days(days: i64, language: Language) -> String {
    let number = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    let counted = count(number, Counted("day", "days", "天"), language);
    match days {
        0 => language.pick("today", "今天").to_owned(),
        1.. => say!(language, "in {counted}", "将在 {counted}后"),
        _ => say!(language, "{counted} ago", "已在 {counted}前"),
    }
}

/// The count, and how to see more.
pub(super) fn write_count(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = checked.run.style;
    let Some(mut line) = count_of_waived(checked.waived, style.language) else {
        return Ok(());
    };
    if !style.show_waived {
        line.push_str(style.language.pick(
            "; `--show-waived` lists what is",
            "；`--show-waived` 可列出",
        ));
    }
    writeln!(out, "{line}")
}

/// Every finding that is accepted, if it is to be shown.
pub(crate) fn write_waived(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !checked.run.style.show_waived {
        return Ok(());
    }
    let run = &checked.run;
    for one in checked.waived {
        let finding = &one.finding;
        writeln!(
            out,
            "{}: waived {}[{}] {}",
            concise::place(finding.at.at, run.sources),
            finding.level,
            finding.rule,
            to_masked(&finding.message)
        )?;
        writeln!(out, "  {}", to_masked(&by(one, run)))?;
    }
    Ok(())
}

/// Until when, by what, why and for whom.
pub(crate) fn by(one: &Waived, run: &Run<'_>) -> String {
    let language = run.style.language;
    let waiver = &one.by;
    let mut text = until(waiver, run);
    if one.partly {
        let whom = one.finding.principals.join(language.pick(", ", "、"));
        text.push_str(&say!(
            language,
            ", for {whom} and nobody else",
            "，仅限 {whom}"
        ));
    }
    text.push_str(language.pick(": ", "："));
    text.push_str(&why(waiver, language));
    text
}

/// Until when, by what and why.
pub(crate) fn by_waiver(waiver: &Waiver, run: &Run<'_>) -> String {
    let language = run.style.language;
    let (until, why) = (until(waiver, run), why(waiver, language));
    say!(language, "{until}: {why}", "{until}：{why}")
}

fn until(waiver: &Waiver, run: &Run<'_>) -> String {
    let (expires, place) = (&waiver.expires, place(waiver.at, run));
    say!(
        run.style.language,
        "until {expires} by {place}",
        "至 {expires}，依据 {place}"
    )
}

/// The reason, and who answers for it.
fn why(waiver: &Waiver, language: Language) -> String {
    let mut text = waiver.reason.clone();
    let facts: Vec<&str> = [
        waiver.owner.as_deref(),
        waiver.ticket.as_deref(),
        waiver.kind.map(WaiverKind::word),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !facts.is_empty() {
        let facts = facts.join(", ");
        text.push_str(&say!(language, " ({facts})", "（{facts}）"));
    }
    text
}

/// Writes a list of waivers: where each stands, until when it holds, what it is
/// about and why.
///
/// # Errors
/// Those of the stream.
pub fn write_waivers(listed: &ListedWaivers<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = listed.style.language;
    for (waiver, keys) in listed.waivers {
        let start = listed.sources.start(waiver.at);
        let path = crate::report::display::path_to_display(listed.sources.path(waiver.at.file));
        let when = days(waiver.days_left, language);
        let rules = waiver.rules.join(" ");
        let (line, column, expires) = (start.line, start.column, &waiver.expires);
        let ends = if waiver.is_over() {
            say!(
                language,
                "EXPIRED {expires}, {when}",
                "已过期 {expires}（{when}）"
            )
        } else {
            say!(
                language,
                "until {expires}, {when}",
                "至 {expires}（{when}）"
            )
        };
        writeln!(out, "{path}:{line}:{column} {rules} {ends}")?;
        let about: Vec<String> = keys
            .iter()
            .map(|(key, values)| {
                let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
                format!("{key} {}", values.join(language.pick(" or ", " 或 ")))
            })
            .collect();
        let about = if waiver.inline {
            language
                .pick("what the comment stands on", "注释所在之处")
                .to_owned()
        } else {
            about.join(", ")
        };
        writeln!(out, "  {}", to_masked(&about))?;
        writeln!(out, "  {}", to_masked(&why(waiver, language)))?;
    }
    let number = listed.waivers.len();
    let all = count(number, Counted("waiver", "waivers", "条豁免"), language);
    let over = listed.waivers.iter().filter(|(one, _)| one.is_over());
    let line = match over.count() {
        0 => all,
        over => say!(
            language,
            "{all}, {over} expired",
            "{all}，其中 {over} 条已过期"
        ),
    };
    writeln!(out, "{line}")
}
