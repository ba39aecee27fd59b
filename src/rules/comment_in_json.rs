//! RAM404: a comment stands in a document, and JSON has none

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Edit, Finding, FixKind, Language, Level, Rule, Sample, Text,
};
use crate::syntax::{Problem, ProblemKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM404",
    name: "comment-in-json",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "a comment stands in a document, and JSON has none",
            "文档中有注释，而 JSON 不支持注释",
        ),
        finds: Text::new(
            "A comment in a policy that is written as JSON, in the style of `//`, `#` or `/*`.",
            "以 JSON 书写的权限策略中有 `//`、`#` 或 `/*` 形式的注释。",
        ),
        matters: Text::new(
            "RAM does not accept comments, so the document cannot be created as it stands. A step that strips them before the call may strip a `//` within a string too, and with it half of a resource.",
            "RAM 不接受注释，文档无法按原样创建。在调用前去除注释的步骤可能连字符串中的 `//` 一并去除，从而丢掉半个资源。",
        ),
        advice: Text::new(
            "Say what is to be said in the description of the policy or beside the file. The fix removes the comment and leaves access as it is.",
            "把说明写在权限策略的描述中或文件之外。自动修复会删除注释，访问权限不变。",
        ),
        limits: Text::new(
            "Comments of Terraform and YAML files are fine and not found. Accept it where a step of your own strips comments before RAM sees the document.",
            "Terraform 和 YAML 文件中的注释没有问题，不会被报告。如果自有流程会在提交给 RAM 之前去除注释，可以接受此问题。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", «/* reads */» "Action": "ecs:Describe*", "Resource": "*"}]}"#,
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

fn words(kind: &ProblemKind, language: Language) -> Words {
    match kind {
        ProblemKind::UnclosedComment => Words::fixed(
            language,
            ["a comment never ends", "注释没有结束"],
            ["starts here and does not end", "从这里开始，没有结束"],
            ["remove the comment", "删除注释"],
        ),
        _ => Words::fixed(
            language,
            [
                "a comment stands in the text, and JSON has none",
                "文本中有注释，而 JSON 不支持注释",
            ],
            ["RAM does not accept this", "RAM 不接受注释"],
            ["remove the comment", "删除注释"],
        ),
    }
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
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:b/a//b"}]}"#,
            ),
            ("p.yaml", "Version: '1' # one\nStatement: []\n"),
        ] {
            check("RAM404", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM404",
                "p.json",
                r#"{"Version": "1", // one
"Statement": []}"#
            ),
            r#"{"Version": "1", 
"Statement": []}"#
        );
    }
}
