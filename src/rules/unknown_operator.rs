//! RAM426: a condition uses an operator that RAM does not document

use crate::engine::values;
use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM426",
    name: "unknown-operator",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a condition uses an operator that RAM does not document",
            "条件使用了 RAM 文档中没有的操作符",
        ),
        finds: Text::new(
            "A condition operator that is misspelt or that belongs to another policy language, such as `IpAdress` or `ArnLike`.",
            "拼写错误或属于其他策略语言的条件操作符，例如 `IpAdress` 或 `ArnLike`。",
        ),
        matters: Text::new(
            "RAM's validator refuses the operator. Should it be passed over, the condition is not tested: an Allow for the office network is then an Allow for everybody.",
            "RAM 的校验会拒绝该操作符。如果它被忽略，条件就不会被判断：只允许办公网络的 Allow 就成了允许所有人的 Allow。",
        ),
        advice: Text::new(
            "Use a documented operator. The fix writes the one with a similar name, after which the condition counts for certain.",
            "使用文档中的操作符。自动修复会写成名称相近的操作符，此后条件必定生效。",
        ),
        limits: Text::new(
            "What RAM makes of such an operator in a document that it took earlier is not documented. The test is evaluated as met and as not met.",
            "对于此前已接受的文档中的此类操作符，RAM 如何处理没有文档说明。评估时该条件既按满足、也按不满足处理。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"IpAdress"»: {"acs:SourceIp": "10.0.0.0/8"}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#,
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
    for problem in fault::structures(&RULE, context) {
        let StructureKind::UnknownOperator(name) = &problem.kind else {
            continue;
        };
        let near = values::similar_operator(name);
        let help = match near {
            Some(near) => say!(language, "write {}", "写成 {}", wording::quoted(near)),
            None => language
                .pick("use a documented operator", "使用文档中的条件操作符")
                .to_owned(),
        };
        let words = Words::new(
            say!(
                language,
                "{} is not an operator that RAM documents",
                "{} 不是 RAM 文档中的条件操作符",
                wording::quoted(name)
            ),
            language.pick("may be refused or ignored", "可能被拒绝或忽略"),
            help,
        );
        let mut found = fault::finding(&RULE, problem.at, words, context);
        if let Some(near) = near {
            let quoted = wording::quoted(near);
            found.notes.push(say!(
                language,
                "there is an operator with a similar name: {quoted}",
                "有名称相近的条件操作符：{quoted}"
            ));
            let title = say!(
                language,
                "write {quoted}, which makes the condition count for certain",
                "写成 {quoted}，使条件必定生效"
            );
            found.fix = tokens::rename(problem.at, name, near, context)
                .map(|edit| fault::fix(title, FixKind::Unsafe, edit));
        }
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"ArnLike"»: {"acs:PrincipalARN": "*"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"NumericGreaterThanEqual"»: {"ram:x": "1"}}}]}"#,
            ),
        ] {
            check("RAM426", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Null": {"acs:MFAPresent": "true"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEqualsIfExists": {"acs:SourceVpc": "vpc-1"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool ": {"acs:MFAPresent": "true"}}}]}"#,
            ),
        ] {
            check("RAM426", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM426",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IPAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#
        );
    }
}
