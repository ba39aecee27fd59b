//! How statements bear on an action, and why tests of them are never met.

use serde_json::{Value, json};

use super::*;
use crate::engine::answers::question;
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::formula::{Atom, KeyId};
use crate::engine::snapshots::{OWN, files, model, settings};
use crate::engine::universe::{KeyInfo, Universe};
use crate::model::OtherDocument;

const DESTROY: &str = "kvstore:DestroyInstance";

fn document(statement: Value) -> Value {
    json!({ "Version": "1", "Statement": [statement] })
}

fn allow(action: &str) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": "*" })
}

fn custom(name: &str, statement: Value) -> Value {
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document(statement) })
}

fn reviewed(model: &Model, action: &str) -> Vec<Bearing> {
    let catalogue = Catalogue::embedded();
    let asked = question(action, catalogue);
    review(model, catalogue, &asked, Effect::Allow, &settings()).bearings
}

#[test]
fn why_a_test_is_never_met() {
    let expired = |instant: &str| Never::Expired(ordered::parse_instant(instant).unwrap());
    let (first, last) = ("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
    let cases: Vec<(&str, Value, Option<Never>)> = vec![
        (
            DESTROY,
            json!({ "DateLessThan": { "acs:CurrentTime": first } }),
            Some(expired(first)),
        ),
        // Of several ends the last one counts.
        (
            DESTROY,
            json!({ "DateLessThan": { "acs:CurrentTime": [last, first] } }),
            Some(expired(last)),
        ),
        (
            DESTROY,
            json!({ "DateGreaterThan": { "acs:CurrentTime": first } }),
            None,
        ),
        // No time is compared.
        (
            DESTROY,
            json!({ "IpAddress": { "acs:CurrentTime": first } }),
            Some(Never::NotMet),
        ),
        // It is no time that the key is about.
        (
            DESTROY,
            json!({ "DateLessThan": { "ram:x": first } }),
            Some(Never::NotMet),
        ),
        (
            "ecs:RunInstances",
            json!({ "StringEquals": { "acs:Service": first } }),
            Some(Never::NotMet),
        ),
        (
            "kvstore:DeleteBackup",
            json!({ "StringEquals": { "acs:ResourceTag/a": "b" } }),
            Some(Never::NoResource),
        ),
        (
            "kvstore:RestartInstance",
            json!({ "StringEquals": { "acs:ResourceTag/a": "b" } }),
            None,
        ),
    ];
    for (action, condition, expected) in cases {
        let mut statement = allow(action);
        statement["Condition"] = condition.clone();
        let model = model(json!({ "policies": [custom("p", statement)] }));
        let bearings = reviewed(&model, action);
        let never: Vec<Never> = bearings[0].never.iter().map(|(_, why)| *why).collect();
        assert_eq!(never, Vec::from_iter(expected), "{action} {condition}");
    }
}

/// What a pattern does in one reading alone is no code in place of another.
#[test]
fn a_wrong_code_is_told_of_what_has_one() {
    let policies = json!([custom("p", allow("redis:DestroyInstance"))]);
    let wrong = reviewed(&model(json!({ "policies": policies })), DESTROY);
    let (_, code) = wrong[0].wrong_code.clone().unwrap();
    assert_eq!(code, "redis");
    for action in ["kvstore*", DESTROY] {
        let policies = json!([custom("p", allow(action))]);
        for bearing in reviewed(&model(json!({ "policies": policies })), DESTROY) {
            assert_eq!(bearing.wrong_code, None, "{action}");
        }
    }
}

/// Statements come in the order of their places, whatever their documents belong to.
#[test]
fn statements_come_by_place() {
    let control = json!({ "id": "cp-1", "name": "c", "targets": ["r-1"],
        "document": document(allow("*")) });
    let model = model(json!({
        "control_policies": [control],
        "policies": [custom("p", allow("kvstore:*"))],
    }));
    let found = reviewed(&model, DESTROY);
    let places: Vec<u32> = found
        .iter()
        .map(|bearing| bearing.action_at.start)
        .collect();
    assert_eq!(places.len(), 2);
    assert!(places.is_sorted(), "{places:?}");
    assert!(found.iter().all(|bearing| !bearing.bundled));
}

/// What belongs to nobody, or is not in force, is no bundled policy.
#[test]
fn documents_of_an_input_are_not_bundled() {
    let mut policy = custom("p", allow("ecs:*"));
    policy["version"] = json!("v2");
    policy["other_versions"] =
        json!([{ "version": "v1", "document": document(allow("kvstore:*")) }]);
    let mut model = model(json!({ "policies": [policy] }));
    let catalogue = Catalogue::embedded();
    let asked = question(DESTROY, catalogue);
    let latent = latent(&model, catalogue, &asked, Effect::Allow, &settings());
    assert_eq!(latent.len(), 1);
    assert_eq!(latent[0].version, "v1");
    model.other_documents.push(OtherDocument {
        path: "o.json".to_owned(),
        kind: DocumentKind::Resource,
        document: latent[0].document,
    });
    let others = of_others(&model, catalogue, &asked, &settings());
    let found: Vec<(&str, bool)> = latent[0]
        .bearings
        .iter()
        .chain(&others)
        .map(|bearing| (bearing.policy.as_str(), bearing.bundled))
        .collect();
    assert_eq!(found, [("Custom/p", false), ("policy/o.json", false)]);
}

#[test]
fn formulas_that_are_met_without_a_key() {
    let mut universe = Universe::default();
    let mut key = |name: &str, may_be_absent| {
        universe.add(KeyInfo {
            name: name.to_owned(),
            role: KeyRole::Plain,
            of: ValueType::Bool,
            may_be_absent,
            many: false,
            values: Set::everything(ValueType::Bool),
        })
    };
    let (open, always) = (key("open", true), key("always", false));
    let test = |key: KeyId, absent| {
        Formula::Key(std::sync::Arc::new(Atom {
            key,
            set: Set::Bools {
                yes: true,
                no: false,
            },
            absent,
            every: false,
        }))
    };
    for (key, formula, expected) in [
        (open, test(open, true), true),
        (open, test(open, false), false),
        (open, test(always, false), true),
        (open, Formula::True, true),
        (open, Formula::False, false),
        (always, test(open, true), false),
        (always, Formula::True, false),
    ] {
        assert_eq!(
            met_without(key, &formula, &universe),
            expected,
            "{formula:?}"
        );
    }
}

/// Documents of nobody are looked at as if they were the first account's.
#[test]
fn documents_of_nobody_are_about_the_first_account() {
    const DELETE: &str = "kvstore:DeleteInstance";
    let mut other = allow(DELETE);
    other["Resource"] = json!(format!("acs:kvstore:*:{OWN}:instance/a"));
    let snapshot = |id: &str| {
        let policies = json!([custom("p", other.clone())]);
        json!({ "ram_account_snapshot": 1, "account_id": id, "policies": policies }).to_string()
    };
    for (ids, expected) in [
        ([OWN, "2000000000000002"], Extent::Some),
        (["2000000000000002", OWN], Extent::Nothing),
    ] {
        let [first, second] = ids.map(snapshot);
        let mut model = files(&[("a.json", &first), ("b.json", &second)]);
        let (document, _) = model.pools.documents().next().unwrap();
        model.other_documents.push(OtherDocument {
            path: "o.json".to_owned(),
            kind: DocumentKind::Resource,
            document,
        });
        let catalogue = Catalogue::embedded();
        let asked = question(DELETE, catalogue);
        let found = of_others(&model, catalogue, &asked, &settings());
        let found: Vec<Extent> = found.iter().map(|bearing| bearing.resources).collect();
        assert_eq!(found, [expected], "{ids:?}");
    }
}

/// Of several readings that one resource hangs on the first that was met is told.
#[test]
fn resources_that_hang_on_readings_are_told_with_the_first() {
    let mut statement = allow("nosuch:Action");
    statement["Resource"] = json!(["acs:nosuch:*:*:a", "acs:nosuch:*:*:*"]);
    let model = model(json!({ "policies": [custom("p", statement)] }));
    let bearings = reviewed(&model, "nosuch:Action");
    let found: Vec<(&str, &str)> = bearings[0]
        .unsettled
        .iter()
        .map(|(element, name)| (model.pools.str(element.text), name.as_str()))
        .collect();
    let level = "resource-level-unknown";
    assert_eq!(
        found,
        [("acs:nosuch:*:*:a", level), ("acs:nosuch:*:*:*", level)]
    );
}
