//! Strings: "matches one of these patterns" or "matches none of these" (R11,
//! D15, D18, D43). Such constraints are kept as they are and decided together by
//! [`solve`], exactly and over all Unicode texts, because their conjunction is in
//! general no pattern. Each pattern may fold case on its own.

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use crate::model::pattern::Answer;

use crate::model::budget::{Budget, looking};
use crate::model::pattern::{
    Fold, Pattern, Union, are_plainly_apart, covers_plainly_counted, overlaps, reading_order,
    search,
};

/// One constraint on a string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StringSet {
    /// The patterns whose union is meant.
    pub any_of: Vec<Arc<Pattern>>,
    /// Whether the strings meant are those outside the union.
    pub negated: bool,
}

impl StringSet {
    /// The strings that match one of the patterns; none where there are none.
    #[must_use]
    pub fn any(patterns: impl IntoIterator<Item = Arc<Pattern>>) -> Self {
        Self {
            any_of: patterns.into_iter().collect(),
            negated: false,
        }
    }

    /// The strings that match none of the patterns; all where there are none.
    #[must_use]
    pub fn none(patterns: impl IntoIterator<Item = Arc<Pattern>>) -> Self {
        Self {
            any_of: patterns.into_iter().collect(),
            negated: true,
        }
    }

    /// Every string.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            any_of: Vec::new(),
            negated: true,
        }
    }

    /// No string.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            any_of: Vec::new(),
            negated: false,
        }
    }

    /// The strings that are not in this set.
    #[must_use]
    pub fn complement(mut self) -> Self {
        self.negated = !self.negated;
        self
    }

    /// Whether a string is in this set.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        self.contains_counted(text, &mut 0)
    }

    pub(in crate::engine) fn contains_counted(&self, text: &str, steps: &mut u64) -> bool {
        let mut patterns = self.any_of.iter();
        patterns.any(|pattern| pattern.matches_counted(text, steps)) != self.negated
    }

    fn matches_all(&self) -> bool {
        self.any_of.iter().any(|pattern| pattern.is_only_stars())
    }

    fn is_literals(&self) -> bool {
        !self.negated && self.any_of.iter().all(|pattern| pattern.is_literal())
    }
}

/// Is there a string that satisfies every constraint? Gives the shortest one, and
/// among the shortest the one that reads best, so equal constraints in any order
/// have one witness. Where a constraint lists literals only, the witness is one of
/// them as it is written. Without constraints it is the empty string.
#[must_use]
pub fn solve(constraints: &[&StringSet], budget: &mut Budget) -> Answer {
    decide(constraints, false, budget)
}

/// [`solve`], with whichever string is found first: most constraints have one that is
/// seen without a search.
#[must_use]
pub fn find(constraints: &[&StringSet], budget: &mut Budget) -> Answer {
    decide(constraints, true, budget)
}

fn decide(constraints: &[&StringSet], guesses: bool, budget: &mut Budget) -> Answer {
    let mut kept = Vec::with_capacity(constraints.len());
    for set in constraints {
        if !budget.spend(looking(tokens(set))) {
            return Answer::OutOfBudget;
        }
        match (set.negated, set.matches_all()) {
            (true, true) => return Answer::Empty,
            (false, false) if set.any_of.is_empty() => return Answer::Empty,
            (false, true) => {}
            _ => kept.push(*set),
        }
    }
    let listed = kept
        .iter()
        .filter(|set| set.is_literals())
        .min_by_key(|set| set.any_of.len());
    if let Some(listed) = listed {
        let mut members = Vec::new();
        for literal in &listed.any_of {
            let mut steps = 0;
            if kept
                .iter()
                .all(|set| set.contains_counted(literal.text(), &mut steps))
            {
                members.push(literal.text());
            }
            if !budget.spend(steps) {
                return Answer::OutOfBudget;
            }
        }
        if let Some(member) = members.into_iter().min_by_key(|text| reading_order(text)) {
            return Answer::Member(member.to_owned());
        }
        // The casing as written may be wrong for an exact pattern elsewhere.
        let exact = listed
            .any_of
            .iter()
            .all(|pattern| pattern.fold() == Fold::Exact);
        let all_fold = kept
            .iter()
            .flat_map(|set| &set.any_of)
            .all(|pattern| pattern.fold() == Fold::Ascii);
        if exact || all_fold {
            return Answer::Empty;
        }
    }
    match is_plainly_empty(&kept, budget) {
        None => return Answer::OutOfBudget,
        Some(true) => return Answer::Empty,
        Some(false) => {}
    }
    if guesses {
        match guess(&kept, budget) {
            None => return Answer::OutOfBudget,
            Some(Some(text)) => return Answer::Member(text),
            Some(None) => {}
        }
    }
    let unions: Vec<Union<'_>> = kept
        .iter()
        .map(|set| Union {
            any_of: set.any_of.iter().map(Arc::as_ref).collect(),
            negated: set.negated,
        })
        .collect();
    search(&unions, budget)
}

/// How many tokens a set has.
fn tokens(set: &StringSet) -> u64 {
    let tokens = set.any_of.iter().map(|pattern| pattern.tokens().len());
    tokens.fold(0, |sum, tokens| {
        sum.saturating_add(u64::try_from(tokens).unwrap_or(u64::MAX))
    })
}

/// Patterns of one list that a string is made of to see whether it will do.
const MAX_GUESSES: usize = 4;

/// A string that satisfies every constraint, if one of those does in which each
/// wildcard of a pattern stands for the same letter or for nothing. `None` where the
/// budget ended.
#[expect(
    clippy::option_option,
    reason = "out of budget and not found are two answers"
)]
fn guess(kept: &[&StringSet], budget: &mut Budget) -> Option<Option<String>> {
    for run in ["a", ""] {
        for set in kept.iter().filter(|set| !set.negated) {
            for pattern in set.any_of.iter().take(MAX_GUESSES) {
                let text = pattern.with_runs_as(run);
                let mut steps = 0;
                let fits = kept
                    .iter()
                    .all(|set| set.contains_counted(&text, &mut steps));
                if !budget.spend(steps) {
                    return None;
                }
                if fits {
                    return Some(Some(text));
                }
            }
        }
    }
    Some(None)
}

/// With no more pairs of patterns than this, two lists are compared to the end.
const MAX_COMPARED: usize = 16;

/// Whether every pattern of one list is covered by a pattern of another list that is
/// to be avoided, or has nothing in common with any of another list: as far as that is seen
/// without a search. Two versions of one text are compared so more
/// often than not. `None` where the budget ended.
fn is_plainly_empty(kept: &[&StringSet], budget: &mut Budget) -> Option<bool> {
    let lists: Vec<_> = kept.iter().filter(|set| !set.negated).collect();
    for (number, one) in lists.iter().enumerate() {
        for other in lists.iter().skip(number.saturating_add(1)) {
            let pairs = one.any_of.len().saturating_mul(other.any_of.len());
            if !budget.spend(u64::try_from(pairs).unwrap_or(u64::MAX)) {
                return None;
            }
            // Comparing few to the end costs less than a search would.
            let few = pairs <= MAX_COMPARED;
            if few && !budget.spend(looking(tokens(one).saturating_mul(tokens(other)))) {
                return None;
            }
            let apart = |pattern: &Arc<Pattern>| {
                let mut others = other.any_of.iter();
                others.all(|other| match few {
                    true => !overlaps(pattern, other),
                    false => are_plainly_apart(pattern, other),
                })
            };
            if one.any_of.iter().all(apart) {
                return Some(true);
            }
        }
    }
    for inside in kept.iter().filter(|set| !set.negated) {
        for outside in kept.iter().filter(|set| set.negated) {
            let pairs = inside.any_of.len().saturating_mul(outside.any_of.len());
            if !budget.spend(u64::try_from(pairs).unwrap_or(u64::MAX)) {
                return None;
            }
            let mut taken = 0;
            let covered = |one: &Arc<Pattern>| {
                let mut wide = outside.any_of.iter();
                wide.any(|wide| wide == one || covers_plainly_counted(wide, one, &mut taken))
            };
            let empty = inside.any_of.iter().all(covered);
            if !budget.spend(looking(taken)) {
                return None;
            }
            if empty {
                return Some(true);
            }
        }
    }
    Some(false)
}
