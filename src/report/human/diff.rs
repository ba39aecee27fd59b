//! Who gains and who loses access: the two inputs, what is new, what is lost, what
//! brought it about with the texts on both sides, and what the exit status is about.

mod ending;
mod snippet;

use std::io::{self, Write};

use crate::engine::difference::{Cause, Place, Side};
use crate::report::difference::{self, Group, causes, gained, listed, lost, quoted};
use crate::report::display::{to_masked, wrap};
use crate::report::human::{Counted, count};
use crate::report::run::Compared;
use crate::report::table::{Footnotes, Table};
use crate::report::words::words;
use crate::rules::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::cause;

pub(crate) use ending::write_ending;

/// Principals of one group that have a row before the rest is counted.
const MOST_OF_A_GROUP: usize = 5;
/// Groups of one table.
const MOST_GROUPS: usize = 100;
/// Causes that are drawn.
const MOST_CAUSES: usize = 50;
/// Places of one cause, and grants behind it.
const MOST_PLACES: usize = 6;

const RED: &str = "\u{1b}[1;31m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes who gains and who loses access.
///
/// # Errors
/// Those of the stream.
pub fn write_diff(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = &compared.after.run.style;
    let language = style.language;
    let difference = compared.difference;
    if !style.quiet {
        writeln!(out, "{}\n", head(compared))?;
    }
    let mut notes = Footnotes::default();
    let groups = gained(compared, language);
    let title = language.pick("NEW ACCESS", "新增访问");
    let number = listed(&groups);
    write_table(
        (title, number, RED),
        "+",
        &groups,
        compared,
        &mut notes,
        out,
    )?;
    let groups = lost(compared, language);
    let title = language.pick("LOST ACCESS", "失去访问");
    let number = listed(&groups);
    write_table(
        (title, number, BOLD),
        "-",
        &groups,
        compared,
        &mut notes,
        out,
    )?;
    if !notes.is_empty() {
        notes.write(2, style.width, out)?;
        writeln!(out)?;
    }
    for (number, one) in (1_usize..).zip(difference.causes.iter().take(MOST_CAUSES)) {
        write_cause(number, one, compared, out)?;
    }
    let more = difference.causes.len().saturating_sub(MOST_CAUSES);
    if more > 0 {
        let line = say!(
            language,
            "and {more} more causes, which `--format json` lists",
            "另有 {more} 个原因，可用 `--format json` 列出"
        );
        writeln!(out, "{line}\n")?;
    }
    write_ending(compared, out)
}

/// `origin/main 3f2a91c ... HEAD b7e4d02   4 files differ   214 principals compared`
fn head(compared: &Compared<'_>) -> String {
    let language = compared.after.run.style.language;
    let (before, after) = (
        to_masked(compared.before.name),
        to_masked(compared.after.name),
    );
    let files = count(
        compared.files.number(),
        Counted("file differs", "files differ", "个文件不同"),
        language,
    );
    let principals = count(
        compared.difference.compared,
        Counted(
            "principal compared",
            "principals compared",
            "个授权主体参与比较",
        ),
        language,
    );
    let versions = say!(
        language,
        "from {before} to {after}",
        "从 {before} 到 {after}"
    );
    format!("{versions}     {files}     {principals}")
}

/// A heading with a count, and a row per principal.
fn write_table(
    (title, number, paint): (&str, usize, &str),
    sign: &str,
    groups: &[Group<'_>],
    compared: &Compared<'_>,
    notes: &mut Footnotes,
    out: &mut dyn Write,
) -> io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let style = &compared.after.run.style;
    let language = style.language;
    let title = format!("{title} ({number})");
    if style.color {
        writeln!(out, "{paint}{title}{PLAIN}")?;
    } else {
        writeln!(out, "{title}")?;
    }
    let most = if style.verbose {
        usize::MAX
    } else {
        MOST_OF_A_GROUP
    };
    let mut table = Table::new(&[]).indent(2).width(style.width);
    for group in groups.iter().take(MOST_GROUPS) {
        let level = group.level.map(|level| words(language).level(level));
        let causes = cause_numbers(group, compared, language);
        let what = described(group, notes, language);
        let mut row = |principal: &str| {
            let first = std::iter::once(sign).chain(level);
            let rest = [principal, &group.action, &causes, &what];
            table.push(&first.chain(rest).collect::<Vec<_>>());
        };
        for principal in group.principals.iter().take(most) {
            row(principal);
        }
        let more = group.principals.len().saturating_sub(most);
        if more > 0 {
            row(&say!(language, "and {more} more", "及另外 {more} 个"));
        }
    }
    table.write(out)?;
    let more: usize = groups
        .iter()
        .skip(MOST_GROUPS)
        .map(|group| group.principals.len())
        .sum();
    if more > 0 {
        let line = say!(
            language,
            "  and {more} more, which `--format json` lists",
            "  另有 {more} 项，可用 `--format json` 列出"
        );
        writeln!(out, "{line}")?;
    }
    writeln!(out)
}

fn cause_numbers(group: &Group<'_>, compared: &Compared<'_>, language: Language) -> String {
    let numbers: Vec<String> = causes(group.first, compared)
        .map(|(number, _)| number.to_string())
        .collect();
    let all = numbers.join(", ");
    match numbers.len() {
        0 => String::new(),
        1 => say!(language, "cause {all}", "原因 {all}"),
        _ => say!(language, "causes {all}", "原因 {all}"),
    }
}

/// What is had, with marks of an example and of what is not known.
fn described(group: &Group<'_>, notes: &mut Footnotes, language: Language) -> String {
    let mut what = group.what.clone();
    if let Some(witness) = &group.witness {
        let note = say!(language, "for example: {witness}", "例如：{witness}");
        what.push_str(&format!(" {}", notes.mark(&note)));
    }
    if !group.doubts.is_empty() {
        let open = group.doubts.join(language.pick("; and ", "；并且"));
        let note = say!(language, "not known: {open}", "未知：{open}");
        what.push_str(&format!(" {}", notes.mark(&note)));
    }
    if group.first.unlisted {
        what.push_str(language.pick(
            ", for names outside the catalogue only",
            "，仅涉及目录之外的名称",
        ));
    }
    what
}

/// A cause: a sentence, the texts on the sides where they stand, and the grants
/// that take effect although nobody changed them.
fn write_cause(
    number: usize,
    one: &Cause,
    compared: &Compared<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let style = &compared.after.run.style;
    let language = style.language;
    let tag = say!(language, "cause {number}", "原因 {number}");
    let text = to_masked(&cause::text(one, language));
    let text = say!(language, "{tag}: {text}", "{tag}：{text}");
    let lines = match style.width {
        Some(width) => wrap(&text, width.saturating_sub(2).max(20)),
        None => vec![text],
    };
    for (index, line) in lines.iter().enumerate() {
        let blanks = if index == 0 { "" } else { "  " };
        if style.color {
            writeln!(out, "{blanks}{BOLD}{line}{PLAIN}")?;
        } else {
            writeln!(out, "{blanks}{line}")?;
        }
    }
    let mut taken = false;
    for place in one.places.iter().take(MOST_PLACES) {
        // Behind what was taken out of it stands what is as it was.
        let sign = match place.side {
            Side::Before => '-',
            Side::After if taken => ' ',
            Side::After => '+',
        };
        taken |= place.side == Side::Before;
        write_place(*place, sign, compared, out)?;
    }
    write_more(one.places.len(), compared, out)?;
    for grant in one.grants.iter().take(MOST_PLACES) {
        writeln!(out, "  {}", grant_at(*grant, compared))?;
    }
    write_more(one.grants.len(), compared, out)?;
    writeln!(out)
}

fn write_more(all: usize, compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let more = all.saturating_sub(MOST_PLACES);
    if more == 0 {
        return Ok(());
    }
    let language = compared.after.run.style.language;
    let line = say!(language, "  and {more} more places", "  及另外 {more} 处");
    writeln!(out, "{line}")
}

fn write_place(
    place: Place,
    sign: char,
    compared: &Compared<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = difference::place(place, compared);
    writeln!(out, "  --> {shown}")?;
    let style = &compared.after.run.style;
    let sources = difference::sources(place.side, compared);
    let lines = snippet::drawn(place.at, sources, sign, style);
    out.write_all(lines.as_bytes())
}

/// `unchanged grant: policies/ops.json:6:39  "kvstore:D*Instance"`
fn grant_at(grant: Place, compared: &Compared<'_>) -> String {
    let language = compared.after.run.style.language;
    let at = difference::place(grant, compared);
    let text = quoted(grant, compared).map_or_else(String::new, |text| format!("  {text}"));
    match grant.side {
        Side::After => say!(
            language,
            "unchanged grant: {at}{text}",
            "未改动的授权：{at}{text}"
        ),
        Side::Before => say!(
            language,
            "grant that had effect: {at}{text}",
            "之前生效的授权：{at}{text}"
        ),
    }
}
