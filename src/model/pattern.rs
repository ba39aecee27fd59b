//! RAM wildcards (R11): `*` is any run of characters, `:` and `/` included, `?`
//! is exactly one character, all else is literal, and a pattern matches the
//! whole text. Characters are Unicode scalar values; folding is ASCII only (D18).
//!
//! Besides matching, this room decides exactly whether one pattern covers or
//! overlaps another, which is what *whole-service* (D15) is made of. ARN
//! templates of the catalogue become patterns with one more token, a run that
//! stops at `:`.

#[cfg(test)]
pub mod meaning;
mod overlap;
mod product;
#[cfg(test)]
mod tests;

use std::hash::{Hash, Hasher};

pub use overlap::{are_plainly_apart, overlaps};
pub use product::{Answer, Union, reading_order, search};

use crate::model::budget::{Budget, OutOfBudget};

/// The number of fields before an ARN's relative id: `acs`, code, region, account (D43).
const FIELDS_BEFORE_RELATIVE_ID: u32 = 4;

/// Whether letters of either case are one letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Fold {
    /// Every character is itself alone.
    #[default]
    Exact,
    /// `a`–`z` equal `A`–`Z`, and nothing else folds (D18).
    Ascii,
}

impl Fold {
    /// Whether two characters are one under this folding.
    #[must_use]
    pub const fn same(self, one: char, other: char) -> bool {
        match self {
            Self::Exact => one as u32 == other as u32,
            Self::Ascii => one.eq_ignore_ascii_case(&other),
        }
    }
}

/// One piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// This character.
    Char(char),
    /// `?`: exactly one character, whichever it is.
    One,
    /// `*`: any run of characters, also none.
    Star,
    /// Any run of characters other than `:`, also none. Only ARN templates and forms of values
    /// make it.
    Field,
}

impl Token {
    const fn of(written: char) -> Self {
        match written {
            '*' => Self::Star,
            '?' => Self::One,
            other => Self::Char(other),
        }
    }

    const fn is_run(self) -> bool {
        matches!(self, Self::Star | Self::Field)
    }
}

/// A compiled pattern. Two patterns are equal when their tokens and folding are;
/// the text they were written as is kept for messages only.
#[derive(Clone, Debug)]
pub struct Pattern {
    tokens: Box<[Token]>,
    fold: Fold,
    text: Box<str>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.fold == other.fold && self.tokens == other.tokens
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.tokens.hash(state);
        self.fold.hash(state);
    }
}

impl Pattern {
    /// A pattern as a policy writes it (R11).
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self::from_tokens(text.chars().map(Token::of), text)
    }

    /// A text without wildcards: `*` and `?` stand for themselves.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self {
            tokens: text.chars().map(Token::Char).collect(),
            fold: Fold::Exact,
            text: text.into(),
        }
    }

    /// A pattern of values that are given by form: where that is an ARN, `*` takes no
    /// `:`, since neither a region nor an account nor a name has one.
    #[must_use]
    pub fn of_fields(text: &str) -> Self {
        let in_field = |token| match token {
            Token::Star if text.contains(':') => Token::Field,
            other => other,
        };
        Self::from_tokens(text.chars().map(Token::of).map(in_field), text)
    }

    /// An ARN template of the catalogue (D15, D43). In the four fields before the
    /// relative id, `{account}` (also `{accountId}`, `{#accountId}`) is the account
    /// given, and any other placeholder, or `*`, is a run without `:`; so is the
    /// account where none is given. In the relative id a placeholder is a run
    /// without `:` too, because names there have none, and `*` is any run. `?` and
    /// a brace that is never closed are literal.
    #[must_use]
    pub fn from_template(text: &str, account: Option<&str>) -> Self {
        let mut tokens = Vec::with_capacity(text.len());
        let mut colons = 0_u32;
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            let run = if colons < FIELDS_BEFORE_RELATIVE_ID {
                Token::Field
            } else {
                Token::Star
            };
            let placeholder = match character {
                '{' => rest.as_str().split_once('}'),
                _ => None,
            };
            if let Some((name, after)) = placeholder {
                rest = after.chars();
                match account {
                    Some(id) if run == Token::Field && names_account(name) => {
                        tokens.extend(id.chars().map(Token::Char));
                    }
                    _ => tokens.push(Token::Field),
                }
            } else if character == '*' {
                tokens.push(run);
            } else {
                colons = colons.saturating_add(u32::from(character == ':'));
                tokens.push(Token::Char(character));
            }
        }
        let shown: String = tokens
            .iter()
            .map(|token| match token {
                Token::Char(character) => *character,
                Token::One => '?',
                Token::Star | Token::Field => '*',
            })
            .collect();
        Self::from_tokens(tokens.into_iter(), &shown)
    }

    /// Brings runs of wildcards to one form, `?…?*`, so that equal languages of
    /// simple patterns have equal tokens and no two runs stand side by side.
    fn from_tokens(tokens: impl Iterator<Item = Token>, text: &str) -> Self {
        let mut kept: Vec<Token> = Vec::with_capacity(text.len());
        for token in tokens {
            match (token, kept.last()) {
                (Token::Star, _) => {
                    while kept.last().is_some_and(|last| last.is_run()) {
                        kept.pop();
                    }
                    kept.push(Token::Star);
                }
                (Token::One, Some(Token::Star)) => {
                    kept.pop();
                    kept.push(Token::One);
                    kept.push(Token::Star);
                }
                (Token::Field, Some(Token::Star | Token::Field)) => {}
                _ => kept.push(token),
            }
        }
        Self {
            tokens: kept.into(),
            fold: Fold::Exact,
            text: text.into(),
        }
    }

    /// The same pattern, matching without regard to ASCII case (D18).
    #[must_use]
    pub fn folded(mut self) -> Self {
        for token in &mut self.tokens {
            if let Token::Char(character) = token {
                character.make_ascii_lowercase();
            }
        }
        self.fold = Fold::Ascii;
        self
    }

    /// The same pattern, of which a run at the end takes at least one character: the
    /// relative id of an ARN is never empty.
    #[must_use]
    pub fn with_end(mut self) -> Self {
        let mut tokens = self.tokens.to_vec();
        if tokens.last() == Some(&Token::Star) {
            tokens.insert(tokens.len().saturating_sub(1), Token::One);
        }
        self.tokens = tokens.into();
        self
    }

    /// Whether no wildcard occurs. A folded literal still matches every casing.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.tokens
            .iter()
            .all(|token| matches!(token, Token::Char(_)))
    }

    /// Whether it is `*` (or `**` …) and so matches every text.
    #[must_use]
    pub fn is_only_stars(&self) -> bool {
        matches!(*self.tokens, [Token::Star])
    }

    /// The text as written; for a template, with `*` for what varies.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tokens, with runs of wildcards in the form `?…?*`.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// A text that it matches: `a` for each single character that may be any, and one
    /// text for each run.
    #[must_use]
    pub fn with_runs_as(&self, run: &str) -> String {
        let mut text = String::with_capacity(self.tokens.len());
        for token in &self.tokens {
            match *token {
                Token::Char(character) => text.push(character),
                Token::One => text.push('a'),
                Token::Star | Token::Field => text.push_str(run),
            }
        }
        text
    }

    /// How letters compare.
    #[must_use]
    pub const fn fold(&self) -> Fold {
        self.fold
    }

    /// Whether the whole text matches (R11). Takes at most about pattern × text steps.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.matches_counted(text, &mut 0)
    }

    /// [`Self::matches`], and adds the steps that it took.
    pub(crate) fn matches_counted(&self, text: &str, steps: &mut u64) -> bool {
        if self.tokens.contains(&Token::Field) {
            let area = self.tokens.len().saturating_mul(text.len());
            *steps = steps.saturating_add(u64::try_from(area).unwrap_or(u64::MAX));
            return self.walk(text);
        }
        let takes = |token, character| takes(token, character, self.fold);
        greedy(self.tokens.iter().copied(), text.chars(), takes, steps)
    }
}

/// Positions that fit into one word of bits.
const POSITIONS: usize = 63;

impl Pattern {
    /// Matches with all positions at once that the text may have led to, which goes
    /// for fields too.
    fn walk(&self, text: &str) -> bool {
        let count = self.tokens.len();
        if count > POSITIONS {
            return overlaps(self, &Self::literal(text));
        }
        let runs = |mut places: u64| {
            // A run may take nothing, so that what follows it is reached as well.
            for (at, token) in self.tokens.iter().enumerate() {
                if token.is_run() && places >> at & 1 == 1 {
                    places |= 2 << at;
                }
            }
            places
        };
        let mut places = runs(1);
        for character in text.chars() {
            let mut next = 0;
            for (at, token) in self.tokens.iter().enumerate() {
                if places >> at & 1 == 1 && takes(*token, character, self.fold) {
                    next |= if token.is_run() { 1 << at } else { 2 << at };
                }
            }
            if next == 0 {
                return false;
            }
            places = runs(next);
        }
        places >> count & 1 == 1
    }
}

fn names_account(placeholder: &str) -> bool {
    let name = placeholder.trim_start_matches('#');
    ["account", "accountid", "account_id", "account-id"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

fn takes(token: Token, character: char, fold: Fold) -> bool {
    match token {
        Token::Char(wanted) => fold.same(wanted, character),
        Token::One | Token::Star => true,
        Token::Field => character != ':',
    }
}

/// Whether `pattern`, as a policy writes it, matches the whole of `text` (R11).
/// Allocates nothing and takes at most about pattern × text steps.
#[must_use]
pub fn matches(pattern: &str, text: &str, fold: Fold) -> bool {
    matches_counted(pattern, text, fold, &mut 0)
}

fn matches_counted(pattern: &str, text: &str, fold: Fold, steps: &mut u64) -> bool {
    let takes = |token, character| takes(token, character, fold);
    greedy(pattern.chars().map(Token::of), text.chars(), takes, steps)
}

/// Matches with two cursors. Only the last star is ever widened: an earlier one
/// took the least it could, so widening it gives nothing that the last cannot.
/// That holds for stars alone, so patterns with fields never come here.
fn greedy<P, T, F>(mut pattern: P, mut text: T, takes: F, steps: &mut u64) -> bool
where
    P: Iterator<Item = Token> + Clone,
    T: Iterator<Item: Copy> + Clone,
    F: Fn(Token, T::Item) -> bool,
{
    let mut last_star: Option<(P, T)> = None;
    loop {
        *steps = steps.saturating_add(1);
        match pattern.next() {
            Some(Token::Star) => {
                if pattern.clone().next().is_none() {
                    return true;
                }
                last_star = Some((pattern.clone(), text.clone()));
                continue;
            }
            Some(token) => match text.next() {
                Some(item) if takes(token, item) => continue,
                Some(_) => {}
                None => return false,
            },
            None => {
                if text.next().is_none() {
                    return true;
                }
            }
        }
        let Some((after_star, eaten_to)) = &mut last_star else {
            return false;
        };
        if eaten_to.next().is_none() {
            return false;
        }
        pattern = after_star.clone();
        text = eaten_to.clone();
    }
}

/// Whether every text that `narrow` matches, `wide` matches too. Exact.
///
/// # Errors
/// [`OutOfBudget`] where the budget ends first; only a `wide` with `?` or a
/// template's field spends any.
pub fn covers(wide: &Pattern, narrow: &Pattern, budget: &mut Budget) -> Result<bool, OutOfBudget> {
    if is_read_at_once(wide) {
        return Ok(reads(wide, narrow, &mut 0));
    }
    let inside = Union {
        any_of: vec![narrow],
        negated: false,
    };
    let outside = Union {
        any_of: vec![wide],
        negated: true,
    };
    match search(&[inside, outside], budget) {
        Answer::Empty => Ok(true),
        Answer::Member(_) => Ok(false),
        Answer::OutOfBudget => Err(OutOfBudget),
    }
}

/// [`covers`] where it takes no search to see; `false` where it does.
#[must_use]
pub fn covers_plainly(wide: &Pattern, narrow: &Pattern) -> bool {
    covers_plainly_counted(wide, narrow, &mut 0)
}

/// [`covers_plainly`], and adds the steps that it took.
pub(crate) fn covers_plainly_counted(wide: &Pattern, narrow: &Pattern, steps: &mut u64) -> bool {
    *steps = steps.saturating_add(u64::try_from(wide.tokens.len()).unwrap_or(u64::MAX));
    is_read_at_once(wide) && reads(wide, narrow, steps)
}

fn is_read_at_once(wide: &Pattern) -> bool {
    let mut tokens = wide.tokens.iter();
    tokens.all(|token| matches!(token, Token::Char(_) | Token::Star))
}

/// Matches `wide`, which has literals and stars only, against the tokens of
/// `narrow` as if they were a text whose wildcards only a star can take. That is
/// exact: put a character that `wide` does not name for each wildcard of `narrow`,
/// and the one text this gives shows every place where only a star can be. A folded
/// letter of `narrow` against an exact one is refused for the like reason: the
/// text that has each letter in the other case contains no such letter at all.
fn reads(wide: &Pattern, narrow: &Pattern, steps: &mut u64) -> bool {
    let takes = |token, item| match (token, item) {
        (Token::Char(wanted), Token::Char(given)) => {
            wide.fold.same(wanted, given)
                && (wide.fold == Fold::Ascii
                    || narrow.fold == Fold::Exact
                    || !given.is_ascii_alphabetic())
        }
        _ => false,
    };
    greedy(
        wide.tokens.iter().copied(),
        narrow.tokens.iter().copied(),
        takes,
        steps,
    )
}
