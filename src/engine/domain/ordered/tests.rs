//! Laws and examples of numbers and instants.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::engine::domain::algebra;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(14),
        ..ProptestConfig::default()
    }
}

fn holds(comparison: Comparison, left: i128, right: i128) -> bool {
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    }
}

fn any_comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ])
}

/// Written points are multiples of four here, so that twos lie strictly between.
const STEP: i128 = 4;

fn any_set() -> impl Strategy<Value = Intervals> {
    let one = (any_comparison(), -4_i128..4, any::<bool>());
    prop::collection::vec(one, 0..5).prop_map(|parts| {
        parts
            .into_iter()
            .fold(Intervals::nothing(), |set, (comparison, point, both)| {
                let part = Intervals::compared(comparison, point * STEP);
                if both {
                    set.intersection(&part)
                } else {
                    set.union(&part)
                }
            })
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn several_are_joined_as_one_after_the_other(sets in prop::collection::vec(any_set(), 0..5)) {
        let joined = sets.iter().fold(Intervals::nothing(), |all, set| all.union(set));
        prop_assert_eq!(Intervals::any(&sets), joined);
    }

    #[test]
    fn algebra_is_membership(one in any_set(), two in any_set()) {
        algebra::intervals(&one, &two);
        let (union, common, rest) = (one.union(&two), one.intersection(&two), one.complement());
        for span in [&union, &common, &rest].into_iter().flat_map(|set| &set.spans) {
            prop_assert!(span.from < span.to);
        }
        prop_assert!(union.spans.windows(2).all(|two| two[0].to < two[1].from));
    }

    #[test]
    fn comparing_is_comparing(comparison in any_comparison(), point in -5_i128..5, at in -9_i128..9) {
        let set = Intervals::compared(comparison, point);
        prop_assert_eq!(set.contains(at), holds(comparison, at, point));
    }

    #[test]
    fn extending_adds_what_comes_soon_after(set in any_set(), steps in 0_i128..4) {
        let distance = steps * STEP;
        let extended = set.extend_forward(distance);
        prop_assert!(extended.spans.windows(2).all(|two| two[0].to < two[1].from));
        for point in -30..30 {
            let reached = (0..=distance).any(|back| set.contains(point - back));
            prop_assert_eq!(extended.contains(point), reached, "{:?} {}", set, point);
        }
    }

    #[test]
    fn instants_come_back(seconds in -62_167_219_200_i128..253_402_300_800, nanos in 0_i128..1_000_000_000) {
        let instant = seconds * SECOND + nanos * 10;
        let text = format_instant(instant);
        prop_assert_eq!(parse_instant(&text), Some(instant), "{}", text);
        let other: jiff::Timestamp = text.parse().unwrap();
        prop_assert_eq!(other.as_nanosecond() * 10, instant);
        prop_assert_eq!(other.to_string(), text);
    }

    #[test]
    fn decimals_come_back(text in "-?(0|[1-9][0-9]{0,17})(\\.[0-9]{0,16}[1-9])?") {
        let number = parse_decimal(&text).unwrap();
        let expected = if text == "-0" { "0" } else { text.as_str() };
        prop_assert_eq!(format_decimal(number), expected);
    }
}

#[test]
fn witnesses_prefer_closed_ends() {
    let at = Intervals::compared;
    let between =
        |low, high| at(Comparison::Greater, low).intersection(&at(Comparison::Less, high));
    assert_eq!(at(Comparison::GreaterOrEqual, 7).member(SECOND), Some(7));
    assert_eq!(at(Comparison::LessOrEqual, 7).member(SECOND), Some(7));
    assert_eq!(at(Comparison::Greater, 7).member(SECOND), Some(7 + SECOND));
    assert_eq!(at(Comparison::Less, 7).member(SECOND), Some(7 - SECOND));
    assert_eq!(between(0, 10).member(SECOND), Some(5));
    assert_eq!(Intervals::everything().member(SECOND), Some(0));
    assert_eq!(Intervals::nothing().member(SECOND), None);
    assert_eq!(between(0, 0), Intervals::nothing());
    // What lies between two neighbours is finer than a unit, and is passed over.
    let later = at(Comparison::Equal, 9);
    for (low, high) in [(0, 1), (-1, 0), (4, 5)] {
        let gap = between(low, high);
        assert!(!gap.is_empty());
        assert_eq!(gap.member(SECOND), None, "{low} {high}");
        assert_eq!(gap.union(&later).member(SECOND), Some(9));
    }
    let (one, two) = (
        parse_decimal("0.00000000000000001"),
        parse_decimal("0.00000000000000002"),
    );
    let middle = between(one.unwrap(), two.unwrap())
        .member(NUMBER_UNIT)
        .unwrap();
    assert_eq!(format_decimal(middle), "0.000000000000000015");
}

#[test]
fn beginnings_and_ends() {
    let from = Intervals::compared(Comparison::GreaterOrEqual, 5);
    assert_eq!(from.min_start(), Some(Bound::Included(5)));
    assert_eq!(from.complement().min_start(), Some(Bound::Unbounded));
    assert_eq!(Intervals::nothing().min_start(), None);
    let two = from.union(&Intervals::compared(Comparison::Equal, 3));
    assert_eq!(two.min_start(), Some(Bound::Included(3)));
    let after = Intervals::compared(Comparison::Greater, 5);
    assert_eq!(
        after.bounds().collect::<Vec<_>>(),
        [(Bound::Excluded(5), Bound::Unbounded)]
    );
    let point = Intervals::compared(Comparison::Equal, i128::MAX - 1);
    assert_eq!(
        point.extend_forward(5),
        Intervals::compared(Comparison::GreaterOrEqual, i128::MAX - 1)
    );
    assert_eq!(point.extend_forward(-5), point);
    assert_eq!(
        Intervals::compared(Comparison::Greater, i128::MAX).member(SECOND),
        None
    );
}

#[test]
fn only_strict_instants_are_read() {
    let rows = [
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        (
            "2026-12-31T23:59:59.999999999Z",
            "2026-12-31T23:59:59.999999999Z",
        ),
        ("2026-12-31T23:59:59+08:00", "2026-12-31T15:59:59Z"),
        ("2026-12-31T23:59:59-00:30", "2027-01-01T00:29:59Z"),
        ("2024-02-29T00:00:00.50Z", "2024-02-29T00:00:00.5Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
    ];
    for (text, shown) in rows {
        assert_eq!(format_instant(parse_instant(text).unwrap()), shown);
    }
    for text in [
        "",
        "2027-01-01",
        "2027-01-01T00:00:00",
        "2027-01-01t00:00:00Z",
        "2027-01-01T00:00:00z",
        "2027-01-01 00:00:00Z",
        "2027-1-01T00:00:00Z",
        "2027-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2027-13-01T00:00:00Z",
        "2027-00-01T00:00:00Z",
        "2027-01-00T00:00:00Z",
        "2027-01-01T24:00:00Z",
        "2027-01-01T00:00:60Z",
        "2027-01-01T00:00Z",
        "2027-01-01T00:00:00.Z",
        "2027-01-01T00:00:00.1234567890Z",
        "2027-01-01T00:00:00+0800",
        "2027-01-01T00:00:00+08",
        "2027-01-01T00:00:00+24:00",
        "2027-01-01T00:00:00+08:60",
        " 2027-01-01T00:00:00Z",
        "2027-01-01T00:00:00Z ",
        "+2027-01-01T00:00:00Z",
        "2027-01-01T00:00:00,5Z",
        "٢٠٢٧-01-01T00:00:00Z",
        "2027-01-01T00:00:00Zé",
    ] {
        assert_eq!(parse_instant(text), None, "{text}");
    }
    let half = parse_instant("2027-01-01T00:00:00Z").unwrap() + 5;
    assert_eq!(format_instant(half), "2027-01-01T00:00:00.0000000005Z");
    for end in [i128::MIN, i128::MAX] {
        assert!(format_instant(end).ends_with('Z'));
        assert!(!format_decimal(end).is_empty());
    }
}

#[test]
fn only_plain_decimals_are_read() {
    for (text, shown) in [
        ("0", "0"),
        ("-0", "0"),
        ("-0.50", "-0.5"),
        ("3600", "3600"),
        ("1.0", "1"),
        (
            "999999999999999999.99999999999999999",
            "999999999999999999.99999999999999999",
        ),
    ] {
        assert_eq!(format_decimal(parse_decimal(text).unwrap()), shown);
    }
    for text in [
        "",
        "-",
        "+1",
        "01",
        "00",
        "-01",
        "1.",
        ".5",
        "1e3",
        "1E3",
        "0x10",
        "1_000",
        "1,5",
        " 1",
        "1 ",
        "NaN",
        "inf",
        "1.2.3",
        "--1",
        "1000000000000000000",
        "0.000000000000000001",
        "١",
    ] {
        assert_eq!(parse_decimal(text), None, "{text}");
    }
}

#[test]
fn months_and_leap_years_have_their_days() {
    let ends = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = [
        (1900, false),
        (2000, true),
        (2024, true),
        (2027, false),
        (2100, false),
        (2400, true),
    ];
    for (year, is_leap) in leap {
        for (month, days) in (1..).zip(ends) {
            let last = if month == 2 && is_leap { 29 } else { days };
            for day in [1, last] {
                let text = format!("{year}-{month:02}-{day:02}T00:00:00Z");
                let read = parse_instant(&text);
                assert_eq!(read.map(format_instant), Some(text));
            }
            let text = format!("{year}-{month:02}-{:02}T00:00:00Z", last + 1);
            assert_eq!(parse_instant(&text), None, "{text}");
        }
    }
}
