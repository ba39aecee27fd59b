//! Account snapshots.

use super::*;
use crate::model::account::{
    ControlDocument, PolicyDocument, PolicyKind, Position, PrincipalKind, Trust,
};

const WHOLE: &str = r#"{ "ram_account_snapshot": 1, "account_id": "1000000000000001", "taken_at": "2026-11-22T08:00:00Z",
  "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
  "resource_directory": { "id": "rd-1", "account": "member", "path": ["r-1", "fd-22"] },
  "users":  [ { "name": "alice" } ],
  "groups": [ { "name": "dba", "members": ["alice"] } ],
  "roles":  [ { "name": "deployer", "trust": { "Version": "1", "Statement": [] }, "session_policy": null, "service_linked": false, "max_session_seconds": 3600 } ],
  "policies": [ { "type": "Custom", "name": "RedisOps", "version": "v2", "document": { "Version": "1", "Statement": [] },
                  "other_versions": [ { "version": "v1", "document": { "Version": "1", "Statement": [] } } ] } ],
  "attachments": [ { "policy": "Custom/RedisOps", "to": "group/dba" },
                   { "policy": "System/AliyunKvstoreFullAccess", "to": "role/deployer", "scope": "rg-9a" } ],
  "control_policies": [ { "id": "cp-1", "name": "NoDestroy", "effect_scope": "RAM", "targets": ["fd-22"], "document": { "Version": "1", "Statement": [] } } ],
  "sso": { "users": [ { "name": "mei" } ], "groups": [ { "name": "ops", "members": ["mei"] } ],
           "access_configurations": [ { "name": "CacheAdmin", "system_policies": ["AliyunKvstoreFullAccess"], "inline": null } ],
           "assignments": [ { "configuration": "CacheAdmin", "to": "group/ops", "account": "1000000000000001" } ] } }"#;

#[test]
fn reads_every_key() {
    let got = Case::of(&[("account.json", WHOLE)]).run();
    assert_eq!(got.not_analysed(), Vec::<String>::new());
    assert_eq!(got.problems(), Vec::<String>::new());
    assert_eq!(got.gaps(), Vec::<String>::new());
    let account = got.account();
    assert_eq!(account.id.as_deref(), Some("1000000000000001"));
    let complete = account.complete;
    assert!(complete.account && complete.users && complete.groups && complete.roles);
    assert!(complete.policies && complete.attachments && complete.memberships);
    assert!(complete.control_policies);
    let path = Some(vec!["r-1".to_owned(), "fd-22".to_owned()]);
    assert_eq!(account.position, Position::Member { path });
    let placed_at = account.placed_at.map(|at| got.sources.slice(at));
    assert_eq!(placed_at, Some("[\"r-1\", \"fd-22\"]"));
    assert_eq!(account.directory.as_deref(), Some("rd-1"));
    let ids: Vec<String> = account.principals().map(|(id, _)| got.name(id)).collect();
    let wanted = [
        "user/alice",
        "group/dba",
        "role/deployer",
        "sso-user/mei",
        "sso-group/ops",
    ];
    assert_eq!(ids, wanted);
    let role = account
        .principals
        .iter()
        .find(|one| one.kind == PrincipalKind::Role)
        .expect("a role");
    assert!(matches!(role.trust, Trust::Known(_)) && role.session_policy.is_none());
    assert_eq!(role.max_session_seconds, Some(3600));
    assert_eq!(
        got.attachments(),
        [
            "group/dba <- Custom/RedisOps Account @ { \"policy\": \"Custom/RedisOps\", \"to\": \"group/dba\" }",
            "role/deployer <- System/AliyunKvstoreFullAccess ResourceGroup(\"rg-9a\") @ { \"policy\": \"System/AliyunKvstoreFullAccess\", \"to\": \"role/deployer\", \"scope\": \"rg-9a\" }",
        ]
    );
    assert_eq!(
        got.memberships(),
        [
            "user/alice in group/dba @ \"alice\"",
            "sso-user/mei in sso-group/ops @ \"mei\""
        ]
    );
    let [custom, system] = account.policies.as_slice() else {
        panic!("two policies")
    };
    assert_eq!(
        (custom.kind, custom.other_versions.len()),
        (PolicyKind::Custom, 1)
    );
    assert!(system.bundled);
    assert!(matches!(
        system.document,
        PolicyDocument::Known { rest: None, .. }
    ));
    let control = account.control_policies.first().expect("a control policy");
    assert!(matches!(control.document, ControlDocument::Known(_)));
    assert_eq!(
        (account.configurations.len(), account.assignments.len()),
        (1, 1)
    );
    assert!(got.holdings().is_empty(), "attachments are complete");
    assert_eq!(got.report.formats().first(), Some(&("account snapshot", 1)));
}

#[test]
fn what_is_missing_is_a_gap() {
    let text = r#"{"ram_account_snapshot":1,"roles":[{"name":"r","trust":null},{"name":"AliyunServiceRoleForX"}],
      "policies":[{"name":"A"}],"attachments":[{"policy":"A","to":"user/u"},{"policy":"Custom/B","to":"user/u"},
      {"policy":"System/AliyunNoSuchAccess","to":"user/u@acme.onaliyun.com"}],
      "control_policies":[{"id":"cp-1"},{"id":"cp-0","name":"FullAliyunAccess"}]}"#;
    let got = Case::of(&[("s.json", text)]).run();
    assert_eq!(
        got.gaps(),
        [
            "policy:Custom/A 3",
            "policy:Custom/B 3",
            "system-policy:AliyunNoSuchAccess 2",
            "trust:r 2",
            "trust:AliyunServiceRoleForX 2",
            "control-policy:cp-1 3",
        ]
    );
    assert_eq!(
        got.problems(),
        [r#"ControlPoliciesNotApplied @ {"id":"cp-1"}"#]
    );
    let account = got.account();
    let users = account
        .principals
        .iter()
        .filter(|one| one.kind == PrincipalKind::User);
    assert_eq!(users.count(), 1);
    assert!(account.principals.iter().any(|one| one.service_linked));
    let documents: Vec<_> = account
        .control_policies
        .iter()
        .map(|one| one.document)
        .collect();
    assert!(matches!(
        documents.as_slice(),
        [ControlDocument::Absent(_), ControlDocument::FullAccess]
    ));
    assert_eq!(account.position, Position::NotGiven);
    assert!(account.complete.account && !account.complete.users);
}

#[test]
fn unknown_keys_and_wrong_types_are_refused_and_the_rest_is_read() {
    let text = r#"{"ram_account_snapshot":1,"usrs":[],"complete":["everything"],"users":[{"name":"a","mfa":true},{"name":[]}],"groups":{}}"#;
    let got = Case::of(&[("s.json", text)]).run();
    let problems = got.problems();
    let starts = [
        "UnknownKey(\"usrs\") @ \"usrs\"",
        "BadKey { key: \"complete\"",
        "UnknownKey(\"mfa\") @ \"mfa\"",
        "BadKey { key: \"name\", wanted: \"a string\" } @ []",
        "BadKey { key: \"groups\", wanted: \"a list\" } @ {}",
    ];
    assert_eq!(problems.len(), starts.len(), "{problems:?}");
    for (problem, start) in problems.iter().zip(starts) {
        assert!(problem.starts_with(start), "{problem} {start}");
    }
    assert_eq!(got.report.not_analysed.len(), starts.len());
    assert_eq!(got.account().principals.len(), 1);
}

#[test]
fn documents_in_strings_and_holdings() {
    let inner = serde_json::to_string(ALLOW).expect("a string");
    let text = format!(
        r#"{{"ram_account_snapshot":1,"policies":[{{"name":"A","document":{inner}}},{{"name":"B","document":{AWS}}}]}}"#
    );
    let got = Case::of(&[("s.json", &text)]).run();
    assert_eq!(
        got.holdings(),
        ["s.json#/policies/0/document", "s.json#/policies/1/document"]
    );
    assert!(got.model.look_alikes.is_empty(), "context outranks shape");
    let broken = text.replacen("\\\"*\\\"}]}", "", 1);
    let got = Case::of(&[("s.json", &broken)]).run();
    let gap = "document:s.json#/policies/0/document 3".to_owned();
    assert!(got.gaps().contains(&gap));
    assert_eq!(got.report.not_analysed.len(), 1);
}

#[test]
fn names_join_without_regard_to_case_and_say_so() {
    let text = r#"{"ram_account_snapshot":1,"users":[{"name":"Alice"}],"policies":[{"name":"Ops","document":{"Version":"1","Statement":[]}}],
      "attachments":[{"policy":"ops","to":"user/alice"}]}"#;
    let got = Case::of(&[("s.json", text)]).run();
    assert_eq!(got.account().principals.len(), 1);
    assert_eq!(got.account().policies.len(), 1);
    assert_eq!(
        got.problems(),
        [
            "NameCase(\"ops\") @ \"ops\"",
            "NameCase(\"alice\") @ \"user/alice\""
        ]
    );
}

#[test]
fn bundled_policies_are_offered_where_somebody_may_attach_them() {
    let offered = |action: &str| {
        let text = format!(
            r#"{{"ram_account_snapshot":1,"users":[{{"name":"u"}}],"policies":[{{"type":"Custom","name":"P","document":
            {{"Version":"1","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}}}],
            "attachments":[{{"policy":"Custom/P","to":"user/u"}}]}}"#
        );
        let got = Case::of(&[("s.json", &text)]).run();
        let names: Vec<String> = got
            .account()
            .policies
            .iter()
            .filter(|one| one.offered)
            .map(|one| one.name.clone())
            .collect();
        names
    };
    assert!(offered("ram:Create*").is_empty());
    for action in ["ram:Attach*", "*", "ram:AttachPolicy"] {
        let names = offered(action);
        assert!(
            names.contains(&"AdministratorAccess".to_owned()),
            "{action}"
        );
        assert!(names.iter().all(|name| !name.ends_with("ReadOnlyAccess")));
    }
}

#[test]
fn a_system_document_does_not_replace_a_bundled_one() {
    let text = format!(
        r#"{{"ram_account_snapshot":1,"policies":[{{"type":"System","name":"AdministratorAccess","document":{DENY}}},{{"type":"System","name":"AliyunNoSuchAccess","document":{ALLOW}}}],
        "attachments":[{{"policy":"System/AdministratorAccess","to":"user/u"}},{{"policy":"System/AliyunNoSuchAccess","to":"user/u"}}]}}"#
    );
    let got = Case::of(&[("s.json", &text)]).run();
    let bundled: Vec<bool> = got
        .account()
        .policies
        .iter()
        .filter(|one| !one.offered)
        .map(|one| one.bundled)
        .collect();
    assert_eq!(bundled, [true, false]);
    assert!(
        got.problems()
            .iter()
            .any(|one| one.starts_with("SystemDocument"))
    );
    assert_eq!(got.gaps(), ["system-document:AdministratorAccess 2"]);
}

#[test]
fn only_assignments_in_the_own_account_count() {
    let text = r#"{"ram_account_snapshot":1,"account_id":"11111","sso":{
      "access_configurations":[{"name":"A","inline":{"Version":"1","Statement":[]}}],
      "assignments":[{"configuration":"A","to":"user/mei","account":"22222"},{"configuration":"A","to":"user/mei"},{"configuration":"B","to":"user/mei"}]}}"#;
    let got = Case::of(&[("s.json", text)]).run();
    assert_eq!(got.account().assignments.len(), 2);
    assert_eq!(got.problems(), ["Unresolved(\"B\") @ \"B\""]);
    assert_eq!(got.gaps(), ["policy:Inline/B 3"]);
}

#[test]
fn a_policy_can_be_supplied_from_outside() {
    let text = r#"{"ram_account_snapshot":1,"complete":["attachments"],"attachments":[{"policy":"System/AliyunNoSuchAccess","to":"user/u"},{"policy":"B","to":"user/u"}]}"#;
    let got = Case::of(&[("s.json", text)])
        .policy("System/AliyunNoSuchAccess", ALLOW)
        .policy("B", DENY)
        .policy("C", DENY)
        .run();
    assert_eq!(got.gaps(), Vec::<String>::new());
    assert_eq!(
        got.report.notes,
        [crate::readers::Note::UnusedPolicy("C".to_owned())]
    );
}
