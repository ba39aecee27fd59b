//! RAM215: a Deny of the guarded action is in a policy that binds nobody

use std::collections::BTreeSet;

use crate::engine::answers::Answers;
use crate::engine::bearing::Bearing;
use crate::model::account::ControlDocument;
use crate::model::policy::DocumentId;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, label, say,
    unheld, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM215",
    name: "guard-attached-to-nobody",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny of the guarded action is in a policy that binds nobody",
            "拒绝受保护操作的策略没有约束任何主体",
        ),
        finds: Text::new(
            "A Deny of the guarded action in a policy that nobody holds, where the input says who holds what, or in a control policy without a target.",
            "拒绝受保护操作的语句所在的策略无人持有（且输入已说明授权关系），或所在的管控策略没有绑定目标。",
        ),
        matters: Text::new(
            "A guard that was written and reviewed looks done, and the attachment is a step of its own that is easily forgotten. Until then everybody who has the action keeps it.",
            "防护策略写好并通过审查，看似已经完成，而授权是单独的一步，很容易被遗忘。在此之前，所有拥有该操作的主体都不受影响。",
        ),
        advice: Text::new(
            "Attach the policy to those whom it is to bind, which takes the action from them, or remove it, which changes nothing.",
            "请将该策略授权给需要约束的主体，这会收回他们的该操作；或将其删除，这不会改变访问权限。",
        ),
        limits: Text::new(
            "Waive it for a policy that is kept ready for an emergency. Files without a manifest are not reported: nothing says who holds them.",
            "为应急而预备的策略可以豁免。没有授权清单的文件不予报告，因为无从得知由谁持有。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [
  {"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
  {"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement":
    [{"Effect": "Deny", "Action": «"kvstore:DestroyInstance"», "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [
  {"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
  {"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement":
    [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"},
  {"policy": "Custom/Guard", "to": "user/alice"}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/redis/custom-permission-policy-reference",
            "https://help.aliyun.com/zh/resource-management/developer-reference/api-resourcedirectorymaster-2022-04-19-attachcontrolpolicy",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    if !context.has_deny() {
        return;
    }
    let unheld = unheld::documents(context.model);
    let nowhere = nowhere(context);
    for answers in context.answers {
        for bearing in guarding::denies(answers, context) {
            let nobody = unheld.contains(&bearing.document);
            let is_control = nowhere.contains(&bearing.document);
            if (nobody || is_control) && guarding::is_live(bearing) {
                into.push(finding(bearing, is_control, &unheld, answers, context));
            }
        }
    }
}

/// Documents of control policies that the input attaches to no folder and no
/// account.
fn nowhere(context: &Context<'_>) -> BTreeSet<DocumentId> {
    let accounts = context.model.accounts.iter();
    let policies = accounts.flat_map(|account| &account.control_policies);
    let (mut attached, mut nowhere) = (BTreeSet::new(), BTreeSet::new());
    for policy in policies {
        let ControlDocument::Known(document) = policy.document else {
            continue;
        };
        match &policy.targets {
            Some(targets) if targets.is_empty() => nowhere.insert(document),
            _ => attached.insert(document),
        };
    }
    nowhere.difference(&attached).copied().collect()
}

fn finding(
    bearing: &Bearing,
    is_control: bool,
    unheld: &BTreeSet<DocumentId>,
    answers: &Answers,
    context: &Context<'_>,
) -> Finding {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let policy = &bearing.policy;
    let message = if is_control {
        say!(
            language,
            "the Deny of {action} in {policy} binds no account: the policy has no target",
            "{policy} 对 {action} 的拒绝不约束任何账号：该策略没有绑定目标"
        )
    } else {
        say!(
            language,
            "the Deny of {action} in {policy} stops nobody: no principal holds it",
            "{policy} 对 {action} 的拒绝不起作用：没有主体持有该策略"
        )
    };
    let primary = language.pick("denied to nobody", "未对任何主体拒绝");
    let mut found = context.finding(&RULE, message, label(bearing.action_at, primary));
    found.action = Some(answers.question.action.clone());
    let lines: Vec<_> = guarding::open(answers)
        .map(|(_, line)| line)
        .filter(|line| !unheld::is_about(line, unheld, context.model))
        .collect();
    if lines.is_empty() {
        found.level = Level::Low;
    } else {
        let whom = wording::principals(&wording::ids(&lines), language);
        found.notes.push(say!(
            language,
            "{whom} may call {action}",
            "{whom} 可以执行 {action}"
        ));
    }
    let help = if is_control {
        language.pick(
            "attach the control policy to a folder or an account",
            "将该管控策略绑定到资源夹或账号",
        )
    } else {
        language.pick(
            "attach the policy to those whom it is to bind, or remove it",
            "将该策略授权给需要约束的主体，或将其删除",
        )
    };
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    /// A snapshot in which everything is listed; `rest` is more members.
    fn whole(rest: &str) -> Vec<crate::rules::Finding> {
        let text = format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001",
            "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
            {rest}}}"#
        );
        check(super::RULE.id, &[("account.json", &text)])
    }

    #[test]
    fn a_control_policy_without_a_target() {
        let account = |targets: &str, deny: &str| {
            whole(&format!(
                r#""resource_directory": {{"id": "rd-1", "account": "member", "path": ["r-1"]}}, "users": [{{"name": "alice"}}],
                "attachments": [{{"policy": "System/AdministratorAccess", "to": "user/alice"}}],
                "control_policies": [{{"id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"]}},
                  {{"id": "cp-1", "name": "Guard", "targets": [{targets}], "document": {{"Version": "1", "Statement": [{{"Effect": "Deny", "Action": {deny}, "Resource": "*"}}]}}}}]"#
            ))
        };
        let found = account("", r#"«"kvstore:*"»"#);
        assert_eq!(found[0].level, crate::rules::Level::Medium);
        account(r#""r-1""#, r#""kvstore:*""#);
        account("", r#""ecs:*""#);
    }

    #[test]
    fn a_document_that_a_manifest_gives_to_nobody() {
        let manifest =
            "ram_attachments: 1\npolicies:\n  Ops: ops.json\nusers:\n  alice: {policies: [Ops]}\n";
        let allow = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}"#;
        let deny = r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": «"kvstore:*"», "Resource": "*"}]}"#;
        let files = [
            ("ram-attachments.yaml", manifest),
            ("ops.json", allow),
            ("guard.json", deny),
        ];
        let found = check("RAM215", &files);
        assert_eq!(found[0].level, crate::rules::Level::Medium);
        // Without a manifest nobody says who holds what.
        check(
            "RAM215",
            &[
                ("ops.json", allow),
                ("guard.json", &deny.replace(['«', '»'], "")),
            ],
        );
    }
}
