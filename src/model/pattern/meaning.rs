//! What patterns mean, without cleverness, and all short texts to try it on. Shared
//! with the integration tests and the fuzz targets, which include this file.
#![allow(
    dead_code,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "several test binaries use this, each a part of it"
)]

use ramlint::model::budget::Budget;
use ramlint::model::pattern::{Fold, Pattern, Token, covers, matches, overlaps};

const PLENTY: u64 = 100_000_000;

/// The meaning of a token list, read off R11.
pub fn naive(tokens: &[Token], text: &[char], fold: Fold) -> bool {
    match tokens.split_first() {
        None => text.is_empty(),
        Some((token, rest)) => match token {
            Token::Star | Token::Field => (0..=text.len()).any(|taken| {
                let inside = *token == Token::Star || !text[..taken].contains(&':');
                inside && naive(rest, &text[taken..], fold)
            }),
            Token::One => !text.is_empty() && naive(rest, &text[1..], fold),
            Token::Char(wanted) => {
                text.first().is_some_and(|given| match fold {
                    Fold::Exact => given == wanted,
                    Fold::Ascii => given.eq_ignore_ascii_case(wanted),
                }) && naive(rest, &text[1..], fold)
            }
        },
    }
}

/// All texts of at most `length` characters over `alphabet`, shortest first.
pub fn texts(alphabet: &[char], length: usize) -> Vec<Vec<char>> {
    let mut all = vec![Vec::new()];
    let mut layer = all.clone();
    for _ in 0..length {
        layer = layer
            .iter()
            .flat_map(|text| {
                alphabet
                    .iter()
                    .map(|letter| [text.as_slice(), &[*letter]].concat())
            })
            .collect();
        all.extend(layer.iter().cloned());
    }
    all
}

/// Matching, as it is done and as it is meant.
pub fn matching_is_naive(pattern: &str, text: &str) {
    let tokens: Vec<Token> = pattern
        .chars()
        .map(|letter| match letter {
            '*' => Token::Star,
            '?' => Token::One,
            letter => Token::Char(letter),
        })
        .collect();
    let letters: Vec<char> = text.chars().collect();
    for fold in [Fold::Exact, Fold::Ascii] {
        let expected = naive(&tokens, &letters, fold);
        assert_eq!(matches(pattern, text, fold), expected, "{pattern} {text}");
        let compiled = Pattern::new(pattern);
        let compiled = match fold {
            Fold::Ascii => compiled.folded(),
            Fold::Exact => compiled,
        };
        assert_eq!(compiled.matches(text), expected, "{pattern} {text}");
    }
}

/// Inclusion and intersection are what going through `all` says.
pub fn covering_and_overlapping_are_enumerated(
    wide: &Pattern,
    narrow: &Pattern,
    all: &[Vec<char>],
) {
    let covered = covers(wide, narrow, &mut Budget::new(PLENTY)).unwrap();
    let mut all_inside = true;
    let mut some_common = false;
    for text in all {
        if naive(narrow.tokens(), text, narrow.fold()) {
            let inside = naive(wide.tokens(), text, wide.fold());
            all_inside &= inside;
            some_common |= inside;
        }
    }
    assert_eq!(overlaps(wide, narrow), some_common, "{wide:?} {narrow:?}");
    assert_eq!(overlaps(narrow, wide), some_common);
    assert_eq!(covered, all_inside, "{wide:?} {narrow:?}");
}
