//! What is given on the way: keys, logins, roles that are made, policies that are
//! rewritten or attached (D25).

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{
    add, all, allow, attaching, check, deny, entry, holding, line_of, on, second_factor, statement,
    told, trust, under,
};
use crate::engine::obtain::tests::in_words;

/// A key carries no second factor, and a login may.
#[test]
fn d25_keys_and_logins() {
    let told = |own: &str, boss: Vec<Value>| {
        told(&holding(&[
            ("own", "user/u", vec![allow(own)]),
            ("of-boss", "user/boss", boss),
            all(""),
        ]))
    };
    let second = |statement: Value, word: &str| under(statement, second_factor(word));
    let attaching_with = |word: &str| {
        let all = attaching("user/boss", "all").into_iter();
        all.map(|one| second(one, word)).collect::<Vec<_>>()
    };
    let but = |mut statements: Vec<Value>| {
        statements.push(second(deny("*"), "true"));
        statements
    };
    let key = "ram:CreateAccessKey";
    let login = "ram:CreateLoginProfile";
    check(vec![
        (
            "only the action",
            told(key, vec![allow("kvstore:*")]),
            &["create-access-key user/boss = allowed"],
        ),
        ("a key", told(key, vec![second(allow("*"), "true")]), &[]),
        (
            "a login",
            told(login, vec![second(allow("*"), "true")]),
            &["create-login-profile user/boss = allowed_if"],
        ),
        (
            "a key where a second factor is denied",
            told(key, but(vec![allow("kvstore:*")])),
            &["create-access-key user/boss = allowed"],
        ),
        (
            "a key that attaches",
            told(key, attaching_with("true")),
            &[],
        ),
        (
            "a login that attaches",
            told(login, attaching_with("true")),
            &["create-login-profile user/boss, \
               attach-policy-to-user Custom/all user/boss = allowed_if"],
        ),
        (
            "a key that attaches where a second factor is denied",
            told(key, but(attaching("user/boss", "all"))),
            &["create-access-key user/boss, \
               attach-policy-to-user Custom/all user/boss = allowed"],
        ),
    ]);
}

/// A role that is made for the purpose.
#[test]
fn d25_new_roles() {
    let create = || {
        vec![
            on("ram:CreateRole", "acs:ram:*:{own}:role/*"),
            on("sts:AssumeRole", "acs:ram:*:{own}:role/*"),
        ]
    };
    let told = |extra: Vec<Value>| {
        told(&holding(&[
            ("own", "user/u", [create(), extra].concat()),
            all(""),
        ]))
    };
    let second = |one: Value, word: &str| under(one, second_factor(word));
    // The star at the end is what the request carries.
    let mut named = holding(&[("own", "user/u", attaching("role/*", "all")), all("")]);
    let statements = named["policies"][0]["document"]["Statement"]
        .as_array_mut()
        .unwrap();
    statements.push(on("ram:CreateRole", "acs:ram:*:{own}:role/new-role"));
    statements.push(allow("sts:AssumeRole"));
    check(vec![
        ("not given anything", told(vec![]), &[]),
        (
            "given a policy",
            told(attaching("role/*", "all")),
            &["create-role Custom/all role/new-role = allowed"],
        ),
        (
            "given a policy that is written for it",
            told(vec![
                on("ram:AttachPolicyToRole", "acs:ram:*:{own}:role/*"),
                on("ram:AttachPolicyToRole", "acs:ram:*:{own}:policy/*"),
                on("ram:CreatePolicy", "*"),
            ]),
            &["create-role role/new-role = allowed"],
        ),
        (
            "that may be made under one name alone",
            line_of(&named, "user/u", in_words),
            &[],
        ),
        (
            "that is denied to be become in the other spelling",
            told(
                [
                    attaching("role/*", "all"),
                    vec![statement("Deny", "sts:AssumeRole", "acs:ram::{own}:role/*")],
                ]
                .concat(),
            ),
            &[],
        ),
        (
            "of one name alone",
            told(attaching("role/team-*", "all")),
            &["create-role Custom/all role/team-new = allowed"],
        ),
        (
            "that is denied to be become",
            told([attaching("role/*", "all"), vec![deny("sts:*")]].concat()),
            &[],
        ),
        (
            "that is given with a second factor",
            told(
                attaching("role/*", "all")
                    .into_iter()
                    .map(|one| second(one, "true"))
                    .collect(),
            ),
            &["create-role Custom/all role/new-role = allowed_if"],
        ),
    ]);
    // Sessions of roles may be with a second factor.
    let own = [create(), attaching("role/*", "given")].concat();
    for (given, expected) in [
        (second(allow("kvstore:*"), "true"), "allowed_if"),
        (second(allow("kvstore:*"), "false"), "allowed_if"),
        (allow("kvstore:*"), "allowed"),
    ] {
        let account = holding(&[("own", "user/u", own.clone()), ("given", "", vec![given])]);
        let way = format!("create-role Custom/given role/new-role = {expected}");
        assert_eq!(line_of(&account, "user/u", in_words), [way]);
    }
}

/// Policies that somebody holds, however it comes, may be rewritten.
#[test]
fn d25_policies_that_are_held_are_rewritten() {
    let rewrite = |policy: &str| {
        on(
            "ram:CreatePolicyVersion",
            &format!("acs:ram:*:{{own}}:policy/{policy}"),
        )
    };
    let join = |group: &str| {
        vec![
            on("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
            on(
                "ram:AddUserToGroup",
                &format!("acs:ram:*:{{own}}:group/{group}"),
            ),
        ]
    };
    let idle = |to: &'static str| ("idle", to, vec![allow("ram:UpdateRole")]);
    let told_of = |own: Vec<Value>, idle: (&str, &str, Vec<Value>)| {
        told(&holding(&[("own", "user/u", own), idle]))
    };
    let mut stored = holding(&[(
        "own",
        "user/u",
        vec![on(
            "ram:SetDefaultPolicyVersion",
            "acs:ram:*:{own}:policy/own",
        )],
    )]);
    let versions = |documents: &[Value]| {
        let all = documents.iter().enumerate();
        let all = all.map(|(number, one)| {
            let document = json!({ "Version": "1", "Statement": [one] });
            json!({ "version": format!("v{}", number + 2), "document": document })
        });
        all.collect::<Vec<_>>()
    };
    stored["policies"][0]["other_versions"] =
        json!(versions(&[allow("ecs:*"), allow("kvstore:*")]));
    let mut worse = stored.clone();
    worse["policies"][0]["other_versions"] = json!(versions(&[allow("ecs:*")]));
    let mut through = holding(&[("own", "user/u", vec![rewrite("idle")]), idle("group/g")]);
    entry(&mut through, "group/g")["members"] = json!(["u"]);
    let mut inline = holding(&[("own", "user/u", vec![rewrite("own")])]);
    add(
        &mut inline,
        "policies",
        json!({ "type": "System", "name": "AliyunECSFullAccess" }),
    );
    check(vec![
        (
            "held",
            told_of(vec![rewrite("idle")], idle("user/u")),
            &["create-policy-version Custom/idle = allowed"],
        ),
        (
            "not held",
            told_of(vec![rewrite("idle")], idle("user/x")),
            &[],
        ),
        (
            "through a group",
            told(&through),
            &["create-policy-version Custom/idle = allowed"],
        ),
        (
            "through a group that is joined",
            told_of([join("g"), vec![rewrite("idle")]].concat(), idle("group/g")),
            &["add-user-to-group group/g user/u, create-policy-version Custom/idle = allowed"],
        ),
        (
            "attached before",
            told_of(
                [attaching("user/u", "idle"), vec![rewrite("idle")]].concat(),
                idle(""),
            ),
            &["attach-policy-to-user Custom/idle user/u, \
               create-policy-version Custom/idle = allowed"],
        ),
        (
            "another version that is stored",
            told(&stored),
            &["set-default-policy-version Custom/own = allowed"],
        ),
        ("another version that does not help", told(&worse), &[]),
        (
            "of its own",
            told(&inline),
            &["create-policy-version Custom/own = allowed"],
        ),
    ]);
}

/// A policy is given to a group that somebody is in, or enters.
#[test]
fn d25_policies_for_groups() {
    let give = || attaching("group/g", "all");
    let join = || {
        vec![
            on("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
            on("ram:AddUserToGroup", "acs:ram:*:{own}:group/g"),
        ]
    };
    let told_of = |own: Vec<Value>, members: Value| {
        let mut account = holding(&[
            ("own", "user/u", own),
            ("idle", "group/g", vec![allow("ram:UpdateRole")]),
            all(""),
        ]);
        entry(&mut account, "group/g")["members"] = members;
        told(&account)
    };
    let told_of_two = || {
        let mut account = holding(&[
            ("own", "user/u", give()),
            ("some", "group/a", vec![allow("ram:UpdateRole")]),
            ("idle", "group/g", vec![allow("ram:UpdateRole")]),
            all(""),
        ]);
        for group in ["group/a", "group/g"] {
            entry(&mut account, group)["members"] = json!(["u"]);
        }
        told(&account)
    };
    let attach = "attach-policy-to-group Custom/all group/g";
    check(vec![
        (
            "in it",
            told_of(give(), json!(["u"])),
            &[&format!("{attach} = allowed")],
        ),
        ("not in it", told_of(give(), json!([])), &[]),
        (
            "entering it",
            told_of([join(), give()].concat(), json!([])),
            &[&format!(
                "add-user-to-group group/g user/u, {attach} = allowed"
            )],
        ),
        (
            "in another, too",
            told_of_two(),
            &[&format!("{attach} = allowed")],
        ),
        (
            "in it twice",
            told_of(give(), json!(["u", "u"])),
            &[&format!("{attach} = allowed")],
        ),
    ]);
}

/// What the table says of resources: the star of other services stands for anything, and
/// that of RAM is what the request carries.
#[test]
fn d25_the_resources_of_calls() {
    let told = |own: Vec<Value>| {
        let mut account = holding(&[("own", "user/u", own), all("role/worker user/boss")]);
        entry(&mut account, "role/worker")["trust"] = trust("Service", "ros.aliyuncs.com");
        told(&account)
    };
    let stack = |resource: &str| vec![on("ros:CreateStack", resource), allow("ram:PassRole")];
    let attach = |whom: &str| {
        vec![
            on("ram:AttachPolicy", whom),
            on("ram:AttachPolicy", "acs:ram:*:{own}:policy/all"),
        ]
    };
    check(vec![
        (
            "any stack",
            told(stack("*")),
            &["create-stack role/worker = allowed"],
        ),
        (
            "one stack",
            told(stack("acs:ros:*:{own}:stack/x")),
            &["create-stack role/worker = allowed_if"],
        ),
        ("another service", told(stack("acs:ecs:*:{own}:*")), &[]),
        (
            "any user",
            told(attach("acs:ims:*:{own}:user/*")),
            &["resource-manager-attach-to-user Custom/all user/u = allowed"],
        ),
        ("one user", told(attach("acs:ims:*:{own}:user/u")), &[]),
        (
            "everything",
            told(vec![on("ram:SetUserSsoSettings", "*")]),
            &["set-user-sso-settings user/boss = allowed"],
        ),
        (
            "not everything",
            told(vec![on("ram:SetUserSsoSettings", "acs:ram:*:{own}:user/*")]),
            &[],
        ),
    ]);
}
