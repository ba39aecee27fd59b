//! RAM430: a condition key is not written as a code, a colon and a name

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM430",
    name: "malformed-condition-key",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a condition key is not written as a code, a colon and a name",
            "条件键不是“代码:名称”的形式",
        ),
        finds: Text::new(
            "A condition key without a colon, or with nothing before or after it.",
            "条件键没有冒号，或冒号前后为空。",
        ),
        matters: Text::new(
            "RAM's validator refuses the format of the key, so the policy and the restriction in it are not created.",
            "RAM 的校验会拒绝这种格式的键，策略及其中的限制因此无法创建。",
        ),
        advice: Text::new(
            "Write `acs:` and the name for a key of every request, or the code of the service and the name for one of its own.",
            "所有请求都有的键写成 `acs:` 加名称，服务自己的键写成服务代码加名称。",
        ),
        limits: Text::new(
            "What RAM makes of such a key in a document that it took earlier is not documented. It is evaluated as a key that a request may or may not have.",
            "对于此前已接受的文档中的此类键，RAM 如何处理没有文档说明。评估时视为请求可能有、也可能没有的键。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {«"SourceIp"»: "10.0.0.0/8"}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.alibabacloud.com/help/en/ram/permission-policy-check",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for issue in fault::oddities(&RULE, context) {
        let key = wording::quoted(&issue.written);
        let words = Words::new(
            say!(
                language,
                "the condition key {key} is not a code, a colon and a name",
                "条件键 {key} 不是“代码:名称”的形式"
            ),
            language.pick("no `code:Name`", "不是 `code:Name` 的形式"),
            language.pick("write it as `code:Name`", "写成 `code:Name` 的形式"),
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
            "RAM430",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {«"acs:"»: "x", «":Name"»: "y"}}}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM430",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/a:b": "x"}}}]}"#,
            )],
        );
    }
}
