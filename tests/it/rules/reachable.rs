//! RAM106: access by becoming a role.

use ramlint::rules::{Confidence, Level};

use crate::rules::{whole, with_notes};

fn account(trust: &str, caller: &str) -> String {
    format!(
        r#""users": [{{"name": "alice"}}], "roles": [{{"name": "ops", "trust": {{"Version": "1", "Statement":
               [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"RAM": [{trust}]}}}}]}}}}],
               "policies": [
                 {{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}}]}}}},
                 {{"type": "Custom", "name": "Caller", "document": {{"Version": "1", "Statement": [{caller}]}}}}],
               "attachments": [{{"policy": "Custom/Ops", "to": "role/ops"}}, {{"policy": "Custom/Caller", "to": "user/alice"}}]"#
    )
}

const CALLER: &str = r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}"#;

#[test]
fn ram106_points_at_the_principal_that_admits() {
    let found = whole(
        "RAM106",
        &account(
            r#""acs:ram::2000000000000002:root", «"acs:ram::1000000000000001:user/alice"»"#,
            CALLER,
        ),
    );
    assert_eq!(found[0].principals, ["user/alice"]);
    assert_eq!(found[0].level, Level::High);
    assert_eq!(
        found[0].related.len(),
        2,
        "the call and the grant: {found:#?}"
    );
}

#[test]
fn ram106_is_quiet_without_one_of_the_two_sides() {
    let ecs = r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}"#;
    whole(
        "RAM106",
        &account(r#""acs:ram::1000000000000001:user/alice""#, ecs),
    );
    whole(
        "RAM106",
        &account(r#""acs:ram::1000000000000001:user/bob""#, CALLER),
    );
}

#[test]
fn ram106_is_quiet_about_those_with_direct_access() {
    let all = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    whole(
        "RAM106",
        &account(r#""acs:ram::1000000000000001:user/alice""#, all),
    );
}

#[test]
fn ram106_names_what_it_depends_on() {
    let found = whole(
        "RAM106",
        r#""users": [{"name": "alice"}], "roles": [{"name": «"ops"»}],
               "policies": [
                 {"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
                 {"type": "Custom", "name": "Caller", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}}],
               "attachments": [{"policy": "Custom/Ops", "to": "role/ops"}, {"policy": "Custom/Caller", "to": "user/alice"}]"#,
    );
    assert_eq!(found[0].confidence, Confidence::Medium);
    assert!(
        with_notes(&found[0]).contains("trust document of role `ops`"),
        "{found:#?}"
    );
}
