//! Laws over random values and over texts with a few characters changed.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed};
use serde_json::Value;

use super::sound::{
    is_read_as_serde_json_reads_it, is_sound, is_the_same_within_a_string, to_serde,
};
use super::{stream_of, tree_of};
use crate::source::FileId;
use crate::syntax::Parsed;

fn config() -> Config {
    Config {
        cases: 500,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..Config::default()
    }
}

fn values() -> impl Strategy<Value = Value> {
    let text = "[a-z\"\\\\/\u{1}\n\t é中😀\u{2028}\u{fffc}:,{}\\[\\]]{0,12}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(text, inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// One change: where, how many characters go, what comes instead.
fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, &'static str)>> {
    let pieces: &[&str] = &[
        "", "", ",", ":", "{", "}", "[", "]", "\"", "'", "\\", "\\u", "\\ud800", "//", "/*", "*/",
        "#", "\n", "\t", "\0", "，", "：", "“", "”", "｛", "］", "\u{a0}", "\u{feff}", "\u{fffc}",
        "NaN", "0", "-", ".", "e", "x", "true", "=", ";", "é", "😀",
    ];
    let piece = prop::sample::select(pieces);
    prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, piece), 1..5)
}

fn changed(text: &str, changes: &[(prop::sample::Index, usize, &str)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (index, gone, piece) in changes {
        let at = index.index(chars.len() + 1);
        let end = (at + gone).min(chars.len());
        chars.splice(at..end, piece.chars());
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn printed_values_read_back_equal(value in values()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let (tree, problems) = tree_of(&text);
            prop_assert_eq!(&problems, &[]);
            is_sound(&text, &tree, &problems);
            let root = tree.root(Parsed::file(&text, FileId(0))).unwrap();
            let expected: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(to_serde(root), expected);
        }
    }

    #[test]
    fn changed_texts_are_judged_as_serde_json_judges_them(
        value in values(), pretty in any::<bool>(), changes in changes(),
    ) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        let text = changed(&text, &changes);
        is_read_as_serde_json_reads_it(&text);
        let (tree, problems) = stream_of(&text);
        if !problems.is_empty() {
            is_sound(&text, &tree, &problems);
        }
    }

    #[test]
    fn texts_in_strings_have_the_problems_of_the_text(value in values(), changes in changes()) {
        let text = changed(&value.to_string(), &changes);
        is_the_same_within_a_string(&text);
    }

    #[test]
    fn any_text_is_read(text in "[\\[\\]{},:\"'\\\\/*#a1 \n.=，“”\u{a0}\u{feff}\u{fffc}-]{0,40}") {
        let (tree, problems) = tree_of(&text);
        is_sound(&text, &tree, &problems);
        let accepted = serde_json::from_str::<Value>(&text).is_ok();
        prop_assert!(accepted || !problems.is_empty(), "{:?}", text);
    }
}
