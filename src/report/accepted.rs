//! New access that a waiver of the earlier input accepts: told, and no reason to fail.

use crate::engine::difference::Entry;
use crate::report::human::waived;
use crate::report::run::Compared;
use crate::report::words::words;
use crate::rules::kit::say;
use crate::rules::kit::wording::{access, quoted};
use crate::rules::{Language, Level, Waiver};

/// New access, and what accepts it.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The access.
    pub entry: Entry,
    /// How grave it is.
    pub level: Level,
    /// The waivers that accept it together.
    pub by: Vec<Waiver>,
}

/// `3 waived`; nothing where nothing is.
pub(crate) fn count(compared: &Compared<'_>, language: Language) -> Option<String> {
    let number = compared.accepted.len();
    (number > 0).then(|| say!(language, "{number} waived", "已豁免 {number}"))
}

/// Who has what: `new access to ... for user/bob: always`.
pub(crate) fn whose(one: &Accepted, language: Language) -> String {
    let (action, whom) = (quoted(&one.entry.action), &one.entry.principal);
    let what = access::gained(&one.entry, None, language);
    say!(
        language,
        "new access to {action} for {whom}: {what}",
        "{whom} 新增对 {action} 的访问：{what}"
    )
}

/// Until when, by what and why.
pub(crate) fn because(one: &Accepted, compared: &Compared<'_>) -> String {
    let run = &compared.after.run;
    let all = one.by.iter().map(|waiver| waived::by_waiver(waiver, run));
    let all: Vec<String> = all.collect();
    all.join(run.style.language.pick("; and ", "；并且"))
}

/// All of it in a line.
pub(crate) fn line(one: &Accepted, compared: &Compared<'_>, language: Language) -> String {
    let level = words(language).level(one.level);
    let (whose, because) = (whose(one, language), because(one, compared));
    say!(
        language,
        "waived: {level} {whose}; {because}",
        "已豁免：{level} {whose}；{because}"
    )
}
