//! Who is worth as much as another: who holds the same, and whom no document tells apart.

use serde_json::{Value, json};

use crate::engine::changes::Identity;
use crate::engine::obtain::tests::allow;
use crate::engine::obtain::tests::ground::{attached, custom, names, on, principal};
use crate::engine::snapshots::{OWN, model};
use crate::model::Model;
use crate::model::account::{PrincipalKind, Trust};
use crate::model::doubt::DoubtId;

/// The users `x` and `y`, who may both make a call of the table.
fn two_users() -> Value {
    json!({
        "users": [{ "name": "x" }, { "name": "y" }],
        "groups": [
            { "name": "idle", "members": [] }, { "name": "readers", "members": [] },
            { "name": "givers", "members": [] },
        ],
        "roles": [],
        "policies": [
            custom("can", &[allow("ecs:RunInstances", "*")]),
            custom("reads", &[allow("oss:Get*", "*")]),
            custom("gives", &[allow("ram:AttachPolicyToUser", "*")]),
        ],
        "attachments": [
            attached("can", "user/x"), attached("can", "user/y"),
            attached("reads", "group/readers"), attached("gives", "group/givers"),
        ],
    })
}

fn classes_of_users(snapshot: Value) -> Vec<Vec<String>> {
    let model = model(snapshot);
    on(&model, |ground, _, _| {
        let classes = ground.leads.users.iter();
        classes
            .map(|class| names(ground.facts.account, class))
            .collect()
    })
}

/// What bears on nothing that is looked for tells nobody apart.
#[test]
fn users_are_alike_who_hold_the_same_of_what_matters() {
    type Change = Box<dyn Fn(&mut Value)>;
    let add = |list: &'static str, one: Value| -> Change {
        Box::new(move |snapshot| snapshot[list].as_array_mut().unwrap().push(one.clone()))
    };
    let joined = |group: usize| -> Change {
        Box::new(move |snapshot| snapshot["groups"][group]["members"] = json!(["x"]))
    };
    let on_resource = |resource: &str| {
        let statement = allow("oss:Get*", &format!("acs:ram:*:{{own}}:{resource}"));
        add("policies", custom("names", &[statement]))
    };
    let admitted = |who: &str| {
        let trust = json!({ "Version": "1", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "RAM": [format!("acs:ram::{OWN}:{who}")] },
        }] });
        add("roles", json!({ "name": "r", "trust": trust }))
    };
    let scoped: Change = Box::new(|snapshot| snapshot["attachments"][0]["scope"] = json!("rg-1"));
    let cases: Vec<(&str, Change, bool)> = vec![
        ("nothing", Box::new(|_| {}), true),
        ("a scope", scoped, false),
        (
            "a policy",
            add("attachments", attached("gives", "user/x")),
            false,
        ),
        (
            "a policy that does not matter",
            add("attachments", attached("reads", "user/x")),
            true,
        ),
        ("a group without policies", joined(0), true),
        ("a group that does not matter", joined(1), true),
        ("a group", joined(2), false),
        ("a resource", on_resource("user/x"), false),
        ("a resource in another case", on_resource("user/X"), false),
        ("a resource of another kind", on_resource("role/x"), true),
        ("a resource of another user", on_resource("user/z"), true),
        ("a pattern for one", on_resource("user/?x*"), true),
        ("a pattern for the other", on_resource("user/y*"), false),
        ("a pattern for both", on_resource("user/?"), true),
        ("a pattern for all", on_resource("user/*"), true),
        ("a role", admitted("user/y"), false),
        ("a role that admits all", admitted("root"), true),
    ];
    for (what, change, alike) in cases {
        let mut snapshot = two_users();
        change(&mut snapshot);
        let found = classes_of_users(snapshot);
        let expected: &[&[&str]] = match alike {
            true => &[&["x", "y"]],
            false => &[&["x"], &["y"]],
        };
        assert_eq!(found, expected, "{what}");
    }
}

/// Who has the action comes first.
#[test]
fn users_with_access_come_before_those_who_may_only_make_a_call() {
    let mut snapshot = two_users();
    let add = |snapshot: &mut Value, list: &str, one: Value| {
        snapshot[list].as_array_mut().unwrap().push(one);
    };
    add(&mut snapshot, "policies", custom("all", &[allow("*", "*")]));
    for user in ["w", "z"] {
        add(&mut snapshot, "users", json!({ "name": user }));
        add(
            &mut snapshot,
            "attachments",
            attached("all", &format!("user/{user}")),
        );
    }
    assert_eq!(classes_of_users(snapshot), [["w", "z"], ["x", "y"]]);
}

/// The roles `x` and `y`, who hold the same and have these trust documents.
fn two_roles(trusts: [&Value; 2]) -> Model {
    let [x, y] = trusts;
    model(json!({
        "roles": [{ "name": "x", "trust": x }, { "name": "y", "trust": y }],
        "policies": [custom("can", &[allow("ecs:RunInstances", "*")])],
        "attachments": [attached("can", "role/x"), attached("can", "role/y")],
    }))
}

fn are_alike(model: &Model) -> bool {
    on(model, |ground, _, _| {
        let class = |id: &str| {
            let role = principal(ground.facts.account, id);
            ground.class_of_role(&Identity::Principal(role)).unwrap()
        };
        let holder = Identity::Holder(0, PrincipalKind::Role);
        assert_eq!(ground.class_of_role(&holder), None);
        class("role/x") == class("role/y")
    })
}

fn trust(statements: Value) -> Value {
    json!({ "Version": "1", "Statement": statements })
}

/// Roles that say the same of whom they admit are become once.
#[test]
fn roles_are_alike_that_hold_the_same_and_admit_the_same() {
    let plain = json!({
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "RAM": [format!("acs:ram::{OWN}:root")] },
        "Condition": { "StringEquals": { "acs:SourceVpc": ["a", "b"] } },
    });
    let with = |name: &str, value: Value| {
        let mut statement = plain.clone();
        statement[name] = value;
        statement
    };
    let whole = || trust(json!([plain]));
    assert!(are_alike(&two_roles([&whole(), &whole()])));
    let other_root = json!({ "RAM": ["acs:ram::2000000000000002:root"] });
    let as_service = json!({ "Service": [format!("acs:ram::{OWN}:root")] });
    let as_federated = json!({ "Federated": [format!("acs:ram::{OWN}:root")] });
    let two = json!({ "RAM": [format!("acs:ram::{OWN}:root"), "acs:ram::1:user/a"] });
    let test = |operator: &str, key: &str, values: Value| json!({ operator: { key: values } });
    let mut not_action = plain.clone();
    let action = not_action
        .as_object_mut()
        .unwrap()
        .remove("Action")
        .unwrap();
    not_action["NotAction"] = action;
    let others = [
        json!([with("Effect", json!("Deny"))]),
        json!([with("Action", json!("sts:*"))]),
        json!([not_action]),
        json!([with("Principal", other_root)]),
        json!([with("Principal", as_service)]),
        json!([with("Principal", as_federated)]),
        json!([with("Principal", two)]),
        json!([with(
            "Condition",
            test("StringLike", "acs:SourceVpc", json!(["a", "b"]))
        )]),
        json!([with(
            "Condition",
            test("StringEquals", "acs:SourceIp", json!(["a", "b"]))
        )]),
        json!([with(
            "Condition",
            test("StringEquals", "acs:SourceVpc", json!(["a", "c"]))
        )]),
        json!([with(
            "Condition",
            test("StringEquals", "acs:SourceVpc", json!(["a"]))
        )]),
        json!([with("Condition", json!({}))]),
        json!([plain, with("Effect", json!("Deny"))]),
        json!([]),
    ];
    for other in others {
        assert!(
            !are_alike(&two_roles([&whole(), &trust(other.clone())])),
            "{other}"
        );
        let other = trust(other);
        assert!(are_alike(&two_roles([&other, &other])), "{other}");
    }
}

/// What cannot be read of two trust documents may be different however alike they look.
#[test]
fn roles_are_not_alike_of_which_it_is_not_known_whom_they_admit() {
    let plain = |name: &str, value: Value| {
        let mut statement = json!({
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "RAM": [format!("acs:ram::{OWN}:root")] },
        });
        statement[name] = value;
        trust(json!([statement]))
    };
    let unread = [
        plain("Action", json!([null])),
        plain("Principal", json!({ "RAM": [null] })),
        plain("Principal", json!({ "RAM": [null, "acs:ram::1:root"] })),
        plain("Action", json!([null, "sts:AssumeRole"])),
        plain(
            "Condition",
            json!({ "StringEquals": { "acs:SourceVpc": [null] } }),
        ),
        plain(
            "Condition",
            json!({ "StringEquals": { "acs:SourceVpc": [null, "a"] } }),
        ),
        plain("Condition", json!({ "StringEquals": "a" })),
    ];
    for document in unread {
        assert!(!are_alike(&two_roles([&document, &document])), "{document}");
    }
    let whole = plain("Action", json!("sts:AssumeRole"));
    let with = |trusts: [Trust; 2]| {
        let mut model = two_roles([&whole, &whole]);
        for (role, trust) in model.accounts[0].principals.iter_mut().zip(trusts) {
            role.trust = trust;
        }
        are_alike(&model)
    };
    let unknown = Trust::Unknown(DoubtId(0));
    assert!(with([Trust::None, Trust::None]));
    assert!(!with([unknown, unknown]));
    assert!(!with([Trust::None, unknown]));
}
