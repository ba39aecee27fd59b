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

/// A question with so many parts that are known, and one more choice of so many.
fn spent_beside(known: u32, is_choice: bool, wide: usize) -> u64 {
    let mut universe = Universe::default();
    let mut own = || {
        key(
            &mut universe,
            false,
            false,
            Set::everything(ValueType::String),
        )
    };
    let of_text = |text: &str| Set::Strings(texts(&[text]));
    let last = own();
    let mut parts = Vec::new();
    for _ in 0..known {
        let own = own();
        parts.push(if is_choice {
            Formula::or(["a", "b"].map(|text| test(own, of_text(text), false)))
        } else {
            test(own, of_text("a"), false)
        });
    }
    let ways = (0..wide).map(|number| test(last, of_text(&format!("w{number}")), false));
    // An Or of many texts of one key would be one test.
    parts.push(Formula::Or(ways.collect()));
    let formula = Formula::And(parts.into());
    let mut budget = Budget::new(u64::MAX);
    assert!(solver::is_met(&formula, &universe, &mut budget).is_model());
    u64::MAX - budget.left()
}

/// Every way of a choice copies what is known of other keys, and the choices that are
/// still to be made.
#[test]
fn what_each_way_copies_is_counted() {
    let (known, wide) = (640, 1_000);
    let copied = u64::try_from(wide).unwrap() * 640 / 32;
    for is_choice in [false, true] {
        let [few, many] = [1, wide].map(|wide| spent_beside(known, is_choice, wide));
        assert!(many > few + copied / 2, "{is_choice}: {few} {many}");
    }
}

#[test]
fn what_is_copied_with_a_branch() {
    let formula = Formula::True;
    let domain = Arc::new(Domain::new(&Universe::default(), KeyId(0)));
    for (pending, choices, domains) in [(0, 0, 0), (2, 3, 7), (3, 2, 9), (1, 8, 2)] {
        let branch = Branch {
            pending: vec![&formula; pending],
            choices: vec![std::slice::from_ref(&formula); choices],
            domains: (0..domains)
                .map(|key| (KeyId(key), domain.clone()))
                .collect(),
        };
        let domains = usize::try_from(domains).unwrap();
        assert_eq!(branch.parts(), pending + choices + domains);
    }
}

/// Each way of each choice is looked at, also where nothing is known of its key.
#[test]
fn choices_that_are_looked_at_are_counted() {
    let open = test(KeyId(0), Set::nothing(ValueType::String), false);
    let ways = vec![open; 8];
    for (choices, steps) in [(1, 0), (4, 1), (40, 10)] {
        let mut branch = Branch {
            pending: Vec::new(),
            choices: vec![&ways; choices],
            domains: BTreeMap::new(),
        };
        let mut budget = Budget::new(PLENTY);
        assert!(branch.drop_settled(&mut budget));
        assert_eq!(branch.choices.len(), choices);
        assert_eq!(PLENTY - budget.left(), steps, "{choices}");
    }
}

/// Sets are compared as far as the smaller goes, beside the look at each.
#[test]
fn sets_that_are_compared_are_counted() {
    let many = |count: usize, letter: &str| {
        let all: Vec<String> = (0..count)
            .map(|number| format!("{letter}{number}"))
            .collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        Set::Strings(texts(&all))
    };
    for (own, other) in [(3, 5), (5, 3), (1, 40), (40, 1)] {
        let domain = Domain {
            may_be_absent: false,
            may_be_present: true,
            many: false,
            every: vec![many(own, "a"), many(own, "b")],
            some: Vec::new(),
            sample: None,
        };
        let atom = Atom {
            key: KeyId(0),
            set: many(other, "c"),
            absent: false,
            every: false,
        };
        let mut compared = 7;
        assert!(!settles(&domain, &atom, &mut compared));
        assert_eq!(compared, 7 + 2 * (1 + own.min(other)), "{own} {other}");
    }
}

/// A budget that ends within a question, wherever that is, ends it without an answer.
#[test]
fn d41_no_part_of_a_question_is_answered_after_its_end() {
    let many = |letter: &str| {
        let all: Vec<String> = (0..200).map(|number| format!("{letter}{number}")).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        Set::Strings(texts(&all))
    };
    let [long, longer] = [20, 400].map(|times| format!("{}b", "a*".repeat(times)));
    let of_text = |text: &str| Set::Strings(texts(&[text]));
    let (own, other) = (KeyId(0), KeyId(1));
    let never = Formula::and(["x", "y"].map(|text| test(own, of_text(text), false)));
    let settled = Formula::Or(vec![test(own, of_text("x"), false); 3].into());
    let cases = [
        // A test of many values, which no request has.
        (test(other, many("a"), false), false),
        (test(own, many("a"), false), true),
        // One that is met by the value that was found before, after a long look.
        (
            Formula::And(vec![test(own, of_text(&long), false); 3].into()),
            true,
        ),
        (
            Formula::And(vec![test(own, of_text(&longer), false); 3].into()),
            true,
        ),
        // Choices that are all settled.
        (
            Formula::And(
                std::iter::once(test(own, of_text("x"), false))
                    .chain(vec![settled; 100])
                    .collect(),
            ),
            true,
        ),
        (never, false),
    ];
    let mut universe = Universe::default();
    let keys = [
        Set::everything(ValueType::String),
        Set::Strings(texts(&["z"])),
    ]
    .map(|values| key(&mut universe, false, false, values));
    assert_eq!(keys, [own, other]);
    for (number, (formula, is_met)) in cases.into_iter().enumerate() {
        let mut budget = Budget::new(PLENTY);
        let found = solver::is_met(&formula, &universe, &mut budget);
        assert_eq!(found.is_model(), is_met, "{number}");
        let cost = PLENTY - budget.left();
        assert!(cost > 1, "{number}");
        for steps in (0..cost).filter(|steps| *steps < 40 || cost - steps < 40) {
            let found = solver::is_met(&formula, &universe, &mut Budget::new(steps));
            assert_eq!(found, Sat::OutOfBudget, "{number}: {steps} of {cost}");
        }
    }
}

/// What a key is limited to, and what a test says of it, is looked through.
#[test]
fn values_that_a_key_is_limited_to_are_counted() {
    let many = |letter: &str| {
        let all: Vec<String> = (0..3_200)
            .map(|number| format!("{letter}{number}"))
            .collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        Set::Strings(texts(&all))
    };
    let mut budget = Budget::new(PLENTY);
    let mut domain = Domain {
        may_be_absent: false,
        may_be_present: true,
        many: false,
        every: Vec::new(),
        some: Vec::new(),
        sample: Some("a0".to_owned()),
    };
    let of = |set: Set| Atom {
        key: KeyId(0),
        set,
        absent: false,
        every: false,
    };
    let narrowed = domain.narrow(&of(many("a")), Wanted::Any, &mut budget);
    assert!(matches!(narrowed, Narrowed::Open));
    assert!(PLENTY - budget.left() >= 100);
    // Each value that a key with several must have is looked for in all that it can
    // have.
    let outside = |count: i128| {
        let points = (0..count).map(|number| Intervals::compared(Comparison::Equal, number));
        Set::Numbers(Intervals::any(&points.collect::<Vec<_>>()).complement())
    };
    domain = Domain {
        many: true,
        every: vec![outside(3_200)],
        some: vec![outside(1); 10],
        ..domain
    };
    assert!(domain.pieces() > 3_200);
    let mut budget = Budget::new(PLENTY);
    assert_eq!(domain.has_member(Wanted::Any, &mut budget), Some(true));
    assert!(PLENTY - budget.left() >= 1_000);
}
