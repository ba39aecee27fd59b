//! How long a document is when it is written as compact JSON.

use crate::source::fragment::HOLE;
use crate::syntax::{Kind, Value};

/// The number of characters, without what holes stand for.
pub(super) fn compact(value: Value<'_>) -> u32 {
    let mut total = 0_usize;
    for part in value.with_descendants() {
        let own = match part.kind() {
            Kind::Null | Kind::Bool(true) => 4,
            Kind::Bool(false) => 5,
            Kind::Number => part.text().chars().count(),
            Kind::String => string(part.text()),
            Kind::Hole | Kind::Invalid => 0,
            // Both brackets, less the comma that is not after the last member.
            Kind::Array | Kind::Object => 1_usize.saturating_add(usize::from(part.is_leaf())),
        };
        // What follows each part: a comma or a colon.
        total = total.saturating_add(own).saturating_add(1);
    }
    u32::try_from(total.saturating_sub(1)).unwrap_or(u32::MAX)
}

fn string(text: &str) -> usize {
    if is_plain(text) {
        return text.len().saturating_add(2);
    }
    text.chars().fold(2, |total: usize, c| {
        let length = match c {
            HOLE => 0,
            '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
            c if c < ' ' => 6,
            _ => 1,
        };
        total.saturating_add(length)
    })
}

/// Whether a text is written in JSON as it is, and in printing ASCII.
fn is_plain(text: &str) -> bool {
    let odd = |byte: u8| !matches!(byte, b' '..=b'~') | matches!(byte, b'"' | b'\\');
    // Without a way out in the middle, several bytes are looked at at a time.
    !text.bytes().fold(false, |found, byte| found | odd(byte))
}

#[cfg(test)]
mod tests {
    use super::compact;
    use crate::source::{FileId, Fragment, HoleId, Span};
    use crate::syntax::{Parsed, Tree, json};

    #[test]
    fn white_space_does_not_count_and_escapes_do() {
        for text in [
            "{}",
            "[]",
            r#"{"a":[1,true,false,null,"x"],"b":{}}"#,
            r#"["a\"b","\\","\n","\u0001","部"]"#,
            r#"["a b\"c d"]"#,
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

    #[test]
    fn what_a_hole_stands_for_does_not_count() {
        for (before, after, length) in [
            (r#"[""#, r#""]"#, 4),
            (r#"["a"#, r#"b"]"#, 6),
            (r#"["a\""#, r#""]"#, 7),
            (r#"["部"#, r#""]"#, 5),
            ("[", ",1]", 4),
        ] {
            let mut fragment = Fragment::default();
            fragment.push_same(before, FileId(0), 0);
            fragment.push_hole(HoleId::UNTOLD, Span::new(FileId(0), 0, 1));
            fragment.push_same(after, FileId(0), 0);
            let parsed = Parsed::fragment(&fragment, FileId(0));
            let mut tree = Tree::default();
            json::read(parsed, &mut tree, &mut Vec::new());
            let root = tree.root(parsed).expect("a value");
            assert_eq!(compact(root), length, "{before}…{after}");
        }
    }
}
