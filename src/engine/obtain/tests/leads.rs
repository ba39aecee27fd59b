//! What the calls of the table are good for, and who leads on only once given something.

use serde_json::{Value, json};

use crate::engine::changes::Identity;
use crate::engine::formula::Bound;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::leads::Leads;
use crate::engine::obtain::powers::Actions;
use crate::engine::obtain::search::Search;
use crate::engine::obtain::steps::Step;
use crate::engine::obtain::tests::accounts;
use crate::engine::obtain::tests::ground::{attached, names, on, principal};
use crate::engine::obtain::tests::{account, allow, told};
use crate::engine::snapshots::{OWN, model};
use crate::model::Model;
use crate::model::account::PrincipalKind;
use crate::model::catalogue::Catalogue;

/// The edges by which somebody comes to act as another, or a role comes to admit, and by
/// which nobody holds anything else.
const ADMITTING: [&str; 21] = [
    "add-client-id-to-oidc-provider",
    "add-fingerprint-to-oidc-provider",
    "attach-instance-ram-role",
    "create-access-key",
    "create-function",
    "create-login-profile",
    "create-role",
    "create-stack",
    "create-user-provisioning",
    "invoke-command",
    "reset-sso-password",
    "run-command",
    "run-instances",
    "set-sso-identity-provider",
    "set-user-sso-settings",
    "start-execution",
    "update-function",
    "update-login-profile",
    "update-oidc-provider",
    "update-role",
    "update-saml-provider",
];

#[test]
fn steps_alter_what_is_held_unless_all_they_do_is_to_let_somebody_be_acted_as() {
    let edges: Vec<_> = Catalogue::embedded().escalations().collect();
    for edge in &edges {
        let expected = !ADMITTING.contains(&edge.id);
        assert_eq!(
            Ground::alters(&Step::new(Some(*edge))),
            expected,
            "{}",
            edge.id
        );
    }
    assert!(
        ADMITTING
            .iter()
            .all(|id| edges.iter().any(|edge| edge.id == *id))
    );
    // To become a role is none of them.
    assert!(!Ground::alters(&Step::new(None)));
}

/// The edges whose own call is in a set, and the call by which a role is become.
fn edges_in(ground: &Ground<'_>, actions: Actions) -> Vec<&'static str> {
    let edges = Catalogue::embedded().escalations();
    let found = edges.filter(|edge| ground.powers.bit(edge.action) & actions != 0);
    let assume = (ground.assuming() & actions != 0).then_some("assume");
    found.map(|edge| edge.id).chain(assume).collect()
}

#[test]
fn calls_are_sorted_by_what_they_are_good_for() {
    let model = model(json!({}));
    on(&model, |ground, _, _| {
        assert_eq!(
            edges_in(ground, ground.giving),
            [
                "add-user-to-group",
                "attach-policy-to-group",
                "attach-policy-to-role",
                "attach-policy-to-user",
                "create-policy-version",
                "resource-manager-attach-to-group",
                "resource-manager-attach-to-role",
                "resource-manager-attach-to-user",
                "set-default-policy-version",
            ]
        );
        assert_eq!(
            edges_in(ground, ground.becoming),
            [
                "add-client-id-to-oidc-provider",
                "add-fingerprint-to-oidc-provider",
                "add-user-to-group",
                "attach-instance-ram-role",
                "create-access-key",
                "create-function",
                "create-login-profile",
                "create-stack",
                "create-user-provisioning",
                "invoke-command",
                "run-command",
                "run-instances",
                "set-user-sso-settings",
                "start-execution",
                "update-function",
                "update-login-profile",
                "update-oidc-provider",
                "update-saml-provider",
                "assume",
            ]
        );
        let every = Catalogue::embedded().escalations().map(|edge| edge.id);
        let every: Vec<&str> = every.chain(["assume"]).collect();
        assert_eq!(edges_in(ground, ground.all_calls), every);
        let altering = edges_in(ground, ground.altering);
        let every = every.into_iter().filter(|id| *id != "assume");
        let expected: Vec<&str> = every.filter(|id| !ADMITTING.contains(id)).collect();
        assert_eq!(altering, expected);
    });
}

/// An account in which `abe` and the role `admin` may do everything, and in which there
/// are others who may do nothing: two users who are alike, a user and a group who are
/// denied the action, a role, a group, a service-linked role and a Cloud SSO user.
fn idle() -> Model {
    let mut snapshot = account(&[]);
    let users = ["wes", "kim", "abe", "bea"];
    snapshot["users"] = users.iter().map(|name| json!({ "name": name })).collect();
    snapshot["groups"] = json!([
        { "name": "team", "members": [] }, { "name": "kept", "members": ["kim"] },
        { "name": "crew", "members": [] },
    ]);
    snapshot["roles"] = json!([
        { "name": "work" }, { "name": "linked", "service_linked": true },
        { "name": "admin" }, { "name": "base" },
    ]);
    snapshot["attachments"] = json!([
        attached("all", "user/abe"),
        attached("all", "role/admin"),
        attached("no", "group/kept"),
    ]);
    snapshot["sso"] =
        json!({ "users": [{ "name": "jo" }], "groups": [{ "name": "g", "members": [] }] });
    model(snapshot)
}

fn told_of(ground: &Ground<'_>, leads: &Leads) -> (Vec<Vec<String>>, Vec<String>, Vec<String>) {
    let account = ground.facts.account;
    let users = leads.users.iter().map(|class| names(account, class));
    (
        users.collect(),
        names(account, &leads.roles),
        names(account, &leads.groups),
    )
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Who would have the action if they were given everything comes after those who lead on
/// by themselves; who would be denied it still is not among them.
#[test]
fn all_are_those_who_would_have_the_action_if_they_were_given_everything() {
    let model = idle();
    on(&model, |ground, compiler, doubts| {
        let narrow = (vec![texts(&["abe"])], texts(&["admin"]), texts(&[]));
        let all = (
            vec![texts(&["abe"]), texts(&["bea", "wes"])],
            texts(&["admin", "base", "work"]),
            texts(&["crew", "team"]),
        );
        assert_eq!(told_of(ground, &ground.leads), narrow);
        // Nobody else is known of yet.
        ground.look_at_all(true);
        assert_eq!(told_of(ground, &ground.leads), narrow);
        assert!(!ground.looks_at_all);
        let people = |ground: &mut Ground<'_>, kind| ground.people(kind).ids.len();
        assert_eq!(people(ground, PrincipalKind::User), 1);
        for _ in 0..2 {
            ground.prepare_all(compiler, doubts);
            assert!(ground.any_more);
            assert_eq!(told_of(ground, ground.all.as_ref().unwrap()), all);
            assert_eq!(told_of(ground, &ground.leads), narrow);
            ground.look_at_all(true);
            assert_eq!(told_of(ground, &ground.leads), all);
            assert!(ground.looks_at_all);
            assert_eq!(people(ground, PrincipalKind::User), 3);
            assert_eq!(people(ground, PrincipalKind::SsoUser), 0);
            ground.look_at_all(false);
            assert_eq!(told_of(ground, &ground.leads), narrow);
            assert!(!ground.looks_at_all);
            assert_eq!(people(ground, PrincipalKind::User), 1);
        }
    });
}

#[test]
fn nobody_else_is_there_where_all_lead_on_or_are_denied() {
    let mut snapshot = account(&[allow("kvstore:*", "*")]);
    snapshot["users"] = json!([{ "name": "u" }]);
    snapshot["groups"] =
        json!([{ "name": "ops", "members": [] }, { "name": "kept", "members": [] }]);
    let model = model(snapshot);
    on(&model, |ground, compiler, doubts| {
        ground.prepare_all(compiler, doubts);
        assert!(!ground.any_more);
        let all = told_of(ground, ground.all.as_ref().unwrap());
        assert_eq!(all, told_of(ground, &ground.leads));
    });
}

/// The caller may make a key of one who holds nothing, and attach everything to them.
fn by_way_of_idle(own: &[Value]) -> Value {
    let mut snapshot = account(own);
    snapshot["users"] = json!([{ "name": "boss" }, { "name": "idle" }, { "name": "u" }]);
    snapshot
}

/// Only where nothing else is found are those looked at who hold nothing.
#[test]
fn who_holds_nothing_is_acted_as_where_nothing_else_leads_to_the_action() {
    let key = |user: &str| {
        allow(
            "ram:CreateAccessKey",
            &format!("acs:ram:*:{{own}}:user/{user}"),
        )
    };
    let give = || {
        let on = ["user/idle", "policy/all"].map(|what| format!("acs:ram:*:{OWN}:{what}"));
        json!({ "Effect": "Allow", "Action": "ram:AttachPolicyToUser", "Resource": on })
    };
    let cases: Vec<(Vec<Value>, &[&str])> = vec![
        (
            vec![key("idle"), give()],
            &["create-access-key user/idle, attach-policy-to-user Custom/all user/idle = allowed"],
        ),
        (
            vec![key("*"), give()],
            &["create-access-key user/boss = allowed"],
        ),
        (vec![key("idle")], &[]),
        (vec![give()], &[]),
    ];
    for (own, expected) in cases {
        assert_eq!(told(by_way_of_idle(&own)), expected, "{own:?}");
        let model = model(by_way_of_idle(&own));
        on(&model, |ground, compiler, doubts| {
            let who = Identity::Principal(principal(ground.facts.account, "user/u"));
            for _ in 0..2 {
                let mut search = Search::new(ground, compiler, doubts, &who);
                let found = search.look(Bound::Least);
                assert_eq!(found.len(), expected.len(), "{own:?}");
                // The next search begins with those who lead on by themselves.
                assert!(!search.all && !search.ground.looks_at_all);
            }
        });
    }
}

/// What the caller attaches to themselves may be what lets them act as another, who is
/// given something in turn.
#[test]
fn those_are_looked_at_too_whom_the_caller_may_act_as_only_by_what_was_given() {
    let own = [
        accounts::attaching("user/u", "key"),
        accounts::attaching("user/v", "assume"),
    ];
    let mut account =
        accounts::holding(&[("own", "user/u", own.concat()), accounts::all("role/r")]);
    accounts::declare(&mut account, "user/v");
    for (name, statement) in [
        (
            "key",
            allow("ram:CreateAccessKey", "acs:ram:*:{own}:user/v"),
        ),
        ("assume", allow("sts:AssumeRole", "*")),
    ] {
        let document = accounts::document(&[statement]);
        let policy =
            json!({ "type": "Custom", "name": name, "version": "v1", "document": document });
        accounts::add(&mut account, "policies", policy);
    }
    account["roles"][0]["trust"] = accounts::trust("RAM", "acs:ram::{own}:user/v");
    assert_eq!(
        told(account),
        [
            "attach-policy-to-user Custom/key user/u, create-access-key user/v, \
             attach-policy-to-user Custom/assume user/v, assume role/r = allowed"
        ]
    );
}
