//! RAM101 to RAM105: statements and attachments that grant the guarded action.

use ramlint::rules::Level;

use crate::rules::{one, whole};

#[test]
fn ram101_by_name() {
    one(
        "RAM101",
        r#"{"Effect": "Allow", "Action": ["kvstore:DescribeInstances", «"kvstore:DestroyInstance"»], "Resource": "*"}"#,
    );
    one(
        "RAM101",
        r#"{"Effect": "Allow", "Action": "kvstore:DeleteInstance", "Resource": "*"}"#,
    );
    one(
        "RAM101",
        r#"{"Effect": "Allow", "Action": "kvstore:Destroy*", "Resource": "*"}"#,
    );
}

#[test]
fn ram101_counts_those_who_hold_it() {
    let found = whole(
        "RAM101",
        r#""users": [{"name": "alice"}], "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
               [{"Effect": "Allow", "Action": «"kvstore:DestroyInstance"», "Resource": "*"}]}}],
               "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}]"#,
    );
    assert_eq!(found[0].principals, ["user/alice"]);
    assert_eq!(found[0].related.len(), 1, "the attachment");
}

#[test]
fn ram102_under_a_condition() {
    one(
        "RAM102",
        r#"{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}"#,
    );
    one(
        "RAM102",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"DateGreaterThan": {"acs:CurrentTime": "2020-01-01T00:00:00Z"}}}"#,
    );
}

#[test]
fn ram103_by_a_pattern() {
    one(
        "RAM103",
        r#"{"Effect": "Allow", "Action": ["ecs:*", «"kvstore:Destroy*"»], "Resource": "*"}"#,
    );
    one(
        "RAM103",
        r#"{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}"#,
    );
    one(
        "RAM103",
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:Destroy*", "Resource": "*"}"#,
    );
}

#[test]
fn ram104_by_not_action() {
    one(
        "RAM104",
        r#"{"Effect": "Allow", "NotAction": «"ram:*"», "Resource": "*"}"#,
    );
    one(
        "RAM104",
        r#"{"Effect": "Allow", "NotAction": "kvstore:*", "Resource": "*"}"#,
    );
}

#[test]
fn ram105_by_a_system_policy() {
    whole(
        "RAM105",
        r#""users": [{"name": "alice"}], "attachments": [«{"policy": "System/AliyunKvstoreFullAccess", "to": "user/alice"}»]"#,
    );
    whole(
        "RAM105",
        r#""users": [{"name": "alice"}], "attachments": [{"policy": "System/AliyunKvstoreReadOnlyAccess", "to": "user/alice"}]"#,
    );
}

#[test]
fn ram102_d27_its_level_is_that_of_the_weakest_profile() {
    let found = |statements: &str| {
        let found = one("RAM102", statements);
        assert_eq!(found.len(), 1, "{statements}");
        let takes: Vec<String> = found[0]
            .notes
            .iter()
            .filter(|note| note.starts_with("what it takes: "))
            .map(|note| note.split(' ').nth(3).unwrap().to_owned())
            .collect();
        assert_eq!(takes.len(), 1, "{:?}", found[0].notes);
        (found[0].level, takes[0].clone())
    };
    for (condition, level, word) in [
        (
            r#"{"IpAddress": {"acs:SourceIp": "203.0.113.0/24"}}"#,
            Level::High,
            "anywhere",
        ),
        (
            r#"{"Bool": {"acs:SecureTransport": "true"}}"#,
            Level::High,
            "anywhere",
        ),
        (
            r#"{"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}"#,
            Level::High,
            "anywhere",
        ),
        (
            r#"{"Bool": {"acs:MFAPresent": "true"}}"#,
            Level::Medium,
            "console_mfa",
        ),
        (
            r#"{"StringEquals": {"acs:SourceVpc": "vpc-1"}}"#,
            Level::Medium,
            "private_network",
        ),
        (
            r#"{"DateGreaterThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}"#,
            Level::Medium,
            "later",
        ),
    ] {
        let statement = format!(
            r#"{{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*", "Condition": {condition}}}"#
        );
        assert_eq!(found(&statement), (level, word.to_owned()), "{condition}");
    }
    // A Deny with a hole for AccessKey calls.
    let holed = r#"{"Effect": "Allow", "Action": «"*"», "Resource": "*"},
        {"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "false"}}}"#;
    assert_eq!(found(holed), (Level::High, "anywhere".to_owned()));
}

/// Two holders of one statement, one of them behind a Deny; and a holder who
/// has the action anyway, by another statement.
#[test]
fn ram102_d27_the_level_is_about_all_who_hold_the_statement_and_about_it_alone() {
    let policies = |statements: &str| {
        let deny = r#"{"type": "Custom", "name": "Stop", "document": {"Version": "1", "Statement":
            [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}}"#;
        let all = r#"{"type": "Custom", "name": "All", "document": {"Version": "1", "Statement":
            [{"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}"#;
        format!(
            r#""users": [{{"name": "alice"}}, {{"name": "ben"}}], "policies": [{{"type": "Custom", "name": "Ops", "document":
            {{"Version": "1", "Statement": [{statements}]}}}}, {deny}, {all}], "attachments": "#
        )
    };
    let grant = |condition: &str| {
        policies(&format!(
            r#"{{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*", "Condition": {condition}}}"#
        ))
    };
    let tls = grant(r#"{"Bool": {"acs:SecureTransport": "true"}}"#);
    let both = format!(
        r#"{tls}[{{"policy": "Custom/Ops", "to": "user/alice"}}, {{"policy": "Custom/Stop", "to": "user/alice"}}"#
    );
    let found = whole("RAM102", &format!("{both}]"));
    assert_eq!(found[0].level, Level::Medium, "{}", found[0].message);
    let found = whole(
        "RAM102",
        &format!(r#"{both}, {{"policy": "Custom/Ops", "to": "user/ben"}}]"#),
    );
    assert_eq!(found[0].level, Level::High, "{}", found[0].message);
    let mfa = grant(r#"{"Bool": {"acs:MFAPresent": "true"}}"#);
    let found = whole(
        "RAM102",
        &format!(
            r#"{mfa}[{{"policy": "Custom/Ops", "to": "user/alice"}}, {{"policy": "Custom/All", "to": "user/alice"}}]"#
        ),
    );
    assert_eq!(found[0].level, Level::Medium, "{}", found[0].message);
}

#[test]
fn ram102_says_what_a_caller_must_have() {
    let found = one(
        "RAM102",
        r#"{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*",
            "Condition": {"Bool": {"acs:MFAPresent": "true"}, "DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}}"#,
    );
    assert_eq!(
        found[0].message,
        "`kvstore:*` in policy/p.json grants `kvstore:DestroyInstance` to anyone it is attached to \
         only with multi-factor login and before 2027-01-01"
    );
}
