//! What a user gets by each call that changes something, alone in an account.

pub(super) mod accounts;
mod again;
mod allowing;
mod batches;
mod commands;
mod doubts;
mod firmness;
mod given;
mod grants;
mod ground;
mod holders;
mod leads;
mod left_out;
mod lifting;
mod limits;
mod order;
mod powers;
mod providers;
mod roles;
mod services;
mod shedding;
mod shut;
mod single_sign_on;
mod telling;
mod times;
mod worth;

use serde_json::{Value, json};

use crate::engine::answers::{Line, Settings, answer, question};
use crate::engine::obtain::Taken;
use crate::engine::snapshots::{OWN, model, settings};
use crate::model::catalogue::Catalogue;

pub(super) const DESTROY: &str = "kvstore:DestroyInstance";

/// A step by its edge and whom it concerns.
fn step_in_words(taken: &Taken) -> String {
    let named = [&taken.policy, &taken.whom, &taken.member];
    let mut words = vec![taken.edge.unwrap_or("assume")];
    words.extend(named.into_iter().flatten().map(String::as_str));
    words.join(" ")
}

/// Every way that a line tells of, in words: its steps, what they concern, and how sure
/// it is; then how firmly the action is denied.
fn in_words(line: &Line) -> Vec<String> {
    let step = step_in_words;
    let mut told: Vec<String> = line
        .can_obtain
        .iter()
        .map(|way| {
            let steps: Vec<String> = way.steps.iter().map(step).collect();
            format!("{} = {}", steps.join(", "), way.answer.word())
        })
        .collect();
    if let Some(firmness) = &line.firmness {
        told.push(if firmness.firm { "firm" } else { "not firm" }.to_owned());
        told.extend(firmness.removable_by.iter().map(|one| {
            let sure = if one.certain {
                "removed"
            } else {
                "removed, perhaps,"
            };
            let before = one.via.iter().cloned().chain(one.first.iter().map(step));
            let way: Vec<String> = before.chain([step(&one.step)]).collect();
            let guards: Vec<String> = one.guards.iter().map(usize::to_string).collect();
            format!("{sure} by {}, guard {}", way.join(", "), guards.join(", "))
        }));
    }
    told
}

/// An account in which the role `admin` and the group `ops` may do everything, and in
/// which the user `u` holds these statements and is in the group `kept`, which is
/// denied what it wants.
fn account(statements: &[Value]) -> Value {
    let document = |statements: &[Value]| json!({ "Version": "1", "Statement": statements });
    let policy = |name: &str, statements: &[Value]| json!({ "type": "Custom", "name": name, "version": "v1", "document": document(statements) });
    let all = allow("*", "*");
    let trust = json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "Service": ["fc.aliyuncs.com", "ecs.aliyuncs.com"] },
    }] });
    json!({
        "users": [{ "name": "boss" }, { "name": "u" }],
        "groups": [{ "name": "ops", "members": ["boss"] }, { "name": "kept", "members": [] }],
        "roles": [{ "name": "admin", "trust": trust }],
        "policies": [
            policy("all", &[all]),
            policy("own", statements),
            policy("no", &[json!({ "Effect": "Deny", "Action": "kvstore:*", "Resource": "*" })]),
        ],
        "attachments": [
            { "policy": "Custom/all", "to": "group/ops" },
            { "policy": "Custom/all", "to": "role/admin" },
            { "policy": "Custom/own", "to": "user/u" },
            { "policy": "Custom/no", "to": "group/kept" },
        ],
    })
}

pub(super) fn allow(action: &str, resource: &str) -> Value {
    let resource = resource.replace("{own}", OWN);
    json!({ "Effect": "Allow", "Action": action, "Resource": resource })
}

fn told(snapshot: Value) -> Vec<String> {
    line(snapshot, in_words)
}

/// Something of the line of the user `u`.
fn line<T>(snapshot: Value, of: impl FnOnce(&Line) -> T) -> T {
    let model = model(snapshot);
    let settings = Settings {
        reach: true,
        obtain: true,
        ..settings()
    };
    let catalogue = Catalogue::embedded();
    let answers = answer(&model, catalogue, &question(DESTROY, catalogue), &settings);
    let mut lines = answers.lines().map(|(_, line)| line);
    of(lines.find(|line| line.id == "user/u").unwrap())
}

/// What is attached to others, to policies that do not allow it, or what lacks a second
/// right, leads nowhere.
#[test]
fn d25_one_call_alone() {
    let pass = || allow("ram:PassRole", "acs:ram:*:{own}:role/admin");
    let cases: Vec<(Vec<Value>, &[&str])> = vec![
        (vec![allow("kvstore:Describe*", "*")], &[]),
        (
            vec![allow("ram:AttachPolicyToUser", "*")],
            &["attach-policy-to-user System/AdministratorAccess user/u = allowed"],
        ),
        (
            vec![allow("ram:AttachPolicyToUser", "acs:ram:*:{own}:user/boss")],
            &[],
        ),
        (
            vec![allow("ram:AttachPolicyToUser", "acs:ram:*:{own}:user/u")],
            &[],
        ),
        (
            vec![
                allow("ram:AttachPolicyToUser", "acs:ram:*:{own}:user/u"),
                allow("ram:AttachPolicyToUser", "acs:ram:*:{own}:policy/all"),
            ],
            &["attach-policy-to-user Custom/all user/u = allowed"],
        ),
        (
            vec![
                allow("ram:AttachPolicyToUser", "acs:ram:*:{own}:user/u"),
                allow("ram:AttachPolicyToUser", "acs:ram:*:{own}:policy/no"),
            ],
            &[],
        ),
        (
            vec![allow("ram:AddUserToGroup", "*")],
            &["add-user-to-group group/ops user/u = allowed"],
        ),
        (
            vec![
                allow("ram:AddUserToGroup", "acs:ram:*:{own}:group/ops"),
                allow("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
            ],
            &["add-user-to-group group/ops user/u = allowed"],
        ),
        (
            vec![
                allow("ram:AddUserToGroup", "acs:ram:*:{own}:group/kept"),
                allow("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
            ],
            &[],
        ),
        (
            vec![allow("ram:CreateAccessKey", "acs:ram:*:{own}:user/boss")],
            &["create-access-key user/boss = allowed"],
        ),
        (
            vec![allow("ram:CreateAccessKey", "acs:ram:*:{own}:user/u")],
            &[],
        ),
        (
            vec![allow("ram:CreateLoginProfile", "*")],
            &["create-login-profile user/boss = allowed"],
        ),
        (
            vec![allow(
                "ram:CreatePolicyVersion",
                "acs:ram:*:{own}:policy/own",
            )],
            &["create-policy-version Custom/own = allowed"],
        ),
        (
            vec![allow(
                "ram:CreatePolicyVersion",
                "acs:ram:*:{own}:policy/no",
            )],
            &[],
        ),
        (
            vec![allow("ram:UpdateRole", "acs:ram:*:{own}:role/admin")],
            &[],
        ),
        (
            vec![
                allow("ram:UpdateRole", "acs:ram:*:{own}:role/admin"),
                allow("sts:AssumeRole", "*"),
            ],
            &["update-role role/admin = allowed"],
        ),
        (
            vec![allow("fc:CreateFunction", "acs:fc:*:*:services/x"), pass()],
            &["create-function role/admin = unknown"],
        ),
        (
            vec![allow("fc:CreateFunction", "*"), pass()],
            &["create-function role/admin = allowed"],
        ),
        (vec![allow("fc:CreateFunction", "*")], &[]),
        (vec![pass()], &[]),
        (
            vec![allow("ecs:AttachInstanceRamRole", "*"), pass()],
            &["attach-instance-ram-role role/admin = allowed"],
        ),
        (
            vec![allow("ecs:RunInstances", "*"), pass()],
            &["run-instances role/admin = allowed"],
        ),
    ];
    for (statements, expected) in cases {
        let found = told(account(&statements));
        assert_eq!(found, expected, "{statements:?}");
    }
}

/// Who holds the guard, and what rids the user of it: what is not the user's own to
/// change keeps it firm.
#[test]
fn d26_guards_that_come_off() {
    let wanted = || allow("kvstore:*", "*");
    let cases: Vec<(&str, Vec<Value>, &[&str])> = vec![
        ("user/u", vec![], &["firm"]),
        (
            "user/u",
            vec![allow("ram:DetachPolicyFromUser", "*")],
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/no user/u, guard 0",
            ],
        ),
        (
            "user/u",
            vec![wanted(), allow("ram:DetachPolicyFromUser", "*")],
            &[
                "detach-policy-from-user Custom/no user/u = allowed",
                "not firm",
                "removed by detach-policy-from-user Custom/no user/u, guard 1",
            ],
        ),
        (
            "user/u",
            vec![
                wanted(),
                allow("ram:DetachPolicyFromUser", "acs:ram:*:{own}:user/boss"),
            ],
            &["firm"],
        ),
        (
            "user/u",
            vec![wanted(), allow("ram:CreatePolicyVersion", "*")],
            &[
                "create-policy-version Custom/no = allowed",
                "not firm",
                "removed by create-policy-version Custom/no, guard 1",
            ],
        ),
        (
            "group/kept",
            vec![wanted(), allow("ram:RemoveUserFromGroup", "*")],
            &[
                "remove-user-from-group group/kept user/u = allowed",
                "not firm",
                "removed by remove-user-from-group group/kept user/u, guard 1",
            ],
        ),
        (
            "group/kept",
            vec![wanted(), allow("ram:DetachPolicyFromGroup", "*")],
            &[
                "detach-policy-from-group Custom/no group/kept = allowed",
                "not firm",
                "removed by detach-policy-from-group Custom/no group/kept, guard 1",
            ],
        ),
        (
            "group/kept",
            vec![wanted(), allow("ram:DetachPolicyFromUser", "*")],
            &["firm"],
        ),
    ];
    for (to, statements, expected) in cases {
        let mut snapshot = account(&statements);
        if to == "group/kept" {
            snapshot["groups"][1]["members"] = json!(["u"]);
        } else {
            let attachments = snapshot["attachments"].as_array_mut().unwrap();
            attachments.push(json!({ "policy": "Custom/no", "to": to }));
        }
        assert_eq!(told(snapshot), expected, "{to} {statements:?}");
    }
}

/// Groups of which each lets whoever is in it do something else, and none what is
/// wanted: the ways to enter several of them are more than are looked at.
#[test]
fn d41_more_states_than_are_looked_at_are_told() {
    for (groups, is_cut) in [(2, false), (14, true)] {
        let mut snapshot = account(&[allow("ram:AddUserToGroup", "*")]);
        snapshot["attachments"] = json!([{ "policy": "Custom/own", "to": "user/u" }]);
        for number in 0..groups {
            let mut add = |list: &str, one: Value| {
                let list = snapshot[list].as_array_mut().unwrap();
                list.push(one);
            };
            let own = allow(
                "ram:UpdateRole",
                &format!("acs:ram:*:{{own}}:role/x{number}"),
            );
            let document = json!({ "Version": "1", "Statement": [own] });
            add(
                "groups",
                json!({ "name": format!("g{number}"), "members": [] }),
            );
            add(
                "policies",
                json!({ "type": "Custom", "name": format!("p{number}"), "version": "v1", "document": document }),
            );
            add(
                "attachments",
                json!({ "policy": format!("Custom/p{number}"), "to": format!("group/g{number}") }),
            );
        }
        let found = line(snapshot, |line| line.search_cut);
        assert_eq!(found, is_cut, "{groups}");
    }
}
