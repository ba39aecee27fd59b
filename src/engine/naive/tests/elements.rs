//! Actions and resources that are written oddly, or not at all.

use serde_json::{Value, json};

use super::statements::{NO, YES, covers};
use super::{Choices, DESTROY, Decision, OWN, asked, model, named, request};

type Case<'c> = (&'c str, Value, Choices<'c>, (bool, bool));

/// An action that is authorised on single resources.
const DELETE: &str = "kvstore:DeleteInstance";

#[test]
fn letter_case_of_actions_counts_nowhere() {
    const KELVIN: &str = "\u{212a}VSTORE:*";
    const DOTLESS: &str = "kvstore:destroy\u{131}nstance";
    let cases: &[Case<'_>] = &[
        (
            "Action",
            json!(KELVIN),
            &[("non-ascii-letter", KELVIN, 1)],
            (true, false),
        ),
        (
            "Action",
            json!(DOTLESS),
            &[("non-ascii-letter", DOTLESS, 1)],
            (true, false),
        ),
        (
            "Action",
            json!(DOTLESS),
            &[("non-ascii-letter", DOTLESS, 0)],
            NO,
        ),
        (
            "Action",
            json!("KVSTORE:${a}"),
            &[("escape", "KVSTORE:${a}", 1)],
            YES,
        ),
        (
            "Action",
            json!("REDIS:*"),
            &[("wrong-service-code", "redis", 1)],
            YES,
        ),
    ];
    for (name, value, choices, expected) in cases {
        let parts = json!({ *name: value, "Resource": "*" });
        covers(&parts, DESTROY, choices, &[], *expected);
    }
}

#[test]
fn what_stands_behind_a_placeholder_counts() {
    for (text, expected) in [
        ("kvstore:${a}Instance", YES),
        ("kvstore:${a}Describe", NO),
        ("${a}:DestroyInstance", YES),
        ("kvstore:Destroy${a", YES),
    ] {
        let parts = json!({ "Action": text, "Resource": "*" });
        covers(&parts, DESTROY, &[("escape", text, 1)], &[], expected);
    }
}

#[test]
fn lists_that_are_empty_and_elements_that_are_not_there() {
    let accepted = |choice| ("document-not-accepted", "_", choice);
    let empty = |choice| ("empty-not-action", "", choice);
    let both = json!({ "Action": "ecs:*", "NotAction": "ecs:*", "Resource": "*" });
    let cases: &[(Value, Choices<'_>, (bool, bool))] = &[
        (json!({ "Action": [], "Resource": "*" }), &[], NO),
        (json!({ "NotAction": [], "Resource": "*" }), &[empty(0)], NO),
        (
            json!({ "NotAction": [], "Resource": "*" }),
            &[empty(1)],
            YES,
        ),
        (json!({ "Action": "kvstore:*", "Resource": [] }), &[], NO),
        // RAM refuses these, or takes them as meant.
        (json!({ "Resource": "*" }), &[accepted(0)], NO),
        (json!({ "Resource": "*" }), &[accepted(1)], YES),
        (json!({ "Action": "kvstore:*" }), &[accepted(0)], NO),
        (json!({ "Action": "kvstore:*" }), &[accepted(1)], YES),
        (both.clone(), &[accepted(0)], NO),
        (both, &[accepted(1)], YES),
    ];
    for (parts, choices, expected) in cases {
        covers(parts, DESTROY, choices, &[], *expected);
    }
}

#[test]
fn r20_one_resource_of_a_list_is_enough() {
    let one = format!("acs:kvstore:*:{OWN}:instance/r-1");
    let honoured = ("not-resource", "", 1);
    let cases: &[Case<'_>] = &[
        ("Resource", json!(["acs:oss:*:*:*", "*"]), &[], YES),
        ("Resource", json!(["*", one]), &[], YES),
        ("NotResource", json!([one, "*"]), &[honoured], NO),
        ("NotResource", json!(["*", one]), &[honoured], NO),
    ];
    for (name, value, choices, expected) in cases {
        let parts = json!({ "Action": "kvstore:*", *name: value });
        covers(&parts, DESTROY, choices, &[], *expected);
    }
}

/// A text with a placeholder is read as it stands, and in one world as if something had
/// been filled in.
#[test]
fn placeholders_in_resources() {
    const WHOLE: &str = "acs:kvstore:*:${a}:*";
    const FILLED: &str = "acs:kvstore:*:*:*";
    const OTHER: &str = "acs:oss:${a}";
    let whole = ("whole-service-resource", FILLED, 1);
    let cases: &[(&str, Choices<'_>, (bool, bool))] = &[
        (WHOLE, &[("escape", WHOLE, 1), whole], YES),
        (WHOLE, &[("escape", WHOLE, 0), whole], NO),
        (WHOLE, &[("escape", WHOLE, 1)], NO),
        (OTHER, &[("escape", OTHER, 1)], NO),
        ("${a}", &[("escape", "${a}", 1)], YES),
        ("${a}", &[("escape", "${a}", 0)], NO),
        // Without one nothing is to be filled in.
        ("acs:oss:*", &[("escape", "acs:oss:*", 1)], NO),
    ];
    for (text, choices, expected) in cases {
        let parts = json!({ "Action": "kvstore:*", "Resource": text });
        covers(&parts, DESTROY, choices, &[], *expected);
    }
    const INSTANCE: &str = "acs:kvstore:*:*:instance/${a}";
    let arn = format!("acs:kvstore:cn-a:{OWN}:instance/r-1");
    for (choice, expected) in [(0, NO), (1, YES)] {
        let parts = json!({ "Action": "kvstore:*", "Resource": INSTANCE });
        let choices: Choices<'_> = &[("escape", INSTANCE, choice)];
        covers(&parts, DELETE, choices, &[("resource", &arn)], expected);
    }
}

#[test]
fn a_request_that_names_no_resource_fits_no_arn() {
    for (resource, expected) in [
        ("*", Decision::Allowed),
        ("acs:kvstore:*:*:*", Decision::NotGranted),
    ] {
        let statement = json!({ "Effect": "Allow", "Action": "kvstore:*", "Resource": resource });
        let model = model(json!({
            "users": [{ "name": "u" }],
            "policies": [{
                "type": "Custom",
                "name": "p",
                "document": { "Version": "1", "Statement": [statement] },
            }],
            "attachments": [{ "policy": "Custom/p", "to": "user/u" }],
        }));
        let found = asked(&model, DELETE, &[], |naive, account, world| {
            naive.principal(named(account, "u"), world, &request(&[]))
        });
        assert_eq!(found.decision, expected, "{resource}");
    }
}
