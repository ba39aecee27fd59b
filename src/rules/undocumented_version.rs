//! RAM410: `Version` is not the string `1`

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Edit, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM410",
    name: "undocumented-version",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "`Version` is not the string `1`",
            "`Version` 不是字符串 `1`",
        ),
        finds: Text::new(
            "A document whose `Version` is another text, a number or not there. RAM's policy language has one version, `\"1\"`.",
            "文档的 `Version` 是其他文本、数字或缺失。RAM 的权限策略语言只有一个版本：`\"1\"`。",
        ),
        matters: Text::new(
            "A policy that was brought over from another cloud keeps its `2012-10-17`, and RAM refuses it: a guardrail that was to be rolled out is not there. A reader of RAM's cannot tell which grammar such a document follows.",
            "从其他云迁移来的策略保留了 `2012-10-17`，RAM 会拒绝它：原本要下发的防线并不存在。RAM 也无法判断这样的文档遵循哪种语法。",
        ),
        advice: Text::new(
            "Write `\"1\"`. For a number or a missing element this leaves the access as it was evaluated; for another text the document then counts for certain.",
            "写成 `\"1\"`。对数字或缺失的情况，访问权限与评估结果一致；对其他文本，此后文档必定生效。",
        ),
        limits: Text::new(
            "That another text is refused is documented. What RAM does without the element, or with the number, is not, so these two are reported as low.",
            "其他文本会被拒绝是有文档说明的。元素缺失或为数字时 RAM 的行为没有文档说明，因此这两种情况按 low 报告。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": «"2012-10-17"», "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "acs:ecs:*:*:*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "acs:ecs:*:*:*"}]}"#,
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
    for problem in fault::structures(&RULE, context) {
        let at = problem.at;
        let quoted_one = tokens::mark_around(at, context).map(|mark| format!("{mark}1{mark}"));
        let (words, kind, edit) = match &problem.kind {
            StructureKind::Version(found) => (
                Words::new(
                    // Of what is no text there is nothing to quote.
                    if found.is_empty() {
                        say!(
                            language,
                            "`Version` is not `1`, and RAM knows nothing else",
                            "`Version` 不是 `1`，而 RAM 只支持 `1`"
                        )
                    } else {
                        say!(
                            language,
                            "`Version` is {} and RAM knows only `1`",
                            "`Version` 为 {}，而 RAM 只支持 `1`",
                            wording::quoted(found)
                        )
                    },
                    language.pick(
                        "no version of RAM's policy language",
                        "RAM 权限策略语言没有这个版本",
                    ),
                    language.pick("write `\"1\"`", "写成 `\"1\"`"),
                ),
                FixKind::Unsafe,
                tokens::rename(at, found, "1", context),
            ),
            StructureKind::VersionNumber => (
                Words::fixed(
                    language,
                    [
                        "`Version` is a number instead of a string",
                        "`Version` 是数字而不是字符串",
                    ],
                    ["quotes are missing", "缺少引号"],
                    ["write `\"1\"`", "写成 `\"1\"`"],
                ),
                FixKind::Safe,
                quoted_one.map(|text| Edit { at, text }),
            ),
            _ => (
                Words::fixed(
                    language,
                    ["`Version` is missing", "缺少 `Version`"],
                    [
                        "`\"Version\": \"1\"` belongs in here",
                        "此处应有 `\"Version\": \"1\"`",
                    ],
                    ["add `\"Version\": \"1\"`", "补上 `\"Version\": \"1\"`"],
                ),
                FixKind::Safe,
                tokens::first_member(at, "Version", "1", context),
            ),
        };
        let mut found = fault::finding(&RULE, at, words, context);
        if kind == FixKind::Safe {
            found.level = Level::Low;
            found.confidence = Confidence::Medium;
        }
        found.fix = fault::mend(&found, kind, edit);
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        for file in [
            ("p.json", r#"{"Version": «1», "Statement": []}"#),
            (
                "p.json",
                r#"«»{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
            ),
            ("p.json", r#"{"Version": «"1.0"», "Statement": []}"#),
        ] {
            check("RAM410", &[file]);
        }
    }

    #[test]
    fn says_what_is_there_where_it_can_be_quoted() {
        for (value, words) in [
            (r#""1.0""#, "`Version` is `1.0` and RAM knows only `1`"),
            ("2", "`Version` is `2` and RAM knows only `1`"),
            ("true", "`Version` is not `1`, and RAM knows nothing else"),
            ("null", "`Version` is not `1`, and RAM knows nothing else"),
            (
                r#"["1"]"#,
                "`Version` is not `1`, and RAM knows nothing else",
            ),
        ] {
            let text = format!(r#"{{"Version": «{value}», "Statement": []}}"#);
            let found = check("RAM410", &[("p.json", &text)]);
            assert_eq!(found[0].message, words);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM410",
            &[("p.json", r#"{"Version": "1", "Statement": []}"#)],
        );
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        for (text, expected) in [
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
            ),
            (
                r#"{"Version": 1, "Statement": []}"#,
                r#"{"Version": "1", "Statement": []}"#,
            ),
            (
                r#"{"Version": "2", "Statement": []}"#,
                r#"{"Version": "1", "Statement": []}"#,
            ),
        ] {
            assert_eq!(mended("RAM410", "p.json", text), expected);
        }
    }
}
