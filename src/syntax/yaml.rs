//! Reads YAML streams into the neutral tree, one root per document, on top of
//! the events of `granit-parser`, which no other file names.
//!
//! Nothing is expanded: an alias, a value with an application's own tag and
//! what lies deeper than the limit are single nodes that stand for unknown
//! values. Only in templates is a local tag read, as the short form of a function
//! that it is there. After an error reading goes on at the next document, and
//! what was read before it stays in the tree.

mod comments;
mod scalar;
mod schema;
mod tags;
#[cfg(test)]
mod tests;
mod text;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use crate::source::Span;
use crate::syntax::problem::{Problem, ProblemKind};
use crate::syntax::tree::{Kind, Node, NodeId, Parsed, TextRef, Tree};
pub use comments::comments;
use scalar::{Decoded, Style};
use schema::plain_kind;
use tags::{Tags, is_plain_tag};
use text::Scalar;

/// Levels of lists and mappings inside each other; what is deeper is not read.
pub const MAX_DEPTH: u32 = 128;

/// Nodes of one text; what comes after them is not read.
pub const MAX_NODES: u32 = 1_000_000;

/// Errors of one text, of which each costs at most one document.
const MAX_ERRORS: u32 = 1000;

/// Reads all documents of a text. `tree` is emptied first; problems are added
/// in the order of their places.
pub fn read(parsed: Parsed<'_>, tree: &mut Tree, problems: &mut Vec<Problem>) {
    read_with(parsed, Tags::Unknown, tree, problems);
}

/// Reads a template: `!Name value` becomes a mapping whose only key is `!Name`,
/// at the place of the tag.
pub fn read_template(parsed: Parsed<'_>, tree: &mut Tree, problems: &mut Vec<Problem>) {
    read_with(parsed, Tags::Functions, tree, problems);
}

fn read_with(parsed: Parsed<'_>, tags: Tags, tree: &mut Tree, problems: &mut Vec<Problem>) {
    tree.clear();
    let before = problems.len();
    let mut reader = Reader {
        parsed,
        tags,
        tree,
        problems,
        open: Vec::new(),
        skipped: None,
        decoded: Decoded::default(),
        document: None,
        too_deep: false,
        full: false,
    };
    reader.stream();
    if let Some(new) = problems.get_mut(before..) {
        new.sort_by_key(|problem| (problem.at.file, problem.at.start));
    }
}

/// Bytes of the parsed text.
#[derive(Clone, Copy, Debug)]
struct Bytes {
    start: usize,
    end: usize,
}

impl Bytes {
    const fn at(offset: usize) -> Self {
        Self {
            start: offset,
            end: offset,
        }
    }

    fn cover(&mut self, other: Self) {
        self.start = self.start.min(other.start);
        self.end = self.end.max(other.end);
    }
}

/// A list or mapping whose end has not been read.
struct Open {
    node: NodeId,
    bytes: Bytes,
    mapping: bool,
    wants_key: bool,
    /// The mapping that a tag stands for: it ends with its only value.
    of_tag: bool,
}

/// A collection that is one node, whatever is inside.
struct Skipped {
    node: NodeId,
    bytes: Bytes,
    depth: u32,
}

struct Reader<'a, 't> {
    parsed: Parsed<'a>,
    tags: Tags,
    tree: &'t mut Tree,
    problems: &'t mut Vec<Problem>,
    open: Vec<Open>,
    skipped: Option<Skipped>,
    decoded: Decoded,
    document: Option<usize>,
    too_deep: bool,
    full: bool,
}

fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

impl Reader<'_, '_> {
    fn stream(&mut self) {
        let text = self.parsed.text;
        if text.starts_with('\u{feff}') {
            self.report(ProblemKind::ByteOrderMark, Bytes { start: 0, end: 3 });
        }
        let mut options = granit_parser::options! { emit_unresolved_aliases: true };
        options.set_emit_comments(false);
        let mut parser = Parser::new_from_str_with_options(text, options);
        let mut documents = false;
        let mut errors = 0_u32;
        while let Some(next) = parser.next_event() {
            match next {
                Ok((event, span)) => {
                    documents |= matches!(event, Event::DocumentStart(..));
                    self.event(&event, &span);
                }
                Err(error) => {
                    documents = true;
                    self.error(&error);
                    errors = errors.saturating_add(1);
                    if errors >= MAX_ERRORS || !matches!(parser.proceed_next_document(), Ok(true)) {
                        break;
                    }
                }
            }
            if self.full {
                break;
            }
        }
        self.abandon(text.len());
        if !documents {
            self.report(ProblemKind::Empty, Bytes::at(0));
        }
    }

    fn event(&mut self, event: &Event<'_>, span: &granit_parser::Span) {
        let mut bytes = self.bytes(span);
        match event {
            Event::DocumentStart(..) => {
                self.document = Some(self.tree.nodes.len());
                self.too_deep = false;
            }
            Event::DocumentEnd => self.abandon(bytes.start),
            Event::Alias(_) | Event::UnresolvedAlias(_) => self.alias(bytes),
            Event::Scalar(value, style, _, tag) => {
                let style = match style {
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                    _ => Style::Plain,
                };
                // The parser says `~` where nothing stands.
                let missing = style == Style::Plain && bytes.start == bytes.end;
                let scalar = Scalar {
                    value: if missing { "" } else { value },
                    style,
                    bytes,
                    column: span.start.col(),
                };
                self.scalar(&scalar, tag.as_deref(), span);
            }
            Event::SequenceStart(style, _, tag) | Event::MappingStart(style, _, tag) => {
                let mapping = matches!(event, Event::MappingStart(..));
                if *style == StructureStyle::Block {
                    bytes = Bytes::at(self.first_dash(bytes.start, mapping));
                }
                self.collection(mapping, bytes, tag.as_deref(), span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(bytes),
            _ => {}
        }
    }

    /// A list that is not indented more than the key above it is announced after
    /// its first dash and a comment there; any other block where it begins.
    fn first_dash(&self, start: usize, mapping: bool) -> usize {
        let Some(parent) = self.open.last().filter(|parent| parent.mapping && !mapping) else {
            return start;
        };
        let above = self.parsed.text.get(..start).unwrap_or("");
        let line = above
            .rfind(['\n', '\r'])
            .map_or(0, |at| at.saturating_add(1));
        let blanks = above
            .get(line..)
            .unwrap_or("")
            .bytes()
            .take_while(|&byte| byte == b' ');
        let dash = line.saturating_add(blanks.count());
        if dash >= parent.bytes.start && above.get(dash..).is_some_and(|rest| rest.starts_with('-'))
        {
            return dash;
        }
        start
    }

    fn bytes(&self, span: &granit_parser::Span) -> Bytes {
        let range = span.byte_range().unwrap_or_default();
        let start = self.boundary(range.start);
        Bytes {
            start,
            end: self.boundary(range.end).max(start),
        }
    }

    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.parsed.text.len());
        while !self.parsed.text.is_char_boundary(offset) {
            offset = offset.saturating_sub(1);
        }
        offset
    }

    fn place(&self, bytes: Bytes) -> Span {
        self.parsed.place(offset(bytes.start), offset(bytes.end))
    }

    fn report(&mut self, kind: ProblemKind, bytes: Bytes) {
        let at = self.place(bytes);
        self.problems.push(Problem {
            kind,
            at,
            related: None,
        });
    }

    fn error(&mut self, error: &ScanError) {
        let start = self.boundary(error.marker().byte_offset().unwrap_or(0));
        let mut bytes = Bytes::at(start);
        if let Some(found) = self
            .parsed
            .text
            .get(start..)
            .and_then(|rest| rest.chars().next())
            && !matches!(found, '\n' | '\r')
        {
            bytes.end = start.saturating_add(found.len_utf8());
        }
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            self.report_too_deep(bytes);
        } else {
            let words = error.info().replace(char::is_control, " ");
            self.report(ProblemKind::Yaml(words), bytes);
        }
        if self
            .document
            .is_some_and(|first| first == self.tree.nodes.len())
        {
            self.leaf(Kind::Invalid, bytes, TextRef::None);
        }
        self.abandon(start);
    }

    fn report_too_deep(&mut self, bytes: Bytes) {
        if !self.too_deep {
            self.too_deep = true;
            self.report(ProblemKind::TooDeep(MAX_DEPTH), bytes);
        }
    }

    /// Closes what an error left open. What stood there was an item, or the
    /// value of the last key.
    fn abandon(&mut self, at: usize) {
        if let Some(skipped) = self.skipped.take() {
            self.finish(skipped.node, skipped.bytes);
        } else if let Some(open) = self.open.last()
            && !(open.mapping && open.wants_key)
        {
            let bytes = Bytes::at(at.max(open.bytes.end));
            self.append(Kind::Invalid, bytes, TextRef::None);
        }
        // A collection that was not read may have been a key.
        if self
            .open
            .last()
            .is_some_and(|open| open.mapping && !open.wants_key)
        {
            let at = self.open.last().map_or(at, |open| at.max(open.bytes.end));
            self.append(Kind::Invalid, Bytes::at(at), TextRef::None);
        }
        while let Some(open) = self.open.pop() {
            self.close(&open);
        }
        self.document = None;
    }

    /// Whether the event lies in a collection that is not read. `change` is
    /// what it does to the depth.
    fn skip(&mut self, bytes: Bytes, change: i8) -> bool {
        let Some(skipped) = &mut self.skipped else {
            return false;
        };
        skipped.bytes.cover(bytes);
        match change {
            1 => skipped.depth = skipped.depth.saturating_add(1),
            -1 => skipped.depth = skipped.depth.saturating_sub(1),
            _ => {}
        }
        if skipped.depth == 0
            && let Some(skipped) = self.skipped.take()
        {
            self.finish(skipped.node, skipped.bytes);
            self.end_tagged();
        }
        true
    }

    /// Gives a node its place and its end, and its parent what it covers.
    fn finish(&mut self, node: NodeId, bytes: Bytes) {
        let at = self.place(bytes);
        let end = offset(self.tree.nodes.len());
        if let Some(node) = usize::try_from(node.0)
            .ok()
            .and_then(|id| self.tree.nodes.get_mut(id))
        {
            node.at = at;
            node.end = end;
        }
        if let Some(parent) = self.open.last_mut() {
            parent.bytes.cover(bytes);
        }
    }

    /// Appends a node, unless there are too many.
    fn push(&mut self, kind: Kind, bytes: Bytes, text: TextRef) -> Option<NodeId> {
        if offset(self.tree.nodes.len()) < MAX_NODES {
            return Some(self.append(kind, bytes, text));
        }
        if !self.full {
            self.full = true;
            self.report(ProblemKind::TooManyNodes(MAX_NODES), bytes);
        }
        None
    }

    /// Appends a node; the next one of a mapping is a key if this was a value.
    fn append(&mut self, kind: Kind, bytes: Bytes, text: TextRef) -> NodeId {
        let id = offset(self.tree.nodes.len());
        let at = self.place(bytes);
        self.tree.nodes.push(Node {
            plain: false,
            kind,
            at,
            text,
            end: id.saturating_add(1),
        });
        if let Some(parent) = self.open.last_mut() {
            parent.bytes.cover(bytes);
            parent.wants_key = !parent.wants_key;
        }
        NodeId(id)
    }

    fn leaf(&mut self, kind: Kind, bytes: Bytes, text: TextRef) {
        self.push(kind, bytes, text);
        self.end_tagged();
    }

    fn wants_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| open.mapping && open.wants_key)
    }

    fn collection(
        &mut self,
        mapping: bool,
        bytes: Bytes,
        tag: Option<&Tag>,
        span: &granit_parser::Span,
    ) {
        if self.skip(bytes, 1) {
            return;
        }
        let tag = tag.filter(|tag| !self.open_tagged(Some(tag), span));
        let core = if mapping { "map" } else { "seq" };
        let unread = if self.wants_key() {
            let mut key = bytes;
            key.end = key.end.max(self.next_char(key.start));
            self.report(ProblemKind::KeyNotString, key);
            Some((Kind::Invalid, bytes))
        } else if tag.is_some_and(|tag| !is_plain_tag(tag) && tag.core_suffix() != Some(core)) {
            Some((Kind::Hole, self.with_tag(bytes, span)))
        } else if self.open.len() >= usize::try_from(MAX_DEPTH).unwrap_or(usize::MAX) {
            self.report_too_deep(bytes);
            Some((Kind::Invalid, bytes))
        } else {
            None
        };
        if let Some((kind, bytes)) = unread {
            if let Some(node) = self.push(kind, bytes, TextRef::None) {
                self.skipped = Some(Skipped {
                    node,
                    bytes,
                    depth: 1,
                });
            }
            return;
        }
        let kind = if mapping { Kind::Object } else { Kind::Array };
        if let Some(node) = self.push(kind, bytes, TextRef::None) {
            self.open.push(Open {
                node,
                bytes,
                mapping,
                wants_key: true,
                of_tag: false,
            });
        }
    }

    fn alias(&mut self, bytes: Bytes) {
        if !self.skip(bytes, 0) {
            self.report(ProblemKind::YamlAlias, bytes);
            self.leaf(Kind::Hole, bytes, TextRef::None);
        }
    }

    fn next_char(&self, start: usize) -> usize {
        let next = self
            .parsed
            .text
            .get(start..)
            .and_then(|rest| rest.chars().next());
        start.saturating_add(next.map_or(0, char::len_utf8))
    }

    /// The end of a collection. A block has no closing bracket, and its event
    /// stands wherever the parser noticed.
    fn end(&mut self, bytes: Bytes) {
        let bracket = self
            .parsed
            .text
            .get(bytes.start..bytes.end)
            .is_some_and(|text| matches!(text, "]" | "}"));
        if let Some(skipped) = &self.skipped {
            let covered = if bracket { bytes } else { skipped.bytes };
            self.skip(covered, -1);
            return;
        }
        if let Some(mut open) = self.open.pop() {
            if bracket {
                open.bytes.cover(bytes);
            }
            self.close(&open);
            self.end_tagged();
        }
    }

    fn close(&mut self, open: &Open) {
        self.finish(open.node, open.bytes);
        if open.mapping {
            self.duplicates(open.node);
        }
    }

    fn duplicates(&mut self, object: NodeId) {
        let Some(object) = self.tree.value(object, self.parsed) else {
            return;
        };
        let mut keys: Vec<(&str, Span)> = object
            .members()
            .filter_map(|(key, _)| Some((key.as_str()?, key.at())))
            .collect();
        keys.sort_by(|left, right| left.0.cmp(right.0));
        let mut first: Option<(&str, Span)> = None;
        for (key, at) in keys {
            match first {
                Some((known, place)) if known == key => self.problems.push(Problem {
                    kind: ProblemKind::DuplicateKey(key.to_owned()),
                    at,
                    related: Some(place),
                }),
                _ => first = Some((key, at)),
            }
        }
    }

    fn scalar(&mut self, scalar: &Scalar<'_>, tag: Option<&Tag>, span: &granit_parser::Span) {
        let bytes = self.visible(scalar);
        if self.skip(bytes, 0) {
            return;
        }
        let tag = tag.filter(|tag| !self.open_tagged(Some(tag), span));
        let tagged = match tag {
            None => None,
            Some(tag) if is_plain_tag(tag) => Some(Kind::String),
            Some(tag) => Some(match (tag.core_suffix(), plain_kind(scalar.value)) {
                (Some("str"), _) => Kind::String,
                (Some("null"), Kind::Null) => Kind::Null,
                (Some("bool"), Kind::Bool(value)) => Kind::Bool(value),
                (Some("int" | "float"), Kind::Number) => Kind::Number,
                _ => Kind::Hole,
            }),
        };
        let kind = match tagged {
            Some(kind) => kind,
            None if scalar.style != Style::Plain => Kind::String,
            None if self.is_hole(scalar) => Kind::Hole,
            None => plain_kind(scalar.value),
        };
        if kind == Kind::Hole {
            let text = TextRef::Source {
                start: offset(bytes.start),
                end: offset(bytes.end),
            };
            let bytes = self.with_tag(bytes, span);
            self.leaf(kind, bytes, text);
            return;
        }
        let kind = if self.wants_key() { Kind::String } else { kind };
        let text = match kind {
            Kind::String | Kind::Number => self.text(scalar),
            _ => TextRef::None,
        };
        self.leaf(kind, bytes, text);
    }
}
