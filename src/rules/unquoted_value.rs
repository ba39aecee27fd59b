//! RAM440: a condition value stands without quotes

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM440",
    name: "unquoted-value",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a condition value stands without quotes",
            "条件值没有加引号",
        ),
        finds: Text::new(
            "A number or a boolean of JSON as the value of a condition, where RAM wants every value as a string.",
            "条件的值是 JSON 数字或布尔值，而 RAM 要求所有值都是字符串。",
        ),
        matters: Text::new(
            "RAM's validator knows a data type mismatch and may refuse the document. If it is taken, a Deny on `false` without quotes may never be met, and calls without multi-factor login pass.",
            "RAM 的校验有数据类型不匹配这一项，可能拒绝该文档。即使被接受，判断不带引号的 `false` 的 Deny 也可能永远不满足，未经多因素认证的调用就会通过。",
        ),
        advice: Text::new(
            "Put the value into quotes. The test then counts for certain.",
            "给值加上引号，此后条件必定生效。",
        ),
        limits: Text::new(
            "That such a value is refused is not documented. The test is evaluated as met and as not met.",
            "此类值会被拒绝没有文档说明。评估时该条件既按满足、也按不满足处理。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": «true»}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}}}]}"#,
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
    for issue in fault::oddities(&RULE, context) {
        let written = &issue.written;
        let words = Words::new(
            say!(
                language,
                "the condition value {} stands without quotes",
                "条件值 {} 没有加引号",
                wording::quoted(written)
            ),
            language.pick("a string belongs here", "此处应为字符串"),
            say!(language, "write `\"{written}\"`", "写成 `\"{written}\"`"),
        );
        let mut found = fault::finding(&RULE, issue.at, words, context);
        let title = language.pick(
            "put the value into quotes, which makes the test count for certain",
            "给值加上引号，使条件必定生效",
        );
        found.fix =
            tokens::quote(issue.at, context).map(|edit| fault::fix(title, FixKind::Unsafe, edit));
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM440",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"NumericLessThan": {"nowhere:Size": [«10», "20"]}}}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM440",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": null}}}]}"#,
            )],
        );
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM440",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": false}}}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "false"}}}]}"#
        );
    }
}
