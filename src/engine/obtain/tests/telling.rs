//! What is told of each call of a way: who makes it, on what, by what, and what its
//! request is like.

use serde_json::{Value, json};

use crate::engine::answers::Line;
use crate::engine::formula::Formula;
use crate::engine::obtain::tests::accounts::{
    all, allow, attach, attaching, check, deny, entry, holding, line_of, on, private,
    second_factor, trust, under,
};
use crate::engine::obtain::{Obtained, Taken};
use crate::engine::snapshots::OWN;

/// A step: who takes it, its calls with the places of their requests, and the call that
/// it is named after.
fn step(taken: &Taken) -> String {
    let calls = taken.calls.iter().map(|call| {
        let grant = call.grant.as_ref().map(|grant| grant.policy.as_str());
        let own = format!("acs:ram:*:{OWN}:");
        let (action, on) = (&call.action, call.on.join(" + ").replace(&own, ""));
        assert_eq!(call.resources.len(), call.on.len());
        format!(
            "{action} on {on} by {} @{}",
            grant.unwrap_or("nothing"),
            call.request
        )
    });
    let calls: Vec<String> = calls.collect();
    let named = taken.call().map_or("nothing", |call| &call.action);
    let mut words = vec![format!("{}: {}; {named}", taken.by, calls.join(", "))];
    words.extend(taken.service.map(|service| format!("for {service}")));
    words.extend((!taken.verified).then(|| "not verified".to_owned()));
    words.extend(taken.sheds.then(|| "sheds".to_owned()));
    words.join(" ")
}

/// What each request of a way is like, and what it is made by.
fn requests(way: &Obtained) -> String {
    let all = way.requests.iter().map(|made| {
        let mut words = Vec::new();
        words.push(
            if made.when == Formula::True {
                "any"
            } else {
                "some"
            }
            .to_owned(),
        );
        words.extend(made.by.map(|by| format!("in {by}")));
        let tenths = 10_000_000_000;
        words.extend(
            made.session
                .map(|session| format!("for {}s", session / tenths)),
        );
        let second = made.given.without_second_factor;
        words.extend(second.then(|| "without a second factor".to_owned()));
        words.extend(
            made.given
                .service
                .map(|service| format!("naming {service}")),
        );
        words.join(" ")
    });
    all.collect::<Vec<_>>().join(", ")
}

/// Each way of a line: what it comes to, its steps, and its requests.
fn in_full(line: &Line) -> Vec<String> {
    let mut told = Vec::new();
    for way in &line.can_obtain {
        assert_eq!(way.witness.len(), way.requests.len(), "one request each");
        let takes = way.exposure.map_or("nothing", |exposure| exposure.word());
        let sheds = if way.only_sheds() { ", only sheds" } else { "" };
        let answer = way.answer.word();
        told.push(format!("{answer}, {takes}, as {}{sheds}", way.finally));
        told.extend(way.steps.iter().map(step));
        told.push(requests(way));
    }
    told
}

fn told(account: &Value) -> Vec<String> {
    line_of(account, "user/u", in_full)
}

#[test]
fn d25_what_is_told_of_each_call() {
    let assume = || vec![allow("sts:AssumeRole")];
    let mut by_role = holding(&[
        (
            "own",
            "user/u",
            vec![under(allow("sts:AssumeRole"), private())],
        ),
        ("of-r", "role/r", attaching("role/r", "all")),
        all(""),
    ]);
    entry(&mut by_role, "role/r")["max_session_seconds"] = json!(1800);
    let mut handed = holding(&[
        (
            "own",
            "user/u",
            vec![allow("fc:CreateFunction"), allow("ram:PassRole")],
        ),
        ("of-r", "role/r", attaching("role/r", "all")),
        all(""),
    ]);
    entry(&mut handed, "role/r")["trust"] = trust("Service", "fc.aliyuncs.com");
    let mut fed = holding(&[
        ("own", "user/u", vec![allow("ram:UpdateSAMLProvider")]),
        ("of-r", "role/r", attaching("role/r", "all")),
        all(""),
    ]);
    entry(&mut fed, "role/r")["trust"] = trust("Federated", "acs:ram::{own}:saml-provider/corp");
    let shed = holding(&[
        ("own", "user/u", assume()),
        (
            "of-r",
            "role/r",
            vec![allow("ram:DetachPolicyFromUser"), allow("ecs:*")],
        ),
        ("has", "user/u", vec![allow("kvstore:*")]),
        ("no", "user/u", vec![deny("kvstore:*")]),
    ]);
    let mut rid = holding(&[
        (
            "own",
            "user/u",
            [
                attaching("user/u", "all"),
                vec![allow("ram:DetachPolicyFromUser")],
            ]
            .concat(),
        ),
        ("no", "user/u", vec![deny("kvstore:*")]),
        all(""),
    ]);
    attach(&mut rid, "Custom/unheard-of", "role/x");
    let written = holding(&[(
        "own",
        "user/u",
        vec![
            on("ram:AttachPolicyToUser", "acs:ram:*:{own}:user/u"),
            on("ram:AttachPolicyToUser", "acs:ram:*:{own}:policy/*"),
            allow("ram:CreatePolicy"),
        ],
    )]);
    let created = holding(&[
        (
            "own",
            "user/u",
            [
                vec![
                    on("ram:CreateRole", "acs:ram:*:{own}:role/*"),
                    on("sts:AssumeRole", "acs:ram:*:{own}:role/*"),
                ],
                attaching("role/*", "all"),
            ]
            .concat(),
        ),
        all(""),
    ]);
    let key = holding(&[
        ("own", "user/u", vec![allow("ram:CreateAccessKey")]),
        (
            "of-boss",
            "user/boss",
            vec![allow("*"), under(deny("ecs:*"), second_factor("true"))],
        ),
    ]);
    let mut oidc = holding(&[
        ("own", "user/u", vec![allow("ram:UpdateOIDCProvider")]),
        all("role/r"),
    ]);
    entry(&mut oidc, "role/r")["trust"] = trust("Federated", "acs:ram::{own}:oidc-provider/corp");
    let mut renewed = holding(&[
        (
            "own",
            "user/u",
            vec![
                on("ram:UpdateRole", "acs:ram:*:{own}:role/r"),
                allow("sts:AssumeRole"),
            ],
        ),
        all("role/r"),
    ]);
    entry(&mut renewed, "role/r")["trust"] = trust("RAM", "acs:ram::{own}:user/x");
    let mut chain = holding(&[
        ("own", "user/u", assume()),
        ("of-r", "role/r", assume()),
        ("of-s", "role/s", vec![allow("ram:CreateLoginProfile")]),
        all("user/boss"),
    ]);
    entry(&mut chain, "role/r")["max_session_seconds"] = json!(1800);
    entry(&mut chain, "role/s")["max_session_seconds"] = json!(900);
    entry(&mut chain, "role/s")["trust"] = trust("RAM", "acs:ram::{own}:role/r");
    let mut left = holding(&[
        (
            "own",
            "user/u",
            vec![
                on("ram:RemoveUserFromGroup", "acs:ram:*:{own}:user/u"),
                on("ram:RemoveUserFromGroup", "acs:ram:*:{own}:group/g"),
                allow("kvstore:*"),
            ],
        ),
        ("no", "group/g", vec![deny("kvstore:*")]),
    ]);
    entry(&mut left, "group/g")["members"] = json!(["u"]);
    check(vec![
        (
            "a chain",
            told(&chain),
            &[
                "allowed, anywhere, as user/boss",
                "user/u: sts:AssumeRole on role/r by Custom/own @0; sts:AssumeRole",
                "role/r: sts:AssumeRole on role/s by Custom/of-r @1; sts:AssumeRole",
                "role/s: ram:CreateLoginProfile on user/boss by Custom/of-s @2; ram:CreateLoginProfile",
                "any for 1800s, any in 0 for 900s, any in 1, any",
            ],
        ),
        (
            "a group that is left",
            told(&left),
            &[
                "allowed, anywhere, as user/u, only sheds",
                "user/u: ram:RemoveUserFromGroup on group/g + user/u by Custom/own @0; ram:RemoveUserFromGroup sheds",
                "any, any",
            ],
        ),
        (
            "a role",
            told(&by_role),
            &[
                "allowed_if, private_network, as role/r",
                "user/u: sts:AssumeRole on role/r by Custom/own @0; sts:AssumeRole",
                "role/r: ram:AttachPolicyToRole on role/r + policy/all by Custom/of-r @1; ram:AttachPolicyToRole",
                "some for 1800s, any in 0, any in 0",
            ],
        ),
        (
            "a service",
            told(&handed),
            &[
                "allowed, anywhere, as role/r",
                "user/u: fc:CreateFunction on * by Custom/own @0, ram:PassRole on role/r by Custom/own @1; fc:CreateFunction for fc.aliyuncs.com",
                "role/r: ram:AttachPolicyToRole on role/r + policy/all by Custom/of-r @3; ram:AttachPolicyToRole",
                "any, any naming fc.aliyuncs.com, any, any without a second factor, any without a second factor",
            ],
        ),
        (
            "a provider",
            told(&fed),
            &[
                "allowed, anywhere, as role/r",
                "user/u: ram:UpdateSAMLProvider on saml-provider/corp by Custom/own @0; ram:UpdateSAMLProvider",
                "role/r: ram:AttachPolicyToRole on role/r + policy/all by Custom/of-r @2; ram:AttachPolicyToRole",
                "any, any for 43200s, any in 1, any in 1",
            ],
        ),
        (
            "a guard taken off by a role",
            told(&shed),
            &[
                "allowed, anywhere, as user/u, only sheds",
                "user/u: sts:AssumeRole on role/r by Custom/own @0; sts:AssumeRole",
                "role/r: ram:DetachPolicyFromUser on user/u + policy/no by Custom/of-r @1; ram:DetachPolicyFromUser sheds",
                "any for 43200s, any in 0, any",
            ],
        ),
        (
            "a guard taken off and a policy given",
            told(&rid),
            &[
                "allowed, anywhere, as user/u",
                "user/u: ram:AttachPolicyToUser on user/u + policy/all by Custom/own @0; ram:AttachPolicyToUser",
                "user/u: ram:CreatePolicyVersion on policy/no by Custom/all @1; ram:CreatePolicyVersion",
                "any, any, any",
                "allowed, anywhere, as user/u",
                "user/u: ram:DetachPolicyFromUser on user/u + policy/no by Custom/own @0; ram:DetachPolicyFromUser sheds",
                "user/u: ram:AttachPolicyToUser on user/u + policy/all by Custom/own @1; ram:AttachPolicyToUser",
                "any, any, any",
            ],
        ),
        (
            "a policy that is written",
            told(&written),
            &[
                "allowed, anywhere, as user/u",
                "user/u: ram:CreatePolicy on policy/* by Custom/own @0, ram:AttachPolicyToUser on user/u + policy/new-policy by Custom/own @1; ram:AttachPolicyToUser",
                "any, any, any",
            ],
        ),
        (
            "a role that is made",
            told(&created),
            &[
                "allowed, anywhere, as role/new-role",
                "user/u: ram:CreateRole on role/* by Custom/own @0, ram:AttachPolicyToRole on role/new-role + policy/all by Custom/own @1, sts:AssumeRole on role/new-role by Custom/own @2; ram:CreateRole",
                "any, any, any for 43200s, any in 2",
            ],
        ),
        (
            "a key",
            told(&key),
            &[
                "allowed, anywhere, as user/boss",
                "user/u: ram:CreateAccessKey on user/boss by Custom/own @0; ram:CreateAccessKey",
                "any, any without a second factor",
            ],
        ),
        (
            "what is not verified",
            told(&oidc),
            &[
                "unknown, anywhere, as role/r",
                "user/u: ram:UpdateOIDCProvider on oidc-provider/corp by Custom/own @0; ram:UpdateOIDCProvider not verified",
                "some, any for 43200s, any in 1",
            ],
        ),
        (
            "a trust that is rewritten",
            told(&renewed),
            &[
                "allowed, anywhere, as role/r",
                "user/u: ram:UpdateRole on role/r by Custom/own @0, sts:AssumeRole on role/r by Custom/own @1; ram:UpdateRole",
                "any, any for 43200s, any in 1",
            ],
        ),
    ]);
}

/// Each resource that may be anything is one of the request, and there are no others.
#[test]
fn the_resources_of_a_request_are_told_once_each() {
    let at = |resource: &str| on("ecs:InvokeCommand", resource);
    let own = vec![
        at("acs:ecs:cn-hangzhou:{own}:instance/i-1"),
        at("acs:ecs:cn-hangzhou:{own}:command/c-1"),
    ];
    let mut account = holding(&[("own", "user/u", own), all("role/r")]);
    entry(&mut account, "role/r")["trust"] = trust("Service", "ecs.aliyuncs.com");
    let told = line_of(&account, "user/u", |line| {
        let way = line.can_obtain.first().expect("a way");
        let keys = way.witness[0]
            .keys()
            .filter(|key| key.starts_with("resource"));
        keys.cloned().collect::<Vec<_>>()
    });
    assert_eq!(told, ["resource", "resource 2"]);
}
