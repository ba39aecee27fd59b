//! RAM209: a Deny takes the guarded action and leaves one with the same outcome

use std::collections::BTreeSet;

use crate::engine::answers::access::LineKey;
use crate::engine::answers::{Answers, Because, Force, Line};
use crate::engine::siblings::{self, Siblings};
use crate::engine::verdict::Answer;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, is_shadowed_holding,
    label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM209",
    name: "sibling-left-open",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny takes the guarded action and leaves one with the same outcome",
            "Deny 语句收回了受保护操作，却留下后果相同的操作",
        ),
        finds: Text::new(
            "A Deny that keeps somebody from the guarded action, where the same principal may call an action that ends the whole resource too.",
            "一条 Deny 语句使某个主体无法执行受保护操作，但该主体仍可执行同样会使整个资源消失的操作。",
        ),
        matters: Text::new(
            "A guard on `kvstore:DestroyInstance` alone leaves `kvstore:DeleteInstance`: the instance goes into the recycle bin and ends there by itself some days later, and instances of one replica do not even pass through it.",
            "只防范 `kvstore:DestroyInstance`，就留下了 `kvstore:DeleteInstance`：实例进入回收站，几天后自动销毁，而单副本实例甚至不经过回收站。",
        ),
        advice: Text::new(
            "Add the sibling to the Deny if it is not meant to stay. That takes it from the principals that the finding names.",
            "若并非有意保留，请将该相似操作加入 Deny 语句。这样，报告中列出的主体会失去它。",
        ),
        limits: Text::new(
            "Waive it where releasing instances is part of the work and the recycle bin is the safety net. Which actions come near is a table that was made from public documentation, so the confidence is medium.",
            "如果释放实例属于日常工作，而回收站就是安全保障，可以豁免。哪些操作后果相近，取自根据公开文档整理的清单，因此置信度为中。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": «"kvstore:DestroyInstance"», "Resource": "*"}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": ["kvstore:DestroyInstance", "kvstore:DeleteInstance"], "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis",
            "https://help.aliyun.com/zh/redis/user-guide/manage-instances-in-the-recycle-bin",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        let guards = guards(answers);
        if guards.is_empty() {
            continue;
        }
        let denied = guards.iter().flat_map(|guard| &guard.lines);
        let denied: BTreeSet<LineKey> = denied.map(|(key, _)| *key).collect();
        let beside = siblings::ask(
            context.model,
            context.catalogue,
            &answers.question,
            context.settings,
            Some(&denied),
        );
        for guard in &guards {
            into.extend(finding(guard, &beside, answers, context));
        }
    }
}

/// A Deny, and those whom it denies the action.
struct Guard<'a> {
    because: &'a Because,
    lines: Vec<(LineKey, &'a Line)>,
}

/// The Denys that are why somebody lacks the action, once each.
fn guards(answers: &Answers) -> Vec<Guard<'_>> {
    let mut found: Vec<Guard<'_>> = Vec::new();
    for (account, line) in answers.lines() {
        if line.verdict.answer != Answer::Denied || is_shadowed_holding(line) {
            continue;
        }
        let granted = line.because.iter().any(|entry| entry.force == Force::Allow);
        let deny = line
            .because
            .iter()
            .find(|entry| entry.force == Force::Deny && entry.statement.is_some());
        let (Some(because), true) = (deny, granted) else {
            continue;
        };
        let line = ((account.account, line.about), line);
        match found
            .iter_mut()
            .find(|guard| guard.because.at == because.at)
        {
            Some(guard) => guard.lines.push(line),
            None => found.push(Guard {
                because,
                lines: vec![line],
            }),
        }
    }
    found
}

fn finding(
    guard: &Guard<'_>,
    beside: &Siblings,
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Finding> {
    let language = context.language;
    let mut open: Vec<&str> = Vec::new();
    let mut lines: Vec<&Line> = Vec::new();
    for (key, line) in &guard.lines {
        for (sibling, answer) in beside.of(*key) {
            if !sibling.loses_all() || !answer.gives_access() {
                continue;
            }
            if !open.contains(&sibling.action) {
                open.push(sibling.action);
            }
            if !lines.iter().any(|known| known.id == line.id) {
                lines.push(line);
            }
        }
    }
    let first = open.first()?;
    let sibling = wording::quoted(first);
    let action = wording::quoted(&answers.question.action);
    let ids = wording::ids(&lines);
    let whom = wording::principals(&ids, language);
    let policy = &guard.because.policy;
    let message = say!(
        language,
        "a Deny in {policy} takes {action} and leaves {sibling} to {whom}",
        "{policy} 中的一条拒绝语句收回了 {action}，但 {whom} 仍可执行 {sibling}"
    );
    let missed = say!(language, "does not cover {sibling}", "未涵盖 {sibling}");
    let mut found = context.finding(&RULE, message, label(guard.because.at, missed));
    found.action = Some(answers.question.action.clone());
    for other in open.iter().skip(1) {
        let other = wording::quoted(other);
        found.notes.push(say!(
            language,
            "it leaves {other} too",
            "{other} 也未被拒绝"
        ));
    }
    found.principals = ids;
    found.help = Some(say!(
        language,
        "add {sibling} to this Deny, if it is not meant to stay",
        "若并非有意保留，请将 {sibling} 加入此拒绝语句"
    ));
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    const ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

    fn one(statements: &str) -> Vec<crate::rules::Finding> {
        let text = format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#);
        check(super::RULE.id, &[("p.json", &text)])
    }

    #[test]
    fn one_finding_for_one_guard() {
        let found = one(&format!(
            r#"{ALL}, {{"Effect": "Deny", "Action": ["ecs:DeleteInstance", «"kvstore:Destroy*"»], "Resource": "*"}}"#
        ));
        assert!(
            found[0].message.contains("`kvstore:DeleteInstance`"),
            "{found:#?}"
        );
        assert_eq!(found[0].principals, ["policy/p.json"]);
    }

    #[test]
    fn it_is_quiet_where_the_sibling_is_denied_or_not_granted_or_the_action_is_open() {
        one(&format!(
            r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:De*", "Resource": "*"}}"#
        ));
        one(
            r#"{"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:Destroy*", "Resource": "*"}"#,
        );
        one(r#"{"Effect": "Deny", "Action": "kvstore:Destroy*", "Resource": "*"}"#);
        one(ALL);
    }
}
