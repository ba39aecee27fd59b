//! RAM902: a system policy is judged by its name, since its document is not bundled

use std::collections::BTreeSet;

use crate::engine::answers::{Answers, Line};
use crate::model::doubt::Doubt;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, is_shadowed_holding,
    label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM902",
    name: "system-policy-by-name",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a system policy is judged by its name, since its document is not bundled",
            "系统策略的文档未内置，仅按其名称判断",
        ),
        finds: Text::new(
            "An attached system policy is not bundled, or not bundled whole, and the answers take from its name that it does not grant the guarded action. Reported once for each name.",
            "挂载的系统策略没有内置，或没有完整内置，分析结果根据其名称认为它不授予受保护操作。每个名称只报告一次。",
        ),
        matters: Text::new(
            "Names tell what a policy is for, not all that it holds. One for another product that holds one more action grants it to everybody who has the policy.",
            "名称只说明策略的用途，而不是它的全部内容。为其他产品准备的策略如果多含一个操作，所有持有它的人就都拥有该操作。",
        ),
        advice: Text::new(
            "Fetch the document and pass it with `--policy`. The policy is then judged by what it says.",
            "取得该文档并用 `--policy` 提供。随后会按其内容判断该策略。",
        ),
        limits: Text::new(
            "That a policy for another product, or for reading alone, does not grant the action is inferred, and has held for every document that was read. It may be accepted.",
            "为其他产品准备的或只读的策略不授予该操作，这是推断的，已读过的文档无一例外。可以接受。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "complete": ["users", "groups", "policies", "attachments", "memberships"],
  "users": [{ "name": "ann" }],
  "attachments": [«{ "policy": "System/AliyunHBaseReadOnlyAccess", "to": "user/ann" }»]
}
"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "complete": ["users", "groups", "policies", "attachments", "memberships"],
  "users": [{ "name": "ann" }],
  "attachments": [{ "policy": "System/AliyunKvstoreReadOnlyAccess", "to": "user/ann" }]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/developer-reference/poweruseraccess",
            "CWE-1059",
        ],
    },
    check: Check::Model(check),
};

/// The reading by which a system policy is judged by its name.
const BY_NAME: &str = "system-policy-by-name";

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for answers in context.answers {
        for (doubt, lines) in by_name(answers) {
            if seen.insert(doubt.about.to_ascii_lowercase()) {
                into.extend(finding(doubt, &lines, answers, context));
            }
        }
    }
}

/// System policies that some answer relies on by name alone, each once.
fn by_name<'a>(answers: &'a Answers) -> Vec<(&'a Doubt, Vec<&'a Line>)> {
    let mut found: Vec<(&'a Doubt, Vec<&'a Line>)> = Vec::new();
    for (_, line) in answers.lines() {
        if is_shadowed_holding(line) {
            continue;
        }
        let doubts = line.verdict.relies_on.iter();
        let doubts = doubts.filter_map(|id| answers.doubts.get(*id));
        for doubt in doubts.filter(|doubt| doubt.name == BY_NAME) {
            match found.iter_mut().find(|(known, _)| *known == doubt) {
                Some((_, lines)) => lines.push(line),
                None => found.push((doubt, vec![line])),
            }
        }
    }
    found
}

fn finding(
    doubt: &Doubt,
    lines: &[&Line],
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Finding> {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let name = &doubt.about;
    let message = say!(
        language,
        "system policy `{name}` is not bundled; by its name it does not grant {action}",
        "系统策略 `{name}` 未内置；按其名称它不授予 {action}"
    );
    let primary = language.pick(
        "attached here, and judged by its name",
        "在此挂载，仅按名称判断",
    );
    let mut found = context.finding(&RULE, message, label(doubt.at?, primary));
    found.principals = wording::ids(lines);
    let help = say!(
        language,
        "check it with `--policy System/{name}=FILE`",
        "用 `--policy System/{name}=FILE` 提供文档以核实"
    );
    found.help = Some(help);
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn snapshot(attachments: &str) -> String {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001",
            "complete": ["users", "groups", "policies", "attachments", "memberships"],
            "users": [{{"name": "a"}}, {{"name": "b"}}], "attachments": [{attachments}]}}"#
        )
    }

    #[test]
    fn once_for_a_name_with_all_who_hold_it() {
        let text = snapshot(
            r#"«{"policy": "System/AliyunHBaseReadOnlyAccess", "to": "user/a"}»,
               {"policy": "System/AliyunHBaseReadOnlyAccess", "to": "user/b"}"#,
        );
        let found = check("RAM902", &[("a.json", &text)]);
        assert_eq!(found[0].principals, ["user/a", "user/b"]);
    }

    #[test]
    fn a_name_that_tells_nothing_is_another_matter() {
        let text = snapshot(r#"{"policy": "System/SomethingElse", "to": "user/a"}"#);
        check("RAM902", &[("a.json", &text)]);
    }
}
