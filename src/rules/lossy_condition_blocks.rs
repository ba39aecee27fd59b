//! RAM612: two blocks with one operator and variable, of which one is dropped

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM612",
    name: "lossy-condition-blocks",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "two blocks with one operator and variable, of which one is dropped",
            "两个块的运算符和变量相同，其中一个会丢失",
        ),
        finds: Text::new(
            "A statement of the data source `alicloud_ram_policy_document` has two `condition` blocks with one operator and variable, or two `principal` blocks with one entity.",
            "数据源 `alicloud_ram_policy_document` 的某条语句有两个运算符和变量都相同的 `condition` 块，或者两个实体相同的 `principal` 块。",
        ),
        matters: Text::new(
            "The provider does not add the blocks up: one replaces the other, and which one stays cannot be seen in the text. A restriction that a reviewer reads is then not in the policy.",
            "provider 不会合并这些块：其中一个会取代另一个，而从文本看不出留下的是哪一个。评审者读到的限制可能并不在权限策略中。",
        ),
        advice: Text::new(
            "Put all values into one block, which means any of them. Where both tests have to be met, write one value or another operator that says so.",
            "把所有值放进同一个块，这表示满足任意一个值即可。如果两个条件都要满足，请用能表达这一点的一个值或其他运算符。",
        ),
        limits: Text::new(
            "Read in the source of the provider, where a block of one value followed by one of several makes it crash. Two blocks of several values each do add up and are not reported.",
            "这是从 provider 源代码中读到的；其中一个值的块之后跟着多个值的块还会使其崩溃。两个块都各有多个值时会合并，不报告。",
        ),
        avoid: &[Sample::new(
            "policy.tf",
            r#"data "alicloud_ram_policy_document" "ops" {
  statement {
    action   = ["kvstore:Describe*"]
    resource = ["*"]
    condition {
      operator = "StringLike"
      variable = "acs:PrincipalARN"
      values   = ["acs:ram:*:*:role/ops-*"]
    }
    «condition {
      operator = "StringLike"
      variable = "acs:PrincipalARN"
      values   = ["acs:ram:*:*:role/*-prod"]
    }»
  }
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.tf",
            r#"data "alicloud_ram_policy_document" "ops" {
  statement {
    action   = ["kvstore:Describe*"]
    resource = ["*"]
    condition {
      operator = "StringLike"
      variable = "acs:PrincipalARN"
      values   = ["acs:ram:*:*:role/ops-*-prod"]
    }
  }
}
"#,
        )],
        sources: &[
            "https://github.com/aliyun/terraform-provider-alicloud",
            "CWE-1109",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::ReplacedBlock(what) = kind else {
        return None;
    };
    let what = quoted(what);
    Some(Words {
        message: say!(
            language,
            "two blocks say {what}, and the provider keeps one of them",
            "两个块都写了 {what}，而 provider 只保留其中一个"
        ),
        label: language
            .pick(
                "replaces the other block, or is replaced by it",
                "取代另一个块，或被其取代",
            )
            .to_owned(),
        related: language
            .pick("the first one is here", "第一个在这里")
            .to_owned(),
        help: language
            .pick("put all values into one block", "把所有值放进同一个块")
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn statement(blocks: &str) -> String {
        format!(
            "data \"alicloud_ram_policy_document\" \"d\" {{\n  statement {{\n    action = [\"sts:AssumeRole\"]\n{blocks}  }}\n}}\n"
        )
    }

    fn block(kind: &str, (first, second): (&str, &str), rest: &str, marked: bool) -> String {
        let (open, close) = if marked { ("«", "»") } else { ("", "") };
        format!("    {open}{kind} {{\n      {first}\n      {second}\n      {rest}\n    }}{close}\n")
    }

    fn condition(variable: &str, values: &str, marked: bool) -> String {
        let variable = format!("variable = \"{variable}\"");
        let named = ("operator = \"StringEquals\"", variable.as_str());
        block("condition", named, &format!("values = {values}"), marked)
    }

    #[test]
    fn one_value_each_or_one_and_many() {
        for second in ["[\"b\"]", "[\"b\", \"c\"]"] {
            let blocks = condition("acs:Service", "[\"a\"]", false)
                + &condition("acs:Service", second, true);
            let found = check("RAM612", &[("a.tf", &statement(&blocks))]);
            assert_eq!(found[0].related.len(), 1);
        }
        let ids = "identifiers = [\"acs:ram::1:root\"]";
        let principal = |marked| block("principal", ("entity = \"RAM\"", ids), "", marked);
        let blocks = principal(false) + &principal(true);
        check("RAM612", &[("a.tf", &statement(&blocks))]);
    }

    #[test]
    fn other_variables_and_many_values_add_up() {
        for (name, values) in [
            ("acs:SourceVpc", "[\"b\"]"),
            ("acs:Service", "[\"b\", \"c\"]"),
        ] {
            let blocks =
                condition("acs:Service", "[\"a\", \"d\"]", false) + &condition(name, values, false);
            check("RAM612", &[("a.tf", &statement(&blocks))]);
        }
    }
}
