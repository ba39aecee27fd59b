//! RAM614: changes to a policy document are ignored by Terraform

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM614",
    name: "document-changes-ignored",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "changes to a policy document are ignored by Terraform",
            "Terraform 会忽略该策略文档的后续变更",
        ),
        finds: Text::new(
            "A resource that carries a policy or trust document has the document among its `ignore_changes`.",
            "带有权限策略或信任策略文档的资源把该文档列入了 `ignore_changes`。",
        ),
        matters: Text::new(
            "The text in version control is put into force once and never again. A Deny that is added here later protects nothing, and what somebody writes in the console stays.",
            "版本库中的文本只会生效一次，之后不再生效。以后在这里添加的 Deny 起不到任何保护作用，而有人在控制台写入的内容会一直保留。",
        ),
        advice: Text::new(
            "Take the document out of `ignore_changes`. The next run puts the text into force, so compare the two before.",
            "把该文档从 `ignore_changes` 中去掉。下一次运行会使该文本生效，因此请先比较两者。",
        ),
        limits: Text::new(
            "Accept it where another process owns the document. The text here then says nothing, and answers that hang on it are UNKNOWN.",
            "如果该文档由其他流程管理，可以接受。此时这里的文本不说明任何问题，取决于它的结果是 UNKNOWN。",
        ),
        avoid: &[Sample::new(
            "policy.tf",
            r#"resource "alicloud_ram_policy" "guard" {
  policy_name = "guard"
  policy_document = «<<-JSON
    {
      "Version": "1",
      "Statement": [{ "Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*" }]
    }
  JSON»

  lifecycle {
    ignore_changes = [policy_document]
  }
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.tf",
            r#"resource "alicloud_ram_policy" "guard" {
  policy_name = "guard"
  policy_document = <<-JSON
    {
      "Version": "1",
      "Statement": [{ "Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*" }]
    }
  JSON

  lifecycle {
    ignore_changes = [description]
  }
}
"#,
        )],
        sources: &[
            "https://github.com/aliyun/terraform-provider-alicloud",
            "CWE-1188",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::ChangesIgnored(resource) = kind else {
        return None;
    };
    let resource = quoted(resource);
    Some(Words {
        message: say!(
            language,
            "changes to the document of {resource} are not put into force",
            "{resource} 的文档变更不会生效"
        ),
        label: language
            .pick(
                "not what is in force, once it was changed",
                "一旦变更过，就不是生效的内容",
            )
            .to_owned(),

        help: language
            .pick(
                "take the document out of `ignore_changes`",
                "把该文档从 `ignore_changes` 中去掉",
            )
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn all_changes_of_what_has_a_document() {
        let text = "resource \"alicloud_ram_policy\" \"p\" {\n  policy_name = \"p\"\n  policy_document = «\"{}\"»\n  lifecycle {\n    ignore_changes = all\n  }\n}\n";
        check("RAM614", &[("a.tf", text)]);
        let user = "resource \"alicloud_ram_user\" \"u\" {\n  name = \"u\"\n  lifecycle {\n    ignore_changes = all\n  }\n}\n";
        check("RAM614", &[("a.tf", user)]);
    }
}
