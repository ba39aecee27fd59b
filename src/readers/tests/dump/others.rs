//! Recorded calls, accounts of folders, control policies and Cloud SSO.

use super::*;
use crate::model::account::Position;

fn call(name: &str, args: &str, response: &str) -> String {
    format!(r#"{{"call":"{name}","args":{args},"response":{response}}}"#)
}

#[test]
fn recorded_calls_say_the_same_as_a_folder() {
    let calls = [
        call(
            "resourcemanager.ListPolicyAttachments",
            r#"{"PageNumber":1,"PageSize":100}"#,
            ATTACHMENTS,
        ),
        call(
            "ram.GetPolicy",
            r#"{"PolicyType":"Custom","PolicyName":"CacheOps"}"#,
            POLICY,
        ),
        call(
            "ram.list-users-for-group",
            r#"{"--GroupName":"dba"}"#,
            MEMBERS,
        ),
    ];
    for text in [
        calls.join("\n"),
        calls.concat(),
        format!("[{}]", calls.join(",")),
    ] {
        let got = Case::of(&[("calls.json", &text)]).run();
        assert_eq!(said(&got), EXAMPLE);
        assert!(
            got.model.text_problems.is_empty(),
            "{:?}",
            got.model.text_problems
        );
        assert!(got.not_analysed().is_empty());
        assert!(got.account().complete.attachments);
    }
}

#[test]
fn a_recorded_call_that_is_not_read_is_told_where_it_speaks_of_ram() {
    let bucket = call("oss.GetBucketPolicy", "{}", ALLOW);
    let instances = call("r-kvstore.DescribeInstances", "{}", r#"{"Instances":[]}"#);
    let failed = call("ram.ListUsers", "{}", r#"{"Code":"NoPermission"}"#);
    let unplaced = call("ram.ListUsersForGroup", "{}", MEMBERS);
    let text = [bucket, instances, failed, unplaced].join("\n");
    let got = Case::of(&[("calls.json", &text)]).run();
    assert_eq!(
        got.not_analysed(),
        [
            "calls.json CallNotRead(\"oss.GetBucketPolicy\") @ ",
            "calls.json CallFailed(\"ListUsers\") @ ",
            "calls.json CallNotTold(\"ListUsersForGroup@GroupName.json\") @ ",
        ]
    );
}

#[test]
fn the_caller_comes_before_roles_and_these_before_domains() {
    let caller = r#"{"AccountId":"1000000000000002","IdentityType":"RAMUser","PrincipalId":"2","UserId":"3"}"#;
    let roles = r#"{"Roles":{"Role":[{"RoleName":"r","Arn":"acs:ram::1000000000000003:role/r"}]},"IsTruncated":false}"#;
    for (files, id) in [
        (vec![("d/a.json", ATTACHMENTS)], Some("1000000000000001")),
        (
            vec![("d/a.json", ATTACHMENTS), ("d/r.json", roles)],
            Some("1000000000000003"),
        ),
        (
            vec![
                ("d/a.json", ATTACHMENTS),
                ("d/r.json", roles),
                ("d/c.json", caller),
            ],
            Some("1000000000000002"),
        ),
        (vec![("d/m/ListUsersForGroup@dba.0.json", MEMBERS)], None),
    ] {
        let got = Case::of(&files).run();
        assert_eq!(got.account().id.as_deref(), id);
        assert_eq!(got.account().label.is_some(), id.is_none());
    }
}

#[test]
fn folders_of_one_account_are_one_and_others_are_apart() {
    let other = ATTACHMENTS.replace("1000000000000001", "1000000000000002");
    let mut files = example();
    files.push(("e/ListPolicyAttachments.1.json", ATTACHMENTS));
    files.push(("f/ListPolicyAttachments.1.json", &other));
    let got = Case::of(&files).run();
    let ids: Vec<_> = got
        .model
        .accounts
        .iter()
        .map(|one| one.id.as_deref().unwrap_or(""))
        .collect();
    assert_eq!(ids, ["1000000000000001", "1000000000000002"]);
    assert_eq!(got.account().attachments.len(), 2);
}

#[test]
fn callers_of_two_accounts_in_one_folder_are_told() {
    let caller =
        |id: &str| format!(r#"{{"AccountId":"{id}","IdentityType":"Account","PrincipalId":"1"}}"#);
    let (one, other) = (caller("1000000000000001"), caller("1000000000000002"));
    let got = Case::of(&[("d/a.json", &one), ("d/b.json", &other)]).run();
    assert_eq!(
        got.not_analysed(),
        [
            "d/a.json Structure(BadKey { key: \"AccountId\", wanted: \"the same in all files of a folder\" }) @ "
        ]
    );
}

#[test]
fn two_documents_of_one_policy_are_a_conflict() {
    let policy = |document: &str| {
        let document = string(document);
        format!(
            r#"{{"Policy":{{"PolicyName":"P","PolicyType":"Custom"}},"DefaultPolicyVersion":{{"VersionId":"v1","PolicyDocument":{document}}}}}"#
        )
    };
    let (one, same, other) = (policy(ALLOW), policy(ALLOW), policy(DENY));
    let got = Case::of(&[("d/a.json", &one), ("d/b.json", &same)]).run();
    assert!(got.problems().is_empty());
    let got = Case::of(&[("d/a.json", &one), ("d/b.json", &other)]).run();
    assert_eq!(got.model.structure_problems.len(), 1);
    assert!(got.problems()[0].starts_with("ConflictingDocuments"));
}

const DIRECTORY: &str = r#"{"ResourceDirectory":{"ResourceDirectoryId":"rd-1","MasterAccountId":"1000000000000009","RootFolderId":"r-1"}}"#;

#[test]
fn control_policies_are_placed_and_have_their_targets() {
    let document = string(DENY);
    let caller = r#"{"AccountId":"1000000000000001","IdentityType":"Account","PrincipalId":"1"}"#;
    let control = format!(
        r#"{{"ControlPolicy":{{"PolicyId":"cp-1","PolicyName":"Keep","EffectScope":"RAM","PolicyDocument":{document}}}}}"#
    );
    let list = r#"{"TotalCount":3,"PageNumber":1,"ControlPolicies":{"ControlPolicy":[{"PolicyId":"cp-1","PolicyName":"Keep"},{"PolicyId":"cp-2","PolicyName":"Idle"},{"PolicyId":"FullAliyunAccess","PolicyName":"FullAliyunAccess"}]}}"#;
    let targets = r#"{"TotalCount":1,"PageNumber":1,"TargetAttachments":{"TargetAttachment":[{"TargetId":"fd-2","TargetType":"Folder"}]}}"#;
    let none = r#"{"TotalCount":0,"PageNumber":1,"TargetAttachments":{"TargetAttachment":[]}}"#;
    let files = [
        ("d/GetCallerIdentity.json", caller),
        ("d/GetResourceDirectory.json", DIRECTORY),
        (
            "d/GetAccount@1000000000000001.json",
            r#"{"Account":{"AccountId":"1000000000000001","FolderId":"fd-2","ResourceDirectoryId":"rd-1"}}"#,
        ),
        (
            "d/ListAncestors@fd-2.json",
            r#"{"Folders":{"Folder":[{"FolderId":"r-1","FolderName":"root"},{"FolderId":"fd-1"}]}}"#,
        ),
        ("d/ListControlPolicies.1.json", list),
        ("d/GetControlPolicy@cp-1.json", &control),
        (
            "d/ListTargetAttachmentsForControlPolicy@cp-1.1.json",
            targets,
        ),
        ("d/ListTargetAttachmentsForControlPolicy@cp-2.1.json", none),
        (
            "d/ListTargetAttachmentsForControlPolicy@FullAliyunAccess.1.json",
            none,
        ),
    ];
    let got = Case::of(&files).run();
    assert_eq!(
        said(&got),
        [
            "control FullAliyunAccess full -> ",
            "control cp-1 known -> fd-2",
            "control cp-2 absent -> ",
        ]
    );
    let account = got.account();
    assert!(account.complete.control_policies);
    assert_eq!(account.directory.as_deref(), Some("rd-1"));
    let path = ["r-1", "fd-1", "fd-2"].map(str::to_owned).to_vec();
    assert_eq!(account.position, Position::Member { path: Some(path) });
    let placed_at = account.placed_at.map(|at| got.sources.slice(at));
    assert_eq!(placed_at, Some("\"fd-2\""));
    assert!(got.problems().is_empty(), "{:?}", got.problems());

    let without = &files[..6];
    let got = Case::of(without).run();
    assert!(!got.account().complete.control_policies);
    assert!(said(&got).contains(&"control cp-1 known -> ?".to_owned()));
    let of_target = (
        "d/ListControlPolicyAttachmentsForTarget@r-1.json",
        r#"{"ControlPolicyAttachments":{"ControlPolicyAttachment":[{"PolicyId":"cp-2","PolicyName":"Idle"}]}}"#,
    );
    let got = Case::of(&[of_target]).run();
    assert!(
        said(&got)[0].starts_with("control cp-2 absent"),
        "{:?}",
        said(&got)
    );
}

#[test]
fn the_position_comes_from_what_tells_it() {
    let account = |more: &str| format!(r#"{{"Account":{{"AccountId":"1000000000000001"{more}}}}}"#);
    let caller = r#"{"AccountId":"1000000000000001","IdentityType":"Account","PrincipalId":"1"}"#;
    let member = |path: Option<&[&str]>| Position::Member {
        path: path.map(|path| path.iter().map(|one| (*one).to_owned()).collect()),
    };
    for (directory, of_account, position, told) in [
        (
            Some(DIRECTORY.replace("9\"", "1\"")),
            None,
            Position::Management,
            Some("\"1000000000000001\""),
        ),
        (Some(DIRECTORY.to_owned()), None, Position::NotGiven, None),
        (
            Some(DIRECTORY.to_owned()),
            Some(account(r#","FolderId":"r-1""#)),
            member(Some(&["r-1"])),
            Some("\"r-1\""),
        ),
        (
            None,
            Some(account(
                r#","ResourceDirectoryPath":"rd-1/r-1/fd-2/1000000000000001""#,
            )),
            member(Some(&["r-1", "fd-2"])),
            Some("\"rd-1/r-1/fd-2/1000000000000001\""),
        ),
        (
            None,
            Some(account(r#","FolderId":"fd-2""#)),
            member(None),
            Some("\"fd-2\""),
        ),
        (None, None, Position::NotGiven, None),
    ] {
        let mut files = vec![("d/c.json", caller)];
        files.extend(directory.as_deref().map(|text| ("d/d.json", text)));
        files.extend(of_account.as_deref().map(|text| ("d/e.json", text)));
        let got = Case::of(&files).run();
        let account = got.account();
        let placed_at = account.placed_at.map(|at| got.sources.slice(at));
        assert_eq!(account.position, position, "{files:?}");
        assert_eq!(placed_at, told, "{files:?}");
    }
}

#[test]
fn cloud_sso_counts_in_the_account_that_it_gives_access_in() {
    let document = string(ALLOW);
    let caller = r#"{"AccountId":"1000000000000001","IdentityType":"Account","PrincipalId":"1"}"#;
    let policies = format!(
        r#"{{"PermissionPolicies":[{{"PermissionPolicyName":"AliyunKvstoreReadOnlyAccess","PermissionPolicyType":"System"}},{{"PermissionPolicyName":"own","PermissionPolicyType":"Inline","PermissionPolicyDocument":{document}}}]}}"#
    );
    let assignments = r#"{"IsTruncated":false,"AccessAssignments":[
        {"AccessConfigurationId":"ac-1","AccessConfigurationName":"Ops","PrincipalId":"u-1","PrincipalName":"ann","PrincipalType":"User","TargetId":"1000000000000001","TargetType":"RD-Account"},
        {"AccessConfigurationId":"ac-1","AccessConfigurationName":"Ops","PrincipalId":"g-1","PrincipalName":"dba","PrincipalType":"Group","TargetId":"1000000000000001","TargetType":"RD-Account"},
        {"AccessConfigurationId":"ac-2","AccessConfigurationName":"Other","PrincipalId":"u-1","PrincipalName":"ann","PrincipalType":"User","TargetId":"1000000000000001","TargetType":"RD-Account"},
        {"AccessConfigurationId":"ac-1","AccessConfigurationName":"Ops","PrincipalId":"u-2","PrincipalName":"eve","PrincipalType":"User","TargetId":"1000000000000002","TargetType":"RD-Account"}]}"#;
    let got = Case::of(&[
        ("d/GetCallerIdentity.json", caller),
        ("d/ListAccessAssignments.0.json", assignments),
        ("d/ListPermissionPoliciesInAccessConfiguration@ac-1.json", &policies),
        ("d/cloudsso.ListUsers.0.json", r#"{"IsTruncated":false,"Users":[{"UserId":"u-1","UserName":"ann","ProvisionType":"Manual"}]}"#),
        ("d/cloudsso.ListGroups.0.json", r#"{"IsTruncated":false,"Groups":[{"GroupId":"g-1","GroupName":"dba","ProvisionType":"Manual"}]}"#),
        ("d/ListGroupMembers@g-1.0.json", r#"{"IsTruncated":false,"GroupMembers":[{"UserId":"u-1","UserName":"ann"}]}"#),
    ])
    .run();
    assert_eq!(
        said(&got),
        [
            "sso-group/dba",
            "sso-user/ann",
            "System/AliyunKvstoreReadOnlyAccess known",
            "Inline/Ops known",
            "Inline/Other absent",
            "sso-user/ann in sso-group/dba",
            "sso-user/ann <- Ops: System/AliyunKvstoreReadOnlyAccess Inline/Ops",
            "sso-group/dba <- Ops: System/AliyunKvstoreReadOnlyAccess Inline/Ops",
            "sso-user/ann <- Other: Inline/Other",
            "sso-user/eve",
            "System/AliyunKvstoreReadOnlyAccess known",
            "Inline/Ops known",
            "sso-user/eve <- Ops: System/AliyunKvstoreReadOnlyAccess Inline/Ops",
        ]
    );
    let ids: Vec<_> = got
        .model
        .accounts
        .iter()
        .map(|one| one.id.as_deref())
        .collect();
    assert_eq!(ids, [Some("1000000000000001"), Some("1000000000000002")]);
    let notes = format!("{:?}", got.report.notes);
    assert!(
        notes.contains("ListPermissionPoliciesInAccessConfiguration --AccessConfigurationId ac-2"),
        "{notes}"
    );
}

#[test]
fn what_one_account_tells_of_the_directory_holds_for_those_it_lists() {
    let caller =
        |id: &str| format!(r#"{{"AccountId":"{id}","IdentityType":"Account","PrincipalId":"1"}}"#);
    let (own, member, other) = ("1000000000000001", "1000000000000002", "1000000000000003");
    let document = string(DENY);
    let directory = format!(
        r#"{{"ResourceDirectory":{{"ResourceDirectoryId":"rd-1","RootFolderId":"r-1","MasterAccountId":"{own}"}}}}"#
    );
    let accounts = format!(
        r#"{{"TotalCount":1,"Accounts":{{"Account":[{{"AccountId":"{member}","ResourceDirectoryPath":"rd-1/r-1/fd-2/{member}"}}]}}}}"#
    );
    let policy = format!(
        r#"{{"ControlPolicy":{{"PolicyId":"cp-1","PolicyName":"No","PolicyDocument":{document}}}}}"#
    );
    let targets = r#"{"TotalCount":1,"TargetAttachments":{"TargetAttachment":[{"TargetId":"fd-2","TargetType":"Folder"}]}}"#;
    let got = Case::of(&[
        ("a/GetCallerIdentity.json", &caller(own)),
        ("a/GetResourceDirectory.json", &directory),
        ("a/ListAccounts.1.json", &accounts),
        ("a/GetControlPolicy@cp-1.json", &policy),
        (
            "a/ListTargetAttachmentsForControlPolicy@cp-1.1.json",
            targets,
        ),
        ("b/GetCallerIdentity.json", &caller(member)),
        ("c/GetCallerIdentity.json", &caller(other)),
    ])
    .run();
    let accounts: Vec<_> = got
        .model
        .accounts
        .iter()
        .map(|one| (one.position.clone(), one.control_policies.len()))
        .collect();
    let path = Some(vec!["r-1".to_owned(), "fd-2".to_owned()]);
    assert_eq!(
        accounts,
        [
            (Position::Management, 1),
            (Position::Member { path }, 1),
            (Position::NotGiven, 0)
        ]
    );
    assert_eq!(got.problems(), Vec::<String>::new());
}
