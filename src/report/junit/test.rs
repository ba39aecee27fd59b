//! Tests of access as JUnit XML: one case each, under the file that they stand in.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::report::display::{mask_secrets, to_display, to_xml};
use crate::report::human;
use crate::report::region::Region;
use crate::report::tested::{Judged, Tested};

/// What the case is called that fails where some input was not analysed.
const ANALYSED: &str = "all of the input was analysed";

/// Writes what became of tests.
///
/// # Errors
/// Those of the stream.
pub fn write_test(tested: &Tested<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (_, failures) = tested.counts();
    let unread = tested.run.not_analysed;
    let errors = usize::from(!unread.is_empty());
    let counts = format!(
        "tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\" time=\"0\"",
        tested.tests.len().saturating_add(errors)
    );
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"ramlint\" {counts}>")?;
    writeln!(out, "  <testsuite name=\"ramlint test\" {counts}>")?;
    let mut taken = BTreeMap::new();
    for test in tested.tests {
        write_case(test, &unique(test.name, &mut taken), tested, out)?;
    }
    if !unread.is_empty() {
        let why: Vec<String> = unread
            .iter()
            .map(|entry| format!("{} {}", to_display(entry.path.raw()), entry.why.raw()))
            .collect();
        let why = to_xml(&mask_secrets(&why.join("; ")));
        let name = unique(ANALYSED, &mut taken);
        writeln!(
            out,
            "    <testcase classname=\"ramlint\" name=\"{name}\" time=\"0\">"
        )?;
        writeln!(
            out,
            "      <error type=\"not-analysed\" message=\"{why}\"/>"
        )?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")?;
    writeln!(out, "</testsuites>")
}

/// A name that no other case has, since readers drop the second of a name. Numbers
/// may themselves be taken.
fn unique(name: &str, taken: &mut BTreeMap<String, u32>) -> String {
    let shown = to_xml(&to_display(&mask_secrets(name)));
    let mut candidate = shown.clone();
    while taken.contains_key(&candidate) {
        let count = taken.entry(shown.clone()).or_insert(1);
        *count = count.saturating_add(1);
        candidate = format!("{shown} ({count})");
    }
    taken.insert(candidate.clone(), 1);
    candidate
}

fn write_case(
    test: &Judged<'_>,
    name: &str,
    tested: &Tested<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let region = Region::new(test.at, tested.run.sources);
    let file = to_xml(&to_display(region.path));
    let line = region.start.line;
    write!(
        out,
        "    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\" line=\"{line}\" time=\"0\""
    )?;
    let details = human::details(test, tested);
    if test.is_met() && details.is_empty() {
        return writeln!(out, "/>");
    }
    writeln!(out, ">")?;
    let text = |line: &String| to_xml(&mask_secrets(line));
    if test.is_met() {
        writeln!(out, "      <system-out>")?;
        for line in &details {
            writeln!(out, "{}", text(line))?;
        }
        writeln!(out, "      </system-out>")?;
    } else {
        let message = human::in_short(test, tested);
        writeln!(
            out,
            "      <failure type=\"unmet\" message=\"{}\">",
            text(&message)
        )?;
        for line in &details {
            writeln!(out, "{}", text(line))?;
        }
        writeln!(out, "      </failure>")?;
    }
    writeln!(out, "    </testcase>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ju_02_no_two_cases_have_one_name() {
        let mut taken = BTreeMap::new();
        let names = ["a", "a", "a (2)", "a", "a (2)"];
        let found: Vec<String> = names.iter().map(|name| unique(name, &mut taken)).collect();
        let once: std::collections::BTreeSet<&String> = found.iter().collect();
        assert_eq!(once.len(), names.len(), "{found:?}");
        assert_eq!(found[0], "a");
    }
}
