//! Every rule fires at the marked places and nowhere else, stays quiet beside
//! its near misses, and speaks in the house's words.

use std::collections::BTreeSet;

use ramlint::rules::{Confidence, Finding, Level, RULES};

use crate::marked::{check, check_guarding, style};

/// A policy document with some statements.
fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#)
}

fn one(id: &str, statements: &str) -> Vec<Finding> {
    check(id, &[("p.json", &policy(statements))])
}

const ALLOW_ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

/// A snapshot in which everything is listed; `rest` is more members.
fn snapshot(rest: &str) -> String {
    format!(
        r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        {rest}}}"#
    )
}

fn whole(id: &str, rest: &str) -> Vec<Finding> {
    check(id, &[("account.json", &snapshot(rest))])
}

fn with_notes(finding: &Finding) -> String {
    format!("{} / {}", finding.message, finding.notes.join(" / "))
}

mod table {
    use super::*;

    #[test]
    fn ids_are_unique_sorted_and_well_formed() {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        let sorted: Vec<&str> = ids
            .iter()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        assert_eq!(ids, sorted);
        for id in ids {
            let digits = id.strip_prefix("RAM").unwrap();
            assert!(digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }

    #[test]
    fn names_are_kebab_case_and_name_no_remedy() {
        let mut names = BTreeSet::new();
        for rule in RULES {
            assert!(names.insert(rule.name), "{}", rule.name);
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            assert!(rule.name.bytes().all(plain), "{}", rule.name);
            for word in rule.name.split('-') {
                assert!(!["avoid", "use", "prefer", "disallow", "no", ""].contains(&word));
            }
        }
    }

    #[test]
    fn files_mod_lines_and_table_agree() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
        let text = std::fs::read_to_string(format!("{folder}/mod.rs")).unwrap();
        let modules: BTreeSet<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
            .map(str::to_owned)
            .collect();
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
            .filter(|name| name != "mod")
            .collect();
        let rules: BTreeSet<String> = RULES
            .iter()
            .map(|rule| rule.name.replace('-', "_"))
            .collect();
        assert_eq!(files, rules, "one file per rule, of its name");
        assert_eq!(modules, rules, "one mod line per rule");
        for rule in RULES {
            let file = format!("{folder}/{}.rs", rule.name.replace('-', "_"));
            let first = std::fs::read_to_string(file).unwrap();
            assert!(
                first.starts_with(&format!("//! {}: ", rule.id)),
                "{}",
                rule.id
            );
        }
    }

    #[test]
    fn documentation_is_plain_and_whole() {
        for rule in RULES {
            style(rule.summary, rule.id);
            assert!(rule.summary.len() <= 100, "{}", rule.id);
            let sentences = rule.explanation.matches(". ").count() + 1;
            assert!((2..=5).contains(&sentences), "{} has {sentences}", rule.id);
            assert!(rule.explanation.ends_with('.'), "{}", rule.id);
            style(
                rule.explanation
                    .trim_end_matches('.')
                    .to_lowercase()
                    .as_str(),
                rule.id,
            );
        }
    }
}

mod granted {
    use super::*;

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
}

mod reachable {
    use super::*;

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
}

mod unknown {
    use super::*;

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
    fn ram107_a_whole_service_deny() {
        one(
            "RAM107",
            &format!(
                r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": «"acs:kvstore:*:*:*"»}}"#
            ),
        );
    }

    #[test]
    fn ram107_a_misspelt_key_in_a_deny() {
        let found = one(
            "RAM107",
            &format!(
                r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"NotIpAddress": {{«"acs:SourceIpp"»: "10.0.0.0/8"}}}}}}"#
            ),
        );
        assert!(found[0].message.contains("not documented"), "{found:#?}");
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
    fn ram107_a_system_policy_judged_by_its_name() {
        let found = whole(
            "RAM107",
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
}

mod deny {
    use super::*;

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
            (
                "kvst\u{043e}re:DestroyInstance",
                "`kvstore:DestroyInstance`",
            ),
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
    fn ram203_says_for_which_requests_the_deny_does_not_apply() {
        let found = one(
            "RAM203",
            &format!(
                r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {{"Bool": {{«"acs:MFAPresent"»: "false"}}}}}}"#
            ),
        );
        assert!(
            found[0]
                .message
                .contains("acs:MFAPresent is true or absent"),
            "{found:#?}"
        );
        assert!(
            with_notes(&found[0]).contains("do not carry `acs:MFAPresent`"),
            "{found:#?}"
        );
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
    fn ram203_a_condition_that_is_never_met() {
        let found = one(
            "RAM203",
            &format!(
                r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"StringEquals": {{«"acs:ResourceTag/env"»: "prod"}}}}}}"#
            ),
        );
        assert_eq!(found[0].level, Level::High);
    }

    #[test]
    fn ram203_is_quiet_where_nothing_is_left() {
        one(
            "RAM203",
            &format!(
                r#"{ALLOW_ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*"}}"#
            ),
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
}

mod allow {
    use super::*;

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
    fn ram301_expired() {
        let found = one(
            "RAM301",
            r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"DateLessThan": {"acs:CurrentTime": «"2024-01-01T00:00:00Z"»}}}"#,
        );
        assert!(
            found[0].message.contains("expired on 2024-01-01"),
            "{found:#?}"
        );
    }

    #[test]
    fn ram301_tags_and_contradictions() {
        one(
            "RAM301",
            r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"StringEquals": {«"acs:ResourceTag/team"»: "dev"}}}"#,
        );
        one(
            "RAM301",
            r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"IpAddress": {«"acs:SourceIp"»: "10.0.0.0/8"}, "NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}"#,
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
}

mod malformed {
    use super::*;

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
            "{\"Effect\": \"Deny\", \"Action\": \"kvst«\u{043e}»re:DestroyInstance\", \"Resource\": \"*\"}",
        );
        assert!(
            found[0].message.contains("U+043E in column 66"),
            "{found:#?}"
        );
        let found = structure(
            "{\"Effect\": \"Deny\", \"Action\": \"kvstore:«\u{200b}»DestroyInstance\", \"Resource\": \"*\"}",
        );
        assert!(found[0].message.contains("U+200B"), "{found:#?}");
    }

    fn condition(condition: &str) -> Vec<Finding> {
        structure(&format!(
            r#"{{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {{{condition}}}}}"#
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
}
