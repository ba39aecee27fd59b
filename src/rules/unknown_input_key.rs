//! RAM608: a manifest, snapshot or template has a key that its format does not have

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM608",
    name: "unknown-input-key",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a manifest, snapshot or template has a key that its format does not have",
            "清单、快照或模板中有其格式没有的键",
        ),
        finds: Text::new(
            "A manifest, an account snapshot or a mapping of attachments in a ROS template has a key that is not part of the format.",
            "清单、账号快照或 ROS 模板的挂载映射中有不属于该格式的键。",
        ),
        matters: Text::new(
            "What stands under the key is not taken in. If `polices` was to attach a guard, the answers are those of an account without it.",
            "该键下的内容不会被读取。如果 `polices` 本来是要挂载一条防护策略，那么分析结果就是没有它的账号的结果。",
        ),
        advice: Text::new(
            "Correct the key, or remove it. What stands under it is then taken in.",
            "更正该键，或者将其删除。更正后其下的内容会被读取。",
        ),
        limits: Text::new(
            "A key that a newer version of the format has looks unknown to an older program.",
            "新版本格式中的键，在旧版本程序看来是未知的。",
        ),
        avoid: &[Sample::new(
            "ram-attachments.yaml",
            "ram_attachments: 1
users:
  ann:
    «polices»: [System/AliyunECSReadOnlyAccess]
",
        )],
        prefer: &[Sample::new(
            "ram-attachments.yaml",
            "ram_attachments: 1
users:
  ann:
    policies: [System/AliyunECSReadOnlyAccess]
",
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ros/developer-reference/aliyun-ram-user",
            "CWE-1286",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::UnknownKey(name) = kind else {
        return None;
    };
    let name = quoted(name);
    Some(Words {
        message: say!(
            language,
            "the key {name} is not part of this format",
            "键 {name} 不属于该格式"
        ),
        label: language
            .pick("what it says is not taken in", "其内容不会被读取")
            .to_owned(),

        help: language
            .pick("correct the key, or remove it", "更正该键，或将其删除")
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn in_a_snapshot() {
        check(
            "RAM608",
            &[("a.json", r#"{"ram_account_snapshot": 1, «"usrs"»: []}"#)],
        );
        check(
            "RAM608",
            &[("a.json", r#"{"ram_account_snapshot": 1, "users": []}"#)],
        );
    }
}
