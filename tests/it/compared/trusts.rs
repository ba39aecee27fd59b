//! Random trust documents: somebody is told to be let in by one alone exactly where the
//! naive evaluator lets them become a role that has it, and not the role that has the
//! other.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use ramlint::engine::answers::question;
use ramlint::engine::difference::Entry;
use ramlint::engine::difference::trusts::compare_trusts;
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Naive, NaiveRequest};
use ramlint::model::Model;
use ramlint::model::account::PrincipalId;
use ramlint::model::catalogue::Catalogue;
use serde_json::{Value, json};

use crate::laws::config;
use crate::support::{ACTION, AT, read, settings};

const OWN: &str = "acs:ram::1000000000000001:";

/// Callers, each with what stands for it.
const CALLERS: &[(&str, &str)] = &[
    ("user/bob", "user/bob"),
    ("user/al", "user/al"),
    ("user/cy", "user/*"),
    ("role/r", "role/r"),
    ("role/s", "role/*"),
];

fn statement() -> impl Strategy<Value = Value> {
    let effect = prop_oneof![2 => Just("Allow"), 1 => Just("Deny")];
    let who = prop_oneof![
        Just("root"),
        Just("user/bob"),
        Just("user/al"),
        Just("role/r")
    ];
    let who = prop::collection::btree_set(who, 1..3);
    let condition = prop_oneof![
        3 => Just(Value::Null),
        1 => Just(json!({"Bool": {"acs:MFAPresent": "true"}})),
        1 => Just(json!({"Bool": {"acs:MFAPresent": "false"}})),
        1 => Just(json!({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}})),
        1 => Just(json!({"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}})),
    ];
    (effect, who, condition).prop_map(|(effect, who, condition)| {
        let who: Vec<String> = who.iter().map(|name| format!("{OWN}{name}")).collect();
        let mut statement = json!({"Effect": effect, "Action": "sts:AssumeRole",
            "Principal": {"RAM": who}});
        if !condition.is_null() {
            statement["Condition"] = condition;
        }
        statement
    })
}

fn document() -> impl Strategy<Value = Value> {
    let statements = prop::collection::vec(statement(), 1..4);
    statements.prop_map(|all| json!({"Version": "1", "Statement": all}))
}

/// Everybody may become any role that lets them.
fn account(trust: &Value) -> Model {
    let nobody = json!({"Version": "1", "Statement": [{"Effect": "Allow",
        "Action": "sts:AssumeRole", "Principal": {"Service": ["ecs.aliyuncs.com"]}}]});
    let attachments = CALLERS.iter();
    let attachments = attachments.map(|(to, _)| json!({"policy": "Custom/All", "to": to}));
    let text = json!({"ram_account_snapshot": 1, "account_id": "1000000000000001",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships",
            "control_policies"],
        "users": [{"name": "bob"}, {"name": "al"}, {"name": "cy"}], "groups": [],
        "roles": [{"name": "r", "trust": nobody}, {"name": "s", "trust": nobody},
            {"name": "target", "trust": trust}],
        "policies": [{"type": "Custom", "name": "All", "document": {"Version": "1",
            "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}}],
        "attachments": attachments.collect::<Vec<Value>>()});
    read(&[("snapshot.json", &text.to_string())]).model
}

fn find(model: &Model, id: &str) -> PrincipalId {
    let mut all = model.accounts[0].principals();
    let is_it = |found: &(PrincipalId, _)| found.1 == id;
    let mut named = all
        .by_ref()
        .map(|(number, one)| (number, format!("{}/{}", one.kind.word(), one.name)));
    named.find(is_it).unwrap().0
}

fn requests() -> Vec<NaiveRequest> {
    let mut found = Vec::new();
    for second in [None, Some("true"), Some("false")] {
        for address in ["10.1.1.1", "8.8.8.8"] {
            let mut request = NaiveRequest::default();
            let second = second.map(|value| vec![value.to_owned()]);
            request.keys.insert("acs:MFAPresent".to_owned(), second);
            let address = Some(vec![address.to_owned()]);
            request.keys.insert("acs:SourceIp".to_owned(), address);
            found.push(request);
        }
    }
    found
}

#[test]
fn whom_one_trust_alone_lets_in_is_told_exactly() {
    let mut runner = TestRunner::new(config(150));
    let told = std::cell::Cell::new((0, 0));
    let outcome = runner.run(&(document(), document()), |(one, other)| {
        let texts = [one.to_string(), other.to_string()];
        let [before, after] = [0, 1].map(|side| read(&[("t.json", &texts[side])]).model);
        let only = |model: &Model| model.other_documents[0].document;
        let catalogue = Catalogue::embedded();
        let found = compare_trusts(
            (&before, only(&before)),
            (&after, only(&after)),
            catalogue,
            &settings(AT, false),
        );
        let accounts = [account(&one), account(&other)];
        let asked = question(ACTION, catalogue);
        for (caller, shown) in CALLERS {
            let lets_in = |side: usize, request: &NaiveRequest| {
                let model = &accounts[side];
                let own = &model.accounts[0];
                let naive = Naive::new(model, catalogue, own, &asked, &model.doubts);
                let (from, to) = (find(model, caller), find(model, "role/target"));
                naive.can_assume(from, to, &World::new(), request)
            };
            // Whoever no document names is as everybody who is not named.
            let named = format!("{OWN}{shown}");
            let alone = format!("{OWN}{}/*", shown.split_once('/').unwrap().0);
            let is_named = texts
                .iter()
                .any(|text| text.contains(&format!("{named}\"")));
            let name = if is_named { named } else { alone };
            for (side, entries) in [(0, &found.lost), (1, &found.gained)] {
                let shows = |one: &NaiveRequest| lets_in(side, one) && !lets_in(1 - side, one);
                let expected = requests().iter().any(shows);
                let has = |entry: &&Entry| entry.principal == name;
                let entry = entries.iter().find(has);
                prop_assert_eq!(
                    entry.is_some(),
                    expected,
                    "{} {}\n{:#}\n{:#}",
                    caller,
                    side,
                    one,
                    other
                );
                let mut counts = told.get();
                if let Some(entry) = entry {
                    let witness = NaiveRequest::from_witness(entry.witness[0].clone());
                    prop_assert!(shows(&witness), "{:?}", entry);
                    counts.0 += 1;
                } else {
                    counts.1 += 1;
                }
                told.set(counts);
            }
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let (some, none) = told.get();
    assert!(some > 100 && none > 100, "{some} {none}");
}
