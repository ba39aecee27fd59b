//! Access that one of two inputs gives and the other does not, in words.

use crate::engine::difference::{Entry, Kind};
use crate::engine::formula::Formula;
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::{condition, exposure, obtain};

/// Patterns named before the rest is counted.
const PATTERNS: usize = 3;

/// A condition with what requests can look like.
pub type When<'a> = (&'a Formula, &'a Universe);

/// What is called: the action, or for all actions the patterns with the action of
/// the witness.
#[must_use]
pub fn action(entry: &Entry, language: Language) -> String {
    let action = &entry.action;
    if entry.patterns.is_empty() {
        return action.clone();
    }
    let mut texts: Vec<&str> = entry.patterns.iter().map(|one| one.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    let more = texts.len().saturating_sub(PATTERNS);
    texts.truncate(PATTERNS);
    let mut text = texts.join(language.pick(", ", "、"));
    if more > 0 {
        text.push_str(&say!(language, " and {more} more", " 及另外 {more} 个"));
    }
    if text.eq_ignore_ascii_case(action) {
        return text;
    }
    say!(
        language,
        "{text} (for example {action})",
        "{text}（例如 {action}）"
    )
}

/// What is had in the later input that is not had in the earlier one. `was` is the
/// condition of the earlier answer, where it has one.
#[must_use]
pub fn gained(entry: &Entry, was: Option<When<'_>>, language: Language) -> String {
    if entry.over_budget {
        return undecided(language);
    }
    let clause = |formula| condition::clause(formula, &entry.universe, language);
    let had = matches!(
        entry.before,
        Answer::Allowed | Answer::AllowedIf | Answer::Unknown
    );
    let extent = match (&entry.condition, entry.after) {
        (Some(more), Answer::AllowedIf) if had => {
            let more = clause(more);
            say!(language, "now also {more}", "现在还包括{more}")
        }
        (Some(only), Answer::AllowedIf) => {
            let only = clause(only);
            say!(language, "only {only}", "仅{only}")
        }
        (Some(only), Answer::Unknown) => {
            let only = clause(only);
            say!(language, "perhaps, {only}", "可能，{only}")
        }
        (_, answer) => extent(answer, language),
    };
    let before = match (entry.before, was) {
        (Answer::AllowedIf, Some((formula, universe))) => {
            let only = condition::clause(formula, universe, language);
            say!(language, " (before: only {only})", "（之前：仅{only}）")
        }
        (Answer::AllowedIf, None) => aside(
            language.pick("before: under conditions", "之前：有条件"),
            language,
        ),
        (Answer::Allowed, _) if entry.kind != Kind::Exposure => {
            aside(language.pick("before: always", "之前：始终"), language)
        }
        (Answer::Denied, _) => aside(language.pick("before: denied", "之前：被拒绝"), language),
        (Answer::Unknown, _) => aside(language.pick("before: perhaps", "之前：可能"), language),
        (Answer::Allowed | Answer::NotGranted, _) => String::new(),
    };
    by(entry, true, &extent, &before, language)
}

/// What was had in the earlier input and is not had in the later one.
#[must_use]
pub fn lost(entry: &Entry, language: Language) -> String {
    if entry.over_budget {
        return undecided(language);
    }
    let has = matches!(
        entry.after,
        Answer::Allowed | Answer::AllowedIf | Answer::Unknown
    );
    let extent = match &entry.condition {
        Some(less) => {
            let less = condition::clause(less, &entry.universe, language);
            if has {
                say!(language, "not any more {less}", "不再包括{less}")
            } else {
                say!(language, "before: only {less}", "之前：仅{less}")
            }
        }
        None => {
            let extent = extent(entry.before, language);
            say!(language, "before: {extent}", "之前：{extent}")
        }
    };
    let now = match entry.after {
        Answer::Denied => aside(language.pick("now: denied", "现在：被拒绝"), language),
        Answer::Unknown => aside(language.pick("now: perhaps", "现在：可能"), language),
        Answer::Allowed | Answer::AllowedIf | Answer::NotGranted => String::new(),
    };
    by(entry, false, &extent, &now, language)
}

fn undecided(language: Language) -> String {
    language
        .pick(
            "perhaps: there were too many conditions to decide within the step budget",
            "可能：条件过多，无法在步数预算内判定",
        )
        .to_owned()
}

fn aside(text: &str, language: Language) -> String {
    say!(language, " ({text})", "（{text}）")
}

/// How far an answer goes of which no condition is known.
fn extent(answer: Answer, language: Language) -> String {
    match answer {
        Answer::Allowed => language.pick("always", "始终"),
        Answer::AllowedIf => language.pick("under conditions", "有条件"),
        Answer::Unknown => language.pick("perhaps", "可能"),
        Answer::Denied | Answer::NotGranted => language.pick("not at all", "无"),
    }
    .to_owned()
}

/// The way to the access, before how far it goes.
fn by(entry: &Entry, gained: bool, extent: &str, other: &str, language: Language) -> String {
    match entry.kind {
        Kind::Direct => format!("{extent}{other}"),
        Kind::Reach => {
            let via = entry.via.join(" > ");
            if entry
                .via
                .first()
                .is_some_and(|one| one.starts_with("role/"))
            {
                say!(
                    language,
                    "by becoming {via}, {extent}{other}",
                    "扮演 {via}，{extent}{other}"
                )
            } else {
                say!(
                    language,
                    "entered by {via}, {extent}{other}",
                    "可由 {via} 扮演，{extent}{other}"
                )
            }
        }
        Kind::Obtain => match &entry.obtained {
            Some(way) => {
                let way = obtain::way(way, &entry.principal, language);
                say!(
                    language,
                    "could obtain it, {extent}: {way}",
                    "可以设法获得，{extent}：{way}"
                )
            }
            None => say!(
                language,
                "could obtain it, {extent}",
                "可以设法获得，{extent}"
            ),
        },
        Kind::Exposure => takes(entry, gained, language),
        Kind::Latent => say!(
            language,
            "by a stored version that is not the default one, {extent}",
            "通过非默认的已保存版本，{extent}"
        ),
    }
}

/// What it takes where it takes less on one side, for the same requests.
fn takes(entry: &Entry, gained: bool, language: Language) -> String {
    let (least, most) = if gained {
        (entry.exposure_after, entry.exposure_before)
    } else {
        (entry.exposure_before, entry.exposure_after)
    };
    let words = |exposure| exposure::asks(exposure, language);
    match (least.map(words), most.map(words), gained) {
        (Some(now), Some(before), true) if now != before => say!(
            language,
            "it takes less now: {now}; before: {before}",
            "所需条件减少：{now}；之前：{before}"
        ),
        (Some(now), _, true) => say!(
            language,
            "there is a new way to use it: {now}",
            "有了新的使用途径：{now}"
        ),
        (Some(before), Some(now), false) if now != before => say!(
            language,
            "it takes more now: {now}; before: {before}",
            "所需条件增多：{now}；之前：{before}"
        ),
        (_, _, true) => language
            .pick("it takes less than before", "所需条件比之前少")
            .to_owned(),
        (_, _, false) => language
            .pick("it takes more than before", "所需条件比之前多")
            .to_owned(),
    }
}

/// The requests that show the difference; `None` where any request does.
#[must_use]
pub fn witness(entry: &Entry, language: Language) -> Option<String> {
    let links: Vec<String> = entry
        .witness
        .iter()
        .filter(|request| !request.is_empty())
        .map(|request| {
            let parts: Vec<String> = request
                .iter()
                .map(|(name, values)| condition::request_part(name, values.as_deref(), language))
                .collect();
            parts.join(language.pick(", ", "，"))
        })
        .collect();
    (!links.is_empty()).then(|| links.join(language.pick("; then ", "；然后 ")))
}
