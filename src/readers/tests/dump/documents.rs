//! Documents in answers, and what of an answer is kept.

use super::*;

#[test]
fn documents_are_read_as_they_come() {
    let percent = "%7B%22Version%22%3A%221%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22kvstore%3A%2A%22%2C%22Resource%22%3A%22%E4%B8%AD%22%7D%5D%7D";
    let twice = string(&string(ALLOW));
    for (document, action) in [
        (string(ALLOW), r#"\"kvstore:*\""#),
        (ALLOW.to_owned(), r#""kvstore:*""#),
        (twice, r#"\\\"kvstore:*\\\""#),
        (string(percent), "%22kvstore%3A%2A%22"),
        (
            string(&percent.replace("%7B", "%7b")),
            "%22kvstore%3A%2A%22",
        ),
        (string(&string(percent)), "%22kvstore%3A%2A%22"),
    ] {
        let text = format!(
            r#"{{"Policy":{{"PolicyName":"P","PolicyType":"Custom"}},"DefaultPolicyVersion":{{"VersionId":"v1","PolicyDocument":{document}}}}}"#
        );
        let got = Case::of(&[("x.json", &text)]).run();
        assert_eq!(said(&got), ["Custom/P known"], "{document}");
        let policy = got.account().policies.first().expect("a policy");
        let PolicyDocument::Known {
            document,
            rest: None,
        } = policy.document
        else {
            panic!("the document is whole: {text}");
        };
        let (_, statement) = got
            .model
            .pools
            .statements(document)
            .next()
            .expect("a statement");
        let found = got
            .model
            .pools
            .elements(statement.actions.list)
            .first()
            .expect("an action");
        assert_eq!(got.sources.slice(found.at), action);
        assert_eq!(got.model.pools.str(found.text), "kvstore:*");
    }
}

#[test]
fn one_attachment_that_two_calls_tell_is_one() {
    let mut files = example();
    files.push(("d/ListPoliciesForGroup@dba.json", r#"{"Policies":{"Policy":[{"PolicyName":"CacheOps","PolicyType":"Custom","AttachDate":"x"}]}}"#));
    files.push((
        "d/ListEntitiesForPolicy@Custom@CacheOps.json",
        r#"{"Users":{"User":[]},"Groups":{"Group":[{"GroupName":"dba"}]},"Roles":{"Role":[]}}"#,
    ));
    files.push((
        "d/ListGroupsForUser@bob.json",
        r#"{"Groups":{"Group":[{"GroupName":"dba","JoinDate":"x"}]}}"#,
    ));
    let got = Case::of(&files).run();
    assert_eq!(said(&got), EXAMPLE);
}

#[test]
fn names_that_end_like_the_number_of_a_page() {
    let users = r#"{"Users":{"User":[{"UserName":"bob.1","UserId":"1"},{"UserName":"ann","UserId":"2"}]},"IsTruncated":false}"#;
    let listed =
        r#"{"Policies":{"Policy":[{"PolicyName":"P","PolicyType":"Custom","AttachDate":"x"}]}}"#;
    for (path, to) in [
        ("ListPoliciesForUser@bob.1.json", "user/bob.1"),
        ("ListPoliciesForUser@ann.1.json", "user/ann"),
        ("ListPoliciesForUser@bob%2E1.json", "user/bob.1"),
    ] {
        let got = Case::of(&[("ListUsers.0.json", users), (path, listed)]).run();
        let line = format!("{to} <- Custom/P in account");
        assert!(said(&got).contains(&line), "{path}: {:?}", said(&got));
    }
}

#[test]
fn secrets_of_an_answer_are_not_kept() {
    let text = r#"{"AccessKey":{"AccessKeyId":"LTAI1","AccessKeySecret":"s3cr3t"},"User":{"UserName":"ann","AccessKeySecret":"s3cr3t"},"Users":{"User":[{"UserName":"ann","UserId":"1","AccessKeySecret":"s3cr3t"}]},"AccessKeySecret":"s3cr3t","IsTruncated":true,"Marker":"m"}"#;
    let got = Case::of(&[("ListUsers.0.json", text)]).run();
    let told = format!("{:?} {:?} {:?}", got.model, got.report, said(&got));
    assert!(!told.contains("s3cr3t"));
    assert!(told.contains("ann"));
}
