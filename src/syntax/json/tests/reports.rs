//! Every kind of problem, with the text under its span and the tree that is
//! left.

use super::{list, show, stream_of, tree_of};
use crate::source::FileId;
use crate::syntax::json::{Limits, Shape, read_within};
use crate::syntax::{Parsed, ProblemKind, Tree};

/// Text, tree, problems.
type Case = (&'static str, &'static str, &'static [&'static str]);

fn check(cases: &[Case]) {
    let mut failed = Vec::new();
    for &(text, tree, problems) in cases {
        let (read, found) = tree_of(text);
        let shown = show(&read, Parsed::file(text, FileId(0)));
        let listed = list(text, &found);
        if shown != tree || listed != problems {
            failed.push(format!("{text}\n  tree {shown}\n  {listed:#?}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn commas() {
    check(&[
        ("[1 2]", "[1,2]", &["MissingComma @ 2"]),
        (
            "[\"a\"\n\"b\" \"c\"]",
            r#"["a","b","c"]"#,
            &["MissingComma @ \"b\"", "MissingComma @ \"c\""],
        ),
        (
            "[[1][2] {}]",
            "[[1],[2],{}]",
            &["MissingComma @ [", "MissingComma @ {"],
        ),
        (
            r#"{"a": 1 "b": 2}"#,
            r#"{"a":1,"b":2}"#,
            &["MissingComma @ \"b\""],
        ),
        ("[1, 2,]", "[1,2]", &["TrailingComma @ ,"]),
        (r#"{"a": 1, }"#, r#"{"a":1}"#, &["TrailingComma @ ,"]),
        ("[,1]", "[1]", &["ExtraComma @ ,"]),
        ("[1,,2]", "[1,2]", &["ExtraComma @ ,"]),
        ("[,]", "[]", &["ExtraComma @ ,"]),
        ("[1,,]", "[1]", &["TrailingComma @ ,", "ExtraComma @ ,"]),
        (
            r#"{,"a":1,,"b":2}"#,
            r#"{"a":1,"b":2}"#,
            &["ExtraComma @ ,", "ExtraComma @ ,"],
        ),
    ]);
    let (_, problems) = tree_of("[1,,2]");
    assert_eq!(problems[0].at.start, 3);
    let (_, problems) = tree_of("[1,2 , ]");
    assert_eq!(problems[0].at.start, 5);
}

#[test]
fn colons_keys_and_values() {
    check(&[
        (r#"{"a" 1}"#, r#"{"a":1}"#, &["MissingColon @ 1"]),
        (r#"{"a" = 1}"#, r#"{"a":1}"#, &["WrongColon('=') @ ="]),
        (r#"{"a" => 1}"#, r#"{"a":1}"#, &["WrongColon('=') @ =>"]),
        (r#"{"a"; 1}"#, r#"{"a":1}"#, &["WrongColon(';') @ ;"]),
        (r#"{"a":}"#, r#"{"a":!}"#, &["MissingValue @ :"]),
        (r#"{"a"}"#, r#"{"a":!}"#, &["MissingValue @ \"a\""]),
        (
            r#"{"a", "b": 2}"#,
            r#"{"a":!,"b":2}"#,
            &["MissingValue @ \"a\""],
        ),
        (
            r#"{"a":, "b": 2}"#,
            r#"{"a":!,"b":2}"#,
            &["MissingValue @ :"],
        ),
        (
            "{\"a\":\n\"b\": 2}",
            r#"{"a":!,"b":2}"#,
            &["MissingValue @ :"],
        ),
        (
            r#"{"a" "b": 2}"#,
            r#"{"a":!,"b":2}"#,
            &["MissingValue @ \"a\""],
        ),
        (
            "{1: 2, true: 3}",
            r#"{"1":2,"true":3}"#,
            &["KeyNotString @ 1", "KeyNotString @ true"],
        ),
        ("{: 2}", r#"{"":2}"#, &["Unexpected @ :"]),
        (r#"{"a": 1 2}"#, r#"{"a":1}"#, &["Unexpected @ 2"]),
        (r#"{"a": "b" "c"}"#, r#"{"a":"b"}"#, &["Unexpected @ \"c\""]),
        (
            r#"{"a": {}, {"b": 1}}"#,
            r#"{"a":{},"":{"b":1}}"#,
            &["Unexpected @ {"],
        ),
        (r#"["a": 1]"#, r#"["a",1]"#, &["Unexpected @ :"]),
        ("[1, @, 2]", "[1,2]", &["Unexpected @ @"]),
        (
            r#"{"a": (1), "b": 2}"#,
            r#"{"a":!,"b":2}"#,
            &["Unexpected @ ("],
        ),
    ]);
}

#[test]
fn comments_and_spaces() {
    check(&[
        ("[1, // one\n2]", "[1,2]", &["Comment @ // one"]),
        ("[1, # one\r\n2]", "[1,2]", &["Comment @ # one"]),
        (
            "/* a\n * b */ [1]//",
            "[1]",
            &["Comment @ /* a\n * b */", "Comment @ //"],
        ),
        ("[1/**/,2]", "[1,2]", &["Comment @ /**/"]),
        ("[1, 2 /* ]", "[1,2]", &["UnclosedComment @ /*"]),
        (
            "[\u{a0}1,\u{3000} \u{3000}2]",
            "[1,2]",
            &[
                "OddSpace('\\u{a0}') @ \u{a0}",
                "OddSpace('\\u{3000}') @ \u{3000} \u{3000}",
            ],
        ),
        (
            "[1,\u{200b}2\u{2028}]",
            "[1,2]",
            &[
                "OddSpace('\\u{200b}') @ \u{200b}",
                "OddSpace('\\u{2028}') @ \u{2028}",
            ],
        ),
        ("[\u{c}1]", "[1]", &["OddSpace('\\u{c}') @ \u{c}"]),
        ("\u{feff}[1]", "[1]", &["ByteOrderMark @ \u{feff}"]),
        ("[1,\u{feff}2]", "[1,2]", &["StrayByteOrderMark @ \u{feff}"]),
        ("[\"\u{feff}\u{a0}\"]", r#"["\u{feff}\u{a0}"]"#, &[]),
    ]);
}

#[test]
fn full_width() {
    check(&[
        (
            "[1，2]",
            "[1,2]",
            &["FullWidth { found: '，', meant: ',' } @ ，"],
        ),
        (
            "｛“a”：［1］｝",
            r#"{"a":[1]}"#,
            &[
                "FullWidth { found: '｛', meant: '{' } @ ｛",
                "FullWidth { found: '“', meant: '\"' } @ “ <- ”",
                "FullWidth { found: '：', meant: ':' } @ ：",
                "FullWidth { found: '［', meant: '[' } @ ［",
                "FullWidth { found: '］', meant: ']' } @ ］",
                "FullWidth { found: '｝', meant: '}' } @ ｝",
            ],
        ),
        (
            "[‘a’, ＂b＂]",
            r#"["a","b"]"#,
            &[
                "FullWidth { found: '‘', meant: '\"' } @ ‘ <- ’",
                "FullWidth { found: '＂', meant: '\"' } @ ＂ <- ＂",
            ],
        ),
        (
            "{\"a\": \"b”,\n\"c\": 1}",
            r#"{"a":"b","c":1}"#,
            &["FullWidth { found: '”', meant: '\"' } @ ”"],
        ),
        (
            "[“a\\n”]",
            r#"["a\n"]"#,
            &["FullWidth { found: '“', meant: '\"' } @ “ <- ”"],
        ),
        ("[\"，：“”\"]", "[\"，：“”\"]", &[]),
    ]);
}

#[test]
fn brackets() {
    check(&[
        ("[1, 2", "[1,2]", &["UnclosedBracket('[') @  <- ["]),
        (
            r#"{"a": [1, 2}"#,
            r#"{"a":[1,2]}"#,
            &["UnclosedBracket('[') @ } <- ["],
        ),
        (
            r#"{"a": [1, 2}, "b": 3}"#,
            r#"{"a":[1,2],"b":3}"#,
            &["StrayBracket('}') @ } <- ["],
        ),
        (
            r#"{"a": {"b": 1}"#,
            r#"{"a":{"b":1}}"#,
            &["UnclosedBracket('{') @  <- {"],
        ),
        (
            "[[1}",
            "[[1]]",
            &["StrayBracket('}') @ } <- [", "UnclosedBracket('[') @  <- ["],
        ),
        ("[1}", "[1]", &["StrayBracket('}') @ } <- ["]),
        ("[1}, 2]", "[1,2]", &["StrayBracket('}') @ } <- ["]),
        ("[1]]", "[1]", &["StrayBracket(']') @ ]"]),
        ("[1]] , 2]", "[1]", &["StrayBracket(']') @ ]"]),
        ("]", "", &["StrayBracket(']') @ ]"]),
        (
            r#"{"Statement": [{"a": 1, "b": [2}]}"#,
            r#"{"Statement":[{"a":1,"b":[2]}]}"#,
            &["UnclosedBracket('[') @ } <- ["],
        ),
    ]);
}

#[test]
fn strings() {
    check(&[
        (
            "{\"a\": \"b,\n\"c\": 1}",
            r#"{"a":"b","c":1}"#,
            &["UnclosedString @ \"b"],
        ),
        (
            "{\"a\": [\"b],\n\"c\": 1}",
            r#"{"a":["b"],"c":1}"#,
            &["UnclosedString @ \"b"],
        ),
        (
            "{\"a\": \"b\n\"c\": 1}",
            r#"{"a":"b","c":1}"#,
            &["UnclosedString @ \"b"],
        ),
        ("{\"a\": \"b", r#"{"a":"b"}"#, &["UnclosedString @ \"b"]),
        (
            "{\"a: 1, \"b\": 2,\n\"c\": 3}",
            r#"{"a: 1, ":"b","c":3}"#,
            &["UnclosedString @ \"a: 1, \""],
        ),
        (
            "[\"a\tb\"]",
            r#"["a\tb"]"#,
            &["ControlInString('\\t') @ \t"],
        ),
        (
            "['a', 'it\\'s']",
            r#"["a","it's"]"#,
            &["SingleQuotes @ 'a'", "SingleQuotes @ 'it\\'s'"],
        ),
        (
            r#"["\x", "\u12", "\"]"#,
            r#"["\\x","\\u12","\""]"#,
            &[
                "BadEscape @ \\x",
                "BadEscape @ \\u12",
                "UnclosedString @ \"\\\"",
            ],
        ),
        (
            r#"["\ud800", "\udc00x", "\ud83d\ude00"]"#,
            "[\"\u{fffd}\",\"\u{fffd}x\",\"😀\"]",
            &["LoneSurrogate @ \\ud800", "LoneSurrogate @ \\udc00"],
        ),
        (
            r#"["\ud800\u0041"]"#,
            "[\"\u{fffd}A\"]",
            &["LoneSurrogate @ \\ud800"],
        ),
    ]);
}

#[test]
fn words_and_numbers() {
    check(&[
        (
            "{a: True, b: None, c_d = x}",
            r#"{"a":true,"b":null,"c_d":"x"}"#,
            &[
                "Unquoted @ a",
                "Unquoted @ True",
                "Unquoted @ b",
                "Unquoted @ None",
                "Unquoted @ c_d",
                "WrongColon('=') @ =",
                "Unquoted @ x",
            ],
        ),
        (
            "[ecs:Describe*, acs:ram::1:role/x]",
            r#"["ecs:Describe*","acs:ram::1:role/x"]"#,
            &["Unquoted @ ecs:Describe*", "Unquoted @ acs:ram::1:role/x"],
        ),
        (
            "[two words, nulll]",
            r#"["two words","nulll"]"#,
            &["Unquoted @ two words", "Unquoted @ nulll"],
        ),
        (
            "[NaN, -Infinity, +1, 01, .5, 0x1F, 1., -, 1e]",
            "[NaN,-Infinity,+1,01,.5,0x1F,1.,-,1e]",
            &[
                "BadNumber @ NaN",
                "BadNumber @ -Infinity",
                "BadNumber @ +1",
                "BadNumber @ 01",
                "BadNumber @ .5",
                "BadNumber @ 0x1F",
                "BadNumber @ 1.",
                "BadNumber @ -",
                "BadNumber @ 1e",
            ],
        ),
        ("[10.0.0.1]", r#"["10.0.0.1"]"#, &["Unquoted @ 10.0.0.1"]),
        ("Hello, world", "!", &["Unexpected @ Hello"]),
        ("True", "true", &["Unquoted @ True"]),
    ]);
}

#[test]
fn ends() {
    check(&[
        ("", "", &["Empty @ "]),
        (" \n", "", &["Empty @  \n"]),
        (
            "\u{feff}",
            "",
            &["ByteOrderMark @ \u{feff}", "Empty @ \u{feff}"],
        ),
        ("{} {} // x\n", "{}", &["TrailingText @ {} // x"]),
        ("1 x", "1", &["TrailingText @ x"]),
        ("{}, 'a", "{}", &["TrailingText @ , 'a"]),
    ]);
}

#[test]
fn several_at_once_in_order() {
    check(&[(
        "{\n// c\n\"a\"： 'x'\n\"a\" = [1,,2,],\nb: NaN,}",
        r#"{"a":"x","a":[1,2],"b":NaN}"#,
        &[
            "Comment @ // c",
            "FullWidth { found: '：', meant: ':' } @ ：",
            "SingleQuotes @ 'x'",
            "MissingComma @ \"a\"",
            "DuplicateKey(\"a\") @ \"a\" <- \"a\"",
            "WrongColon('=') @ =",
            "ExtraComma @ ,",
            "TrailingComma @ ,",
            "Unquoted @ b",
            "BadNumber @ NaN",
            "TrailingComma @ ,",
        ],
    )]);
}

#[test]
fn repeated_keys() {
    let text = r#"{"b": {"x": 1, "\u0078": 2}, "a": 1, "b": 2, "b": 3}"#;
    let (_, problems) = tree_of(text);
    assert_eq!(
        list(text, &problems),
        [
            r#"DuplicateKey("x") @ "\u0078" <- "x""#,
            r#"DuplicateKey("b") @ "b" <- "b""#,
            r#"DuplicateKey("b") @ "b" <- "b""#,
        ]
    );
    assert!(
        problems[1..]
            .iter()
            .all(|problem| problem.related.unwrap().start == 1)
    );

    let keys: Vec<String> = (0..100_000).map(|key| format!("\"k{key}\":0")).collect();
    let text = format!("{{{},\"k77\":1,\"k0\":1}}", keys.join(","));
    let (tree, problems) = tree_of(&text);
    assert_eq!(tree.nodes.len(), 200_005);
    assert_eq!(
        list(&text, &problems).join(" "),
        r#"DuplicateKey("k77") @ "k77" <- "k77" DuplicateKey("k0") @ "k0" <- "k0""#
    );
}

#[test]
fn limits() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(tree_of(&nested(127)).1.is_empty());
    assert_eq!(tree_of(&nested(128)).1.len(), 1);
    let text = format!("[{}, {}, 1]", nested(127), nested(500));
    let (tree, problems) = tree_of(&text);
    assert_eq!(list(&text, &problems), ["TooDeep(128) @ ["]);
    assert!(show(&tree, Parsed::file(&text, FileId(0))).ends_with(",1]"));

    let text = "[".repeat(5_000_000);
    let (tree, problems) = tree_of(&text);
    assert_eq!(problems.len(), 1);
    assert!(tree.nodes.len() < 200);

    for text in [
        "[1, 2, 3, 4]",
        "{\"a\": 1, \"b\": 2, // c\n}",
        "[1, 2, 3, 4 //\n]",
    ] {
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        let limits = Limits {
            depth: 128,
            nodes: 4,
        };
        let parsed = Parsed::file(text, FileId(0));
        read_within(limits, Shape::One, parsed, &mut tree, &mut problems);
        assert_eq!(problems[0].kind, ProblemKind::TooManyNodes(4), "{text}");
        assert!(tree.nodes.len() <= 5);
    }
}

#[test]
fn garbage_is_capped_and_never_taken_for_whole() {
    let text = "[".to_owned() + &"NaN,".repeat(3000) + "\"a";
    let (_, problems) = tree_of(&text);
    assert_eq!(problems.len(), 1001);
    assert_eq!(problems[1000].kind, ProblemKind::UnclosedString);
}

#[test]
fn streams() {
    let cases: &[Case] = &[
        (
            "{\"a\":1}\n{\"b\":2}\n[]3 4\"x\"",
            r#"{"a":1} {"b":2} [] 3 4 "x""#,
            &[],
        ),
        ("", "", &["Empty @ "]),
        (
            "{\"a\":1\n{\"b\":2}\n",
            r#"{"a":1} {"b":2}"#,
            &["UnclosedBracket('{') @ { <- {"],
        ),
        (
            "{}\nerror: no such user\n{}",
            "{} {}",
            &["Unexpected @ error: no such user"],
        ),
        (
            "{}]\n[1,]",
            "{} [1]",
            &["StrayBracket(']') @ ]", "TrailingComma @ ,"],
        ),
    ];
    for &(text, tree, problems) in cases {
        let (read, found) = stream_of(text);
        assert_eq!(show(&read, Parsed::file(text, FileId(0))), tree, "{text}");
        assert_eq!(list(text, &found), problems, "{text}");
    }
}
