//! What the first look writes down for those who want it: comments, and what is
//! opened and closed.

use std::ops::Range;

use super::{Kind, Scanner};

/// The comments of a file and what its brackets, heredocs and interpolations hold,
/// from the byte `from`, each in order.
pub(in crate::syntax::hcl) fn layout(text: &str, from: usize) -> Layout {
    let mut scanner = Scanner::new(text, from, Kind::Items);
    scanner.layout = Some(Layout::default());
    while scanner.run() {}
    let mut layout = scanner.layout.unwrap_or_default();
    // A part that was looked at twice is there twice.
    for list in [&mut layout.comments, &mut layout.pairs] {
        list.sort_by_key(|bytes| (bytes.start, bytes.end));
        list.dedup();
    }
    layout
}

/// Where comments stand, and what is opened and closed.
#[derive(Clone, Debug, Default)]
pub(in crate::syntax::hcl) struct Layout {
    /// The bytes of each comment.
    pub comments: Vec<Range<usize>>,
    /// From the first byte of what opens to the last of what closes.
    pub pairs: Vec<Range<usize>>,
}

impl Scanner<'_> {
    pub(super) fn note_comment(&mut self, start: usize) {
        if let Some(layout) = &mut self.layout {
            layout.comments.push(start..self.at);
        }
    }

    pub(super) fn note_pair(&mut self, start: usize) {
        if let Some(layout) = &mut self.layout {
            layout.pairs.push(start..self.at);
        }
    }
}
