//! A test of one key by the name of the key: `acs:SourceIp is in 10.0.0.0/8`.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::engine::domain::addresses::{AddressSet, Cidr, Family};
use crate::engine::domain::ordered::{Intervals, format_decimal, format_instant};
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::rules::kit::language::{Language, Text};
use crate::rules::kit::say;
use crate::rules::kit::wording::condition::{Manner, Test};
use crate::rules::kit::wording::{spaced, spaced_by};

/// The test as a sentence whose subject is the key.
pub(super) fn text(test: &Test, manner: Manner<'_>) -> String {
    let language = manner.language;
    let info = manner.universe.key(test.key);
    let name = info.map_or(language.pick("a key", "某个条件键"), |key| {
        key.name.as_str()
    });
    if test.is_absence() {
        return say!(language, "{name} is absent", "请求中没有 {name}");
    }
    if test.sets.is_empty() {
        return say!(language, "{name} is present", "请求中有 {name}");
    }
    let parts: Vec<String> = test.sets.iter().map(|set| of_set(set, language)).collect();
    let parts = spaced_by(&parts, language.pick(" and ", "且"));
    let text = format!("{name} {parts}");
    if test.absent {
        spaced(&[&text, language.pick(" or absent", "或不存在")])
    } else {
        text
    }
}

fn of_set(set: &Set, language: Language) -> String {
    match set {
        Set::Strings(strings) => of_strings(strings, language),
        Set::Addresses(addresses) => of_addresses(addresses, language),
        Set::Numbers(numbers) => of_intervals(numbers, format_decimal, &NUMBERS, language),
        Set::Dates(instants) => of_intervals(instants, format_instant, &DATES, language),
        Set::Bools { yes, no } => match (yes, no) {
            (true, true) => language.pick("is true or false", "为 true 或 false"),
            (true, false) => language.pick("is true", "为 true"),
            (false, true) => language.pick("is false", "为 false"),
            (false, false) => language.pick("is absent", "不存在"),
        }
        .to_owned(),
    }
}

fn of_strings(strings: &StringSet, language: Language) -> String {
    let listed = names(strings).map(quoted).collect::<Vec<_>>();
    let literal = is_literal(strings);
    let one = listed.len() == 1;
    let list = listed.join(language.pick(", ", "、"));
    match (literal, strings.negated, one) {
        (true, false, true) => say!(language, "is {list}", "为 {list}"),
        (true, false, false) => say!(language, "is one of {list}", "为 {list} 之一"),
        (true, true, true) => say!(language, "is not {list}", "不为 {list}"),
        (true, true, false) => say!(language, "is none of {list}", "不为 {list} 中的任何一个"),
        (false, false, true) => say!(language, "is like {list}", "匹配 {list}"),
        (false, false, false) => say!(language, "is like {list}", "匹配 {list} 之一"),
        (false, true, true) => say!(language, "is not like {list}", "不匹配 {list}"),
        (false, true, false) => {
            say!(language, "is not like {list}", "不匹配 {list} 中的任何一个")
        }
    }
}

/// What a list of strings names, each text once: two lists that were joined may both
/// have it, and patterns that tell the case of letters look like those that do not.
pub(super) fn names(strings: &StringSet) -> impl Iterator<Item = &str> {
    let mut seen = BTreeSet::new();
    let texts = strings.any_of.iter().map(|pattern| pattern.text());
    texts.filter(move |text| seen.insert(*text))
}

pub(super) fn is_literal(strings: &StringSet) -> bool {
    strings.any_of.iter().all(|pattern| pattern.is_literal())
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn of_addresses(addresses: &AddressSet, language: Language) -> String {
    if *addresses == AddressSet::family(Family::V4) {
        return language
            .pick("is an IPv4 address", "为 IPv4 地址")
            .to_owned();
    }
    if *addresses == AddressSet::family(Family::V6) {
        return language
            .pick("is an IPv6 address", "为 IPv6 地址")
            .to_owned();
    }
    let (inside, blocks) = as_blocks(addresses);
    let texts: Vec<String> = blocks.iter().map(ToString::to_string).collect();
    let list = texts.join(language.pick(", ", "、"));
    if inside {
        say!(language, "is in {list}", "在 {list} 内")
    } else {
        say!(language, "is not in {list}", "不在 {list} 内")
    }
}

/// The blocks of a set, or of what it leaves out where those are fewer; `true`
/// for those of the set.
pub(super) fn as_blocks(addresses: &AddressSet) -> (bool, Vec<Cidr>) {
    let inside = addresses.to_cidrs();
    let outside = addresses.complement().to_cidrs();
    if outside.len() < inside.len() {
        (false, outside)
    } else {
        (true, inside)
    }
}

/// The point of a set that has only one.
pub(super) fn only_point(set: &Intervals) -> Option<i128> {
    let mut bounds = set.bounds();
    match (bounds.next(), bounds.next()) {
        (Some((Bound::Included(a), Bound::Included(b))), None) if a == b => Some(a),
        _ => None,
    }
}

/// The words for an end of an interval.
struct Ends {
    below: Text,
    at_most: Text,
    above: Text,
    at_least: Text,
}

const NUMBERS: Ends = Ends {
    below: Text::new("less than", "小于"),
    at_most: Text::new("at most", "不大于"),
    above: Text::new("more than", "大于"),
    at_least: Text::new("at least", "不小于"),
};

const DATES: Ends = Ends {
    below: Text::new("before", "早于"),
    at_most: Text::new("no later than", "不晚于"),
    above: Text::new("after", "晚于"),
    at_least: Text::new("no earlier than", "不早于"),
};

fn of_intervals(
    intervals: &Intervals,
    show: fn(i128) -> String,
    words: &Ends,
    language: Language,
) -> String {
    if let Some(point) = only_point(&intervals.complement()) {
        let point = show(point);
        return say!(language, "is not {point}", "不等于 {point}");
    }
    let end = |word: &Text, point: i128| format!("{} {}", word.get(language), show(point));
    let parts: Vec<String> = intervals
        .bounds()
        .map(|(start, stop)| {
            let from = match start {
                Bound::Included(point) => Some(end(&words.at_least, point)),
                Bound::Excluded(point) => Some(end(&words.above, point)),
                Bound::Unbounded => None,
            };
            let to = match stop {
                Bound::Included(point) => Some(end(&words.at_most, point)),
                Bound::Excluded(point) => Some(end(&words.below, point)),
                Bound::Unbounded => None,
            };
            match (start, stop) {
                (Bound::Included(a), Bound::Included(b)) if a == b => {
                    let point = show(a);
                    say!(language, "exactly {point}", "等于 {point}")
                }
                _ => match (from, to) {
                    (Some(from), Some(to)) => say!(language, "{from} and {to}", "{from} 且{to}"),
                    (Some(one), None) | (None, Some(one)) => one,
                    (None, None) => language.pick("any value", "为任意值").to_owned(),
                },
            }
        })
        .collect();
    let parts = parts.join(language.pick(", or ", "，或"));
    say!(language, "is {parts}", "{parts}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::domain::ordered::Comparison;
    use crate::model::pattern::Pattern;
    use crate::rules::kit::wording::tests::is_in;
    use std::sync::Arc;

    #[test]
    fn i18n_every_operator_is_told_in_both_languages() {
        let mut sets = vec![
            Set::Addresses(AddressSet::family(Family::V4)),
            Set::Addresses(AddressSet::family(Family::V6)),
            Set::Numbers(Intervals::everything()),
        ];
        for comparison in [
            Comparison::Equal,
            Comparison::NotEqual,
            Comparison::Less,
            Comparison::LessOrEqual,
            Comparison::Greater,
            Comparison::GreaterOrEqual,
        ] {
            sets.push(Set::Numbers(Intervals::compared(comparison, 0)));
            sets.push(Set::Dates(Intervals::compared(comparison, 0)));
        }
        let between = Intervals::compared(Comparison::Greater, 0)
            .intersection(&Intervals::compared(Comparison::Less, 10));
        sets.push(Set::Numbers(between.complement()));
        sets.push(Set::Numbers(between));
        for (yes, no) in [(true, true), (true, false), (false, true), (false, false)] {
            sets.push(Set::Bools { yes, no });
        }
        let pattern = |text: &str| Arc::new(Pattern::new(text));
        for texts in [&["a"][..], &["a", "b"], &["a*"], &["a*", "b*"]] {
            let patterns = || texts.iter().map(|text| pattern(text));
            sets.push(Set::Strings(StringSet::any(patterns())));
            sets.push(Set::Strings(StringSet::none(patterns())));
        }
        let mut told = std::collections::BTreeSet::new();
        for set in &sets {
            for language in Language::ALL {
                let text = of_set(set, language);
                is_in(&text, language);
                for word in ["at most", "less than", "more than", "at least", "before"] {
                    assert!(language == Language::English || !text.contains(word));
                }
            }
            told.insert(of_set(set, Language::Chinese));
        }
        // No two operators are worded alike.
        assert_eq!(told.len(), sets.len());
    }
}
