//! Random accounts and random edits: a gain is told exactly where a request shows it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use ramlint::engine::answers::question;
use ramlint::engine::difference::all::{Rows, compare_all};
use ramlint::engine::difference::{Entry, Side};
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Decision, Naive, NaiveRequest};
use ramlint::engine::question::{Question, Readings, Resources};
use ramlint::model::Model;
use ramlint::model::account::{PrincipalId, PrincipalKind};
use ramlint::model::catalogue::Catalogue;
use ramlint::model::doubt::Doubts;
use ramlint::model::pattern::Pattern;

use crate::accounts::{Attached, HOLDERS, Levelled, OWN, Spec, Statement, model};
use crate::compared::{Sided, asked, is_at_a_place, settings};
use crate::laws::{Dice, config};
use crate::random::{account, given, names, statement};
use crate::space::{edited, world};

/// Requests tried for each action and resource, and worlds.
const TRIED: usize = 4;

pub const ACTIONS: &[&str] = &[
    "kvstore:DestroyInstance",
    "kvstore:DeleteInstance",
    "kvstore:DescribeTags",
    "kvstore:Nonesuch",
    "ram:CreateRole",
    "sts:AssumeRole",
    "zz:Top",
];

fn arns() -> Vec<String> {
    vec![
        format!("acs:kvstore:cn-a:{OWN}:instance/r-1"),
        format!("acs:kvstore:cn-a:{OWN}:instance/r-2"),
        format!("acs:kvstore:cn-a:{OWN}:other"),
        format!("acs:ram:*:{OWN}:role/S"),
        format!("acs:ram:*:{OWN}:role/T"),
        format!("acs:ecs:cn-a:{OWN}:disk/d"),
        "acs:kvstore::7:x".to_owned(),
    ]
}

/// The questions about an action, each with a resource that it can come with (D38).
pub fn requests(action: &str) -> Vec<(Question, Option<String>)> {
    let asked = question(action, Catalogue::embedded());
    let own = |arn: &String| arn.split(':').nth(3) == Some(OWN);
    let fits = |templates: &[String], arn: &String| {
        let matching = |template: &String| Pattern::from_template(template, Some(OWN)).matches(arn);
        templates.iter().any(matching)
    };
    match &asked.resources {
        _ if !asked.catalogued => {
            let with = |resources| Question {
                resources,
                ..asked.clone()
            };
            let arns = arns().into_iter().filter(own);
            arns.map(|arn| (with(Resources::Templates(Vec::new())), Some(arn)))
                .chain([(with(Resources::All), None)])
                .collect()
        }
        Resources::All => vec![(asked, None)],
        Resources::Templates(templates) => arns()
            .into_iter()
            .filter(|arn| fits(templates, arn))
            .map(|arn| (asked.clone(), Some(arn)))
            .collect(),
        _ => {
            let whole = format!("acs:{}:{{region}}:{{account}}:*", asked.service());
            let arns = arns().into_iter();
            arns.filter(|arn| fits(std::slice::from_ref(&whole), arn))
                .map(|arn| (asked.clone(), Some(arn)))
                .collect()
        }
    }
}

/// Whether somebody may make a request: by any session of theirs.
fn allowed(
    name: &str,
    model: &Model,
    naive: &Naive<'_>,
    world: &World,
    request: &NaiveRequest,
) -> bool {
    let is = |decision| decision == Decision::Allowed;
    let (kind, own) = name.split_once('/').unwrap();
    if kind == "policy" {
        let held = model.holdings.iter().position(|held| held.path == own);
        return held.is_some_and(|number| is(naive.holding(number, world, request).decision));
    }
    let found = |(found, name): &(PrincipalKind, &str)| found.word() == kind && *name == own;
    let number = HOLDERS.iter().position(found).unwrap();
    let id = PrincipalId(u32::try_from(number).unwrap());
    match HOLDERS[number].0 {
        PrincipalKind::SsoUser => {
            let rulings = naive.sessions(id, world, request);
            rulings.iter().any(|ruling| is(ruling.decision))
        }
        _ => is(naive.principal(id, world, request).decision),
    }
}

/// An account after some edits.
pub fn changed(spec: &Spec, spare: &[Statement], dice: &mut Dice) -> Spec {
    let mut after = spec.clone();
    for _ in 0..=dice.roll(2) {
        match dice.roll(12) {
            0 if !after.attached.is_empty() => {
                let number = dice.roll(after.attached.len());
                after.attached[number].policy = dice.roll(after.policies.len());
            }
            1 => after.attached.push(Attached {
                policy: dice.roll(after.policies.len()),
                holder: dice.roll(5),
                group: None,
                doubtful: false,
            }),
            2 if !after.members.is_empty() => drop(after.members.pop()),
            3 => after.members.push((dice.roll(2), false)),
            4 if !after.levels.is_empty() => drop(after.levels.pop()),
            5 if !after.levels.is_empty() => {
                if let Levelled::Known(statements) = &mut after.levels[0].0 {
                    *statements = edited(statements, dice);
                }
            }
            6 | 7 => {
                let number = dice.roll(after.policies.len());
                after.policies[number].push(dice.pick(spare).clone());
            }
            8 | 9 => {
                let number = dice.roll(after.policies.len());
                let place = dice.roll(after.policies[number].len());
                after.policies[number][place] = dice.pick(spare).clone();
            }
            _ => {
                let number = dice.roll(after.policies.len());
                after.policies[number] = edited(&after.policies[number], dice);
            }
        }
    }
    after
}

pub fn statements(spec: &Spec) -> impl Iterator<Item = &Statement> {
    let levels = spec.levels.iter().flat_map(|(level, _)| match level {
        Levelled::Known(statements) => statements.as_slice(),
        Levelled::Full | Levelled::Absent => &[],
    });
    spec.policies.iter().flatten().chain(levels)
}

/// A world of both sides, in which what only its place tells from others is one
/// thing.
pub fn shared(doubts: &Doubts, readings: Readings, dice: &mut Dice) -> World {
    let mut world = world(doubts, readings, dice);
    let mut first: BTreeMap<&str, u8> = BTreeMap::new();
    for (id, doubt) in doubts.iter().filter(|(_, doubt)| is_at_a_place(doubt)) {
        let choice = *first.entry(&doubt.name).or_insert(world[&id]);
        world.insert(id, choice);
    }
    world
}

/// Whether a world takes what only its place tells from others as one thing.
pub fn is_shared(world: &World, doubts: &Doubts) -> bool {
    let mut first: BTreeMap<&str, u8> = BTreeMap::new();
    world.iter().all(|(id, choice)| {
        let doubt = doubts.get(*id).unwrap();
        !is_at_a_place(doubt) || first.entry(&doubt.name).or_insert(*choice) == choice
    })
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    told: usize,
    unlisted: usize,
    same: usize,
    tried: usize,
    apart: usize,
    undecided: usize,
}

fn check(
    spec: &Spec,
    spare: &[Statement],
    readings: Readings,
    seed: u64,
) -> Result<Counts, TestCaseError> {
    let mut dice = Dice(seed);
    let mut counts = Counts::default();
    let after = changed(spec, spare, &mut dice);
    let (one, other) = (model(spec), model(&after));
    let settings = settings(readings);
    let catalogue = Catalogue::embedded();
    let difference = compare_all(&one, &other, catalogue, &settings, (Rows::Each, &[]));
    let models = [&one, &other];
    let sided = [
        Sided::new(Side::Before, &one, &difference),
        Sided::new(Side::After, &other, &difference),
    ];
    let naive = |side: usize, question: &Question| {
        let account = &models[side].accounts[0];
        Naive::new(
            models[side],
            catalogue,
            account,
            question,
            &sided[side].doubts,
        )
    };
    for (entries, sides) in [
        (&difference.gained, [false, true]),
        (&difference.lost, [true, false]),
    ] {
        for entry in entries {
            if entry.over_budget {
                counts.undecided += 1;
                continue;
            }
            if !is_shared(&entry.world, &difference.doubts) {
                counts.apart += 1;
                continue;
            }
            counts.told += 1;
            counts.unlisted += usize::from(entry.unlisted);
            let (question, request) = asked(entry);
            let found = [0, 1].map(|side| {
                let world = sided[side].world(&entry.world);
                allowed(
                    &entry.principal,
                    models[side],
                    &naive(side, &question),
                    &world,
                    &request,
                )
            });
            prop_assert_eq!(found, sides, "{:?} in {:?}", entry, difference.doubts);
        }
    }
    let keys: Vec<(String, Vec<Option<Vec<String>>>)> =
        names(statements(spec).chain(statements(&after)))
            .into_iter()
            .map(|name| (name.clone(), given(&name)))
            .collect();
    let everybody = HOLDERS.map(|(kind, name)| format!("{}/{name}", kind.word()));
    let documents = (0..spec.policies.len()).map(|number| format!("policy/p{number}.json"));
    let mut compared = Vec::new();
    for name in everybody.into_iter().chain(documents) {
        let is_told = |entries: &[Entry]| entries.iter().any(|entry| entry.principal == name);
        let told = [is_told(&difference.lost), is_told(&difference.gained)];
        if told != [true, true] {
            compared.push((name, told));
        }
    }
    counts.same += compared.len();
    for action in ACTIONS {
        for (question, resource) in requests(action) {
            let naive = [0, 1].map(|side| naive(side, &question));
            for _ in 0..TRIED {
                let request = NaiveRequest {
                    keys: keys
                        .iter()
                        .map(|(name, values)| (name.clone(), dice.pick(values).clone()))
                        .collect(),
                    resource: resource.clone(),
                    resource_group: Some((*dice.pick(&["rg-1", "rg-2"])).to_owned()),
                };
                let both = shared(&difference.doubts, readings, &mut dice);
                let worlds = [0, 1].map(|side| sided[side].world(&both));
                for (name, told) in &compared {
                    let found = [0, 1].map(|side| {
                        allowed(name, models[side], &naive[side], &worlds[side], &request)
                    });
                    counts.tried += 1;
                    prop_assert!(
                        (found != [false, true] || told[1]) && (found != [true, false] || told[0]),
                        "{} {:?}: {:?} {:?} in {:?} of {:?}; {:?}",
                        name,
                        found,
                        question,
                        request,
                        both,
                        difference.doubts,
                        after
                    );
                }
            }
        }
    }
    let again = compare_all(&one, &one, catalogue, &settings, (Rows::Each, &[]));
    prop_assert!(
        again.gained.is_empty() && again.lost.is_empty(),
        "{:?}",
        again
    );
    let back = compare_all(&other, &one, catalogue, &settings, (Rows::Each, &[]));
    let named = |entries: &[Entry]| -> Vec<(String, String, bool)> {
        let entries = entries.iter();
        entries
            .map(|entry| {
                (
                    entry.principal.clone(),
                    entry.action.clone(),
                    entry.unlisted,
                )
            })
            .collect()
    };
    prop_assert_eq!(named(&difference.gained), named(&back.lost));
    prop_assert_eq!(named(&difference.lost), named(&back.gained));
    Ok(counts)
}

fn compared(odd: bool, readings: Readings, cases: u32) -> Counts {
    let mut runner = TestRunner::new(config(cases));
    let counts = std::cell::Cell::new(Counts::default());
    let one = prop_oneof![3 => statement("Allow", odd), 2 => statement("Deny", odd)];
    let spare = prop::collection::vec(one, 3);
    let inputs = (account(odd, false), spare, any::<u64>());
    let outcome = runner.run(&inputs, |(spec, spare, seed)| {
        let found = check(&spec, &spare, readings, seed)?;
        let all = counts.get();
        counts.set(Counts {
            told: all.told + found.told,
            unlisted: all.unlisted + found.unlisted,
            same: all.same + found.same,
            tried: all.tried + found.tried,
            apart: all.apart + found.apart,
            undecided: all.undecided + found.undecided,
        });
        Ok(())
    });
    outcome.unwrap();
    counts.get()
}

#[test]
fn a_gain_is_told_exactly_where_a_request_shows_it() {
    let counts = compared(false, Readings::Default, 16);
    assert!(counts.told > 40 && counts.unlisted > 10, "{counts:?}");
    assert!(counts.same > 100 && counts.tried > 9_000, "{counts:?}");
    assert!(counts.undecided < 2 && counts.apart < 2, "{counts:?}");
}

#[test]
fn that_holds_for_odd_accounts_too() {
    let counts = compared(true, Readings::Default, 16);
    assert!(counts.told > 12 && counts.same > 100, "{counts:?}");
    assert!(counts.undecided < 2 && counts.apart < 2, "{counts:?}");
}

#[test]
fn that_holds_when_every_reading_is_open() {
    let counts = compared(true, Readings::Strict, 8);
    assert!(counts.told > 8 && counts.same > 50, "{counts:?}");
    assert!(counts.undecided < 2 && counts.apart < 2, "{counts:?}");
}
