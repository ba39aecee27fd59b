//! Roles that are handed to services (D25).

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{
    allow, check, deny, entry, holding, line_of, on, private, second_factor, trust, under,
};
use crate::engine::obtain::tests::in_words;

const FC: &str = "fc.aliyuncs.com";

/// An account in which `u` holds these statements, and which has a role for functions
/// that holds those.
fn company(own: Vec<Value>, role: Vec<Value>) -> Value {
    let mut account = holding(&[("own", "user/u", own), ("of-worker", "role/worker", role)]);
    entry(&mut account, "role/worker")["trust"] = trust("Service", FC);
    account
}

fn handing(service: &str) -> Value {
    json!({ "StringEquals": { "acs:Service": service } })
}

#[test]
fn d25_roles_that_are_handed_to_services() {
    let create = || allow("fc:CreateFunction");
    let pass = || allow("ram:PassRole");
    let all = || vec![allow("*")];
    let told = |account: &Value| line_of(account, "user/u", in_words);
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut account = company(vec![create(), pass()], all());
        change(entry(&mut account, "role/worker"));
        told(&account)
    };
    let with = |own: Vec<Value>, role: Vec<Value>| told(&company(own, role));
    let way = "create-function role/worker = allowed";
    let allowed_if = "create-function role/worker = allowed_if";
    check(vec![
        ("both calls", with(vec![create(), pass()], all()), &[way]),
        (
            "the service is the one",
            with(vec![create(), under(pass(), handing(FC))], all()),
            &[way],
        ),
        (
            "the service is another",
            with(
                vec![create(), under(pass(), handing("ecs.aliyuncs.com"))],
                all(),
            ),
            &[],
        ),
        (
            "the service is denied",
            with(
                vec![create(), pass(), under(deny("ram:PassRole"), handing(FC))],
                all(),
            ),
            &[],
        ),
        (
            "another service is denied",
            with(
                vec![
                    create(),
                    pass(),
                    under(deny("ram:PassRole"), handing("ecs.aliyuncs.com")),
                ],
                all(),
            ),
            &[way],
        ),
        (
            "a service has no second factor",
            with(
                vec![create(), pass()],
                vec![under(allow("*"), second_factor("true"))],
            ),
            &[],
        ),
        (
            "what is guarded against a second factor alone",
            with(
                vec![create(), pass()],
                vec![allow("*"), under(deny("*"), second_factor("true"))],
            ),
            &[way],
        ),
        (
            "what the role may do only from some places",
            with(vec![create(), pass()], vec![under(allow("*"), private())]),
            &[allowed_if],
        ),
        (
            "a role that trusts nobody",
            changed(&|role| role["trust"] = json!({ "Version": "1", "Statement": [] })),
            &[],
        ),
        (
            "a role that trusts another service",
            changed(&|role| role["trust"] = trust("Service", "ecs.aliyuncs.com")),
            &[],
        ),
        (
            "a role that trusts it from some places",
            changed(&|role| role["trust"]["Statement"][0]["Condition"] = private()),
            &[allowed_if],
        ),
        (
            "a role that denies the service",
            changed(&|role| {
                let mut denies = role["trust"]["Statement"][0].clone();
                denies["Effect"] = json!("Deny");
                let statements = role["trust"]["Statement"].as_array_mut().unwrap();
                statements.push(denies);
            }),
            &[],
        ),
        (
            "a role whose trust is not known",
            changed(&|role| role["trust"] = Value::Null),
            &["create-function role/worker = unknown"],
        ),
        (
            "a role of a service",
            changed(&|role| role["service_linked"] = json!(true)),
            &[],
        ),
    ]);
}

/// What a role that was handed over may do leads on.
#[test]
fn d25_roles_that_are_handed_over_lead_on() {
    let own = || vec![allow("fc:CreateFunction"), allow("ram:PassRole")];
    let all = || ("all", "", vec![allow("*")]);
    let attach = || {
        vec![
            on("ram:AttachPolicyToRole", "acs:ram:*:{own}:role/worker"),
            on("ram:AttachPolicyToRole", "acs:ram:*:{own}:policy/all"),
        ]
    };
    let told = |worker: Vec<Value>| {
        let mut account = holding(&[
            ("own", "user/u", own()),
            ("w", "role/worker", worker),
            all(),
        ]);
        entry(&mut account, "role/worker")["trust"] = trust("Service", FC);
        line_of(&account, "user/u", in_words)
    };
    let way = "create-function role/worker, attach-policy-to-role Custom/all role/worker";
    let under_second = |statements: Vec<Value>, word: &str| {
        let all = statements.into_iter();
        all.map(|one| under(one, second_factor(word))).collect()
    };
    let but_with_second = || {
        let mut statements = attach();
        statements.push(under(deny("ram:*"), second_factor("true")));
        statements
    };
    check(vec![
        ("attaching", told(attach()), &[&format!("{way} = allowed")]),
        (
            "attaching with a second factor alone",
            told(under_second(attach(), "true")),
            &[],
        ),
        (
            "attaching where a second factor is denied",
            told(but_with_second()),
            &[&format!("{way} = allowed")],
        ),
    ]);
}
