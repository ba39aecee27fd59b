//! Sets of requests that are given as formulas, and what a space says of them.

use std::sync::Arc;

use super::*;
use crate::engine::domain::ordered::{Comparison, Intervals};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::Atom;
use crate::engine::universe::KeyInfo;
use crate::model::catalogue::KeyRole;
use crate::model::doubt::DoubtId;
use crate::model::pattern::Pattern;

fn key(name: &str, of: ValueType, may_be_absent: bool, many: bool) -> KeyInfo {
    KeyInfo {
        name: name.to_owned(),
        role: KeyRole::Plain,
        of,
        may_be_absent,
        many,
        values: Set::everything(of),
    }
}

fn test(key: KeyId, set: Set) -> Atom {
    Atom {
        key,
        set,
        absent: false,
        every: false,
    }
}

fn formula(atom: Atom) -> Formula {
    Formula::Key(Arc::new(atom))
}

fn pattern(text: &str, negated: bool) -> Set {
    let set = StringSet::any([Arc::new(Pattern::new(text))]);
    Set::Strings(StringSet { negated, ..set })
}

/// In a space of no statements; what covers each, by numbers.
fn covered_among(
    made: impl FnOnce(&mut Space<'_>) -> Vec<Formula>,
) -> Option<Vec<(usize, Vec<usize>)>> {
    ask(&[OPEN], Readings::Default, |space, _, _| {
        let members: Vec<Member> = made(space).into_iter().map(Member::new).collect();
        let found = space.covered(&members)?;
        Some(found.into_iter().map(|one| (one.index, one.by)).collect())
    })
}

/// The sets of requests whose level compares so with a number.
fn level(key: KeyId, comparison: Comparison, point: i128) -> Atom {
    test(key, Set::Numbers(Intervals::compared(comparison, point)))
}

/// What has a value in one range and what has one in a range apart from it may hold the
/// same request: one that lacks the key, one that carries several values, and one in which
/// the ranges are of different keys.
#[test]
fn ranges_that_lie_apart_may_hold_the_same_request() {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    let or_absent = |atom: Atom| Atom {
        absent: true,
        ..atom
    };
    let number =
        |name: &str, may_be_absent, many| key(name, ValueType::Number, may_be_absent, many);
    let lacking = covered_among(|space| {
        let one = space.compiler.universe.add(number("one", true, false));
        vec![
            formula(or_absent(level(one, Less, 5))),
            formula(level(one, Less, 6)),
            formula(or_absent(level(one, Greater, 7))),
            // Has something in common with the first, and need not be named.
            formula(test(
                one,
                Set::Numbers(Intervals::compared(Less, 3).union(&Intervals::compared(Equal, 6))),
            )),
        ]
    });
    let several = covered_among(|space| {
        let many = space.compiler.universe.add(number("many", true, true));
        let all_low = Atom {
            every: true,
            ..or_absent(level(many, LessOrEqual, 7))
        };
        vec![
            formula(level(many, Less, 5)),
            Formula::and([formula(level(many, Less, 6)), formula(all_low)]),
            formula(level(many, Greater, 7)),
        ]
    });
    let different = covered_among(|space| {
        let one = space.compiler.universe.add(number("one", false, false));
        let other = space.compiler.universe.add(number("other", false, false));
        vec![
            formula(level(one, Less, 5)),
            Formula::and([formula(level(one, Less, 6)), formula(level(other, Less, 7))]),
            formula(level(other, GreaterOrEqual, 7)),
        ]
    });
    let expected = Some(vec![(0, vec![1, 2])]);
    assert_eq!(lacking, expected);
    assert_eq!(several, expected);
    assert_eq!(different, expected);
}

/// Only what is met by one pattern's texts and by nothing else is known by that pattern.
#[test]
fn a_set_is_known_by_its_pattern_where_nothing_else_meets_it() {
    for negated in [false, true] {
        for absent in [false, true] {
            for every in [false, true] {
                let atom = Atom {
                    absent,
                    every,
                    ..test(KeyId(0), pattern("a*", negated))
                };
                let member = Member::new(formula(atom));
                let is_known = member.outline.of(KeyId(0)).is_some();
                assert_eq!(is_known, !(negated || absent || every));
            }
        }
    }
}

/// Each question has no more steps than any question of the space, however many the list
/// has left. Of two patterns with one star each it is plain which covers which.
#[test]
fn one_question_of_a_list_has_the_steps_of_a_question() {
    let with = |steps: Option<u64>, made: &dyn Fn(&mut Space<'_>) -> [Formula; 2]| {
        covered_among(|space| {
            let members = made(space);
            space.compiler.universe.steps = steps.unwrap_or(space.universe().steps);
            members.to_vec()
        })
    };
    let patterns = |wide: &'static str, narrow: &'static str| {
        move |space: &mut Space<'_>| {
            let text = key("text", ValueType::String, true, false);
            let text = space.compiler.universe.add(text);
            [wide, narrow].map(|one| formula(test(text, pattern(one, false))))
        }
    };
    let ranges = |space: &mut Space<'_>| {
        let one = key("level", ValueType::Number, true, false);
        let one = space.compiler.universe.add(one);
        [7, 5].map(|point| formula(level(one, Comparison::Less, point)))
    };
    let found = Some(vec![(1, vec![0])]);
    for (made, is_plain) in [
        (
            &patterns("a*", "ab*") as &dyn Fn(&mut Space<'_>) -> [Formula; 2],
            true,
        ),
        (&ranges, false),
    ] {
        let without = if is_plain {
            found.clone()
        } else {
            Some(Vec::new())
        };
        assert_eq!(with(Some(0), made), without);
        assert_eq!(with(None, made), found);
    }
}

#[test]
fn what_is_plain_takes_no_steps() {
    let statement = when(r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"}"#);
    ask(&[&statement], Readings::Default, |space, _, statements| {
        let asked = space.statement(&statements[0]);
        assert!(!space.never(&asked) && !space.implies(&asked, &Formula::False));
        space.compiler.universe.steps = 0;
        assert_eq!(space.solve(&asked), Sat::OutOfBudget);
        assert!(space.implies(&asked, &asked));
        assert!(space.implies(&Formula::False, &asked));
        assert!(space.implies(&asked, &Formula::True));
        assert!(!space.implies(&asked, &Formula::False));
    });
}

/// Nothing is decided of a variable that no statement of the space has.
#[test]
fn a_variable_of_elsewhere_is_not_decided() {
    ask(&[OPEN], Readings::Default, |space, _, _| {
        let formula = Formula::world(Choice::is(DoubtId(7), 1));
        assert_eq!(space.solve(&formula), Sat::OutOfBudget);
        assert!(!space.never(&formula) && !space.always(&formula));
    });
}

/// A request is shown with its keys, and what was chosen of what is not known apart.
#[test]
fn a_request_is_shown_apart_from_the_world_that_it_is_found_in() {
    let statement = allow(r#"[null]"#, r#""*""#);
    ask(&[&statement], Readings::Default, |space, _, statements| {
        let asked = space.statement(&statements[0]);
        assert_eq!(space.certain_witness(&asked), None);
        let found = space.witness(&asked).unwrap();
        let names: Vec<&str> = found.keys.keys().map(String::as_str).collect();
        assert!(
            !names.iter().any(|name| name.starts_with("variable")),
            "{names:?}"
        );
        let chosen: Vec<u8> = found.world.values().copied().collect();
        assert_eq!(chosen, [1, 1]);
    });
}

/// What is chosen of a variable that a formula asks for both ways belongs to the world.
#[test]
fn a_variable_that_is_asked_for_both_ways_is_no_key_of_the_request() {
    let statement = allow(r#"[null]"#, r#""*""#);
    let named = allow(r#""ecs:*""#, r#""*""#);
    ask(
        &[&statement, &named],
        Readings::Default,
        |space, _, both| {
            let unknown = space.statement(&both[0]);
            let named = space.statement(&both[1]);
            let mut doubts = BTreeSet::new();
            unknown.doubts(&mut doubts);
            let first = *doubts.first().unwrap();
            let is = |choice| Formula::world(Choice::is(first, choice));
            let asked = Formula::or([
                Formula::and([is(0), named.not()]),
                Formula::and([is(1), named]),
            ]);
            let found = space.witness(&asked).unwrap();
            let action = found.keys[ACTION].as_ref().unwrap()[0].as_str();
            let expected = u8::from(action.starts_with("ecs:"));
            assert_eq!(found.world.get(&first), Some(&expected), "{action}");
        },
    );
}

/// One value of a test is what the test would be with that value alone.
#[test]
fn a_value_stands_for_itself() {
    let test = |values: &str| when(&format!(r#""IpAddress":{{"acs:SourceIp":{values}}}"#));
    let both = test(r#"["10.0.0.0/8","11.0.0.0/8"]"#);
    let second = test(r#""11.0.0.0/8""#);
    ask(
        &[&both, &second],
        Readings::Default,
        |space, _, statements| {
            let pools = &space.model().pools;
            let [both, second] =
                [0, 1].map(|at: usize| pools.conditions(statements[at].conditions)[0]);
            let second = space.condition(&second);
            let values = pools.values(both.values);
            let same = [0, 1].map(|at: usize| {
                let value = space.value(&both, &values[at]);
                space.same(&value, &second)
            });
            assert_eq!(same, [false, true]);
        },
    );
}

/// A document that RAM may refuse counts where it does not; of one that is not there
/// nothing stands in the way.
#[test]
fn a_document_counts_where_it_is_accepted() {
    let odd = document(&[OPEN]).replacen("{", r#"{"Odd":1,"#, 1);
    let (model, documents) = read(&[&document(&[OPEN]), &odd], DocumentKind::Identity);
    let uses = KeyUse::new(&model);
    let account = &model.accounts[0];
    for readings in [Readings::Default, Readings::Strict] {
        let settings = settings(readings);
        let mut space = Space::new(&model, Catalogue::embedded(), account, &uses, &settings);
        let open = [documents[0], documents[1], DocumentId(7)]
            .map(|one| space.accepted(one) == Formula::True);
        assert_eq!(open, [true, false, true], "{readings:?}");
    }
}
