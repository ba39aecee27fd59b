//! SARIF 2.1.0, as GitHub code scanning reads it: the whole set of rules in every
//! log, one short region per result, columns in UTF-16 units, and both GitHub's
//! hash of the line and the fingerprint of the finding.

mod diff;
mod line_hash;
mod log;
mod result;
mod rule;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::model::catalogue;
use crate::report::display::{to_sarif, to_uri};
use crate::report::human;
use crate::report::run::Checked;
use crate::report::safe_json::write_document;
use crate::report::sarif::log::{
    Artifact, Automation, BaseId, Driver, DriverProperties, Invocation, Log, Message, Notification,
    PhysicalLocation, Place, RunLog, SarifRegion, SarifResult, SarifRule, Tool, Whole,
};
use crate::report::sarif::result::{result, suppressed, unchanged};
use crate::report::sarif::rule::rules;
use crate::rules::Finding;

pub use diff::write_diff;

/// Results that GitHub keeps of a log; more severe ones come first.
pub(crate) const MOST_RESULTS: usize = 5000;
/// Places of one result, of each kind.
const MOST_PLACES: usize = 100;
/// Tags of a rule.
const MOST_TAGS: usize = 10;
/// Characters of a description.
const MOST_DESCRIPTION: usize = 1000;
/// Characters of the first sentence of a message.
const MOST_SENTENCE: usize = 200;
/// What relative paths are relative to.
const ROOT: &str = "%SRCROOT%";

/// Writes the findings of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules = rules(checked);
    let kept = kept(checked.findings);
    // One that stays for some principals is a result of its own already.
    let waived = checked.waived.iter();
    let waived = waived.filter(|one| checked.run.style.sarif_suppressed && !one.partly);
    let all = checked
        .findings
        .len()
        .saturating_add(waived.clone().count());
    let dropped = all.saturating_sub(MOST_RESULTS);
    let results: Vec<_> = {
        let mut hashes = Hashes::default();
        let mut results: Vec<_> = kept
            .iter()
            .map(|finding| result(finding, &rules, &mut hashes, checked))
            .collect();
        // What is accepted and what is known come last, so that they crowd out nothing.
        let room = MOST_RESULTS.saturating_sub(results.len());
        results.extend(
            waived
                .take(room)
                .map(|one| suppressed(one, &rules, &mut hashes, checked)),
        );
        let room = MOST_RESULTS.saturating_sub(results.len());
        let known = checked.known.map_or(&[][..], |known| &known.findings);
        let known = known.iter().take(room);
        results.extend(known.map(|finding| unchanged(finding, &rules, &mut hashes, checked)));
        results
    };
    let results = Results {
        results,
        complete: checked.run.complete,
        exit: checked.exit,
        notifications: notifications(checked, dropped),
        configured: configured(checked),
    };
    write_log(rules.all, results, out)
}

/// What a log holds beside its rules.
struct Results {
    results: Vec<SarifResult>,
    complete: bool,
    exit: u8,
    notifications: Vec<Notification>,
    configured: Vec<Notification>,
}

fn write_log(rules: Vec<SarifRule>, of: Results, out: &mut dyn Write) -> io::Result<()> {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [RunLog {
            tool: tool(rules),
            automation_details: Automation { id: "ramlint/" },
            column_kind: "utf16CodeUnits",
            original_uri_base_ids: BTreeMap::from([(
                ROOT,
                BaseId {
                    description: Message::plain("the root of the analysed repository"),
                },
            )]),
            invocations: [Invocation {
                // Whatever the exit status, a run that left something out is no
                // success: nobody else tells it apart from a clean one.
                execution_successful: of.complete,
                exit_code: of.exit,
                tool_execution_notifications: of.notifications,
                tool_configuration_notifications: of.configured,
            }],
            results: of.results,
        }],
    };
    write_document(&log, out)
}

fn tool(rules: Vec<SarifRule>) -> Tool {
    Tool {
        driver: Driver {
            name: "ramlint",
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: env!("CARGO_PKG_HOMEPAGE"),
            rules,
            properties: DriverProperties {
                catalogue: catalogue::VERSION,
            },
        },
    }
}

/// The findings that a log holds, in report order: of too many the most severe.
fn kept(findings: &[Finding]) -> Vec<&Finding> {
    let mut kept: Vec<(usize, &Finding)> = findings.iter().enumerate().collect();
    kept.sort_by_key(|(number, finding)| (Reverse(finding.level), *number));
    kept.truncate(MOST_RESULTS);
    kept.sort_by_key(|(number, _)| *number);
    kept.into_iter().map(|(_, finding)| finding).collect()
}

/// What is switched off or excluded.
fn configured(checked: &Checked<'_>) -> Vec<Notification> {
    let lines = human::configured(checked, checked.run.style.language);
    lines
        .iter()
        .map(|line| Notification {
            level: "note",
            message: Message {
                text: to_sarif(line),
            },
            locations: None,
        })
        .collect()
}

/// One entry per path that was not analysed, and one if results were dropped.
fn notifications(checked: &Checked<'_>, dropped: usize) -> Vec<Notification> {
    let sources = checked.run.sources;
    let unread = checked.run.not_analysed.iter().map(|entry| Notification {
        level: "error",
        message: Message {
            text: format!(
                "not analysed: {} {}",
                to_sarif(entry.path.raw()),
                to_sarif(entry.why.raw())
            ),
        },
        locations: entry.at.map(|at| [Whole::place(Place::new(at, sources))]),
    });
    let findings = if dropped == 1 {
        "finding is"
    } else {
        "findings are"
    };
    let left_out = (dropped > 0).then(|| Notification {
        level: "warning",
        message: Message {
            text: format!(
                "{dropped} less severe {findings} left out, because a log holds {MOST_RESULTS}"
            ),
        },
        locations: None,
    });
    let surplus = checked.surplus.iter().map(|one| Notification {
        level: "warning",
        message: Message {
            text: one.told(&to_sarif(one.path.raw()), checked.run.style.language),
        },
        locations: None,
    });
    unread.chain(left_out).chain(surplus).collect()
}

impl Place {
    /// The place of a span, on one line.
    fn new(at: crate::source::Span, sources: &crate::source::Sources) -> Self {
        let region = crate::report::region::Region::on_one_line(at, sources);
        Self {
            physical_location: PhysicalLocation {
                artifact_location: Artifact::new(region.path),
                region: SarifRegion::new(&region),
            },
        }
    }
}

impl Artifact {
    /// A path that lies below the root is relative to it; another is a file.
    fn new(path: &str) -> Self {
        let uri = to_uri(path);
        if path.starts_with('/') {
            return Self {
                uri: format!("file://{uri}"),
                uri_base_id: None,
            };
        }
        Self {
            uri,
            uri_base_id: Some(ROOT),
        }
    }
}

/// The hashes of the lines of files, computed once per file.
#[derive(Default)]
struct Hashes {
    files: BTreeMap<crate::source::FileId, Vec<String>>,
}

impl Hashes {
    /// The hash of the line that a span starts on.
    fn of(&mut self, at: crate::source::Span, sources: &crate::source::Sources) -> Option<String> {
        let hashes = self
            .files
            .entry(at.file)
            .or_insert_with(|| line_hash::line_hashes(sources.text(at.file)));
        let line = usize::try_from(sources.start(at).line).ok()?;
        hashes.get(line.checked_sub(1)?).cloned()
    }
}

#[cfg(test)]
mod tests;
