//! The script that fetches an account, run against an `aliyun` command of the
//! test's own, and what becomes of the folder that it writes.
#![expect(
    clippy::disallowed_methods,
    reason = "the script is run by a shell, as people run it"
)]

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output, Stdio};

use ramlint::cli::dump_script::SCRIPT;
use serde_json::{Value, json};

use super::Folder;

const OWN: &str = "1000000000000001";

/// Prints the answer that lies under the words of the call, and fails where there
/// is none, or where it is a text: that is the error.
const STUB: &str = r#"#!/bin/sh
case " $* " in *" --pager"*) echo "the pager loses pages" >&2; exit 2 ;; esac
answer=$(dirname "$0")/answers/$(printf '%s' "$*" | tr / _)
if [ ! -f "$answer" ]; then
    printf 'no answer to: %s\n' "$*" >&2
    exit 1
fi
read -r first <"$answer"
case $first in '"'*) printf '%s\n' "$first" >&2; exit 1 ;; esac
cat "$answer"
"#;

/// What the command prints where a user has no password.
const NO_PASSWORD: &str = "ERROR: SDK.ServerError\nErrorCode: EntityNotExist.User.LoginProfile\nMessage: login policy not exists";

/// Calls by their words, with their answers.
type Answers = BTreeMap<String, Value>;

fn policy() -> String {
    super::BAD.to_owned()
}

/// All pages of a list with markers.
fn by_marker(answers: &mut Answers, call: &str, (outer, inner): (&str, &str), items: &[Value]) {
    let mut pages: Vec<&[Value]> = items.chunks(100).collect();
    if pages.is_empty() {
        pages.push(&[]);
    }
    for (number, page) in pages.iter().enumerate() {
        let mut words = format!("{call} --MaxItems 100");
        if number > 0 {
            words += &format!(" --Marker m{number}+/=");
        }
        let mut answer = json!({"RequestId": "1", outer: {inner: page}, "IsTruncated": number + 1 < pages.len()});
        if number + 1 < pages.len() {
            answer["Marker"] = json!(format!("m{}+/=", number + 1));
        }
        answers.insert(words, answer);
    }
}

fn by_token(answers: &mut Answers, call: &str, list: &str, tail: &str, items: &[Value]) {
    let words = format!("{call} {tail} --MaxResults 100");
    let answer =
        json!({"IsTruncated": false, "NextToken": "", "TotalCounts": items.len(), list: items});
    answers.insert(words, answer);
}

fn by_number(
    answers: &mut Answers,
    call: &str,
    tail: &str,
    (outer, inner): (&str, &str),
    items: &[Value],
) {
    let mut pages: Vec<&[Value]> = items.chunks(100).collect();
    if pages.is_empty() {
        pages.push(&[]);
    }
    for (number, page) in pages.iter().enumerate() {
        let number = number + 1;
        let answer = json!({"PageNumber": number, "PageSize": 100, "TotalCount": items.len(), outer: {inner: page}});
        let words = format!("{call}{tail} --PageSize 100 --PageNumber {number}");
        answers.insert(words, answer);
    }
}

fn user(number: usize) -> String {
    // Names with dots, one of which ends like the number of a page.
    match number {
        0 => "ann.lee".to_owned(),
        1 => "bob.1".to_owned(),
        _ => format!("user{number:03}"),
    }
}

/// An account with more of everything than one page holds.
fn account() -> Answers {
    let mut answers = Answers::new();
    answers.insert(
        "sts GetCallerIdentity".to_owned(),
        json!({"AccountId": OWN, "IdentityType": "RAMUser", "PrincipalId": "2", "UserId": "2"}),
    );
    let users: Vec<Value> = (0..137)
        .map(|number| json!({"UserName": user(number), "UserId": number.to_string(), "Comments": "says \"IsTruncated\": true, {[\\"}))
        .collect();
    by_marker(&mut answers, "ram ListUsers", ("Users", "User"), &users);
    let groups: Vec<Value> = ["big", "none", "two words"]
        .map(|name| json!({"GroupName": name, "GroupId": name}))
        .to_vec();
    by_marker(&mut answers, "ram ListGroups", ("Groups", "Group"), &groups);
    let roles: Vec<Value> = (0..101)
        .map(|number| json!({"RoleName": format!("role{number}"), "RoleId": "1", "Arn": format!("acs:ram::{OWN}:role/role{number}")}))
        .collect();
    by_marker(&mut answers, "ram ListRoles", ("Roles", "Role"), &roles);
    for number in 0..101 {
        let name = format!("role{number}");
        let trust = json!({"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": ["ecs.aliyuncs.com"]}}]});
        let role = json!({"Role": {"RoleName": name, "Arn": format!("acs:ram::{OWN}:role/{name}"), "AssumeRolePolicyDocument": trust.to_string()}});
        answers.insert(format!("ram GetRole --RoleName {name}"), role);
    }
    let policies =
        [json!({"PolicyName": "CacheOps", "PolicyType": "Custom", "DefaultVersion": "v2"})];
    by_marker(
        &mut answers,
        "ram ListPolicies --PolicyType Custom",
        ("Policies", "Policy"),
        &policies,
    );
    let of_policy = "--PolicyType Custom --PolicyName CacheOps";
    answers.insert(
        format!("ram GetPolicy {of_policy}"),
        json!({"Policy": {"PolicyName": "CacheOps", "PolicyType": "Custom", "DefaultVersion": "v2"},
               "DefaultPolicyVersion": {"VersionId": "v2", "IsDefaultVersion": true, "PolicyDocument": policy()}}),
    );
    answers.insert(
        format!("ram ListPolicyVersions {of_policy}"),
        json!({"PolicyVersions": {"PolicyVersion": [{"VersionId": "v1", "IsDefaultVersion": false}, {"VersionId": "v2", "IsDefaultVersion": true}]}}),
    );
    answers.insert(
        format!("ram GetPolicyVersion {of_policy} --VersionId v1"),
        json!({"PolicyVersion": {"VersionId": "v1", "IsDefaultVersion": false, "PolicyDocument": super::DENY}}),
    );
    let system = super::GOOD;
    answers.insert(
        "ram GetPolicy --PolicyType System --PolicyName AliyunSomethingFullAccess".to_owned(),
        json!({"Policy": {"PolicyName": "AliyunSomethingFullAccess", "PolicyType": "System", "DefaultVersion": "v1"},
               "DefaultPolicyVersion": {"VersionId": "v1", "IsDefaultVersion": true, "PolicyDocument": system}}),
    );
    let mut attachments: Vec<Value> = (0..137)
        .map(|number| json!({"PolicyName": "AliyunSomethingFullAccess", "PolicyType": "System", "PrincipalName": format!("{}@{OWN}.onaliyun.com", user(number)), "PrincipalType": "IMSUser", "ResourceGroupId": OWN}))
        .collect();
    attachments.push(json!({"PolicyName": "CacheOps", "PolicyType": "Custom", "PrincipalName": format!("big@group.{OWN}.onaliyun.com"), "PrincipalType": "IMSGroup", "ResourceGroupId": OWN}));
    by_number(
        &mut answers,
        "resourcemanager ListPolicyAttachments",
        "",
        ("PolicyAttachments", "PolicyAttachment"),
        &attachments,
    );
    let members: Vec<Value> = (0..120)
        .map(|number| json!({"UserName": user(number), "JoinDate": "x"}))
        .collect();
    for (group, members) in [
        ("big", &members[..]),
        ("none", &[]),
        ("two words", &members[..1]),
    ] {
        let call = format!("ram ListUsersForGroup --GroupName {group}");
        by_marker(&mut answers, &call, ("Users", "User"), members);
    }
    for number in 0..137 {
        let name = user(number);
        let keys = if number == 0 {
            json!([{"AccessKeyId": "LTAI1", "Status": "Active"}])
        } else {
            json!([])
        };
        answers.insert(
            format!("ram ListAccessKeys --UserName {name}"),
            json!({"AccessKeys": {"AccessKey": keys}}),
        );
        let profile = if number == 0 {
            json!({"LoginProfile": {"UserName": name, "MFABindRequired": false, "PasswordResetRequired": false}})
        } else {
            json!(NO_PASSWORD)
        };
        answers.insert(format!("ram GetLoginProfile --UserName {name}"), profile);
    }
    for (call, outer, inner) in [
        ("ims ListSAMLProviders", "SAMLProviders", "SAMLProvider"),
        ("ims ListOIDCProviders", "OIDCProviders", "OIDCProvider"),
    ] {
        by_marker(&mut answers, call, (outer, inner), &[]);
    }
    answers
}

/// What the management account adds to that.
fn directory(answers: &mut Answers) {
    let profile = "--profile main";
    let manager = |call: &str| format!("resourcemanager {call} {profile}");
    answers.insert(
        manager("GetResourceDirectory"),
        json!({"ResourceDirectory": {"ResourceDirectoryId": "rd-1", "MasterAccountId": "1000000000000009", "RootFolderId": "r-1"}}),
    );
    answers.insert(
        manager(&format!("GetAccount --AccountId {OWN}")),
        json!({"Account": {"AccountId": OWN, "FolderId": "fd-1"}}),
    );
    answers.insert(
        manager("ListAncestors --ChildFolderId fd-1"),
        json!({"Folders": {"Folder": [{"FolderId": "r-1"}]}}),
    );
    let control = [json!({"PolicyId": "cp-1", "PolicyName": "Keep"})];
    let tail = format!(" {profile}");
    by_number(
        answers,
        "resourcemanager ListControlPolicies",
        &tail,
        ("ControlPolicies", "ControlPolicy"),
        &control,
    );
    answers.insert(
        manager("GetControlPolicy --PolicyId cp-1"),
        json!({"ControlPolicy": {"PolicyId": "cp-1", "PolicyName": "Keep", "PolicyDocument": super::DENY}}),
    );
    by_number(
        answers,
        "resourcemanager ListTargetAttachmentsForControlPolicy --PolicyId cp-1",
        &tail,
        ("TargetAttachments", "TargetAttachment"),
        &[json!({"TargetId": "fd-1", "TargetType": "Folder"})],
    );
    let region = format!("--region cn-shanghai {profile}");
    answers.insert(
        format!("cloudsso ListDirectories {region}"),
        json!({"Directories": [{"DirectoryId": "d-1"}]}),
    );
    let tail = format!("--DirectoryId d-1 {region}");
    let member = json!({"UserId": "u-1", "UserName": "eve", "ProvisionType": "Manual"});
    by_token(
        answers,
        "cloudsso ListUsers",
        "Users",
        &tail,
        std::slice::from_ref(&member),
    );
    by_token(
        answers,
        "cloudsso ListGroups",
        "Groups",
        &tail,
        &[json!({"GroupId": "g-1", "GroupName": "ops", "ProvisionType": "Manual"})],
    );
    by_token(
        answers,
        "cloudsso ListGroupMembers --GroupId g-1",
        "GroupMembers",
        &tail,
        &[member],
    );
    by_token(
        answers,
        "cloudsso ListAccessConfigurations",
        "AccessConfigurations",
        &tail,
        &[json!({"AccessConfigurationId": "ac-1", "AccessConfigurationName": "Ops"})],
    );
    by_token(
        answers,
        &format!("cloudsso ListAccessAssignments --TargetType RD-Account --TargetId {OWN}"),
        "AccessAssignments",
        &tail,
        &[
            json!({"AccessConfigurationId": "ac-1", "AccessConfigurationName": "Ops", "PrincipalId": "g-1", "PrincipalName": "ops", "PrincipalType": "Group", "TargetId": OWN, "TargetType": "RD-Account"}),
        ],
    );
    answers.insert(
        format!("cloudsso ListPermissionPoliciesInAccessConfiguration --AccessConfigurationId ac-1 {tail}"),
        json!({"PermissionPolicies": [{"PermissionPolicyName": "own", "PermissionPolicyType": "Inline", "PermissionPolicyDocument": policy()}]}),
    );
}

/// Runs the script in a folder of its own; `None` where there is no shell to run it.
fn dump(answers: &Answers, pretty: bool, arguments: &[&str]) -> Option<(Folder, Output)> {
    let folder = Folder::new(&[("bin/aliyun", STUB), ("dump.sh", SCRIPT)]);
    fs::create_dir_all(folder.at("bin/answers")).unwrap();
    for (words, answer) in answers {
        let text = if pretty {
            let mut bytes = Vec::new();
            let formatter = serde_json::ser::PrettyFormatter::with_indent(b"\t");
            let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
            serde::Serialize::serialize(answer, &mut serializer).unwrap();
            bytes
        } else {
            answer.to_string().into_bytes()
        };
        // The words are the name of the file, where a name may not have a slash.
        folder.write(&format!("bin/answers/{}", words.replace('/', "_")), text);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own =
        std::env::join_paths(std::iter::once(folder.at("bin")).chain(std::env::split_paths(&path)))
            .unwrap();
    Command::new("chmod")
        .arg("+x")
        .arg(folder.at("bin/aliyun"))
        .status()
        .ok()?;
    let output = Command::new("sh")
        .arg("dump.sh")
        .args(arguments)
        .current_dir(folder.0.path())
        .env("PATH", own)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    Some((folder, output))
}

#[test]
fn the_script_is_printed_and_a_shell_takes_it() {
    let folder = Folder::new(&[]);
    let ran = folder.run(&["dump-script"]).ends(0);
    assert_eq!(ran.out, SCRIPT);
    assert_eq!(ran.err, "");
    folder.write("dump.sh", SCRIPT);
    let checked = Command::new("sh")
        .arg("-n")
        .arg(folder.at("dump.sh"))
        .output();
    if let Ok(output) = checked {
        assert!(output.status.success(), "{output:?}");
    }
    let calls = SCRIPT.split_whitespace().filter(|word| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_uppercase)
    });
    for call in calls {
        for verb in [
            "Create", "Delete", "Update", "Set", "Add", "Remove", "Attach", "Detach",
        ] {
            assert!(!call.starts_with(verb), "the script only reads: {call}");
        }
    }
    assert!(!SCRIPT.contains("--pager"));
}

#[test]
fn a_dumped_account_is_there_to_the_last_page() {
    for pretty in [true, false] {
        let Some((folder, output)) = dump(&account(), pretty, &["out"]) else {
            return;
        };
        assert!(output.status.success(), "{output:?}");
        let ran = folder.run(&["who-can", "--format", "json", "--all", "out"]);
        let json = ran.json();
        assert_eq!(json["complete"], true);
        assert!(!ran.err.contains("lacks"), "{}", ran.err);
        let lines = json["principals"].as_array().unwrap();
        let of = |answer: &str, kind: &str| {
            let found = lines.iter().filter(|line| {
                line["answer"] == answer && line["id"].as_str().unwrap().starts_with(kind)
            });
            found.count()
        };
        // The 120 members of the big group, not the 17 other users.
        assert_eq!(of("allowed", "user/"), 120);
        assert_eq!(of("not_granted", "user/"), 17);
        assert_eq!(of("allowed", "group/"), 1);
        assert_eq!(of("not_granted", "group/"), 2);
        assert_eq!(of("not_granted", "role/"), 101);
        assert_eq!(lines.len(), 137 + 3 + 101);
        let human = folder.run(&["who-can", "out"]);
        human.says("138 attachments, 241 principals");
        assert!(!folder.at("out/.work").exists());
    }
}

#[test]
fn a_dump_tells_who_has_a_password() {
    let Some((folder, output)) = dump(&account(), false, &["out"]) else {
        return;
    };
    assert!(output.status.success(), "{output:?}");
    // What is not there is no answer, and nothing to tell of.
    assert!(output.stderr.ends_with(b"dump: ./out is complete\n"));
    assert!(!folder.at("out/GetLoginProfile@bob.1.json").exists());
    fs::create_dir(folder.at("before")).unwrap();
    for entry in fs::read_dir(folder.at("out")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !name.starts_with("GetLoginProfile") {
            fs::copy(entry.path(), folder.at(&format!("before/{name}"))).unwrap();
        }
    }
    let ran = folder.run(&["diff", "before", "out", "--format", "json"]);
    let json = ran.json();
    assert_eq!(json["gained"][0]["principal"], "user/ann.lee", "{json}");
    assert_eq!(json["causes"][0]["subject"], "console_login", "{json}");
}

#[test]
fn without_its_last_page_a_dump_is_known_to_lack_it() {
    let Some((folder, output)) = dump(&account(), true, &["out"]) else {
        return;
    };
    assert!(output.status.success(), "{output:?}");
    fs::remove_file(folder.at("out/ListUsersForGroup@big.1.json")).unwrap();
    let ran = folder.run(&["who-can", "--all", "out"]);
    let ran =
        ran.says("aliyun ram ListUsersForGroup --GroupName big --MaxItems 100 --Marker m1+/=");
    assert!(ran.out.contains("UNKNOWN"), "{}", ran.out);
    ran.warns("lacks the members of group big");
    fs::remove_file(folder.at("out/ListPolicyAttachments.2.json")).unwrap();
    let ran = folder.run(&["can", "role/role1", "out"]);
    ran.says("UNKNOWN")
        .says("aliyun resourcemanager ListPolicyAttachments --PageSize 100 --PageNumber 2");
}

#[test]
fn further_passes_ask_the_management_account() {
    let mut answers = account();
    directory(&mut answers);
    let arguments = [
        "--control-policies",
        "--cloud-sso",
        "cn-shanghai",
        "--directory-profile",
        "main",
        "out",
    ];
    let Some((folder, output)) = dump(&answers, true, &arguments) else {
        return;
    };
    assert!(output.status.success(), "{output:?}");
    let ran = folder.run(&["who-can", "--all", "out"]);
    assert!(!ran.err.contains("lacks"), "{}", ran.err);
    // The control policy takes from everybody what the policies give.
    assert!(!ran.out.contains("ALLOWED"), "{}", ran.out);
    ran.says("sso-user/eve").says("sso-group/ops");
}

#[test]
fn the_script_stops_at_the_first_call_that_fails() {
    for gone in [
        "ram GetRole --RoleName role7",
        "ram ListUsersForGroup --GroupName big --MaxItems 100 --Marker m1+/=",
        "ram ListAccessKeys --UserName bob.1",
        "ram GetLoginProfile --UserName bob.1",
    ] {
        let mut answers = account();
        answers.remove(gone).unwrap();
        let Some((folder, output)) = dump(&answers, true, &["out"]) else {
            return;
        };
        assert!(!output.status.success());
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(&format!("`aliyun {gone}` failed")), "{told}");
        assert!(!folder.at("out/.work").exists());
    }
    let mut answers = account();
    let first = "ram ListUsers --MaxItems 100";
    answers
        .get_mut(first)
        .unwrap()
        .as_object_mut()
        .unwrap()
        .remove("IsTruncated");
    let Some((_, output)) = dump(&answers, true, &["out"]) else {
        return;
    };
    assert!(!output.status.success());
}

#[test]
fn old_answers_are_not_mixed_with_new_ones() {
    let Some((folder, _)) = dump(&account(), true, &[]) else {
        return;
    };
    folder.write("out/ListUsers.0.json", "{}");
    let output = Command::new("sh")
        .args(["dump.sh", "out"])
        .current_dir(folder.0.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
}
