//! RAM428: the operator `Null` is not one of RAM's

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM428",
    name: "null-operator",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "the operator `Null` is not one of RAM's",
            "RAM 没有操作符 `Null`",
        ),
        finds: Text::new(
            "A condition with the operator `Null`, by which other policy languages ask whether a key is in the request.",
            "条件使用了操作符 `Null`，其他策略语言用它判断请求中是否有某个键。",
        ),
        matters: Text::new(
            "RAM was seen to refuse it, so the policy is not created. A Deny that was to stop calls without multi-factor login by `Null` is then missing.",
            "已观察到 RAM 会拒绝它，策略因此无法创建。原本用 `Null` 阻止未经多因素认证的调用的 Deny 也就不存在。",
        ),
        advice: Text::new(
            "RAM has no test for the absence of a key. Test a value that every request which is to pass has, and deny by a negated operator what lacks it.",
            "RAM 没有判断键不存在的方法。请判断应放行的请求都具有的值，并用否定操作符拒绝不具有该值的请求。",
        ),
        limits: Text::new(
            "That it is refused rests on field reports and is not documented. The test is evaluated as met and as not met.",
            "它会被拒绝来自实际观察，没有文档说明。评估时该条件既按满足、也按不满足处理。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"Null"»: {"acs:SourceVpc": "true"}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringNotLike": {"acs:SourceVpc": "vpc-*"}}}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/conditional-operator"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for problem in fault::structures(&RULE, context) {
        let words = Words::fixed(
            context.language,
            [
                "RAM has no operator `Null`, so it cannot test that a key is absent",
                "RAM 没有操作符 `Null`，无法判断键不存在",
            ],
            ["may be refused or ignored", "可能被拒绝或忽略"],
            ["test a value of the key instead", "改为判断键的值"],
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
            "RAM428",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"null"»: {"acs:SourceVpc": "true"}}}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM428",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"NullX": {"acs:SourceVpc": "true"}}}]}"#,
            )],
        );
    }
}
