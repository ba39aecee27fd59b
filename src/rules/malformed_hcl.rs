//! RAM407: a Terraform file is not HCL

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::say;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
};
use crate::syntax::ProblemKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM407",
    name: "malformed-hcl",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Terraform file is not HCL",
            "Terraform 文件不是合法的 HCL",
        ),
        finds: Text::new(
            "A block, an argument or an expression of a Terraform file that is not written as HCL has it.",
            "Terraform 文件中有不符合 HCL 语法的块、参数或表达式。",
        ),
        matters: Text::new(
            "Terraform stops at the fault and applies nothing. What the part around it declares is not seen here, so a grant in it is not in the answers.",
            "Terraform 遇到该错误就会停止，不会应用任何内容。其周围声明的内容在此也无法看到，因此其中的授权不在结果中。",
        ),
        advice: Text::new(
            "Mend the HCL; `terraform validate` shows the same place.",
            "修正 HCL；`terraform validate` 会指出同一位置。",
        ),
        limits: Text::new(
            "The words about the fault are given in English. Only files that are read for RAM are looked at.",
            "有关错误的描述为英文。只检查与 RAM 有关的文件。",
        ),
        avoid: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_policy" "p" {
  policy_name     «=»
  policy_document = "{}"
}
"#,
        )],
        prefer: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_policy" "p" {
  policy_name     = "p"
  policy_document = jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = "ecs:*", Resource = "*" }] })
}
"#,
        )],
        sources: &["https://developer.hashicorp.com/terraform/language/syntax/configuration"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    fault::texts(&RULE, context, into, words, fault::nothing);
}

fn words(kind: &ProblemKind, language: Language) -> Words {
    let says = match kind {
        ProblemKind::Hcl(says) => says.as_str(),
        _ => "",
    };
    Words::new(
        say!(
            language,
            "the text is not HCL: {says}",
            "文本不是合法的 HCL：{says}"
        ),
        language.pick(
            "the block or argument around this is not read",
            "此处所在的块或参数未被读取",
        ),
        language.pick(
            "mend the HCL; `terraform validate` shows the same place",
            "修正 HCL；`terraform validate` 会指出同一位置",
        ),
    )
}
