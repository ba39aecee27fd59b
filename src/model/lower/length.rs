//! How long a document is when it is written as compact JSON.

use crate::source::fragment::HOLE;
use crate::syntax::{Kind, Value};

/// Deeper parts are not counted; no reader lets a document be that deep.
const MAX_DEPTH: u32 = 256;

/// The number of characters, without what holes stand for.
pub(super) fn compact(value: Value<'_>) -> u32 {
    of(value, 0)
}

fn of(value: Value<'_>, depth: u32) -> u32 {
    if depth > MAX_DEPTH {
        return 0;
    }
    let deeper = depth.saturating_add(1);
    // Brackets and the commas between.
    let list = |lengths: &mut dyn Iterator<Item = u32>| {
        lengths
            .map(|length| length.saturating_add(1))
            .reduce(u32::saturating_add)
            .map_or(2, |total| total.saturating_add(1))
    };
    match value.kind() {
        Kind::Null | Kind::Bool(true) => 4,
        Kind::Bool(false) => 5,
        Kind::Number => count(value.text().chars().count()),
        Kind::String => string(value.text()),
        Kind::Hole | Kind::Invalid => 0,
        Kind::Array => list(&mut value.items().map(|item| of(item, deeper))),
        Kind::Object => list(&mut value.members().map(|(key, member)| {
            string(key.text())
                .saturating_add(1)
                .saturating_add(of(member, deeper))
        })),
    }
}

fn string(text: &str) -> u32 {
    text.chars().fold(2, |total, c| {
        let length = match c {
            HOLE => 0,
            '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
            c if c < ' ' => 6,
            _ => 1,
        };
        total.saturating_add(length)
    })
}

fn count(characters: usize) -> u32 {
    u32::try_from(characters).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::compact;
    use crate::source::FileId;
    use crate::syntax::{Parsed, Tree, json};

    #[test]
    fn white_space_does_not_count_and_escapes_do() {
        for text in [
            "{}",
            "[]",
            r#"{"a":[1,true,false,null,"x"],"b":{}}"#,
            r#"["a\"b","\\","\n","\u0001","部"]"#,
        ] {
            let spaced = text.replace(',', " ,\n ");
            for written in [text, &spaced] {
                let parsed = Parsed::file(written, FileId(0));
                let mut tree = Tree::default();
                json::read(parsed, &mut tree, &mut Vec::new());
                let root = tree.root(parsed).expect("a value");
                let length = u32::try_from(text.chars().count()).expect("short");
                assert_eq!(compact(root), length, "{written}");
            }
        }
    }
}
