//! Facts as text: conditions, what is not known, lists of principals. All of it
//! takes the language.

pub mod condition;
pub mod doubt;

use crate::engine::answers::Line;
use crate::rules::kit::language::Language;

/// Names listed in a message before the rest is counted.
const NAMED: usize = 3;

/// `user/a`, `user/a and user/b`, `user/a, user/b, user/c and 4 more`. A group
/// names its members too.
#[must_use]
pub fn principals(ids: &[String], language: Language) -> String {
    let Language::English = language;
    let shown: Vec<&str> = ids.iter().take(NAMED).map(String::as_str).collect();
    let more = ids.len().saturating_sub(shown.len());
    if more > 0 {
        return format!("{} and {more} more", shown.join(", "));
    }
    match shown.split_last() {
        None => "nobody".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
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

/// User text inside a message.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("`{text}`")
}
