//! What holds for the tree of every text, and what is held against `serde_json`.
//! Shared with the integration tests and the fuzz targets, which include this file.
#![allow(
    dead_code,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "several test binaries use this, each a part of it"
)]

use std::fmt::Write;

use ramlint::source::{FileId, Span};
use ramlint::syntax::json::read;
use ramlint::syntax::{Kind, NodeId, Parsed, Problem, ProblemKind, Tree, Value};

/// A node as a value of `serde_json`, the last of equal keys winning.
pub fn to_serde(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::Bool(bool) => bool.into(),
        Kind::Number => serde_json::from_str(value.text()).unwrap(),
        Kind::String => value.text().into(),
        Kind::Array => value.items().map(to_serde).collect(),
        Kind::Object => value
            .members()
            .map(|(key, item)| (key.text().to_owned(), to_serde(item)))
            .collect(),
        Kind::Null => serde_json::Value::Null,
        Kind::Hole | Kind::Invalid => "unread".into(),
    }
}

/// Every span lies in the text on boundaries, problems are in order, and the
/// table is well formed.
pub fn is_sound(text: &str, tree: &Tree, problems: &[Problem]) {
    let inside = |at: Span| {
        assert!(at.start <= at.end, "{at:?} in {text:?}");
        assert!(
            text.get(at.start as usize..at.end as usize).is_some(),
            "{at:?} in {text:?}"
        );
    };
    for problem in problems {
        inside(problem.at);
        problem.related.into_iter().for_each(inside);
    }
    assert!(problems.is_sorted_by_key(|problem| problem.at.start));
    let parsed = Parsed::file(text, FileId(0));
    for (index, node) in tree.nodes.iter().enumerate() {
        inside(node.at);
        assert!(node.end as usize > index && node.end as usize <= tree.nodes.len());
        let value = tree.value(NodeId(index as u32), parsed).unwrap();
        assert_eq!(value.members().count() * 2, {
            let is_object = value.kind() == Kind::Object;
            let mut children = 0;
            let mut next = index + 1;
            while is_object && next < node.end as usize {
                children += 1;
                next = tree.nodes[next].end as usize;
            }
            children
        });
        for (key, _) in value.members() {
            assert!(key.as_str().is_some(), "{text:?}");
        }
    }
    if problems.is_empty() {
        assert_eq!(tree.roots().count(), 1);
    }
}

/// A text is without fault exactly where `serde_json` reads it, and then means the
/// same.
pub fn is_read_as_serde_json_reads_it(text: &str) {
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    read(Parsed::file(text, FileId(0)), &mut tree, &mut problems);
    is_sound(text, &tree, &problems);
    let is_repeat = |problem: &Problem| matches!(problem.kind, ProblemKind::DuplicateKey(_));
    let clean = problems.iter().all(is_repeat);
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => {
            assert!(clean, "{text:?} {problems:?}");
            let root = tree.root(Parsed::file(text, FileId(0))).unwrap();
            assert_eq!(to_serde(root), value);
        }
        // The spelling of a number is kept whatever its size.
        Err(error) if error.to_string().contains("out of range") => {}
        Err(_) => assert!(!clean, "{text:?}"),
    }
}

/// The tree as compact text: strings as Rust writes them, `~` for a hole, `!`
/// for something unreadable.
pub fn show(tree: &Tree, parsed: Parsed<'_>) -> String {
    let mut out = String::new();
    for (index, root) in tree.roots().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        show_value(tree.value(root, parsed).unwrap(), &mut out);
    }
    out
}

fn show_value(value: Value<'_>, out: &mut String) {
    match value.kind() {
        Kind::Null => out.push_str("null"),
        Kind::Bool(bool) => write!(out, "{bool}").unwrap(),
        Kind::Number => out.push_str(value.text()),
        Kind::String => write!(out, "{:?}", value.text()).unwrap(),
        Kind::Hole => out.push('~'),
        Kind::Invalid => out.push('!'),
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

/// A text inside a string has the tree and the problems that it has alone, at places
/// in the outer text.
pub fn is_the_same_within_a_string(text: &str) {
    let outer = serde_json::Value::from(text).to_string();
    let outside = Parsed::file(&outer, FileId(0));
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    read(outside, &mut tree, &mut problems);
    let fragment = tree.root(outside).unwrap().fragment();
    assert_eq!(fragment.text, text);
    let (mut inner, mut found) = (Tree::default(), Vec::new());
    read(
        Parsed::fragment(&fragment, FileId(0)),
        &mut inner,
        &mut found,
    );
    let (mut plain, mut expected) = (Tree::default(), Vec::new());
    read(Parsed::file(text, FileId(0)), &mut plain, &mut expected);
    let kinds = |problems: &[Problem]| -> Vec<ProblemKind> {
        problems
            .iter()
            .map(|problem| problem.kind.clone())
            .collect()
    };
    assert_eq!(kinds(&found), kinds(&expected), "{text:?}");
    let spans = inner.nodes.iter().map(|node| node.at);
    for at in spans.chain(found.iter().map(|problem| problem.at)) {
        assert!(outer.get(at.start as usize..at.end as usize).is_some());
    }
    let inside = show(&inner, Parsed::fragment(&fragment, FileId(0)));
    assert_eq!(inside, show(&plain, Parsed::file(text, FileId(0))));
}
