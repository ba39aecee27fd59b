//! Users who hold the same are not each searched for. What is said of them is what a
//! search of their own finds.

use proptest::prelude::*;
use ramlint::engine::answers::Line;
use serde_json::{Value, json};

use crate::obtained::accounts::account;
use crate::obtained::{answered, config, not_walked};

/// The account with more users, who hold what one of its users holds.
fn with_more(mut account: Value) -> Value {
    for name in ["x1", "x2", "x3", "x4"] {
        let users = account["users"].as_array_mut().unwrap();
        users.push(json!({"name": name}));
        let attachments = account["attachments"].as_array_mut().unwrap();
        let of_one = attachments.iter().filter(|one| one["to"] == "user/u");
        let mut more: Vec<Value> = of_one.cloned().collect();
        for one in &mut more {
            one["to"] = json!(format!("user/{name}"));
        }
        attachments.extend(more);
        for group in account["groups"].as_array_mut().unwrap() {
            let members = group["members"].as_array_mut().unwrap();
            if members.contains(&json!("u")) {
                members.push(json!(name));
            }
        }
    }
    account
}

/// A policy that nobody holds, by which users can be told from each other.
fn told_apart(mut account: Value) -> Value {
    let statement = json!({"Effect": "Allow", "Action": "oss:GetObject", "Resource": "*",
        "Condition": {"StringLike": {"acs:PrincipalARN": "acs:ram:*:*:user/x*"}}});
    let document = json!({"Version": "1", "Statement": [statement]});
    let policies = account["policies"].as_array_mut().unwrap();
    policies.push(json!({"type": "Custom", "name": "Z", "document": document}));
    account
}

fn shown(line: &Line) -> Vec<String> {
    let ways = line.can_obtain.iter().map(|way| {
        let steps = way.steps.iter().map(|step| {
            let calls = step.calls.iter().map(|call| {
                let grant = call.grant.as_ref();
                let grant = grant.map(|grant| (&grant.policy, grant.statement, &grant.via));
                format!("{} {:?} {grant:?}", call.action, call.on)
            });
            let calls: Vec<String> = calls.collect();
            format!("{:?} {:?} {:?} {calls:?}", step.by, step.policy, step.whom)
        });
        let steps: Vec<String> = steps.collect();
        format!(
            "{steps:?} {} {:?} {:?}",
            way.finally, way.answer, way.witness
        )
    });
    let firmness = line.firmness.iter().map(|firmness| {
        let removals = firmness.removable_by.iter();
        let removals =
            removals.map(|one| (&one.step.by, &one.step.policy, &one.guards, one.certain));
        format!("{} {:?}", firmness.firm, removals.collect::<Vec<_>>())
    });
    let cut = format!("{} {}", line.id, line.search_cut);
    ways.chain(firmness).chain([cut]).collect()
}

proptest! {
    #![proptest_config(config(30))]

    #[test]
    fn who_holds_the_same_could_obtain_the_same(snapshot in account(false)) {
        let snapshot = with_more(snapshot);
        let (model, answers) = answered(&snapshot);
        let why = not_walked(&snapshot, &model, &answers, true);
        prop_assert!(why.is_empty(), "{why}");
        let (_, apart) = answered(&told_apart(snapshot));
        for ((_, line), (_, other)) in answers.lines().zip(apart.lines()) {
            prop_assert_eq!(shown(line), shown(other));
        }
    }
}
