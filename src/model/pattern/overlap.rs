//! Whether some text matches two patterns.

use crate::model::pattern::{Fold, Pattern, Token, takes};

/// Whether no text matches both, as far as what stands before their first wildcards
/// and after their last ones shows it.
#[must_use]
pub fn are_plainly_apart(one: &Pattern, other: &Pattern) -> bool {
    let differ = |pair: (&Token, &Token)| match pair {
        (Token::Char(a), Token::Char(b)) => {
            Some(!(one.fold.same(*a, *b) || other.fold.same(*a, *b)))
        }
        _ => None,
    };
    // The first pair that is not two equal characters decides.
    let differs = |pairs: &mut dyn Iterator<Item = (&Token, &Token)>| {
        pairs.map(differ).find(|pair| *pair != Some(false)) == Some(Some(true))
    };
    let (these, those) = (&one.tokens, &other.tokens);
    differs(&mut these.iter().zip(those))
        || differs(&mut these.iter().rev().zip(those.iter().rev()))
}

/// Whether some text matches both patterns. Exact, in pattern × pattern steps.
#[must_use]
pub fn overlaps(one: &Pattern, other: &Pattern) -> bool {
    if are_plainly_apart(one, other) {
        return false;
    }
    let width = other.tokens.len().saturating_add(1);
    let mut below = vec![false; width];
    let mut row = below.clone();
    if let Some(start) = row.first_mut() {
        *start = true;
    }
    for down in one.tokens.iter().map(|token| Some(*token)).chain([None]) {
        let mut from_left = false;
        let mut from_above_left = false;
        let across = other.tokens.iter().map(|token| Some(*token)).chain([None]);
        for ((cell, under), right) in row.iter().zip(&mut below).zip(across) {
            *under = from_above_left;
            let here = *cell || from_left;
            from_left = false;
            from_above_left = false;
            if !here {
                continue;
            }
            let (down_run, right_run) = (
                down.is_some_and(Token::is_run),
                right.is_some_and(Token::is_run),
            );
            let meet = match (down, right) {
                (None, None) => return true,
                (Some(a), Some(b)) => meet(a, one.fold, b, other.fold),
                _ => false,
            };
            // A run may end here, or go on while the other side takes one character.
            *under |= down_run || (meet && right_run);
            from_left = right_run || (meet && down_run);
            from_above_left = meet && !down_run && !right_run;
        }
        std::mem::swap(&mut row, &mut below);
    }
    false
}

/// Whether one character can be taken by both tokens.
fn meet(a: Token, a_fold: Fold, b: Token, b_fold: Fold) -> bool {
    match (a, b) {
        (Token::Char(one), Token::Char(other)) => {
            a_fold.same(one, other) || b_fold.same(one, other)
        }
        (Token::Char(one), token) => takes(token, one, b_fold),
        (token, Token::Char(other)) => takes(token, other, a_fold),
        _ => true,
    }
}
