//! Days in UTC, by which waivers end.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// A day in the unit of instants, tenths of a nanosecond.
const TICKS: i128 = 86_400 * 10_000_000_000;

/// A day, as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// The day of an instant in tenths of a nanosecond since 1970.
    #[must_use]
    pub fn of(at: i128) -> Self {
        Self(i64::try_from(at.div_euclid(TICKS)).unwrap_or(i64::MAX))
    }

    /// A day of the calendar, if there is such a day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = Date::new(year, month, day).ok()?;
        let span = date.since(epoch()).ok()?;
        Some(Self(i64::from(span.get_days())))
    }

    /// A day written as `2026-12-31` and in no other way.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            let part = parts.next()?;
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then_some(part)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day so many days later.
    #[must_use]
    pub fn after(self, days: u32) -> Self {
        Self(self.0.saturating_add(i64::from(days)))
    }

    /// Days from another day to this one.
    #[must_use]
    pub const fn since(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

const fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0.clamp(-1_000_000, 2_000_000).days();
        match epoch().checked_add(days) {
            Ok(date) => f.pad(&date.to_string()),
            Err(_) => f.pad("a day beyond the calendar"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Day;
    use crate::engine::domain::ordered::parse_instant;

    #[test]
    fn days_are_read_in_one_form() {
        for (text, is_day) in [
            ("2026-12-31", true),
            ("2028-02-29", true),
            ("2026-02-29", false),
            ("2026-13-01", false),
            ("2026-1-01", false),
            ("26-01-01", false),
            ("2026-01-01T00:00:00Z", false),
            ("2026-01-01-", false),
            ("+026-01-01", false),
            ("", false),
        ] {
            let day = Day::read(text);
            assert_eq!(day.is_some(), is_day, "{text}");
            assert!(day.is_none_or(|day| day.to_string() == text), "{text}");
        }
    }

    #[test]
    fn a_day_ends_at_midnight_in_utc() {
        for (at, expected) in [
            ("2026-12-31T00:00:00Z", "2026-12-31"),
            ("2026-12-31T23:59:59Z", "2026-12-31"),
            ("2027-01-01T00:00:00Z", "2027-01-01"),
            ("2027-01-01T07:59:59+08:00", "2026-12-31"),
            ("1969-12-31T23:59:59Z", "1969-12-31"),
        ] {
            assert_eq!(Day::of(parse_instant(at).unwrap()).to_string(), expected);
        }
    }
}
