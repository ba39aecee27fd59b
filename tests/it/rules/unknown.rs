//! RAM107: access that depends on what is not known.

use ramlint::rules::{Confidence, Level};

use crate::rules::{ALLOW_ALL, one, whole};

#[test]
fn ram107_a_whole_service_resource() {
    let found = one(
        "RAM107",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": «"acs:kvstore:*:*:*"»}"#,
    );
    assert_eq!(found[0].level, Level::High);
    assert!(found[0].help.as_deref().unwrap().contains("`*`"));
}

#[test]
fn ram107_an_absent_policy() {
    let found = whole(
        "RAM107",
        r#""users": [{"name": "alice"}, {"name": "bob"}], "attachments": [{"policy": «"Custom/Lost"», "to": "user/alice"}, {"policy": "Custom/Lost", "to": "user/bob"}]"#,
    );
    assert_eq!(found[0].principals, ["user/alice", "user/bob"]);
    assert!(found[0].help.as_deref().unwrap().contains("--policy"));
}

#[test]
fn ram107_is_medium_where_at_most_is_conditional() {
    let found = one(
        "RAM107",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": «"acs:kvstore:*:*:*"», "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}"#,
    );
    assert_eq!(found[0].level, Level::Medium);
}

#[test]
fn ram902_a_system_policy_judged_by_its_name() {
    let found = whole(
        "RAM902",
        r#""users": [{"name": "alice"}], "attachments": [«{"policy": "System/AliyunHBaseReadOnlyAccess", "to": "user/alice"}»]"#,
    );
    assert_eq!(
        (found[0].level, found[0].confidence),
        (Level::Low, Confidence::Medium)
    );
    assert!(
        found[0]
            .help
            .as_deref()
            .unwrap()
            .contains("--policy System/AliyunHBaseReadOnlyAccess=FILE")
    );
}

#[test]
fn ram107_is_quiet_where_the_answer_is_definite() {
    one("RAM107", ALLOW_ALL);
    one(
        "RAM107",
        r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:*"}"#,
    );
}

/// The Deny has a finding of its own, and the operator of the Allow has none that is
/// about access, whichever of them comes first.
#[test]
fn ram107_is_told_where_a_doubtful_deny_is_only_a_part_of_it() {
    let deny = r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotLike": {"acs:RequestedRegion": "cn-a"}}}"#;
    let allow = r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {«"Null": {"acs:MFAPresent": "True"»}}}"#;
    let orders = [format!("{deny}, {allow}"), format!("{allow}, {deny}")];
    let [before, after] = orders.map(|statements| one("RAM107", &statements));
    assert_eq!(before[0].fingerprint, after[0].fingerprint);
}
