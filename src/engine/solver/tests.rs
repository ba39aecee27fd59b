//! The solver against requests that are gone through one by one.

mod cost;

use super::*;
use crate::engine::domain::addresses::{AddressSet, parse_cidr};
use crate::engine::domain::ordered::{Comparison, Intervals, parse_decimal, parse_instant};
use crate::engine::domain::set::ValueType;
use crate::engine::drawn::Drawn;
use crate::engine::solver::tried::{meets, members};
use crate::engine::universe::KeyInfo;
use crate::model::catalogue::KeyRole;
use crate::model::doubt::{Choice, DoubtId};
use crate::model::pattern::Pattern;

/// Formulas that are drawn.
const DRAWN: u64 = 3000;
const PLENTY: u64 = 1_000_000;

fn texts(of: &[&str]) -> StringSet {
    StringSet::any(of.iter().map(|text| Arc::new(Pattern::new(text))))
}

/// A key: whether it may be absent, whether it may have several values, and which
/// values it can have.
fn key(universe: &mut Universe, may_be_absent: bool, many: bool, values: Set) -> KeyId {
    universe.add(KeyInfo {
        name: "key".to_owned(),
        role: KeyRole::Plain,
        of: values.value_type(),
        may_be_absent,
        many,
        values,
    })
}

const VALUES: [&str; 3] = ["a", "b", "ab"];

/// One key of each kind, each with few values.
fn universe() -> Universe {
    let mut universe = Universe::default();
    for (may_be_absent, many) in [(false, false), (true, false), (false, true), (true, true)] {
        key(
            &mut universe,
            may_be_absent,
            many,
            Set::Strings(texts(&VALUES)),
        );
    }
    key(&mut universe, true, false, Set::everything(ValueType::Bool));
    universe
}

fn atom(drawn: &mut Drawn) -> Formula {
    let key = drawn.below(5);
    let set = if key == 4 {
        let yes = drawn.below(2) == 0;
        Set::Bools { yes, no: !yes }
    } else {
        let any = [&["a"][..], &["b"], &["ab"], &["a", "b"], &["a*"], &["*b"]];
        let set = Set::Strings(texts(drawn.pick(&any)));
        if drawn.below(3) == 0 {
            set.complement()
        } else {
            set
        }
    };
    Formula::Key(Arc::new(Atom {
        key: KeyId(key),
        set,
        absent: drawn.below(3) == 0,
        every: drawn.below(2) == 0,
    }))
}

fn formula(drawn: &mut Drawn, depth: u32) -> Formula {
    if depth == 0 {
        return atom(drawn);
    }
    let count = 1 + drawn.below(4);
    let parts: Vec<Formula> = (0..count)
        .map(|_| {
            let below = drawn.below(depth);
            formula(drawn, below)
        })
        .collect();
    if drawn.below(2) == 0 {
        Formula::and(parts)
    } else {
        Formula::or(parts)
    }
}

#[test]
fn every_drawn_formula_is_met_by_the_requests_that_meet_it() {
    let universe = universe();
    let members = members(&universe, &VALUES);
    let mut requests: Vec<Vec<Member>> = vec![Vec::new()];
    for choices in &members {
        requests = requests
            .iter()
            .flat_map(|request| {
                choices.iter().map(|choice| {
                    let mut request = request.clone();
                    request.push(choice.clone());
                    request
                })
            })
            .collect();
    }
    let mut counts = [0, 0];
    for seed in 0..DRAWN {
        let formula = formula(&mut Drawn(seed), 3);
        let expected = requests.iter().any(|request| meets(&formula, request));
        counts[usize::from(expected)] += 1;
        let found = solve(&formula, &universe, &mut Budget::new(PLENTY));
        assert_eq!(found.is_model(), expected, "{seed}: {formula:?}");
        let is_met_at_all = super::is_met(&formula, &universe, &mut Budget::new(PLENTY));
        assert_eq!(is_met_at_all.is_model(), expected, "{seed}: {formula:?}");
        let Sat::Model(model) = found else { continue };
        // The keys that it does not name may have any value.
        for (nth, choices) in members.iter().enumerate() {
            let key = KeyId(u32::try_from(nth).unwrap());
            let Some(member) = model.get(&key) else {
                continue;
            };
            let sorted = |member: &Member| {
                member.clone().map(|mut values| {
                    values.sort();
                    values
                })
            };
            let is_possible = choices
                .iter()
                .any(|choice| sorted(choice) == sorted(member));
            assert!(is_possible, "{seed}: {member:?} {formula:?}");
        }
        let request: Vec<Member> = (0..)
            .map(KeyId)
            .zip(&members)
            .map(|(key, choices)| model.get(&key).unwrap_or(&choices[0]).clone())
            .collect();
        assert!(meets(&formula, &request), "{seed}: {request:?} {formula:?}");
    }
    assert!(counts.iter().all(|count| *count > DRAWN / 20), "{counts:?}");
}

/// However few steps there are, no answer is wrong, and one more than enough changes
/// nothing.
#[test]
fn d41_a_budget_ends_a_question_and_never_answers_it() {
    let universe = universe();
    for seed in 0..60 {
        let formula = formula(&mut Drawn(seed), 3);
        let expected = solve(&formula, &universe, &mut Budget::new(PLENTY));
        let mut is_enough = false;
        for steps in 0..200 {
            let mut budget = Budget::new(steps);
            let is_met = super::is_met(&formula, &universe, &mut budget);
            let is_none = expected == Sat::None;
            assert!(
                is_met == Sat::OutOfBudget || (is_met == Sat::None) == is_none,
                "{seed}"
            );
            let mut budget = Budget::new(steps);
            let found = solve(&formula, &universe, &mut budget);
            if found == Sat::OutOfBudget {
                assert!(!is_enough, "{seed}: {steps}");
                assert_eq!(budget.left(), 0, "{seed}: {steps}");
            } else {
                is_enough = true;
                assert_eq!(found, expected, "{seed}: {steps}");
            }
        }
        assert_eq!(
            solve(&formula, &universe, &mut Budget::new(0)),
            Sat::OutOfBudget
        );
    }
}

#[test]
fn what_is_left_of_the_variables_counts_as_not_met() {
    let universe = Universe::default();
    let variable = Formula::World(Choice::is(DoubtId(0), 1));
    let cases = [
        (Formula::True, true),
        (Formula::False, false),
        (variable.clone(), false),
        (Formula::or([variable.clone(), variable]), false),
    ];
    for (formula, expected) in cases {
        let found = solve(&formula, &universe, &mut Budget::new(PLENTY));
        assert_eq!(found.is_model(), expected, "{formula:?}");
    }
}

#[test]
fn requests_that_are_left_out_meet_nothing() {
    let mut universe = universe();
    let is = |text: &str| {
        Formula::Key(Arc::new(Atom {
            key: KeyId(0),
            set: Set::Strings(texts(&[text])),
            absent: false,
            every: false,
        }))
    };
    universe.limit(is("a"));
    for (text, expected) in [("a", true), ("b", false)] {
        let found = solve(&is(text), &universe, &mut Budget::new(PLENTY));
        assert_eq!(found.is_model(), expected, "{text}");
    }
}

#[test]
fn a_request_carries_a_value_in_the_words_of_its_type() {
    let number = |text: &str| parse_decimal(text).unwrap();
    let instant = |text: &str| parse_instant(text).unwrap();
    let at_least = |point| Intervals::compared(Comparison::GreaterOrEqual, point);
    let block = |text: &str| AddressSet::from_cidrs([&parse_cidr(text).unwrap()]);
    let cases = [
        (Set::Strings(texts(&["x"])), Some("x")),
        (Set::Strings(StringSet::nothing()), None),
        (Set::Numbers(at_least(number("12.5"))), Some("12.5")),
        (Set::Numbers(Intervals::nothing()), None),
        (
            Set::Dates(at_least(instant("2027-01-01T00:00:00Z"))),
            Some("2027-01-01T00:00:00Z"),
        ),
        (Set::Dates(Intervals::nothing()), None),
        (Set::Addresses(block("10.1.0.0/16")), Some("10.1.0.0")),
        (Set::Addresses(AddressSet::nothing()), None),
        (
            Set::Bools {
                yes: true,
                no: true,
            },
            Some("true"),
        ),
        (
            Set::Bools {
                yes: false,
                no: true,
            },
            Some("false"),
        ),
        (
            Set::Bools {
                yes: false,
                no: false,
            },
            None,
        ),
    ];
    for (set, expected) in cases {
        for may_be_absent in [true, false] {
            let mut universe = Universe::default();
            let key = key(
                &mut universe,
                may_be_absent,
                false,
                Set::everything(set.value_type()),
            );
            let formula = Formula::Key(Arc::new(Atom {
                key,
                set: set.clone(),
                absent: false,
                every: false,
            }));
            let found = solve(&formula, &universe, &mut Budget::new(PLENTY));
            let wanted = expected.map(|text| (key, Some(vec![text.to_owned()])));
            let wanted = wanted.map_or(Sat::None, |member| Sat::Model([member].into()));
            assert_eq!(found, wanted, "{set:?}");
        }
    }
}

fn test(key: KeyId, set: Set, absent: bool) -> Formula {
    Formula::Key(Arc::new(Atom {
        key,
        set,
        absent,
        every: false,
    }))
}

#[test]
fn nothing_is_known_of_a_key_that_the_universe_lacks() {
    let universe = Universe::default();
    let own = KeyId(9);
    let of_text = |text: &str| Set::Strings(texts(&[text]));
    let cases = [
        (test(own, of_text("a"), false), true),
        (test(own, Set::nothing(ValueType::String), true), true),
        (test(own, Set::nothing(ValueType::String), false), false),
        // It has one value.
        (
            Formula::and(["a", "b"].map(|text| test(own, of_text(text), false))),
            false,
        ),
    ];
    for (formula, expected) in cases {
        let found = solve(&formula, &universe, &mut Budget::new(PLENTY));
        assert_eq!(found.is_model(), expected, "{formula:?}");
    }
}
