//! What a dump lacks: pages, documents, lists, and whom that concerns.

use super::*;
use crate::readers::Note;

const USERS: &str = r#"{"Users":{"User":[{"UserName":"ann","UserId":"1"},{"UserName":"bob","UserId":"2"}]},"IsTruncated":false}"#;
const GROUPS: &str = r#"{"Groups":{"Group":[{"GroupName":"dba","GroupId":"1"},{"GroupName":"dev","GroupId":"2"}]},"IsTruncated":false}"#;
const ROLES: &str = r#"{"Roles":{"Role":[]},"IsTruncated":false}"#;
const NOBODY: &str = r#"{"Users":{"User":[]},"IsTruncated":false}"#;
const HELD: &str = r#"{"PageNumber":1,"TotalCount":1,"PolicyAttachments":{"PolicyAttachment":[{"PolicyName":"CacheOps","PolicyType":"Custom","PrincipalName":"dba@group.1000000000000001.onaliyun.com","PrincipalType":"IMSGroup","ResourceGroupId":"1000000000000001"}]}}"#;

fn whole() -> Vec<(&'static str, &'static str)> {
    vec![
        ("ListUsers.0.json", USERS),
        ("ListGroups.0.json", GROUPS),
        ("ListRoles.0.json", ROLES),
        ("ListPolicyAttachments.1.json", HELD),
        ("GetPolicy@Custom@CacheOps.json", POLICY),
        ("ListUsersForGroup@dba.0.json", MEMBERS),
        ("ListUsersForGroup@dev.0.json", NOBODY),
    ]
}

/// The commands that would fill what is lacking.
fn commands(got: &Outcome) -> Vec<&str> {
    let notes = got.report.notes.iter();
    let mut commands: Vec<&str> = notes
        .filter_map(|note| match note {
            Note::NotInDump { command, .. } => Some(command.as_str()),
            _ => None,
        })
        .collect();
    commands.sort_unstable();
    commands
}

/// Words of the categories that are whole.
fn complete(got: &Outcome) -> String {
    let complete = got.account().complete;
    let words = [
        (complete.account, "account"),
        (complete.users, "users"),
        (complete.groups, "groups"),
        (complete.roles, "roles"),
        (complete.policies, "policies"),
        (complete.attachments, "attachments"),
        (complete.memberships, "memberships"),
        (complete.control_policies, "control_policies"),
    ];
    let words = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word);
    words.collect::<Vec<_>>().join(" ")
}

const ALL: &str = "account users groups roles policies attachments memberships";

#[test]
fn a_whole_dump_lacks_nothing() {
    let got = Case::of(&whole()).run();
    assert_eq!(commands(&got), [""; 0]);
    assert_eq!(complete(&got), ALL);
    assert_eq!(got.gaps(), [""; 0]);
}

#[test]
fn each_file_that_is_missing_is_told_with_its_command() {
    for (gone, lost, command) in [
        (
            "ListUsers.0.json",
            "users",
            "aliyun ram ListUsers --MaxItems 100",
        ),
        (
            "ListRoles.0.json",
            "roles",
            "aliyun ram ListRoles --MaxItems 100",
        ),
        (
            "ListPolicyAttachments.1.json",
            "attachments",
            "aliyun resourcemanager ListPolicyAttachments --PageSize 100 --PageNumber 1",
        ),
        (
            "GetPolicy@Custom@CacheOps.json",
            "policies",
            "aliyun ram GetPolicy --PolicyType Custom --PolicyName CacheOps",
        ),
        (
            "ListUsersForGroup@dev.0.json",
            "",
            "aliyun ram ListUsersForGroup --GroupName dev --MaxItems 100",
        ),
    ] {
        let mut files = whole();
        files.retain(|(path, _)| *path != gone);
        let got = Case::of(&files).run();
        assert_eq!(commands(&got), [command], "{gone}");
        let left: Vec<&str> = ALL.split(' ').filter(|word| *word != lost).collect();
        assert_eq!(complete(&got), left.join(" "), "{gone}");
    }
    // Without the list of groups it is not known that there are no more.
    let mut files = whole();
    files.retain(|(path, _)| *path != "ListGroups.0.json");
    let got = Case::of(&files).run();
    assert_eq!(
        complete(&got),
        "account users roles policies attachments memberships"
    );
}

#[test]
fn anybody_may_be_in_a_group_whose_members_are_not_listed() {
    let mut files = whole();
    files.retain(|(path, _)| !path.starts_with("ListUsersForGroup@dba"));
    let got = Case::of(&files).run();
    let memberships: Vec<String> = said(&got)
        .into_iter()
        .filter(|line| line.contains(" in group/"))
        .collect();
    assert_eq!(
        memberships,
        ["user/ann in group/dba?", "user/bob in group/dba?"]
    );
    assert_eq!(
        got.gaps(),
        [
            "output:`the members of group dba` (aliyun ram ListUsersForGroup --GroupName dba --MaxItems 100) 2"
        ]
    );
}

#[test]
fn a_first_page_of_members_leaves_open_who_else_there_is() {
    let first = MEMBERS
        .replace("false", "true")
        .replace("{ \"IsTrunc", "{ \"Marker\": \"m 1\", \"IsTrunc");
    let mut files = whole();
    files.retain(|(path, _)| !path.starts_with("ListUsersForGroup@dba"));
    files.push(("ListUsersForGroup@dba.0.json", &first));
    let got = Case::of(&files).run();
    let memberships: Vec<String> = said(&got)
        .into_iter()
        .filter(|line| line.contains(" in group/"))
        .collect();
    assert_eq!(
        memberships,
        ["user/bob in group/dba", "user/ann in group/dba?"]
    );
    assert_eq!(
        commands(&got),
        ["aliyun ram ListUsersForGroup --GroupName dba --MaxItems 100 --Marker 'm 1'"]
    );
}

#[test]
fn groups_of_each_user_are_as_good_as_members_of_each_group() {
    let mut files = whole();
    files.retain(|(path, _)| !path.starts_with("ListUsersForGroup"));
    files.push(("ListGroupsForUser@ann.json", r#"{"Groups":{"Group":[]}}"#));
    let of_bob = (
        "ListGroupsForUser@bob.json",
        r#"{"Groups":{"Group":[{"GroupName":"dba","JoinDate":"x"}]}}"#,
    );
    let got = Case::of(&files).run();
    let unsure: Vec<String> = said(&got)
        .into_iter()
        .filter(|line| line.ends_with('?'))
        .collect();
    assert_eq!(unsure, ["user/bob in group/dba?", "user/bob in group/dev?"]);
    assert_eq!(
        commands(&got),
        ["aliyun ram ListGroupsForUser --UserName bob"]
    );
    files.push(of_bob);
    let got = Case::of(&files).run();
    assert_eq!(commands(&got), [""; 0]);
    assert_eq!(complete(&got), ALL);
}

#[test]
fn policies_of_each_principal_are_as_good_as_all_attachments_but_those_in_groups() {
    let in_groups = "aliyun resourcemanager ListPolicyAttachments --PageSize 100 --PageNumber 1";
    let none = r#"{"Policies":{"Policy":[]}}"#;
    let held = r#"{"Policies":{"Policy":[{"PolicyName":"CacheOps","PolicyType":"Custom","AttachDate":"x"}]}}"#;
    let mut files = whole();
    files.retain(|(path, _)| !path.starts_with("ListPolicyAttachments"));
    files.push(("ListPoliciesForUser@ann.json", none));
    files.push(("ListPoliciesForGroup@dba.json", held));
    files.push(("ListPoliciesForGroup@dev.json", none));
    let got = Case::of(&files).run();
    assert_eq!(
        commands(&got),
        ["aliyun ram ListPoliciesForUser --UserName bob", in_groups]
    );
    let account = got.account();
    let unlisted: Vec<String> = account
        .unlisted
        .iter()
        .map(|one| got.name(one.to))
        .collect();
    assert_eq!(unlisted, ["user/bob"]);
    assert_eq!(complete(&got), ALL);
    files.push(("ListPoliciesForUser@bob.json", none));
    let got = Case::of(&files).run();
    assert_eq!(commands(&got), [in_groups]);
    assert!(got.account().unlisted.is_empty());
}

#[test]
fn a_role_without_its_trust_is_told() {
    let roles = ROLES.replace(
        "[]",
        r#"[{"RoleName":"r x","Arn":"acs:ram::1000000000000001:role/r"}]"#,
    );
    let mut files = whole();
    files.retain(|(path, _)| *path != "ListRoles.0.json");
    files.push(("ListRoles.0.json", &roles));
    let got = Case::of(&files).run();
    assert_eq!(commands(&got), ["aliyun ram GetRole --RoleName 'r x'"]);
    assert_eq!(got.gaps(), ["trust:r x 2"]);
}

/// The pages of a list of users.
fn pages(pages: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = |(path, end): &(&str, &str)| {
        let text = format!(r#"{{"Users":{{"User":[{{"UserName":"u","UserId":"1"}}]}}{end}}}"#);
        ((*path).to_owned(), text)
    };
    pages.iter().map(page).collect()
}

#[test]
fn a_list_is_whole_where_its_last_page_says_so() {
    const MORE: &str = r#","IsTruncated":true,"Marker":"m""#;
    const LAST: &str = r#","IsTruncated":false"#;
    for (given, whole) in [
        (&[("ListUsers.json", LAST)][..], true),
        (&[("ListUsers.0.json", LAST)], true),
        (&[("ListUsers.1.json", LAST)], true),
        (&[("ListUsers.0.json", MORE)], false),
        (
            &[("ListUsers.0.json", MORE), ("ListUsers.1.json", LAST)],
            true,
        ),
        (
            &[("ListUsers.1.json", MORE), ("ListUsers.2.json", LAST)],
            true,
        ),
        (
            &[("ListUsers.0.json", MORE), ("ListUsers.2.json", LAST)],
            false,
        ),
        (
            &[("ListUsers.1.json", LAST), ("ListUsers.0.json", LAST)],
            false,
        ),
        (&[("ListUsers.2.json", LAST)], false),
        (
            &[("ListUsers.9.json", MORE), ("ListUsers.10.json", LAST)],
            false,
        ),
        // What `--pager` makes of it: the first page, without a word.
        (&[("ListUsers.json", "")], false),
        (
            &[("a/ListUsers.0.json", MORE), ("b/ListUsers.1.json", LAST)],
            false,
        ),
    ] {
        let pages = pages(given);
        let files: Vec<(&str, &str)> = pages
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let got = Case::of(&files).run();
        assert_eq!(got.account().complete.users, whole, "{given:?}");
    }
}

#[test]
fn recorded_pages_are_chained_by_what_was_asked() {
    let page = |args: &str, more: bool, next: &str| {
        format!(
            r#"{{"call":"ram.ListUsers","args":{args},"response":{{"Users":{{"User":[{{"UserName":"u","UserId":"1"}}]}},"IsTruncated":{more},"Marker":"{next}"}}}}"#
        )
    };
    let first = page("{}", true, "a");
    let second = page(r#"{"Marker":"a"}"#, true, "b");
    let third = page(r#"{"Marker":"b"}"#, false, "");
    let round = page(r#"{"Marker":"b"}"#, true, "a");
    for (calls, whole) in [
        (vec![&first, &second, &third], true),
        (vec![&third, &first, &second], true),
        (vec![&first, &third], false),
        (vec![&second, &third], false),
        (vec![&first, &second], false),
        (vec![&first, &second, &round], false),
    ] {
        let text: String = calls.into_iter().cloned().collect();
        let got = Case::of(&[("calls.json", &text)]).run();
        assert_eq!(got.account().complete.users, whole, "{text}");
    }
    let filtered = r#"{"call":"resourcemanager.ListPolicyAttachments","args":{"PolicyType":"Custom"},"response":{"TotalCount":0,"PageNumber":1,"PolicyAttachments":{"PolicyAttachment":[]}}}"#;
    for (text, whole) in [
        (filtered.to_owned(), false),
        (filtered.replace(r#""PolicyType":"Custom""#, ""), true),
    ] {
        let got = Case::of(&[("calls.json", &text)]).run();
        assert_eq!(got.account().complete.attachments, whole, "{text}");
    }
}

#[test]
fn attachments_are_whole_where_as_many_were_seen_as_there_are() {
    let page = |number: u32, total: &str, items: usize| {
        let item = r#"{"PolicyName":"P","PolicyType":"Custom","PrincipalName":"ann@1000000000000001.onaliyun.com","PrincipalType":"IMSUser"}"#;
        let items = vec![item; items].join(",");
        format!(
            r#"{{"PageNumber":{number}{total},"PolicyAttachments":{{"PolicyAttachment":[{items}]}}}}"#
        )
    };
    let three = r#","TotalCount":3"#;
    for (pages, whole) in [
        (vec![page(1, three, 2), page(2, three, 1)], true),
        (vec![page(1, three, 2)], false),
        (vec![page(1, three, 2), page(1, three, 2)], false),
        (vec![page(2, three, 1)], false),
        (vec![page(1, "", 3)], false),
        (vec![page(1, r#","TotalCount":0"#, 0)], true),
    ] {
        let paths: Vec<String> = (0..pages.len())
            .map(|number| format!("page{number}.json"))
            .collect();
        let files: Vec<(&str, &str)> = paths
            .iter()
            .zip(&pages)
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let got = Case::of(&files).run();
        assert_eq!(
            got.model
                .accounts
                .iter()
                .any(|one| one.complete.attachments),
            whole,
            "{pages:?}"
        );
    }
}

#[test]
fn two_dumps_of_which_one_is_whole_are_whole() {
    let mut files = whole();
    let first = USERS.replace("false", "true");
    files.push(("old/ListUsers.0.json", &first));
    files.push((
        "old/GetCallerIdentity.json",
        r#"{"AccountId":"1000000000000001","IdentityType":"Account","PrincipalId":"1"}"#,
    ));
    let got = Case::of(&files).run();
    assert_eq!(got.model.accounts.len(), 1);
    assert_eq!(complete(&got), ALL);
}

#[test]
fn more_who_may_be_in_groups_than_are_gone_through_leave_memberships_open() {
    let listed = |name: &str, prefix: &str, count: usize| {
        let each: Vec<String> = (0..count)
            .map(|one| format!(r#"{{"{name}Name":"{prefix}{one}","{name}Id":"{one}"}}"#))
            .collect();
        let each = each.join(",");
        format!(r#"{{"{name}s":{{"{name}":[{each}]}},"IsTruncated":false}}"#)
    };
    // The members of one group are told, and those of a hundred are not.
    let (users, groups) = (listed("User", "u", 1_001), listed("Group", "g", 101));
    let mut files = whole();
    files.retain(|(path, _)| !path.starts_with("List"));
    files.extend([
        ("ListUsers.0.json", users.as_str()),
        ("ListGroups.0.json", groups.as_str()),
        ("ListRoles.0.json", ROLES),
        ("ListUsersForGroup@g0.0.json", NOBODY),
    ]);
    let got = Case::of(&files).run();
    assert!(
        !complete(&got).contains("memberships"),
        "{}",
        complete(&got)
    );
    assert!(got.account().memberships.is_empty());
    let asked = "aliyun ram ListUsersForGroup --GroupName ";
    let all = commands(&got);
    assert!(all.iter().any(|one| one.starts_with(asked)), "{all:?}");
}

#[test]
fn an_answer_in_more_wrappers_than_are_taken_off_is_none() {
    for (wrappers, lacking) in [
        (&["body", "response", "Body"][..], &[][..]),
        (
            &["body", "response", "Body", "Response"],
            &["aliyun ram ListUsers --MaxItems 100"],
        ),
    ] {
        let users = wrappers.iter().fold(USERS.to_owned(), |inner, wrapper| {
            format!(r#"{{"{wrapper}":{inner}}}"#)
        });
        let mut files = whole();
        files.retain(|(path, _)| *path != "ListUsers.0.json");
        files.push(("ListUsers.0.json", &users));
        let got = Case::of(&files).run();
        assert_eq!(commands(&got), lacking, "{wrappers:?}");
    }
}
