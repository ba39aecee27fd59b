//! RAM607: a Terraform block sets an argument that its type does not have

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM607",
    name: "unknown-terraform-argument",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Terraform block sets an argument that its type does not have",
            "Terraform 块设置了其类型没有的参数",
        ),
        finds: Text::new(
            "A resource or data source of the provider is given an argument that it does not have, such as `actions` for `action` in a policy document.",
            "资源或数据源设置了 provider 没有的参数，例如在权限策略文档中把 `action` 写成 `actions`。",
        ),
        matters: Text::new(
            "Terraform refuses the configuration, so what is reviewed is not what is in force. The habit comes from another cloud, where the same argument works.",
            "Terraform 会拒绝该配置，因此评审的内容并不是生效的内容。这种写法多来自其他云的习惯，在那里同样的参数可用。",
        ),
        advice: Text::new(
            "Write the argument that the provider documents. The block is judged as what it seems to mean already.",
            "改用 provider 文档中的参数。分析时已按其看似要表达的意思处理该块。",
        ),
        limits: Text::new(
            "Only arguments that are often mistaken are looked for; `terraform validate` finds the others.",
            "只查找经常写错的参数；其他的由 `terraform validate` 发现。",
        ),
        avoid: &[Sample::new(
            "policy.tf",
            r#"data "alicloud_ram_policy_document" "ops" {
  statement {
    «actions» = ["ecs:Describe*"]
    resource  = ["*"]
  }
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.tf",
            r#"data "alicloud_ram_policy_document" "ops" {
  statement {
    action   = ["ecs:Describe*"]
    resource = ["*"]
  }
}
"#,
        )],
        sources: &["https://github.com/aliyun/terraform-provider-alicloud"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::UnknownArgument { name, of, meant } = kind else {
        return None;
    };
    let (name, of) = (quoted(name), quoted(of));
    Some(Words {
        message: say!(
            language,
            "{of} has no argument {name}",
            "{of} 没有参数 {name}"
        ),
        label: language
            .pick(
                "refused by Terraform; it is judged as it seems meant",
                "Terraform 会拒绝它；按看似的意思分析",
            )
            .to_owned(),

        help: match meant {
            Some(meant) => say!(language, "write `{meant}`", "改为 `{meant}`"),
            None => language.pick("remove it", "将其删除").to_owned(),
        },
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn trust_of_another_cloud() {
        let text = "resource \"alicloud_ram_role\" \"r\" {\n  role_name = \"r\"\n  «assume_role_policy» = \"{}\"\n}\n";
        check("RAM607", &[("a.tf", text)]);
    }
}
