//! Findings about a Deny of the guarded action whose condition is never met.

use crate::engine::answers::Answers;
use crate::engine::bearing::Bearing;
use crate::model::policy::Condition;
use crate::rules::kit::context::Context;
use crate::rules::kit::finding::{Finding, Label};
use crate::rules::kit::rule::Rule;
use crate::rules::kit::{guarding, wording};

/// A finding that says what the Deny leaves, and to whom; `message` takes that.
#[must_use]
pub fn finding(
    rule: &Rule,
    at: Label,
    (bearing, test): (&Bearing, Condition),
    answers: &Answers,
    context: &Context<'_>,
    message: impl FnOnce(&str) -> String,
) -> Finding {
    let language = context.language;
    let lines = guarding::left(bearing, answers, context);
    let ids = wording::ids(&lines);
    let whom = (!ids.is_empty()).then(|| wording::principals(&ids, language));
    let action = wording::quoted(&answers.question.action);
    let outcome = guarding::outcome(&action, whom.as_deref(), language);
    let mut found = context.finding(rule, message(&outcome), at);
    found.action = Some(answers.question.action.clone());
    found.level = guarding::level(bearing, !ids.is_empty());
    guarding::relate(bearing, Some(test), context, &mut found);
    found.principals = ids;
    found
}
