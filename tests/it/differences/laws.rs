//! Random accounts and random edits: what the comparison says is gained is exactly
//! what some request shows that the naive evaluator denies before and allows after.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use ramlint::engine::answers::{self, About, Answers, Line, Settings};
use ramlint::engine::difference::{Compared, Entry, Kind, compare};
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Naive, NaiveRequest};
use ramlint::engine::question::Readings;
use ramlint::model::Model;
use ramlint::model::account::{Position, PrincipalId};
use ramlint::model::catalogue::Catalogue;
use ramlint::model::doubt::{Doubt, DoubtId, DoubtKind, Doubts};

use crate::accounts::{AT, Spec, Statement, model};
use crate::differences::has_place;
use crate::enumeration::{all, is_allowed, naive_of, rulings, size};
use crate::laws::{Dice, Space, as_session, config, in_time, rearranged};
use crate::random::{account, statement};

/// More requests than this are not gone through one by one.
const MOST_REQUESTS: usize = 600;

/// More worlds likewise.
const MOST_WORLDS: usize = 64;

/// One edit of an account.
#[derive(Clone, Debug)]
enum Edit {
    Add(prop::sample::Index, Statement),
    Remove(prop::sample::Index, prop::sample::Index),
    DropCondition(prop::sample::Index, prop::sample::Index),
    Condition(prop::sample::Index, prop::sample::Index, Statement),
    Action(prop::sample::Index, prop::sample::Index, Statement),
    Effect(prop::sample::Index, prop::sample::Index),
    Detach(prop::sample::Index),
    Attach(usize, usize),
    Leave(prop::sample::Index),
    Join(usize),
    Loosen(prop::sample::Index),
    Move,
    Trust(Vec<Statement>),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<prop::sample::Index>;
    let any_statement = || prop_oneof![statement("\"Allow\"", false), statement("\"Deny\"", false)];
    prop_oneof![
        3 => (at(), any_statement()).prop_map(|(a, b)| Edit::Add(a, b)),
        3 => (at(), at()).prop_map(|(a, b)| Edit::Remove(a, b)),
        3 => (at(), at()).prop_map(|(a, b)| Edit::DropCondition(a, b)),
        3 => (at(), at(), any_statement()).prop_map(|(a, b, c)| Edit::Condition(a, b, c)),
        2 => (at(), at(), any_statement()).prop_map(|(a, b, c)| Edit::Action(a, b, c)),
        1 => (at(), at()).prop_map(|(a, b)| Edit::Effect(a, b)),
        2 => at().prop_map(Edit::Detach),
        2 => (0..3_usize, 0..5_usize).prop_map(|(a, b)| Edit::Attach(a, b)),
        1 => at().prop_map(Edit::Leave),
        2 => (0..2_usize).prop_map(Edit::Join),
        1 => at().prop_map(Edit::Loosen),
        1 => Just(Edit::Move),
    ]
}

/// The statement that two indexes choose.
fn chosen<'s>(
    spec: &'s mut Spec,
    policy: &prop::sample::Index,
    number: &prop::sample::Index,
) -> Option<(usize, usize, &'s mut Statement)> {
    let policy = policy.index(spec.policies.len());
    let statements = &mut spec.policies[policy];
    if statements.is_empty() {
        return None;
    }
    let number = number.index(statements.len());
    Some((policy, number, &mut statements[number]))
}

fn edited(spec: &Spec, edits: &[Edit]) -> Spec {
    let mut spec = spec.clone();
    for edit in edits {
        match edit {
            Edit::Add(policy, statement) => {
                let policy = policy.index(spec.policies.len());
                spec.policies[policy].insert(0, statement.clone());
            }
            Edit::Remove(policy, number) => {
                if let Some((policy, number, _)) = chosen(&mut spec, policy, number) {
                    spec.policies[policy].remove(number);
                }
            }
            Edit::DropCondition(policy, number) => {
                if let Some((_, _, found)) = chosen(&mut spec, policy, number) {
                    found.conditions.pop();
                }
            }
            Edit::Condition(policy, number, other) => {
                if let Some((_, _, found)) = chosen(&mut spec, policy, number) {
                    found.conditions.clone_from(&other.conditions);
                }
            }
            Edit::Action(policy, number, other) => {
                if let Some((_, _, found)) = chosen(&mut spec, policy, number) {
                    found.actions.clone_from(&other.actions);
                    found.not_action = other.not_action;
                }
            }
            Edit::Effect(policy, number) => {
                if let Some((_, _, found)) = chosen(&mut spec, policy, number) {
                    found.effect = if found.effect == "\"Allow\"" {
                        "\"Deny\"".to_owned()
                    } else {
                        "\"Allow\"".to_owned()
                    };
                }
            }
            Edit::Detach(number) => {
                if !spec.attached.is_empty() {
                    let number = number.index(spec.attached.len());
                    spec.attached.remove(number);
                }
            }
            Edit::Attach(policy, holder) => {
                spec.attached.push(crate::accounts::Attached {
                    policy: policy % spec.policies.len(),
                    holder: *holder,
                    group: None,
                    doubtful: false,
                });
            }
            Edit::Leave(number) => {
                if !spec.members.is_empty() {
                    let number = number.index(spec.members.len());
                    spec.members.remove(number);
                }
            }
            Edit::Join(user) => spec.members.push((*user, false)),
            Edit::Loosen(number) => {
                if !spec.levels.is_empty() {
                    let number = number.index(spec.levels.len());
                    spec.levels.remove(number);
                }
            }
            Edit::Move => {
                spec.position = match spec.position {
                    Position::Member { .. } => Position::Standalone,
                    _ => Position::Member {
                        path: Some(vec!["r-1".to_owned(), "fd-1".to_owned()]),
                    },
                };
            }
            Edit::Trust(statements) => spec.trusts.clone_from(&vec![statements.clone(); 2]),
        }
    }
    spec
}

fn compared(before: &Model, after: &Model, action: &str, reach: bool) -> Compared {
    let catalogue = Catalogue::embedded();
    let settings = Settings {
        at: AT,
        readings: Readings::Default,
        steps: ramlint::engine::solver::STEPS_PER_QUESTION,
        substitution: None,
        reach,
        obtain: false,
    };
    let question = answers::question(action, catalogue);
    compare(before, after, &[question], catalogue, &settings)
}

/// Everything that both accounts say, for the keys that requests may carry.
fn both(one: &Spec, other: &Spec) -> Spec {
    let mut spec = one.clone();
    spec.policies.extend(other.policies.iter().cloned());
    spec.trusts.extend(other.trusts.iter().cloned());
    spec.levels.extend(other.levels.iter().cloned());
    spec.attached.extend(other.attached.iter().cloned());
    spec
}

/// For the variables of a table those of the joint one; `None` where one is told
/// from others by its place alone.
fn joint(table: &Doubts, all: &Doubts) -> Option<BTreeMap<DoubtId, DoubtId>> {
    let key = |doubt: &Doubt| (doubt.kind, doubt.name.clone(), doubt.about.clone());
    let index: BTreeMap<_, DoubtId> = all.iter().map(|(id, doubt)| (key(doubt), id)).collect();
    table
        .iter()
        .map(|(id, doubt)| (!doubt.is_at_a_place()).then_some((id, *index.get(&key(doubt))?)))
        .collect()
}

/// One side and the evaluator beside it.
struct Side<'a> {
    naive: Naive<'a>,
    answers: &'a Answers,
    numbers: BTreeMap<DoubtId, DoubtId>,
}

impl Side<'_> {
    fn world(&self, shared: &World) -> World {
        let numbers = self.numbers.iter();
        numbers
            .filter_map(|(own, joint)| Some((*own, *shared.get(joint)?)))
            .collect()
    }

    fn line(&self, id: &str) -> Option<&Line> {
        let mut lines = self.answers.lines().map(|(_, line)| line);
        lines.find(|line| line.id == id)
    }

    fn allows(&self, id: &str, shared: &World, request: &NaiveRequest) -> bool {
        let Some(line) = self.line(id) else {
            return false;
        };
        let world = self.world(shared);
        is_allowed(&rulings(&self.naive, line.about, &world, request))
    }
}

/// Both sides; `None` where a variable is told from others by its place alone.
fn sides<'a>(
    models: (&'a Model, &'a Model),
    compared: &'a Compared,
) -> Option<(Side<'a>, Side<'a>)> {
    let side = |model: &'a Model, answers: &'a [Answers]| {
        let answers = &answers[0];
        Some(Side {
            naive: naive_of(model, 0, answers),
            answers,
            numbers: joint(&answers.doubts, &compared.difference.doubts)?,
        })
    };
    Some((
        side(models.0, &compared.before)?,
        side(models.1, &compared.after)?,
    ))
}

/// Every world of the shared variables; `None` where there are too many.
fn worlds(doubts: &Doubts) -> Option<Vec<World>> {
    let mut found = vec![World::new()];
    for (id, doubt) in doubts.iter() {
        let settled = doubt.default.filter(|_| doubt.kind == DoubtKind::Reading);
        let choices: Vec<u8> =
            settled.map_or_else(|| (0..doubt.choices).collect(), |one| vec![one]);
        found = found
            .iter()
            .flat_map(|world| {
                choices.iter().map(|choice| {
                    let mut world = world.clone();
                    world.insert(id, *choice);
                    world
                })
            })
            .collect();
        if found.len() > MOST_WORLDS {
            return None;
        }
    }
    Some(found)
}

/// What was met over all cases.
#[derive(Debug, Default)]
struct Tally {
    enumerated: usize,
    gained: usize,
    refused: usize,
    witnesses: usize,
}

fn exact(before: &Spec, after: &Spec, seed: u64, tally: &mut Tally) -> Result<(), TestCaseError> {
    let (old, new) = (model(before), model(after));
    let compared = compared(&old, &new, before.action, false);
    let difference = &compared.difference;
    let Some((was, is)) = sides((&old, &new), &compared) else {
        return Ok(());
    };
    let space = Space::new(&both(before, after), &compared.after[0].question.resources);
    let choices = space.choices();
    let every = (size(&choices) <= MOST_REQUESTS).then(|| all(&choices));
    let worlds = worlds(&difference.doubts);
    let mut dice = Dice(seed);
    for (entries, has, lacks) in [
        (&difference.gained, &is, &was),
        (&difference.lost, &was, &is),
    ] {
        let mut told: BTreeSet<String> = BTreeSet::new();
        for entry in entries.iter().filter(|entry| entry.kind == Kind::Direct) {
            told.insert(entry.principal.clone());
            prop_assert!(has_place(entry, difference), "{entry:?} has no cause");
            witnessed(entry, (has, lacks), (&space, &difference.doubts), &mut dice)?;
            tally.witnesses += 1;
        }
        let (Some(every), Some(worlds)) = (&every, &worlds) else {
            continue;
        };
        tally.enumerated += 1;
        for (_, line) in has.answers.lines() {
            let session = line.id.starts_with("sso-");
            let shows = |world: &World, request: &NaiveRequest| {
                let own = session.then(|| as_session(request));
                let request = own.as_ref().unwrap_or(request);
                has.allows(&line.id, world, request) && !lacks.allows(&line.id, world, request)
            };
            let shown = worlds
                .iter()
                .flat_map(|world| every.iter().map(move |request| (world, request)))
                .find(|(world, request)| shows(world, request));
            let is_told = told.contains(&line.id);
            match shown {
                Some((world, request)) => {
                    tally.gained += 1;
                    prop_assert!(
                        is_told || is_shadowed(line),
                        "{} differs by {request:?} in {world:?} and is not told",
                        line.id
                    );
                }
                None => {
                    tally.refused += 1;
                    prop_assert!(!is_told, "{} is told and no request shows it", line.id);
                }
            }
        }
    }
    Ok(())
}

/// A document that principals hold is not told of once more.
fn is_shadowed(line: &Line) -> bool {
    line.held && matches!(line.about, About::Holding(_))
}

/// Holds the witness of an entry against the evaluators.
fn witnessed(
    entry: &Entry,
    (has, lacks): (&Side<'_>, &Side<'_>),
    (space, doubts): (&Space, &Doubts),
    dice: &mut Dice,
) -> Result<(), TestCaseError> {
    for _ in 0..4 {
        let mut world: World = doubts
            .iter()
            .map(|(id, doubt)| {
                let settled = doubt.default.filter(|_| doubt.kind == DoubtKind::Reading);
                let choice = u8::try_from(dice.roll(usize::from(doubt.choices))).unwrap();
                (id, settled.unwrap_or(choice))
            })
            .collect();
        world.extend(entry.world.iter().map(|(id, choice)| (*id, *choice)));
        let request = space.filled(entry.witness[0].clone(), dice);
        prop_assert!(
            has.allows(&entry.principal, &world, &request),
            "{} is not allowed {request:?} in {world:?}: {entry:?}",
            entry.principal
        );
        prop_assert!(
            !lacks.allows(&entry.principal, &world, &request),
            "{} is allowed {request:?} in {world:?} on the other side too: {entry:?}",
            entry.principal
        );
    }
    Ok(())
}

#[test]
fn d36_what_is_gained_is_exactly_what_some_request_shows() {
    let mut tally = Tally::default();
    let strategy = (
        account(false, false),
        prop::collection::vec(edit(), 1..4),
        any::<u64>(),
    );
    let mut runner = TestRunner::new(config(1));
    for _ in 0..120 {
        let tree = strategy.new_tree(&mut runner).unwrap();
        let (spec, edits, seed) = tree.current();
        let after = edited(&spec, &edits);
        if let Err(error) = exact(&spec, &after, seed, &mut tally) {
            panic!("{error}\n{spec:#?}\n{edits:#?}");
        }
    }
    assert!(tally.enumerated >= 50, "{tally:?}");
    assert!(tally.gained >= 15, "{tally:?}");
    assert!(tally.refused >= 100, "{tally:?}");
    assert!(tally.witnesses >= 30, "{tally:?}");
}

fn shown(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .map(|entry| format!("{} {} {:?}", entry.kind.word(), entry.principal, entry.via))
        .collect()
}

#[test]
fn nothing_differs_from_itself_nor_from_itself_rearranged() {
    let mut runner = TestRunner::new(config(40));
    let strategy = (account(true, true), account(false, true));
    let result = runner.run(&strategy, |(odd, plain)| {
        let same = compared(&model(&odd), &model(&odd), odd.action, true).difference;
        prop_assert_eq!(shown(&same.gained), Vec::<String>::new());
        prop_assert_eq!(shown(&same.lost), Vec::<String>::new());
        // What is in doubt about an attachment is told from others by its number.
        let mut plain = plain;
        plain
            .attached
            .iter_mut()
            .for_each(|one| one.doubtful = false);
        plain.members.iter_mut().for_each(|one| one.1 = false);
        let other = rearranged(&plain);
        let (one, two) = (model(&plain), model(&other));
        // What only its place tells from others has another name in other words.
        prop_assume!(one.doubts.iter().all(|(_, doubt)| !doubt.is_at_a_place()));
        let moved = compared(&one, &two, plain.action, true).difference;
        prop_assert_eq!(shown(&moved.gained), Vec::<String>::new());
        prop_assert_eq!(shown(&moved.lost), Vec::<String>::new());
        Ok(())
    });
    result.unwrap();
}

#[test]
fn what_one_direction_gains_the_other_loses() {
    let mut runner = TestRunner::new(config(40));
    let strategy = (account(true, true), prop::collection::vec(edit(), 1..4));
    let result = runner.run(&strategy, |(spec, edits)| {
        let other = edited(&spec, &edits);
        let (one, two) = (model(&spec), model(&other));
        let there = compared(&one, &two, spec.action, true).difference;
        let back = compared(&two, &one, spec.action, true).difference;
        prop_assert_eq!(shown(&there.gained), shown(&back.lost));
        prop_assert_eq!(shown(&there.lost), shown(&back.gained));
        Ok(())
    });
    result.unwrap();
}

fn reaches(
    side: &Side<'_>,
    ids: &[&str],
    world: &World,
    requests: &[NaiveRequest],
    of: &Model,
) -> bool {
    let account = &of.accounts[0];
    let id = |text: &str| {
        let mut all = account.principals();
        all.find(|(_, one)| format!("{}/{}", one.kind.word(), one.name) == text)
            .map(|(id, _)| id)
    };
    let found: Option<Vec<PrincipalId>> = ids.iter().map(|text| id(text)).collect();
    let Some(found) = found else { return false };
    let Some((caller, roles)) = found.split_first() else {
        return false;
    };
    side.naive
        .reaches(*caller, roles, &side.world(world), requests)
}

/// Ways by roles: every witness is one on one side alone, and what is one on one
/// side alone is told.
fn ways(before: &Spec, after: &Spec, seed: u64, tally: &mut Tally) -> Result<(), TestCaseError> {
    let (old, new) = (model(before), model(after));
    let compared = compared(&old, &new, before.action, true);
    let difference = &compared.difference;
    let Some((was, is)) = sides((&old, &new), &compared) else {
        return Ok(());
    };
    let space = Space::new(&both(before, after), &compared.after[0].question.resources);
    let mut dice = Dice(seed);
    let random = |dice: &mut Dice| -> World {
        difference
            .doubts
            .iter()
            .map(|(id, doubt)| {
                let settled = doubt.default.filter(|_| doubt.kind == DoubtKind::Reading);
                let choice = u8::try_from(dice.roll(usize::from(doubt.choices))).unwrap();
                (id, settled.unwrap_or(choice))
            })
            .collect()
    };
    let entries = difference.gained.iter();
    for entry in entries.filter(|entry| entry.kind == Kind::Reach) {
        let by_roles = entry.via.iter().all(|one| one.starts_with("role/"));
        if !by_roles || entry.world.is_empty() && !difference.doubts.is_empty() {
            continue;
        }
        tally.witnesses += 1;
        prop_assert!(!entry.causes.is_empty(), "{entry:?} has no cause");
        let mut ids: Vec<&str> = vec![&entry.principal];
        ids.extend(entry.via.iter().map(String::as_str));
        let mut world = random(&mut dice);
        world.extend(entry.world.iter().map(|(id, choice)| (*id, *choice)));
        let witness = entry.witness.iter();
        let requests: Vec<NaiveRequest> = witness
            .map(|one| space.filled(one.clone(), &mut dice))
            .collect();
        let shows = [true, false].into_iter().any(|forward| {
            let requests = in_time(&entry.witness, requests.clone(), forward);
            reaches(&is, &ids, &world, &requests, &new)
                && !reaches(&was, &ids, &world, &requests, &old)
        });
        prop_assert!(shows, "{entry:?}: {requests:?} in {world:?}");
    }
    let callers = ["user/a", "user/B", "role/r", "role/s"];
    let roles = ["role/r", "role/s"];
    for caller in callers {
        for role in roles.into_iter().filter(|role| *role != caller) {
            let told = difference.gained.iter().any(|entry| {
                entry.kind == Kind::Reach
                    && entry.principal == caller
                    && entry.via.last().is_some_and(|last| last == role)
            });
            if told {
                continue;
            }
            for _ in 0..12 {
                tally.refused += 1;
                let world = random(&mut dice);
                let requests = [space.random(&mut dice), space.random(&mut dice)];
                let ids = [caller, role];
                prop_assert!(
                    !reaches(&is, &ids, &world, &requests, &new)
                        || reaches(&was, &ids, &world, &requests, &old),
                    "{caller} gains {role} by {requests:?} in {world:?} and it is not told"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn d37_ways_by_roles_are_told_exactly() {
    let mut tally = Tally::default();
    let edits = prop::collection::vec(edit(), 1..4);
    let strategy = (
        account(false, true),
        edits,
        account(false, true),
        any::<u64>(),
    );
    let mut runner = TestRunner::new(config(1));
    for _ in 0..80 {
        let tree = strategy.new_tree(&mut runner).unwrap();
        let (spec, mut edits, other, seed) = tree.current();
        if let Some(trust) = other.trusts.first().filter(|_| seed % 3 == 0) {
            edits.push(Edit::Trust(trust.clone()));
        }
        let after = edited(&spec, &edits);
        if let Err(error) = ways(&spec, &after, seed, &mut tally) {
            panic!("{error}\n{spec:#?}\n{edits:#?}");
        }
    }
    assert!(tally.witnesses >= 10, "{tally:?}");
    assert!(tally.refused >= 500, "{tally:?}");
}
