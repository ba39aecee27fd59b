//! Wildcards, instants, numbers and addresses, each compared in the plainest way.

use std::collections::BTreeSet;
use std::net::IpAddr;

use jiff::civil::{self, Date};

/// Digits of a fraction that are kept: of a second, and of a number.
const SECOND_DIGITS: usize = 10;
const NUMBER_DIGITS: usize = 18;

/// Whether a pattern with `*` and `?` matches the whole text: for each character
/// of the pattern, which beginnings of the text are matched so far.
#[must_use]
pub fn wild(pattern: &str, text: &str, fold: bool) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut row = vec![true];
    row.resize(text.len() + 1, false);
    for wanted in pattern.chars() {
        let mut next = Vec::with_capacity(row.len());
        if wanted == '*' {
            let mut any = false;
            for matched in &row {
                any |= matched;
                next.push(any);
            }
        } else {
            next.push(false);
            for (given, before) in text.iter().zip(&row) {
                let same = *given == wanted
                    || (fold && given.eq_ignore_ascii_case(&wanted))
                    || wanted == '?';
                next.push(*before && same);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or(false)
}

/// A piece of what every ARN of a service looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Char(char),
    One,
    Star,
    Field,
}

/// Every ARN of a service in an account: `acs:SERVICE:region:account:rest`.
pub(super) struct WholeService<'a> {
    pub(super) service: &'a str,
    pub(super) account: Option<&'a str>,
}

impl WholeService<'_> {
    /// Whether a pattern matches every one of them. What varies is filled with
    /// a character that no pattern names, at every length up to one more than
    /// the pattern has `?`: a longer run puts one more character under a star.
    pub(super) fn is_covered_by(&self, pattern: &str) -> bool {
        let most = pattern.chars().filter(|one| *one == '?').count() + 2;
        let fills: Vec<String> = (0..=most).map(|count| "\u{10fffd}".repeat(count)).collect();
        let accounts: Vec<&str> = match self.account {
            Some(id) => vec![id],
            None => fills.iter().map(String::as_str).collect(),
        };
        fills.iter().all(|region| {
            // A relative id is never empty.
            fills.iter().skip(1).all(|rest| {
                accounts.iter().all(|account| {
                    let arn = format!("acs:{}:{region}:{account}:{rest}", self.service);
                    wild(pattern, &arn, false)
                })
            })
        })
    }

    /// Whether a pattern matches one of them: both are read side by side, every
    /// pair of places once.
    pub(super) fn overlaps(&self, pattern: &str) -> bool {
        let pattern: Vec<Part> = pattern
            .chars()
            .map(|one| match one {
                '*' => Part::Star,
                '?' => Part::One,
                other => Part::Char(other),
            })
            .collect();
        let mut arn: Vec<Part> = Vec::new();
        let literal = |text: &str| text.chars().map(Part::Char).collect::<Vec<_>>();
        arn.extend(literal(&format!("acs:{}:", self.service)));
        arn.push(Part::Field);
        arn.push(Part::Char(':'));
        match self.account {
            Some(id) => arn.extend(literal(id)),
            None => arn.push(Part::Field),
        }
        // A relative id is never empty.
        arn.extend([Part::Char(':'), Part::One, Part::Star]);
        let mut seen = BTreeSet::new();
        let mut open: Vec<(&[Part], &[Part])> = vec![(&pattern, &arn)];
        while let Some((left, right)) = open.pop() {
            if !seen.insert((left.len(), right.len())) {
                continue;
            }
            let run = |part: &Part| matches!(part, Part::Star | Part::Field);
            let (one, other) = (left.split_first(), right.split_first());
            if one.is_none() && other.is_none() {
                return true;
            }
            if let Some((head, tail)) = one
                && run(head)
            {
                open.push((tail, right));
            }
            if let Some((head, tail)) = other
                && run(head)
            {
                open.push((left, tail));
            }
            if let (Some((a, left_tail)), Some((b, right_tail))) = (one, other)
                && shared(*a, *b)
            {
                open.push((
                    if run(a) { left } else { left_tail },
                    if run(b) { right } else { right_tail },
                ));
            }
        }
        false
    }
}

/// Whether some character fits both parts.
fn shared(one: Part, other: Part) -> bool {
    match (one, other) {
        (Part::Char(a), Part::Char(b)) => a == b,
        (Part::Char(a), Part::Field) | (Part::Field, Part::Char(a)) => a != ':',
        _ => true,
    }
}

/// An instant as a policy writes it: RFC 3339 with an offset, at most nine
/// digits of fraction.
pub(super) fn written_instant(text: &str) -> Option<i128> {
    instant(text, SECOND_DIGITS - 1)
}

/// The instant of a request, which may be between two written ones.
pub(super) fn given_instant(text: &str) -> Option<i128> {
    instant(text, SECOND_DIGITS)
}

fn instant(text: &str, digits: usize) -> Option<i128> {
    let (day, time) = text.split_once('T')?;
    let shape = day.len() == 10
        && day.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let day: Date = if shape {
        day.parse().ok()?
    } else {
        return None;
    };
    let (clock, offset) = match time.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let (clock, offset) = time.split_at_checked(time.rfind(['+', '-'])?)?;
            let (hours, minutes) = offset.get(1..)?.split_once(':')?;
            let seconds = two(hours, 23)? * 3600 + two(minutes, 59)? * 60;
            let west = offset.starts_with('-');
            (clock, if west { -seconds } else { seconds })
        }
    };
    let (clock, part) = match clock.split_once('.') {
        Some((clock, digits_of)) => (clock, fraction(digits_of, digits, SECOND_DIGITS)?),
        None => (clock, 0),
    };
    let (hour, rest) = clock.split_once(':')?;
    let (minute, second) = rest.split_once(':')?;
    let clock = two(hour, 23)? * 3600 + two(minute, 59)? * 60 + two(second, 59)?;
    let days = day.duration_since(civil::date(1970, 1, 1)).as_secs();
    let unit = 10_i128.pow(u32::try_from(SECOND_DIGITS).ok()?);
    Some((i128::from(days) + clock - offset) * unit + part)
}

/// Exactly two digits, no more than `most`.
fn two(text: &str, most: i128) -> Option<i128> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let value: i128 = if plain {
        text.parse().ok()?
    } else {
        return None;
    };
    (value <= most).then_some(value)
}

/// One to `most` digits after a point, as a count of the last of `width` digits.
fn fraction(text: &str, most: usize, width: usize) -> Option<i128> {
    let plain =
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain {
        format!("{text:0<width$}").parse().ok()
    } else {
        None
    }
}

/// A plain decimal as a policy writes it.
pub(super) fn written_number(text: &str) -> Option<i128> {
    number(text, NUMBER_DIGITS - 1)
}

/// The number of a request, which may be between two written ones.
pub(super) fn given_number(text: &str) -> Option<i128> {
    number(text, NUMBER_DIGITS)
}

fn number(text: &str, digits: usize) -> Option<i128> {
    let (size, negative) = match text.strip_prefix('-') {
        Some(size) => (size, true),
        None => (text, false),
    };
    let (whole, part) = match size.split_once('.') {
        Some((whole, part)) => (whole, fraction(part, digits, NUMBER_DIGITS)?),
        None => (size, 0),
    };
    let plain = whole.bytes().all(|byte| byte.is_ascii_digit())
        && (1..=18).contains(&whole.len())
        && (whole == "0" || !whole.starts_with('0'));
    let whole: i128 = if plain {
        whole.parse().ok()?
    } else {
        return None;
    };
    let unit = 10_i128.pow(u32::try_from(NUMBER_DIGITS).ok()?);
    let size = whole * unit + part;
    Some(if negative { -size } else { size })
}

/// An address block: an address and how many of its bits count.
#[derive(Clone, Copy)]
pub(super) struct Block {
    address: IpAddr,
    prefix: u32,
}

impl Block {
    /// A block in canonical notation.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (host, length) = match text.split_once('/') {
            Some((host, length)) => (host, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = host.parse().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match length {
            None => bits,
            Some(length) => length.parse().ok()?,
        };
        let canonical = match length {
            None => address.to_string(),
            Some(_) => format!("{address}/{prefix}"),
        };
        (canonical == text && prefix <= bits).then_some(Self { address, prefix })
    }

    /// The IPv4 block that an IPv6 block under `::ffff:0:0/96` embeds.
    pub(super) fn embedded(self) -> Option<Self> {
        match self.address {
            IpAddr::V6(address) => Some(Self {
                prefix: self.prefix.checked_sub(96)?,
                address: address.to_ipv4_mapped()?.into(),
            }),
            IpAddr::V4(_) => None,
        }
    }

    /// Whether an address lies in it.
    pub(super) fn contains(self, text: &str) -> bool {
        match (self.address, text.parse()) {
            (IpAddr::V4(own), Ok(IpAddr::V4(given))) => {
                let differ = u32::from(own) ^ u32::from(given);
                differ.leading_zeros() >= self.prefix
            }
            (IpAddr::V6(own), Ok(IpAddr::V6(given))) => {
                let differ = u128::from(own) ^ u128::from(given);
                differ.leading_zeros() >= self.prefix
            }
            _ => false,
        }
    }
}
