//! Texts with something in them that the input does not tell: a variable of a
//! configuration that nobody sets.

use serde_json::{Value, json};

use super::{Choices, DESTROY, asked, engine, named, request, ruling};
use crate::engine::snapshots::files;
use crate::model::Model;

/// The user `u` with a policy, and a role `r` that may do everything.
fn declared(policy: &Value, trust: &Value) -> Model {
    let all = json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }]);
    let document =
        |statements: &Value| json!({ "Version": "1", "Statement": statements }).to_string();
    let (policy, trust, all) = (document(policy), document(trust), document(&all));
    let text = format!(
        r#"
variable "x" {{}}
resource "alicloud_ram_user" "u" {{
  name = "u"
}}
resource "alicloud_ram_role" "r" {{
  role_name = "r"
  assume_role_policy_document = jsonencode({trust})
}}
resource "alicloud_ram_policy" "p" {{
  policy_name = "p"
  policy_document = jsonencode({policy})
}}
resource "alicloud_ram_policy" "all" {{
  policy_name = "all"
  policy_document = jsonencode({all})
}}
resource "alicloud_ram_user_policy_attachment" "p" {{
  policy_name = "p"
  policy_type = "Custom"
  user_name = "u"
}}
resource "alicloud_ram_role_policy_attachment" "all" {{
  policy_name = "all"
  policy_type = "Custom"
  role_name = "r"
}}
"#
    );
    files(&[("main.tf", &text)])
}

/// What is not known fits in one world, if something can be filled in that does.
#[test]
fn d12_elements_and_values_with_holes() {
    const KEY: &str = "acs:SourceVpc";
    let under = |value: &str| json!({ "StringEquals": { KEY: value } });
    let none = json!({});
    let cases = [
        (json!("kvstore:${var.x}"), none.clone(), true),
        (json!("KVSTORE:Destroy${var.x}"), none.clone(), true),
        (json!("kvstore:${var.x}Describe"), none.clone(), false),
        (json!(["ecs:*", "${var.x}"]), none.clone(), true),
        (json!("${var.x}"), none, true),
        (json!("*"), under("vpc-${var.x}"), true),
        (json!("*"), under("${var.x}"), true),
    ];
    for (action, condition, may_fit) in cases {
        for effect in ["Allow", "Deny"] {
            let statement = json!([{
                "Effect": effect,
                "Action": action,
                "Resource": "*",
                "Condition": condition,
            }]);
            let model = declared(&statement, &json!([]));
            for choice in [0, 1] {
                let choices: Choices<'_> = &[("variable", "_", choice)];
                let found = ruling(&model, DESTROY, choices, &[(KEY, "vpc-a")]);
                let fits = may_fit && choice == 1;
                let expected = (fits && effect == "Allow", fits && effect == "Deny");
                assert_eq!(
                    (found.granted, found.denied),
                    expected,
                    "{statement} {choice}"
                );
            }
        }
    }
}

/// A name with a hole is that of whoever it may be filled for, if it is filled so.
#[test]
fn names_with_holes_in_a_trust() {
    let assume = json!([{ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" }]);
    for (principal, may_fit) in [
        ("${var.x}", true),
        ("acs:ram::${var.x}:user/u", true),
        ("acs:ram::${var.x}:user/${var.x}", true),
        ("acs:ram::${var.x}:root", true),
        ("acs:ram::${var.x}:user/v", false),
        ("acs:ram:${var.x}", true),
    ] {
        let trust = json!([{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": { "RAM": [principal] },
        }]);
        let model = declared(&assume, &trust);
        for choice in [0, 1] {
            let choices: Choices<'_> = &[("variable", "_", choice)];
            let found = asked(&model, DESTROY, choices, |naive, account, world| {
                let (caller, role) = (named(account, "u"), named(account, "r"));
                naive.can_assume(caller, role, world, &request(&[]))
            });
            let expected = may_fit && choice == 1;
            assert_eq!(found, expected, "{principal} {choice}");
            engine::becomes(&model, choices, "u", "r", expected, &trust);
        }
    }
}
