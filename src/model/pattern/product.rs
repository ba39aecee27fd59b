//! Finds the shortest text that lies in some unions of patterns and outside
//! others, or shows that there is none.
//!
//! Every pattern is a row of positions, "so many characters taken"; a star or a
//! field lets a position keep what it has. All positions of all patterns are one
//! row of bits, a character moves them all at once, and a breadth-first walk over
//! the rows that can be reached meets the shortest text first. Characters that no
//! pattern names behave alike, so one of them stands for the rest.

mod together;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::rc::Rc;

use crate::model::budget::Budget;
use crate::model::pattern::{Fold, Pattern, Token};

use together::Together;

/// Bits in a word of the row.
const WORD: usize = 64;

/// What keeping one reached row costs besides its words, so that the budget
/// bounds memory too. In words.
const ROW_COST: u64 = 8;

/// "Matches one of these", or "matches none of these" where negated.
#[derive(Clone, Debug)]
pub struct Union<'a> {
    /// The patterns.
    pub any_of: Vec<&'a Pattern>,
    /// Whether the texts wanted are those outside.
    pub negated: bool,
}

/// What is known about the texts that satisfy every constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Here is one, of the least possible number of characters.
    Member(String),
    /// There is none.
    Empty,
    /// Not decided within the budget.
    OutOfBudget,
}

/// Looks for the shortest text that satisfies every constraint. Among the
/// shortest, characters that read well come first: lower case, digits, upper
/// case, then the rest. A step of the budget is one word of 64 positions moved by
/// one character, or kept.
#[must_use]
pub fn search(constraints: &[Union<'_>], budget: &mut Budget) -> Answer {
    match Machine::build(constraints, budget) {
        Some(machine) => machine.walk(budget),
        None => Answer::OutOfBudget,
    }
}

/// One constraint's words in the row.
struct Group {
    words: Range<usize>,
    negated: bool,
}

/// A character and what it does to each position.
struct Letter {
    character: char,
    /// Positions that it moves on by one.
    moves: Vec<u64>,
    /// Positions that it leaves as they are.
    stays: Vec<u64>,
}

#[derive(Default)]
struct Machine {
    groups: Vec<Group>,
    /// The first position of each pattern.
    start: Vec<u64>,
    /// Positions where a pattern is complete.
    accept: Vec<u64>,
    /// Positions at a star.
    endless: Vec<u64>,
    /// Which positions belong to one pattern.
    together: Vec<Together>,
    letters: Vec<Letter>,
}

/// A reached row and how it was reached.
struct Reached {
    row: Rc<[u64]>,
    from: usize,
    by: char,
}

impl Machine {
    fn build(constraints: &[Union<'_>], budget: &mut Budget) -> Option<Self> {
        let alphabet = alphabet(constraints);
        let words = constraints.iter().fold(0_usize, |sum, union| {
            let positions = union
                .any_of
                .iter()
                .map(|pattern| pattern.tokens().len() + 1);
            sum.saturating_add(positions.sum::<usize>().div_ceil(WORD))
        });
        let table = units(words).saturating_mul(units(alphabet.len()));
        if !budget.spend(table) {
            return None;
        }
        let mut machine = Self {
            start: vec![0; words],
            accept: vec![0; words],
            endless: vec![0; words],
            ..Self::default()
        };
        let mut fields = vec![0; words];
        let mut ones = vec![0; words];
        let mut positions = 0_usize;
        let mut named: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for union in constraints {
            let first_word = positions / WORD;
            for pattern in &union.any_of {
                let mut at = positions;
                set(&mut machine.start, at);
                positions = positions.saturating_add(1);
                for token in pattern.tokens() {
                    match *token {
                        Token::Star => set(&mut machine.endless, at),
                        Token::Field => set(&mut fields, at),
                        Token::One | Token::Char(_) => {
                            match *token {
                                Token::Char(character) => {
                                    for case in cases(character, pattern.fold()) {
                                        named.entry(case).or_default().push(at);
                                    }
                                }
                                _ => set(&mut ones, at),
                            }
                            at = positions;
                            positions = positions.saturating_add(1);
                        }
                    }
                }
                set(&mut machine.accept, at);
            }
            // Each group begins on a word of its own.
            let end_word = positions.div_ceil(WORD);
            positions = end_word.saturating_mul(WORD);
            machine.groups.push(Group {
                words: first_word..end_word,
                negated: union.negated,
            });
        }
        // The row may have been reserved longer: runs take no position.
        let words = positions / WORD;
        for row in [
            &mut machine.start,
            &mut machine.accept,
            &mut machine.endless,
            &mut fields,
        ] {
            row.truncate(words);
        }
        ones.truncate(words);
        let starts = machine.start.iter();
        machine.together = starts.map(|starts| Together::of(*starts)).collect();
        let mut seen = HashSet::new();
        for character in alphabet {
            let mut moves = ones.clone();
            for position in named.get(&character).into_iter().flatten() {
                set(&mut moves, *position);
            }
            let mut stays = machine.endless.clone();
            if character != ':' {
                for (word, field) in stays.iter_mut().zip(&fields) {
                    *word |= field;
                }
            }
            if seen.insert((moves.clone(), stays.clone())) {
                machine.letters.push(Letter {
                    character,
                    moves,
                    stays,
                });
            }
        }
        Some(machine)
    }

    fn walk(&self, budget: &mut Budget) -> Answer {
        let mut start = self.start.clone();
        if !self.settle(&mut start) {
            return Answer::Empty;
        }
        if self.accepts(&start) {
            return Answer::Member(String::new());
        }
        let width = units(self.start.len());
        let expanding = width.saturating_mul(units(self.letters.len()));
        let first: Rc<[u64]> = start.into();
        let mut seen = HashSet::from([Rc::clone(&first)]);
        let mut reached = vec![Reached {
            row: first,
            from: 0,
            by: ' ',
        }];
        let mut next = 0_usize;
        let mut row = Vec::new();
        while let Some(from) = reached.get(next).map(|state| Rc::clone(&state.row)) {
            if !budget.spend(expanding) {
                return Answer::OutOfBudget;
            }
            for letter in &self.letters {
                // Most characters fit no pattern here: what is literal lets one go on.
                if !self.lets_go_on(letter, &from) {
                    continue;
                }
                letter.step(&from, &mut row);
                if !self.settle(&mut row) || seen.contains(row.as_slice()) {
                    continue;
                }
                if self.accepts(&row) {
                    return Answer::Member(spell(&reached, next, letter.character));
                }
                if !budget.spend(width.saturating_add(ROW_COST)) {
                    return Answer::OutOfBudget;
                }
                let kept: Rc<[u64]> = row.as_slice().into();
                seen.insert(Rc::clone(&kept));
                reached.push(Reached {
                    row: kept,
                    from: next,
                    by: letter.character,
                });
            }
            next = next.saturating_add(1);
        }
        Answer::Empty
    }

    /// Whether a character leaves each group of which something has to match a position.
    fn lets_go_on(&self, letter: &Letter, from: &[u64]) -> bool {
        let mut wanted = self.groups.iter().filter(|group| !group.negated);
        wanted.all(|group| {
            let bits = from.get(group.words.clone()).unwrap_or_default();
            let moves = letter.moves.get(group.words.clone()).unwrap_or_default();
            let stays = letter.stays.get(group.words.clone()).unwrap_or_default();
            let mut words = bits.iter().zip(moves).zip(stays);
            words.any(|((bit, moves), stays)| bit & (moves | stays) != 0)
        })
    }

    /// Brings a row to a canonical form with the same future, and says `false` where no
    /// future satisfies every group.
    fn settle(&self, row: &mut [u64]) -> bool {
        // A position at a star accepts all that the earlier ones of its pattern do.
        let mut carry = false;
        let words = row.iter_mut().zip(&self.endless).zip(&self.together);
        for ((word, endless), together) in words.rev() {
            *word &= !together.below(*word & endless, &mut carry);
        }
        for group in &self.groups {
            let (Some(bits), Some(endless), Some(accept)) = (
                row.get_mut(group.words.clone()),
                self.endless.get(group.words.clone()),
                self.accept.get(group.words.clone()),
            ) else {
                return false;
            };
            // A pattern that is complete and at a star accepts whatever follows.
            let forever = bits
                .iter()
                .zip(endless)
                .zip(accept)
                .any(|((bit, star), end)| bit & star & end != 0);
            if group.negated {
                if forever {
                    return false;
                }
            } else if forever {
                let mut found = false;
                for ((bit, star), end) in bits.iter_mut().zip(endless).zip(accept) {
                    let sinks = star & end;
                    *bit = if found {
                        0
                    } else {
                        sinks & sinks.wrapping_neg()
                    };
                    found |= sinks != 0;
                }
            } else if bits.iter().all(|bit| *bit == 0) {
                return false;
            }
        }
        true
    }

    fn accepts(&self, row: &[u64]) -> bool {
        self.groups.iter().all(|group| {
            let bits = row.get(group.words.clone()).unwrap_or(&[]);
            let accept = self.accept.get(group.words.clone()).unwrap_or(&[]);
            let inside = bits.iter().zip(accept).any(|(bit, end)| bit & end != 0);
            inside != group.negated
        })
    }
}

impl Letter {
    fn step(&self, from: &[u64], into: &mut Vec<u64>) {
        into.clear();
        let mut carry = 0;
        for ((word, moves), stays) in from.iter().zip(&self.moves).zip(&self.stays) {
            let moved = word & moves;
            into.push((moved << 1) | carry | (word & stays));
            carry = moved >> (WORD - 1);
        }
    }
}

fn units(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn set(row: &mut [u64], position: usize) {
    if let Some(word) = row.get_mut(position / WORD) {
        *word |= 1 << (position % WORD);
    }
}

fn spell(reached: &[Reached], end: usize, last: char) -> String {
    let mut backwards = vec![last];
    let mut at = end;
    while at != 0
        && let Some(state) = reached.get(at)
    {
        backwards.push(state.by);
        at = state.from;
    }
    backwards.iter().rev().collect()
}

fn cases(character: char, fold: Fold) -> BTreeSet<char> {
    match fold {
        Fold::Exact => BTreeSet::from([character]),
        Fold::Ascii => BTreeSet::from([
            character.to_ascii_lowercase(),
            character.to_ascii_uppercase(),
        ]),
    }
}

/// The characters that some pattern tells from others, and one that none does;
/// those that read well first.
fn alphabet(constraints: &[Union<'_>]) -> Vec<char> {
    let mut named = BTreeSet::new();
    for pattern in constraints.iter().flat_map(|union| &union.any_of) {
        for token in pattern.tokens() {
            match *token {
                Token::Char(character) => named.extend(cases(character, pattern.fold())),
                Token::Field => {
                    named.insert(':');
                }
                Token::One | Token::Star => {}
            }
        }
    }
    let readable = ('a'..='z')
        .chain('0'..='9')
        .chain('A'..='Z')
        .chain("-_./".chars());
    let fresh = readable
        .chain('!'..='~')
        .chain('\u{a1}'..=char::MAX)
        .find(|character| !named.contains(character));
    named.extend(fresh);
    let mut letters: Vec<char> = named.into_iter().collect();
    letters.sort_by_key(|letter| (readability(*letter), *letter));
    letters
}

/// The order in which [`search`] prefers texts: fewer characters first, then those
/// that read well.
#[must_use]
pub fn reading_order(text: &str) -> (usize, Vec<(u8, char)>) {
    let order: Vec<_> = text
        .chars()
        .map(|letter| (readability(letter), letter))
        .collect();
    (order.len(), order)
}

/// How well a character reads in a witness; less is better.
fn readability(character: char) -> u8 {
    match character {
        'a'..='z' => 0,
        '0'..='9' => 1,
        'A'..='Z' => 2,
        '-' | '_' | '.' | '/' => 3,
        '!'..='~' => 4,
        other if other.is_alphanumeric() => 5,
        _ => 6,
    }
}
