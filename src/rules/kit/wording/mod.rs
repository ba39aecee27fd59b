//! Facts as text: conditions, what is not known, lists of principals. All of it
//! takes the language.

pub mod access;
pub mod cause;
pub mod condition;
pub mod doubt;
pub mod exposure;
pub mod instant;
pub mod obtain;
pub mod reading;
pub mod sibling;

#[cfg(test)]
mod tests;

use crate::engine::answers::Line;
use crate::engine::breadth::Breadth;
use crate::rules::kit::{Language, say};

/// Names listed in a message before the rest is counted.
const NAMED: usize = 3;

/// `user/a`, `user/a and user/b`, `user/a, user/b, user/c and 4 more`; documents
/// alone stand for anyone who holds them.
#[must_use]
pub fn principals(ids: &[String], language: Language) -> String {
    let documents = ids.iter().all(|id| id.starts_with("policy/"));
    if documents && !ids.is_empty() {
        let listed = listed(ids, language);
        return say!(
            language,
            "anyone who holds {listed}",
            "持有 {listed} 的任何人"
        );
    }
    listed(ids, language)
}

fn listed(ids: &[String], language: Language) -> String {
    let shown: Vec<&str> = ids.iter().take(NAMED).map(String::as_str).collect();
    let more = ids.len().saturating_sub(shown.len());
    if more > 0 {
        let shown = shown.join(language.pick(", ", "、"));
        return say!(
            language,
            "{shown} and {more} more",
            "{shown} 及另外 {more} 个"
        );
    }
    match shown.split_last() {
        None => language.pick("nobody", "无人").to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => {
            let rest = rest.join(language.pick(", ", "、"));
            say!(language, "{rest} and {last}", "{rest} 和 {last}")
        }
    }
}

/// The ids of lines, members of groups added, sorted, each once.
#[must_use]
pub fn ids(lines: &[&Line]) -> Vec<String> {
    let mut ids: Vec<String> = lines.iter().map(|line| line.id.clone()).collect();
    ids.extend(lines.iter().flat_map(|line| line.members.iter().cloned()));
    ids.sort();
    ids.dedup();
    ids
}

/// What the text by which a statement reaches the action does there.
#[must_use]
pub const fn covering(breadth: Breadth, language: Language) -> &'static str {
    match breadth {
        Breadth::NotAction => language.pick(
            "does not list the action, so covers it",
            "未列出该操作，因此涵盖它",
        ),
        _ => language.pick("covers the action", "涵盖该操作"),
    }
}

/// Puts pieces together, with a blank wherever Chinese meets letters, digits or
/// marks of code, as Chinese text has it. Pieces without Chinese stay as they are.
#[must_use]
pub fn spaced(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        if let (Some(before), Some(after)) = (text.chars().next_back(), piece.chars().next())
            && (is_chinese(before) && after.is_ascii_graphic()
                || before.is_ascii_graphic() && is_chinese(after))
        {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}

/// The same of a list with a word between its parts.
#[must_use]
pub fn spaced_by(parts: &[String], by: &str) -> String {
    let mut pieces: Vec<&str> = Vec::new();
    for part in parts {
        if !pieces.is_empty() {
            pieces.push(by);
        }
        pieces.push(part);
    }
    spaced(&pieces)
}

/// Drops blanks between Chinese and Chinese, which a text holds where a part that
/// was put into it begins or ends with it; what is quoted stays as it is.
#[must_use]
pub fn tight(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        is_quoted ^= character == '`';
        let before = kept.chars().next_back();
        let between = !is_quoted
            && character == ' '
            && before.is_some_and(is_wide)
            && rest.peek().copied().is_some_and(is_wide);
        if !between {
            kept.push(character);
        }
    }
    kept
}

/// An ideograph or a mark of Chinese punctuation.
const fn is_wide(character: char) -> bool {
    is_chinese(character) || matches!(character, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}')
}

/// An ideograph; punctuation has room of its own.
const fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}')
}

/// Characters of a quoted text before it is cut.
const QUOTED: usize = 80;

/// User text inside a message: on one line, and cut where it is long.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut shown = String::new();
    for (number, character) in text.chars().enumerate() {
        if number >= QUOTED {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    format!("`{shown}`")
}
