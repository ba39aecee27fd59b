//! What binds the members of a resource directory.

use serde_json::{Value, json};

use super::engine::{self, Asked};
use super::{
    Choices, DESTROY, Decision, OWN, asked, document, held, model, named, request, ruling,
};

/// Control policies by name, what they are attached to, and what they say; nothing is
/// `FullAliyunAccess`.
type Policies<'c> = &'c [(&'c str, &'c [&'c str], Value)];

/// A member of a directory who may do it but for its levels.
fn member(policies: Policies<'_>, path: Option<&[&str]>) -> Value {
    let mut snapshot = held(&[("Custom/allow", "user/u", None)]);
    let policies = policies.iter().map(|(name, targets, document)| {
        let mut policy = json!({ "id": format!("cp-{name}"), "name": name, "targets": targets });
        if !document.is_null() {
            policy["document"] = document.clone();
        }
        policy
    });
    snapshot["control_policies"] = policies.collect();
    snapshot["resource_directory"] = json!({ "id": "rd-1", "account": "member" });
    if let Some(path) = path {
        snapshot["resource_directory"]["path"] = json!(path);
    }
    snapshot
}

#[test]
fn d22_a_level_is_bound_by_what_is_attached_to_it() {
    const FULL: &str = "FullAliyunAccess";
    type Case<'c> = (Policies<'c>, Option<&'c [&'c str]>, u8, bool, bool);
    let deny = document(&["Deny"]);
    let of_another = json!({ "Version": "1", "Statement": [
        { "Effect": "Deny", "Action": "ecs:*", "Resource": "*" }] });
    let path: Option<&[&str]> = Some(&["r-1", "fd-1"]);
    let cases: &[Case<'_>] = &[
        // One policy of a level allows: the others need not.
        (
            &[
                (FULL, &["r-1"], Value::Null),
                ("c", &["r-1"], of_another.clone()),
            ],
            path,
            0,
            false,
            false,
        ),
        (&[("c", &["r-1"], of_another)], path, 0, true, false),
        // Whatever is attached elsewhere, there is no doubt that it does not bind.
        (&[("c", &["fd-9"], deny.clone())], path, 1, false, false),
        (&[("c", &[], deny.clone())], path, 1, false, false),
        // Where the path is not known, a folder may be on it.
        (&[("c", &["fd-9"], deny.clone())], None, 0, false, false),
        (&[("c", &["fd-9"], deny.clone())], None, 1, true, true),
        (&[("c", &[OWN, "fd-9"], deny.clone())], None, 0, true, true),
        (&[("c", &[], deny)], None, 1, false, false),
        (&[(FULL, &["fd-9"], Value::Null)], None, 1, false, false),
    ];
    for (policies, path, choice, refused, denied) in cases {
        let choices: Choices<'_> = &[("control-policy-binds", "_", *choice)];
        let found = ruling(&model(member(policies, *path)), DESTROY, choices, &[]);
        let expected = if *refused {
            Decision::GateRefused
        } else {
            Decision::Allowed
        };
        let found = (found.decision, found.granted, found.denied);
        assert_eq!(
            found,
            (expected, true, *denied),
            "{policies:?} {path:?} {choice}"
        );
    }
}

/// A session of Cloud SSO is one of a role of the account.
#[test]
fn r59_levels_bind_sessions() {
    for (effect, decision) in [
        ("Allow", Decision::Allowed),
        ("Deny", Decision::GateRefused),
    ] {
        let mut snapshot = member(&[("c", &["r-1"], document(&[effect]))], Some(&["r-1"]));
        snapshot["sso"] = json!({
            "users": [{ "name": "mei" }],
            "groups": [],
            "access_configurations": [
                { "name": "Admin", "system_policies": ["AdministratorAccess"], "inline": null },
            ],
            "assignments": [{ "configuration": "Admin", "to": "user/mei", "account": OWN }],
        });
        let model = model(snapshot);
        let found = asked(&model, DESTROY, &[], |naive, account, world| {
            naive.sessions(named(account, "mei"), world, &request(&[]))
        });
        let [found] = found[..] else {
            panic!("{found:?}")
        };
        assert_eq!((found.decision, found.granted), (decision, true));
        for how in [Asked::Alone, Asked::AmongAll] {
            let said = engine::rulings(&model, DESTROY, &[], "mei", &[], how);
            let expected = [decision == Decision::Allowed, true, effect == "Deny"];
            assert_eq!(said, [Some(expected)], "{effect} {how:?}");
        }
    }
}
