//! RAM442: two statements of a document have the same `Sid`

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{label, say, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM442",
    name: "duplicate-sid",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::Low,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "two statements of a document have the same `Sid`",
            "同一文档的两条语句有相同的 `Sid`",
        ),
        finds: Text::new(
            "A `Sid` that an earlier statement of the same document has too.",
            "与同一文档中前面的语句相同的 `Sid`。",
        ),
        matters: Text::new(
            "RAM does not use the element, so access is the same. A reviewer or a tool that names statements by it speaks of the wrong one, and other policy languages refuse the document.",
            "RAM 不使用该元素，因此访问权限相同。但用它来指称语句的审阅者或工具会指向错误的语句，其他策略语言还会拒绝该文档。",
        ),
        advice: Text::new(
            "Give each statement a `Sid` of its own, or leave it out. Access stays as it is.",
            "给每条语句单独的 `Sid`，或不写。访问权限不变。",
        ),
        limits: Text::new(
            "RAM does not document the element, and what it makes of two equal ones is not known.",
            "RAM 没有该元素的文档说明，两个相同的值会如何处理也不清楚。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Sid": «"A"», "Effect": "Deny", "Action": "ecs:DeleteInstance", "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Sid": "B", "Effect": "Deny", "Action": "ecs:DeleteInstance", "Resource": "*"}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for problem in fault::structures(&RULE, context) {
        let StructureKind::DuplicateSid(sid) = &problem.kind else {
            continue;
        };
        let words = Words::new(
            say!(
                language,
                "two statements have the `Sid` {}",
                "两条语句的 `Sid` 都是 {}",
                wording::quoted(sid)
            ),
            language.pick("the same again", "与前面相同"),
            language.pick("give the statement a name of its own", "给该语句单独的名称"),
        );
        let mut found = fault::finding(&RULE, problem.at, words, context);
        if let Some(first) = problem.related {
            let text = language.pick("the first one is here", "第一个在这里");
            found.related.push(label(first, text));
        }
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM442",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Sid": "a", "Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Sid": "A", "Effect": "Allow", "Action": "oss:*", "Resource": "*"}]}"#,
            )],
        );
    }
}
