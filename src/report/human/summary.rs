//! The last lines of a report: how much was found, how much was looked at, and
//! what was not analysed. Success is never silent, and what was not seen is
//! said in words.

use std::io::{self, Write};

use crate::engine::siblings::Siblings;
use crate::report::display::to_masked;
use crate::report::human::{count, enumerated, files, place};
use crate::report::run::{Checked, Counts, Run};
use crate::report::severity::SEVERITIES;
use crate::rules::{Finding, Language};

const RED: &str = "\u{1b}[31m";
const PLAIN: &str = "\u{1b}[0m";

pub(super) fn write_findings(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let _untranslated: Language = checked.run.style.language;
    let counts = checked.run.counts;
    let looked = looked_at(counts);
    if checked.findings.is_empty() {
        writeln!(out, "checked {looked}: no findings")?;
    } else {
        let findings = count_of_findings(checked.findings, checked.run.style.language);
        writeln!(out, "{findings}")?;
        writeln!(out, "checked {looked}")?;
    }
    write_gaps(counts, out)?;
    if checked.hidden > 0 {
        let hidden = count(checked.hidden, "finding is hidden", "findings are hidden");
        write!(out, "{hidden} by --min-level or --min-confidence")?;
        if checked.hidden_failing > 0 {
            write!(
                out,
                ", {} of them at or above --fail-on",
                checked.hidden_failing
            )?;
        }
        writeln!(out)?;
    }
    for flag in checked.flags {
        writeln!(out, "{flag}")?;
    }
    Ok(())
}

/// `3 findings: 1 high, 2 medium`, or `no findings`.
pub(crate) fn count_of_findings(findings: &[Finding], language: Language) -> String {
    let _untranslated: Language = language;
    if findings.is_empty() {
        return "no findings".to_owned();
    }
    let parts: Vec<String> = SEVERITIES
        .iter()
        .map(|severity| {
            let level = severity.level;
            (
                level,
                findings.iter().filter(|one| one.level == level).count(),
            )
        })
        .filter(|(_, number)| *number > 0)
        .map(|(level, number)| format!("{number} {level}"))
        .collect();
    let total = count(findings.len(), "finding", "findings");
    format!("{total}: {}", parts.join(", "))
}

/// `42 policy documents, 17 attachments, 214 principals in 9 policy files and 1
/// attachments manifest`.
pub(super) fn looked_at(counts: &Counts) -> String {
    let holds = counts.holds;
    let kinds: Vec<String> = counts
        .formats
        .iter()
        .map(|(format, number)| files(*number, format))
        .collect();
    let kinds = if kinds.is_empty() {
        "no file".to_owned()
    } else {
        enumerated(&kinds)
    };
    let mut text = format!(
        "{}, {}, {} in {kinds}",
        count(holds.documents, "policy document", "policy documents"),
        count(holds.attachments, "attachment", "attachments"),
        count(holds.principals, "principal", "principals"),
    );
    if holds.look_alikes > 0 {
        let others = count(holds.look_alikes, "document", "documents");
        text.push_str(&format!(" ({others} of other clouds left out)"));
    }
    text
}

/// How much the input leaves open, if it does.
pub(super) fn write_gaps(counts: &Counts, out: &mut dyn Write) -> io::Result<()> {
    if counts.holds.gaps == 0 {
        return Ok(());
    }
    let gaps = count(counts.holds.gaps, "gap", "gaps");
    writeln!(
        out,
        "left open by the input: {gaps}, which `ramlint inputs` lists"
    )
}

/// How many principals have the other actions with the same outcome.
pub(super) fn write_siblings(
    siblings: &Siblings,
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let _untranslated: Language = language;
    let parts: Vec<String> = siblings
        .all
        .iter()
        .map(|beside| (beside.action, beside.principals()))
        .filter(|(_, principals)| *principals > 0)
        .map(|(action, principals)| format!("{action} {principals}"))
        .collect();
    let those = match siblings.all.len() {
        0 => return Ok(()),
        1 => "the other action".to_owned(),
        known => format!("any of the {known} other actions"),
    };
    if parts.is_empty() {
        return writeln!(
            out,
            "beside it: no principal has {those} with the same outcome by its own policies"
        );
    }
    writeln!(
        out,
        "beside it: {} (principals that have or may have it by their own policies)",
        parts.join(", ")
    )
}

pub(super) fn write_not_analysed(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let _untranslated: Language = run.style.language;
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
            "{red}NOT ANALYSED:{plain} {shown} {}",
            to_masked(entry.why.raw())
        )?;
    }
    Ok(())
}
