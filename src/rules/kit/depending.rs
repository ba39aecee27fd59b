//! Whose access depends on a doubt about a Deny, and how grave that is.

use crate::engine::answers::{Answers, Line};
use crate::engine::verdict::Answer;
use crate::rules::kit::context::is_shadowed_holding;
use crate::rules::kit::finding::Level;
use crate::source::Span;

/// Those whose access depends on a doubt at a place.
#[must_use]
pub fn depending_at(answers: &Answers, at: Span) -> Vec<&Line> {
    depending(answers, |_, _, place| place == Some(at))
}

/// Those whose access depends on a doubt of a name, about something, at a place.
#[must_use]
pub fn depending(
    answers: &Answers,
    wanted: impl Fn(&str, &str, Option<Span>) -> bool,
) -> Vec<&Line> {
    let depends = |line: &Line| {
        let verdict = &line.verdict;
        verdict.answer == Answer::Unknown
            && verdict.at_most.gives_access()
            && !is_shadowed_holding(line)
            && verdict.depends_on.iter().any(|id| {
                answers
                    .doubts
                    .get(*id)
                    .is_some_and(|doubt| wanted(&doubt.name, &doubt.about, doubt.at))
            })
    };
    let lines = answers.lines().map(|(_, line)| line);
    lines.filter(|line| depends(line)).collect()
}

/// The level of a Deny on which the access of some lines depends.
#[must_use]
pub fn level_of_doubt(lines: &[&Line], otherwise: Level) -> Level {
    let most = lines.iter().map(|line| line.verdict.at_most).max();
    match most {
        Some(Answer::Allowed) => Level::High,
        Some(_) => Level::Medium,
        None => otherwise,
    }
}
