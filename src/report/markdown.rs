//! Markdown for the summary of a job or a comment: a sentence, a table of findings
//! and what was not analysed. What comes from input is a code span, so that it can
//! be neither a link nor a mention nor HTML.

mod diff;

use std::io::{self, Write};

use crate::model::catalogue;
use crate::report::display::{cut, to_gfm_code};
use crate::report::human::{self, SOON, count_of_findings, count_of_waived, waived_by};
use crate::report::region::Region;
use crate::report::run::{Checked, NotAnalysed};
use crate::rules::kit::say;
use crate::rules::{Finding, Waived};

pub use diff::write_diff;

/// Bytes of a report: GitHub refuses a summary above 1 MiB. The findings may take
/// this much, and what was not analysed the rest.
const MOST_BYTES: usize = 900 * 1024;
/// Bytes of the findings.
const MOST_OF_FINDINGS: usize = 800 * 1024;
/// The same with what is accepted.
const MOST_WITH_WAIVED: usize = 850 * 1024;
/// Characters of one cell.
const MOST_CELL: usize = 1000;

/// Writes the findings of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = checked.run.style.language;
    let mut page = say!(
        language,
        "## ramlint\n\n{}\n\n",
        "## ramlint\n\n{}\n\n",
        verdict(checked)
    );
    if !checked.findings.is_empty() {
        page.push_str(language.pick(
            "| level | rule | place | finding |\n|---|---|---|---|\n",
            "| 级别 | 规则 | 位置 | 发现 |\n|---|---|---|---|\n",
        ));
        let rows = checked.findings.iter().map(|one| row(one, checked));
        let left = add_rows(&mut page, rows, MOST_OF_FINDINGS);
        if left > 0 {
            page.push_str(&say!(
                language,
                "\n{left} more findings are left out here, because a summary has a limited size\n",
                "\n因摘要大小受限，此处省略了另外 {left} 个发现\n"
            ));
        }
        page.push('\n');
    }
    add_waived(checked, &mut page);
    if !checked.run.not_analysed.is_empty() {
        page.push_str(language.pick(
            "### Not analysed\n\n| path | why |\n|---|---|\n",
            "### 未分析\n\n| 路径 | 原因 |\n|---|---|\n",
        ));
        let rows = checked.run.not_analysed.iter().map(unread);
        let left = add_rows(&mut page, rows, MOST_BYTES);
        if left > 0 {
            page.push_str(&say!(
                language,
                "\n{left} more are left out here\n",
                "\n此处省略了另外 {left} 项\n"
            ));
        }
        page.push('\n');
    }
    let configured = human::configured(checked, language);
    if !configured.is_empty() {
        let lines = configured.iter().map(|line| format!("- {}\n", cell(line)));
        // There are few of them, and what does not fit is in every other report.
        add_rows(&mut page, lines, MOST_BYTES);
        page.push('\n');
    }
    out.write_all(page.as_bytes())
}

/// What is accepted: all of it if that is to be shown, else what ends soon.
fn add_waived(checked: &Checked<'_>, page: &mut String) {
    let style = checked.run.style;
    let language = style.language;
    let shown = |one: &&Waived| style.show_waived || one.by.days_left <= SOON;
    let waived: Vec<&Waived> = checked.waived.iter().filter(shown).collect();
    if waived.is_empty() {
        return;
    }
    page.push_str(if style.show_waived {
        language.pick("### Waived\n\n", "### 已豁免\n\n")
    } else {
        language.pick("### Waived, but not for long\n\n", "### 豁免即将到期\n\n")
    });
    page.push_str(language.pick(
        "| level | rule | place | finding | waiver |\n|---|---|---|---|---|\n",
        "| 级别 | 规则 | 位置 | 发现 | 豁免 |\n|---|---|---|---|---|\n",
    ));
    let rows = waived.into_iter().map(|one| accepted(one, checked));
    let left = add_rows(page, rows, MOST_WITH_WAIVED);
    if left > 0 {
        page.push_str(&say!(
            language,
            "\n{left} more are left out here\n",
            "\n此处省略了另外 {left} 项\n"
        ));
    }
    page.push('\n');
}

/// One sentence of ours: how many findings, and whether that is all.
fn verdict(checked: &Checked<'_>) -> String {
    let language = checked.run.style.language;
    let mut text = format!("**{}.**", count_of_findings(checked));
    let unread = checked.run.not_analysed.len();
    if unread > 0 {
        text.push_str(&say!(
            language,
            " Not analysed: {unread} of the inputs, so there may be more.",
            " 有 {unread} 项输入未分析，因此可能还有更多。"
        ));
    }
    let exit = checked.exit;
    text.push_str(&say!(
        language,
        " The exit status is {exit}.",
        " 退出状态为 {exit}。"
    ));
    let catalogue = catalogue::VERSION;
    text.push_str(&say!(
        language,
        " The catalogue of actions is of {catalogue}.",
        " 操作目录的版本为 {catalogue}。"
    ));
    if let Some(known) = checked.known {
        let (number, from) = (known.count(), to_gfm_code(known.from.raw()));
        text.push_str(&say!(
            language,
            " {number} more are known from {from}.",
            " 另有 {number} 个已在 {from} 中列出。"
        ));
    }
    let surplus = checked.surplus.iter().map(|one| one.findings);
    let surplus = surplus.fold(0, usize::saturating_add);
    if surplus > 0 {
        text.push_str(&say!(
            language,
            " {surplus} more are left out, each of a rule that finds much in one file.",
            " 另有 {surplus} 个未列出：同一规则在同一文件中发现的问题过多。"
        ));
    }
    if checked.hidden > 0 {
        let hidden = checked.hidden;
        text.push_str(&say!(
            language,
            " {hidden} more are hidden by their level or confidence.",
            " 另有 {hidden} 个因级别或置信度而隐藏。"
        ));
    }
    if let Some(waived) = count_of_waived(checked.waived, language) {
        text.push_str(&say!(language, " {waived}.", " {waived}。"));
    }
    text
}

/// Adds rows up to a size; how many did not fit.
fn add_rows(page: &mut String, rows: impl Iterator<Item = String>, most: usize) -> usize {
    let mut left = 0_usize;
    for row in rows {
        if left > 0 || page.len().saturating_add(row.len()) > most {
            left = left.saturating_add(1);
        } else {
            page.push_str(&row);
        }
    }
    left
}

fn cell(text: &str) -> String {
    let (start, whole) = cut(text, MOST_CELL);
    let code = to_gfm_code(start);
    if whole { code } else { format!("{code} ...") }
}

fn row(finding: &Finding, checked: &Checked<'_>) -> String {
    format!("{}\n", cells(finding, checked))
}

fn accepted(one: &Waived, checked: &Checked<'_>) -> String {
    let by = cell(&waived_by(one, &checked.run));
    format!("{} {by} |\n", cells(&one.finding, checked))
}

fn cells(finding: &Finding, checked: &Checked<'_>) -> String {
    let region = Region::new(finding.at.at, checked.run.sources);
    let (line, column) = (region.start.line, region.start.column);
    let place = cell(&format!("{}:{line}:{column}", region.path));
    let (level, rule, message) = (finding.level, finding.rule, cell(&finding.message));
    format!("| {level} | {rule} | {place} | {message} |")
}

fn unread(entry: &NotAnalysed) -> String {
    format!(
        "| {} | {} |\n",
        cell(entry.path.raw()),
        cell(entry.why.raw())
    )
}
