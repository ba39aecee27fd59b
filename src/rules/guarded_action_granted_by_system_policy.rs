//! RAM105: a system policy grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM105",
    name: "guarded-action-granted-by-system-policy",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a system policy grants the guarded action",
            "系统策略授予了受保护操作",
        ),
        finds: Text::new(
            "An attachment of a policy of Alibaba Cloud whose bundled document grants the guarded action, such as full access to its service.",
            "授予了某个阿里云系统策略，而其内置文档包含受保护操作，例如对应服务的完全访问权限。",
        ),
        matters: Text::new(
            "System policies come in two sizes, everything and reading. `AliyunKvstoreFullAccess` is attached so that somebody can restart instances, and lets them destroy instances too; Alibaba Cloud may widen its document at any time.",
            "系统策略通常只有两种：全部权限和只读权限。为了让人能重启实例而授予 `AliyunKvstoreFullAccess`，对方也就能销毁实例；而且阿里云可能随时扩大其内容。",
        ),
        advice: Text::new(
            "Attach a custom policy that lists the actions needed, or attach a Deny of the guarded action beside the system policy. Detaching takes everything that the system policy grants.",
            "请改用只列出所需操作的自定义策略，或在系统策略之外再授予一条拒绝受保护操作的策略。解除授权会收回该系统策略授予的全部权限。",
        ),
        limits: Text::new(
            "Waive it for administrators. The bundled documents are those of a certain day; a document given in the input is judged beside them.",
            "对管理员可以豁免。内置文档取自某个特定日期；若输入中提供了文档，会一并判断。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "attachments": [«{"policy": "System/AliyunKvstoreFullAccess", "to": "user/alice"}»]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "attachments": [{"policy": "System/AliyunKvstoreReadOnlyAccess", "to": "user/alice"}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/developer-reference/aliyunkvstorefullaccess",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::SystemPolicy, context, into);
}
