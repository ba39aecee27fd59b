//! When the directory denies the action to everybody, so that there is nothing to search
//! for.

use serde_json::{Value, json};

use crate::engine::changes::Identity;
use crate::engine::obtain::tests::ground::{on, principal};
use crate::engine::obtain::tests::{account, allow};
use crate::engine::snapshots::{OWN, model};

/// An account below the folders `r-1` and `fd-1`, with control policies.
fn below(controls: &[Value]) -> Value {
    let mut snapshot = account(&[allow("ram:CreateAccessKey", "*")]);
    snapshot["resource_directory"] =
        json!({ "id": "rd-1", "account": "member", "path": ["r-1", "fd-1"] });
    snapshot["control_policies"] = json!(controls);
    snapshot
}

fn full(target: &str) -> Value {
    json!({ "id": format!("full-{target}"), "name": "FullAliyunAccess", "targets": [target] })
}

fn control(target: &str, statement: Value) -> Value {
    let document = json!({ "Version": "1", "Statement": [statement] });
    json!({ "id": format!("cp-{target}"), "name": "cp", "targets": [target], "document": document })
}

fn statement(effect: &str, action: &str) -> Value {
    json!({ "Effect": effect, "Action": action, "Resource": "*" })
}

fn under(condition: Value, effect: &str) -> Value {
    let mut statement = statement(effect, "kvstore:*");
    statement["Condition"] = condition;
    statement
}

fn is_shut(snapshot: Value, who: &str) -> bool {
    let model = model(snapshot);
    let who = Identity::Principal(principal(&model.accounts[0], who));
    on(&model, |ground, compiler, doubts| {
        ground.is_shut(&who, compiler, doubts)
    })
}

/// One level is enough, and what is in doubt or hangs on the request does not count.
#[test]
fn d22_an_account_is_shut_where_a_level_denies_all_requests() {
    let deny = |target: &str| control(target, statement("Deny", "kvstore:*"));
    let mfa = || json!({ "Bool": { "acs:MFAPresent": "true" } });
    let me = || json!({ "StringLike": { "acs:PrincipalARN": "*:user/u" } });
    let without = |name: &str, mut control: Value| {
        control.as_object_mut().unwrap().remove(name);
        control
    };
    let cases: Vec<(&str, Vec<Value>, bool)> = vec![
        ("nothing binds", vec![], false),
        ("denied here", vec![full(OWN), deny(OWN)], true),
        ("denied above", vec![full(OWN), deny("fd-1")], true),
        ("denied at the top", vec![full(OWN), deny("r-1")], true),
        ("denied elsewhere", vec![full(OWN), deny("fd-2")], false),
        (
            "something else denied",
            vec![full(OWN), control(OWN, statement("Deny", "ecs:*"))],
            false,
        ),
        (
            "not allowed",
            vec![control(OWN, statement("Allow", "ecs:*"))],
            true,
        ),
        (
            "not allowed above",
            vec![full(OWN), control("fd-1", statement("Allow", "ecs:*"))],
            true,
        ),
        (
            "denied to some requests",
            vec![full(OWN), control(OWN, under(mfa(), "Deny"))],
            false,
        ),
        (
            "allowed to some requests",
            vec![control(OWN, under(mfa(), "Allow"))],
            false,
        ),
        (
            "denied to some callers",
            vec![full(OWN), control(OWN, under(me(), "Deny"))],
            false,
        ),
        (
            "denied perhaps here",
            vec![full(OWN), without("targets", deny(OWN))],
            false,
        ),
        (
            "perhaps allowed",
            vec![without("document", deny(OWN))],
            false,
        ),
    ];
    for (what, controls, expected) in cases {
        assert_eq!(is_shut(below(&controls), "user/u"), expected, "{what}");
    }
}

/// What somebody holds makes no difference; who has no session has nothing to be shut out
/// of.
#[test]
fn what_is_held_opens_no_account_that_is_shut() {
    let shut = || below(&[full(OWN), control(OWN, statement("Deny", "kvstore:*"))]);
    let mut scoped = shut();
    scoped["attachments"][2]["scope"] = json!("rg-1");
    assert!(is_shut(scoped, "user/u"));
    let mut snapshot = shut();
    let all = json!({ "Version": "1", "Statement": [statement("Allow", "*")] });
    snapshot["sso"] = json!({
        "users": [{ "name": "jo" }, { "name": "no" }],
        "access_configurations": [{ "name": "All", "inline": all }],
        "assignments": [{ "configuration": "All", "to": "user/jo" }],
    });
    for (who, expected) in [
        ("user/boss", true),
        ("role/admin", true),
        ("sso-user/jo", true),
        ("sso-user/no", false),
    ] {
        assert_eq!(is_shut(snapshot.clone(), who), expected, "{who}");
    }
}

/// Control policies bind no service-linked role (R58): one that has the action may let
/// others have it.
#[test]
fn r58_a_service_linked_role_with_the_action_leaves_an_account_open() {
    let cases: [(&[bool], bool); 6] = [
        (&[], true),
        (&[false], true),
        (&[true], false),
        (&[false, false], true),
        (&[true, false], false),
        (&[false, true], false),
    ];
    for (linked, expected) in cases {
        let mut snapshot = below(&[full(OWN), control(OWN, statement("Deny", "kvstore:*"))]);
        for (number, has_access) in linked.iter().enumerate() {
            let name = format!("linked{number}");
            let role = json!({ "name": name, "service_linked": true });
            snapshot["roles"].as_array_mut().unwrap().push(role);
            if *has_access {
                let attachment = json!({ "policy": "Custom/all", "to": format!("role/{name}") });
                snapshot["attachments"]
                    .as_array_mut()
                    .unwrap()
                    .push(attachment);
            }
        }
        assert_eq!(is_shut(snapshot, "user/u"), expected, "{linked:?}");
    }
}
