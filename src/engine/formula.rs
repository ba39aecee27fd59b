//! Formulas in negation normal form over two kinds of literals: choices of the
//! world (what is not known) and atoms (tests of one key of the request). A
//! policy set is a formula, and a question about it is satisfiability.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::domain::set::Set;
use crate::model::doubt::{Choice, DoubtId};

/// Names one key of the request: a condition key, the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u32);

/// One test of one key: its value lies in a set, or the key is absent and that
/// counts as met.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Atom {
    /// The key.
    pub key: KeyId,
    /// The values that meet the test.
    pub set: Set,
    /// Whether absence meets it.
    pub absent: bool,
    /// For a key with several values: every value must lie in the set, instead
    /// of some value (D17). Without meaning for single-valued keys.
    pub every: bool,
}

impl Atom {
    /// The test that is met exactly where this one is not.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self {
            key: self.key,
            set: self.set.complement(),
            absent: !self.absent,
            every: !self.every,
        }
    }
}

/// A formula in negation normal form.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Formula {
    /// Always.
    True,
    /// Never.
    False,
    /// The world has one of these choices.
    World(Choice),
    /// The request meets the test.
    Key(Arc<Atom>),
    /// All of them.
    And(Arc<[Formula]>),
    /// At least one of them.
    Or(Arc<[Formula]>),
}

/// One assignment of the variables that matter.
pub type World = BTreeMap<DoubtId, u8>;

/// Which bound of a formula is asked for (D11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Every doubtful literal is taken as met.
    Most,
    /// Every doubtful literal is taken as not met.
    Least,
}

impl Formula {
    /// A constant.
    #[must_use]
    pub const fn constant(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }

    /// The literal that the world has a choice; `choices` is how many there are.
    #[must_use]
    pub const fn world(choice: Choice) -> Self {
        Self::World(choice)
    }

    /// All of the parts.
    #[must_use]
    pub fn and(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::True => {}
                Self::False => return Self::False,
                Self::And(inner) => kept.extend(inner.iter().cloned()),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::True,
            1 => kept.pop().unwrap_or(Self::True),
            _ => Self::And(kept.into()),
        }
    }

    /// At least one of the parts.
    #[must_use]
    pub fn or(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::False => {}
                Self::True => return Self::True,
                Self::Or(inner) => kept.extend(inner.iter().cloned()),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::False,
            1 => kept.pop().unwrap_or(Self::False),
            _ => Self::Or(kept.into()),
        }
    }

    /// The negation, again in negation normal form.
    #[must_use]
    pub fn not(&self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::World(choice) => Self::World(Choice {
                doubt: choice.doubt,
                mask: !choice.mask,
            }),
            Self::Key(atom) => Self::Key(Arc::new(atom.complement())),
            Self::And(parts) => Self::or(parts.iter().map(Self::not)),
            Self::Or(parts) => Self::and(parts.iter().map(Self::not)),
        }
    }

    /// The formula with another in the place of each literal.
    #[must_use]
    pub fn with_literals(&self, other: &impl Fn(&Self) -> Self) -> Self {
        match self {
            Self::And(parts) => Self::and(parts.iter().map(|part| part.with_literals(other))),
            Self::Or(parts) => Self::or(parts.iter().map(|part| part.with_literals(other))),
            Self::True | Self::False => self.clone(),
            Self::Key(_) | Self::World(_) => other(self),
        }
    }

    /// The formula with another in the place of each test of a variable.
    #[must_use]
    pub fn with_choices(&self, other: &impl Fn(Choice) -> Self) -> Self {
        self.with_literals(&|literal| match literal {
            Self::World(choice) => other(*choice),
            _ => literal.clone(),
        })
    }

    /// The formula in a world; variables that the world does not assign stay.
    #[must_use]
    pub fn in_world(&self, world: &World) -> Self {
        self.with_choices(&|choice| {
            let chosen = world.get(&choice.doubt);
            chosen.map_or(Self::World(choice), |chosen| {
                Self::constant(choice.holds(*chosen))
            })
        })
    }

    /// The formula for requests that have this text, alone, under a key of strings.
    #[must_use]
    pub fn with_text(&self, key: KeyId, text: &str) -> Self {
        self.with_literals(&|literal| match literal {
            Self::Key(atom) if atom.key == key => match &atom.set {
                Set::Strings(set) => Self::constant(set.contains(text)),
                _ => literal.clone(),
            },
            _ => literal.clone(),
        })
    }

    /// The formula with every remaining variable taken for or against it.
    #[must_use]
    pub fn bound(&self, bound: Bound) -> Self {
        self.with_choices(&|_| Self::constant(bound == Bound::Most))
    }

    /// The formula with every test of a key taken for or against it: what is
    /// left to say when the budget ends (D41).
    #[must_use]
    pub fn without_keys(&self, bound: Bound) -> Self {
        self.with_literals(&|literal| match literal {
            Self::Key(_) => Self::constant(bound == Bound::Most),
            _ => literal.clone(),
        })
    }

    /// The formula with its variables renumbered; those without a number stay.
    #[must_use]
    pub fn renumbered(&self, number: &impl Fn(DoubtId) -> Option<DoubtId>) -> Self {
        self.with_choices(&|choice| {
            Self::World(Choice {
                doubt: number(choice.doubt).unwrap_or(choice.doubt),
                mask: choice.mask,
            })
        })
    }

    /// Calls `visit` for every literal.
    pub fn visit(&self, visit: &mut impl FnMut(&Self)) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                for part in parts.iter() {
                    part.visit(visit);
                }
            }
            other => visit(other),
        }
    }

    /// Whether it hangs on what is not known.
    #[must_use]
    pub fn has_choices(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::has_choices),
            Self::World(_) => true,
            Self::True | Self::False | Self::Key(_) => false,
        }
    }

    /// How many literals it has.
    #[must_use]
    pub fn literals(&self) -> u64 {
        let mut count = 0_u64;
        self.visit(&mut |_| count = count.saturating_add(1));
        count
    }

    /// How many patterns, ranges and choices it takes to say it.
    #[must_use]
    pub fn pieces(&self) -> usize {
        let mut count = 0_usize;
        self.visit(&mut |literal| {
            let pieces = match literal {
                Self::Key(atom) => atom.set.pieces(),
                _ => 1,
            };
            count = count.saturating_add(pieces);
        });
        count
    }

    /// Adds the variables that occur to `into`.
    pub fn doubts(&self, into: &mut std::collections::BTreeSet<DoubtId>) {
        self.visit(&mut |literal| {
            if let Self::World(choice) = literal {
                into.insert(choice.doubt);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::engine::domain::strings::StringSet;
    use crate::model::pattern::Pattern;

    const X: u32 = 0;
    const Y: u32 = 1;
    const KEY: KeyId = KeyId(7);

    fn world(doubt: u32, choice: u8) -> Formula {
        Formula::World(Choice::is(DoubtId(doubt), choice))
    }

    fn key(set: Set, absent: bool, every: bool) -> Formula {
        Formula::Key(Arc::new(Atom {
            key: KEY,
            set,
            absent,
            every,
        }))
    }

    fn text(text: &str) -> Set {
        Set::Strings(StringSet::any([Arc::new(Pattern::literal(text))]))
    }

    #[test]
    fn only_worlds_are_choices() {
        let test = key(text("a"), false, false);
        let open = world(X, 1);
        let both = Formula::And(
            [
                test.clone(),
                Formula::Or([test.clone(), open.clone()].into()),
            ]
            .into(),
        );
        for (formula, has_choices) in [
            (Formula::True, false),
            (Formula::False, false),
            (test.clone(), false),
            (Formula::Or([test.clone(), test].into()), false),
            (open, true),
            (both, true),
        ] {
            assert_eq!(formula.has_choices(), has_choices, "{formula:?}");
        }
    }

    #[test]
    fn constants_settle_what_they_can() {
        let (x, y) = (world(X, 1), world(Y, 1));
        let (yes, no) = (Formula::True, Formula::False);
        assert_eq!(
            [Formula::constant(true), Formula::constant(false)],
            [yes.clone(), no.clone()]
        );
        let and = Formula::And([x.clone(), y.clone()].into());
        let or = Formula::Or([x.clone(), y.clone()].into());
        let cases = [
            (Formula::and([]), yes.clone()),
            (Formula::and([yes.clone(), x.clone()]), x.clone()),
            (Formula::and([x.clone(), no.clone()]), no.clone()),
            (Formula::and([x.clone(), y.clone()]), and.clone()),
            (Formula::or([]), no.clone()),
            (Formula::or([no.clone(), x.clone()]), x.clone()),
            (Formula::or([x.clone(), yes.clone()]), yes.clone()),
            (Formula::or([x.clone(), y.clone()]), or.clone()),
            // What is inside of its own kind is laid flat, what is in the other is kept.
            (
                Formula::and([and.clone(), or.clone()]),
                Formula::And([x.clone(), y.clone(), or.clone()].into()),
            ),
            (
                Formula::or([and.clone(), or.clone()]),
                Formula::Or([and.clone(), x, y].into()),
            ),
            (yes.not(), no.clone()),
            (no.not(), yes),
        ];
        for (number, (found, expected)) in cases.into_iter().enumerate() {
            assert_eq!(found, expected, "{number}");
        }
    }

    #[test]
    fn a_negation_turns_every_literal() {
        let set = text("a");
        let formula = Formula::and([
            world(X, 1),
            Formula::or([world(Y, 0), key(set.clone(), true, false)]),
        ]);
        let other = |doubt, mask: u8| {
            let doubt = DoubtId(doubt);
            Formula::World(Choice { doubt, mask })
        };
        let expected = Formula::or([
            other(X, !0b10),
            Formula::and([other(Y, !0b01), key(set.complement(), false, true)]),
        ]);
        assert_eq!(formula.not(), expected);
        assert_eq!(formula.not().not(), formula);
    }

    #[test]
    fn a_world_replaces_the_variables_that_it_has() {
        let formula = Formula::or([Formula::and([world(X, 1), world(Y, 1)]), world(X, 2)]);
        let cases: [(&[(u32, u8)], Formula); 4] = [
            (&[(X, 1)], world(Y, 1)),
            (&[(X, 0)], Formula::False),
            (&[(X, 2)], Formula::True),
            (&[(Y, 1)], Formula::or([world(X, 1), world(X, 2)])),
        ];
        for (choices, expected) in cases {
            let chosen = choices.iter().map(|(id, choice)| (DoubtId(*id), *choice));
            assert_eq!(formula.in_world(&chosen.collect()), expected, "{choices:?}");
        }
        assert_eq!(formula.bound(Bound::Most), Formula::True);
        assert_eq!(formula.bound(Bound::Least), Formula::False);
    }

    #[test]
    fn tests_of_keys_are_taken_for_or_against_a_formula() {
        let formula = Formula::and([world(X, 1), key(text("a"), false, false)]);
        assert_eq!(formula.without_keys(Bound::Most), world(X, 1));
        assert_eq!(formula.without_keys(Bound::Least), Formula::False);
        assert_eq!(formula.with_text(KEY, "a"), world(X, 1));
        assert_eq!(formula.with_text(KEY, "b"), Formula::False);
        assert_eq!(formula.with_text(KeyId(8), "b"), formula);
        let other = key(
            Set::Bools {
                yes: true,
                no: false,
            },
            false,
            false,
        );
        assert_eq!(other.with_text(KEY, "b"), other);
    }

    #[test]
    fn variables_are_found_and_numbered_anew() {
        let formula = Formula::and([
            world(X, 1),
            Formula::or([world(Y, 0), key(text("a"), false, false)]),
        ]);
        let mut found = BTreeSet::new();
        formula.doubts(&mut found);
        assert_eq!(found, [DoubtId(X), DoubtId(Y)].into());
        assert_eq!(formula.literals(), 3);
        let number = |id: DoubtId| (id == DoubtId(X)).then_some(DoubtId(5));
        let mut found = BTreeSet::new();
        formula.renumbered(&number).doubts(&mut found);
        assert_eq!(found, [DoubtId(Y), DoubtId(5)].into());
        assert_eq!(formula.renumbered(&|_| None), formula);
    }
}
