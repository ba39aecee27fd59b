//! GitLab code quality, a list of issues in the form of Code Climate.
//! Source: `doc/ci/testing/code_quality.md` of GitLab.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::display::to_untagged;
use crate::report::gitlab::names;
use crate::report::region::Region;
use crate::report::run::Checked;
use crate::report::safe_json::write_document;
use crate::report::severity::severity;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes the findings of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<Issue> = checked
        .findings
        .iter()
        .zip(names(checked.findings))
        .map(|(finding, fingerprint)| {
            let region = Region::new(finding.at.at, checked.run.sources);
            Issue {
                // The name of the check is shown nowhere.
                description: format!("{}: {}", finding.rule, to_untagged(&finding.message)),
                check_name: finding.rule,
                fingerprint,
                severity: severity(finding.level).code_quality,
                location: Location {
                    path: checked.project.path(region.path),
                    lines: Lines {
                        begin: region.start.line,
                        end: region.last_line(),
                    },
                },
            }
        })
        .collect();
    write_document(&issues, out)
}
