//! Accounts that are drawn up from who holds what, and what their lines tell.

use serde_json::{Value, json};

use crate::engine::answers::{Answers, Line, Settings, answer, question};
use crate::engine::obtain::tests::{DESTROY, in_words};
use crate::engine::snapshots::{OWN, WHOLE, model, settings};
use crate::model::Model;
use crate::model::catalogue::Catalogue;

/// What somebody holds: the name of a policy, whom it is attached to, and what it says.
/// Several are separated by blanks; a policy that is attached to nobody is there, too.
pub(super) type Held<'t> = (&'t str, &'t str, Vec<Value>);

pub(super) fn statement(effect: &str, action: &str, resource: &str) -> Value {
    let resource = resource.replace("{own}", OWN);
    json!({ "Effect": effect, "Action": action, "Resource": resource })
}

pub(super) fn allow(action: &str) -> Value {
    statement("Allow", action, "*")
}

pub(super) fn deny(action: &str) -> Value {
    statement("Deny", action, "*")
}

pub(super) fn on(action: &str, resource: &str) -> Value {
    statement("Allow", action, resource)
}

pub(super) fn under(mut statement: Value, condition: Value) -> Value {
    statement["Condition"] = condition;
    statement
}

pub(super) fn second_factor(word: &str) -> Value {
    json!({ "Bool": { "acs:MFAPresent": word } })
}

pub(super) fn private() -> Value {
    json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } })
}

/// A condition of which nobody knows whether it is met.
pub(super) fn unheard_of() -> Value {
    json!({ "StringEquals": { "acs:Foo": "x" } })
}

pub(super) fn document(statements: &[Value]) -> Value {
    json!({ "Version": "1", "Statement": statements })
}

/// A trust document that admits some, by a form such as `RAM` or `Service`.
pub(super) fn trust(form: &str, whom: &str) -> Value {
    let whom = whom.replace("{own}", OWN);
    let principal = json!({ form: whom.split(' ').collect::<Vec<_>>() });
    document(&[json!({
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal,
    })])
}

/// An account of the user `u` and of all who hold something; its roles trust all of it.
pub(super) fn holding(held: &[Held<'_>]) -> Value {
    let mut account = json!({
        "users": [{ "name": "u" }], "groups": [], "roles": [], "policies": [], "attachments": [],
    });
    for (policy, to, statements) in held {
        let one = json!({
            "type": "Custom", "name": policy, "version": "v1", "document": document(statements),
        });
        add(&mut account, "policies", one);
        for to in to.split_whitespace() {
            declare(&mut account, to);
            attach(&mut account, &format!("Custom/{policy}"), to);
        }
    }
    account
}

/// Puts something at the end of one of the lists of an account.
pub(in crate::engine::obtain) fn add(account: &mut Value, list: &str, one: Value) {
    account[list].as_array_mut().unwrap().push(one);
}

pub(super) fn attach(account: &mut Value, policy: &str, to: &str) {
    add(
        account,
        "attachments",
        json!({ "policy": policy, "to": to }),
    );
}

/// What lets somebody attach one policy to one principal.
pub(super) fn attaching(to: &str, policy: &str) -> Vec<Value> {
    let (kind, _) = to.split_once('/').unwrap();
    let call = match kind {
        "role" => "ram:AttachPolicyToRole",
        "group" => "ram:AttachPolicyToGroup",
        _ => "ram:AttachPolicyToUser",
    };
    vec![
        on(call, &format!("acs:ram:*:{{own}}:{to}")),
        on(call, &format!("acs:ram:*:{{own}}:policy/{policy}")),
    ]
}

/// A policy that allows everything.
pub(super) fn all(to: &str) -> Held<'_> {
    ("all", to, vec![allow("*")])
}

/// Makes sure that somebody, `user/NAME`, is in an account.
pub(super) fn declare(account: &mut Value, id: &str) {
    let (kind, name) = id.split_once('/').unwrap();
    let kinds = format!("{kind}s");
    let mut there = account[&kinds].as_array().unwrap().iter();
    if there.any(|one| one["name"] == name) {
        return;
    }
    let one = match kind {
        "group" => json!({ "name": name, "members": [] }),
        "role" => json!({ "name": name, "trust": trust("RAM", "acs:ram::{own}:root") }),
        _ => json!({ "name": name }),
    };
    add(account, &kinds, one);
}

/// The part of an account that is about somebody.
pub(super) fn entry<'a>(account: &'a mut Value, id: &str) -> &'a mut Value {
    let (kind, name) = id.split_once('/').unwrap();
    let list = account[format!("{kind}s")].as_array_mut().unwrap();
    list.iter_mut().find(|one| one["name"] == name).unwrap()
}

/// The text of an account as it is read.
pub(super) fn text(account: &Value) -> String {
    let mut whole = account.clone();
    let given = whole.as_object_mut().unwrap();
    for (name, value) in [
        ("ram_account_snapshot", json!(1)),
        ("account_id", json!(OWN)),
        ("complete", json!(WHOLE)),
    ] {
        given.entry(name).or_insert(value);
    }
    whole.to_string()
}

pub(super) fn obtaining() -> Settings {
    Settings {
        reach: true,
        obtain: true,
        ..settings()
    }
}

pub(super) fn asked(model: &Model, settings: &Settings) -> Answers {
    let catalogue = Catalogue::embedded();
    answer(model, catalogue, &question(DESTROY, catalogue), settings)
}

/// Something of one line of an account.
pub(super) fn line_of<T>(account: &Value, id: &str, of: impl FnOnce(&Line) -> T) -> T {
    let model = model(account.clone());
    line_in(&model, &obtaining(), id, of)
}

pub(super) fn line_in<T>(
    model: &Model,
    settings: &Settings,
    id: &str,
    of: impl FnOnce(&Line) -> T,
) -> T {
    let answers = asked(model, settings);
    let mut lines = answers.lines().map(|(_, line)| line);
    let known: Vec<&str> = answers.lines().map(|(_, line)| line.id.as_str()).collect();
    let line = lines.find(|line| line.id == id);
    of(line.unwrap_or_else(|| panic!("{id} is not among {known:?}")))
}

/// The ways that the user `u` is told of, in words.
pub(super) fn told(account: &Value) -> Vec<String> {
    line_of(account, "user/u", in_words)
}

/// Compares what is told with what has to be, case by case.
pub(super) fn check(cases: Vec<(&str, Vec<String>, &[&str])>) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(_, told, expected)| told != expected)
        .map(|(name, told, expected)| format!("{name}: {told:#?} and not {expected:#?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
