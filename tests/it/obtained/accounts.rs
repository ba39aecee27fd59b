//! Random snapshots over a small alphabet of permissions that lead on.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use crate::accounts::OWN;
use crate::obtained::snapshot::admitting;

const USERS: [&str; 3] = ["u", "v", "w"];
const GROUPS: [&str; 2] = ["g", "h"];
const ROLES: [&str; 2] = ["r", "s"];
const POLICIES: [&str; 5] = ["A", "B", "C", "D", "E"];

const ACTIONS: &[&str] = &[
    "kvstore:*",
    "ram:*",
    "ram:Attach*",
    "ram:AttachPolicyToUser",
    "ram:AttachPolicyToGroup",
    "ram:AttachPolicyToRole",
    "ram:AttachPolicy",
    "ram:CreatePolicy",
    "ram:CreatePolicyVersion",
    "ram:SetDefaultPolicyVersion",
    "ram:AddUserToGroup",
    "ram:*UserFromGroup",
    "ram:Detach*",
    "ram:CreateAccessKey",
    "ram:*LoginProfile",
    "ram:UpdateRole",
    "ram:CreateRole",
    "ram:SetUserSsoSettings",
    "ram:UpdateSAMLProvider",
    "ram:PassRole",
    "sts:AssumeRole",
    "sts:*",
    "ecs:RunInstances",
    "ecs:*",
    "fc:*",
];

const RESOURCES: &[&str] = &[
    "acs:ram:*:*:*",
    "acs:ram:*:*:user/*",
    "acs:ram:*:*:user/u",
    "acs:ram:*:*:user/w",
    "acs:ram:*:*:group/*",
    "acs:ram:*:*:group/g",
    "acs:ram:*:*:role/*",
    "acs:ram:*:*:role/r",
    "acs:ram:*:*:policy/*",
    "acs:ram:*:*:policy/A",
    "acs:ram:*:*:policy/team-*",
    "acs:ram:*:system:policy/*",
    "acs:ims:*:*:user/*",
];

pub fn condition() -> impl Strategy<Value = Value> {
    let office = json!({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}});
    let elsewhere = json!({"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}});
    let second = |word: &str| json!({"Bool": {"acs:MFAPresent": word}});
    prop_oneof![
        12 => Just(Value::Null),
        1 => Just(office),
        1 => Just(elsewhere),
        2 => Just(second("true")),
        1 => Just(second("false")),
    ]
}

/// The services that the call of a hand-over may name.
fn handing_over() -> impl Strategy<Value = Value> {
    let named = select(&["ecs.aliyuncs.com", "fc.aliyuncs.com"]);
    (named, select(&["Allow", "Allow", "Deny"])).prop_map(|(service, effect)| {
        json!({"Effect": effect, "Action": "ram:PassRole", "Resource": "*",
            "Condition": {"StringEquals": {"acs:Service": service}}})
    })
}

/// One statement, by chance with one of some effects.
pub fn statement(effects: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let effect = select(effects);
    let actions = prop::collection::vec(select(ACTIONS), 1..5);
    let some = prop::collection::vec(select(RESOURCES), 1..4);
    let resources = prop_oneof![3 => Just(vec!["*"]), 2 => some];
    let plain = (effect, actions, resources, condition());
    let plain = plain.prop_map(|(effect, actions, resources, condition)| {
        let mut statement = json!({"Effect": effect, "Action": actions, "Resource": resources});
        if !condition.is_null() {
            statement["Condition"] = condition;
        }
        statement
    });
    prop_oneof![14 => plain, 1 => handing_over()]
}

fn document() -> impl Strategy<Value = Value> {
    prop::collection::vec(
        statement(&["Allow", "Allow", "Allow", "Allow", "Deny"]),
        1..3,
    )
    .prop_map(|statements| json!({"Version": "1", "Statement": statements}))
}

/// A document about the guarded action alone.
fn about_the_action(effect: &'static str) -> impl Strategy<Value = Value> {
    condition().prop_map(move |condition| {
        let mut statement = json!({"Effect": effect, "Action": "kvstore:*", "Resource": "*"});
        if !condition.is_null() {
            statement["Condition"] = condition;
        }
        json!({"Version": "1", "Statement": [statement]})
    })
}

fn trust() -> impl Strategy<Value = Value> {
    let of = |form: &str, who: &str| {
        json!({"Version": "1", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {form: [who]}}]})
    };
    let mut under_condition = admitting("user/u");
    under_condition["Statement"][0]["Condition"] = json!({"Bool": {"acs:MFAPresent": "true"}});
    prop_oneof![
        3 => Just(admitting("user/u")),
        1 => Just(under_condition),
        1 => Just(admitting("user/w")),
        1 => Just(admitting("role/s")),
        1 => Just(admitting("root")),
        2 => Just(of("Service", "ecs.aliyuncs.com")),
        1 => Just(of("Service", "fc.aliyuncs.com")),
        1 => Just(of("Federated", &format!("acs:ram::{OWN}:saml-provider/corp"))),
    ]
}

/// Who holds what: one user always holds the first, and somebody the grant.
fn attachments() -> impl Strategy<Value = Vec<Value>> {
    let all = [
        "user/u", "user/v", "user/w", "group/g", "group/h", "role/r", "role/s",
    ];
    let grant = (
        Just("D"),
        select(&["user/u", "user/w", "group/g", "role/r", "role/s", "role/r"]),
    );
    let guard = (
        Just("E"),
        select(&["user/u", "user/u", "user/w", "group/g", "role/s"]),
    );
    let others = prop::collection::vec((select(&["A", "B", "B", "C"]), select(all.to_vec())), 2..5);
    let guard = prop::option::of(guard);
    (grant, guard, others).prop_map(|(grant, guard, others)| {
        let own = [("A", "user/u"), grant]
            .into_iter()
            .chain(guard)
            .chain(others);
        own.map(|(policy, to)| json!({"policy": format!("Custom/{policy}"), "to": to}))
            .collect()
    })
}

/// An account of a member. Unless all is to be known, some of its documents are
/// not in the snapshot.
pub fn account(known: bool) -> impl Strategy<Value = Value> {
    let policy = (document(), prop::option::weighted(0.3, document()));
    let policies = prop::collection::vec(policy, 3);
    let about = (about_the_action("Allow"), about_the_action("Deny"));
    let members = prop::collection::vec(subsequence(&USERS, 0..3), 2);
    let trusts = prop::collection::vec(trust(), 2);
    let absent = if known {
        Just(None).boxed()
    } else {
        prop::option::of(0..6_usize).boxed()
    };
    let control = prop::option::weighted(0.2, statement(&["Deny"]));
    let parts = (policies, about, members, trusts, absent, control);
    (parts, attachments()).prop_map(|(parts, attachments)| {
        let (policies, about, members, trusts, absent, control) = parts;
        let about = [about.0, about.1].map(|document| (document, None));
        let documents = policies.into_iter().chain(about);
        let mut policies: Vec<Value> = POLICIES
            .iter()
            .zip(documents)
            .map(|(name, (document, other))| {
                let mut policy = json!({"type": "Custom", "name": name, "document": document});
                if let Some(other) = other {
                    policy["version"] = json!("v2");
                    policy["other_versions"] = json!([{"version": "v1", "document": other}]);
                }
                policy
            })
            .collect();
        let mut roles: Vec<Value> = ROLES
            .iter()
            .zip(trusts)
            .map(|(name, trust)| json!({"name": name, "trust": trust}))
            .collect();
        match absent {
            Some(number @ 0..4) => {
                let policy = policies[number].as_object_mut().unwrap();
                policy.remove("document");
                policy.remove("other_versions");
            }
            Some(number) => roles[number - 4]["trust"] = Value::Null,
            None => {}
        }
        let groups = GROUPS.iter().zip(members);
        let groups = groups.map(|(name, members)| json!({"name": name, "members": members}));
        let mut account = json!({
            "ram_account_snapshot": 1, "account_id": OWN,
            "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
            "resource_directory": {"id": "rd-1", "account": "member", "path": ["r-1"]},
            "users": USERS.map(|name| json!({"name": name})),
            "groups": groups.collect::<Vec<_>>(), "roles": roles, "policies": policies,
            "attachments": attachments,
            "control_policies": [{"id": "cp-full", "name": "FullAliyunAccess",
                "effect_scope": "All", "targets": ["r-1", OWN]}],
        });
        if let Some(statement) = control {
            deny_above(&mut account, &statement);
        }
        account
    })
}

/// Puts a statement into a control policy above the account.
pub fn deny_above(account: &mut Value, statement: &Value) {
    let list = account["control_policies"].as_array_mut().unwrap();
    let id = format!("cp-{}", list.len());
    list.push(
        json!({"id": id, "name": id, "effect_scope": "RAM", "targets": ["r-1"],
        "document": {"Version": "1", "Statement": [statement]}}),
    );
}
