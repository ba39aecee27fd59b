//! RAM432: a condition value is not in the documented format of its type

use crate::engine::values::{Oddity, Wanted};
use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM432",
    name: "value-format",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a condition value is not in the documented format of its type",
            "条件值不是其类型在文档中的格式",
        ),
        finds: Text::new(
            "A date without a time zone, a boolean that is not `true` or `false`, a number that is no plain decimal, or an address that is none.",
            "没有时区的日期、不是 `true` 或 `false` 的布尔值、不是十进制数的数字，或不是 IP 地址的地址。",
        ),
        matters: Text::new(
            "RAM may refuse the value or never find it met. A Deny on the value `True` or on `10.0.0.*` may then stop nothing, and a time limit without an offset ends at another hour than its author means.",
            "RAM 可能拒绝该值，或永远不认为它满足。判断 `True` 或 `10.0.0.*` 的 Deny 可能什么都阻止不了；没有时区的期限会在与作者本意不同的时刻结束。",
        ),
        advice: Text::new(
            "Write the value in its documented format. Where the same value is known in that format the fix writes it; the test then counts for certain.",
            "按文档中的格式书写该值。能够确定其对应写法时，自动修复会写成该写法，此后条件必定生效。",
        ),
        limits: Text::new(
            "How RAM reads other formats is not documented; such a test is evaluated as met and as not met. An address that is only spelled in another way is reported as low.",
            "RAM 如何读取其他格式没有文档说明；此类条件既按满足、也按不满足评估。仅写法不同的地址按 low 报告。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": «"True"»}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}}}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/conditional-operator"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let label = language.pick(
        "RAM may or may not take this as met",
        "RAM 可能认为满足，也可能不满足",
    );
    for issue in fault::oddities(&RULE, context) {
        let Oddity::Format {
            wanted: of,
            as_documented,
        } = &issue.oddity
        else {
            continue;
        };
        let wanted = fault::wanted(*of, language);
        let help = match as_documented {
            Some(text) => say!(language, "write {}", "写成 {}", wording::quoted(text)),
            None => say!(language, "write {wanted}", "写成{wanted}"),
        };
        let message = say!(
            language,
            "{} is not {wanted}",
            "{} 不是{wanted}",
            wording::quoted(&issue.written)
        );
        let mut found = fault::finding(&RULE, issue.at, Words::new(message, label, help), context);
        if let Some(text) = as_documented {
            let title = say!(
                language,
                "write {}, which makes the test count for certain",
                "写成 {}，使条件必定生效",
                wording::quoted(text)
            );
            found.fix = tokens::rename(issue.at, &issue.written, text, context)
                .map(|edit| fault::fix(title, FixKind::Unsafe, edit));
            if *of == Wanted::Address {
                found.level = Level::Low;
            }
        }
        into.push(found);
    }
    for problem in fault::structures(&RULE, context) {
        let StructureKind::ValueFormat { value, wanted } = &problem.kind else {
            continue;
        };
        let words = Words::new(
            say!(
                language,
                "{} is not {wanted}",
                "{} 不是 {wanted} 格式",
                wording::quoted(value)
            ),
            label,
            language.pick(
                "write the value in its documented format",
                "按文档中的格式书写该值",
            ),
        );
        into.push(fault::finding(&RULE, problem.at, words, context));
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
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": [«"10.0.0.*"», "10.0.0.0/8", «"2001:DB8::/32"»]}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"DateLessThan": {"acs:CurrentTime": «"2027-01-01"»}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"NumericLessThan": {"nowhere:Size": «"ten"»}}}]}"#,
            ),
        ] {
            check("RAM432", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}, "IpAddress": {"acs:SourceIp": ["10.0.0.0/8", "2001:db8::/32", "10.0.0.1/8"]}, "DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00+08:00"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": true}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringLike": {"acs:SourceVpc": "vpc-*"}}}]}"#,
            ),
        ] {
            check("RAM432", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        for (text, expected) in [
            (
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00"}}}]}"#,
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}}]}"#,
            ),
            (
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "TRUE"}}}]}"#,
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}}}]}"#,
            ),
        ] {
            assert_eq!(mended("RAM432", "p.json", text), expected);
        }
    }
}
