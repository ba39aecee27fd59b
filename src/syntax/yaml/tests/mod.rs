//! Tests of the YAML reader: tables of small texts, and laws over random ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

mod hostile;
mod laws;
mod sound;
mod tables;
mod tags;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{MAX_DEPTH, MAX_NODES, read, read_template};
use crate::source::{FileId, Fragment, HoleId, Span};
use crate::syntax::{Kind, Parsed, Problem, ProblemKind, Tree, Value};

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
