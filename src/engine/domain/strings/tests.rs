//! Laws and examples of string sets.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::engine::domain::algebra;
use crate::model::pattern::Token;
use crate::model::pattern::meaning::{naive, texts};

const PLENTY: u64 = 100_000_000;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(12),
        ..ProptestConfig::default()
    }
}

static TEXTS: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| texts(&['a', 'A', 'b', 'B', ':', '*', 'z'], 5));

fn any_set() -> impl Strategy<Value = StringSet> {
    // The account of a template is literal; its other placeholders are fields.
    let pattern = prop_oneof![
        5 => "[aA:b*?]{0,4}".prop_map(|text| Pattern::new(&text)),
        1 => "[aA:{]{0,3}".prop_map(|text| {
            Pattern::from_template(&text.replace('{', "{region}"), None)
        }),
        1 => "[aA*]{0,3}".prop_map(|text| Pattern::literal(&text)),
    ];
    let pattern = (pattern, prop::bool::weighted(0.3))
        .prop_map(|(pattern, folded)| Arc::new(if folded { pattern.folded() } else { pattern }));
    (prop::collection::vec(pattern, 0..=3), any::<bool>())
        .prop_map(|(any_of, negated)| StringSet { any_of, negated })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn solving_is_what_enumeration_says(sets in prop::collection::vec(any_set(), 0..=3)) {
        algebra::strings(&sets, &TEXTS, naive);
    }

    /// Whichever string is found, there is one where the search finds one.
    #[test]
    fn some_string_is_found_where_the_best_one_is(
        sets in prop::collection::vec(any_set(), 0..=3),
    ) {
        let sets: Vec<&StringSet> = sets.iter().collect();
        match find(&sets, &mut Budget::new(PLENTY)) {
            Answer::Member(text) => {
                prop_assert!(sets.iter().all(|set| set.contains(&text)), "{text}");
            }
            other => prop_assert_eq!(other, solved(&sets)),
        }
    }

    /// Rows of more than one word: a long common beginning changes nothing else.
    #[test]
    fn length_makes_no_difference(
        sets in prop::collection::vec(any_set(), 1..=3), length in 55_usize..70,
    ) {
        let before = "-".repeat(length);
        let longer = |pattern: &Arc<Pattern>| {
            let long = Pattern::new(&format!("{before}{}", pattern.text()));
            Arc::new(if pattern.fold() == Fold::Ascii { long.folded() } else { long })
        };
        let plain = |pattern: &&Arc<Pattern>| {
            pattern.tokens().iter().all(|token| !matches!(token, Token::Field | Token::Char('*')))
        };
        let mut long = vec![one_of(&[&format!("{before}*")])];
        let mut short = vec![StringSet::everything()];
        for set in &sets {
            let kept: Vec<_> = set.any_of.iter().filter(plain).cloned().collect();
            let any_of = kept.iter().map(longer).collect();
            long.push(StringSet { any_of, negated: set.negated });
            short.push(StringSet { any_of: kept, negated: set.negated });
        }
        let long: Vec<&StringSet> = long.iter().collect();
        let short: Vec<&StringSet> = short.iter().collect();
        match (solved(&short), solved(&long)) {
            (Answer::Member(short), Answer::Member(long)) => {
                prop_assert_eq!(format!("{before}{short}"), long);
            }
            (short, long) => prop_assert_eq!(short, long),
        }
    }

    #[test]
    fn complement_is_the_rest(set in any_set(), text in "[aA:bz*]{0,6}") {
        algebra::complement_of_strings(&set, &text, naive);
    }
}

fn one_of(texts: &[&str]) -> StringSet {
    StringSet::any(texts.iter().map(|text| Arc::new(Pattern::new(text))))
}

fn none_of(texts: &[&str]) -> StringSet {
    one_of(texts).complement()
}

fn solved(constraints: &[&StringSet]) -> Answer {
    solve(constraints, &mut Budget::new(PLENTY))
}

fn member(text: &str) -> Answer {
    Answer::Member(text.to_owned())
}

#[test]
fn witnesses_are_short_and_readable() {
    assert_eq!(solved(&[]), member(""));
    assert_eq!(solved(&[&one_of(&["?*"])]), member("a"));
    assert_eq!(
        solved(&[&one_of(&["vpc-?*"]), &none_of(&["vpc-a*"])]),
        member("vpc-b")
    );
    let wanted = one_of(&["kvstore:De*Instance"]);
    let denied = none_of(&["kvstore:Describe*", "kvstore:Delete*"]);
    assert_eq!(solved(&[&wanted, &denied]), member("kvstore:DeInstance"));
    let all_but = none_of(&["?", ""]);
    assert_eq!(solved(&[&all_but]), member("aa"));
    let no_letters: Vec<String> = ('a'..='z').map(|letter| format!("*{letter}*")).collect();
    let no_letters: Vec<&str> = no_letters.iter().map(String::as_str).collect();
    assert_eq!(
        solved(&[&one_of(&["?"]), &none_of(&no_letters)]),
        member("0")
    );
}

#[test]
fn literals_are_answered_as_written() {
    let listed = one_of(&["PROD", "dev", "test"]);
    assert_eq!(solved(&[&listed]), member("dev"));
    assert_eq!(solved(&[&listed, &none_of(&["d*", "t*"])]), member("PROD"));
    assert_eq!(solved(&[&listed, &none_of(&["*"])]), Answer::Empty);
    assert_eq!(solved(&[&listed, &one_of(&["x*"])]), Answer::Empty);
    let folded = StringSet::any([Arc::new(Pattern::new("Prod").folded())]);
    assert_eq!(solved(&[&folded]), member("Prod"));
    assert_eq!(solved(&[&folded, &one_of(&["PROD", "x"])]), member("PROD"));
    let not_as_written = solved(&[&folded, &one_of(&["P*"]), &none_of(&["Prod"])]);
    assert_eq!(not_as_written, member("ProD"));
}

#[test]
fn a_policy_of_many_unions_is_no_explosion() {
    let many: Vec<String> = (0..60)
        .map(|index| format!("ecs:*X{index}*Y{index}*"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut budget = Budget::new(1_000_000);
    assert_eq!(
        solve(&[&one_of(&["ecs:*"]), &none_of(&many)], &mut budget),
        member("ecs:")
    );
    let mut budget = Budget::new(1_000_000);
    let ends = none_of(&["ecs:*a", "ecs:*b", "ecs:"]);
    assert_eq!(
        solve(&[&one_of(&["ecs:*"]), &ends], &mut budget),
        member("ecs:c")
    );
}

#[test]
fn gives_up_within_its_budget() {
    // Any two of them have strings in common, and all three none.
    let hard = |letter: &str| format!("*{letter}{}", "?".repeat(40));
    let (a, b, c) = (hard("a"), hard("b"), hard("c"));
    let sets = [one_of(&[&a, &b]), one_of(&[&b, &c]), one_of(&[&c, &a])];
    let sets: Vec<&StringSet> = sets.iter().collect();
    assert_eq!(solve(&sets, &mut Budget::new(50_000)), Answer::OutOfBudget);
    assert_eq!(solve(&sets, &mut Budget::new(0)), Answer::OutOfBudget);
}

/// The fewest steps with which a question is answered, and the answer.
fn cost(sets: &[&StringSet], ask: fn(&[&StringSet], &mut Budget) -> Answer) -> (u64, Answer) {
    let mut budget = Budget::new(PLENTY);
    let answer = ask(sets, &mut budget);
    let spent = PLENTY - budget.left();
    for fewer in (0..spent.min(60)).chain(spent.saturating_sub(20)..spent) {
        let stopped = ask(sets, &mut Budget::new(fewer));
        assert_eq!(stopped, Answer::OutOfBudget, "{fewer} of {spent} steps");
    }
    assert_eq!(ask(sets, &mut Budget::new(spent)), answer, "{spent}");
    (spent, answer)
}

/// What is seen at once costs no search, and whatever is looked at is counted.
#[test]
fn what_questions_cost() {
    let hard = |letter: &str| format!("*{letter}{}", "?".repeat(40));
    let (a, b) = (one_of(&[&hard("a")]), one_of(&[&hard("b")]));
    let (no_ab, no_ba) = (none_of(&["*a*b*"]), none_of(&["*b*a*"]));
    let long = "x".repeat(640);
    let folded = |text: &str| StringSet::any([Arc::new(Pattern::new(text).folded())]);
    let with = |sets: &[&StringSet]| -> Vec<StringSet> {
        let hard = [&a, &b, &no_ab, &no_ba].into_iter();
        sets.iter().copied().chain(hard).cloned().collect()
    };
    // To solve it, and to find any string.
    let rows: Vec<(Vec<StringSet>, u64, u64, Answer)> = vec![
        (vec![], 0, 0, member("")),
        (vec![one_of(&["abc"])], 4, 4, member("abc")),
        (vec![one_of(&[&long])], 651, 651, member(&long)),
        // A list with every text costs nothing.
        (vec![one_of(&["*"])], 0, 0, member("")),
        (
            vec![one_of(&["abc"]), one_of(&["*", "a"])],
            4,
            4,
            member("abc"),
        ),
        // What is plainly empty is so whatever else is asked.
        (with(&[&none_of(&["a", "*"])]), 0, 0, Answer::Empty),
        (with(&[&one_of(&[])]), 0, 0, Answer::Empty),
        (with(&[&one_of(&["x", "y"])]), 11, 11, Answer::Empty),
        (vec![folded("X"), folded("Y*")], 3, 3, Answer::Empty),
        (
            vec![one_of(&["x?y*"]), none_of(&["x?y*"])],
            1,
            1,
            Answer::Empty,
        ),
        (
            vec![one_of(&["xy?*", "x*z"]), none_of(&["x*"])],
            2,
            2,
            Answer::Empty,
        ),
        (
            vec![one_of(&["a*", "b?*"]), one_of(&["c*", "d?*"])],
            4,
            4,
            Answer::Empty,
        ),
        // Short lists are compared to the end; of long ones a look at how they begin and
        // end may do, and else they are searched.
        (
            vec![one_of(&["*a?", "*b?"]), one_of(&["*c?", "*d?"])],
            4,
            4,
            Answer::Empty,
        ),
        (
            vec![one_of(&[&hard("a")]), one_of(&[&hard("b")])],
            28,
            28,
            Answer::Empty,
        ),
        (
            vec![one_of(&["*a?", "*b?"]), one_of(&["*c?"; 9])],
            18,
            18,
            Answer::Empty,
        ),
        (
            vec![one_of(&["a*xx*b"]), one_of(&["ac?b"; 17])],
            178,
            310,
            Answer::Empty,
        ),
        (
            vec![one_of(&["a*", "b?*"]), one_of(&["*c", "*d"])],
            54,
            34,
            member("ac"),
        ),
        (
            vec![one_of(&["a*"]), one_of(&["*c"]), one_of(&["?*?"])],
            52,
            18,
            member("ac"),
        ),
        (
            vec![one_of(&["x?y*", "z"]), none_of(&["q*"])],
            32,
            7,
            member("z"),
        ),
    ];
    for (sets, solving, finding, answer) in rows {
        let sets: Vec<&StringSet> = sets.iter().collect();
        assert_eq!(cost(&sets, solve), (solving, answer.clone()), "{sets:?}");
        let (found, some) = cost(&sets, find);
        assert_eq!(found, finding, "{sets:?}");
        match some {
            Answer::Member(text) => assert!(sets.iter().all(|set| set.contains(&text))),
            some => assert_eq!(some, answer, "{sets:?}"),
        }
    }
}
