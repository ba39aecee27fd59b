//! Findings about those whom a control policy does not bind.

use crate::engine::answers::{Answers, Force, Line};
use crate::engine::bearing::Bearing;
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::finding::Finding;
use crate::rules::kit::rule::Rule;
use crate::rules::kit::wording;

/// A finding at the Deny of a control policy about those who have the action all the
/// same; `message` takes them and the action. `None` where there is nobody.
#[must_use]
pub fn finding(
    rule: &Rule,
    primary: &str,
    (bearing, lines): (&Bearing, &[&Line]),
    answers: &Answers,
    context: &Context<'_>,
    message: impl FnOnce(&str, &str) -> String,
) -> Option<Finding> {
    let language = context.language;
    let line = lines.first()?;
    let ids = wording::ids(lines);
    let whom = wording::principals(&ids, language);
    let action = wording::quoted(&answers.question.action);
    let at = label(bearing.action_at, primary);
    let mut found = context.finding(rule, message(&whom, &action), at);
    found.action = Some(answers.question.action.clone());
    let mut because = line.because.iter();
    if let Some(grant) = because.find(|entry| entry.force == Force::Allow) {
        let grants = language.pick("grants the action", "授予该操作");
        found.related.push(label(grant.at, grants));
    }
    found.principals = ids;
    Some(found)
}
