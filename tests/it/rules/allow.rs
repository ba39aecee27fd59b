//! RAM301: grants that grant nothing.

use ramlint::rules::Level;

use crate::rules::{one, whole};

#[test]
fn ram301_limited_to_resources() {
    let found = one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": «"acs:kvstore:*:*:instance/r-1"»}"#,
    );
    assert_eq!(found[0].level, Level::Low);
    let found = one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": «"acs:kvstore:*:*:instance/r-1"»}"#,
    );
    assert_eq!(found[0].level, Level::Info);
}

#[test]
fn ram301_leaves_what_no_action_gets_to_other_rules() {
    one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"DateLessThan": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}}}"#,
    );
    one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}"#,
    );
}

#[test]
fn ram301_tags() {
    one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"StringEquals": {«"acs:ResourceTag/team"»: "dev"}}}"#,
    );
}

#[test]
fn ram301_wrong_service_code() {
    let found = one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": ["ecs:*", «"redis:DestroyInstance"»], "Resource": "*"}"#,
    );
    assert!(found[0].message.contains("`kvstore`"), "{found:#?}");
}

#[test]
fn ram301_a_resource_group() {
    whole(
        "RAM301",
        r#""users": [{"name": "alice"}], "attachments": [«{"policy": "System/AliyunKvstoreFullAccess", "to": "user/alice", "scope": "rg-9a"}»]"#,
    );
}

#[test]
fn ram301_is_quiet_where_something_is_granted_or_nothing_is_meant() {
    one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": ["acs:kvstore:*:*:instance/r-1", "*"]}"#,
    );
    one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "acs:kvstore:*:*:instance/r-1"}"#,
    );
    one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:*"}"#,
    );
    one(
        "RAM301",
        r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}}"#,
    );
    one(
        "RAM301",
        r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:instance/r-1"}"#,
    );
}
