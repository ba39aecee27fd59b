//! `test --format json`.

use std::io::{self, Write};

use serde::Serialize;

use crate::engine::compile::Value;
use crate::model::doubt::DoubtKind;
use crate::report::json::inputs::Inputs;
use crate::report::json::line::{Principal, Witness, principal};
use crate::report::json::{
    Missing, Place, SCHEMA_VERSION, TOOL, Tool, Unread, at, missing, not_analysed,
};
use crate::report::safe_json::write_document;
use crate::report::tested::{Expects, Judged, Tested};

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Report<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    at: String,
    inputs: Inputs,
    summary: Summary,
    complete: bool,
    assumes: &'a [String],
    gaps: Vec<Missing>,
    not_analysed: Vec<Unread<'a>>,
    tests: Vec<Test<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
    left_out: usize,
    exit: u8,
}

/// One test. `reason` says why it could not be judged, where it could not; `unmet`
/// holds those who are not as expected; `idle` the exceptions that nobody needs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Test<'a> {
    name: &'a str,
    passed: bool,
    at: Place,
    expects_at: Place,
    action: &'a str,
    account: Option<&'a str>,
    principal: Option<&'a str>,
    expect: Option<&'static str>,
    nobody_except: Option<&'a [String]>,
    context: Witness,
    met: usize,
    reason: Option<String>,
    unmet: Vec<Principal>,
    idle: Vec<Idle<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Idle<'a> {
    entry: &'a str,
    exists: bool,
}

/// Writes what became of tests.
///
/// # Errors
/// Those of the stream.
pub fn write_test(tested: &Tested<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &tested.run;
    let doubts = &run.model.doubts;
    let (passed, failed) = tested.counts();
    let report = Report {
        schema: "ramlint/test",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        at: at(run),
        inputs: Inputs::new(run.counts),
        summary: Summary {
            tests: tested.tests.len(),
            passed,
            failed,
            left_out: tested.left_out,
            exit: tested.exit,
        },
        complete: run.complete,
        assumes: run.assumes,
        gaps: doubts
            .iter()
            .filter(|(_, doubt)| doubt.kind == DoubtKind::Gap)
            .filter_map(|(id, _)| missing(id, doubts, run))
            .collect(),
        not_analysed: not_analysed(run),
        tests: tested.tests.iter().map(|one| test(one, tested)).collect(),
    };
    write_document(&report, out)
}

fn test<'a>(test: &'a Judged<'_>, tested: &Tested<'_>) -> Test<'a> {
    let run = &tested.run;
    let place = |at| Place::new(at, run.sources);
    let (who, expect, list) = match test.expects {
        Expects::Each { principal, word } => (Some(principal), Some(word), None),
        Expects::NobodyExcept { list, .. } => (None, None, Some(list)),
    };
    Test {
        name: test.name,
        passed: test.is_met(),
        at: place(test.at),
        expects_at: place(test.expects_at),
        action: test.action,
        account: test.account,
        principal: who,
        expect,
        nobody_except: list,
        context: context(test),
        met: test.met,
        reason: test
            .moot
            .as_ref()
            .map(|moot| moot.text(test.action, run.style.language)),
        unmet: test
            .unmet
            .iter()
            .filter_map(|unmet| {
                let account = unmet.answers.accounts.get(unmet.account)?;
                Some(principal(unmet.answers, account, unmet.line, run))
            })
            .collect(),
        idle: test
            .gone
            .iter()
            .map(|gone| Idle {
                entry: gone.entry,
                exists: gone.exists,
            })
            .collect(),
    }
}

/// The requests a test is about, in the form of a witness.
fn context(test: &Judged<'_>) -> Witness {
    let given = test.given;
    let keys = given.keys.iter().map(|(key, value)| {
        let value = match value {
            Value::Is(texts) => Some(texts.join(",")),
            Value::Absent => None,
        };
        (key.clone(), value)
    });
    let named = [
        ("resource", &given.resource),
        ("resource-group", &given.resource_group),
    ];
    let named = named
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), Some(value.clone()?))));
    keys.chain(named).collect()
}
