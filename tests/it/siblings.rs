//! The other actions with the same outcome: who has them is what the ordinary
//! answers say, for every line and for one alone.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed};
use ramlint::engine::answers::access::LineKey;
use ramlint::engine::answers::{self, Answers, Settings};
use ramlint::engine::question::Readings;
use ramlint::engine::siblings::{self, Siblings};
use ramlint::engine::verdict::Answer;
use ramlint::model::Model;
use ramlint::model::catalogue::Catalogue;
use serde_json::{Value, json};

use crate::accounts::{self, model};
use crate::random::account;
use crate::support::{ACTION, AT, ask, read, settings};

fn asked(model: &Model, action: &str, settings: &Settings, only: Option<LineKey>) -> Siblings {
    let catalogue = Catalogue::embedded();
    let question = answers::question(action, catalogue);
    let only = only.map(|line| BTreeSet::from([line]));
    siblings::ask(model, catalogue, &question, settings, only.as_ref())
}

/// What each principal of a small account has beside the guarded action.
fn beside(statements: &Value) -> BTreeMap<String, String> {
    let document = json!({"Version": "1", "Statement": statements});
    let snapshot = json!({
        "ram_account_snapshot": 1, "account_id": "1000000000000001",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "users": [{"name": "u"}, {"name": "nobody"}],
        "policies": [{"type": "Custom", "name": "P", "document": document}],
        "attachments": [{"policy": "Custom/P", "to": "user/u"}],
    });
    let model = read(&[("snapshot.json", &snapshot.to_string())]).model;
    let settings = settings(AT, false);
    let answers = ask(&model, ACTION, &settings);
    let siblings = asked(&model, ACTION, &settings, None);
    let lines = answers.lines();
    lines
        .map(|(account, line)| {
            let found = siblings.of((account.account, line.about));
            let texts: Vec<String> = found
                .map(|(beside, answer)| format!("{} {}", beside.action, answer.word()))
                .collect();
            (line.id.clone(), texts.join(", "))
        })
        .collect()
}

#[test]
fn the_sibling_is_open_where_the_guarded_action_is_denied() {
    let found = beside(&json!([
        {"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"},
    ]));
    assert_eq!(
        found["user/u"],
        "kvstore:DeleteBackup allowed, kvstore:DeleteInstance allowed, kvstore:FlushInstance allowed, \
         kvstore:FlushInstanceForDB allowed, kvstore:RestoreInstance allowed"
    );
    assert_eq!(found["user/nobody"], "");
}

#[test]
fn a_resource_narrows_a_sibling_that_has_one() {
    let found = beside(&json!([
        {"Effect": "Allow", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:instance/r-1"},
    ]));
    assert_eq!(
        found["user/u"],
        "kvstore:DeleteInstance allowed_if, kvstore:FlushInstance allowed_if, kvstore:RestoreInstance allowed_if"
    );
}

#[test]
fn what_hangs_on_a_reading_is_listed_as_unknown() {
    let found = beside(&json!([
        {"Effect": "Allow", "Action": "kvstore:DeleteBackup", "Resource": "acs:kvstore:*:*:*"},
    ]));
    assert_eq!(found["user/u"], "kvstore:DeleteBackup unknown");
}

#[test]
fn there_may_be_none() {
    let found = beside(&json!([
        {"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*"},
        {"Effect": "Allow", "Action": "kvstore:Modify*", "Resource": "*"},
    ]));
    assert_eq!(found["user/u"], "");
}

/// Siblings whose own effect can be undone are left out, and so are actions that
/// only the table of siblings knows.
#[test]
fn only_what_cannot_be_undone_counts() {
    let model = read(&[]).model;
    let settings = settings(AT, false);
    let siblings = asked(&model, ACTION, &settings, None);
    let all: Vec<&str> = siblings.all.iter().map(|beside| beside.action).collect();
    assert_eq!(
        all,
        [
            "kvstore:DeleteBackup",
            "kvstore:DeleteInstance",
            "kvstore:FlushInstance",
            "kvstore:FlushInstanceForDB",
            "kvstore:RestoreInstance"
        ]
    );
    let delete = &siblings.all[1];
    assert_eq!(delete.kind, "release-instance");
    assert_eq!(
        delete.reason,
        "gives the resource up, into the recycle bin or at once"
    );
    assert!(
        asked(&model, "oss:GetObject", &settings, None)
            .all
            .is_empty()
    );
}

/// The answers of a run that give access in some world.
fn with_access(answers: &Answers) -> BTreeMap<LineKey, Answer> {
    answers
        .lines()
        .filter(|(_, line)| line.verdict.at_most.gives_access())
        .map(|(account, line)| ((account.account, line.about), line.verdict.answer))
        .collect()
}

proptest! {
    #![proptest_config(Config {
        cases: 60,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..Config::default()
    })]

    #[test]
    fn they_are_answered_like_any_action(spec in account(true, false)) {
        let model = model(&spec);
        let settings = Settings {
            at: accounts::AT,
            readings: Readings::Default,
            substitution: None,
            reach: false,
            obtain: false,
        };
        let siblings = asked(&model, ACTION, &settings, None);
        for (number, beside) in siblings.all.iter().enumerate() {
            let answers = ask(&model, beside.action, &settings);
            let expected = with_access(&answers);
            for (account, line) in answers.lines() {
                let key = (account.account, line.about);
                let of = |siblings: &Siblings| {
                    let mut found = siblings.of(key);
                    found.find(|(one, _)| one.action == beside.action).map(|(_, answer)| answer)
                };
                prop_assert_eq!(of(&siblings), expected.get(&key).copied(), "{}", line.id);
                if number == 1 {
                    let alone = asked(&model, ACTION, &settings, Some(key));
                    prop_assert_eq!(of(&alone), expected.get(&key).copied(), "{} alone", line.id);
                }
            }
        }
    }
}
