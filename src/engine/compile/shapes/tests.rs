//! Parts of patterns, and tests that are made one.

use super::*;
use crate::engine::domain::set::ValueType;
use crate::engine::domain::strings::StringSet;
use crate::model::doubt::{Choice, DoubtId};

#[test]
fn what_may_follow_the_beginning_of_a_text() {
    let cases: [(&str, &str, &[&str]); 14] = [
        ("ecs:A", "ecs:", &["A"]),
        ("ECS:a", "ecs:", &["a"]),
        ("ecs:", "ecs:", &[""]),
        ("ecs", "ecs:", &[]),
        ("oss:A", "ecs:", &[]),
        ("?c?:A", "ecs:", &["A"]),
        ("*", "ecs:", &["*"]),
        ("**", "ecs:", &["**", "*"]),
        ("e*", "ecs:", &["*"]),
        ("e*:A", "ecs:", &["*:A", "A"]),
        ("*s:A", "ecs:", &["*s:A", "A"]),
        ("*:*", "ecs:", &["*:*", "*"]),
        ("*?A", "ecs:", &["*?A", "A"]),
        ("*x", "ecs:", &["*x"]),
    ];
    for (pattern, beginning, expected) in cases {
        assert_eq!(after(pattern, beginning), expected, "{pattern}");
    }
    // However many ways there are to the same rest, it is followed once.
    let stars = "*a".repeat(12);
    assert!(after(&stars, &"a".repeat(12)).len() <= 24);
}

fn is(key: u32, texts: &[&str]) -> Formula {
    let patterns = texts.iter().map(|text| Arc::new(Pattern::new(text)));
    Formula::Key(Arc::new(Atom {
        key: KeyId(key),
        set: Set::Strings(StringSet::any(patterns)),
        absent: false,
        every: false,
    }))
}

fn or_absent(formula: &Formula) -> Formula {
    let Formula::Key(atom) = formula else {
        panic!("{formula:?}")
    };
    Formula::Key(Arc::new(Atom {
        absent: true,
        ..Atom::clone(atom)
    }))
}

/// Tests of one key are one test, and nothing else is.
#[test]
fn tests_of_one_key_that_stand_beside_each_other_are_joined() {
    let doubt = Formula::World(Choice::is(DoubtId(0), 1));
    let number = Formula::Key(Arc::new(Atom {
        key: KeyId(0),
        set: Set::everything(ValueType::Number),
        absent: false,
        every: false,
    }));
    let or = |parts: &[&Formula]| Formula::or(parts.iter().map(|part| (*part).clone()));
    let (a, b, c) = (is(0, &["a"]), is(0, &["b"]), is(0, &["c"]));
    let other = is(1, &["a"]);
    let absent = or_absent(&b);
    let cases = [
        (or(&[]), or(&[])),
        (or(&[&a]), or(&[&a])),
        (or(&[&a, &b]), is(0, &["a", "b"])),
        (or(&[&a, &b, &c]), is(0, &["a", "b", "c"])),
        (or(&[&a, &other]), or(&[&a, &other])),
        (or(&[&a, &other, &b]), or(&[&is(0, &["a", "b"]), &other])),
        (
            or(&[&other, &a, &is(1, &["b"]), &b]),
            or(&[&is(1, &["a", "b"]), &is(0, &["a", "b"])]),
        ),
        (or(&[&a, &absent]), or(&[&a, &absent])),
        (or(&[&a, &absent, &c]), or(&[&is(0, &["a", "c"]), &absent])),
        (
            or(&[&absent, &or_absent(&c)]),
            or_absent(&is(0, &["b", "c"])),
        ),
        (or(&[&a, &number]), or(&[&a, &number])),
        (or(&[&a, &b.not()]), or(&[&a, &b.not()])),
        (or(&[&a, &doubt, &b]), or(&[&doubt, &is(0, &["a", "b"])])),
    ];
    for (formula, expected) in cases {
        assert_eq!(joined(&formula), expected);
        // Of exceptions, which must all hold, the same is true.
        assert_eq!(joined(&formula.not()), expected.not());
    }
}
