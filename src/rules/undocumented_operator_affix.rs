//! RAM427: an operator has a prefix or suffix that RAM does not document

use crate::engine::values::Oddity;
use crate::model::condition::{OperatorName, Quantifier};
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM427",
    name: "undocumented-operator-affix",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an operator has a prefix or suffix that RAM does not document",
            "条件操作符带有 RAM 文档中没有的前缀或后缀",
        ),
        finds: Text::new(
            "The suffix `IfExists`, and the prefixes `ForAllValues:` and `ForAnyValue:`, on an operator of RAM.",
            "RAM 条件操作符带有后缀 `IfExists`，或前缀 `ForAllValues:`、`ForAnyValue:`。",
        ),
        matters: Text::new(
            "Policies that are carried over from another cloud have them. RAM was seen to refuse `IfExists`; whether the prefixes do what they do elsewhere is not said, and `ForAllValues:` is met elsewhere when the key is absent, which opens an Allow.",
            "从其他云迁移来的策略常带有它们。已观察到 RAM 会拒绝 `IfExists`；前缀的作用是否与其他云相同没有说明，而在其他云中键不存在时 `ForAllValues:` 视为满足，会使 Allow 放开。",
        ),
        advice: Text::new(
            "Use the plain operator, and say what is to happen without the key in a statement of its own.",
            "使用不带前后缀的操作符，并用单独的语句说明键不存在时的处理。",
        ),
        limits: Text::new(
            "The prefixes are reported as low, since a module of Alibaba Cloud uses one of them. What RAM makes of any of them is not documented.",
            "前缀按 low 报告，因为阿里云的一个模块使用了其中之一。RAM 如何处理它们没有文档说明。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"StringEqualsIfExists"»: {"acs:SourceVpc": "vpc-1"}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": "vpc-1"}}}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "https://github.com/alibabacloud-automation/terraform-alicloud-ram-policy",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for issue in fault::oddities(&RULE, context) {
        let Oddity::UndocumentedAffix(affix) = issue.oddity else {
            continue;
        };
        let words = Words::new(
            say!(
                language,
                "{} is not documented for RAM's operators",
                "RAM 的条件操作符没有 {} 的文档说明",
                wording::quoted(affix)
            ),
            language.pick("may be refused or ignored", "可能被拒绝或忽略"),
            language.pick("use the operator without it", "使用不带它的条件操作符"),
        );
        let mut found = fault::finding(&RULE, issue.at, words, context);
        if OperatorName::read(&issue.written).quantifier != Quantifier::None {
            found.level = Level::Low;
        }
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM427",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"ForAllValues:StringEquals"»: {"acs:SourceVpc": "vpc-1"}}}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM427",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEqualIfExists": {"acs:SourceVpc": "vpc-1"}}}]}"#,
            )],
        );
    }
}
