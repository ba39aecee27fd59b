//! What somebody could obtain, and how a guard could be taken off, in machine
//! output.

use serde::Serialize;

use crate::engine::answers::{Answers, Line};
use crate::engine::obtain::{Call, Obtained, Taken};
use crate::report::json::line::{Witness, flat};
use crate::report::json::{Missing, Place, missing};
use crate::report::run::Run;

/// One way to the action. `by`, `policy`, `statement` and `at` are those of the
/// first call that is more than becoming a role.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Way {
    by: String,
    policy: Option<String>,
    statement: Option<u32>,
    at: Option<Place>,
    edge: Option<&'static str>,
    kind: Option<&'static str>,
    answer: &'static str,
    exposure: Option<&'static str>,
    #[serde(rename = "as")]
    finally: String,
    steps: Vec<Step>,
    witness: Vec<Witness>,
    depends_on: Vec<Missing>,
    relies_on: Vec<Missing>,
}

/// One step: becoming a role (`edge` is null), or a call of the escalation table
/// with what it needs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Step {
    edge: Option<&'static str>,
    kind: Option<&'static str>,
    verified: bool,
    by: String,
    whom: Option<String>,
    member: Option<String>,
    about: Option<String>,
    calls: Vec<Asked>,
}

/// One call, and what allows it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Asked {
    action: String,
    on: Vec<String>,
    policy: Option<String>,
    statement: Option<u32>,
    via: Vec<String>,
    at: Option<Place>,
}

/// A step that takes guards off; `guards` are their places in `because`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Removable {
    by: String,
    policy: Option<String>,
    statement: Option<u32>,
    at: Option<Place>,
    certain: bool,
    via: Vec<String>,
    guards: Vec<Guard>,
    first: Vec<Step>,
    step: Step,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Guard {
    policy: String,
    statement: Option<u32>,
    at: Place,
}

pub(super) fn way(way: &Obtained, answers: &Answers, run: &Run<'_>) -> Way {
    let first = way.first();
    let call = first.and_then(Taken::call);
    let (policy, statement, at) = granted(call, run);
    let list = |ids: &[crate::model::doubt::DoubtId]| {
        ids.iter()
            .filter_map(|id| missing(*id, &answers.doubts, run))
            .collect()
    };
    Way {
        by: call.map_or_else(String::new, |call| call.action.clone()),
        policy,
        statement,
        at,
        edge: first.and_then(|step| step.edge),
        kind: first
            .and_then(|step| step.kind)
            .map(crate::model::catalogue::EscalationKind::word),
        answer: way.answer.word(),
        exposure: way.exposure.map(crate::engine::exposure::Exposure::word),
        finally: way.finally.clone(),
        steps: way.steps.iter().map(|taken| step(taken, run)).collect(),
        witness: way.witness.iter().cloned().map(flat).collect(),
        depends_on: list(&way.depends_on),
        relies_on: list(&way.relies_on),
    }
}

pub(super) fn step(taken: &Taken, run: &Run<'_>) -> Step {
    Step {
        edge: taken.edge,
        kind: taken
            .kind
            .map(crate::model::catalogue::EscalationKind::word),
        verified: taken.verified,
        by: taken.by.clone(),
        whom: taken.whom.clone(),
        member: taken.member.clone(),
        about: taken.policy.clone(),
        calls: taken.calls.iter().map(|call| asked(call, run)).collect(),
    }
}

/// What allows a call: the policy, the statement and its place.
fn granted(call: Option<&Call>, run: &Run<'_>) -> (Option<String>, Option<u32>, Option<Place>) {
    let Some(grant) = call.and_then(|call| call.grant.as_ref()) else {
        return (None, None, None);
    };
    let at = grant.at.map(|at| Place::new(at, run.sources));
    (Some(grant.policy.clone()), grant.statement, at)
}

fn asked(call: &Call, run: &Run<'_>) -> Asked {
    let (policy, statement, at) = granted(Some(call), run);
    Asked {
        action: call.action.clone(),
        on: call.on.clone(),
        policy,
        statement,
        via: call
            .grant
            .as_ref()
            .map_or_else(Vec::new, |grant| grant.via.clone()),
        at,
    }
}

pub(super) fn removable(line: &Line, run: &Run<'_>) -> Vec<Removable> {
    let removals = line.firmness.iter().flat_map(|firm| &firm.removable_by);
    removals
        .map(|removal| {
            let call = removal.step.call();
            let (policy, statement, at) = granted(call, run);
            Removable {
                by: call.map_or_else(String::new, |call| call.action.clone()),
                policy,
                statement,
                at,
                certain: removal.certain,
                via: removal.via.clone(),
                guards: removal
                    .guards
                    .iter()
                    .filter_map(|number| line.because.get(*number))
                    .map(|because| Guard {
                        policy: because.policy.clone(),
                        statement: because.index,
                        at: Place::new(because.at, run.sources),
                    })
                    .collect(),
                first: removal.first.iter().map(|taken| step(taken, run)).collect(),
                step: step(&removal.step, run),
            }
        })
        .collect()
}

/// A control policy that the principal can lift from the accounts below.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Lifted {
    by: String,
    control: Option<String>,
    certain: bool,
    step: Step,
}

pub(super) fn lifts(line: &Line, run: &Run<'_>) -> Vec<Lifted> {
    line.lifts
        .iter()
        .map(|lift| Lifted {
            by: lift.step.action.clone(),
            control: lift.step.policy.clone(),
            certain: lift.certain,
            step: step(&lift.step, run),
        })
        .collect()
}
