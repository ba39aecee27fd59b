//! When conditions are met by requests of which something is known.

use super::*;

const ALLOWED: &str = "allowed";
const NOT: &str = "not_granted";
const SOME: &str = "allowed_if";
const UNTOLD: &str = "not_granted..allowed_if: tags-never-present";

fn with(key: &str, values: &[&str]) -> Given {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Given {
        keys: [(key.to_owned(), Value::Is(values))].into(),
        ..Given::default()
    }
}

fn without(key: &str) -> Given {
    Given {
        keys: [(key.to_owned(), Value::Absent)].into(),
        ..Given::default()
    }
}

/// What an Allow under a condition gives to those requests.
#[track_caller]
fn gives(action: &str, given: &Given, condition: &str, expected: &str) {
    let statement = under(condition);
    let found = ask_in(&management(), given, &[&statement], action, &alice());
    assert_eq!(found, expected, "{given:?} {condition}");
}

#[test]
fn a_value_that_is_known_is_read_in_the_type_of_its_key() {
    let cases = [
        (
            "acs:MFAPresent",
            "true",
            r#"{"Bool":{"acs:MFAPresent":"true"}}"#,
            ALLOWED,
        ),
        (
            "acs:MFAPresent",
            "true",
            r#"{"Bool":{"acs:MFAPresent":"false"}}"#,
            NOT,
        ),
        (
            "acs:MFAPresent",
            "false",
            r#"{"Bool":{"acs:MFAPresent":"true"}}"#,
            NOT,
        ),
        (
            "acs:mfapresent",
            "false",
            r#"{"Bool":{"acs:MFAPresent":"false"}}"#,
            ALLOWED,
        ),
        (
            "acs:TLSVersion",
            "1.2",
            r#"{"NumericEquals":{"acs:TLSVersion":"1.20"}}"#,
            ALLOWED,
        ),
        (
            "acs:TLSVersion",
            "1.2",
            r#"{"NumericLessThan":{"acs:TLSVersion":"1.3"}}"#,
            ALLOWED,
        ),
        (
            "acs:TLSVersion",
            "1.2",
            r#"{"NumericLessThan":{"acs:TLSVersion":"1.2"}}"#,
            NOT,
        ),
        (
            "acs:TLSVersion",
            "1.2",
            r#"{"NumericGreaterThan":{"acs:TLSVersion":"1.1"}}"#,
            ALLOWED,
        ),
        (
            "acs:TLSVersion",
            "1.2",
            r#"{"StringEquals":{"acs:TLSVersion":"1.2"}}"#,
            ALLOWED,
        ),
        (
            "acs:TLSVersion",
            "1.1",
            r#"{"StringEquals":{"acs:TLSVersion":"1.2"}}"#,
            NOT,
        ),
        (
            "acs:SourceIp",
            "10.0.0.1",
            r#"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#,
            ALLOWED,
        ),
        (
            "acs:SourceIp",
            "10.0.0.0/7",
            r#"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#,
            SOME,
        ),
        (
            "acs:SourceIp",
            "11.0.0.1",
            r#"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#,
            NOT,
        ),
        (
            "acs:CurrentTime",
            "2027-01-01T00:00:00Z",
            r#"{"DateLessThan":{"acs:CurrentTime":"2027-01-02T00:00:00Z"}}"#,
            ALLOWED,
        ),
        (
            "acs:CurrentTime",
            "2027-01-03T00:00:00Z",
            r#"{"DateLessThan":{"acs:CurrentTime":"2027-01-02T00:00:00Z"}}"#,
            NOT,
        ),
        (
            "acs:SourceVpc",
            "vpc-1",
            r#"{"StringEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            ALLOWED,
        ),
        (
            "acs:SourceVpc",
            "vpc-*",
            r#"{"StringEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            SOME,
        ),
        (
            "acs:SourceVpc",
            "vpc-2",
            r#"{"StringEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            NOT,
        ),
    ];
    for (key, value, condition, expected) in cases {
        gives("oss:GetObject", &with(key, &[value]), condition, expected);
    }
}

/// All values of a list are those that the request carries: one of them is in a set
/// where some value is, and all of them where every value is.
#[test]
fn d17_several_values_that_are_known_are_all_that_there_are() {
    const SET: &str = "not_granted..allowed: set-operators";
    let cases: [(&[&str], &str, &str); 18] = [
        (&["a"], r#"{"StringEquals":{"KEY":"a"}}"#, ALLOWED),
        (&["a"], r#"{"StringEquals":{"KEY":"b"}}"#, NOT),
        (&["a"], r#"{"StringNotEquals":{"KEY":"b"}}"#, ALLOWED),
        (&["a"], r#"{"ForAllValues:StringEquals":{"KEY":"a"}}"#, SET),
        (&["a", "b"], r#"{"StringEquals":{"KEY":"a"}}"#, ALLOWED),
        (&["a", "b"], r#"{"StringEquals":{"KEY":"b"}}"#, ALLOWED),
        (&["a", "b"], r#"{"StringEquals":{"KEY":"c"}}"#, NOT),
        (&["a", "b"], r#"{"StringNotEquals":{"KEY":"c"}}"#, ALLOWED),
        (&["a", "b"], r#"{"StringNotEquals":{"KEY":"b"}}"#, NOT),
        (
            &["a", "b"],
            r#"{"ForAllValues:StringEquals":{"KEY":"a"}}"#,
            NOT,
        ),
        (
            &["a", "b"],
            r#"{"ForAllValues:StringEquals":{"KEY":["a","b"]}}"#,
            SET,
        ),
        (
            &["a", "b"],
            r#"{"ForAllValues:StringEquals":{"KEY":["c","a","b"]}}"#,
            SET,
        ),
        (
            &["a", "b"],
            r#"{"ForAnyValue:StringEquals":{"KEY":"a"}}"#,
            SET,
        ),
        (
            &["a", "b"],
            r#"{"ForAnyValue:StringEquals":{"KEY":"c"}}"#,
            NOT,
        ),
        (
            &["a", "b"],
            r#"{"ForAllValues:StringNotEquals":{"KEY":"a"}}"#,
            NOT,
        ),
        (
            &["a", "b"],
            r#"{"ForAllValues:StringNotEquals":{"KEY":"c"}}"#,
            SET,
        ),
        (
            &["a", "b"],
            r#"{"ForAnyValue:StringNotEquals":{"KEY":"a"}}"#,
            SET,
        ),
        (
            &["a", "a"],
            r#"{"ForAnyValue:StringNotEquals":{"KEY":"a"}}"#,
            NOT,
        ),
    ];
    const KEY: &str = "ram:TrustedPrincipalTypes";
    for (values, condition, expected) in cases {
        let condition = condition.replace("KEY", KEY);
        gives("ram:CreateRole", &with(KEY, values), &condition, expected);
    }
    // Nothing is left out of a longer list.
    let values = ["a", "b", "c"];
    for value in values {
        let condition = format!(r#"{{"StringEquals":{{"{KEY}":"{value}"}}}}"#);
        gives("ram:CreateRole", &with(KEY, &values), &condition, ALLOWED);
    }
}

/// A key of which nothing is documented is carried where it is said to be, in whichever
/// spelling.
#[test]
fn d16_a_key_that_is_said_to_be_there_is_there() {
    const OPEN: &str = "not_granted..allowed: unverified-key, negated-operator-on-absent-key";
    let other = r#"{"StringEquals":{"MADE:UP":"x"}}"#;
    let cases = [
        (
            with("made:Up", &["a"]),
            r#"{"StringEquals":{"made:Up":"a"}}"#,
            ALLOWED,
        ),
        (
            with("MADE:up", &["a"]),
            r#"{"StringEquals":{"made:Up":"a"}}"#,
            ALLOWED,
        ),
        (
            with("made:up", &["a"]),
            r#"{"StringEquals":{"made:Up":"a"}}"#,
            ALLOWED,
        ),
        (
            with("made:Up", &["b"]),
            r#"{"StringEquals":{"made:Up":"a"}}"#,
            NOT,
        ),
        (
            with("made:Up", &["b"]),
            r#"{"StringNotEquals":{"made:Up":"a"}}"#,
            ALLOWED,
        ),
        (
            with("made:Up", &["a"]),
            r#"{"StringNotEquals":{"made:Up":"a"}}"#,
            NOT,
        ),
        (
            without("made:Up"),
            r#"{"StringEquals":{"made:Up":"a"}}"#,
            NOT,
        ),
        (
            without("made:Up"),
            r#"{"StringNotEquals":{"made:Up":"a"}}"#,
            "not_granted..allowed: negated-operator-on-absent-key",
        ),
        (
            Given::default(),
            r#"{"StringNotEquals":{"made:Up":"a"}}"#,
            OPEN,
        ),
        (
            with("acs:SourceVpc", &["vpc-1"]),
            r#"{"StringLike":{"acs:SourceVpc":"*"}}"#,
            ALLOWED,
        ),
        (
            without("acs:SourceVpc"),
            r#"{"StringLike":{"acs:SourceVpc":"*"}}"#,
            NOT,
        ),
        (
            without("acs:SourceVpc"),
            r#"{"ForAllValues:StringLike":{"acs:SourceVpc":"vpc-1"}}"#,
            "not_granted..allowed: set-operators",
        ),
    ];
    for (given, condition, expected) in &cases {
        gives(GUARDED, given, condition, expected);
    }
    // Where the input has the name in two spellings, whether they are one key or two.
    for (given, condition, expected) in [0, 3, 4, 5].map(|number: usize| &cases[number]) {
        let statements = [under(condition), under(other)];
        let statements = statements.each_ref().map(String::as_str);
        let found = ask_in(&management(), given, &statements, GUARDED, &alice());
        assert_eq!(found, *expected, "{given:?} {condition}");
    }
}

#[test]
fn a_resource_that_is_known_is_the_one_asked_about() {
    let given = Given {
        resource: Some("acs:kvstore:*:*:instance/r-1*".to_owned()),
        ..Given::default()
    };
    let cases = [
        (r#""acs:kvstore:*:*:instance/r-1*""#, ALLOWED),
        (r#""acs:kvstore:*:*:instance/r-1""#, SOME),
        (r#""acs:kvstore:*:*:instance/r-2""#, NOT),
    ];
    for (resource, expected) in cases {
        let statement = format!(r#""Effect":"Allow","Action":"*","Resource":{resource}"#);
        let found = ask_in(
            &management(),
            &given,
            &[&statement],
            "kvstore:DeleteInstance",
            &alice(),
        );
        assert_eq!(found, expected, "{resource}");
    }
}

/// That requests for an action without a resource carry no tags is a reading; what is
/// said of them holds in the other one too.
#[test]
fn a_tag_that_is_known_not_to_be_there_is_not_there_in_any_reading() {
    let condition = r#"{"StringEquals":{"acs:ResourceTag/a":"b"}}"#;
    gives(GUARDED, &Given::default(), condition, UNTOLD);
    gives(GUARDED, &without("acs:ResourceTag/a"), condition, NOT);
    gives(GUARDED, &without("acs:ResourceTag/c"), condition, UNTOLD);
}
