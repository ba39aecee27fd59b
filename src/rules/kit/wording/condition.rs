//! Conditions and witnesses as text. Tests of one key are joined first, so that
//! a range with a hole reads as what is left of it. A test is written by the name
//! of its key, or in the words of `in_words`. English leads into a phrase by what it
//! is; Chinese puts any of them between `当` and `时`.

mod by_key;
mod in_words;
mod plainly;

#[cfg(test)]
mod tests;

use crate::engine::domain::set::Set;
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::solver::Request;
use crate::engine::universe::Universe;
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::condition::plainly::{are_apart, is_inside};
use crate::rules::kit::wording::{spaced, spaced_by};

/// A formula without variables, by the names of its keys: `acs:SourceIp is in
/// 10.0.0.0/8 and acs:MFAPresent is true`. Machine output has this form.
#[must_use]
pub fn text(formula: &Formula, universe: &Universe, language: Language) -> String {
    let manner = Manner {
        universe,
        style: Style::Keys,
        language,
    };
    joined(formula, universe).write(manner, false).text
}

/// The same in words, as what a caller must have: `multi-factor login and an
/// address inside 10.0.0.0/8`.
#[must_use]
pub fn in_words(formula: &Formula, universe: &Universe, language: Language) -> String {
    let manner = Manner {
        universe,
        style: Style::Words,
        language,
    };
    joined(formula, universe).write(manner, false).text
}

/// The words with what leads into them, to follow "only": `with multi-factor
/// login`, `before 2027-01-01`, `when acs:UserAgent is "x"`. In Chinese, to follow
/// `仅`: `当使用多因素认证登录时`.
#[must_use]
pub fn clause(formula: &Formula, universe: &Universe, language: Language) -> String {
    let manner = Manner {
        universe,
        style: Style::Words,
        language,
    };
    let words = joined(formula, universe);
    let phrase = words.write(manner, false);
    if language == Language::Chinese {
        return match words {
            Words::Always | Words::Never => phrase.text,
            _ => spaced(&["当", &phrase.text, "时"]),
        };
    }
    match phrase.lead {
        Lead::With => format!("with {}", phrase.text),
        Lead::Bare => phrase.text,
        Lead::When => format!("when {}", phrase.text),
    }
}

/// A request in words: `acs:SourceIp = 10.0.0.0, acs:MFAPresent absent`.
#[must_use]
pub fn witness(request: &Request, universe: &Universe, language: Language) -> String {
    let parts: Vec<String> = request
        .iter()
        .filter_map(|(key, values)| {
            let name = &universe.key(*key)?.name;
            Some(request_part(name, values.as_deref(), language))
        })
        .collect();
    parts.join(language.pick(", ", "，"))
}

/// One key of a request: `acs:SourceIp = 10.0.0.0`, `acs:MFAPresent absent`.
#[must_use]
pub fn request_part(name: &str, values: Option<&[String]>, language: Language) -> String {
    match values {
        None => say!(language, "{name} absent", "{name} 不存在"),
        Some(values) => format!("{name} = {}", values.join(", ")),
    }
}

/// What is known of one key along a conjunction or a disjunction.
#[derive(Clone, PartialEq)]
struct Test {
    key: KeyId,
    sets: Vec<Set>,
    absent: bool,
    /// Of which of its values, where the key has several.
    of: Values,
}

/// Which values of a key have to lie in a set.
#[derive(Clone, Copy, PartialEq)]
enum Values {
    /// The only one.
    One,
    /// At least one of several.
    Some,
    /// Each of several.
    Every,
}

/// How a test is written.
#[derive(Clone, Copy)]
enum Style {
    Keys,
    Words,
}

/// How a formula is written, and what its keys are.
#[derive(Clone, Copy)]
struct Manner<'a> {
    universe: &'a Universe,
    style: Style,
    language: Language,
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
            match settled(&mut kept) {
                true => one_or(kept, Words::Always, Words::All),
                false => Words::Never,
            }
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
    let many = universe.key(atom.key).is_some_and(|key| key.many);
    Words::Test(Test {
        key: atom.key,
        sets,
        absent,
        of: match (many, atom.every) {
            (false, _) => Values::One,
            (true, false) => Values::Some,
            (true, true) => Values::Every,
        },
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

/// What meets two tests of one key; `None` where that is no single test.
fn both(a: &Test, b: &Test) -> Option<Words> {
    // One value may meet the one test, and another value the other.
    if (a.of, b.of) != (Values::One, Values::One) {
        return None;
    }
    let absent = a.absent && b.absent;
    let mut sets = a.sets.clone();
    let mut is_empty = false;
    for set in &b.sets {
        let merged = sets.iter_mut().find_map(|known| {
            let one = known.intersection(set)?;
            *known = one;
            Some(())
        });
        if merged.is_some() || sets.iter().any(|known| is_inside(known, set)) {
            continue;
        }
        is_empty |= sets.iter().any(|known| are_apart(known, set));
        sets.retain(|known| !is_inside(set, known));
        sets.push(set.clone());
    }
    if is_empty || sets.iter().any(Set::is_plainly_empty) {
        if !absent {
            return Some(Words::Never);
        }
        sets = sets
            .first()
            .map_or_else(Vec::new, |set| vec![Set::nothing(set.value_type())]);
    }
    Some(Words::Test(Test {
        key: a.key,
        sets,
        absent,
        of: a.of,
    }))
}

fn either(a: &Test, b: &Test) -> Option<Words> {
    let ([one], [other]) = (a.sets.as_slice(), b.sets.as_slice()) else {
        return None;
    };
    // Each value in one of two sets is less than all values in the same one.
    if a.of != b.of || a.of == Values::Every {
        return None;
    }
    let union = one.positive_union(other)?;
    Some(Words::Test(Test {
        key: a.key,
        sets: vec![union],
        absent: a.absent || b.absent,
        of: a.of,
    }))
}

/// Drops alternatives that other parts already decide, and what of them cannot be met
/// beside those; `false` where nothing is left that meets all parts.
fn settled(kept: &mut Vec<Words>) -> bool {
    // Each round that is not the last takes an alternative away.
    loop {
        let tests: Vec<Test> = kept
            .iter()
            .filter_map(|part| match part {
                Words::Test(test) => Some(test.clone()),
                _ => None,
            })
            .collect();
        let place = kept
            .iter()
            .position(|part| matches!(part, Words::Any(_)) && beside(part, &tests, kept) != *part);
        let Some(place) = place else { return true };
        let part = kept.remove(place);
        match beside(&part, &tests, kept) {
            Words::Always => {}
            Words::Never => return false,
            Words::All(parts) => parts.into_iter().for_each(|part| add(kept, part, both)),
            part => add(kept, part, both),
        }
        if kept.contains(&Words::Never) {
            return false;
        }
    }
}

/// What is left of a part where some tests are met, and parts stand beside it.
fn beside(part: &Words, tests: &[Test], parts: &[Words]) -> Words {
    match part {
        Words::Always | Words::Never => part.clone(),
        Words::Test(test) => {
            for known in tests.iter().filter(|known| known.key == test.key) {
                if known == test {
                    return Words::Always;
                }
                match both(known, test) {
                    Some(Words::Never) => return Words::Never,
                    Some(Words::Test(one)) if one == *known => return Words::Always,
                    _ => {}
                }
            }
            part.clone()
        }
        Words::All(inner) => {
            let mut left: Vec<Words> = inner.iter().map(|one| beside(one, tests, parts)).collect();
            if left.contains(&Words::Never) {
                return Words::Never;
            }
            left.retain(|one| *one != Words::Always);
            one_or(left, Words::Always, Words::All)
        }
        Words::Any(inner) => {
            let decided = |one: &Words| !matches!(one, Words::Any(_)) && parts.contains(one);
            if inner.iter().any(decided) {
                return Words::Always;
            }
            let mut left: Vec<Words> = inner.iter().map(|one| beside(one, tests, parts)).collect();
            if left.contains(&Words::Always) {
                return Words::Always;
            }
            left.retain(|one| *one != Words::Never);
            one_or(left, Words::Never, Words::Any)
        }
    }
}

impl Words {
    fn write(&self, manner: Manner<'_>, inside: bool) -> Phrase {
        let language = manner.language;
        let bare = |text: &str| Phrase::new(Lead::Bare, text.to_owned());
        let phrase = match self {
            Self::Always => bare(language.pick("always", "始终")),
            Self::Never => bare(language.pick("never", "从不")),
            Self::Test(test) => test.phrase(manner),
            Self::All(parts) => join(parts, manner, language.pick(" and ", "且")),
            Self::Any(parts) => join(parts, manner, language.pick(" or ", "或")),
        };
        if !inside || !phrase.splits {
            return phrase;
        }
        let text = &phrase.text;
        Phrase {
            text: say!(language, "({text})", "（{text}）"),
            ..phrase
        }
    }
}

fn join(parts: &[Words], manner: Manner<'_>, by: &str) -> Phrase {
    let mut phrases: Vec<Phrase> = parts.iter().map(|part| part.write(manner, true)).collect();
    phrases.sort_by_key(|phrase| phrase.lead);
    let lead = phrases.first().map_or(Lead::When, |phrase| phrase.lead);
    let text = match manner.language {
        Language::English => joined_english(&phrases, lead, by),
        Language::Chinese => {
            let texts: Vec<String> = phrases.into_iter().map(|phrase| phrase.text).collect();
            spaced_by(&texts, by)
        }
    };
    Phrase {
        lead,
        text,
        splits: true,
    }
}

fn joined_english(phrases: &[Phrase], lead: Lead, by: &str) -> String {
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
    text
}

impl Test {
    /// Whether absence is all that meets it.
    fn is_absence(&self) -> bool {
        self.sets.iter().any(Set::is_plainly_empty)
    }

    fn phrase(&self, manner: Manner<'_>) -> Phrase {
        let by_key = || Phrase {
            splits: self.absent && !self.is_absence(),
            ..Phrase::new(Lead::When, by_key::text(self, manner))
        };
        match manner.style {
            Style::Keys => by_key(),
            Style::Words => in_words::phrase(self, manner).unwrap_or_else(by_key),
        }
    }
}
