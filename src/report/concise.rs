//! One finding per line, for editors and for `grep`:
//! `path:line:column: level[RULE] message`, ASCII separators, no colours.

use std::io::{self, Write};

use crate::report::difference::{Group, NEW_ACCESS, anchor, gained, message};
use crate::report::display::{path_to_display, to_masked};
use crate::report::human;
use crate::report::region::Region;
use crate::report::run::{Checked, Compared};
use crate::rules::{Finding, Level};
use crate::source::{Sources, Span};

/// Writes the findings of a run, then what was looked at.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in checked.findings {
        writeln!(out, "{}", one_line(finding, checked.run.sources))?;
    }
    human::write_waived(checked, out)?;
    human::write_counts(checked, out)
}

/// A finding on one line.
#[must_use]
pub fn one_line(finding: &Finding, sources: &Sources) -> String {
    format!(
        "{}: {}[{}] {}",
        place(finding.at.at, sources),
        finding.level,
        finding.rule,
        to_masked(&finding.message)
    )
}

/// `path:line:column`. A colon in the path would end it for whoever reads the line,
/// so it is shown as an escape.
#[must_use]
pub fn place(at: Span, sources: &Sources) -> String {
    let region = Region::new(at, sources);
    let path = path_to_display(region.path).replace(':', "\\u{3a}");
    format!("{path}:{}:{}", region.start.line, region.start.column)
}

/// Writes what access is new, one line per change and way, then what was compared.
/// The place is one of the later input.
///
/// # Errors
/// Those of the stream.
pub fn write_diff(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = compared.after.run.style.language;
    for group in gained(compared, language) {
        writeln!(out, "{}", line_of_access(&group, compared))?;
    }
    human::write_ending_of_diff(compared, out)
}

/// New access on one line, in the form of a finding.
pub(crate) fn line_of_access(group: &Group<'_>, compared: &Compared<'_>) -> String {
    let language = compared.after.run.style.language;
    let sources = compared.after.run.sources;
    let place = anchor(group.first, compared)
        .map_or_else(String::new, |at| format!("{}: ", place(at, sources)));
    let level = group.level.unwrap_or(Level::Info);
    let message = message(group, compared, language);
    format!("{place}{level}[{NEW_ACCESS}] {}", to_masked(&message))
}
