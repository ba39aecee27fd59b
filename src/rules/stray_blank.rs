//! RAM437: a name begins or ends with a blank

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording, written};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM437",
    name: "stray-blank",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new("a name begins or ends with a blank", "名称以空格开头或结尾"),
        finds: Text::new(
            "A blank at the beginning or end of an action, a resource, an element, an `Effect`, a condition operator or a condition key.",
            "操作、资源、元素、`Effect`、条件操作符或条件键的开头或结尾有空格。",
        ),
        matters: Text::new(
            "RAM compares names as text and is not known to strip blanks. `\"kvstore:* \"` then matches no action, and a Deny of it denies nothing while it looks right on every screen.",
            "RAM 按文本比较名称，没有资料表明会去除空格。`\"kvstore:* \"` 因此不匹配任何操作，对它的 Deny 什么都不拒绝，而在屏幕上看起来完全正确。",
        ),
        advice: Text::new(
            "Remove the blank. The statement then covers what it seems to cover.",
            "删除空格，此后语句会覆盖它看上去所覆盖的内容。",
        ),
        limits: Text::new(
            "That RAM does not strip blanks is inferred. Values of conditions may hold blanks and are not looked at.",
            "RAM 不去除空格是推断所得。条件值可以含有空格，不作检查。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"ecs:Describe* "», "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-elements"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for problem in fault::structures(&RULE, context) {
        match &problem.kind {
            StructureKind::ElementSpelling { name: text, .. }
            | StructureKind::UnknownElement { name: text, .. }
            | StructureKind::UnknownOperator(text)
            | StructureKind::Effect(text) => into.push(finding(problem.at, text, context)),
            _ => {}
        }
    }
    for issue in fault::oddities(&RULE, context) {
        into.push(finding(issue.at, &issue.written, context));
    }
    let denied = context.unknown_actions();
    let actions = written::actions(context.model);
    let resources = written::resources(context.model);
    for one in actions.iter().chain(&resources) {
        let at = one.element.at;
        let blank = one.text.trim_matches(' ') != one.text && !one.text.trim().is_empty();
        if blank && !denied.iter().any(|other| other.at == at) {
            into.push(finding(at, one.text, context));
        }
    }
}

fn finding(at: Span, text: &str, context: &Context<'_>) -> Finding {
    let language = context.language;
    let trimmed = text.trim_matches(' ');
    let (name, plain) = (wording::quoted(text), wording::quoted(trimmed));
    let words = Words::new(
        say!(
            language,
            "{name} begins or ends with a blank, so it is another name than {plain}",
            "{name} 以空格开头或结尾，与 {plain} 不是同一名称"
        ),
        language.pick("a blank at an end", "首尾有空格"),
        language.pick("remove the blank", "删除空格"),
    );
    let mut found = fault::finding(&RULE, at, words, context);
    let title = say!(
        language,
        "write {plain}, which the statement then covers",
        "写成 {plain}，此后语句会覆盖它"
    );
    found.fix = tokens::rename(at, text, trimmed, context)
        .map(|edit| fault::fix(title, FixKind::Unsafe, edit));
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
                r#"{"Version": "1", "Statement": [{"Effect": «"Allow "», «" Action"»: "*", "Resource": «" *"»}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {«"Bool "»: {"acs:MFAPresent": "true"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"Bool": {«"acs:MFAPresent "»: "true"}}}]}"#,
            ),
        ] {
            check("RAM437", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance ", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": " vpc-1 "}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*\n", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM437", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM437",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow ", "Action": "ecs:* ", "Resource": "*"}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#
        );
    }
}
