//! Whoever holds a document, as a user or as a role (D31).

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{allow, check, deny, holding, line_in, obtaining, on};
use crate::engine::obtain::tests::in_words;
use crate::engine::snapshots::model;
use crate::model::account::{PrincipalKind, Trust};

const DOCUMENT: &str = "policy/account.json#/policies/0/document";

/// What whoever holds the first document of an account is told.
fn told(account: &Value) -> Vec<String> {
    let mut account = account.clone();
    account["complete"] = json!(["users", "groups", "roles", "policies"]);
    let model = model(account);
    line_in(&model, &obtaining(), DOCUMENT, in_words)
}

/// The same, where a role that it could become admits nobody.
fn told_of_role(trust: Option<Trust>) -> Vec<String> {
    let mut account = holding(&[
        ("own", "", vec![allow("sts:AssumeRole")]),
        ("of-r", "role/r", vec![allow("ram:CreateAccessKey")]),
        ("all", "user/boss", vec![allow("*")]),
    ]);
    account["complete"] = json!(["users", "groups", "roles", "policies"]);
    let mut model = model(account);
    let mut all = model.accounts[0].principals.iter_mut();
    let role = all.find(|one| one.kind == PrincipalKind::Role).unwrap();
    role.trust = trust.unwrap_or(role.trust);
    line_in(&model, &obtaining(), DOCUMENT, in_words)
}

#[test]
fn d31_whoever_holds_a_document_becomes_the_roles_that_admit() {
    check(vec![
        (
            "the account",
            told_of_role(None),
            &["assume role/r, create-access-key user/boss = allowed"],
        ),
        ("nobody", told_of_role(Some(Trust::None)), &[]),
    ]);
}

#[test]
fn d31_whoever_holds_a_document_holds_it_as_a_user_or_as_a_role() {
    let all = || ("all", "", vec![allow("*")]);
    let of = |own: Vec<Value>| told(&holding(&[("own", "", own), all()]));
    check(vec![
        ("nothing", of(vec![allow("ecs:*")]), &[]),
        (
            "for users",
            of(vec![allow("ram:AttachPolicyToUser")]),
            &["attach-policy-to-user System/AdministratorAccess = allowed"],
        ),
        (
            "a group",
            told(&holding(&[
                ("own", "", vec![allow("ram:AddUserToGroup")]),
                ("all", "group/ops", vec![allow("*")]),
            ])),
            &["add-user-to-group group/ops = allowed"],
        ),
        (
            "for roles",
            of(vec![allow("ram:AttachPolicyToRole")]),
            &["attach-policy-to-role System/AdministratorAccess = allowed"],
        ),
        (
            "for both",
            of([
                vec![allow("ram:AttachPolicyToUser")],
                vec![allow("ram:AttachPolicyToRole")],
            ]
            .concat()),
            &[
                "attach-policy-to-user System/AdministratorAccess = allowed",
                "attach-policy-to-role System/AdministratorAccess = allowed",
            ],
        ),
        (
            "its own document",
            of(vec![on(
                "ram:CreatePolicyVersion",
                "acs:ram:*:{own}:policy/own",
            )]),
            &["create-policy-version Custom/own = allowed"],
        ),
        (
            "a key",
            told(&holding(&[
                ("own", "", vec![allow("ram:CreateAccessKey")]),
                ("all", "user/boss", vec![allow("*")]),
            ])),
            &["create-access-key user/boss = allowed"],
        ),
        (
            "denied",
            of(vec![allow("ram:AttachPolicyToUser"), deny("ram:*")]),
            &[],
        ),
    ]);
}
