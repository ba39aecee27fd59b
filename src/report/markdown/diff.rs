//! The summary of a comparison: a sentence, what is new, what is lost, what brought
//! it about, and what was not analysed.

use std::io::{self, Write};

use crate::engine::difference::{Cause, Place, Side};
use crate::report::accepted;
use crate::report::difference::{
    Group, causes, counted, ending, gained, lost, place, quoted, scope,
};
use crate::report::markdown::{MOST_BYTES, MOST_OF_FINDINGS, add_rows, cell};
use crate::report::run::{Compared, NotAnalysed};
use crate::report::words::words;
use crate::rules::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::{self, cause};

/// Places of one cause.
const MOST_PLACES: usize = 6;

/// Writes who gains and who loses access.
///
/// # Errors
/// Those of the stream.
pub fn write_diff(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = compared.after.run.style.language;
    let mut page = format!("## ramlint diff\n\n{}\n\n", verdict(compared, language));
    let groups = gained(compared, language);
    let title = language.pick("### New access\n\n", "### 新增访问\n\n");
    let head = language.pick(
        "| level | who | action | access | cause |\n|---|---|---|---|---|\n",
        "| 级别 | 主体 | 操作 | 访问 | 原因 |\n|---|---|---|---|---|\n",
    );
    let rows = groups
        .iter()
        .map(|group| new_row(group, compared, language));
    add_table(&mut page, (title, head), rows, MOST_OF_FINDINGS, language);
    let groups = lost(compared, language);
    let title = language.pick("### Lost access\n\n", "### 失去访问\n\n");
    let head = language.pick(
        "| who | action | access | cause |\n|---|---|---|---|\n",
        "| 主体 | 操作 | 访问 | 原因 |\n|---|---|---|---|\n",
    );
    let rows = groups
        .iter()
        .map(|group| lost_row(group, compared, language));
    add_table(&mut page, (title, head), rows, MOST_OF_FINDINGS, language);
    let title = language.pick("### Waived\n\n", "### 已豁免\n\n");
    let head = language.pick(
        "| level | what | waiver |\n|---|---|---|\n",
        "| 级别 | 内容 | 豁免 |\n|---|---|---|\n",
    );
    let rows = compared.accepted.iter().map(|one| {
        let level = words(language).level(one.level);
        let what = cell(&accepted::whose(one, language));
        format!(
            "| {level} | {what} | {} |\n",
            cell(&accepted::because(one, compared))
        )
    });
    add_table(&mut page, (title, head), rows, MOST_BYTES, language);
    let title = language.pick("### Causes\n\n", "### 原因\n\n");
    let head = language.pick(
        "| cause | what | before | after | unchanged grant |\n|---|---|---|---|---|\n",
        "| 编号 | 改动 | 之前 | 之后 | 未改动的授权 |\n|---|---|---|---|---|\n",
    );
    let rows = (1_usize..)
        .zip(&compared.difference.causes)
        .map(|(number, one)| cause_row(number, one, compared, language));
    add_table(&mut page, (title, head), rows, MOST_OF_FINDINGS, language);
    let title = language.pick(
        "### Changed without effect on that access\n\n",
        "### 有改动但不影响上述访问的文件\n\n",
    );
    let head = language.pick("| file |\n|---|\n", "| 文件 |\n|---|\n");
    let files = compared.files.without_effect.iter();
    let rows = files.map(|path| format!("| {} |\n", cell(path.raw())));
    add_table(&mut page, (title, head), rows, MOST_BYTES, language);
    let title = language.pick("### Not analysed\n\n", "### 未分析\n\n");
    let head = language.pick(
        "| side | path | why |\n|---|---|---|\n",
        "| 版本 | 路径 | 原因 |\n|---|---|---|\n",
    );
    let rows = [(Side::Before, "base"), (Side::After, "head")]
        .into_iter()
        .flat_map(|(side, name)| {
            let unread = compared.version(side).run.not_analysed.iter();
            unread.map(move |entry| unread_row(name, entry))
        });
    add_table(&mut page, (title, head), rows, MOST_BYTES, language);
    out.write_all(page.as_bytes())
}

/// Sentences of ours: what was compared, what differs, and what the exit status is
/// about.
fn verdict(compared: &Compared<'_>, language: Language) -> String {
    let difference = compared.difference;
    let scope = cell(&scope(compared, language));
    let (gained, lost) = counted(compared, language);
    let accepted = accepted::count(compared, language);
    let mut what = if gained == 0 && lost == 0 && accepted.is_none() {
        say!(
            language,
            "No change in access to {scope}",
            "对 {scope} 的访问没有变化"
        )
    } else {
        say!(
            language,
            "Access to {scope}: {gained} new, {lost} lost",
            "对 {scope} 的访问：新增 {gained}，失去 {lost}"
        )
    };
    if let Some(accepted) = accepted {
        what.push_str(&say!(language, ", {accepted}", "，{accepted}"));
    }
    let (before, after) = (cell(compared.before.name), cell(compared.after.name));
    let (files, principals) = (compared.files.number(), difference.compared);
    let exit = ending(compared, language);
    let differ = if files == 1 {
        "file differs"
    } else {
        "files differ"
    };
    let whom = if principals == 1 {
        "principal"
    } else {
        "principals"
    };
    say!(
        language,
        "**{what}.** From {before} to {after}: {files} {differ}, {principals} {whom} compared. The run ends with {exit}.",
        "**{what}。** 从 {before} 到 {after}：{files} 个文件不同，{principals} 个授权主体参与比较。{exit}。"
    )
}

/// Adds a heading and a table, unless it is empty.
fn add_table(
    page: &mut String,
    (title, head): (&str, &str),
    rows: impl Iterator<Item = String>,
    most: usize,
    language: Language,
) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    page.push_str(title);
    page.push_str(head);
    let left = add_rows(page, rows, most);
    if left > 0 {
        page.push_str(&say!(
            language,
            "\n{left} more are left out here\n",
            "\n此处省略了另外 {left} 项\n"
        ));
    }
    page.push('\n');
}

fn new_row(group: &Group<'_>, compared: &Compared<'_>, language: Language) -> String {
    let level = group.level.map_or("", |level| words(language).level(level));
    format!("| {level} {}", lost_row(group, compared, language))
}

fn lost_row(group: &Group<'_>, compared: &Compared<'_>, language: Language) -> String {
    let whom = cell(&wording::principals(&group.principals, language));
    let (action, what) = (cell(&group.action), cell(&described(group, language)));
    let numbers: Vec<String> = causes(group.first, compared)
        .map(|(number, _)| number.to_string())
        .collect();
    format!("| {whom} | {action} | {what} | {} |\n", numbers.join(", "))
}

fn described(group: &Group<'_>, language: Language) -> String {
    let mut text = group.what.clone();
    if let Some(witness) = &group.witness {
        text.push_str(&say!(
            language,
            " (for example: {witness})",
            "（例如：{witness}）"
        ));
    }
    for open in &group.doubts {
        text.push_str(&say!(language, "; not known: {open}", "；未知：{open}"));
    }
    text
}

fn cause_row(number: usize, one: &Cause, compared: &Compared<'_>, language: Language) -> String {
    let what = cell(&cause::text(one, language));
    let of = |side| one.places.iter().filter(move |place| place.side == side);
    let before = listed(of(Side::Before), compared);
    let after = listed(of(Side::After), compared);
    let grants = listed(one.grants.iter(), compared);
    format!("| {number} | {what} | {before} | {after} | {grants} |\n")
}

/// Places with the text under each, as code.
fn listed<'a>(places: impl Iterator<Item = &'a Place>, compared: &Compared<'_>) -> String {
    let shown: Vec<String> = places
        .take(MOST_PLACES)
        .map(|at| {
            let text = quoted(*at, compared).map_or_else(String::new, |text| format!(" {text}"));
            cell(&format!("{}{text}", place(*at, compared)))
        })
        .collect();
    shown.join(" ")
}

fn unread_row(side: &str, entry: &NotAnalysed) -> String {
    let (path, why) = (cell(entry.path.raw()), cell(entry.why.raw()));
    format!("| {side} | {path} | {why} |\n")
}
