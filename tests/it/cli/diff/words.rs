//! What people read of a comparison: each row says what it is that others do not.

use std::collections::BTreeSet;

use super::super::BAD;
use super::both;

/// The rows of a table, as they are read.
fn rows(out: &str) -> Vec<&str> {
    let lines = out.lines();
    lines
        .filter(|line| line.starts_with("  +  ") || line.starts_with("  -  "))
        .collect()
}

/// One statement that allows something.
fn allow(action: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":{action},"Resource":"*"{condition}}}]}}"#
    )
}

const MFA: &str = r#","Condition":{"Bool":{"acs:MFAPresent":"true"}}"#;

#[test]
fn whoever_holds_a_document_is_told_as_what_they_get_a_policy() {
    let nothing = allow(r#""kvstore:DescribeInstances""#, "");
    let attaching = allow(r#"["ram:CreatePolicy","ram:AttachPolicy"]"#, "");
    let folder = both(&[("p.json", &nothing)], &[("p.json", &attaching)]);
    let ran = folder.run(&["diff", "old", "new"]).ends(0);
    let rows = rows(&ran.out);
    assert_eq!(rows.len(), 2, "{}", ran.out);
    for as_what in ["to itself as a user (ram:", "to itself as a role (ram:"] {
        assert!(ran.out.contains(as_what), "{as_what}: {}", ran.out);
    }
    assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), 2, "{}", ran.out);
    let ran = folder.run(&["diff", "old", "new", "--format", "concise"]);
    assert!(!ran.out.contains("p.json and policy"), "{}", ran.out);
}

#[test]
fn one_line_cuts_no_pattern() {
    let some = allow(
        r#"["kvstore:Describe*","ecs:DescribeInstanceAttribute","ecs:DescribeInstanceStatus","ecs:Stop*"]"#,
        "",
    );
    let all = allow(r#""*""#, MFA);
    let folder = both(&[("p.json", &some)], &[("p.json", &all)]);
    let concise = ["diff", "old", "new", "--all-actions", "--format", "concise"];
    let ran = folder.run(&concise).ends(0);
    let line = ran.out.lines().find(|line| line.contains("`* except "));
    let line = line.unwrap_or_else(|| panic!("{}", ran.out));
    assert!(!line.contains('…'), "{line}");
    assert!(line.contains(" more` (for example `"), "{line}");
}

const TRUSTING: &str = "\
ram_attachments: 1
account: \"1000000000000001\"
roles:
  dep: { trust: trust.json, policies: [ops] }
";

/// A role with the access that lets somebody in.
fn role(trust: &str) -> [(&str, &str); 3] {
    [
        ("ram-attachments.yaml", TRUSTING),
        ("policies/ops.json", BAD),
        ("trust.json", trust),
    ]
}

fn trust(statements: &str) -> String {
    format!(r#"{{"Version":"1","Statement":[{statements}]}}"#)
}

fn letting_in(principal: &str, condition: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{principal}{condition}}}"#)
}

const OTHER: &str = r#"{"RAM":"acs:ram::2000000000000002:root"}"#;

#[test]
fn who_was_let_in_under_a_condition_is_told_so() {
    let narrow = trust(&letting_in(OTHER, MFA));
    let wide = trust(&letting_in(OTHER, ""));
    let folder = both(&role(&narrow), &role(&wide));
    let by = "entered by external:acs:ram::2000000000000002:root";
    folder.run(&["diff", "old", "new"]).says(&format!(
        "{by}, always (before: only with multi-factor login)"
    ));
    folder.run(&["diff", "new", "old"]).says(&format!(
        "before: {by}, always (now: only with multi-factor login)"
    ));
    // The same where any action is compared, of which the keys are others.
    folder
        .run(&["diff", "old", "new", "--all-actions"])
        .says(&format!(
            "{by}, always (before: only with multi-factor login)"
        ));
}

#[test]
fn who_is_let_in_under_a_condition_is_not_let_in_always() {
    let service = letting_in(r#"{"Service":"ecs.aliyuncs.com"}"#, "");
    let old = trust(&service);
    let new = trust(&format!("{service},{}", letting_in(OTHER, MFA)));
    let folder = both(&role(&old), &role(&new));
    let ran = folder.run(&["diff", "old", "new"]);
    ran.says("entered by external:acs:ram::2000000000000002:root, only with multi-factor login");
}

#[test]
fn whoever_may_be_let_in_is_let_in_perhaps() {
    let service = letting_in(r#"{"Service":"ecs.aliyuncs.com"}"#, "");
    let old = trust(&service);
    let new = trust(&format!("{service},{}", letting_in(r#"{"RAM":"*"}"#, "")));
    let folder = both(&role(&old), &role(&new));
    let ran = folder.run(&["diff", "old", "new"]);
    ran.says("entered by anyone, perhaps [1]")
        .says("[1] not known:");
}

#[test]
fn a_condition_has_no_part_that_cannot_be_met_beside_the_others() {
    let like = |condition: &str| {
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","NotAction":"ecs:*","Resource":"acs:*:*:*:instance/*"{condition}}}]}}"#
        )
    };
    let folder = both(&[("p.json", &like(""))], &[("p.json", &like(MFA))]);
    let ran = folder.run(&["diff", "old", "new", "--all-actions"]);
    ran.says("with no multi-factor login and where resource is like \"acs:*:*:*:instance/*\"");
}
