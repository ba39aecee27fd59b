//! The line of time cut where a formula changes, so that the instants at which
//! it can be met are found by asking about each piece.

use std::collections::BTreeSet;

use crate::engine::domain::ordered::{Comparison, Intervals};
use crate::engine::domain::set::Set;
use crate::engine::formula::{Formula, KeyId};

/// The instants that a formula names for a key.
pub(in crate::engine) fn cuts(formula: &Formula, key: KeyId) -> BTreeSet<i128> {
    let mut found = BTreeSet::new();
    formula.visit(&mut |literal| {
        if let Formula::Key(atom) = literal
            && atom.key == key
            && let Set::Dates(times) = &atom.set
        {
            for (start, end) in times.bounds() {
                for bound in [start, end] {
                    match bound {
                        std::ops::Bound::Included(point) | std::ops::Bound::Excluded(point) => {
                            found.insert(point);
                        }
                        std::ops::Bound::Unbounded => {}
                    }
                }
            }
        }
    });
    found
}

/// The line cut at some instants: each of them, and what lies between.
pub(in crate::engine) fn pieces(cuts: &BTreeSet<i128>) -> Vec<Intervals> {
    let mut found = Vec::new();
    let mut after = Intervals::everything();
    for cut in cuts {
        found.push(after.intersection(&Intervals::compared(Comparison::Less, *cut)));
        found.push(Intervals::compared(Comparison::Equal, *cut));
        after = Intervals::compared(Comparison::Greater, *cut);
    }
    found.push(after);
    found
}
