//! Accounts of a few principals who hold policies of a few statements.

use serde_json::{Value, json};

use super::document;
use crate::engine::obtain::Taken;
use crate::model::Model;
use crate::model::account::{Holding, PolicyDocument};

/// Policies by name, each with its statements by effect and action.
pub(super) type Policies<'p> = &'p [(&'p str, &'p [(&'p str, &'p str)])];

/// The users `u` and `v`, of whom `u` is in the group `g`, and nobody else; the policies,
/// and who holds them.
pub(super) fn room(policies: Policies<'_>, attached: &[(&str, &str)]) -> Value {
    let policies = policies.iter().map(|(name, statements)| {
        json!({ "type": "Custom", "name": name, "version": "v1",
            "document": document(statements) })
    });
    let attached = attached.iter().map(|(policy, to)| {
        let policy = match policy.contains('/') {
            true => (*policy).to_owned(),
            false => format!("Custom/{policy}"),
        };
        json!({ "policy": policy, "to": to })
    });
    json!({
        "users": [{ "name": "u" }, { "name": "v" }],
        "groups": [{ "name": "g", "members": ["u"] }],
        "roles": [],
        "policies": policies.collect::<Vec<_>>(),
        "attachments": attached.collect::<Vec<_>>(),
    })
}

/// The account with one of its members replaced.
pub(super) fn put(mut account: Value, pointer: &str, value: Value) -> Value {
    match account.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            account.pointer_mut(parent).unwrap()[name] = value;
        }
    }
    account
}

/// The account with something added to one of its lists.
pub(super) fn and(mut account: Value, list: &str, value: Value) -> Value {
    let list = account
        .as_object_mut()
        .unwrap()
        .entry(list)
        .or_insert(json!([]));
    list.as_array_mut().unwrap().push(value);
    account
}

/// A policy that is stored in other versions as well.
pub(super) fn stored(account: Value, policy: usize, versions: &[(&str, &[(&str, &str)])]) -> Value {
    let versions = versions
        .iter()
        .map(|(name, statements)| json!({ "version": name, "document": document(statements) }));
    let versions: Vec<Value> = versions.collect();
    put(
        account,
        &format!("/policies/{policy}/other_versions"),
        json!(versions),
    )
}

/// A role with those whom its trust document allows and denies.
pub(super) fn role(name: &str, trusted: &[(&str, &str, &[&str])]) -> Value {
    let statements = trusted.iter().map(|(effect, form, who)| {
        json!({ "Effect": effect, "Action": "sts:AssumeRole", "Principal": { *form: who } })
    });
    let statements: Vec<Value> = statements.collect();
    json!({ "name": name, "trust": { "Version": "1", "Statement": statements } })
}

/// Names of clients that begin with a letter and a number.
pub(super) fn clients(letter: char, count: usize) -> Vec<String> {
    let all = (0..count).map(|number| format!("{letter}{number}*"));
    all.collect()
}

/// The ARN of somebody of the account.
pub(super) fn arn(who: &str) -> String {
    format!("acs:ram::{}:{who}", crate::engine::snapshots::OWN)
}

/// A statement under a condition.
pub(super) fn under(effect: &str, action: &str, condition: Value) -> Value {
    json!({ "Effect": effect, "Action": action, "Resource": "*", "Condition": condition })
}

/// Puts the documents of an account's policies under paths as well.
pub(in crate::engine::difference) fn put_under_paths(model: &mut Model) {
    let policies = model.accounts[0].policies.iter();
    let holdings = policies.filter_map(|policy| {
        let PolicyDocument::Known { document, .. } = policy.document else {
            return None;
        };
        if policy.bundled {
            return None;
        }
        Some(Holding {
            path: format!("{}.json", policy.name),
            document,
            rest: None,
            account: 0,
        })
    });
    model.holdings = holdings.collect();
}

/// A step that somebody takes by a call of this action, and nothing else of it.
pub(in crate::engine::difference) fn taken(by: &str, action: &str) -> Taken {
    Taken {
        edge: None,
        kind: None,
        gives: None,
        verified: true,
        sheds: false,
        by: by.to_owned(),
        action: action.to_owned(),
        policy: None,
        whom: None,
        member: None,
        calls: Vec::new(),
        service: None,
    }
}
