//! Rows of which the same is told are told together.

use crate::engine::difference::Side;
use crate::engine::difference::all::pairs::Both;
use crate::engine::difference::all::telling::Told;
use crate::engine::exposure::Exposure;
use crate::engine::verdict::Answer;
use crate::model::doubt::DoubtId;

/// What is told of a row, but for what it is about: rows of which this is the same are
/// told together.
#[derive(PartialEq)]
pub(super) struct Facts {
    answers: Both<Answer>,
    exposures: Both<Option<Exposure>>,
    depends_on: Vec<DoubtId>,
    catalogued: bool,
    is_always: bool,
    is_together: bool,
}

impl Facts {
    fn of(told: &Told, have: Side) -> Self {
        let exactly = told.of_all(have);
        Self {
            answers: exactly.answers,
            exposures: exactly.exposures,
            depends_on: exactly.depends_on,
            catalogued: told.shown.catalogued,
            is_always: exactly.condition.is_none(),
            is_together: told.together.is_some(),
        }
    }

    /// Whether one side has all of it and the other nothing.
    const fn is_whole(&self, have: Side) -> bool {
        let there = self.answers.of(have.other());
        self.is_always && matches!(there, Answer::NotGranted | Answer::Denied)
    }
}

/// Adds what was told, to what is told already of it: of the same once the action is
/// known, of the same action under the same condition, or of what is the same to
/// everybody.
pub(super) fn add(found: &mut Vec<(Facts, Told)>, told: Told, have: Side) {
    let facts = Facts::of(&told, have);
    // Of several attachments of a policy each has a share, and all of them the condition.
    let is_again = |known: &Told| {
        !facts.is_together
            && (&known.shown.action, &known.exactly.condition)
                == (&told.shown.action, &told.exactly.condition)
    };
    let same = found.iter_mut().find(|(known_facts, known)| {
        let is_same = known.left == told.left || is_again(known) || facts.is_whole(have);
        *known_facts == facts && is_same
    });
    match same {
        Some((_, known)) => {
            known.patterns.extend(told.patterns);
            if told.shown.action != known.shown.action {
                known.others.push(told.shown.action);
            }
            known.breadth = known.breadth.max(told.breadth);
        }
        None => found.push((facts, told)),
    }
}
