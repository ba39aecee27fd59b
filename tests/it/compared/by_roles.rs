//! What is had by roles, over all actions: who may become a role is part of what two
//! inputs say, and so is what that leads to.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use ramlint::engine::difference::all::{Rows, compare_all};
use ramlint::engine::difference::{Difference, Entry, Kind, Side};
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Naive, NaiveRequest};
use ramlint::engine::question::{Question, Readings};
use ramlint::model::account::PrincipalId;
use ramlint::model::catalogue::Catalogue;

use crate::accounts::{HOLDERS, OWN, Spec, Statement, model};
use crate::compared::laws::{ACTIONS, changed, is_shared, requests, shared, statements};
use crate::compared::{Sided, asked, settings};
use crate::laws::{Dice, config, in_time};
use crate::random::{account, given, names, statement, trust};
use crate::support::read;

/// An account in which `user/u` and `role/r` may become roles, and `role/ops` may do
/// everything; trust documents and what else there is are given.
fn snapshot(trusts: &[(&str, &str)], rest: &str) -> String {
    let roles: Vec<String> = trusts
        .iter()
        .map(|(name, who)| {
            format!(
                r#"{{"name": "{name}", "trust": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", {who}}}]}}}}"#
            )
        })
        .collect();
    let policy = |name: &str, action: &str| {
        format!(
            r#"{{"type": "Custom", "name": "{name}", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}]}}}}"#
        )
    };
    format!(
        r#"{{"ram_account_snapshot": 1, "account_id": "{OWN}",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "users": [{{"name": "u"}}, {{"name": "v"}}], "roles": [{}],
        "attachments": [{{"policy": "Custom/Become", "to": "user/u"}}, {{"policy": "Custom/Become", "to": "role/r"}}, {{"policy": "Custom/Ops", "to": "role/ops"}}],
        "policies": [{}, {}]{rest}}}"#,
        roles.join(", "),
        policy("Become", "sts:AssumeRole"),
        policy("Ops", "ecs:Delete*"),
    )
}

fn compared(before: &str, after: &str) -> Difference {
    let (one, other) = (read(&[("a.json", before)]), read(&[("a.json", after)]));
    let settings = settings(Readings::Default);
    let catalogue = Catalogue::embedded();
    compare_all(
        &one.model,
        &other.model,
        catalogue,
        &settings,
        (Rows::Each, &[]),
    )
}

fn told(entries: &[Entry]) -> Vec<String> {
    let told = entries.iter().map(|entry| {
        let patterns: Vec<&str> = entry.patterns.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(entry.witness.len(), entry.via.len() + 1, "{entry:?}");
        assert!(!entry.causes.is_empty(), "{entry:?}");
        format!(
            "{} by {}: {} ({}), {} -> {}",
            entry.principal,
            entry.via.join(" > "),
            entry.action,
            patterns.join(" "),
            entry.before.word(),
            entry.after.word()
        )
    });
    told.collect()
}

const NOBODY: &str = r#""Principal": {"RAM": ["acs:ram::1000000000000001:user/x"]}"#;
const ROOT: &str = r#""Principal": {"RAM": ["acs:ram::1000000000000001:root"]}"#;
const BY_R: &str = r#""Principal": {"RAM": ["acs:ram::1000000000000001:role/r"]}"#;
const OFFICE: &str = r#""Principal": {"RAM": ["acs:ram::1000000000000001:root"]}, "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#;
const GITHUB: &str =
    r#""Principal": {"Federated": ["acs:ram::1000000000000001:oidc-provider/github"]}"#;
const FOREIGN: &str = r#""Principal": {"RAM": ["acs:ram::2000000000000002:root"]}"#;
const ANYBODY: &str = r#""Principal": {"RAM": ["*"]}"#;

#[test]
fn a_wider_trust_is_access_gained_by_the_role() {
    type Case<'a> = (
        &'a [(&'a str, &'a str)],
        &'a [(&'a str, &'a str)],
        &'a [&'a str],
    );
    let cases: &[Case<'_>] = &[
        (&[("ops", ROOT)], &[("ops", ROOT)], &[]),
        (
            &[("ops", NOBODY)],
            &[("ops", ROOT)],
            &[
                "role/r by role/ops: ecs:DeleteDisk (ecs:Delete*), not_granted -> allowed",
                "user/u by role/ops: ecs:DeleteDisk (ecs:Delete*), not_granted -> allowed",
            ],
        ),
        (
            &[("ops", OFFICE)],
            &[("ops", ROOT)],
            &[
                "role/r by role/ops: ecs:DeleteDisk (ecs:Delete*), allowed_if -> allowed",
                "user/u by role/ops: ecs:DeleteDisk (ecs:Delete*), allowed_if -> allowed",
            ],
        ),
        (
            &[("ops", BY_R), ("r", NOBODY)],
            &[("ops", BY_R), ("r", ROOT)],
            &[
                "user/u by role/r > role/ops: ecs:DeleteDisk (ecs:Delete*), not_granted -> allowed",
                "user/u by role/r: sts:AssumeRole (sts:AssumeRole), not_granted -> allowed",
            ],
        ),
        (
            &[("ops", NOBODY), ("r", ROOT)],
            &[("ops", BY_R), ("r", ROOT)],
            &[
                "role/r by role/ops: ecs:DeleteDisk (ecs:Delete*), not_granted -> allowed",
                "user/u by role/r > role/ops: ecs:DeleteDisk (ecs:Delete*), not_granted -> allowed",
            ],
        ),
        // A role that leads nowhere.
        (&[("other", NOBODY)], &[("other", ROOT)], &[]),
    ];
    for (before, after, expected) in cases {
        let (before, after) = (snapshot(before, ""), snapshot(after, ""));
        let there = compared(&before, &after);
        assert_eq!(told(&there.gained), *expected, "{after}");
        assert!(there.lost.is_empty(), "{:?}", there.lost);
        let back = compared(&after, &before);
        assert_eq!(back.lost.len(), expected.len());
        assert!(back.gained.is_empty(), "{:?}", back.gained);
    }
}

#[test]
fn whoever_is_let_into_a_role_gains_what_it_may_do() {
    for (who, expected) in [
        (
            GITHUB,
            "role/ops by federated:acs:ram::1000000000000001:oidc-provider/github: ecs:DeleteDisk (ecs:Delete*), allowed -> allowed",
        ),
        (
            FOREIGN,
            "role/ops by external:acs:ram::2000000000000002:root: ecs:DeleteDisk (ecs:Delete*), allowed -> allowed",
        ),
        (
            ANYBODY,
            "role/ops by anyone: ecs:DeleteDisk (ecs:Delete*), allowed -> allowed",
        ),
    ] {
        let before = snapshot(&[("ops", NOBODY)], "");
        let after = snapshot(&[("ops", who)], "");
        let there = compared(&before, &after);
        let entered = there.gained.iter();
        let entered: Vec<Entry> = entered
            .filter(|entry| entry.principal == "role/ops")
            .cloned()
            .collect();
        assert_eq!(told(&entered), [expected]);
        let back = compared(&after, &before);
        assert!(back.gained.is_empty(), "{:?}", back.gained);
    }
}

/// The number of a principal of [`HOLDERS`].
fn number(name: &str) -> PrincipalId {
    let place = HOLDERS
        .iter()
        .position(|(kind, own)| name == format!("{}/{own}", kind.word()));
    PrincipalId(u32::try_from(place.unwrap()).unwrap())
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    told: usize,
    apart: usize,
    tried: usize,
    differed: usize,
}

/// What requests may carry: each key with its values.
type Keys = Vec<(String, Vec<Option<Vec<String>>>)>;

fn random(keys: &Keys, dice: &mut Dice) -> NaiveRequest {
    let keys = keys.iter();
    NaiveRequest {
        keys: keys
            .map(|(name, values)| (name.clone(), dice.pick(values).clone()))
            .collect(),
        resource: None,
        resource_group: None,
    }
}

/// A world with what it leaves open at random, readings at their defaults.
fn completed(difference: &Difference, world: &World, dice: &mut Dice) -> World {
    let mut whole = shared(&difference.doubts, Readings::Default, dice);
    whole.extend(world.iter().map(|(id, choice)| (*id, *choice)));
    whole
}

fn check(
    spec: &Spec,
    (spare, trusts): (&[Statement], &[Vec<Statement>]),
    seed: u64,
) -> Result<Counts, TestCaseError> {
    let mut dice = Dice(seed);
    let mut counts = Counts::default();
    let mut after = match dice.roll(3) {
        0 => changed(spec, spare, &mut dice),
        _ => spec.clone(),
    };
    if dice.roll(4) > 0 {
        let place = dice.roll(after.trusts.len());
        after.trusts[place] = dice.pick(trusts).clone();
    }
    let (one, other) = (model(spec), model(&after));
    let settings = settings(Readings::Default);
    let catalogue = Catalogue::embedded();
    let difference = compare_all(&one, &other, catalogue, &settings, (Rows::Each, &[]));
    let models = [&one, &other];
    let sided = [
        Sided::new(Side::Before, &one, &difference),
        Sided::new(Side::After, &other, &difference),
    ];
    let reaches = |question: &Question,
                   (caller, roles): (PrincipalId, &[PrincipalId]),
                   world: &World,
                   requests: &[NaiveRequest]| {
        [0, 1].map(|side| {
            let account = &models[side].accounts[0];
            let doubts = &sided[side].doubts;
            let naive = Naive::new(models[side], catalogue, account, question, doubts);
            naive.reaches(caller, roles, &sided[side].world(world), requests)
        })
    };
    let all = statements(spec).chain(statements(&after));
    let trusting = spec.trusts.iter().chain(&after.trusts).flatten();
    let keys: Keys = names(all.chain(trusting))
        .into_iter()
        .map(|name| (name.clone(), given(&name)))
        .collect();
    let by_roles = |entry: &&Entry| {
        let is_role = entry
            .via
            .first()
            .is_some_and(|one| one.starts_with("role/"));
        entry.kind == Kind::Reach && is_role && !entry.over_budget
    };
    for (entries, expected) in [
        (&difference.gained, [false, true]),
        (&difference.lost, [true, false]),
    ] {
        for entry in entries.iter().filter(by_roles) {
            if entry.world.is_empty() && !entry.depends_on.is_empty()
                || !is_shared(&entry.world, &difference.doubts)
            {
                counts.apart += 1;
                continue;
            }
            counts.told += 1;
            let (question, last) = asked(entry);
            let roles: Vec<PrincipalId> = entry.via.iter().map(|name| number(name)).collect();
            let world = completed(&difference, &entry.world, &mut dice);
            let requests: Vec<NaiveRequest> = entry
                .witness
                .iter()
                .map(|witness| {
                    let mut request = random(&keys, &mut dice);
                    let known = NaiveRequest::from_witness(witness.clone());
                    request.keys.extend(known.keys);
                    request.resource = known.resource;
                    request.resource_group = known.resource_group;
                    request
                })
                .collect();
            let mut requests = requests;
            if let Some(request) = requests.last_mut() {
                request.resource.clone_from(&last.resource);
            }
            let whom = (number(&entry.principal), roles.as_slice());
            let found = [true, false].map(|forward| {
                let requests = in_time(&entry.witness, requests.clone(), forward);
                reaches(&question, whom, &world, &requests)
            });
            prop_assert!(
                found.contains(&expected),
                "{:?}: {:?} by {:?} in {:?}",
                found,
                entry,
                requests,
                world
            );
        }
    }
    let mut said: BTreeMap<(&str, &str), [bool; 2]> = BTreeMap::new();
    for (entries, place) in [(&difference.lost, 0), (&difference.gained, 1)] {
        for entry in entries.iter().filter(|entry| entry.kind == Kind::Reach) {
            if let Some(last) = entry.via.last() {
                said.entry((&entry.principal, last)).or_default()[place] = true;
            }
        }
    }
    for action in ACTIONS
        .iter()
        .filter(|action| action.starts_with("kvstore:"))
    {
        for (question, resource) in requests(action).into_iter().take(2) {
            for caller in ["user/a", "user/B", "role/r", "role/s", "sso-user/m"] {
                for via in [
                    &["role/r"][..],
                    &["role/s"],
                    &["role/r", "role/s"],
                    &["role/s", "role/r"],
                ] {
                    if via.contains(&caller) {
                        continue;
                    }
                    let roles: Vec<PrincipalId> = via.iter().map(|name| number(name)).collect();
                    let key = (caller, *via.last().unwrap());
                    let told = said.get(&key).copied().unwrap_or_default();
                    for _ in 0..3 {
                        let both = shared(&difference.doubts, Readings::Default, &mut dice);
                        let mut tried: Vec<NaiveRequest> =
                            (0..=via.len()).map(|_| random(&keys, &mut dice)).collect();
                        if let Some(request) = tried.last_mut() {
                            request.resource.clone_from(&resource);
                        }
                        let found = reaches(&question, (number(caller), &roles), &both, &tried);
                        counts.tried += 1;
                        counts.differed += usize::from(found[0] != found[1]);
                        prop_assert!(
                            (found != [false, true] || told[1])
                                && (found != [true, false] || told[0]),
                            "{} by {:?} {:?}: {:?} {:?} in {:?} of {:?}; {:?}",
                            caller,
                            via,
                            found,
                            question,
                            tried,
                            both,
                            difference.doubts,
                            after
                        );
                    }
                }
            }
        }
    }
    Ok(counts)
}

#[test]
fn what_is_had_by_roles_is_told_exactly_where_requests_show_it() {
    let mut runner = TestRunner::new(config(16));
    let counts = std::cell::Cell::new(Counts::default());
    let one = prop_oneof![3 => statement("Allow", false), 2 => statement("Deny", false)];
    let spare = prop::collection::vec(one, 3);
    let trusts = prop::collection::vec(trust(), 3);
    let inputs = (account(false, true), spare, trusts, any::<u64>());
    let outcome = runner.run(&inputs, |(spec, spare, trusts, seed)| {
        let found = check(&spec, (&spare, &trusts), seed)?;
        let all = counts.get();
        counts.set(Counts {
            told: all.told + found.told,
            apart: all.apart + found.apart,
            tried: all.tried + found.tried,
            differed: all.differed + found.differed,
        });
        Ok(())
    });
    outcome.unwrap();
    let counts = counts.get();
    assert!(counts.told > 10 && counts.differed > 10, "{counts:?}");
    assert!(counts.apart < 10 && counts.tried > 1_000, "{counts:?}");
}
