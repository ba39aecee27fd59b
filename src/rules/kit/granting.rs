//! What the rules about granting statements share: which of them a statement
//! belongs to (it yields exactly one), and the wording of its finding.

use crate::engine::answers::Force;
use crate::engine::breadth::Breadth;
use crate::engine::exposure::Exposure;
use crate::engine::verdict::Answer;
use crate::rules::kit::context::{Context, Grant, is_holding, label};
use crate::rules::kit::finding::{Finding, Level};
use crate::rules::kit::language::Language;
use crate::rules::kit::rule::Rule;
use crate::rules::kit::wording;

/// More places than this are counted instead of shown.
const MAX_RELATED: usize = 4;

/// The one rule that a granting statement belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Only under a condition.
    Conditional,
    /// By a system policy.
    SystemPolicy,
    /// By everything but a list.
    NotAction,
    /// By a wildcard.
    Broad,
    /// By its name.
    Exact,
}

/// Which rule a grant belongs to: the first that fits, in the order of [`Sort`].
#[must_use]
pub fn sort(grant: &Grant<'_>) -> Sort {
    if grant.conditional {
        return Sort::Conditional;
    }
    if grant.because.bundled {
        return Sort::SystemPolicy;
    }
    match grant.because.breadth {
        Some(Breadth::NotAction) => Sort::NotAction,
        Some(Breadth::Exact) | None => Sort::Exact,
        Some(_) => Sort::Broad,
    }
}

/// Reports the grants of one sort.
pub fn report(rule: &Rule, wanted: Sort, context: &Context<'_>, into: &mut Vec<Finding>) {
    for grant in context.grants() {
        if sort(&grant) == wanted {
            into.push(finding(rule, &grant, context));
        }
    }
}

fn finding(rule: &Rule, grant: &Grant<'_>, context: &Context<'_>) -> Finding {
    let _untranslated: Language = context.language;
    let action = wording::quoted(&grant.answers.question.action);
    let ids = wording::ids(&grant.lines);
    let whom = whom(grant, &ids, context.language);
    let by = by(grant, context);
    let because = grant.because;
    let condition = condition(grant, context);
    let message = match (sort(grant), &condition) {
        (Sort::Conditional, Some(condition)) => {
            format!("{by} grants {action} to {whom} only {condition}")
        }
        _ => format!("{by} grants {action} to {whom}"),
    };
    let primary = match sort(grant) {
        Sort::SystemPolicy => "this policy grants the action".to_owned(),
        Sort::NotAction => "the action is not in this list, so it is granted".to_owned(),
        Sort::Exact => "grants the action by name".to_owned(),
        Sort::Broad => format!("this pattern covers {action}"),
        Sort::Conditional if because.bundled => "this policy grants the action".to_owned(),
        Sort::Conditional => format!("covers {action}"),
    };
    let mut found = context.finding(rule, message, label(because.at, primary));
    relate(grant, context, &mut found);
    if sort(grant) == Sort::Conditional
        && let Some(exposure) = grant.exposure
    {
        if exposure == Exposure::Anywhere {
            found.level = Level::High;
        }
        let takes = wording::exposure::text(exposure, context.language);
        found.notes.push(takes);
    }
    found.principals = ids;
    found.help = Some(help(grant, context));
    found
}

fn by(grant: &Grant<'_>, context: &Context<'_>) -> String {
    let because = grant.because;
    if because.bundled {
        return format!("system policy `{}`", because.policy);
    }
    match because.breadth {
        Some(Breadth::NotAction) => format!("`NotAction` in {}", because.policy),
        _ => {
            let pattern = context.pattern(because);
            let shown = pattern.filter(|text| text.len() <= 60).map(wording::quoted);
            let shown = shown.unwrap_or_else(|| "a statement".to_owned());
            format!("{shown} in {}", because.policy)
        }
    }
}

fn whom(grant: &Grant<'_>, ids: &[String], language: Language) -> String {
    let _untranslated: Language = language;
    if grant.unattached && grant.lines.iter().all(|line| is_holding(line)) {
        return "anyone it is attached to".to_owned();
    }
    wording::principals(ids, language)
}

/// The condition of the first principal, or else of the statement.
fn condition(grant: &Grant<'_>, context: &Context<'_>) -> Option<String> {
    let line = grant.lines.first()?;
    let own = grant.because.when.as_ref();
    let formula = line.verdict.condition.as_ref().or(own)?;
    let universe = grant
        .answers
        .lines()
        .find(|(_, other)| std::ptr::eq(*other, *line))
        .map(|(account, _)| &account.universe)?;
    Some(wording::condition::clause(
        formula,
        universe,
        context.language,
    ))
}

/// Other places that made it so: the attachments, and the Deny that did not
/// stop it.
fn relate(grant: &Grant<'_>, context: &Context<'_>, found: &mut Finding) {
    let _untranslated: Language = context.language;
    let mut attachments = Vec::new();
    let mut denies = Vec::new();
    for line in &grant.lines {
        for because in &line.because {
            match because.force {
                Force::Allow if because.statement == grant.because.statement => {
                    if let Some(at) = because.attachment
                        && at != grant.because.at
                        && !attachments.iter().any(|(known, _)| *known == at)
                    {
                        let holder = because.via.first().unwrap_or(&line.id);
                        attachments.push((at, format!("attached to {holder}")));
                    }
                }
                Force::Deny
                    if line.verdict.answer == Answer::AllowedIf
                        && !denies.contains(&because.at) =>
                {
                    denies.push(because.at);
                }
                _ => {}
            }
        }
    }
    for (at, text) in attachments.iter().take(MAX_RELATED) {
        found.related.push(label(*at, text.clone()));
    }
    for at in denies.iter().take(MAX_RELATED) {
        found
            .related
            .push(label(*at, "this Deny stops some requests, not all"));
    }
    let hidden = attachments.len().saturating_sub(MAX_RELATED);
    if hidden > 0 {
        found
            .notes
            .push(format!("attached in {hidden} more places"));
    }
}

fn help(grant: &Grant<'_>, context: &Context<'_>) -> String {
    let _untranslated: Language = context.language;
    let action = &grant.answers.question.action;
    match sort(grant) {
        Sort::Conditional => {
            format!("check that the condition holds only where `{action}` is meant, or deny it")
        }
        Sort::SystemPolicy => {
            format!("attach a custom policy without `{action}` instead, or deny it beside this one")
        }
        Sort::NotAction => {
            format!("name the actions that are needed, or add `{action}` to the list")
        }
        Sort::Broad => "list the actions that are needed instead of a pattern".to_owned(),
        Sort::Exact => format!("remove `{action}` unless these principals must destroy for good"),
    }
}
