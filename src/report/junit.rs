//! JUnit XML: one test per file and rule, so that what passed is seen to have run.
//! What was not analysed is an error of its own, never a test that is missing.

mod test;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::model::catalogue;
use crate::report::concise::one_line;
use crate::report::display::{mask_secrets, to_display, to_xml};
use crate::report::human::waived_by;
use crate::report::region::Region;
use crate::report::run::{Checked, Run};
use crate::rules::{Finding, Waived};
use crate::source::Sources;

pub use test::write_test;

/// Tests of one report. GitLab reads 30 MB; of more files and rules than fit, the
/// tests of one file that passed are one.
const MOST_TESTS: usize = 50_000;

/// What became of one test.
enum Outcome<'a> {
    Passed,
    Failed(Vec<&'a Finding>),
    Waived(Vec<&'a Waived>),
    NotAnalysed(Vec<String>),
}

/// One test of a file.
struct Case<'a> {
    name: String,
    outcome: Outcome<'a>,
}

/// The tests of one file, under a name that no other file has.
struct Suite<'a> {
    name: String,
    cases: Vec<Case<'a>>,
}

/// Writes the findings of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(checked);
    let total: Vec<&Case<'_>> = suites.iter().flat_map(|suite| &suite.cases).collect();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"ramlint\" {}>", counts(&total))?;
    for suite in &suites {
        let cases: Vec<&Case<'_>> = suite.cases.iter().collect();
        let name = to_xml(&suite.name);
        writeln!(out, "  <testsuite name=\"{name}\" {}>", counts(&cases))?;
        let version = catalogue::VERSION;
        writeln!(
            out,
            "    <properties><property name=\"catalogue\" value=\"{version}\"/></properties>"
        )?;
        for case in cases {
            write_case(case, &name, &checked.run, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// The attributes that count tests. No time is told: the report of the same input
/// is the same.
fn counts(cases: &[&Case<'_>]) -> String {
    let of = |wanted: fn(&Outcome<'_>) -> bool| {
        cases.iter().filter(|case| wanted(&case.outcome)).count()
    };
    let failures = of(|outcome| matches!(outcome, Outcome::Failed(_)));
    let errors = of(|outcome| matches!(outcome, Outcome::NotAnalysed(_)));
    let skipped = of(|outcome| matches!(outcome, Outcome::Waived(_)));
    format!(
        "tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\"",
        cases.len()
    )
}

fn suites<'a>(checked: &'a Checked<'_>) -> Vec<Suite<'a>> {
    let mut found: BTreeMap<&str, BTreeMap<&str, Vec<&Finding>>> = BTreeMap::new();
    for finding in checked.findings {
        let path = Region::new(finding.at.at, checked.run.sources).path;
        let of_file = found.entry(path).or_default();
        of_file.entry(finding.rule).or_default().push(finding);
    }
    let mut waived: BTreeMap<&str, BTreeMap<&str, Vec<&Waived>>> = BTreeMap::new();
    for one in checked.waived.iter().filter(|one| !one.partly) {
        let path = Region::new(one.finding.at.at, checked.run.sources).path;
        let of_file = waived.entry(path).or_default();
        of_file.entry(one.finding.rule).or_default().push(one);
    }
    let mut unread: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in checked.run.not_analysed {
        let why = mask_secrets(entry.why.raw()).into_owned();
        unread.entry(entry.path.raw()).or_default().push(why);
    }
    let read = checked.files.iter().map(|path| path.raw());
    let mut paths: BTreeSet<&str> = read.collect();
    paths.extend(found.keys().chain(waived.keys()).chain(unread.keys()));
    let all = paths.len().saturating_mul(checked.rules.len());
    let each = all <= MOST_TESTS;
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    paths
        .into_iter()
        .map(|path| {
            let of_file = found.remove(path).unwrap_or_default();
            let accepted = waived.remove(path).unwrap_or_default();
            let mut cases = cases(of_file, accepted, checked, each);
            if let Some(why) = unread.remove(path) {
                cases.push(Case {
                    name: "analysed".to_owned(),
                    outcome: Outcome::NotAnalysed(why),
                });
            }
            // Two paths may look alike once they are made visible.
            let shown = to_display(path).into_owned();
            let count = taken.entry(shown.clone()).or_default();
            *count = count.saturating_add(1);
            let name = match *count {
                1 => shown,
                number => format!("{shown} ({number})"),
            };
            Suite { name, cases }
        })
        .collect()
}

/// The tests of the rules on one file.
fn cases<'a>(
    mut found: BTreeMap<&str, Vec<&'a Finding>>,
    mut waived: BTreeMap<&str, Vec<&'a Waived>>,
    checked: &Checked<'_>,
    each: bool,
) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for rule in checked.rules {
        let name = format!("{} {}", rule.id, rule.name);
        let accepted = waived.remove(rule.id);
        match (found.remove(rule.id), accepted) {
            (Some(findings), _) => cases.push(Case {
                name,
                outcome: Outcome::Failed(findings),
            }),
            (None, Some(waived)) => cases.push(Case {
                name,
                outcome: Outcome::Waived(waived),
            }),
            (None, None) if each => cases.push(Case {
                name,
                outcome: Outcome::Passed,
            }),
            (None, None) => {}
        }
    }
    if !each {
        cases.push(Case {
            name: "all other rules".to_owned(),
            outcome: Outcome::Passed,
        });
    }
    cases
}

fn write_case(case: &Case<'_>, file: &str, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = run.sources;
    let name = to_xml(&case.name);
    write!(
        out,
        "    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\" time=\"0\""
    )?;
    match &case.outcome {
        Outcome::Passed => writeln!(out, "/>"),
        Outcome::Failed(findings) => {
            writeln!(out, ">")?;
            write_failure(findings, sources, out)?;
            writeln!(out, "    </testcase>")
        }
        Outcome::Waived(waived) => {
            let by: Vec<String> = waived.iter().map(|one| waived_by(one, run)).collect();
            let by = to_xml(&mask_secrets(&by.join("; ")));
            writeln!(out, ">")?;
            writeln!(out, "      <skipped message=\"{by}\"/>")?;
            writeln!(out, "    </testcase>")
        }
        Outcome::NotAnalysed(why) => {
            let why = to_xml(&why.join("; "));
            writeln!(out, ">")?;
            writeln!(
                out,
                "      <error type=\"not-analysed\" message=\"{why}\"/>"
            )?;
            writeln!(out, "    </testcase>")
        }
    }
}

/// All findings of one rule in one file, since a test fails once.
fn write_failure(findings: &[&Finding], sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let Some((first, more)) = findings.split_first() else {
        return Ok(());
    };
    let mut message = mask_secrets(&first.message).into_owned();
    if !more.is_empty() {
        message.push_str(&format!(" (and {} more)", more.len()));
    }
    writeln!(
        out,
        "      <failure type=\"{}\" message=\"{}\">",
        first.level,
        to_xml(&message)
    )?;
    for finding in findings {
        for line in lines(finding, sources) {
            writeln!(out, "{}", to_xml(&mask_secrets(&line)))?;
        }
    }
    writeln!(out, "      </failure>")
}

/// Place and message, then why the place shows it and what to do.
fn lines(finding: &Finding, sources: &Sources) -> Vec<String> {
    let mut lines = vec![one_line(finding, sources)];
    let label = Some(&finding.at.text).filter(|text| !text.is_empty());
    lines.extend(label.map(|text| format!("  here: {text}")));
    lines.extend(finding.help.iter().map(|text| format!("  help: {text}")));
    let fix = finding.fix.iter();
    lines.extend(fix.map(|fix| format!("  fix ({}): {}", fix.kind.word(), fix.title)));
    lines
}
