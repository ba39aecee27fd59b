//! RAM219: a Deny names an action with a character that only looks right

use crate::engine::unknown_actions::{Fault, UnknownAction};
use crate::model::structure::StructureKind;
use crate::rules::kit::change::WhatIf;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, change, label, say,
    wording,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM219",
    name: "deny-with-odd-character",
    level: Level::High,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny names an action with a character that only looks right",
            "Deny 语句的操作名称中含有形似而实非的字符",
        ),
        finds: Text::new(
            "An action of a Deny with a character outside ASCII, which fits a documented action once the character is taken for the one that it looks like, or is left out.",
            "Deny 语句的操作含有非 ASCII 字符，将其视为形似的字符或将其去掉后，正好与某个已有操作相符。",
        ),
        matters: Text::new(
            "Names that were pasted from a chat or a document may hold a Cyrillic letter or an invisible space. The Deny reads right in every review, matches no request, and leaves the action open; somebody may also have written it like that on purpose.",
            "从聊天或文档中粘贴的名称可能含有西里尔字母或不可见的空格。这样的 Deny 语句在任何审查中看上去都正确，却与任何请求都不匹配，操作仍然敞开；也可能是有人故意为之。",
        ),
        advice: Text::new(
            "Write the name in plain ASCII letters. The note says who would lose the guarded action by that.",
            "请用普通 ASCII 字母书写名称。报告中的说明会指出由此失去受保护操作的主体。",
        ),
        limits: Text::new(
            "There is no reason to waive it. An odd character in a name that resembles no documented action is reported as a malformed structure only.",
            "没有理由豁免。如果名称与任何已有操作都不相似，其中的异常字符只作为结构错误报告。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvst«о»re:DestroyInstance", "Resource": "*"}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "CWE-1007",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut what_if = WhatIf::default();
    for unknown in context.unknown_actions() {
        if unknown.fault == Fault::Letters {
            into.extend(finding(unknown, &mut what_if, context));
        }
    }
}

fn finding(
    unknown: &UnknownAction,
    what_if: &mut WhatIf,
    context: &Context<'_>,
) -> Option<Finding> {
    let language = context.language;
    let written = wording::quoted(&unknown.written);
    let (at, odd) = odd(unknown, context)?;
    let point = format!("U+{:04X}", u32::from(odd));
    let column = context.sources.start(at).column;
    let message = say!(
        language,
        "a Deny of {written} denies nobody anything: {point} in column {column} is not of an action name",
        "拒绝 {written} 不起任何作用：第 {column} 列的 {point} 不是操作名称中的字符"
    );
    let primary = say!(language, "this is {point}", "此字符为 {point}");
    let mut found = context.finding(&RULE, message, label(at, primary));
    change::mended(unknown, what_if, context, &mut found);
    Some(found)
}

/// The first odd character of the name, and its place.
fn odd(unknown: &UnknownAction, context: &Context<'_>) -> Option<(Span, char)> {
    let mut problems = context.model.structure_problems.iter();
    problems.find_map(|problem| match problem.kind {
        StructureKind::OddCharacter { found, .. } if unknown.at.contains(problem.at) => {
            Some((problem.at, found))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    const ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

    fn one(statements: &str) -> Vec<crate::rules::Finding> {
        let text = format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#);
        check(super::RULE.id, &[("p.json", &text)])
    }

    #[test]
    fn letters_that_look_like_others_and_characters_that_are_not_seen() {
        for (written, meant) in [
            (
                "kvst«\u{43e}»re:DestroyInstance",
                "write `kvstore:DestroyInstance`",
            ),
            (
                "kvst«\u{43e}»r\u{435}:DestroyInstance",
                "write `kvstore:DestroyInstance`",
            ),
            (
                "kvstore:Destroy«\u{200b}»Instance",
                "write `kvstore:DestroyInstance`",
            ),
            ("kvst«\u{43e}»re:Destroy*", "write `kvstore:Destroy*`"),
        ] {
            let found = one(&format!(
                r#"{ALL}, {{"Effect": "Deny", "Action": "{written}", "Resource": "*"}}"#
            ));
            assert_eq!(found[0].help.as_deref(), Some(meant), "{written}");
            assert_eq!(found[0].principals, ["policy/p.json"], "{written}");
        }
    }

    #[test]
    fn it_is_quiet_for_ascii_for_an_allow_and_for_what_resembles_nothing() {
        for statement in [
            r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}"#.to_owned(),
            "{\"Effect\": \"Allow\", \"Action\": \"kvst\u{43e}re:DestroyInstance\", \"Resource\": \"*\"}".to_owned(),
            "{\"Effect\": \"Deny\", \"Action\": \"\u{6f22}\u{5b57}:\u{6f22}\u{5b57}\", \"Resource\": \"*\"}".to_owned(),
        ] {
            one(&statement);
        }
    }

    #[test]
    fn no_other_rule_reports_the_same_place() {
        let text = "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"kvst\u{43e}re:DestroyInstance\", \"Resource\": \"*\"}]}";
        for other in ["RAM202", "RAM402"] {
            check(other, &[("p.json", text)]);
        }
    }
}
