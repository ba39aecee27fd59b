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
