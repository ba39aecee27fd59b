//! Whether some text matches two patterns.

use crate::model::pattern::{Fold, Pattern, Token, greedy, takes};

/// Whether no text matches both, as far as what stands before their first runs and after
/// their last ones shows it.
#[must_use]
pub fn are_plainly_apart(one: &Pattern, other: &Pattern) -> bool {
    between(one, other).is_none()
}

/// Whether some text matches both patterns. Exact; of patterns of stars it costs but a
/// look, of others pattern × pattern steps at most.
#[must_use]
pub fn overlaps(one: &Pattern, other: &Pattern) -> bool {
    let folds = (one.fold, other.fold);
    let Some((these, those)) = between(one, other) else {
        return false;
    };
    match (these, those) {
        ([], _) | (_, []) => true,
        ([Token::Star], _) | (_, [Token::Star]) => true,
        _ if is_run_free(those) && !has_field(these) => fits(these, those, folds),
        _ if is_run_free(these) && !has_field(those) => fits(those, these, (folds.1, folds.0)),
        // Both have stars, and single characters at an end have a star beside them: what
        // one has at its ends, and then what each has between its stars, both take.
        _ if !has_field(these) && !has_field(those) => true,
        _ => meets_within(these, those, folds),
    }
}

/// What two patterns have between the single characters that they begin with and those
/// that they end in; `None` where these show that no text matches both. Of what one of
/// them has nothing left for, the other has runs alone.
fn between<'t>(one: &'t Pattern, other: &'t Pattern) -> Option<(&'t [Token], &'t [Token])> {
    let (mut these, mut those) = (&*one.tokens, &*other.tokens);
    let (this, that) = (one.fold, other.fold);
    let single = |one: Token, other: Token| !one.is_run() && !other.is_run();
    while let ([one, rest @ ..], [other, others @ ..]) = (these, those)
        && single(*one, *other)
    {
        meet(*one, this, *other, that).then_some(())?;
        (these, those) = (rest, others);
    }
    while let ([rest @ .., one], [others @ .., other]) = (these, those)
        && single(*one, *other)
    {
        meet(*one, this, *other, that).then_some(())?;
        (these, those) = (rest, others);
    }
    let ended = these.is_empty() || those.is_empty();
    let mut left = these.iter().chain(those);
    (!ended || left.all(|token| token.is_run())).then_some((these, those))
}

fn is_run_free(tokens: &[Token]) -> bool {
    !tokens.iter().any(|token| token.is_run())
}

fn has_field(tokens: &[Token]) -> bool {
    tokens.contains(&Token::Field)
}

/// Whether a pattern of stars takes one of the texts that single characters stand for.
fn fits(pattern: &[Token], text: &[Token], (fold, of_text): (Fold, Fold)) -> bool {
    let takes = |token, character| meet(token, fold, character, of_text);
    greedy(pattern.iter().copied(), text.iter().copied(), takes, &mut 0)
}

/// [`overlaps`] by going through all pairs of positions.
fn meets_within(these: &[Token], those: &[Token], (this, that): (Fold, Fold)) -> bool {
    let width = those.len().saturating_add(1);
    let mut below = vec![false; width];
    let mut row = below.clone();
    if let Some(start) = row.first_mut() {
        *start = true;
    }
    for down in these.iter().map(|token| Some(*token)).chain([None]) {
        let mut from_left = false;
        let mut from_above_left = false;
        let across = those.iter().map(|token| Some(*token)).chain([None]);
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
                (Some(a), Some(b)) => meet(a, this, b, that),
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
