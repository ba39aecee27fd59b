//! RAM401: a document is not JSON

use crate::rules::kit::fault::{self, Words, character, point};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Edit, Finding, FixKind, Language, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens};
use crate::syntax::{Problem, ProblemKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM401",
    name: "malformed-json",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new("a document is not JSON", "文档不是合法的 JSON"),
        finds: Text::new(
            "A comma, a colon, a bracket or a quote that is missing, too many or another one than JSON has, and numbers and escapes that JSON does not know.",
            "逗号、冒号、括号或引号缺失、多余或写法不符合 JSON，以及 JSON 不支持的数字和转义。",
        ),
        matters: Text::new(
            "RAM refuses such a document with `MalformedPolicyDocument`, often in the middle of a rollout, and a Deny that was to come with it is not in force. A tool with a more lenient reader may meanwhile show a policy that RAM never got.",
            "RAM 会以 `MalformedPolicyDocument` 拒绝此类文档，且往往发生在发布过程中，随之下发的 Deny 也就没有生效。宽松的工具此时显示的策略，RAM 其实从未收到。",
        ),
        advice: Text::new(
            "Write the document as JSON has it. Where it is plain what was meant the fix writes that, which leaves the access as it was evaluated.",
            "按 JSON 语法书写文档。本意明确时，自动修复会写成该写法，访问权限与评估结果一致。",
        ),
        limits: Text::new(
            "RAM checks the syntax when a policy is created or updated, so the fault concerns files that are not in RAM yet. The text is read as it is most likely meant, and where that cannot be told the run says that it is incomplete.",
            "RAM 在创建或修改权限策略时检查语法，因此这类问题只出现在尚未写入 RAM 的文件中。文本按最可能的本意读取，无法判断时会说明分析不完整。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance" «"Resource"»: "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "https://www.alibabacloud.com/help/en/ram/permission-policy-check",
            "https://www.rfc-editor.org/rfc/rfc7159",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    fault::texts(&RULE, context, into, words, edit);
}

fn words(kind: &ProblemKind, language: Language) -> Words {
    match kind {
        ProblemKind::UnclosedString
        | ProblemKind::ControlInString(_)
        | ProblemKind::SingleQuotes
        | ProblemKind::Unquoted
        | ProblemKind::BadNumber
        | ProblemKind::BadEscape
        | ProblemKind::LoneSurrogate => of_token(kind, language),
        _ => of_structure(kind, language),
    }
}

fn of_structure(kind: &ProblemKind, language: Language) -> Words {
    match kind {
        ProblemKind::MissingComma => Words::fixed(
            language,
            [
                "a comma is missing between two values",
                "两个值之间缺少逗号",
            ],
            ["a comma belongs before this", "此处之前应有逗号"],
            ["add a comma", "补上逗号"],
        ),
        ProblemKind::ExtraComma => Words::fixed(
            language,
            [
                "a comma stands where no value was before it",
                "逗号之前没有值",
            ],
            ["nothing stands before this comma", "这个逗号之前没有内容"],
            ["remove the comma", "删除这个逗号"],
        ),
        ProblemKind::MissingColon => Words::fixed(
            language,
            [
                "a colon is missing between a key and its value",
                "键与值之间缺少冒号",
            ],
            ["a colon belongs before this", "此处之前应有冒号"],
            ["add a colon", "补上冒号"],
        ),
        ProblemKind::WrongColon(found) => Words::new(
            say!(
                language,
                "{} stands between a key and its value",
                "键与值之间是 {}",
                character(*found)
            ),
            language.pick("a colon belongs here", "此处应为冒号"),
            language.pick("write `:`", "写成 `:`"),
        ),
        ProblemKind::UnclosedBracket(open) => {
            let close = closing(*open);
            Words::new(
                say!(
                    language,
                    "a bracket `{open}` is never closed",
                    "括号 `{open}` 没有闭合"
                ),
                say!(
                    language,
                    "a closing `{close}` was expected by here",
                    "至此应有 `{close}`"
                ),
                say!(
                    language,
                    "add the closing `{close}` where it belongs",
                    "在应有的位置补上 `{close}`"
                ),
            )
        }
        ProblemKind::StrayBracket(found) => Words::new(
            say!(
                language,
                "a closing bracket `{found}` closes nothing that is open",
                "右括号 `{found}` 没有对应的左括号"
            ),
            language.pick("does not fit what is open", "与尚未闭合的括号不匹配"),
            language.pick(
                "remove it, or put the bracket that fits",
                "删除它，或改为匹配的括号",
            ),
        ),
        ProblemKind::KeyNotString => Words::fixed(
            language,
            ["a key of an object is not a string", "对象的键不是字符串"],
            ["a key in quotes belongs here", "此处应为带引号的键"],
            ["write the key in double quotes", "用双引号书写键"],
        ),
        ProblemKind::MissingValue => Words::fixed(
            language,
            ["a key has no value", "键没有值"],
            ["a value belongs here", "此处应有值"],
            ["add the value, or remove the key", "补上值，或删除这个键"],
        ),
        _ => Words::fixed(
            language,
            [
                "these characters belong nowhere in the document",
                "这些字符不应出现在文档中",
            ],
            ["a value or a bracket was expected", "此处应为值或括号"],
            ["remove the characters", "删除这些字符"],
        ),
    }
}

fn of_token(kind: &ProblemKind, language: Language) -> Words {
    match kind {
        ProblemKind::UnclosedString => Words::fixed(
            language,
            ["a string is never closed", "字符串没有结束"],
            ["starts here and does not end", "从这里开始，没有结束"],
            ["add the closing quote", "补上结尾的引号"],
        ),
        ProblemKind::ControlInString(found) => Words::new(
            say!(
                language,
                "a string holds the raw control character {}",
                "字符串中有未转义的控制字符 {}",
                point(*found)
            ),
            language.pick("JSON wants an escape for this", "JSON 要求对它转义"),
            language.pick(
                "remove the character, or escape it",
                "删除该字符，或对它转义",
            ),
        ),
        ProblemKind::SingleQuotes => Words::fixed(
            language,
            [
                "a string stands in single quotes, which JSON does not have",
                "字符串用了单引号，JSON 不支持单引号",
            ],
            ["double quotes belong here", "此处应为双引号"],
            ["write the string in double quotes", "用双引号书写字符串"],
        ),
        ProblemKind::Unquoted => Words::fixed(
            language,
            ["a word stands without quotes", "单词没有加引号"],
            ["quotes are missing", "缺少引号"],
            ["write it in double quotes", "加上双引号"],
        ),
        ProblemKind::BadNumber => Words::fixed(
            language,
            [
                "a number is written in a way that JSON does not have",
                "数字的写法不符合 JSON",
            ],
            ["no JSON number", "不是 JSON 数字"],
            [
                "write a plain decimal, in quotes where a policy wants text",
                "写成十进制数，策略要求字符串时加引号",
            ],
        ),
        ProblemKind::BadEscape => Words::fixed(
            language,
            [
                "a string holds an escape that JSON does not have",
                "字符串中有 JSON 不支持的转义",
            ],
            ["no JSON escape", "不是 JSON 转义"],
            [
                "write `\\\\` for a backslash, or remove it",
                "反斜线写成 `\\\\`，或将其删除",
            ],
        ),
        _ => Words::fixed(
            language,
            [
                "a string holds half of a surrogate pair, which stands for no character",
                "字符串中只有半个代理对，不表示任何字符",
            ],
            ["one half alone", "只有一半"],
            [
                "write the character itself, or both halves",
                "直接书写该字符，或写全代理对",
            ],
        ),
    }
}

fn edit(problem: &Problem, context: &Context<'_>) -> Option<Edit> {
    let at = problem.at;
    let put = |at, text: &str| {
        Some(Edit {
            at,
            text: text.to_owned(),
        })
    };
    match problem.kind {
        ProblemKind::MissingComma => put(at.first(), ","),
        ProblemKind::MissingColon => put(at.first(), ":"),
        ProblemKind::WrongColon(_) => put(at, ":"),
        ProblemKind::ExtraComma => put(at, ""),
        ProblemKind::Unquoted => tokens::quote(at, context),
        ProblemKind::SingleQuotes => tokens::requote(at, context),
        _ => None,
    }
}

const fn closing(open: char) -> char {
    match open {
        '[' => ']',
        '(' => ')',
        _ => '}',
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
                r#"{"Version": "1", "Statement": [{"Effect": «'Allow'», "Action": "*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [«,»{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{«Effect»: "Allow", "Action": "*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "e«\x»cs:*", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM401", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
            ),
            (
                "p.yaml",
                "Version: '1'\nStatement:\n- Effect: Allow\n  Action: 'ecs:Describe*'\n  Resource: '*'\n",
            ),
        ] {
            check("RAM401", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        for (text, expected) in [
            (
                r#"{"Version": "1", "Statement": [{"Effect": 'Allow' "Action": "*", Resource: "*"}]}"#,
                r#"{"Version": "1", "Statement": [{"Effect": "Allow" ,"Action": "*", "Resource": "*"}]}"#,
            ),
            (
                r#"{"policy_document": "{\"Version\": \"1\", \"Statement\": [{Effect: \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}"}"#,
                r#"{"policy_document": "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}"}"#,
            ),
        ] {
            assert_eq!(mended("RAM401", "p.json", text), expected);
        }
    }
}
