//! Answers found by going through requests one by one with the naive evaluator.

use std::collections::{BTreeMap, BTreeSet};

use ramlint::engine::answers::{About, Answers};
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Decision, Naive, NaiveRequest, Ruling};
use ramlint::engine::verdict::{Answer, Verdict};
use ramlint::model::Model;
use ramlint::model::account::PrincipalKind;
use ramlint::model::catalogue::Catalogue;

/// For each name of a witness what requests can carry under it.
pub type Choices = Vec<(String, Vec<Option<Vec<String>>>)>;

/// How many requests the choices make.
pub fn size(choices: &Choices) -> usize {
    choices
        .iter()
        .map(|(_, values)| values.len())
        .fold(1, usize::saturating_mul)
}

/// Every request that the choices make.
pub fn all(choices: &Choices) -> Vec<NaiveRequest> {
    let mut found = vec![BTreeMap::new()];
    for (name, values) in choices {
        found = found
            .iter()
            .flat_map(|request| {
                values.iter().map(|value| {
                    let mut request = request.clone();
                    request.insert(name.clone(), value.clone());
                    request
                })
            })
            .collect();
    }
    found.into_iter().map(NaiveRequest::from_witness).collect()
}

/// The naive evaluator for one account of the model.
pub fn naive_of<'a>(model: &'a Model, account: usize, answers: &'a Answers) -> Naive<'a> {
    Naive::new(
        model,
        Catalogue::embedded(),
        &model.accounts[account],
        &answers.question,
        &answers.doubts,
    )
}

/// What RAM says to a request: once for each session of a Cloud SSO identity,
/// once for everyone else.
pub fn rulings(
    naive: &Naive<'_>,
    about: About,
    world: &World,
    request: &NaiveRequest,
) -> Vec<Ruling> {
    match about {
        About::Principal(PrincipalKind::SsoUser | PrincipalKind::SsoGroup, id) => {
            naive.sessions(id, world, request)
        }
        About::Principal(_, id) => vec![naive.principal(id, world, request)],
        About::Holding(number) => vec![naive.holding(number, world, request)],
    }
}

/// Whether one of them is a yes.
pub fn is_allowed(rulings: &[Ruling]) -> bool {
    rulings
        .iter()
        .any(|ruling| ruling.decision == Decision::Allowed)
}

/// The answer in one world, by going through the requests.
fn answer_of(rulings: &[Ruling]) -> Answer {
    let allowed = rulings
        .iter()
        .filter(|ruling| ruling.decision == Decision::Allowed)
        .count();
    if allowed == rulings.len() {
        Answer::Allowed
    } else if allowed > 0 {
        Answer::AllowedIf
    } else if rulings.iter().any(|ruling| ruling.granted)
        || rulings.iter().all(|ruling| ruling.denied)
    {
        Answer::Denied
    } else {
        Answer::NotGranted
    }
}

/// The answer across worlds (D11): itself, the most and the least.
fn combined(found: &BTreeSet<Answer>) -> (Answer, Answer, Answer) {
    let (least, most) = (*found.first().unwrap(), *found.last().unwrap());
    if found.len() == 1 {
        (most, most, most)
    } else if most.gives_access() {
        (Answer::Unknown, most, least)
    } else {
        (Answer::NotGranted, Answer::NotGranted, Answer::NotGranted)
    }
}

/// The answers that the requests get in some worlds: one set for each session of
/// a Cloud SSO identity, one for everyone else.
pub fn found(
    naive: &Naive<'_>,
    about: About,
    worlds: impl Iterator<Item = World>,
    requests: &[NaiveRequest],
) -> Vec<BTreeSet<Answer>> {
    let mut found = Vec::new();
    for world in worlds {
        let by_request: Vec<Vec<Ruling>> = requests
            .iter()
            .map(|request| rulings(naive, about, &world, request))
            .collect();
        found.resize(by_request.first().map_or(0, Vec::len), BTreeSet::new());
        for (session, answers) in found.iter_mut().enumerate() {
            let rulings: Vec<Ruling> = by_request.iter().map(|all| all[session]).collect();
            answers.insert(answer_of(&rulings));
        }
    }
    found
}

/// Whether a verdict is what was found in all of its worlds. Of several sessions
/// it is the answer of one, and none has more access; what another session hangs
/// on may vary beyond these worlds, so its own answer is not known here.
pub fn agrees(verdict: &Verdict, found: &[BTreeSet<Answer>]) -> bool {
    let said = (verdict.answer, verdict.at_most, verdict.at_least);
    let sessions: Vec<_> = found.iter().map(combined).collect();
    if sessions.is_empty() {
        return said.0 == Answer::NotGranted;
    }
    let more = |most: Answer| most.gives_access() && most > verdict.at_most;
    sessions.contains(&said) && !sessions.iter().any(|(_, most, _)| more(*most))
}
