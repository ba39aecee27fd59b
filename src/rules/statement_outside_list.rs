//! RAM411: `Statement` is one object instead of a list

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Edit, Finding, Fix, FixKind, Level, Rule, Sample, Text,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM411",
    name: "statement-outside-list",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "`Statement` is one object instead of a list",
            "`Statement` 是单个对象而不是列表",
        ),
        finds: Text::new(
            "A document whose `Statement` holds a statement directly, without a list around it.",
            "文档的 `Statement` 直接是一条语句，外面没有列表。",
        ),
        matters: Text::new(
            "The grammar shows a list and nothing else. RAM may refuse the document, and tools that walk the list find no statement in it and report a policy that grants nothing.",
            "语法中只有列表形式。RAM 可能拒绝该文档；遍历列表的工具会找不到语句，从而报告该策略没有授予任何权限。",
        ),
        advice: Text::new(
            "Put the statement into a list. The fix does that and leaves the access as it was evaluated.",
            "把语句放入列表。自动修复会这样做，访问权限与评估结果一致。",
        ),
        limits: Text::new(
            "Whether RAM takes a single object is not documented. It is evaluated as a list of one.",
            "RAM 是否接受单个对象没有文档说明。评估时按只有一项的列表处理。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": «{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}»}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for problem in fault::structures(&RULE, context) {
        let words = Words::fixed(
            context.language,
            [
                "`Statement` is one object instead of a list",
                "`Statement` 是单个对象而不是列表",
            ],
            ["a list belongs here", "此处应为列表"],
            ["put the statement into a list", "把语句放入列表"],
        );
        let at = problem.at;
        let mut found = fault::finding(&RULE, at, words, context);
        let text = context.text(at);
        if text.starts_with('{') && text.ends_with('}') {
            let put = |at, text: &str| Edit {
                at,
                text: text.to_owned(),
            };
            found.fix = Some(Fix {
                title: found.help.clone().unwrap_or_default(),
                kind: FixKind::Safe,
                edits: vec![
                    put(at.first(), "["),
                    put(crate::source::Span::new(at.file, at.end, at.end), "]"),
                ],
            });
        }
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM411",
            &[("p.json", r#"{"Version": "1", "Statement": []}"#)],
        );
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM411",
                "p.json",
                r#"{"Version": "1", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#
        );
    }
}
