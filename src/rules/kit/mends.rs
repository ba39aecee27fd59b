//! Fixes that change access on purpose, for rules about grants and guards.

use std::collections::BTreeSet;

use crate::model::catalogue::{AccessLevel, Action};
use crate::model::policy::{Form, Statement};
use crate::rules::kit::context::Context;
use crate::rules::kit::edits;
use crate::rules::kit::finding::{Fix, FixKind};
use crate::rules::kit::language::say;
use crate::rules::kit::wording;
use crate::source::Span;

/// The resource that every request has.
const EVERYTHING: &str = "*";

/// A list of more actions than this is not offered.
const MAX_LISTED: usize = 200;

/// Writes the resource of a statement as `*`.
#[must_use]
pub fn on_everything(statement: &Statement, context: &Context<'_>) -> Option<Fix> {
    if statement.resources.form != Form::Named {
        return None;
    }
    let elements = context.model.pools.elements(statement.resources.list);
    let all: Vec<Span> = elements.iter().map(|element| element.at).collect();
    let title = context
        .language
        .pick("write the resource as `*`", "将资源写为 `*`");
    let edit = edits::only(EVERYTHING, &all, context.sources);
    edits::fix(FixKind::Unsafe, title.to_owned(), edit)
}

/// Writes another text in the place of an element.
#[must_use]
pub fn written(at: Span, text: &str, context: &Context<'_>) -> Option<Fix> {
    let shown = wording::quoted(text);
    let title = say!(context.language, "write {shown}", "改写为 {shown}");
    let edit = edits::replaced(at, text, context.sources);
    edits::fix(FixKind::Unsafe, title, edit)
}

/// Lists the actions that a pattern covers in its place, without those that destroy
/// and without those that are guarded, where the catalogue holds all of the service.
#[must_use]
pub fn listed(
    at: Span,
    pattern: &str,
    statement: &Statement,
    context: &Context<'_>,
) -> Option<Fix> {
    let language = context.language;
    let (code, _) = pattern.split_once(':')?;
    let service = context.catalogue.service(code)?;
    if !service.complete || statement.actions.form != Form::Named {
        return None;
    }
    let guarded = guarded(context);
    let kept: Vec<String> = context
        .catalogue
        .actions_like(pattern)
        .filter(|action| !guarded.contains(action.name) && !destroys(action, context))
        .map(|action| action.name.to_owned())
        .collect();
    if kept.is_empty() || kept.len() > MAX_LISTED {
        return None;
    }
    let elements = context.model.pools.elements(statement.actions.list);
    let all: Vec<Span> = elements.iter().map(|element| element.at).collect();
    let edit = edits::spread(at, &kept, &all, statement.actions.at, context.sources);
    let count = kept.len();
    let title = say!(
        language,
        "list {count} actions that the pattern covers, without those that destroy",
        "改为列出该通配模式涵盖的 {count} 个操作，其中不含销毁类操作",
    );
    edits::fix(FixKind::Unsafe, title, edit)
}

/// The actions that are asked about, and those with the same outcome.
fn guarded<'a>(context: &'a Context<'_>) -> BTreeSet<&'a str> {
    let asked = context.answers.iter();
    let asked = asked.map(|answers| answers.question.action.as_str());
    asked
        .flat_map(|action| {
            let siblings = context.catalogue.siblings(action);
            siblings.map(|sibling| sibling.sibling).chain([action])
        })
        .collect()
}

fn destroys(action: &Action, context: &Context<'_>) -> bool {
    action.level == AccessLevel::Delete || context.catalogue.irreversible(action.name).is_some()
}
