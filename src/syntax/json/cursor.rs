//! Going through the text of one value, of which no tree is made.

use crate::source::Span;
use crate::syntax::Parsed;
use crate::syntax::cursor::{Cursor, MAX_OPEN, Next, Part};
use crate::syntax::json::{offset, strict, strings};

/// Goes through a text that is JSON to the letter.
pub struct TextCursor<'a> {
    parsed: Parsed<'a>,
    bytes: &'a [u8],
    at: usize,
    /// Whether nothing was read yet of what was opened last.
    fresh: bool,
    /// Where each open object or list begins, from the outermost in.
    starts: [usize; MAX_OPEN],
    open: usize,
    last: Span,
}

impl<'a> TextCursor<'a> {
    /// Begins at the first value of a text.
    #[must_use]
    pub fn new(parsed: Parsed<'a>) -> Self {
        let bytes = parsed.text.as_bytes();
        Self {
            parsed,
            bytes,
            at: strings::space_end(bytes, 0),
            fresh: false,
            starts: [0; MAX_OPEN],
            open: 0,
            last: parsed.place(0, 0),
        }
    }

    /// Whether nothing follows.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        strings::space_end(self.bytes, self.at) == self.bytes.len()
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
    fn place(&self, start: usize, end: usize) -> Span {
        self.parsed.place(offset(start), offset(end))
    }

    /// Goes to the next member, or over the bracket that closes what is open innermost.
    #[inline]
    fn advance(&mut self, bracket: u8) -> Option<bool> {
        self.skip_space();
        if self.byte()? == bracket {
            let innermost = self.open.checked_sub(1)?;
            let start = *self.starts.get(innermost)?;
            let close = self.place(self.at, self.at.checked_add(1)?);
            self.last = self.place(start, start.checked_add(1)?).to(close);
            self.open = innermost;
            self.at = self.at.checked_add(1)?;
            self.fresh = false;
            return Some(false);
        }
        if !self.fresh {
            if self.byte()? != b',' {
                return None;
            }
            self.at = self.at.checked_add(1)?;
            self.skip_space();
        }
        self.fresh = false;
        Some(true)
    }
}

impl<'a> Cursor<'a> for TextCursor<'a> {
    fn text(&self) -> &'a str {
        self.parsed.text
    }

    fn whole(&self) -> Option<(u32, u32)> {
        Some((0, u32::try_from(self.bytes.len()).ok()?))
    }

    #[inline]
    fn peek(&self) -> Next {
        match self.byte() {
            Some(b'{') => Next::Object,
            Some(b'[') => Next::List,
            Some(b'"') => Next::String,
            _ => Next::Other,
        }
    }

    #[inline]
    fn open(&mut self) -> Option<()> {
        if !matches!(self.byte()?, b'{' | b'[') {
            return None;
        }
        *self.starts.get_mut(self.open)? = self.at;
        self.open = self.open.checked_add(1)?;
        self.at = self.at.checked_add(1)?;
        self.fresh = true;
        Some(())
    }

    #[inline(always)]
    fn key(&mut self) -> Option<Option<Part>> {
        if !self.advance(b'}')? {
            return Some(None);
        }
        let key = self.string()?;
        self.skip_space();
        if self.byte()? != b':' {
            return None;
        }
        self.at = self.at.checked_add(1)?;
        self.skip_space();
        Some(Some(key))
    }

    #[inline]
    fn item(&mut self) -> Option<bool> {
        self.advance(b']')
    }

    // Handed over in memory, a part is written in pieces and waited for as a whole.
    #[inline(always)]
    fn string(&mut self) -> Option<Part> {
        if self.byte()? != b'"' {
            return None;
        }
        let start = self.at.checked_add(1)?;
        let end = strings::find_special(self.bytes, start);
        if *self.bytes.get(end)? != b'"' {
            return None;
        }
        let after = end.checked_add(1)?;
        // Read back from where it was just put, a place of three numbers is waited for.
        let at = self.place(self.at, after);
        self.last = at;
        self.at = after;
        Some(Part {
            start: offset(start),
            end: offset(end),
            at,
        })
    }

    fn number(&mut self) -> Option<Part> {
        let (start, end) = (self.at, strict::number_end(self.bytes, self.at)?);
        self.last = self.place(start, end);
        self.at = end;
        Some(Part {
            start: offset(start),
            end: offset(end),
            at: self.last,
        })
    }

    fn last(&self) -> Span {
        self.last
    }
}
