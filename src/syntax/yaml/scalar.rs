//! Decodes the scalars of YAML together with the place of every decoded byte.
//! The text of a scalar is worked out here a second time, from the source, and
//! the caller compares it with the value of the parser: only where both agree
//! are the places used.

use std::ops::Range;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// A `|` block.
    Literal,
    /// A `>` block.
    Folded,
}

impl Style {
    /// Whether the scalar is a block with a header of its own.
    pub(super) const fn is_block(self) -> bool {
        matches!(self, Self::Literal | Self::Folded)
    }

    /// Whether the scalar has quotes.
    pub(super) const fn is_quoted(self) -> bool {
        matches!(self, Self::Single | Self::Double)
    }
}

/// A run of decoded bytes and the bytes of the source it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Whether both are the same bytes.
    pub(super) same: bool,
    /// Number of decoded bytes.
    pub(super) len: usize,
    /// The bytes of the source.
    pub(super) from: Range<usize>,
}

/// A decoded scalar; the buffers are kept from one scalar to the next.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// The text.
    pub(super) text: String,
    /// Where it comes from, in order and without gaps.
    pub(super) pieces: Vec<Piece>,
}

/// A position in the source that cannot pass its end.
struct Cursor<'a> {
    source: &'a str,
    at: usize,
    end: usize,
}

impl Cursor<'_> {
    fn byte(&self) -> Option<u8> {
        if self.at >= self.end {
            return None;
        }
        self.source.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.end);
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.byte().is_some_and(&wanted) {
            self.skip(1);
        }
    }

    /// Passes one line break, which may have two bytes.
    fn line_break(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        match self.byte()? {
            b'\r' => {
                self.skip(1);
                if self.byte() == Some(b'\n') {
                    self.skip(1);
                }
            }
            b'\n' => self.skip(1),
            _ => return None,
        }
        Some(start..self.at)
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let end = self.at.checked_add(digits)?.min(self.end);
        let text = self.source.get(self.at..end)?;
        if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at = end;
        u32::from_str_radix(text, 16).ok()
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

impl Decoded {
    fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
    }

    fn same(&mut self, source: &str, from: Range<usize>) {
        let Some(text) = source.get(from.clone()) else {
            return;
        };
        if !text.is_empty() {
            self.text.push_str(text);
            self.pieces.push(Piece {
                same: true,
                len: text.len(),
                from,
            });
        }
    }

    fn atom(&mut self, text: &str, from: Range<usize>) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.pieces.push(Piece {
                same: false,
                len: text.len(),
                from,
            });
        }
    }

    fn line_feeds(&mut self, count: usize, from: Range<usize>) {
        if count > 0 {
            self.text.extend(std::iter::repeat_n('\n', count));
            self.pieces.push(Piece {
                same: false,
                len: count,
                from,
            });
        }
    }

    fn line_break(&mut self, source: &str, from: Range<usize>) {
        if source.get(from.clone()) == Some("\n") {
            self.same(source, from);
        } else {
            self.atom("\n", from);
        }
    }

    /// Decodes a scalar that is not a block. `inner` is without the quotes.
    /// `None` where an escape is not understood.
    pub(super) fn flow(&mut self, source: &str, inner: Range<usize>, style: Style) -> Option<()> {
        self.clear();
        let mut cursor = Cursor {
            source,
            at: inner.start,
            end: inner.end,
        };
        while let Some(byte) = cursor.byte() {
            let start = cursor.at;
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.white(&mut cursor),
                b'\\' if style == Style::Double => self.escape(&mut cursor)?,
                b'\'' if style == Style::Single => {
                    cursor.skip(2);
                    self.atom("'", start..cursor.at);
                }
                _ => {
                    cursor.skip_while(|byte| match byte {
                        b' ' | b'\t' | b'\n' | b'\r' => false,
                        b'\\' => style != Style::Double,
                        b'\'' => style != Style::Single,
                        _ => true,
                    });
                    self.same(source, start..cursor.at);
                }
            }
        }
        Some(())
    }

    /// Blanks inside a line are text. Around line breaks they vanish, and the
    /// breaks become one space or, if there are several, one line feed less.
    fn white(&mut self, cursor: &mut Cursor<'_>) {
        let start = cursor.at;
        cursor.skip_while(is_blank);
        let blank_end = cursor.at;
        let mut breaks = 0_usize;
        while cursor.line_break().is_some() {
            breaks = breaks.saturating_add(1);
            cursor.skip_while(is_blank);
        }
        match breaks {
            0 => self.same(cursor.source, start..blank_end),
            1 => self.atom(" ", start..cursor.at),
            more => self.line_feeds(more.saturating_sub(1), start..cursor.at),
        }
    }

    fn escape(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let start = cursor.at;
        cursor.skip(1);
        let name = cursor.byte()?;
        if is_break(name) {
            cursor.line_break()?;
            cursor.skip_while(is_blank);
            let mut breaks = 0_usize;
            while cursor.line_break().is_some() {
                breaks = breaks.saturating_add(1);
                cursor.skip_while(is_blank);
            }
            self.line_feeds(breaks, start..cursor.at);
            return Some(());
        }
        cursor.skip(1);
        let meant = match name {
            b'0' => '\0',
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\u{b}',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'e' => '\u{1b}',
            b' ' | b'"' | b'/' | b'\\' => char::from(name),
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => char::from_u32(cursor.hex(2)?)?,
            b'u' => unicode(cursor)?,
            b'U' => char::from_u32(cursor.hex(8)?)?,
            _ => return None,
        };
        self.atom(meant.encode_utf8(&mut [0; 4]), start..cursor.at);
        Some(())
    }

    /// Decodes a block. `from` begins at its first character and ends where the
    /// parser stopped, `indent` is the column of its text. How many line breaks
    /// of the head and the tail count is taken from `value`.
    pub(super) fn block(
        &mut self,
        source: &str,
        from: Range<usize>,
        indent: usize,
        style: Style,
        value: &str,
    ) -> Option<()> {
        self.clear();
        self.head(source, from.start.checked_sub(indent)?, value)?;
        let mut cursor = Cursor {
            source,
            at: from.start,
            end: from.end,
        };
        let mut breaks = Vec::new();
        loop {
            let line = cursor.at;
            let starts_blank = cursor.byte().is_some_and(is_blank);
            cursor.skip_while(|byte| !is_break(byte));
            self.same(source, line..cursor.at);
            let line_end = cursor.at;
            breaks.clear();
            while let Some(found) = cursor.line_break() {
                breaks.push(found);
                let start = cursor.at;
                while cursor.byte() == Some(b' ') && cursor.at.saturating_sub(start) < indent {
                    cursor.skip(1);
                }
            }
            let Some(next) = cursor.byte() else { break };
            if breaks.is_empty() {
                return None;
            }
            if style == Style::Folded && !starts_blank && !is_blank(next) {
                match breaks.len() {
                    1 => self.atom(" ", line_end..cursor.at),
                    more => self.line_feeds(more.saturating_sub(1), line_end..cursor.at),
                }
            } else {
                for found in breaks.drain(..) {
                    self.line_break(source, found);
                }
            }
        }
        let tail = value.len().saturating_sub(self.text.len());
        for found in breaks.drain(..).take(tail) {
            self.line_break(source, found);
        }
        // A last line without a line break is read as if it had one.
        let missing = value.len().saturating_sub(self.text.len());
        self.line_feeds(missing.min(1), from.end..from.end);
        Some(())
    }

    /// The empty lines above the first text of a block, found backwards from
    /// the start of its line.
    fn head(&mut self, source: &str, first_line: usize, value: &str) -> Option<()> {
        let mut rest = source.get(..first_line)?;
        let mut breaks = Vec::new();
        for _ in value.bytes().take_while(|&byte| byte == b'\n') {
            let end = rest.len();
            let before = rest
                .strip_suffix("\r\n")
                .or_else(|| rest.strip_suffix(['\n', '\r']))?;
            breaks.push(before.len()..end);
            rest = before.trim_end_matches(' ');
        }
        for found in breaks.into_iter().rev() {
            self.line_break(source, found);
        }
        Some(())
    }
}

fn unicode(cursor: &mut Cursor<'_>) -> Option<char> {
    let high = cursor.hex(4)?;
    if !(0xd800..0xdc00).contains(&high) {
        return char::from_u32(high);
    }
    if cursor.byte() != Some(b'\\') {
        return None;
    }
    cursor.skip(1);
    if cursor.byte() != Some(b'u') {
        return None;
    }
    cursor.skip(1);
    let low = cursor.hex(4)?;
    let unit = |value: u32| u16::try_from(value).ok();
    char::decode_utf16([unit(high)?, unit(low)?]).next()?.ok()
}
