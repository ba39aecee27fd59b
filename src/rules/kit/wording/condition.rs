//! Conditions and witnesses as text. Tests of one key are joined first, so that
//! a range with a hole reads as what is left of it. A test is written by the name
//! of its key, or in the words of `in_words`.

mod in_words;

#[cfg(test)]
mod tests;

use std::ops::Bound;

use crate::engine::domain::addresses::{AddressSet, Cidr, Family};
use crate::engine::domain::ordered::{Intervals, format_decimal, format_instant};
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::solver::Request;
use crate::engine::universe::Universe;
use crate::rules::kit::language::Language;

/// A formula without variables, by the names of its keys: `acs:SourceIp is in
/// 10.0.0.0/8 and acs:MFAPresent is true`. Machine output has this form.
#[must_use]
pub fn text(formula: &Formula, universe: &Universe, language: Language) -> String {
    let _untranslated: Language = language;
    joined(formula, universe)
        .write(universe, Style::Keys, false)
        .text
}

/// The same in words, as what a caller must have: `multi-factor login and an
/// address inside 10.0.0.0/8`.
#[must_use]
pub fn in_words(formula: &Formula, universe: &Universe, language: Language) -> String {
    let _untranslated: Language = language;
    joined(formula, universe)
        .write(universe, Style::Words, false)
        .text
}

/// The words with what leads into them, to follow "only": `with multi-factor
/// login`, `before 2027-01-01`, `when acs:UserAgent is "x"`.
#[must_use]
pub fn clause(formula: &Formula, universe: &Universe, language: Language) -> String {
    let _untranslated: Language = language;
    let phrase = joined(formula, universe).write(universe, Style::Words, false);
    match phrase.lead {
        Lead::With => format!("with {}", phrase.text),
        Lead::Bare => phrase.text,
        Lead::When => format!("when {}", phrase.text),
    }
}

/// A request in words: `acs:SourceIp = 10.0.0.0, acs:MFAPresent absent`.
#[must_use]
pub fn witness(request: &Request, universe: &Universe, language: Language) -> String {
    let _untranslated: Language = language;
    let parts: Vec<String> = request
        .iter()
        .filter_map(|(key, member)| {
            let name = &universe.key(*key)?.name;
            Some(match member {
                None => format!("{name} absent"),
                Some(values) => format!("{name} = {}", values.join(", ")),
            })
        })
        .collect();
    parts.join(", ")
}

/// What is known of one key along a conjunction or a disjunction.
#[derive(Clone, PartialEq)]
struct Test {
    key: KeyId,
    sets: Vec<Set>,
    absent: bool,
}

/// How a test is written.
#[derive(Clone, Copy)]
enum Style {
    Keys,
    Words,
}

/// What leads into a phrase, in the order in which phrases are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lead {
    /// A noun: with it.
    With,
    /// Nothing.
    Bare,
    /// A sentence: when it is so.
    When,
}

struct Phrase {
    lead: Lead,
    text: String,
    /// Needs brackets inside another phrase.
    splits: bool,
}

impl Phrase {
    const fn new(lead: Lead, text: String) -> Self {
        Self {
            lead,
            text,
            splits: false,
        }
    }
}

#[derive(Clone, PartialEq)]
enum Words {
    Always,
    Never,
    Test(Test),
    All(Vec<Words>),
    Any(Vec<Words>),
}

fn joined(formula: &Formula, universe: &Universe) -> Words {
    match formula {
        Formula::True => Words::Always,
        Formula::False | Formula::World(_) => Words::Never,
        Formula::Key(atom) => test(atom, universe),
        Formula::And(parts) => {
            let mut kept: Vec<Words> = Vec::new();
            for part in parts.iter() {
                match joined(part, universe) {
                    Words::Always => {}
                    Words::Never => return Words::Never,
                    Words::All(inner) => inner
                        .into_iter()
                        .for_each(|part| add(&mut kept, part, both)),
                    part => add(&mut kept, part, both),
                }
            }
            if kept.contains(&Words::Never) {
                return Words::Never;
            }
            absorb(&mut kept);
            one_or(kept, Words::Always, Words::All)
        }
        Formula::Or(parts) => {
            let mut kept: Vec<Words> = Vec::new();
            for part in parts.iter() {
                match joined(part, universe) {
                    Words::Never => {}
                    Words::Always => return Words::Always,
                    Words::Any(inner) => inner
                        .into_iter()
                        .for_each(|part| add(&mut kept, part, either)),
                    part => add(&mut kept, part, either),
                }
            }
            if kept.contains(&Words::Always) {
                return Words::Always;
            }
            one_or(kept, Words::Never, Words::Any)
        }
    }
}

fn one_or(mut kept: Vec<Words>, empty: Words, wrap: fn(Vec<Words>) -> Words) -> Words {
    match kept.len() {
        0 => empty,
        1 => kept.pop().unwrap_or(empty),
        _ => wrap(kept),
    }
}

fn test(atom: &Atom, universe: &Universe) -> Words {
    let may_be_absent = universe.key(atom.key).is_none_or(|key| key.may_be_absent);
    let set = universe
        .values(atom.key)
        .and_then(|all| all.intersection(&atom.set))
        .unwrap_or_else(|| atom.set.clone());
    let everything = universe
        .values(atom.key)
        .and_then(|all| all.intersection(&atom.set.complement()))
        .map_or_else(
            || atom.set.is_plainly_everything(),
            |rest| rest.is_plainly_empty(),
        );
    let absent = atom.absent && may_be_absent;
    if everything && (absent || !may_be_absent) {
        return Words::Always;
    }
    if set.is_plainly_empty() && !absent {
        return Words::Never;
    }
    let sets = if everything {
        Vec::new()
    } else {
        vec![atom.set.clone()]
    };
    Words::Test(Test {
        key: atom.key,
        sets,
        absent,
    })
}

fn add(kept: &mut Vec<Words>, part: Words, join: fn(&Test, &Test) -> Option<Words>) {
    if kept.contains(&part) {
        return;
    }
    if let Words::Test(new) = &part {
        for old in kept.iter_mut() {
            if let Words::Test(known) = old
                && known.key == new.key
                && let Some(one) = join(known, new)
            {
                *old = one;
                return;
            }
        }
    }
    kept.push(part);
}

fn both(a: &Test, b: &Test) -> Option<Words> {
    let absent = a.absent && b.absent;
    let mut sets = a.sets.clone();
    for set in &b.sets {
        let merged = sets.iter_mut().find_map(|known| {
            let one = known.intersection(set)?;
            *known = one;
            Some(())
        });
        if merged.is_none() && !sets.contains(set) {
            sets.push(set.clone());
        }
    }
    if sets.iter().any(Set::is_plainly_empty) {
        if !absent {
            return Some(Words::Never);
        }
        sets.retain(Set::is_plainly_empty);
        sets.truncate(1);
    }
    Some(Words::Test(Test {
        key: a.key,
        sets,
        absent,
    }))
}

fn either(a: &Test, b: &Test) -> Option<Words> {
    let ([one], [other]) = (a.sets.as_slice(), b.sets.as_slice()) else {
        return None;
    };
    let union = match (one, other) {
        (Set::Strings(x), Set::Strings(y)) if !x.negated && !y.negated => {
            Set::Strings(StringSet::any(x.any_of.iter().chain(&y.any_of).cloned()))
        }
        (Set::Strings(_), _) | (_, Set::Strings(_)) => return None,
        (x, y) => x.complement().intersection(&y.complement())?.complement(),
    };
    Some(Words::Test(Test {
        key: a.key,
        sets: vec![union],
        absent: a.absent || b.absent,
    }))
}

/// Drops alternatives that another part already decides.
fn absorb(kept: &mut Vec<Words>) {
    let plain: Vec<Words> = kept
        .iter()
        .filter(|part| !matches!(part, Words::Any(_)))
        .cloned()
        .collect();
    kept.retain(|part| match part {
        Words::Any(options) => !options.iter().any(|option| plain.contains(option)),
        _ => true,
    });
}

impl Words {
    fn write(&self, universe: &Universe, style: Style, inside: bool) -> Phrase {
        let phrase = match self {
            Self::Always => Phrase::new(Lead::Bare, "always".to_owned()),
            Self::Never => Phrase::new(Lead::Bare, "never".to_owned()),
            Self::Test(test) => test.phrase(universe, style),
            Self::All(parts) => join(parts, universe, style, " and "),
            Self::Any(parts) => join(parts, universe, style, " or "),
        };
        if !inside || !phrase.splits {
            return phrase;
        }
        Phrase {
            text: format!("({})", phrase.text),
            ..phrase
        }
    }
}

fn join(parts: &[Words], universe: &Universe, style: Style, by: &str) -> Phrase {
    let mut phrases: Vec<Phrase> = parts
        .iter()
        .map(|part| part.write(universe, style, true))
        .collect();
    phrases.sort_by_key(|phrase| phrase.lead);
    let lead = phrases.first().map_or(Lead::When, |phrase| phrase.lead);
    let mut text = String::new();
    let mut before = lead;
    for (number, phrase) in phrases.iter().enumerate() {
        if number > 0 {
            text.push_str(by);
        }
        if phrase.lead == Lead::When && before != Lead::When {
            text.push_str("where ");
        }
        text.push_str(&phrase.text);
        before = phrase.lead;
    }
    Phrase {
        lead,
        text,
        splits: true,
    }
}

impl Test {
    /// Whether absence is all that meets it.
    fn is_absence(&self) -> bool {
        self.sets.iter().any(Set::is_plainly_empty)
    }

    fn phrase(&self, universe: &Universe, style: Style) -> Phrase {
        let by_key = || Phrase {
            splits: self.absent && !self.is_absence(),
            ..Phrase::new(Lead::When, self.write(universe))
        };
        match style {
            Style::Keys => by_key(),
            Style::Words => in_words::phrase(self, universe).unwrap_or_else(by_key),
        }
    }

    fn write(&self, universe: &Universe) -> String {
        let info = universe.key(self.key);
        let name = info.map_or("a key", |key| key.name.as_str());
        if self.is_absence() {
            return format!("{name} is absent");
        }
        if self.sets.is_empty() {
            return format!("{name} is present");
        }
        let parts: Vec<String> = self.sets.iter().map(set_text).collect();
        let text = format!("{name} {}", parts.join(" and "));
        if self.absent {
            format!("{text} or absent")
        } else {
            text
        }
    }
}

fn set_text(set: &Set) -> String {
    match set {
        Set::Strings(strings) => strings_text(strings),
        Set::Addresses(addresses) => addresses_text(addresses),
        Set::Numbers(numbers) => intervals_text(
            numbers,
            format_decimal,
            ["less than", "at most", "more than", "at least"],
        ),
        Set::Dates(instants) => intervals_text(
            instants,
            format_instant,
            ["before", "no later than", "after", "no earlier than"],
        ),
        Set::Bools { yes, no } => match (yes, no) {
            (true, true) => "is true or false".to_owned(),
            (true, false) => "is true".to_owned(),
            (false, true) => "is false".to_owned(),
            (false, false) => "is absent".to_owned(),
        },
    }
}

fn strings_text(strings: &StringSet) -> String {
    let listed: Vec<String> = strings
        .any_of
        .iter()
        .map(|pattern| format!("\"{}\"", pattern.text()))
        .collect();
    let literal = strings.any_of.iter().all(|pattern| pattern.is_literal());
    let list = listed.join(", ");
    match (literal, strings.negated, listed.len() == 1) {
        (true, false, true) => format!("is {list}"),
        (true, false, false) => format!("is one of {list}"),
        (true, true, true) => format!("is not {list}"),
        (true, true, false) => format!("is none of {list}"),
        (false, false, _) => format!("is like {list}"),
        (false, true, _) => format!("is not like {list}"),
    }
}

fn addresses_text(addresses: &AddressSet) -> String {
    if *addresses == AddressSet::family(Family::V4) {
        return "is an IPv4 address".to_owned();
    }
    if *addresses == AddressSet::family(Family::V6) {
        return "is an IPv6 address".to_owned();
    }
    let (inside, blocks) = as_blocks(addresses);
    let texts: Vec<String> = blocks.iter().map(ToString::to_string).collect();
    let list = texts.join(", ");
    if inside {
        format!("is in {list}")
    } else {
        format!("is not in {list}")
    }
}

/// The blocks of a set, or of what it leaves out where those are fewer; `true`
/// for those of the set.
fn as_blocks(addresses: &AddressSet) -> (bool, Vec<Cidr>) {
    let inside = addresses.to_cidrs();
    let outside = addresses.complement().to_cidrs();
    if outside.len() < inside.len() {
        (false, outside)
    } else {
        (true, inside)
    }
}

/// The point of a set that has only one.
fn only_point(set: &Intervals) -> Option<i128> {
    let mut bounds = set.bounds();
    match (bounds.next(), bounds.next()) {
        (Some((Bound::Included(a), Bound::Included(b))), None) if a == b => Some(a),
        _ => None,
    }
}

fn intervals_text(intervals: &Intervals, show: fn(i128) -> String, words: [&str; 4]) -> String {
    let [less, at_most, more, at_least] = words;
    if let Some(point) = only_point(&intervals.complement()) {
        return format!("is not {}", show(point));
    }
    let parts: Vec<String> = intervals
        .bounds()
        .map(|(start, end)| {
            let from = match start {
                Bound::Included(point) => Some(format!("{at_least} {}", show(point))),
                Bound::Excluded(point) => Some(format!("{more} {}", show(point))),
                Bound::Unbounded => None,
            };
            let to = match end {
                Bound::Included(point) => Some(format!("{at_most} {}", show(point))),
                Bound::Excluded(point) => Some(format!("{less} {}", show(point))),
                Bound::Unbounded => None,
            };
            match (start, end) {
                (Bound::Included(a), Bound::Included(b)) if a == b => {
                    format!("exactly {}", show(a))
                }
                _ => match (from, to) {
                    (Some(from), Some(to)) => format!("{from} and {to}"),
                    (Some(one), None) | (None, Some(one)) => one,
                    (None, None) => "any value".to_owned(),
                },
            }
        })
        .collect();
    format!("is {}", parts.join(", or "))
}
