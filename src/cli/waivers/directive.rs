//! What a comment says that waives:
//! `ramlint: waive[RAM101] until=2026-12-31 reason="CAB-1234, reviewed"`, and
//! `owner`, `ticket` and `kind` in the same way.

use std::collections::BTreeMap;

use crate::cli::waivers::Terms;
use crate::cli::waivers::day::Day;
use crate::cli::waivers::entry::{self, Entry};
use crate::model::catalogue::similar_names;
use crate::rules::WaiverFault;

/// What begins a comment that is for the program.
const NAME: &str = "ramlint";

/// Verbs of other programs, and ours, that show what a comment is meant to be.
const VERBS: [&str; 6] = ["waive", "waiver", "ignore", "disable", "skip", "noqa"];

/// The keys of a comment.
const KEYS: [&str; 5] = ["until", "reason", "owner", "ticket", "kind"];

/// What a comment says, if it is meant for the program at all.
pub(super) fn read(says: &str, terms: &Terms<'_>) -> Option<Result<Entry, WaiverFault>> {
    let head = says.get(..NAME.len())?;
    if !head.eq_ignore_ascii_case(NAME) {
        return None;
    }
    let rest = says.get(NAME.len()..).unwrap_or("");
    let Some(order) = rest.trim_start().strip_prefix(':') else {
        let rest = rest.trim_start_matches([' ', '\t', '-', '_', '.']);
        let end = rest.find(|sign: char| !sign.is_ascii_alphabetic());
        let verb = rest.get(..end.unwrap_or(rest.len())).unwrap_or("");
        let meant = VERBS.iter().any(|one| one.eq_ignore_ascii_case(verb));
        return meant.then_some(Err(WaiverFault::Form));
    };
    Some(entry(order.trim(), head == NAME, terms))
}

fn entry(order: &str, exact: bool, terms: &Terms<'_>) -> Result<Entry, WaiverFault> {
    let inside = order
        .strip_prefix("waive[")
        .filter(|_| exact)
        .and_then(|rest| rest.split_once(']'));
    let Some((words, rest)) = inside else {
        return Err(WaiverFault::Form);
    };
    let mut rules = Vec::new();
    for word in words.split(',').map(str::trim) {
        if word.is_empty() {
            return Err(WaiverFault::NoRule);
        }
        rules.push(entry::rule(word, terms)?);
    }
    rules.sort_unstable();
    rules.dedup();
    let given = pairs(rest)?;
    let get = |key: &'static str| given.get(key).copied();
    let must = |key: &'static str| get(key).ok_or(WaiverFault::Missing(key));
    let until = must("until")?;
    let day = Day::read(until).ok_or_else(|| WaiverFault::NoDay(until.to_owned()))?;
    let optional = |key| get(key).map(|text| entry::word(key, text)).transpose();
    Ok(Entry {
        rules,
        last: entry::last(day, terms)?,
        reason: entry::reason(must("reason")?)?,
        owner: optional("owner")?,
        ticket: optional("ticket")?,
        kind: get("kind").map(entry::kind).transpose()?,
    })
}

/// `key=word` and `key="some words"`, each after a blank.
fn pairs(mut rest: &str) -> Result<BTreeMap<&'static str, &str>, WaiverFault> {
    let mut given = BTreeMap::new();
    loop {
        let trimmed = rest.trim_start();
        if trimmed.is_empty() {
            return Ok(given);
        }
        let (name, value) = trimmed
            .split_once('=')
            .filter(|_| trimmed.len() < rest.len())
            .ok_or(WaiverFault::Form)?;
        let Some(key) = KEYS.into_iter().find(|key| *key == name) else {
            if name.is_empty() || name.contains(char::is_whitespace) {
                return Err(WaiverFault::Form);
            }
            let near = similar_names(name, KEYS.into_iter(), 1);
            let near = near.first().copied();
            return Err(WaiverFault::UnknownKey(name.to_owned(), near));
        };
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or(WaiverFault::Form)?,
            None => {
                let end = value.find(char::is_whitespace).unwrap_or(value.len());
                value.split_at_checked(end).unwrap_or((value, ""))
            }
        };
        if given.insert(key, value).is_some() {
            return Err(WaiverFault::Twice(key.to_owned()));
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::cli::waivers::Terms;
    use crate::engine::domain::ordered::parse_instant;
    use crate::rules::Language;

    /// `none` where it is an ordinary comment, `fine`, or what is wrong.
    fn told(says: &str) -> String {
        let terms = Terms::at(parse_instant("2026-11-22T00:00:00Z").unwrap());
        match read(says, &terms) {
            None => "none".to_owned(),
            Some(Ok(_)) => "fine".to_owned(),
            Some(Err(fault)) => fault.text(Language::English),
        }
    }

    #[test]
    fn sup_08_a_directive_is_whole_or_a_fault() {
        let form =
            "a comment that waives is `ramlint: waive[RULE] until=YYYY-MM-DD reason=\"...\"`";
        let waive = "ramlint: waive[RAM101]";
        for (says, expected) in [
            ("reads like any comment", "none"),
            ("ramlint is run in CI", "none"),
            ("ramlinted: yes", "none"),
            (
                "ramlint: waive[RAM101] until=2026-12-31 reason=\"CAB-1234 agreed\"",
                "fine",
            ),
            (
                "ramlint:waive[RAM101,guarded-action-granted] until=2026-12-31 reason=\"CAB-1234 agreed\" kind=fix-deferred owner=a@b ticket=\"CAB 1\"",
                "fine",
            ),
            (
                "ramlint: waive[RAM101] reason=\"CAB-1234 agreed\" until=2026-12-31",
                "fine",
            ),
            ("ramlint: ignore", form),
            ("ramlint waive[RAM101]", form),
            ("ramlint-ignore RAM101", form),
            (
                "RAMLINT: waive[RAM101] until=2026-12-31 reason=\"CAB-1234 agreed\"",
                form,
            ),
            ("ramlint: waive RAM101", form),
            ("ramlint: waive[RAM101", form),
            ("ramlint: waive[]", "it names no rule"),
            ("ramlint: waive[RAM101,]", "it names no rule"),
            (
                "ramlint: waive[RAM901]",
                "findings of RAM901 cannot be waived",
            ),
            (
                "ramlint: waive[RAM407]",
                "findings of RAM407 cannot be waived",
            ),
            (waive, "`until` is missing"),
            (
                "ramlint: waive[RAM101] until=2026-12-31",
                "`reason` is missing",
            ),
            (
                "ramlint: waive[RAM101] until=2026-12-31 reason=\"short\"",
                "`reason` has fewer than 10 characters",
            ),
            (
                "ramlint: waive[RAM101] until=31.12.2026 reason=\"CAB-1234 agreed\"",
                "`31.12.2026` is no day; write one as 2026-12-31",
            ),
            (
                "ramlint: waive[RAM101] until=2027-11-23 reason=\"CAB-1234 agreed\"",
                "a waiver may end 365 days ahead at most, which is 2027-11-22",
            ),
            (
                "ramlint: waive[RAM101] untl=2026-12-31",
                "`untl` is nothing that a waiver has; there is `until`",
            ),
            (
                "ramlint: waive[RAM101] until=2026-12-31 until=2026-12-30",
                "`until` is there twice",
            ),
            (
                "ramlint: waive[RAM101]until=2026-12-31 reason=\"CAB-1234 agreed\"",
                form,
            ),
            (
                "ramlint: waive[RAM101] until=2026-12-31 reason=\"CAB-1234 agreed\" and more",
                form,
            ),
            (
                "ramlint: waive[RAM101] until=2026-12-31 reason=\"CAB-1234 agreed",
                form,
            ),
            (
                "ramlint: waive[RAM101] until=2026-12-31 reason=\"CAB-1234 agreed\" kind=risk",
                "`risk` is no kind of waiver; there are risk-accepted, false-positive, fix-deferred, not-in-use",
            ),
            (
                "ramlint: waive[RAM101] until=2026-12-31 reason=\"CAB-1234 agreed\" owner=\"\"",
                "`owner` is empty or holds a control character",
            ),
        ] {
            assert_eq!(told(says), expected, "{says}");
        }
        assert!(
            told("ramlint: waive[RAM1O1]").starts_with("`RAM1O1` is no rule; there is RAM101 ")
        );
    }
}
