//! RAM406: a file that should hold a document cannot be read

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::say;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
};
use crate::syntax::ProblemKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM406",
    name: "unreadable-text",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a file that should hold a document cannot be read",
            "应含有文档的文件无法读取",
        ),
        finds: Text::new(
            "A file or string that is named as a policy and is empty, is not UTF-8, is nested too deep or holds too many values to be read.",
            "被当作权限策略的文件或字符串为空、不是 UTF-8、嵌套过深或值过多，因而无法读取。",
        ),
        matters: Text::new(
            "Nothing in it counts in the answers, so a grant that it holds is not seen. RAM refuses it too, and what the file was to change is not changed.",
            "其中的内容不会计入结果，因此它所授予的权限不会被看到。RAM 同样会拒绝它，文件原本要做的修改也不会生效。",
        ),
        advice: Text::new(
            "Write the document, save it as UTF-8, or split it.",
            "补上文档，保存为 UTF-8，或将其拆分。",
        ),
        limits: Text::new(
            "The limits on depth and size are this program's, not RAM's. A document that RAM takes is far below them.",
            "深度和大小的上限是本程序的，而非 RAM 的。RAM 能接受的文档远低于这些上限。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "policies": [{"type": "Custom", "name": "P", "document": «""»}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "policies": [{"type": "Custom", "name": "P", "document": "{\"Version\": \"1\", \"Statement\": []}"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "CWE-20",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    fault::texts(&RULE, context, into, words, fault::nothing);
}

fn words(kind: &ProblemKind, language: Language) -> Words {
    let crossed = language.pick("the limit is crossed here", "在此处超过上限");
    match kind {
        ProblemKind::TooDeep(limit) => Words::new(
            say!(
                language,
                "the text is nested deeper than {limit} levels",
                "文本嵌套超过 {limit} 层"
            ),
            crossed,
            language.pick("flatten the document", "减少文档的嵌套"),
        ),
        ProblemKind::TooManyNodes(limit) => Words::new(
            say!(
                language,
                "the text holds more than {limit} values",
                "文本含有超过 {limit} 个值"
            ),
            crossed,
            language.pick("split the file", "拆分文件"),
        ),
        ProblemKind::InvalidUtf8 => Words::fixed(
            language,
            ["the text is not UTF-8", "文本不是 UTF-8"],
            [
                "the first byte that is not UTF-8",
                "第一个不是 UTF-8 的字节",
            ],
            ["save the file as UTF-8", "将文件保存为 UTF-8"],
        ),
        _ => Words::fixed(
            language,
            [
                "nothing but white space stands where a document belongs",
                "应有文档之处只有空白",
            ],
            ["a document belongs here", "此处应有文档"],
            [
                "write the document, or remove the file",
                "补上文档，或删除该文件",
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM406",
            &[(
                "account.json",
                r#"{"ram_account_snapshot": 1, "policies": [{"type": "Custom", "name": "P", "document": «"  "»}]}"#,
            )],
        );
    }
}
