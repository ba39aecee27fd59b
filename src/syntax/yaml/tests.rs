//! Tests of the YAML reader: tables of small texts, and laws over random ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError};

use super::{MAX_DEPTH, MAX_NODES, read, read_template};
use crate::source::{FileId, Fragment, HoleId, Span};
use crate::syntax::{Kind, NodeId, Parsed, Problem, ProblemKind, Tree, Value};

const FILE: FileId = FileId(0);

fn load(parsed: Parsed<'_>) -> (Tree, Vec<Problem>) {
    let mut tree = Tree::default();
    let mut problems = Vec::new();
    read(parsed, &mut tree, &mut problems);
    (tree, problems)
}

fn under(text: &str, at: Span) -> &str {
    &text[at.start as usize..at.end as usize]
}

fn show_value(value: Value<'_>, out: &mut String) {
    match value.kind() {
        Kind::Null => out.push_str("null"),
        Kind::Bool(value) => write!(out, "{value}").unwrap(),
        Kind::Number => out.push_str(value.text()),
        Kind::String => write!(out, "{:?}", value.text()).unwrap(),
        Kind::Hole => out.push_str("<hole>"),
        Kind::Invalid => out.push_str("<invalid>"),
        Kind::Array => {
            out.push('[');
            for (index, item) in value.items().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                show_value(item, out);
            }
            out.push(']');
        }
        Kind::Object => {
            out.push('{');
            for (index, (key, item)) in value.members().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                show_value(key, out);
                out.push(':');
                show_value(item, out);
            }
            out.push('}');
        }
    }
}

/// All documents in one line, and the problems with the text they are about.
fn show(text: &str) -> (String, Vec<(ProblemKind, &str)>) {
    let parsed = Parsed::file(text, FILE);
    let (tree, problems) = load(parsed);
    let mut out = String::new();
    for (index, root) in tree.roots().enumerate() {
        out.push_str(if index > 0 { " | " } else { "" });
        show_value(tree.value(root, parsed).unwrap(), &mut out);
    }
    let problems = problems
        .into_iter()
        .map(|problem| (problem.kind, under(text, problem.at)))
        .collect();
    (out, problems)
}

#[test]
fn values_and_their_tokens() {
    // The value of the only member or item, and the text under its span.
    for (text, value, token) in [
        ("a: b c", r#""b c""#, "b c"),
        ("a: b # c", r#""b""#, "b"),
        ("a: 策略", r#""策略""#, "策略"),
        ("a: \"策\\n略\"", r#""策\n略""#, "\"策\\n略\""),
        ("a: 'it''s'", r#""it's""#, "'it''s'"),
        ("a: ''", r#""""#, "''"),
        ("a: \"\"", r#""""#, "\"\""),
        (
            "a: \"x\\u0041\\x42\\U00000043\\ud83d\\ude00\\\\\"",
            r#""xABC😀\\""#,
            "\"x\\u0041\\x42\\U00000043\\ud83d\\ude00\\\\\"",
        ),
        ("a: \"p \\\n   q\"", r#""p q""#, "\"p \\\n   q\""),
        ("a: \"p \\\n\n   q\"", r#""p \nq""#, "\"p \\\n\n   q\""),
        ("a: \"p  \r\n  q\"", r#""p q""#, "\"p  \r\n  q\""),
        ("a: 'p\n\n\n  q'", r#""p\n\nq""#, "'p\n\n\n  q'"),
        ("a: p\n  q\n\n  r\nb: 1", r#""p q\nr""#, "p\n  q\n\n  r"),
        ("a: |\n  x\n  y\n", r#""x\ny\n""#, "x\n  y"),
        ("a: |\n  x\n  y", r#""x\ny\n""#, "x\n  y"),
        ("a: |-\n  x\n\n  y\n\n\nb: 1", r#""x\n\ny""#, "x\n\n  y"),
        ("a: |+\n  x\n\n\nb: 1", r#""x\n\n\n""#, "x"),
        ("a: |\r\n  x\r\n    y\r\n", r#""x\n  y\n""#, "x\r\n    y"),
        ("a: |\n\n  x\n", r#""\nx\n""#, "x"),
        ("a: |2\n    x\n   y\n", r#""  x\n y\n""#, "  x\n   y"),
        (
            "a: |  # note\n  策\n  略  \n",
            r#""策\n略  \n""#,
            "策\n  略  ",
        ),
        ("a: |\nb: 1", r#""""#, ""),
        ("a: |+\n\n\nb: 1", r#""\n\n""#, ""),
        ("a: >\n  x\n  y\n\n  z\n", r#""x y\nz\n""#, "x\n  y\n\n  z"),
        (
            "a: >-\n  x\n    y\n\n    z\n  w\n",
            r#""x\n  y\n\n  z\nw""#,
            "x\n    y\n\n    z\n  w",
        ),
        ("a: >\r\n  x\r\n  y\r\n", r#""x y\n""#, "x\r\n  y"),
        ("a:", "null", ""),
        ("a: ~", "null", "~"),
        ("a: null", "null", "null"),
        ("a: NULL", "null", "NULL"),
        ("a: true", "true", "true"),
        ("a: False", "false", "False"),
        ("a: yes", r#""yes""#, "yes"),
        ("a: 12", "12", "12"),
        ("a: -0.5e+3", "-0.5e+3", "-0.5e+3"),
        ("a: 0x1F", "0x1F", "0x1F"),
        ("a: 0o17", "0o17", "0o17"),
        ("a: .5", ".5", ".5"),
        ("a: 1.", "1.", "1."),
        ("a: -.inf", "-.inf", "-.inf"),
        ("a: .nan", ".nan", ".nan"),
        ("a: .", r#"".""#, "."),
        ("a: 1e", r#""1e""#, "1e"),
        ("a: 0x", r#""0x""#, "0x"),
        ("a: 1.2.3", r#""1.2.3""#, "1.2.3"),
        ("a: 2012-10-17", r#""2012-10-17""#, "2012-10-17"),
        ("a: '1'", r#""1""#, "'1'"),
        ("a: ecs:*", r#""ecs:*""#, "ecs:*"),
        ("a: !!str 1", r#""1""#, "1"),
        ("a: ! 1", r#""1""#, "1"),
        ("a: !!str", r#""""#, ""),
        ("a: !!int '1'", "1", "'1'"),
        ("a: !!int x", "<hole>", "!!int x"),
        ("a: !!float 1", "1", "1"),
        ("a: !!bool true", "true", "true"),
        ("a: !!null ''", "null", "''"),
        ("a: !!binary aGk=", "<hole>", "!!binary aGk="),
        ("a: !Ref Role", "<hole>", "!Ref Role"),
        ("a: !Sub 'x'", "<hole>", "!Sub 'x'"),
        ("a: !Sub |\n  x\n  y\nb: 1", "<hole>", "!Sub |\n  x\n  y"),
        ("a: !GetAtt [R, Arn]", "<hole>", "!GetAtt [R, Arn]"),
        (
            "a: !Sub\n  - x\n  - y: {z: 1}\nb: 2",
            "<hole>",
            "!Sub\n  - x\n  - y: {z: 1}",
        ),
        (
            "a: !<tag:x.org,2000:y> {z: 1}",
            "<hole>",
            "!<tag:x.org,2000:y> {z: 1}",
        ),
        ("a: !!map {b: 1}", r#"{"b":1}"#, "{b: 1}"),
        ("a: &n x", r#""x""#, "x"),
        ("a: [1, {b: c}]", r#"[1,{"b":"c"}]"#, "[1, {b: c}]"),
        (
            "a:\n  b: 1\n  c:\n  - 2\nd: 3",
            r#"{"b":1,"c":[2]}"#,
            "b: 1\n  c:\n  - 2",
        ),
        ("a:\n- x\n-\n- y\n", r#"["x",null,"y"]"#, "- x\n-\n- y"),
        ("a:\n-   - x\n    - y", r#"[["x","y"]]"#, "-   - x\n    - y"),
        ("a:\n- # c\n  x: 1", r#"[{"x":1}]"#, "- # c\n  x: 1"),
        (
            "a:\n  - b: 1\n    c: 2\n",
            r#"[{"b":1,"c":2}]"#,
            "- b: 1\n    c: 2",
        ),
        ("- [策, \"略\"]", r#"["策","略"]"#, "[策, \"略\"]"),
        ("- [a: b]", r#"[{"a":"b"}]"#, "[a: b]"),
    ] {
        let parsed = Parsed::file(text, FILE);
        let (tree, problems) = load(parsed);
        assert_eq!(problems, [], "{text:?}");
        let root = tree.root(parsed).unwrap();
        let found = root.get("a").or_else(|| root.items().next()).unwrap();
        let mut shown = String::new();
        show_value(found, &mut shown);
        assert_eq!(shown, value, "{text:?}");
        assert_eq!(under(text, found.at()), token, "{text:?}");
    }
}

#[test]
fn places_inside_texts() {
    // A part of the decoded text and the source it comes from.
    for (text, part, source) in [
        ("a: 策略 b", "略", "略"),
        ("a: \"x\\ty\"", "\t", "\\t"),
        ("a: \"x\\ty\"", "y", "y"),
        ("a: \"\\ud83d\\ude00y\"", "😀", "\\ud83d\\ude00"),
        ("a: \"\\ud83d\\ude00y\"", "y", "y"),
        ("a: \"p \\\n   q\"", "q", "q"),
        ("a: 'it''s'", "'", "''"),
        ("a: 'it''s'", "s", "s"),
        ("a: 'p  \n   q'", "q", "q"),
        ("a: 'p  \n   q'", " ", "  \n   "),
        ("a: 'p\n\n\n  q'", "\n\n", "\n\n\n  "),
        ("a: p\n  略 r", "略 r", "略 r"),
        ("a: p\r\n  q", " ", "\r\n  "),
        ("a: |\n  x\n  略\n", "略", "略"),
        ("a: |\n  x\n  略\n", "x\n", "x\n"),
        ("a: |\n\n\n  x\n", "\n\nx", "\n\n  x"),
        ("a: |\r\n  x\r\n  y\r\n", "\ny", "\r\n  y"),
        ("a: |\r\n\r\n  x\r\n  y\r\n", "y", "y"),
        ("a: |\r\n\r\n  x\r\n  y\r\n", "\nx", "\r\n  x"),
        ("a: |\n  x\n    z\n", "  z", "  z"),
        ("a: >\n  x\n  y\n", " y", "\n  y"),
        ("a: >\n  x\n\n  y\n    z\n", "    z".trim_start(), "z"),
        ("a: >\n  x\n\n  y\n    z\n", "\ny", "\n\n  y"),
    ] {
        let parsed = Parsed::file(text, FILE);
        let (tree, _) = load(parsed);
        let value = tree.root(parsed).unwrap().get("a").unwrap();
        let start = u32::try_from(value.text().find(part).unwrap()).unwrap();
        let place = value.place_in_text(start, start + u32::try_from(part.len()).unwrap());
        assert_eq!(under(text, place), source, "{text:?} {part:?}");
    }
}

#[test]
fn a_policy_in_a_literal_block_keeps_its_places() {
    for (text, inner) in [
        (
            "Policy: |  # 策略\n    # 说明\n    Statement:\n      - Effect: Allow\n        Action: 'kvstore:*'\nnext: 1\n",
            "kvstore:*",
        ),
        (
            "# 文件\r\nPolicy: |\r\n  Statement:\r\n    - Action: \"kvstore\\u003a*\"\r\n",
            "kvstore\\u003a*",
        ),
        (
            "Policy: \"Statement:\\n  - Action: |\\n      kvstore:*\\n      two\\n\"",
            "kvstore:*\\n      two",
        ),
    ] {
        let parsed = Parsed::file(text, FILE);
        let (tree, problems) = load(parsed);
        assert_eq!(problems, []);
        let fragment = tree.root(parsed).unwrap().get("Policy").unwrap().fragment();
        let inner_parsed = Parsed::fragment(&fragment, FILE);
        let (inner_tree, problems) = load(inner_parsed);
        assert_eq!(problems, []);
        let statement = inner_tree
            .root(inner_parsed)
            .unwrap()
            .get("Statement")
            .unwrap();
        let action = statement.items().next().unwrap().get("Action").unwrap();
        let quoted = under(text, action.at());
        assert_eq!(quoted.trim_matches(['\'', '"']), inner);
        let deep = action.fragment();
        assert_eq!(deep.map.len() as usize, deep.text.len());
        let star = u32::try_from(action.text().find('*').unwrap()).unwrap();
        assert_eq!(under(text, action.place_in_text(star, star + 1)), "*");
    }
}

#[test]
fn holes_of_the_outer_text_stay_holes() {
    let mut fragment = Fragment::default();
    let at = |start| Span::new(FILE, start, start + 4);
    fragment.push_same("a: ", FILE, 0);
    fragment.push_hole(HoleId::UNTOLD, at(3));
    fragment.push_same("\nb: 'x''", FILE, 7);
    fragment.push_hole(HoleId::UNTOLD, at(20));
    fragment.push_same("'\nc: y", FILE, 24);
    fragment.push_hole(HoleId::UNTOLD, at(30));
    let parsed = Parsed::fragment(&fragment, FILE);
    let (tree, problems) = load(parsed);
    assert_eq!(problems, []);
    let root = tree.root(parsed).unwrap();
    assert_eq!(root.get("a").unwrap().kind(), Kind::Hole);
    assert_eq!(root.get("a").unwrap().at(), at(3));
    for key in ["b", "c"] {
        assert_eq!(root.get(key).unwrap().kind(), Kind::String);
        assert!(root.get(key).unwrap().has_hole());
    }
    assert!(!tree.pool_map.has_hole(0, 2));
}

#[test]
fn documents_and_problems() {
    use ProblemKind as P;
    let yaml = |words: &str| P::Yaml(words.to_owned());
    let alias = || P::YamlAlias;
    let twice = |key: &str| P::DuplicateKey(key.to_owned());
    for (text, value, problems) in [
        ("", "", vec![(P::Empty, "")]),
        ("# only\n", "", vec![(P::Empty, "")]),
        ("---\n", "null", vec![]),
        (
            "a: 1\n---\n- 2\n...\n---\n---\nx\n",
            r#"{"a":1} | [2] | null | "x""#,
            vec![],
        ),
        (
            "\u{feff}a: 策",
            r#"{"a":"策"}"#,
            vec![(P::ByteOrderMark, "\u{feff}")],
        ),
        (
            "a: 1\nb: 2\na: 3\na: 4",
            r#"{"a":1,"b":2,"a":3,"a":4}"#,
            vec![(twice("a"), "a"), (twice("a"), "a")],
        ),
        (
            "{x: {y: 1, \"y\": 2}, x: 3}",
            r#"{"x":{"y":1,"y":2},"x":3}"#,
            vec![(twice("y"), "\"y\""), (twice("x"), "x")],
        ),
        (
            "1: a\ntrue: b\n~: c\n'': d\n0x1: e",
            r#"{"1":"a","true":"b","~":"c","":"d","0x1":"e"}"#,
            vec![],
        ),
        ("? a\n: b\n? c\n", r#"{"a":"b","c":null}"#, vec![]),
        (
            "? [a, b]\n: c\nd: e",
            r#"{<invalid>:"c","d":"e"}"#,
            vec![(P::KeyNotString, "[")],
        ),
        (
            "? - a\n: c",
            r#"{<invalid>:"c"}"#,
            vec![(P::KeyNotString, "-")],
        ),
        ("!Ref a: b", r#"{<hole>:"b"}"#, vec![]),
        (
            "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: *y",
            r#"{"a":{"b":1},"c":<hole>,"d":{"<<":<hole>,"e":<hole>}}"#,
            vec![(alias(), "*x"), (alias(), "*x"), (alias(), "*y")],
        ),
        ("*k : v", r#"{<hole>:"v"}"#, vec![(alias(), "*k")]),
        (
            "a: [b, {c: d",
            r#"{"a":["b",<invalid>]}"#,
            vec![(yaml("unclosed bracket '{'"), "{")],
        ),
        (
            "a: b\nc: @d\n---\ne: f",
            r#"{"a":"b","c":<invalid>} | {"e":"f"}"#,
            vec![(yaml("unexpected character: `@'"), "@")],
        ),
        ("@d", "", vec![(yaml("unexpected character: `@'"), "@")]),
        (
            "Action: *\nEffect: Allow",
            r#"{"Action":<invalid>}"#,
            vec![(
                yaml(
                    "while scanning an anchor or alias, did not find expected alphabetic or numeric character",
                ),
                "*",
            )],
        ),
    ] {
        assert_eq!(show(text), (value.to_owned(), problems), "{text:?}");
    }
}

#[test]
fn a_duplicate_key_points_at_the_first() {
    let text = "k: 1\nother: 2\n'k': 3\n";
    let (_, problems) = load(Parsed::file(text, FILE));
    assert_eq!(problems[0].related, Some(Span::new(FILE, 0, 1)));
    assert_eq!(under(text, problems[0].at), "'k'");
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let limit = MAX_DEPTH as usize;
    assert_eq!(show(&nested(limit)).1, []);
    let text = format!("- {}\n- x", nested(limit));
    let (shown, problems) = show(&text);
    let inner = "[".repeat(limit - 1) + "<invalid>" + &"]".repeat(limit - 1);
    assert_eq!(shown, format!("[{inner},\"x\"]"));
    assert_eq!(problems, [(ProblemKind::TooDeep(MAX_DEPTH), "[")]);
}

#[test]
fn huge_and_hostile_texts_are_cut_off() {
    // A small stack shows that depth in the text is not depth of calls.
    std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(read_hostile_texts)
        .unwrap()
        .join()
        .unwrap();
}

fn read_hostile_texts() {
    let count = 1_000_000;
    let lol = "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n".repeat(9);
    let deep = ProblemKind::TooDeep(MAX_DEPTH);
    for (text, expected) in [
        ("[".repeat(count), Some(&deep)),
        ("- ".repeat(count), Some(&deep)),
        ("{a: ".repeat(count), Some(&deep)),
        ("[{".repeat(count), Some(&deep)),
        ("? ".repeat(count), None),
        ("&a ".repeat(count), None),
        ("[\n---\n".repeat(count / 10), None),
        (
            "- a\n".repeat(count * 2),
            Some(&ProblemKind::TooManyNodes(MAX_NODES)),
        ),
        (lol, Some(&ProblemKind::YamlAlias)),
    ] {
        let started = Instant::now();
        let (tree, problems) = load(Parsed::file(&text, FILE));
        let label = text.get(..8).unwrap();
        assert!(started.elapsed() < Duration::from_secs(20), "{label:?}");
        assert!(!problems.is_empty(), "{label:?}");
        if let Some(kind) = expected {
            assert!(
                problems.iter().any(|problem| problem.kind == *kind),
                "{label:?}"
            );
        }
        check(&text, &tree, &problems).unwrap();
    }
}

/// What holds for every text: spans are good, parents cover their children,
/// keys and values alternate, and the pool is mapped to its end.
fn check(text: &str, tree: &Tree, problems: &[Problem]) -> Result<(), TestCaseError> {
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

#[test]
fn in_a_template_a_local_tag_is_the_only_key_of_a_mapping() {
    for (text, expected, place) in [
        ("a: !Ref Role", r#"{"!Ref":"Role"}"#, "!Ref Role"),
        ("a: !Ref\nb: 1", r#"{"!Ref":null}"#, "!Ref"),
        ("a: !Sub '${x}'", r#"{"!Sub":"${x}"}"#, "!Sub '${x}'"),
        (
            "a: !Sub |\n  x\n  y\nb: 1",
            r#"{"!Sub":"x\ny\n"}"#,
            "!Sub |\n  x\n  y",
        ),
        (
            "a: !Join ['', [!Ref b, c]]",
            r#"{"!Join":["",[{"!Ref":"b"},"c"]]}"#,
            "!Join ['', [!Ref b, c]]",
        ),
        (
            "a: !Sub\n  - x\n  - y: !Ref z\nb: 2",
            r#"{"!Sub":["x",{"y":{"!Ref":"z"}}]}"#,
            "!Sub\n  - x\n  - y: !Ref z",
        ),
        (
            "a: !FindInMap\n- b\n- c",
            r#"{"!FindInMap":["b","c"]}"#,
            "!FindInMap\n- b\n- c",
        ),
        ("a: !X {b: 1}\nc: 2", r#"{"!X":{"b":1}}"#, "!X {b: 1}"),
        (
            "a: !X {? [k] : v}",
            r#"{"!X":{<invalid>:"v"}}"#,
            "!X {? [k] : v}",
        ),
        ("a: !!int '1'", "1", "'1'"),
        ("a: !!binary aGk=", "<hole>", "!!binary aGk="),
        (
            "a: !<tag:x.org,2000:y> z",
            "<hole>",
            "!<tag:x.org,2000:y> z",
        ),
        ("a: ! 12", r#""12""#, "12"),
        ("a: !Ref [x", r#"{"!Ref":[<invalid>]}"#, "!Ref ["),
    ] {
        let parsed = Parsed::file(text, FILE);
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        read_template(parsed, &mut tree, &mut problems);
        let value = tree.root(parsed).unwrap().get("a").unwrap();
        let mut shown = String::new();
        show_value(value, &mut shown);
        assert_eq!((shown.as_str(), under(text, value.at())), (expected, place));
        if let Some((key, _)) = value
            .members()
            .next()
            .filter(|(key, _)| key.text().starts_with('!'))
        {
            assert_eq!(under(text, key.at()), key.text());
        }
    }
}
