//! `ramlint merge`: one report of those of several runs, each over a part of the input.
//!
//! For newcomers: `read` (from files to reports, one after another), `findings` and
//! `answers` (what becomes of the reports of `check` and of `who-can`), `numbers`
//! (counts that add up).

mod answers;
mod findings;
mod numbers;
mod read;

use serde_json::Value;

use crate::cli::args::MergeArgs;
use crate::cli::asking;
use crate::cli::load::UsageError;
use crate::cli::merge::answers::{Answers, WhoCan};
use crate::cli::merge::findings::{Check, Findings};
use crate::cli::merge::read::Said;
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::report::write_document;

/// Runs the command.
///
/// # Errors
/// Something that is no report, or reports that do not go together.
pub fn run(args: &MergeArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let mut merged = Merged::default();
    for path in &args.reports {
        let name = path.to_string_lossy().into_owned();
        let (cwd, stdin) = (&world.cwd, &mut *world.stdin);
        read::read(path, cwd, stdin, &mut |said| {
            merged
                .take(said)
                .map_err(|why| UsageError(format!("`{name}` {why}")))
        })?;
    }
    let status = merged.outcome.status();
    let mut text = Vec::new();
    let written = match merged.kind {
        Kind::Nothing => Ok(()),
        Kind::Findings(findings) => {
            let report = findings.report(!merged.outcome.incomplete, status.code());
            write_document(&report, &mut text)
        }
        Kind::Answers(answers) => write_document(&answers.report(), &mut text),
    };
    if written.is_ok() {
        asking::print("the report", &text, world);
    }
    for text in merged.cut_off {
        asking::say(&mut world.stderr, "not analysed", &text);
    }
    Ok(status)
}

/// What the reports come to so far.
#[derive(Default)]
struct Merged {
    kind: Kind,
    outcome: Outcome,
    /// The exit status of the run that the report is of is told apart.
    has_status: bool,
    /// What is said of reports that end too early.
    cut_off: Vec<String>,
}

#[derive(Default)]
enum Kind {
    #[default]
    Nothing,
    Findings(Box<Findings>),
    Answers(Box<Answers>),
}

impl Merged {
    /// Takes in what a file says. An error is the rest of a sentence about the file.
    fn take(&mut self, said: Said) -> Result<(), String> {
        match said {
            Said::Report {
                report,
                at_a_place,
                has_status,
            } => {
                self.has_status = has_status;
                self.report(report, at_a_place)
            }
            Said::NotAnalysed(entry) => {
                self.outcome.incomplete = true;
                self.not_analysed(entry);
                Ok(())
            }
            Said::CutOff(entry) => {
                let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or("");
                self.cut_off
                    .push(format!("{} {}", text("path"), text("why")));
                self.outcome.incomplete = true;
                self.not_analysed(entry);
                Ok(())
            }
            Said::Exit(code) => {
                self.exit(code);
                Ok(())
            }
        }
    }

    /// A run ended with this status.
    fn exit(&mut self, code: u8) {
        self.outcome.findings |= code == Status::Findings.code();
        self.outcome.incomplete |= code == Status::Incomplete.code();
    }

    fn not_analysed(&mut self, entry: Value) {
        match &mut self.kind {
            Kind::Nothing => {}
            Kind::Findings(findings) => findings.not_analysed(entry),
            Kind::Answers(answers) => answers.not_analysed(entry),
        }
    }

    fn report(&mut self, report: Value, at_a_place: bool) -> Result<(), String> {
        let schema = report.get("schema").and_then(Value::as_str);
        let schema = schema.unwrap_or_default().to_owned();
        let malformed = |error: serde_json::Error| format!("is no whole report: {error}");
        match (schema.as_str(), &mut self.kind) {
            ("ramlint/check", Kind::Nothing | Kind::Findings(_)) => {
                let report: Check = serde_json::from_value(report).map_err(malformed)?;
                self.exit(report.exit_code);
                match &mut self.kind {
                    Kind::Findings(findings) => findings.add(report, at_a_place),
                    kind => {
                        *kind = Kind::Findings(Box::new(Findings::of(report, at_a_place)));
                        Ok(())
                    }
                }
            }
            ("ramlint/who-can", Kind::Nothing | Kind::Answers(_)) => {
                let report: WhoCan = serde_json::from_value(report).map_err(malformed)?;
                self.outcome.incomplete |= !report.complete && !self.has_status;
                match &mut self.kind {
                    Kind::Answers(answers) => answers.add(report),
                    kind => {
                        *kind = Kind::Answers(Box::new(Answers::of(report)));
                        Ok(())
                    }
                }
            }
            ("ramlint/check" | "ramlint/who-can", _) => Err(
                "is of another command than the report before it; merge those of `check` and of `who-can` apart".to_owned(),
            ),
            _ => Err(read::no_report()),
        }
    }
}

/// Refuses a report that was made with other settings than those before it.
fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    own: &T,
    other: &T,
    advice: &str,
) -> Result<(), String> {
    if own == other {
        return Ok(());
    }
    Err(format!(
        "has another {what} than the reports before it ({other:?}, not {own:?}); {advice}"
    ))
}

/// What is said of two reports that another program, or another version, wrote.
const ONE_VERSION: &str = "make all reports with one version of ramlint";

/// What is said of reports about several times.
const ONE_TIME: &str = "give every run the same --at";

/// What is said of reports about several actions.
const ONE_ACTION: &str = "ask every run about the same";

/// What is said of reports under several configurations.
const ONE_CONFIGURATION: &str = "run all parts under the same configuration and flags";

/// A member of an object, as a text to order by.
fn text(value: &Value, name: &str) -> String {
    let found = value.get(name).and_then(Value::as_str);
    found.unwrap_or_default().to_owned()
}

/// Where an entry of a report stands, to order by.
fn place(at: Option<&Value>) -> (String, u64, u64) {
    let number = |name: &str| at.and_then(|at| at.get(name)?.as_u64()).unwrap_or_default();
    let path = at.map_or_else(String::new, |at| text(at, "path"));
    (path, number("start"), number("end"))
}

/// Entries in their order, equal ones once.
fn ordered<K: Ord>(mut all: Vec<Value>, key: impl Fn(&Value) -> K) -> Vec<Value> {
    all.sort_by_cached_key(|entry| (key(entry), entry.to_string()));
    all.dedup();
    all
}

/// What was not analysed, in its order.
fn unread(all: Vec<Value>) -> Vec<Value> {
    ordered(all, |entry| {
        (
            text(entry, "path"),
            place(entry.get("at")),
            text(entry, "why"),
        )
    })
}
