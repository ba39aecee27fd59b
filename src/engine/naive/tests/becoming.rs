//! Who becomes a role.

use serde_json::{Value, json};

use super::{Choices, DESTROY, OWN, asked, engine, model, named, request};
use crate::engine::naive::NaiveRequest;

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
