//! RAM610: control policies bind nobody, since the input does not place the account

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM610",
    name: "control-policies-not-applied",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "control policies bind nobody, since the input does not place the account",
            "输入没有说明账号的位置，管控策略不约束任何人",
        ),
        finds: Text::new(
            "The input holds control policies and does not say where in the resource directory the account stands, so that none of them is applied.",
            "输入中有管控策略，但没有说明账号在资源目录中的位置，因此没有一条被应用。",
        ),
        matters: Text::new(
            "A Deny in a control policy is the strongest guard there is. As long as it is not applied here, the answers show access that the guard stops, or a reviewer trusts a guard that binds another folder.",
            "管控策略中的 Deny 是最强的防线。只要它在这里没有被应用，分析结果就会显示它本已阻止的访问，或者评审者会信任一条约束其他资源夹的防线。",
        ),
        advice: Text::new(
            "Add `resource_directory` with the place of the account to a manifest. The control policies that bind it are then applied.",
            "在清单中加入 `resource_directory`，写明账号的位置。约束该账号的管控策略随后会被应用。",
        ),
        limits: Text::new(
            "Accept it in a repository that holds control policies alone, where there is no account to bind.",
            "如果仓库中只有管控策略而没有要约束的账号，可以接受。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "control_policies": [«{
    "id": "cp-1",
    "name": "no-destroy",
    "targets": ["r-b2"],
    "document": {
      "Version": "1",
      "Statement": [{ "Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*" }]
    }
  }»]
}
"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "resource_directory": { "account": "member", "path": ["r-b2"] },
  "control_policies": [{
    "id": "cp-1",
    "name": "no-destroy",
    "targets": ["r-b2"],
    "document": {
      "Version": "1",
      "Statement": [{ "Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*" }]
    }
  }]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/resource-management/developer-reference/api-resourcedirectorymaster-2022-04-19-attachcontrolpolicy",
            "CWE-1188",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::ControlPoliciesNotApplied = kind else {
        return None;
    };

    Some(Words {
        message: language
            .pick(
                "control policies bind nobody here: the input does not place the account",
                "管控策略在这里不约束任何人：输入没有说明账号的位置",
            )
            .to_owned(),
        label: language
            .pick("listed and not applied", "已列出但未应用")
            .to_owned(),

        help: language
            .pick(
                "add `resource_directory` with the account's place",
                "加入 `resource_directory`，写明账号的位置",
            )
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn an_account_in_no_directory_is_placed_too() {
        let text = r#"{"ram_account_snapshot": 1, "resource_directory": {"account": "standalone"},
            "control_policies": [{"id": "cp-1", "name": "g", "targets": ["r-1"],
            "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "ecs:*", "Resource": "*"}]}}]}"#;
        check("RAM610", &[("a.json", text)]);
    }
}
