//! Every rule fires at the marked places and nowhere else, stays quiet beside
//! its near misses, and speaks in the house's words.

mod allow;
mod deny;
mod fixes;
mod gallery;
mod granted;
mod malformed;
mod obtainable;
mod odd;
mod reachable;
mod table;
mod unknown;

use ramlint::rules::Finding;

use crate::marked::check;

/// A policy document with some statements.
fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#)
}

fn one(id: &str, statements: &str) -> Vec<Finding> {
    check(id, &[("p.json", &policy(statements))])
}

const ALLOW_ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

/// A snapshot in which everything is listed; `rest` is more members.
fn snapshot(rest: &str) -> String {
    format!(
        r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        {rest}}}"#
    )
}

fn whole(id: &str, rest: &str) -> Vec<Finding> {
    check(id, &[("account.json", &snapshot(rest))])
}

fn with_notes(finding: &Finding) -> String {
    format!("{} / {}", finding.message, finding.notes.join(" / "))
}
