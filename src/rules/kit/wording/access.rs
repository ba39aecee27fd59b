//! Access that one of two inputs gives and the other does not, in words.

mod called;
mod entered;

use crate::engine::difference::{CONSOLE, Entry, Kind};
use crate::engine::formula::Formula;
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::{condition, exposure, obtain};

pub use called::{action, action_quoted};

/// A condition with what requests can look like.
pub type When<'a> = (&'a Formula, &'a Universe);

/// What is had in the later input that is not had in the earlier one. `was` is the
/// condition of the earlier answer, where it has one.
#[must_use]
pub fn gained(entry: &Entry, was: Option<When<'_>>, language: Language) -> String {
    if entry.over_budget {
        return undecided(language);
    }
    if let Some(text) = by_other_means(entry, entry.after, true, language) {
        return text;
    }
    let clause = |formula| condition::clause(formula, &entry.universe, language);
    let had = may_give(entry.before);
    let open = is_left_open(entry);
    let extent = match (&entry.condition, entry.after) {
        (Some(more), Answer::AllowedIf) if had && open => {
            let more = clause(more);
            say!(language, "now perhaps also {more}", "现在可能还包括{more}")
        }
        (Some(more), Answer::AllowedIf) if had => {
            let more = clause(more);
            say!(language, "now also {more}", "现在还包括{more}")
        }
        (Some(only), Answer::AllowedIf) if !open => {
            let only = clause(only);
            say!(language, "only {only}", "仅{only}")
        }
        (Some(only), Answer::AllowedIf | Answer::Unknown) => {
            let only = clause(only);
            say!(language, "perhaps, {only}", "可能，{only}")
        }
        // What was had before is in doubt then, and is told beside it.
        (_, Answer::Allowed) if had => extent(Answer::Allowed, language),
        (_, answer) if open && may_give(answer) => extent(Answer::Unknown, language),
        (_, answer) => extent(answer, language),
    };
    let more = if open {
        language.pick(", perhaps more", "，可能更多")
    } else {
        ""
    };
    let before = match (entry.before, was) {
        (Answer::AllowedIf, Some((formula, universe))) => {
            let only = condition::clause(formula, universe, language);
            let text = say!(
                language,
                "before: only {only}{more}",
                "之前：仅{only}{more}"
            );
            aside(&text, language)
        }
        (Answer::AllowedIf, None) => {
            let text = language.pick("before: under conditions", "之前：有条件");
            aside(&format!("{text}{more}"), language)
        }
        (Answer::Allowed, _) if entry.kind != Kind::Exposure => {
            aside(language.pick("before: always", "之前：始终"), language)
        }
        (Answer::Denied, _) if entry.kind == Kind::Direct => {
            aside(language.pick("before: denied", "之前：被拒绝"), language)
        }
        (Answer::Unknown, _) => aside(language.pick("before: perhaps", "之前：可能"), language),
        (Answer::Allowed | Answer::NotGranted | Answer::Denied, _) => String::new(),
    };
    by(entry, true, &extent, &before, language)
}

/// What was had in the earlier input and is not had in the later one.
#[must_use]
pub fn lost(entry: &Entry, language: Language) -> String {
    if entry.over_budget {
        return undecided(language);
    }
    if let Some(text) = by_other_means(entry, entry.before, false, language) {
        return say!(language, "before: {text}", "之前：{text}");
    }
    let has = may_give(entry.after);
    let open = is_left_open(entry);
    let extent = match (&entry.condition, entry.before) {
        (Some(less), answer) => {
            let less = condition::clause(less, &entry.universe, language);
            match (has, open) {
                _ if answer == Answer::Unknown => {
                    say!(language, "before: perhaps, {less}", "之前：可能，{less}")
                }
                (true, true) => say!(
                    language,
                    "perhaps not any more {less}",
                    "可能不再包括{less}"
                ),
                (true, false) => say!(language, "not any more {less}", "不再包括{less}"),
                (false, true) => say!(language, "before: perhaps, {less}", "之前：可能，{less}"),
                (false, false) => say!(language, "before: only {less}", "之前：仅{less}"),
            }
        }
        (None, answer) => {
            let answer = match answer {
                Answer::Allowed if has => answer,
                _ if open && may_give(answer) => Answer::Unknown,
                _ => answer,
            };
            let extent = extent(answer, language);
            say!(language, "before: {extent}", "之前：{extent}")
        }
    };
    let now = match entry.after {
        Answer::Denied => aside(language.pick("now: denied", "现在：被拒绝"), language),
        Answer::Unknown => aside(language.pick("now: perhaps", "现在：可能"), language),
        Answer::AllowedIf if entry.condition.is_none() && open => aside(
            language.pick(
                "now: under conditions, perhaps more",
                "现在：有条件，可能更多",
            ),
            language,
        ),
        Answer::AllowedIf if entry.condition.is_none() => aside(
            language.pick("now: under conditions", "现在：有条件"),
            language,
        ),
        Answer::Allowed | Answer::AllowedIf | Answer::NotGranted => String::new(),
    };
    by(entry, false, &extent, &now, language)
}

/// Whether an answer gives access in some world.
fn may_give(answer: Answer) -> bool {
    answer.gives_access() || answer == Answer::Unknown
}

/// Whether a difference is uncertain although the answers of both sides are not.
fn is_left_open(entry: &Entry) -> bool {
    let known = |answer| answer != Answer::Unknown;
    !entry.depends_on.is_empty() && known(entry.before) && known(entry.after)
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

/// What changes nothing about the answers of the principal itself: who enters a role
/// that has the access, a version that is only stored, a guard that can be taken off.
fn by_other_means(
    entry: &Entry,
    answer: Answer,
    gained: bool,
    language: Language,
) -> Option<String> {
    match entry.kind {
        Kind::Reach if !is_way(entry) => Some(entered::text(entry, answer, gained, language)),
        Kind::Latent => Some(say!(
            language,
            "by {}, a stored version that is not the default one",
            "通过非默认的已保存版本 {}",
            entry.via.join(" > ")
        )),
        Kind::Obtain => entry.removal.as_ref().map(|removal| {
            let steps = removal.first.iter().chain([&removal.step]);
            let steps: Vec<String> = steps
                .map(|taken| obtain::step_by(taken, &entry.principal, language))
                .collect();
            let steps = steps.join(language.pick(", then ", "，然后"));
            if removal.certain {
                say!(
                    language,
                    "could take off what denies it: {steps}",
                    "可以解除对自身的拒绝：{steps}"
                )
            } else {
                say!(
                    language,
                    "could perhaps take off what denies it: {steps}",
                    "可能可以解除对自身的拒绝：{steps}"
                )
            }
        }),
        Kind::Reach | Kind::Direct | Kind::Exposure => None,
    }
}

/// Whether an entry is about roles that somebody becomes, and not about who enters
/// one.
fn is_way(entry: &Entry) -> bool {
    let first = entry.via.first();
    first.is_some_and(|one| one.starts_with("role/"))
}

/// The way to the access, before how far it goes.
fn by(entry: &Entry, gained: bool, extent: &str, other: &str, language: Language) -> String {
    match entry.kind {
        Kind::Direct | Kind::Latent => format!("{extent}{other}"),
        Kind::Reach => {
            let via = entry.via.join(" > ");
            say!(
                language,
                "by becoming {via}, {extent}{other}",
                "扮演 {via}，{extent}{other}"
            )
        }
        Kind::Obtain => match &entry.obtained {
            Some(way) => {
                let by = obtain::first_actions([way]).join(", ");
                let way = obtain::way(way, &entry.principal, language);
                let way = if by.is_empty() {
                    way
                } else {
                    say!(language, "{way} ({by})", "{way}（{by}）")
                };
                say!(
                    language,
                    "could obtain it, {extent}{other}: {way}",
                    "可以设法获得，{extent}{other}：{way}"
                )
            }
            None => say!(
                language,
                "could obtain it, {extent}{other}",
                "可以设法获得，{extent}{other}"
            ),
        },
        Kind::Exposure => takes(entry, gained, language),
    }
}

/// What it takes where it takes less on one side, for the same requests.
fn takes(entry: &Entry, gained: bool, language: Language) -> String {
    let (least, most) = if gained {
        (entry.exposure_after, entry.exposure_before)
    } else {
        (entry.exposure_before, entry.exposure_after)
    };
    if entry.via.first().is_some_and(|via| via == CONSOLE) {
        let password = language.pick("a password for the console", "控制台登录密码");
        return new_or_gone(password, gained, language);
    }
    let words = |exposure| exposure::asks(exposure, language);
    match (least.map(words), most.map(words), gained) {
        (Some(now), Some(before), true) if now != before => say!(
            language,
            "it takes less now: {now}; before: {before}",
            "所需条件减少：{now}；之前：{before}"
        ),
        (Some(now), _, true) => new_or_gone(&now, true, language),
        (Some(before), Some(now), false) if now != before => say!(
            language,
            "it takes more now: {now}; before: {before}",
            "所需条件增多：{now}；之前：{before}"
        ),
        (Some(before), _, false) => new_or_gone(&before, false, language),
        (_, _, true) => language
            .pick("it takes less than before", "所需条件比之前少")
            .to_owned(),
        (_, _, false) => language
            .pick("it takes more than before", "所需条件比之前多")
            .to_owned(),
    }
}

fn new_or_gone(by: &str, gained: bool, language: Language) -> String {
    let said = match gained {
        true => language.pick("there is a new way to use it: ", "有了新的使用途径："),
        false => language.pick("a way to use it is gone: ", "失去了一个使用途径："),
    };
    format!("{said}{by}")
}

/// By which roles somebody has access, or how a role is entered.
#[must_use]
pub fn means(entry: &Entry, language: Language) -> String {
    let via = entry.via.join(" > ");
    if is_way(entry) {
        say!(language, "by becoming {via}", "通过扮演 {via}")
    } else {
        say!(language, "entered by {via}", "可由 {via} 扮演")
    }
}

/// The requests that show the difference, each with the step that it makes; `None`
/// where any request does.
#[must_use]
pub fn witness(entry: &Entry, language: Language) -> Option<String> {
    let steps = steps(entry, language);
    let links: Vec<String> = entry
        .witness
        .iter()
        .enumerate()
        .filter(|(_, request)| !request.is_empty())
        .map(|(number, request)| {
            let parts: Vec<String> = request
                .iter()
                .map(|(name, values)| condition::request_part(name, values.as_deref(), language))
                .collect();
            let parts = parts.join(language.pick(", ", "，"));
            match steps.get(number) {
                Some(step) => say!(language, "{step}: {parts}", "{step}：{parts}"),
                None => parts,
            }
        })
        .collect();
    (!links.is_empty()).then(|| links.join(language.pick("; then ", "；然后 ")))
}

/// What each of several requests does, in order; nothing for one alone.
fn steps(entry: &Entry, language: Language) -> Vec<String> {
    let count = entry.witness.len();
    let Some(before) = count.checked_sub(1).filter(|before| *before > 0) else {
        return Vec::new();
    };
    let mut steps: Vec<String> = match &entry.obtained {
        Some(way) => {
            let calls = way.steps.iter().flat_map(|taken| &taken.calls);
            let mut named: Vec<(usize, String)> = calls
                .map(|call| (call.request, call.action.clone()))
                .collect();
            named.sort();
            named.into_iter().map(|(_, action)| action).collect()
        }
        None if is_way(entry) => {
            let via = entry.via.iter();
            via.map(|role| say!(language, "becoming {role}", "扮演 {role}"))
                .collect()
        }
        None => vec![means(entry, language)],
    };
    if steps.len() != before {
        return Vec::new();
    }
    steps.push(entry.action.clone());
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::exposure::Exposure;

    fn entry(kind: Kind, before: Answer, after: Answer) -> Entry {
        let action = "kvstore:DestroyInstance".to_owned();
        Entry {
            exposure_before: Some(Exposure::Anywhere),
            exposure_after: Some(Exposure::Anywhere),
            ..Entry::new("role/r".to_owned(), action, kind, (before, after))
        }
    }

    #[test]
    fn each_kind_of_access_is_told_by_how_it_is_had() {
        use Answer::{Allowed, AllowedIf, Denied, NotGranted, Unknown};
        for (kind, before, after, via, expected) in [
            (Kind::Direct, NotGranted, Allowed, "", "always"),
            (Kind::Direct, Denied, Allowed, "", "always (before: denied)"),
            (
                Kind::Direct,
                AllowedIf,
                Allowed,
                "",
                "always (before: under conditions)",
            ),
            (
                Kind::Direct,
                Unknown,
                Allowed,
                "",
                "always (before: perhaps)",
            ),
            (Kind::Direct, NotGranted, Unknown, "", "perhaps"),
            (
                Kind::Reach,
                NotGranted,
                AllowedIf,
                "role/a",
                "by becoming role/a, under conditions",
            ),
            // The role had it before; who enters it is what is new.
            (
                Kind::Reach,
                Allowed,
                Allowed,
                "federated:x",
                "entered by federated:x, always",
            ),
            (
                Kind::Reach,
                NotGranted,
                NotGranted,
                "service:x",
                "entered by service:x",
            ),
            (
                Kind::Exposure,
                Allowed,
                Allowed,
                "",
                "there is a new way to use it: anywhere (an AccessKey call from a public address, without multi-factor login)",
            ),
            (
                Kind::Exposure,
                Allowed,
                Allowed,
                "console",
                "there is a new way to use it: a password for the console",
            ),
            (
                Kind::Latent,
                NotGranted,
                NotGranted,
                "Custom/P v2",
                "by Custom/P v2, a stored version that is not the default one",
            ),
        ] {
            let mut one = entry(kind, before, after);
            one.via
                .extend(Some(via.to_owned()).filter(|via| !via.is_empty()));
            assert_eq!(gained(&one, None, Language::English), expected);
            let chinese = gained(&one, None, Language::Chinese);
            assert!(!chinese.is_ascii(), "{chinese}");
        }
    }

    #[test]
    fn what_is_lost_is_told_by_what_was_had() {
        use Answer::{Allowed, AllowedIf, Denied, NotGranted};
        for (kind, before, after, expected) in [
            (Kind::Direct, Allowed, NotGranted, "before: always"),
            (
                Kind::Direct,
                Allowed,
                Denied,
                "before: always (now: denied)",
            ),
            (
                Kind::Direct,
                AllowedIf,
                NotGranted,
                "before: under conditions",
            ),
            (
                Kind::Exposure,
                Allowed,
                Allowed,
                "a way to use it is gone: anywhere (an AccessKey call from a public address, without multi-factor login)",
            ),
        ] {
            let one = entry(kind, before, after);
            assert_eq!(lost(&one, Language::English), expected);
        }
    }
}
