//! RAM433: a test of a boolean has more than one value

use crate::engine::values;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording, written};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM433",
    name: "several-booleans",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a test of a boolean has more than one value",
            "布尔条件有多个值",
        ),
        finds: Text::new(
            "A key under the operator `Bool` with a list of two or more values.",
            "操作符 `Bool` 下的键有包含两个或更多值的列表。",
        ),
        matters: Text::new(
            "RAM's validator refuses several boolean values, so the policy is not created. A list with both values would be met by every request that has the key and would test nothing.",
            "RAM 的校验会拒绝多个布尔值，策略因此无法创建。含有两个值的列表会被所有带有该键的请求满足，等于没有判断。",
        ),
        advice: Text::new(
            "Keep the one value that is meant, or remove the test.",
            "只保留本意所指的一个值，或删除该条件。",
        ),
        limits: Text::new(
            "That several values are refused is documented for RAM's validator. They are evaluated as alternatives.",
            "多个值会被拒绝是 RAM 校验功能的文档说明。评估时把它们视为任一满足即可。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": «["true", "false"]»}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": ["true"]}}}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "https://www.alibabacloud.com/help/en/ram/permission-policy-check",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let pools = &context.model.pools;
    for (_, test) in written::conditions(context.model) {
        if test.values.len() < 2 || !values::is_boolean(pools.str(test.operator.text)) {
            continue;
        }
        let key = wording::quoted(pools.str(test.key.text));
        let words = Words::new(
            say!(
                language,
                "the test of {key} has more than one boolean value",
                "对 {key} 的判断有多个布尔值"
            ),
            language.pick("one value belongs here", "此处应只有一个值"),
            language.pick(
                "keep one value, or remove the test",
                "只保留一个值，或删除该条件",
            ),
        );
        into.push(fault::finding(&RULE, test.at, words, context));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM433",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": «["true", "true"]»}}}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:MFAPresent": ["true", "false"]}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true", "acs:SecureTransport": "true"}}}]}"#,
            ),
        ] {
            check("RAM433", &[file]);
        }
    }
}
