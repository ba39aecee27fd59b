//! RAM436: a name holds a letter outside ASCII or an invisible character

use crate::engine::values;
use crate::model::policy::{Condition, StatementId};
use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{guarding, say, written};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM436",
    name: "odd-character",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a name holds a letter outside ASCII or an invisible character",
            "名称中有非 ASCII 字母或不可见字符",
        ),
        finds: Text::new(
            "A letter outside ASCII, an invisible character or a control character in an action, a resource, a principal, an element, an operator or a condition key.",
            "操作、资源、主体、元素、操作符或条件键中有非 ASCII 字母、不可见字符或控制字符。",
        ),
        matters: Text::new(
            "A Cyrillic letter or a zero-width space makes a name that looks right and matches nothing. A Deny of such a name passes review and denies nothing; somebody can put it there for that very reason.",
            "西里尔字母或零宽空格会使名称看起来正确却不匹配任何内容。对此类名称的 Deny 能通过审阅，却什么都不拒绝；有人可能正是为此而写。",
        ),
        advice: Text::new(
            "Write the name in plain ASCII letters. The name then matches what it seems to.",
            "用普通 ASCII 字母书写名称，此后它会匹配看上去所指的内容。",
        ),
        limits: Text::new(
            "Letters that look like no ASCII letter, such as Chinese ones in the name of a resource, are reported as low: they may be real names or places to be filled in. The names of tags are free and not looked at, except for invisible characters.",
            "不会与 ASCII 字母混淆的字符（例如资源名称中的汉字）按 low 报告：它们可能是真实名称，或待填写的占位。标签名称可以自由命名，除不可见字符外不检查。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kvst«\u{43e}»re:DescribeInstances\", \"Resource\": \"*\"}]}",
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:DescribeInstances", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-1007",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let problems: Vec<_> = fault::structures(&RULE, context).collect();
    if problems.is_empty() {
        return;
    }
    let tests = written::conditions(context.model);
    let guards = guarding::told_of_structure(context);
    for problem in problems {
        if guards.contains(&problem.at) {
            continue;
        }
        let StructureKind::OddCharacter {
            element,
            found: odd,
        } = &problem.kind
        else {
            continue;
        };
        if odd.is_alphanumeric() && is_in_name_of_tag(problem.at, *odd, &tests, context) {
            continue;
        }
        let column = context.sources.start(problem.at).column;
        let point = fault::point(*odd);
        let part = fault::part(element, language);
        let what = if odd.is_alphanumeric() {
            language.pick("a letter outside ASCII", "非 ASCII 字母")
        } else {
            language.pick(
                "a character that is invisible or outside ASCII",
                "不可见或非 ASCII 字符",
            )
        };
        let words = Words::new(
            say!(
                language,
                "{part} holds {what}: {point} in column {column}",
                "{part} 中有{what}：第 {column} 列的 {point}"
            ),
            say!(language, "this is {point}", "这是 {point}"),
            language.pick(
                "write the name in plain ASCII letters",
                "用普通 ASCII 字母书写名称",
            ),
        );
        let mut found = fault::finding(&RULE, problem.at, words, context);
        let own_name = matches!(*element, "Resource" | "NotResource" | "Principal");
        if own_name && values::looks_like_no_ascii(*odd) {
            found.level = Level::Low;
            found.confidence = Confidence::Medium;
        } else {
            found.notes.push(
                language
                    .pick(
                        "a Deny on such a name does not match the name that it looks like",
                        "对此类名称的 Deny 不会匹配它看起来所指的名称",
                    )
                    .to_owned(),
            );
        }
        into.push(found);
    }
}

/// Whether a place is in the part of a condition key that its owner chose.
fn is_in_name_of_tag(
    at: Span,
    odd: char,
    tests: &[(StatementId, &Condition)],
    context: &Context<'_>,
) -> bool {
    tests.iter().any(|(_, test)| {
        let key = context.model.pools.str(test.key.text);
        let inside = test.key.at.file == at.file
            && test.key.at.start <= at.start
            && at.end <= test.key.at.end;
        let offset = key.find(odd);
        inside && offset.is_some_and(|offset| values::is_own_name(key, offset))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kvstore:«\u{200b}»DestroyInstance\", \"Resource\": \"*\"}]}",
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:«桶»名/*"}]}"#,
            ),
            (
                "p.json",
                "{\"Version\": \"1\", \"Statement\": [{\"«\u{410}»ction\": \"*\", \"Effect\": \"Allow\", \"Resource\": \"*\"}]}",
            ),
            (
                "p.json",
                "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"ecs:DescribeInstances\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"acs:SourceVp«\u{441}»\": \"vpc-1\"}}}]}",
            ),
            (
                "p.json",
                "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"ecs:DescribeInstances\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"acs:ResourceTag/a«\u{200b}»b\": \"x\"}}}]}",
            ),
        ] {
            check("RAM436", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/部门": "研发"}}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*", "Condition": {"StringEquals": {"ecs:tag/部门": "研发"}}}]}"#,
            ),
        ] {
            check("RAM436", &[file]);
        }
    }

    #[test]
    fn a_letter_that_passes_for_none_is_worth_less() {
        use crate::rules::kit::Level;
        let resource = |letter: &str| {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:«{letter}»b"}}]}}"#
            );
            check("RAM436", &[("p.json", &text)])
                .first()
                .map(|found| found.level)
        };
        assert_eq!(resource("桶"), Some(Level::Low));
        assert_eq!(resource("\u{430}"), Some(Level::Medium));
        assert_eq!(resource("\u{ff41}"), Some(Level::Medium));
    }
}
