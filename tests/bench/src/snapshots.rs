//! Snapshots of one account in one file, in which something there is a lot of.

use serde_json::{Value, json};

use crate::account::reaching;
use crate::corpus;

const ACCOUNT: &str = "1000000000000001";

/// As many users, each with a policy of its own.
#[must_use]
pub fn of_policies(count: usize) -> String {
    let policies = corpus::policies(count, 1).into_iter().enumerate();
    let policies: Vec<Value> = policies
        .map(|(number, text)| policy(number, &text))
        .collect();
    let attachments: Vec<Value> = (0..count)
        .map(|number| attachment(number, &format!("user/u{number}")))
        .collect();
    snapshot(users(count), Vec::new(), policies, attachments)
}

/// As many roles, that trust the account and are about the guarded service alone, and a
/// user who may become them. Where roles may become each other there are more ways than
/// roles.
#[must_use]
pub fn of_roles(count: usize) -> String {
    let mut policies: Vec<Value> = (0..count)
        .map(|number| policy(number, &reaching(number / 3 * 6 + number % 3)))
        .collect();
    policies.push(policy(count, BECOME));
    let mut attachments: Vec<Value> = (0..count)
        .map(|number| attachment(number, &format!("role/r{number}")))
        .collect();
    attachments.push(attachment(count, "user/u0"));
    let root = format!("acs:ram::{ACCOUNT}:root");
    let roles = (0..count).map(|number| role(number, std::slice::from_ref(&root)));
    snapshot(users(1), roles.collect(), policies, attachments)
}

/// As many users, each of whom one role admits by name.
#[must_use]
pub fn of_trusted_users(count: usize) -> String {
    let policies = vec![policy(0, &reaching(0)), policy(1, BECOME)];
    let mut attachments: Vec<Value> = (0..count)
        .map(|number| attachment(1, &format!("user/u{number}")))
        .collect();
    attachments.push(attachment(0, "role/r0"));
    let named: Vec<String> = (0..count)
        .map(|number| format!("acs:ram::{ACCOUNT}:user/u{number}"))
        .collect();
    snapshot(users(count), vec![role(0, &named)], policies, attachments)
}

const BECOME: &str = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}"#;

fn users(count: usize) -> Vec<Value> {
    let names = (0..count).map(|number| json!({ "name": format!("u{number}") }));
    names.collect()
}

fn role(number: usize, trusted: &[String]) -> Value {
    let statement =
        json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "RAM": trusted } });
    json!({ "name": format!("r{number}"), "trust": { "Version": "1", "Statement": [statement] } })
}

fn policy(number: usize, text: &str) -> Value {
    let document: Value = serde_json::from_str(text).expect("a policy");
    json!({ "type": "Custom", "name": format!("P{number}"), "document": document })
}

fn attachment(policy: usize, to: &str) -> Value {
    json!({ "policy": format!("Custom/P{policy}"), "to": to })
}

fn snapshot(
    users: Vec<Value>,
    roles: Vec<Value>,
    policies: Vec<Value>,
    attachments: Vec<Value>,
) -> String {
    let complete = ["users", "groups", "roles", "policies", "attachments"];
    let all = json!({
        "ram_account_snapshot": 1,
        "account_id": ACCOUNT,
        "complete": complete,
        "users": users,
        "roles": roles,
        "policies": policies,
        "attachments": attachments,
    });
    all.to_string()
}
