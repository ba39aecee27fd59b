//! The language of texts for people.

use std::collections::BTreeMap;

use crate::cli::args::LangArg;
use crate::rules::Language;

/// The variables that ask for a language; the first that is set decides.
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language: what the flag says, else what the environment asks for. A format
/// for programs is English unless the flag says otherwise.
#[must_use]
pub fn language(
    flag: LangArg,
    for_people: bool,
    environment: &BTreeMap<String, String>,
) -> Language {
    match flag {
        LangArg::En => Language::English,
        LangArg::ZhCn => Language::Chinese,
        LangArg::Auto if !for_people => Language::English,
        LangArg::Auto => VARIABLES
            .iter()
            .filter_map(|name| environment.get(*name))
            .find(|value| !value.is_empty())
            .map_or(Language::English, |locale| of_locale(locale)),
    }
}

/// The language of a locale such as `zh_CN.UTF-8`. Chinese is Simplified here, so
/// that who asks for Traditional Chinese gets English, as with other programs that
/// have only the one.
fn of_locale(locale: &str) -> Language {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    let mut parts = name.split(['_', '-']);
    let is =
        |part: Option<&str>, word: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(word));
    if !is(parts.next(), "zh") {
        return Language::English;
    }
    let place = parts.next();
    let simplified = ["CN", "SG", "Hans"];
    if place.is_none() || simplified.iter().any(|word| is(place, word)) {
        Language::Chinese
    } else {
        Language::English
    }
}
