//! Small texts, what is read of them and what is wrong with them.

use super::*;

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
