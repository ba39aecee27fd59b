//! RAM434: an operator does not compare what its key holds

use crate::engine::values::Oddity;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM434",
    name: "operator-of-another-type",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an operator does not compare what its key holds",
            "条件操作符与键的类型不符",
        ),
        finds: Text::new(
            "A condition operator for one type on a key of another, such as `NumericLessThan` on an address.",
            "用一种类型的操作符判断另一种类型的键，例如用 `NumericLessThan` 判断 IP 地址。",
        ),
        matters: Text::new(
            "RAM cannot compare the two: it may refuse the document or take the test as not met. A Deny with such a test may stop nothing.",
            "RAM 无法比较两者：可能拒绝文档，也可能认为不满足。带有这种条件的 Deny 可能什么都阻止不了。",
        ),
        advice: Text::new(
            "Use an operator for the type of the key, such as `IpAddress` for an address and `Bool` for a boolean.",
            "使用与键的类型相符的操作符，例如地址用 `IpAddress`，布尔值用 `Bool`。",
        ),
        limits: Text::new(
            "A text operator that tests for equality can be read on any key and is not reported. How RAM takes the others is not documented; they are evaluated as met and as not met.",
            "判断相等的字符串操作符可用于任何键，不会报告。RAM 如何处理其他情况没有文档说明；评估时既按满足、也按不满足处理。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"NumericLessThan"»: {"acs:SourceIp": "1"}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for issue in fault::oddities(&RULE, context) {
        let Oddity::OtherType { operator, holds } = &issue.oddity else {
            continue;
        };
        let (operator, holds) = (wording::quoted(operator), fault::wanted(*holds, language));
        let words = Words::new(
            say!(
                language,
                "{operator} does not compare what the key holds, {holds}",
                "{operator} 不能比较该键的值，其类型为{holds}"
            ),
            language.pick("an operator for another type", "其他类型的条件操作符"),
            language.pick(
                "use an operator for the type of the key",
                "使用与键类型相符的条件操作符",
            ),
        );
        into.push(fault::finding(&RULE, issue.at, words, context));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM434",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"DateLessThan"»: {"acs:SourceIp": "2027-01-01T00:00:00Z"}}}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:MFAPresent": "true"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"NumericLessThan": {"acs:TLSVersion": "1.2"}}}]}"#,
            ),
        ] {
            check("RAM434", &[file]);
        }
    }
}
