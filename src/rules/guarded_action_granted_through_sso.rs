//! RAM111: an access configuration of Cloud SSO grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM111",
    name: "guarded-action-granted-through-sso",
    level: Level::High,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an access configuration of Cloud SSO grants the guarded action",
            "云 SSO 的访问配置授予了受保护操作",
        ),
        finds: Text::new(
            "A policy of a Cloud SSO access configuration that grants the guarded action to the users and groups whom the configuration is assigned to in the account.",
            "云 SSO 访问配置中的策略，把受保护操作授予了在该账号中获得此访问配置的用户和用户组。",
        ),
        matters: Text::new(
            "The account itself shows no user with the action: people come in through the company directory, as a role that Cloud SSO makes. One assignment to a large group of the directory gives the action to all of them, and to whoever joins it later.",
            "在账号内部看不到任何拥有该操作的用户：人员通过企业目录登录，以云 SSO 创建的角色访问。把访问配置分配给目录中的一个大用户组，就等于把该操作交给了组内所有人以及以后加入的人。",
        ),
        advice: Text::new(
            "Take the action out of the access configuration, or assign the configuration to fewer people. A Deny in a control policy stops these sessions too.",
            "请从访问配置中移除该操作，或减少获得该访问配置的人员。管控策略中的 Deny 语句同样能拦截这些会话。",
        ),
        limits: Text::new(
            "Waive it for configurations of administrators. Who is in a group of the directory is known only as far as the input lists it.",
            "管理员的访问配置可以豁免。目录用户组中有哪些人，只能依据输入中列出的内容判断。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "sso": {"users": [{"name": "bob"}],
  "access_configurations": [{"name": "dba", "inline":
   {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}],
  "assignments": [{"configuration": "dba", "to": "user/bob"}]}}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "sso": {"users": [{"name": "bob"}],
  "access_configurations": [{"name": "dba", "inline":
   {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]}}],
  "assignments": [{"configuration": "dba", "to": "user/bob"}]}}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/cloudsso/developer-reference/api-cloudsso-2021-05-15-addpermissionpolicy",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::CloudSso, context, into);
}
