//! Ways through Cloud SSO: configurations that are assigned or rewritten, groups that
//! are joined, and logins as its users (D25).

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{
    add, allow, check, deny, document, holding, line_of, on,
};
use crate::engine::obtain::tests::in_words;

/// An account in which the user `x` of Cloud SSO has the configurations `dev` and
/// `idle`, the group `admins` has `full`, and nobody has `mid`.
fn company(dev: &[Value], mid: &[Value], ram: Vec<Value>) -> Value {
    let mut account = holding(&[("own", "user/u", ram)]);
    account["resource_directory"] = json!({ "id": "rd-1", "account": "management" });
    account["sso"] = json!({
        "users": [{ "name": "x" }, { "name": "y" }],
        "groups": [{ "name": "admins", "members": [] }],
        "access_configurations": [
            { "name": "dev", "inline": document(dev) },
            { "name": "idle", "inline": document(&[allow("kvstore:Describe*")]) },
            { "name": "mid", "inline": document(mid) },
        ],
        "assignments": [
            { "configuration": "dev", "to": "user/x" },
            { "configuration": "idle", "to": "user/x" },
        ],
    });
    account
}

/// The same, where there is a configuration that gives everything.
fn with_full(dev: &[Value], ram: Vec<Value>) -> Value {
    let mut account = company(dev, &[], ram);
    let full = json!({ "name": "full", "system_policies": ["AdministratorAccess"] });
    add(&mut account["sso"], "access_configurations", full);
    let assignment = json!({ "configuration": "full", "to": "group/admins" });
    add(&mut account["sso"], "assignments", assignment);
    account
}

fn provisioned(action: &str) -> Vec<Value> {
    vec![
        allow(action),
        allow("cloudsso:ProvisionAccessConfiguration"),
    ]
}

const CONFIGURE: &str = "cloudsso:AddPermissionPolicyToAccessConfiguration";
const INLINE: &str = "cloudsso:UpdateInlinePolicyForAccessConfiguration";
const ASSIGN: &str = "cloudsso:CreateAccessAssignment";
const JOIN: &str = "cloudsso:AddUserToGroup";

#[test]
fn d25_what_a_user_of_cloud_sso_gets() {
    let told = |account: &Value| line_of(account, "sso-user/x", in_words);
    let denied = |mut statements: Vec<Value>| {
        statements.push(deny("kvstore:*"));
        statements
    };
    let placed = |mut account: Value, position: &str| {
        account["resource_directory"]["account"] = json!(position);
        account
    };
    let alone = |mut account: Value| {
        account["sso"]["assignments"].as_array_mut().unwrap().pop();
        account
    };
    let join = "join-sso-group sso-group/admins sso-user/x";
    let mut again = with_full(&[allow(JOIN)], vec![]);
    again["sso"]["groups"][0]["members"] = json!(["x"]);
    check(vec![
        ("nothing", told(&with_full(&[], vec![])), &[]),
        (
            "a group",
            told(&with_full(&[allow(JOIN)], vec![])),
            &[&format!("{join} = allowed")],
        ),
        (
            "a group in an account that may administer it",
            told(&placed(with_full(&[allow(JOIN)], vec![]), "member")),
            &[&format!("{join} = unknown")],
        ),
        (
            "a group in an account that does not",
            told(&placed(with_full(&[allow(JOIN)], vec![]), "standalone")),
            &[],
        ),
        ("a group it is in", told(&again), &[]),
        (
            "a configuration",
            told(&with_full(&[allow(ASSIGN)], vec![])),
            &["assign-access-configuration configuration/full sso-user/x = allowed"],
        ),
        (
            "a configuration that grants nothing",
            told(&company(&[allow(ASSIGN)], &[], vec![])),
            &[],
        ),
        (
            "its own configuration",
            told(&company(&provisioned(CONFIGURE), &[], vec![])),
            &["configure-permission-policy configuration/dev = allowed"],
        ),
        (
            "its own configuration that is not provisioned",
            told(&company(&[allow(CONFIGURE), allow(INLINE)], &[], vec![])),
            &[],
        ),
        (
            "what is written inline",
            told(&company(&provisioned(INLINE), &[], vec![])),
            &["configure-inline-policy configuration/dev = allowed"],
        ),
        (
            "a guard of its own configuration stays",
            told(&alone(company(
                &denied(provisioned(CONFIGURE)),
                &[],
                vec![],
            ))),
            &[
                "configure-permission-policy configuration/dev, \
                 configure-inline-policy configuration/dev = allowed",
                "not firm",
                "removed by configure-permission-policy configuration/dev, \
                 configure-inline-policy configuration/dev, guard 0",
            ],
        ),
        (
            "a guard of its own configuration stays, and another has none",
            told(&company(&denied(provisioned(CONFIGURE)), &[], vec![])),
            &[
                "configure-permission-policy configuration/idle = allowed",
                "not firm",
                "removed by configure-permission-policy configuration/dev, \
                 configure-inline-policy configuration/dev, guard 0",
            ],
        ),
        (
            "a guard of its own configuration goes",
            told(&company(&denied(provisioned(INLINE)), &[], vec![])),
            &[
                "configure-inline-policy configuration/dev = allowed",
                "not firm",
                "removed by configure-inline-policy configuration/dev, guard 0",
            ],
        ),
        (
            "a configuration that is assigned, then rewritten",
            told(&alone(company(
                &denied(vec![allow(ASSIGN)]),
                &provisioned(CONFIGURE),
                vec![],
            ))),
            &[
                "assign-access-configuration configuration/mid sso-user/x, \
                 configure-permission-policy configuration/mid = allowed",
                "firm",
            ],
        ),
        (
            "a configuration that is assigned, and one that it has rewritten by it",
            told(&company(
                &denied(vec![allow(ASSIGN)]),
                &provisioned(CONFIGURE),
                vec![],
            )),
            &[
                "assign-access-configuration configuration/mid sso-user/x, \
                 configure-permission-policy configuration/idle = allowed",
                "firm",
            ],
        ),
    ]);
}

#[test]
fn d25_what_others_get_by_cloud_sso() {
    let boss_in = |position: &str, statements: Vec<Value>| {
        let mut account = with_full(&[], statements);
        let assignment = json!({ "configuration": "full", "to": "user/y" });
        add(&mut account["sso"], "assignments", assignment);
        account["resource_directory"]["account"] = json!(position);
        line_of(&account, "user/u", in_words)
    };
    let boss = |statements: Vec<Value>| boss_in("management", statements);
    let password = || vec![allow("cloudsso:ResetUserPassword")];
    let directory = "acs:cloudsso:*:{own}:directory/d-1";
    check(vec![
        (
            "a password",
            boss(password()),
            &["reset-sso-password sso-user/y = allowed"],
        ),
        (
            "a password in an account that may administer it",
            boss_in("member", password()),
            &["reset-sso-password sso-user/y = unknown"],
        ),
        (
            "a password in an account that does not",
            boss_in("standalone", password()),
            &[],
        ),
        (
            "a provider of identities",
            boss(vec![on(
                "cloudsso:SetExternalSAMLIdentityProvider",
                directory,
            )]),
            &["set-sso-identity-provider sso-user/y = allowed_if"],
        ),
        (
            "what is for users of Cloud SSO alone",
            boss(vec![allow(ASSIGN), allow(JOIN)]),
            &[],
        ),
        (
            "configurations that one does not have",
            boss([provisioned(CONFIGURE), provisioned(INLINE)].concat()),
            &[],
        ),
    ]);
}
