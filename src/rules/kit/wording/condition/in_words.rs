//! A test of one key in words, where the key is one whose meaning is known: what
//! the caller must have, from where, and when. Other keys go by their names.

use std::ops::Bound;

use crate::engine::domain::addresses::{AddressSet, Family};
use crate::engine::domain::ordered::{Intervals, format_instant};
use crate::engine::domain::set::Set;
use crate::model::catalogue::KeyRole;
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::condition::by_key::{
    as_blocks, is_literal, names, only_point, quoted,
};
use crate::rules::kit::wording::condition::{Lead, Manner, Phrase, Test};
use crate::rules::kit::wording::spaced_by;

/// The test as a phrase; `None` where it is to be named by its key.
pub(super) fn phrase(test: &Test, manner: Manner<'_>) -> Option<Phrase> {
    let Manner {
        universe, language, ..
    } = manner;
    let info = universe.key(test.key)?;
    match (info.role, test.sets.as_slice()) {
        (KeyRole::Mfa, _) => mfa(test, &info.name, language),
        (KeyRole::SourceVpc, _) => vpc(test, language),
        (KeyRole::SourceIp, [Set::Addresses(addresses)]) if !test.absent => {
            Some(Phrase::new(Lead::With, address(addresses, language)))
        }
        (KeyRole::Time, [Set::Dates(times)]) if !test.absent => {
            let possible = match universe.values(test.key) {
                Some(Set::Dates(possible)) => possible.clone(),
                _ => Intervals::everything(),
            };
            Some(time(times, &possible, language))
        }
        (KeyRole::PrincipalArn, sets) if !test.absent => caller(sets, language),
        _ => None,
    }
}

fn mfa(test: &Test, name: &str, language: Language) -> Option<Phrase> {
    let with = |text: String| Phrase::new(Lead::With, text);
    if test.is_absence() {
        return Some(with(say!(
            language,
            "no {name} in the request",
            "请求中没有 {name}"
        )));
    }
    let [Set::Bools { yes, no }] = test.sets.as_slice() else {
        return None;
    };
    let fixed = |english, chinese| Some(with(language.pick(english, chinese).to_owned()));
    match (yes, no, test.absent) {
        (true, false, false) => fixed("multi-factor login", "使用多因素认证登录"),
        (false, true, true) => fixed("no multi-factor login", "未使用多因素认证登录"),
        (true, false, true) => Some(Phrase {
            splits: true,
            ..with(say!(
                language,
                "multi-factor login or no {name} in the request",
                "使用多因素认证登录或请求中没有 {name}"
            ))
        }),
        _ => None,
    }
}

fn vpc(test: &Test, language: Language) -> Option<Phrase> {
    let with = |text: String| Some(Phrase::new(Lead::With, text));
    let fixed = |english, chinese| with(language.pick(english, chinese).to_owned());
    if test.is_absence() {
        return fixed("a request not from a VPC", "请求不来自 VPC");
    }
    let set = match test.sets.as_slice() {
        [] => return fixed("a request from any VPC", "请求来自任意 VPC"),
        [Set::Strings(set)] => set,
        _ => return None,
    };
    let literal = is_literal(set);
    let names = names(set).map(network).collect::<Vec<_>>();
    let names = names.join(language.pick(", ", "、"));
    match (set.negated, literal, test.absent) {
        (true, true, false) => with(say!(
            language,
            "a request from a VPC other than {names}",
            "请求来自 {names} 以外的 VPC"
        )),
        (true, true, true) => with(say!(
            language,
            "a request not from VPC {names}",
            "请求不来自 VPC {names}"
        )),
        (true, false, false) => with(say!(
            language,
            "a request from a VPC unlike {names}",
            "请求来自不匹配 {names} 的 VPC"
        )),
        (true, false, true) => with(say!(
            language,
            "a request not from a VPC like {names}",
            "请求不来自匹配 {names} 的 VPC"
        )),
        (false, _, absent) => {
            let from = if literal {
                say!(
                    language,
                    "a request from VPC {names}",
                    "请求来自 VPC {names}"
                )
            } else {
                say!(
                    language,
                    "a request from a VPC like {names}",
                    "请求来自匹配 {names} 的 VPC"
                )
            };
            Some(Phrase {
                splits: absent,
                ..with(if absent {
                    say!(language, "{from} or not from a VPC", "{from} 或不来自 VPC")
                } else {
                    from
                })?
            })
        }
    }
}

/// The id of a network as it is; anything else in quotes, so that it is not read as
/// part of the sentence.
fn network(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    match !name.is_empty() && name.chars().all(plain) {
        true => name.to_owned(),
        false => quoted(name),
    }
}

fn address(addresses: &AddressSet, language: Language) -> String {
    for (family, name) in [(Family::V4, "IPv4"), (Family::V6, "IPv6")] {
        if *addresses == AddressSet::family(family) {
            return say!(language, "an {name} address", "来源地址为 {name} 地址");
        }
    }
    let (inside, blocks) = as_blocks(addresses);
    let lone = match blocks.as_slice() {
        [block] => block.prefix == block.family().bits(),
        _ => false,
    };
    let texts: Vec<String> = blocks.iter().map(ToString::to_string).collect();
    let list = texts.join(language.pick(", ", "、"));
    match (inside, lone) {
        (true, true) => say!(language, "the address {list}", "来源地址为 {list}"),
        (true, false) => say!(language, "an address inside {list}", "来源地址在 {list} 内"),
        (false, true) => say!(
            language,
            "an address other than {list}",
            "来源地址不为 {list}"
        ),
        (false, false) => say!(
            language,
            "an address outside {list}",
            "来源地址不在 {list} 内"
        ),
    }
}

/// Times as far as they are possible; no request is earlier, so that a beginning
/// which is past goes without saying.
fn time(times: &Intervals, possible: &Intervals, language: Language) -> Phrase {
    let ruled_out = times.complement().intersection(possible);
    if let Some(point) = only_point(&ruled_out) {
        let point = format_instant(point);
        let text = say!(language, "at any time but {point}", "请求时间不为 {point}");
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
        .map(|ends| between(ends, language))
        .collect();
    if parts.is_empty() {
        let never = language.pick("at no time", "请求时间不在任何允许的范围内");
        return Phrase::new(Lead::Bare, never.to_owned());
    }
    Phrase {
        splits: parts.len() > 1,
        ..Phrase::new(Lead::Bare, parts.join(language.pick(" or ", "，或")))
    }
}

fn between(ends: (Bound<i128>, Bound<i128>), language: Language) -> String {
    match ends {
        (Bound::Unbounded, Bound::Unbounded) => {
            language.pick("at any time", "请求时间不限").to_owned()
        }
        (Bound::Unbounded, Bound::Excluded(end)) => {
            let end = day(end);
            say!(language, "before {end}", "请求时间早于 {end}")
        }
        // The day alone would take in, or leave out, all of that day.
        (Bound::Unbounded, Bound::Included(end)) => {
            let end = format_instant(end);
            say!(language, "no later than {end}", "请求时间不晚于 {end}")
        }
        (Bound::Excluded(start), Bound::Unbounded) => {
            let start = format_instant(start);
            say!(language, "after {start}", "请求时间晚于 {start}")
        }
        (Bound::Included(start), Bound::Unbounded) => {
            let start = day(start);
            say!(language, "from {start} on", "请求时间不早于 {start}")
        }
        (Bound::Included(start), Bound::Included(end)) if start == end => {
            let start = format_instant(start);
            say!(language, "exactly at {start}", "请求时间恰为 {start}")
        }
        (
            Bound::Included(start) | Bound::Excluded(start),
            Bound::Included(end) | Bound::Excluded(end),
        ) => {
            let (start, end) = (day(start), day(end));
            say!(
                language,
                "between {start} and {end}",
                "请求时间在 {start} 与 {end} 之间"
            )
        }
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

fn caller(sets: &[Set], language: Language) -> Option<Phrase> {
    let parts: Vec<String> = sets
        .iter()
        .map(|set| {
            let Set::Strings(set) = set else {
                return None;
            };
            let literal = is_literal(set);
            let quoted: Vec<String> = names(set).map(quoted).collect();
            let list = quoted.join(language.pick(", ", "、"));
            Some(match (set.negated, literal, quoted.len()) {
                (false, true, 1) => {
                    say!(
                        language,
                        "the caller's ARN {list}",
                        "调用者的 ARN 为 {list}"
                    )
                }
                (false, true, _) => say!(
                    language,
                    "the caller's ARN one of {list}",
                    "调用者的 ARN 为 {list} 之一"
                ),
                (false, false, _) => {
                    say!(
                        language,
                        "a caller's ARN like {list}",
                        "调用者的 ARN 匹配 {list}"
                    )
                }
                (true, true, _) => say!(
                    language,
                    "a caller's ARN other than {list}",
                    "调用者的 ARN 不为 {list}"
                ),
                (true, false, _) => say!(
                    language,
                    "a caller's ARN unlike {list}",
                    "调用者的 ARN 不匹配 {list}"
                ),
            })
        })
        .collect::<Option<_>>()?;
    let by = language.pick(" and ", "且");
    (!parts.is_empty()).then(|| Phrase::new(Lead::With, spaced_by(&parts, by)))
}
