//! Workflow commands of GitHub Actions, which become annotations on the changed
//! files. GitHub shows ten of each kind per step, so more are not sent; the rest is
//! in the log as plain lines.
//! Source: `src/Runner.Common/ActionCommand.cs` of actions/runner.

mod diff;
mod test;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::report::concise::one_line;
use crate::report::display::{to_display, to_gha_data, to_gha_property, to_masked};
use crate::report::human;
use crate::report::region::Region;
use crate::report::run::Checked;
use crate::report::severity::severity;
use crate::rules::{Finding, Level};
use crate::source::{Sources, Span};

pub use diff::write_diff;
pub use test::write_test;

/// Annotations of one kind that GitHub shows per step.
const MOST_OF_A_KIND: usize = 10;
/// Principals that a message names.
const MOST_PRINCIPALS: usize = 5;

/// Writes the findings of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = checked.run.sources;
    let mut findings: Vec<&Finding> = checked.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.level));
    let incomplete = checked.run.not_analysed.len();
    let (sent, left) = divide(&findings, |finding| finding.level, incomplete > 0);
    if incomplete > 0 {
        writeln!(out, "{}", unread(incomplete))?;
    }
    for finding in sent {
        let kind = severity(finding.level).github;
        let title = format!("ramlint {}", finding.rule);
        let head = command(kind, finding.at.at, &title, sources);
        writeln!(out, "{head}::{}", to_gha_data(&message(finding)))?;
    }
    if !left.is_empty() {
        let text = match left.len() {
            1 => "and 1 more finding; the log of this step lists it".to_owned(),
            more => format!("and {more} more findings; the log of this step lists them"),
        };
        writeln!(out, "::notice title=ramlint::{}", to_gha_data(&text))?;
    }
    for finding in left {
        writeln!(out, "{}", one_line(finding, sources))?;
    }
    human::write_counts(checked, out)
}

/// What is sent, and what is left for the log. The commands that say that there is
/// more count as well.
fn divide<'a, T>(
    findings: &[&'a T],
    level: impl Fn(&T) -> Level,
    incomplete: bool,
) -> (Vec<&'a T>, Vec<&'a T>) {
    let split = |reserved: &[&'static str]| {
        let mut used: BTreeMap<&str, usize> = BTreeMap::new();
        for kind in reserved {
            *used.entry(*kind).or_default() = 1;
        }
        findings.iter().copied().partition::<Vec<&T>, _>(|finding| {
            let used = used.entry(severity(level(finding)).github).or_default();
            *used = used.saturating_add(1);
            *used <= MOST_OF_A_KIND
        })
    };
    let first: &[&'static str] = if incomplete { &["error"] } else { &[] };
    let all = split(first);
    if all.1.is_empty() {
        return all;
    }
    let both: Vec<&'static str> = first.iter().copied().chain(["notice"]).collect();
    split(&both)
}

/// That some of the inputs were not analysed.
fn unread(inputs: usize) -> String {
    let text = format!("not analysed: {inputs} of the inputs, which the log of this step names");
    format!("::error title=ramlint::{}", to_gha_data(&text))
}

/// `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=…`, before the message.
fn command(kind: &str, at: Span, title: &str, sources: &Sources) -> String {
    let region = Region::new(at, sources);
    let last = last_line(at, sources);
    let (start, end) = (region.start.line.min(last), region.last_line().min(last));
    // A line beside others must not look like the command itself, nor may the name
    // of a file begin like the separator that the runner drops.
    let path = to_display(region.path);
    let path = if path.starts_with('=') {
        format!("./{path}")
    } else {
        path.into_owned()
    };
    let mut text = format!(
        "::{kind} file={},line={start},endLine={end}",
        to_gha_property(&path)
    );
    let unmoved = start == region.start.line;
    if unmoved && region.start.line == region.end.line {
        let (from, to) = (region.start.column_utf16, region.end.column_utf16);
        text.push_str(&format!(",col={from},endColumn={to}"));
    }
    format!("{text},title={}", to_gha_property(title))
}

/// The last line of the file that has text on it; a viewer shows no line after the
/// last line break.
fn last_line(at: Span, sources: &Sources) -> u32 {
    let lines = sources.lines(at.file).map_or(1, |lines| lines.count());
    if lines > 1 && sources.text(at.file).ends_with(['\n', '\r']) {
        lines.saturating_sub(1)
    } else {
        lines
    }
}

/// One paragraph: what was found, why the place shows it, whom it is about and
/// what to do.
fn message(finding: &Finding) -> String {
    let mut text = to_masked(&finding.message);
    if !finding.at.text.is_empty() {
        text.push_str(&format!("; {}", to_masked(&finding.at.text)));
    }
    if !finding.principals.is_empty() {
        let named = finding.principals.iter().take(MOST_PRINCIPALS);
        let named: Vec<String> = named.map(|id| to_masked(id)).collect();
        let more = finding.principals.len().saturating_sub(MOST_PRINCIPALS);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        text.push_str(&format!(". Principals: {}{more}", named.join(", ")));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!(". Help: {}", to_masked(help)));
    }
    text
}
