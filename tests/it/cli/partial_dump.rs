//! Dumps in which not all is listed: what is missing concerns those whose lists are.

use super::Folder;

const HELD: &str =
    r#"{"Policies":{"Policy":[{"PolicyName":"CacheOps","PolicyType":"Custom","AttachDate":"x"}]}}"#;
const NOTHING: &str = r#"{"Policies":{"Policy":[]}}"#;

/// Two users of whom one's policies are listed, and a group whose members are.
fn partly(of_group: Option<&str>) -> Folder {
    let document = serde_json::to_string(super::BAD).unwrap();
    let policy = format!(
        r#"{{"Policy":{{"PolicyName":"CacheOps","PolicyType":"Custom"}},"DefaultPolicyVersion":{{"VersionId":"v1","PolicyDocument":{document}}}}}"#
    );
    let folder = Folder::new(&[
        (
            "d/ListUsers.0.json",
            r#"{"Users":{"User":[{"UserName":"ann","UserId":"1"},{"UserName":"bob","UserId":"2"}]},"IsTruncated":false}"#,
        ),
        (
            "d/ListGroups.0.json",
            r#"{"Groups":{"Group":[{"GroupName":"dba","GroupId":"1"}]},"IsTruncated":false}"#,
        ),
        (
            "d/ListRoles.0.json",
            r#"{"Roles":{"Role":[]},"IsTruncated":false}"#,
        ),
        (
            "d/ListUsersForGroup@dba.0.json",
            r#"{"Users":{"User":[{"UserName":"bob","JoinDate":"x"}]},"IsTruncated":false}"#,
        ),
        ("d/GetPolicy@Custom@CacheOps.json", &policy),
        ("d/ListPoliciesForUser@ann.json", NOTHING),
    ]);
    if let Some(held) = of_group {
        folder.write("d/ListPoliciesForGroup@dba.json", held);
    }
    folder
}

#[test]
fn what_is_not_listed_concerns_whom_it_is_not_listed_of() {
    for (of_group, of_bob, ann, bob) in [
        (Some(NOTHING), Some(NOTHING), "NOT GRANTED", "NOT GRANTED"),
        (Some(NOTHING), None, "NOT GRANTED", "UNKNOWN"),
        (Some(HELD), None, "NOT GRANTED", "ALLOWED"),
        // Through the group, whose policies are not listed.
        (None, Some(NOTHING), "NOT GRANTED", "UNKNOWN"),
    ] {
        let folder = partly(of_group);
        if let Some(held) = of_bob {
            folder.write("d/ListPoliciesForUser@bob.json", held);
        }
        for (user, answer) in [("ann", ann), ("bob", bob)] {
            let ran = folder.run(&["can", &format!("user/{user}"), "d"]);
            assert!(
                ran.out.starts_with(answer),
                "{of_group:?} {of_bob:?}: {}",
                ran.out
            );
            let command = match of_group {
                None => "`aliyun ram ListPoliciesForGroup --GroupName dba`",
                Some(_) => "`aliyun ram ListPoliciesForUser --UserName bob`",
            };
            let shown = ran
                .out
                .contains(&format!("add what {command} prints to the input"));
            assert_eq!(shown, answer == "UNKNOWN", "{}", ran.out);
        }
    }
}
