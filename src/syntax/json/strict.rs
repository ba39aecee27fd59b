//! The reader for text that is JSON to the letter: one pass over the bytes, no
//! recursion and no allocation beyond the buffers of the tree. It gives up at
//! the first byte that is anything else and leaves all judgement to the
//! tolerant reader; repeated keys, which are JSON, it reports itself.

use crate::source::Span;
use crate::syntax::json::findings::Findings;
use crate::syntax::json::strings::{self, Escape};
use crate::syntax::json::{Limits, Shape, keys, offset, position};
use crate::syntax::tree::Node;
use crate::syntax::{Kind, Parsed, TextRef, Tree};

/// Reads the whole text, or returns nothing where it is not JSON within the
/// limits; tree and findings are then left half-filled.
pub(super) fn read(
    limits: Limits,
    shape: Shape,
    parsed: Parsed<'_>,
    tree: &mut Tree,
    findings: &mut Findings<'_>,
) -> Option<()> {
    let mut reader = Strict {
        parsed,
        bytes: parsed.text.as_bytes(),
        at: 0,
        tree,
        findings,
        limits,
        depth: 0,
        open: u32::MAX,
        in_object: false,
    };
    reader.skip_space();
    loop {
        reader.document()?;
        reader.skip_space();
        if reader.byte().is_none() {
            return Some(());
        }
        if shape == Shape::One {
            return None;
        }
    }
}

struct Strict<'a, 't, 'p> {
    parsed: Parsed<'a>,
    bytes: &'a [u8],
    at: usize,
    tree: &'t mut Tree,
    findings: &'t mut Findings<'p>,
    limits: Limits,
    depth: u32,
    /// The innermost open bracket. Until it is closed, the `end` of its node is
    /// the index of the bracket around it, which saves a stack.
    open: u32,
    in_object: bool,
}

impl Strict<'_, '_, '_> {
    fn document(&mut self) -> Option<()> {
        loop {
            let start = self.at;
            match self.byte()? {
                b'"' => self.string()?,
                b'{' => {
                    self.open(Kind::Object)?;
                    if self.byte()? == b'}' {
                        self.close()?;
                    } else {
                        self.key()?;
                        continue;
                    }
                }
                b'[' => {
                    self.open(Kind::Array)?;
                    if self.byte()? == b']' {
                        self.close()?;
                    } else {
                        continue;
                    }
                }
                b't' => self.word(b"true", Kind::Bool(true))?,
                b'f' => self.word(b"false", Kind::Bool(false))?,
                b'n' => self.word(b"null", Kind::Null)?,
                b'-' | b'0'..=b'9' => {
                    self.at = number_end(self.bytes, start)?;
                    let text = TextRef::Source {
                        start: offset(start),
                        end: offset(self.at),
                    };
                    self.push(Kind::Number, start, text)?;
                }
                _ => return None,
            }
            loop {
                if self.depth == 0 {
                    return Some(());
                }
                self.skip_space();
                match (self.byte()?, self.in_object) {
                    (b',', in_object) => {
                        self.at += 1;
                        self.skip_space();
                        if in_object {
                            self.key()?;
                        }
                        break;
                    }
                    (b'}', true) | (b']', false) => self.close()?,
                    _ => return None,
                }
            }
        }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        self.at = strings::after_space(self.bytes, self.at);
    }

    #[inline]
    fn key(&mut self) -> Option<()> {
        if self.byte()? != b'"' {
            return None;
        }
        self.string()?;
        self.skip_space();
        if self.byte()? != b':' {
            return None;
        }
        self.at += 1;
        self.skip_space();
        Some(())
    }

    #[inline]
    fn string(&mut self) -> Option<()> {
        let start = self.at;
        let end = strings::find_special(self.bytes, start + 1);
        let text = match self.bytes.get(end)? {
            b'"' => {
                self.at = end + 1;
                TextRef::Source {
                    start: offset(start + 1),
                    end: offset(end),
                }
            }
            b'\\' => {
                let text = self.escaped(start + 1, end)?;
                return self.push(Kind::String, start, text);
            }
            _ => return None,
        };
        self.push(Kind::String, start, text)?;
        self.tree.nodes.last_mut()?.plain = true;
        Some(())
    }

    /// Decodes a string from `start` whose first backslash is at `backslash`.
    fn escaped(&mut self, start: usize, backslash: usize) -> Option<TextRef> {
        let pool = self.tree.pool.len();
        let mut start = start;
        let mut special = backslash;
        loop {
            strings::keep(self.tree, self.parsed, start, special);
            match self.bytes.get(special)? {
                b'"' => {
                    self.at = special + 1;
                    return Some(strings::pooled(self.tree, pool));
                }
                b'\\' => {
                    let Escape::Char(char, len) = strings::escape(self.parsed.text, special) else {
                        return None;
                    };
                    start = special + len;
                    strings::decode(self.tree, self.parsed, char, special, start);
                }
                _ => return None,
            }
            special = strings::find_special(self.bytes, start);
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Option<()> {
        let start = self.at;
        let end = start + word.len();
        if self.bytes.get(start..end)? != word {
            return None;
        }
        self.at = end;
        self.push(kind, start, TextRef::None)
    }

    /// Adds a node that reaches from `start` to the present position.
    #[inline]
    fn push(&mut self, kind: Kind, start: usize, text: TextRef) -> Option<()> {
        let index = offset(self.tree.nodes.len());
        if index >= self.limits.nodes {
            return None;
        }
        let at = self.place(start, self.at);
        let end = index + 1;
        self.tree.nodes.push(Node {
            kind,
            plain: false,
            at,
            text,
            end,
        });
        Some(())
    }

    #[inline]
    fn place(&self, start: usize, end: usize) -> Span {
        self.parsed.place(offset(start), offset(end))
    }

    #[inline]
    fn open(&mut self, kind: Kind) -> Option<()> {
        self.depth += 1;
        if self.depth >= self.limits.depth {
            return None;
        }
        let start = self.at;
        self.at += 1;
        let index = offset(self.tree.nodes.len());
        self.push(kind, start, TextRef::None)?;
        self.tree.nodes.last_mut()?.end = self.open;
        self.open = index;
        self.in_object = kind == Kind::Object;
        self.skip_space();
        Some(())
    }

    #[inline]
    fn close(&mut self) -> Option<()> {
        let bracket = self.place(self.at, self.at + 1);
        self.at += 1;
        self.depth -= 1;
        let end = offset(self.tree.nodes.len());
        let node = self.tree.nodes.get_mut(position(self.open))?;
        let parent = std::mem::replace(&mut node.end, end);
        node.at = node.at.to(bracket);
        if self.in_object {
            keys::check(self.tree, self.parsed, self.open, self.findings);
        }
        self.open = parent;
        let parent = self.tree.nodes.get(position(parent));
        self.in_object = parent.is_some_and(|node| node.kind == Kind::Object);
        Some(())
    }
}

/// The end of the number that starts at `at`, if it is one by the grammar of JSON.
#[inline]
pub(super) fn number_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    at = match bytes.get(at)? {
        b'0' => at + 1,
        b'1'..=b'9' => skip_digits(bytes, at),
        _ => return None,
    };
    if bytes.get(at) == Some(&b'.') {
        at = some_digits(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        at = some_digits(bytes, at)?;
    }
    Some(at)
}

fn some_digits(bytes: &[u8], at: usize) -> Option<usize> {
    let end = skip_digits(bytes, at);
    (end > at).then_some(end)
}

fn skip_digits(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}
