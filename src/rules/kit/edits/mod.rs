//! Edits of the outermost text: taking one of several things out of a list,
//! taking a member out of an object, writing another text in a token's place. The
//! text around a place says what it stands in: a JSON list, a JSON list inside a
//! JSON string, an HCL tuple, a YAML flow or block list. Whatever is not plainly
//! one of these is left alone, and no byte outside an edit changes.

mod layout;
mod token;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::model::policy::Condition;
use crate::rules::kit::finding::{Edit, Fix, FixKind};
use crate::source::{Sources, Span};

use layout::Gap;

/// A fix of one edit.
#[must_use]
pub fn fix(kind: FixKind, title: String, edit: Option<Edit>) -> Option<Fix> {
    let edits = vec![edit?];
    Some(Fix { title, kind, edits })
}

/// The places of a list of several, some of which are to be taken out. Whoever takes
/// out many looks at the whole list once.
#[derive(Clone, Debug)]
pub struct Members {
    sorted: Vec<Span>,
    /// Where the last of those begins that stay.
    last_kept: Option<u32>,
}

impl Members {
    /// `all` holds the places of the whole list and `gone` those that are taken out, in
    /// any order.
    #[must_use]
    pub fn new(all: &[Span], gone: &[Span]) -> Self {
        let gone: BTreeSet<&Span> = gone.iter().collect();
        let kept = all.iter().filter(|at| !gone.contains(at));
        let last_kept = kept.map(|at| at.start).max();
        let mut sorted = all.to_vec();
        sorted.sort_unstable();
        Self { sorted, last_kept }
    }

    /// Takes one place out, with what parts it from a neighbour; edits for all that are
    /// to be taken out do not overlap.
    #[must_use]
    pub fn without(&self, at: Span, sources: &Sources) -> Option<Edit> {
        let (before, after) = neighbours(at, &self.sorted)?;
        let followed = self.last_kept.is_some_and(|start| start > at.start);
        let cut = match (before, after) {
            (_, Some(next)) if followed || before.is_none() => {
                layout::gap(sources, at, next)?;
                Span::new(at.file, at.start, next.start)
            }
            (Some(previous), _) => {
                layout::gap(sources, previous, at)?;
                Span::new(at.file, previous.end, at.end)
            }
            (None, _) => return None,
        };
        Some(Edit {
            at: cut,
            text: String::new(),
        })
    }
}

/// Leaves one text in the place of a whole list, written as its first member is.
#[must_use]
pub fn only(text: &str, all: &[Span], sources: &Sources) -> Option<Edit> {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    for (one, next) in sorted.iter().zip(sorted.iter().skip(1)) {
        layout::gap(sources, *one, *next)?;
    }
    Some(Edit {
        at: Span::new(first.file, first.start, last.end),
        text: token::Token::at(first, sources)?.with(text)?,
    })
}

/// Writes another text in the place of a string.
#[must_use]
pub fn replaced(at: Span, text: &str, sources: &Sources) -> Option<Edit> {
    Some(Edit {
        at,
        text: token::Token::at(at, sources)?.with(text)?,
    })
}

/// Writes several texts in the place of one string; `all` holds the places of the
/// list that it is in, and `list` the place of the value, which is the string
/// itself where there is no list.
#[must_use]
pub fn spread(
    at: Span,
    texts: &[String],
    all: &[Span],
    list: Span,
    sources: &Sources,
) -> Option<Edit> {
    let token = token::Token::at(at, sources)?;
    let written: Vec<String> = texts
        .iter()
        .map(|text| token.with(text))
        .collect::<Option<_>>()?;
    if written.is_empty() {
        return None;
    }
    if at == list {
        let text = format!("[{}]", written.join(", "));
        return Some(Edit { at, text });
    }
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    let between = match neighbours(at, &sorted)? {
        (_, Some(next)) => layout::gap(sources, at, next)?,
        (Some(previous), None) => layout::gap(sources, previous, at)?,
        (None, None) => layout::opening(sources, at)?,
    };
    let between = match between {
        Gap::Comma(text) | Gap::Dash(text) => text,
        Gap::Block => return None,
    };
    Some(Edit {
        at,
        text: written.join(&between),
    })
}

/// The places before and after one of a sorted list; `None` where it is not in the
/// list or two share its place, as the copies of one text do.
fn neighbours(at: Span, sorted: &[Span]) -> Option<(Option<Span>, Option<Span>)> {
    let number = sorted.partition_point(|one| *one < at);
    sorted.get(number).filter(|one| **one == at)?;
    let before = number.checked_sub(1).and_then(|last| sorted.get(last));
    let after = sorted.get(number.saturating_add(1));
    if after == Some(&at) {
        return None;
    }
    let apart = |one: Span, next: Span| one.file == next.file && one.end <= next.start;
    if before.is_some_and(|one| !apart(*one, at)) || after.is_some_and(|next| !apart(at, *next)) {
        return None;
    }
    Some((before.copied(), after.copied()))
}

/// Takes a member out of an object, with its comma: from its key to the end of
/// its value. Where it is the only member, the object that stays is empty.
#[must_use]
pub fn without_member(key: Span, value: Span, sources: &Sources) -> Option<Edit> {
    layout::colon(sources, key, value)?;
    let at = layout::member(sources, key.to(value))?;
    Some(Edit {
        at,
        text: String::new(),
    })
}

/// Takes one test out of a condition: its key; with its operator, where that holds
/// no other key; with the whole condition, where that holds no other operator.
#[must_use]
pub fn without_test(test: &Condition, all: &[Condition], sources: &Sources) -> Option<Edit> {
    let others = |same: bool| {
        all.iter()
            .filter(|other| other.key.at != test.key.at)
            .any(|other| (other.operator.at == test.operator.at) == same)
    };
    if others(true) {
        return without_member(test.key.at, test.at, sources);
    }
    layout::colon(sources, test.key.at, test.at)?;
    let operator = layout::enclosing(sources, test.key.at.to(test.at))?;
    if operator.start != test.operator.at.start {
        return None;
    }
    let whole = if others(false) {
        operator
    } else {
        layout::enclosing(sources, operator)?
    };
    Some(Edit {
        at: layout::member(sources, whole)?,
        text: String::new(),
    })
}

/// Takes an empty condition out of its statement; `at` is the place of its value.
#[must_use]
pub fn without_empty(at: Span, sources: &Sources) -> Option<Edit> {
    let member = layout::with_key(sources, at)?;
    Some(Edit {
        at: layout::member(sources, member)?,
        text: String::new(),
    })
}
