//! The second fence, at the writer: whatever slipped past the sanitiser, a
//! terminal gets text, line breaks, colours and links to pages of this program,
//! and nothing else. It is for human-readable streams; machine formats escape on
//! their own.

use std::io::{self, Write};

use crate::report::display::{code, picture};

/// The longest colour sequence let through.
const LONGEST: usize = 32;
/// The longest link let through, in bytes.
const LONGEST_LINK: usize = 256;
/// What a link begins with (OSC 8); its address and [`LINK_END`] follow.
const LINK: &str = "\u{1b}]8;;";
const LINK_END: &str = "\u{1b}\\";
/// Where links let through may lead.
const LINK_HOME: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/");

/// A text that a terminal opens a page from. The text is shown as it is.
#[must_use]
pub fn linked(text: &str, url: &str) -> String {
    format!("{LINK}{url}{LINK_END}{text}{LINK}{LINK_END}")
}

/// A writer that passes text, `\n` and, where allowed, colour sequences
/// (`ESC [ digits ; … m`). Other control characters become visible.
///
/// Characters and sequences may be split over writes; [`Filter::finish`] writes
/// what was never completed.
#[derive(Debug)]
pub struct Filter<W: Write> {
    out: W,
    color: bool,
    links: bool,
    pending: Vec<u8>,
}

/// What stands at an escape character.
enum Sequence {
    Passes(usize),
    Unfinished,
    Other,
}

impl<W: Write> Filter<W> {
    /// Guards `out`; colours pass if `color`.
    pub fn new(out: W, color: bool) -> Self {
        Self {
            out,
            color,
            links: false,
            pending: Vec::new(),
        }
    }

    /// The same, and links to the program's own pages pass if `links`.
    #[must_use]
    pub fn with_links(mut self, links: bool) -> Self {
        self.links = links;
        self
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

    fn sequence(&self, rest: &str) -> Sequence {
        if self.links && rest.get(1..).is_some_and(|after| after.starts_with(']')) {
            return link_sequence(rest);
        }
        match color_sequence(rest) {
            Sequence::Passes(_) if !self.color => Sequence::Other,
            found => found,
        }
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
                '\u{1b}' if self.color || self.links => match self.sequence(rest) {
                    Sequence::Passes(whole) => {
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

fn color_sequence(rest: &str) -> Sequence {
    for (at, c) in rest.char_indices().skip(1).take(LONGEST) {
        match c {
            '[' if at == 1 => {}
            '0'..='9' | ';' if at > 1 => {}
            'm' if at > 1 => return Sequence::Passes(at.saturating_add(1)),
            _ => return Sequence::Other,
        }
    }
    if rest.len() > LONGEST {
        Sequence::Other
    } else {
        Sequence::Unfinished
    }
}

fn link_sequence(rest: &str) -> Sequence {
    let Some(after) = rest.strip_prefix(LINK) else {
        let begins = LINK.starts_with(rest);
        return if begins {
            Sequence::Unfinished
        } else {
            Sequence::Other
        };
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
    let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
    let (url, closing) = after.split_at_checked(end).unwrap_or((after, ""));
    let fits = url.is_empty() || url.starts_with(LINK_HOME) || LINK_HOME.starts_with(url);
    if !fits || url.len() > LONGEST_LINK {
        return Sequence::Other;
    }
    if closing.starts_with(LINK_END) && (url.is_empty() || url.starts_with(LINK_HOME)) {
        let parts = [LINK, url, LINK_END];
        return Sequence::Passes(parts.iter().map(|part| part.len()).sum());
    }
    if LINK_END.starts_with(closing) {
        Sequence::Unfinished
    } else {
        Sequence::Other
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
    fn cli_14_links_pass_to_the_own_pages_only() {
        let with = |text: &str, at_a_time: usize| {
            let mut filter = Filter::new(Vec::new(), false).with_links(true);
            for bytes in text.as_bytes().chunks(at_a_time) {
                filter.write_all(bytes).unwrap();
            }
            String::from_utf8(filter.finish().unwrap()).unwrap()
        };
        let own = linked("RAM101", concat!(env!("CARGO_PKG_REPOSITORY"), "/tree#a"));
        let other = linked("x", "https://example.invalid/");
        let file = linked("x", "file:///etc/passwd");
        let longest = linked("x", &format!("{LINK_HOME}{}", "a".repeat(LONGEST_LINK)));
        for at_a_time in [1, 3, 1000] {
            assert_eq!(with(&own, at_a_time), own);
            for hostile in [&other, &file, &longest] {
                let shown = with(hostile, at_a_time);
                assert!(shown.starts_with("␛]8;;"), "{shown:?}");
            }
            for (hostile, shown) in [
                ("\u{1b}]8;;x\u{7}", "␛]8;;x␇"),
                ("\u{1b}]8;;", "␛]8;;"),
                ("\u{1b}]0;title\u{7}", "␛]0;title␇"),
                ("\u{1b}[31mred", "␛[31mred"),
            ] {
                assert_eq!(with(hostile, at_a_time), shown);
            }
        }
        assert!(through(true, &[own.as_bytes()]).starts_with('␛'));
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
