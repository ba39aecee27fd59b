//! RAM204: a Deny covers an action like the guarded one, but not that one

use std::collections::BTreeSet;

use crate::engine::answers::{self, AccountAnswers, Answers, Force, Line};
use crate::engine::bearing::{self, Bearing, Extent};
use crate::engine::holders;
use crate::engine::question::Question;
use crate::model::catalogue::Sibling;
use crate::model::policy::{Effect, StatementId};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, is_shadowed_holding,
    label, wording,
};

/// Kinds of outcome that are most like losing an instance for good.
const LIKE: &[&str] = &[
    "release-instance",
    "destroy-from-recycle-bin",
    "delete-storage",
];

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
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "Actions with nearly the same outcome have names of their own: `kvstore:Delete*` stops the release of an instance and not `kvstore:DestroyInstance`, which ends it in the recycle bin. Whoever wrote this Deny may believe that nothing can be lost. Add the guarded action to it.",
            "",
        ),
        advice: Text::new("", ""),
        limits: Text::new("", ""),
        avoid: &[],
        prefer: &[],
        sources: &[],
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
    siblings.sort_by_key(|sibling| !LIKE.contains(&sibling.kind));
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
    let _untranslated: Language = context.language;
    let action = wording::quoted(&answers.question.action);
    let sibling = wording::quoted(miss.sibling.sibling);
    let ids = wording::ids(&miss.lines);
    let whom = wording::principals(&ids, context.language);
    let message = format!(
        "a Deny in {} covers {sibling} and leaves {action} to {whom}",
        miss.bearing.policy
    );
    let primary = label(
        miss.bearing.action_at,
        format!("does not cover {}", answers.question.name()),
    );
    let mut found = context.finding(&RULE, message, primary);
    let grant = miss.lines.iter().find_map(|line| {
        let mut entries = line.because.iter();
        entries.find(|entry| entry.force == Force::Allow)
    });
    if let Some(grant) = grant {
        let text = format!("grants it in {}", wording::quoted(&grant.policy));
        found.related.push(label(grant.at, text));
    }
    if let Some(own) = context.catalogue.irreversible(&answers.question.action) {
        found.notes.push(format!("{action}: {}", own.reason));
    }
    found.principals = ids;
    found.help = Some(format!("add {action} to this Deny"));
    found
}
