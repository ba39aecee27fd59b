//! What calls do to an account, done to its snapshot. Nothing here knows how the
//! engine thinks of changes.

use serde_json::{Value, json};

use crate::accounts::OWN;

/// A document that allows everything.
pub fn everything() -> Value {
    json!({"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
}

fn list<'a>(account: &'a mut Value, name: &str) -> &'a mut Vec<Value> {
    if !account[name].is_array() {
        account[name] = json!([]);
    }
    account[name].as_array_mut().unwrap()
}

/// Whether two ids are one: login suffixes and letter case do not count.
pub fn same(one: &str, other: &str) -> bool {
    let plain = |id: &str| id.split('@').next().unwrap_or("").to_ascii_lowercase();
    plain(one) == plain(other)
}

fn is(value: &Value, text: &str) -> bool {
    value.as_str().is_some_and(|value| same(value, text))
}

fn named<'a>(account: &'a mut Value, kind: &str, name: &str) -> Option<&'a mut Value> {
    let found = list(account, kind).iter_mut();
    found
        .filter(|entry| is(&entry["name"], name))
        .find(|entry| kind != "policies" || entry["type"] != "System")
}

/// Attaches a policy, `Custom/N`, to somebody, `user/N`.
pub fn attach(account: &mut Value, policy: &str, to: &str) {
    list(account, "attachments").push(json!({"policy": policy, "to": to}));
}

pub fn detach(account: &mut Value, policy: &str, from: &str) {
    list(account, "attachments")
        .retain(|entry| !(is(&entry["policy"], policy) && is(&entry["to"], from)));
}

/// A new policy that allows everything; `false` where the name is taken.
pub fn write(account: &mut Value, name: &str) -> bool {
    if named(account, "policies", name).is_some() {
        return false;
    }
    let policy = json!({"type": "Custom", "name": name, "document": everything()});
    list(account, "policies").push(policy);
    true
}

pub fn rewrite(account: &mut Value, name: &str) -> bool {
    let policy = named(account, "policies", name);
    policy
        .map(|policy| policy["document"] = everything())
        .is_some()
}

/// The account with each stored version of a policy in force.
pub fn switched(account: &Value, name: &str) -> Vec<Value> {
    let mut whole = account.clone();
    let policy = named(&mut whole, "policies", name).cloned();
    let versions = policy.map(|policy| policy["other_versions"].clone());
    let versions = versions.iter().filter_map(Value::as_array).flatten();
    versions
        .map(|version| {
            let mut account = account.clone();
            let policy = named(&mut account, "policies", name).unwrap();
            policy["document"] = version["document"].clone();
            account
        })
        .collect()
}

pub fn join(account: &mut Value, group: &str, user: &str) -> bool {
    let Some(group) = named(account, "groups", group) else {
        return false;
    };
    list(group, "members").push(json!(user));
    true
}

pub fn leave(account: &mut Value, group: &str, user: &str) -> bool {
    let Some(group) = named(account, "groups", group) else {
        return false;
    };
    let before = list(group, "members").len();
    list(group, "members").retain(|member| !is(member, user));
    list(group, "members").len() < before
}

/// A trust document that admits one caller.
pub fn admitting(caller: &str) -> Value {
    let principal = json!({"RAM": [format!("acs:ram::{OWN}:{caller}")]});
    json!({"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]})
}

/// Cloud SSO sessions are roles whose names nobody knows in advance.
fn trusting(caller: &str) -> Value {
    match caller.strip_prefix("sso-user/") {
        None => admitting(caller),
        Some(_) => admitting("root"),
    }
}

pub fn update_role(account: &mut Value, role: &str, caller: &str) -> bool {
    let role = named(account, "roles", role);
    role.filter(|role| role["service_linked"] != true)
        .map(|role| role["trust"] = trusting(caller))
        .is_some()
}

/// A new role; `false` where the name is taken.
pub fn create_role(account: &mut Value, role: &str, caller: &str) -> bool {
    if named(account, "roles", role).is_some() {
        return false;
    }
    let role = json!({"name": role, "trust": trusting(caller)});
    list(account, "roles").push(role);
    true
}

/// One who may call everything to become a role.
pub const STAND_IN: &str = "the-stand-in";

/// The account with somebody in the place of a service or a provider: whom a
/// role's trust admits they may become.
pub fn with_stand_in(account: &Value, role: &str, form: &str, name: &str) -> Value {
    let mut account = account.clone();
    list(&mut account, "users").push(json!({"name": STAND_IN}));
    let policy = format!("{STAND_IN}-policy");
    write(&mut account, &policy);
    let to = format!("user/{STAND_IN}");
    attach(&mut account, &format!("Custom/{policy}"), &to);
    // Levels bind the stand-in and not who it stands in for.
    account["control_policies"] = json!([]);
    let Some(role) = named(&mut account, "roles", role) else {
        return account;
    };
    let mut trust = match &role["trust"] {
        Value::String(text) => serde_json::from_str(text).unwrap(),
        trust => trust.clone(),
    };
    if trust.is_null() {
        return account;
    }
    let statements = trust["Statement"].as_array_mut().into_iter().flatten();
    for principal in statements.map(|statement| &mut statement["Principal"]) {
        let given = match principal[form].take() {
            Value::Array(list) => list,
            one => vec![one],
        };
        let named = given.iter().any(|one| is(one, name));
        let stands = format!("acs:ram::{OWN}:user/{STAND_IN}");
        let nobody = format!("acs:ram::{OWN}:user/nobody");
        *principal = json!({"RAM": [if named { stands } else { nobody }]});
    }
    role["trust"] = trust;
    account
}

/// Cloud SSO is a part of the snapshot of its own.
pub fn assign(account: &mut Value, configuration: &str, to: &str) {
    let id = account["account_id"].clone();
    let assignment = json!({"configuration": configuration, "to": to, "account": id});
    list(&mut account["sso"], "assignments").push(assignment);
}

pub fn configure(account: &mut Value, configuration: &str, inline: bool) -> bool {
    let configurations = &mut account["sso"];
    let Some(configuration) = named(configurations, "access_configurations", configuration) else {
        return false;
    };
    if inline {
        configuration["inline"] = everything();
    } else {
        list(configuration, "system_policies").push(json!("AdministratorAccess"));
    }
    true
}

pub fn join_sso_group(account: &mut Value, group: &str, user: &str) -> bool {
    join(&mut account["sso"], group, user)
}

/// The account in which somebody holds a document of it, and nothing else; the
/// document is named by its place in the snapshot.
pub fn with_holder(account: &Value, pointer: &str, holder: &str) -> Value {
    let mut account = account.clone();
    account["control_policies"] = json!([]);
    let (kind, name) = holder.split_once('/').unwrap();
    let kinds = format!("{kind}s");
    if named(&mut account, &kinds, name).is_none() {
        list(&mut account, &kinds).push(json!({"name": name}));
    }
    let policy = pointer
        .strip_prefix("/policies/")
        .and_then(|rest| rest.strip_suffix("/document"))
        .and_then(|number| account["policies"].get(number.parse::<usize>().ok()?))
        .map(|policy| policy["name"].as_str().unwrap().to_owned());
    let policy = policy.unwrap_or_else(|| {
        let document = account.pointer(pointer).unwrap().clone();
        let policy = json!({"type": "Custom", "name": "held-alone", "document": document});
        list(&mut account, "policies").push(policy);
        "held-alone".to_owned()
    });
    attach(&mut account, &format!("Custom/{policy}"), holder);
    account
}
