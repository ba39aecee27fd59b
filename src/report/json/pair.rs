//! How two inputs compare, for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::engine::breadth::Breadth;
use crate::engine::difference::Side;
use crate::engine::domain::ordered::format_instant;
use crate::model::doubt::{DoubtId, DoubtKind};
use crate::report::json::line::{Witness, flat};
use crate::report::json::{Missing, Place, SCHEMA_VERSION, TOOL, Tool};
use crate::report::pair::{Input, Of, Told, Treated, Weighed};
use crate::report::safe_json::write_document;
use crate::rules::kit::wording;

/// The output of `ramlint equivalent` and `ramlint implies`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Pair<'a> {
    schema: String,
    schema_version: u32,
    tool: Tool,
    at: String,
    answer: &'static str,
    compared: &'static str,
    count: usize,
    first: Compared<'a>,
    second: Compared<'a>,
    differences: Vec<Different>,
    undecided: Vec<Undecided<'a>>,
    complete: bool,
}

/// One of the two inputs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Compared<'a> {
    path: &'a str,
    not_analysed: Vec<Unread<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Unread<'a> {
    path: &'a str,
    why: &'a str,
    at: Option<Place>,
}

/// A request that tells them from each other.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Different {
    principal: Option<String>,
    account: Option<String>,
    treated: &'static str,
    by: &'static str,
    action: String,
    unlisted: bool,
    breadth: Option<&'static str>,
    answer_first: &'static str,
    answer_second: &'static str,
    /// Roles in order by which the principal comes to it, or for a role who enters it.
    via: Vec<String>,
    /// The requests on the way there, in order.
    before: Vec<Witness>,
    witness: Witness,
    condition: Option<String>,
    condition_in_words: Option<String>,
    statements: Vec<Responsible>,
    depends_on: Vec<Missing>,
}

/// A statement that treats the request so, or is against it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Responsible {
    input: &'static str,
    effect: &'static str,
    pattern: String,
    at: Place,
}

/// A comparison that ended with its budget.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Undecided<'a> {
    principal: &'a str,
    account: Option<&'a str>,
}

const fn word(side: Side) -> &'static str {
    match side {
        Side::Before => "first",
        Side::After => "second",
    }
}

/// Writes how two inputs compare.
///
/// # Errors
/// Those of the stream.
pub fn write_pair(weighed: &Weighed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let unread = [&weighed.first, &weighed.second];
    let complete = unread.iter().all(|input| input.not_analysed.is_empty());
    let pair = Pair {
        schema: format!("ramlint/{}", weighed.question.word()),
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        at: format_instant(weighed.at),
        answer: weighed.judgement.word(),
        compared: weighed.of.word(),
        count: weighed.compared,
        first: compared(&weighed.first),
        second: compared(&weighed.second),
        differences: weighed
            .told
            .iter()
            .map(|told| different(told, weighed))
            .collect(),
        undecided: weighed
            .undecided
            .iter()
            .map(|one| Undecided {
                principal: &one.principal,
                account: one.account.as_deref(),
            })
            .collect(),
        complete: complete && weighed.undecided.is_empty(),
    };
    write_document(&pair, out)
}

fn compared<'a>(input: &Input<'a>) -> Compared<'a> {
    let unread = input.not_analysed.iter().map(|entry| Unread {
        path: entry.path.raw(),
        why: entry.why.raw(),
        at: entry.at.map(|at| Place::new(at, input.sources)),
    });
    Compared {
        path: input.name,
        not_analysed: unread.collect(),
    }
}

fn different(told: &Told<'_>, weighed: &Weighed<'_>) -> Different {
    let entry = told.entry;
    let language = weighed.style.language;
    let condition = entry.condition.as_ref();
    let is_named = weighed.of != Of::Policies;
    let (last, before) = match entry.witness.split_last() {
        Some((last, before)) => (Some(last.clone()), before),
        None => (None, &[][..]),
    };
    let statements = entry.patterns.iter().map(|pattern| {
        let side = pattern.place.side;
        Responsible {
            input: word(side),
            effect: if Weighed::is_deny(told, side) {
                "deny"
            } else {
                "allow"
            },
            pattern: pattern.text.clone(),
            at: Place::new(pattern.place.at, weighed.input(side).sources),
        }
    });
    Different {
        principal: is_named.then(|| entry.principal.clone()),
        account: entry.account.clone(),
        treated: match told.treated {
            Treated::Allowed => "allowed",
            Treated::Denied => "denied",
        },
        by: word(told.by),
        action: entry.action.clone(),
        unlisted: entry.unlisted,
        breadth: entry.breadth.map(Breadth::word),
        answer_first: entry.before.word(),
        answer_second: entry.after.word(),
        via: entry.via.clone(),
        before: before.iter().cloned().map(flat).collect(),
        witness: last.map(flat).unwrap_or_default(),
        condition: condition
            .map(|formula| wording::condition::text(formula, &entry.universe, language)),
        condition_in_words: condition
            .map(|formula| wording::condition::in_words(formula, &entry.universe, language)),
        statements: statements.collect(),
        depends_on: entry
            .depends_on
            .iter()
            .filter_map(|id| missing(*id, weighed))
            .collect(),
    }
}

fn missing(id: DoubtId, weighed: &Weighed<'_>) -> Option<Missing> {
    let (doubt, at) = weighed.doubt(id)?;
    Some(Missing {
        kind: match doubt.kind {
            DoubtKind::Gap => "gap",
            DoubtKind::Reading => "reading",
        },
        name: doubt.name.clone(),
        about: if doubt.is_at_a_place() {
            String::new()
        } else {
            doubt.about.clone()
        },
        text: wording::doubt::text(doubt, weighed.style.language),
        at: at.map(|(side, at)| Place::new(at, weighed.input(side).sources)),
    })
}
