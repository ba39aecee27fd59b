//! Laws over random accounts: the solver and the naive evaluator never
//! contradict each other, and changes that can only take or only give access do
//! only that. Seeds and numbers of cases are fixed.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRunner};
use ramlint::engine::answers::{About, Answers};
use ramlint::engine::formula::World;
use ramlint::engine::naive::{NaiveRequest, RESOURCE, RESOURCE_GROUP};
use ramlint::engine::question::{Readings, Resources};
use ramlint::engine::verdict::Answer;
use ramlint::model::account::{PrincipalId, PrincipalKind};
use ramlint::model::doubt::DoubtKind;

use crate::accounts::{Levelled, OWN, Spec, Statement, answers, model};
use crate::enumeration::{Choices, agrees, all, found, is_allowed, naive_of, rulings, size};
use crate::random::{account, given, names, on_one_key, statement};

/// More requests than this are not gone through one by one.
const MOST_REQUESTS: usize = 400;

pub fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_261_122),
        max_shrink_iters: 400,
        ..Config::default()
    }
}

/// A small generator for choices inside one case.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.roll(items.len())]
    }
}

fn all_statements(spec: &Spec) -> impl Iterator<Item = &Statement> {
    let levels = spec.levels.iter().flat_map(|(level, _)| match level {
        Levelled::Known(statements) => statements.as_slice(),
        Levelled::Full | Levelled::Absent => &[],
    });
    spec.policies
        .iter()
        .chain(&spec.trusts)
        .flatten()
        .chain(levels)
}

/// What requests for the action can look like, key by key.
pub struct Space {
    keys: Vec<(String, Vec<Option<Vec<String>>>)>,
    resources: Vec<Option<String>>,
    groups: Vec<Option<String>>,
}

impl Space {
    pub fn new(spec: &Spec, resources: &Resources) -> Self {
        let arn = |region: &str, rest: &str| Some(format!("acs:kvstore:{region}:{OWN}:{rest}"));
        let role = |name: &str| Some(format!("acs:ram:*:{OWN}:role/{name}"));
        let named = match resources {
            Resources::All | Resources::Fixed(_) => vec![None],
            Resources::Templates(_) if spec.action.starts_with("ram:") => {
                vec![role("S"), role("x")]
            }
            Resources::Templates(_) => vec![
                arn("cn-a", "instance/r-1"),
                arn("cn-a", "instance/r-2"),
                arn("", "instance/r-1"),
                arn("", "instance/r-2"),
            ],
            Resources::Unknown => vec![
                arn("cn-a", "instance/r-1"),
                arn("cn-a", "instance/r-2"),
                arn("cn-a", "x"),
                arn("cn-a", ""),
                arn("", "instance/r-1"),
                arn("", "instance/r-2"),
                arn("", "x"),
                arn("", ""),
            ],
        };
        let scoped = spec
            .attached
            .iter()
            .any(|attached| attached.group.is_some());
        let groups = if scoped && named.len() > 1 {
            vec![Some("rg-1".to_owned()), Some("rg-2".to_owned())]
        } else {
            vec![None]
        };
        Self {
            keys: names(all_statements(spec))
                .into_iter()
                .map(|name| {
                    let values = given(&name);
                    (name, values)
                })
                .collect(),
            resources: named,
            groups,
        }
    }

    pub fn choices(&self) -> Choices {
        let one = |values: &[Option<String>]| -> Vec<Option<Vec<String>>> {
            values
                .iter()
                .map(|value| value.clone().map(|value| vec![value]))
                .collect()
        };
        let mut choices = self.keys.clone();
        choices.push((RESOURCE.to_owned(), one(&self.resources)));
        choices.push((RESOURCE_GROUP.to_owned(), one(&self.groups)));
        choices
    }

    pub fn random(&self, dice: &mut Dice) -> NaiveRequest {
        NaiveRequest {
            keys: self
                .keys
                .iter()
                .map(|(name, values)| (name.clone(), dice.pick(values).clone()))
                .collect(),
            resource: dice.pick(&self.resources).clone(),
            resource_group: dice.pick(&self.groups).clone(),
        }
    }

    /// A request of a witness: what it leaves open is filled at random.
    pub fn filled(
        &self,
        witness: BTreeMap<String, Option<Vec<String>>>,
        dice: &mut Dice,
    ) -> NaiveRequest {
        let mut request = self.random(dice);
        let witness = NaiveRequest::from_witness(witness);
        request.keys.extend(witness.keys);
        request.resource = witness.resource.or(request.resource);
        request.resource_group = witness.resource_group.or(request.resource_group);
        request
    }
}

/// All variables at random; readings with a default only where asked for.
pub fn random_world(answers: &Answers, readings: Readings, dice: &mut Dice) -> World {
    answers
        .doubts
        .iter()
        .map(|(id, doubt)| {
            let settled = doubt.kind == DoubtKind::Reading && readings == Readings::Default;
            let choice = u8::try_from(dice.roll(usize::from(doubt.choices))).unwrap();
            (id, doubt.default.filter(|_| settled).unwrap_or(choice))
        })
        .collect()
}

/// A world of the verdict, with every variable that it leaves open at random.
fn completed(world: &World, answers: &Answers, readings: Readings, dice: &mut Dice) -> World {
    let mut whole = random_world(answers, readings, dice);
    whole.extend(world.iter().map(|(id, choice)| (*id, *choice)));
    whole
}

/// The key that holds the caller's ARN.
const CALLER: &str = "acs:PrincipalARN";

/// The same request by a session of Cloud SSO, which has a role of a known form.
pub fn as_session(request: &NaiveRequest) -> NaiveRequest {
    let mut request = request.clone();
    if let Some(values) = request.keys.get_mut(CALLER) {
        *values = Some(vec![format!("acs:ram::{OWN}:role/aliyunreservedsso-m")]);
    }
    request
}

/// Holds one account's answers against the naive evaluator.
pub fn agree(spec: &Spec, readings: Readings, seed: u64) -> Result<(), TestCaseError> {
    let mut dice = Dice(seed);
    let model = model(spec);
    let answers = answers(&model, spec.action, readings, false);
    let naive = naive_of(&model, 0, &answers);
    let space = Space::new(spec, &answers.question.resources);
    let choices = space.choices();
    let every = (size(&choices) <= MOST_REQUESTS).then(|| all(&choices));
    let sampled: Vec<(World, NaiveRequest)> = (0..30)
        .map(|_| {
            let world = random_world(&answers, readings, &mut dice);
            (world, space.random(&mut dice))
        })
        .collect();
    for (account, line) in answers.lines() {
        let verdict = &line.verdict;
        let sso = matches!(line.about, About::Principal(PrincipalKind::SsoUser, _));
        for (world, request) in &sampled {
            let request = &if sso {
                as_session(request)
            } else {
                request.clone()
            };
            let allowed = is_allowed(&rulings(&naive, line.about, world, request));
            prop_assert!(
                allowed || verdict.at_least != Answer::Allowed,
                "{} is always allowed, but not {request:?} in {world:?}",
                line.id
            );
            prop_assert!(
                !allowed || verdict.at_most.gives_access(),
                "{} is never allowed, but {request:?} is in {world:?}",
                line.id
            );
        }
        if let Some(witness) = &verdict.witness
            && !verdict.worlds.is_empty()
        {
            let witness = &account.universe.named(witness);
            for _ in 0..4 {
                let world = completed(&verdict.witness_world, &answers, readings, &mut dice);
                let mut request = space.filled(witness.clone(), &mut dice);
                if sso && !witness.contains_key(CALLER) {
                    request = as_session(&request);
                }
                let rulings = rulings(&naive, line.about, &world, &request);
                prop_assert!(
                    is_allowed(&rulings),
                    "{}: the witness {witness:?} is {rulings:?} in {world:?}",
                    line.id
                );
            }
        }
        let searched = !sso && !verdict.over_budget && !verdict.worlds.is_empty();
        if let Some(requests) = every.as_ref().filter(|_| searched) {
            let worlds = verdict
                .worlds
                .iter()
                .map(|world| completed(world, &answers, readings, &mut dice));
            let found = found(&naive, line.about, worlds, requests);
            prop_assert!(
                agrees(verdict, &found),
                "{}: {:?}, by enumeration {found:?}",
                line.id,
                (verdict.answer, verdict.at_most, verdict.at_least)
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn the_solver_and_the_naive_evaluator_agree(spec in account(false, false), seed: u64) {
        agree(&spec, Readings::Default, seed)?;
    }

    #[test]
    fn they_agree_where_tests_of_one_key_meet(spec in on_one_key(), seed: u64) {
        agree(&spec, Readings::Strict, seed)?;
    }

    #[test]
    fn they_agree_on_odd_documents(spec in account(true, false), seed: u64) {
        agree(&spec, Readings::Default, seed)?;
    }

    #[test]
    fn they_agree_when_every_reading_is_open(spec in account(true, false), seed: u64) {
        agree(&spec, Readings::Strict, seed)?;
    }
}

/// How much access a bound is; bounds are never UNKNOWN.
fn access(answer: Answer) -> u8 {
    match answer {
        Answer::NotGranted | Answer::Denied | Answer::Unknown => 0,
        Answer::AllowedIf => 1,
        Answer::Allowed => 2,
    }
}

/// The bounds on access by line, where they were found by going through the
/// worlds; the polarity bound may be wider than the truth.
fn bounds(spec: &Spec) -> BTreeMap<String, (u8, u8)> {
    let model = model(spec);
    let answers = answers(&model, spec.action, Readings::Default, false);
    answers
        .lines()
        .filter(|(_, line)| !line.verdict.worlds.is_empty())
        .map(|(_, line)| {
            let verdict = &line.verdict;
            (
                line.id.clone(),
                (access(verdict.at_most), access(verdict.at_least)),
            )
        })
        .collect()
}

/// Both bounds of every line moved one way at most.
fn moved(before: &Spec, after: &Spec, may_rise: bool) -> Result<(), TestCaseError> {
    let (old, new) = (bounds(before), bounds(after));
    for (id, (most, least)) in &old {
        let Some((new_most, new_least)) = new.get(id) else {
            continue;
        };
        let (low, high) = if may_rise {
            ((most, least), (new_most, new_least))
        } else {
            ((new_most, new_least), (most, least))
        };
        prop_assert!(
            low.0 <= high.0 && low.1 <= high.1,
            "{id}: at most {most} and at least {least} became {new_most} and {new_least}\n{after:?}"
        );
    }
    Ok(())
}

fn with_statement(spec: &Spec, statement: &Statement, at: prop::sample::Index) -> Spec {
    let mut spec = spec.clone();
    let policy = at.index(spec.policies.len());
    spec.policies[policy].push(statement.clone());
    spec
}

/// Narrower patterns before wider ones.
const WIDER: &[(&str, &str)] = &[
    ("\"kvstore:DestroyInstance\"", "\"kvstore:De*\""),
    ("\"kvstore:De*\"", "\"kvstore:*\""),
    ("\"kvstore:Describe*\"", "\"kvstore:De*\""),
    ("\"ram:CreateRole\"", "\"ram:*\""),
    ("\"kvstore:*\"", "\"*\""),
    ("\"ram:*\"", "\"*\""),
    ("\"acs:kvstore:*:*:instance/r-1\"", "\"acs:kvstore:*:*:*\""),
    ("\"acs:kvstore:*:*:*\"", "\"acs:*\""),
    ("\"acs:ecs:*:*:*\"", "\"acs:*\""),
    ("\"acs:*\"", "\"*\""),
];

/// The account with some patterns of its Allow statements widened. A pattern
/// that is in doubt is its own variable (D10), so one that occurs elsewhere is
/// left alone.
fn widened(spec: &Spec) -> Spec {
    let mut wide = spec.clone();
    for (narrow, wider) in WIDER {
        let text = (*wider).to_owned();
        let doubtful = wider.contains("acs:");
        let elsewhere = all_statements(&wide).any(|other| other.resources.contains(&text));
        if doubtful && elsewhere {
            continue;
        }
        let allows = wide
            .policies
            .iter_mut()
            .flatten()
            .filter(|statement| statement.effect == "\"Allow\"");
        for statement in allows {
            let actions = statement
                .actions
                .iter_mut()
                .filter(|_| !statement.not_action);
            let resources = statement
                .resources
                .iter_mut()
                .filter(|_| !statement.not_resource);
            for element in actions.chain(resources).filter(|element| element == narrow) {
                element.clone_from(&text);
            }
        }
        break;
    }
    wide
}

/// The account with everything in another order and actions in upper case.
pub fn rearranged(spec: &Spec) -> Spec {
    let mut other = spec.clone();
    other.attached.reverse();
    other.members.reverse();
    for statements in &mut other.policies {
        statements.reverse();
        for statement in statements {
            statement.actions.reverse();
            statement.resources.reverse();
            for action in &mut statement.actions {
                if action.starts_with('"') {
                    action.make_ascii_uppercase();
                }
            }
            for (_, _, values) in &mut statement.conditions {
                values.reverse();
            }
        }
    }
    other
}

/// What a line says, without places.
fn said(spec: &Spec) -> Vec<String> {
    let model = model(spec);
    let answers = answers(&model, spec.action, Readings::Default, false);
    answers
        .lines()
        .map(|(_, line)| {
            let verdict = &line.verdict;
            let mut hangs_on: Vec<&str> = verdict
                .depends_on
                .iter()
                .map(|id| answers.doubts.get(*id).unwrap().name.as_str())
                .collect();
            hangs_on.sort_unstable();
            format!(
                "{}: {:?} {:?} {:?} {:?} {hangs_on:?}",
                line.id, verdict.answer, verdict.at_most, verdict.at_least, line.breadth
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn another_deny_never_adds_access(
        spec in account(true, false),
        deny in statement("Deny", false),
        at: prop::sample::Index,
    ) {
        moved(&spec, &with_statement(&spec, &deny, at), false)?;
    }

    #[test]
    fn another_allow_never_takes_access(
        spec in account(true, false),
        allow in statement("Allow", false),
        at: prop::sample::Index,
    ) {
        moved(&spec, &with_statement(&spec, &allow, at), true)?;
    }

    #[test]
    fn a_wider_pattern_never_yields_a_smaller_answer(spec in account(false, false)) {
        moved(&spec, &widened(&spec), true)?;
    }

    #[test]
    fn order_and_the_case_of_actions_never_matter(spec in account(true, false)) {
        prop_assert_eq!(said(&spec), said(&rearranged(&spec)));
    }

    #[test]
    fn paths_to_roles_are_paths(spec in account(false, true), seed: u64) {
        paths(&spec, seed)?;
    }
}

/// The requests with one time for those whose witness names none: that of the
/// nearest before (or after) which does.
pub fn in_time(
    witness: &[BTreeMap<String, Option<Vec<String>>>],
    mut requests: Vec<NaiveRequest>,
    forward: bool,
) -> Vec<NaiveRequest> {
    const TIME: &str = "acs:CurrentTime";
    let named: Vec<_> = witness.iter().map(|keys| keys.get(TIME).cloned()).collect();
    for (number, request) in requests.iter_mut().enumerate() {
        let before = named.iter().take(number + 1).rev().flatten().next();
        let after = named.iter().skip(number).flatten().next();
        let nearest = if forward {
            before.or(after)
        } else {
            after.or(before)
        };
        let at = || Some(vec!["2026-11-22T00:00:00Z".to_owned()]);
        let time = nearest.cloned().unwrap_or_else(at);
        request.keys.insert(TIME.to_owned(), time);
    }
    requests
}

/// Every path's witness is a path, and what is no path is none in any world.
fn paths(spec: &Spec, seed: u64) -> Result<(), TestCaseError> {
    let mut dice = Dice(seed);
    let model = model(spec);
    let answers = answers(&model, spec.action, Readings::Default, true);
    let naive = naive_of(&model, 0, &answers);
    let space = Space::new(spec, &answers.question.resources);
    let account = &model.accounts[0];
    let role_of = |id: &str| {
        let mut roles = account.principals();
        roles
            .find(|(_, role)| format!("role/{}", role.name) == *id)
            .map(|(id, _)| id)
    };
    for (_, line) in answers.lines() {
        let About::Principal(_, caller) = line.about else {
            continue;
        };
        for reach in &line.reach {
            let Some(witness_world) = &reach.witness_world else {
                continue;
            };
            let roles: Vec<PrincipalId> = reach.via.iter().filter_map(|id| role_of(id)).collect();
            for _ in 0..4 {
                let world = completed(witness_world, &answers, Readings::Default, &mut dice);
                let requests: Vec<NaiveRequest> = reach
                    .witness
                    .iter()
                    .map(|witness| space.filled(witness.clone(), &mut dice))
                    .collect();
                let in_order = |forward| in_time(&reach.witness, requests.clone(), forward);
                prop_assert!(
                    [true, false].into_iter().any(|forward| {
                        naive.reaches(caller, &roles, &world, &in_order(forward))
                    }),
                    "{} via {:?}: {requests:?} in {world:?}",
                    line.id,
                    reach.via
                );
            }
        }
        for role in [PrincipalId(3), PrincipalId(4)] {
            let id = format!("role/{}", account.principal(role).unwrap().name);
            let listed = line.reach.iter().any(|reach| reach.via.last() == Some(&id));
            if listed || role == caller {
                continue;
            }
            for _ in 0..20 {
                let world = random_world(&answers, Readings::Default, &mut dice);
                let requests = [space.random(&mut dice), space.random(&mut dice)];
                prop_assert!(
                    !naive.reaches(caller, &[role], &world, &requests),
                    "{} is not said to reach {id}, but does by {requests:?} in {world:?}",
                    line.id
                );
            }
        }
    }
    Ok(())
}

#[test]
fn random_accounts_meet_every_answer() {
    let mut runner = TestRunner::new(config(1));
    let strategy = account(true, true);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..200 {
        let spec = strategy.new_tree(&mut runner).unwrap().current();
        let model = model(&spec);
        let answers = answers(&model, spec.action, Readings::Default, true);
        for (_, line) in answers.lines() {
            *counts
                .entry(line.verdict.answer.word().to_owned())
                .or_default() += 1;
            let bound = line.verdict.worlds.is_empty();
            *counts.entry(format!("bound: {bound}")).or_default() += 1;
            for reach in &line.reach {
                *counts
                    .entry(format!("reach: {}", reach.answer.word()))
                    .or_default() += 1;
            }
        }
    }
    for (answer, least) in [
        ("allowed", 50),
        ("allowed_if", 50),
        ("denied", 50),
        ("not_granted", 50),
        ("unknown", 50),
        ("bound: true", 5),
        ("reach: allowed", 5),
        ("reach: allowed_if", 5),
        ("reach: unknown", 5),
    ] {
        let found = counts.get(answer).copied().unwrap_or(0);
        assert!(found >= least, "{answer}: {found} of {counts:?}");
    }
}
