//! How one string is written, to write another one in its place.

use super::layout;
use crate::source::{Sources, Span};

/// How a string is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// In double quotes, that many strings deep: the quotes of JSON, of HCL and of
    /// YAML, which share the escapes that are written here.
    Double(u32),
    /// In single quotes, as YAML has them.
    Single,
}

/// Strings inside strings deeper than this are left alone.
const MAX_DEPTH: u32 = 3;

impl Token {
    /// How the text at a place is written; `None` where that is not plain, or
    /// where a template stands in it.
    pub fn at(at: Span, sources: &Sources) -> Option<Self> {
        let raw = sources.slice(at);
        if raw.contains("${") || raw.contains("%{") {
            return None;
        }
        let quoted = raw.trim_start_matches('\\');
        let slashes = raw.len().checked_sub(quoted.len())?;
        if let Some(rest) = quoted.strip_prefix('"') {
            let closing = rest.strip_suffix('"')?;
            let bare = closing.trim_end_matches('\\');
            let same = closing.len().checked_sub(bare.len())? == slashes;
            return if same { depth(slashes) } else { None };
        }
        if slashes > 0 || raw.is_empty() {
            return None;
        }
        if let Some(rest) = raw.strip_prefix('\'') {
            return rest.ends_with('\'').then_some(Self::Single);
        }
        if raw.contains(['"', '\'', '\n', '{', '[', '<']) {
            return None;
        }
        // A text without quotes is as deep in strings as the quote before it.
        let before = layout::head(sources, at);
        let Some((until, _)) = before.rsplit_once('"') else {
            return Some(Self::Double(0));
        };
        let bare = until.trim_end_matches('\\');
        depth(until.len().checked_sub(bare.len())?)
    }

    /// The token for another text; `None` for one that cannot be written plainly.
    pub fn with(self, text: &str) -> Option<String> {
        let odd = |c: char| c.is_control() || matches!(c, '$' | '%');
        if text.chars().any(odd) {
            return None;
        }
        match self {
            Self::Single => Some(format!("'{}'", text.replace('\'', "''"))),
            Self::Double(depth) => {
                if text.contains('\'') {
                    return None;
                }
                let mut written = format!("\"{}\"", escaped(text));
                for _ in 0..depth {
                    written = escaped(&written);
                }
                Some(written)
            }
        }
    }
}

/// A quote that many strings deep has one less than two to the depth slashes.
fn depth(slashes: usize) -> Option<Token> {
    (0..=MAX_DEPTH)
        .find(|depth| 1_usize.checked_shl(*depth) == slashes.checked_add(1))
        .map(Token::Double)
}

fn escaped(text: &str) -> String {
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'"')) {
        return text.to_owned();
    }
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
