//! Brackets in the tolerant reader: opening, closing, and what to make of a
//! bracket that is missing, wrong or too many. The open brackets are a chain
//! through the node table, so that depth costs no memory of its own.

use crate::source::Span;
use crate::syntax::json::tokens::Token;
use crate::syntax::json::tolerant::{NONE, State, Step, Tolerant};
use crate::syntax::json::{Shape, keys, offset, position};
use crate::syntax::{Kind, NodeId, ProblemKind, TextRef};

impl Tolerant<'_, '_, '_> {
    pub(super) fn open(&mut self, kind: Kind, token: Token) {
        if self.depth + 1 >= self.limits.depth {
            if !self.too_deep {
                self.too_deep = true;
                let kind = ProblemKind::TooDeep(self.limits.depth);
                self.report(kind, self.span(token), None);
            }
            let end = self.skip_nested();
            self.push(Kind::Invalid, TextRef::None, Token { end, ..token });
            self.after_value(false);
            return;
        }
        self.quiet = false;
        self.depth += 1;
        let parent = self.open;
        self.open = self.push(kind, TextRef::None, token);
        if let Some(node) = self.tree.nodes.last_mut() {
            node.end = parent;
        }
        self.state = match kind {
            Kind::Object => State::Key { comma: false },
            _ => State::Element { comma: false },
        };
    }

    /// Goes past the bracket that was just read without reading what is in it.
    pub(super) fn skip_nested(&mut self) -> u32 {
        let mut level = 1_usize;
        let mut in_string = false;
        let bytes = self.parsed.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\n' | b'"' if in_string => in_string = false,
                // The byte after a backslash is never the start of anything.
                b'\\' if in_string => self.at += 1,
                _ if in_string => {}
                b'"' => in_string = true,
                b'[' | b'{' => level += 1,
                b']' | b'}' => level -= 1,
                _ => {}
            }
            if level == 0 {
                return offset(self.at);
            }
        }
        self.swallow();
        self.at = self.parsed.text.len();
        offset(self.at)
    }

    pub(super) fn close(&mut self, kind: Kind, token: Token) -> Step {
        let at = self.span(token);
        if matches!(self.state, State::Colon | State::MemberValue) {
            self.missing_value();
            return Step::Again;
        }
        if self.kind_of(self.open) != Some(kind) {
            let opener = self.node_at(self.open);
            let outer = self.outer(kind);
            let rest = self.rest().trim_start();
            if outer == NONE {
                let is_last = rest.is_empty() || self.shape == Shape::Stream;
                self.slip(ProblemKind::StrayBracket(closing(kind)), at, opener);
                if !is_last {
                    return Step::Next;
                }
            } else if self.parent(outer) == NONE && rest.starts_with([',', ']', '}']) {
                // Closing everything here would leave a rest outside, so the
                // bracket is the wrong one rather than one too many.
                self.slip(ProblemKind::StrayBracket(closing(kind)), at, opener);
            } else {
                while self.kind_of(self.open) != Some(kind) && self.open != NONE {
                    self.report_unclosed(at);
                    self.finish(at.first());
                }
            }
        } else if let State::Key { comma: true } | State::Element { comma: true } = self.state {
            self.slip(ProblemKind::TrailingComma, self.comma, None);
        }
        self.finish(at);
        self.settle();
        Step::Next
    }

    /// The innermost open bracket of a kind.
    pub(super) fn outer(&self, kind: Kind) -> u32 {
        let mut open = self.open;
        while open != NONE && self.kind_of(open) != Some(kind) {
            open = self.parent(open);
        }
        open
    }

    pub(super) fn report_unclosed(&mut self, at: Span) {
        if let (Some(kind), Some(opener)) = (self.kind_of(self.open), self.node_at(self.open)) {
            let bracket = if kind == Kind::Object { '{' } else { '[' };
            self.slip(ProblemKind::UnclosedBracket(bracket), at, Some(opener));
        }
    }

    /// Closes the innermost bracket at a place.
    pub(super) fn finish(&mut self, at: Span) {
        let end = offset(self.tree.nodes.len());
        let object = self.open;
        let Some(node) = self.tree.nodes.get_mut(position(object)) else {
            return;
        };
        self.open = std::mem::replace(&mut node.end, end);
        node.at = node.at.to(at);
        if node.kind == Kind::Object {
            keys::check(self.tree, self.parsed, object, self.findings);
        }
        self.depth -= 1;
        self.after_value(false);
    }

    /// Closes what is open and tells what is missing at the end of reading.
    pub(super) fn end(&mut self, token: Token) {
        let at = self.parsed.place(token.start, token.start);
        if let State::Colon | State::MemberValue = self.state {
            self.quiet |= self.swallowed;
            self.missing_value();
        }
        let silent = self.swallowed || self.misread;
        while self.open != NONE {
            if !silent {
                self.quiet = false;
                self.report_unclosed(at);
            }
            self.finish(at);
        }
        if self.tree.nodes.is_empty() && !self.findings.has_lost_meaning() {
            let end = offset(self.parsed.text.len());
            self.report(ProblemKind::Empty, self.parsed.place(0, end), None);
        }
    }

    pub(super) fn kind_of(&self, node: u32) -> Option<Kind> {
        self.tree.node(NodeId(node)).map(|node| node.kind)
    }

    pub(super) fn node_at(&self, node: u32) -> Option<Span> {
        self.tree.node(NodeId(node)).map(|node| node.at)
    }

    pub(super) fn parent(&self, open: u32) -> u32 {
        self.tree.node(NodeId(open)).map_or(NONE, |node| node.end)
    }
}

/// The bracket that closes a list or an object.
pub(super) const fn closing(kind: Kind) -> char {
    match kind {
        Kind::Object => '}',
        _ => ']',
    }
}
