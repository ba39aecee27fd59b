//! Percent-encoded text with places: a document that some clients print as
//! `%7B%22Version%22…`, and keys in file names.

use crate::source::Fragment;

/// Bytes of one encoded byte: `%7B`.
const ESCAPE: usize = 3;

/// Whether a text is a JSON object that is percent-encoded.
pub(super) fn is_encoded_object(text: &str) -> bool {
    let text = text.trim_start();
    text.get(..ESCAPE)
        .is_some_and(|start| start.eq_ignore_ascii_case("%7B"))
}

/// The text with every `%XX` decoded; what is no UTF-8, or no escape, stays as it
/// is. A decoded character maps to all of its escapes.
pub(super) fn decoded(encoded: &Fragment) -> Fragment {
    let mut fragment = Fragment::default();
    let text = encoded.text.as_str();
    let (mut at, mut copied) = (0_usize, 0_usize);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('%')) {
        at = at.saturating_add(found);
        let Some((character, len)) = character_at(text, at) else {
            at = at.saturating_add(1);
            continue;
        };
        let end = at.saturating_add(len);
        fragment.push_part(encoded, copied, at);
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        if let Some(place) = encoded.map.range(offset(at), offset(end)) {
            fragment.push_atom(character.encode_utf8(&mut [0; 4]), place);
        }
        (at, copied) = (end, end);
    }
    fragment.push_part(encoded, copied, text.len());
    fragment
}

/// A plain text with every `%XX` decoded.
pub(super) fn decoded_text(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find('%') {
        let (before, from) = rest.split_at_checked(found).unwrap_or((rest, ""));
        decoded.push_str(before);
        let (character, len) = character_at(from, 0).unwrap_or(('%', 1));
        decoded.push(character);
        rest = from.get(len..).unwrap_or("");
    }
    decoded.push_str(rest);
    decoded
}

/// The character whose escapes begin at a byte, and how long they are.
fn character_at(text: &str, start: usize) -> Option<(char, usize)> {
    let mut bytes = [0_u8; 4];
    let mut at = start;
    for number in 1..=bytes.len() {
        *bytes.get_mut(number.saturating_sub(1))? = byte_at(text, at)?;
        at = at.saturating_add(ESCAPE);
        let decoded = bytes.get(..number).map(std::str::from_utf8);
        if let Some(Ok(decoded)) = decoded {
            return Some((decoded.chars().next()?, at.saturating_sub(start)));
        }
    }
    None
}

fn byte_at(text: &str, at: usize) -> Option<u8> {
    let escape = text.get(at..at.saturating_add(ESCAPE))?;
    let digits = escape.strip_prefix('%')?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hexadecimal.then(|| u8::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Sources};

    #[test]
    fn escapes_become_characters_that_map_to_all_of_their_escapes() {
        for (encoded, expected) in [
            ("%7b%22a%22%3a1}", "{\"a\":1}"),
            ("%E4%B8%AD%e6%96%87", "中文"),
            ("a%", "a%"),
            ("%4", "%4"),
            ("%zz%41", "%zzA"),
            ("%+1", "%+1"),
            ("%ff%41", "%ffA"),
            ("%e4%b8x", "%e4%b8x"),
            ("é%C3%A9é", "ééé"),
            ("", ""),
        ] {
            let mut sources = Sources::default();
            let file = sources.add("x", encoded);
            let mut fragment = Fragment::default();
            fragment.push_same(encoded, file, 0);
            let decoded = decoded(&fragment);
            assert_eq!(decoded.text, expected);
            assert_eq!(decoded_text(encoded), expected);
            let whole = decoded.at().map_or("", |at| sources.slice(at));
            assert_eq!(whole, encoded);
        }
    }

    #[test]
    fn a_part_of_the_decoded_text_points_at_its_escapes() {
        let encoded = "%7B%22%E4%B8%AD%22%7D";
        let mut fragment = Fragment::default();
        fragment.push_same(encoded, FileId(0), 0);
        let decoded = decoded(&fragment);
        let at = decoded.map.range(2, 5).expect("a place");
        assert_eq!((at.start, at.end), (6, 15));
    }
}
