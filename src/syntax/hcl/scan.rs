//! A first look at HCL text, before it is parsed: where its top-level blocks
//! and arguments begin and end, which of them can be seen to be broken, and
//! which would take the parser too long. It keeps its own stack, so that no
//! nesting can exhaust the one of the program, and it goes over the text twice
//! at most.

mod layout;
mod literals;

use std::ops::Range;

use super::{MAX_DEPTH, MAX_WORK, is_name, is_name_start};
use crate::syntax::ProblemKind;
pub(super) use layout::{Layout, layout};

/// What makes a part of the text unreadable.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// What it is.
    pub kind: ProblemKind,
    /// The bytes that show it.
    pub at: Range<usize>,
    /// The bytes that explain it.
    pub related: Option<Range<usize>>,
}

/// One top-level block or argument, with a comment at the end of its line.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its bytes.
    pub bytes: Range<usize>,
    /// The first thing that is wrong with it.
    pub fault: Option<Fault>,
}

/// Splits a file into its items, from the byte `from`.
pub(super) fn items(text: &str, from: usize) -> Vec<Item> {
    let mut scanner = Scanner::new(text, from, Kind::Items);
    while scanner.run() {}
    scanner.items
}

/// What is wrong with one expression.
pub(super) fn expression(text: &str, from: usize) -> Option<Fault> {
    let mut scanner = Scanner::new(text, from, Kind::One);
    scanner.broken_layout = true;
    scanner.run();
    scanner.items.into_iter().find_map(|item| item.fault)
}

/// What is wrong with one template.
pub(super) fn template(text: &str, from: usize) -> Option<Fault> {
    let mut scanner = Scanner::new(text, from, Kind::Template);
    scanner.broken_layout = true;
    scanner.start = Some(from);
    scanner.run();
    scanner.items.into_iter().find_map(|item| item.fault)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The file itself: a line end outside brackets ends an item.
    Items,
    /// One expression.
    One,
    /// A text with interpolations.
    Template,
    /// `(`, `[` or `{`.
    Bracket(u8),
    /// A quoted string.
    Quote,
    /// A heredoc, with its tag.
    Heredoc(Range<usize>),
    /// `${` and `%{`.
    Marked,
}

/// Something that has been opened.
#[derive(Clone, Debug)]
struct Frame {
    kind: Kind,
    at: usize,
    /// Operators since the last separator.
    operators: u32,
    /// How often the parser may start over in here, as a power of two: where a
    /// term fails that stands after two operators, it is read a second time.
    doublings: u32,
    /// Members of an object so far, each compared with all before it.
    members: u64,
    /// Where the present member starts.
    key: usize,
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    frames: Vec<Frame>,
    levels: u32,
    start: Option<usize>,
    fault: Option<Fault>,
    items: Vec<Item>,
    /// Work beyond one pass, and the byte up to which it is counted.
    work: u64,
    counted: usize,
    too_much: bool,
    /// Whether brackets are known not to match, so that a line that looks like
    /// the head of a block begins an item wherever it stands.
    broken_layout: bool,
    /// What is written down on the way, where it is wanted.
    layout: Option<Layout>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, from: usize, kind: Kind) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: from,
            frames: vec![frame(kind, from, 0)],
            levels: 0,
            start: None,
            fault: None,
            items: Vec::new(),
            work: 0,
            counted: from,
            too_much: false,
            broken_layout: false,
            layout: None,
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at.saturating_add(ahead)).copied()
    }

    fn starts(&self, with: &str) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        rest.starts_with(with.as_bytes())
    }

    fn top(&self) -> Kind {
        self.frames
            .last()
            .map_or(Kind::Items, |frame| frame.kind.clone())
    }

    /// Goes to the end of the text; `true` asks for another run, from the start
    /// of an item whose brackets turned out not to match.
    fn run(&mut self) -> bool {
        while self.at < self.bytes.len() {
            match self.top() {
                Kind::Quote => self.quoted(),
                Kind::Heredoc(tag) => self.heredoc(&tag),
                Kind::Template => self.template(),
                Kind::Items | Kind::One | Kind::Bracket(_) | Kind::Marked => self.code(),
            }
        }
        self.at_end()
    }

    fn at_end(&mut self) -> bool {
        let open = self
            .frames
            .last()
            .map(|frame| (frame.kind.clone(), frame.at));
        match open {
            Some((Kind::Bracket(_) | Kind::Marked, _)) if !self.broken_layout => {
                if let Some(start) = self.start {
                    self.broken_layout = true;
                    self.at = start;
                    self.restart();
                    return true;
                }
            }
            Some((Kind::Bracket(_) | Kind::Marked, _)) => self.unclosed(),
            Some((Kind::Quote, at)) => {
                self.found(ProblemKind::UnclosedString, at..at.saturating_add(1));
            }
            Some((Kind::Heredoc(tag), at)) => {
                let words = "a heredoc is never closed by a line that holds its tag alone";
                self.found(ProblemKind::Hcl(words.to_owned()), at..tag.end);
            }
            _ => {}
        }
        self.end_item(self.bytes.len());
        false
    }

    fn restart(&mut self) {
        self.frames.truncate(1);
        self.levels = 0;
        self.start = None;
        self.fault = None;
        self.counted = self.at;
        if let Some(root) = self.frames.last_mut() {
            root.operators = 0;
        }
    }

    fn end_item(&mut self, end: usize) {
        self.count();
        if let Some(start) = self.start.take() {
            let fault = self.fault.take();
            self.items.push(Item {
                bytes: start..end,
                fault,
            });
        }
        self.too_much = false;
        self.restart();
    }

    fn found(&mut self, kind: ProblemKind, at: Range<usize>) {
        self.found_with(kind, at, None);
    }

    fn found_with(&mut self, kind: ProblemKind, at: Range<usize>, related: Option<Range<usize>>) {
        self.start.get_or_insert(at.start);
        self.fault.get_or_insert(Fault { kind, at, related });
    }

    fn unclosed(&mut self) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let (open, width) = match frame.kind {
            Kind::Bracket(open) => (char::from(open), 1),
            _ => ('{', 2),
        };
        let opened = frame.at..frame.at.saturating_add(width);
        let end = self.text.get(..self.at).unwrap_or("").trim_end().len();
        self.found_with(ProblemKind::UnclosedBracket(open), end..end, Some(opened));
    }

    fn push(&mut self, kind: Kind, width: usize) {
        self.count();
        let at = self.at;
        let mut doublings = 0;
        if let Some(above) = self.frames.last() {
            let again = u32::from(above.operators >= 2);
            doublings = above.doublings.saturating_add(again);
        }
        if matches!(kind, Kind::Bracket(_) | Kind::Marked) {
            self.level(width);
        }
        self.at = at.saturating_add(width);
        let mut frame = frame(kind, at, doublings);
        frame.key = self.at;
        self.frames.push(frame);
    }

    fn level(&mut self, width: usize) {
        self.levels = self.levels.saturating_add(1);
        if self.levels > MAX_DEPTH {
            let end = self.at.saturating_add(width);
            self.found(ProblemKind::TooDeep(MAX_DEPTH), self.at..end);
        }
    }

    fn pop(&mut self, width: usize) {
        self.at = self.at.saturating_add(width);
        self.count();
        if let Some(frame) = self.frames.pop() {
            self.note_pair(frame.at);
            if matches!(frame.kind, Kind::Bracket(_) | Kind::Marked) {
                self.levels = self.levels.saturating_sub(1);
            }
        }
    }

    /// Adds what the bytes since the last count may cost beyond one reading.
    fn count(&mut self) {
        let bytes = self.at.saturating_sub(self.counted);
        self.counted = self.at;
        let Some(frame) = self.frames.last() else {
            return;
        };
        let again = 1_u64.checked_shl(frame.doublings).unwrap_or(u64::MAX);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        // A byte that is parsed costs as much as some sixteen comparisons.
        let cost = bytes
            .saturating_mul(again.saturating_sub(1))
            .saturating_mul(16);
        self.spend(cost);
    }

    fn spend(&mut self, cost: u64) {
        let total = self.work.saturating_add(cost);
        if total <= MAX_WORK {
            self.work = total;
        } else if !self.too_much {
            // What is refused is not paid for, so that the rest can be read.
            self.too_much = true;
            let at = self.frames.last().map_or(self.at, |frame| frame.at);
            let words = "reading this would take too long: an object has many thousand keys, or operators and brackets stand inside each other too often";
            self.found(ProblemKind::Hcl(words.to_owned()), at..at.saturating_add(1));
        }
    }

    /// One token outside of literal text.
    fn code(&mut self) {
        let Some(byte) = self.byte(0) else { return };
        match byte {
            b' ' | b'\t' | b'\r' => self.at = self.at.saturating_add(1),
            b'\n' => self.line_end(),
            b'#' => self.skip_line(),
            b'/' if self.byte(1) == Some(b'/') => self.skip_line(),
            b'/' if self.byte(1) == Some(b'*') => self.skip_comment(),
            _ => {
                self.start.get_or_insert(self.at);
                self.token(byte);
            }
        }
    }

    fn token(&mut self, byte: u8) {
        match byte {
            b'"' => self.push(Kind::Quote, 1),
            b'(' | b'[' | b'{' => self.push(Kind::Bracket(byte), 1),
            b')' | b']' | b'}' => self.close(byte),
            b',' | b'?' | b':' => self.separator(byte),
            b'<' if self.byte(1) == Some(b'<') => self.heredoc_start(),
            b'=' | b'!' | b'<' | b'>' | b'&' | b'|' => self.signs(),
            b'+' | b'-' | b'*' | b'/' | b'%' => self.operator(1),
            _ => self.word(),
        }
    }

    fn line_end(&mut self) {
        let before = self.text.get(..self.at).unwrap_or("");
        let here = before.strip_suffix('\r').unwrap_or(before).len();
        self.at = self.at.saturating_add(1);
        match self.top() {
            Kind::Items => self.end_item(here),
            Kind::Bracket(b'{') => self.fresh_member(),
            _ => {}
        }
        if self.broken_layout && self.frames.len() > 1 && self.is_head() {
            self.unclosed();
            self.end_item(here);
        }
    }

    /// Whether the present line looks like the first of a block that stands by
    /// itself: a word at the very start, names, an opening brace.
    fn is_head(&self) -> bool {
        if !matches!(self.frames.first(), Some(frame) if frame.kind == Kind::Items) {
            return false;
        }
        let rest = self.text.get(self.at..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        let Some(before) = line.split('{').next().filter(|one| one.len() < line.len()) else {
            return false;
        };
        let fits = |sign: char| is_name(sign) || matches!(sign, ' ' | '\t' | '"' | '.');
        before.starts_with(is_name_start) && before.chars().all(fits)
    }

    fn fresh_member(&mut self) {
        let at = self.at;
        if let Some(frame) = self.frames.last_mut() {
            frame.operators = 0;
            frame.key = at;
        }
    }

    fn separator(&mut self, byte: u8) {
        if byte == b':' {
            self.member();
        }
        self.at = self.at.saturating_add(1);
        self.fresh_member();
    }

    /// Counts the comparisons of a key of an object with those before it.
    fn member(&mut self) {
        let at = self.at;
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if frame.kind != Kind::Bracket(b'{') {
            return;
        }
        let key = u64::try_from(at.saturating_sub(frame.key)).unwrap_or(u64::MAX);
        let each = 1_u64.saturating_add(key / 8);
        let cost = frame.members.saturating_mul(each);
        frame.members = frame.members.saturating_add(1);
        self.spend(cost);
    }

    fn signs(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let is_sign = |byte: &&u8| matches!(byte, b'=' | b'!' | b'<' | b'>' | b'&' | b'|');
        let count = rest.iter().take_while(is_sign).count();
        if rest.starts_with(b"=>") {
            self.at = self.at.saturating_add(count);
            return self.fresh_member();
        }
        if count == 1 && rest.first() == Some(&b'=') {
            self.member();
            self.at = self.at.saturating_add(1);
            self.fresh_member();
        } else {
            self.operator(count);
        }
    }

    fn operator(&mut self, width: usize) {
        self.at = self.at.saturating_add(width);
        if let Some(frame) = self.frames.last_mut() {
            frame.operators = frame.operators.saturating_add(1);
        }
    }

    fn word(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        // A minus after a number is an operator; in a name it is a letter.
        let number = rest.starts_with(|sign: char| sign.is_ascii_digit());
        let goes_on = |sign| is_name(sign) && !(number && sign == '-');
        let end = rest.find(|sign| !goes_on(sign)).unwrap_or(rest.len());
        let other = rest.chars().next().map_or(1, char::len_utf8);
        self.at = self.at.saturating_add(end.max(other));
    }

    fn close(&mut self, byte: u8) {
        let fits = |frame: &Frame| match frame.kind {
            Kind::Bracket(open) => closing(open) == byte,
            Kind::Marked => byte == b'}',
            _ => false,
        };
        let mut from_top = self.frames.iter().rev();
        let top = from_top.next();
        let below = from_top.next();
        if top.is_some_and(fits) {
            self.pop(1);
            return;
        }
        let opened = top.filter(|frame| matches!(frame.kind, Kind::Bracket(_) | Kind::Marked));
        let opened = opened.map(|frame| frame.at..frame.at.saturating_add(1));
        let closes_below = opened.is_some() && below.is_some_and(fits);
        let here = self.at..self.at.saturating_add(1);
        self.found_with(ProblemKind::StrayBracket(char::from(byte)), here, opened);
        if closes_below {
            self.pop(0);
            self.pop(1);
        } else {
            self.at = self.at.saturating_add(1);
        }
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let end = rest.iter().position(|byte| *byte == b'\n');
        let start = self.at;
        self.at = self.at.saturating_add(end.unwrap_or(rest.len()));
        self.note_comment(start);
    }

    fn skip_comment(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        let inner = rest.get(2..).unwrap_or("");
        match inner.find("*/") {
            Some(end) => {
                let start = self.at;
                self.at = self.at.saturating_add(end).saturating_add(4);
                self.note_comment(start);
            }
            None => {
                let at = self.at..self.at.saturating_add(2);
                self.found(ProblemKind::UnclosedComment, at);
                self.end_item(self.bytes.len());
                self.at = self.bytes.len();
            }
        }
    }
}

const fn frame(kind: Kind, at: usize, doublings: u32) -> Frame {
    Frame {
        kind,
        at,
        operators: 0,
        doublings,
        members: 0,
        key: at,
    }
}

const fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}
