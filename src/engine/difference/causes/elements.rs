//! Which elements of a list were added, taken away or replaced.

use crate::engine::difference::causes::origins::Texts;
use crate::source::Span;

/// So many elements are pointed at one by one; where more differ, it is the list that
/// does.
const FEW: usize = 3;

/// The elements of each of two lists that the other does not have.
pub(super) struct Differing {
    pub(super) mine: Vec<Span>,
    pub(super) theirs: Vec<Span>,
}

impl Differing {
    /// `None` where nothing differs, or too much.
    pub(super) fn of(mine: &Texts<'_>, theirs: &Texts<'_>) -> Option<Self> {
        let lacking = |own: &Texts<'_>, others: &Texts<'_>| -> Vec<Span> {
            own.iter()
                .filter(|(text, _)| !others.iter().any(|(other, _)| other == text))
                .map(|(_, at)| *at)
                .collect()
        };
        let found = Self {
            mine: lacking(mine, theirs),
            theirs: lacking(theirs, mine),
        };
        let any = !found.mine.is_empty() || !found.theirs.is_empty();
        let few = found.mine.len() <= FEW && found.theirs.len() <= FEW;
        (any && few).then_some(found)
    }
}
