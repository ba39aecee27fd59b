//! What a row says where it hangs on the resource. One action shows the row, and comes
//! with resources of its own; the others that the row names come with others, so that
//! what is so for all requests for the first may be so for some requests for them.

use std::rc::Rc;
use std::sync::Arc;

use crate::engine::difference::Side;
use crate::engine::difference::all::access::Access;
use crate::engine::difference::all::exact::Exactly;
use crate::engine::difference::all::naming::Named;
use crate::engine::difference::all::pairs::Both;
use crate::engine::difference::all::search::Search;
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Bound, Formula, KeyId};
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::model::pattern::{Pattern, covers_plainly, overlaps};

/// What somebody may do on both sides: the one that has the access, and the other.
#[derive(Clone, Copy)]
pub(super) struct Sides<'p> {
    pub(super) side: Side,
    pub(super) have: &'p [Access],
    pub(super) lack: &'p [Access],
}

/// What is so of the actions of a row together, where it is not what is so of the one
/// that shows it.
#[derive(Clone)]
pub(super) struct Together {
    /// The requests that show the difference, the action being any of the row's.
    when: Formula,
    universe: Rc<Universe>,
    /// Whether the side that has the access allows all that can be asked.
    is_all_allowed: bool,
    /// Whether the other side allows something.
    is_some_allowed: bool,
}

impl Together {
    /// Looks at all actions that a row names; `None` where what is so of one of them is
    /// so of all. `left` is what is left of the difference once the action is known.
    pub(super) fn of(
        named: &Named,
        (left, catalogued): (&Formula, bool),
        sides: Sides<'_>,
        search: &mut Search<'_>,
    ) -> Option<Self> {
        let resource = search.resource();
        let is_one = catalogued && named.within.iter().any(|one| one.is_literal());
        if is_one || !is_about(left, resource) {
            return None;
        }
        let these = search.among(named);
        let open = left.with_literals(&|literal| match literal {
            Formula::Key(atom) if atom.key == resource => Formula::True,
            _ => literal.clone(),
        });
        let apart = Formula::or([
            Formula::and([open.clone(), left.not()]),
            Formula::and([left.clone(), open.not()]),
        ]);
        if !search.is_asked([these.clone(), apart], catalogued) {
            return None;
        }
        let allowed = |accesses: &[Access]| {
            let sessions = accesses.iter().map(Access::allowed);
            Formula::or(sessions).bound(Bound::Least)
        };
        let (have, lack) = (allowed(sides.have), allowed(sides.lack));
        Some(Self {
            when: plain(left, resource),
            universe: Rc::new(search.universe().clone()),
            is_all_allowed: !search.is_asked([these.clone(), have.not()], catalogued),
            is_some_allowed: search.is_asked([these, lack], catalogued),
        })
    }

    /// What is told of the row, from what is so of the action that shows it.
    pub(super) fn told(&self, shown: Exactly, side: Side) -> Exactly {
        let had = *shown.answers.of(side);
        let there = *shown.answers.of(side.other());
        let had = match had {
            Answer::Allowed if !self.is_all_allowed => Answer::AllowedIf,
            other => other,
        };
        let there = match there {
            Answer::NotGranted | Answer::Denied if self.is_some_allowed => Answer::AllowedIf,
            other => other,
        };
        // By a role it hangs on what it takes to become it as well, which is not said.
        let is_said = shown.condition.is_some() || *shown.answers.of(side) != Answer::AllowedIf;
        // In the world of the request that shows the row another grant may be what is met.
        let when = match self.when.in_world(&shown.world).bound(Bound::Most) {
            Formula::False => self.when.bound(Bound::Most),
            when => when,
        };
        Exactly {
            answers: match side {
                Side::Before => Both {
                    before: had,
                    after: there,
                },
                Side::After => Both {
                    before: there,
                    after: had,
                },
            },
            condition: is_said.then_some(when),
            universe: Rc::clone(&self.universe),
            ..shown
        }
    }
}

fn is_about(formula: &Formula, key: KeyId) -> bool {
    let mut found = false;
    formula.visit(&mut |literal| {
        found |= matches!(literal, Formula::Key(atom) if atom.key == key);
    });
    found
}

/// The same said with fewer patterns of a key: none of the kind "one of A and B, but
/// not A", which is how a statement's resources are compiled.
fn plain(formula: &Formula, key: KeyId) -> Formula {
    let parts = match formula {
        Formula::And(parts) => parts,
        Formula::Or(parts) => {
            let parts = parts.iter().map(Formula::not);
            return one_valued(&plain_and(parts, key).not(), key);
        }
        other => std::slice::from_ref(other),
    };
    plain_and(parts.iter().cloned(), key)
}

/// The formula with tests of a key as they are for one that always has one value.
fn one_valued(formula: &Formula, key: KeyId) -> Formula {
    formula.with_literals(&|literal| match literal {
        Formula::Key(atom) if atom.key == key => Formula::Key(Arc::new(Atom {
            absent: false,
            every: false,
            ..Atom::clone(atom)
        })),
        _ => literal.clone(),
    })
}

fn plain_and(parts: impl Iterator<Item = Formula>, key: KeyId) -> Formula {
    let (mut wanted, mut unwanted, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        let part = match part {
            Formula::And(_) | Formula::Or(_) => plain(&part, key),
            other => other,
        };
        let nested = match &part {
            Formula::And(parts) => parts.to_vec(),
            _ => vec![part],
        };
        for part in nested {
            match strings(&part, key) {
                Some(set) if set.negated => unwanted.extend(set.any_of.iter().cloned()),
                Some(set) => wanted.push(set.any_of.to_vec()),
                None => rest.push(part),
            }
        }
    }
    for patterns in &mut wanted {
        patterns.retain(|one: &Arc<Pattern>| {
            !unwanted
                .iter()
                .any(|wide: &Arc<Pattern>| covers_plainly(wide, one))
        });
    }
    if !wanted.is_empty() {
        unwanted.retain(|one| {
            let mut all = wanted.iter();
            all.all(|patterns| patterns.iter().any(|wanted| overlaps(wanted, one)))
        });
    }
    let of = |set: StringSet| {
        Formula::Key(Arc::new(Atom {
            key,
            set: Set::Strings(set),
            absent: false,
            every: false,
        }))
    };
    let wanted = wanted
        .into_iter()
        .map(|patterns| match patterns.is_empty() {
            true => Formula::False,
            false => of(StringSet::any(patterns)),
        });
    let unwanted = (!unwanted.is_empty()).then(|| of(StringSet::none(unwanted)));
    Formula::and(wanted.chain(unwanted).chain(rest))
}

/// The strings that a literal asks a key for, which always has one value.
fn strings(literal: &Formula, key: KeyId) -> Option<&StringSet> {
    match literal {
        Formula::Key(atom) if atom.key == key => match &atom.set {
            Set::Strings(set) => Some(set),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER: KeyId = KeyId(0);
    const KEY: KeyId = KeyId(1);

    fn test(key: KeyId, set: StringSet) -> Formula {
        Formula::Key(Arc::new(Atom {
            key,
            set: Set::Strings(set),
            absent: false,
            every: false,
        }))
    }

    fn patterns(texts: &[&str]) -> Vec<Arc<Pattern>> {
        texts
            .iter()
            .map(|text| Arc::new(Pattern::new(text)))
            .collect()
    }

    fn any(texts: &[&str]) -> Formula {
        test(KEY, StringSet::any(patterns(texts)))
    }

    fn none(texts: &[&str]) -> Formula {
        test(KEY, StringSet::none(patterns(texts)))
    }

    fn other(texts: &[&str]) -> Formula {
        test(OTHER, StringSet::any(patterns(texts)))
    }

    #[test]
    fn the_same_is_said_with_fewer_patterns() {
        let and = |parts: &[Formula]| Formula::and(parts.iter().cloned());
        let or = |parts: &[Formula]| Formula::or(parts.iter().cloned());
        let contradiction = || and(&[any(&["z"]), none(&["z"])]);
        let cases = [
            (any(&["a"]), any(&["a"])),
            (and(&[any(&["a", "b"]), none(&["a"])]), any(&["b"])),
            (and(&[any(&["a", "b"]), none(&["a", "x*"])]), any(&["b"])),
            (
                and(&[any(&["a*"]), none(&["ab*"])]),
                and(&[any(&["a*"]), none(&["ab*"])]),
            ),
            (
                and(&[any(&["a*", "b*"]), none(&["ax*"])]),
                and(&[any(&["a*", "b*"]), none(&["ax*"])]),
            ),
            (and(&[any(&["a*"]), none(&["b*"])]), any(&["a*"])),
            (and(&[any(&["a"]), none(&["*"])]), Formula::False),
            (and(&[none(&["a"]), none(&["b"])]), none(&["a", "b"])),
            (
                and(&[any(&["a*", "c*"]), any(&["*b"]), none(&["c*"])]),
                and(&[any(&["a*"]), any(&["*b"])]),
            ),
            // Other keys are left alone.
            (
                and(&[none(&["a"]), other(&["a"])]),
                and(&[none(&["a"]), other(&["a"])]),
            ),
            (
                and(&[any(&["a"]), other(&["b"]).not()]),
                and(&[any(&["a"]), other(&["b"]).not()]),
            ),
            // One of them, each with what it takes.
            (
                or(&[any(&["a"]), other(&["b"])]),
                or(&[any(&["a"]), other(&["b"])]),
            ),
            (
                or(&[any(&["a"]), other(&["b"]).not()]),
                or(&[any(&["a"]), other(&["b"]).not()]),
            ),
            (
                or(&[and(&[any(&["a", "b"]), none(&["a"])]), other(&["b"])]),
                or(&[any(&["b"]), other(&["b"])]),
            ),
            (
                or(&[contradiction(), and(&[any(&["a*"]), other(&["b"])])]),
                and(&[any(&["a*"]), other(&["b"])]),
            ),
            (
                and(&[
                    none(&["b*"]),
                    or(&[contradiction(), and(&[any(&["a*"]), other(&["b"])])]),
                ]),
                and(&[any(&["a*"]), other(&["b"])]),
            ),
        ];
        for (formula, expected) in cases {
            assert_eq!(plain(&formula, KEY), expected, "{formula:?}");
        }
    }

    #[test]
    fn what_a_formula_is_about() {
        let cases = [
            (Formula::True, false),
            (any(&["a"]), true),
            (other(&["a"]), false),
            (Formula::and([other(&["a"]), any(&["b"])]), true),
            (Formula::or([other(&["a"]), other(&["b"])]), false),
        ];
        for (formula, expected) in cases {
            assert_eq!(is_about(&formula, KEY), expected, "{formula:?}");
        }
    }
}
