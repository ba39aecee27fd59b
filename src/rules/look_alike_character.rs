//! RAM405: a look-alike of punctuation or of a blank stands in a document

use crate::rules::kit::fault::{self, Words, character, point};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Edit, Finding, FixKind, Language, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens};
use crate::syntax::{Problem, ProblemKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM405",
    name: "look-alike-character",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "a look-alike of punctuation or of a blank stands in a document",
            "文档中有形似标点或空格的字符",
        ),
        finds: Text::new(
            "Full-width or typographic punctuation where JSON wants the plain sign, a space that JSON does not know between tokens, and byte-order marks.",
            "应为 JSON 半角符号之处用了全角或排版标点，词法单元之间有 JSON 不认识的空格，以及字节顺序标记。",
        ),
        matters: Text::new(
            "The text looks right in an editor and on a web page, and RAM refuses it. Such characters come with text copied from a chat, a word processor or a Chinese input method, and the error message names only an offset.",
            "文本在编辑器和网页中看起来正确，RAM 却会拒绝。这类字符通常来自聊天工具、文字处理软件或中文输入法的复制粘贴，而错误信息只给出偏移量。",
        ),
        advice: Text::new(
            "Write the plain sign. The fix does that and leaves the access as it was evaluated.",
            "改用半角符号。自动修复会这样做，访问权限与评估结果一致。",
        ),
        limits: Text::new(
            "A byte-order mark at the start of a file is reported as low, since a reader of JSON may skip it. Such characters inside a string are not punctuation and are looked at by other rules.",
            "文件开头的字节顺序标记按 low 报告，因为 JSON 解析器可以跳过它。字符串内部的此类字符不是标点，由其他规则检查。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1"«，» "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "https://www.rfc-editor.org/rfc/rfc7159",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let before = into.len();
    fault::texts(&RULE, context, into, words, edit);
    let starts: Vec<_> = context
        .model
        .text_problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::ByteOrderMark)
        .map(|problem| problem.at)
        .collect();
    for found in into.iter_mut().skip(before) {
        if starts.contains(&found.at.at) {
            found.level = Level::Low;
            found.confidence = Confidence::Medium;
        }
    }
}

fn words(kind: &ProblemKind, language: Language) -> Words {
    match kind {
        ProblemKind::FullWidth { found, meant } => Words::new(
            say!(
                language,
                "{} stands where `{meant}` is meant",
                "{} 处应为 `{meant}`",
                character(*found)
            ),
            say!(language, "a look-alike of `{meant}`", "形似 `{meant}`"),
            say!(language, "write `{meant}`", "写成 `{meant}`"),
        ),
        ProblemKind::OddSpace(found) => Words::new(
            say!(
                language,
                "the character {} stands between tokens, which JSON does not allow",
                "词法单元之间有字符 {}，JSON 不允许",
                point(*found)
            ),
            language.pick("looks like a blank and is none", "看似空格，实则不是"),
            language.pick("write a plain blank", "改为普通空格"),
        ),
        ProblemKind::ByteOrderMark => Words::fixed(
            language,
            [
                "the text starts with a byte-order mark (U+FEFF)",
                "文本以字节顺序标记（U+FEFF）开头",
            ],
            ["an invisible character", "不可见字符"],
            [
                "save the file as UTF-8 without a byte-order mark",
                "将文件保存为不带字节顺序标记的 UTF-8",
            ],
        ),
        _ => Words::fixed(
            language,
            [
                "a byte-order mark (U+FEFF) stands inside the text",
                "文本中间有字节顺序标记（U+FEFF）",
            ],
            ["an invisible character", "不可见字符"],
            ["remove the character", "删除该字符"],
        ),
    }
}

fn edit(problem: &Problem, context: &Context<'_>) -> Option<Edit> {
    let at = problem.at;
    let text = match problem.kind {
        ProblemKind::FullWidth { found, meant } => {
            if !context.text(at).chars().eq([found]) {
                return None;
            }
            match meant {
                '"' => tokens::mark_around(at, context)?.to_owned(),
                other => other.to_string(),
            }
        }
        ProblemKind::OddSpace(_) => " ".to_owned(),
        _ => String::new(),
    };
    Some(Edit { at, text })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                "«\u{feff}»{\"Version\": \"1\", \"Statement\": []}",
            ),
            ("p.json", "{«\u{a0}»\"Version\": \"1\", \"Statement\": []}"),
        ] {
            check("RAM405", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM405",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:桶，一"}]}"#,
            )],
        );
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM405",
                "p.json",
                "{\"Version\"：\"1\"，\"Statement\":\u{3000}[]}"
            ),
            r#"{"Version":"1","Statement": []}"#
        );
    }
}
