//! Identity providers that say what the caller wants (D25).

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{
    allow, asked, check, deny, entry, holding, line_of, obtaining, on, private, second_factor,
    trust, under,
};
use crate::engine::obtain::tests::in_words;
use crate::engine::snapshots::model;

/// What `u` is told of who holds this statement, where a role that may do this trusts a
/// provider.
fn told(own: Value, arn: &str, change: impl FnOnce(&mut Value)) -> Vec<String> {
    told_of(vec![allow("*")], own, arn, change)
}

fn told_of(
    role: Vec<Value>,
    own: Value,
    arn: &str,
    change: impl FnOnce(&mut Value),
) -> Vec<String> {
    let mut account = holding(&[("own", "user/u", vec![own]), ("all", "role/fed", role)]);
    let role = entry(&mut account, "role/fed");
    role["trust"] = trust("Federated", arn);
    change(role);
    line_of(&account, "user/u", in_words)
}

#[test]
fn d25_roles_that_trust_a_provider() {
    let saml = "acs:ram::{own}:saml-provider/corp";
    let oidc = "acs:ram::{own}:oidc-provider/corp";
    let elsewhere = "acs:ram::2000000000000002:saml-provider/corp";
    let update = || allow("ram:UpdateSAMLProvider");
    let way = "update-saml-provider acs:ram::1000000000000001:saml-provider/corp role/fed";
    let sure = format!("{way} = allowed");
    let if_ = format!("{way} = allowed_if");
    let asis = |_: &mut Value| {};
    check(vec![
        ("a provider", told(update(), saml, asis), &[&sure]),
        (
            "that provider alone",
            told(
                on(
                    "ram:UpdateSAMLProvider",
                    "acs:ram:*:{own}:saml-provider/corp",
                ),
                saml,
                asis,
            ),
            &[&sure],
        ),
        (
            "another provider alone",
            told(
                on("ram:UpdateSAMLProvider", "acs:ram:*:{own}:saml-provider/x"),
                saml,
                asis,
            ),
            &[],
        ),
        (
            "a provider of another account",
            told(update(), elsewhere, asis),
            &[],
        ),
        (
            "a provider of another kind",
            told(update(), oidc, asis),
            &[],
        ),
        (
            "what nobody has read",
            told(allow("ram:UpdateOIDCProvider"), oidc, asis),
            &[
                "update-oidc-provider acs:ram::1000000000000001:oidc-provider/corp role/fed \
               = unknown",
            ],
        ),
        (
            "trusted from some places",
            told(update(), saml, |role| {
                role["trust"]["Statement"][0]["Condition"] = private();
            }),
            &[&if_],
        ),
        (
            "a login may be with a second factor",
            told_of(
                vec![under(allow("*"), second_factor("true"))],
                update(),
                saml,
                asis,
            ),
            &[&if_],
        ),
        (
            "trusted by nobody",
            told(update(), saml, |role| {
                role["trust"] = json!({ "Version": "1", "Statement": [] });
            }),
            &[],
        ),
    ]);
}

/// What no step hangs on is not said to be in doubt.
#[test]
fn d25_calls_that_lead_nowhere_leave_nothing_in_doubt() {
    let doubted = |own: Vec<Value>, arn: &str| {
        let mut account = holding(&[
            ("own", "user/u", own),
            ("all", "role/fed", vec![allow("*")]),
        ]);
        entry(&mut account, "role/fed")["trust"] = trust("Federated", arn);
        let model = model(account);
        let answers = asked(&model, &obtaining());
        let mut names = answers.doubts.iter().map(|(_, doubt)| doubt.name.as_str());
        names.any(|name| name.contains("escalation-not-verified"))
    };
    let update = || allow("ram:UpdateOIDCProvider");
    let oidc = "acs:ram::{own}:oidc-provider/corp";
    assert!(doubted(vec![update()], oidc));
    assert!(!doubted(
        vec![update()],
        "acs:ram::{own}:saml-provider/corp"
    ));
    assert!(!doubted(vec![update(), deny("ram:*")], oidc));
}
