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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::formula::Atom;
    use Comparison::{Equal, Greater, GreaterOrEqual, Less};

    #[test]
    fn a_formula_is_cut_where_it_names_instants_of_the_key() {
        let test = |key: u32, set: Set| {
            Formula::Key(Arc::new(Atom {
                key: KeyId(key),
                set,
                absent: false,
                every: false,
            }))
        };
        let dates = |comparison, at| Set::Dates(Intervals::compared(comparison, at));
        let between = Intervals::compared(Greater, 5).intersection(&Intervals::compared(Less, 9));
        let formula = Formula::and([
            Formula::or([
                test(0, dates(GreaterOrEqual, 3)),
                test(0, Set::Dates(between)),
                test(1, dates(Less, 4)),
            ]),
            test(0, Set::Numbers(Intervals::compared(Less, 7))),
            test(1, dates(Equal, 8)),
        ]);
        for (key, expected) in [(0, vec![3, 5, 9]), (1, vec![4, 8]), (2, vec![])] {
            let found: Vec<i128> = cuts(&formula, KeyId(key)).into_iter().collect();
            assert_eq!(found, expected, "{key}");
        }
    }

    #[test]
    fn pieces_make_up_the_line() {
        let of = |points: &[i128]| pieces(&points.iter().copied().collect());
        let (before, after) = (
            Intervals::compared(Less, 3),
            Intervals::compared(Greater, 3),
        );
        let at = |point| Intervals::compared(Equal, point);
        assert_eq!(of(&[]), [Intervals::everything()]);
        assert_eq!(of(&[3]), [before.clone(), at(3), after.clone()]);
        let (between, last) = (
            after.intersection(&Intervals::compared(Less, 8)),
            Intervals::compared(Greater, 8),
        );
        assert_eq!(of(&[8, 3]), [before, at(3), between, at(8), last]);
    }
}
