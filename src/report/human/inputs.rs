//! The list of `inputs`: what each file was read as and holds, what was left out
//! and why, what the input leaves open, and the totals.

use std::io::{self, Write};

use crate::model::doubt::DoubtKind;
use crate::report::display::path_to_display;
use crate::report::human::{Counted, count, formats, place, summary};
use crate::report::run::{Holds, Listed};
use crate::report::table::Table;
use crate::rules::Language;
use crate::rules::kit::{say, wording};

/// Writes what became of every path.
///
/// # Errors
/// Those of the stream.
pub fn write_inputs(listed: &Listed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &listed.run;
    let language = run.style.language;
    let headers = ["READ", "AS", "HOLDS"];
    let mut read = table(headers, ["已读取", "格式", "内容"], listed);
    for file in &listed.inventory.files {
        let path = path_to_display(file.path.raw());
        let holds = held(file.holds, language);
        let format = formats::name(file.format, language);
        read.push(&[path.as_ref(), format, &holds]);
    }
    section(&read, !listed.inventory.files.is_empty(), out)?;
    let mut left = table(["LEFT OUT", "WHY"], ["已忽略", "原因"], listed);
    for one in &listed.inventory.left_out {
        let path = path_to_display(one.path.raw());
        left.push(&[path.as_ref(), one.why.raw()]);
    }
    section(&left, !listed.inventory.left_out.is_empty(), out)?;
    let mut open = table(["LEFT OPEN", "WHAT"], ["未说明", "内容"], listed);
    let gaps = run.model.doubts.iter();
    let gaps = gaps.filter(|(_, doubt)| doubt.kind == DoubtKind::Gap);
    let mut any = false;
    for (_, doubt) in gaps {
        let at = doubt.at.map_or_else(|| "-".to_owned(), |at| place(at, run));
        open.push(&[at, wording::doubt::text(doubt, language)]);
        any = true;
    }
    section(&open, any, out)?;
    if run.style.quiet {
        return Ok(());
    }
    let looked = summary::looked_at(run.counts, language);
    let line = say!(language, "read {looked}", "已读取{looked}");
    writeln!(out, "{line}")?;
    let counted = Counted("file or folder", "files or folders", "个文件或文件夹");
    let left = count(run.counts.left_out, counted, language);
    let line = say!(language, "left out {left}", "已忽略 {left}");
    writeln!(out, "{line}")?;
    summary::write_not_analysed(run, out)
}

fn table<const COLUMNS: usize>(
    english: [&str; COLUMNS],
    chinese: [&str; COLUMNS],
    listed: &Listed<'_>,
) -> Table {
    let headers = match listed.run.style.language {
        Language::English => english,
        Language::Chinese => chinese,
    };
    Table::new(&headers).width(listed.run.style.width)
}

fn section(table: &Table, any: bool, out: &mut dyn Write) -> io::Result<()> {
    if !any {
        return Ok(());
    }
    table.write(out)?;
    writeln!(out)
}

/// What a file holds, the counts that are not zero.
fn held(holds: Holds, language: Language) -> String {
    // Taken apart by name, so that a new count is not forgotten here.
    let Holds {
        documents,
        principals,
        attachments,
        memberships,
        control_policies,
        gaps,
        look_alikes,
    } = holds;
    let parts: Vec<String> = [
        (documents, Counted("document", "documents", "份策略文档")),
        (principals, Counted("principal", "principals", "个授权主体")),
        (attachments, Counted("attachment", "attachments", "项授权")),
        (
            memberships,
            Counted("membership", "memberships", "项用户组成员关系"),
        ),
        (
            control_policies,
            Counted("control policy", "control policies", "个管控策略"),
        ),
        (gaps, Counted("gap", "gaps", "处未说明")),
        (
            look_alikes,
            Counted(
                "document of another cloud",
                "documents of other clouds",
                "份其他云的文档",
            ),
        ),
    ]
    .into_iter()
    .filter(|(number, ..)| *number > 0)
    .map(|(number, counted)| count(number, counted, language))
    .collect();
    if parts.is_empty() {
        // A file that others refer to, or one of variables.
        let nothing = language.pick("nothing of its own", "没有自身的内容");
        return nothing.to_owned();
    }
    parts.join(language.pick(", ", "、"))
}
