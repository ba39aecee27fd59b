//! Characters and words that people write where JSON wants others: full-width
//! punctuation, typographic quotes, spaces from web pages, numbers and literals
//! of other languages. Pure tables; what becomes of them is decided by the
//! tolerant reader.

use crate::syntax::Kind;
use crate::syntax::json::strict::number_end;

/// The ASCII sign that a full-width one stands for. Quotes are not among them.
pub(super) const fn meant(found: char) -> Option<char> {
    Some(match found {
        '，' | '、' | '﹐' => ',',
        '：' | '﹕' | '∶' => ':',
        '｛' | '﹛' => '{',
        '｝' | '﹜' => '}',
        '［' | '【' => '[',
        '］' | '】' => ']',
        _ => return None,
    })
}

/// What may close a string that `open` opens.
pub(super) const fn closers(open: char) -> Option<&'static [char]> {
    Some(match open {
        '"' => &['"'],
        '\'' => &['\''],
        '“' | '”' | '„' | '‟' | '＂' => &['”', '“', '＂', '"'],
        '‘' | '’' | '‚' | '‛' | '＇' => &['’', '‘', '＇', '\''],
        _ => return None,
    })
}

/// Whether this is a typographic quote, which stands for the ASCII one.
pub(super) const fn is_typographic_quote(char: char) -> bool {
    !char.is_ascii() && closers(char).is_some()
}

/// The four characters that JSON takes for white space.
pub(super) const fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r')
}

/// White space, visible or not, that JSON does not know.
pub(super) const fn is_odd_space(char: char) -> bool {
    matches!(
        char,
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{180e}' | '\u{2000}'
            ..='\u{200f}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202f}'
                | '\u{205f}'
                | '\u{2060}'
                | '\u{3000}'
    )
}

/// Whether this is a sign that no word and no token begins with.
pub(super) const fn is_junk(char: char) -> bool {
    matches!(
        char,
        '\\' | '/' | '(' | ')' | '<' | '>' | '`' | ';' | '；' | '\u{7f}'
    ) || (char < ' ' && !is_space(char) && !is_odd_space(char))
}

/// Whether a word without quotes ends before this character.
pub(super) const fn ends_word(char: char) -> bool {
    matches!(
        char,
        '"' | '\'' | ',' | '[' | ']' | '{' | '}' | '\u{feff}' | ';' | '；'
    ) || char < ' '
        || is_space(char)
        || is_odd_space(char)
        || meant(char).is_some()
        || is_typographic_quote(char)
}

/// What a word without quotes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A value as JSON has it.
    Value(Kind),
    /// A number in a spelling that JSON does not have.
    BadNumber,
    /// A literal of another language, or text without its quotes.
    Unquoted(Kind),
    /// No letter or digit at all.
    Junk,
}

/// Tells what a word is.
pub(super) fn word(text: &str) -> Word {
    match text {
        "true" => return Word::Value(Kind::Bool(true)),
        "false" => return Word::Value(Kind::Bool(false)),
        "null" => return Word::Value(Kind::Null),
        _ => {}
    }
    if number_end(text.as_bytes(), 0) == Some(text.len()) {
        return Word::Value(Kind::Number);
    }
    if is_bad_number(text) {
        return Word::BadNumber;
    }
    let same = |literal: &str| text.eq_ignore_ascii_case(literal);
    if same("true") {
        Word::Unquoted(Kind::Bool(true))
    } else if same("false") {
        Word::Unquoted(Kind::Bool(false))
    } else if same("null") || text == "None" || text == "nil" {
        Word::Unquoted(Kind::Null)
    } else if text
        .chars()
        .any(|char| char.is_alphanumeric() || "*_$".contains(char))
    {
        Word::Unquoted(Kind::String)
    } else {
        Word::Junk
    }
}

fn is_bad_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(
        unsigned,
        "NaN" | "nan" | "Infinity" | "infinity" | "Inf" | "inf"
    ) {
        return true;
    }
    let prefixed = |prefix: [&str; 2], radix: u32| {
        let digits = prefix
            .iter()
            .find_map(|prefix| unsigned.strip_prefix(prefix));
        digits.is_some_and(|digits| {
            digits
                .chars()
                .all(|char| char.is_digit(radix) || char == '_')
        })
    };
    if prefixed(["0x", "0X"], 16) || prefixed(["0o", "0O"], 8) || prefixed(["0b", "0B"], 2) {
        return true;
    }
    // Digits, at most one point, then perhaps an exponent; or nothing but a sign.
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_digit = |char: char| char.is_ascii_digit() || char == '_';
    let starts = mantissa.starts_with(|char: char| char.is_ascii_digit() || char == '.');
    let only_sign = unsigned.is_empty() && !text.is_empty();
    only_sign
        || (starts
            && mantissa.chars().filter(|&char| char == '.').count() <= 1
            && mantissa.chars().all(|char| is_digit(char) || char == '.')
            && mantissa.contains(|char: char| char.is_ascii_digit())
            && exponent.chars().all(is_digit))
}
