//! Keys that occur twice in one object. Nearly every object is cleared by one
//! pass that sets a bit per key; only where two keys share a bit are they
//! compared, pair by pair in small objects and by hash in large ones.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::source::Span;
use crate::source::fragment::HOLE;
use crate::syntax::json::findings::Findings;
use crate::syntax::json::position;
use crate::syntax::{NodeId, Parsed, ProblemKind, TextRef, Tree};

/// Up to this many keys are compared pair by pair.
const PAIRWISE: usize = 16;

/// Reports the repeated keys of the object at `object`, whose members are the
/// last nodes of the table.
pub(super) fn check(tree: &Tree, parsed: Parsed<'_>, object: u32, findings: &mut Findings<'_>) {
    let mut seen = 0_u64;
    for key in (Keys {
        tree,
        next: object.saturating_add(1),
    }) {
        let text = bytes(tree, parsed, key);
        let sum = match text {
            [] => 0,
            [only] => usize::from(*only),
            [first, .., last] => text
                .len()
                .wrapping_add(usize::from(*first) << 2)
                .wrapping_add(usize::from(*last) << 4 | usize::from(*last) >> 1),
        };
        let bit = 1_u64 << (sum & 63);
        if seen & bit != 0 {
            compare(tree, parsed, object, findings);
            return;
        }
        seen |= bit;
    }
}

/// Reports each key that equals an earlier one.
fn compare(tree: &Tree, parsed: Parsed<'_>, object: u32, findings: &mut Findings<'_>) {
    let keys = Keys {
        tree,
        next: object.saturating_add(1),
    }
    .filter_map(|id| tree.value(NodeId(id), parsed))
    .filter(|key| is_known(tree, key.id()))
    .filter(|key| !(key.text().contains(HOLE) && key.has_hole()));
    let mut small: Vec<(&str, Span)> = Vec::new();
    let mut large: HashMap<&str, Span> = HashMap::new();
    for key in keys {
        let (text, at) = (key.text(), key.at());
        let first = if large.is_empty() {
            let first = small.iter().find(|(earlier, _)| *earlier == text);
            first.map(|(_, first)| *first)
        } else {
            match large.entry(text) {
                Entry::Occupied(entry) => Some(*entry.get()),
                Entry::Vacant(entry) => {
                    entry.insert(at);
                    None
                }
            }
        };
        if first.is_some() {
            if !findings.has_room() {
                return;
            }
            findings.add(ProblemKind::DuplicateKey(text.to_owned()), at, first);
        } else if large.is_empty() {
            small.push((text, at));
            if small.len() > PAIRWISE {
                large.extend(small.iter().copied());
            }
        }
    }
}

/// Whether the key stands in the text, rather than being made up in recovery.
fn is_known(tree: &Tree, key: NodeId) -> bool {
    tree.node(key)
        .is_some_and(|node| node.text != TextRef::None)
}

/// The decoded bytes of a key.
fn bytes<'a>(tree: &'a Tree, parsed: Parsed<'a>, key: u32) -> &'a [u8] {
    let (text, start, end) = match tree.node(NodeId(key)).map(|node| node.text) {
        Some(TextRef::Source { start, end }) => (parsed.text, start, end),
        Some(TextRef::Pool { start, end }) => (tree.pool.as_str(), start, end),
        Some(TextRef::None) | None => return &[],
    };
    let range = position(start)..position(end);
    text.as_bytes().get(range).unwrap_or(&[])
}

/// Indices of the keys from `next` to the end of the table.
struct Keys<'a> {
    tree: &'a Tree,
    next: u32,
}

impl Iterator for Keys<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let key = self.next;
        let value = self.tree.node(NodeId(key.saturating_add(1)))?;
        self.next = value.end;
        Some(key)
    }
}
