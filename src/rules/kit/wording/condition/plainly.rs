//! What is seen of two sets of strings without a search.

use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::model::pattern::{Pattern, are_plainly_apart, covers_plainly};

/// Pairs of patterns that are looked at; sets with more are taken to tell nothing.
const MOST_PAIRS: usize = 1024;

/// Whether every value of one set is seen to be in the other.
pub(super) fn is_inside(narrow: &Set, wide: &Set) -> bool {
    match (narrow, wide) {
        (Set::Strings(narrow), Set::Strings(wide)) => strings_inside(narrow, wide),
        _ => narrow == wide,
    }
}

/// Whether no value is seen to be in both.
pub(super) fn are_apart(one: &Set, other: &Set) -> bool {
    is_inside(one, &other.complement())
}

fn strings_inside(narrow: &StringSet, wide: &StringSet) -> bool {
    if narrow.any_of.len().saturating_mul(wide.any_of.len()) > MOST_PAIRS {
        return false;
    }
    let covered = |narrow: &StringSet, wide: &StringSet| {
        let mut narrow = narrow.any_of.iter();
        narrow.all(|one| wide.any_of.iter().any(|wide| covers(wide, one)))
    };
    match (narrow.negated, wide.negated) {
        (false, false) => covered(narrow, wide),
        (true, true) => covered(wide, narrow),
        (false, true) => {
            let mut narrow = narrow.any_of.iter();
            narrow.all(|one| {
                let mut others = wide.any_of.iter();
                others.all(|other| are_plainly_apart(one, other))
            })
        }
        (true, false) => false,
    }
}

fn covers(wide: &Pattern, narrow: &Pattern) -> bool {
    wide == narrow || covers_plainly(wide, narrow)
}
