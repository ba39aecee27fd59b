//! The tokens of the tolerant reader. What is wrong inside a token, or between
//! two of them, is reported here; how tokens follow each other is judged by the
//! reader itself. Every call moves forward by at least one character, so a text
//! of garbage ends as well.

use crate::source::Span;
use crate::source::fragment::HOLE;
use crate::syntax::json::offset;
use crate::syntax::json::signs::{self, Word};
use crate::syntax::json::strings::{self, Escape};
use crate::syntax::json::tolerant::Tolerant;
use crate::syntax::{Kind, ProblemKind, TextRef};

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// The end of the text.
    End,
    /// `{` or `[`.
    Open(Kind),
    /// `}` or `]`.
    Close(Kind),
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// `=`, `=>` or `:=`.
    Equals,
    /// A string, decoded.
    String(TextRef),
    /// A value without quotes, as JSON has it or as it was meant.
    Bare(Kind),
    /// A run of characters with a hole in it.
    Hole,
    /// Signs that mean nothing.
    Junk,
}

/// A token with its bytes in the text that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) sign: Sign,
    /// First byte.
    pub(super) start: u32,
    /// One past the last.
    pub(super) end: u32,
}

impl Tolerant<'_, '_, '_> {
    /// The next token. In the place of a key a word ends before a colon.
    pub(super) fn next(&mut self, is_key: bool) -> Token {
        self.skip_between();
        let start = self.at;
        let Some(char) = self.char() else {
            return self.token(Sign::End, start);
        };
        if signs::closers(char).is_some() {
            let text = self.string(char);
            return self.token(Sign::String(text), start);
        }
        let meant = signs::meant(char);
        let sign = match meant.unwrap_or(char) {
            '{' => Sign::Open(Kind::Object),
            '[' => Sign::Open(Kind::Array),
            '}' => Sign::Close(Kind::Object),
            ']' => Sign::Close(Kind::Array),
            ',' => Sign::Comma,
            ':' if self.rest().starts_with(":=") => Sign::Equals,
            ':' => Sign::Colon,
            '=' | '＝' => Sign::Equals,
            char if signs::is_junk(char) => Sign::Junk,
            _ => return self.word(is_key),
        };
        self.at += char.len_utf8();
        match sign {
            Sign::Equals => {
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start_matches(['=', '>']).len();
            }
            Sign::Junk => {
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start_matches(signs::is_junk).len();
            }
            _ => {}
        }
        if let Some(meant) = meant {
            let at = self.place(start, self.at);
            self.report(ProblemKind::FullWidth { found: char, meant }, at, None);
        }
        self.token(sign, start)
    }

    /// What follows after white space, without moving or reporting: whether it
    /// is a colon, or what is used for one.
    pub(super) fn colon_follows(&self) -> bool {
        let rest = self.rest();
        let next = rest
            .chars()
            .find(|&char| !signs::is_space(char) && !signs::is_odd_space(char));
        next.is_some_and(|char| matches!(signs::meant(char).unwrap_or(char), ':' | '=' | '＝'))
    }

    /// The text from the present position.
    pub(super) fn rest(&self) -> &str {
        self.parsed.text.get(self.at..).unwrap_or("")
    }

    fn char(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn token(&self, sign: Sign, start: usize) -> Token {
        Token {
            sign,
            start: offset(start),
            end: offset(self.at),
        }
    }

    /// The place of positions `start..end`.
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        self.parsed.place(offset(start), offset(end))
    }

    fn is_hole(&self, at: usize) -> bool {
        let end = at + HOLE.len_utf8();
        self.parsed
            .map
            .is_some_and(|map| map.has_hole(offset(at), offset(end)))
    }

    /// Skips white space and comments, reporting what JSON does not have.
    fn skip_between(&mut self) {
        // Odd spaces with ordinary ones between them are one problem, as in an
        // indentation copied from a web page.
        let mut odd: Option<(char, usize, usize)> = None;
        loop {
            let start = self.at;
            let char = self.char();
            let length = char.map_or(0, char::len_utf8);
            match char {
                Some(' ' | '\t') => self.at += length,
                Some(char) if signs::is_odd_space(char) => {
                    self.at += length;
                    let (first, from, _) = odd.unwrap_or((char, start, start));
                    odd = Some((first, from, self.at));
                }
                _ => {
                    if let Some((first, from, to)) = odd.take() {
                        let at = self.place(from, to);
                        self.report(ProblemKind::OddSpace(first), at, None);
                    }
                    match char {
                        Some('\n' | '\r') => {
                            self.at += length;
                            self.suspect = None;
                        }
                        Some('\u{feff}') => {
                            self.at += length;
                            let kind = if start == 0 {
                                ProblemKind::ByteOrderMark
                            } else {
                                ProblemKind::StrayByteOrderMark
                            };
                            self.report(kind, self.place(start, self.at), None);
                        }
                        Some('/' | '#') => {
                            if !self.comment() {
                                return;
                            }
                        }
                        _ => return,
                    }
                }
            }
        }
    }

    /// Skips a comment if one begins here.
    fn comment(&mut self) -> bool {
        let start = self.at;
        let rest = self.rest();
        if rest.starts_with("/*") {
            let Some(end) = rest.get(2..).and_then(|rest| rest.find("*/")) else {
                self.at = self.parsed.text.len();
                let at = self.place(start, start + 2);
                self.report(ProblemKind::UnclosedComment, at, None);
                self.swallow();
                return true;
            };
            self.at = start + 2 + end + 2;
            self.suspect = None;
        } else if rest.starts_with("//") || rest.starts_with('#') {
            self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
        } else {
            return false;
        }
        self.report(ProblemKind::Comment, self.place(start, self.at), None);
        true
    }

    /// Reads a word, a number or a hole, and reports what is wrong with it.
    fn word(&mut self, is_key: bool) -> Token {
        let start = self.at;
        let mut has_hole = self.skip_word(is_key);
        let first = self.parsed.text.get(start..self.at).unwrap_or("");
        let mut word = signs::word(first);
        if !has_hole && word == Word::Unquoted(Kind::String) {
            // Several words on one line are one text without its quotes.
            loop {
                let end = self.at;
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
                let next = self.char();
                let ends = |char| signs::ends_word(char) || signs::is_junk(char);
                let colon = |char| is_key && matches!(char, ':' | '=' | '＝');
                if next.is_none_or(|char| ends(char) || colon(char) || char == '#') {
                    self.at = end;
                    break;
                }
                has_hole |= self.skip_word(is_key);
            }
        }
        if has_hole {
            return self.token(Sign::Hole, start);
        }
        if self.at == start {
            self.at += self.char().map_or(0, char::len_utf8);
            word = Word::Junk;
        }
        let (sign, problem) = match word {
            Word::Value(kind) => (Sign::Bare(kind), None),
            Word::BadNumber => (Sign::Bare(Kind::Number), Some(ProblemKind::BadNumber)),
            Word::Unquoted(kind) => (Sign::Bare(kind), Some(ProblemKind::Unquoted)),
            Word::Junk => (Sign::Junk, None),
        };
        if start > 0 && self.quote_end == start {
            self.suspect_quote();
        }
        if let Some(problem) = problem {
            self.report(problem, self.place(start, self.at), None);
        }
        self.token(sign, start)
    }

    /// Goes to the end of a word and tells whether it has a hole.
    fn skip_word(&mut self, is_key: bool) -> bool {
        let mut has_hole = false;
        let mut previous = ' ';
        while let Some(char) = self.char() {
            let comment = char == '/'
                && (self.rest().starts_with("/*")
                    || (previous != ':' && self.rest().starts_with("//")));
            let colon = is_key && matches!(char, ':' | '=' | '＝');
            if comment || colon || signs::ends_word(char) {
                break;
            }
            has_hole |= char == HOLE && self.is_hole(self.at);
            self.at += char.len_utf8();
            previous = char;
        }
        has_hole
    }

    /// Reads a string and reports what is wrong inside it.
    fn string(&mut self, open: char) -> TextRef {
        let closers = signs::closers(open).unwrap_or(&[]);
        let start = self.at;
        self.at += open.len_utf8();
        let pool = self.tree.pool.len();
        let content = self.at;
        let mut kept = content;
        let (end, close) = loop {
            match self.char() {
                None | Some('\n' | '\r') => break self.unclosed(kept),
                Some('\\') => self.escape(open, &mut kept),
                Some(char) if closers.contains(&char) => {
                    let end = self.at;
                    self.at += char.len_utf8();
                    break (end, Some(char));
                }
                Some(char) if char < ' ' => {
                    let from = self.at;
                    let is_control = |char| char < ' ' && char != '\n' && char != '\r';
                    let rest = self.rest();
                    self.at += rest.len() - rest.trim_start_matches(is_control).len();
                    let at = self.place(from, self.at);
                    self.report(ProblemKind::ControlInString(char), at, None);
                }
                Some(char) => self.at += char.len_utf8(),
            }
        };
        let close_at = self.place(end, self.at);
        match close {
            None => self.unclosed_string(start),
            Some(_) if signs::is_typographic_quote(open) => {
                let at = self.place(start, content);
                let kind = ProblemKind::FullWidth {
                    found: open,
                    meant: '"',
                };
                self.report(kind, at, Some(close_at));
            }
            Some(_) if open == '\'' => {
                self.report(ProblemKind::SingleQuotes, self.place(start, self.at), None);
            }
            Some('"') => {}
            Some(found) => {
                let kind = ProblemKind::FullWidth { found, meant: '"' };
                self.report(kind, close_at, None);
            }
        }
        if close.is_some() {
            self.quote_start = start;
            self.quote_end = self.at;
        }
        if kept == content {
            return TextRef::Source {
                start: offset(content),
                end: offset(end),
            };
        }
        strings::keep(self.tree, self.parsed, kept, end);
        strings::pooled(self.tree, pool)
    }

    /// Decodes the escape at the present position; `kept` is the end of what
    /// has been moved to the pool.
    fn escape(&mut self, open: char, kept: &mut usize) {
        let start = self.at;
        let quote = match self.rest().get(1..).and_then(|rest| rest.chars().next()) {
            Some('\'') if open == '\'' => Some('\''),
            Some('\n' | '\r') | None => {
                self.at += 1;
                return;
            }
            _ => None,
        };
        let escape = match quote {
            Some(quote) => Escape::Char(quote, 2),
            None => strings::escape(self.parsed.text, start),
        };
        let (Escape::Char(_, length) | Escape::Lone(length) | Escape::Bad(length)) = escape;
        self.at += length;
        let char = match escape {
            Escape::Char(char, _) => char,
            Escape::Lone(_) => {
                self.report(ProblemKind::LoneSurrogate, self.place(start, self.at), None);
                char::REPLACEMENT_CHARACTER
            }
            Escape::Bad(_) => {
                self.report(ProblemKind::BadEscape, self.place(start, self.at), None);
                return;
            }
        };
        strings::keep(self.tree, self.parsed, *kept, start);
        strings::decode(self.tree, self.parsed, char, start, self.at);
        *kept = self.at;
    }

    /// Finds where a string without a closing quote was meant to end: before
    /// the commas and brackets at the end of the line. A typographic quote there
    /// was meant to close it.
    fn unclosed(&mut self, kept: usize) -> (usize, Option<char>) {
        let line = self.parsed.text.get(kept..self.at).unwrap_or("");
        let is_syntax = |char: char| matches!(char, ',' | ']' | '}' | ' ' | '\t');
        let inside = line.trim_end_matches(is_syntax);
        let quote = inside.chars().next_back();
        let quote = quote.filter(|&char| signs::is_typographic_quote(char));
        let end = kept + inside.len() - quote.map_or(0, char::len_utf8);
        self.at = kept + inside.len();
        (end, quote)
    }

    /// Reports the string from `start` to the present position, which has no
    /// closing quote. Where an earlier string on the line ran into a word, that
    /// one lost its quote, and what was found since is a consequence of it.
    fn unclosed_string(&mut self, start: usize) {
        let mut at = self.place(start, self.at);
        if let Some((from, to)) = self.suspect.take() {
            at = self.parsed.place(from, to);
            self.misread = true;
            self.findings.remove(|problem| problem.at.start >= at.start);
        }
        self.report(ProblemKind::UnclosedString, at, None);
        self.swallow();
    }
}
