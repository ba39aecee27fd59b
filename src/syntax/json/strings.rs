//! The inside of strings: finding the end eight bytes at a time, decoding
//! escapes, and keeping the map from decoded bytes to the outermost file.

use crate::source::RunKind;
use crate::syntax::json::{offset, position};
use crate::syntax::{Parsed, TextRef, Tree};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES << 7;
const QUOTES: u64 = ONES * 0x22;
const BACKSLASHES: u64 = ONES * 0x5c;
const SPACES: u64 = ONES * 0x20;

/// The position of the first quote, backslash or control character at or after
/// `at`, or the length of `bytes`.
#[inline]
pub(super) fn find_special(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ QUOTES;
        let backslash = word ^ BACKSLASHES;
        // A borrow can mark a byte above a true hit, never below one, and only
        // the lowest mark counts.
        let marks = (quote.wrapping_sub(ONES) & !quote
            | backslash.wrapping_sub(ONES) & !backslash
            | word.wrapping_sub(SPACES) & !word)
            & HIGH;
        if marks != 0 {
            return at + position(marks.trailing_zeros() >> 3);
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}

/// The same as [`space_end`], for places where most often no white space is.
#[inline]
pub(super) fn after_space(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b' ' | b'\n' | b'\t' | b'\r') => space_end(bytes, at),
        _ => at,
    }
}

/// The position of the first byte at or after `at` that is no white space. Lines of a
/// text are indented, so that spaces are passed eight at a time.
pub(super) fn space_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b' ') => {
                let chunk = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>);
                let other = chunk.map_or(1 << 8, |chunk| u64::from_le_bytes(*chunk) ^ SPACES);
                at += position(other.trailing_zeros() >> 3);
            }
            Some(b'\n' | b'\t' | b'\r') => at += 1,
            _ => return at,
        }
    }
}

/// What a backslash introduces; the number is the length of the whole escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// This character.
    Char(char, usize),
    /// Half of a surrogate pair.
    Lone(usize),
    /// Nothing that JSON has.
    Bad(usize),
}

/// Decodes the escape whose backslash is at `at`.
pub(super) fn escape(text: &str, at: usize) -> Escape {
    let bytes = text.as_bytes();
    let char = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(bytes, at),
        _ => {
            let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
            return Escape::Bad(1 + next.map_or(0, char::len_utf8));
        }
    };
    Escape::Char(char, 2)
}

fn unicode(bytes: &[u8], at: usize) -> Escape {
    let Some(first) = hex(bytes, at + 2) else {
        let digits = bytes.get(at + 2..).unwrap_or(&[]);
        let digits = digits.iter().take_while(|byte| byte.is_ascii_hexdigit());
        return Escape::Bad(2 + digits.count());
    };
    if let Some(char) = char::from_u32(first) {
        return Escape::Char(char, 6);
    }
    let second = match (bytes.get(at + 6), bytes.get(at + 7)) {
        (Some(b'\\'), Some(b'u')) => hex(bytes, at + 8),
        _ => None,
    };
    match second {
        Some(second @ 0xdc00..=0xdfff) if first < 0xdc00 => {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            char::from_u32(code).map_or(Escape::Lone(6), |char| Escape::Char(char, 12))
        }
        _ => Escape::Lone(6),
    }
}

fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..)?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |code, &byte| {
        Some(code << 4 | char::from(byte).to_digit(16)?)
    })
}

/// Appends bytes `start..end` of the text to the pool as they stand. Where the
/// text is a fragment, its own runs are copied, so that atoms and holes survive.
#[inline]
pub(super) fn keep(tree: &mut Tree, parsed: Parsed<'_>, start: usize, end: usize) {
    let Some(part) = parsed.text.get(start..end) else {
        return;
    };
    tree.pool.push_str(part);
    let (start, end) = (offset(start), offset(end));
    match parsed.map {
        Some(map) => map.slice_into(start, end, &mut tree.pool_map),
        None => {
            let from = parsed.place(start, end);
            tree.pool_map.push(RunKind::Same, from.len(), from);
        }
    }
}

/// Appends a character that is written as the escape `start..end`.
#[inline]
pub(super) fn decode(tree: &mut Tree, parsed: Parsed<'_>, char: char, start: usize, end: usize) {
    tree.pool.push(char);
    let from = parsed.place(offset(start), offset(end));
    tree.pool_map
        .push(RunKind::Atom, offset(char.len_utf8()), from);
}

/// The text that was appended to the pool since it was `start` bytes long.
pub(super) fn pooled(tree: &Tree, start: usize) -> TextRef {
    TextRef::Pool {
        start: offset(start),
        end: offset(tree.pool.len()),
    }
}
