//! RAM429: a condition tests a key that RAM does not document

use crate::engine::bearing;
use crate::engine::values::Oddity;
use crate::model::policy::Effect;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM429",
    name: "unknown-condition-key",
    level: Level::Low,
    other_levels: &[Level::Medium],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a condition tests a key that RAM does not document",
            "条件判断了 RAM 文档中没有的键",
        ),
        finds: Text::new(
            "A condition key that the catalogue does not hold, or of which nothing shows that a request carries it. Where a documented key has a similar name, it is given.",
            "目录中没有的条件键，或没有资料表明请求会携带的条件键。有名称相近的键时会给出。",
        ),
        matters: Text::new(
            "A misspelt key is in no request. An Allow that tests it grants nothing, while a negated test of it, such as `StringNotEquals`, may be met by every request and limits nobody.",
            "拼写错误的键不在任何请求中。判断它的 Allow 不授予任何权限；对它的否定判断（如 `StringNotEquals`）则可能被所有请求满足，谁也限制不了。",
        ),
        advice: Text::new(
            "Write the documented key. The fix writes the one with a similar name; the condition then tests what it says.",
            "写成文档中的键。自动修复会写成名称相近的键，此后条件按字面判断。",
        ),
        limits: Text::new(
            "Keys of a service are known only where its pages were read, so a key that resembles none is reported as low, and of services in the catalogue not at all. A Deny of a guarded action is left to the rule on it.",
            "服务的条件键只收录了读过的文档，因此与任何键都不相似的键按 low 报告，目录中已有服务的键则不报告。受保护操作的 Deny 由相应规则报告。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {«"acs:SourceIpp"»: "10.0.0.0/8"}}}]}"#,
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
    let issues = fault::oddities(&RULE, context);
    if issues.is_empty() {
        return;
    }
    let guards = guards(context);
    for issue in issues {
        let Oddity::UnknownKey(near) = issue.oddity else {
            continue;
        };
        let at = issue.at;
        let inside =
            |guard: &Span| guard.file == at.file && guard.start <= at.start && at.end <= guard.end;
        if guards.iter().any(inside) {
            continue;
        }
        let help = match near {
            Some(near) => say!(language, "write {}", "写成 {}", wording::quoted(near)),
            None => language
                .pick("use a documented condition key", "使用文档中的条件键")
                .to_owned(),
        };
        let words = Words::new(
            say!(
                language,
                "{} is not a condition key that RAM documents",
                "{} 不是 RAM 文档中的条件键",
                wording::quoted(&issue.written)
            ),
            language.pick("may be in no request at all", "可能不在任何请求中"),
            help,
        );
        let mut found = fault::finding(&RULE, at, words, context);
        if let Some(near) = near {
            let quoted = wording::quoted(near);
            found.level = Level::Medium;
            found.notes.push(say!(
                language,
                "there is a condition key with a similar name: {quoted}",
                "有名称相近的条件键：{quoted}"
            ));
            let title = say!(
                language,
                "write {quoted}, which changes what the condition tests",
                "写成 {quoted}，这会改变条件判断的内容"
            );
            found.fix = tokens::rename(at, &issue.written, near, context)
                .map(|edit| fault::fix(title, FixKind::Unsafe, edit));
        } else {
            found.confidence = Confidence::Low;
        }
        into.push(found);
    }
}

/// The statements that deny a guarded action.
fn guards(context: &Context<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    for answers in context.answers {
        let review = bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            Effect::Deny,
            context.settings,
        );
        for bearing in review.bearings {
            if bearing.actions.is_possible() {
                let statement = context.statement(bearing.statement);
                found.extend(statement.map(|statement| statement.at));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {«"acs:RequestedRegion"»: "cn-hangzhou"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {«"aws:SourceVpc"»: "vpc-1"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {«"acs:SourceIpp"»: "10.0.0.0/8"}}}]}"#,
            ),
        ] {
            check("RAM429", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIpp": "10.0.0.0/8"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"ecs:ImageSource": "x"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/Team": "dev"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"SourceIp": "10.0.0.0/8"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIP": "10.0.0.0/8"}}}]}"#,
            ),
        ] {
            check("RAM429", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM429",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIpp": "10.0.0.0/8"}}}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#
        );
    }
}
