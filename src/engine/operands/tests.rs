//! Tests of times and addresses, and patterns that are compared letter by letter.

use super::*;
use crate::model::lower;
use crate::model::policy::DocumentKind;
use crate::source::FileId;
use crate::syntax::{Parsed, Tree, json};

/// 2026-01-01T00:00:00Z.
const AT: &str = "2026-01-01T00:00:00Z";

/// What is said of the tests of one statement.
fn of<T>(conditions: &str, say: impl FnOnce(&[Condition], &Model, &Catalogue) -> T) -> T {
    let text = format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{{conditions}}}}}]}}"#
    );
    let mut model = Model::default();
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(&text, FileId(0));
    json::read(parsed, &mut tree, &mut problems);
    let root = tree.root(parsed).unwrap();
    let document = lower::document(root, DocumentKind::Identity, &mut model);
    let (_, statement) = model.pools.statements(document).next().unwrap();
    let tests = model.pools.conditions(statement.conditions);
    say(tests, &model, Catalogue::embedded())
}

fn at() -> i128 {
    parse_instant(AT).unwrap()
}

/// The number of a test and an instant, as the functions name them.
fn told(found: Option<(&Condition, i128)>, tests: &[Condition]) -> Option<(usize, i128)> {
    let (test, instant) = found?;
    let number = tests.iter().position(|one| std::ptr::eq(one, test));
    Some((number.unwrap(), instant))
}

fn instant(year: i32) -> i128 {
    parse_instant(&format!("{year}-01-01T00:00:00Z")).unwrap()
}

/// A test of the time in words, the years in it as instants.
fn dated(conditions: &str) -> String {
    let mut text = conditions.replace("KEY", "acs:CurrentTime");
    for year in 2020..2032 {
        text = text.replace(
            &format!("\"{year}\""),
            &format!("\"{year}-01-01T00:00:00Z\""),
        );
    }
    text
}

#[test]
fn tests_whose_time_is_over() {
    let cases = [
        (r#""DateLessThan":{"KEY":"2025"}"#, Some((0, 2025))),
        (r#""DateLessThan":{"KEY":"2026"}"#, Some((0, 2026))),
        (r#""DateLessThan":{"KEY":"2027"}"#, None),
        (r#""DateLessThanEquals":{"KEY":"2025"}"#, Some((0, 2025))),
        (r#""DateLessThanEquals":{"KEY":"2026"}"#, None),
        (r#""DateEquals":{"KEY":"2025"}"#, Some((0, 2025))),
        (
            r#""DateEquals":{"KEY":["2024","2025","2023"]}"#,
            Some((0, 2025)),
        ),
        (r#""DateEquals":{"KEY":"2026"}"#, None),
        (r#""DateEquals":{"KEY":["2024","2027"]}"#, None),
        (r#""DateGreaterThan":{"KEY":"2020"}"#, None),
        (r#""DateGreaterThanEquals":{"KEY":"2020"}"#, None),
        (r#""DateNotEquals":{"KEY":"2020"}"#, None),
        (
            r#""DateGreaterThan":{"KEY":"2020"},"DateLessThan":{"KEY":"2021"}"#,
            Some((1, 2021)),
        ),
        // What is not documented as it stands may mean anything.
        (r#""DateLessThanIfExists":{"KEY":"2025"}"#, None),
        (r#""ForAnyValue:DateLessThan":{"KEY":"2025"}"#, None),
        (r#""ForAnyValue:DateLessThanIfExists":{"KEY":"2025"}"#, None),
        (r#""StringEquals":{"KEY":"2025"}"#, None),
        (r#""NumericLessThan":{"KEY":"2025"}"#, None),
        (r#""DateLessThan":{"KEY":["2025","x"]}"#, None),
        (r#""DateLessThan":{"KEY":[]}"#, None),
        (r#""DateLessThan":{"KEY":2025}"#, None),
        (r#""DateLessThan":{"made:Up":"2025"}"#, None),
    ];
    for (conditions, expected) in cases {
        let found = of(&dated(conditions), |tests, model, catalogue| {
            told(expired(tests, model, catalogue, at()), tests)
        });
        let expected = expected.map(|(test, year)| (test, instant(year)));
        assert_eq!(found, expected, "{conditions}");
    }
}

#[test]
fn tests_that_are_not_met_yet() {
    let cases = [
        (r#""DateGreaterThan":{"KEY":"2027"}"#, Some((0, 2027))),
        (r#""DateGreaterThanEquals":{"KEY":"2027"}"#, Some((0, 2027))),
        (r#""DateEquals":{"KEY":["2028","2027"]}"#, Some((0, 2027))),
        (r#""DateGreaterThan":{"KEY":"2026"}"#, None),
        (r#""DateGreaterThan":{"KEY":"2020"}"#, None),
        (r#""DateLessThan":{"KEY":"2027"}"#, None),
        (
            r#""DateGreaterThan":{"KEY":"2027"},"DateGreaterThanEquals":{"KEY":"2028"}"#,
            Some((1, 2028)),
        ),
        // Of two that are met at the same time the first is named.
        (
            r#""DateGreaterThan":{"KEY":"2027"},"DateGreaterThanEquals":{"KEY":"2027"}"#,
            Some((0, 2027)),
        ),
        (
            r#""DateGreaterThan":{"KEY":"2027"},"DateLessThan":{"KEY":"2028"}"#,
            Some((0, 2027)),
        ),
        // Some never are together.
        (
            r#""DateGreaterThan":{"KEY":"2028"},"DateLessThan":{"KEY":"2027"}"#,
            None,
        ),
        (
            r#""DateGreaterThan":{"KEY":"2027"},"DateLessThanEquals":{"KEY":"2027"}"#,
            None,
        ),
        (
            r#""DateGreaterThanEquals":{"KEY":"2027"},"DateLessThanEquals":{"KEY":"2027"}"#,
            Some((0, 2027)),
        ),
        (
            r#""DateGreaterThanEquals":{"KEY":"2027"},"DateLessThan":{"KEY":"2027"}"#,
            None,
        ),
        (
            r#""DateEquals":{"KEY":"2027"},"DateNotEquals":{"KEY":"2027"}"#,
            None,
        ),
        // A negated list may mean that not all of it is the time.
        (
            r#""DateEquals":{"KEY":"2027"},"DateNotEquals":{"KEY":["2027","2028"]}"#,
            Some((0, 2027)),
        ),
        (
            r#""DateGreaterThan":{"KEY":"2027"},"Bool":{"acs:MFAPresent":"true"}"#,
            Some((0, 2027)),
        ),
        (r#""DateGreaterThanIfExists":{"KEY":"2027"}"#, None),
        (r#""Bool":{"acs:MFAPresent":"true"}"#, None),
    ];
    for (conditions, expected) in cases {
        let found = of(&dated(conditions), |tests, model, catalogue| {
            told(opening(tests, model, catalogue, at()), tests)
        });
        let expected = expected.map(|(test, year)| (test, instant(year)));
        assert_eq!(found, expected, "{conditions}");
    }
}

#[test]
fn tests_of_the_time() {
    let cases = [
        (r#""DateLessThan":{"acs:CurrentTime":"x"}"#, true),
        (r#""Nonsense":{"acs:currenttime":"x"}"#, true),
        (r#""DateLessThan":{"acs:SourceIp":"x"}"#, false),
        (r#""DateLessThan":{"made:Up":"x"}"#, false),
    ];
    for (conditions, expected) in cases {
        let found = of(conditions, |tests, model, catalogue| {
            is_of_time(&tests[0], model, catalogue)
        });
        assert_eq!(found, expected, "{conditions}");
    }
}

#[test]
fn patterns_that_are_compared_letter_by_letter() {
    let cases: [(&str, &[&str]); 18] = [
        (
            r#""StringEquals":{"acs:SourceVpc":["vpc-*","vpc-1","*"]}"#,
            &["vpc-*", "*"],
        ),
        (r#""StringNotEquals":{"acs:SourceVpc":"vpc-*"}"#, &["vpc-*"]),
        (
            r#""StringEqualsIgnoreCase":{"acs:SourceVpc":"vpc-*"}"#,
            &["vpc-*"],
        ),
        (r#""StringLike":{"acs:SourceVpc":"vpc-*"}"#, &[]),
        (r#""StringMatches":{"acs:SourceVpc":"vpc-*"}"#, &[]),
        (r#""Bool":{"acs:SourceVpc":"vpc-*"}"#, &[]),
        (
            r#""StringEquals":{"acs:SourceVpc":["vpc-?","vpc-**","vpc-1"]}"#,
            &[],
        ),
        (
            r#""StringEquals":{"acs:SourceVpc":["vpc-*",1,null]}"#,
            &["vpc-*"],
        ),
        (r#""StringEquals":{"made:Up":"a*"}"#, &["a*"]),
        // A key of another type has no text to compare.
        (r#""StringEquals":{"acs:SourceIp":"10.*"}"#, &[]),
        (r#""StringEquals":{"acs:CurrentTime":"2026*"}"#, &[]),
        // The region of a caller's ARN is a star as it stands, and of no other.
        (
            r#""StringEquals":{"acs:PrincipalARN":"acs:ram:*:1:user/ann"}"#,
            &[],
        ),
        (
            r#""StringEquals":{"acs:PrincipalARN":"acs:ram:*:*:user/ann"}"#,
            &["acs:ram:*:*:user/ann"],
        ),
        (
            r#""StringEquals":{"acs:PrincipalARN":"acs:ram::1:user/*"}"#,
            &["acs:ram::1:user/*"],
        ),
        (r#""StringEquals":{"acs:PrincipalARN":"a*"}"#, &["a*"]),
        (
            r#""StringEquals":{"made:Up":"acs:ram:*:1:user/ann"}"#,
            &["acs:ram:*:1:user/ann"],
        ),
        (
            r#""StringEquals":{"acs:RequestedRegion":"acs:ram:*:1:user/ann"}"#,
            &["acs:ram:*:1:user/ann"],
        ),
        (r#""StringEquals":{"acs:SourceVpc":[]}"#, &[]),
    ];
    for (conditions, expected) in cases {
        let found = of(conditions, |tests, model, catalogue| {
            let values = literal_patterns(&tests[0], model, catalogue);
            let texts = values
                .iter()
                .map(|value| model.pools.str(value.text).to_owned());
            texts.collect::<Vec<_>>()
        });
        assert_eq!(found, expected, "{conditions}");
    }
}
