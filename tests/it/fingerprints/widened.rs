//! FP-03: more access is a new fingerprint.

use super::{Texts, prints};

/// What is changed, the file, and a text in it with what takes its place.
type Edit = (&'static str, &'static str, &'static str, &'static str);

const ALLOW: &str = r#"{"Version":"1","Statement":[
  {"Effect":"Allow","Action":"kvstore:Delete*","Resource":"acs:kvstore:*:*:instance/r-test-*",
   "Condition":{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","192.168.0.0/16"]},"StringEquals":{"acs:SourceVpc":["vpc-1"]}}},
  {"Effect":"Deny","Action":"kvstore:DeleteInstance","Resource":"acs:kvstore:*:*:instance/r-test-1",
   "Condition":{"StringEquals":{"acs:SourceVpc":["vpc-1"]}}}]}"#;

const MANIFEST: &str = "ram_attachments: 1
users:
  alice: { policies: [ops, guard] }
  bob: {}
groups:
  oncall:
    members: [bob]
    policies: [ops]
";

/// An action that a resource can narrow.
const DELETE: &str = "kvstore:DeleteInstance";

const GUARD: &str = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"kvstore:*","Resource":"acs:kvstore:*:*:instance/r-test-2"}]}"#;

fn texts() -> Texts {
    [
        ("policies/ops.json", ALLOW),
        ("policies/guard.json", GUARD),
        ("ram-attachments.yaml", MANIFEST),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .to_vec()
}

fn edited((_, path, old, new): Edit) -> Texts {
    let mut texts = texts();
    let (_, text) = texts.iter_mut().find(|(known, _)| known == path).unwrap();
    assert!(text.contains(old), "{old}");
    *text = text.replacen(old, new, 1);
    texts
}

#[test]
fn fp_03_more_access_is_a_new_fingerprint() {
    let edits: &[Edit] = &[
        (
            "a wider action",
            "policies/ops.json",
            "kvstore:Delete*",
            "kvstore:D*",
        ),
        (
            "another action",
            "policies/ops.json",
            "\"kvstore:Delete*\"",
            "[\"kvstore:Delete*\",\"ecs:*\"]",
        ),
        ("a wider resource", "policies/ops.json", "r-test-*", "r-*"),
        (
            "another resource",
            "policies/ops.json",
            "\"acs:kvstore:*:*:instance/r-test-*\"",
            "[\"acs:kvstore:*:*:instance/r-test-*\",\"acs:kvstore:*:*:instance/r-1\"]",
        ),
        (
            "a condition gone",
            "policies/ops.json",
            ",\"StringEquals\":{\"acs:SourceVpc\":[\"vpc-1\"]}",
            "",
        ),
        (
            "a condition with one value more",
            "policies/ops.json",
            "[\"vpc-1\"]",
            "[\"vpc-1\",\"vpc-2\"]",
        ),
        (
            "a wider condition",
            "policies/ops.json",
            "192.168.0.0/16",
            "192.0.0.0/8",
        ),
        (
            "another operator",
            "policies/ops.json",
            "IpAddress",
            "NotIpAddress",
        ),
        (
            "the Deny beside it gone",
            "policies/ops.json",
            "\"Effect\":\"Deny\"",
            "\"Effect\":\"Allow\"",
        ),
        (
            "a narrower Deny",
            "policies/ops.json",
            "instance/r-test-1\"",
            "instance/r-test-11\"",
        ),
        (
            "a Deny with one condition more",
            "policies/ops.json",
            "{\"StringEquals\":{\"acs:SourceVpc\":[\"vpc-1\"]}}}]}",
            "{\"StringEquals\":{\"acs:SourceVpc\":[\"vpc-1\"]},\"Bool\":{\"acs:MFAPresent\":\"true\"}}}]}",
        ),
        (
            "a Deny of another policy narrower",
            "policies/guard.json",
            "r-test-2",
            "r-test-22",
        ),
        (
            "a Deny of another policy gone",
            "ram-attachments.yaml",
            "[ops, guard]",
            "[ops]",
        ),
        (
            "one principal more",
            "ram-attachments.yaml",
            "bob: {}",
            "bob: {}\n  carol: { policies: [ops] }",
        ),
        (
            "one group more",
            "ram-attachments.yaml",
            "groups:\n",
            "groups:\n  dev: { policies: [ops] }\n",
        ),
        (
            "one member more",
            "ram-attachments.yaml",
            "members: [bob]",
            "members: [bob, dave]",
        ),
    ];
    let before = prints(&texts(), DELETE);
    assert!(
        before.iter().any(|(rule, _)| rule.starts_with("RAM1")),
        "{before:?}"
    );
    let mut failed = Vec::new();
    for edit in edits {
        let after = prints(&edited(*edit), DELETE);
        if after.is_subset(&before) {
            failed.push(edit.0);
        }
    }
    assert!(failed.is_empty(), "no new finding: {failed:?}");
}

/// What changes no access changes no fingerprint.
#[test]
fn fp_02_what_changes_nothing_is_no_new_fingerprint() {
    let edits: &[Edit] = &[
        (
            "letter case of an action",
            "policies/ops.json",
            "kvstore:Delete*",
            "KVStore:delete*",
        ),
        (
            "an escape",
            "policies/ops.json",
            "kvstore:Delete*",
            "kvstore\\u003aDelete*",
        ),
        (
            "a list of one",
            "policies/ops.json",
            "\"kvstore:Delete*\"",
            "[\"kvstore:Delete*\"]",
        ),
        (
            "another order of values",
            "policies/ops.json",
            "\"10.0.0.0/8\",\"192.168.0.0/16\"",
            "\"192.168.0.0/16\",\"10.0.0.0/8\"",
        ),
        (
            "another order of principals",
            "ram-attachments.yaml",
            "  alice: { policies: [ops, guard] }\n  bob: {}\n",
            "  bob: {}\n  alice: { policies: [guard, ops] }\n",
        ),
        (
            "which other actions a Deny is about",
            "policies/guard.json",
            "\"kvstore:*\"",
            "[\"kvstore:*\",\"ecs:*\"]",
        ),
    ];
    let before = prints(&texts(), DELETE);
    let access = |all: std::collections::BTreeSet<(&'static str, String)>| -> Vec<_> {
        let access = all.into_iter().filter(|(rule, _)| rule.starts_with("RAM1"));
        access.collect()
    };
    let before = access(before);
    for edit in edits {
        assert_eq!(access(prints(&edited(*edit), DELETE)), before, "{}", edit.0);
    }
}

#[test]
fn fp_03_a_copy_in_another_file_is_new() {
    let before = prints(&texts(), DELETE);
    let mut copied = texts();
    copied.push(("policies/copy.json".to_owned(), ALLOW.to_owned()));
    let after = prints(&copied, DELETE);
    assert!(before.is_subset(&after), "what was there stays");
    let new: Vec<_> = after.difference(&before).collect();
    assert!(
        new.iter().any(|(rule, _)| rule.starts_with("RAM1")),
        "{new:?}"
    );
}

/// Text in a heredoc and an expression that makes it are one document, in any order
/// of its statements.
#[test]
fn fp_03_a_document_of_terraform_is_one_in_every_form() {
    let with = |document: &str| -> Texts {
        let text = format!(
            "resource \"alicloud_ram_policy\" \"ops\" {{\n  policy_name     = \"ops\"\n  policy_document = {document}\n}}\nresource \"alicloud_ram_user\" \"a\" {{\n  name = \"alice\"\n}}\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {{\n  policy_name = alicloud_ram_policy.ops.policy_name\n  policy_type = \"Custom\"\n  user_name   = alicloud_ram_user.a.name\n}}\n"
        );
        vec![("main.tf".to_owned(), text)]
    };
    let heredoc = with(
        "<<EOF\n{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"kvstore:*\",\"ecs:*\"],\"Resource\":\"*\"},{\"Effect\":\"Deny\",\"Action\":\"ecs:Delete*\",\"Resource\":\"*\"}]}\nEOF",
    );
    let expression = with(
        "jsonencode({\n    Statement = [\n      { Effect = \"Deny\", Resource = \"*\", Action = \"ecs:Delete*\" },\n      {\n        Resource = [\"*\"]\n        Action   = [\"ecs:*\", \"kvstore:*\"]\n        Effect   = \"Allow\"\n      },\n    ]\n    Version = \"1\"\n  })",
    );
    let before = prints(&heredoc, DELETE);
    assert!(
        before.iter().any(|(rule, _)| rule.starts_with("RAM1")),
        "{before:?}"
    );
    assert_eq!(before, prints(&expression, DELETE));
}
