//! Texts inside texts: where their places lead, and what becomes of holes.

use super::{show, under};
use crate::source::{FileId, Fragment, HoleId, Span};
use crate::syntax::json::read;
use crate::syntax::{Kind, Parsed, Problem, ProblemKind, Tree};

const FILE: FileId = FileId(7);

fn read_fragment(fragment: &Fragment) -> (Tree, Vec<Problem>) {
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    read(Parsed::fragment(fragment, FILE), &mut tree, &mut problems);
    (tree, problems)
}

/// A fragment whose holes stand for `${…}` in `text`.
fn template(text: &str) -> Fragment {
    let mut fragment = Fragment::default();
    let mut at = 0;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').unwrap();
        fragment.push_same(before, FILE, at);
        let start = at + before.len() as u32;
        at = start + name.len() as u32 + 3;
        fragment.push_hole(HoleId::UNTOLD, Span::new(FILE, start, at));
        rest = after;
    }
    fragment.push_same(rest, FILE, at);
    fragment
}

#[test]
fn places_in_nested_fragments_are_those_of_the_file() {
    let text = r#"{"d": "{\"a\u0022: [\u0031, \"x\\ty\", \"\\u4e2d!\"],\n\"a\": tru}"}"#;
    let parsed = Parsed::file(text, FILE);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    read(parsed, &mut tree, &mut problems);
    assert_eq!(problems, []);
    let fragment = tree.root(parsed).unwrap().get("d").unwrap().fragment();
    let (inner, problems) = read_fragment(&fragment);
    let under = |at| under(text, at);
    let parsed = Parsed::fragment(&fragment, FILE);
    assert_eq!(show(&inner, parsed), r#"{"a":[1,"x\ty","中!"],"a":"tru"}"#);
    let root = inner.root(parsed).unwrap();
    let (key, list) = root.members().next().unwrap();
    assert_eq!(under(key.at()), r#"\"a\u0022"#);
    let items: Vec<_> = list.items().collect();
    assert_eq!(under(items[0].at()), r"\u0031");
    assert_eq!(under(items[1].at()), r#"\"x\\ty\""#);
    assert_eq!(under(items[1].place_in_text(1, 2)), r"\\t");
    assert_eq!(under(items[2].place_in_text(0, 1)), r"\\u4e2d");
    assert_eq!(under(items[2].place_in_text(3, 4)), "!");
    assert!(under(root.at()).starts_with(r#"{\"a"#) && under(root.at()).ends_with("tru}"));
    assert_eq!(problems[0].kind, ProblemKind::DuplicateKey("a".to_owned()));
    assert_eq!(under(problems[0].related.unwrap()), r#"\"a\u0022"#);
    assert_eq!(problems[1].kind, ProblemKind::Unquoted);
    assert_eq!(under(problems[1].at), "tru");
    assert_eq!(problems.len(), 2);
}

#[test]
fn holes_are_values_keys_and_parts_of_strings() {
    let cases = [
        ("{\"a\": ${x}, \"b\": [${y}, 1]}", r#"{"a":~,"b":[~,1]}"#),
        ("${x}", "~"),
        ("{\"a\": ${x}${y}, \"b\": ${z}0}", r#"{"a":~,"b":~}"#),
        ("{${k}: 1}", "{\"\u{fffc}\":1}"),
        (
            "{\"a${k}\": \"b${v}\\n\"}",
            "{\"a\u{fffc}\":\"b\u{fffc}\\n\"}",
        ),
        ("{\"a\": 1, ${rest}}", "{\"a\":1,\"\u{fffc}\":~}"),
        ("{${rest} \"a\": 1}", "{\"\u{fffc}\":~,\"a\":1}"),
        ("[${each} \"a\" ${end}]", "[~,\"a\",~]"),
        (
            "{\"${a}\": 1, \"${b}\": 2}",
            "{\"\u{fffc}\":1,\"\u{fffc}\":2}",
        ),
    ];
    for (text, expected) in cases {
        let fragment = template(text);
        let (tree, problems) = read_fragment(&fragment);
        assert_eq!(
            show(&tree, Parsed::fragment(&fragment, FILE)),
            expected,
            "{text}"
        );
        assert_eq!(problems, [], "{text}");
    }
}

#[test]
fn holes_know_their_place() {
    let text = "{\"a\": ${value}, \"b\": \"x${part}\\ty\", \"c\": \"\u{fffc}\"}";
    let fragment = template(text);
    let (tree, problems) = read_fragment(&fragment);
    assert_eq!(problems, []);
    let root = tree.root(Parsed::fragment(&fragment, FILE)).unwrap();
    let under = |at| under(text, at);
    let hole = root.get("a").unwrap();
    assert_eq!((hole.kind(), under(hole.at())), (Kind::Hole, "${value}"));
    let part = root.get("b").unwrap();
    assert!(part.has_hole());
    assert_eq!(under(part.at()), "\"x${part}\\ty\"");
    assert_eq!(under(part.place_in_text(1, 4)), "${part}");
    assert_eq!(under(part.place_in_text(4, 5)), "\\t");
    assert!(!root.get("c").unwrap().has_hole());
}

#[test]
fn the_hole_character_is_only_a_character_in_a_file() {
    let text = "[\u{fffc}]";
    let (tree, problems) = super::tree_of(text);
    assert_eq!(problems[0].kind, ProblemKind::Unexpected);
    assert_eq!(show(&tree, Parsed::file(text, FileId(0))), "[]");
}
