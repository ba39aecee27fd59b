//! RAM606: a name differs in letter case from where it is declared

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM606",
    name: "name-in-another-case",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a name differs in letter case from where it is declared",
            "名称的大小写与声明处不同",
        ),
        finds: Text::new(
            "A principal or policy is named in another letter case than the one it is declared in. The two are taken as one.",
            "某个主体或权限策略的名称大小写与声明处不同。两者按同一个处理。",
        ),
        matters: Text::new(
            "Whether RAM takes the two names as one is not documented for all of them. If it does not, the attachment fails, or the policy of another name is what counts.",
            "RAM 是否把两种写法当作同一个名称，文档并未逐一说明。如果不是，挂载会失败，或者实际起作用的是另一个名称的权限策略。",
        ),
        advice: Text::new(
            "Write the name as it is declared. This changes nothing where the two are one.",
            "按声明处的写法书写名称。如果两者本就是同一个，不会有任何变化。",
        ),
        limits: Text::new(
            "Names that the cloud prints in lower case, as in ARNs of roles, are not compared.",
            "云端以小写输出的名称（例如角色 ARN 中的名称）不作比较。",
        ),
        avoid: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_user" "ann" {
  name = "ann"
}

resource "alicloud_ram_user_policy_attachment" "ann" {
  user_name   = «"Ann"»
  policy_name = "AliyunECSReadOnlyAccess"
  policy_type = "System"
}
"#,
        )],
        prefer: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_user" "ann" {
  name = "ann"
}

resource "alicloud_ram_user_policy_attachment" "ann" {
  user_name   = "ann"
  policy_name = "AliyunECSReadOnlyAccess"
  policy_type = "System"
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-178",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::NameCase(name) = kind else {
        return None;
    };
    let name = quoted(name);
    Some(Words {
        message: say!(
            language,
            "{name} differs in letter case from where it is declared",
            "{name} 的大小写与声明处不同"
        ),
        label: language
            .pick("taken as the same name", "按同一名称处理")
            .to_owned(),

        help: language
            .pick("write the name as it is declared", "按声明处的写法书写名称")
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn in_a_manifest() {
        let text = "ram_attachments: 1\nusers:\n  ann: {}\ngroups:\n  g: { members: [«ANN»] }\n";
        check("RAM606", &[("ram-attachments.yaml", text)]);
    }
}
