//! From files to reports, one after another: a JSON report, the lines of
//! `--input ndjson`, or those of `check --format ndjson`, each as often as a file has it.

use std::ffi::OsStr;
use std::io::{BufReader, Read};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::disk::{Reason, open_file};
use crate::cli::load::UsageError;

/// What a file says.
pub enum Said {
    /// A report.
    Report {
        /// With its schema.
        report: Value,
        /// It is about a line that says nothing of an account, so that the names of its
        /// findings are told apart by their places.
        at_a_place: bool,
        /// The exit status of its run is told apart from it.
        has_status: bool,
    },
    /// Something that was not analysed, as an entry of a report.
    NotAnalysed(Value),
    /// The file ends before its run did.
    CutOff(Value),
    /// How a stream ended.
    Exit(u8),
}

/// Takes in what is said; an error ends the run.
type Take<'a> = &'a mut dyn FnMut(Said) -> Result<(), UsageError>;

/// What is wrong with a file that is no report.
pub fn no_report() -> String {
    "is no report that can be merged; give JSON reports of `check` or `who-can`, or what --input ndjson printed".to_owned()
}

/// Reads a file, or standard input if it is called `-`.
///
/// # Errors
/// It cannot be read, is no report, or is refused.
pub fn read(
    path: &Path,
    cwd: &Path,
    stdin: &mut dyn Read,
    take: Take<'_>,
) -> Result<(), UsageError> {
    let name = path.to_string_lossy().into_owned();
    let stream: Box<dyn Read + '_> = if path == OsStr::new("-") {
        Box::new(stdin)
    } else {
        let place = cwd.join(path);
        let place = std::fs::canonicalize(&place).unwrap_or(place);
        let opened = open_file(&place);
        let (file, _) =
            opened.map_err(|reason: Reason| UsageError(format!("`{name}` {reason}")))?;
        Box::new(file)
    };
    let values = serde_json::Deserializer::from_reader(BufReader::new(stream));
    let mut reading = Reading::default();
    for value in values.into_iter::<Value>() {
        match value {
            Ok(Value::Object(object)) => {
                reading.any = true;
                reading.value(object, &name, take)?;
            }
            // What was whole before the end counts.
            Err(error) if reading.any && (error.is_eof() || reading.stream.is_some()) => {
                reading.stream.get_or_insert_with(Stream::default);
                break;
            }
            Err(error) if error.is_io() => {
                return Err(UsageError(format!("`{name}` cannot be read: {error}")));
            }
            _ => return Err(UsageError(format!("`{name}` {}", no_report()))),
        }
    }
    if !reading.any {
        return Err(UsageError(format!(
            "`{name}` is empty, as after a run that ended with a usage error; {}",
            "run that part again"
        )));
    }
    if reading.stream.is_some() {
        return take(Said::CutOff(json!({
            "path": name,
            "why": "ends before its last line, so the run was cut off; run that part again",
            "at": null,
        })));
    }
    Ok(())
}

#[derive(Default)]
struct Reading {
    any: bool,
    /// Where lines have begun and not ended.
    stream: Option<Stream>,
}

/// Lines between the first and the last.
#[derive(Default)]
struct Stream {
    /// The report of `check --format ndjson` so far.
    report: Option<Map<String, Value>>,
}

impl Reading {
    fn value(
        &mut self,
        mut object: Map<String, Value>,
        name: &str,
        take: Take<'_>,
    ) -> Result<(), UsageError> {
        let unfit = || UsageError(format!("`{name}` {}", no_report()));
        let kind = object
            .get("type")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let Some(kind) = kind else {
            return take(Said::Report {
                report: Value::Object(object),
                at_a_place: false,
                has_status: false,
            });
        };
        if kind == "begin" {
            let schema = object.get("schema").and_then(Value::as_str);
            let report = match schema {
                Some("ramlint/check") => Some(empty(&object)),
                Some("ramlint/check-records" | "ramlint/who-can-records") => None,
                _ => return Err(unfit()),
            };
            self.stream = Some(Stream { report });
            return Ok(());
        }
        let Some(stream) = &mut self.stream else {
            return Err(unfit());
        };
        let list = match kind.as_str() {
            "record" | "error" => return answer(object, take),
            "finding" => "findings",
            "waived" => "waived",
            "notice" => "not_analysed",
            "end" => {
                if let Some(mut report) = stream.report.take() {
                    object.remove("type");
                    report.extend(object);
                    self.stream = None;
                    return take(Said::Report {
                        report: Value::Object(report),
                        at_a_place: false,
                        has_status: false,
                    });
                }
                self.stream = None;
                let code = object.get("exit_code").and_then(Value::as_u64);
                let code = code.and_then(|code| u8::try_from(code).ok());
                return take(Said::Exit(code.ok_or_else(unfit)?));
            }
            // Kinds of lines may be added.
            _ => return Ok(()),
        };
        object.remove("type");
        object.remove("kind");
        let report = stream.report.as_mut().ok_or_else(unfit)?;
        if let Some(Value::Array(all)) = report.get_mut(list) {
            all.push(Value::Object(object));
        }
        Ok(())
    }
}

/// The report that lines add to, with what they say nothing of.
fn empty(begin: &Map<String, Value>) -> Map<String, Value> {
    let mut report = begin.clone();
    report.remove("type");
    for list in ["findings", "waived", "not_analysed", "known"] {
        report.insert(list.to_owned(), json!([]));
    }
    for nothing in ["baseline", "trust_base"] {
        report.insert(nothing.to_owned(), Value::Null);
    }
    report
}

/// The answer about one line of a stream of records.
fn answer(mut object: Map<String, Value>, take: Take<'_>) -> Result<(), UsageError> {
    let has_account = object.get("account").is_some_and(Value::is_string);
    if let Some(report) = object.remove("report").filter(Value::is_object) {
        return take(Said::Report {
            report,
            at_a_place: !has_account,
            has_status: true,
        });
    }
    let path = object
        .get("path")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let place = match object.get("line").and_then(Value::as_u64) {
        Some(line) => format!("{path}:{line}"),
        None => path.to_owned(),
    };
    take(Said::NotAnalysed(json!({
        "path": place,
        "why": object.get("why"),
        "at": null,
    })))
}
