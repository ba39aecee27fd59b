//! Laws over random texts.

use super::sound::{is_sound, same_as_json};
use super::*;

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value as Json;
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1.0e9..1.0e9).prop_map(Json::from),
        "[ -~策略\\n\\t\\\\\"'😀]{0,12}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::btree_map("[a-z:策\\\\\" ]{0,6}", inner, 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn yamlish() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "a",
        "b: ",
        "c",
        ": ",
        "- ",
        "? ",
        "\n",
        "\n",
        "\n  ",
        "\n    ",
        "\r\n",
        "\r",
        " ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "|",
        ">",
        "|-",
        ">+",
        "|2",
        "|+\n  ",
        ">\n  ",
        "&x ",
        "*x",
        "!t ",
        "!!str ",
        "!",
        "%YAML 1.2",
        "---",
        "\n---\n",
        "\n...\n",
        "#",
        " # c",
        "策",
        "略\n",
        "\\",
        "\\u0041",
        "\\x",
        "''",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\u{0}",
        "1",
        "~",
        "<<: ",
        "<<: *x",
        "key: value",
        "\n- ",
        "\n  - ",
        "%TAG ! x",
        "@",
        "`",
        "\"x\\\n y\"",
        "'x\n\n y'",
        "x\n y",
    ]);
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 500,
        rng_seed: RngSeed::Fixed(20),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn json_reads_as_serde_json_reads_it(value in json(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        let parsed = Parsed::file(&text, FILE);
        let (tree, problems) = load(parsed);
        prop_assert_eq!(&problems, &[]);
        prop_assert!(same_as_json(tree.root(parsed).unwrap(), &value), "{}", text);
        is_sound(&text, &tree, &problems);
    }

    #[test]
    fn any_tokens_give_a_sound_tree(text in yamlish()) {
        let (tree, problems) = load(Parsed::file(&text, FILE));
        is_sound(&text, &tree, &problems);
    }

    #[test]
    fn any_bytes_give_a_sound_tree(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let (tree, problems) = load(Parsed::file(&text, FILE));
        is_sound(&text, &tree, &problems);
    }
}
