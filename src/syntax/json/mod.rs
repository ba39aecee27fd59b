//! JSON text to a spanned tree. A strict reader goes over the bytes once and
//! writes nodes straight into the table; only where it meets something that is
//! not JSON does a tolerant reader start over, which recovers and reports every
//! problem in one run. Both leave the same tree for the same meaning, so that
//! a comment or a trailing comma changes nothing but the list of problems.

mod cursor;
mod findings;
mod keys;
mod nesting;
mod signs;
mod strict;
mod strings;
mod tokens;
mod tolerant;

#[cfg(test)]
mod tests;

pub use cursor::TextCursor;

use crate::syntax::json::findings::Findings;
use crate::syntax::{Parsed, Problem, ProblemKind, Tree};

/// The level at which a bracket is no longer entered; the outermost value is at
/// level 1. The same number as in `serde_json`, so that both take the same texts.
pub const MAX_DEPTH: u32 = 128;

/// How many nodes one text may have: at 32 bytes each, 1 GiB of them.
pub const MAX_NODES: u32 = 1 << 25;

/// How far a reader goes before it gives up on a part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The level at which a bracket is no longer entered.
    pub depth: u32,
    /// The number of nodes after which nothing more is read.
    pub nodes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: MAX_DEPTH,
            nodes: MAX_NODES,
        }
    }
}

/// What a text is expected to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One value; more is [`ProblemKind::TrailingText`].
    One,
    /// Values one after another, with or without white space between them.
    Stream,
}

/// Reads one JSON value into `tree`, which is cleared first, and appends what is
/// wrong with the text to `problems`, in order of place. Never fails.
pub fn read(parsed: Parsed<'_>, tree: &mut Tree, problems: &mut Vec<Problem>) {
    read_within(Limits::default(), Shape::One, parsed, tree, problems);
}

/// The same for a stream of values, each of which becomes a root of the tree.
pub fn read_stream(parsed: Parsed<'_>, tree: &mut Tree, problems: &mut Vec<Problem>) {
    read_within(Limits::default(), Shape::Stream, parsed, tree, problems);
}

/// [`read`] and [`read_stream`] with limits of the caller's choice.
pub fn read_within(
    limits: Limits,
    shape: Shape,
    parsed: Parsed<'_>,
    tree: &mut Tree,
    problems: &mut Vec<Problem>,
) {
    tree.clear();
    let mut findings = Findings::new(problems);
    if u32::try_from(parsed.text.len()).is_err() {
        let start = parsed.place(0, 0);
        findings.add(ProblemKind::TooManyNodes(limits.nodes), start, None);
        return;
    }
    if strict::read(limits, shape, parsed, tree, &mut findings).is_none() {
        tree.clear();
        findings.forget();
        tolerant::read(limits, shape, parsed, tree, &mut findings);
    }
    findings.sort();
}

/// The text of a file, its byte-order mark kept so that offsets stay those of
/// the file.
///
/// # Errors
/// The offset of the first byte that is not UTF-8.
pub fn text_of(bytes: &[u8]) -> Result<&str, u32> {
    std::str::from_utf8(bytes).map_err(|error| offset(error.valid_up_to()))
}

/// A position as the offset that spans are made of.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// An offset as a position.
fn position(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
