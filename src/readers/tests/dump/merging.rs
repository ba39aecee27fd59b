//! Several inputs that speak of one account.

use super::*;

const OTHER: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:Describe*","Resource":"*"}]}"#;

/// A snapshot of one account with these members beside the id.
fn snapshot(members: &str) -> String {
    format!(r#"{{"ram_account_snapshot":1,"account_id":"1000000000000001",{members}}}"#)
}

fn run(files: &[(&str, &str)]) -> Outcome {
    let got = Case::of(files).run();
    assert_eq!(got.not_analysed(), Vec::<String>::new());
    assert_eq!(got.model.accounts.len(), 1);
    got
}

#[test]
fn names_join_across_inputs_as_within_one() {
    let snapshot = snapshot(&format!(
        r#""groups":[{{"name":"dba","members":["bob"]}}],"policies":[{{"name":"CacheOps","document":{ALLOW}}}],"attachments":[{{"policy":"CacheOps","to":"group/dba"}}]"#
    ));
    let terraform = r#"
resource "alicloud_ram_group_membership" "m" {
  group_name = "DBA"
  user_names = ["zoe", "Bob"]
}
resource "alicloud_ram_user_policy_attachment" "a" {
  policy_name = "cacheops"
  policy_type = "Custom"
  user_name   = "ann"
}
"#;
    // Whichever is read first.
    for names in [["a.json", "b.tf"], ["b.json", "a.tf"]] {
        let got = run(&[(names[0], &snapshot), (names[1], terraform)]);
        let account = got.account();
        let groups: Vec<_> = account
            .principals()
            .filter(|(_, one)| one.kind == crate::model::account::PrincipalKind::Group)
            .collect();
        assert_eq!(groups.len(), 1, "{names:?}");
        assert_eq!(account.memberships.len(), 2, "{names:?}");
        assert_eq!(account.attachments.len(), 2, "{names:?}");
        assert_eq!(got.gaps(), Vec::<String>::new(), "{names:?}");
        let problems = got.problems();
        assert!(
            problems.iter().all(|one| one.starts_with("NameCase")) && problems.len() == 3,
            "{names:?} {problems:?}"
        );
    }
}

#[test]
fn two_custom_policies_of_one_name_are_a_conflict_wherever_they_stand() {
    let attached = r#""attachments":[{"policy":"P","to":"user/ann"}]"#;
    let one = snapshot(&format!(
        r#""policies":[{{"name":"P","document":{ALLOW}}},{{"name":"P","document":{OTHER}}}],{attached}"#
    ));
    let two = [
        snapshot(&format!(
            r#""policies":[{{"name":"P","document":{ALLOW}}}],{attached}"#
        )),
        snapshot(&format!(
            r#""policies":[{{"name":"P","document":{OTHER}}}]"#
        )),
    ];
    let same = snapshot(&format!(
        r#""policies":[{{"name":"P","document":{ALLOW}}},{{"name":"P","document":{ALLOW}}}],{attached}"#
    ));
    for (files, conflict) in [
        (vec![("a.json", one.as_str())], true),
        (vec![("a.json", &two[0]), ("b.json", &two[1])], true),
        (vec![("a.json", &same)], false),
        (vec![("a.json", &two[0]), ("b.json", &two[0])], false),
    ] {
        let got = run(&files);
        let attachments = &got.account().attachments;
        if conflict {
            assert_eq!(got.gaps(), ["conflicting-documents:Custom/P 2"]);
            assert_eq!(
                got.problems(),
                ["ConflictingDocuments(\"P\") @ \"P\""],
                "{files:?}"
            );
            let choices: Vec<_> = attachments.iter().map(|one| one.when.len()).collect();
            assert_eq!(choices, [1, 1]);
        } else {
            assert_eq!(got.gaps(), Vec::<String>::new());
            assert_eq!(got.problems(), Vec::<String>::new());
            assert_eq!(attachments.len(), 1);
        }
    }
}

#[test]
fn a_document_that_is_not_known_does_not_replace_one_that_is() {
    let snapshot = snapshot(&format!(
        r#""policies":[{{"name":"P","document":{ALLOW}}}],"attachments":[{{"policy":"P","to":"user/ann"}}]"#
    ));
    let terraform = "variable \"text\" {}\nresource \"alicloud_ram_policy\" \"p\" {\n  policy_name     = \"P\"\n  policy_document = var.text\n}\n";
    let got = run(&[("a.json", &snapshot), ("b.tf", terraform)]);
    let account = got.account();
    let documents: Vec<bool> = account
        .attachments
        .iter()
        .map(|one| {
            let policy = account.policy(one.policy).expect("a policy");
            matches!(policy.document, PolicyDocument::Known { .. })
        })
        .collect();
    assert_eq!(documents, [true, false]);
    assert!(account.attachments.iter().all(|one| one.when.len() == 1));
    assert_eq!(got.problems(), Vec::<String>::new());
}

#[test]
fn versions_of_one_policy_are_those_that_either_input_has() {
    let with = |version: &str| {
        snapshot(&format!(
            r#""policies":[{{"name":"P","document":{ALLOW},"other_versions":[{{"version":"{version}","document":{OTHER}}},{{"version":"v9","document":{DENY}}}]}}]"#
        ))
    };
    let got = run(&[("a.json", &with("v1")), ("b.json", &with("v2"))]);
    let policy = got.account().policies.first().expect("a policy");
    let versions: Vec<&str> = policy
        .other_versions
        .iter()
        .map(|(version, _)| version.as_str())
        .collect();
    assert_eq!(versions, ["v1", "v9", "v2"]);
}

#[test]
fn one_control_policy_that_two_inputs_tell_is_one() {
    let with = |id: &str, target: &str, document: &str| {
        snapshot(&format!(
            r#""resource_directory":{{"account":"member","path":["r-1","fd-1"]}},"control_policies":[{{{id}"name":"No","targets":["{target}"],"document":{document}}}]"#
        ))
    };
    let own = r#""id":"cp-1","#;
    for (documents, said_of, gaps, problems) in [
        (
            [DENY, DENY],
            vec!["control cp-1 known -> fd-1 r-1"],
            vec![],
            vec![],
        ),
        (
            [DENY, ALLOW],
            vec![
                "control cp-1 known -> fd-1 r-1",
                "control cp-1 known -> fd-1 r-1",
            ],
            vec!["conflicting-documents:Control/cp-1 2"],
            vec![format!("ConflictingDocuments(\"No\") @ {ALLOW}")],
        ),
        (
            [DENY, "null"],
            vec!["control cp-1 known -> fd-1 r-1"],
            vec![],
            vec![],
        ),
        (
            ["null", DENY],
            vec!["control cp-1 known -> fd-1 r-1"],
            vec![],
            vec![],
        ),
    ] {
        for second in [own, ""] {
            let got = run(&[
                ("a.json", &with(own, "fd-1", documents[0])),
                ("b.json", &with(second, "r-1", documents[1])),
            ]);
            assert_eq!(said(&got), said_of, "{documents:?} {second}");
            assert_eq!(got.gaps(), gaps, "{documents:?}");
            assert_eq!(got.problems(), problems, "{documents:?}");
            let guarded = got.account().control_policies.iter().all(|one| {
                let ControlDocument::Known(document) = one.document else {
                    return false;
                };
                let pools = &got.model.pools;
                let guards = pools.document(document).map(|one| one.guards);
                guards.is_some_and(|guards| pools.choices(guards).len() == gaps.len())
            });
            assert!(guarded, "{documents:?}");
        }
    }
}

#[test]
fn an_account_is_placed_by_whichever_input_places_it() {
    let snapshot = snapshot(r#""resource_directory":{"account":"member","path":["r-1"]}"#);
    let terraform = format!(
        "resource \"alicloud_resource_manager_control_policy\" \"c\" {{\n  control_policy_name = \"No\"\n  effect_scope = \"RAM\"\n  policy_document = jsonencode({DENY})\n}}\n"
    );
    let got = run(&[("a.json", &snapshot), ("b.tf", &terraform)]);
    assert_eq!(got.problems(), Vec::<String>::new());
    let got = Case::of(&[("b.tf", &terraform)]).run();
    assert_eq!(got.problems().len(), 1);
    assert!(got.problems()[0].starts_with("ControlPoliciesNotApplied"));
}

#[test]
fn one_access_configuration_that_two_inputs_tell_is_one() {
    let with = |system: &str, inline: &str| {
        snapshot(&format!(
            r#""sso":{{"access_configurations":[{{"name":"Ops","system_policies":["{system}"],"inline":{inline}}}],"assignments":[{{"configuration":"Ops","to":"user/mei"}}]}}"#
        ))
    };
    let system = ["AliyunKvstoreReadOnlyAccess", "AliyunECSReadOnlyAccess"];
    for (inline, policies, gaps) in [
        ([ALLOW, ALLOW], 1, vec![]),
        (
            [ALLOW, OTHER],
            2,
            vec!["conflicting-documents:Inline/Ops 2"],
        ),
        ([ALLOW, "null"], 1, vec![]),
    ] {
        let got = run(&[
            ("a.json", &with(system[0], inline[0])),
            ("b.json", &with(system[1], inline[1])),
        ]);
        let account = got.account();
        assert_eq!(account.configurations.len(), 1);
        assert_eq!(account.assignments.len(), 1);
        let configuration = account.configurations.first().expect("a configuration");
        assert_eq!(configuration.policies.len(), policies + 2, "{inline:?}");
        let own: Vec<_> = got
            .gaps()
            .into_iter()
            .filter(|gap| !gap.starts_with("system-policy"))
            .collect();
        assert_eq!(own, gaps, "{inline:?}");
        assert_eq!(got.problems().len(), gaps.len(), "{inline:?}");
    }
}

#[test]
fn a_repository_keeps_its_lines_beside_a_dump() {
    let whole = snapshot(&format!(
        r#""complete":["attachments"],"policies":[{{"name":"P","document":{ALLOW}}}]"#
    ));
    let part = whole.replace(r#""complete":["attachments"],"#, "");
    for second in [&whole, &part] {
        let got = run(&[("a.json", &whole), ("b.json", second), ("p/q.json", ALLOW)]);
        assert_eq!(got.holdings(), ["p/q.json"]);
    }
    let got = run(&[("a.json", &part), ("p/q.json", ALLOW)]);
    assert_eq!(got.holdings(), ["a.json#/policies/0/document", "p/q.json"]);
}
