//! Numbers as expressions reckon with them: exact decimals, so that what is
//! shown is what Terraform shows. A result that needs more digits than fit is
//! not had at all, save that a division that never ends is cut after
//! [`MAX_PLACES`] digits.

use std::cmp::Ordering;
use std::fmt;

/// Digits after the point that are kept.
pub(super) const MAX_PLACES: u32 = 30;

/// `units / 10^places`, with as few places as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    units: i128,
    places: u32,
}

impl Decimal {
    pub(super) const fn whole(units: i128) -> Self {
        Self { units, places: 0 }
    }

    fn new(mut units: i128, mut places: u32) -> Self {
        while places > 0 && units % 10 == 0 {
            units /= 10;
            places = places.saturating_sub(1);
        }
        Self { units, places }
    }

    /// A number as JSON and HCL spell it; `None` where it is none, or too long.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = whole.trim_start_matches(['-', '+']);
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if digits.is_empty() || whole.len() > digits.len().saturating_add(1) {
            return None;
        }
        if !is_digits(digits) || !is_digits(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let mut units: i128 = format!("{whole}{fraction}").parse().ok()?;
        let places = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if places < 0 {
            units = units.checked_mul(power(places.unsigned_abs())?)?;
        }
        let places = u32::try_from(places.max(0)).ok()?;
        (places <= MAX_PLACES).then(|| Self::new(units, places))
    }

    /// Both in units of the same size, and the places of that.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let places = self.places.max(other.places);
        let scaled = |one: Self| {
            let by = power(places.saturating_sub(one.places))?;
            one.units.checked_mul(by)
        };
        Some((scaled(self)?, scaled(other)?, places))
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let (left, right, places) = self.aligned(other)?;
        Some(Self::new(left.checked_add(right)?, places))
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated()?)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        let units = self.units.checked_mul(other.units)?;
        let product = Self::new(units, self.places.saturating_add(other.places));
        (product.places <= MAX_PLACES).then_some(product)
    }

    /// The quotient; `None` also where the divisor is zero.
    pub(super) fn divided(self, by: Self) -> Option<Self> {
        let (mut left, right, _) = self.aligned(by)?;
        let mut units = left.checked_div(right)?;
        left = left.checked_rem(right)?;
        let mut places = 0;
        while left != 0 && places < MAX_PLACES {
            left = left.checked_mul(10)?;
            let Some(longer) = units.checked_mul(10) else {
                break;
            };
            units = longer.checked_add(left.checked_div(right)?)?;
            left = left.checked_rem(right)?;
            places = places.saturating_add(1);
        }
        Some(Self::new(units, places))
    }

    /// What is left after division, with the sign of the dividend.
    pub(super) fn modulo(self, by: Self) -> Option<Self> {
        let (left, right, places) = self.aligned(by)?;
        Some(Self::new(left.checked_rem(right)?, places))
    }

    pub(super) fn negated(self) -> Option<Self> {
        Some(Self::new(self.units.checked_neg()?, self.places))
    }

    pub(super) fn order(self, other: Self) -> Option<Ordering> {
        let (left, right, _) = self.aligned(other)?;
        Some(left.cmp(&right))
    }

    pub(super) fn is_zero(self) -> bool {
        self.units == 0
    }

    pub(super) fn floor(self) -> Option<Self> {
        Some(Self::whole(self.units.div_euclid(power(self.places)?)))
    }

    pub(super) fn ceiling(self) -> Option<Self> {
        self.negated()?.floor()?.negated()
    }

    /// The value, where it is a whole number.
    pub(super) const fn as_whole(self) -> Option<i128> {
        if self.places == 0 {
            return Some(self.units);
        }
        None
    }

    /// Rounded half away from zero to so many places, all of them shown.
    pub(super) fn fixed(self, places: u32) -> Option<String> {
        let mut units = self.units;
        if self.places > places {
            let by = power(self.places.saturating_sub(places))?;
            let rest = units.checked_rem(by)?;
            units = units.checked_div(by)?;
            if rest.unsigned_abs() >= by.unsigned_abs().div_ceil(2) {
                units = units.checked_add(rest.signum())?;
            }
        } else {
            units = units.checked_mul(power(places.saturating_sub(self.places))?)?;
        }
        Some(spelt(units, places))
    }
}

fn power(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

fn spelt(units: i128, places: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let width = usize::try_from(places).unwrap_or(0).saturating_add(1);
    let mut digits = format!("{:0>width$}", units.unsigned_abs());
    if places > 0 {
        let point = digits.len().saturating_sub(width.saturating_sub(1));
        digits.insert(point, '.');
    }
    format!("{sign}{digits}")
}

impl fmt::Display for Decimal {
    fn fmt(&self, into: &mut fmt::Formatter<'_>) -> fmt::Result {
        into.write_str(&spelt(self.units, self.places))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_shown_as_terraform_shows_them() {
        let table = [
            ("0", "0"),
            ("-0", "0"),
            ("007", "7"),
            ("1.50", "1.5"),
            ("-0.05", "-0.05"),
            ("1e3", "1000"),
            ("1.5E-2", "0.015"),
            ("9007199254740993", "9007199254740993"),
        ];
        for (text, shown) in table {
            assert_eq!(of(text).to_string(), shown, "{text}");
        }
        for text in ["", "-", "1x", "--1", "0x1", "1e99", "1e-99", "."] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn reckoning_is_exact() {
        assert_eq!(of("0.1").plus(of("0.2")), Some(of("0.3")));
        assert_eq!(of("10").divided(of("4")), Some(of("2.5")));
        let third = of("10").divided(of("3")).unwrap();
        assert_eq!(third.floor(), Some(of("3")));
        assert_eq!(third.ceiling(), Some(of("4")));
        assert_eq!(of("-7").modulo(of("3")), Some(of("-1")));
        assert_eq!(of("-1.5").floor(), Some(of("-2")));
        assert_eq!(of("-1.5").ceiling(), Some(of("-1")));
        assert_eq!(of("1").divided(of("0")), None);
        assert_eq!(Decimal::whole(i128::MAX).plus(of("1")), None);
        assert_eq!(of("2.345").fixed(2).unwrap(), "2.35");
        assert_eq!(of("-2").fixed(1).unwrap(), "-2.0");
    }
}
