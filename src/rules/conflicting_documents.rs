//! RAM605: two documents for one policy or role differ

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM605",
    name: "conflicting-documents",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "two documents for one policy or role differ",
            "同一权限策略或角色有两份不同的文档",
        ),
        finds: Text::new(
            "Two places of the input give a document for one policy, or a trust policy for one role, and the two say different things.",
            "输入中有两处为同一权限策略提供了文档，或者为同一角色提供了信任策略，而两者内容不同。",
        ),
        matters: Text::new(
            "Whichever is in force decides who has what, and a reviewer reads only one of them. The other may grant what the first takes care to leave out.",
            "实际生效的是哪一份，决定了谁拥有什么权限，而评审者往往只看到其中一份。另一份可能恰好允许了前者刻意排除的操作。",
        ),
        advice: Text::new(
            "Keep the one that is in force, or read the inputs one at a time, such as a plan and a dump of the account.",
            "保留生效的那一份，或者逐个读取输入，例如分开读取执行计划和账号导出。",
        ),
        limits: Text::new(
            "It does not know which input is newer. Answers that hang on the difference are UNKNOWN.",
            "它不知道哪个输入更新。取决于其差异的结果是 UNKNOWN。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "policies": [
    {
      "name": "Ops",
      "document": {
        "Version": "1",
        "Statement": [{ "Effect": "Allow", "Action": "ecs:*", "Resource": "*" }]
      }
    },
    {
      "name": «"Ops"»,
      "document": {
        "Version": "1",
        "Statement": [{ "Effect": "Allow", "Action": "oss:*", "Resource": "*" }]
      }
    }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "policies": [{
    "name": "Ops",
    "document": {
      "Version": "1",
      "Statement": [{ "Effect": "Allow", "Action": "ecs:*", "Resource": "*" }]
    }
  }]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "CWE-1109",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::ConflictingDocuments(name) = kind else {
        return None;
    };
    let name = quoted(name);
    Some(Words {
        message: say!(
            language,
            "two documents are given for {name}, and they differ",
            "{name} 有两份文档，且内容不同"
        ),
        label: language
            .pick(
                "nothing here says which of the two is in force",
                "这里看不出哪一份生效",
            )
            .to_owned(),
        related: language
            .pick("the other one is here", "另一份在这里")
            .to_owned(),
        help: language
            .pick(
                "keep the one that is in force, or read the inputs one at a time",
                "保留生效的那一份，或逐个读取输入",
            )
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn alike_documents_are_one() {
        let text = r#"{"ram_account_snapshot": 1, "policies": [
            {"name": "P", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["a:B", "a:C"], "Resource": "*"}]}},
            {"name": "P", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["a:C", "a:B"], "Resource": "*"}]}}]}"#;
        check("RAM605", &[("a.json", text)]);
    }
}
