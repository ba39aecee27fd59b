//! The neutral spanned tree that every syntax is read into: a flat table of
//! nodes in document order, whose buffers are reused between documents.
//!
//! Objects keep the order of their members and every duplicate; numbers keep
//! their spelling; strings may have holes. A node's children follow it, and
//! `end` is the index after its last descendant, so walking needs no pointers.

use crate::source::fragment::HOLE;
use crate::source::{FileId, Fragment, HoleId, OffsetMap, RunKind, Span};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, with its spelling as text.
    Number,
    /// A string, decoded.
    String,
    /// A list.
    Array,
    /// A mapping: keys and values alternate among the children; keys are strings.
    Object,
    /// A value that the input does not hold (an unresolved reference). Its text
    /// reference is the hole, where it lies in a text.
    Hole,
    /// A place where a value was expected and something unreadable stood.
    Invalid,
}

/// Where the decoded text of a node is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextRef {
    /// The node has no text.
    None,
    /// Bytes of the text that was parsed, as they stand.
    Source {
        /// First byte.
        start: u32,
        /// One past the last.
        end: u32,
    },
    /// Bytes of the tree's own pool.
    Pool {
        /// First byte.
        start: u32,
        /// One past the last.
        end: u32,
    },
}

/// One node.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Set where it is known to be a string that is written as it is read, without
    /// control characters. Not every reader looks.
    pub plain: bool,
    /// Its token or brackets in the outermost file, quotes included.
    pub at: Span,
    /// Its decoded text, for strings and numbers.
    pub text: TextRef,
    /// Index of the node after its last descendant.
    pub end: u32,
}

/// Index of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// The node table of one text. `clear` keeps the buffers.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Nodes in document order; the root of each document of the text is not a
    /// descendant of another node.
    pub nodes: Vec<Node>,
    /// Decoded strings that do not stand in the parsed text as they are.
    pub pool: String,
    /// Where the bytes of the pool come from, in the outermost file.
    pub pool_map: OffsetMap,
}

impl Tree {
    /// Forgets everything and keeps the buffers.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.pool.clear();
        self.pool_map.clear();
    }

    /// The node, if the index is good.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(usize::try_from(id.0).ok()?)
    }

    /// Indices of the top-level values, in order: one for JSON, one per
    /// document for YAML streams and concatenated JSON.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> + '_ {
        Siblings {
            tree: self,
            next: 0,
            end: u32::try_from(self.nodes.len()).unwrap_or(u32::MAX),
        }
    }

    /// A cursor on a node. `text` is the text that was parsed, and `map` its
    /// map outward where it was itself a fragment.
    #[must_use]
    pub fn value<'a>(&'a self, id: NodeId, parsed: Parsed<'a>) -> Option<Value<'a>> {
        Some(Value {
            tree: self,
            node: self.node(id)?,
            id,
            parsed,
        })
    }

    /// A cursor on the first top-level value.
    #[must_use]
    pub fn root<'a>(&'a self, parsed: Parsed<'a>) -> Option<Value<'a>> {
        let id = self.roots().next()?;
        self.value(id, parsed)
    }
}

/// The text a tree was parsed from, and where that text lies.
#[derive(Clone, Copy, Debug)]
pub struct Parsed<'a> {
    /// The text.
    pub text: &'a str,
    /// The file, for a text that is a whole file.
    pub file: FileId,
    /// The map outward, for a text that is a fragment.
    pub map: Option<&'a OffsetMap>,
}

impl<'a> Parsed<'a> {
    /// A whole file.
    #[must_use]
    pub const fn file(text: &'a str, file: FileId) -> Self {
        Self {
            text,
            file,
            map: None,
        }
    }

    /// A text inside a text.
    #[must_use]
    pub fn fragment(fragment: &'a Fragment, file: FileId) -> Self {
        Self {
            text: &fragment.text,
            file,
            map: Some(&fragment.map),
        }
    }

    /// The place of bytes `start..end` of the text, in the outermost file.
    #[inline]
    #[must_use]
    pub fn place(&self, start: u32, end: u32) -> Span {
        match self.map {
            None => Span::new(self.file, start, end),
            Some(map) => map.range(start, end).unwrap_or(Span::new(self.file, 0, 0)),
        }
    }
}

/// A cursor on one node of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    tree: &'a Tree,
    node: &'a Node,
    id: NodeId,
    parsed: Parsed<'a>,
}

impl<'a> Value<'a> {
    /// What the node is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.node.kind
    }

    /// Its index.
    #[must_use]
    pub const fn id(&self) -> NodeId {
        self.id
    }

    /// Its place in the outermost file, quotes or brackets included.
    #[must_use]
    pub const fn at(&self) -> Span {
        self.node.at
    }

    /// Decoded text of a string, spelling of a number, empty otherwise.
    #[must_use]
    pub fn text(&self) -> &'a str {
        if self.kind() == Kind::Hole {
            return "";
        }
        let (text, start, end) = match self.node.text {
            TextRef::None => return "",
            TextRef::Source { start, end } => (self.parsed.text, start, end),
            TextRef::Pool { start, end } => (self.tree.pool.as_str(), start, end),
        };
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let end = usize::try_from(end).unwrap_or(usize::MAX);
        text.get(start..end).unwrap_or("")
    }

    /// The decoded text if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        (self.kind() == Kind::String).then(|| self.text())
    }

    /// Whether the text has a hole in it.
    #[must_use]
    pub fn has_hole(&self) -> bool {
        match self.node.text {
            TextRef::None => false,
            TextRef::Pool { start, end } => self.tree.pool_map.has_hole(start, end),
            TextRef::Source { start, end } => {
                self.text().contains(HOLE)
                    && self.parsed.map.is_some_and(|map| map.has_hole(start, end))
            }
        }
    }

    /// The holes in the text, or the one that this is, in order and with their
    /// places.
    #[must_use]
    pub fn holes(&self) -> Vec<(HoleId, Span)> {
        match self.node.text {
            TextRef::None => Vec::new(),
            TextRef::Pool { start, end } => self.tree.pool_map.holes(start, end).collect(),
            TextRef::Source { start, end } => self
                .parsed
                .map
                .map_or_else(Vec::new, |map| map.holes(start, end).collect()),
        }
    }

    /// The place of bytes `start..end` of the decoded text, in the outermost file.
    #[must_use]
    pub fn place_in_text(&self, start: u32, end: u32) -> Span {
        match self.node.text {
            TextRef::None => self.node.at,
            TextRef::Source { start: base, .. } => self
                .parsed
                .place(base.saturating_add(start), base.saturating_add(end)),
            TextRef::Pool { start: base, .. } => self
                .tree
                .pool_map
                .range(base.saturating_add(start), base.saturating_add(end))
                .unwrap_or(self.node.at),
        }
    }

    /// The decoded text of a string as a fragment, to be read as a text of its own.
    #[must_use]
    pub fn fragment(&self) -> Fragment {
        let mut fragment = Fragment {
            text: self.text().to_owned(),
            map: OffsetMap::default(),
        };
        match self.node.text {
            TextRef::None => {}
            TextRef::Source { start, end } => match self.parsed.map {
                Some(map) => map.slice_into(start, end, &mut fragment.map),
                None => fragment.map.push(
                    RunKind::Same,
                    end.saturating_sub(start),
                    Span::new(self.parsed.file, start, end),
                ),
            },
            TextRef::Pool { start, end } => {
                self.tree.pool_map.slice_into(start, end, &mut fragment.map);
            }
        }
        fragment
    }

    /// Elements of a list; nothing for other kinds.
    pub fn items(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let end = if self.kind() == Kind::Array {
            self.node.end
        } else {
            0
        };
        self.children(end)
    }

    /// Members of a mapping in order, duplicates included.
    pub fn members(&self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> + use<'a> {
        let end = if self.kind() == Kind::Object {
            self.node.end
        } else {
            0
        };
        let mut children = self.children(end);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The first member with exactly this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        self.members()
            .find(|(name, _)| name.text() == key)
            .map(|(_, value)| value)
    }

    /// The table that it is in, up to its last descendant, and its index there.
    pub(super) fn nodes(&self) -> (&'a [Node], usize) {
        let index = |id: u32| usize::try_from(id).unwrap_or(usize::MAX);
        let nodes = self.tree.nodes.get(..index(self.node.end)).unwrap_or(&[]);
        (nodes, index(self.id.0))
    }

    /// The text that it was read from.
    pub(super) const fn parsed(&self) -> Parsed<'a> {
        self.parsed
    }

    /// How many nodes are inside it, keys and all below.
    #[must_use]
    pub const fn descendants(&self) -> u32 {
        self.node.end.saturating_sub(self.id.0.saturating_add(1))
    }

    /// Whether nothing is inside it.
    #[must_use]
    pub const fn is_leaf(&self) -> bool {
        self.descendants() == 0
    }

    /// This and everything inside it, in the order of the text.
    pub fn with_descendants(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let (tree, parsed) = (self.tree, self.parsed);
        (self.id.0..self.node.end).filter_map(move |id| tree.value(NodeId(id), parsed))
    }

    fn children(&self, end: u32) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let (tree, parsed) = (self.tree, self.parsed);
        Siblings {
            tree,
            next: self.id.0.saturating_add(1),
            end,
        }
        .filter_map(move |id| tree.value(id, parsed))
    }
}

struct Siblings<'a> {
    tree: &'a Tree,
    next: u32,
    end: u32,
}

impl Iterator for Siblings<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.next >= self.end {
            return None;
        }
        let id = NodeId(self.next);
        let node = self.tree.node(id)?;
        self.next = node.end.max(self.next.saturating_add(1));
        Some(id)
    }
}
