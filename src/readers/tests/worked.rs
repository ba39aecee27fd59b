//! Whole inputs and everything that is read from them, each with its place.

use super::*;
use crate::model::account::{ControlDocument, PolicyDocument, PolicyKind, Trust};
use crate::model::doubt::DoubtKind;

impl Outcome {
    fn spot_of(&self, at: Span) -> String {
        let start = self.sources.start(at);
        let path = self.sources.path(at.file);
        format!("{path}:{}:{}", start.line, start.column)
    }

    fn spot_of_document(&self, document: crate::model::policy::DocumentId) -> String {
        let document = self.model.pools.document(document).expect("a document");
        self.spot_of(document.at)
    }

    /// A line for everything in the model.
    fn everything(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for account in &self.model.accounts {
            let name = |id| {
                let one = account.principal(id).expect("a principal");
                format!("{}:{}", one.kind.word(), one.name)
            };
            let policy = |id| {
                let one = account.policy(id).expect("a policy");
                let kind = match one.kind {
                    PolicyKind::System => "system",
                    PolicyKind::Custom => "custom",
                    PolicyKind::Inline => "inline",
                };
                format!("{kind}:{}", one.name)
            };
            for (id, one) in (0_u32..).zip(&account.policies) {
                let id = crate::model::account::PolicyId(id);
                match one.document {
                    PolicyDocument::Known { document, .. } if !one.bundled => {
                        let at = self.spot_of_document(document);
                        lines.push(format!("doc {} @ {at}", policy(id)));
                    }
                    PolicyDocument::Absent(_) => lines.push(format!("no doc {}", policy(id))),
                    PolicyDocument::Known { .. } => {}
                }
            }
            for one in &account.attachments {
                let scope = match &one.scope {
                    Scope::Account => "account".to_owned(),
                    Scope::ResourceGroup(group) => format!("rg:{group}"),
                };
                lines.push(format!(
                    "attach {} <- {} [{scope}] @ {}",
                    name(one.to),
                    policy(one.policy),
                    self.spot_of(one.at)
                ));
            }
            for one in &account.memberships {
                let at = self.spot_of(one.at);
                let (user, group) = (name(one.user), name(one.group));
                lines.push(format!("member {user} in {group} @ {at}"));
            }
            for (id, one) in account.principals() {
                if let Trust::Known(document) = one.trust {
                    let at = self.spot_of_document(document);
                    lines.push(format!("trust {} @ {at}", name(id)));
                }
            }
            for one in &account.control_policies {
                let targets = one.targets.iter().flatten();
                let targets: Vec<&str> = targets.map(|one| one.value.as_str()).collect();
                let document = match one.document {
                    ControlDocument::Known(document) => self.spot_of_document(document),
                    other => format!("{other:?}"),
                };
                lines.push(format!(
                    "guard control:{} -> {} @ {}, doc @ {document}",
                    one.id,
                    targets.join(", "),
                    self.spot_of(one.at)
                ));
            }
            for one in &account.configurations {
                let policies = one.policies.iter();
                let policies =
                    policies.map(|(id, at)| format!("{} @ {}", policy(*id), self.spot_of(*at)));
                let policies: Vec<String> = policies.collect();
                lines.push(format!(
                    "configuration {} @ {}: {}",
                    one.name,
                    self.spot_of(one.at),
                    policies.join(", ")
                ));
            }
        }
        let gaps = self.model.doubts.iter();
        for (_, one) in gaps.filter(|(_, one)| one.kind == DoubtKind::Gap) {
            let at = one.at.map_or_else(String::new, |at| self.spot_of(at));
            lines.push(format!("gap {} {} @ {at}", one.name, one.about));
        }
        for one in &self.model.structure_problems {
            lines.push(format!("{:?} @ {}", one.kind, self.spot_of(one.at)));
        }
        lines
    }
}

const SNAPSHOT: &str = r#"{ "ram_account_snapshot": 1,
  "account_id": "1000000000000009", "taken_at": "2026-11-22T08:00:00Z",
  "complete": ["users", "groups", "roles", "policies", "attachments", "memberships"],
  "users":  [ { "name": "ann" }, { "name": "ben" } ],
  "groups": [ { "name": "cache", "members": ["ben"] } ],
  "roles":  [ { "name": "runner", "trust": { "Version": "1", "Statement": [] } } ],
  "policies": [ { "type": "Custom", "name": "CacheOps", "version": "v2",
                  "document": "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kvstore:*\",\"Resource\":\"*\"}]}" } ],
  "attachments": [ { "policy": "Custom/CacheOps", "to": "group/cache" },
                   { "policy": "System/AliyunKvstoreFullAccess", "to": "role/runner", "scope": "rg-7" } ],
  "control_policies": [ { "id": "cp-9", "name": "Keep", "effect_scope": "RAM", "targets": ["fd-3"],
                          "document": { "Version": "1", "Statement": [ { "Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*" } ] } } ] }"#;

const ATTACHMENTS: &str = r#"{ "PageNumber": 1, "PageSize": 100, "TotalCount": 2, "PolicyAttachments": { "PolicyAttachment": [
  { "PolicyName": "CacheOps", "PolicyType": "Custom", "PrincipalName": "cache@group.1000000000000009.onaliyun.com", "PrincipalType": "IMSGroup", "ResourceGroupId": "1000000000000009" },
  { "PolicyName": "AliyunKvstoreFullAccess", "PolicyType": "System", "PrincipalName": "runner@role.1000000000000009.onaliyunservice.com", "PrincipalType": "ServiceRole", "ResourceGroupId": "rg-7" } ] } }"#;

const POLICY: &str = r#"{ "DefaultPolicyVersion": { "IsDefaultVersion": true, "PolicyDocument": "{\n  \"Version\": \"1\",\n  \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"kvstore:Destroy*\"], \"Resource\": \"*\"}]\n}", "VersionId": "v3" },
  "Policy": { "DefaultVersion": "v3", "PolicyName": "CacheOps", "PolicyType": "Custom" } }"#;

const MEMBERS: &str = r#"{ "IsTruncated": false, "Users": { "User": [ { "UserName": "ben", "JoinDate": "2026-01-02T00:00:00Z" } ] } }"#;

const MANIFEST: &str = r#"ram_attachments: 1            # format version, required
account: "1000000000000009"   # optional
policies:                     # names of files
  CacheOps: policies/cache-ops.json
users:
  ann: { policies: [CacheOps, System/AliyunKvstoreReadOnlyAccess] }
  ben: {}
groups:
  cache:
    members: [ben]
    policies:
      - System/AliyunKvstoreFullAccess
      - { policy: CacheOps, resource_group: rg-7 }
roles:
  runner: { trust: trust/runner.json, policies: [CacheOps] }
control_policies:
  - { file: guard/keep.json, targets: [fd-3, "1000000000000008"], effect_scope: RAM }
"#;

const WRAPPER: &str = r#"name: CacheAdmin
managed_system_policies: [AliyunKvstoreFullAccess]
inline_custom_policy:
  policy_document:
    Version: "1"
    Statement:
      - { Effect: Deny, Action: ["kvstore:DestroyInstance"], Resource: "*" }
"#;

const GUARDRAIL: &str = r#"{ "name": "Keep", "description": "caches stay",
  "policy_document": { "Version": "1", "Statement": [ { "Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*" } ] },
  "target_folder_names": ["prod"] }"#;

/// Files, and everything that they say.
type Example = (
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const EXAMPLES: &[Example] = &[
    (
        &[("s.json", SNAPSHOT)],
        &[
            "doc custom:CacheOps @ s.json:8:32",
            "attach group:cache <- custom:CacheOps [account] @ s.json:9:20",
            "attach role:runner <- system:AliyunKvstoreFullAccess [rg:rg-7] @ s.json:10:20",
            "member user:ben in group:cache @ s.json:5:46",
            "trust role:runner @ s.json:6:44",
            "guard control:cp-9 -> fd-3 @ s.json:11:25, doc @ s.json:12:39",
            "ControlPoliciesNotApplied @ s.json:11:25",
        ],
    ),
    (
        &[
            ("GetPolicy@Custom@CacheOps.json", POLICY),
            ("ListPolicyAttachments.1.json", ATTACHMENTS),
            ("ListUsersForGroup@cache.0.json", MEMBERS),
        ],
        &[
            "doc custom:CacheOps @ GetPolicy@Custom@CacheOps.json:1:74",
            "attach group:cache <- custom:CacheOps [account] @ ListPolicyAttachments.1.json:2:3",
            "attach role:runner <- system:AliyunKvstoreFullAccess [rg:rg-7] @ ListPolicyAttachments.1.json:3:3",
            "member user:ben in group:cache @ ListUsersForGroup@cache.0.json:1:46",
            "gap trust runner @ ListPolicyAttachments.1.json:3:87",
        ],
    ),
    (
        &[
            ("ram-attachments.yaml", MANIFEST),
            ("policies/cache-ops.json", ALLOW),
            ("trust/runner.json", TRUST),
            ("guard/keep.json", DENY),
        ],
        &[
            "doc custom:CacheOps @ policies/cache-ops.json:1:1",
            "attach user:ann <- custom:CacheOps [account] @ ram-attachments.yaml:6:21",
            "attach user:ann <- system:AliyunKvstoreReadOnlyAccess [account] @ ram-attachments.yaml:6:31",
            "attach group:cache <- system:AliyunKvstoreFullAccess [account] @ ram-attachments.yaml:12:9",
            "attach group:cache <- custom:CacheOps [rg:rg-7] @ ram-attachments.yaml:13:9",
            "attach role:runner <- custom:CacheOps [account] @ ram-attachments.yaml:15:50",
            "member user:ben in group:cache @ ram-attachments.yaml:10:15",
            "trust role:runner @ trust/runner.json:1:1",
            "guard control:keep -> fd-3, 1000000000000008 @ ram-attachments.yaml:17:5, doc @ guard/keep.json:1:1",
            "ControlPoliciesNotApplied @ ram-attachments.yaml:17:5",
        ],
    ),
    (
        &[
            ("groups/cache/members.txt", "ben\n"),
            ("groups/cache/redis.json", ALLOW),
            ("roles/runner/trust.json", TRUST),
        ],
        &[
            "doc custom:redis @ groups/cache/redis.json:1:1",
            "attach group:cache <- custom:redis [account] @ groups/cache/redis.json:1:1",
            "member user:ben in group:cache @ groups/cache/members.txt:1:1",
            "trust role:runner @ roles/runner/trust.json:1:1",
        ],
    ),
    (
        &[("sso/cache-admin.yaml", WRAPPER)],
        &[
            "doc inline:CacheAdmin @ sso/cache-admin.yaml:5:5",
            "configuration CacheAdmin @ sso/cache-admin.yaml:1:7: system:AliyunKvstoreFullAccess @ sso/cache-admin.yaml:2:27, inline:CacheAdmin @ sso/cache-admin.yaml:5:5",
            "gap assignments CacheAdmin @ sso/cache-admin.yaml:1:7",
        ],
    ),
    (
        &[("guardrails/keep.json", GUARDRAIL)],
        &[
            "guard control:Keep ->  @ guardrails/keep.json:1:11, doc @ guardrails/keep.json:2:22",
            "ControlPoliciesNotApplied @ guardrails/keep.json:1:11",
        ],
    ),
];

#[test]
fn everything_is_read_with_its_place() {
    for (files, wanted) in EXAMPLES {
        let got = Case::of(files).run();
        assert_eq!(got.not_analysed(), Vec::<String>::new());
        assert_eq!(got.everything(), *wanted);
    }
}

#[test]
fn a_wrapper_holds_what_anyone_may_be_given_until_it_is_assigned() {
    let got = Case::of(&[("sso/cache-admin.yaml", WRAPPER)]).run();
    let line = "sso/cache-admin.yaml#/inline_custom_policy/policy_document";
    assert_eq!(got.holdings(), [line]);
    let assigned = r#"{"ram_account_snapshot":1,"account_id":"1000000000000009","sso":{"access_configurations":[{"name":"CacheAdmin"}],"assignments":[{"configuration":"CacheAdmin","to":"user/mei"}]}}"#;
    let got = Case::of(&[("s.json", assigned), ("c.yaml", WRAPPER)]).run();
    assert_eq!(got.gaps(), Vec::<String>::new());
    let account = got.account();
    let held = account.configurations.iter().map(|one| one.policies.len());
    assert_eq!(held.collect::<Vec<_>>(), [2]);
    assert_eq!(account.assignments.len(), 1);
}

#[test]
fn a_wrapper_that_is_not_whole_is_read_by_shape() {
    let told = format!("{WRAPPER}---\nStatement: []\n");
    let not_named = WRAPPER.replace("name: CacheAdmin", "title: x");
    for text in [told.as_str(), &not_named] {
        let got = Case::of(&[("w.yaml", text)]).run();
        assert!(
            got.model
                .accounts
                .iter()
                .all(|one| one.configurations.is_empty())
        );
        assert_eq!(got.holdings().len(), 1, "{text}");
    }
}
