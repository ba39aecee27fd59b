//! Offsets to lines and columns, in the three units that reports use. The only
//! place that does it, so that the snippet renderer and the machine formats
//! cannot disagree.
//!
//! Only `\n`, `\r\n` and a lone `\r` end a line: U+2028, U+2029, U+0085, VT and
//! FF do not. A byte-order mark at the start shifts no column.

/// Starts of the lines of one text.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    bom: bool,
}

/// A place for people and for machine formats; everything counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode code points, from 1.
    pub column: u32,
    /// Column in UTF-16 code units, from 1.
    pub column_utf16: u32,
    /// Column in UTF-8 bytes, from 1.
    pub column_bytes: u32,
}

impl LineIndex {
    /// Indexes `text` in one pass.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        let mut previous_was_return = false;
        for (at, &byte) in (0_u32..).zip(bytes) {
            if previous_was_return && byte != b'\n' {
                starts.push(at);
            }
            previous_was_return = byte == b'\r';
            if byte == b'\n' {
                starts.push(at.saturating_add(1));
            }
        }
        if previous_was_return {
            starts.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        }
        Self {
            starts,
            bom: text.starts_with('\u{feff}'),
        }
    }

    /// Number of lines; a text that ends with a line break has an empty last line.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// First byte of a line (from 1), or `None` past the end.
    #[must_use]
    pub fn start_of(&self, line: u32) -> Option<u32> {
        let index = usize::try_from(line.checked_sub(1)?).ok()?;
        self.starts.get(index).copied()
    }

    /// The line (from 1) that holds `offset`.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        let line = self.starts.partition_point(|&start| start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX).max(1)
    }

    /// Line and columns of a byte offset of `text`, which must be the text the
    /// index was made from. An offset inside a character counts as its start.
    #[must_use]
    pub fn locate(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line_of(offset);
        let start = self.start_of(line).unwrap_or(0);
        let skip = if line == 1 && self.bom { 3 } else { 0 };
        let start = start.saturating_add(skip).min(offset.max(skip));
        let from = usize::try_from(start).unwrap_or(usize::MAX);
        let mut to = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(text.len())
            .max(from);
        while to > from && !text.is_char_boundary(to) {
            to = to.saturating_sub(1);
        }
        let before = text.get(from..to).unwrap_or("");
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        LineColumn {
            line,
            column: count(before.chars().count()),
            column_utf16: count(before.chars().map(char::len_utf16).sum()),
            column_bytes: count(before.len()),
        }
    }
}
