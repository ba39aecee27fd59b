//! The reader for text that is not quite JSON. It knows at every token what
//! could stand there, repairs the smallest thing that makes the token fit, and
//! says so once. After something it cannot make sense of it keeps quiet until
//! the next comma or bracket, so that one slip is one problem. A problem whose
//! kind says that the meaning survived is only reported where it did.

use crate::source::Span;
use crate::syntax::json::findings::Findings;
use crate::syntax::json::nesting::closing;
use crate::syntax::json::signs::{self, Word};
use crate::syntax::json::tokens::{Sign, Token};
use crate::syntax::json::{Limits, Shape, offset, position};
use crate::syntax::tree::Node;
use crate::syntax::{Kind, Parsed, ProblemKind, TextRef, Tree};

/// Reads the whole text.
pub(super) fn read(
    limits: Limits,
    shape: Shape,
    parsed: Parsed<'_>,
    tree: &mut Tree,
    findings: &mut Findings<'_>,
) {
    let mut reader = Tolerant {
        parsed,
        at: 0,
        tree,
        findings,
        quote_start: 0,
        quote_end: 0,
        suspect: None,
        limits,
        shape,
        state: State::Top,
        depth: 0,
        open: NONE,
        key: 0,
        comma: Span::new(parsed.file, 0, 0),
        colon: Span::new(parsed.file, 0, 0),
        after_hole: false,
        quiet: false,
        swallowed: false,
        misread: false,
        too_deep: false,
    };
    reader.run();
}

/// The index of no node.
pub(super) const NONE: u32 = u32::MAX;

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// A value at the top.
    Top,
    /// Nothing, or in a stream another value.
    Done,
    /// A key or `}`; whether a comma came before.
    Key { comma: bool },
    /// `:`.
    Colon,
    /// The value of a member.
    MemberValue,
    /// `,` or `}`.
    MemberEnd,
    /// An element or `]`; whether a comma came before.
    Element { comma: bool },
    /// `,` or `]`.
    ElementEnd,
}

/// What became of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It was used up.
    Next,
    /// It is to be looked at again in the new state.
    Again,
    /// Nothing more is read.
    Stop,
}

/// The tolerant reader; its tokens are in `tokens`.
pub(super) struct Tolerant<'a, 't, 'p> {
    pub(super) parsed: Parsed<'a>,
    pub(super) at: usize,
    pub(super) tree: &'t mut Tree,
    pub(super) findings: &'t mut Findings<'p>,
    /// The last string that was closed.
    pub(super) quote_start: usize,
    pub(super) quote_end: usize,
    /// The first string on its line whose closing quote touches a word.
    pub(super) suspect: Option<(u32, u32)>,
    pub(super) limits: Limits,
    pub(super) shape: Shape,
    pub(super) state: State,
    pub(super) depth: u32,
    /// The innermost open bracket, whose node's `end` is the one around it.
    pub(super) open: u32,
    /// The node of the last key.
    pub(super) key: u32,
    pub(super) comma: Span,
    pub(super) colon: Span,
    pub(super) after_hole: bool,
    /// Whether the next slip in structure is a consequence of the last problem.
    pub(super) quiet: bool,
    /// Whether what was quietened swallowed text that may have held brackets.
    pub(super) swallowed: bool,
    /// Whether quotes were paired wrongly, so that brackets cannot be trusted.
    pub(super) misread: bool,
    pub(super) too_deep: bool,
}

impl Tolerant<'_, '_, '_> {
    fn run(&mut self) {
        loop {
            let is_key = matches!(
                self.state,
                State::Key { .. } | State::Colon | State::MemberEnd
            );
            let token = self.next(is_key);
            if token.sign == Sign::End {
                break self.end(token);
            }
            if self.is_full(token) {
                let kind = ProblemKind::TooManyNodes(self.limits.nodes);
                self.report(kind, self.span(token), None);
                self.swallow();
                break self.end(token);
            }
            let step = loop {
                match self.step(token) {
                    Step::Again => {}
                    step => break step,
                }
            };
            if step == Step::Stop {
                self.swallow();
                break self.end(token);
            }
        }
    }

    fn step(&mut self, token: Token) -> Step {
        if let Sign::Close(kind) = token.sign
            && !matches!(self.state, State::Top | State::Done)
        {
            return self.close(kind, token);
        }
        match self.state {
            State::Top => self.top(token),
            State::Done => self.after_top(token),
            State::Key { comma } => self.key(comma, token),
            State::Colon => self.colon(token),
            State::MemberValue => self.member_value(token),
            State::MemberEnd => self.member_end(token),
            State::Element { comma } => self.element(comma, token),
            State::ElementEnd => self.element_end(token),
        }
    }

    fn top(&mut self, token: Token) -> Step {
        match token.sign {
            Sign::Bare(Kind::String) if self.shape == Shape::Stream => {
                // Prose between the values: one problem for its line.
                self.unexpected_word(token);
                let rest = self.rest();
                self.at += rest.find('\n').unwrap_or(rest.len());
                Step::Next
            }
            Sign::Bare(Kind::String) if !self.rest().trim_start().is_empty() => {
                self.unexpected_word(token);
                self.push(Kind::Invalid, TextRef::None, token);
                Step::Stop
            }
            Sign::Close(kind) => {
                let kind = ProblemKind::StrayBracket(closing(kind));
                self.report(kind, self.span(token), None);
                Step::Next
            }
            _ if self.value(token) => Step::Next,
            _ => self.unexpected(token),
        }
    }

    fn after_top(&mut self, token: Token) -> Step {
        if self.shape == Shape::Stream {
            self.state = State::Top;
            self.misread = false;
            self.settle();
            return Step::Again;
        }
        match token.sign {
            Sign::Close(kind) => {
                let kind = ProblemKind::StrayBracket(closing(kind));
                self.slip(kind, self.span(token), None);
                // What follows is a consequence of it.
                self.misread = true;
                Step::Next
            }
            Sign::Hole => Step::Next,
            _ => {
                let end = offset(self.parsed.text.trim_end().len());
                let at = self.parsed.place(token.start, end.max(token.end));
                // Problems inside the rest are part of this one.
                self.findings.remove(|problem| problem.at.start >= at.start);
                if !self.misread {
                    self.report(ProblemKind::TrailingText, at, None);
                }
                Step::Stop
            }
        }
    }

    fn key(&mut self, comma: bool, token: Token) -> Step {
        let text = match token.sign {
            Sign::String(text) => text,
            Sign::Bare(_) => {
                if self.is_json(token) {
                    self.slip(ProblemKind::KeyNotString, self.span(token), None);
                }
                source(token)
            }
            Sign::Hole => source(token),
            Sign::Comma => {
                if comma || self.tree.nodes.len() == position(self.open) + 1 {
                    self.slip(ProblemKind::ExtraComma, self.span(token), None);
                }
                self.settle();
                return Step::Next;
            }
            Sign::Colon | Sign::Equals => {
                self.slip(ProblemKind::Unexpected, self.span(token), None);
                self.missing_key(token);
                return Step::Next;
            }
            Sign::Open(_) => {
                self.slip(ProblemKind::Unexpected, self.span(token), None);
                self.missing_key(token);
                return Step::Again;
            }
            _ => return self.unexpected(token),
        };
        self.key = self.push(Kind::String, text, token);
        self.after_hole = token.sign == Sign::Hole;
        self.state = State::Colon;
        Step::Next
    }

    fn colon(&mut self, token: Token) -> Step {
        let at = self.span(token);
        match token.sign {
            Sign::Colon => {}
            Sign::Equals | Sign::Junk => {
                let from = position(token.start);
                let found = self
                    .parsed
                    .text
                    .get(from..)
                    .and_then(|text| text.chars().next());
                self.slip(ProblemKind::WrongColon(found.unwrap_or('=')), at, None);
            }
            Sign::Comma => {
                self.missing_value();
                return Step::Again;
            }
            Sign::String(_) | Sign::Bare(_) | Sign::Hole
                if self.after_hole || self.colon_follows() =>
            {
                // The key stands alone; the token is the next one.
                self.missing_value();
                self.state = State::Key { comma: true };
                return Step::Again;
            }
            _ => {
                self.slip(ProblemKind::MissingColon, at, None);
                self.state = State::MemberValue;
                return Step::Again;
            }
        }
        self.colon = at;
        self.after_hole = false;
        self.state = State::MemberValue;
        Step::Next
    }

    fn member_value(&mut self, token: Token) -> Step {
        match token.sign {
            Sign::Comma => {
                self.missing_value();
                Step::Again
            }
            Sign::String(_) if self.colon_follows() => {
                self.missing_value();
                self.state = State::Key { comma: true };
                Step::Again
            }
            _ if self.value(token) => Step::Next,
            _ => {
                self.unexpected(token);
                self.push(Kind::Invalid, TextRef::None, token);
                self.after_value(false);
                Step::Next
            }
        }
    }

    fn member_end(&mut self, token: Token) -> Step {
        match token.sign {
            Sign::Comma => self.take_comma(token),
            Sign::Open(_) if self.shape == Shape::Stream => {
                // The value before was never finished; the next one begins.
                let at = self.span(token);
                while self.open != NONE {
                    self.report_unclosed(at);
                    self.finish(at.first());
                }
                self.state = State::Top;
                Step::Again
            }
            Sign::Colon | Sign::Equals | Sign::Open(_) | Sign::Hole => {
                self.state = State::Key { comma: true };
                Step::Again
            }
            Sign::String(_) | Sign::Bare(_) if self.after_hole || self.colon_follows() => {
                if !self.after_hole {
                    self.slip(ProblemKind::MissingComma, self.span(token), None);
                }
                self.state = State::Key { comma: true };
                Step::Again
            }
            _ => self.unexpected_word(token),
        }
    }

    fn element(&mut self, comma: bool, token: Token) -> Step {
        match token.sign {
            Sign::Comma => {
                if comma || self.tree.nodes.len() == position(self.open) + 1 {
                    self.slip(ProblemKind::ExtraComma, self.span(token), None);
                }
                self.settle();
                Step::Next
            }
            _ if self.value(token) => Step::Next,
            _ => self.unexpected(token),
        }
    }

    fn element_end(&mut self, token: Token) -> Step {
        match token.sign {
            Sign::Comma => self.take_comma(token),
            Sign::String(_) | Sign::Bare(_) | Sign::Open(_) | Sign::Hole => {
                if !self.after_hole && token.sign != Sign::Hole {
                    self.slip(ProblemKind::MissingComma, self.span(token), None);
                }
                self.state = State::Element { comma: true };
                Step::Again
            }
            _ => self.unexpected(token),
        }
    }

    fn take_comma(&mut self, token: Token) -> Step {
        self.settle();
        self.comma = self.span(token);
        self.state = match self.state {
            State::MemberEnd => State::Key { comma: true },
            _ => State::Element { comma: true },
        };
        Step::Next
    }

    /// Reads a token where a value may stand, if it is one.
    fn value(&mut self, token: Token) -> bool {
        let (kind, text) = match token.sign {
            Sign::Open(kind) => {
                self.open(kind, token);
                return true;
            }
            Sign::String(text) => (Kind::String, text),
            Sign::Bare(kind @ (Kind::String | Kind::Number)) => (kind, source(token)),
            Sign::Bare(kind) => (kind, TextRef::None),
            Sign::Hole => (Kind::Hole, source(token)),
            _ => return false,
        };
        self.push(kind, text, token);
        self.after_value(token.sign == Sign::Hole);
        true
    }

    pub(super) fn after_value(&mut self, hole: bool) {
        self.after_hole = hole;
        self.state = match self.kind_of(self.open) {
            Some(Kind::Object) => State::MemberEnd,
            Some(_) => State::ElementEnd,
            None => State::Done,
        };
    }

    /// Gives the last key an empty value that could not be read.
    pub(super) fn missing_value(&mut self) {
        let key = self.node_at(self.key);
        if self.after_hole {
            self.push_at(Kind::Hole, TextRef::None, key.unwrap_or(self.colon));
        } else {
            let at = match self.state {
                State::MemberValue => self.colon,
                _ => key.unwrap_or(self.colon),
            };
            self.slip(ProblemKind::MissingValue, at, None);
            let after = Span::new(at.file, at.end, at.end);
            self.push_at(Kind::Invalid, TextRef::None, after);
        }
        self.after_value(self.after_hole);
    }

    /// Adds a key that the text does not have, for a value that stands alone.
    fn missing_key(&mut self, token: Token) {
        self.key = self.push_at(Kind::String, TextRef::None, self.span(token).first());
        self.colon = self.span(token);
        self.after_hole = false;
        self.state = State::MemberValue;
    }

    fn unexpected(&mut self, token: Token) -> Step {
        self.slip(ProblemKind::Unexpected, self.span(token), None);
        self.quiet = true;
        Step::Next
    }

    /// The same for a word, which has been reported as one already.
    fn unexpected_word(&mut self, token: Token) -> Step {
        let at = self.span(token);
        self.findings.take_back(at);
        self.unexpected(token)
    }

    /// Reports a problem.
    pub(super) fn report(&mut self, kind: ProblemKind, at: Span, related: Option<Span>) {
        self.findings.add(kind, at, related);
    }

    /// Reports a slip in structure, unless it follows from the last problem.
    pub(super) fn slip(&mut self, kind: ProblemKind, at: Span, related: Option<Span>) {
        let brackets = matches!(
            kind,
            ProblemKind::StrayBracket(_) | ProblemKind::UnclosedBracket(_)
        );
        let follows = std::mem::take(&mut self.quiet) || (brackets && self.misread);
        if !follows {
            self.report(kind, at, related);
        }
    }

    /// Keeps quiet about what may follow from text that was swallowed.
    pub(super) fn swallow(&mut self) {
        self.quiet = true;
        self.swallowed = true;
    }

    /// A comma or bracket in its place: what follows is judged again.
    pub(super) fn settle(&mut self) {
        self.quiet = false;
        self.swallowed = false;
    }

    /// Notes that a word touches the end of the last string.
    pub(super) fn suspect_quote(&mut self) {
        if self.suspect.is_none() {
            self.suspect = Some((offset(self.quote_start), offset(self.quote_end)));
        }
    }

    /// Whether a token without quotes is a value as JSON has it.
    fn is_json(&self, token: Token) -> bool {
        let text = self
            .parsed
            .text
            .get(position(token.start)..position(token.end));
        text.is_some_and(|text| matches!(signs::word(text), Word::Value(_)))
    }

    /// Whether the token would need a node beyond the limit.
    fn is_full(&self, token: Token) -> bool {
        offset(self.tree.nodes.len()) >= self.limits.nodes
            && matches!(
                token.sign,
                Sign::String(_) | Sign::Bare(_) | Sign::Open(_) | Sign::Hole
            )
    }

    pub(super) fn span(&self, token: Token) -> Span {
        self.parsed.place(token.start, token.end)
    }

    pub(super) fn push(&mut self, kind: Kind, text: TextRef, token: Token) -> u32 {
        self.push_at(kind, text, self.span(token))
    }

    fn push_at(&mut self, kind: Kind, text: TextRef, at: Span) -> u32 {
        let index = offset(self.tree.nodes.len());
        let end = index.saturating_add(1);
        self.tree.nodes.push(Node {
            plain: false,
            kind,
            at,
            text,
            end,
        });
        index
    }
}

/// The bytes of a token as text.
const fn source(token: Token) -> TextRef {
    TextRef::Source {
        start: token.start,
        end: token.end,
    }
}
