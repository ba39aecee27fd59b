//! Patterns by the letters before their first wildcard: two that have a text in common
//! begin alike as far as the shorter of these goes, and one that covers another begins
//! with no more than that one does. The same holds of the letters after the last
//! wildcard, from the end.

use std::collections::BTreeMap;
use std::ops::Bound::{Included, Unbounded};

use crate::model::pattern::{Pattern, Token};

/// Things that have a pattern, by their numbers.
#[derive(Debug, Default)]
pub(in crate::engine) struct Beginnings {
    by: BTreeMap<String, Vec<usize>>,
}

impl Beginnings {
    /// Adds one; numbers ascend.
    pub(in crate::engine) fn add(&mut self, beginning: String, number: usize) {
        let all = self.by.entry(beginning).or_default();
        if all.last() != Some(&number) {
            all.push(number);
        }
    }

    /// Those that begin with a text and perhaps go on.
    pub(in crate::engine) fn as_long<'b>(
        &'b self,
        text: &'b str,
    ) -> impl Iterator<Item = &'b [usize]> {
        let range = self.by.range::<str, _>((Included(text), Unbounded));
        range
            .take_while(move |(other, _)| other.starts_with(text))
            .map(|(_, members)| members.as_slice())
    }

    /// Those of which the whole beginning stands at the beginning of a text that goes
    /// on, the longest first.
    pub(in crate::engine) fn shorter<'b>(
        &'b self,
        text: &'b str,
    ) -> impl Iterator<Item = &'b [usize]> {
        let mut rest = without_last(text);
        std::iter::from_fn(move || {
            while let Some(text) = rest {
                let mut before = self.by.range::<str, _>((Unbounded, Included(text)));
                let (other, members) = before.next_back()?;
                if text.starts_with(other.as_str()) {
                    let shorter = without_last(other);
                    rest = shorter.and_then(|shorter| text.get(..shorter.len()));
                    return Some(members.as_slice());
                }
                // Between the two nothing begins as the text does.
                rest = text.get(..in_common(text, other));
            }
            None
        })
    }
}

/// The letters before the first wildcard, in lower case.
pub(in crate::engine) fn beginning(pattern: &Pattern) -> String {
    let tokens = pattern.tokens().iter();
    tokens.map_while(letter).collect()
}

/// The letters after the last wildcard, in lower case, from the end.
pub(in crate::engine) fn ending(pattern: &Pattern) -> String {
    let tokens = pattern.tokens().iter().rev();
    tokens.map_while(letter).collect()
}

const fn letter(token: &Token) -> Option<char> {
    match token {
        Token::Char(character) => Some(character.to_ascii_lowercase()),
        Token::One | Token::Star | Token::Field => None,
    }
}

fn without_last(text: &str) -> Option<&str> {
    let mut characters = text.chars();
    characters.next_back().map(|_| characters.as_str())
}

/// Bytes that two texts have in common at their beginnings, whole characters alone.
fn in_common(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs
        .take_while(|(one, other)| one == other)
        .fold(0, |sum, (one, _)| sum.saturating_add(one.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_begins_so_twice_is_found_once() {
        let mut beginnings = Beginnings::default();
        for number in [0, 1, 1, 4, 4] {
            beginnings.add("a".to_owned(), number);
        }
        let found: Vec<usize> = beginnings.as_long("a").flatten().copied().collect();
        assert_eq!(found, [0, 1, 4]);
    }

    #[test]
    fn what_begins_alike_is_found() {
        let texts = [
            "", "a", "ab", "abc", "abd", "ac", "b", "é", "éa", "è", "ba", "aa",
        ];
        let mut beginnings = Beginnings::default();
        for (number, text) in texts.iter().enumerate() {
            beginnings.add((*text).to_owned(), number);
        }
        for text in texts.iter().chain(&["abcd", "éab", "z", "A"]) {
            let found = |lists: &mut dyn Iterator<Item = &[usize]>| -> Vec<usize> {
                let mut all: Vec<usize> = lists.flatten().copied().collect();
                all.sort_unstable();
                all
            };
            let wanted = |holds: &dyn Fn(&str) -> bool| -> Vec<usize> {
                (0..texts.len())
                    .filter(|number| holds(texts[*number]))
                    .collect()
            };
            let longer = wanted(&|other| other.starts_with(text));
            assert_eq!(found(&mut beginnings.as_long(text)), longer, "{text}");
            let shorter = wanted(&|other| text.starts_with(other) && *text != other);
            assert_eq!(found(&mut beginnings.shorter(text)), shorter, "{text}");
        }
    }
}
