//! A test of one key in words, where the key is one whose meaning is known: what
//! the caller must have, from where, and when. Other keys go by their names.

use std::ops::Bound;

use crate::engine::domain::addresses::{AddressSet, Family};
use crate::engine::domain::ordered::{Intervals, format_instant};
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::engine::universe::Universe;
use crate::model::catalogue::KeyRole;
use crate::rules::kit::wording::condition::{Lead, Phrase, Test, as_blocks, only_point};

/// The test as a phrase; `None` where it is to be named by its key.
pub(super) fn phrase(test: &Test, universe: &Universe) -> Option<Phrase> {
    let info = universe.key(test.key)?;
    match (info.role, test.sets.as_slice()) {
        (KeyRole::Mfa, _) => mfa(test, &info.name),
        (KeyRole::SourceVpc, _) => vpc(test),
        (KeyRole::SourceIp, [Set::Addresses(addresses)]) if !test.absent => {
            Some(Phrase::new(Lead::With, address(addresses)))
        }
        (KeyRole::Time, [Set::Dates(times)]) if !test.absent => {
            let possible = match universe.values(test.key) {
                Some(Set::Dates(possible)) => possible.clone(),
                _ => Intervals::everything(),
            };
            Some(time(times, &possible))
        }
        (KeyRole::PrincipalArn, sets) if !test.absent => caller(sets),
        _ => None,
    }
}

fn mfa(test: &Test, name: &str) -> Option<Phrase> {
    if test.is_absence() {
        let text = format!("no {name} in the request");
        return Some(Phrase::new(Lead::With, text));
    }
    let [Set::Bools { yes, no }] = test.sets.as_slice() else {
        return None;
    };
    match (yes, no, test.absent) {
        (true, false, false) => Some(Phrase::new(Lead::With, "multi-factor login".to_owned())),
        (false, true, true) => Some(Phrase::new(Lead::With, "no multi-factor login".to_owned())),
        (true, false, true) => Some(Phrase {
            splits: true,
            ..Phrase::new(
                Lead::With,
                format!("multi-factor login or no {name} in the request"),
            )
        }),
        _ => None,
    }
}

fn vpc(test: &Test) -> Option<Phrase> {
    let request = |text: String| Some(Phrase::new(Lead::With, format!("a request {text}")));
    if test.is_absence() {
        return request("not from a VPC".to_owned());
    }
    let set = match test.sets.as_slice() {
        [] => return request("from any VPC".to_owned()),
        [Set::Strings(set)] => set,
        _ => return None,
    };
    let (names, literal) = names(set);
    let names = names.join(", ");
    match (set.negated, literal, test.absent) {
        (true, true, false) => request(format!("from a VPC other than {names}")),
        (true, true, true) => request(format!("not from VPC {names}")),
        (true, false, false) => request(format!("from a VPC unlike {names}")),
        (true, false, true) => request(format!("not from a VPC like {names}")),
        (false, _, absent) => {
            let kind = if literal { "VPC" } else { "a VPC like" };
            let or = if absent { " or not from a VPC" } else { "" };
            Some(Phrase {
                splits: absent,
                ..request(format!("from {kind} {names}{or}"))?
            })
        }
    }
}

fn names(set: &StringSet) -> (Vec<&str>, bool) {
    let names = set.any_of.iter().map(|pattern| pattern.text()).collect();
    let literal = set.any_of.iter().all(|pattern| pattern.is_literal());
    (names, literal)
}

fn address(addresses: &AddressSet) -> String {
    for (family, name) in [(Family::V4, "IPv4"), (Family::V6, "IPv6")] {
        if *addresses == AddressSet::family(family) {
            return format!("an {name} address");
        }
    }
    let (inside, blocks) = as_blocks(addresses);
    let lone = match blocks.as_slice() {
        [block] => block.prefix == block.family().bits(),
        _ => false,
    };
    let texts: Vec<String> = blocks.iter().map(ToString::to_string).collect();
    let list = texts.join(", ");
    match (inside, lone) {
        (true, true) => format!("the address {list}"),
        (true, false) => format!("an address inside {list}"),
        (false, true) => format!("an address other than {list}"),
        (false, false) => format!("an address outside {list}"),
    }
}

/// Times as far as they are possible; no request is earlier, so that a beginning
/// which is past goes without saying.
fn time(times: &Intervals, possible: &Intervals) -> Phrase {
    let ruled_out = times.complement().intersection(possible);
    if let Some(point) = only_point(&ruled_out) {
        let text = format!("at any time but {}", format_instant(point));
        return Phrase::new(Lead::Bare, text);
    }
    let open = possible.min_start();
    let parts: Vec<String> = times
        .intersection(possible)
        .bounds()
        .map(|(from, to)| {
            let past = Some(from) == open;
            (if past { Bound::Unbounded } else { from }, to)
        })
        .map(|ends| match ends {
            (Bound::Unbounded, Bound::Unbounded) => "at any time".to_owned(),
            (Bound::Unbounded, Bound::Excluded(end)) => format!("before {}", day(end)),
            // The day alone would take in, or leave out, all of that day.
            (Bound::Unbounded, Bound::Included(end)) => {
                format!("no later than {}", format_instant(end))
            }
            (Bound::Excluded(start), Bound::Unbounded) => {
                format!("after {}", format_instant(start))
            }
            (Bound::Included(start), Bound::Unbounded) => format!("from {} on", day(start)),
            (Bound::Included(start), Bound::Included(end)) if start == end => {
                format!("exactly at {}", format_instant(start))
            }
            (
                Bound::Included(start) | Bound::Excluded(start),
                Bound::Included(end) | Bound::Excluded(end),
            ) => format!("between {} and {}", day(start), day(end)),
        })
        .collect();
    if parts.is_empty() {
        return Phrase::new(Lead::Bare, "at no time".to_owned());
    }
    Phrase {
        splits: parts.len() > 1,
        ..Phrase::new(Lead::Bare, parts.join(" or "))
    }
}

/// The date alone where the instant is midnight UTC.
fn day(instant: i128) -> String {
    let text = format_instant(instant);
    match text.strip_suffix("T00:00:00Z") {
        Some(date) => date.to_owned(),
        None => text,
    }
}

fn caller(sets: &[Set]) -> Option<Phrase> {
    let parts: Vec<String> = sets
        .iter()
        .map(|set| {
            let Set::Strings(set) = set else {
                return None;
            };
            let (names, literal) = names(set);
            let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            let list = quoted.join(", ");
            Some(match (set.negated, literal, quoted.len()) {
                (false, true, 1) => format!("the caller's ARN {list}"),
                (false, true, _) => format!("the caller's ARN one of {list}"),
                (false, false, _) => format!("a caller's ARN like {list}"),
                (true, true, _) => format!("a caller's ARN other than {list}"),
                (true, false, _) => format!("a caller's ARN unlike {list}"),
            })
        })
        .collect::<Option<_>>()?;
    (!parts.is_empty()).then(|| Phrase::new(Lead::With, parts.join(" and ")))
}
