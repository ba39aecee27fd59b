//! One finding per line, for editors and for `grep`:
//! `path:line:column: level[RULE] message`, ASCII separators, no colours.

use std::io::{self, Write};

use crate::report::display::{path_to_display, to_masked};
use crate::report::human;
use crate::report::region::Region;
use crate::report::run::Checked;
use crate::rules::Finding;
use crate::source::Sources;

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
        "{} {}[{}] {}",
        place_of(finding, sources),
        finding.level,
        finding.rule,
        to_masked(&finding.message)
    )
}

/// The place of a finding, `path:line:column:`. A colon in the path would end it
/// for whoever reads the line, so it is shown as an escape.
#[must_use]
pub fn place_of(finding: &Finding, sources: &Sources) -> String {
    let region = Region::new(finding.at.at, sources);
    let path = path_to_display(region.path).replace(':', "\\u{3a}");
    format!("{path}:{}:{}:", region.start.line, region.start.column)
}
