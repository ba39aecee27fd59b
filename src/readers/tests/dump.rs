//! Account dumps: which call an answer is to, what it declares, and documents in
//! strings.

mod documents;
mod lacking;
mod merging;
mod others;

use super::*;
use crate::model::account::{ControlDocument, PolicyDocument, Scope, Trust};

/// A string of JSON that holds a document.
fn string(document: &str) -> String {
    serde_json::to_string(document).expect("a string")
}

/// What an account is made of, a line for each thing.
fn said(got: &Outcome) -> Vec<String> {
    let mut said = Vec::new();
    for account in &got.model.accounts {
        let name = |id| {
            let one = account.principal(id).expect("a principal");
            format!("{}/{}", one.kind.word(), one.name)
        };
        let policy = |id| {
            let one = account.policy(id).expect("a policy");
            format!("{:?}/{}", one.kind, one.name)
        };
        for (id, one) in account.principals() {
            let trust = match one.trust {
                Trust::None => "",
                Trust::Known(_) => " trusts",
                Trust::Unknown(_) => " trusts?",
            };
            said.push(format!("{}{trust}", name(id)));
        }
        for one in &account.policies {
            let document = match one.document {
                PolicyDocument::Known { .. } => "known",
                PolicyDocument::Absent(_) => "absent",
            };
            let versions: Vec<&str> = one
                .other_versions
                .iter()
                .map(|(id, _)| id.as_str())
                .collect();
            if !one.offered {
                let line = format!(
                    "{:?}/{} {document} {}",
                    one.kind,
                    one.name,
                    versions.join(" ")
                );
                said.push(line.trim_end().to_owned());
            }
        }
        for one in &account.attachments {
            let scope = match &one.scope {
                Scope::Account => "account",
                Scope::ResourceGroup(group) => group,
            };
            said.push(format!(
                "{} <- {} in {scope}",
                name(one.to),
                policy(one.policy)
            ));
        }
        for one in &account.memberships {
            let unsure = if one.when.is_empty() { "" } else { "?" };
            said.push(format!("{} in {}{unsure}", name(one.user), name(one.group)));
        }
        for one in &account.control_policies {
            let document = match one.document {
                ControlDocument::FullAccess => "full",
                ControlDocument::Known(_) => "known",
                ControlDocument::Absent(_) => "absent",
            };
            let targets = one.targets.as_ref().map(|targets| {
                let targets: Vec<&str> =
                    targets.iter().map(|target| target.value.as_str()).collect();
                targets.join(" ")
            });
            said.push(format!(
                "control {} {document} -> {}",
                one.id,
                targets.unwrap_or_else(|| "?".to_owned())
            ));
        }
        for one in &account.assignments {
            let configuration = account
                .configurations
                .get(one.configuration)
                .expect("a configuration");
            let policies: Vec<String> = configuration
                .policies
                .iter()
                .map(|(id, _)| policy(*id))
                .collect();
            said.push(format!(
                "{} <- {}: {}",
                name(one.to),
                configuration.name,
                policies.join(" ")
            ));
        }
        said.extend(
            account
                .access_keys
                .iter()
                .map(|one| format!("key of {}", name(one.user))),
        );
        said.extend(
            account
                .console_logins
                .iter()
                .map(|one| format!("password of {}", name(one.user))),
        );
        said.extend(account.identity_providers.iter().map(|one| {
            let settings = one.settings.iter();
            let settings: String = settings
                .map(|one| format!(", {} {}", one.name, one.text))
                .collect();
            format!("{} {}{settings}", one.kind, one.name)
        }));
        said.extend(
            account
                .wearers
                .iter()
                .map(|one| format!("{} wears {}", one.name, name(one.role))),
        );
    }
    said
}

const ATTACHMENTS: &str = r#"{ "PageNumber": 1, "PageSize": 100, "TotalCount": 2, "PolicyAttachments": { "PolicyAttachment": [
  { "PolicyName": "CacheOps", "PolicyType": "Custom", "PrincipalName": "dba@group.1000000000000001.onaliyun.com", "PrincipalType": "IMSGroup", "ResourceGroupId": "1000000000000001" },
  { "PolicyName": "AliyunKvstoreFullAccess", "PolicyType": "System", "PrincipalName": "deployer@role.1000000000000001.onaliyunservice.com", "PrincipalType": "ServiceRole", "ResourceGroupId": "rg-9a" } ] } }"#;

const POLICY: &str = r#"{ "DefaultPolicyVersion": { "IsDefaultVersion": true, "PolicyDocument": "{\n  \"Version\": \"1\",\n  \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"kvstore:Destroy*\"], \"Resource\": \"*\"}]\n}", "VersionId": "v3" },
  "Policy": { "DefaultVersion": "v3", "PolicyName": "CacheOps", "PolicyType": "Custom" } }"#;

const MEMBERS: &str = r#"{ "IsTruncated": false, "Users": { "User": [ { "UserName": "bob", "JoinDate": "2026-01-02T00:00:00Z" } ] } }"#;

fn example() -> Vec<(&'static str, &'static str)> {
    vec![
        ("d/ListPolicyAttachments.1.json", ATTACHMENTS),
        ("d/GetPolicy@Custom@CacheOps.json", POLICY),
        ("d/ListUsersForGroup@dba.0.json", MEMBERS),
    ]
}

const EXAMPLE: &[&str] = &[
    "group/dba",
    "role/deployer trusts?",
    "user/bob",
    "Custom/CacheOps known",
    "System/AliyunKvstoreFullAccess known",
    "group/dba <- Custom/CacheOps in account",
    "role/deployer <- System/AliyunKvstoreFullAccess in rg-9a",
    "user/bob in group/dba",
];

#[test]
fn a_folder_of_answers_is_one_account() {
    let got = Case::of(&example()).run();
    assert_eq!(said(&got), EXAMPLE);
    assert_eq!(got.model.accounts.len(), 1);
    let account = got.account();
    assert_eq!(account.id.as_deref(), Some("1000000000000001"));
    assert!(account.complete.account && account.complete.attachments);
    assert!(got.holdings().is_empty());
    assert!(got.problems().is_empty());
    assert!(got.not_analysed().is_empty());
    assert!(got.report.formats().contains(&("account dump file", 3)));
}

#[test]
fn what_is_found_in_a_document_points_at_the_escaped_text() {
    let got = Case::of(&example()).run();
    let policy = got.account().policies.first().expect("a policy");
    let PolicyDocument::Known { document, .. } = policy.document else {
        panic!("the document is there");
    };
    let (_, statement) = got
        .model
        .pools
        .statements(document)
        .next()
        .expect("a statement");
    let action = got
        .model
        .pools
        .elements(statement.actions.list)
        .first()
        .expect("an action");
    assert_eq!(got.sources.slice(action.at), r#"\"kvstore:Destroy*\""#);
    let attachment = got.account().attachments.first().expect("an attachment");
    assert!(
        got.sources
            .slice(attachment.at)
            .starts_with(r#"{ "PolicyName": "CacheOps""#)
    );
}

#[test]
fn answers_are_told_by_their_shape_and_by_name_only_where_that_leaves_it_open() {
    let document = string(ALLOW);
    let trust = string(TRUST);
    let role = format!(
        r#"{{"Role":{{"RoleName":"r","Arn":"acs:ram::1:role/r","MaxSessionDuration":3600,"AssumeRolePolicyDocument":{trust}}}}}"#
    );
    let version = format!(
        r#"{{"PolicyVersion":{{"VersionId":"v1","IsDefaultVersion":true,"PolicyDocument":{document}}}}}"#
    );
    let policy = format!(
        r#"{{"Policy":{{"PolicyName":"P","PolicyType":"Custom"}},"DefaultPolicyVersion":{{"VersionId":"v1","PolicyDocument":{document}}}}}"#
    );
    let versions = format!(
        r#"{{"PolicyVersions":{{"PolicyVersion":[{{"VersionId":"v1","IsDefaultVersion":false,"PolicyDocument":{document}}},{{"VersionId":"v2","IsDefaultVersion":true,"PolicyDocument":{document}}}]}}}}"#
    );
    let listed =
        r#"{"Policies":{"Policy":[{"PolicyName":"P","PolicyType":"Custom","AttachDate":"x"}]}}"#;
    let user = r#"{"Users":{"User":[{"UserName":"ann","UserId":"1","CreateDate":"x"}]},"IsTruncated":false}"#;
    let members = r#"{"Users":{"User":[{"UserName":"ann","JoinDate":"x"}]},"IsTruncated":false}"#;
    let groups = r#"{"Groups":{"Group":[{"GroupName":"g","JoinDate":"x"}]}}"#;
    let entities = r#"{"Users":{"User":[{"UserName":"ann","AttachDate":"x"}]},"Groups":{"Group":[{"GroupName":"g"}]},"Roles":{"Role":[{"RoleName":"r"}]}}"#;
    let keys = r#"{"AccessKeys":{"AccessKey":[{"AccessKeyId":"LTAI","Status":"Active"}]}}"#;
    let empty = r#"{"Users":{"User":[]},"IsTruncated":false}"#;
    type Row<'t> = (&'t str, &'t str, &'t [&'t str]);
    let rows: &[Row<'_>] = &[
        ("x.json", user, &["user/ann"]),
        (
            "x.json",
            r#"{"Users":{"User":[{"UserPrincipalName":"ann@acme.onaliyun.com"}]}}"#,
            &["user/ann"],
        ),
        (
            "x.json",
            r#"{"Users":{"User":[{"UserPrincipalName":"ann@example.com"}]}}"#,
            &["user/ann"],
        ),
        ("x.json", r#"{"User":{"UserName":"ann"}}"#, &["user/ann"]),
        (
            "x.json",
            r#"{"LoginProfile":{"UserName":"ann","MFABindRequired":false}}"#,
            &["user/ann", "password of user/ann"],
        ),
        (
            "x.json",
            r#"{"LoginProfile":{"UserPrincipalName":"ann@acme.onaliyun.com","MFABindRequired":true,"Status":"Inactive"}}"#,
            &[],
        ),
        (
            "x.json",
            r#"{"Groups":{"Group":[{"GroupName":"g","GroupId":"1"}]}}"#,
            &["group/g"],
        ),
        (
            "x.json",
            r#"{"Roles":{"Role":[{"RoleName":"r","Arn":"acs:ram::1:role/r"}]}}"#,
            &["role/r trusts?"],
        ),
        ("x.json", &role, &["role/r trusts"]),
        ("x.json", &policy, &["Custom/P known"]),
        (
            "x.json",
            r#"{"Policies":{"Policy":[{"PolicyName":"P","PolicyType":"Custom"}]}}"#,
            &["Custom/P absent"],
        ),
        (
            "ListUsersForGroup@g.0.json",
            members,
            &["group/g", "user/ann", "user/ann in group/g"],
        ),
        (
            "list-users-for-group@g.0.json",
            members,
            &["group/g", "user/ann", "user/ann in group/g"],
        ),
        ("ListUsersForGroup@g.json", empty, &[]),
        ("ListUsers.0.json", empty, &[]),
        (
            "ListGroupsForUser@ann.json",
            groups,
            &["group/g", "user/ann", "user/ann in group/g"],
        ),
        (
            "ListPoliciesForUser@ann.json",
            listed,
            &[
                "user/ann",
                "Custom/P absent",
                "user/ann <- Custom/P in account",
            ],
        ),
        (
            "list-policies-for-group@g.json",
            listed,
            &[
                "group/g",
                "Custom/P absent",
                "group/g <- Custom/P in account",
            ],
        ),
        (
            "ListPoliciesForRole@r.json",
            listed,
            &[
                "role/r trusts?",
                "Custom/P absent",
                "role/r <- Custom/P in account",
            ],
        ),
        (
            "ListEntitiesForPolicy@Custom@P.json",
            entities,
            &[
                "user/ann",
                "group/g",
                "role/r trusts?",
                "Custom/P absent",
                "user/ann <- Custom/P in account",
                "group/g <- Custom/P in account",
                "role/r <- Custom/P in account",
            ],
        ),
        (
            "GetPolicyVersion@Custom@P.json",
            &version,
            &["Custom/P known"],
        ),
        (
            "GetPolicyVersion@Custom@P@v1.json",
            &version,
            &["Custom/P known"],
        ),
        (
            "ListPolicyVersions@Custom@P.json",
            &versions,
            &["Custom/P known v1"],
        ),
        (
            "ListAccessKeys@ann.json",
            keys,
            &["user/ann", "key of user/ann"],
        ),
        (
            "ListAccessKeys@ann.json",
            r#"{"AccessKeys":{"AccessKey":[{"AccessKeyId":"LTAI","Status":"Inactive"}]}}"#,
            &[],
        ),
        (
            "x.json",
            r#"{"SAMLProviders":{"SAMLProvider":[{"SAMLProviderName":"corp"}]},"IsTruncated":false}"#,
            &["saml corp"],
        ),
        (
            "x.json",
            r#"{"OIDCProviders":{"OIDCProvider":[{"OIDCProviderName":"ci"}]},"IsTruncated":false}"#,
            &["oidc ci"],
        ),
        (
            "x.json",
            r#"{"OIDCProvider":{"OIDCProviderName":"ci","IssuerUrl":"https://issuer.example","ClientIds":"sts,other","Fingerprints":"","IssuanceLimitTime":12}}"#,
            &[
                "oidc ci, client id other, client id sts, issuance limit 12, issuer https://issuer.example",
            ],
        ),
        (
            "x.json",
            r#"{"SAMLProvider":{"SAMLProviderName":"corp","EncodedSAMLMetadataDocument":"PG1kLz4="}}"#,
            &["saml corp, metadata <md/>"],
        ),
        (
            "x.json",
            r#"{"InstanceRamRoleSets":{"InstanceRamRoleSet":[{"InstanceId":"i-1","RamRoleName":"r"},{"InstanceId":"i-2","RamRoleName":""}]}}"#,
            &["role/r trusts?", "i-1 wears role/r"],
        ),
        // What a request said and a file name does not.
        (
            "x.json",
            members,
            &["x.json CallNotTold(\"ListUsersForGroup@GroupName.json\")"],
        ),
        (
            "ListUsersForGroup.0.json",
            members,
            &["ListUsersForGroup.0.json CallNotTold(\"ListUsersForGroup@GroupName.json\")"],
        ),
        (
            "x.json",
            listed,
            &["x.json CallNotTold(\"ListPoliciesForUser@UserName.json\")"],
        ),
        (
            "x.json",
            &version,
            &["x.json CallNotTold(\"GetPolicyVersion@PolicyType@PolicyName.json\")"],
        ),
        (
            "GetPolicyVersion@Own@P.json",
            &version,
            &[
                "GetPolicyVersion@Own@P.json Structure(BadKey { key: \"PolicyType\", wanted: \"Custom or System\" })",
            ],
        ),
        // A call that failed.
        (
            "ListRoles.0.json",
            r#"{"Code":"NoPermission","Message":"no","RequestId":"1"}"#,
            &["ListRoles.0.json CallFailed(\"ListRoles\")"],
        ),
        // The shape outranks the name.
        ("ListRoles.0.json", user, &["user/ann"]),
        // What tools put around an answer.
        (
            "x.json",
            r#"{"RequestId":"1","response":{"User":{"UserName":"ann"}}}"#,
            &["user/ann"],
        ),
        (
            "x.json",
            r#"{"headers":{},"statusCode":200,"body":{"User":{"UserName":"ann"}}}"#,
            &["user/ann"],
        ),
        (
            "x.json",
            r#"{"headers":{},"body":{"response":{"User":{"UserName":"ann"}}}}"#,
            &["user/ann"],
        ),
        // Not of a dump.
        (
            "x.json",
            r#"{"LoginProfile":{"UserName":"ann","PasswordResetRequired":false}}"#,
            &[],
        ),
        ("x.json", r#"{"User":{"Name":"ann"}}"#, &[]),
        (
            "x.json",
            r#"{"Users":[{"UserName":"ann","UserId":"A","Arn":"arn:aws:iam::1:user/ann"}]}"#,
            &[],
        ),
        (
            "x.json",
            r#"{"Role":{"RoleName":"r","Arn":"arn:aws:iam::1:role/r","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]}}}"#,
            &[],
        ),
        ("ListUsers.json", "[]", &[]),
        ("ListUsers.json", "", &[]),
    ];
    for (path, text, expected) in rows {
        let got = Case::of(&[(path, text)]).run();
        let mut found = said(&got);
        let not_analysed = got.not_analysed().into_iter();
        found.extend(not_analysed.map(|line| line.split(" @ ").next().unwrap_or("").to_owned()));
        assert_eq!(found, *expected, "{path}: {text}");
    }
}
