//! RAM414: a statement has two elements that exclude each other

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM414",
    name: "exclusive-elements",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a statement has two elements that exclude each other",
            "语句中有两个互斥的元素",
        ),
        finds: Text::new(
            "A statement with both `Action` and `NotAction`, or both `Resource` and `NotResource`.",
            "语句同时含有 `Action` 和 `NotAction`，或同时含有 `Resource` 和 `NotResource`。",
        ),
        matters: Text::new(
            "RAM wants exactly one of the two. If a reader takes the `NotAction`, a statement that seems to allow one action allows everything but a few.",
            "RAM 要求二者只能有其一。如果按 `NotAction` 读取，看似只允许一个操作的语句会允许几乎所有操作。",
        ),
        advice: Text::new(
            "Remove one of the two, or split the statement. Decide first which of them was meant.",
            "删除其中一个，或拆分语句。请先确定本意是哪一个。",
        ),
        limits: Text::new(
            "What RAM makes of a document with both that it took earlier is not documented. Such a statement is evaluated with each of the two.",
            "对于此前已接受的含有二者的文档，RAM 如何处理没有文档说明。此类语句会分别按二者评估。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "NotAction": «"ram:*"», "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "https://www.alibabacloud.com/help/en/ram/permission-policy-check",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for problem in fault::structures(&RULE, context) {
        let StructureKind::Exclusive(one, other) = &problem.kind else {
            continue;
        };
        let (one, other) = (wording::quoted(one), wording::quoted(other));
        let words = Words::new(
            say!(
                language,
                "{one} and {other} stand in one statement",
                "{one} 与 {other} 出现在同一语句中"
            ),
            language.pick("RAM allows one of the two", "RAM 只允许其中一个"),
            language.pick(
                "split the statement, or remove one of the two",
                "拆分语句，或删除其中一个",
            ),
        );
        into.push(fault::finding(&RULE, problem.at, words, context));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM414",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": "ram:*", "Resource": "*"}]}"#,
            )],
        );
    }
}
