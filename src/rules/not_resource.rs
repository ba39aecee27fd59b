//! RAM420: `NotResource` is not part of RAM's present grammar

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM420",
    name: "not-resource",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "`NotResource` is not part of RAM's present grammar",
            "`NotResource` 不属于 RAM 现行语法",
        ),
        finds: Text::new(
            "A statement with `NotResource`, an element that RAM's pages named until 2019 and no longer do.",
            "语句含有 `NotResource`，该元素在 2019 年以前的 RAM 文档中出现，现已不再列出。",
        ),
        matters: Text::new(
            "RAM may refuse the document, honour the element or pass over it. A Deny of everything but a list of instances guards nothing in two of the three cases.",
            "RAM 可能拒绝文档、遵从该元素或忽略它。拒绝除若干实例外一切资源的 Deny，在其中两种情况下起不到保护作用。",
        ),
        advice: Text::new(
            "Name the resources with `Resource`, or exempt them in another way, such as by a tag in a `Condition`.",
            "用 `Resource` 列出资源，或用其他方式排除，例如在 `Condition` 中判断标签。",
        ),
        limits: Text::new(
            "How RAM takes the element today is not documented. It is evaluated as honoured and as refused.",
            "RAM 目前如何处理该元素没有文档说明。评估时既按遵从、也按拒绝处理。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "ecs:DeleteInstance", "NotResource": «"acs:ecs:*:*:instance/i-test"»}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "ecs:DeleteInstance", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "https://github.com/AlibabaCloudDocs/ram",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for problem in fault::structures(&RULE, context) {
        let words = Words::fixed(
            context.language,
            [
                "`NotResource` is not part of RAM's present grammar",
                "`NotResource` 不属于 RAM 现行语法",
            ],
            ["may be refused or ignored", "可能被拒绝或忽略"],
            [
                "name the resources with `Resource`",
                "用 `Resource` 列出资源",
            ],
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
            "RAM420",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": "ram:*", "Resource": "*"}]}"#,
            )],
        );
    }
}
