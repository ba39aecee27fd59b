//! Answers about requests of which something is known, against the naive evaluator
//! on every request that is like that.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed};
use ramlint::engine::answers::given::{GivenAnswers, answer_given};
use ramlint::engine::answers::{About, question};
use ramlint::engine::compile::{Given, Impossible, Value};
use ramlint::engine::exposure::Exposure;
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Naive, NaiveRequest};
use ramlint::engine::verdict::Answer;
use ramlint::model::Model;
use ramlint::model::account::PrincipalKind;
use ramlint::model::catalogue::Catalogue;
use serde_json::json;

use crate::accounts::model;
use crate::enumeration::{agrees, all, found, is_allowed, rulings, size};
use crate::random::account;
use crate::representatives::choices;
use crate::support::{AT, ask, read, settings};

/// More requests than this are not gone through one by one.
const MOST_REQUESTS: usize = 400;

/// What may be known, by the names that requests use.
const KNOWN: &[(&str, &[&str])] = &[
    ("acs:SourceIp", &["10.0.0.9", "11.0.0.1", "2001:db8::1"]),
    ("acs:MFAPresent", &["true", "false", ""]),
    ("acs:SecureTransport", &["true", "false"]),
    (
        "acs:CurrentTime",
        &["2026-12-24T00:00:00Z", "2029-01-01T00:00:00Z"],
    ),
    ("acs:SourceVpc", &["vpc-1", "vpc-2", ""]),
    ("acs:RequestedRegion", &["cn-a", "x", ""]),
];

fn asked(model: &Model, action: &str, given: &Given) -> GivenAnswers {
    let catalogue = Catalogue::embedded();
    let mut settings = settings(AT, false);
    settings.obtain = false;
    answer_given(
        model,
        catalogue,
        &question(action, catalogue),
        &settings,
        given,
    )
}

fn known(pairs: &[(&str, &str)]) -> Given {
    let keys = pairs.iter().map(|(key, value)| {
        let value = match *value {
            "" => Value::Absent,
            text => Value::Is(vec![text.to_owned()]),
        };
        ((*key).to_owned(), value)
    });
    Given {
        keys: keys.collect(),
        ..Given::default()
    }
}

/// What of the answers the naive evaluator contradicts.
fn contradictions(model: &Model, given: &Given, answered: &GivenAnswers) -> Vec<String> {
    let mut wrong = Vec::new();
    let answers = &answered.answers;
    let mut doubts = answers.doubts.clone();
    // A key that requests are said to carry is one that they can carry.
    let mut certain = World::new();
    for (key, value) in &given.keys {
        if *value != Value::Absent {
            certain.insert(doubts.reading("unverified-key", key, None), 1);
        }
    }
    for account in &answers.accounts {
        let owner = &model.accounts[account.account];
        let catalogue = Catalogue::embedded();
        let naive = Naive::new(model, catalogue, owner, &answers.question, &doubts);
        let mut choices = choices(model, owner, &account.universe, settings(AT, false).at);
        for (name, values) in &mut choices {
            match given.keys.get(name) {
                Some(Value::Is(texts)) => *values = vec![Some(texts.clone())],
                Some(Value::Absent) => *values = vec![None],
                None => {}
            }
        }
        if size(&choices) > MOST_REQUESTS {
            continue;
        }
        let requests = all(&choices);
        let complete = |world: &World| {
            let mut world = world.clone();
            world.extend(certain.clone());
            world
        };
        // Of two keys of one name, for the ARNs of several kinds of callers, a request
        // of this list carries but one.
        let names: BTreeSet<&String> = choices.iter().map(|(name, _)| name).collect();
        let one_caller = |about| {
            let kinds = [PrincipalKind::User, PrincipalKind::Role];
            matches!(about, About::Principal(kind, _) if kinds.contains(&kind))
        };
        for line in &account.lines {
            let verdict = &line.verdict;
            let told_apart = names.len() == choices.len() || one_caller(line.about);
            if verdict.worlds.is_empty() || verdict.over_budget || !told_apart {
                continue;
            }
            let worlds = verdict.worlds.iter().map(&complete);
            let found = found(&naive, line.about, worlds, &requests);
            if !agrees(verdict, &found) {
                wrong.push(format!("{} {:?}: {found:?}", line.id, verdict.answer));
            }
            let Some(witness) = &verdict.witness else {
                continue;
            };
            let named = account.universe.named(witness);
            for (name, value) in &given.keys {
                let expected = match value {
                    Value::Is(texts) => Some(texts.clone()),
                    Value::Absent => None,
                };
                if account.universe.find(name).is_some() && named.get(name) != Some(&expected) {
                    wrong.push(format!("{}: {named:?} is not as given", line.id));
                }
            }
            let request = NaiveRequest::from_witness(named);
            let world = complete(&verdict.witness_world);
            if !is_allowed(&rulings(&naive, line.about, &world, &request)) {
                wrong.push(format!("{}: {request:?} is refused", line.id));
            }
        }
    }
    wrong
}

fn some_known() -> impl Strategy<Value = Given> {
    let one = (0..KNOWN.len()).prop_flat_map(|number| {
        let (key, values) = KNOWN[number];
        (Just(key), prop::sample::select(values))
    });
    prop::collection::vec(one, 1..4).prop_map(|pairs| {
        let pairs: BTreeMap<&str, &str> = pairs.into_iter().collect();
        known(&pairs.into_iter().collect::<Vec<_>>())
    })
}

proptest! {
    #![proptest_config(Config {
        cases: 30,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_261_126),
        ..Config::default()
    })]

    #[test]
    fn the_answer_is_that_of_every_request_that_is_like_that(
        spec in account(true, true),
        given in some_known(),
    ) {
        let model = model(&spec);
        let answered = asked(&model, spec.action, &given);
        prop_assert!(answered.impossible.is_empty(), "{:?}", answered.impossible);
        let wrong = contradictions(&model, &given, &answered);
        prop_assert!(wrong.is_empty(), "{} {given:?}: {wrong:#?}", spec.action);
    }

    #[test]
    fn nothing_known_changes_nothing(spec in account(true, true)) {
        let model = model(&spec);
        let mut settings = settings(AT, false);
        settings.obtain = false;
        let plain = ask(&model, "kvstore:DestroyInstance", &settings);
        let answered = asked(&model, "kvstore:DestroyInstance", &Given::default());
        let said = |answers: &ramlint::engine::answers::Answers| -> Vec<(String, Answer, usize)> {
            let lines = answers.lines();
            lines.map(|(_, line)| (line.id.clone(), line.verdict.answer, line.reach.len())).collect()
        };
        prop_assert_eq!(said(&plain), said(&answered.answers));
    }
}

/// A user of an account with one policy.
fn holder(statements: &serde_json::Value) -> Model {
    let document = json!({"Version": "1", "Statement": statements});
    let snapshot = json!({
        "ram_account_snapshot": 1, "account_id": "1000000000000001",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "users": [{"name": "u"}],
        "policies": [{"type": "Custom", "name": "P", "document": document}],
        "attachments": [{"policy": "Custom/P", "to": "user/u"}],
    });
    read(&[("snapshot.json", &snapshot.to_string())]).model
}

fn answer(model: &Model, action: &str, given: &Given) -> Result<Answer, Impossible> {
    let answered = asked(model, action, given);
    match answered.impossible.into_values().next() {
        Some(why) => Err(why),
        None => {
            let mut lines = answered.answers.lines();
            Ok(lines.next().unwrap().1.verdict.answer)
        }
    }
}

#[test]
fn a_range_and_a_pattern_stand_for_all_that_lie_in_them() {
    let model = holder(&json!([
        {"Effect": "Allow", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:instance/dev-*",
         "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}},
    ]));
    let ip = |text: &str, resource: &str| Given {
        resource: Some(resource.to_owned()),
        ..known(&[("acs:SourceIp", text)])
    };
    let arn = |id: &str| format!("acs:kvstore:cn-a:1000000000000001:instance/{id}");
    for (address, id, expected) in [
        ("10.1.0.0/16", "dev-*", Answer::Allowed),
        ("10.1.0.0/16", "*", Answer::AllowedIf),
        ("0.0.0.0/0", "dev-1", Answer::AllowedIf),
        ("10.1.2.3", "dev-1", Answer::Allowed),
        ("11.1.2.3", "dev-1", Answer::NotGranted),
        ("10.1.2.3", "prod-*", Answer::NotGranted),
        ("10.1.2.3", "?ev-1", Answer::AllowedIf),
    ] {
        let given = ip(address, &arn(id));
        let found = answer(&model, "kvstore:DeleteInstance", &given);
        assert_eq!(found, Ok(expected), "{address} {id}");
    }
}

#[test]
fn what_no_request_can_be_is_said() {
    let model = holder(&json!([
        {"Effect": "Allow", "Action": "*", "Resource": "*",
         "Condition": {"StringEquals": {"my:Team": "a"}}},
    ]));
    let destroy = "kvstore:DestroyInstance";
    let cases: BTreeSet<(&str, &str, &str)> = BTreeSet::from([
        ("acs:SourceIpp", "10.0.0.1", "UnknownKey(\"acs:SourceIpp\")"),
        ("acs:PrincipalArn", "x", "OfTheCaller(\"acs:PrincipalARN\")"),
        (
            "acs:ResourceTag/team",
            "x",
            "NeverCarried(\"acs:ResourceTag/team\", NoResource)",
        ),
        (
            "acs:Service",
            "x",
            "NeverCarried(\"acs:Service\", OtherAction)",
        ),
        ("acs:SourceIp", "", "AlwaysCarried(\"acs:SourceIp\")"),
        ("acs:SourceVpc", "prod", "NeverHas(\"acs:SourceVpc\")"),
        (
            "acs:CurrentTime",
            "2020-01-01T00:00:00Z",
            "NeverHas(\"acs:CurrentTime\")",
        ),
        (
            "acs:sourceip",
            "ten",
            "NotOfType { key: \"acs:SourceIp\", text: \"ten\", of: Ip }",
        ),
    ]);
    for (key, value, expected) in cases {
        let found = answer(&model, destroy, &known(&[(key, value)]));
        assert_eq!(format!("{:?}", found.unwrap_err()), expected, "{key}");
    }
    let of = |resource: &str| Given {
        resource: Some(resource.to_owned()),
        ..known(&[("my:team", "a")])
    };
    assert_eq!(answer(&model, destroy, &of("*")), Ok(Answer::Allowed));
    assert_eq!(
        answer(&model, destroy, &of("acs:kvstore:*:*:x")),
        Err(Impossible::NoResource)
    );
    let elsewhere = of("acs:kvstore:cn-a:7:instance/x");
    let delete = "kvstore:DeleteInstance";
    assert_eq!(
        answer(&model, delete, &elsewhere),
        Err(Impossible::NeverHas("resource".to_owned()))
    );
    let two = Value::Is(vec!["10.0.0.1".to_owned(), "10.0.0.2".to_owned()]);
    let mut given = Given::default();
    given.keys.insert("acs:SourceIp".to_owned(), two);
    assert_eq!(
        answer(&model, destroy, &given),
        Err(Impossible::OneValue("acs:SourceIp".to_owned()))
    );
}

/// A key with several values has those that are given and no others.
#[test]
fn of_several_values_all_are_given() {
    let model = holder(&json!([
        {"Effect": "Allow", "Action": "ram:*", "Resource": "*",
         "Condition": {"StringEquals": {"ram:TrustedPrincipalTypes": "RAM"}}},
        {"Effect": "Deny", "Action": "ram:*", "Resource": "*",
         "Condition": {"StringEquals": {"ram:TrustedPrincipalTypes": "Service"}}},
    ]));
    for (values, expected) in [
        (&["RAM"][..], Answer::Allowed),
        (&["RAM", "Service"], Answer::Denied),
        (&["RAM", "Federated"], Answer::Allowed),
        (&["Federated"], Answer::NotGranted),
    ] {
        let mut given = Given::default();
        let values = Value::Is(values.iter().map(|one| (*one).to_owned()).collect());
        given
            .keys
            .insert("ram:TrustedPrincipalTypes".to_owned(), values);
        assert_eq!(
            answer(&model, "ram:CreateRole", &given),
            Ok(expected),
            "{given:?}"
        );
    }
}

/// What an access takes is said of these requests, too.
#[test]
fn requests_of_a_private_address_are_not_made_from_anywhere() {
    let model = holder(&json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]));
    for (key, value, expected) in [
        ("acs:SourceIp", "10.0.0.1", Exposure::PrivateNetwork),
        ("acs:SourceIp", "11.0.0.1", Exposure::Anywhere),
        ("acs:MFAPresent", "true", Exposure::ConsoleMfa),
        ("acs:CurrentTime", "2029-01-01T00:00:00Z", Exposure::Later),
    ] {
        let answered = asked(&model, "kvstore:DestroyInstance", &known(&[(key, value)]));
        let line = answered.answers.lines().next().unwrap().1;
        assert_eq!(line.verdict.answer, Answer::Allowed);
        assert_eq!(line.exposure, Some(expected), "{key} {value}");
    }
}
