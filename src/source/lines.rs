//! Offsets to lines and columns, in the three units that reports use. The only
//! place that does it, so that the snippet renderer and the machine formats
//! cannot disagree.
//!
//! Only `\n`, `\r\n` and a lone `\r` end a line: U+2028, U+2029, U+0085, VT and
//! FF do not. A byte-order mark at the start shifts no column.

/// Bytes between two places up to which the characters are counted once, so that
/// a column far into a long line does not cost the length of the line.
const STRIDE: usize = 4096;

/// Starts of the lines of one text.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    bom: bool,
    /// Characters and UTF-16 units that start before each multiple of the stride.
    counted: Vec<(u32, u32)>,
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
        let mut counted = Vec::with_capacity(bytes.len() / STRIDE);
        let mut so_far = (0_u32, 0_u32);
        for part in bytes.chunks(STRIDE) {
            counted.push(so_far);
            let (characters, units) = starting_in(part);
            so_far.0 = so_far.0.saturating_add(characters);
            so_far.1 = so_far.1.saturating_add(units);
        }
        counted.push(so_far);
        Self {
            starts,
            bom: text.starts_with('\u{feff}'),
            counted,
        }
    }

    /// Characters and UTF-16 units that start before an offset.
    fn before(&self, text: &str, offset: usize) -> (u32, u32) {
        let mark = offset / STRIDE;
        let (characters, units) = self.counted.get(mark).copied().unwrap_or_default();
        let rest = text.as_bytes().get(mark.saturating_mul(STRIDE)..offset);
        let (more, more_units) = starting_in(rest.unwrap_or_default());
        (
            characters.saturating_add(more),
            units.saturating_add(more_units),
        )
    }

    /// Characters and UTF-16 units that start between two offsets.
    fn between(&self, text: &str, from: usize, to: usize) -> (u32, u32) {
        if to.saturating_sub(from) <= STRIDE {
            return starting_in(text.as_bytes().get(from..to).unwrap_or_default());
        }
        let (characters, units) = self.before(text, to);
        let (skipped, skipped_units) = self.before(text, from);
        (
            characters.saturating_sub(skipped),
            units.saturating_sub(skipped_units),
        )
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
        let (characters, units) = self.between(text, from, to);
        let bytes = u32::try_from(to.saturating_sub(from)).unwrap_or(u32::MAX);
        LineColumn {
            line,
            column: characters.saturating_add(1),
            column_utf16: units.saturating_add(1),
            column_bytes: bytes.saturating_add(1),
        }
    }
}

/// Characters and UTF-16 units of the characters whose first byte is among some
/// bytes of a text.
fn starting_in(bytes: &[u8]) -> (u32, u32) {
    let first = bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    let wide = bytes.iter().filter(|byte| **byte >= 0xF0).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (count(first), count(first.saturating_add(wide)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_long_lines_are_those_of_counting() {
        let unit = "aé\u{4f60}\u{1f600}";
        for lead in [0, 1, 3] {
            let text = format!(
                "{}{}\n{}",
                "x".repeat(lead),
                unit.repeat(600),
                unit.repeat(450)
            );
            let index = LineIndex::new(&text);
            let mut line_start = 0;
            let mut line = 1;
            for (at, character) in text.char_indices() {
                let before = text.get(line_start..at).unwrap();
                let found = index.locate(&text, u32::try_from(at).unwrap());
                let utf16: usize = before.chars().map(char::len_utf16).sum();
                assert_eq!(found.line, line);
                assert_eq!(found.column as usize, before.chars().count() + 1);
                assert_eq!(found.column_utf16 as usize, utf16 + 1);
                assert_eq!(found.column_bytes as usize, before.len() + 1);
                if character == '\n' {
                    line_start = at + 1;
                    line += 1;
                }
            }
        }
    }
}
