//! RAM620: a key of an input holds no value of the type that belongs there

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM620",
    name: "wrong-input-value",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a key of an input holds no value of the type that belongs there",
            "输入中的键没有所需类型的值",
        ),
        finds: Text::new(
            "A required key of a manifest, a snapshot, a template or an answer of the API is not there, or holds a value of another type.",
            "清单、快照、模板或 API 返回结果中缺少必需的键，或者其值是另一种类型。",
        ),
        matters: Text::new(
            "The part that it belongs to is not read, and the answers lack it. A user whose list of policies is written as a mapping seems to hold nothing.",
            "它所属的部分不会被读取，分析结果中也就没有它。例如把用户的权限策略列表写成映射，该用户看起来就什么都没有。",
        ),
        advice: Text::new(
            "Write a value of the type that the message names. The part is then read.",
            "按消息中给出的类型书写值。该部分随后会被读取。",
        ),
        limits: Text::new(
            "Answers of the API that were cut by hand are reported as well, and rightly, since something is missing from them.",
            "手工删减过的 API 返回结果同样会报告，因为其中确实缺了内容。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "users": [{ "name": «["ann"]» }]
}
"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "users": [{ "name": "ann" }]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/developer-reference/api-ims-2019-08-15-getaccountsummary",
            "CWE-1286",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::BadKey { key, wanted } = kind else {
        return None;
    };
    let key = quoted(key);
    let wanted = language.pick(wanted, in_chinese(wanted));
    Some(Words {
        message: say!(
            language,
            "the key {key} does not hold {wanted}",
            "键 {key} 的值不是{wanted}"
        ),
        label: say!(language, "{wanted} belongs here", "此处应为{wanted}"),
        help: say!(language, "write {wanted}", "改为{wanted}"),
        ..Words::default()
    })
}

/// What belongs somewhere, as a Chinese noun; words of a format stay as they are.
fn in_chinese(wanted: &'static str) -> &'static str {
    match wanted {
        "a string" => "字符串",
        "a list" => "列表",
        "an object" => "对象",
        "true or false" => " true 或 false",
        "a number of seconds" => "秒数",
        "the number 1" => "数字 1",
        "the path of a document" => "文档的路径",
        "a mapping from names" => "以名称为键的映射",
        "a mapping from parameter names to values" => "从参数名到值的映射",
        "the same in all files of a folder" => "文件夹中所有文件一致的值",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn what_is_missing_and_what_is_of_another_type() {
        for text in [
            r#"{"ram_account_snapshot": 1, "users": [«{}»]}"#,
            r#"{"ram_account_snapshot": 1, "users": «{}»}"#,
        ] {
            check("RAM620", &[("a.json", text)]);
        }
        check(
            "RAM620",
            &[("a.json", r#"{"ram_account_snapshot": 1, "users": []}"#)],
        );
    }
}
