//! What lets somebody make the call of a way: the policy, the statement, what it came
//! through, and its place.

use serde_json::{Value, json};

use crate::engine::answers::Line;
use crate::engine::obtain::tests::accounts::{
    Held, allow, attach, check, deny, entry, holding, line_of, on, private, text, under, unheard_of,
};

const CALL: &str = "ram:AttachPolicyToUser";

/// Each call of an action in the ways of a line with its grant, and the text at its
/// place.
fn grants(line: &Line, text: &str, action: &str) -> Vec<String> {
    let steps = line.can_obtain.iter().flat_map(|way| &way.steps);
    let calls = steps.flat_map(|step| &step.calls);
    let calls = calls.filter(|call| call.action == action);
    let told = calls.map(|call| {
        let grant = call.grant.as_ref().unwrap();
        let mut words = vec![format!("{} by {}", call.action, grant.policy)];
        words.extend(grant.statement.map(|number| format!("#{number}")));
        words.extend(grant.via.iter().map(|via| format!(" via {via}")));
        words.extend(grant.at.map(|at| {
            let (start, end) = (at.start as usize, at.end as usize);
            format!(" at {}", text.get(start..end).unwrap_or("another file"))
        }));
        words.concat()
    });
    told.collect()
}

fn told(account: &Value) -> Vec<String> {
    told_of(account, CALL)
}

fn told_of(account: &Value, action: &str) -> Vec<String> {
    line_of(account, "user/u", |line| {
        grants(line, &text(account), action)
    })
}

/// What `u` holds, where there is one policy to attach.
fn of(held: &[Held<'_>]) -> Value {
    let mut all = vec![("all", "", vec![allow("*")])];
    all.extend(held.iter().cloned());
    holding(&all)
}

/// Of several grants, that is told by which some request is allowed, and of several such
/// the first by the names of the policies and by what they say.
#[test]
fn of_several_grants_one_that_counts_is_told() {
    let call = || on(CALL, "*");
    let both = |first: Value, second: Value| of(&[("own", "user/u", vec![first, second])]);
    let listed = |first: [&str; 2], second: [&str; 2]| {
        let one =
            |actions: [&str; 2]| json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
        told(&both(one(first), one(second)))
    };
    let one = format!("{CALL} by Custom/own#0 at \"{CALL}\"");
    let other = format!("{CALL} by Custom/own#1 at \"{CALL}\"");
    let of_b = format!("{CALL} by Custom/b#0 at \"{CALL}\"");
    let wide = |number: usize| format!("{CALL} by Custom/own#{number} at \"ram:*\"");
    let of_group = |members: Value| {
        let mut account = of(&[("own", "group/g", vec![call()])]);
        entry(&mut account, "group/g")["members"] = members;
        account
    };
    let anywhere_but_private = || json!({ "NotIpAddress": { "acs:SourceIp": "10.0.0.0/8" } });
    check(vec![
        (
            "one",
            told(&of(&[("own", "user/u", vec![call()])])),
            &[&one],
        ),
        (
            "of the first of two resources",
            told(&both(
                on(CALL, "acs:ram:*:{own}:user/u"),
                on(CALL, "acs:ram:*:{own}:policy/all"),
            )),
            &[&one],
        ),
        (
            "after one about something else",
            told(&both(allow("ecs:*"), call())),
            &[&other],
        ),
        (
            "through a group",
            told(&of_group(json!(["u"]))),
            &[&format!("{CALL} by Custom/own#0 via group/g at \"{CALL}\"")],
        ),
        (
            "by the name of the policy",
            told(&of(&[
                ("z", "user/u", vec![call()]),
                ("b", "user/u", vec![call()]),
            ])),
            &[&of_b],
        ),
        (
            "by what they say",
            told(&both(call(), allow("ram:*"))),
            &[&wide(1)],
        ),
        (
            "wherever it stands",
            told(&both(allow("ram:*"), call())),
            &[&wide(0)],
        ),
        ("lists", listed([CALL, "ram:z"], [CALL, "ram:b"]), &[&other]),
        (
            "lists in another order",
            listed([CALL, "ram:z"], ["ram:b", CALL]),
            &[&other],
        ),
        (
            "one that is denied wherever it applies",
            told(&of(&[
                ("a", "user/u", vec![under(call(), private())]),
                ("b", "user/u", vec![under(call(), anywhere_but_private())]),
                ("no", "user/u", vec![under(deny(CALL), private())]),
            ])),
            &[&of_b],
        ),
        (
            "the same in doubt",
            told(&of(&[
                ("a", "user/u", vec![under(call(), private())]),
                (
                    "b",
                    "user/u",
                    vec![under(under(call(), anywhere_but_private()), unheard_of())],
                ),
                ("no", "user/u", vec![under(deny(CALL), private())]),
            ])),
            &[&of_b],
        ),
    ]);
}

/// A policy of Alibaba Cloud is not in the input: its attachment is, unless the way has
/// made it.
#[test]
fn the_place_of_a_grant_of_alibaba_cloud_is_its_attachment() {
    let all = "System/AdministratorAccess";
    let guarded = |own: Vec<Value>| {
        holding(&[
            ("own", "user/u", own),
            ("no", "user/u", vec![deny("kvstore:*")]),
        ])
    };
    let at = |to: &str| format!("at {{\"policy\":\"{all}\",\"to\":\"{to}\"}}");
    let mut held = guarded(vec![]);
    attach(&mut held, all, "user/u");
    let mut joined = guarded(vec![allow("ram:AddUserToGroup")]);
    joined["groups"] = json!([{ "name": "g", "members": [] }]);
    attach(&mut joined, all, "group/g");
    let made = guarded(vec![
        on(CALL, "acs:ram:*:{own}:user/u"),
        on(CALL, "acs:ram:*:system:policy/AdministratorAccess"),
    ]);
    let rewriting = |account: &Value| {
        let told = told_of(account, "ram:CreatePolicyVersion");
        told.into_iter().take(1).collect::<Vec<_>>()
    };
    let by = format!("ram:CreatePolicyVersion by {all}#0");
    check(vec![
        (
            "held",
            rewriting(&held),
            &[&format!("{by} {}", at("user/u"))],
        ),
        (
            "through a group",
            rewriting(&joined),
            &[&format!("{by} via group/g {}", at("group/g"))],
        ),
        ("attached on the way", rewriting(&made), &[&by]),
    ]);
}

/// What may deny a call lets nobody make it, even where it is not known whether it does.
#[test]
fn a_deny_is_no_grant() {
    let found = told(&of(&[
        ("b-own", "user/u", vec![on(CALL, "*")]),
        ("a-guard", "user/u", vec![under(deny(CALL), unheard_of())]),
    ]));
    let policies: Vec<&str> = found
        .iter()
        .map(|told| told.split(['#', ' ']).nth(2).unwrap())
        .collect();
    assert_eq!(policies, ["Custom/b-own"], "{found:?}");
}
