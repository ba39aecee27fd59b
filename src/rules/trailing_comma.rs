//! RAM409: a comma stands before a closing bracket

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Edit, Finding, FixKind, Language, Level, Rule, Sample, Text,
};
use crate::syntax::{Problem, ProblemKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM409",
    name: "trailing-comma",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "a comma stands before a closing bracket",
            "右括号之前有多余的逗号",
        ),
        finds: Text::new(
            "A comma after the last member of an object or list of a JSON document.",
            "JSON 文档中对象或列表的最后一项之后有逗号。",
        ),
        matters: Text::new(
            "RAM reads strict JSON and refuses the document, though many editors and languages take it. It is the usual trace of a statement that was deleted at the end of a list.",
            "RAM 按严格的 JSON 读取并拒绝该文档，尽管许多编辑器和语言能够接受。它通常是删除列表末尾的语句后留下的痕迹。",
        ),
        advice: Text::new(
            "Remove the comma. The fix does that and leaves the access as it was evaluated.",
            "删除这个逗号。自动修复会这样做，访问权限与评估结果一致。",
        ),
        limits: Text::new(
            "RAM checks the syntax when a policy is created or updated, so the fault concerns files that are not in RAM yet. The text is read as it is most likely meant, and where that cannot be told the run says that it is incomplete.",
            "RAM 在创建或修改权限策略时检查语法，因此这类问题只出现在尚未写入 RAM 的文件中。文本按最可能的本意读取，无法判断时会说明分析不完整。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}«,»]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "https://www.rfc-editor.org/rfc/rfc7159",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    fault::texts(&RULE, context, into, words, edit);
}

fn words(_: &ProblemKind, language: Language) -> Words {
    Words::fixed(
        language,
        [
            "a comma stands before a closing bracket, which JSON does not allow",
            "右括号之前有逗号，JSON 不允许",
        ],
        ["nothing follows this comma", "这个逗号之后没有内容"],
        ["remove the comma", "删除这个逗号"],
    )
}

fn edit(problem: &Problem, _: &Context<'_>) -> Option<Edit> {
    Some(Edit {
        at: problem.at,
        text: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM409",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:*"«,»], "Resource": "*"}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM409",
            &[(
                "main.tf",
                r#"resource "alicloud_ram_policy" "p" {
  policy_name     = "p"
  policy_document = jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = "ecs:*", Resource = "*", },] })
}
"#,
            )],
        );
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended("RAM409", "p.json", r#"{"Version": "1", "Statement": [],}"#),
            r#"{"Version": "1", "Statement": []}"#
        );
    }
}
