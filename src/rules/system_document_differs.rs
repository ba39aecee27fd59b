//! RAM604: a document for a system policy differs from the bundled one

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM604",
    name: "system-document-differs",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a document for a system policy differs from the bundled one",
            "某系统策略的文档与内置的不同",
        ),
        finds: Text::new(
            "The input holds a document under the name of a system policy that is bundled whole, and the two say different things.",
            "输入中有一份以系统策略命名的文档，而该系统策略已完整内置，两者内容不同。",
        ),
        matters: Text::new(
            "Nobody can change a system policy but Alibaba Cloud. If the file is a custom policy that borrows the name, whoever reads the attachment takes it for the harmless policy that they know.",
            "系统策略只有阿里云能修改。如果该文件是借用了这个名称的自定义策略，看到挂载关系的人会把它当成自己熟悉的那个无害策略。",
        ),
        advice: Text::new(
            "Give a custom policy a name of its own. If the file is a newer version of the system policy, pass it with `--policy` so that it is the one judged.",
            "给自定义策略取一个自己的名称。如果该文件是系统策略的新版本，用 `--policy` 提供它，使其成为被分析的版本。",
        ),
        limits: Text::new(
            "The bundled copy may be older than what is in force. Both documents are then considered, and an answer that hangs on the difference is UNKNOWN.",
            "内置的副本可能比实际生效的旧。此时两份文档都会考虑，取决于其差异的结果是 UNKNOWN。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "policies": [{
    "type": "System",
    "name": "AliyunKvstoreReadOnlyAccess",
    "document": «{
      "Version": "1",
      "Statement": [{ "Effect": "Allow", "Action": "kvstore:*", "Resource": "*" }]
    }»
  }]
}
"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "policies": [{
    "type": "Custom",
    "name": "RedisOperators",
    "document": {
      "Version": "1",
      "Statement": [{ "Effect": "Allow", "Action": "kvstore:*", "Resource": "*" }]
    }
  }]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/developer-reference/aliyunkvstorefullaccess",
            "CWE-1007",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::SystemDocument(name) = kind else {
        return None;
    };
    let name = quoted(name);
    Some(Words {
        message: say!(
            language,
            "the document of system policy {name} differs from the bundled one",
            "系统策略 {name} 的文档与内置的不同"
        ),
        label: language
            .pick(
                "in one world it grants what it allows",
                "在一种可能中，它允许的操作会生效",
            )
            .to_owned(),

        help: language
            .pick(
                "give it a name of its own, or pass the newer one with `--policy`",
                "给它取一个自己的名称，或用 `--policy` 提供新文档",
            )
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn the_same_document_in_another_layout_is_quiet() {
        let text = r#"{"ram_account_snapshot": 1, "policies": [{"type": "System", "name": "AdministratorAccess",
            "document": {"Statement": [{"Resource": "*", "Action": "*", "Effect": "Allow"}], "Version": "1"}}]}"#;
        check("RAM604", &[("a.json", text)]);
    }
}
