//! What a key of a condition is: its type, its spelling, and whether requests carry it.

use serde_json::{Value, json};

use super::{Choices, DESTROY, OWN, model, ruling_of};

/// An action that is authorised on single resources.
const DELETE: &str = "kvstore:DeleteInstance";

type Keys<'c> = &'c [(&'c str, &'c str)];

/// An account in which everybody holds an Allow under a condition.
fn account(condition: &Value, directory: Option<&Value>) -> Value {
    let statement = json!({
        "Effect": "Allow",
        "Action": "*",
        "Resource": "*",
        "Condition": condition,
    });
    let holders = ["user/u", "user/Mei", "group/g", "role/Ops"];
    let attachments = holders.map(|to| json!({ "policy": "Custom/p", "to": to }));
    let mut snapshot = json!({
        "users": [{ "name": "u" }, { "name": "Mei" }],
        "groups": [{ "name": "g", "members": [] }],
        "roles": [{ "name": "Ops" }],
        "policies": [{
            "type": "Custom",
            "name": "p",
            "version": "v1",
            "document": { "Version": "1", "Statement": [statement] },
        }],
        "attachments": attachments,
    });
    if let Some(directory) = directory {
        snapshot["resource_directory"] = directory.clone();
    }
    snapshot
}

/// Whether the Allow covers a request of `u`.
#[track_caller]
fn is_met(condition: &Value, action: &str, choices: Choices<'_>, keys: Keys<'_>) -> bool {
    let model = model(account(condition, None));
    ruling_of("u", &model, action, choices, keys).granted
}

#[test]
fn d17_a_key_of_which_nothing_is_documented_is_of_the_type_of_its_operators() {
    type Case<'c> = (Value, &'c str, &'c [&'c str], &'c [&'c str]);
    let between = json!({
        "NumericLessThan": { "my:Count": "10" },
        "NumericGreaterThan": { "my:Count": "2" },
    });
    let both = json!({
        "StringEquals": { "my:Mixed": "a" },
        "NumericNotEquals": { "my:Mixed": "5" },
    });
    let cases: &[Case<'_>] = &[
        (
            json!({ "NumericLessThan": { "my:Count": "10" } }),
            "my:count",
            &["9", "-1", "9.5"],
            &["10", "11", "100"],
        ),
        (between, "my:count", &["9", "3"], &["10", "2", "1"]),
        (
            json!({ "DateLessThan": { "my:Day": "2026-01-01T00:00:00Z" } }),
            "my:day",
            &["2026-01-01T00:00:00+01:00"],
            &["2026-01-01T00:00:00Z"],
        ),
        (
            json!({ "IpAddress": { "my:From": "10.0.0.0/8" } }),
            "my:from",
            &["10.1.1.1"],
            &["11.0.0.0"],
        ),
        (
            json!({ "Bool": { "my:Flag": "true" } }),
            "my:flag",
            &["true"],
            &["false"],
        ),
        (
            json!({ "StringEquals": { "my:Name": "a" } }),
            "my:name",
            &["a"],
            &["b"],
        ),
        // Where they do not agree it is text, and an operator of another type says
        // nothing that could be read.
        (both, "my:mixed", &["a"], &["5", "b"]),
    ];
    for (condition, key, met, not_met) in cases {
        let choices: Choices<'_> = &[("unverified-key", *key, 1)];
        for value in *met {
            let keys = [(*key, *value)];
            assert!(is_met(condition, DESTROY, choices, &keys), "{keys:?}");
            // No request carries it in the other world.
            let never: Choices<'_> = &[("unverified-key", *key, 0)];
            assert!(!is_met(condition, DESTROY, never, &keys), "{keys:?}");
        }
        for value in *not_met {
            let keys = [(*key, *value)];
            assert!(!is_met(condition, DESTROY, choices, &keys), "{keys:?}");
        }
        assert!(!is_met(condition, DESTROY, choices, &[]), "{key}");
    }
}

/// Spellings are one key in one world and keys of their own in the other.
#[test]
fn d17_keys_that_differ_in_letter_case() {
    type Case<'c> = (&'c Value, Choices<'c>, Keys<'c>, bool);
    let made_up = json!({
        "StringEquals": { "my:Key": "a" },
        "StringLike": { "my:KEY": "a*" },
    });
    let tags = json!({
        "StringEquals": { "acs:ResourceTag/Team": "a" },
        "StringLike": { "acs:ResourceTag/team": "a*" },
    });
    let tag = json!({ "StringEquals": { "acs:ResourceTag/Team": "a" } });
    let vpc = json!({ "StringEquals": { "acs:sourcevpc": "vpc-a" } });
    let carried = |key, choice| ("unverified-key", key, choice);
    let case = |key, choice| ("condition-key-case", key, choice);
    let one: Choices<'_> = &[case("my:key", 1), carried("my:key", 1)];
    let apart: Choices<'_> = &[
        case("my:key", 0),
        carried("my:Key", 1),
        carried("my:KEY", 1),
        carried("my:key", 1),
    ];
    let one_tag: Choices<'_> = &[case("acs:resourcetag/team", 1)];
    let tags_apart: Choices<'_> = &[
        case("acs:resourcetag/team", 0),
        carried("acs:ResourceTag/Team", 1),
        carried("acs:ResourceTag/team", 1),
    ];
    let own: Keys<'_> = &[("my:Key", "a"), ("my:KEY", "ab")];
    let own_tags: Keys<'_> = &[
        ("acs:ResourceTag/Team", "a"),
        ("acs:ResourceTag/team", "ab"),
    ];
    let cases: &[Case<'_>] = &[
        (&made_up, one, &[("my:key", "a")], true),
        (&made_up, one, own, false),
        (&made_up, apart, &[("my:key", "a")], false),
        (&made_up, apart, own, true),
        (&made_up, apart, &[("my:Key", "a")], false),
        (&made_up, apart, &[("my:KEY", "a")], false),
        (&tags, one_tag, &[("acs:resourcetag/team", "a")], true),
        (&tags, one_tag, own_tags, false),
        (&tags, tags_apart, &[("acs:resourcetag/team", "a")], false),
        (&tags, tags_apart, own_tags, true),
        // What is written as the catalogue writes it is its key.
        (&tag, &[], &[("acs:ResourceTag/Team", "a")], true),
        (
            &vpc,
            &[case("acs:sourcevpc", 1)],
            &[("acs:SourceVpc", "vpc-a")],
            true,
        ),
        (
            &vpc,
            &[case("acs:sourcevpc", 0), carried("acs:sourcevpc", 1)],
            &[("acs:sourcevpc", "vpc-a")],
            true,
        ),
        // Of a key of its own no document says that requests carry it.
        (
            &vpc,
            &[case("acs:sourcevpc", 0), carried("acs:sourcevpc", 0)],
            &[("acs:sourcevpc", "vpc-a")],
            false,
        ),
    ];
    let arn = format!("acs:kvstore:cn-a:{OWN}:instance/r-1");
    for (condition, choices, keys, expected) in cases {
        let keys: Vec<(&str, &str)> = keys.iter().copied().chain([("resource", &*arn)]).collect();
        let found = is_met(condition, DELETE, choices, &keys);
        assert_eq!(found, *expected, "{condition} {choices:?} {keys:?}");
    }
}

/// The caller's own ARN, which no request has to give.
#[test]
fn r39a_the_arn_of_the_caller() {
    let case = |choice| ("principal-arn-form", "letter case", choice);
    let region = |choice| ("principal-arn-form", "region", choice);
    let arn = |region: &str, who: &str| format!("acs:ram:{region}:{OWN}:{who}");
    type Case<'c> = (&'c str, &'c str, String, Choices<'c>, bool);
    let cases: &[Case<'_>] = &[
        ("u", "StringLike", arn("*", "user/u"), &[], true),
        ("u", "StringLike", arn("*", "user/*"), &[], true),
        ("u", "StringLike", arn("*", "user/v"), &[], false),
        ("u", "StringLike", arn("*", "role/u"), &[], false),
        ("u", "StringEquals", arn("", "user/u"), &[region(1)], true),
        ("u", "StringEquals", arn("", "user/u"), &[region(0)], false),
        ("u", "StringEquals", arn("*", "user/u"), &[region(0)], true),
        ("u", "StringEquals", arn("*", "user/u"), &[region(1)], false),
        ("Mei", "StringLike", arn("*", "user/mei"), &[case(1)], true),
        ("Mei", "StringLike", arn("*", "user/mei"), &[case(0)], false),
        ("Mei", "StringLike", arn("*", "user/Mei"), &[case(0)], true),
        ("Mei", "StringLike", arn("*", "user/Mei"), &[case(1)], false),
        ("Ops", "StringLike", arn("*", "role/ops"), &[case(1)], true),
        ("Ops", "StringLike", arn("*", "user/ops"), &[case(1)], false),
        (
            "Ops",
            "StringNotLike",
            arn("*", "role/ops"),
            &[case(1)],
            false,
        ),
        ("u", "StringNotLike", arn("*", "role/ops"), &[case(1)], true),
    ];
    for (who, operator, listed, choices, expected) in cases {
        let condition = json!({ *operator: { "acs:PrincipalARN": listed } });
        let model = model(account(&condition, None));
        let found = ruling_of(who, &model, DESTROY, choices, &[]);
        assert_eq!(found.granted, *expected, "{who} {condition} {choices:?}");
    }
    // A group makes no calls itself, so that its members' ARNs are free.
    let condition = json!({ "StringLike": { "acs:PrincipalARN": arn("*", "user/u") } });
    let model = model(account(&condition, None));
    for (who, expected) in [("user/u", true), ("user/v", false)] {
        let given = arn("", who);
        let keys = [("acs:PrincipalARN", given.as_str())];
        let found = ruling_of("g", &model, DESTROY, &[], &keys);
        assert_eq!(found.granted, expected, "{who}");
    }
}

/// Requests of an account in no directory carry nothing of one, and those of others
/// have their own directory's id where it is known.
#[test]
fn d16_keys_of_the_resource_directory() {
    const ID: &str = "acs:PrincipalRDId";
    const PATH: &str = "acs:PrincipalRDPath";
    type Case<'c> = (Option<&'c Value>, &'c str, &'c str, Keys<'c>, bool);
    let standalone = json!({ "id": "rd-1", "account": "standalone" });
    let management = json!({ "id": "rd-1", "account": "management" });
    let member = json!({ "id": "rd-1", "account": "member", "path": ["r-1"] });
    let unnamed = json!({ "account": "management" });
    let cases: &[Case<'_>] = &[
        (Some(&member), ID, "rd-1", &[], true),
        (Some(&member), ID, "rd-2", &[], false),
        (Some(&management), ID, "rd-1", &[], true),
        (Some(&management), ID, "rd-2", &[], false),
        (Some(&unnamed), ID, "rd-1", &[(ID, "rd-1")], true),
        (Some(&unnamed), ID, "rd-1", &[(ID, "rd-2")], false),
        (Some(&standalone), ID, "rd-1", &[], false),
        (Some(&standalone), ID, "rd-1", &[(ID, "rd-1")], false),
        (None, ID, "rd-1", &[], false),
        (None, ID, "rd-1", &[(ID, "rd-1")], true),
        (
            Some(&management),
            PATH,
            "rd-1/*",
            &[(PATH, "rd-1/r-1")],
            true,
        ),
        (
            Some(&standalone),
            PATH,
            "rd-1/*",
            &[(PATH, "rd-1/r-1")],
            false,
        ),
        (None, PATH, "rd-1/*", &[(PATH, "rd-1/r-1")], true),
        // Other keys have nothing to do with it.
        (
            Some(&standalone),
            "acs:SourceVpc",
            "vpc-a",
            &[("acs:SourceVpc", "vpc-a")],
            true,
        ),
    ];
    for (directory, key, listed, keys, expected) in cases {
        let condition = json!({ "StringLike": { *key: listed } });
        let model = model(account(&condition, *directory));
        let found = ruling_of("u", &model, DESTROY, &[], keys);
        assert_eq!(
            found.granted, *expected,
            "{condition} {directory:?} {keys:?}"
        );
    }
}
