//! Ways that a quick look must not leave out.

use serde_json::{Value, json};

use crate::engine::answers::{Settings, answer, question};
use crate::engine::obtain::tests::accounts::add;
use crate::engine::obtain::tests::roles::{become_role, with_roles};
use crate::engine::obtain::tests::{DESTROY, account, allow, in_words, told};
use crate::engine::question::Readings;
use crate::engine::snapshots::{OWN, model, settings};
use crate::model::catalogue::Catalogue;

fn policy(name: &str, statements: &[Value]) -> Value {
    let document = json!({ "Version": "1", "Statement": statements });
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document })
}

/// What is attached to a group is held by those who are in it, and by those who join it.
#[test]
fn d25_policies_attached_to_a_group_that_one_is_in() {
    let step = policy(
        "step",
        &[
            allow("ram:AttachPolicyToRole", "acs:ram:*:{own}:role/admin"),
            allow("ram:CreateAccessKey", "acs:ram:*:{own}:user/boss"),
        ],
    );
    let attaching = [
        allow("ram:AttachPolicyToGroup", "acs:ram:*:{own}:group/g"),
        allow("ram:AttachPolicyToGroup", "acs:ram:*:{own}:policy/step"),
    ];
    let joining = [
        allow("ram:AddUserToGroup", "acs:ram:*:{own}:group/g"),
        allow("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
    ];
    let attach = "attach-policy-to-group Custom/step group/g";
    let join = "add-user-to-group group/g user/u";
    let key = "create-access-key user/boss";
    for (members, own, expected) in [
        (
            json!(["u"]),
            attaching.to_vec(),
            vec![format!("{attach}, {key} = allowed")],
        ),
        (json!([]), attaching.to_vec(), vec![]),
        (
            json!([]),
            [attaching, joining].concat(),
            vec![format!("{join}, {attach}, {key} = allowed")],
        ),
    ] {
        let mut snapshot = account(&own);
        add(
            &mut snapshot,
            "groups",
            json!({ "name": "g", "members": members }),
        );
        add(&mut snapshot, "policies", step.clone());
        assert_eq!(told(snapshot), expected, "{members}");
    }
}

/// A policy that came by a group may be rewritten by whoever holds it.
#[test]
fn d25_policies_that_came_by_a_group_are_rewritten() {
    let own = [
        allow("ram:AttachPolicyToGroup", "acs:ram:*:{own}:group/g"),
        allow("ram:AttachPolicyToGroup", "acs:ram:*:{own}:policy/step"),
    ];
    let rewrite = allow("ram:CreatePolicyVersion", "acs:ram:*:{own}:policy/step");
    let mut snapshot = account(&own);
    add(
        &mut snapshot,
        "groups",
        json!({ "name": "g", "members": ["u"] }),
    );
    add(&mut snapshot, "policies", policy("step", &[rewrite]));
    let expected =
        "attach-policy-to-group Custom/step group/g, create-policy-version Custom/step = allowed";
    assert_eq!(told(snapshot), [expected]);
}

/// A pattern may end in a name without saying of which kind.
#[test]
fn roles_are_told_apart_by_any_text_that_fits_one() {
    for text in [
        "acs:ram:*:*:role/y",
        "acs:ram:*:*:*y",
        "acs:ram:*:*:ROLE/y",
        "acs:ram:*:*:rol?/y",
        "acs:ram:*:*?y",
        "acs:ram:*y",
    ] {
        let role = || {
            vec![
                allow("ram:AttachPolicyToRole", text),
                allow("ram:AttachPolicyToRole", "acs:ram:*:{own}:policy/all"),
            ]
        };
        let roles = ["x", "y"].map(|name| (name.to_owned(), role()));
        let found = told(with_roles(&[become_role("?")], &roles));
        let expected = "assume role/y, attach-policy-to-role Custom/all role/y = allowed";
        assert_eq!(found, [expected], "{text}");
    }
}

/// A service-linked role is bound by no control policy, so that it is worth more than
/// another that holds the same (R58).
#[test]
fn r58_service_linked_roles_are_not_like_others() {
    let own = [become_role("a"), become_role("b")];
    let roles = ["a", "b"].map(|name| {
        let attach = allow("ram:AttachPolicyToUser", "*");
        (name.to_owned(), vec![attach])
    });
    let mut snapshot = with_roles(&own, &roles);
    let list = snapshot["roles"].as_array_mut().unwrap();
    let linked = list.iter_mut().find(|role| role["name"] == "b").unwrap();
    linked["service_linked"] = json!(true);
    snapshot["resource_directory"] = json!({ "id": "rd-1", "account": "member", "path": ["r-1"] });
    let deny = json!({ "Effect": "Deny", "Action": "ram:*", "Resource": "*" });
    snapshot["control_policies"] = json!([
        { "id": "cp-1", "name": "FullAliyunAccess", "targets": ["r-1"] },
        { "id": "cp-2", "name": "no", "targets": ["r-1"],
            "document": { "Version": "1", "Statement": [deny] } },
    ]);
    let found = told(snapshot);
    let expected =
        "assume role/b, attach-policy-to-user System/AdministratorAccess user/u = allowed";
    assert_eq!(found, [expected], "of {OWN}");
}

/// What is not read of a policy may allow a call, whoever wrote the policy (D42).
#[test]
fn d42_what_is_not_read_of_a_policy_may_lead_on() {
    let cut =
        r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"kvstore:*","Resource":"*"},"#;
    for kind in ["Custom", "System"] {
        let mut snapshot = account(&[]);
        add(
            &mut snapshot,
            "policies",
            json!({ "type": kind, "name": "Cut", "document": cut }),
        );
        let held = json!({ "policy": format!("{kind}/Cut"), "to": "user/u" });
        add(&mut snapshot, "attachments", held);
        let found = told(snapshot);
        let expected = "create-access-key user/boss = unknown";
        assert!(found.iter().any(|way| way == expected), "{kind}: {found:?}");
    }
}

/// A service code that is another's may be read as the one that was meant, where readings
/// are not taken at their defaults (R12).
#[test]
fn r12_policies_under_a_wrong_service_code_may_lead_on() {
    let own = [allow("ram:AddUserToGroup", "*")];
    let mut snapshot = account(&own);
    snapshot["attachments"] = json!([
        { "policy": "Custom/own", "to": "user/u" },
        { "policy": "Custom/cache", "to": "group/ops" },
    ]);
    add(
        &mut snapshot,
        "policies",
        policy("cache", &[allow("redis:*", "*")]),
    );
    let model = model(snapshot);
    let catalogue = Catalogue::embedded();
    for (readings, expected) in [
        (Readings::Default, &[][..]),
        (
            Readings::Strict,
            &["add-user-to-group group/ops user/u = unknown"],
        ),
    ] {
        let settings = Settings {
            reach: true,
            obtain: true,
            readings,
            ..settings()
        };
        let answers = answer(&model, catalogue, &question(DESTROY, catalogue), &settings);
        let mut lines = answers.lines();
        let (_, line) = lines.find(|(_, line)| line.id == "user/u").unwrap();
        assert_eq!(in_words(line), expected, "{readings:?}");
    }
}

/// Each policy that somebody attaches may let it attach the next, until one lets it take
/// off the guard (D26); what hangs on an unknown condition is not certain.
#[test]
fn d26_guards_that_come_off_after_several_steps() {
    let attaching = |policy: &str| {
        vec![
            allow("ram:AttachPolicyToUser", "acs:ram:*:{own}:user/u"),
            allow(
                "ram:AttachPolicyToUser",
                &format!("acs:ram:*:{{own}}:policy/{policy}"),
            ),
        ]
    };
    let detach = allow("ram:DetachPolicyFromUser", "*");
    let way = "attach-policy-to-user Custom/a user/u, attach-policy-to-user Custom/b user/u, \
               detach-policy-from-user Custom/no user/u";
    for (is_sure, word, removed) in [
        (true, "allowed", "removed by"),
        (false, "unknown", "removed, perhaps, by"),
    ] {
        let mut own = attaching("a");
        if !is_sure {
            for statement in &mut own {
                statement["Condition"] = json!({ "StringEquals": { "my:Unheard": "x" } });
            }
        }
        own.push(allow("kvstore:*", "*"));
        let mut snapshot = account(&own);
        add(&mut snapshot, "policies", policy("a", &attaching("b")));
        add(
            &mut snapshot,
            "policies",
            policy("b", std::slice::from_ref(&detach)),
        );
        let guard = json!({ "policy": "Custom/no", "to": "user/u" });
        add(&mut snapshot, "attachments", guard);
        let expected = [
            format!("{way} = {word}"),
            "not firm".to_owned(),
            format!("{removed} detach-policy-from-user Custom/no user/u, guard 1"),
        ];
        assert_eq!(told(snapshot), expected, "{is_sure}");
    }
}

/// A role that takes the guard off does so certainly where it is certain that one may
/// become it.
#[test]
fn d26_guards_that_a_role_takes_off() {
    for (is_sure, word, removed) in [
        (true, "allowed", "removed by"),
        (false, "unknown", "removed, perhaps, by"),
    ] {
        let mut become_it = become_role("r");
        if !is_sure {
            become_it["Condition"] = json!({ "StringEquals": { "my:Unheard": "x" } });
        }
        let own = [become_it, allow("kvstore:*", "*")];
        let detach = allow("ram:DetachPolicyFromUser", "*");
        let mut snapshot = with_roles(&own, &[("r".to_owned(), vec![detach])]);
        let guard = json!({ "policy": "Custom/no", "to": "user/u" });
        add(&mut snapshot, "attachments", guard);
        let expected = [
            format!("assume role/r, detach-policy-from-user Custom/no user/u = {word}"),
            "not firm".to_owned(),
            format!("{removed} role/r, detach-policy-from-user Custom/no user/u, guard 1"),
        ];
        assert_eq!(told(snapshot), expected, "{is_sure}");
    }
}

/// Which policies somebody may take off says nothing of the groups that one may leave.
#[test]
fn d26_each_call_that_takes_guards_off_has_its_own_resources() {
    let own = [
        allow("kvstore:*", "*"),
        allow("ram:RemoveUserFromGroup", "*"),
        allow("ram:DetachPolicyFromUser", "acs:ram:*:{own}:user/u"),
        allow("ram:DetachPolicyFromUser", "acs:ram:*:{own}:policy/second"),
    ];
    let mut snapshot = account(&own);
    snapshot["groups"][1]["members"] = json!(["u"]);
    for name in ["first", "second"] {
        let keys = json!({ "Effect": "Deny", "Action": "ram:CreateAccessKey", "Resource": "*" });
        add(&mut snapshot, "policies", policy(name, &[keys]));
        let attached = json!({ "policy": format!("Custom/{name}"), "to": "user/u" });
        add(&mut snapshot, "attachments", attached);
    }
    let leave = "remove-user-from-group group/kept user/u";
    let expected = [
        format!("{leave} = allowed"),
        "not firm".to_owned(),
        format!("removed by {leave}, guard 1"),
    ];
    assert_eq!(told(snapshot), expected);
}
