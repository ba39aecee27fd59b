//! Texts that begin alike and end in a name: which of them a pattern matches is found
//! by its letters, without trying every one.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::pattern::{Fold, matches};

/// With more places than this at which a pattern may go on after what all texts begin
/// with, every text is tried.
const MAX_PLACES: usize = 16;

/// Which of some texts, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// All of them.
    All,
    /// These alone, in order.
    These(Rc<[usize]>),
}

impl Reached {
    pub(super) fn none() -> Self {
        Self::These(Rc::default())
    }

    pub(super) fn is_none(&self) -> bool {
        matches!(self, Self::These(numbers) if numbers.is_empty())
    }

    pub(super) fn or(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::All, _) | (Self::These(_), Self::All) => Self::All,
            (Self::These(_), Self::These(more)) if more.is_empty() => self,
            (Self::These(some), Self::These(_)) if some.is_empty() => other,
            (Self::These(some), Self::These(more)) => {
                let all: BTreeSet<usize> = some.iter().chain(more.iter()).copied().collect();
                Self::These(all.into_iter().collect())
            }
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::All, _) => other,
            (_, Self::All) => self,
            (Self::These(some), Self::These(_)) => {
                let both = some.iter().copied();
                Self::These(both.filter(|number| other.has(*number)).collect())
            }
        }
    }

    fn has(&self, number: usize) -> bool {
        match self {
            Self::All => true,
            Self::These(numbers) => numbers.binary_search(&number).is_ok(),
        }
    }

    /// The first from a number on.
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        match self {
            Self::All => Some(from),
            Self::These(numbers) => next_in(numbers, from),
        }
    }
}

/// The first of some ascending numbers from one on.
pub(super) fn next_in(numbers: &[usize], from: usize) -> Option<usize> {
    let at = numbers.partition_point(|number| *number < from);
    numbers.get(at).copied()
}

/// Texts, each numbered by its place; one may be spelled in several ways.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The names by what stands before them, in each spelling.
    by: BTreeMap<Vec<String>, Names>,
    count: usize,
    known: RefCell<BTreeMap<String, Reached>>,
}

/// Names in order, and every letter that one of them has.
#[derive(Debug, Default)]
struct Names {
    list: Vec<(String, usize)>,
    letters: BTreeSet<char>,
}

impl Texts {
    /// Each text as what may stand before its name, and the name.
    pub(super) fn new<'t>(texts: impl IntoIterator<Item = (Vec<String>, &'t str)>) -> Self {
        let mut all = Self::default();
        for (before, name) in texts {
            let before = before.iter().map(|text| text.to_ascii_lowercase());
            let names = all.by.entry(before.collect()).or_default();
            let name = name.to_ascii_lowercase();
            names.letters.extend(name.chars());
            names.list.push((name, all.count));
            all.count = all.count.saturating_add(1);
        }
        for names in all.by.values_mut() {
            names.list.sort_unstable();
        }
        all
    }

    /// Those that a pattern matches in some spelling, ASCII case aside.
    pub(super) fn reached(&self, pattern: &str) -> Reached {
        if !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*') {
            return Reached::All;
        }
        if let Some(known) = self.known.borrow().get(pattern) {
            return known.clone();
        }
        let folded: Vec<char> = pattern.to_ascii_lowercase().chars().collect();
        let mut found = BTreeSet::new();
        for (befores, names) in &self.by {
            for before in befores {
                names.find(&folded, before, &mut found);
            }
        }
        let reached = match found.len() == self.count {
            true => Reached::All,
            false => Reached::These(found.into_iter().collect()),
        };
        let mut known = self.known.borrow_mut();
        known.insert(pattern.to_owned(), reached.clone());
        reached
    }
}

impl Names {
    fn find(&self, pattern: &[char], before: &str, found: &mut BTreeSet<usize>) {
        let Some(places) = places_after(pattern, before) else {
            let whole: String = pattern.iter().collect();
            for (name, number) in &self.list {
                if matches(&whole, &format!("{before}{name}"), Fold::Exact) {
                    found.insert(*number);
                }
            }
            return;
        };
        for place in places {
            let rest = pattern.get(place..).unwrap_or_default();
            let mut letters = rest.iter().filter(|letter| !is_wild(**letter));
            if !letters.all(|letter| self.letters.contains(letter)) {
                continue;
            }
            let plain = rest.iter().take_while(|letter| !is_wild(**letter));
            let beginning: String = plain.collect();
            let rest: String = rest.iter().collect();
            let from = self.list.partition_point(|(name, _)| *name < beginning);
            let names = self.list.iter().skip(from);
            let names = names.take_while(|(name, _)| name.starts_with(&beginning));
            let fitting = names.filter(|(name, _)| matches(&rest, name, Fold::Exact));
            found.extend(fitting.map(|(_, number)| *number));
        }
    }
}

const fn is_wild(letter: char) -> bool {
    matches!(letter, '*' | '?')
}

/// The places at which a pattern may go on after a text; `None` for very many.
fn places_after(pattern: &[char], text: &str) -> Option<BTreeSet<usize>> {
    let with_empty_stars = |places: BTreeSet<usize>| {
        let mut all = BTreeSet::new();
        for place in places {
            let mut place = place;
            while all.insert(place) && pattern.get(place) == Some(&'*') {
                place = place.saturating_add(1);
            }
        }
        (all.len() <= MAX_PLACES).then_some(all)
    };
    let mut places = with_empty_stars(BTreeSet::from([0]))?;
    for letter in text.chars() {
        let next = places
            .iter()
            .filter_map(|place| match pattern.get(*place)? {
                '*' => Some(*place),
                '?' => Some(place.saturating_add(1)),
                own => (*own == letter).then(|| place.saturating_add(1)),
            });
        places = with_empty_stars(next.collect())?;
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Reached, Texts};
    use crate::model::pattern::{Fold, matches};

    const NAMES: [&str; 6] = ["a", "ab", "aB-1", "b", "", "user"];
    const BEFORE: [&str; 2] = ["acs:ram:*:1:user/", "acs:ram::1:user/"];

    fn these(numbers: &[usize]) -> Reached {
        Reached::These(numbers.into())
    }

    #[test]
    fn what_is_reached_is_joined_and_narrowed() {
        let (all, none) = (|| Reached::All, Reached::none);
        // Two, what either reaches, and what both do.
        let cases = [
            (all(), all(), all(), all()),
            (all(), none(), all(), none()),
            (all(), these(&[1, 3]), all(), these(&[1, 3])),
            (none(), none(), none(), none()),
            (none(), these(&[2]), these(&[2]), none()),
            (
                these(&[1, 3]),
                these(&[3, 5]),
                these(&[1, 3, 5]),
                these(&[3]),
            ),
            (these(&[0, 9]), these(&[4]), these(&[0, 4, 9]), none()),
            (
                these(&[0, 2, 4]),
                these(&[0, 2, 4]),
                these(&[0, 2, 4]),
                these(&[0, 2, 4]),
            ),
        ];
        for (one, other, either, both) in cases {
            for (one, other) in [(&one, &other), (&other, &one)] {
                assert_eq!(one.clone().or(other.clone()), either, "{one:?} {other:?}");
                assert_eq!(one.clone().and(other.clone()), both, "{one:?} {other:?}");
            }
        }
        for (reached, is_none) in [(all(), false), (none(), true), (these(&[0]), false)] {
            assert_eq!(reached.is_none(), is_none, "{reached:?}");
        }
        assert_eq!(none(), these(&[]));
        for (reached, from, expected) in [
            (all(), 7, Some(7)),
            (none(), 0, None),
            (these(&[1, 3]), 0, Some(1)),
            (these(&[1, 3]), 1, Some(1)),
            (these(&[1, 3]), 2, Some(3)),
            (these(&[1, 3]), 4, None),
        ] {
            assert_eq!(reached.next(from), expected, "{reached:?} {from}");
        }
    }

    /// In whatever order they are, and by the numbers that they have in it.
    #[test]
    fn texts_are_found_in_whatever_order_they_come() {
        let names = ["wes", "kim", "Abe", "kit", "bea"];
        let texts = Texts::new(names.map(|name| (vec!["user/".to_owned()], name)));
        for (pattern, expected) in [
            ("user/a*", these(&[2])),
            ("user/ki?", these(&[1, 3])),
            ("USER/KIT", these(&[3])),
            ("user/w*", these(&[0])),
            ("*e*", Reached::All),
            ("user/*e*", these(&[0, 2, 4])),
            ("user/x*", Reached::none()),
            ("user/*", Reached::All),
            ("**", Reached::All),
            ("", Reached::none()),
        ] {
            for _ in 0..2 {
                assert_eq!(texts.reached(pattern), expected, "{pattern}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: proptest::test_runner::RngSeed::Fixed(17),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn what_is_found_is_what_trying_every_text_finds(
            pattern in "(acs:ram:)?[*?:1/abAu]{0,5}(user/)?[*?abB1-]{0,4}|\\*{0,20}[ab]"
        ) {
            let before: Vec<String> = BEFORE.iter().map(|text| (*text).to_owned()).collect();
            let texts = Texts::new(NAMES.iter().map(|name| (before.clone(), *name)));
            let is_matched = |name: &str| {
                BEFORE.iter().any(|before| matches(&pattern, &format!("{before}{name}"), Fold::Ascii))
            };
            let tried: Vec<usize> = (0..NAMES.len()).filter(|at| is_matched(NAMES[*at])).collect();
            let found = match texts.reached(&pattern) {
                Reached::All => (0..NAMES.len()).collect(),
                Reached::These(numbers) => numbers.to_vec(),
            };
            prop_assert_eq!(found, tried);
        }
    }
}
