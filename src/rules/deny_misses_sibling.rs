//! RAM204: a Deny covers an action like the guarded one, but not that one

use std::collections::BTreeSet;

use crate::engine::answers::{self, AccountAnswers, Answers, Force, Line};
use crate::engine::bearing::{self, Bearing, Extent};
use crate::engine::holders;
use crate::engine::question::Question;
use crate::model::catalogue::Sibling;
use crate::model::policy::{Effect, StatementId};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
    is_shadowed_holding, label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM204",
    name: "deny-misses-sibling",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny covers an action like the guarded one, but not that one",
            "Deny 语句涵盖了与受保护操作相似的操作，却漏掉了它本身",
        ),
        finds: Text::new(
            "A Deny that covers an action with nearly the same outcome as the guarded one, held by principals who have the guarded action all the same.",
            "一条 Deny 语句涵盖了后果与受保护操作几乎相同的操作，但持有它的主体仍然拥有受保护操作。",
        ),
        matters: Text::new(
            "Actions with nearly the same outcome have names of their own: `kvstore:Delete*` stops the release of an instance and not `kvstore:DestroyInstance`, which ends it in the recycle bin. Whoever wrote this Deny may believe that nothing can be lost.",
            "后果相近的操作各有名称：`kvstore:Delete*` 能拦截释放实例，却拦不住立即销毁回收站中实例的 `kvstore:DestroyInstance`。写下此语句的人可能以为数据不会丢失。",
        ),
        advice: Text::new(
            "Add the guarded action to the Deny. That takes it from the principals that the finding names.",
            "请将受保护操作加入该 Deny 语句。这样，报告中列出的主体会失去它。",
        ),
        limits: Text::new(
            "Waive it where the principals are meant to end what others released. Which actions come near is a table that was made from public documentation.",
            "如果这些主体的职责就是销毁他人释放的实例，可以豁免。哪些操作后果相近，取自根据公开文档整理的清单。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": «"kvstore:Delete*"», "Resource": "*"}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": ["kvstore:Delete*", "kvstore:DestroyInstance"], "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

/// One Deny that covers a sibling.
struct Miss<'a> {
    bearing: Bearing,
    sibling: Sibling,
    lines: Vec<&'a Line>,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for miss in misses(answers, context) {
            into.push(finding(&miss, answers, context));
        }
    }
}

fn misses<'a>(answers: &'a Answers, context: &Context<'_>) -> Vec<Miss<'a>> {
    let mut found: Vec<Miss<'a>> = Vec::new();
    let open: Vec<(&AccountAnswers, &Line)> = answers
        .lines()
        .filter(|(_, line)| line.verdict.answer.gives_access() && !is_shadowed_holding(line))
        .collect();
    if open.is_empty() || !context.has_deny() {
        return found;
    }
    let mut done: BTreeSet<StatementId> = review(&answers.question, context)
        .into_iter()
        .filter(|bearing| bearing.actions.is_possible())
        .map(|bearing| bearing.statement)
        .collect();
    let mut siblings: Vec<Sibling> = context
        .catalogue
        .siblings(&answers.question.action)
        .collect();
    // The nearest outcome is named first: it is what the author thought of.
    siblings.sort_by_key(|sibling| !sibling.loses_all());
    for sibling in siblings {
        let question = answers::question(sibling.sibling, context.catalogue);
        let covering: Vec<Bearing> = review(&question, context)
            .into_iter()
            .filter(|bearing| {
                !bearing.bundled
                    && !done.contains(&bearing.statement)
                    && bearing.actions == Extent::Everything
                    && bearing.resources.is_possible()
                    && bearing.conditions.is_possible()
            })
            .collect();
        for bearing in covering {
            let lines = holders(&bearing, &open, context);
            done.insert(bearing.statement);
            if !lines.is_empty() {
                found.push(Miss {
                    bearing,
                    sibling,
                    lines,
                });
            }
        }
    }
    found
}

fn review(question: &Question, context: &Context<'_>) -> Vec<Bearing> {
    bearing::review(
        context.model,
        context.catalogue,
        question,
        Effect::Deny,
        context.settings,
    )
    .bearings
}

/// Those who hold the Deny, and have the guarded action.
fn holders<'a>(
    bearing: &Bearing,
    open: &[(&AccountAnswers, &'a Line)],
    context: &Context<'_>,
) -> Vec<&'a Line> {
    let holders = holders::of_document(context.model, bearing.account, bearing.document);
    open.iter()
        .filter(|(account, line)| {
            account.account == bearing.account && holders.contains(&line.about)
        })
        .map(|(_, line)| *line)
        .collect()
}

fn finding(miss: &Miss<'_>, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let sibling = wording::quoted(miss.sibling.sibling);
    let ids = wording::ids(&miss.lines);
    let whom = wording::principals(&ids, language);
    let policy = &miss.bearing.policy;
    let message = say!(
        language,
        "a Deny in {policy} covers {sibling} and leaves {action} to {whom}",
        "{policy} 中的一条拒绝语句涵盖 {sibling}，但 {whom} 仍可执行 {action}"
    );
    let name = answers.question.name();
    let missed = say!(language, "does not cover {name}", "未涵盖 {name}");
    let mut found = context.finding(&RULE, message, label(miss.bearing.action_at, missed));
    found.action = Some(answers.question.action.clone());
    let grant = miss.lines.iter().find_map(|line| {
        let mut entries = line.because.iter();
        entries.find(|entry| entry.force == Force::Allow)
    });
    if let Some(grant) = grant {
        let policy = wording::quoted(&grant.policy);
        let text = say!(language, "grants it in {policy}", "{policy} 在此授予该操作");
        found.related.push(label(grant.at, text));
    }
    if language == Language::English
        && let Some(own) = context.catalogue.irreversible(&answers.question.action)
    {
        found.notes.push(format!("{action}: {}", own.reason));
    }
    found.principals = ids;
    found.help = Some(say!(
        language,
        "add {action} to this Deny",
        "将 {action} 加入此拒绝语句"
    ));
    found
}
