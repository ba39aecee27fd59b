//! Going through a value once, from left to right, as long as everything in it is
//! plain: for what need not be looked at twice. Over a tree, and over the text of
//! one value that no tree was made of.

use crate::source::Span;
use crate::syntax::tree::Node;
use crate::syntax::{Kind, TextRef, Value};

/// How many objects and lists may be open at a time. Nothing plain has more.
pub const MAX_OPEN: usize = 8;

/// A text within the one that was parsed.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Its token in the outermost file, with its quotes.
    pub at: Span,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// An object.
    Object,
    /// A list.
    List,
    /// A string.
    String,
    /// A number, `true`, `false` or `null`, or what cannot be read.
    Other,
}

/// A place in a value. Whatever gives nothing has met something that is not plain or
/// not expected, after which the place is of no use any more.
pub trait Cursor<'a> {
    /// The text that parts are parts of.
    fn text(&self) -> &'a str;

    /// The range of it that all parts lie in.
    fn whole(&self) -> Option<(u32, u32)>;

    /// What comes next.
    fn peek(&self) -> Next;

    /// Enters the object or list that comes next.
    fn open(&mut self) -> Option<()>;

    /// The next key of the innermost open object; nothing inside where it has no
    /// more, which leaves it.
    fn key(&mut self) -> Option<Option<Part>>;

    /// Whether the innermost open list has another member; where not, it is left.
    fn item(&mut self) -> Option<bool>;

    /// A string that is written as it is read, without control characters.
    fn string(&mut self) -> Option<Part>;

    /// A number.
    fn number(&mut self) -> Option<Part>;

    /// The place of what was left last, or read last.
    fn last(&self) -> Span;
}

/// Goes through a value of a tree.
pub struct TreeCursor<'a> {
    text: &'a str,
    nodes: &'a [Node],
    /// Index among the nodes of what comes next.
    next: usize,
    /// The index of each open object or list and the one after its last descendant,
    /// from the outermost in.
    ends: [(usize, usize); MAX_OPEN],
    open: usize,
    last: Span,
}

impl<'a> TreeCursor<'a> {
    /// Begins before a value.
    #[must_use]
    pub fn new(value: Value<'a>) -> Self {
        let (nodes, next) = value.nodes();
        Self {
            text: value.parsed().text,
            nodes,
            next,
            ends: [(0, 0); MAX_OPEN],
            open: 0,
            last: value.at(),
        }
    }

    fn node(&self) -> Option<&'a Node> {
        self.nodes.get(self.next)
    }

    fn part(&mut self, node: &Node) -> Option<Part> {
        let TextRef::Source { start, end } = node.text else {
            return None;
        };
        self.next = self.next.saturating_add(1);
        self.last = node.at;
        let at = node.at;
        Some(Part { start, end, at })
    }

    /// Whether nothing is left of the innermost open object or list, which is then left.
    fn closes(&mut self) -> Option<bool> {
        let innermost = self.open.checked_sub(1)?;
        let (first, end) = *self.ends.get(innermost)?;
        if self.next < end {
            return Some(false);
        }
        self.open = innermost;
        self.last = self.nodes.get(first)?.at;
        Some(true)
    }
}

impl<'a> Cursor<'a> for TreeCursor<'a> {
    fn text(&self) -> &'a str {
        self.text
    }

    fn whole(&self) -> Option<(u32, u32)> {
        let range = |node: &Node| match node.text {
            TextRef::Source { start, end } => Some((start, end)),
            TextRef::None | TextRef::Pool { .. } => None,
        };
        let nodes = self.nodes.get(self.next..)?;
        let (start, _) = nodes.iter().find_map(range)?;
        let (_, end) = nodes.iter().rev().find_map(range)?;
        Some((start, end))
    }

    fn peek(&self) -> Next {
        match self.node().map(|node| node.kind) {
            Some(Kind::Object) => Next::Object,
            Some(Kind::Array) => Next::List,
            Some(Kind::String) => Next::String,
            _ => Next::Other,
        }
    }

    fn open(&mut self) -> Option<()> {
        let node = self.node()?;
        if !matches!(node.kind, Kind::Object | Kind::Array) {
            return None;
        }
        let end = usize::try_from(node.end).ok()?;
        *self.ends.get_mut(self.open)? = (self.next, end);
        self.open = self.open.saturating_add(1);
        self.next = self.next.saturating_add(1);
        Some(())
    }

    fn key(&mut self) -> Option<Option<Part>> {
        if self.closes()? {
            return Some(None);
        }
        let node = self.node()?;
        if !node.plain {
            return None;
        }
        self.part(node).map(Some)
    }

    fn item(&mut self) -> Option<bool> {
        self.closes().map(|closed| !closed)
    }

    fn string(&mut self) -> Option<Part> {
        let node = self.node()?;
        if !node.plain {
            return None;
        }
        self.part(node)
    }

    fn number(&mut self) -> Option<Part> {
        let node = self.node().filter(|node| node.kind == Kind::Number)?;
        self.part(node)
    }

    fn last(&self) -> Span {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::json::{TextCursor, read};
    use crate::syntax::{Parsed, Tree};

    /// How many lists within each other are opened.
    fn opened<'a>(cursor: &mut impl Cursor<'a>) -> usize {
        std::iter::from_fn(|| cursor.open()).count()
    }

    #[test]
    fn what_is_nested_deeper_than_there_is_room_for_is_not_plain() {
        for levels in [MAX_OPEN, MAX_OPEN + 1] {
            let text = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            let parsed = Parsed::file(&text, FileId(0));
            let mut tree = Tree::default();
            read(parsed, &mut tree, &mut Vec::new());
            let root = tree.root(parsed).unwrap();
            assert_eq!(opened(&mut TreeCursor::new(root)), MAX_OPEN, "{levels}");
            assert_eq!(opened(&mut TextCursor::new(parsed)), MAX_OPEN, "{levels}");
        }
    }
}
