//! Faults of documents before the rules that own them: which of them speaks, and
//! that the others do not.

use ramlint::rules::{Finding, Level};

use crate::marked::{GUARDED, all, check};
use crate::rules::{ALLOW_ALL, one, policy, with_notes};

#[test]
fn what_json_does_not_have_is_read_as_meant() {
    for (id, marked) in [
        (
            "RAM404",
            r#"{"Version": "1", «// why
»"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
        ),
        (
            "RAM409",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}«,»]}"#,
        ),
        (
            "RAM401",
            r#"{"Version": "1", "Statement": [{"Effect": «'Allow'», "Action": "*", "Resource": "*"}]}"#,
        ),
        (
            "RAM405",
            r#"{"Version": "1"«，» "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
        ),
        (
            "RAM401",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*" «"Resource"»: "*"}]}"#,
        ),
    ] {
        let found = check_loosely(id, marked);
        assert!(with_notes(&found[0]).contains("evaluated"), "{found:#?}");
    }
    check_loosely(
        "RAM405",
        "«\u{feff}»{\"Version\": \"1\", \"Statement\": []}",
    );
    check_loosely("RAM405", "{«\u{a0}»\"Version\": \"1\", \"Statement\": []}");
}

/// Like `check`, for marks whose ends are the lexer's business.
fn check_loosely(id: &str, text: &str) -> Vec<Finding> {
    let run = crate::marked::run(id, &[("p.json", text)], crate::marked::GUARDED);
    let found: Vec<u32> = run
        .findings
        .iter()
        .map(|finding| finding.at.at.start)
        .collect();
    let marks: Vec<u32> = run.marks.iter().map(|mark| mark.start).collect();
    assert_eq!(found, marks, "{:#?}", run.findings);
    run.findings
}

#[test]
fn a_duplicate_key_shows_both_places() {
    let found = check(
        "RAM402",
        &[(
            "p.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", «"Effect"»: "Deny", "Action": "*", "Resource": "*"}]}"#,
        )],
    );
    assert_eq!(found[0].related.len(), 1);
    assert_eq!(found[0].level, Level::Medium);
}

#[test]
fn an_unclosed_bracket_shows_where_it_was_opened() {
    let run = crate::marked::run(
        "RAM401",
        &[(
            "p.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:*", "Resource": "*"}]}"#,
        )],
        crate::marked::GUARDED,
    );
    let bracket = run
        .findings
        .iter()
        .any(|finding| finding.message.contains("bracket") && !finding.related.is_empty());
    assert!(bracket, "{:#?}", run.findings);
}

/// The ids of the rules of the family that report something of a statement.
fn owners(statement: &str) -> Vec<&'static str> {
    let text = policy(statement);
    let mut ids: Vec<&str> = all(&[("p.json", &text)], GUARDED)
        .iter()
        .map(|finding| finding.rule)
        .filter(|id| id.starts_with("RAM4"))
        .collect();
    ids.dedup();
    ids
}

#[test]
fn a_fault_has_one_owner() {
    for (statement, expected) in [
        (ALLOW_ALL, None),
        (
            r#"{"Effect": "Deny ", "Action": "ecs:*", "Resource": "*"}"#,
            Some("RAM437"),
        ),
        (
            "{\"Effect\": \"D\u{435}ny\", \"Action\": \"ecs:*\", \"Resource\": \"*\"}",
            Some("RAM436"),
        ),
        (
            "{\"Effect\": \"Allow\", \"\u{410}ction\": \"ecs:*\", \"Resource\": \"*\"}",
            Some("RAM436"),
        ),
        (
            r#"{"Effect": "Allow", "Action": "kvstore:DescribeInstances ", "Resource": "*"}"#,
            Some("RAM437"),
        ),
        (
            "{\"Effect\": \"Allow\", \"Action\": \"kvst\u{43e}re:DescribeInstances\", \"Resource\": \"*\"}",
            Some("RAM436"),
        ),
        (
            r#"{"Effect": "Allow", "Action": "kvstore:describeinstances", "Resource": "*"}"#,
            Some("RAM439"),
        ),
        (
            r#"{"Effect": "Allow", "Action": "acs:kvstore:DescribeInstances", "Resource": "*"}"#,
            Some("RAM424"),
        ),
        (
            r#"{"Effect": "Allow", "Action": "nowhere*", "Resource": "*"}"#,
            Some("RAM424"),
        ),
        (
            r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "${bucket}"}"#,
            Some("RAM435"),
        ),
        (
            r#"{"Effect": "Allow", "Action": 7, "Resource": "*"}"#,
            Some("RAM417"),
        ),
        (
            "{\"Effect\": \"Allow\", \"Action\": \"ecs:*\", \"Resource\": \"桶\"}",
            Some("RAM436"),
        ),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(owners(statement), expected, "{statement}");
    }
    for (test, expected) in [
        (r#""Null": {"acs:SourceVpc": "true"}"#, "RAM428"),
        (r#""StringEquals ": {"acs:SourceVpc": "vpc-1"}"#, "RAM437"),
        (r#""Bool": {"acs:MFAPresent": true}"#, "RAM440"),
        (r#""Bool": {"acs:MFAPresent": "True"}"#, "RAM432"),
        (r#""Bool": {"MFAPresent": "true"}"#, "RAM430"),
        (r#""Bool": {"acs:mfapresent": "true"}"#, "RAM431"),
        (r#""Bool": {"acs:MFAPresnt": "true"}"#, "RAM429"),
        (r#""Bool": {"acs:MFAPresent ": "true"}"#, "RAM437"),
        (r#""IpAddress": {"acs:SourceIp": []}"#, "RAM418"),
        (r#""DateLessThan": {"acs:SourceIp": "x"}"#, "RAM434"),
    ] {
        let statement = format!(
            r#"{{"Effect": "Allow", "Action": "ecs:*", "Resource": "*", "Condition": {{{test}}}}}"#
        );
        assert_eq!(owners(&statement), [expected], "{test}");
    }
}

#[test]
fn an_odd_character_is_named_with_code_point_and_column() {
    for (text, says) in [
        (
            "{\"Effect\": \"Allow\", \"Action\": \"kvst«\u{43e}»re:DestroyInstance\", \"Resource\": \"*\"}",
            "U+043E in column 67",
        ),
        (
            "{\"Effect\": \"Allow\", \"Action\": \"kvstore:«\u{200b}»DestroyInstance\", \"Resource\": \"*\"}",
            "U+200B",
        ),
    ] {
        let found = one("RAM436", text);
        assert!(found[0].message.contains(says), "{found:#?}");
    }
}

fn condition(id: &str, condition: &str) -> Vec<Finding> {
    let text = format!(
        r#"{{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#
    );
    one(id, &text)
}

#[test]
fn values_are_helped_to_their_documented_form() {
    for (id, marked, help) in [
        (
            "RAM432",
            r#""Bool": {"acs:MFAPresent": «"True"»}"#,
            "`true`",
        ),
        (
            "RAM440",
            r#""Bool": {"acs:MFAPresent": «true»}"#,
            "\"true\"",
        ),
        (
            "RAM311",
            r#""IpAddress": {"acs:SourceIp": «"10.0.0.1/8"»}"#,
            "`10.0.0.0/8`",
        ),
        (
            "RAM432",
            r#""IpAddress": {"acs:SourceIp": ["10.0.0.0/8", «"2001:DB8::/32"»]}"#,
            "`2001:db8::/32`",
        ),
        (
            "RAM432",
            r#""IpAddress": {"acs:SourceIp": «"10.0.0.*"»}"#,
            "canonical",
        ),
        (
            "RAM432",
            r#""DateLessThan": {"acs:CurrentTime": «"2027-01-01"»}"#,
            "`2027-01-01T00:00:00Z`",
        ),
    ] {
        let found = condition(id, marked);
        assert!(
            found[0].help.as_deref().unwrap().contains(help),
            "{found:#?}"
        );
    }
}

#[test]
fn nothing_is_wrong_with_what_is_documented() {
    for statement in [
        r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}, "IpAddress": {"acs:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}, "DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00+08:00"}}}"#,
        r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/Team": "dev"}, "StringLike": {"acs:SourceVpc": "vpc-*"}}}"#,
        r#"{"Effect": "Allow", "NotAction": ["ram:*", "ims:*"], "Resource": ["acs:ecs:*:*:instance/i-1"]}"#,
    ] {
        assert_eq!(owners(statement), [""; 0], "{statement}");
    }
}
