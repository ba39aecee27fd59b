//! Documents that few people write, before every rule.

use std::collections::BTreeSet;

use ramlint::engine::verdict::Answer;

use crate::marked::{GUARDED, all, run};
use crate::rules::{ALLOW_ALL, one, policy};

/// Documents that few people write; every rule must speak plainly of them.
const STATEMENTS: &[&str] = &[
    r#"{"Effect": "Deny", "Action": "kvstore:*", "NotResource": "acs:kvstore:*:*:instance/r"}"#,
    r#"{"Effect": "Deny", "NotAction": "ecs:*", "Resource": "acs:kvstore:*:*:instance/r"}"#,
    r#"{"Effect": "Deny", "Action": "kvstore:*"}"#,
    r#"{"Effect": "Deny", "Action": "r-kvstore:DestroyInstance\n", "Resource": "*"}"#,
    r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": null}"#,
    r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": []}}"#,
    r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "?", "Condition": {}}"#,
    r#"{"Effect": "Allow", "Action": "kvstore*", "Resource": "*"}"#,
    r#"{"Effect": "Allow", "Action": [], "Resource": {}}"#,
    r#"{"Effect": "ALLOW", "NotAction": [], "Action": "*", "Resource": 7}"#,
    r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "${x}", "Resource": "*", "Sid": null}"#,
    r#"{"Effect": "Allow", "Action": "kvstore:\ud800", "Resource": "*", "Note": "\x", Bad = 1}"#,
    r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Null": {"acs:x": "true"}, "StringLike": {"acs:SourceIp": ["10.*", 7, null]}}}"#,
    r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateLessThan": {"acs:CurrentTime": ["yesterday", "2024-01-01T00:00:00Z"]}}}"#,
    r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"StringNotLike": {"acs:PrincipalARN": "acs:ram:*:*:role/ops-*"}}}"#,
    "7",
    r#"{"Effect": "Allow", "Action": ["*", "Resource": "*"}"#,
    r#"{'Effect': "Allow" "Action"： "*", "Resource": "*",}"#,
];

#[test]
fn every_rule_speaks_plainly_of_odd_documents() {
    for statement in STATEMENTS {
        for text in [
            policy(statement),
            policy(&format!("{ALLOW_ALL}, {statement}")),
            policy(&format!("{statement}, {statement}")),
        ] {
            for guarded in [GUARDED, "ecs:DeleteInstance", "nobody:Knows"] {
                all(&[("odd.json", &text)], guarded);
            }
        }
    }
}

#[test]
fn access_that_is_not_ruled_out_is_always_a_finding() {
    for statement in STATEMENTS {
        let text = policy(&format!("{statement}, {ALLOW_ALL}"));
        let files = [("odd.json", text.as_str())];
        let answers = run("RAM101", &files, GUARDED).answers;
        let open = answers.iter().any(|answers| {
            answers
                .lines()
                .any(|(_, line)| line.verdict.at_most >= Answer::AllowedIf)
        });
        let granted = ["RAM101", "RAM102", "RAM103", "RAM104", "RAM105", "RAM107"];
        let said = granted
            .iter()
            .any(|id| !run(id, &files, GUARDED).findings.is_empty());
        assert_eq!(open, said, "{text}");
    }
}

#[test]
fn a_document_alone_stands_for_anyone_who_holds_it() {
    let found = one(
        "RAM107",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": «"acs:*"»}"#,
    );
    assert!(
        found[0]
            .message
            .starts_with("anyone who holds policy/p.json may be able to call"),
        "{found:#?}"
    );
}

#[test]
fn what_is_missing_comes_before_what_ram_makes_of_the_rest() {
    let broken = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*"#;
    let found = run("RAM107", &[("p.json", broken)], GUARDED).findings;
    assert!(found[0].message.contains("could not be read"), "{found:#?}");
}

#[test]
fn all_findings_are_in_order_and_told_apart() {
    for statement in STATEMENTS {
        let text = policy(&format!("{statement}, {ALLOW_ALL}, {statement}"));
        let findings = all(&[("b.json", &text), ("a.json", &text)], GUARDED);
        let names: BTreeSet<&str> = findings
            .iter()
            .map(|finding| finding.fingerprint.as_str())
            .collect();
        assert_eq!(names.len(), findings.len(), "{findings:#?}");
        let files: Vec<u32> = findings.iter().map(|found| found.at.at.file.0).collect();
        assert!(files.is_sorted_by(|one, next| one >= next), "by path");
        let again = all(&[("b.json", &text), ("a.json", &text)], GUARDED);
        assert_eq!(findings, again);
    }
}
