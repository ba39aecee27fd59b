//! Questions about whole statements, held against the naive evaluator: what is
//! proved holds for every request that can be thought of, and what is not proved
//! has a request that shows it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use ramlint::engine::answers::Settings;
use ramlint::engine::compile::KeyUse;
use ramlint::engine::formula::{Formula, World};
use ramlint::engine::naive::{Decision, Naive, NaiveRequest, Ruling};
use ramlint::engine::question::{Question, Readings, Resources};
use ramlint::engine::solver::Sat;
use ramlint::engine::space::compare::{Compared, Version, compare};
use ramlint::engine::space::{ACTION, RESOURCE, Space, Witness};
use ramlint::model::Model;
use ramlint::model::account::Position;
use ramlint::model::budget::Budget;
use ramlint::model::catalogue::Catalogue;
use ramlint::model::doubt::{Doubt, DoubtId, DoubtKind, Doubts};
use ramlint::model::pattern::{Pattern, covers};

use crate::accounts::{AT, OWN, Spec, Statement, model};
use crate::laws::{Dice, config};
use crate::random::{given, names, statement};

/// Requests tried for each statement, and worlds.
const TRIED: usize = 60;

const ACTIONS: &[&str] = &[
    "kvstore:DestroyInstance",
    "kvstore:DeleteInstance",
    "kvstore:DescribeInstances",
    "kvstore:Nonesuch",
    "ram:CreateRole",
    "sts:AssumeRole",
    "ecs:DeleteDisk",
];

fn resources() -> Vec<Option<String>> {
    let mut found = vec![None, None];
    for arn in [
        format!("acs:kvstore:cn-a:{OWN}:instance/r-1"),
        format!("acs:kvstore:cn-a:{OWN}:instance/r-2"),
        "acs:kvstore::7:x".to_owned(),
        format!("acs:ram:*:{OWN}:role/S"),
        format!("acs:ecs:cn-a:{OWN}:disk/d"),
    ] {
        found.push(Some(arn));
    }
    found
}

/// A reading's discriminator as single questions have it: without the values.
fn coarse(about: &str) -> &str {
    about.split(" {\"").next().unwrap()
}

/// Statements with the formula of each, and the naive evaluator's table of doubts.
struct Held<'m> {
    model: &'m Model,
    space: Space<'m>,
    covers: Vec<Formula>,
    doubts: Doubts,
    keys: Vec<(String, Vec<Option<Vec<String>>>)>,
}

fn spec(policies: Vec<Vec<Statement>>) -> Spec {
    Spec {
        action: "kvstore:DestroyInstance",
        policies,
        attached: Vec::new(),
        members: Vec::new(),
        absent: None,
        levels: Vec::new(),
        position: Position::NotGiven,
        told: false,
        trusts: Vec::new(),
    }
}

fn settings(readings: Readings) -> Settings {
    Settings {
        at: AT,
        readings,
        steps: ramlint::engine::solver::STEPS_PER_QUESTION,
        substitution: None,
        reach: false,
        obtain: false,
    }
}

impl<'m> Held<'m> {
    /// The documents of the first holdings, of which `statements` are all.
    fn new(
        count: usize,
        statements: &[Statement],
        model: &'m Model,
        uses: &'m KeyUse,
        readings: Readings,
    ) -> Self {
        let settings = settings(readings);
        let account = &model.accounts[0];
        let mut space = Space::new(model, Catalogue::embedded(), account, uses, &settings);
        let covers = (0..count)
            .map(|number| {
                let document = model.holdings[number].document;
                let accepted = space.accepted(document);
                let ways: Vec<Formula> = model
                    .pools
                    .statements(document)
                    .map(|(_, statement)| space.statement(statement))
                    .collect();
                Formula::and([accepted, Formula::or(ways)])
            })
            .collect();
        let mut doubts = model.doubts.clone();
        for (_, doubt) in space.doubts().iter() {
            doubts.intern(Doubt {
                about: coarse(&doubt.about).to_owned(),
                ..doubt.clone()
            });
        }
        let keys = names(statements.iter()).into_iter();
        Self {
            model,
            space,
            covers,
            doubts,
            keys: keys.map(|name| (name.clone(), given(&name))).collect(),
        }
    }

    /// Whether statement `number` covers a request, by the rules off the page.
    fn is_covered(
        &self,
        number: usize,
        action: &str,
        request: &NaiveRequest,
        world: &World,
    ) -> bool {
        let ruling = self.ruling(number, action, request, world);
        ruling.granted || ruling.denied
    }

    /// What a document says to a request.
    fn ruling(&self, number: usize, action: &str, request: &NaiveRequest, world: &World) -> Ruling {
        let question = Question {
            action: action.to_owned(),
            catalogued: false,
            resources: match request.resource {
                Some(_) => Resources::Templates(Vec::new()),
                None => Resources::All,
            },
        };
        let account = &self.model.accounts[0];
        let catalogue = Catalogue::embedded();
        let naive = Naive::new(self.model, catalogue, account, &question, &self.doubts);
        naive.holding(number, world, request)
    }

    fn request(&self, dice: &mut Dice) -> NaiveRequest {
        NaiveRequest {
            keys: self
                .keys
                .iter()
                .map(|(name, values)| (name.clone(), dice.pick(values).clone()))
                .collect(),
            resource: dice.pick(&resources()).clone(),
            resource_group: None,
        }
    }

    /// A witness as the naive evaluator takes one; what it leaves open is filled at
    /// random. `None` where it tells values apart that single questions do not.
    fn replayed(
        &self,
        witness: &Witness,
        dice: &mut Dice,
    ) -> Option<(String, NaiveRequest, World)> {
        let mut world = World::new();
        let table: BTreeMap<_, _> = self
            .doubts
            .iter()
            .map(|(id, doubt)| ((doubt.kind, doubt.name.as_str(), doubt.about.as_str()), id))
            .collect();
        for (id, choice) in &witness.world {
            let doubt = self.space.doubts().get(*id).unwrap();
            let id = table[&(doubt.kind, doubt.name.as_str(), coarse(&doubt.about))];
            if world
                .insert(id, *choice)
                .is_some_and(|other| other != *choice)
            {
                return None;
            }
        }
        let value = |name: &str| {
            let values = witness.keys.get(name).cloned().flatten()?;
            values.into_iter().next()
        };
        let mut request = self.request(dice);
        let universe = self.space.universe();
        for (name, values) in &mut request.keys {
            let present = universe.find(name).and_then(|id| universe.key(id));
            if values.is_none() && present.is_some_and(|key| !key.may_be_absent) {
                values.clone_from(given(name).iter().find(|values| values.is_some()).unwrap());
            }
        }
        request.resource = match value(RESOURCE) {
            Some(star) if star == "*" => None,
            None => request.resource,
            arn => arn,
        };
        for (name, values) in &witness.keys {
            if name != ACTION && name != RESOURCE {
                request.keys.insert(name.clone(), values.clone());
            }
        }
        let action = value(ACTION).unwrap_or_else(|| (*dice.pick(ACTIONS)).to_owned());
        Some((action, request, world))
    }
}

pub fn check(
    statements: &[Statement],
    readings: Readings,
    seed: u64,
) -> Result<Counts, TestCaseError> {
    let mut dice = Dice(seed);
    let model = model(&spec(
        statements.iter().map(|one| vec![one.clone()]).collect(),
    ));
    let uses = KeyUse::new(&model);
    let held = Held::new(statements.len(), statements, &model, &uses, readings);
    let mut counts = Counts::default();
    let tried: Vec<(String, NaiveRequest, World)> = (0..TRIED)
        .map(|_| {
            let action = (*dice.pick(ACTIONS)).to_owned();
            (
                action,
                held.request(&mut dice),
                world(&held.doubts, readings, &mut dice),
            )
        })
        .collect();
    let covered: Vec<Vec<bool>> = (0..statements.len())
        .map(|number| {
            let one = |(action, request, world): &(String, NaiveRequest, World)| {
                held.is_covered(number, action, request, world)
            };
            tried.iter().map(one).collect()
        })
        .collect();
    let always = Formula::True;
    for one in 0..statements.len() {
        for other in 0..=statements.len() {
            let (narrow, wide) = (&held.covers[one], held.covers.get(other).unwrap_or(&always));
            let formula = Formula::and([
                narrow.clone(),
                if other == statements.len() {
                    Formula::True
                } else {
                    wide.not()
                },
            ]);
            match held.space.solve(&formula) {
                Sat::OutOfBudget => counts.given_up += 1,
                Sat::None => {
                    counts.proved += 1;
                    for (index, (action, request, world)) in tried.iter().enumerate() {
                        let outside = covered.get(other).is_none_or(|other| !other[index]);
                        prop_assert!(
                            !(covered[one][index] && outside),
                            "{one} in {other}: {action} {request:?} in {world:?}"
                        );
                    }
                }
                Sat::Model(_) => {
                    let witness = held.space.witness(&formula).unwrap();
                    let Some((action, request, world)) = held.replayed(&witness, &mut dice) else {
                        counts.apart += 1;
                        continue;
                    };
                    counts.shown += 1;
                    let outside = other == statements.len()
                        || !held.is_covered(other, &action, &request, &world);
                    prop_assert!(
                        held.is_covered(one, &action, &request, &world) && outside,
                        "{one} not in {other}: {action} {request:?} in {world:?}, of {witness:?}"
                    );
                }
            }
        }
    }
    Ok(counts)
}

/// A world in which a wider pattern does no less than a narrower one.
pub fn world(doubts: &Doubts, readings: Readings, dice: &mut Dice) -> World {
    let mut world: World = doubts
        .iter()
        .map(|(id, doubt)| {
            let settled = doubt.kind == DoubtKind::Reading && readings == Readings::Default;
            let choice = u8::try_from(dice.roll(usize::from(doubt.choices))).unwrap();
            (id, doubt.default.filter(|_| settled).unwrap_or(choice))
        })
        .collect();
    let about_patterns: Vec<(DoubtId, &Doubt)> = doubts
        .iter()
        .filter(|(_, doubt)| {
            matches!(
                doubt.name.as_str(),
                "whole-service-resource" | "resource-scoped-deny" | "action-without-colon"
            )
        })
        .collect();
    for (narrow, inner) in &about_patterns {
        for (wide, outer) in &about_patterns {
            // Letters of either case are one in actions alone.
            let pattern = |doubt: &Doubt| match doubt.name.as_str() {
                "action-without-colon" => Pattern::new(&doubt.about).folded(),
                _ => Pattern::new(&doubt.about),
            };
            let (outer_pattern, inner_pattern) = (pattern(outer), pattern(inner));
            let mut budget = Budget::new(10_000);
            let wider = inner.name == outer.name
                && covers(&outer_pattern, &inner_pattern, &mut budget) == Ok(true);
            if wider && world[narrow] == 1 {
                world.insert(*wide, 1);
            }
        }
    }
    world
}

/// A document after some edits, of which most change nothing that it says.
pub fn edited(statements: &[Statement], dice: &mut Dice) -> Vec<Statement> {
    let mut edited = statements.to_vec();
    for _ in 0..=dice.roll(2) {
        let count = edited.len();
        let number = dice.roll(count);
        let one = edited[number].clone();
        let kind = dice.roll(10);
        if kind == 2 && count > 1 {
            edited.remove(number);
            continue;
        }
        if kind == 0 {
            edited.reverse();
            continue;
        }
        let statement = &mut edited[number];
        match kind {
            1 => edited.push(one),
            3 => statement.actions.extend(one.actions.clone()),
            4 => statement.resources.reverse(),
            5 if one.actions.len() > 1 => drop(statement.actions.remove(dice.roll(2))),
            6 if one.resources.len() > 1 => drop(statement.resources.remove(dice.roll(2))),
            7 if one.actions.len() > 1 && !one.not_action => {
                let rest = statement.actions.split_off(1);
                edited.push(Statement {
                    actions: rest,
                    ..one
                });
            }
            8 => {
                for (_, _, values) in &mut statement.conditions {
                    values.extend(values.clone());
                    values.reverse();
                }
            }
            _ => {
                let first = &mut statement.actions[0];
                if first.starts_with('"') {
                    first.make_ascii_uppercase();
                }
            }
        }
    }
    edited
}

/// Compares a document with an edited one, and both with what the naive evaluator
/// says of them.
pub fn check_versions(
    statements: &[Statement],
    readings: Readings,
    seed: u64,
) -> Result<Versions, TestCaseError> {
    let mut dice = Dice(seed);
    let after = edited(statements, &mut dice);
    let models = [statements, &after].map(|statements| model(&spec(vec![statements.to_vec()])));
    let uses = KeyUse::of_all(&models);
    let everything: Vec<Statement> = statements.iter().chain(&after).cloned().collect();
    let settings = settings(readings);
    let version = |model| Version {
        model,
        account: &models[0].accounts[0],
        document: model.holdings[0].document,
    };
    let compared = compare(
        version(&models[0]),
        version(&models[1]),
        Catalogue::embedded(),
        &uses,
        &settings,
    );
    let held = models
        .each_ref()
        .map(|model| Held::new(1, &everything, model, &uses, readings));
    let mut together = Doubts::default();
    for (_, doubt) in held.iter().flat_map(|held| held.doubts.iter()) {
        together.intern(doubt.clone());
    }
    let worlds = |dice: &mut Dice| {
        let mut world = world(&together, readings, dice);
        // What only its place tells from others is one thing in both versions.
        let mut first: BTreeMap<&str, u8> = BTreeMap::new();
        for (id, doubt) in together.iter().filter(|(_, doubt)| doubt.is_at_a_place()) {
            let choice = *first.entry(&doubt.name).or_insert(world[&id]);
            world.insert(id, choice);
        }
        held.each_ref().map(|held| -> World {
            let mut together = together.clone();
            let doubts = held.doubts.iter();
            doubts
                .map(|(id, doubt)| (id, world[&together.intern(doubt.clone())]))
                .collect()
        })
    };
    let allowed = |ruling: Ruling| ruling.decision == Decision::Allowed;
    match &compared {
        Compared::Unknown => Ok(Versions {
            unknown: 1,
            ..Versions::default()
        }),
        Compared::Same => {
            for _ in 0..TRIED {
                let action = *dice.pick(ACTIONS);
                let worlds = worlds(&mut dice);
                let request = held[0].request(&mut dice);
                let ruled = |side: usize| held[side].ruling(0, action, &request, &worlds[side]);
                let (one, other) = (ruled(0), ruled(1));
                prop_assert!(
                    one.decision == other.decision && one.denied == other.denied,
                    "{one:?} and {other:?}: {action} {request:?} in {worlds:?}"
                );
            }
            Ok(Versions {
                same: 1,
                ..Versions::default()
            })
        }
        Compared::Differs { gained, witness } => {
            for _ in 0..8 {
                let worlds = worlds(&mut dice);
                let Some((action, request, _)) = held[0].replayed(witness, &mut dice) else {
                    continue;
                };
                let ruled = |side: usize| held[side].ruling(0, &action, &request, &worlds[side]);
                let (one, other) = (ruled(0), ruled(1));
                let (less, more) = if *gained { (one, other) } else { (other, one) };
                prop_assert!(
                    (allowed(more) && !allowed(less)) || (less.denied && !more.denied),
                    "{one:?} and {other:?}: {action} {request:?} in {worlds:?}"
                );
            }
            Ok(Versions {
                differ: 1,
                ..Versions::default()
            })
        }
    }
}

/// How comparisons of versions end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Versions {
    same: usize,
    differ: usize,
    unknown: usize,
}

/// How comparisons end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    proved: usize,
    shown: usize,
    apart: usize,
    given_up: usize,
}

impl Counts {
    const fn and(self, other: Self) -> Self {
        Self {
            proved: self.proved + other.proved,
            shown: self.shown + other.shown,
            apart: self.apart + other.apart,
            given_up: self.given_up + other.given_up,
        }
    }
}

fn some_statements(odd: bool) -> impl Strategy<Value = Vec<Statement>> {
    let one = prop_oneof![3 => statement("Allow", odd), 2 => statement("Deny", odd)];
    prop::collection::vec(one, 3)
}

/// Compares statements of some kind, and says how that ended.
fn compared(odd: bool, readings: Readings) -> Counts {
    let mut runner = TestRunner::new(config(40));
    let counts = std::cell::Cell::new(Counts::default());
    let cases = (some_statements(odd), any::<u64>());
    let outcome = runner.run(&cases, |(statements, seed)| {
        let found = check(&statements, readings, seed)?;
        counts.set(counts.get().and(found));
        Ok(())
    });
    outcome.unwrap();
    counts.get()
}

#[test]
fn statements_are_compared_as_requests_are_judged() {
    let counts = compared(false, Readings::Default);
    assert!(counts.proved > 140 && counts.shown > 250, "{counts:?}");
    assert!(counts.given_up < 5, "{counts:?}");
}

#[test]
fn odd_statements_are_too() {
    let counts = compared(true, Readings::Default);
    assert!(counts.proved > 140 && counts.shown > 250, "{counts:?}");
    assert!(counts.given_up < 5, "{counts:?}");
}

#[test]
fn statements_are_compared_when_every_reading_is_open() {
    let counts = compared(true, Readings::Strict);
    assert!(counts.proved > 130 && counts.shown > 250, "{counts:?}");
    assert!(counts.given_up < 25, "{counts:?}");
}

fn compared_versions(odd: bool, readings: Readings) -> Versions {
    let mut runner = TestRunner::new(config(60));
    let counts = std::cell::Cell::new(Versions::default());
    let cases = (some_statements(odd), any::<u64>());
    let outcome = runner.run(&cases, |(statements, seed)| {
        let found = check_versions(&statements, readings, seed)?;
        let all = counts.get();
        counts.set(Versions {
            same: all.same + found.same,
            differ: all.differ + found.differ,
            unknown: all.unknown + found.unknown,
        });
        Ok(())
    });
    outcome.unwrap();
    counts.get()
}

#[test]
fn versions_are_compared_as_requests_are_judged() {
    let counts = compared_versions(false, Readings::Default);
    assert!(counts.same > 20 && counts.differ > 4, "{counts:?}");
}

#[test]
fn odd_versions_are_too() {
    for readings in [Readings::Default, Readings::Strict] {
        let counts = compared_versions(true, readings);
        assert!(counts.same > 20 && counts.differ > 4, "{counts:?}");
    }
}
