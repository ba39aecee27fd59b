//! The text that `jsonencode` gives, made only where a value is used as text: a
//! document that is built by it is read from the value itself. Strings keep the
//! place of every byte; signs belong to what they enclose.

use std::fmt::Write;

use crate::readers::evaluated::{Data, Evaluated};
use crate::source::{Fragment, RunKind, Span};

/// The value as one line of JSON, members sorted by key as Terraform has them.
/// `None` where it would be longer than `limit` bytes.
pub(super) fn json_text(value: &Evaluated, limit: usize) -> Option<Fragment> {
    let mut text = Fragment::default();
    write(value, limit, &mut text).then_some(text)
}

/// Members sorted by key, the last of each; those whose key has holes follow.
pub(super) fn sorted(members: &[(Evaluated, Evaluated)]) -> Vec<&(Evaluated, Evaluated)> {
    let mut sorted: Vec<_> = members.iter().collect();
    let key = |one: &(Evaluated, Evaluated)| one.0.as_str().map(str::to_owned);
    sorted.sort_by(|a, b| {
        let (a, b) = (a.0.as_str(), b.0.as_str());
        (a.is_none(), a).cmp(&(b.is_none(), b))
    });
    sorted.dedup_by(|later, kept| {
        let same = key(later).is_some() && key(later) == key(kept);
        if same {
            std::mem::swap(later, kept);
        }
        same
    });
    sorted
}

fn write(value: &Evaluated, limit: usize, into: &mut Fragment) -> bool {
    if into.text.len() > limit {
        return false;
    }
    match &value.data {
        Data::Null => into.push_atom("null", value.at),
        Data::Bool(is) => into.push_atom(if *is { "true" } else { "false" }, value.at),
        Data::Number(number) => into.push_atom(number, value.at),
        Data::Text(text) => write_string(text, value.at, into),
        Data::Json(inner) => match json_text(inner, limit) {
            Some(text) => write_string(&text, value.at, into),
            None => return false,
        },
        Data::List(items) => {
            into.push_atom("[", value.at);
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    into.push_atom(",", value.at);
                }
                if !write(item, limit, into) {
                    return false;
                }
            }
            into.push_atom("]", value.at);
        }
        Data::Map(members) => {
            into.push_atom("{", value.at);
            for (index, (key, member)) in sorted(members).into_iter().enumerate() {
                if index > 0 {
                    into.push_atom(",", value.at);
                }
                match key.as_fragment() {
                    Some(text) => write_string(text, key.at, into),
                    None => write_key(key, into),
                }
                into.push_atom(":", value.at);
                if !write(member, limit, into) {
                    return false;
                }
            }
            into.push_atom("}", value.at);
        }
        Data::Unknown { hole, .. } => into.push_hole(*hole, value.at),
    }
    into.text.len() <= limit
}

fn write_key(key: &Evaluated, into: &mut Fragment) {
    into.push_atom("\"", key.at);
    match key.hole() {
        Some(hole) => into.push_hole(hole, key.at),
        None => into.push_atom(&key.to_text().unwrap_or_default(), key.at),
    }
    into.push_atom("\"", key.at);
}

fn write_string(text: &Fragment, at: Span, into: &mut Fragment) {
    into.push_atom("\"", at);
    for run in text.map.runs() {
        let start = usize::try_from(run.out).unwrap_or(usize::MAX);
        let end = start.saturating_add(usize::try_from(run.len).unwrap_or(usize::MAX));
        if let RunKind::Hole(hole) = run.kind {
            into.push_hole(hole, run.from);
            continue;
        }
        // What stands between two characters that need an escape is kept whole.
        let mut kept = start;
        for (offset, character) in text.text.get(start..end).unwrap_or("").char_indices() {
            let Some(escape) = escape(character) else {
                continue;
            };
            let at = start.saturating_add(offset);
            let after = at.saturating_add(character.len_utf8());
            into.push_part(text, kept, at);
            let place = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
            let from = text.map.range(place(at), place(after)).unwrap_or(run.from);
            into.push_atom(&escape, from);
            kept = after;
        }
        into.push_part(text, kept, end);
    }
    into.push_atom("\"", at);
}

/// How Terraform's `jsonencode` writes a character that it does not write as it is.
fn escape(character: char) -> Option<String> {
    Some(match character {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => unicode(character),
        _ if u32::from(character) < 0x20 => unicode(character),
        _ => return None,
    })
}

fn unicode(character: char) -> String {
    let mut text = String::new();
    let written = write!(text, "\\u{:04x}", u32::from(character));
    debug_assert!(written.is_ok());
    text
}
