//! What uses up a search and what does not (D41).

use serde_json::{Value, json};

use crate::engine::answers::Settings;
use crate::engine::obtain::MAX_STATES;
use crate::engine::obtain::tests::accounts::{
    Held, allow, holding, line_in, line_of, obtaining, on, under,
};
use crate::engine::obtain::tests::in_words;
use crate::engine::snapshots::model;

/// Roles of which each holds a statement on another role, all of them unlike.
fn unlike(roles: usize, action: &str) -> Vec<(String, String, Vec<Value>)> {
    (0..roles)
        .map(|number| {
            let other = format!("acs:ram:*:{{own}}:role/x{number}");
            let own = vec![on(action, &other)];
            (format!("p{number}"), format!("role/r{number}"), own)
        })
        .collect()
}

fn with(own: Vec<Value>, roles: &[(String, String, Vec<Value>)]) -> Value {
    let mut held: Vec<Held<'_>> = vec![("own", "user/u", own)];
    held.extend(
        roles
            .iter()
            .map(|(policy, to, own)| (policy.as_str(), to.as_str(), own.clone())),
    );
    holding(&held)
}

/// What `u` is told, and whether the search ended with its budget.
fn searched(account: &Value) -> (Vec<String>, bool) {
    line_of(account, "user/u", |line| (in_words(line), line.search_cut))
}

#[test]
fn d41_as_many_states_as_the_most_are_looked_at() {
    let assume = || vec![allow("sts:AssumeRole")];
    for (roles, is_cut) in [(MAX_STATES, false), (MAX_STATES + 1, true)] {
        let account = with(assume(), &unlike(roles, "ram:UpdateRole"));
        assert_eq!(searched(&account), (Vec::new(), is_cut), "{roles}");
    }
}

#[test]
fn d41_roles_that_can_do_nothing_more_use_up_nothing() {
    let account = with(
        vec![allow("sts:AssumeRole")],
        &unlike(MAX_STATES + 20, "ram:PassRole"),
    );
    assert_eq!(searched(&account), (Vec::new(), false));
}

/// What may be a way at once is looked at before what only leads on.
#[test]
fn d41_what_only_leads_on_does_not_keep_a_way_from_being_found() {
    let own = vec![allow("sts:AssumeRole"), allow("ram:CreateAccessKey")];
    let mut roles = unlike(MAX_STATES + 20, "ram:UpdateRole");
    roles.push((
        "all".to_owned(),
        "user/boss".to_owned(),
        vec![allow("kvstore:*")],
    ));
    let way = vec!["create-access-key user/boss = allowed".to_owned()];
    assert_eq!(searched(&with(own, &roles)), (way, false));
}

#[test]
fn d41_roles_that_are_alike_use_up_nothing() {
    let own = vec![on("ram:UpdateRole", "acs:ram:*:{own}:role/x")];
    let names: Vec<String> = (0..MAX_STATES + 20)
        .map(|number| format!("role/r{number}"))
        .collect();
    let roles = [("same".to_owned(), names.join(" "), own)];
    let account = with(vec![allow("sts:AssumeRole")], &roles);
    assert_eq!(searched(&account), (Vec::new(), false));
}

/// Of roles that are alike one is become, also where others were become before.
#[test]
fn d41_one_of_those_that_are_alike_is_become() {
    let roles: Vec<(String, String, Vec<Value>)> = (0..5)
        .map(|class| {
            let names: Vec<String> = (0..12).map(|n| format!("role/r{class}-{n}")).collect();
            let other = format!("acs:ram:*:{{own}}:role/x{class}");
            (
                format!("p{class}"),
                names.join(" "),
                vec![on("ram:UpdateRole", &other)],
            )
        })
        .collect();
    let own = vec![
        allow("sts:AssumeRole"),
        on("ram:DetachPolicyFromUser", "acs:ram:*:{own}:user/x"),
    ];
    assert_eq!(searched(&with(own, &roles)), (Vec::new(), false));
}

/// The same steps in another order are the same state.
#[test]
fn d41_the_order_of_steps_uses_up_nothing() {
    for (groups, is_cut) in [(10, false), (11, true)] {
        let groups: Vec<(String, String, Vec<Value>)> = (0..groups)
            .map(|number| {
                let other = format!("acs:ram:*:{{own}}:role/x{number}");
                let own = vec![on("ram:UpdateRole", &other)];
                (format!("p{number}"), format!("group/g{number}"), own)
            })
            .collect();
        let account = with(vec![allow("ram:AddUserToGroup")], &groups);
        assert_eq!(searched(&account), (Vec::new(), is_cut), "{}", groups.len());
    }
}

/// Of whom it is not decided whether they have the action, nothing more is said.
#[test]
fn d41_what_is_not_decided_is_not_searched() {
    let hard = |number: usize| {
        let block = number * 37 % 256;
        under(
            json!({ "Effect": "Deny", "Action": "kvstore:*", "Resource": "*" }),
            json!({
                "NotIpAddress": { "acs:SourceIp": format!("10.{block}.0.0/16") },
                "StringNotLike": { "acs:UserAgent": format!("*{number}*{block}*") },
            }),
        )
    };
    let mut own = vec![
        allow("kvstore:*"),
        allow("ram:CreateAccessKey"),
        allow("resourcemanager:DetachControlPolicy"),
    ];
    own.extend((0..2).map(hard));
    let mut account = holding(&[
        ("own", "user/u", own),
        ("all", "user/boss", vec![allow("*")]),
    ]);
    account["resource_directory"] = json!({ "id": "rd-1", "account": "management" });
    account["control_policies"] = json!([{
        "id": "cp-1", "name": "cp-1", "effect_scope": "RAM", "targets": ["r-1"],
        "document": { "Version": "1", "Statement": [
            { "Effect": "Deny", "Action": "kvstore:*", "Resource": "*" }] },
    }]);
    let model = model(account);
    for (steps, over, ways, lifts) in [(1, true, 0, 0), (obtaining().steps, false, 1, 1)] {
        let settings = Settings {
            steps,
            ..obtaining()
        };
        let found = line_in(&model, &settings, "user/u", |line| {
            let ways = line.can_obtain.len();
            (line.verdict.over_budget, ways, line.lifts.len())
        });
        assert_eq!(found, (over, ways, lifts), "{steps}");
    }
}

/// Who was given everything is not given each single policy besides.
#[test]
fn d41_what_gives_no_more_than_everything_uses_up_nothing() {
    let attach = || {
        vec![
            on("ram:AttachPolicyToUser", "acs:ram:*:{own}:user/u"),
            on("ram:AttachPolicyToUser", "acs:ram:*:*:policy/*"),
        ]
    };
    let single: Vec<(String, String, Vec<Value>)> = unlike(MAX_STATES + 20, "ram:UpdateRole");
    let firmly = |mut account: Value| {
        account["resource_directory"] =
            json!({ "id": "rd-1", "account": "member", "path": ["r-1"] });
        account["control_policies"] = json!([{
            "id": "cp-1", "name": "cp-1", "effect_scope": "RAM", "targets": ["r-1"],
            "document": { "Version": "1", "Statement": [{
                "Effect": "Deny", "Action": "kvstore:*", "Resource": "*",
                "Condition": { "StringLike": { "acs:PrincipalARN": "*user/u" } } }] },
        }]);
        account["roles"] = json!([]);
        account["attachments"] = json!([{ "policy": "Custom/own", "to": "user/u" }]);
        account
    };
    let written = [attach(), vec![allow("ram:CreatePolicy")]].concat();
    for own in [attach(), written] {
        let (told, is_cut) = searched(&firmly(with(own.clone(), &single)));
        assert_eq!((told, is_cut), (vec!["firm".to_owned()], false), "{own:?}");
    }
}
