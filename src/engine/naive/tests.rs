//! What RAM says, as tables of cases that were worked out by hand: nothing else that
//! the library tests would notice if the evaluator and the engine went wrong together.

mod becoming;
mod bounds;
mod conditions;
mod elements;
mod engine;
mod holders;
mod holes;
mod keys;
mod statements;
mod values;

use serde_json::{Value, json};

use self::engine::Asked;
use super::{Decision, Naive, NaiveRequest, Ruling};
use crate::engine::answers::question;
use crate::engine::formula::World;
use crate::engine::snapshots::{OWN, model};
use crate::model::Model;
use crate::model::account::{Account, PrincipalId};
use crate::model::catalogue::Catalogue;
use crate::model::doubt::{DoubtId, Doubts};

/// An action that is authorised on all resources.
const DESTROY: &str = "kvstore:DestroyInstance";

/// Choices by the names of readings and gaps and by what they are about; about `_` is
/// whatever has that name.
type Choices<'c> = &'c [(&'c str, &'c str, u8)];

/// The variables of a model and the world of some choices.
fn chosen(model: &Model, choices: Choices<'_>) -> (Doubts, World) {
    let mut doubts = model.doubts.clone();
    let mut world = World::new();
    for (name, about, choice) in choices {
        if crate::model::reading::find(name).is_some() && *about != "_" {
            world.insert(doubts.reading(name, *about, None), *choice);
            continue;
        }
        if *name == "control-policy-binds" {
            let binds = model.accounts[0].control_policies.iter();
            for policy in binds {
                world.insert(doubts.gap(name, &policy.id, None, 2), *choice);
            }
            continue;
        }
        if *name == "not-complete" {
            let about = model.accounts[0].about_category(about);
            world.insert(doubts.gap(name, about, None, 2), *choice);
            continue;
        }
        if *name == "own-account" {
            world.insert(doubts.gap(name, *about, None, 2), *choice);
            continue;
        }
        let named = doubts.iter().filter(|(_, doubt)| doubt.name == *name);
        let found: Vec<DoubtId> = named.map(|(id, _)| id).collect();
        assert!(!found.is_empty(), "{name}: {:?}", doubts);
        world.extend(found.into_iter().map(|id| (id, *choice)));
    }
    (doubts, world)
}

/// The evaluator of an account and the world of some choices, for a question.
fn asked<R>(
    model: &Model,
    action: &str,
    choices: Choices<'_>,
    ask: impl FnOnce(&Naive<'_>, &Account, &World) -> R,
) -> R {
    let catalogue = Catalogue::embedded();
    let (doubts, world) = chosen(model, choices);
    let account = &model.accounts[0];
    let asked = question(action, catalogue);
    let naive = Naive::new(model, catalogue, account, &asked, &doubts);
    ask(&naive, account, &world)
}

fn named(account: &Account, name: &str) -> PrincipalId {
    let mut all = account.principals();
    let (id, _) = all.find(|(_, one)| one.name == name).unwrap();
    id
}

fn request(keys: &[(&str, &str)]) -> NaiveRequest {
    NaiveRequest::from_witness(
        keys.iter()
            .map(|(key, value)| ((*key).to_owned(), Some(vec![(*value).to_owned()])))
            .collect(),
    )
}

/// What RAM says to the user `u`, as the evaluator and the engine have it.
#[track_caller]
fn ruling(model: &Model, action: &str, choices: Choices<'_>, keys: &[(&str, &str)]) -> Ruling {
    ruling_of("u", model, action, choices, keys)
}

/// What it says to somebody else.
#[track_caller]
fn ruling_of(
    who: &str,
    model: &Model,
    action: &str,
    choices: Choices<'_>,
    keys: &[(&str, &str)],
) -> Ruling {
    let ruling = asked(model, action, choices, |naive, account, world| {
        naive.principal(named(account, who), world, &request(keys))
    });
    engine::agrees(model, action, choices, who, keys, ruling);
    ruling
}

fn document(effects: &[&str]) -> Value {
    let statements = effects
        .iter()
        .map(|effect| json!({ "Effect": effect, "Action": "kvstore:*", "Resource": "*" }));
    json!({ "Version": "1", "Statement": statements.collect::<Vec<_>>() })
}

fn policy(name: &str, effects: &[&str]) -> Value {
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document(effects) })
}

/// Policies `allow`, `deny` and one without a document; the user is in the group `g`.
fn held(attachments: &[(&str, &str, Option<&str>)]) -> Value {
    let attachments = attachments.iter().map(|(policy, to, scope)| match scope {
        None => json!({ "policy": policy, "to": to }),
        Some(scope) => json!({ "policy": policy, "to": to, "scope": scope }),
    });
    json!({
        "users": [{ "name": "u" }, { "name": "v" }],
        "groups": [{ "name": "g", "members": ["u"] }],
        "policies": [
            policy("allow", &["Allow"]),
            policy("deny", &["Deny"]),
            { "type": "Custom", "name": "unread", "version": "v1" },
        ],
        "attachments": attachments.collect::<Vec<_>>(),
    })
}

#[test]
fn allow_deny_and_the_scopes_that_they_are_attached_at() {
    use Decision::{Allowed, DeniedExplicitly, NotGranted};
    const ALLOW: &str = "Custom/allow";
    const DENY: &str = "Custom/deny";
    const UNREAD: &str = "Custom/unread";
    const GROUP: Option<&str> = Some("rg-1");
    type Case<'c> = (
        &'c [(&'c str, &'c str, Option<&'c str>)],
        Choices<'c>,
        (Decision, bool, bool),
    );
    let reaches = ("resource-group-scope", "", 1);
    let ends = ("account-allow-ends-evaluation", "", 1);
    let unread = |choice| ("policy", "_", choice);
    let cases: &[Case<'_>] = &[
        (&[], &[], (NotGranted, false, false)),
        (&[(ALLOW, "user/u", None)], &[], (Allowed, true, false)),
        (&[(ALLOW, "group/g", None)], &[], (Allowed, true, false)),
        (&[(ALLOW, "user/v", None)], &[], (NotGranted, false, false)),
        (
            &[(DENY, "user/u", None)],
            &[],
            (DeniedExplicitly, false, true),
        ),
        (
            &[(ALLOW, "user/u", None), (DENY, "group/g", None)],
            &[],
            (DeniedExplicitly, true, true),
        ),
        (&[(ALLOW, "user/u", GROUP)], &[], (NotGranted, false, false)),
        (
            &[(ALLOW, "user/u", GROUP)],
            &[reaches],
            (Allowed, true, false),
        ),
        (
            &[(DENY, "user/u", GROUP)],
            &[reaches],
            (DeniedExplicitly, false, true),
        ),
        (
            &[(ALLOW, "user/u", None), (DENY, "user/u", GROUP)],
            &[],
            (Allowed, true, false),
        ),
        (
            &[(ALLOW, "user/u", None), (DENY, "user/u", GROUP)],
            &[reaches],
            (DeniedExplicitly, true, true),
        ),
        (
            &[(ALLOW, "user/u", None), (DENY, "user/u", GROUP)],
            &[reaches, ends],
            (Allowed, true, true),
        ),
        (
            &[(ALLOW, "user/u", GROUP), (DENY, "user/u", GROUP)],
            &[reaches, ends],
            (DeniedExplicitly, true, true),
        ),
        (
            &[(UNREAD, "user/u", None)],
            &[unread(0)],
            (NotGranted, false, false),
        ),
        (
            &[(UNREAD, "user/u", None)],
            &[unread(1)],
            (Allowed, true, false),
        ),
        (
            &[(UNREAD, "user/u", None)],
            &[unread(2)],
            (DeniedExplicitly, false, true),
        ),
    ];
    for (attachments, choices, expected) in cases {
        let found = ruling(&model(held(attachments)), DESTROY, choices, &[]);
        let found = (found.decision, found.granted, found.denied);
        assert_eq!(found, *expected, "{attachments:?} {choices:?}");
    }
}

#[test]
fn system_policies_by_their_names() {
    for (name, choices, granted) in [
        ("AdministratorAccess", &[][..], true),
        ("AliyunKvstoreFullAccess", &[], true),
        ("ReadOnlyAccess", &[], false),
        (
            "AliyunNobodyKnowsAccess",
            &[("system-policy", "_", 0)],
            false,
        ),
        (
            "AliyunNobodyKnowsAccess",
            &[("system-policy", "_", 1)],
            true,
        ),
        (
            "AliyunNobodyKnowsAccess",
            &[("system-policy", "_", 2)],
            false,
        ),
        ("AliyunNobodyKnowsReadOnlyAccess", &[], false),
        // Of another product, which goes for whatever action of this one.
        ("AliyunActionTrailConfigAccess", &[], false),
        (
            "AliyunActionTrailConfigAccess",
            &[("system-policy-by-name", "AliyunActionTrailConfigAccess", 1)],
            true,
        ),
        (
            "AliyunNobodyKnowsReadOnlyAccess",
            &[(
                "system-policy-by-name",
                "AliyunNobodyKnowsReadOnlyAccess",
                1,
            )],
            true,
        ),
    ] {
        let policy = format!("System/{name}");
        let found = ruling(
            &model(held(&[(&policy, "user/u", None)])),
            DESTROY,
            choices,
            &[],
        );
        assert_eq!(
            (found.granted, found.denied),
            (granted, false),
            "{name} {choices:?}"
        );
    }
}

/// Another text of a bundled policy may grant beside the bundled one; it takes nothing
/// away (D34).
#[test]
fn d34_another_text_of_a_system_policy() {
    let reaches = ("resource-group-scope", "", 1);
    let differs = |choice| ("system-document", "_", choice);
    let cases: [(&str, Option<&str>, Choices<'_>, bool); 6] = [
        ("Allow", None, &[differs(0)], false),
        ("Allow", None, &[differs(1)], true),
        ("Deny", None, &[differs(1)], false),
        ("Allow", Some("rg-1"), &[differs(1)], false),
        ("Allow", Some("rg-1"), &[differs(1), reaches], true),
        ("Allow", Some("rg-1"), &[differs(0), reaches], false),
    ];
    for (effect, scope, choices, granted) in cases {
        let name = "AliyunKvstoreReadOnlyAccess";
        let policy = format!("System/{name}");
        let mut snapshot = held(&[(&policy, "user/u", scope)]);
        let text = json!({ "type": "System", "name": name, "document": document(&[effect]) });
        snapshot["policies"].as_array_mut().unwrap().push(text);
        let found = ruling(&model(snapshot), DESTROY, choices, &[]);
        assert_eq!(
            (found.granted, found.denied),
            (granted, false),
            "{effect} {scope:?} {choices:?}"
        );
    }
}

/// Every level from the account to Root must allow, and any Deny wins.
#[test]
fn levels_of_the_resource_directory() {
    const FULL: &str = "FullAliyunAccess";
    type Case<'c> = (
        &'c [(&'c str, Option<&'c [&'c str]>, Value)],
        Choices<'c>,
        bool,
        bool,
    );
    let (allow, deny) = (document(&["Allow"]), document(&["Deny"]));
    let root: Option<&[&str]> = Some(&["r-1"]);
    let own: Option<&[&str]> = Some(&[OWN]);
    let other: Option<&[&str]> = Some(&["fd-9"]);
    let unread = |choice| ("control-policy", "_", choice);
    let cases: &[Case<'_>] = &[
        (&[], &[], false, false),
        (&[("c", root, allow.clone())], &[], false, false),
        (&[("c", root, deny.clone())], &[], true, true),
        (&[("c", own, deny.clone())], &[], true, true),
        (&[("c", other, deny.clone())], &[], false, false),
        (&[(FULL, root, Value::Null)], &[], false, false),
        (
            &[(FULL, root, Value::Null), ("c", root, deny.clone())],
            &[],
            true,
            true,
        ),
        (
            &[(
                "c",
                root,
                json!({ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "ecs:*", "Resource": "*" }] }),
            )],
            &[],
            true,
            false,
        ),
        (&[("c", root, Value::Null)], &[unread(0)], true, false),
        (&[("c", root, Value::Null)], &[unread(1)], false, false),
        (&[("c", root, Value::Null)], &[unread(2)], true, true),
        (
            &[("c", None, deny.clone())],
            &[("control-policy-binds", "_", 0)],
            false,
            false,
        ),
        (
            &[("c", None, deny.clone())],
            &[("control-policy-binds", "_", 1)],
            true,
            true,
        ),
        (
            &[("c", None, allow)],
            &[("control-policy-binds", "_", 1)],
            false,
            false,
        ),
    ];
    for (policies, choices, refused, denied) in cases {
        let control = policies.iter().map(|(name, targets, document)| {
            let mut policy =
                json!({ "id": format!("cp-{name}"), "name": name, "effect_scope": "RAM" });
            if let Some(targets) = targets {
                policy["targets"] = json!(targets);
            }
            if !document.is_null() {
                policy["document"] = document.clone();
            }
            policy
        });
        let mut snapshot = held(&[("Custom/allow", "user/u", None)]);
        snapshot["control_policies"] = control.collect();
        snapshot["resource_directory"] =
            json!({ "id": "rd-1", "account": "member", "path": ["r-1", "fd-1"] });
        let found = ruling(&model(snapshot.clone()), DESTROY, choices, &[]);
        let expected = if *refused {
            Decision::GateRefused
        } else {
            Decision::Allowed
        };
        assert_eq!(
            (found.decision, found.denied),
            (expected, *denied),
            "{policies:?} {choices:?}"
        );
        assert!(found.granted);
        // No level binds an account that is in no directory.
        snapshot
            .as_object_mut()
            .unwrap()
            .remove("resource_directory");
        let free = ruling(&model(snapshot), DESTROY, &[], &[]);
        assert_eq!(free.decision, Decision::Allowed);
    }
}

/// An account that does not say that it is whole may hold an Allow that is not seen.
#[test]
fn what_is_not_listed_as_whole_may_allow() {
    for (missing, gap) in [
        ("attachments", Some("attachments")),
        ("memberships", Some("memberships")),
        ("groups", Some("groups")),
        ("roles", None),
    ] {
        let mut snapshot = held(&[]);
        let all = [
            "users",
            "groups",
            "roles",
            "policies",
            "attachments",
            "memberships",
        ];
        let told: Vec<&str> = all.into_iter().filter(|one| *one != missing).collect();
        snapshot["complete"] = json!(told);
        let model = model(snapshot);
        let seen = |choices: Choices<'_>| ruling(&model, DESTROY, choices, &[]).decision;
        assert_eq!(seen(&[]), Decision::NotGranted, "{missing}");
        if let Some(gap) = gap {
            for (choice, decision) in [(0, Decision::NotGranted), (1, Decision::Allowed)] {
                let found = seen(&[("not-complete", gap, choice)]);
                assert_eq!(found, decision, "{missing}");
            }
        }
    }
}

/// A session of Cloud SSO holds what its access configuration does, and no more.
#[test]
fn sessions_are_judged_each_alone() {
    let mut snapshot = held(&[]);
    snapshot["sso"] = json!({
        "users": [{ "name": "mei" }, { "name": "bo" }],
        "groups": [{ "name": "ops", "members": ["mei"] }],
        "access_configurations": [
            { "name": "Admin", "system_policies": ["AdministratorAccess"], "inline": null },
            { "name": "Kept", "system_policies": ["AdministratorAccess"], "inline": document(&["Deny"]) },
        ],
        "assignments": [
            { "configuration": "Admin", "to": "group/ops", "account": OWN },
            { "configuration": "Kept", "to": "user/mei", "account": OWN },
        ],
    });
    let model = model(snapshot);
    for (name, expected) in [
        ("mei", vec![Decision::Allowed, Decision::DeniedExplicitly]),
        ("ops", vec![Decision::Allowed]),
        ("bo", vec![]),
    ] {
        let found = asked(&model, DESTROY, &[], |naive, account, world| {
            naive.sessions(named(account, name), world, &request(&[]))
        });
        let mut found: Vec<Decision> = found.iter().map(|ruling| ruling.decision).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{name}");
        let expected: Vec<bool> = expected
            .iter()
            .map(|one| *one == Decision::Allowed)
            .collect();
        for how in [Asked::Alone, Asked::AmongAll] {
            let found = engine::rulings(&model, DESTROY, &[], name, &[], how);
            let mut found: Vec<bool> = found.iter().map(|said| said.unwrap()[0]).collect();
            found.sort_unstable_by(|one, other| other.cmp(one));
            assert_eq!(found, expected, "{name}, {how:?}");
        }
    }
}
