//! What somebody is said to obtain, done again without the engine: every way is
//! walked by the naive evaluator, and every single call is tried.

mod accounts;
mod alike;
mod compared;
mod effects;
mod exhaustive;
mod reading;
mod replay;
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRunner};
use ramlint::engine::answers::Answers;
use ramlint::engine::obtain::Obtained;
use ramlint::engine::verdict::Answer;
use ramlint::model::Model;
use serde_json::{Value, json};

use crate::obtained::accounts::{account, deny_above, statement};
use crate::obtained::exhaustive::Trial;
use crate::obtained::replay::Walk;
use crate::support::{ACTION, AT, ask, settings};

/// What is wrong with the ways that answers about a snapshot tell of.
pub fn not_walked(snapshot: &Value, model: &Rc<Model>, answers: &Answers, gains: bool) -> String {
    let mut failures = String::new();
    for (_, line) in answers.lines() {
        for way in &line.can_obtain {
            let walk = Walk {
                way,
                answers,
                gains,
            };
            if let Err(why) = walk.walk(snapshot, model, &line.id) {
                let edges: Vec<_> = way.steps.iter().map(|step| step.edge).collect();
                writeln!(failures, "{} {edges:?}: {why}", line.id).unwrap();
            }
        }
    }
    failures
}

fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_261_123),
        max_shrink_iters: 300,
        ..Config::default()
    }
}

fn answered(snapshot: &Value) -> (Rc<Model>, Answers) {
    let model = reading::model(snapshot);
    let answers = ask(&model, ACTION, &settings(AT, false));
    (model, answers)
}

/// Every way is one, and every single step that leads to the action is told of.
fn agree(snapshot: &Value) -> Result<(), TestCaseError> {
    let (model, answers) = answered(snapshot);
    let why = not_walked(snapshot, &model, &answers, true);
    prop_assert!(why.is_empty(), "{why}");
    let mut trial = Trial::new(snapshot, &model, &answers);
    for (_, line) in answers.lines() {
        let asked = matches!(
            line.verdict.answer,
            Answer::AllowedIf | Answer::Denied | Answer::NotGranted
        );
        let is_one = line.id.starts_with("user/") || line.id.starts_with("role/");
        if !asked || !is_one || line.search_cut {
            continue;
        }
        let found = trial.one_step(&line.id);
        let ways = line.can_obtain.iter().filter(|way| way.steps.len() == 1);
        let (unsure, sure): (Vec<_>, Vec<_>) = ways.partition(|way| way.answer == Answer::Unknown);
        let edges = |ways: Vec<&Obtained>| -> BTreeSet<&'static str> {
            ways.iter().filter_map(|way| way.first()?.edge).collect()
        };
        prop_assert_eq!(edges(sure), found.certainly.clone(), "{}", &line.id);
        if line
            .can_obtain
            .iter()
            .all(|way| way.answer == Answer::Unknown)
        {
            prop_assert_eq!(edges(unsure), found.perhaps, "{}", &line.id);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn every_single_call_that_leads_on_is_told_of(snapshot in account(true)) {
        agree(&snapshot)?;
    }
}

/// What ways are made of: edges and calls.
fn calls(answers: &Answers) -> BTreeSet<(&str, &[String])> {
    let lines = answers.lines().map(|(_, line)| line);
    let ways = lines.flat_map(|line| &line.can_obtain);
    let steps = ways.flat_map(|way| &way.steps);
    let calls = steps.flat_map(|step| &step.calls);
    calls
        .map(|call| (call.action.as_str(), call.on.as_slice()))
        .collect()
}

fn denying(snapshot: &Value, statement: &Value) -> Value {
    let mut snapshot = snapshot.clone();
    deny_above(&mut snapshot, statement);
    snapshot
}

/// No way is left that needs a call which nobody is allowed any longer.
fn need_their_calls(snapshot: &Value, at: Index) -> Result<(), TestCaseError> {
    let (_, answers) = answered(snapshot);
    let all: Vec<_> = calls(&answers).into_iter().collect();
    if all.is_empty() {
        return Ok(());
    }
    let (action, on) = all[at.index(all.len())];
    for resource in on
        .iter()
        .filter(|on| on.as_str() != "*" && !on.contains('{'))
    {
        let deny = json!({"Effect": "Deny", "Action": action, "Resource": resource});
        let (_, after) = answered(&denying(snapshot, &deny));
        for (same, on) in calls(&after) {
            prop_assert!(
                same != action || !on.contains(resource),
                "{action} on {on:?}"
            );
        }
    }
    let deny = json!({"Effect": "Deny", "Action": action, "Resource": "*"});
    let (_, after) = answered(&denying(snapshot, &deny));
    prop_assert!(
        calls(&after).iter().all(|(same, _)| *same != action),
        "{action}"
    );
    Ok(())
}

/// A Deny opens no way, and makes no guard any less firm.
fn only_takes(snapshot: &Value, deny: &Value) -> Result<(), TestCaseError> {
    let (model, before) = answered(snapshot);
    let (_, after) = answered(&denying(snapshot, deny));
    let why = not_walked(snapshot, &model, &after, false);
    prop_assert!(why.is_empty(), "{why}");
    let firm = |answers: &Answers| -> BTreeSet<String> {
        let lines = answers.lines().map(|(_, line)| line);
        let firm = lines.filter(|line| line.firmness.as_ref().is_some_and(|found| found.firm));
        firm.map(|line| line.id.clone()).collect()
    };
    let lost: Vec<String> = firm(&before).difference(&firm(&after)).cloned().collect();
    prop_assert!(lost.is_empty(), "{lost:?} firm no longer");
    Ok(())
}

proptest! {
    #![proptest_config(config(25))]

    #[test]
    fn every_way_in_doubt_is_one(snapshot in account(false)) {
        let (model, answers) = answered(&snapshot);
        let why = not_walked(&snapshot, &model, &answers, true);
        prop_assert!(why.is_empty(), "{why}");
    }

    #[test]
    fn no_way_goes_on_without_one_of_its_calls(snapshot in account(true), at: Index) {
        need_their_calls(&snapshot, at)?;
    }

    #[test]
    fn another_deny_never_opens_a_way(
        snapshot in account(false),
        deny in statement(&["Deny"]),
    ) {
        only_takes(&snapshot, &deny)?;
    }
}

#[test]
fn random_snapshots_meet_every_kind_of_way() {
    let mut runner = TestRunner::new(config(1));
    let strategy = (account(true), account(false));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..25 {
        let (known, other) = strategy.new_tree(&mut runner).unwrap().current();
        for snapshot in [known, other] {
            let (_, answers) = answered(&snapshot);
            for (_, line) in answers.lines() {
                let mut count = |what: &str| *counts.entry(what.to_owned()).or_default() += 1;
                if let Some(firmness) = &line.firmness {
                    count(if firmness.firm { "firm" } else { "removable" });
                }
                if line.search_cut {
                    count("cut");
                }
                for way in &line.can_obtain {
                    count(way.first().unwrap().edge.unwrap());
                    count(way.answer.word());
                    count(&format!("{} steps", way.steps.len()));
                }
            }
        }
    }
    for (what, least) in [
        ("allowed", 30),
        ("allowed_if", 20),
        ("unknown", 1),
        ("1 steps", 60),
        ("2 steps", 5),
        ("firm", 5),
        ("removable", 5),
        ("create-role", 1),
        ("update-role", 1),
        ("detach-policy-from-user", 1),
    ] {
        let found = counts.get(what).copied().unwrap_or(0);
        assert!(found >= least, "{what}: {found} of {counts:#?}");
    }
}

/// What may be there already is not looked for: the search answers although nothing
/// is certain.
#[test]
fn a_guard_that_may_not_apply_does_not_use_up_the_search() {
    for denied in ["*", "kvstore:DestroyInstance"] {
        let snapshot = json!({
            "ram_account_snapshot": 1,
            "account_id": "1000000000000001",
            "complete": ["users", "groups", "roles", "policies", "attachments", "memberships"],
            "users": [{"name": "u"}],
            "policies": [{"type": "Custom", "name": "P", "document": {"Version": "1", "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": denied, "Resource": "*",
                    "Condition": {"StringEquals": {"acs:Foo": "x"}}},
            ]}}],
            "attachments": [{"policy": "Custom/P", "to": "user/u"}],
        });
        let (_, answers) = answered(&snapshot);
        let (_, line) = answers
            .lines()
            .find(|(_, line)| line.id == "user/u")
            .unwrap();
        assert_eq!(line.verdict.answer, Answer::Unknown);
        assert!(!line.search_cut, "{denied}");
        assert!(!line.can_obtain.is_empty(), "{denied}");
    }
}

/// What the directory denies to all whom it binds is not looked for, whatever policies
/// that are not known might allow.
#[test]
fn what_a_control_policy_denies_to_all_does_not_use_up_the_search() {
    let snapshot = json!({
        "ram_account_snapshot": 1,
        "account_id": "1000000000000001",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "resource_directory": {"id": "rd-1", "account": "member", "path": ["r-1", "fd-1"]},
        "users": [{"name": "u"}],
        "groups": [{"name": "g"}],
        "attachments": [{"policy": "Custom/P", "to": "group/g"}, {"policy": "Custom/Q", "to": "user/u"}],
        "control_policies": [{"id": "cp-0", "name": "c", "effect_scope": "RAM", "targets": ["fd-1"],
            "document": {"Version": "1", "Statement": [
                {"Effect": "Deny", "Action": "kvstore:D*Instance", "Resource": "*"},
            ]}}],
    });
    let (_, answers) = answered(&snapshot);
    let line = answers.lines().find(|(_, line)| line.id == "user/u");
    let (_, line) = line.unwrap();
    assert_eq!(line.verdict.answer, Answer::Denied);
    assert!(!line.search_cut);
    assert!(line.can_obtain.is_empty());
}
