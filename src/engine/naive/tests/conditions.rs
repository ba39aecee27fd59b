//! Conditions that are written oddly, and values of other types than their keys.

use serde_json::{Value, json};

use super::statements::{NO, YES, covers};
use super::{Choices, DESTROY};

type Keys<'c> = &'c [(&'c str, &'c str)];
type Case<'c> = (Value, Choices<'c>, Keys<'c>, (bool, bool));

const VPC: &str = "acs:SourceVpc";

#[track_caller]
fn all(cases: &[Case<'_>]) {
    for (condition, choices, keys, expected) in cases {
        let parts = json!({ "Action": "*", "Resource": "*", "Condition": condition });
        covers(&parts, DESTROY, choices, keys, *expected);
    }
}

/// Blanks around an operator or a key make of it something that cannot be read.
#[test]
fn d13_blanks_around_names() {
    let present: Keys<'_> = &[(VPC, "vpc-a")];
    let operator = json!({ "StringEquals ": { VPC: "vpc-a" } });
    let key = json!({ "StringEquals": { " acs:SourceVpc": "vpc-a" } });
    let both = json!({ " StringEquals": { "acs:SourceVpc ": "vpc-a" } });
    let (of_operator, of_key, of_both) = (
        "StringEquals  acs:SourceVpc",
        "StringEquals  acs:SourceVpc",
        " StringEquals acs:SourceVpc ",
    );
    let format = |about, choice| ("value-format", about, choice);
    all(&[
        (operator.clone(), &[format(of_operator, 0)], present, NO),
        (operator, &[format(of_operator, 1)], present, YES),
        (key.clone(), &[format(of_key, 0)], present, NO),
        (key, &[format(of_key, 1)], &[], YES),
        (both.clone(), &[format(of_both, 0)], present, NO),
        (both, &[format(of_both, 1)], present, YES),
    ]);
}

/// A text that something may be filled into is met or not, whatever the request has.
#[test]
fn d13_backslashes_and_placeholders() {
    let about = "StringEquals acs:SourceVpc";
    for text in ["vpc-\\a", "vpc-${a}", "vpc-${a}\\"] {
        let condition = json!({ "StringEquals": { VPC: text } });
        all(&[
            (
                condition.clone(),
                &[("escape", about, 0)],
                &[(VPC, text)],
                NO,
            ),
            (
                condition.clone(),
                &[("escape", about, 1)],
                &[(VPC, text)],
                YES,
            ),
            (condition, &[("escape", about, 1)], &[(VPC, "vpc-b")], YES),
        ]);
    }
}

#[test]
fn d17_values_of_another_type_than_their_key() {
    const TLS: &str = "acs:SecureTransport";
    let number = json!({ "NumericEquals": { VPC: "vpc-1" } });
    let mismatch = |choice| ("type-mismatch", "NumericEquals acs:SourceVpc", choice);
    let capital = json!({ "Bool": { TLS: "True" } });
    let format = |choice| ("value-format", "Bool acs:SecureTransport", choice);
    let text = json!({ "StringEquals": { TLS: "true" } });
    let word = json!({ "StringEquals": { TLS: "yes" } });
    let of_word = |choice| ("type-mismatch", "StringEquals acs:SecureTransport", choice);
    all(&[
        (number.clone(), &[mismatch(0)], &[(VPC, "vpc-1")], NO),
        (number, &[mismatch(1)], &[(VPC, "vpc-2")], YES),
        (capital.clone(), &[format(0)], &[(TLS, "true")], NO),
        (capital.clone(), &[format(1)], &[(TLS, "true")], YES),
        (capital, &[format(1)], &[(TLS, "false")], YES),
        // What can be read in the type of the key is that value.
        (text.clone(), &[], &[(TLS, "true")], YES),
        (text, &[], &[(TLS, "false")], NO),
        (word.clone(), &[of_word(0)], &[(TLS, "true")], NO),
        (word, &[of_word(1)], &[(TLS, "true")], YES),
    ]);
    const OBJECT: &str = "oss:GetObject";
    const VERSION: &str = "acs:TLSVersion";
    let less = json!({ "DateLessThan": { VERSION: "1.2" } });
    let of_less = |choice| ("type-mismatch", "DateLessThan acs:TLSVersion", choice);
    let equal = json!({ "StringEquals": { VERSION: "1.2" } });
    let cases: &[Case<'_>] = &[
        (equal.clone(), &[], &[(VERSION, "1.2")], YES),
        (equal.clone(), &[], &[(VERSION, "1.20")], YES),
        (equal, &[], &[(VERSION, "1.3")], NO),
        (less.clone(), &[of_less(0)], &[(VERSION, "1.1")], NO),
        (less, &[of_less(1)], &[(VERSION, "1.3")], YES),
    ];
    for (condition, choices, keys, expected) in cases {
        let level = ("resource-level-unknown", OBJECT, 1);
        let choices: Vec<(&str, &str, u8)> = choices.iter().copied().chain([level]).collect();
        let parts = json!({ "Action": "*", "Resource": "*", "Condition": condition });
        covers(&parts, OBJECT, &choices, keys, *expected);
    }
}

/// A negated operator with several values means none of them, or in the other world not
/// all of them; a value that cannot be read is met or not where the key is absent, too.
#[test]
fn r32_r37_negated_lists_on_a_key_that_is_absent() {
    const ABOUT: &str = "StringNotEquals acs:SourceVpc";
    let mixed = json!({ "StringNotEquals": { VPC: ["vpc-a", 1] } });
    let plain = json!({ "StringNotEquals": { VPC: ["vpc-a", "vpc-b"] } });
    let absent = |choice| ("negated-operator-on-absent-key", ABOUT, choice);
    let none = |choice| ("negated-list", ABOUT, choice);
    let read = |choice| ("value-format", ABOUT, choice);
    all(&[
        (mixed.clone(), &[absent(1), none(1), read(1)], &[], NO),
        (mixed.clone(), &[absent(1), none(1), read(0)], &[], YES),
        (mixed.clone(), &[absent(1), none(0), read(1)], &[], YES),
        (mixed.clone(), &[absent(1), none(0), read(0)], &[], YES),
        (mixed.clone(), &[absent(0), none(1), read(0)], &[], NO),
        (mixed.clone(), &[absent(0), none(0), read(1)], &[], NO),
        (mixed, &[absent(0), none(0), read(0)], &[], NO),
        (plain.clone(), &[absent(1), none(1)], &[], YES),
        (plain.clone(), &[absent(1), none(0)], &[], YES),
        (plain, &[absent(0), none(0)], &[], NO),
    ]);
}

/// What a negated operator makes of an absent key says nothing of others.
#[test]
fn r35_no_other_operator_is_met_on_a_key_that_is_absent() {
    const ABSENT: &str = "negated-operator-on-absent-key";
    let agent = json!({ "StringEquals": { "acs:UserAgent": "a" } });
    let vpc = json!({ "StringEquals": { VPC: "vpc-a" } });
    all(&[
        (
            agent,
            &[
                ("unverified-key", "acs:UserAgent", 0),
                (ABSENT, "StringEquals acs:UserAgent", 1),
            ],
            &[],
            NO,
        ),
        (vpc, &[(ABSENT, "StringEquals acs:SourceVpc", 1)], &[], NO),
    ]);
}
