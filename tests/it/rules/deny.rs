//! RAM201 to RAM204: guards that do not guard.

use ramlint::rules::Level;

use crate::marked::{check, check_guarding};
use crate::rules::{ALLOW_ALL, one, policy, whole, with_notes};

#[test]
fn ram201_names_who_would_lose_access() {
    let found = one(
        "RAM201",
        &format!(
            r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": «"acs:kvstore:*:*:instance/r-prod"»}}"#
        ),
    );
    assert_eq!(found[0].principals, ["policy/p.json"]);
    assert_eq!(found[0].level, Level::High);
}

#[test]
fn ram201_takes_the_first_of_a_list() {
    one(
        "RAM201",
        r#"{"Effect": "Deny", "NotAction": "ecs:*", "Resource": [«"acs:kvstore:*:*:instance/a"», "acs:kvstore:*:*:instance/b"]}"#,
    );
}

#[test]
fn ram201_is_quiet_where_the_deny_works_or_is_doubtful() {
    one(
        "RAM201",
        r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": ["acs:kvstore:*:*:instance/r-prod", "*"]}"#,
    );
    one(
        "RAM201",
        r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:*"}"#,
    );
    one(
        "RAM201",
        r#"{"Effect": "Deny", "Action": "kvstore:DeleteInstance", "Resource": "acs:kvstore:*:*:instance/r-prod"}"#,
    );
    one(
        "RAM201",
        r#"{"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "acs:kvstore:*:*:instance/r-prod"}"#,
    );
}

#[test]
fn ram201_is_quiet_where_the_statement_can_be_read_in_several_ways() {
    one(
        "RAM201",
        r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "acs:kvstore:*:*:instance/a", "Resource": "*"}"#,
    );
    one(
        "RAM201",
        r#"{"Effect": "deny", "Action": "kvstore:DestroyInstance", "Resource": "acs:kvstore:*:*:instance/a"}"#,
    );
}

#[test]
fn ram201_names_principals_of_a_manifest_and_not_the_file() {
    let deny = policy(&format!(
        r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": «"acs:kvstore:*:*:instance/a"»}}"#
    ));
    let found = check(
        "RAM201",
        &[
            (
                "ram-attachments.yaml",
                "ram_attachments: 1\npolicies:\n  Ops: ops.json\nusers:\n  alice: {policies: [Ops]}\n",
            ),
            ("ops.json", &deny),
        ],
    );
    assert_eq!(found[0].principals, ["user/alice"]);
}

#[test]
fn ram201_asks_only_so_often_what_a_mended_deny_would_change() {
    let deny = r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": «"acs:kvstore:*:*:instance/a"»}"#;
    let many = std::iter::once(ALLOW_ALL)
        .chain(std::iter::repeat_n(deny, 20))
        .collect::<Vec<_>>()
        .join(", ");
    let found = one("RAM201", &many);
    let answered = found
        .iter()
        .filter(|finding| !finding.principals.is_empty())
        .count();
    assert_eq!((found.len(), answered), (20, 16));
}

#[test]
fn ram201_is_quiet_for_an_action_with_resources() {
    check_guarding(
        "RAM201",
        &[(
            "p.json",
            &policy(
                r#"{"Effect": "Deny", "Action": "kvstore:DeleteInstance", "Resource": "acs:kvstore:*:*:instance/r-prod"}"#,
            ),
        )],
        "kvstore:DeleteInstance",
    );
}

#[test]
fn ram202_a_wrong_service_code() {
    let found = one(
        "RAM202",
        &format!(
            r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": [«"r-kvstore:DestroyInstance"», "kvstore:DeleteInstance"], "Resource": "*"}}"#
        ),
    );
    assert!(with_notes(&found[0]).contains("similar name: `kvstore:DestroyInstance`"));
    assert_eq!(found[0].principals, ["policy/p.json"]);
    assert_eq!(found[0].level, Level::High);
}

#[test]
fn ram202_a_misspelt_name_and_a_misspelt_pattern() {
    for (written, meant) in [
        ("kvstore:DestoryInstance", "`kvstore:DestroyInstance`"),
        ("kvstore:Destory*", "`kvstore:Destroy*`"),
        ("kvstor:DestroyInstance", "`kvstore:DestroyInstance`"),
    ] {
        let found = one(
            "RAM202",
            &format!(
                r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": «"{written}"», "Resource": "*"}}"#
            ),
        );
        assert!(
            with_notes(&found[0]).contains(meant),
            "{written}: {found:#?}"
        );
        assert_eq!(found[0].principals, ["policy/p.json"], "{written}");
    }
}

#[test]
fn ram202_is_medium_for_an_action_that_is_not_guarded() {
    let found = one(
        "RAM202",
        r#"{"Effect": "Deny", "Action": «"redis:DeleteInstance"», "Resource": "*"}"#,
    );
    assert_eq!(found[0].level, Level::Medium);
}

#[test]
fn ram202_is_quiet_for_names_that_may_exist() {
    for action in [
        "kvstore:DestroyInstance",
        "KVSTORE:destroyinstance",
        "kvstore:Destroy*",
        "*",
        "ecs:SomethingNewEntirely",
        "foo:Bar",
        "kvstore:*",
    ] {
        one(
            "RAM202",
            &format!(r#"{{"Effect": "Deny", "Action": "{action}", "Resource": "*"}}"#),
        );
    }
    one(
        "RAM202",
        r#"{"Effect": "Allow", "Action": "kvstore:DestoryInstance", "Resource": "*"}"#,
    );
}

#[test]
fn ram203_names_a_control_policy() {
    let found = whole(
        "RAM203",
        r#""resource_directory": {"id": "rd-1", "account": "member", "path": ["r-1"]}, "users": [{"name": "alice"}],
               "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}}],
               "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}],
               "control_policies": [{"id": "cp-1", "name": "Guard", "effect_scope": "RAM", "targets": ["r-1"], "document": {"Version": "1", "Statement":
                 [{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {«"acs:SecureTransport"»: "false"}}}]}},
                 {"id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"]}]"#,
    );
    assert!(found[0].message.contains("Control/cp-1"), "{found:#?}");
    assert_eq!(found[0].principals, ["user/alice"]);
}

#[test]
fn ram203_without_an_absent_key() {
    let found = one(
        "RAM203",
        &format!(
            r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"NotIpAddress": {{«"acs:SourceIp"»: ["10.0.0.0/8"]}}}}}}"#
        ),
    );
    assert!(found[0].notes.is_empty(), "{found:#?}");
}

#[test]
fn ram203_is_quiet_where_nothing_is_left() {
    one(
        "RAM203",
        &format!(r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*"}}"#),
    );
    one(
        "RAM203",
        r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {"acs:SecureTransport": "false"}}}"#,
    );
    one(
        "RAM203",
        &format!(
            r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "ecs:*", "Resource": "*", "Condition": {{"Bool": {{"acs:SecureTransport": "false"}}}}}}"#
        ),
    );
}

#[test]
fn ram204_a_deny_of_deleting_alone() {
    let found = one(
        "RAM204",
        &format!(
            r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": ["ecs:*", «"kvstore:Delete*"»], "Resource": "*"}}"#
        ),
    );
    assert_eq!(found[0].principals, ["policy/p.json"]);
}

#[test]
fn ram204_is_quiet_where_both_or_neither_are_denied() {
    one(
        "RAM204",
        &format!(
            r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": ["kvstore:Delete*", "kvstore:Destroy*"], "Resource": "*"}}"#
        ),
    );
    one(
        "RAM204",
        &format!(r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "ecs:*", "Resource": "*"}}"#),
    );
    one(
        "RAM204",
        r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:Delete*", "Resource": "*"}"#,
    );
    one(
        "RAM204",
        &format!(
            r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:Delete*", "Resource": "*"}}, {{"Effect": "Deny", "Action": "kvstore:Destroy*", "Resource": "*"}}"#
        ),
    );
}

#[test]
fn ram204_names_members_of_a_group_that_holds_the_deny() {
    let found = whole(
        "RAM204",
        r#""users": [{"name": "alice"}, {"name": "bob"}], "groups": [{"name": "dba", "members": ["alice"]}],
           "policies": [
             {"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}},
             {"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": «"kvstore:Delete*"», "Resource": "*"}]}}],
           "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}, {"policy": "Custom/Ops", "to": "user/bob"}, {"policy": "Custom/Guard", "to": "group/dba"}]"#,
    );
    assert_eq!(found[0].principals, ["user/alice"]);
}

#[test]
fn ram204_a_control_policy_counts_for_those_it_binds() {
    let rest = |mark: &str, end: &str, target: &str| {
        format!(
            r#""resource_directory": {{"id": "rd-1", "account": "member", "path": ["r-1"]}}, "users": [{{"name": "alice"}}],
               "policies": [{{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "*"}}]}}}}],
               "attachments": [{{"policy": "Custom/Ops", "to": "user/alice"}}],
               "control_policies": [{{"id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"]}},
                 {{"id": "cp-1", "name": "Guard", "targets": ["{target}"], "document": {{"Version": "1", "Statement":
                   [{{"Effect": "Deny", "Action": {mark}"kvstore:Delete*"{end}, "Resource": "*"}}]}}}}]"#
        )
    };
    whole("RAM204", &rest("«", "»", "r-1"));
    whole("RAM204", &rest("", "", "fd-elsewhere"));
}
