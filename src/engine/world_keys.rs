//! Worlds as part of the request: each variable is a key whose value is the choice
//! taken, so that one question to the solver is asked of all worlds at once.
//!
//! Two things are said about worlds here that single questions need not say. A
//! variable that stands in a formula in one way only is taken the way that helps:
//! nothing else hangs on it. And of two patterns that are in the same doubt, the
//! wider one is met where the narrower one is (D15: a wider pattern never yields a
//! smaller answer).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::beginnings::{Beginnings, beginning};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula, KeyId, World};
use crate::engine::solver::Request;
use crate::engine::universe::{KeyInfo, Universe};
use crate::model::budget::{Budget, comparing};
use crate::model::catalogue::KeyRole;
use crate::model::doubt::{Choice, DoubtId, DoubtKind, Doubts};
use crate::model::pattern::{Fold, Pattern, covers};

/// Choices that a variable can have at most; a mask has so many bits.
const CHOICES: u8 = 8;

/// Steps for finding out which patterns in doubt are wider than which.
const STEPS_FOR_WIDER: u64 = 100_000;

/// Readings about one pattern each, which is the text that tells them from each
/// other, and how that pattern compares letters.
const BY_PATTERN: &[(&str, Fold)] = &[
    ("action-without-colon", Fold::Ascii),
    ("resource-scoped-deny", Fold::Exact),
    ("whole-service-resource", Fold::Exact),
];

/// The key that stands for a variable.
fn key(id: DoubtId, choices: u8) -> KeyInfo {
    let values = (0..choices.min(CHOICES)).map(literal);
    KeyInfo {
        name: format!("variable {}", id.0),
        role: KeyRole::Plain,
        of: ValueType::String,
        may_be_absent: false,
        many: false,
        values: Set::Strings(StringSet::any(values)),
    }
}

/// The choice that a value of such a key stands for.
fn choice(value: &str) -> Option<u8> {
    value.parse().ok()
}

fn literal(choice: u8) -> Arc<Pattern> {
    Arc::new(Pattern::literal(&choice.to_string()))
}

/// In which ways a variable stands in a formula.
type Masks = BTreeMap<DoubtId, BTreeSet<u8>>;

/// The keys that stand for variables.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct WorldKeys {
    keys: BTreeMap<DoubtId, KeyId>,
}

impl WorldKeys {
    /// Makes keys for the variables of a formula that have none.
    pub(in crate::engine) fn add(
        &mut self,
        formula: &Formula,
        doubts: &Doubts,
        universe: &mut Universe,
    ) {
        let mut found = BTreeSet::new();
        formula.doubts(&mut found);
        for id in found {
            self.keys
                .entry(id)
                .or_insert_with(|| universe.add(key(id, choices(id, doubts))));
        }
    }

    /// Takes the choices of variables out of a request.
    pub(in crate::engine) fn take(&self, request: &mut Request, world: &mut World) {
        for (doubt, key) in &self.keys {
            if let Some(Some(values)) = request.remove(key) {
                let choice = values.first().and_then(|value| choice(value));
                world.insert(*doubt, choice.unwrap_or(0));
            }
        }
    }

    /// The formula with keys in place of variables, and the choices of those that are
    /// taken the way that helps; `None` where it has one that is not of this space.
    pub(in crate::engine) fn applied(
        &self,
        formula: &Formula,
        doubts: &Doubts,
    ) -> Option<(Formula, World)> {
        let mut masks = Masks::new();
        formula.visit(&mut |literal| {
            if let Formula::World(choice) = literal {
                masks.entry(choice.doubt).or_default().insert(choice.mask);
            }
        });
        if masks.is_empty() {
            return Some((formula.clone(), World::new()));
        }
        if masks.keys().any(|id| !self.keys.contains_key(id)) {
            return None;
        }
        let wider = wider(&masks, doubts);
        let mut beside: BTreeMap<DoubtId, Vec<Choice>> = BTreeMap::new();
        for (narrow, wide) in &wider {
            beside
                .entry(*narrow)
                .or_default()
                .push(Choice::is(*wide, 1));
            beside
                .entry(*wide)
                .or_default()
                .push(Choice::is(*narrow, 0));
        }
        let also = |choice: Choice| {
            let others = beside.get(&choice.doubt).into_iter().flatten();
            // One that is met has the wider ones met, one that is not the narrower
            // ones not.
            let meant = others.filter(|other| !choice.holds(u8::from(!other.holds(1))));
            let all = std::iter::once(choice).chain(meant.copied());
            all.collect::<Vec<Choice>>()
        };
        let mut meant = Masks::new();
        for (doubt, found) in &masks {
            for mask in found {
                let choice = Choice {
                    doubt: *doubt,
                    mask: *mask,
                };
                for choice in also(choice) {
                    meant.entry(choice.doubt).or_default().insert(choice.mask);
                }
            }
        }
        let helps = |(id, masks): (&DoubtId, &BTreeSet<u8>)| {
            let fits = |choice: &u8| {
                masks.iter().all(|mask| {
                    let found = Choice {
                        doubt: *id,
                        mask: *mask,
                    };
                    found.holds(*choice)
                })
            };
            Some((*id, (0..choices(*id, doubts)).find(fits)?))
        };
        let free: World = meant.iter().filter_map(helps).collect();
        let formula = formula.with_choices(&|choice| {
            Formula::and(also(choice).into_iter().map(|choice| {
                if free.contains_key(&choice.doubt) {
                    Formula::True
                } else {
                    self.literal(choice, doubts)
                }
            }))
        });
        Some((formula, free))
    }

    fn literal(&self, choice: Choice, doubts: &Doubts) -> Formula {
        let Some(key) = self.keys.get(&choice.doubt) else {
            return Formula::False;
        };
        let choices = 0..choices(choice.doubt, doubts);
        let taken = choices.filter(|number| choice.holds(*number)).map(literal);
        Formula::Key(Arc::new(Atom {
            key: *key,
            set: Set::Strings(StringSet::any(taken)),
            absent: false,
            every: false,
        }))
    }
}

fn choices(id: DoubtId, doubts: &Doubts) -> u8 {
    let choices = doubts.get(id).map_or(2, |doubt| doubt.choices);
    choices.min(CHOICES)
}

/// Whether a world takes no narrower pattern as met where it does not a wider one.
pub(in crate::engine) fn is_consistent(world: &World, doubts: &Doubts) -> bool {
    let masks: Masks = world
        .iter()
        .map(|(id, choice)| (*id, BTreeSet::from([*choice])))
        .collect();
    let chosen = |id: &DoubtId| world.get(id).copied().unwrap_or(0);
    wider(&masks, doubts)
        .iter()
        .all(|(narrow, wide)| chosen(narrow) == 0 || chosen(wide) == 1)
}

/// Pairs of variables about patterns, the narrower before the wider: where the
/// first is met so is the second.
fn wider(masks: &Masks, doubts: &Doubts) -> Vec<(DoubtId, DoubtId)> {
    let mut families: BTreeMap<&str, Vec<(DoubtId, Pattern)>> = BTreeMap::new();
    for id in masks.keys() {
        let doubt = doubts.get(*id);
        let Some(doubt) = doubt.filter(|doubt| doubt.kind == DoubtKind::Reading) else {
            continue;
        };
        let Some((name, fold)) = BY_PATTERN.iter().find(|(name, _)| *name == doubt.name) else {
            continue;
        };
        let pattern = Pattern::new(&doubt.about);
        let pattern = match fold {
            Fold::Exact => pattern,
            Fold::Ascii => pattern.folded(),
        };
        families.entry(name).or_default().push((*id, pattern));
    }
    let mut budget = Budget::new(STEPS_FOR_WIDER);
    let mut found = Vec::new();
    for family in families.values() {
        let mut beginnings = Beginnings::default();
        for (number, (_, pattern)) in family.iter().enumerate() {
            beginnings.add(beginning(pattern), number);
        }
        for (narrow, inner) in family {
            let begins = beginning(inner);
            let alike = beginnings.as_long(&begins).take(1);
            let shorter = beginnings.shorter(&begins);
            let mut wider: Vec<usize> = alike.chain(shorter).flatten().copied().collect();
            wider.sort_unstable();
            for number in wider {
                let Some((wide, outer)) = family.get(number) else {
                    continue;
                };
                if narrow == wide {
                    continue;
                }
                let pairs = outer.tokens().len().saturating_mul(inner.tokens().len());
                if !budget.spend(comparing(pairs)) {
                    return found;
                }
                if covers(outer, inner, &mut budget) == Ok(true) {
                    found.push((*narrow, *wide));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::engine::solver::{Sat, solve};

    const PLENTY: u64 = 10_000_000;

    /// Variables: readings about patterns, another reading, and one of three choices.
    const VARIABLES: [(&str, &str); 9] = [
        ("action-without-colon", "EC*"),
        ("action-without-colon", "e*"),
        ("action-without-colon", "ecs*"),
        ("action-without-colon", "rds*"),
        ("resource-scoped-deny", "acs:oss*"),
        ("resource-scoped-deny", "acs:o*"),
        ("resource-scoped-deny", "acs:OSS*"),
        ("escape", "acs:*"),
        ("", "what is not known"),
    ];

    /// The narrower and the wider of two patterns in the same doubt. Letters of an
    /// action have no case, those of a resource do.
    const WIDER: [(u32, u32); 4] = [(0, 1), (2, 0), (2, 1), (4, 5)];

    fn variables() -> Doubts {
        let mut doubts = Doubts::default();
        for (name, about) in VARIABLES {
            match name {
                "" => doubts.gap("file", about, None, 3),
                name => doubts.reading(name, about, None),
            };
        }
        doubts
    }

    fn is_possible(world: &World) -> bool {
        let chosen = |id: u32| world.get(&DoubtId(id)).copied().unwrap_or(0);
        let mut pairs = WIDER.iter();
        pairs.all(|(narrow, wide)| chosen(*narrow) == 0 || chosen(*wide) == 1)
    }

    /// Every assignment of all variables.
    fn worlds() -> Vec<World> {
        let mut all = vec![World::new()];
        for (id, doubt) in variables().iter() {
            let longer = all.iter().flat_map(|world| {
                (0..doubt.choices).map(move |choice| {
                    let mut world = world.clone();
                    world.insert(id, choice);
                    world
                })
            });
            all = longer.collect();
        }
        all
    }

    fn any_formula() -> impl Strategy<Value = Formula> {
        let literal = (0_u32..9, 0_u8..3, any::<bool>()).prop_map(|(doubt, choice, negated)| {
            let literal = Formula::world(Choice::is(
                DoubtId(doubt),
                choice.min(1 + u8::from(doubt == 8)),
            ));
            if negated { literal.not() } else { literal }
        });
        literal.prop_recursive(3, 12, 4, |inner| {
            (prop::collection::vec(inner, 1..4), any::<bool>()).prop_map(|(parts, all)| {
                if all {
                    Formula::and(parts)
                } else {
                    Formula::or(parts)
                }
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 300,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(31),
            ..ProptestConfig::default()
        })]

        /// A request is found where some possible world meets the formula, and what it
        /// says of worlds can be completed to one that does.
        #[test]
        fn a_request_stands_for_a_world(formula in any_formula()) {
            let doubts = variables();
            let mut universe = Universe::default();
            let mut keys = WorldKeys::default();
            keys.add(&formula, &doubts, &mut universe);
            let (applied, free) = keys.applied(&formula, &doubts).unwrap();
            let mut found = BTreeSet::new();
            applied.doubts(&mut found);
            prop_assert!(found.is_empty(), "{applied:?}");
            let met = |world: &World| formula.in_world(world) == Formula::True;
            let possible = worlds().iter().any(|world| is_possible(world) && met(world));
            match solve(&applied, &universe, &mut Budget::new(PLENTY)) {
                Sat::Model(mut request) => {
                    prop_assert!(possible, "{formula:?}");
                    let mut world = free;
                    keys.take(&mut request, &mut world);
                    prop_assert!(request.is_empty(), "{request:?}");
                    let agrees = |other: &World| world.iter().all(|(id, choice)| other.get(id) == Some(choice));
                    let shows = |other: &World| is_possible(other) && agrees(other) && met(other);
                    prop_assert!(worlds().iter().any(shows), "{formula:?} {world:?}");
                }
                Sat::None => prop_assert!(!possible, "{formula:?}"),
                Sat::OutOfBudget => prop_assert!(false, "out of budget"),
            }
        }
    }

    #[test]
    fn no_narrower_pattern_is_met_without_the_wider_one() {
        let doubts = variables();
        for world in worlds() {
            let found = is_consistent(&world, &doubts);
            assert_eq!(found, is_possible(&world), "{world:?}");
        }
    }

    #[test]
    fn a_variable_that_stands_one_way_is_taken_so() {
        let doubts = variables();
        let is = |id, choice| Formula::world(Choice::is(DoubtId(id), choice));
        let taken = |formula: &Formula| {
            let (mut universe, mut keys) = (Universe::default(), WorldKeys::default());
            keys.add(formula, &doubts, &mut universe);
            let (applied, free) = keys.applied(formula, &doubts).unwrap();
            (applied == Formula::True, free)
        };
        let world = |choices: &[(u32, u8)]| {
            let choices = choices.iter();
            choices
                .map(|(id, choice)| (DoubtId(*id), *choice))
                .collect::<World>()
        };
        let cases = [
            (is(3, 1), true, world(&[(3, 1)])),
            (
                Formula::and([is(3, 0), is(8, 2)]),
                true,
                world(&[(3, 0), (8, 2)]),
            ),
            // A pattern is met together with the wider one, and neither is.
            (
                Formula::and([is(2, 1), is(1, 1)]),
                true,
                world(&[(1, 1), (2, 1)]),
            ),
            (
                Formula::and([is(2, 0), is(1, 0)]),
                true,
                world(&[(1, 0), (2, 0)]),
            ),
            // The narrower one would need the wider one, which is not met.
            (Formula::or([is(2, 1), is(1, 0)]), false, World::new()),
            (Formula::or([is(3, 1), is(3, 0)]), false, World::new()),
        ];
        for (formula, is_settled, free) in cases {
            assert_eq!(taken(&formula), (is_settled, free), "{formula:?}");
        }
    }

    #[test]
    fn wider_patterns_are_found_in_the_order_of_their_variables() {
        let doubts = variables();
        let mut all = Vec::new();
        for id in 0..9 {
            all.push((DoubtId(id), BTreeSet::from([1])));
        }
        let expected = WIDER.map(|(narrow, wide)| (DoubtId(narrow), DoubtId(wide)));
        assert_eq!(wider(&all.into_iter().collect(), &doubts), expected);
        // One that begins as the narrow one does is no nearer than one that does not.
        let mut doubts = Doubts::default();
        let all = ["a*", "ab*c", "ab*"].map(|about| {
            let id = doubts.reading("action-without-colon", about, None);
            (id, BTreeSet::from([1]))
        });
        let expected = [(1, 0), (1, 2), (2, 0)];
        let expected = expected.map(|(narrow, wide)| (DoubtId(narrow), DoubtId(wide)));
        assert_eq!(wider(&all.into_iter().collect(), &doubts), expected);
    }

    #[test]
    fn of_patterns_that_take_too_long_to_compare_none_is_the_wider_one() {
        for (length, is_compared) in [(10, true), (3_000, false)] {
            let mut doubts = Doubts::default();
            let mut about = |length: usize| {
                let pattern = format!("{}*", "e".repeat(length));
                doubts.reading("action-without-colon", pattern, None)
            };
            let world = World::from([(about(length), 0), (about(length + 1), 1)]);
            assert_eq!(is_consistent(&world, &doubts), !is_compared, "{length}");
        }
    }

    #[test]
    fn the_key_of_a_variable_has_its_choices_as_values() {
        let mut doubts = variables();
        let many = doubts.gap("file", "many", None, 12);
        for (id, choices) in [(DoubtId(0), 2), (DoubtId(8), 3), (many, CHOICES)] {
            let formula = Formula::world(Choice::is(id, 1));
            let (mut universe, mut keys) = (Universe::default(), WorldKeys::default());
            keys.add(&formula, &doubts, &mut universe);
            // Twice is once.
            keys.add(&formula, &doubts, &mut universe);
            let all: Vec<&KeyInfo> = universe.keys().map(|(_, info)| info).collect();
            let [info] = all[..] else { panic!("{all:?}") };
            assert_eq!((info.role, info.of), (KeyRole::Plain, ValueType::String));
            assert!(!info.may_be_absent && !info.many);
            let Set::Strings(values) = &info.values else {
                panic!("{info:?}")
            };
            for choice in 0..20_u8 {
                assert_eq!(
                    values.contains(&choice.to_string()),
                    choice < choices,
                    "{choice}"
                );
            }
        }
    }

    #[test]
    fn a_variable_of_another_space_is_not_asked_about() {
        let doubts = variables();
        let literal = |id| Formula::world(Choice::is(DoubtId(id), 1));
        let (mut universe, mut keys) = (Universe::default(), WorldKeys::default());
        keys.add(&literal(3), &doubts, &mut universe);
        assert!(keys.applied(&literal(3), &doubts).is_some());
        assert_eq!(keys.applied(&literal(7), &doubts), None);
        assert_eq!(
            keys.applied(&Formula::or([literal(3), literal(7)]), &doubts),
            None
        );
        let plain = keys.applied(&Formula::True, &doubts);
        assert_eq!(plain, Some((Formula::True, World::new())));
    }
}
