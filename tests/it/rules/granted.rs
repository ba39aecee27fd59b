//! RAM101 to RAM105: statements and attachments that grant the guarded action.

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
