//! RAM621: a policy document made of blocks has no statement and comes out empty

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM621",
    name: "policy-document-without-statements",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a policy document made of blocks has no statement and comes out empty",
            "由块组成的策略文档没有语句，结果为空",
        ),
        finds: Text::new(
            "The data source `alicloud_ram_policy_document` has no `statement` block.",
            "数据源 `alicloud_ram_policy_document` 没有 `statement` 块。",
        ),
        matters: Text::new(
            "The provider then gives an empty text and no document. A policy made of it is refused, or it is left out and nobody notices that a guard is not there.",
            "此时 provider 给出的是空文本而不是文档。用它创建的权限策略会被拒绝，或者根本没有创建，而没有人注意到少了一道防线。",
        ),
        advice: Text::new(
            "Add a `statement` block, or remove the data source.",
            "添加 `statement` 块，或者删除该数据源。",
        ),
        limits: Text::new(
            "Blocks that are made by `dynamic` from an empty list are seen where the list is known.",
            "由 `dynamic` 从空列表生成的块，只有在列表已知时才能发现。",
        ),
        avoid: &[Sample::new(
            "policy.tf",
            r#"«data "alicloud_ram_policy_document" "guard"» {
  version = "1"
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.tf",
            r#"data "alicloud_ram_policy_document" "guard" {
  version = "1"
  statement {
    effect   = "Deny"
    action   = ["kvstore:DestroyInstance"]
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
    let StructureKind::NoStatements(name) = kind else {
        return None;
    };
    let name = quoted(name);
    Some(Words {
        message: say!(
            language,
            "{name} has no statement, so its document is empty",
            "{name} 没有语句，因此其文档为空"
        ),
        label: language
            .pick("gives an empty text", "给出空文本")
            .to_owned(),

        help: language
            .pick(
                "add a `statement` block, or remove the data source",
                "添加 `statement` 块，或删除该数据源",
            )
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn other_data_sources_are_quiet() {
        let text = "data \"alicloud_ram_policies\" \"p\" {\n  name_regex = \"x\"\n}\n";
        check("RAM621", &[("a.tf", text)]);
    }
}
