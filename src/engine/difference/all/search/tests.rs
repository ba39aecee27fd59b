//! What a search asks, and what it says where its steps end.

use super::*;
use crate::engine::compile::{ACTION, Free, RESOURCE, among, met};
use crate::engine::domain::set::ValueType;
use crate::engine::universe::KeyInfo;
use crate::model::catalogue::KeyRole;
use crate::model::doubt::DoubtId;
use crate::model::pattern::Pattern;

const FREE: Free = Free {
    action: KeyId(0),
    resource: KeyId(1),
};
const OTHER: KeyId = KeyId(2);

/// More than any of these questions takes.
const PLENTY: u64 = 1_000_000;

fn among_actions(patterns: &[&str]) -> Formula {
    FREE.action_among(patterns.iter().copied())
}

/// Requests that carry this value of a key beside action and resource.
fn carrying(value: &str) -> Formula {
    among(OTHER, [Pattern::literal(value)])
}

fn with(patterns: &[&str], value: &str) -> Formula {
    Formula::and([among_actions(patterns), carrying(value)])
}

const fn part(when: Formula) -> Part {
    Part {
        when,
        statement: None,
    }
}

fn searching<R>(steps: u64, run: impl FnOnce(&mut Search<'_>) -> R) -> R {
    let mut universe = Universe::default();
    for name in [ACTION, RESOURCE, "other"] {
        universe.add(KeyInfo {
            name: name.to_owned(),
            role: KeyRole::Plain,
            of: ValueType::String,
            may_be_absent: false,
            many: false,
            values: Set::everything(ValueType::String),
        });
    }
    let catalogue = Catalogue::embedded();
    let requests = Requests::new(FREE, catalogue, Some("1"), &[]);
    let mut search = Search {
        over: Over {
            universe: &universe,
            worlds: &WorldKeys::default(),
            doubts: &Doubts::default(),
            requests: &requests,
            catalogue,
        },
        budget: Budget::new(steps),
        is_cut: false,
    };
    run(&mut search)
}

/// Says yes where it may take all that one question may.
fn is_whole(_: &Formula, _: &Universe, budget: &mut Budget) -> Sat {
    if budget.left() == STEPS_PER_REGION {
        Sat::Model(Request::new())
    } else {
        Sat::None
    }
}

fn takes_nothing(_: &Formula, _: &Universe, _: &mut Budget) -> Sat {
    Sat::None
}

fn takes_all(_: &Formula, _: &Universe, budget: &mut Budget) -> Sat {
    let all = budget.left();
    if budget.spend(all) {
        Sat::None
    } else {
        Sat::OutOfBudget
    }
}

#[test]
fn d41_a_question_takes_one_step_at_least_and_so_many_at_most() {
    let formula = || [among_actions(&["ecs:*"])];
    for (steps, expected) in [
        (2 * STEPS_PER_REGION, true),
        (STEPS_PER_REGION + 1, true),
        (STEPS_PER_REGION - 1, false),
        (10, false),
    ] {
        let found = searching(steps, |search| search.decide(formula(), is_whole));
        assert_eq!(found.is_model(), expected, "{steps}");
    }
    searching(3, |search| {
        let mut ask = || search.decide(formula(), takes_nothing);
        let found = [ask(), ask(), ask(), ask(), ask()];
        let expected = [
            Sat::None,
            Sat::None,
            Sat::None,
            Sat::OutOfBudget,
            Sat::OutOfBudget,
        ];
        assert_eq!(found, expected);
    });
    searching(3 * STEPS_PER_REGION, |search| {
        let mut ask = || search.decide(formula(), takes_all);
        assert_eq!([ask(), ask()], [Sat::None, Sat::None]);
        let left = STEPS_PER_REGION - 2;
        assert_eq!(search.budget.left(), left);
        let last = search.decide(formula(), takes_all);
        assert_eq!((last, search.budget.left()), (Sat::OutOfBudget, 0));
    });
}

#[test]
fn d41_what_is_not_decided_is_not_said_to_be_never_met() {
    let (ecs, oss) = (|| among_actions(&["ecs:*"]), || among_actions(&["oss:*"]));
    let unknown = || Formula::and([ecs(), met(DoubtId(0))]);
    let cases: [(u64, &[Formula], Sat); 6] = [
        (PLENTY, &[ecs()], Sat::Model(Request::new())),
        (PLENTY, &[ecs(), oss()], Sat::None),
        (PLENTY, &[ecs(), Formula::False], Sat::None),
        (0, &[ecs()], Sat::OutOfBudget),
        // What is false at once takes no steps.
        (0, &[ecs(), Formula::False], Sat::None),
        // A variable that requests have no key for.
        (PLENTY, &[unknown()], Sat::OutOfBudget),
    ];
    for (steps, parts, expected) in cases {
        let found = searching(steps, |search| search.is_met(parts.iter().cloned()));
        assert_eq!(found, expected, "{steps} {parts:?}");
    }
}

#[test]
fn d41_a_search_says_where_a_question_did_not_end() {
    let formula = among_actions(&["zz:*", "kvstore:DestroyInstance"]);
    let have = [Access {
        grants: vec![part(formula.clone())],
        blocks: Vec::new(),
    }];
    for (steps, found, is_cut) in [(PLENTY, 1, false), (0, 0, true)] {
        searching(steps, |search| {
            assert_eq!(search.regions(&have, &[]).len(), found);
            assert_eq!(search.is_cut, is_cut, "regions");
        });
        searching(steps, |search| {
            assert_eq!(search.catalogued(&formula, usize::MAX).len(), found);
            assert_eq!(search.is_cut, is_cut, "catalogued");
        });
        searching(steps, |search| {
            assert_eq!(search.unlisted(&formula).is_some(), found == 1);
            assert_eq!(search.is_cut, is_cut, "unlisted");
        });
    }
}

/// Whether RAM can be asked something is asked beside the search for what differs: it
/// does not end with it.
#[test]
fn d41_what_may_be_asked_is_taken_to_be_and_ends_no_search() {
    let cases = [
        (PLENTY, "zz:*", true),
        (PLENTY, "kvstore:DestroyInstance", false),
        (0, "zz:*", true),
    ];
    for (steps, pattern, expected) in cases {
        for was_cut in [false, true] {
            searching(steps, |search| {
                search.is_cut = was_cut;
                let found = search.is_asked([among_actions(&[pattern])], false);
                assert_eq!((found, search.is_cut), (expected, was_cut), "{pattern}");
            });
        }
    }
}

#[test]
fn as_many_catalogued_actions_are_shown_as_are_wanted() {
    let when = Formula::or([
        with(&["kvstore:De*"], "x"),
        among_actions(&["kvstore:Des*"]),
    ]);
    for (most, expected) in [(1, 1), (2, 2), (usize::MAX, 2)] {
        let found = searching(PLENTY, |search| search.catalogued(&when, most));
        assert_eq!(found.len(), expected, "{most}: {found:?}");
    }
}

/// Of many parts that may have something to do with some requests, only those are
/// taken that do.
#[test]
fn a_few_parts_are_taken_unasked() {
    let one = with(&["kvstore:*"], "x");
    let [never, neither] = ["y", "z"].map(|value| part(with(&["kvstore:De*"], value)));
    let met = part(with(&["kvstore:Destroy*"], "x"));
    let apart = part(among_actions(&["oss:*"]));
    let cases: [(&[&Part], &[&Part]); 5] = [
        (&[&apart], &[]),
        (&[&never, &apart], &[&never]),
        (&[&never, &neither, &apart], &[&never, &neither]),
        (&[&never, &neither, &met, &apart], &[&met]),
        (&[&never, &neither, &never], &[]),
    ];
    for (number, (parts, expected)) in cases.into_iter().enumerate() {
        let parts: Vec<Part> = parts.iter().copied().cloned().collect();
        searching(PLENTY, |search| {
            let found = search.meeting(&parts, &one);
            let found: Vec<&Formula> = found.into_iter().map(|part| &part.when).collect();
            let expected: Vec<&Formula> = expected.iter().map(|part| &part.when).collect();
            assert_eq!(found, expected, "{number}");
        });
    }
}

#[test]
fn which_actions_a_formula_says_something_of() {
    let when = with(&["kvstore:De*", "oss:*"], "x");
    searching(0, |search| {
        for (action, expected) in [
            ("kvstore:DestroyInstance", true),
            ("oss:a", true),
            ("kvstore:Create", false),
            ("ecs:DeleteDisk", false),
        ] {
            assert_eq!(search.is_about(&when, action), expected, "{action}");
        }
    });
}
