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
