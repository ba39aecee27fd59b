//! RAM603: a custom policy wears the name of a system policy

use crate::model::account::PolicyKind;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM603",
    name: "custom-policy-named-like-system",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a custom policy wears the name of a system policy",
            "自定义策略使用了系统策略的名称",
        ),
        finds: Text::new(
            "A custom policy is declared under the name of a system policy of the catalogue, in whichever letter case.",
            "声明的自定义策略与目录中的某条系统策略同名，不论大小写。",
        ),
        matters: Text::new(
            "Lists of attachments show the name first and the type, if at all, after it. A reviewer who knows the system policy takes the custom one for it, and its owner may write anything into it.",
            "挂载列表先显示名称，策略类型在其后甚至不显示。熟悉该系统策略的评审者会把自定义策略当成它，而其所有者可以在其中写入任何内容。",
        ),
        advice: Text::new(
            "Give the policy a name of its own. Attachments have to name the new one.",
            "给该策略取一个自己的名称。挂载关系需要改用新名称。",
        ),
        limits: Text::new(
            "The two name spaces are separate, so RAM itself does not mix them up. Only system policies that the catalogue knows are compared.",
            "两者的命名空间是分开的，因此 RAM 本身不会混淆。只与目录中已知的系统策略比较。",
        ),
        avoid: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_policy" "ops" {
  policy_name     = «"AliyunKvstoreReadOnlyAccess"»
  policy_document = jsonencode({
    Version   = "1"
    Statement = [{ Effect = "Allow", Action = "ecs:Describe*", Resource = "*" }]
  })
}
"#,
        )],
        prefer: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_policy" "ops" {
  policy_name     = "KvstoreReaders"
  policy_document = jsonencode({
    Version   = "1"
    Statement = [{ Effect = "Allow", Action = "ecs:Describe*", Resource = "*" }]
  })
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/developer-reference/aliyunkvstorefullaccess",
            "CWE-1007",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for policy in context.model.accounts.iter().flat_map(|one| &one.policies) {
        let (PolicyKind::Custom, Some(at)) = (policy.kind, policy.at) else {
            continue;
        };
        let Some(system) = context.catalogue.system_policy(&policy.name) else {
            continue;
        };
        let name = quoted(&system.name);
        let message = say!(
            language,
            "a custom policy wears the name of system policy {name}",
            "自定义策略使用了系统策略 {name} 的名称"
        );
        let primary = language.pick("a policy of this account", "本账号的策略");
        let mut found = context.finding(&RULE, message, label(at, primary));
        let help = language.pick("give it a name of its own", "给它取一个自己的名称");
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn snapshot(kind: &str, name: &str) -> String {
        format!(
            r#"{{"ram_account_snapshot": 1, "policies": [{{"type": "{kind}", "name": {name}, "document":
            {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}}]}}}}]}}"#
        )
    }

    #[test]
    fn custom_policies_in_any_case() {
        check(
            "RAM603",
            &[("a.json", &snapshot("Custom", r#"«"administratoraccess"»"#))],
        );
        check(
            "RAM603",
            &[("a.json", &snapshot("System", r#""AdministratorAccess""#))],
        );
        check(
            "RAM603",
            &[("a.json", &snapshot("Custom", r#""AdministratorAccess2""#))],
        );
    }
}
