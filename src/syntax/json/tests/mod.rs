//! Tests of the JSON reader: what is accepted, what is reported and where, what
//! stays of holes and fragments, and laws over random texts.

mod accepts;
mod fragments;
mod laws;
mod reports;

use std::fmt::Write;

use crate::source::{FileId, Span};
use crate::syntax::json::{read, read_stream};
use crate::syntax::{Kind, Parsed, Problem, Tree, Value};

/// Reads one value from a file's text.
fn tree_of(text: &str) -> (Tree, Vec<Problem>) {
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    read(Parsed::file(text, FileId(0)), &mut tree, &mut problems);
    (tree, problems)
}

fn stream_of(text: &str) -> (Tree, Vec<Problem>) {
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    read_stream(Parsed::file(text, FileId(0)), &mut tree, &mut problems);
    (tree, problems)
}

/// The tree as compact text: strings as Rust writes them, `~` for a hole, `!`
/// for something unreadable.
fn show(tree: &Tree, parsed: Parsed<'_>) -> String {
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

/// The text under a span.
fn under(text: &str, at: Span) -> &str {
    text.get(at.start as usize..at.end as usize).unwrap()
}

/// Each problem as `Kind @ text under the span`.
fn list(text: &str, problems: &[Problem]) -> Vec<String> {
    let line = |problem: &Problem| {
        let related = problem.related.map(|at| format!(" <- {}", under(text, at)));
        format!(
            "{:?} @ {}{}",
            problem.kind,
            under(text, problem.at),
            related.unwrap_or_default()
        )
    };
    problems.iter().map(line).collect()
}
