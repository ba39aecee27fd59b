//! The lines of a stream, in rounds: as many as have come in, so that a reader at the
//! other end of a pipe that waits for an answer gets it, and no more than a block, so
//! that what is held at once does not grow with the stream.

use std::io::{self, BufRead, BufReader, Read};

/// Bytes that are read at once, and about as many as one round has.
const BLOCK: usize = 1024 * 1024;

/// Bytes of the longest line that is read unless more is allowed, 128 MiB; a longer one is
/// passed over.
pub const LONGEST: usize = 128 * 1024 * 1024;

/// A line that is not blank.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// Its first byte in the stream.
    pub start: u64,
    /// The byte after its last, without the line break.
    pub end: u64,
    /// Its bytes; `None` if it is longer than the limit.
    pub bytes: Option<Vec<u8>>,
}

/// A stream of lines.
pub struct Lines<R> {
    from: BufReader<R>,
    number: u32,
    at: u64,
    longest: usize,
}

impl<R: Read> Lines<R> {
    /// The lines of a stream, of which one may have so many bytes.
    pub fn new(from: R, longest: usize) -> Self {
        Self::up_to(from, BLOCK, longest)
    }

    fn up_to(from: R, block: usize, longest: usize) -> Self {
        Self {
            from: BufReader::with_capacity(block, from),
            number: 1,
            at: 0,
            longest,
        }
    }

    /// Bytes that were taken so far.
    pub const fn taken(&self) -> u64 {
        self.at
    }

    /// Takes the next lines. Gives `false` once there are no more to come.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn round(&mut self, lines: &mut Vec<Line>) -> io::Result<bool> {
        let before = self.at;
        loop {
            if !self.line(lines)? {
                return Ok(false);
            }
            let taken = self.at.saturating_sub(before);
            let is_full = usize::try_from(taken).is_ok_and(|taken| taken >= self.from.capacity());
            // Whatever is no whole line yet may be long in coming.
            if is_full || !self.from.buffer().contains(&b'\n') && !lines.is_empty() {
                return Ok(true);
            }
        }
    }

    /// Takes one line, and keeps it unless it is blank.
    fn line(&mut self, lines: &mut Vec<Line>) -> io::Result<bool> {
        let mut bytes = Vec::new();
        // A line break of two bytes may follow on the longest line.
        let limit = u64::try_from(self.longest.saturating_add(2)).unwrap_or(u64::MAX);
        let from = &mut self.from;
        from.take(limit).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let (number, start) = (self.number, self.at);
        let mut length = size(bytes.len());
        let mut breaks = lone_returns(&bytes);
        let mut end = size(content(&bytes));
        let mut kept = Some(bytes);
        if end > size(self.longest) {
            let last = kept.take().and_then(|bytes| bytes.last().copied());
            if let Some(last) = last.filter(|last| *last != b'\n') {
                let over = self.pass_over(last)?;
                end = length.saturating_add(over.content);
                length = length.saturating_add(over.length);
                breaks = breaks.saturating_add(over.breaks);
            }
        }
        self.at = start.saturating_add(length);
        self.number = number.saturating_add(breaks).saturating_add(1);
        if let Some(bytes) = &mut kept {
            bytes.truncate(usize::try_from(end).unwrap_or(usize::MAX));
        }
        if !kept.as_deref().is_some_and(is_blank) {
            lines.push(Line {
                number,
                start,
                end: start.saturating_add(end),
                bytes: kept,
            });
        }
        Ok(true)
    }

    /// Passes over what is left of a line after a byte of it.
    fn pass_over(&mut self, mut last: u8) -> io::Result<Over> {
        let mut over = Over::default();
        loop {
            let block = self.from.fill_buf()?;
            let end = block.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(block.len(), |end| end.saturating_add(1));
            let part = block.get(..taken).unwrap_or_default();
            for byte in part {
                over.breaks = over.breaks.saturating_add(u32::from(is_lone(last, *byte)));
                last = *byte;
            }
            self.from.consume(taken);
            over.length = over.length.saturating_add(size(taken));
            if end.is_some() || taken == 0 {
                let ends = u64::from(end.is_some());
                over.content = over.length.saturating_sub(ends);
                return Ok(over);
            }
        }
    }
}

/// What was passed over of a line.
#[derive(Default)]
struct Over {
    length: u64,
    /// The same without the line break.
    content: u64,
    breaks: u32,
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Bytes of a line before its line break.
fn content(line: &[u8]) -> usize {
    let without = line.strip_suffix(b"\n").unwrap_or(line);
    without.strip_suffix(b"\r").unwrap_or(without).len()
}

/// Whether a byte is a return that breaks a line although no record ends there, as
/// places in texts count them.
const fn is_lone(byte: u8, next: u8) -> bool {
    byte == b'\r' && next != b'\n'
}

fn lone_returns(line: &[u8]) -> u32 {
    if !line.contains(&b'\r') {
        return 0;
    }
    let pairs = line.iter().zip(line.iter().skip(1));
    let lone = pairs.filter(|(byte, next)| is_lone(**byte, **next));
    u32::try_from(lone.count()).unwrap_or(u32::MAX)
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::LineIndex;

    /// Hands over one piece after another, as a pipe does.
    struct Pieces<'a>(Vec<&'a [u8]>);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some(piece) = self.0.first_mut() else {
                return Ok(0);
            };
            let number = piece.len().min(into.len());
            into[..number].copy_from_slice(&piece[..number]);
            *piece = &piece[number..];
            if piece.is_empty() {
                self.0.remove(0);
            }
            Ok(number)
        }
    }

    fn all(text: &[u8], block: usize, longest: usize) -> Vec<Line> {
        let mut lines = Lines::up_to(text, block, longest);
        let mut all = Vec::new();
        while lines.round(&mut all).unwrap() {}
        assert_eq!(lines.taken(), text.len() as u64);
        all
    }

    #[test]
    fn lines_stand_where_the_whole_text_has_them() {
        for text in [
            "",
            "a",
            "a\n",
            "a\nb",
            "\n\na\n \t\r\nb\r\n\r\nc\r",
            "a\rb\nc\r\r\nd",
            "aaaaaaaaaaaaaaaaaaaaaa\nb\naaaaaaaaaaaaaaaaaa\r\rx\nc\n",
        ] {
            let index = LineIndex::new(text);
            for block in [1, 2, 3, 5, 100] {
                for longest in [1, 4, 100] {
                    let mut expected = Vec::new();
                    let mut start = 0;
                    for part in text.split_inclusive('\n') {
                        let inside = part.get(..content(part.as_bytes())).unwrap();
                        if !inside.trim().is_empty() || inside.len() > longest {
                            let offset = u32::try_from(start).unwrap();
                            let kept =
                                (inside.len() <= longest).then(|| inside.as_bytes().to_vec());
                            expected.push((index.line_of(offset), start as u64, kept));
                        }
                        start += part.len();
                    }
                    let found: Vec<_> = all(text.as_bytes(), block, longest)
                        .into_iter()
                        .map(|line| (line.number, line.start, line.bytes))
                        .collect();
                    assert_eq!(found, expected, "{text:?} {block} {longest}");
                }
            }
        }
    }

    #[test]
    fn a_round_ends_where_the_next_line_is_not_there_yet() {
        let pieces = Pieces(vec![b"a\n", b"b\nc", b"\nd\ne\n"]);
        let mut lines = Lines::up_to(pieces, 100, 100);
        let mut rounds = Vec::new();
        loop {
            let mut round = Vec::new();
            let more = lines.round(&mut round).unwrap();
            rounds.push(round.len());
            if !more {
                break;
            }
        }
        assert_eq!(rounds, [1, 1, 3, 0]);
    }

    #[test]
    fn a_round_holds_no_more_than_a_block_and_a_line() {
        let text = "0123456789\n".repeat(1000);
        let mut lines = Lines::up_to(text.as_bytes(), 64, 100);
        let mut number = 0;
        let mut round = Vec::new();
        while lines.round(&mut round).unwrap() {
            let held: usize = round
                .iter()
                .flat_map(|line| &line.bytes)
                .map(Vec::len)
                .sum();
            assert!(held <= 64 + 10, "{held}");
            number += round.len();
            round.clear();
        }
        assert_eq!(number + round.len(), 1000);
    }
}
