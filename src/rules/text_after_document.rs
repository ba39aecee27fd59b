//! RAM403: text follows after the end of a document

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
};
use crate::syntax::ProblemKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM403",
    name: "text-after-document",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "text follows after the end of a document",
            "文档结束后还有内容",
        ),
        finds: Text::new(
            "Something other than white space after the bracket that closes the document: a second document, a shell prompt, a stray bracket.",
            "在闭合整个文档的括号之后还有空白以外的内容：第二个文档、命令行提示符或多余的括号。",
        ),
        matters: Text::new(
            "RAM refuses the text, or a reader stops at the first document and never sees the statements that follow. A Deny pasted below the closing bracket is then in the file and not in the policy.",
            "RAM 会拒绝该文本，或者解析器只读取第一个文档而看不到后面的语句。粘贴在右括号之后的 Deny 因此只存在于文件中，而不在权限策略中。",
        ),
        advice: Text::new(
            "Remove what follows, or move its statements into the list of the document. The second can change access, as it was not counted before.",
            "删除多余的内容，或把其中的语句移入文档的语句列表。后者可能改变访问权限，因为这些语句此前没有计入。",
        ),
        limits: Text::new(
            "RAM checks the syntax when a policy is created or updated, so the fault concerns files that are not in RAM yet. The text is read as it is most likely meant, and where that cannot be told the run says that it is incomplete.",
            "RAM 在创建或修改权限策略时检查语法，因此这类问题只出现在尚未写入 RAM 的文件中。文本按最可能的本意读取，无法判断时会说明分析不完整。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]} «trailing words»"#,
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
    fault::texts(&RULE, context, into, words, fault::nothing);
}

fn words(_: &ProblemKind, language: Language) -> Words {
    Words::fixed(
        language,
        [
            "something follows after the end of the document",
            "文档结束后还有其他内容",
        ],
        ["not part of the document", "不属于文档"],
        [
            "remove what follows, or put it into a file of its own",
            "删除后面的内容，或将其放入单独的文件",
        ],
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM403",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": []}


"#,
            )],
        );
    }
}
