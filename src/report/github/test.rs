//! Tests that failed, as annotations on the expectations that are not met.

use std::io::{self, Write};

use crate::report::concise::place;
use crate::report::display::{to_gha_data, to_masked};
use crate::report::github::{MOST_OF_A_KIND, command, unread};
use crate::report::human;
use crate::report::tested::{Judged, Tested};

/// Writes what became of tests.
///
/// # Errors
/// Those of the stream.
pub fn write_test(tested: &Tested<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = tested.run.sources;
    let incomplete = tested.run.not_analysed.len();
    if incomplete > 0 {
        writeln!(out, "{}", unread(incomplete))?;
    }
    let failed: Vec<&Judged<'_>> = tested.tests.iter().filter(|test| !test.is_met()).collect();
    let most = MOST_OF_A_KIND.saturating_sub(usize::from(incomplete > 0));
    let (sent, left) = failed.split_at_checked(most).unwrap_or((&failed, &[]));
    for test in sent {
        let details = human::details(test, tested);
        let text = format!("{}: {}", test.name, details.join("\n"));
        let lines: Vec<String> = text.lines().map(to_masked).collect();
        let data = to_gha_data(&lines.join("\n"));
        let head = command("error", test.expects_at, "ramlint test", sources);
        writeln!(out, "{head}::{data}")?;
    }
    if !left.is_empty() {
        let text = match left.len() {
            1 => "and 1 more test that failed; the log of this step lists it".to_owned(),
            more => format!("and {more} more tests that failed; the log of this step lists them"),
        };
        writeln!(out, "::notice title=ramlint::{}", to_gha_data(&text))?;
    }
    for test in left {
        let text = to_masked(&format!("{}: {}", test.name, human::in_short(test, tested)));
        writeln!(out, "{}: {text}", place(test.expects_at, sources))?;
    }
    human::write_test_counts(tested, out)
}
