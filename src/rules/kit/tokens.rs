//! Edits of single tokens, in the outermost file: a name inside its quotes, and
//! the quotes as they are written where a document is a string of another text.

use crate::rules::kit::context::Context;
use crate::rules::kit::finding::Edit;
use crate::source::Span;

/// An edit that puts another name in place of the one that stands in a token.
/// `None` where the token is not the name and its quotes, or where the new name
/// would need escapes.
#[must_use]
pub fn rename(at: Span, old: &str, new: &str, context: &Context<'_>) -> Option<Edit> {
    let token = context.text(at);
    let quote = quote_of(token);
    let inner = token.strip_prefix(quote)?.strip_suffix(quote)?;
    let plain = |text: &str| {
        text.chars()
            .all(|c| !c.is_control() && !matches!(c, '"' | '\'' | '\\' | '$' | '%'))
    };
    if inner != old || !plain(old) || !plain(new) {
        return None;
    }
    let skipped = u32::try_from(quote.len()).ok()?;
    let start = at.start.checked_add(skipped)?;
    let end = at.end.checked_sub(skipped)?;
    Some(Edit {
        at: Span::new(at.file, start, end),
        text: new.to_owned(),
    })
}

/// Whether a text stands at a place as it is, rather than coming from elsewhere.
#[must_use]
pub fn stands_at(at: Span, text: &str, context: &Context<'_>) -> bool {
    let token = context.text(at);
    let quote = quote_of(token);
    let inner = token
        .strip_prefix(quote)
        .and_then(|rest| rest.strip_suffix(quote));
    inner == Some(text)
}

/// An edit that puts a token which has none into double quotes.
#[must_use]
pub fn quote(at: Span, context: &Context<'_>) -> Option<Edit> {
    let token = context.text(at);
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '*');
    if token.is_empty() || !token.chars().all(word) {
        return None;
    }
    let mark = mark_around(at, context)?;
    Some(Edit {
        at,
        text: format!("{mark}{token}{mark}"),
    })
}

/// An edit that puts a token which has single quotes into double quotes.
#[must_use]
pub fn requote(at: Span, context: &Context<'_>) -> Option<Edit> {
    let token = context.text(at);
    let inner = token.strip_prefix('\'')?.strip_suffix('\'')?;
    if inner.contains(['"', '\'', '\\']) {
        return None;
    }
    let mark = mark_around(at, context)?;
    Some(Edit {
        at,
        text: format!("{mark}{inner}{mark}"),
    })
}

/// An edit that puts a member first in the object that begins at a place.
#[must_use]
pub fn first_member(at: Span, key: &str, value: &str, context: &Context<'_>) -> Option<Edit> {
    let start = at.start.checked_add(1)?;
    let mark = mark_around(at.first(), context)?;
    let rest = context.sources.text(at.file);
    let rest = rest.get(usize::try_from(start).ok()?..)?;
    rest.trim_start().starts_with(mark).then(|| Edit {
        at: Span::new(at.file, start, start),
        text: format!("{mark}{key}{mark}: {mark}{value}{mark}, "),
    })
}

/// An edit that takes a member out of its object, together with the comma that
/// parted it from the next or the last one. `None` where no comma stands beside it.
#[must_use]
pub fn without_member(at: Span, context: &Context<'_>) -> Option<Edit> {
    let text = context.sources.text(at.file);
    let after = text.get(usize::try_from(at.end).ok()?..)?;
    let before = text.get(..usize::try_from(at.start).ok()?)?;
    let length = |text: &str| u32::try_from(text.len()).ok();
    let gone = |start, end| {
        Some(Edit {
            at: Span::new(at.file, start, end),
            text: String::new(),
        })
    };
    let blank = |text: &str| text.len().saturating_sub(text.trim_start().len());
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        let next = rest.get(blank(rest)..)?;
        return gone(at.start, length(text)?.checked_sub(length(next)?)?);
    }
    let kept = before.trim_end().strip_suffix(',')?;
    gone(length(kept)?, at.end)
}

/// How the document around a place writes a double quote: `\"` where it is itself
/// a string. `None` where it has none, or is not written as JSON.
#[must_use]
pub fn mark_around<'a>(at: Span, context: &Context<'a>) -> Option<&'a str> {
    let documents = context.model.pools.documents();
    let around = documents
        .map(|(_, document)| document.at)
        .filter(|one| one.file == at.file && one.start <= at.start && at.end <= one.end)
        .min_by_key(|one| one.end.saturating_sub(one.start))?;
    let text = context.text(around);
    let first = text.find('"')?;
    let before = text.get(..first)?;
    let escapes = before
        .bytes()
        .rev()
        .take_while(|byte| *byte == b'\\')
        .count();
    text.starts_with('{').then_some(())?;
    text.get(first.checked_sub(escapes)?..=first)
}

/// The quote that a token opens with, escapes included; empty where it has none.
fn quote_of(token: &str) -> &str {
    let rest = token.trim_start_matches('\\');
    let escapes = token.len().saturating_sub(rest.len());
    if rest.starts_with(['"', '\'']) {
        return token.get(..=escapes).unwrap_or("");
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::quote_of;

    #[test]
    fn a_quote_is_told_with_its_escapes() {
        for (token, quote) in [
            (r#""a""#, "\""),
            (r#"\"a\""#, "\\\""),
            ("'a'", "'"),
            ("a", ""),
            ("", ""),
        ] {
            assert_eq!(quote_of(token), quote, "{token}");
        }
    }
}
