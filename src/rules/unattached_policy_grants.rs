//! RAM110: a policy that nobody holds would grant the guarded action

use crate::engine::answers::Answers;
use crate::engine::bearing::Bearing;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, unheld,
    wording,
};

/// Further statements that are shown.
const MAX_RELATED: usize = 3;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM110",
    name: "unattached-policy-grants",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a policy that nobody holds would grant the guarded action",
            "无人持有的策略一旦授权会授予受保护操作",
        ),
        finds: Text::new(
            "A policy that nobody holds, where the input says who holds what, and that would grant the guarded action to whoever it is attached to.",
            "输入已说明授权关系，其中某个策略无人持有，但一旦授权给某个主体，就会授予受保护操作。",
        ),
        matters: Text::new(
            "It grants nothing today. Its name says little of what it holds, and somebody who looks for a policy to attach to a new colleague takes it as it lies there.",
            "它目前没有授予任何权限。但从名称看不出其内容，有人需要为新同事授权时，很可能顺手就用了它。",
        ),
        advice: Text::new(
            "Remove the policy, or take the action out of it. That changes nothing of today's access.",
            "请删除该策略，或从中移除该操作。这不会改变当前的访问权限。",
        ),
        limits: Text::new(
            "Waive it for a policy that is kept ready for an emergency. Files without a manifest are judged as if somebody held them, by the rules about grants.",
            "为应急而预备的策略可以豁免。没有授权清单的文件按有人持有来判断，由有关授权的规则报告。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}],
 "attachments": []}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]}}],
 "attachments": []}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/redis/custom-permission-policy-reference",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let unheld = unheld::documents(context.model);
    for answers in context.answers {
        let grants = unheld::grants(&unheld, answers, context);
        for document in &unheld {
            let of_it = grants.iter().filter(|one| one.document == *document);
            into.extend(finding(&of_it.collect::<Vec<_>>(), answers, context));
        }
    }
}

fn finding(grants: &[&Bearing], answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let (first, rest) = grants.split_first()?;
    let action = wording::quoted(&answers.question.action);
    let policy = &first.policy;
    let message = say!(
        language,
        "{policy} is attached to nobody and would grant {action}",
        "{policy} 未授权给任何主体，一旦授权会授予 {action}"
    );
    let primary = language.pick("would grant the action", "会授予该操作");
    let mut found = context.finding(&RULE, message, label(first.action_at, primary));
    found.action = Some(answers.question.action.clone());
    let too = language.pick("and so would this", "此处也会授予");
    for other in rest.iter().take(MAX_RELATED) {
        found.related.push(label(other.action_at, too));
    }
    let help = language.pick(
        "remove the policy, or take the action out of it before somebody attaches it",
        "删除该策略，或在有人授权之前从中移除该操作",
    );
    found.help = Some(help.to_owned());
    Some(found)
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

    const GRANTS: &str = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}"#;
    const MARKED: &str = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}"#;
    const MANIFEST: &str =
        "ram_attachments: 1\npolicies:\n  Ops: ops.json\nusers:\n  alice: {policies: [Ops]}\n";

    #[test]
    fn a_document_that_a_manifest_gives_to_nobody_and_no_other_rule_says_so() {
        let files = |spare| {
            [
                ("ram-attachments.yaml", MANIFEST),
                ("ops.json", r#"{"Version": "1", "Statement": []}"#),
                ("spare.json", spare),
            ]
        };
        check("RAM110", &files(MARKED));
        for other in ["RAM103", "RAM402"] {
            check(other, &files(GRANTS));
        }
    }

    #[test]
    fn it_is_quiet_where_nothing_says_who_holds_it_or_it_is_held_or_denies() {
        check("RAM110", &[("spare.json", GRANTS)]);
        check(
            "RAM110",
            &[("ram-attachments.yaml", MANIFEST), ("ops.json", GRANTS)],
        );
        whole(
            r#""users": [{"name": "alice"}], "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
            [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:Destroy*", "Resource": "*"}]}}], "attachments": []"#,
        );
    }
}
