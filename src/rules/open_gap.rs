//! RAM903: a document or a trust policy that is named is not in the input

use std::collections::BTreeSet;

use crate::engine::verdict::Answer;
use crate::model::account::{PolicyDocument, Trust};
use crate::model::doubt::{Doubt, DoubtId, DoubtKind};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, wording,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM903",
    name: "open-gap",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a document or a trust policy that is named is not in the input",
            "所指明的文档或信任策略不在输入中",
        ),
        finds: Text::new(
            "A policy is attached whose document is not in the input, or a role has no trust policy there, and no answer about the guarded action hangs on it. Reported once for each.",
            "挂载的权限策略的文档不在输入中，或者某个角色的信任策略不在输入中，而且没有任何关于受保护操作的结果取决于它。每处只报告一次。",
        ),
        matters: Text::new(
            "The next question, about another action or another principal, may hang on it. A role without its trust policy may be open to another account.",
            "下一个问题（关于其他操作或其他主体）可能取决于它。没有信任策略的角色可能对其他账号开放。",
        ),
        advice: Text::new(
            "Add the document to the input, for a policy with `--policy`.",
            "把该文档加入输入，权限策略可以用 `--policy` 提供。",
        ),
        limits: Text::new(
            "Where an answer hangs on the document, `guarded-action-unknown` reports it and this rule is quiet. Accept it in a repository that holds a part of the account.",
            "如果有结果取决于该文档，则由 `guarded-action-unknown` 报告，本规则不再报告。对只包含账号一部分的仓库可以接受。",
        ),
        avoid: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_role_policy_attachment" "ops" {
  role_name   = «"ops"»
  policy_name = "AliyunECSReadOnlyAccess"
  policy_type = "System"
}
"#,
        )],
        prefer: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_role" "ops" {
  role_name = "ops"
  assume_role_policy_document = jsonencode({
    Version = "1"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["ecs.aliyuncs.com"] }
    }]
  })
}

resource "alicloud_ram_role_policy_attachment" "ops" {
  role_name   = alicloud_ram_role.ops.role_name
  policy_name = "AliyunECSReadOnlyAccess"
  policy_type = "System"
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/redis/custom-permission-policy-reference",
            "https://help.aliyun.com/en/ram/policy-evaluation-process-of-assuming-a-ram-role",
            "CWE-1059",
        ],
    },
    check: Check::Model(check),
};

/// The gaps of what is not there at all; two documents that differ have a rule of
/// their own.
const ABSENT: &[&str] = &["policy", "system-policy", "trust"];

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let settled = said_elsewhere(context);
    let mut seen = BTreeSet::new();
    for account in &context.model.accounts {
        let policies = account.attachments.iter().filter_map(|attachment| {
            match account.policy(attachment.policy)?.document {
                PolicyDocument::Absent(gap) => Some((gap, attachment.at)),
                PolicyDocument::Known { .. } => None,
            }
        });
        let roles = account
            .principals
            .iter()
            .filter_map(|role| match role.trust {
                Trust::Unknown(gap) if !role.service_linked => Some((gap, role.at?)),
                _ => None,
            });
        for (gap, at) in policies.chain(roles) {
            if settled.contains(&gap) || !seen.insert(gap) {
                continue;
            }
            let doubt = context.model.doubts.get(gap);
            if let Some(doubt) = doubt.filter(|doubt| ABSENT.contains(&doubt.name.as_str())) {
                into.push(finding(doubt, at, context));
            }
        }
    }
}

/// Gaps that some answer hangs on, and those of policies that are judged by name.
fn said_elsewhere(context: &Context<'_>) -> BTreeSet<DoubtId> {
    let mut found = BTreeSet::new();
    let mut by_name = BTreeSet::new();
    for answers in context.answers {
        for (_, line) in answers.lines() {
            if line.verdict.answer == Answer::Unknown {
                found.extend(&line.verdict.depends_on);
            }
            found.extend(line.reach.iter().flat_map(|reach| &reach.depends_on));
            let relied = line.verdict.relies_on.iter();
            let relied = relied.filter_map(|id| answers.doubts.get(*id));
            by_name.extend(relied.map(|doubt| doubt.about.to_ascii_lowercase()));
        }
    }
    let gaps = context.model.doubts.iter();
    let named = gaps.filter(|(_, gap)| {
        gap.kind == DoubtKind::Gap && by_name.contains(&gap.about.to_ascii_lowercase())
    });
    found.extend(named.map(|(id, _)| id));
    found
}

fn finding(doubt: &Doubt, at: Span, context: &Context<'_>) -> Finding {
    let language = context.language;
    let about = quoted(&doubt.about);
    let message = if doubt.name == "trust" {
        say!(
            language,
            "the trust policy of role {about} is not in the input",
            "角色 {about} 的信任策略不在输入中"
        )
    } else {
        say!(
            language,
            "the document of policy {about} is not in the input",
            "权限策略 {about} 的文档不在输入中"
        )
    };
    let primary = language.pick("something here is not in the input", "此处有内容不在输入中");
    let mut found = context.finding(&RULE, message, label(at, primary));
    let remedy = wording::doubt::remedy(doubt, language);
    found.help = Some(remedy.unwrap_or_else(|| {
        let help = language.pick("add the document to the input", "把该文档加入输入");
        help.to_owned()
    }));
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn quiet_where_an_answer_hangs_on_it() {
        let text = r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": ["attachments"],
            "users": [{"name": "a"}], "attachments": [{"policy": "Custom/Lost", "to": "user/a"}]}"#;
        check("RAM903", &[("a.json", text)]);
    }

    #[test]
    fn once_for_a_document_beside_a_grant_that_decides() {
        let text = r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
            "complete": ["users", "groups", "memberships", "attachments"],
            "users": [{"name": "a"}], "roles": [{"name": «"r"»}],
            "attachments": [{"policy": "System/AliyunECSReadOnlyAccess", "to": "user/a"}]}"#;
        check("RAM903", &[("a.json", text)]);
    }
}
