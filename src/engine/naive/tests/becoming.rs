//! Who becomes a role.

use serde_json::{Value, json};

use super::{Choices, DESTROY, OWN, asked, engine, model, named, request};
use crate::engine::naive::NaiveRequest;
use crate::model::Model;
use crate::model::account::PrincipalId;

fn trust(statements: &[(&str, &str)]) -> Value {
    let statements = statements.iter().map(|(effect, who)| {
        json!({ "Effect": effect, "Action": "sts:AssumeRole", "Principal": { "RAM": [who] } })
    });
    json!({ "Version": "1", "Statement": statements.collect::<Vec<_>>() })
}

/// The user `u` and the role `s` may assume every role; `v` may not. The role `r`
/// holds everything.
fn account(trust: &Value) -> Value {
    let all = |action: &str| {
        json!({ "Version": "1", "Statement": [
            { "Effect": "Allow", "Action": action, "Resource": "*" }] })
    };
    json!({
        "users": [{ "name": "u" }, { "name": "v" }],
        "groups": [{ "name": "g", "members": [] }],
        "roles": [
            { "name": "r", "trust": trust, "max_session_seconds": 3600 },
            { "name": "s" },
        ],
        "policies": [
            { "type": "Custom", "name": "assume", "version": "v1", "document": all("sts:AssumeRole") },
            { "type": "Custom", "name": "all", "version": "v1", "document": all("kvstore:*") },
        ],
        "attachments": [
            { "policy": "Custom/assume", "to": "user/u" },
            { "policy": "Custom/assume", "to": "role/s" },
            { "policy": "Custom/assume", "to": "group/g" },
            { "policy": "Custom/all", "to": "role/r" },
        ],
    })
}

#[test]
fn both_sides_have_to_agree() {
    let own = |who: &str| format!("acs:ram::{OWN}:{who}");
    let (root, user, other, role) = (own("root"), own("user/u"), own("user/w"), own("role/s"));
    let (wild, foreign) = (own("user/*"), "acs:ram::2000000000000002:root");
    let wildcard = |choice| ("principal-wildcard", wild.as_str(), choice);
    type Case<'c> = (&'c str, &'c [(&'c str, &'c str)], Choices<'c>, bool);
    let cases: &[Case<'_>] = &[
        ("u", &[("Allow", &root)], &[], true),
        ("u", &[("Allow", &user)], &[], true),
        ("u", &[("Allow", &other)], &[], false),
        ("u", &[("Allow", foreign)], &[], false),
        ("u", &[("Allow", &user), ("Deny", &user)], &[], false),
        ("u", &[("Allow", &user), ("Deny", &other)], &[], true),
        ("u", &[("Deny", &user)], &[], false),
        ("u", &[], &[], false),
        ("u", &[("Allow", &wild)], &[wildcard(0)], false),
        ("u", &[("Allow", &wild)], &[wildcard(1)], true),
        ("v", &[("Allow", &root)], &[], false),
        ("v", &[("Allow", &own("user/v"))], &[], false),
        ("g", &[("Allow", &root)], &[], false),
        ("s", &[("Allow", &role)], &[], true),
        ("s", &[("Allow", &user)], &[], false),
        ("s", &[("Allow", &root)], &[], true),
        (
            "s",
            &[("Allow", &root)],
            &[("root-includes-roles", "", 0)],
            false,
        ),
    ];
    for (caller, statements, choices, expected) in cases {
        let trust = trust(statements);
        let model = model(account(&trust));
        let (found, reaches) = asked(&model, DESTROY, choices, |naive, account, world| {
            let (caller, role) = (named(account, caller), named(account, "r"));
            let requests = [request(&[]), request(&[])];
            (
                naive.can_assume(caller, role, world, &request(&[])),
                naive.reaches(caller, &[role], world, &requests),
            )
        });
        assert_eq!(
            (found, reaches),
            (*expected, *expected),
            "{caller} {statements:?} {choices:?}"
        );
        // No group makes calls.
        if *caller != "g" {
            engine::becomes(&model, choices, caller, "r", *expected, &trust);
        }
    }
}

#[test]
fn a_trust_that_is_not_known_admits_or_does_not() {
    let mut snapshot = account(&Value::Null);
    snapshot["roles"][0]
        .as_object_mut()
        .unwrap()
        .remove("trust");
    let model = model(snapshot);
    for choice in [0, 1] {
        let found = asked(
            &model,
            DESTROY,
            &[("trust", "_", choice)],
            |naive, account, world| {
                let (caller, role) = (named(account, "u"), named(account, "r"));
                naive.can_assume(caller, role, world, &request(&[]))
            },
        );
        assert_eq!(found, choice == 1);
        let gap: Choices<'_> = &[("trust", "_", choice)];
        engine::becomes(&model, gap, "u", "r", choice == 1, &Value::Null);
    }
}

/// Whether somebody becomes the role `r`, as the evaluator and the engine have it.
#[track_caller]
fn becomes(model: &Model, caller: &str, choices: Choices<'_>, expected: bool, told: &Value) {
    let found = asked(model, DESTROY, choices, |naive, account, world| {
        let (caller, role) = (named(account, caller), named(account, "r"));
        naive.can_assume(caller, role, world, &request(&[]))
    });
    assert_eq!(found, expected, "{caller} {told} {choices:?}");
    engine::becomes(model, choices, caller, "r", expected, told);
}

fn admitting(principal: &Value) -> Value {
    json!({ "Version": "1", "Statement": [
        { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal }] })
}

#[test]
fn whom_a_principal_names() {
    let own = |who: &str| format!("acs:ram::{OWN}:{who}");
    let ram = |who: &str| json!({ "RAM": [who] });
    let roles = |choice| ("root-includes-roles", "", choice);
    let anyone = |about, choice| ("principal-wildcard", about, choice);
    let cases: &[(&str, Value, Choices<'_>, bool)] = &[
        // Letter case of names does not count.
        ("u", ram(&own("user/U")), &[], true),
        ("s", ram(&own("role/S")), &[], true),
        // Whether an account's roles are meant is no question of users, and none where
        // a role is named.
        ("u", ram(&own("root")), &[roles(0)], true),
        ("s", ram(&own("root")), &[roles(0)], false),
        ("s", ram(&own("role/s")), &[roles(0)], true),
        // What is no ARN names nobody, or everybody.
        ("u", ram("*"), &[anyone("*", 0)], false),
        ("u", ram("*"), &[anyone("*", 1)], true),
        ("u", ram("u"), &[anyone("u", 1)], false),
        ("u", json!("*"), &[anyone("", 0)], false),
        ("u", json!("*"), &[anyone("", 1)], true),
        ("u", json!("u"), &[anyone("", 1)], false),
        // A service or an identity provider is somebody else (R50, R51).
        ("u", json!({ "Service": ["ecs.aliyuncs.com"] }), &[], false),
        ("u", json!({ "Service": ["*"] }), &[anyone("*", 1)], false),
        ("u", json!({ "Federated": [own("user/u")] }), &[], false),
    ];
    for (caller, principal, choices, expected) in cases {
        let model = model(account(&admitting(principal)));
        becomes(&model, caller, choices, *expected, principal);
    }
}

/// Where the own account is not known, an ARN may be of it.
#[test]
fn whom_a_principal_names_in_an_account_that_is_not_known() {
    const OTHER: &str = "2000000000000002";
    let arn = |account: &str, who: &str| format!("acs:ram::{account}:{who}");
    let wild = arn("*", "user/u");
    let own = |choice| ("own-account", OTHER, choice);
    let anyone = |choice| ("principal-wildcard", wild.as_str(), choice);
    let cases: &[(String, Choices<'_>, bool)] = &[
        (arn(OTHER, "user/u"), &[own(0)], false),
        (arn(OTHER, "user/u"), &[own(1)], true),
        (arn(OTHER, "root"), &[own(0)], false),
        (arn(OTHER, "root"), &[own(1)], true),
        (arn(OTHER, "user/v"), &[own(1)], false),
        (wild.clone(), &[anyone(0)], false),
        (wild.clone(), &[anyone(1)], true),
    ];
    for (text, choices, expected) in cases {
        let principal = json!({ "RAM": [text] });
        let mut model = model(account(&admitting(&principal)));
        model.accounts[0].id = None;
        becomes(&model, "u", choices, *expected, &principal);
    }
}

/// What tells accounts from each other is compared letter by letter.
#[test]
fn an_account_is_named_as_it_is_called() {
    for (owner, expected) in [("Shop", true), ("shop", false)] {
        let principal = json!({ "RAM": [format!("acs:ram::{owner}:user/u")] });
        let mut snapshot = account(&admitting(&principal));
        snapshot["account_id"] = json!("Shop");
        becomes(&model(snapshot), "u", &[], expected, &principal);
    }
}

/// RAM writes the ARN of a role with a star for its region, or without any (D24).
#[test]
fn r49_either_spelling_of_a_role_names_it() {
    let principal = json!({ "RAM": [format!("acs:ram::{OWN}:root")] });
    for (resource, expected) in [
        ("*".to_owned(), true),
        (format!("acs:ram:*:{OWN}:role/r"), true),
        (format!("acs:ram::{OWN}:role/r"), true),
        (format!("acs:ram::{OWN}:role/R"), true),
        (format!("acs:ram:?:{OWN}:role/r"), true),
        (format!("acs:ram:cn-a:{OWN}:role/r"), false),
        (format!("acs:ram::{OWN}:role/s"), false),
        ("acs:ram::2000000000000002:role/r".to_owned(), false),
    ] {
        let mut snapshot = account(&admitting(&principal));
        snapshot["policies"][0]["document"]["Statement"][0]["Resource"] = json!(resource);
        becomes(&model(snapshot), "u", &[], expected, &json!(resource));
    }
}

#[test]
fn nobody_becomes_who_is_no_role() {
    let root = json!({ "RAM": [format!("acs:ram::{OWN}:root")] });
    let model = model(account(&admitting(&root)));
    let found = asked(&model, DESTROY, &[], |naive, account, world| {
        let caller = named(account, "u");
        let all = [named(account, "v"), named(account, "g"), PrincipalId(99)];
        all.map(|target| naive.can_assume(caller, target, world, &request(&[])))
    });
    assert_eq!(found, [false; 3]);
}

/// No request comes before the one that gave the session, and none after its end.
#[test]
fn a_session_has_a_beginning_and_an_end() {
    let model = model(account(&trust(&[(
        "Allow",
        &format!("acs:ram::{OWN}:root"),
    )])));
    let at = |time: &str| request(&[("acs:CurrentTime", time)]);
    let (begin, next) = ("2026-11-22T00:00:00Z", "2026-11-22T00:00:01Z");
    for (times, expected) in [
        (&[begin, begin][..], true),
        (&[begin, next], true),
        (&[next, begin], false),
        (&[begin, "2026-11-22T01:00:00Z"], true),
        (&[begin, "2026-11-22T01:00:01Z"], false),
        (&[begin], false),
        (&[begin, begin, begin], false),
        (&[], false),
    ] {
        let requests: Vec<NaiveRequest> = times.iter().map(|time| at(time)).collect();
        let found = asked(&model, DESTROY, &[], |naive, account, world| {
            let (caller, role) = (named(account, "u"), named(account, "r"));
            naive.reaches(caller, &[role], world, &requests)
        });
        assert_eq!(found, expected, "{times:?}");
    }
}
