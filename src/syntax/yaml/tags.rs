//! Tags that are not of YAML itself: values that nothing is known of, and in
//! templates the short forms of functions.

use granit_parser::Tag;

use super::{Bytes, Open, Reader, offset};
use crate::syntax::tree::{Kind, TextRef};

/// What a tag that is not of YAML itself makes of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// Something unknown.
    Unknown,
    /// The argument of a function, where the tag is a local one.
    Functions,
}

/// The tag `!`, which asks for a string, a list or a mapping as written.
pub(super) fn is_plain_tag(tag: &Tag) -> bool {
    tag.handle().is_empty() && tag.suffix() == "!"
}

impl Reader<'_, '_> {
    pub(super) fn with_tag(&self, mut bytes: Bytes, span: &granit_parser::Span) -> Bytes {
        if let Some(tag) = span.tag_span() {
            bytes.cover(self.bytes(&tag));
        }
        bytes
    }

    /// Opens the mapping that a local tag of a template stands for, and says
    /// whether it did.
    pub(super) fn open_tagged(&mut self, tag: Option<&Tag>, span: &granit_parser::Span) -> bool {
        let is_local = |tag: &Tag| tag.handle() == "!" && !tag.suffix().is_empty();
        if self.tags == Tags::Unknown || self.wants_key() || !tag.is_some_and(is_local) {
            return false;
        }
        let Some(bytes) = span.tag_span().map(|tag| self.bytes(&tag)) else {
            return false;
        };
        let Some(node) = self.push(Kind::Object, bytes, TextRef::None) else {
            return false;
        };
        self.open.push(Open {
            node,
            bytes,
            mapping: true,
            wants_key: true,
            of_tag: true,
        });
        let name = TextRef::Source {
            start: offset(bytes.start),
            end: offset(bytes.end),
        };
        self.push(Kind::String, bytes, name);
        true
    }

    /// Closes the mapping of a tag once its value is whole.
    pub(super) fn end_tagged(&mut self) {
        if let Some(open) = self.open.pop_if(|open| open.of_tag && open.wants_key) {
            self.close(&open);
        }
    }
}
