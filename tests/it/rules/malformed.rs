//! RAM401 and RAM402: texts and structures.

use ramlint::rules::{Finding, Level};

use crate::marked::check;
use crate::rules::{ALLOW_ALL, one, policy, whole, with_notes};

fn text(text: &str) -> Vec<Finding> {
    check("RAM401", &[("p.json", text)])
}

#[test]
fn ram401_what_json_does_not_have() {
    for marked in [
        r#"{"Version": "1", «// why
»"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}«,»]}"#,
        r#"{"Version": "1", "Statement": [{"Effect": «'Allow'», "Action": "*", "Resource": "*"}]}"#,
        r#"{"Version": "1"«，» "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*" «"Resource"»: "*"}]}"#,
    ] {
        let found = check_loosely("RAM401", marked);
        assert!(with_notes(&found[0]).contains("evaluated"), "{found:#?}");
    }
    check_loosely(
        "RAM401",
        "«\u{feff}»{\"Version\": \"1\", \"Statement\": []}",
    );
    check_loosely("RAM401", "{«\u{a0}»\"Version\": \"1\", \"Statement\": []}");
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
fn ram401_a_duplicate_key_shows_both_places() {
    let found = text(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", «"Effect"»: "Deny", "Action": "*", "Resource": "*"}]}"#,
    );
    assert_eq!(found[0].related.len(), 1);
    assert_eq!(found[0].level, Level::Medium);
}

#[test]
fn ram401_an_unclosed_bracket_shows_where_it_was_opened() {
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

#[test]
fn ram401_is_quiet_for_json() {
    text(&policy(ALLOW_ALL));
}

fn structure(statement: &str) -> Vec<Finding> {
    one("RAM402", statement)
}

#[test]
fn ram402_structure() {
    structure(r#"{"Effect": "Allow", "Action": "*", "Resource": "*", «"Resorce"»: "*"}"#);
    structure(r#"{"Effect": «"allow"», "Action": "*", "Resource": "*"}"#);
    structure(r#"«{"Effect": "Allow", "Action": "*"}»"#);
    structure(r#"{"Effect": "Allow", "Action": «[]», "Resource": "*"}"#);
    whole(
        "RAM402",
        r#""policies": [{"type": "Custom", "name": "P", "document": {"Version": "1", "Statement":
               [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": «{"RAM": ["x"]}»}]}}]"#,
    );
    structure(
        r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": «"*"», "Principal": {"RAM": ["x"]}}"#,
    );
    structure(r#"{"Effect": "Allow", "Action": «7», "Resource": "*"}"#);
}

#[test]
fn ram402_versions() {
    check(
        "RAM402",
        &[(
            "p.json",
            r#"{"Version": «"2012-10-17"», "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "acs:ecs:*"}]}"#,
        )],
    );
    let found = check(
        "RAM402",
        &[(
            "p.json",
            r#"{"Version": «1», "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
        )],
    );
    assert_eq!(found[0].level, Level::Low);
    let found = check(
        "RAM402",
        &[(
            "p.json",
            r#"«»{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
        )],
    );
    assert_eq!(found[0].level, Level::Low);
}

#[test]
fn ram402_names_code_point_and_column() {
    let found = structure(
        "{\"Effect\": \"Allow\", \"Action\": \"kvst«\u{043e}»re:DestroyInstance\", \"Resource\": \"*\"}",
    );
    assert!(
        found[0].message.contains("U+043E in column 67"),
        "{found:#?}"
    );
    let found = structure(
        "{\"Effect\": \"Allow\", \"Action\": \"kvstore:«\u{200b}»DestroyInstance\", \"Resource\": \"*\"}",
    );
    assert!(found[0].message.contains("U+200B"), "{found:#?}");
}

fn condition(condition: &str) -> Vec<Finding> {
    structure(&format!(
        r#"{{"Effect": "Allow", "Action": "ecs:*", "Resource": "*", "Condition": {{{condition}}}}}"#
    ))
}

#[test]
fn ram402_values() {
    for (marked, help) in [
        (r#""Bool": {"acs:MFAPresent": «"True"»}"#, "`true`"),
        (r#""Bool": {"acs:MFAPresent": «true»}"#, "\"true\""),
        (
            r#""IpAddress": {"acs:SourceIp": «"10.0.0.1/8"»}"#,
            "`10.0.0.0/8`",
        ),
        (
            r#""IpAddress": {"acs:SourceIp": ["10.0.0.0/8", «"2001:DB8::/32"»]}"#,
            "`2001:db8::/32`",
        ),
        (
            r#""IpAddress": {"acs:SourceIp": «"10.0.0.*"»}"#,
            "canonical",
        ),
        (
            r#""DateLessThan": {"acs:CurrentTime": «"2027-01-01"»}"#,
            "`2027-01-01T00:00:00Z`",
        ),
        (
            r#""DateLessThan": {"acs:CurrentTime": «"2027-01-01T00:00:00"»}"#,
            "`2027-01-01T00:00:00Z`",
        ),
    ] {
        let found = condition(marked);
        assert!(
            found[0].help.as_deref().unwrap().contains(help),
            "{found:#?}"
        );
    }
}

#[test]
fn ram402_keys_and_operators() {
    for (marked, says) in [
        (
            r#""IpAddress": {«"acs:SourceIP"»: "10.0.0.0/8"}"#,
            "`acs:SourceIp`",
        ),
        (
            r#""IpAddress": {«"acs:SourceIpp"»: "10.0.0.0/8"}"#,
            "similar name: `acs:SourceIp`",
        ),
        (
            r#""StringEquals": {«"acs:RequestedRegion"»: "cn-hangzhou"}"#,
            "not a condition key",
        ),
        (
            r#"«"IPAddress"»: {"acs:SourceIp": "10.0.0.0/8"}"#,
            "similar name: `IpAddress`",
        ),
        (
            r#"«"NumericGreaterThanEqual"»: {"ram:x": "1"}"#,
            "similar name: `NumericGreaterThanEquals`",
        ),
        (
            r#"«"StringEqualsIfExists"»: {"acs:SourceVpc": "vpc-1"}"#,
            "`IfExists`",
        ),
        (
            r#"«"NumericLessThan"»: {"acs:SourceIp": "1"}"#,
            "does not compare",
        ),
    ] {
        let found = condition(marked);
        assert!(with_notes(&found[0]).contains(says), "{found:#?}");
    }
}

#[test]
fn ram402_is_quiet_for_what_is_documented() {
    condition(
        r#""Bool": {"acs:MFAPresent": "true"}, "IpAddress": {"acs:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}, "DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00+08:00"}"#,
    );
    condition(
        r#""StringEquals": {"acs:ResourceTag/Team": "dev"}, "StringLike": {"acs:SourceVpc": "vpc-*"}"#,
    );
    structure(r#"{"Sid": "x", "Effect": "Allow", "Action": "*", "Resource": "*"}"#);
}
