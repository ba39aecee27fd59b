//! The literal text of strings, heredocs and templates, decoded with a map from
//! each byte to where it stands.

use std::ops::Range;

use crate::source::{Fragment, RunKind};
use crate::syntax::Parsed;

/// How literal text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Between double quotes, with escapes.
    Quoted,
    /// In a heredoc, or in a template that is a text of its own.
    Lines {
        /// Blanks that are left out at the start of each line.
        indent: usize,
    },
}

fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Appends bytes of the parsed text as they stand.
pub(super) fn push_same(parsed: Parsed<'_>, bytes: Range<usize>, into: &mut Fragment) {
    let text = parsed.text.get(bytes.clone()).unwrap_or("");
    let (start, end) = (offset(bytes.start), offset(bytes.end));
    match parsed.map {
        None => into.push_same(text, parsed.file, start),
        Some(map) => {
            map.slice_into(start, end, &mut into.map);
            into.text.push_str(text);
        }
    }
}

/// Appends text that stands for other bytes.
pub(super) fn push_atom(parsed: Parsed<'_>, bytes: Range<usize>, text: &str, into: &mut Fragment) {
    let place = parsed.place(offset(bytes.start), offset(bytes.end));
    into.map.push(RunKind::Atom, offset(text.len()), place);
    into.text.push_str(text);
}

/// Decodes the literal text `bytes`. Nothing where an escape or a quote stands
/// in it that cannot.
pub(super) fn literal(parsed: Parsed<'_>, bytes: Range<usize>, style: Style) -> Option<Fragment> {
    let mut fragment = Fragment::default();
    let mut at = bytes.start;
    let mut same = bytes.start;
    let indent = match style {
        Style::Quoted => 0,
        Style::Lines { indent } => indent,
    };
    let special = |byte: &u8| match style {
        Style::Quoted => matches!(byte, b'\\' | b'"' | b'$' | b'%'),
        Style::Lines { .. } => matches!(byte, b'\n' | b'$' | b'%'),
    };
    let text = parsed.text.get(..bytes.end)?;
    let before = text.get(..at)?;
    if before.ends_with('\n') {
        at = at.saturating_add(blanks(text.get(at..)?, indent));
        same = at;
    }
    loop {
        let rest = text.get(at..)?;
        let Some(next) = rest.as_bytes().iter().position(special) else {
            break;
        };
        at = at.saturating_add(next);
        let rest = rest.get(next..)?;
        let (width, decoded) = if rest.starts_with("$${") {
            (3, Some('$'))
        } else if rest.starts_with("%%{") {
            (3, Some('%'))
        } else if rest.starts_with('\\') {
            let (width, decoded) = escape(rest)?;
            (width, Some(decoded))
        } else if rest.starts_with('"') {
            return None;
        } else {
            (1, None)
        };
        let end = at.saturating_add(width);
        match decoded {
            Some(decoded) => {
                push_same(parsed, same..at, &mut fragment);
                let mut text = String::from(decoded);
                if matches!(decoded, '$' | '%') && width == 3 {
                    text.push('{');
                }
                push_atom(parsed, at..end, &text, &mut fragment);
                at = end;
                same = end;
            }
            None if rest.starts_with('\n') && indent > 0 => {
                push_same(parsed, same..end, &mut fragment);
                at = end.saturating_add(blanks(text.get(end..)?, indent));
                same = at;
            }
            None => at = end,
        }
    }
    push_same(parsed, same..bytes.end, &mut fragment);
    Some(fragment)
}

/// Bytes of up to `most` blanks at the start of a line that holds more.
fn blanks(rest: &str, most: usize) -> usize {
    if most == 0 {
        return 0;
    }
    let line = rest.split_inclusive('\n').next().unwrap_or("");
    if line.ends_with('\n') && line.trim_start().is_empty() {
        return 0;
    }
    let blank = line
        .chars()
        .take(most)
        .take_while(|sign| sign.is_whitespace());
    blank.map(char::len_utf8).sum()
}

/// The width and the meaning of the escape at the start of `text`.
fn escape(text: &str) -> Option<(usize, char)> {
    let mut signs = text.chars();
    signs.next();
    let digits = match signs.next()? {
        'n' => return Some((2, '\n')),
        'r' => return Some((2, '\r')),
        't' => return Some((2, '\t')),
        '"' => return Some((2, '"')),
        '\\' => return Some((2, '\\')),
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let width = 2_usize.saturating_add(digits);
    let code = text.get(2..width)?;
    if !code.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(code, 16).ok()?;
    Some((width, char::from_u32(code)?))
}

/// Whether the parser made the same of a literal as we do without an indent.
/// It takes `dropped` characters off each line, whatever they are, and all
/// carriage returns with them; `mid_line` excepts the first.
pub(super) fn agree(own: &str, parser: &str, dropped: Option<usize>, mid_line: bool) -> bool {
    let Some(dropped) = dropped else {
        return own == parser;
    };
    let mut expected = String::with_capacity(own.len());
    for (index, line) in own.lines().enumerate() {
        let skipped = if index == 0 && mid_line { 0 } else { dropped };
        expected.extend(line.chars().skip(skipped));
        expected.push('\n');
    }
    if !own.ends_with('\n') {
        expected.pop();
    }
    expected == parser
}

/// The blanks that all lines of a `<<-` heredoc begin with, as Terraform counts
/// them: lines of nothing but blanks do not count, and a line that begins with
/// a mark has none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Margin {
    least: Option<usize>,
    mid_line: bool,
}

impl Margin {
    /// Number of blanks.
    pub fn least(self) -> usize {
        self.least.unwrap_or(0)
    }

    fn line(&mut self, blanks: usize) {
        self.least = Some(self.least.map_or(blanks, |least| least.min(blanks)));
    }

    /// Sees the source of a literal.
    pub fn literal(&mut self, source: &str) {
        for line in source.split_inclusive('\n') {
            let ends = line.ends_with('\n');
            let is_blank = ends && line.trim_start().is_empty();
            if !self.mid_line && !is_blank {
                self.line(line.chars().take_while(|sign| sign.is_whitespace()).count());
            }
            self.mid_line = !ends;
        }
    }

    /// Sees `${` or `%{`.
    pub fn mark(&mut self) {
        if !self.mid_line {
            self.line(0);
        }
        self.mid_line = true;
    }
}

/// Takes away the white space that `~` marks ask for: of the start of the text
/// up to the end of its first line, of its end down to the start of its last
/// line. Terraform goes no further than a line, since each is a literal of its
/// own to it; what stands in quotes is one literal.
pub(super) fn trim(fragment: Fragment, style: Style, start: bool, end: bool) -> Fragment {
    if !start && !end {
        return fragment;
    }
    let text = fragment.text.as_str();
    let quoted = style == Style::Quoted;
    let mut from = 0;
    let mut to = text.len();
    if start {
        let line = text.find('\n').filter(|_| !quoted);
        let line = line.map_or(text.len(), |at| at.saturating_add(1));
        let first = text.get(..line).unwrap_or("");
        from = first.len().saturating_sub(first.trim_start().len());
    }
    if end {
        let head = text.strip_suffix('\n').unwrap_or(text);
        let line = head.rfind('\n').filter(|_| !quoted);
        let line = line.map_or(0, |at| at.saturating_add(1)).max(from);
        let last = text.get(line..).unwrap_or("");
        to = line.saturating_add(last.trim_end().len());
    }
    let mut trimmed = Fragment {
        text: text.get(from..to).unwrap_or("").to_owned(),
        ..Fragment::default()
    };
    let (from, to) = (offset(from), offset(to));
    fragment.map.slice_into(from, to, &mut trimmed.map);
    trimmed
}
