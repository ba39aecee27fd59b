//! What the guardrails of `policies/guardrails` close of the table of escalations,
//! edge by edge: each call that they have to deny is denied, and none for nothing.

use std::path::Path;

use ramlint::engine::answers::{Line, Settings};
use ramlint::engine::verdict::Answer;
use ramlint::model::catalogue::{Catalogue, Escalation, Gives};
use serde_json::{Value, json};

use crate::support::{ACTION, AT, ask, line, read, settings};

const ACCOUNT: &str = "1000000000000001";

/// Those who hold the guard: themselves, by a group, as a role, by Cloud SSO.
const HOLDERS: [&str; 4] = ["user/u", "user/member", "role/r", "sso-user/s"];

fn guardrail(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("policies/guardrails")
        .join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn allow(actions: &[&str]) -> Value {
    json!({"Version": "1", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})
}

fn trust(whom: &str, names: &[String]) -> Value {
    json!({"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {whom: names}},
    ]})
}

/// A management account in which every edge of the table leads somewhere: identities
/// with everything to become, roles for every service and provider, older versions
/// that allow everything, a control policy over others. The holders hold the guard, and are allowed `actions` beside
/// the guarded one.
fn account(guard: &Value, actions: &[&str]) -> Value {
    let mut own = actions.to_vec();
    own.push(ACTION);
    let (own, all) = (allow(&own), allow(&["*"]));
    let services: Vec<String> = Catalogue::embedded()
        .escalations()
        .filter_map(|edge| edge.service.map(str::to_owned))
        .collect();
    let provider = |kind: &str| format!("acs:ram::{ACCOUNT}:{kind}-provider/staff");
    let older = json!([{"version": "v1", "document": all.clone()}]);
    let statements = |document: &Value| document["Statement"].as_array().unwrap().clone();
    let both = [statements(&own), statements(guard)].concat();
    let inline = json!({"Version": "1", "Statement": both});
    let to = |policy: &str, whom: &[&str]| -> Vec<Value> {
        let whom = whom.iter();
        whom.map(|to| json!({"policy": policy, "to": to})).collect()
    };
    let attachments = [
        to("Custom/Own", &["user/u", "user/member", "role/r"]),
        to("Custom/Guard", &["user/u", "group/guarded", "role/r"]),
        to("Custom/All", &["group/admins", "role/worker", "role/staff"]),
    ]
    .concat();
    json!({
        "ram_account_snapshot": 1, "account_id": ACCOUNT,
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "resource_directory": {"id": "rd-1", "account": "management"},
        "users": [{"name": "u"}, {"name": "member"}, {"name": "admin"}],
        "groups": [{"name": "guarded", "members": ["member"]}, {"name": "admins", "members": ["admin"]}],
        "roles": [
            {"name": "r", "trust": trust("Service", &["actiontrail.aliyuncs.com".to_owned()])},
            {"name": "worker", "trust": trust("Service", &services)},
            {"name": "staff", "trust": trust("Federated", &[provider("saml"), provider("oidc")])},
        ],
        "policies": [
            {"type": "Custom", "name": "All", "document": all},
            {"type": "Custom", "name": "Own", "document": own},
            {"type": "Custom", "name": "Guard", "version": "v2", "document": guard, "other_versions": older},
        ],
        "attachments": attachments,
        "control_policies": [{"id": "cp-1", "name": "Keep", "targets": ["fd-1"], "document": guard}],
        "sso": {
            "users": [{"name": "s"}, {"name": "admin"}],
            "groups": [{"name": "admins", "members": ["admin"]}],
            "access_configurations": [{"name": "Guarded", "inline": inline}, {"name": "All", "inline": all}],
            "assignments": [
                {"configuration": "Guarded", "to": "user/s", "account": ACCOUNT},
                {"configuration": "All", "to": "group/admins", "account": ACCOUNT},
            ],
        },
    })
}

/// The calls of an edge.
fn calls(edge: &Escalation) -> Vec<&'static str> {
    let needed = edge.needs().map(|(action, _)| action);
    std::iter::once(edge.action).chain(needed).collect()
}

/// What somebody has to be allowed to get anywhere by an edge.
fn enough(edge: &Escalation) -> Vec<&'static str> {
    let mut enough = calls(edge);
    match edge.gives {
        Gives::NewRole => enough.push("ram:AttachPolicyToRole"),
        Gives::Attach(_) => enough.push("ram:CreatePolicy"),
        _ => {}
    }
    enough
}

/// The edges to close. A policy that is only written is held by nobody: the edges
/// that attach it count.
fn edges() -> Vec<Escalation> {
    let edges = Catalogue::embedded().escalations();
    edges
        .filter(|edge| edge.gives != Gives::WritePolicy)
        .collect()
}

fn with_holders(snapshot: &Value, mut judge: impl FnMut(&str, &Line)) {
    let model = read(&[("snapshot.json", &snapshot.to_string())]).model;
    let answers = ask(&model, ACTION, &settings(AT, false));
    for id in HOLDERS {
        judge(id, line(&answers, id).unwrap());
    }
}

/// The edges by which somebody gets the action, or takes a guard from others.
fn first_edges(line: &Line) -> Vec<&'static str> {
    let ways = line.can_obtain.iter();
    let lifts = line.lifts.iter();
    ways.filter_map(|way| way.first()?.edge)
        .chain(lifts.filter_map(|lift| lift.step.edge))
        .collect()
}

#[test]
fn every_edge_leads_to_the_action_past_a_bare_deny() {
    let bare = guardrail("variants-that-fail/nothing-keeps-it-on.json");
    for edge in edges() {
        let mut found = false;
        with_holders(&account(&bare, &enough(&edge)), |_, line| {
            found |= first_edges(line).contains(&edge.id);
        });
        assert!(
            found,
            "{} leads nowhere, so nothing is proved by it",
            edge.id
        );
    }
}

#[test]
fn no_edge_is_left_beside_the_guardrail_against_escalation() {
    let guard = guardrail("deny-destroy-and-escalation.json");
    let mut allowed: Vec<Vec<&str>> = edges().iter().map(enough).collect();
    allowed.push(vec!["*"]);
    for actions in allowed {
        with_holders(&account(&guard, &actions), |id, line| {
            assert_eq!(line.verdict.answer, Answer::Denied, "{id} {actions:?}");
            assert_eq!(first_edges(line), [""; 0], "{id} {actions:?}");
            assert!(
                line.reach.is_empty() && !line.search_cut,
                "{id} {actions:?}"
            );
            assert!(line.firmness.as_ref().unwrap().firm, "{id} {actions:?}");
        });
    }
}

/// Whether a user who may otherwise do everything is denied an action whatever it
/// is asked for.
fn is_denied(guard: &Value, action: &str) -> bool {
    let quick = Settings {
        reach: false,
        obtain: false,
        ..settings(AT, false)
    };
    let snapshot = account(guard, &["*"]);
    let model = read(&[("snapshot.json", &snapshot.to_string())]).model;
    let answers = ask(&model, action, &quick);
    line(&answers, "user/u").unwrap().verdict.answer == Answer::Denied
}

/// Whether of each set of calls one at least is denied.
fn is_closed(guard: &Value, sets: &[Vec<&'static str>]) -> bool {
    sets.iter()
        .all(|calls| calls.iter().any(|call| is_denied(guard, call)))
}

/// The guard without one of the patterns that keep it on.
fn without(guard: &Value, number: usize) -> (Value, String) {
    let mut less = guard.clone();
    let patterns = less["Statement"][1]["Action"].as_array_mut().unwrap();
    let pattern = patterns.remove(number).as_str().unwrap().to_owned();
    (less, pattern)
}

fn is_as_small_as_can_be(name: &str, sets: &[Vec<&'static str>]) {
    let guard = guardrail(name);
    assert!(is_closed(&guard, sets), "{name} leaves something open");
    let count = guard["Statement"][1]["Action"].as_array().unwrap().len();
    for number in 0..count {
        let (less, pattern) = without(&guard, number);
        assert!(!is_closed(&less, sets), "{name}: {pattern} stops nothing");
    }
}

#[test]
fn each_pattern_against_escalation_closes_something() {
    let mut sets: Vec<_> = edges().iter().map(calls).collect();
    let assume = Catalogue::embedded().assume_actions();
    sets.extend(assume.map(|assume| vec![assume.action]));
    is_as_small_as_can_be("deny-destroy-and-escalation.json", &sets);
}

#[test]
fn each_pattern_that_keeps_the_guard_on_closes_something() {
    let shedding = edges().into_iter().filter(|edge| {
        matches!(
            edge.gives,
            Gives::Detach(_) | Gives::LeaveGroup | Gives::RewritePolicy | Gives::SwitchVersion
        )
    });
    let sets: Vec<_> = shedding.map(|edge| calls(&edge)).collect();
    is_as_small_as_can_be("deny-destroy.json", &sets);
}
