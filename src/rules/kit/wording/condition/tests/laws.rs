//! What is left out of a condition does not change what meets it.

use super::*;
use crate::engine::drawn::Drawn;
use crate::engine::solver::Member;
use crate::engine::solver::tried::{lies_in, meets, members, of};

/// Formulas that are drawn.
const DRAWN: u64 = 4000;

const VALUES: [&str; 4] = ["a", "b", "ab", "B"];

const BOOLEAN: KeyId = KeyId(4);

/// Text that is there or may be absent, with one value or several; a Boolean.
fn universe() -> Universe {
    let mut universe = Universe::default();
    for (may_be_absent, many) in [(false, false), (true, false), (false, true), (true, true)] {
        add(&mut universe, (may_be_absent, many), ValueType::String);
    }
    add(&mut universe, (true, false), ValueType::Bool);
    universe
}

fn add(universe: &mut Universe, (may_be_absent, many): (bool, bool), of: ValueType) {
    universe.add(KeyInfo {
        name: "key".to_owned(),
        role: KeyRole::Plain,
        of,
        may_be_absent,
        many,
        values: Set::everything(of),
    });
}

fn fits(words: &Words, request: &[Member]) -> bool {
    match words {
        Words::Always => true,
        Words::Never => false,
        Words::All(parts) => parts.iter().all(|part| fits(part, request)),
        Words::Any(parts) => parts.iter().any(|part| fits(part, request)),
        Words::Test(test) => {
            let Some(values) = of(test.key, request) else {
                return test.absent;
            };
            let inside = |value: &String| test.sets.iter().all(|set| lies_in(set, value));
            match test.of {
                Values::One | Values::Every => values.iter().all(inside),
                Values::Some => values.iter().any(inside),
            }
        }
    }
}

fn atom(drawn: &mut Drawn) -> Formula {
    // Mostly of few keys, so that tests meet.
    let id = KeyId(drawn.pick(&[0, 0, 1, 1, 2, 3, 4]));
    let set = if id == BOOLEAN {
        let yes = drawn.below(2) == 0;
        Set::Bools { yes, no: !yes }
    } else {
        let lists: [&[&str]; 8] = [
            &["a"],
            &["b"],
            &["ab"],
            &["a", "b"],
            &["a*"],
            &["*b"],
            &["?"],
            &["*"],
        ];
        let patterns = drawn.pick(&lists).iter();
        let set = Set::Strings(StringSet::any(
            patterns.map(|text| Arc::new(Pattern::new(text))),
        ));
        if drawn.below(2) == 0 {
            set.complement()
        } else {
            set
        }
    };
    Formula::Key(Arc::new(Atom {
        key: id,
        set,
        absent: drawn.below(2) == 0,
        every: drawn.below(2) == 0,
    }))
}

fn formula(drawn: &mut Drawn, depth: u32) -> Formula {
    if depth == 0 || drawn.below(4) == 0 {
        return atom(drawn);
    }
    let parts: Vec<Formula> = (0..2 + drawn.below(3))
        .map(|_| formula(drawn, depth - 1))
        .collect();
    if drawn.below(2) == 0 {
        Formula::and(parts)
    } else {
        Formula::or(parts)
    }
}

#[test]
fn what_is_left_out_changes_nothing() {
    let universe = universe();
    let members = members(&universe, &VALUES);
    let mut shorter = 0;
    for seed in 0..DRAWN {
        let mut drawn = Drawn(seed);
        let formula = formula(&mut drawn, 3);
        let words = joined(&formula, &universe);
        shorter += usize::from(tests(&words) < atoms(&formula));
        for _ in 0..40 {
            let request: Vec<Member> = members.iter().map(|members| drawn.pick(members)).collect();
            assert_eq!(
                meets(&formula, &request),
                fits(&words, &request),
                "seed {seed}: {formula:?} and {request:?}"
            );
        }
    }
    assert!(shorter > usize::try_from(DRAWN / 4).unwrap(), "{shorter}");
}

fn atoms(formula: &Formula) -> usize {
    match formula {
        Formula::Key(_) => 1,
        Formula::And(parts) | Formula::Or(parts) => parts.iter().map(atoms).sum(),
        _ => 0,
    }
}

fn tests(words: &Words) -> usize {
    match words {
        Words::Test(_) => 1,
        Words::All(parts) | Words::Any(parts) => parts.iter().map(tests).sum(),
        Words::Always | Words::Never => 0,
    }
}
