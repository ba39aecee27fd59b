//! RAM412: `Effect` is neither `Allow` nor `Deny`

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM412",
    name: "undocumented-effect",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "`Effect` is neither `Allow` nor `Deny`",
            "`Effect` 既不是 `Allow` 也不是 `Deny`",
        ),
        finds: Text::new(
            "A statement whose `Effect` is written in another letter case, is another word or is no string.",
            "语句的 `Effect` 大小写不同、是其他单词或不是字符串。",
        ),
        matters: Text::new(
            "RAM's validator takes the two words only. If a document with `deny` is refused, the guard is missing; if it is taken and not read as `Deny`, the statement guards nothing.",
            "RAM 的校验只接受这两个单词。含 `deny` 的文档若被拒绝，防线就缺失；若被接受却不按 `Deny` 读取，该语句就起不到保护作用。",
        ),
        advice: Text::new(
            "Write `Allow` or `Deny`. The fix corrects the letter case; the statement then surely does what it says.",
            "写成 `Allow` 或 `Deny`。自动修复会更正大小写，此后语句必定按字面生效。",
        ),
        limits: Text::new(
            "What RAM makes of another spelling in a document that it took earlier is not documented. Such a statement is evaluated both as an Allow and as a Deny.",
            "对于此前已接受的文档中的其他写法，RAM 如何处理没有文档说明。此类语句会同时按 Allow 和 Deny 评估。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": «"deny"», "Action": "kvstore:DestroyInstance", "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}"#,
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
        let StructureKind::Effect(written) = &problem.kind else {
            continue;
        };
        let meant = ["Allow", "Deny"]
            .into_iter()
            .find(|effect| written.eq_ignore_ascii_case(effect));
        let help = match meant {
            Some(meant) => say!(language, "write `{meant}`", "写成 `{meant}`"),
            None => language
                .pick("write `Allow` or `Deny`", "写成 `Allow` 或 `Deny`")
                .to_owned(),
        };
        let message = if written.is_empty() {
            language
                .pick(
                    "`Effect` is neither `Allow` nor `Deny`",
                    "`Effect` 既不是 `Allow` 也不是 `Deny`",
                )
                .to_owned()
        } else {
            say!(
                language,
                "`Effect` is {}, neither `Allow` nor `Deny`",
                "`Effect` 为 {}，既不是 `Allow` 也不是 `Deny`",
                wording::quoted(written)
            )
        };
        let label = language.pick(
            "may allow, deny or be refused",
            "可能允许、拒绝，或不被接受",
        );
        let words = Words::new(message, label, help);
        let mut found = fault::finding(&RULE, problem.at, words, context);
        if let Some(meant) = meant {
            let title = say!(
                language,
                "write `{meant}`, which makes the statement count for certain",
                "写成 `{meant}`，使该语句必定生效"
            );
            found.fix = tokens::rename(problem.at, written, meant, context)
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
                r#"{"Version": "1", "Statement": [{"Effect": «"Grant"», "Action": "*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": «["Allow"]», "Action": "*", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM412", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny ", "Action": "*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"D\u{435}ny\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Action": "*", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM412", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM412",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "ALLOW", "Action": "*", "Resource": "*"}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#
        );
    }
}
