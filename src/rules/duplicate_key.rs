//! RAM402: a key stands twice in one object

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, wording};
use crate::syntax::ProblemKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM402",
    name: "duplicate-key",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("a key stands twice in one object", "同一对象中有重复的键"),
        finds: Text::new(
            "Two members of one JSON object with the same key, such as two `Effect` elements in a statement or an operator that is repeated in a `Condition`.",
            "同一个 JSON 对象中有两个同名的键，例如语句中有两个 `Effect`，或 `Condition` 中重复的条件操作符。",
        ),
        matters: Text::new(
            "Readers of JSON differ in which of the two counts. A reviewer sees the first, `Deny`, and the parser takes the last, `Allow`; or a second `IpAddress` silently takes the place of the first and its restriction is gone.",
            "不同的 JSON 解析器对以哪一个为准并不一致。审阅者看到的是第一个 `Deny`，解析器取的却是最后一个 `Allow`；或者第二个 `IpAddress` 悄悄取代了第一个，其限制随之消失。",
        ),
        advice: Text::new(
            "Keep one of the two, or join their values in one list. Access then no longer hangs on the reader; the report says what each reading gives.",
            "保留其中一个，或把两者的值合并为一个列表。这样访问权限就不再取决于解析器；报告会说明每种读法的结果。",
        ),
        limits: Text::new(
            "Which of the two RAM takes, and whether it takes such a document at all, is not documented. Every reading is evaluated.",
            "RAM 以哪一个为准、是否接受这样的文档，均无文档说明。每种读法都会被评估。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", «"Effect"»: "Allow"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "https://www.rfc-editor.org/rfc/rfc7159",
            "CWE-436",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    fault::texts(&RULE, context, into, words, fault::nothing);
}

fn words(kind: &ProblemKind, language: Language) -> Words {
    let key = match kind {
        ProblemKind::DuplicateKey(key) => wording::quoted(key),
        _ => String::new(),
    };
    Words::new(
        say!(
            language,
            "the key {key} stands twice in one object, and readers differ in which counts",
            "键 {key} 在同一对象中出现两次，以哪一个为准因解析器而异"
        ),
        language.pick("the same key again", "重复的键"),
        language.pick("keep one of the two", "只保留其中一个"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", «"Version"»: "1", "Statement": []}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": "vpc-1"}, «"StringEquals"»: {"acs:SourceVpc": "vpc-2"}}}]}"#,
            ),
        ] {
            check("RAM402", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM402",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": "vpc-1"}, "StringLike": {"acs:SourceVpc": "vpc-2"}}}]}"#,
            )],
        );
    }
}
