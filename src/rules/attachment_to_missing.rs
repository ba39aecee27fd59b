//! RAM602: a name in an attachment stands for nothing in the input

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM602",
    name: "attachment-to-missing",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a name in an attachment stands for nothing in the input",
            "挂载关系中的名称在输入中没有对应内容",
        ),
        finds: Text::new(
            "A manifest or snapshot names a policy file, a trust document or an access configuration, and nothing in the input has that name.",
            "清单或快照指明了某个策略文件、信任策略或访问配置，而输入中没有任何内容叫这个名称。",
        ),
        matters: Text::new(
            "What the document would grant or deny is left out of the answers. A guard whose file was renamed is then attached on paper and nowhere else.",
            "该文档会允许或拒绝什么，就没有计入分析结果。例如防护策略的文件改名之后，它就只是在纸面上挂载着。",
        ),
        advice: Text::new(
            "Add the file, or correct the name. The answers then hold what it says.",
            "补上该文件，或者更正名称。分析结果随后会包含它的内容。",
        ),
        limits: Text::new(
            "It looks in the input alone: a document that exists in the cloud and not here is reported too. Give it with `--policy` where it cannot be added.",
            "它只查看输入：在云上存在而这里没有的文档同样会报告。无法添加时可以用 `--policy` 提供。",
        ),
        avoid: &[Sample::new(
            "ram-attachments.yaml",
            "ram_attachments: 1
users:
  ann: { policies: [«redis-ops»] }
",
        )],
        prefer: &[
            Sample::new(
                "ram-attachments.yaml",
                "ram_attachments: 1
users:
  ann: { policies: [redis-ops] }
policies:
  redis-ops: redis-ops.json
",
            ),
            Sample::new(
                "redis-ops.json",
                r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*" }]
}
"#,
            ),
        ],
        sources: &[
            "https://help.aliyun.com/zh/redis/custom-permission-policy-reference",
            "CWE-1188",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::Unresolved(name) = kind else {
        return None;
    };
    let name = quoted(name);
    Some(Words {
        message: say!(
            language,
            "{name} is named here and is not in the input",
            "此处指明了 {name}，但输入中没有它"
        ),
        label: language
            .pick("nothing in the input has this name", "输入中没有这个名称")
            .to_owned(),

        help: language
            .pick(
                "add what is missing, or correct the name",
                "补上缺失的内容，或更正名称",
            )
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn files_and_configurations() {
        let policy =
            "ram_attachments: 1\nusers:\n  ann: { policies: [P] }\npolicies:\n  P: «lost.json»\n";
        check("RAM602", &[("ram-attachments.yaml", policy)]);
        let system =
            "ram_attachments: 1\nusers:\n  ann: { policies: [System/AdministratorAccess] }\n";
        check("RAM602", &[("ram-attachments.yaml", system)]);
    }
}
