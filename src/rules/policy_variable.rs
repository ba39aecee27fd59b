//! RAM435: a policy variable stands in a document, and RAM documents none

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM435",
    name: "policy-variable",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a policy variable stands in a document, and RAM documents none",
            "文档中有策略变量，而 RAM 没有策略变量的说明",
        ),
        finds: Text::new(
            "A text with `${` and `}` in an action, a resource or a condition value.",
            "操作、资源或条件值中含有 `${` 和 `}` 的文本。",
        ),
        matters: Text::new(
            "In other policy languages such a text stands for the caller's name or the like. RAM documents no variables and compares it as plain text: a Deny on `acs:oss:*:*:home/${user}` protects no home.",
            "在其他策略语言中，此类文本代表调用者的名称等。RAM 没有策略变量的文档，会按普通文本比较：对 `acs:oss:*:*:home/${user}` 的 Deny 不保护任何目录。",
        ),
        advice: Text::new(
            "Write out what is meant, one statement for each name, or restrict by a tag.",
            "写出本意所指的内容，每个名称一条语句，或用标签限制。",
        ),
        limits: Text::new(
            "The file may be a template that is filled in before RAM sees it; accept the finding there, or lint what the template makes. The text is evaluated as written and as filled with anything.",
            "该文件可能是提交给 RAM 之前会填充的模板；此时可以接受该问题，或检查模板生成的结果。评估时既按原文、也按填充任意内容处理。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:home/«${acs:username}»/*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:home/ann/*"}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-elements"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for problem in fault::structures(&RULE, context) {
        let words = Words::fixed(
            context.language,
            [
                "a policy variable stands here, and RAM documents none",
                "此处有策略变量，而 RAM 没有策略变量的说明",
            ],
            ["taken as plain text or refused", "按普通文本处理或被拒绝"],
            ["write out what is meant", "写出本意所指的内容"],
        );
        into.push(fault::finding(&RULE, problem.at, words, context));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM435",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": "«${vpc}»"}}}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM435",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:home/{user}/*"}]}"#,
            )],
        );
    }
}
