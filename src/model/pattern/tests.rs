//! Laws and examples of patterns.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::meaning::{covering_and_overlapping_are_enumerated, matching_is_naive, naive, texts};
use super::*;

const PLENTY: u64 = 100_000_000;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(11),
        ..ProptestConfig::default()
    }
}

static TEXTS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| texts(&['a', 'A', ':', 'z'], 6));

fn any_token() -> impl Strategy<Value = Token> {
    prop_oneof![
        3 => Just(Token::Char('a')),
        1 => Just(Token::Char('A')),
        2 => Just(Token::Char(':')),
        2 => Just(Token::One),
        3 => Just(Token::Star),
        2 => Just(Token::Field),
    ]
}

fn any_pattern(most: usize) -> impl Strategy<Value = (Vec<Token>, Pattern)> {
    (
        prop::collection::vec(any_token(), 0..=most),
        prop::bool::weighted(0.3),
    )
        .prop_map(|(tokens, folded)| {
            let shown: String = tokens
                .iter()
                .map(|token| match token {
                    Token::Char(letter) => *letter,
                    Token::One => '?',
                    Token::Star => '*',
                    Token::Field => '~',
                })
                .collect();
            let pattern = Pattern::from_tokens(tokens.iter().copied(), &shown);
            (tokens, if folded { pattern.folded() } else { pattern })
        })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn matching_is_the_naive_meaning(pattern in "[abA:*?]{0,7}", text in "[abA:*]{0,7}") {
        matching_is_naive(&pattern, &text);
    }

    #[test]
    fn normalising_keeps_the_meaning((tokens, pattern) in any_pattern(5)) {
        for text in TEXTS.iter().filter(|text| text.len() <= 4) {
            let shown: String = text.iter().collect();
            prop_assert_eq!(
                pattern.matches(&shown), naive(&tokens, text, pattern.fold()), "{:?}", shown
            );
        }
    }

    #[test]
    fn covering_and_overlapping_are_what_enumeration_says(
        (_, wide) in any_pattern(4), (_, narrow) in any_pattern(4),
    ) {
        covering_and_overlapping_are_enumerated(&wide, &narrow, &TEXTS);
    }
}

#[test]
fn the_table_of_r11() {
    let rows = [
        ("*", true),
        ("kvstore:*", true),
        ("kvstore:Destroy*", true),
        ("kvstore:*Instance", true),
        ("kvstore:*stroy*", true),
        ("kvstore:DestroyInstanc?", true),
        ("*:Destroy*", true),
        ("*:*Instance", true),
        ("*:*", true),
        ("kv*:*", true),
        ("*store:*", true),
        ("k?store:*", true),
        ("kvstore*", true),
        ("KVStore:destroyinstance", true),
        ("kvstore:Delete*", false),
        ("kvstore:Describe*", false),
        ("kvstore:DestroyInstances", false),
        ("kvstore:Destroy", false),
        ("kvstore:DestroyInstance?", false),
        ("r-kvstore:*", false),
        ("redis:*", false),
        ("tair:*", false),
        ("kv:*", false),
        ("", false),
    ];
    for (pattern, expected) in rows {
        let text = "kvstore:DestroyInstance";
        assert_eq!(matches(pattern, text, Fold::Ascii), expected, "{pattern}");
        assert_eq!(
            Pattern::new(pattern).folded().matches(text),
            expected,
            "{pattern}"
        );
        let mut budget = Budget::new(PLENTY);
        let covered = covers(
            &Pattern::new(pattern).folded(),
            &Pattern::literal(text),
            &mut budget,
        );
        assert_eq!(covered, Ok(expected), "{pattern}");
    }
    assert!(!matches(
        "KVStore:*",
        "kvstore:DestroyInstance",
        Fold::Exact
    ));
}

#[test]
fn a_question_mark_is_one_scalar_value_and_only_ascii_folds() {
    assert!(matches("?", "é", Fold::Exact));
    assert!(matches("?", "\u{1f980}", Fold::Exact));
    assert!(!matches("?", "e\u{301}", Fold::Exact));
    assert!(!matches("k", "\u{212a}", Fold::Ascii));
    assert!(!matches("É", "é", Fold::Ascii));
    assert!(matches("a\\*", "a\\b", Fold::Exact));
    assert!(!Pattern::literal("*").matches("a"));
    assert!(Pattern::literal("*").is_literal());
}

#[test]
fn what_covers_a_whole_service() {
    let template = "acs:kvstore:{region}:{account}:*";
    let own = Pattern::from_template(template, Some("1000000000000001"));
    let rows = [
        ("*", true),
        ("**", true),
        ("acs:*", true),
        ("acs:kvstore:*", true),
        ("acs:kvstore:*:*:*", true),
        ("acs:kvstore:*:1000000000000001:*", true),
        ("acs:k*:*:*:*", true),
        ("acs:k?store:*:100000000000000?:*", true),
        ("?*", true),
        ("acs:kvstore:cn-hangzhou:*:*", false),
        ("acs:r-kvstore:*:*:*", false),
        ("acs:kvstore:*:1000000000000002:*", false),
        ("acs:kvstore:*:*:instance/*", false),
        ("acs:kvstore:*:*:?*", false),
        ("acs:kvstore:?*:*:*", false),
        ("acs:KVSTORE:*:*:*", false),
        ("?", false),
    ];
    for (pattern, expected) in rows {
        let wide = Pattern::new(pattern);
        let mut budget = Budget::new(PLENTY);
        assert_eq!(covers(&wide, &own, &mut budget), Ok(expected), "{pattern}");
    }
    let any = Pattern::from_template(template, None);
    let mut budget = Budget::new(PLENTY);
    assert_eq!(
        covers(
            &Pattern::new("acs:kvstore:*:1000000000000001:*"),
            &any,
            &mut budget
        ),
        Ok(false)
    );
    assert_eq!(covers(&any, &own, &mut budget), Ok(true));
    assert_eq!(covers(&own, &any, &mut budget), Ok(false));
}

#[test]
fn templates_become_patterns() {
    let text = "acs:kvstore:{#regionId}:{#accountId}:instance/{#instanceId}";
    let pattern = Pattern::from_template(text, Some("1"));
    assert_eq!(pattern.text(), "acs:kvstore:*:1:instance/*");
    assert!(pattern.matches("acs:kvstore:cn-hangzhou:1:instance/r-1/x"));
    assert!(!pattern.matches("acs:kvstore:cn-hangzhou:1:instance/r-1:2/x"));
    assert!(pattern.matches("acs:kvstore::1:instance/"));
    assert!(!pattern.matches("acs:kvstore:cn:hangzhou:1:instance/r-1"));
    assert!(!pattern.matches("acs:kvstore:cn-hangzhou:2:instance/r-1"));
    let bucket = Pattern::from_template("acs:oss:*:{account}:{bucket}/*", Some("1"));
    assert!(bucket.matches("acs:oss:oss-cn-hangzhou:1:b/o:p"));
    assert!(!bucket.matches("acs:oss:a:b:1:b/o"));
    assert_eq!(
        Pattern::from_template("acs:{open", None).text(),
        "acs:{open"
    );
}

#[test]
fn hostile_patterns_take_pattern_times_text_steps() {
    let text = "a".repeat(10_000);
    for pattern in [
        "*".repeat(10_000),
        "*a".repeat(5_000) + "b",
        "a*".repeat(9_000) + "b",
    ] {
        let mut steps = 0;
        matches_counted(&pattern, &text, Fold::Exact, &mut steps);
        assert!(steps <= 40_000, "{steps} steps");
    }
    let mut steps = 0;
    let pattern = "*".to_owned() + &"a".repeat(1_000) + "b";
    assert!(!matches_counted(&pattern, &text, Fold::Exact, &mut steps));
    assert!(steps <= 1_100 * 10_000, "{steps} steps");
    assert_eq!(Pattern::new(&"*".repeat(10_000)).tokens().len(), 1);
}

#[test]
fn covering_gives_up_within_its_budget() {
    let wide = Pattern::new(&("*a".to_owned() + &"?".repeat(40) + "b*"));
    let narrow = Pattern::new("*a*");
    assert_eq!(
        covers(&wide, &narrow, &mut Budget::new(10)),
        Err(OutOfBudget)
    );
    assert_eq!(covers(&wide, &narrow, &mut Budget::new(PLENTY)), Ok(false));
}

/// What a search costs is what is moved and kept: a step for each word of positions
/// and letter to set up and to go on from a row, and for each row that is kept one for
/// each word and eight more.
#[test]
fn what_a_search_costs() {
    let ends = |star: usize| format!("{}*{}", "a".repeat(star), "b".repeat(63 - star));
    let (long, longer) = (ends(40), format!("{}a", ends(40)));
    let ones = "?".repeat(20);
    let text = |text: &str| Some(text.to_owned());
    // Whether a text lies inside of some patterns, for each union.
    type Unions<'t> = Vec<(bool, Vec<&'t str>)>;
    let rows: Vec<(Unions<'_>, u64, Option<String>)> = vec![
        (vec![], 0, text("")),
        // Three letters to set up; two rows gone on from, one of them kept.
        (vec![(true, vec!["ab"])], 3 + 2 * 3 + 9, text("ab")),
        (vec![(true, vec![])], 0, None),
        // Where one union has no patterns, the others are not gone through.
        (vec![(true, vec![]), (true, vec!["ab"])], 3, None),
        (vec![(false, vec!["ab", "*"])], 3, None),
        // A star takes no position of its own: one word, and then two.
        (
            vec![(true, vec![&long])],
            2 * 3 + 63 * 3 + 62 * 9,
            text(&long.replace('*', "")),
        ),
        (
            vec![(true, vec![&longer])],
            2 * 3 + 64 * 6 + 63 * 10,
            text(&longer.replace('*', "")),
        ),
        // What cannot change the answer any more is not gone on from.
        (
            vec![(true, vec!["a?c*", "*d"]), (false, vec!["ab*"])],
            40,
            text("d"),
        ),
        (
            vec![(true, vec!["*a?????b"]), (false, vec!["*c"])],
            1350,
            text("aaaaaab"),
        ),
        (
            vec![
                (true, vec!["*a?", "b*"]),
                (true, vec!["*a*c"]),
                (false, vec!["*c*"]),
            ],
            185,
            None,
        ),
        // What stands before a star that is reached plays no part any more.
        (
            vec![(true, vec!["*abc*d"]), (false, vec!["*d"])],
            10 + 6 * 10 + 5 * 10,
            None,
        ),
        (
            vec![(true, vec![&ones]), (false, vec!["*a*"])],
            274,
            text(&"b".repeat(20)),
        ),
    ];
    for (unions, steps, answer) in rows {
        let patterns: Vec<(bool, Vec<Pattern>)> = unions
            .iter()
            .map(|(inside, texts)| {
                (
                    *inside,
                    texts.iter().map(|text| Pattern::new(text)).collect(),
                )
            })
            .collect();
        let sets: Vec<Union<'_>> = patterns
            .iter()
            .map(|(inside, any_of)| Union {
                any_of: any_of.iter().collect(),
                negated: !inside,
            })
            .collect();
        let mut budget = Budget::new(PLENTY);
        let found = search(&sets, &mut budget);
        assert_eq!(
            found,
            answer.map_or(Answer::Empty, Answer::Member),
            "{unions:?}"
        );
        let spent = PLENTY - budget.left();
        assert_eq!(spent, steps, "{unions:?}");
        for fewer in (0..spent.min(60)).chain(spent.saturating_sub(20)..spent) {
            let stopped = search(&sets, &mut Budget::new(fewer));
            assert_eq!(
                stopped,
                Answer::OutOfBudget,
                "{fewer} of {spent} for {unions:?}"
            );
        }
    }
}

#[test]
fn what_reads_well_comes_first() {
    // Small letters, digits, capitals, what names are joined with, other signs, other
    // letters, and what cannot be seen; but the shortest text before all.
    let texts = [
        "", "a", "z", "0", "9", "A", "Z", "-", ".", "/", "_", "!", ":", "~", "é", "部", "\u{1}",
        " ", "\u{a0}", "aa", "az", "a0", "a-", "0a", "-a", "aaa",
    ];
    assert!(texts.is_sorted_by(|one, other| reading_order(one) < reading_order(other)));
}

#[test]
fn patterns_that_are_written_otherwise_and_match_the_same_are_one() {
    for (one, other) in [
        (Pattern::new("Ab*").folded(), Pattern::new("aB**").folded()),
        (Pattern::of_fields("a:**"), Pattern::of_fields("a:*")),
        (Pattern::new("**?*"), Pattern::new("?*")),
    ] {
        assert_eq!(one, other, "{} {}", one.text(), other.text());
    }
    assert_ne!(Pattern::new("Ab"), Pattern::new("aB"));
    assert_ne!(Pattern::new("a").folded(), Pattern::new("a"));
}

#[test]
fn a_star_takes_a_colon_where_a_form_has_none() {
    let many = "a".repeat(POSITIONS + 7);
    for (form, text, expected) in [
        ("*", "a:b", true),
        ("a*", "ab:c", true),
        ("a:*", "a:b", true),
        ("a:*", "a:b:c", false),
        ("*:b", "a:c:b", false),
    ] {
        assert_eq!(Pattern::of_fields(form).matches(text), expected, "{form}");
        // A form that has more positions than fit into one word.
        let (form, text) = (format!("{form}{many}"), format!("{text}{many}"));
        assert_eq!(Pattern::of_fields(&form).matches(&text), expected, "{form}");
    }
}

#[test]
fn what_is_looked_at_is_counted() {
    let mut steps = 7;
    assert!(Pattern::of_fields("a:*:c").matches_counted("a:bbb:c", &mut steps));
    assert_eq!(steps, 7 + 5 * 7);
    // What has to be searched for costs the look that shows it.
    steps = 7;
    let one = Pattern::new("a");
    assert!(!covers_plainly_counted(
        &Pattern::new("?*"),
        &one,
        &mut steps
    ));
    assert_eq!(steps, 7 + 2);
}
