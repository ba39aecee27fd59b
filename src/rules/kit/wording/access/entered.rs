//! Who enters a role, in words.

use crate::engine::difference::{Entering, Entry};
use crate::engine::formula::Formula;
use crate::engine::verdict::Answer;
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::access::{aside, extent, may_give};
use crate::rules::kit::wording::condition;

/// Who enters a role that has the access, when they are let in, and when they were on
/// the side that gives less. `answer` is that of the role.
pub(super) fn text(entry: &Entry, answer: Answer, gained: bool, language: Language) -> String {
    let via = entry.via.join(" > ");
    let when = entry.entering.as_ref();
    let other = when.and_then(|when| other_side(when, gained, language));
    let extent = far(entry, answer, gained, language);
    let extent = extent.map_or_else(String::new, |text| say!(language, ", {text}", "，{text}"));
    let other = other.unwrap_or_default();
    say!(
        language,
        "entered by {via}{extent}{other}",
        "可由 {via} 扮演{extent}{other}"
    )
}

/// How far the access goes of those who are let in: what it takes to come in, and what
/// the role may do then.
fn far(entry: &Entry, answer: Answer, gained: bool, language: Language) -> Option<String> {
    if !may_give(answer) {
        return None;
    }
    let only = entry.entering.as_ref().and_then(|when| {
        let formula = if gained { &when.after } else { &when.before };
        clause(formula, when, language)
    });
    // Either who comes in is not known, or what the role may do.
    let perhaps = !entry.depends_on.is_empty() || answer == Answer::Unknown;
    Some(match (only, perhaps, answer) {
        (Some(only), true, _) => say!(language, "perhaps, {only}", "可能，{only}"),
        (Some(only), false, Answer::AllowedIf) => say!(
            language,
            "only {only}, and then under conditions",
            "仅{only}，之后仍有条件"
        ),
        (Some(only), false, _) => say!(language, "only {only}", "仅{only}"),
        (None, true, _) => extent(Answer::Unknown, language),
        (None, false, answer) => extent(answer, language),
    })
}

/// What it took, or takes, on the side that gives less, where that gives anything.
fn other_side(when: &Entering, gained: bool, language: Language) -> Option<String> {
    let formula = if gained { &when.before } else { &when.after };
    let only = clause(formula, when, language)?;
    let text = if gained {
        say!(language, "before: only {only}", "之前：仅{only}")
    } else {
        say!(language, "now: only {only}", "现在：仅{only}")
    };
    Some(aside(&text, language))
}

fn clause(formula: &Formula, when: &Entering, language: Language) -> Option<String> {
    let conditional = !matches!(formula, Formula::True | Formula::False);
    conditional.then(|| condition::clause(formula, &when.universe, language))
}
