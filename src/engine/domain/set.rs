//! A set of values of one key, of whichever type the key has.

use crate::engine::domain::addresses::AddressSet;
use crate::engine::domain::ordered::Intervals;
use crate::engine::domain::strings::StringSet;

/// The type of a key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueType {
    /// Text.
    String,
    /// Plain decimals, scaled by 10^18.
    Number,
    /// Instants, in tenths of a nanosecond since 1970.
    Date,
    /// `true` and `false`.
    Bool,
    /// IPv4 and IPv6 addresses.
    Ip,
}

/// A set of values.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Set {
    /// Strings in, or in none of, some patterns.
    Strings(StringSet),
    /// Addresses.
    Addresses(AddressSet),
    /// Numbers.
    Numbers(Intervals),
    /// Instants.
    Dates(Intervals),
    /// Booleans.
    Bools {
        /// Holds `true`.
        yes: bool,
        /// Holds `false`.
        no: bool,
    },
}

impl Set {
    /// Every value of a type.
    #[must_use]
    pub fn everything(of: ValueType) -> Self {
        match of {
            ValueType::String => Self::Strings(StringSet::none([])),
            ValueType::Number => Self::Numbers(Intervals::everything()),
            ValueType::Date => Self::Dates(Intervals::everything()),
            ValueType::Bool => Self::Bools {
                yes: true,
                no: true,
            },
            ValueType::Ip => Self::Addresses(AddressSet::everything()),
        }
    }

    /// No value of a type.
    #[must_use]
    pub fn nothing(of: ValueType) -> Self {
        Self::everything(of).complement()
    }

    /// Everything else of the same type.
    #[must_use]
    pub fn complement(&self) -> Self {
        match self {
            Self::Strings(set) => Self::Strings(set.clone().complement()),
            Self::Addresses(set) => Self::Addresses(set.complement()),
            Self::Numbers(set) => Self::Numbers(set.complement()),
            Self::Dates(set) => Self::Dates(set.complement()),
            Self::Bools { yes, no } => Self::Bools { yes: !yes, no: !no },
        }
    }

    /// The values in both; `None` where strings would need a conjunction, or
    /// the types differ.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Addresses(a), Self::Addresses(b)) => Self::Addresses(a.intersection(b)),
            (Self::Numbers(a), Self::Numbers(b)) => Self::Numbers(a.intersection(b)),
            (Self::Dates(a), Self::Dates(b)) => Self::Dates(a.intersection(b)),
            (Self::Bools { yes: a, no: b }, Self::Bools { yes: c, no: d }) => Self::Bools {
                yes: *a && *c,
                no: *b && *d,
            },
            _ => return None,
        })
    }

    /// Whether [`Self::positive_union`] joins them.
    #[must_use]
    pub fn joins(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Strings(a), Self::Strings(b)) => !a.negated && !b.negated,
            _ => self.value_type() == other.value_type(),
        }
    }

    /// The values in either; `None` where the types differ, and for strings that
    /// are said by what they do not match.
    #[must_use]
    pub fn positive_union(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Strings(a), Self::Strings(b)) if !a.negated && !b.negated => {
                Self::Strings(StringSet::any(a.any_of.iter().chain(&b.any_of).cloned()))
            }
            (Self::Strings(_), _) | (_, Self::Strings(_)) => return None,
            (a, b) => a.complement().intersection(&b.complement())?.complement(),
        })
    }

    /// The values in any of several that [`Self::joins`] says are joined with the first.
    #[must_use]
    pub fn positive_union_of(sets: &[&Self]) -> Option<Self> {
        let (first, rest) = sets.split_first()?;
        if let (Self::Strings(_), [_, ..]) = (first, rest) {
            // All at once: one after the other would copy the patterns before each time.
            let patterns = sets.iter().flat_map(|set| match set {
                Self::Strings(set) => set.any_of.as_slice(),
                _ => &[],
            });
            return Some(Self::Strings(StringSet::any(patterns.cloned())));
        }
        rest.iter()
            .try_fold((*first).clone(), |all, set| all.positive_union(set))
    }

    /// Whether it is empty; for strings only the plain cases are seen.
    #[must_use]
    pub fn is_plainly_empty(&self) -> bool {
        match self {
            Self::Strings(set) if set.negated => {
                set.any_of.iter().any(|pattern| pattern.is_only_stars())
            }
            Self::Strings(set) => set.any_of.is_empty(),
            Self::Addresses(set) => set.is_empty(),
            Self::Numbers(set) | Self::Dates(set) => set.is_empty(),
            Self::Bools { yes, no } => !yes && !no,
        }
    }

    /// Whether every value is in it; for strings only the plain cases are seen.
    #[must_use]
    pub fn is_plainly_everything(&self) -> bool {
        match self {
            Self::Strings(set) if set.negated => set.any_of.is_empty(),
            Self::Strings(set) => set.any_of.iter().any(|pattern| pattern.is_only_stars()),
            other => other.complement().is_plainly_empty(),
        }
    }

    /// Of how many patterns, ranges or intervals it is made.
    #[must_use]
    pub fn pieces(&self) -> usize {
        match self {
            Self::Strings(set) => set.any_of.len(),
            Self::Addresses(set) => set.pieces(),
            Self::Numbers(set) | Self::Dates(set) => set.pieces(),
            Self::Bools { .. } => 1,
        }
    }

    /// The type of its values.
    #[must_use]
    pub const fn value_type(&self) -> ValueType {
        match self {
            Self::Strings(_) => ValueType::String,
            Self::Addresses(_) => ValueType::Ip,
            Self::Numbers(_) => ValueType::Number,
            Self::Dates(_) => ValueType::Date,
            Self::Bools { .. } => ValueType::Bool,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;

    use super::{Set, ValueType};
    use crate::engine::domain::addresses::{AddressSet, parse_cidr};
    use crate::engine::domain::ordered::{Comparison, Intervals};
    use crate::engine::domain::strings::StringSet;
    use crate::model::pattern::Pattern;

    const TYPES: [ValueType; 5] = [
        ValueType::String,
        ValueType::Number,
        ValueType::Date,
        ValueType::Bool,
        ValueType::Ip,
    ];

    fn patterns(texts: &[&str]) -> StringSet {
        StringSet::any(texts.iter().map(|text| Arc::new(Pattern::new(text))))
    }

    fn blocks(texts: &[&str]) -> Set {
        let blocks: Vec<_> = texts.iter().map(|text| parse_cidr(text).unwrap()).collect();
        Set::Addresses(AddressSet::from_cidrs(&blocks))
    }

    const fn bools(yes: bool, no: bool) -> Set {
        Set::Bools { yes, no }
    }

    /// Sets, of how many pieces each is made, and whether it holds plainly nothing or
    /// plainly everything.
    fn sets() -> Vec<(Set, usize, bool, bool)> {
        let (less, more) = (
            Intervals::compared(Comparison::Less, 1),
            Intervals::compared(Comparison::GreaterOrEqual, 2),
        );
        let strings = |texts: &[&str]| Set::Strings(patterns(texts));
        let none_of = |texts: &[&str]| Set::Strings(patterns(texts).complement());
        let mut all = vec![
            (strings(&["a"]), 1, false, false),
            (strings(&["b", "a*"]), 2, false, false),
            (strings(&["b", "**"]), 2, false, true),
            (none_of(&["a"]), 1, false, false),
            (none_of(&["a", "*"]), 2, true, false),
            (blocks(&["10.0.0.0/8", "::1"]), 2, false, false),
            (blocks(&["10.0.0.0/8", "0.0.0.0/0"]), 1, false, false),
            (blocks(&["::/0", "0.0.0.0/0"]), 2, false, true),
            (bools(true, false), 1, false, false),
            (bools(false, true), 1, false, false),
            (bools(true, true), 1, false, true),
            (bools(false, false), 1, true, false),
            (Set::Numbers(less.clone()), 1, false, false),
            (Set::Numbers(less.union(&more)), 2, false, false),
            (Set::Dates(less), 1, false, false),
            (Set::Dates(more), 1, false, false),
        ];
        for of in TYPES {
            let pieces = match of {
                ValueType::String => 0,
                ValueType::Ip => 2,
                _ => 1,
            };
            let none = usize::from(of == ValueType::Bool);
            all.push((Set::everything(of), pieces, false, true));
            all.push((Set::nothing(of), none, true, false));
        }
        all
    }

    /// Which of some values of its type it holds.
    fn held(set: &Set) -> Vec<bool> {
        match set {
            Set::Strings(set) => ["", "a", "b", "ab", "ba"]
                .map(|text| set.contains(text))
                .to_vec(),
            Set::Addresses(set) => ["10.0.0.1", "11.0.0.0", "::1", "::2"]
                .map(|text| set.contains(text.parse::<IpAddr>().unwrap()))
                .to_vec(),
            Set::Numbers(set) | Set::Dates(set) => {
                [0, 1, 2].map(|point| set.contains(point)).to_vec()
            }
            Set::Bools { yes, no } => vec![*yes, *no],
        }
    }

    fn pairwise(one: &Set, two: &Set, of: fn(bool, bool) -> bool) -> Vec<bool> {
        let pairs = held(one).into_iter().zip(held(two));
        pairs.map(|(one, two)| of(one, two)).collect()
    }

    #[test]
    fn what_is_made_of_sets_has_the_values_that_it_must_have() {
        let sets = sets();
        for (one, pieces, empty, everything) in &sets {
            assert_eq!(one.pieces(), *pieces, "{one:?}");
            assert_eq!(one.is_plainly_empty(), *empty, "{one:?}");
            assert_eq!(one.is_plainly_everything(), *everything, "{one:?}");
            let rest = one.complement();
            assert_eq!(rest.complement(), *one);
            assert_eq!(rest.value_type(), one.value_type());
            assert!(held(&rest).into_iter().zip(held(one)).all(|(a, b)| a != b));
            for (two, ..) in &sets {
                let alike = one.value_type() == two.value_type();
                let strings = one.value_type() == ValueType::String;
                let common = one.intersection(two);
                assert_eq!(common.is_some(), alike && !strings, "{one:?} {two:?}");
                if let Some(common) = common {
                    assert_eq!(held(&common), pairwise(one, two, |one, two| one && two));
                }
                let union = one.positive_union(two);
                assert_eq!(one.joins(two), union.is_some(), "{one:?} {two:?}");
                let said_by_what_is_not = [one, two]
                    .iter()
                    .any(|set| matches!(set, Set::Strings(set) if set.negated));
                assert_eq!(union.is_some(), alike && !said_by_what_is_not);
                if let Some(union) = union {
                    let expected = pairwise(one, two, |one, two| one || two);
                    assert_eq!(held(&union), expected, "{one:?} {two:?}");
                    assert_eq!(union.value_type(), one.value_type());
                }
            }
        }
    }

    #[test]
    fn several_are_joined_as_one_after_the_other() {
        let sets = sets();
        for (first, ..) in &sets {
            let others = sets.iter().map(|(set, ..)| set);
            let others: Vec<&Set> = others.filter(|set| first.joins(set)).collect();
            assert_eq!(Set::positive_union_of(&[first]).as_ref(), Some(first));
            let all: Vec<&Set> = std::iter::once(first).chain(others).collect();
            let one_by_one = all[1..]
                .iter()
                .try_fold(first.clone(), |union, set| union.positive_union(set));
            assert_eq!(Set::positive_union_of(&all), one_by_one, "{first:?}");
        }
        assert_eq!(Set::positive_union_of(&[]), None);
    }

    #[test]
    fn nothing_and_everything_are_of_their_type() {
        for of in TYPES {
            let (nothing, everything) = (Set::nothing(of), Set::everything(of));
            assert_eq!([nothing.value_type(), everything.value_type()], [of; 2]);
            assert!(held(&everything).into_iter().all(|held| held), "{of:?}");
            assert!(!held(&nothing).into_iter().any(|held| held), "{of:?}");
        }
    }
}
