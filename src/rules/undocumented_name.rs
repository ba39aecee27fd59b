//! RAM617: a name has characters or a length that RAM does not document

use crate::model::account::{PolicyKind, is_whole_name};
use crate::model::catalogue::{Named, Naming};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM617",
    name: "undocumented-name",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a name has characters or a length that RAM does not document",
            "名称的字符或长度不符合 RAM 文档",
        ),
        finds: Text::new(
            "A declared user, group, role or custom policy has a name that is longer than documented, or has a character that is not among the documented ones.",
            "声明的用户、用户组、角色或自定义策略的名称超过文档规定的长度，或者含有文档未列出的字符。",
        ),
        matters: Text::new(
            "RAM refuses the name, and whatever names it fails with it. A letter that only looks like an ASCII one gives two names that read alike, of which one is guarded.",
            "RAM 会拒绝该名称，引用它的一切也随之失败。只是看起来像 ASCII 的字母会造成两个看似相同的名称，而其中只有一个受到防护。",
        ),
        advice: Text::new(
            "Write the name in the documented characters and length.",
            "使用文档规定的字符和长度书写名称。",
        ),
        limits: Text::new(
            "The characters of names of groups were read in part, so all that is documented for users is taken for them too. Roles that a service makes are not looked at, nor are names that are not known whole.",
            "用户组名称的字符只读到部分文档，因此对其采用与用户相同的字符。由服务创建的角色以及不完全已知的名称不作检查。",
        ),
        avoid: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_policy" "ops" {
  policy_name     = «"Redis Ops"»
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
  policy_name     = "Redis-Ops"
  policy_document = jsonencode({
    Version   = "1"
    Statement = [{ Effect = "Allow", Action = "ecs:Describe*", Resource = "*" }]
  })
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/product-overview/limits",
            "https://www.alibabacloud.com/help/doc-detail/102666.htm",
            "CWE-1007",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for account in &context.model.accounts {
        let principals = account.principals.iter().filter_map(|one| {
            let at = one.at.filter(|_| !one.service_linked)?;
            Some((Named::Principal(one.kind), one.name.as_str(), at))
        });
        let policies = account.policies.iter().filter_map(|one| {
            let at = one.at.filter(|_| one.kind == PolicyKind::Custom)?;
            Some((Named::Policy, one.name.as_str(), at))
        });
        for (what, name, at) in principals.chain(policies) {
            let Some(naming) = context.catalogue.naming(what) else {
                continue;
            };
            if is_whole_name(name) && !naming.admits(name) {
                into.push(finding(name, naming, at, context));
            }
        }
    }
}

fn finding(name: &str, naming: Naming, at: Span, context: &Context<'_>) -> Finding {
    let language = context.language;
    let written = quoted(name);
    let (most, characters) = (naming.most, naming.characters);
    let message = say!(
        language,
        "{written} is not a name in the characters and length that RAM documents",
        "{written} 的字符或长度不符合 RAM 文档"
    );
    let primary = language.pick("likely refused", "很可能被拒绝");
    let mut found = context.finding(&RULE, message, label(at, primary));
    let help = say!(
        language,
        "write at most {most} characters: ASCII letters, digits and `{characters}`",
        "最多 {most} 个字符：ASCII 字母、数字以及 `{characters}`"
    );
    found.help = Some(help);
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn manifest(rest: &str) -> String {
        format!("ram_attachments: 1\n{rest}\n")
    }

    #[test]
    fn characters_and_lengths() {
        for rest in [
            "users:\n  «a b»: {}".to_owned(),
            "users:\n  «аnn»: {}".to_owned(),
            "roles:\n  «ops_prod»: {}".to_owned(),
            format!("users:\n  «{}»: {{}}", "a".repeat(65)),
        ] {
            check("RAM617", &[("ram-attachments.yaml", &manifest(&rest))]);
        }
    }

    #[test]
    fn documented_names() {
        for rest in [
            "users:\n  a.b-c_d: {}".to_owned(),
            "roles:\n  AliyunServiceRoleForRds_x: {}".to_owned(),
            "roles:\n  ops.prod-1: {}".to_owned(),
            format!("users:\n  {}: {{}}", "a".repeat(64)),
        ] {
            check("RAM617", &[("ram-attachments.yaml", &manifest(&rest))]);
        }
        let unknown = "resource \"alicloud_ram_user\" \"u\" {\n  name = \"${var.name}-x\"\n}\nresource \"alicloud_ram_user\" \"v\" {\n  name = var.other\n}\n";
        check("RAM617", &[("a.tf", unknown)]);
    }
}
