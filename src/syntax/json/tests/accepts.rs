//! What is JSON and what is not, side by side with `serde_json`.

use super::sound::to_serde;
use super::{show, tree_of, under};
use crate::source::FileId;
use crate::syntax::json::text_of;
use crate::syntax::{Kind, Parsed};

/// Texts that are JSON.
const GOOD: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "12",
    "-1.5",
    "1e5",
    "1E+05",
    "0.0e-0",
    "1.25E-3",
    "\"\"",
    "\"a\"",
    "\"seven c\"",
    "\"eight ch\"",
    "\"nine char\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\u0041\\u00e9\\uD83D\\uDE00\\udbff\\udfff\"",
    "\"\u{7f}\u{2028}\u{fffc}日本\"",
    "[]",
    "{}",
    "[[],{},[[]]]",
    " [ 1 , 2 ] ",
    "\t\r\n{\n\"a\"\n:\n[ ]\n}\n",
    r#"{"a":{"b":[1,{"c":null}]},"d":"e"}"#,
    r#"{"":0}"#,
    r#"["\u0000"]"#,
    "[123456789012345678901234567890]",
    "[-0.000001]",
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
];

/// Texts that are not.
const BAD: &[&str] = &[
    "",
    " ",
    "[",
    "]",
    "{",
    "}",
    "[1",
    "[1,",
    "[,",
    "[1,]",
    "[,1]",
    "[1,,2]",
    "[1 2]",
    "[1}",
    "{]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "{\"a\"=1}",
    "{a:1}",
    "{1:1}",
    "{'a':1}",
    "{\"a\":1 \"b\":2}",
    "{,}",
    "{:}",
    "[:]",
    "nul",
    "nulll",
    "True",
    "NaN",
    "-",
    "+1",
    "01",
    "-01",
    "1.",
    ".1",
    "1e",
    "1e+",
    "0x1",
    "1_0",
    "--1",
    "-Infinity",
    "\"",
    "\"a",
    "\"\\\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\ud800\"",
    "\"\\udc00\"",
    "\"\\ud800\\ud800\"",
    "\"\\ud800\\u0041\"",
    "\"\t\"",
    "\"\n\"",
    "\"\u{1f}\"",
    "1 2",
    "[] []",
    "{}}",
    "[]]",
    "// a",
    "[1] // a",
    "/**/[]",
    "[1,#\n2]",
    "\u{feff}[]",
    "[\u{a0}1]",
    "[\u{c}]",
    "［］",
    "[“a”]",
    "[\"a\"，1]",
    "\0",
    "[1\0]",
    "@",
    "a b c",
];

#[test]
fn good_texts_are_read_as_serde_json_reads_them() {
    for text in GOOD {
        let (tree, problems) = tree_of(text);
        assert_eq!(problems, [], "{text}");
        let root = tree.root(Parsed::file(text, FileId(0))).unwrap();
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(to_serde(root), expected, "{text}");
        assert_eq!(under(text, root.at()), text.trim());
    }
}

#[test]
fn bad_texts_are_reported() {
    for text in BAD {
        assert!(
            serde_json::from_str::<serde_json::Value>(text).is_err(),
            "{text}"
        );
        assert_ne!(tree_of(text).1, [], "{text}");
    }
}

#[test]
fn tolerated_forms_leave_the_same_tree() {
    let plain = "{\"a\": [1, \"x\\n\"], \"b\": {}}";
    let odd = "\u{feff}// c\n{\"a\": [1, /* d */ \"x\\n\",], # e\n\"b\": {},}";
    let (tree, _) = tree_of(plain);
    let (other, problems) = tree_of(odd);
    assert!(!problems.is_empty());
    assert!(problems.iter().all(|problem| problem.kind.recovered()));
    assert_eq!(
        show(&tree, Parsed::file(plain, FileId(0))),
        show(&other, Parsed::file(odd, FileId(0)))
    );
    let kinds = |tree: &crate::syntax::Tree| -> Vec<(Kind, u32)> {
        tree.nodes
            .iter()
            .map(|node| (node.kind, node.end))
            .collect()
    };
    assert_eq!(kinds(&tree), kinds(&other));
}

#[test]
fn numbers_keep_their_spelling() {
    let text = "[1.0, 1e99999, -0, 12345678901234567890123]";
    let (tree, problems) = tree_of(text);
    assert_eq!(problems, []);
    assert_eq!(
        show(&tree, Parsed::file(text, FileId(0))),
        "[1.0,1e99999,-0,12345678901234567890123]"
    );
}

#[test]
fn bytes_become_text_or_an_offset() {
    assert_eq!(text_of(b"\xef\xbb\xbf{}"), Ok("\u{feff}{}"));
    assert_eq!(text_of(b"{\"a\xff\"}"), Err(3));
    assert_eq!(text_of(b"\xff\xfe{\0"), Err(0));
}
