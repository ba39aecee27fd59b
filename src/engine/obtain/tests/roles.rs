//! Ways by roles, and by those who are alike.

use serde_json::{Value, json};

use crate::engine::obtain::MAX_STEPS;
use crate::engine::obtain::tests::{account, allow, in_words, line, told};
use crate::engine::snapshots::OWN;

/// An account in which the user `u` holds these statements, with roles that trust all
/// of the account and hold these.
pub(super) fn with_roles(own: &[Value], roles: &[(String, Vec<Value>)]) -> Value {
    let mut snapshot = account(own);
    let trust = json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "RAM": [format!("acs:ram::{OWN}:root")] },
    }] });
    for (name, statements) in roles {
        let mut add = |list: &str, one: Value| {
            let list = snapshot[list].as_array_mut().unwrap();
            list.push(one);
        };
        let document = json!({ "Version": "1", "Statement": statements });
        let policy = format!("of-{name}");
        add("roles", json!({ "name": name, "trust": trust }));
        add(
            "policies",
            json!({ "type": "Custom", "name": policy, "version": "v1", "document": document }),
        );
        add(
            "attachments",
            json!({ "policy": format!("Custom/{policy}"), "to": format!("role/{name}") }),
        );
    }
    snapshot
}

pub(super) fn become_role(name: &str) -> Value {
    allow("sts:AssumeRole", &format!("acs:ram::{{own}}:role/{name}"))
}

/// What the user `u` is told of who may become the first of so many roles, each of which
/// may become the next, and the last of which may give the user everything.
fn told_by_roles(roles: usize) -> Vec<String> {
    let name = |number: usize| format!("r{number}");
    let roles: Vec<(String, Vec<Value>)> = (0..roles)
        .map(|number| {
            let next = number + 1;
            let own = match next < roles {
                true => become_role(&name(next)),
                false => allow("ram:AttachPolicyToUser", "*"),
            };
            (name(number), vec![own])
        })
        .collect();
    told(with_roles(&[become_role("r0")], &roles))
}

#[test]
fn ways_are_as_long_as_the_most_steps_and_no_longer() {
    let found = told_by_roles(MAX_STEPS - 1);
    let [way] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(way.split(", ").count(), MAX_STEPS, "{way}");
    assert!(way.contains("attach-policy-to-user"), "{way}");
    assert_eq!(told_by_roles(MAX_STEPS), [""; 0]);
}

/// Roles of which none leads on by itself are become side by side where that is what
/// it takes.
#[test]
fn d25_several_roles_of_one_caller() {
    let to_role = |role: &str| {
        allow(
            "ram:AttachPolicyToRole",
            &format!("acs:ram:*:{{own}}:role/{role}"),
        )
    };
    let all = || allow("ram:AttachPolicyToRole", "acs:ram:*:{own}:policy/all");
    let idle = || allow("ram:UpdateRole", "acs:ram:*:{own}:role/x");
    type Roles = Vec<(&'static str, Vec<Value>)>;
    let cases: Vec<(&str, Vec<Value>, Roles, &[&str])> = vec![
        (
            "one gives to the other",
            vec![become_role("a"), become_role("b")],
            vec![("a", vec![to_role("b"), all()]), ("b", vec![idle()])],
            &["assume role/a, assume role/b, attach-policy-to-role Custom/all role/b = allowed"],
        ),
        (
            "who gives is become by another",
            vec![become_role("a"), become_role("b")],
            vec![
                ("a", vec![idle()]),
                ("b", vec![become_role("c")]),
                ("c", vec![to_role("a"), all()]),
            ],
            &[
                "assume role/b, assume role/c, assume role/a, attach-policy-to-role Custom/all role/a = allowed",
            ],
        ),
        (
            "nobody gives",
            vec![become_role("a"), become_role("b")],
            vec![("a", vec![idle()]), ("b", vec![idle()])],
            &[],
        ),
    ];
    for (name, own, roles, expected) in cases {
        let roles: Vec<(String, Vec<Value>)> = roles
            .into_iter()
            .map(|(name, statements)| (name.to_owned(), statements))
            .collect();
        assert_eq!(told(with_roles(&own, &roles)), expected, "{name}");
    }
}

/// Users who hold the same policy are told apart by where it counts, and by whom a role
/// admits.
#[test]
fn d25_of_several_users_each_who_differs_is_tried() {
    let attached =
        |policy: &str, to: &str| json!({ "policy": format!("Custom/{policy}"), "to": to });
    let scoped = |policy: &str, to: &str| {
        let mut one = attached(policy, to);
        one["scope"] = json!("rg-1");
        one
    };
    let cases = [
        (
            vec![scoped("given", "user/x"), attached("given", "user/y")],
            "r0",
            "create-access-key user/y, assume role/r0, assume role/r1, \
             attach-policy-to-user System/AdministratorAccess user/u = allowed",
        ),
        (
            vec![attached("given", "user/x"), attached("given", "user/y")],
            "deep",
            "create-access-key user/y, assume role/deep = allowed",
        ),
    ];
    for (attachments, role, expected) in cases {
        let own = [allow("ram:CreateAccessKey", "acs:ram:*:{own}:user/?")];
        let roles = [
            ("deep", allow("*", "*")),
            ("r0", become_role("r1")),
            ("r1", allow("ram:AttachPolicyToUser", "*")),
        ];
        let roles = roles.map(|(name, statement)| (name.to_owned(), vec![statement]));
        let mut snapshot = with_roles(&own, &roles);
        if role == "deep" {
            let whom = format!("acs:ram::{OWN}:user/y");
            snapshot["roles"][1]["trust"]["Statement"][0]["Principal"] = json!({ "RAM": [whom] });
        }
        snapshot["users"] = json!(["u", "x", "y"].map(|name| json!({ "name": name })));
        snapshot["groups"][0]["members"] = json!([]);
        let document = json!({ "Version": "1", "Statement": [become_role(role)] });
        let given = json!({ "type": "Custom", "name": "given", "document": document });
        snapshot["policies"].as_array_mut().unwrap().push(given);
        snapshot["attachments"]
            .as_array_mut()
            .unwrap()
            .extend(attachments);
        assert_eq!(told(snapshot), [expected]);
    }
}

/// Roles that are worth the same are become once, also where it is not known what they
/// may do.
#[test]
fn d41_roles_that_are_worth_the_same_are_become_once() {
    let roles: Vec<(String, Vec<Value>)> = (0..60).map(|n| (format!("r{n}"), Vec::new())).collect();
    let mut snapshot = with_roles(&[allow("sts:AssumeRole", "*")], &roles);
    let attachments = snapshot["attachments"].as_array_mut().unwrap();
    for (name, _) in &roles {
        attachments
            .push(json!({ "policy": "System/SomethingUnheardOf", "to": format!("role/{name}") }));
    }
    assert!(!line(snapshot, |line| line.search_cut));
}

/// To become many roles that lead nowhere, one after the other, is not a search that
/// grows with their pairs.
#[test]
fn d41_roles_that_lead_nowhere_are_not_gone_through_in_pairs() {
    let roles: Vec<(String, Vec<Value>)> = (0..60)
        .map(|number| {
            let other = format!("acs:ram:*:{{own}}:role/x{number}");
            (format!("r{number}"), vec![allow("ram:UpdateRole", &other)])
        })
        .collect();
    let snapshot = with_roles(&[allow("sts:AssumeRole", "*")], &roles);
    let (is_cut, told) = line(snapshot, |line| (line.search_cut, in_words(line)));
    assert_eq!((is_cut, told), (false, Vec::new()));
}
