//! The written forms of instants and numbers that count as certain (D13), and how
//! points are written back. Whatever is not in the one strict form is not read, so
//! that a doubtful value is seen as doubtful.

/// Units in a second: an instant counts tenths of a nanosecond from
/// 1970-01-01T00:00:00Z, so the middle between two written instants is a point.
pub const SECOND: i128 = 10_000_000_000;

/// Units in the number one: the middle between two written numbers is a point.
pub const NUMBER_UNIT: i128 = 1_000_000_000_000_000_000;

/// Digits of a second's fraction that may be written: nanoseconds.
const MAX_INSTANT_FRACTION: usize = 9;
/// Digits of a second's fraction in a point.
const INSTANT_FRACTION: usize = 10;
/// Digits before the point that a number may have.
const MAX_INTEGER_DIGITS: usize = 18;
/// Digits after the point that a number may have.
const MAX_NUMBER_FRACTION: usize = 17;
/// Digits after the point in a point.
const NUMBER_FRACTION: usize = 18;
/// Seconds in a day.
const DAY: i128 = 86_400;
/// Days in 400 years, after which the calendar repeats.
const ERA_DAYS: i128 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAYS: i128 = 719_468;

/// A text read from the front, byte by byte.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            rest: text.as_bytes(),
        }
    }

    fn eat(&mut self, wanted: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == wanted => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// All digits that come next, as they are.
    fn digits(&mut self) -> &'a [u8] {
        let count = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self
            .rest
            .split_at_checked(count)
            .unwrap_or((&[], self.rest));
        self.rest = rest;
        digits
    }

    /// Exactly so many digits, with a value in the range.
    fn field(&mut self, count: usize, least: i128, most: i128) -> Option<i128> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        let value = value(digits, count)?;
        (least <= value && value <= most).then_some(value)
    }
}

/// The digits as a number, filled up with zeros on the right to `width` digits.
fn value(digits: &[u8], width: usize) -> Option<i128> {
    let zeros = std::iter::repeat_n(&b'0', width.saturating_sub(digits.len()));
    digits.iter().chain(zeros).try_fold(0_i128, |sum, digit| {
        let digit = digit.is_ascii_digit().then(|| digit.saturating_sub(b'0'))?;
        sum.checked_mul(10)?.checked_add(i128::from(digit))
    })
}

/// Reads an RFC 3339 date and time with an offset (D13, D19): `T` and `Z` in upper
/// case, seconds written out, up to nine digits of fraction, no leap second. The
/// result counts tenths of a nanosecond from 1970-01-01T00:00:00Z.
#[must_use]
pub fn parse_instant(text: &str) -> Option<i128> {
    let mut reader = Reader::new(text);
    let year = reader.field(4, 0, 9999)?;
    reader.eat(b'-').then_some(())?;
    let month = reader.field(2, 1, 12)?;
    reader.eat(b'-').then_some(())?;
    let day = reader.field(2, 1, days_in(year, month))?;
    reader.eat(b'T').then_some(())?;
    let hour = reader.field(2, 0, 23)?;
    reader.eat(b':').then_some(())?;
    let minute = reader.field(2, 0, 59)?;
    reader.eat(b':').then_some(())?;
    let second = reader.field(2, 0, 59)?;
    let fraction = if reader.eat(b'.') {
        let digits = reader.digits();
        (1..=MAX_INSTANT_FRACTION)
            .contains(&digits.len())
            .then_some(())?;
        value(digits, INSTANT_FRACTION)?
    } else {
        0
    };
    let offset = if reader.eat(b'Z') {
        0
    } else {
        let east = reader.eat(b'+');
        (east || reader.eat(b'-')).then_some(())?;
        let hours = reader.field(2, 0, 23)?;
        reader.eat(b':').then_some(())?;
        let minutes = reader.field(2, 0, 59)?;
        let seconds = hours
            .checked_mul(3600)?
            .checked_add(minutes.checked_mul(60)?)?;
        if east {
            seconds
        } else {
            seconds.checked_neg()?
        }
    };
    reader.rest.is_empty().then_some(())?;
    let time = hour
        .checked_mul(3600)?
        .checked_add(minute.checked_mul(60)?)?;
    days_from_civil(year, month, day)
        .checked_mul(DAY)?
        .checked_add(time)?
        .checked_add(second)?
        .checked_sub(offset)?
        .checked_mul(SECOND)?
        .checked_add(fraction)
}

/// Writes an instant in UTC, with no more digits of fraction than it needs.
#[must_use]
pub fn format_instant(instant: i128) -> String {
    let seconds = instant.div_euclid(SECOND);
    let fraction = instant.rem_euclid(SECOND);
    let (year, month, day) = civil_from_days(seconds.div_euclid(DAY));
    let time = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    let sign = if year < 0 { "-" } else { "" };
    let year = year.unsigned_abs();
    let fraction = format_fraction(fraction.unsigned_abs(), INSTANT_FRACTION);
    format!("{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Reads a plain decimal (D13): an optional `-`, up to 18 digits without leading
/// zeros, optionally a point and up to 17 digits; no `+`, no exponent. The result
/// counts 10⁻¹⁸.
#[must_use]
pub fn parse_decimal(text: &str) -> Option<i128> {
    let mut reader = Reader::new(text);
    let negative = reader.eat(b'-');
    let integer = reader.digits();
    (1..=MAX_INTEGER_DIGITS)
        .contains(&integer.len())
        .then_some(())?;
    (integer.len() == 1 || integer.first() != Some(&b'0')).then_some(())?;
    let fraction = if reader.eat(b'.') {
        let digits = reader.digits();
        (1..=MAX_NUMBER_FRACTION)
            .contains(&digits.len())
            .then_some(())?;
        value(digits, NUMBER_FRACTION)?
    } else {
        0
    };
    reader.rest.is_empty().then_some(())?;
    let size = value(integer, integer.len())?
        .checked_mul(NUMBER_UNIT)?
        .checked_add(fraction)?;
    if negative {
        size.checked_neg()
    } else {
        Some(size)
    }
}

/// Writes a number as a plain decimal with no more digits than it needs.
#[must_use]
pub fn format_decimal(number: i128) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    let unit = NUMBER_UNIT.unsigned_abs();
    let fraction = format_fraction(size % unit, NUMBER_FRACTION);
    format!("{sign}{}{fraction}", size / unit)
}

fn format_fraction(fraction: u128, digits: usize) -> String {
    if fraction == 0 {
        return String::new();
    }
    let padded = format!(".{fraction:0digits$}");
    padded.trim_end_matches('0').to_owned()
}

const fn days_in(year: i128, month: i128) -> i128 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01. Years begin in March, so that the leap day comes last.
const fn days_from_civil(year: i128, month: i128, day: i128) -> i128 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * ERA_DAYS + day_of_era - EPOCH_DAYS
}

/// The reverse of [`days_from_civil`]. Days come from a 128-bit count of tenths of
/// nanoseconds, so nothing here comes near the ends of the type.
const fn civil_from_days(days: i128) -> (i128, i128, i128) {
    let days = days + EPOCH_DAYS;
    let era = days.div_euclid(ERA_DAYS);
    let day_of_era = days.rem_euclid(ERA_DAYS);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}
