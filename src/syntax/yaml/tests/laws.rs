//! Laws over random texts.

use super::*;

/// What holds for every text: spans are good, parents cover their children,
/// keys and values alternate, and the pool is mapped to its end.
pub(super) fn check(text: &str, tree: &Tree, problems: &[Problem]) -> Result<(), TestCaseError> {
    let good =
        |at: Span| at.start <= at.end && text.get(at.start as usize..at.end as usize).is_some();
    for problem in problems {
        prop_assert!(good(problem.at), "{problem:?}");
        prop_assert!(problem.related.is_none_or(good));
    }
    let parsed = Parsed::file(text, FILE);
    prop_assert_eq!(tree.pool.len(), tree.pool_map.len() as usize);
    let mut open: Vec<(u32, Span)> = Vec::new();
    for (id, node) in (0_u32..).zip(&tree.nodes) {
        prop_assert!(good(node.at), "{node:?}");
        prop_assert!(node.end > id && node.end as usize <= tree.nodes.len());
        while open.last().is_some_and(|(end, _)| *end <= id) {
            open.pop();
        }
        if let Some((end, at)) = open.last() {
            prop_assert!(node.end <= *end);
            prop_assert!(
                at.start <= node.at.start && node.at.end <= at.end,
                "{at:?} {node:?}"
            );
        }
        let value = tree.value(NodeId(id), parsed).unwrap();
        let len = u32::try_from(value.text().len()).unwrap();
        prop_assert!(good(value.place_in_text(0, len)));
        match node.kind {
            Kind::Array | Kind::Object => open.push((node.end, node.at)),
            _ => prop_assert_eq!(node.end, id + 1),
        }
        if node.kind == Kind::Object {
            let mut next = id + 1;
            let mut children = 0;
            while next < node.end {
                let child = &tree.nodes[next as usize];
                if children % 2 == 0 {
                    prop_assert!(matches!(
                        child.kind,
                        Kind::String | Kind::Hole | Kind::Invalid
                    ));
                }
                children += 1;
                next = child.end;
            }
            prop_assert_eq!(children % 2, 0);
        }
    }
    Ok(())
}

fn same_as_json(value: Value<'_>, json: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (value.kind(), json) {
        (Kind::Null, Json::Null) => true,
        (Kind::Bool(left), Json::Bool(right)) => left == *right,
        (Kind::Number, Json::Number(right)) => value.text() == right.to_string(),
        (Kind::String, Json::String(right)) => value.text() == right,
        (Kind::Array, Json::Array(right)) => {
            value.items().count() == right.len()
                && value
                    .items()
                    .zip(right)
                    .all(|(left, right)| same_as_json(left, right))
        }
        (Kind::Object, Json::Object(right)) => {
            value.members().count() == right.len()
                && value
                    .members()
                    .zip(right)
                    .all(|((key, left), (name, right))| {
                        key.text() == name && same_as_json(left, right)
                    })
        }
        _ => false,
    }
}

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
        check(&text, &tree, &problems)?;
    }

    #[test]
    fn any_tokens_give_a_sound_tree(text in yamlish()) {
        let (tree, problems) = load(Parsed::file(&text, FILE));
        check(&text, &tree, &problems)?;
    }

    #[test]
    fn any_bytes_give_a_sound_tree(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let (tree, problems) = load(Parsed::file(&text, FILE));
        check(&text, &tree, &problems)?;
    }
}
