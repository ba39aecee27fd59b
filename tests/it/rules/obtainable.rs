//! RAM108 and RAM205: what is one call away, and guards that are a courtesy.

use ramlint::rules::{Confidence, Level};

use crate::rules::{one, whole, with_notes};

/// `user/alice` holds `Own` and, where it is given, `Guard`; `user/root2` and
/// `role/ops` may do everything with the cache.
fn account(own: &str, guard: &str) -> String {
    let guarding = if guard.is_empty() {
        String::new()
    } else {
        r#", {"policy": "Custom/Guard", "to": "user/alice"}"#.to_owned()
    };
    let guard = if guard.is_empty() {
        r#"{"Effect": "Deny", "Action": "ecs:*", "Resource": "*"}"#
    } else {
        guard
    };
    format!(
        r#""users": [{{"name": "alice"}}, {{"name": "root2"}}],
           "roles": [{{"name": "ops", "trust": {{"Version": "1", "Statement":
               [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"Service": ["ecs.aliyuncs.com"]}}}}]}}}}],
           "policies": [
             {{"type": "Custom", "name": "Cache", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}}]}}}},
             {{"type": "Custom", "name": "Own", "document": {{"Version": "1", "Statement": [{own}]}}}},
             {{"type": "Custom", "name": "Guard", "document": {{"Version": "1", "Statement": [{guard}]}}}}],
           "attachments": [{{"policy": "Custom/Cache", "to": "user/root2"}}, {{"policy": "Custom/Cache", "to": "role/ops"}},
             {{"policy": "Custom/Own", "to": "user/alice"}}{guarding}]"#
    )
}

#[test]
fn ram108_points_at_what_allows_the_call() {
    let found = whole(
        "RAM108",
        &account(
            r#"{"Effect": "Allow", "Action": ["ecs:Describe*", «"ram:CreateAccessKey"»], "Resource": "acs:ram:*:*:user/root2"}"#,
            "",
        ),
    );
    assert_eq!(found[0].principals, ["user/alice"]);
    assert_eq!(found[0].level, Level::High);
    let said = with_notes(&found[0]);
    assert!(
        said.contains("by `ram:CreateAccessKey`, which Custom/Own allows"),
        "{said}"
    );
    assert!(
        said.contains("user/alice makes an AccessKey of user/root2 and uses it"),
        "{said}"
    );
}

#[test]
fn ram108_shows_every_call_of_a_way() {
    let found = whole(
        "RAM108",
        &account(
            r#"{"Effect": "Allow", "Action": «"ecs:RunInstances"», "Resource": "*"},
               {"Effect": "Allow", "Action": "ram:PassRole", "Resource": "acs:ram:*:*:role/ops"}"#,
            "",
        ),
    );
    let related: Vec<&str> = found[0]
        .related
        .iter()
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!(related, ["allows `ram:PassRole`"]);
    let said = with_notes(&found[0]);
    assert!(said.contains("called as role/ops"), "{said}");
}

#[test]
fn ram108_is_quiet_without_the_other_half() {
    for own in [
        r#"{"Effect": "Allow", "Action": "ecs:RunInstances", "Resource": "*"}"#,
        r#"{"Effect": "Allow", "Action": "ram:PassRole", "Resource": "*"}"#,
        r#"{"Effect": "Allow", "Action": "ram:CreateAccessKey", "Resource": "acs:ram:*:*:user/alice"}"#,
        r#"{"Effect": "Allow", "Action": ["ram:Get*", "ram:List*"], "Resource": "*"}"#,
        r#"{"Effect": "Allow", "Action": "ram:UpdateRole", "Resource": "*"}"#,
    ] {
        whole("RAM108", &account(own, ""));
    }
}

#[test]
fn ram108_speaks_of_anyone_who_holds_a_document() {
    let found = one(
        "RAM108",
        r#"{"Effect": "Allow", "Action": [«"ram:AttachPolicyToUser"», "ram:List*"], "Resource": "*"}"#,
    );
    assert!(found[0].message.contains("anyone who holds"), "{found:#?}");
    one(
        "RAM108",
        r#"{"Effect": "Allow", "Action": "ram:List*", "Resource": "*"}"#,
    );
    one(
        "RAM108",
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
    );
}

/// The input names no account, or several.
#[test]
fn ram108_takes_any_account_that_policies_name_for_the_own_one() {
    one(
        "RAM108",
        r#"{"Effect": "Allow", "Action": [«"ram:AttachPolicyToUser"»],
            "Resource": ["acs:ram:*:1000000000000001:user/*", "acs:ram:*:system:policy/*"]},
           {"Effect": "Allow", "Action": "ecs:*", "Resource": "acs:ecs:*:2000000000000002:*"}"#,
    );
}

#[test]
fn ram108_says_what_it_depends_on() {
    let found = whole(
        "RAM108",
        &account(
            r#"{"Effect": "Allow", "Action": «"ecs:RunCommand"», "Resource": "*"}"#,
            "",
        ),
    );
    assert_eq!(found[0].confidence, Confidence::Medium);
    assert!(found[0].message.contains("may get"), "{found:#?}");
    assert!(
        with_notes(&found[0]).contains("whether anything wears role `ops`"),
        "{found:#?}"
    );
}

#[test]
fn ram108_takes_the_level_of_what_the_way_takes() {
    let own = |condition: &str| {
        account(
            &format!(
                r#"{{"Effect": "Allow", "Action": «"ram:CreateLoginProfile"», "Resource": "*", "Condition": {condition}}}"#
            ),
            "",
        )
    };
    let mfa = whole("RAM108", &own(r#"{"Bool": {"acs:MFAPresent": "true"}}"#));
    assert_eq!(mfa[0].level, Level::Medium);
    let office = whole(
        "RAM108",
        &own(r#"{"IpAddress": {"acs:SourceIp": "203.0.113.0/24"}}"#),
    );
    assert_eq!(office[0].level, Level::High, "from some public address");
}

#[test]
fn ram205_points_at_the_deny() {
    let found = whole(
        "RAM205",
        &account(
            r#"{"Effect": "Allow", "Action": ["kvstore:*", "ram:DetachPolicyFromUser"], "Resource": "*"}"#,
            r#"{"Effect": "Deny", "Action": [«"kvstore:DestroyInstance"», "kvstore:Flush*"], "Resource": "*"}"#,
        ),
    );
    assert_eq!(found[0].principals, ["user/alice"]);
    assert_eq!(found[0].related.len(), 1, "what allows taking it off");
    let help = found[0].help.as_deref().unwrap();
    assert!(help.contains("deny `ram:DetachPolicyFromUser`"), "{help}");
    let said = with_notes(&found[0]);
    assert!(
        said.contains("takes Custom/Guard from user/alice"),
        "{said}"
    );
}

#[test]
fn ram205_is_quiet_where_the_guard_holds() {
    let own = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let firm = r#"{"Effect": "Deny", "Action": ["kvstore:DestroyInstance", "ram:Detach*", "ram:Remove*", "ram:CreatePolicyVersion", "ram:SetDefaultPolicyVersion"], "Resource": "*"}"#;
    whole("RAM205", &account(own, firm));
    let cache = r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}"#;
    let plain = r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}"#;
    whole("RAM205", &account(cache, plain));
    let elsewhere = r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "ram:DetachPolicyFromUser", "Resource": ["acs:ram:*:*:user/root2", "acs:ram:*:*:policy/*"]}"#;
    whole("RAM205", &account(elsewhere, plain));
}

#[test]
fn ram205_knows_that_one_call_may_open_the_next() {
    let found = whole(
        "RAM205",
        &account(
            r#"{"Effect": "Allow", "Action": ["kvstore:*", "ram:AttachPolicyToUser"], "Resource": "*"}"#,
            r#"{"Effect": "Deny", "Action": «"kvstore:DestroyInstance"», "Resource": "*"}"#,
        ),
    );
    let said = with_notes(&found[0]);
    assert!(
        said.contains("user/alice attaches System/AdministratorAccess to user/alice, then"),
        "{said}"
    );
}
