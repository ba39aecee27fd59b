//! RAM431: a condition key is written in another letter case than documented

use crate::engine::values::{self, Oddity};
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM431",
    name: "condition-key-case",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a condition key is written in another letter case than documented",
            "条件键的大小写与文档不同",
        ),
        finds: Text::new(
            "A condition key that differs from a documented one only in the case of its letters, such as `acs:SourceIP`.",
            "条件键与文档中的键只有大小写不同，例如 `acs:SourceIP`。",
        ),
        matters: Text::new(
            "RAM's pages mix spellings and do not say that case is ignored. If it is not, the key is in no request, and a Deny on it stops nothing.",
            "RAM 文档中的写法不一，也没有说明忽略大小写。如果区分大小写，该键就不在任何请求中，判断它的 Deny 就什么都阻止不了。",
        ),
        advice: Text::new(
            "Write the key as documented. The condition then tests it for certain.",
            "按文档书写该键，此后条件必定判断它。",
        ),
        limits: Text::new(
            "Whether the case of a key counts is not documented. The test is evaluated both ways.",
            "键是否区分大小写没有文档说明。两种情况都会评估。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {«"acs:SourceIP"»: "10.0.0.0/8"}}}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-elements"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for issue in fault::oddities(&RULE, context) {
        let Oddity::KeyCase(documented) = issue.oddity else {
            continue;
        };
        let respelled = values::respelled(&issue.written, documented);
        let (written, quoted) = (wording::quoted(&issue.written), wording::quoted(&respelled));
        let words = Words::new(
            say!(
                language,
                "the condition key {written} is documented as {quoted}",
                "条件键 {written} 在文档中写作 {quoted}"
            ),
            language.pick("another letter case", "大小写不同"),
            say!(language, "write {quoted}", "写成 {quoted}"),
        );
        let mut found = fault::finding(&RULE, issue.at, words, context);
        let title = say!(
            language,
            "write {quoted}, which makes the condition count for certain",
            "写成 {quoted}，使条件必定生效"
        );
        found.fix = tokens::rename(issue.at, &issue.written, &respelled, context)
            .map(|edit| fault::fix(title, FixKind::Unsafe, edit));
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM431",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {«"acs:resourcetag/Team"»: "dev"}}}]}"#,
            )],
        );
    }

    /// Of two keys that are one but for their case, the one that is written oddly is
    /// told, whichever comes first.
    #[test]
    fn of_two_spellings_the_odd_one_is_told() {
        for keys in [
            r#""acs:SourceVpc": "vpc-1", «"acs:sourcevpc"»: "vpc-2""#,
            r#"«"acs:sourcevpc"»: "vpc-2", "acs:SourceVpc": "vpc-1""#,
        ] {
            let policy = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {{"StringEquals": {{{keys}}}}}}}]}}"#
            );
            check("RAM431", &[("p.json", &policy)]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM431",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/team": "dev"}}}]}"#,
            )],
        );
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM431",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:resourcetag/Team": "dev"}}}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/Team": "dev"}}}]}"#
        );
    }
}
