//! One principal's answer in machine output.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::answers::{AccountAnswers, Answers, Because, Force, Line};
use crate::engine::exposure::Exposure;
use crate::engine::formula::Formula;
use crate::engine::reach::Reach;
use crate::engine::solver::Request;
use crate::engine::universe::Universe;
use crate::report::json::{Missing, Place, budget, missing, obtained};
use crate::report::run::Run;
use crate::rules::kit::wording;

/// A request: key names and values; `null` is *absent*, several values are
/// joined with a comma.
pub(super) type Witness = BTreeMap<String, Option<String>>;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Principal {
    id: String,
    account: Option<String>,
    account_label: Option<String>,
    answer: &'static str,
    at_most: &'static str,
    at_least: &'static str,
    breadth: Option<&'static str>,
    exposure: Option<&'static str>,
    condition: Option<String>,
    condition_in_words: Option<String>,
    condition_at_most: Option<String>,
    witness: Option<Witness>,
    depends_on: Vec<Missing>,
    relies_on: Vec<Missing>,
    because: Vec<Reason>,
    reach: Vec<Reached>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reach_in: Option<Vec<String>>,
    can_obtain: Vec<obtained::Way>,
    #[serde(skip_serializing_if = "Option::is_none")]
    firm: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removable_by: Vec<obtained::Removable>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lifts: Vec<obtained::Lifted>,
    siblings: Vec<Sibling>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Reason {
    effect: &'static str,
    policy: String,
    statement: Option<u32>,
    via: Vec<String>,
    breadth: Option<&'static str>,
    at: Place,
    attachment: Option<Place>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Reached {
    via: Vec<String>,
    answer: &'static str,
    breadth: Option<&'static str>,
    exposure: Option<&'static str>,
    witness: Vec<Witness>,
    depends_on: Vec<Missing>,
    relies_on: Vec<Missing>,
}

pub(super) fn principal(
    answers: &Answers,
    account: &AccountAnswers,
    line: &Line,
    run: &Run<'_>,
) -> Principal {
    let verdict = &line.verdict;
    let words = |formula: &Formula| {
        wording::condition::text(formula, &account.universe, run.style.language)
    };
    let list = |ids: &[crate::model::doubt::DoubtId]| {
        ids.iter()
            .filter_map(|id| missing(*id, &answers.doubts, run))
            .collect::<Vec<_>>()
    };
    let mut depends_on = list(&verdict.depends_on);
    if verdict.over_budget {
        depends_on.push(budget());
    }
    Principal {
        id: line.id.clone(),
        account: account.id.clone(),
        account_label: run.account_label(account).map(str::to_owned),
        answer: verdict.answer.word(),
        at_most: verdict.at_most.word(),
        at_least: verdict.at_least.word(),
        breadth: line.breadth.map(crate::engine::breadth::Breadth::word),
        exposure: line.exposure.map(Exposure::word),
        condition: verdict.condition.as_ref().map(words),
        condition_in_words: verdict.condition.as_ref().map(|formula| {
            wording::condition::in_words(formula, &account.universe, run.style.language)
        }),
        condition_at_most: verdict.condition_at_most.as_ref().map(words),
        witness: verdict
            .witness
            .as_ref()
            .filter(|_| verdict.condition.is_some() || verdict.condition_at_most.is_some())
            .map(|request| witness(request, &account.universe)),
        depends_on,
        relies_on: list(&verdict.relies_on),
        because: line
            .because
            .iter()
            .map(|because| reason(because, run))
            .collect(),
        reach: line
            .reach
            .iter()
            .map(|reach| reached(reach, answers, run))
            .collect(),
        reach_in: line.reach_in.clone(),
        can_obtain: line
            .can_obtain
            .iter()
            .map(|way| obtained::way(way, answers, run))
            .collect(),
        firm: line.firmness.as_ref().map(|firmness| firmness.firm),
        removable_by: obtained::removable(line, run),
        lifts: obtained::lifts(line, run),
        siblings: siblings(account, line, run),
        members: line.members.clone(),
    }
}

/// Another action with the same outcome that the principal has or may have.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Sibling {
    action: &'static str,
    answer: &'static str,
    kind: &'static str,
    reason: &'static str,
}

fn siblings(account: &AccountAnswers, line: &Line, run: &Run<'_>) -> Vec<Sibling> {
    let all = run.siblings.into_iter();
    all.flat_map(|siblings| siblings.of((account.account, line.about)))
        .map(|(beside, answer)| Sibling {
            action: beside.action,
            answer: answer.word(),
            kind: beside.kind,
            reason: beside.reason,
        })
        .collect()
}

fn reason(because: &Because, run: &Run<'_>) -> Reason {
    Reason {
        effect: match because.force {
            Force::Allow => "allow",
            Force::Deny => "deny",
            Force::Gate => "gate",
        },
        policy: because.policy.clone(),
        statement: because.index,
        via: because.via.clone(),
        breadth: because.breadth.map(crate::engine::breadth::Breadth::word),
        at: Place::new(because.at, run.sources),
        attachment: because.attachment.map(|at| Place::new(at, run.sources)),
    }
}

fn reached(reach: &Reach, answers: &Answers, run: &Run<'_>) -> Reached {
    let list = |ids: &[crate::model::doubt::DoubtId]| {
        ids.iter()
            .filter_map(|id| missing(*id, &answers.doubts, run))
            .collect()
    };
    Reached {
        via: reach.via.clone(),
        answer: reach.answer.word(),
        breadth: reach.breadth.map(crate::engine::breadth::Breadth::word),
        exposure: reach.exposure.map(Exposure::word),
        witness: reach
            .witness
            .iter()
            .map(|request| flat(request.clone()))
            .collect(),
        depends_on: list(&reach.depends_on),
        relies_on: list(&reach.relies_on),
    }
}

fn witness(request: &Request, universe: &Universe) -> Witness {
    flat(universe.named(request))
}

pub(super) fn flat(request: BTreeMap<String, Option<Vec<String>>>) -> Witness {
    request
        .into_iter()
        .map(|(name, values)| (name, values.map(|values| values.join(","))))
        .collect()
}
