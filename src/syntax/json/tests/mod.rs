//! Tests of the JSON reader: what is accepted, what is reported and where, what
//! stays of holes and fragments, and laws over random texts.

mod accepts;
mod fragments;
mod laws;
mod reports;
mod sound;

use self::sound::show;
use crate::source::{FileId, Span};
use crate::syntax::json::{read, read_stream};
use crate::syntax::{Parsed, Problem, Tree};

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
