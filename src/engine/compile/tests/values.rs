//! Values of conditions in the types of their keys (D13, D17).

use super::*;

const MISMATCH: &str = "not_granted..allowed: type-mismatch";
const ESCAPE: &str = "not_granted..allowed: escape";

#[test]
fn d17_a_value_counts_where_it_can_be_read_in_the_type_of_the_key() {
    let cases = [
        (
            r#"{"StringEquals":{"acs:MFAPresent":"true"}}"#,
            "allowed_if",
        ),
        (r#"{"StringEquals":{"acs:MFAPresent":"yes"}}"#, MISMATCH),
        (
            r#"{"NumericEquals":{"acs:MFAPresent":"true"}}"#,
            "allowed_if",
        ),
        // Of these it is not known what they would compare.
        (r#"{"NumericLessThan":{"acs:MFAPresent":"true"}}"#, MISMATCH),
        (
            r#"{"NumericGreaterThanEquals":{"acs:MFAPresent":"true"}}"#,
            MISMATCH,
        ),
        (
            r#"{"NumericLessThan":{"acs:SourceIp":"10.0.0.1"}}"#,
            MISMATCH,
        ),
        (r#"{"DateLessThan":{"acs:SourceIp":"10.0.0.1"}}"#, MISMATCH),
        (
            r#"{"StringEquals":{"acs:SourceIp":"10.0.0.1"}}"#,
            "allowed_if",
        ),
        (r#"{"StringLike":{"acs:SourceIp":"10.0.0.*"}}"#, MISMATCH),
        (r#"{"Bool":{"acs:SourceIp":"true"}}"#, MISMATCH),
        (r#"{"IpAddress":{"acs:SourceVpc":"10.0.0.1"}}"#, MISMATCH),
        (r#"{"StringEquals":{"acs:SourceVpc":"vpc-\\1"}}"#, ESCAPE),
        (r#"{"StringEquals":{"acs:SourceVpc":"vpc-${x}"}}"#, ESCAPE),
        (r#"{"StringLike":{"acs:SourceVpc":"vpc-\\${x}"}}"#, ESCAPE),
        (
            r#"{"StringEquals":{"acs:SourceVpc":"vpc-$x"}}"#,
            "allowed_if",
        ),
    ];
    for (condition, expected) in cases {
        let found = ask(&[&under(condition)], GUARDED, &alice());
        assert_eq!(found, expected, "{condition}");
    }
    let cases = [
        (
            r#"{"NumericLessThan":{"acs:TLSVersion":"1.2"}}"#,
            "allowed_if",
        ),
        (r#"{"StringEquals":{"acs:TLSVersion":"1.2"}}"#, "allowed_if"),
        (r#"{"StringLike":{"acs:TLSVersion":"1.*"}}"#, MISMATCH),
        (r#"{"DateLessThan":{"acs:TLSVersion":"1.2"}}"#, MISMATCH),
        (
            r#"{"DateEquals":{"acs:TLSVersion":"2020-01-01T00:00:00Z"}}"#,
            MISMATCH,
        ),
    ];
    for (condition, expected) in cases {
        let found = ask(&[&under(condition)], "oss:GetObject", &alice());
        assert_eq!(found, expected, "{condition}");
    }
}

/// A key of which nothing is documented is text where operators of several types are
/// used on it, whichever they are.
#[test]
fn d17_a_key_has_the_type_of_its_operators_where_they_agree() {
    let number = r#"{"NumericEquals":{"made:Up":"1"}}"#;
    let read = "not_granted..allowed_if: unverified-key";
    let open = "not_granted..allowed: unverified-key, type-mismatch";
    for (other, expected) in [
        (r#"{"NumericLessThan":{"Made:Up":"2"}}"#, None),
        (r#"{"Bool":{"made:Up":"true"}}"#, Some(open)),
        (
            r#"{"DateLessThan":{"made:Up":"2020-01-01T00:00:00Z"}}"#,
            Some(open),
        ),
        (r#"{"IpAddress":{"made:Up":"10.0.0.1"}}"#, Some(open)),
        (r#"{"StringEquals":{"made:Up":"x"}}"#, Some(open)),
        (r#"{"NumericLessThan":{"made:Up":"2"}}"#, Some(read)),
        (r#"{"Bool":{"made:Other":"true"}}"#, Some(read)),
    ] {
        let statements = [under(number), under(other)];
        let statements = statements.each_ref().map(String::as_str);
        let found = ask(&statements, GUARDED, &alice());
        let expected = expected.unwrap_or(
            "not_granted..allowed_if: unverified-key, unverified-key, condition-key-case",
        );
        assert_eq!(found, expected, "{other}");
    }
}

/// Of several inputs that are compared, each counts.
#[test]
fn keys_are_used_as_any_of_some_inputs_uses_them() {
    let statement =
        |key: &str, operator: &str| under(&format!(r#"{{"{operator}":{{"{key}":"1"}}}}"#));
    let (one, _) = read(&[&statement("made:Up", "NumericEquals")]);
    let (other, _) = read(&[&statement("Made:up", "Bool"), &statement("x", "Nonsense")]);
    let spellings = |uses: &KeyUse| uses.spelled().map(str::to_owned).collect::<Vec<_>>();
    let types = |uses: &KeyUse| uses.types.get("made:up").map(BTreeSet::len);
    for (models, spelled, typed) in [
        (vec![], vec![], None),
        (vec![&one], vec!["made:Up"], Some(1)),
        (vec![&one, &other], vec!["Made:up", "made:Up", "x"], Some(2)),
    ] {
        let uses = KeyUse::of_all(models);
        assert_eq!(spellings(&uses), spelled);
        assert_eq!(types(&uses), typed);
    }
}
