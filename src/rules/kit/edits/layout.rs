//! What stands between and around places: commas, line breaks, dashes, braces.
//! White space counts as it does in JSON, also where it is written as an escape
//! because the text stands inside a string.

use crate::source::{Sources, Span};

/// What parts two neighbours of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// A comma with white space: JSON, HCL tuples, YAML flow lists.
    Comma(String),
    /// A line break and a dash: YAML block lists.
    Dash(String),
    /// Line breaks alone: blocks of HCL.
    Block,
}

/// What parts two neighbours; `None` where it is anything else, a comment for one.
pub fn gap(sources: &Sources, one: Span, next: Span) -> Option<Gap> {
    if one.file != next.file || one.end > next.start {
        return None;
    }
    let between = sources.slice(Span::new(one.file, one.end, next.start));
    let rest = after_space(between);
    if let Some(rest) = rest.strip_prefix(',') {
        return after_space(rest)
            .is_empty()
            .then(|| Gap::Comma(between.to_owned()));
    }
    if let Some(rest) = rest.strip_prefix('-') {
        let real = between.trim_start_matches([' ', '\t']);
        let broken = real.starts_with(['\n', '\r']);
        return (broken && rest.starts_with(' ') && rest.trim_matches(' ').is_empty())
            .then(|| Gap::Dash(between.to_owned()));
    }
    let block = rest.is_empty()
        && between.contains('\n')
        && sources.slice(one).ends_with('}')
        && sources.slice(next).starts_with(char::is_alphabetic);
    block.then_some(Gap::Block)
}

/// What would part the only member of a list from another: a comma after a
/// bracket, a line break and a dash after a dash.
pub fn opening(sources: &Sources, at: Span) -> Option<Gap> {
    let before = head(sources, at);
    let bare = before.trim_end_matches(' ');
    if let Some(rest) = bare.strip_suffix('-') {
        let indent = rest.trim_end_matches(' ');
        let line = before.get(indent.len()..)?;
        return (indent.ends_with('\n') || indent.is_empty())
            .then(|| Gap::Dash(format!("\n{line}")));
    }
    before_space(before)
        .ends_with('[')
        .then(|| Gap::Comma(", ".to_owned()))
}

/// Whether nothing but a colon or an equals sign parts a key from its value.
pub fn colon(sources: &Sources, key: Span, value: Span) -> Option<()> {
    if key.file != value.file || key.end > value.start {
        return None;
    }
    let between = sources.slice(Span::new(key.file, key.end, value.start));
    let rest = after_space(between).strip_prefix([':', '='])?;
    after_space(rest).is_empty().then_some(())
}

/// What to cut for a member of an object: with the comma after it, or else with
/// the one before it; its lines, where it has them to itself and no comma parts it
/// from the others.
pub fn member(sources: &Sources, at: Span) -> Option<Span> {
    let (before, after) = (head(sources, at), tail(sources, at));
    let follows = after_space(after);
    let precedes = before_space(before);
    let opens = precedes.ends_with('{');
    let closes = follows.starts_with('}');
    let parted = precedes.ends_with(',') || follows.starts_with(',');
    let alone = opens && closes;
    if !(parted || alone) {
        return lines(before, after, at);
    }
    if !opens && !precedes.ends_with(',') {
        return None;
    }
    if let Some(rest) = follows.strip_prefix(',') {
        let rest = after_space(rest);
        if rest.starts_with('}') {
            return None;
        }
        let cut = after.len().checked_sub(rest.len())?;
        return Some(Span::new(at.file, at.start, plus(at.end, cut)));
    }
    if !closes {
        return None;
    }
    if opens {
        let start = minus(at.start, before.len().checked_sub(precedes.len())?);
        let end = plus(at.end, after.len().checked_sub(follows.len())?);
        return Some(Span::new(at.file, start, end));
    }
    let comma = before.len().checked_sub(precedes.len())?.checked_add(1)?;
    Some(Span::new(at.file, minus(at.start, comma), at.end))
}

/// The lines of a place that shares them with nothing.
fn lines(before: &str, after: &str, at: Span) -> Option<Span> {
    let indent = before.rsplit('\n').next()?;
    let rest = after.split('\n').next()?;
    let alone = indent.trim_start_matches([' ', '\t']).is_empty()
        && rest.trim_end_matches([' ', '\t', '\r']).is_empty()
        && rest.len() < after.len();
    alone.then(|| {
        let end = plus(at.end, rest.len().saturating_add(1));
        Span::new(at.file, minus(at.start, indent.len()), end)
    })
}

/// The member whose value is an object in braces that holds nothing but `inner`.
pub fn enclosing(sources: &Sources, inner: Span) -> Option<Span> {
    let (before, after) = (head(sources, inner), tail(sources, inner));
    let close = after_space(after).strip_prefix('}')?;
    let end = plus(inner.end, after.len().checked_sub(close.len())?);
    let open = before_space(before).strip_suffix('{')?;
    let start = u32::try_from(open.len()).ok()?;
    with_key(sources, Span::new(inner.file, start, end))
}

/// A value with its key before it.
pub fn with_key(sources: &Sources, value: Span) -> Option<Span> {
    let colon = before_space(head(sources, value)).strip_suffix([':', '='])?;
    let key = before_space(colon);
    let start = key.len().checked_sub(key_length(key)?)?;
    Some(Span::new(value.file, u32::try_from(start).ok()?, value.end))
}

/// How long the key is that a text ends in, quotes included.
fn key_length(text: &str) -> Option<usize> {
    let Some(body) = text.strip_suffix('"') else {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let rest = text.trim_end_matches(word);
        return text.len().checked_sub(rest.len()).filter(|len| *len > 0);
    };
    let bare = body.trim_end_matches('\\');
    let slashes = body.len().checked_sub(bare.len())?;
    let inside = bare.trim_end_matches(|c: char| c != '"' && c != '\\');
    let opening = inside.strip_suffix('"')?;
    let outer = opening.trim_end_matches('\\');
    let same = opening.len().checked_sub(outer.len())? == slashes;
    same.then_some(text.len().checked_sub(outer.len())?)
}

/// The text of the file before a place.
pub fn head(sources: &Sources, at: Span) -> &str {
    sources.slice(Span::new(at.file, 0, at.start))
}

/// The text of the file after a place.
pub fn tail(sources: &Sources, at: Span) -> &str {
    let text = sources.text(at.file);
    usize::try_from(at.end)
        .ok()
        .and_then(|end| text.get(end..))
        .unwrap_or("")
}

/// White space of a JSON text, as an escape in a string.
const ESCAPED: [char; 3] = ['n', 'r', 't'];

fn after_space(text: &str) -> &str {
    let mut rest = text;
    loop {
        let bare = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let letter = bare.trim_start_matches('\\');
        let escaped = letter.len() < bare.len();
        match letter.strip_prefix(ESCAPED) {
            Some(after) if escaped => rest = after,
            _ => return bare,
        }
    }
}

fn before_space(text: &str) -> &str {
    let mut rest = text;
    loop {
        let bare = rest.trim_end_matches([' ', '\t', '\r', '\n']);
        let Some(letter) = bare.strip_suffix(ESCAPED) else {
            return bare;
        };
        let before = letter.trim_end_matches('\\');
        if before.len() == letter.len() {
            return bare;
        }
        rest = before;
    }
}

fn plus(at: u32, by: usize) -> u32 {
    at.saturating_add(u32::try_from(by).unwrap_or(u32::MAX))
}

fn minus(at: u32, by: usize) -> u32 {
    at.saturating_sub(u32::try_from(by).unwrap_or(u32::MAX))
}
