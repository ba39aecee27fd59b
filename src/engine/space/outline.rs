//! What can be seen of a set of requests without asking the solver: for some keys,
//! patterns that its requests match. Most sets have nothing in common, or plainly
//! more than another, and that is seen here.

use crate::engine::domain::set::Set;
use crate::engine::formula::KeyId;
use crate::engine::space::Space;
use crate::model::budget::{Budget, comparing, looking};
use crate::model::pattern::{Pattern, Token, overlaps};

/// Stands for what a wildcard takes; no pattern that people write names it.
const ANY: char = '\u{e000}';

/// Patterns of which every request of a set matches one, by key. A key that is left
/// out may have any value.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    keys: Vec<(KeyId, Vec<Pattern>)>,
}

impl Outline {
    /// The same outline with the patterns of one more key.
    #[must_use]
    pub fn with(mut self, key: KeyId, patterns: Option<Vec<Pattern>>) -> Self {
        if let Some(patterns) = patterns {
            self.keys.push((key, patterns));
        }
        self
    }

    /// What it says, key by key.
    pub(super) fn keys(&self) -> impl Iterator<Item = (KeyId, &[Pattern])> {
        let keys = self.keys.iter();
        keys.map(|(key, patterns)| (*key, patterns.as_slice()))
    }

    pub(super) fn of(&self, key: KeyId) -> Option<&[Pattern]> {
        let found = self.keys.iter().find(|(other, _)| *other == key)?;
        Some(&found.1)
    }

    /// Whether two sets may have something in common; `None` where the budget ended.
    pub(super) fn meets(&self, other: &Self, budget: &mut Budget) -> Option<bool> {
        for (key, patterns) in &self.keys {
            let Some(others) = other.of(*key) else {
                continue;
            };
            let mut meet = false;
            for one in patterns {
                for other in others {
                    meet = meet || may_overlap(one, other, budget)?;
                }
            }
            if !meet {
                return Some(false);
            }
        }
        Some(true)
    }
}

fn may_overlap(one: &Pattern, other: &Pattern, budget: &mut Budget) -> Option<bool> {
    let beginnings = one.tokens().iter().zip(other.tokens());
    let endings = one.tokens().iter().rev().zip(other.tokens().iter().rev());
    let (begin, end) = (differ(beginnings), differ(endings));
    if let Some(looked) = begin.or(end) {
        return budget.spend(comparing(looked)).then_some(false);
    }
    let pairs = one.tokens().len().saturating_mul(other.tokens().len());
    budget.spend(comparing(pairs)).then(|| overlaps(one, other))
}

/// After how many letters two patterns differ, if that is before a wildcard.
fn differ<'t>(mut pairs: impl Iterator<Item = (&'t Token, &'t Token)>) -> Option<usize> {
    let mut looked = 0_usize;
    let differ = pairs.find_map(|pair| {
        looked = looked.saturating_add(1);
        match pair {
            (Token::Char(one), Token::Char(other)) => {
                (!one.eq_ignore_ascii_case(other)).then_some(true)
            }
            _ => Some(false),
        }
    });
    (differ == Some(true)).then_some(looked)
}

impl Space<'_> {
    /// Whether one set may lie in the union of some others: there is no value of a
    /// key that it has and all of them lack. `None` where the budget ended.
    pub(super) fn may_lie_in(
        &self,
        one: &Outline,
        others: &[&Outline],
        budget: &mut Budget,
    ) -> Option<bool> {
        for (key, patterns) in one.keys() {
            let wide: Option<Vec<&[Pattern]>> = others.iter().map(|other| other.of(key)).collect();
            let Some(wide) = wide else { continue };
            for pattern in patterns {
                let text = instance(pattern);
                let mut taken = 0_u64;
                let mut all = wide.iter().flat_map(|patterns| patterns.iter());
                let lies = all.any(|wide| wide.matches_counted(&text, &mut taken));
                if !budget.spend(looking(taken)) {
                    return None;
                }
                if !lies && self.is_real(key, &text) {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    /// Whether a request can have a value under a key.
    fn is_real(&self, key: KeyId, value: &str) -> bool {
        if key == self.free.action {
            let parts = value.split_once(':');
            return parts.is_some_and(|(code, name)| {
                !code.is_empty() && !name.is_empty() && !name.contains(':')
            });
        }
        if key == self.free.resource {
            let mut parts = value.splitn(5, ':');
            let begins = parts.next() == Some("acs");
            let code = parts.next().is_some_and(|code| !code.is_empty());
            let id = parts.nth(2).is_some_and(|id| !id.is_empty());
            return begins && code && id;
        }
        match self.universe().values(key) {
            Some(Set::Strings(set)) => set.contains(value),
            _ => false,
        }
    }
}

/// A text that a pattern matches, and only such patterns as match all that it does,
/// as long as they have no `?`.
fn instance(pattern: &Pattern) -> String {
    pattern
        .tokens()
        .iter()
        .map(|token| match token {
            Token::Char(character) => *character,
            Token::One | Token::Star | Token::Field => ANY,
        })
        .collect()
}
