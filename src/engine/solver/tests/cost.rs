//! What questions cost, and that no choice is forgotten to save steps.

use super::*;
use crate::engine::solver;

/// A formula that no request meets, found to be so after every choice was made.
fn never(key: KeyId) -> Formula {
    let both = ["x", "y"].map(|text| test(key, Set::Strings(texts(&[text])), false));
    let never = Formula::and(both);
    Formula::or([never.clone(), never])
}

/// Tests that a key already meets open no branches: without that, every conditional
/// Deny would double them.
#[test]
fn settled_choices_cost_no_branches() {
    let of_text = |text: &str| Set::Strings(texts(&[text]));
    let (yes, no) = (
        Set::Bools {
            yes: true,
            no: false,
        },
        Set::Bools {
            yes: false,
            no: true,
        },
    );
    // What the key can have, whether it may be absent, what is known of it, and a test
    // that it meets then.
    let everything = Set::everything(ValueType::String);
    let cases = [
        (
            Set::everything(ValueType::Bool),
            false,
            (yes.clone(), false),
            (yes.clone(), false),
        ),
        (
            Set::everything(ValueType::Bool),
            true,
            (yes.clone(), true),
            (yes.clone(), true),
        ),
        (
            Set::everything(ValueType::Bool),
            true,
            (yes.clone(), false),
            (yes, true),
        ),
        (
            Set::everything(ValueType::Bool),
            true,
            (Set::nothing(ValueType::Bool), true),
            (no, true),
        ),
        (
            everything.clone(),
            true,
            (of_text("a"), false),
            (of_text("a"), false),
        ),
        (
            of_text("a*"),
            false,
            (of_text("*b"), false),
            (of_text("*b"), false),
        ),
        (
            of_text("a*"),
            false,
            (everything, false),
            (of_text("a*"), false),
        ),
    ];
    for (number, (values, may_be_absent, known, met)) in cases.into_iter().enumerate() {
        let mut universe = Universe::default();
        let own = key(&mut universe, may_be_absent, false, values);
        let other = key(
            &mut universe,
            true,
            true,
            Set::everything(ValueType::String),
        );
        let last = key(
            &mut universe,
            true,
            false,
            Set::everything(ValueType::String),
        );
        let choice = Formula::or([test(other, of_text("z"), false), test(own, met.0, met.1)]);
        let choices = (0..30).map(|_| choice.clone());
        let all = [test(own, known.0, known.1), never(last)];
        let all = Formula::and(all.into_iter().chain(choices));
        let found = solve(&all, &universe, &mut Budget::new(1000));
        assert_eq!(found, Sat::None, "{number}");
    }
    // Nor do those that are met anyway.
    let mut universe = Universe::default();
    let last = key(
        &mut universe,
        true,
        false,
        Set::everything(ValueType::String),
    );
    let other = key(
        &mut universe,
        true,
        true,
        Set::everything(ValueType::String),
    );
    let choice = Formula::Or([test(other, of_text("z"), false), Formula::True].into());
    let choices = (0..30).map(|_| choice.clone());
    let all = Formula::and(std::iter::once(never(last)).chain(choices));
    assert_eq!(solve(&all, &universe, &mut Budget::new(1000)), Sat::None);
}

/// A choice that what is left of a key meets in part only is kept, whatever is chosen
/// after it.
#[test]
fn choices_that_are_not_settled_are_kept() {
    let of_text = |text: &str| Set::Strings(texts(&[text]));
    for may_be_absent in [true, false] {
        let mut universe = Universe::default();
        let own = key(
            &mut universe,
            may_be_absent,
            false,
            Set::everything(ValueType::String),
        );
        let last = key(
            &mut universe,
            true,
            false,
            Set::everything(ValueType::String),
        );
        let kept = |set, absent| Formula::or([test(own, set, absent), never(last)]);
        // It is `a` or absent; present; and `b` or absent.
        let all = Formula::and([
            test(own, of_text("a"), true),
            kept(of_text("a"), false),
            kept(of_text("b"), true),
        ]);
        let found = solve(&all, &universe, &mut Budget::new(PLENTY));
        assert_eq!(found, Sat::None, "{may_be_absent}");
    }
}

/// A value that was found before is not looked for again.
#[test]
fn the_same_test_again_costs_little() {
    let mut universe = Universe::default();
    let own = key(
        &mut universe,
        true,
        false,
        Set::everything(ValueType::String),
    );
    let pattern = format!("{}b", "a*".repeat(20));
    let one = test(own, Set::Strings(texts(&[&pattern])), false);
    let cost = |formula: &Formula| {
        let mut budget = Budget::new(PLENTY);
        assert!(solver::is_met(formula, &universe, &mut budget).is_model());
        PLENTY - budget.left()
    };
    let many = Formula::And(vec![one.clone(); 100].into());
    assert!(cost(&many) < 10 * cost(&one));
}

/// The steps of a question with so many choices, each of a key of its own.
fn spent(choices: u32) -> u64 {
    let mut universe = Universe::default();
    let each = (0..choices).map(|_| {
        let own = key(
            &mut universe,
            false,
            false,
            Set::everything(ValueType::String),
        );
        Formula::or(["a", "b"].map(|text| test(own, Set::Strings(texts(&[text])), false)))
    });
    let formula = Formula::and(each.collect::<Vec<Formula>>());
    let mut budget = Budget::new(u64::MAX);
    assert!(solver::is_met(&formula, &universe, &mut budget).is_model());
    u64::MAX - budget.left()
}

/// Each choice copies what is known of all the others, and looks at them again.
#[test]
fn what_is_copied_and_compared_is_counted() {
    assert!(spent(1_600) > 3 * spent(800));
}
