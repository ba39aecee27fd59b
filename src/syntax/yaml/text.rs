//! Keeps the texts of scalars in the tree: as bytes of the source where they
//! stand there as they are, otherwise in the pool with a map of their places.

use super::scalar::{Decoded, Style};
use super::{Bytes, Reader, offset};
use crate::source::fragment::HOLE;
use crate::source::{HoleId, RunKind};
use crate::syntax::tree::TextRef;

/// A scalar as the parser handed it over.
pub(super) struct Scalar<'a> {
    pub(super) value: &'a str,
    pub(super) style: Style,
    pub(super) bytes: Bytes,
    pub(super) column: usize,
}

impl Reader<'_, '_> {
    /// What a reader would mark as the scalar. A block ends after its last line
    /// of text, though the parser has looked further; one without text is at
    /// the end of its header.
    pub(super) fn visible(&self, scalar: &Scalar<'_>) -> Bytes {
        let mut bytes = scalar.bytes;
        if !scalar.style.is_block() {
            return bytes;
        }
        let white = [' ', '\t', '\n', '\r'];
        let text = self.parsed.text;
        let content = text.get(bytes.start..bytes.end).unwrap_or("");
        let kept = content.trim_end_matches(white).len();
        if kept == 0 {
            let above = text.get(..bytes.start).unwrap_or("");
            return Bytes::at(above.trim_end_matches(white).len());
        }
        let tail = content.get(kept..).unwrap_or("");
        let line = tail.find(['\n', '\r']).unwrap_or(tail.len());
        bytes.end = bytes.start.saturating_add(kept).saturating_add(line);
        bytes
    }

    /// Whether the whole scalar is a hole of the text it stands in.
    pub(super) fn is_hole(&self, scalar: &Scalar<'_>) -> bool {
        let mut chars = scalar.value.chars();
        chars.next() == Some(HOLE) && chars.next().is_none() && self.has_hole(scalar.bytes)
    }

    fn has_hole(&self, bytes: Bytes) -> bool {
        self.hole(bytes).is_some()
    }

    /// The first hole among some bytes.
    fn hole(&self, bytes: Bytes) -> Option<HoleId> {
        let mut holes = self
            .parsed
            .map?
            .holes(offset(bytes.start), offset(bytes.end));
        holes.next().map(|(id, _)| id)
    }

    pub(super) fn text(&mut self, scalar: &Scalar<'_>) -> TextRef {
        let source = self.parsed.text;
        let mut inner = scalar.bytes;
        if scalar.style.is_quoted() {
            inner.start = inner.start.saturating_add(1);
            inner.end = inner.end.saturating_sub(1).max(inner.start);
        }
        let end = inner.start.saturating_add(scalar.value.len());
        if end <= inner.end && source.get(inner.start..end) == Some(scalar.value) {
            return TextRef::Source {
                start: offset(inner.start),
                end: offset(end),
            };
        }
        let range = inner.start..inner.end;
        let mut decoded = std::mem::take(&mut self.decoded);
        let understood = if scalar.style.is_block() {
            decoded.block(source, range, scalar.column, scalar.style, scalar.value)
        } else {
            decoded.flow(source, range, scalar.style)
        };
        let start = self.tree.pool.len();
        if understood.is_some() && decoded.text == scalar.value {
            self.pool_pieces(&decoded);
        } else {
            self.pool_whole(scalar);
        }
        self.decoded = decoded;
        TextRef::Pool {
            start: offset(start),
            end: offset(self.tree.pool.len()),
        }
    }

    fn pool_pieces(&mut self, decoded: &Decoded) {
        self.tree.pool.push_str(&decoded.text);
        for piece in &decoded.pieces {
            let bytes = Bytes {
                start: piece.from.start,
                end: piece.from.end,
            };
            let len = offset(piece.len);
            let place = self.place(bytes);
            let pool_map = &mut self.tree.pool_map;
            let wanted = pool_map.len().saturating_add(len);
            match self.parsed.map {
                Some(map) if piece.same => {
                    map.slice_into(offset(bytes.start), offset(bytes.end), pool_map);
                }
                None if piece.same => pool_map.push(RunKind::Same, len, place),
                _ => {}
            }
            // The rest is an escape, a fold, or text that the outer map lacks.
            let rest = wanted.saturating_sub(pool_map.len());
            pool_map.push(RunKind::Atom, rest, place);
        }
    }

    /// Keeps the parser's text where ours differs, without places inside it.
    fn pool_whole(&mut self, scalar: &Scalar<'_>) {
        let kind = if let Some(id) = self.hole(scalar.bytes) {
            RunKind::Hole(id)
        } else {
            RunKind::Atom
        };
        let place = self.place(self.visible(scalar));
        self.tree.pool.push_str(scalar.value);
        self.tree
            .pool_map
            .push(kind, offset(scalar.value.len()), place);
    }
}
