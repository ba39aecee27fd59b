//! The list of `inputs`: what each file was read as and holds, what was left out
//! and why, what the input leaves open, and the totals.

use std::io::{self, Write};

use crate::model::doubt::DoubtKind;
use crate::report::display::path_to_display;
use crate::report::human::{count, place, summary};
use crate::report::run::{Holds, Listed};
use crate::report::table::Table;
use crate::rules::Language;
use crate::rules::kit::wording;

/// Writes what became of every path.
///
/// # Errors
/// Those of the stream.
pub fn write_inputs(listed: &Listed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &listed.run;
    let _untranslated: Language = run.style.language;
    let mut read = table(&["READ", "AS", "HOLDS"], listed);
    for file in &listed.inventory.files {
        let path = path_to_display(file.path.raw());
        let holds = held(file.holds);
        read.push(&[path.as_ref(), file.format, &holds]);
    }
    section(&read, !listed.inventory.files.is_empty(), out)?;
    let mut left = table(&["LEFT OUT", "WHY"], listed);
    for one in &listed.inventory.left_out {
        let path = path_to_display(one.path.raw());
        left.push(&[path.as_ref(), one.why.raw()]);
    }
    section(&left, !listed.inventory.left_out.is_empty(), out)?;
    let mut open = table(&["LEFT OPEN", "WHAT"], listed);
    let gaps = run.model.doubts.iter();
    let gaps = gaps.filter(|(_, doubt)| doubt.kind == DoubtKind::Gap);
    let mut any = false;
    for (_, doubt) in gaps {
        let at = doubt.at.map_or_else(|| "-".to_owned(), |at| place(at, run));
        open.push(&[at, wording::doubt::text(doubt, run.style.language)]);
        any = true;
    }
    section(&open, any, out)?;
    if run.style.quiet {
        return Ok(());
    }
    writeln!(out, "read {}", summary::looked_at(run.counts))?;
    writeln!(
        out,
        "left out {}",
        count(run.counts.left_out, "file or folder", "files or folders")
    )?;
    summary::write_not_analysed(run, out)
}

fn table(headers: &[&str], listed: &Listed<'_>) -> Table {
    Table::new(headers).width(listed.run.style.width)
}

fn section(table: &Table, any: bool, out: &mut dyn Write) -> io::Result<()> {
    if !any {
        return Ok(());
    }
    table.write(out)?;
    writeln!(out)
}

/// What a file holds, the counts that are not zero.
fn held(holds: Holds) -> String {
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
        (documents, "document", "documents"),
        (principals, "principal", "principals"),
        (attachments, "attachment", "attachments"),
        (memberships, "membership", "memberships"),
        (control_policies, "control policy", "control policies"),
        (gaps, "gap", "gaps"),
        (
            look_alikes,
            "document of another cloud",
            "documents of other clouds",
        ),
    ]
    .into_iter()
    .filter(|(number, ..)| *number > 0)
    .map(|(number, one, many)| count(number, one, many))
    .collect();
    if parts.is_empty() {
        // A file that others refer to, or one of variables.
        return "nothing of its own".to_owned();
    }
    parts.join(", ")
}
