//! The ground of a comparison: what is the same on both sides, and what is asked of it.

use super::*;
use crate::engine::universe::KeyInfo;
use crate::model::catalogue::KeyRole;
use crate::model::doubt::DoubtKind;

fn info(name: &str, of: ValueType, may_be_absent: bool) -> KeyInfo {
    KeyInfo {
        name: name.to_owned(),
        role: KeyRole::Plain,
        of,
        may_be_absent,
        many: false,
        values: Set::everything(of),
    }
}

fn universe(keys: Vec<KeyInfo>) -> Universe {
    let mut universe = Universe::default();
    for key in keys {
        universe.add(key);
    }
    universe
}

fn gap(about: &str, choices: u8) -> Doubt {
    Doubt {
        kind: DoubtKind::Gap,
        name: "gap".to_owned(),
        about: about.to_owned(),
        identity: None,
        at: None,
        choices,
        default: None,
    }
}

fn table(doubts: &[Doubt]) -> Doubts {
    let mut table = Doubts::default();
    for doubt in doubts {
        table.intern(doubt.clone());
    }
    table
}

fn world(doubt: DoubtId, choice: u8) -> Formula {
    Formula::World(Choice::is(doubt, choice))
}

fn is(key: KeyId, text: &str) -> Formula {
    carrying(key, ValueType::String, Some(&vec![text.to_owned()]))
}

#[test]
fn keys_are_the_same_that_have_everything_in_common() {
    let known = info("key", ValueType::String, true);
    let many = KeyInfo {
        many: true,
        ..known.clone()
    };
    let fewer = KeyInfo {
        values: Set::Strings(StringSet::any([Arc::new(Pattern::literal("a"))])),
        ..known.clone()
    };
    let cases = [
        (known.clone(), true),
        (info("other", ValueType::String, true), false),
        (info("key", ValueType::Bool, true), false),
        (info("key", ValueType::String, false), false),
        (many, false),
        (fewer, false),
    ];
    for (number, (other, is_same)) in cases.into_iter().enumerate() {
        let mut ground = Ground::default();
        let first = ground.keys(&universe(vec![known.clone()]));
        let then = ground.keys(&universe(vec![other]));
        assert_eq!(first, [KeyId(0)], "{number}");
        assert_eq!(then, [KeyId(u32::from(!is_same))], "{number}");
    }
    // Two keys of one side are two, whatever they have in common.
    let mut ground = Ground::default();
    let twice = universe(vec![known.clone(), known]);
    assert_eq!(ground.keys(&twice), [KeyId(0), KeyId(1)]);
    assert_eq!(ground.keys(&twice), [KeyId(0), KeyId(1)]);
}

#[test]
fn d36_the_same_thing_not_known_is_one_variable() {
    let with_default = Doubt {
        default: Some(1),
        ..gap("a", 2)
    };
    let places = BTreeMap::from([("1:20-30".to_owned(), "0:10-20".to_owned())]);
    // What the earlier input has, what the later one, and whether that is the same.
    let cases = [
        (gap("a", 2), gap("a", 2), true),
        (gap("a", 2), gap("b", 2), false),
        (gap("a", 2), gap("a", 3), false),
        (gap("a", 2), with_default, false),
        (gap("0:10-20", 2), gap("1:20-30", 2), true),
        (gap("0:10-20", 2), gap("1:20-31", 2), false),
        // A place means nothing beyond the places that are known to be the same.
        (gap("0:10-20", 2), gap("0:10-20", 2), false),
        // Only a place is looked up.
        (gap("0:10-20", 2), gap("1:20-30 and more", 2), false),
    ];
    for (number, (earlier, later, is_same)) in cases.into_iter().enumerate() {
        let mut joint = JointDoubts::new(places.clone());
        let first = joint.earlier(&table(&[earlier]));
        let then = joint.later(&table(&[later]));
        assert_eq!(first, [DoubtId(0)], "{number}");
        assert_eq!(then, [DoubtId(u32::from(!is_same))], "{number}");
        let only_later = (!is_same).then_some(DoubtId(1));
        assert_eq!(joint.later, only_later.into_iter().collect(), "{number}");
    }
}

#[test]
fn formulas_of_a_side_are_taken_over_with_its_keys_and_variables() {
    let doubts = table(&[gap("a", 2), gap("b", 2)]);
    let mut ground = Ground::default();
    ground.keys(&universe(vec![info("first", ValueType::String, true)]));
    let keys = ground.keys(&universe(vec![
        info("second", ValueType::String, true),
        info("first", ValueType::String, true),
    ]));
    assert_eq!(keys, [KeyId(1), KeyId(0)]);
    let numbers = vec![DoubtId(1), DoubtId(0)];
    let own = Formula::and([is(KeyId(0), "x"), is(KeyId(1), "y"), world(DoubtId(0), 1)]);
    let expected = Formula::and([is(KeyId(1), "x"), is(KeyId(0), "y"), world(DoubtId(1), 1)]);
    let taken = ground.take(&own, (&keys, &numbers), Readings::Default, &doubts);
    assert_eq!(taken, expected);
    let Decided::Met(found) = ground.decide(&taken, &doubts) else {
        panic!("some request meets it");
    };
    let values = |text: &str| Some(vec![text.to_owned()]);
    let request: Request = [(KeyId(0), values("y")), (KeyId(1), values("x"))].into();
    assert_eq!(found.request, request);
    assert_eq!(found.world, World::from([(DoubtId(1), 1)]));
    // Variables that it did not take over it cannot decide.
    let unknown = ground.decide(&world(DoubtId(0), 1), &doubts);
    assert!(matches!(unknown, Decided::OutOfBudget));
    // What it has no number for keeps its own.
    let kept = ground.take(
        &own,
        (&Keys::new(), &Numbers::new()),
        Readings::Default,
        &doubts,
    );
    assert_eq!(kept, own);
}

#[test]
fn what_is_met_in_some_world_and_what_never() {
    let numbers: Numbers = (0..4).map(DoubtId).collect();
    let doubts = table(&["a", "b", "c", "d"].map(|about| gap(about, 2)));
    let [one, other, third, fourth] = [0, 1, 2, 3].map(|number| world(DoubtId(number), 1));
    let mut ground = Ground::default();
    let keys = ground.keys(&universe(vec![info("key", ValueType::String, true)]));
    let x = is(KeyId(0), "x");
    let y = is(KeyId(0), "y");
    // With what has to be known, where it is met.
    let cases: [(Formula, Option<&[u32]>); 13] = [
        (Formula::False, None),
        (Formula::True, Some(&[])),
        (x.clone(), Some(&[])),
        (Formula::and([x.clone(), y.clone()]), None),
        (Formula::and([x.clone(), one.clone()]), Some(&[0])),
        (Formula::and([one.clone(), other.clone()]), Some(&[0, 1])),
        (
            Formula::and([one.clone(), Formula::or([other.clone(), x.clone()])]),
            Some(&[0]),
        ),
        // Either would do: none of them alone makes the difference.
        (Formula::or([one.clone(), other.clone()]), Some(&[0, 1])),
        (
            Formula::or([
                Formula::and([one.clone(), other.clone()]),
                Formula::and([third, fourth]),
            ]),
            Some(&[0, 1, 2, 3]),
        ),
        // The first is how it is found to be met, and not needed: the second does either way.
        (
            Formula::or([
                Formula::and([one.clone(), x.clone()]),
                Formula::and([other.clone(), y.clone()]),
                Formula::and([other.not(), is(KeyId(0), "z")]),
            ]),
            Some(&[0, 1]),
        ),
        // One that helps here and harms there.
        (
            Formula::and([Formula::or([one.clone(), y]), one.not()]),
            Some(&[0]),
        ),
        (
            Formula::and([one.clone(), Formula::or([one.not(), other.not()])]),
            Some(&[0, 1]),
        ),
        (Formula::or([x, Formula::and([one, other])]), Some(&[])),
    ];
    for (formula, expected) in cases {
        let taken = ground.take(&formula, (&keys, &numbers), Readings::Default, &doubts);
        let decided = ground.decide(&taken, &doubts);
        assert_eq!(
            ground.never(&taken, &doubts),
            expected.is_none(),
            "{formula:?}"
        );
        let found = match decided {
            Decided::Met(found) => Some(found),
            Decided::Never => None,
            Decided::OutOfBudget => panic!("{formula:?}"),
        };
        assert_eq!(found.is_some(), expected.is_some(), "{formula:?}");
        if let (Some(found), Some(expected)) = (found, expected) {
            // The choices that it was found with are among what it says, and enough.
            let there = formula.in_world(&found.world).bound(Bound::Least);
            let there = Formula::and([there, ground.exactly(&found.request)]);
            assert!(!ground.never(&there, &doubts), "{formula:?}");
            let hangs_on = ground.hangs_on(&taken, &found, &doubts);
            let expected: Vec<DoubtId> = expected.iter().copied().map(DoubtId).collect();
            assert_eq!(hangs_on, expected, "{formula:?}");
        }
    }
}

#[test]
fn one_request_as_a_formula() {
    let all = [
        (ValueType::String, "x", "X"),
        (ValueType::Bool, "true", "false"),
        (ValueType::Bool, "false", "true"),
        (ValueType::Number, "12.5", "12.4"),
        (
            ValueType::Date,
            "2027-01-01T00:00:00Z",
            "2027-01-01T00:00:01Z",
        ),
        (ValueType::Ip, "10.1.2.3", "10.1.2.4"),
    ];
    let doubts = Doubts::default();
    for (of, value, other) in all {
        let mut ground = Ground::default();
        ground.keys(&universe(vec![
            info("key", of, true),
            info("needed", ValueType::Bool, false),
            info("spare", ValueType::Bool, true),
        ]));
        let owned = |text: &str| Some(vec![text.to_owned()]);
        let [own, another, absent] = [owned(value), owned(other), None]
            .map(|member| carrying(KeyId(0), of, member.as_ref()));
        let meets = |one: &Formula, other: &Formula| {
            !ground.never(&Formula::and([one.clone(), other.clone()]), &doubts)
        };
        let request: Request = [(KeyId(0), owned(value))].into();
        for formula in [
            ground.exactly(&request),
            ground.named(&[("key".to_owned(), owned(value))].into()),
        ] {
            assert!(meets(&formula, &own), "{value}");
            assert!(!meets(&formula, &another), "{value}");
            assert!(!meets(&formula, &absent), "{value}");
        }
        assert!(meets(&ground.exactly(&Request::new()), &absent), "{value}");
        assert!(!meets(&ground.exactly(&Request::new()), &own), "{value}");
        let nothing = ground.named(&[("key".to_owned(), None)].into());
        assert!(
            meets(&nothing, &absent) && !meets(&nothing, &own),
            "{value}"
        );
        assert_eq!(
            ground.named(&[("unheard".to_owned(), None)].into()),
            Formula::True
        );
        // Whatever a request names beside, a key that may be absent and is not named is.
        let spare = carrying(KeyId(2), ValueType::Bool, owned("true").as_ref());
        assert!(!meets(&ground.exactly(&request), &spare), "{value}");
        assert!(meets(
            &ground.named(&[("key".to_owned(), owned(value))].into()),
            &spare
        ));
        let expected: Request = [(KeyId(0), owned(value)), (KeyId(1), owned("true"))].into();
        assert_eq!(ground.completed(&request), expected, "{value}");
        assert_eq!(ground.completed(&expected), expected, "{value}");
    }
    // No value of the type: nothing is known of it.
    for of in [ValueType::Number, ValueType::Date, ValueType::Ip] {
        assert_eq!(only(of, "x"), Set::everything(of));
    }
}

/// A request with several values of a key is none that has only one of them.
#[test]
fn every_value_of_a_request_is_asked_for() {
    let doubts = Doubts::default();
    let key = KeyInfo {
        many: true,
        ..info("key", ValueType::String, true)
    };
    let mut ground = Ground::default();
    ground.keys(&universe(vec![key]));
    let both = carrying(
        KeyId(0),
        ValueType::String,
        Some(&vec!["x".to_owned(), "y".to_owned()]),
    );
    let nothing_but = |texts: &[&str]| {
        let literals = texts.iter().map(|text| Arc::new(Pattern::literal(text)));
        Formula::Key(Arc::new(Atom {
            key: KeyId(0),
            set: Set::Strings(StringSet::any(literals)),
            absent: true,
            every: true,
        }))
    };
    for (values, expected) in [
        (&["x", "y"][..], false),
        (&["x"], true),
        (&["y"], true),
        (&["x", "z"], true),
    ] {
        let formula = Formula::and([both.clone(), nothing_but(values)]);
        assert_eq!(ground.never(&formula, &doubts), expected, "{values:?}");
    }
}

/// What takes more steps than there are is not said to be never met.
#[test]
fn d41_what_is_not_decided_in_time_may_be_met() {
    let mut ground = Ground::default();
    ground.keys(&universe(vec![info("key", ValueType::String, true)]));
    let never = Formula::And([is(KeyId(0), "x"), is(KeyId(0), "y")].into());
    let steps = usize::try_from(crate::engine::solver::STEPS_PER_QUESTION).unwrap();
    let formula = Formula::Or(std::iter::repeat_n(never.clone(), steps / 3).collect());
    let doubts = Doubts::default();
    let decided = ground.decide(&formula, &doubts);
    assert!(matches!(decided, Decided::OutOfBudget), "{decided:?}");
    assert!(!ground.never(&formula, &doubts));
    assert!(ground.never(&never, &doubts));
}
