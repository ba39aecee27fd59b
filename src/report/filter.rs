//! The second fence, at the writer: whatever slipped past the sanitiser, a
//! terminal gets text, line breaks and colours, and nothing else. It is for
//! human-readable streams; machine formats escape on their own.

use std::io::{self, Write};

use crate::report::display::{code, picture};

/// The longest colour sequence let through.
const LONGEST: usize = 32;

/// A writer that passes text, `\n` and, where allowed, colour sequences
/// (`ESC [ digits ; … m`). Other control characters become visible.
///
/// Characters and sequences may be split over writes; [`Filter::finish`] writes
/// what was never completed.
#[derive(Debug)]
pub struct Filter<W: Write> {
    out: W,
    color: bool,
    pending: Vec<u8>,
}

/// What stands at an escape character.
enum Sequence {
    Color(usize),
    Unfinished,
    Other,
}

impl<W: Write> Filter<W> {
    /// Guards `out`; colours pass if `color`.
    pub fn new(out: W, color: bool) -> Self {
        Self {
            out,
            color,
            pending: Vec::new(),
        }
    }

    /// Writes what is still held back, visibly, and returns the writer.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> io::Result<W> {
        self.pass(true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn pass(&mut self, last: bool) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.pending);
        let mut shown = String::with_capacity(bytes.len());
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let at_end = !last && chunks.peek().is_none();
            let broken = chunk.invalid();
            let held = self.show(chunk.valid(), at_end && broken.is_empty(), &mut shown);
            self.pending.extend_from_slice(held.as_bytes());
            if at_end && is_start_of_character(broken) {
                self.pending.extend_from_slice(broken);
            } else if !broken.is_empty() {
                shown.push('\u{fffd}');
            }
        }
        self.out.write_all(shown.as_bytes())
    }

    /// Shows `text` and returns the unfinished sequence at its end, if more may come.
    fn show<'a>(&self, text: &'a str, may_continue: bool, shown: &mut String) -> &'a str {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let mut len = c.len_utf8();
            match c {
                '\n' => shown.push(c),
                '\u{1b}' if self.color => match sequence(rest) {
                    Sequence::Color(whole) => {
                        len = whole;
                        shown.push_str(rest.get(..whole).unwrap_or(""));
                    }
                    Sequence::Unfinished if may_continue => return rest,
                    Sequence::Unfinished | Sequence::Other => shown.push(picture(c)),
                },
                _ if c.is_ascii_control() => shown.push(picture(c)),
                _ if c.is_control() => shown.push_str(&code(c)),
                _ => shown.push(c),
            }
            rest = rest.get(len..).unwrap_or("");
        }
        rest
    }
}

fn sequence(rest: &str) -> Sequence {
    for (at, c) in rest.char_indices().skip(1).take(LONGEST) {
        match c {
            '[' if at == 1 => {}
            '0'..='9' | ';' if at > 1 => {}
            'm' if at > 1 => return Sequence::Color(at.saturating_add(1)),
            _ => return Sequence::Other,
        }
    }
    if rest.len() > LONGEST {
        Sequence::Other
    } else {
        Sequence::Unfinished
    }
}

/// Whether more bytes could make these a character.
fn is_start_of_character(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

impl<W: Write> Write for Filter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        self.pass(false)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(color: bool, writes: &[&[u8]]) -> String {
        let mut filter = Filter::new(Vec::new(), color);
        for bytes in writes {
            filter.write_all(bytes).unwrap();
        }
        String::from_utf8(filter.finish().unwrap()).unwrap()
    }

    #[test]
    fn only_colours_and_line_breaks_pass() {
        for (input, output) in [
            ("\u{1b}[1;31mred\u{1b}[0m\n", "\u{1b}[1;31mred\u{1b}[0m\n"),
            ("\u{1b}[2J", "␛[2J"),
            ("\u{1b}[1;31", "␛[1;31"),
            ("\u{1b}[?25m", "␛[?25m"),
            ("\u{1b}]8;;x\u{7}", "␛]8;;x␇"),
            ("\u{1b}\u{1b}[0m", "␛\u{1b}[0m"),
            ("\u{1b}m", "␛m"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\tb\rc\u{7f}", "a␉b␍c␡"),
            ("缓存👍", "缓存👍"),
        ] {
            assert_eq!(through(true, &[input.as_bytes()]), output, "{input:?}");
        }
        assert_eq!(through(false, &[b"\x1b[31mred"]), "␛[31mred");
        assert_eq!(through(true, &[b"a\xffb"]), "a\u{fffd}b");
    }

    #[test]
    fn splitting_writes_changes_nothing() {
        let input = "x\u{1b}[1;31m缓\u{1b}[2J存👍\u{9b}\u{1b}[";
        let whole = through(true, &[input.as_bytes()]);
        let bytes: Vec<&[u8]> = input.as_bytes().chunks(1).collect();
        assert_eq!(through(true, &bytes), whole);
        assert_eq!(
            through(true, &input.as_bytes().chunks(2).collect::<Vec<_>>()),
            whole
        );
    }

    #[test]
    fn endless_parameters_are_no_colour() {
        let long = format!("\u{1b}[{}m", "1;".repeat(40));
        assert!(through(true, &[long.as_bytes()]).starts_with('␛'));
    }
}
