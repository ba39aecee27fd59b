//! Control policies that somebody of the management account lifts from the accounts
//! below (D26).

use serde_json::{Value, json};

use crate::engine::answers::Line;
use crate::engine::obtain::tests::accounts::{
    add, allow, attach, check, deny, document, holding, line_of, on, under, unheard_of,
};
use crate::engine::obtain::tests::in_words;
use crate::engine::snapshots::OWN;

/// Every policy that a line may lift: by what, on what, and how sure it is.
fn lifts(line: &Line) -> Vec<String> {
    let lifts = line.lifts.iter().map(|lift| {
        let sure = if lift.certain { "certainly" } else { "perhaps" };
        let step = &lift.step;
        let (edge, policy) = (step.edge.unwrap(), step.policy.as_deref().unwrap());
        let calls = step.calls.iter().map(|call| call.on.join(" + "));
        let calls: Vec<String> = calls.collect();
        format!("{} {edge} {policy} on {} {sure}", step.by, calls.join(", "))
    });
    lifts.collect()
}

/// An account of this position, with control policies of which one denies the action,
/// one another action, one says nothing that is known, and one lets everything through.
fn placed(mut account: Value, position: &str) -> Value {
    account["resource_directory"] = json!({ "id": "rd-1", "account": position, "path": ["r-1"] });
    let one = |id: &str, denied: &str| {
        json!({
            "id": id, "name": id, "effect_scope": "RAM", "targets": ["r-1"],
            "document": document(&[deny(denied)]),
        })
    };
    account["control_policies"] = json!([
        { "id": "cp-full", "name": "FullAliyunAccess", "effect_scope": "All", "targets": ["r-1", OWN] },
        one("cp-never", "kvstore:DestroyInstance"),
        one("cp-other", "ecs:*"),
        { "id": "cp-unread", "name": "unread", "effect_scope": "RAM", "targets": ["r-1"] },
    ]);
    account
}

const NEVER: &str = "acs:resourcemanager:*:1000000000000001:policy/controlpolicy/cp-never";

#[test]
fn d26_who_may_lift_a_control_policy_is_told_in_the_management_account() {
    let detach = || allow("resourcemanager:DetachControlPolicy");
    let own = |statements: Vec<Value>| holding(&[("own", "user/u", statements)]);
    let told =
        |account: Value, position: &str| line_of(&placed(account, position), "user/u", lifts);
    let sure = format!("user/u detach-control-policy Control/cp-never on {NEVER} certainly");
    let perhaps = sure.replace("certainly", "perhaps");
    let mut unread = own(vec![]);
    attach(&mut unread, "Custom/unheard-of", "user/u");
    let by_role = holding(&[("own", "role/r", vec![detach()])]);
    let others = [
        format!("user/u delete-control-policy Control/cp-never on {NEVER} perhaps"),
        sure.clone(),
        "user/u disable-control-policy Control/cp-never on * certainly".to_owned(),
        format!("user/u update-control-policy Control/cp-never on {NEVER} certainly"),
    ];
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let named = |id: &str| {
        on(
            "resourcemanager:DetachControlPolicy",
            &format!("acs:resourcemanager:*:{{own}}:policy/controlpolicy/{id}"),
        )
    };
    check(vec![
        (
            "one call",
            told(own(vec![detach()]), "management"),
            &[&sure],
        ),
        ("a member", told(own(vec![detach()]), "member"), &[]),
        ("alone", told(own(vec![detach()]), "standalone"), &[]),
        (
            "no call",
            told(own(vec![allow("ram:*")]), "management"),
            &[],
        ),
        (
            "every call",
            told(own(vec![allow("resourcemanager:*")]), "management"),
            &others,
        ),
        (
            "on that policy",
            told(own(vec![named("cp-never")]), "management"),
            &[&sure],
        ),
        (
            "on another",
            told(own(vec![named("cp-other")]), "management"),
            &[],
        ),
        (
            "denied",
            told(
                own(vec![detach(), deny("resourcemanager:Detach*")]),
                "management",
            ),
            &[],
        ),
        (
            "in doubt",
            told(own(vec![under(detach(), unheard_of())]), "management"),
            &[&perhaps],
        ),
        (
            "a role",
            line_of(&placed(by_role, "management"), "role/r", lifts),
            &[&sure.replace("user/u", "role/r")],
        ),
    ]);
}

/// Nobody of the management account is bound by what they lift.
#[test]
fn d26_a_control_policy_that_is_lifted_leads_nowhere_in_the_own_account() {
    let own = vec![
        allow("resourcemanager:*"),
        on("ram:AttachPolicyToUser", "acs:ram:*:{own}:user/u"),
        on("ram:AttachPolicyToUser", "acs:ram:*:{own}:policy/all"),
    ];
    let mut account = holding(&[("own", "user/u", own), ("all", "", vec![allow("*")])]);
    let way = ["attach-policy-to-user Custom/all user/u = allowed"];
    let told = line_of(&placed(account.clone(), "management"), "user/u", in_words);
    assert_eq!(told, way);
    // To lift many of them is not to look at more states.
    account = placed(account, "management");
    for number in 0..110 {
        let id = format!("cp-{number}");
        let one = json!({
            "id": id, "name": id, "effect_scope": "RAM", "targets": ["r-1"],
            "document": document(&[deny("kvstore:*")]),
        });
        add(&mut account, "control_policies", one);
    }
    account["policies"][1]["document"] = document(&[allow("kvstore:Describe*")]);
    let (told, cut) = line_of(&account, "user/u", |line| (in_words(line), line.search_cut));
    assert_eq!((told, cut), (Vec::new(), false));
}
