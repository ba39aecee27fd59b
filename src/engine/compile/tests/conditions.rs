//! When conditions are met, as tables.

use super::*;

fn under(effect: &str, condition: &str) -> String {
    format!(r#""Effect":"{effect}","Action":"*","Resource":"*","Condition":{condition}"#)
}

#[test]
fn r30_to_r39_conditions() {
    // What an Allow and a Deny under each condition make of Alice.
    let cases = [
        (
            r#"{"StringEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"StringNotEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"StringNotEquals":{"acs:SourceVpc":["vpc-1","vpc-2"]}}"#,
            [
                "allowed_if..allowed: negated-list, negated-operator-on-absent-key",
                "denied..allowed_if: negated-list, negated-operator-on-absent-key",
            ],
        ),
        (
            r#"{"StringLike":{"acs:SourceVpc":"*"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"StringNotLike":{"acs:SourceVpc":"*"}}"#,
            [
                "not_granted..allowed_if: negated-operator-on-absent-key",
                "allowed_if..allowed: negated-operator-on-absent-key",
            ],
        ),
        (
            r#"{" StringEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            [
                "not_granted..allowed: value-format",
                "denied..allowed: value-format",
            ],
        ),
        (
            r#"{"StringEquals":{"acs:SourceVpc ":"vpc-1"}}"#,
            [
                "not_granted..allowed: value-format",
                "denied..allowed: value-format",
            ],
        ),
        (
            r#"{"StringEqualsIfExists":{"acs:SourceVpc":"vpc-1"}}"#,
            [
                "not_granted..allowed: unsupported-operator",
                "denied..allowed: unsupported-operator",
            ],
        ),
        (
            r#"{"Nonsense":{"acs:SourceVpc":"vpc-1"}}"#,
            [
                "not_granted..allowed: unsupported-operator",
                "denied..allowed: unsupported-operator",
            ],
        ),
        (
            r#"{"StringEquals":{"acs:SourceVpc":[]}}"#,
            [
                "not_granted..allowed: empty-list",
                "denied..allowed: empty-list",
            ],
        ),
        (
            r#"{"ForAnyValue:StringEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            [
                "not_granted..allowed_if: set-operators",
                "allowed_if..allowed: set-operators",
            ],
        ),
        (
            r#"{"ForAllValues:StringEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            [
                "not_granted..allowed_if: set-operators",
                "allowed_if..allowed: set-operators",
            ],
        ),
        (
            r#"{"ForAllValues:StringNotEquals":{"acs:SourceVpc":["vpc-1","vpc-2"]}}"#,
            [
                "not_granted..allowed: negated-list, set-operators",
                "denied..allowed: negated-list, set-operators",
            ],
        ),
        (
            r#"{"ForAllValues:StringLike":{"acs:SourceVpc":"*"}}"#,
            [
                "not_granted..allowed: set-operators",
                "denied..allowed: set-operators",
            ],
        ),
        (
            r#"{"ForAnyValue:StringLike":{"acs:SourceVpc":"*"}}"#,
            [
                "not_granted..allowed_if: set-operators",
                "allowed_if..allowed: set-operators",
            ],
        ),
        (
            r#"{"ForAllValues:StringLike":{"acs:RequestTag/team":"*"}}"#,
            [
                "not_granted..allowed: set-operators",
                "denied..allowed: set-operators",
            ],
        ),
        (
            r#"{"Bool":{"acs:MFAPresent":"true"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"Bool":{"acs:mfapresent":"true"}}"#,
            [
                "not_granted..allowed_if: unverified-key, condition-key-case",
                "allowed_if..allowed: unverified-key, condition-key-case",
            ],
        ),
        (
            r#"{"Bool":{"acs:SecureTransport":["true","false"]}}"#,
            ["allowed", "denied"],
        ),
        (
            r#"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"IpAddress":{"acs:SourceIp":["0.0.0.0/0","::/0"]}}"#,
            ["allowed", "denied"],
        ),
        (
            r#"{"NotIpAddress":{"acs:SourceIp":["0.0.0.0/0","::/0"]}}"#,
            [
                "not_granted..allowed: negated-list",
                "denied..allowed: negated-list",
            ],
        ),
        (
            r#"{"NotIpAddress":{"acs:SourceIp":["10.0.0.0/8","11.0.0.0/8"]}}"#,
            [
                "allowed_if..allowed: negated-list",
                "denied..allowed_if: negated-list",
            ],
        ),
        (
            r#"{"DateLessThan":{"acs:CurrentTime":"2020-01-01T00:00:00Z"}}"#,
            ["not_granted", "allowed"],
        ),
        (
            r#"{"DateGreaterThan":{"acs:CurrentTime":"2020-01-01T00:00:00Z"}}"#,
            ["allowed", "denied"],
        ),
        (
            r#"{"StringEquals":{"acs:ResourceTag/team":"a"}}"#,
            [
                "not_granted..allowed_if: tags-never-present",
                "allowed_if..allowed: tags-never-present",
            ],
        ),
        (
            r#"{"StringNotEquals":{"acs:ResourceTag/team":"a"}}"#,
            [
                "not_granted..allowed: tags-never-present, negated-operator-on-absent-key",
                "denied..allowed: tags-never-present, negated-operator-on-absent-key",
            ],
        ),
        (
            r#"{"StringEquals":{"made:Up":"a"}}"#,
            [
                "not_granted..allowed_if: unverified-key",
                "allowed_if..allowed: unverified-key",
            ],
        ),
        (
            r#"{"StringNotEquals":{"made:Up":"a"}}"#,
            [
                "not_granted..allowed: unverified-key, negated-operator-on-absent-key",
                "denied..allowed: unverified-key, negated-operator-on-absent-key",
            ],
        ),
        (
            r#"{"NumericLessThan":{"made:Up":"5"}}"#,
            [
                "not_granted..allowed_if: unverified-key",
                "allowed_if..allowed: unverified-key",
            ],
        ),
        (
            r#"{"StringEquals":{"acs:PrincipalARN":"acs:ram::1000000000000001:user/alice"}}"#,
            [
                "not_granted..allowed: principal-arn-form, principal-arn-form",
                "denied..allowed: principal-arn-form, principal-arn-form",
            ],
        ),
        (
            r#"{"StringEquals":{"acs:PrincipalARN":"acs:ram:*:1000000000000001:user/Alice"}}"#,
            [
                "not_granted..allowed: principal-arn-form, principal-arn-form",
                "denied..allowed: principal-arn-form, principal-arn-form",
            ],
        ),
        (
            r#"{"StringLike":{"acs:PrincipalARN":"acs:ram:*:1000000000000001:user/*"}}"#,
            ["allowed", "denied"],
        ),
        (
            r#"{"StringNotLike":{"acs:PrincipalARN":"acs:ram:*:1000000000000001:user/*"}}"#,
            ["not_granted", "allowed"],
        ),
        (
            r#"{"StringNotEquals":{"acs:PrincipalARN":["acs:ram::1000000000000001:user/alice","x"]}}"#,
            [
                "not_granted..allowed: negated-list, principal-arn-form, principal-arn-form",
                "denied..allowed: negated-list, principal-arn-form, principal-arn-form",
            ],
        ),
        (
            r#"{"StringNotEquals":{"acs:PrincipalARN":"acs:ram::1000000000000001:user/bob"}}"#,
            ["allowed", "denied"],
        ),
        (
            r#"{"StringEquals":{"acs:PrincipalRDId":"rd-1"}}"#,
            ["allowed", "denied"],
        ),
        (
            r#"{"StringEquals":{"acs:PrincipalRDId":["rd-2","rd-3"]}}"#,
            ["not_granted", "allowed"],
        ),
        (
            r#"{"StringNotEquals":{"acs:PrincipalRDId":"rd-1"}}"#,
            ["not_granted", "allowed"],
        ),
        (
            r#"{"StringLike":{"acs:PrincipalRDPath":"rd-1/*"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"StringEquals":{"acs:Service":"x"}}"#,
            ["not_granted", "allowed"],
        ),
        (
            r#"{"ForAnyValue:StringNotEquals":{"acs:RequestTag/team":["a","b"]}}"#,
            [
                "not_granted..allowed_if: tags-never-present, set-operators",
                "allowed_if..allowed: tags-never-present, set-operators",
            ],
        ),
        (
            r#"{"ForAllValues:StringNotEquals":{"acs:ResourceTag/team":["a","b"]}}"#,
            [
                "not_granted..allowed: tags-never-present, negated-list, set-operators",
                "denied..allowed: tags-never-present, negated-list, set-operators",
            ],
        ),
        (
            r#"{"Null":{"acs:SourceVpc":"true"}}"#,
            [
                "not_granted..allowed: unsupported-operator",
                "denied..allowed: unsupported-operator",
            ],
        ),
        (
            r#"{"StringEquals":{"acs:SourceVpc":["vpc-1","vpc-2"]},"StringLike":{"acs:SourceVpc":"vpc-2*"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"StringEquals":{"acs:SourceVpc":"vpc-1"},"StringLike":{"acs:SourceVpc":"vpc-2*"}}"#,
            ["not_granted", "allowed"],
        ),
        (
            r#"{"StringEqualsIgnoreCase":{"acs:SourceVpc":"VPC-1"},"StringLike":{"acs:SourceVpc":"vpc-1"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"DateLessThan":{"acs:CurrentTime":"2020-01-01"}}"#,
            [
                "not_granted..allowed: value-format",
                "denied..allowed: value-format",
            ],
        ),
        (
            r#"{"Bool":{"acs:MFAPresent":"True"}}"#,
            [
                "not_granted..allowed: value-format",
                "denied..allowed: value-format",
            ],
        ),
        (
            r#"{"Bool":{"acs:MFAPresent":["true","True"]}}"#,
            [
                "allowed_if..allowed: value-format",
                "denied..allowed_if: value-format",
            ],
        ),
        (
            r#"{"IpAddress":{"acs:SourceIp":"::ffff:10.0.0.0/104"}}"#,
            ["allowed_if", "allowed_if"],
        ),
        (
            r#"{"IpAddress":{"acs:SourceIp":"10.0.0.*"}}"#,
            [
                "not_granted..allowed: value-format",
                "denied..allowed: value-format",
            ],
        ),
        (
            r#"{"NotIpAddress":{"acs:SourceIp":["10.0.0.0/8","x"]}}"#,
            [
                "not_granted..allowed: value-format, negated-list",
                "denied..allowed: value-format, negated-list",
            ],
        ),
    ];
    for (condition, expected) in cases {
        let found =
            ["Allow", "Deny"].map(|effect| ask(&[&under(effect, condition)], GUARDED, &alice()));
        assert_eq!(found, expected, "{condition}");
    }
}

#[test]
fn d44_conditions_on_a_caller_that_is_not_known() {
    let cases = [
        (
            r#"{"StringEquals":{"acs:PrincipalARN":"acs:ram::1000000000000001:user/alice"}}"#,
            "allowed_if",
        ),
        (
            r#"{"StringEquals":{"acs:PrincipalARN":"acs:ram:*:1000000000000001:user/Alice"}}"#,
            "allowed_if",
        ),
        (
            r#"{"StringLike":{"acs:PrincipalARN":"acs:ram:*:1000000000000001:user/*"}}"#,
            "allowed_if",
        ),
        (
            r#"{"StringNotLike":{"acs:PrincipalARN":"acs:ram:*:1000000000000001:user/*"}}"#,
            "allowed_if",
        ),
        (
            r#"{"StringNotEquals":{"acs:PrincipalARN":["acs:ram::1000000000000001:user/alice","x"]}}"#,
            "allowed_if..allowed: negated-list",
        ),
        (
            r#"{"StringNotEquals":{"acs:PrincipalARN":"acs:ram::1000000000000001:user/bob"}}"#,
            "allowed_if",
        ),
    ];
    for (condition, expected) in cases {
        let found = ask(&[&under("Allow", condition)], GUARDED, &Subject::default());
        assert_eq!(found, expected, "{condition}");
    }
}

#[test]
fn d43_conditions_where_the_level_of_the_action_is_not_known() {
    let cases = [
        (
            r#"{"StringEquals":{"acs:ResourceTag/team":"a"}}"#,
            "not_granted..allowed_if: resource-level-unknown, tags-never-present",
        ),
        (
            r#"{"StringNotEquals":{"acs:ResourceTag/team":"a"}}"#,
            "not_granted..allowed: resource-level-unknown, tags-never-present, negated-operator-on-absent-key",
        ),
        (
            r#"{"ForAnyValue:StringNotEquals":{"acs:RequestTag/team":["a","b"]}}"#,
            "not_granted..allowed_if: resource-level-unknown, tags-never-present, set-operators",
        ),
        (
            r#"{"ForAllValues:StringNotEquals":{"acs:ResourceTag/team":["a","b"]}}"#,
            "not_granted..allowed: resource-level-unknown, tags-never-present, negated-list, set-operators",
        ),
    ];
    for (condition, expected) in cases {
        let found = ask(&[&under("Allow", condition)], "nosuch:Action", &alice());
        assert_eq!(found, expected, "{condition}");
    }
}

#[test]
fn d17_what_other_conditions_of_the_input_make_of_one() {
    // A condition, another one, and what the first gives alone and beside it.
    let cases = [
        (
            r#"{"StringEquals":{"made:Up":"a"}}"#,
            r#"{"StringEquals":{"MADE:up":"a"}}"#,
            [
                "not_granted..allowed_if: unverified-key",
                "not_granted..allowed_if: unverified-key, unverified-key, condition-key-case",
            ],
        ),
        (
            r#"{"StringEquals":{"made:Up":"a"}}"#,
            r#"{"NumericEquals":{"made:Up":"1"}}"#,
            [
                "not_granted..allowed_if: unverified-key",
                "not_granted..allowed_if: unverified-key",
            ],
        ),
        (
            r#"{"NumericEquals":{"made:Up":"1"}}"#,
            r#"{"StringEquals":{"made:Up":"1"}}"#,
            [
                "not_granted..allowed_if: unverified-key",
                "not_granted..allowed: unverified-key, type-mismatch",
            ],
        ),
        (
            r#"{"StringEquals":{"acs:ResourceTag/team":"a"}}"#,
            r#"{"StringEquals":{"acs:ResourceTag/Team":"a"}}"#,
            [
                "not_granted..allowed_if: tags-never-present",
                "not_granted..allowed_if: tags-never-present, tags-never-present, condition-key-case",
            ],
        ),
        (
            r#"{"StringEquals":{"acs:resourcetag/team":"a"}}"#,
            r#"{"StringEquals":{"acs:ResourceTag/team":"a"}}"#,
            [
                "not_granted..allowed_if: tags-never-present",
                "not_granted..allowed_if: tags-never-present",
            ],
        ),
        (
            r#"{"Bool":{"acs:mfapresent":"true"}}"#,
            r#"{"Bool":{"acs:MFAPresent":"true"}}"#,
            [
                "not_granted..allowed_if: unverified-key, condition-key-case",
                "not_granted..allowed_if: unverified-key, condition-key-case",
            ],
        ),
        (
            r#"{"Bool":{"acs:MFAPresent":"true"}}"#,
            r#"{"Bool":{"acs:mfapresent":"true"}}"#,
            ["allowed_if", "allowed_if"],
        ),
    ];
    for (one, other, expected) in cases {
        let [one, other] = [one, other].map(|condition| under("Allow", condition));
        let found = [vec![one.as_str()], vec![&one, &other]]
            .map(|statements| ask(&statements, GUARDED, &alice()));
        assert_eq!(found, expected, "{one} {other}");
    }
}
