//! Which requests a statement covers.

use serde_json::{Value, json};

use super::{Choices, DESTROY, model, ruling};

/// Whether a document allows, and whether it denies.
#[track_caller]
fn says(
    statement: Value,
    action: &str,
    choices: Choices<'_>,
    keys: &[(&str, &str)],
) -> (bool, bool) {
    let snapshot = json!({
        "users": [{ "name": "u" }],
        "policies": [{
            "type": "Custom",
            "name": "p",
            "version": "v1",
            "document": { "Version": "1", "Statement": [statement] },
        }],
        "attachments": [{ "policy": "Custom/p", "to": "user/u" }],
    });
    let model = model(snapshot);
    let ruling = ruling(&model, action, choices, keys);
    (ruling.granted, ruling.denied)
}

/// An Allow and a Deny of the same cover the same requests, but for what is named
/// as `(allow, deny)`.
#[track_caller]
pub(super) fn covers(
    parts: &Value,
    action: &str,
    choices: Choices<'_>,
    keys: &[(&str, &str)],
    expected: (bool, bool),
) {
    for (effect, covered) in [("Allow", expected.0), ("Deny", expected.1)] {
        let mut statement = parts.clone();
        statement["Effect"] = json!(effect);
        let (granted, denied) = says(statement, action, choices, keys);
        let (own, other) = if effect == "Allow" {
            (granted, denied)
        } else {
            (denied, granted)
        };
        assert_eq!(
            (own, other),
            (covered, false),
            "{effect} {parts} {choices:?} {keys:?}"
        );
    }
}

pub(super) const NO: (bool, bool) = (false, false);
pub(super) const YES: (bool, bool) = (true, true);

#[test]
fn actions() {
    let cases: &[(&str, Value, Choices<'_>, (bool, bool))] = &[
        ("Action", json!("kvstore:DestroyInstance"), &[], YES),
        ("Action", json!("KVSTORE:destroyinstance"), &[], YES),
        ("Action", json!(["ecs:*", "kvstore:D?stroy*"]), &[], YES),
        ("Action", json!("kvstore:Describe*"), &[], NO),
        ("Action", json!("*"), &[], YES),
        ("NotAction", json!("kvstore:*"), &[], NO),
        ("NotAction", json!(["ecs:*", "rds:*"]), &[], YES),
        (
            "Action",
            json!("kvs*"),
            &[("action-without-colon", "kvs*", 0)],
            NO,
        ),
        (
            "Action",
            json!("kvs*"),
            &[("action-without-colon", "kvs*", 1)],
            YES,
        ),
        // Letters that Unicode folds into ASCII count for an Allow only.
        (
            "Action",
            json!("\u{212a}vstore:*"),
            &[("non-ascii-letter", "\u{212a}vstore:*", 1)],
            (true, false),
        ),
        (
            "Action",
            json!("\u{212a}vstore:*"),
            &[("non-ascii-letter", "\u{212a}vstore:*", 0)],
            NO,
        ),
        // What an exception does not except is covered, so that it counts for a Deny.
        (
            "NotAction",
            json!("\u{212a}vstore:*"),
            &[("non-ascii-letter", "\u{212a}vstore:*", 1)],
            (true, false),
        ),
        (
            "Action",
            json!("kvstore:${a}"),
            &[("escape", "kvstore:${a}", 0)],
            NO,
        ),
        (
            "Action",
            json!("kvstore:${a}"),
            &[("escape", "kvstore:${a}", 1)],
            YES,
        ),
        ("Action", json!("redis:*"), &[], NO),
        (
            "Action",
            json!("redis:*"),
            &[("wrong-service-code", "redis", 1)],
            YES,
        ),
    ];
    for (name, value, choices, expected) in cases {
        let parts = json!({ *name: value, "Resource": "*" });
        covers(&parts, DESTROY, choices, &[], *expected);
    }
}

#[test]
fn resources_of_an_action_on_all_of_them() {
    let whole = format!("acs:kvstore:*:{}:*", super::OWN);
    let one = format!("acs:kvstore:*:{}:instance/r-1", super::OWN);
    let cases: &[(Value, Choices<'_>, (bool, bool))] = &[
        (json!("*"), &[], YES),
        (json!("***"), &[], YES),
        (json!(whole), &[("whole-service-resource", &whole, 0)], NO),
        (json!(whole), &[("whole-service-resource", &whole, 1)], YES),
        (json!("?"), &[("single-character-resource", "", 0)], NO),
        (json!("?"), &[("single-character-resource", "", 1)], YES),
        // Single ARNs stop nothing, unless the reading says so, and grant nothing.
        (json!(one), &[], NO),
        (
            json!(one),
            &[("resource-scoped-deny", &one, 1)],
            (false, true),
        ),
        (
            json!("acs:oss:*:*:*"),
            &[("resource-scoped-deny", "acs:oss:*:*:*", 1)],
            NO,
        ),
    ];
    for (value, choices, expected) in cases {
        let parts = json!({ "Action": "kvstore:*", "Resource": value });
        covers(&parts, DESTROY, choices, &[], *expected);
    }
    // What an exception names is read as an Allow names it, whatever its statement does.
    let except: &[(Value, Choices<'_>, (bool, bool))] = &[
        (json!("*"), &[("not-resource", "", 1)], NO),
        (json!(one), &[("not-resource", "", 1)], YES),
        (json!(one), &[("not-resource", "", 0)], NO),
        (
            json!(one),
            &[("not-resource", "", 1), ("resource-scoped-deny", &one, 1)],
            YES,
        ),
        (
            json!([]),
            &[("not-resource", "", 1), ("empty-not-action", "", 0)],
            NO,
        ),
        (
            json!([]),
            &[("not-resource", "", 1), ("empty-not-action", "", 1)],
            YES,
        ),
        (
            json!(whole),
            &[
                ("not-resource", "", 1),
                ("whole-service-resource", &whole, 1),
            ],
            NO,
        ),
    ];
    for (value, choices, expected) in except {
        let parts = json!({ "Action": "kvstore:*", "NotResource": value });
        covers(&parts, DESTROY, choices, &[], *expected);
    }
}

#[test]
fn resources_of_an_action_on_single_ones() {
    const ACTION: &str = "x:Y";
    let level = |choice| ("resource-level-unknown", ACTION, choice);
    let arn = "acs:x:cn-a:1000000000000001:thing/a";
    for (value, choice, resource, expected) in [
        ("*", 0, arn, YES),
        ("*", 1, arn, YES),
        ("acs:x:*:*:thing/a", 0, arn, YES),
        ("acs:x:*:*:thing/A", 0, arn, NO),
        ("acs:x:*:*:thing/?", 0, arn, YES),
        ("acs:x:*:*:thing/b", 0, arn, NO),
        ("acs:x:*:*:thing/a", 1, arn, NO),
    ] {
        let parts = json!({ "Action": ACTION, "Resource": value });
        covers(
            &parts,
            ACTION,
            &[level(choice)],
            &[("resource", resource)],
            expected,
        );
    }
}

/// Each with the values of the request that meet it, and those that do not.
#[test]
fn conditions() {
    type Case<'c> = (&'c str, &'c str, Value, &'c [&'c str], &'c [&'c str]);
    let cases: &[Case<'_>] = &[
        (
            "StringEquals",
            "acs:SourceVpc",
            json!(["vpc-a", "vpc-b"]),
            &["vpc-a", "vpc-b"],
            &["vpc-A", "vpc-c", "vpc-ab"],
        ),
        (
            "StringEqualsIgnoreCase",
            "acs:SourceVpc",
            json!("vpc-a"),
            &["vpc-a", "vpc-A"],
            &["vpc-b"],
        ),
        (
            "StringNotEquals",
            "acs:SourceVpc",
            json!(["vpc-a", "vpc-b"]),
            &["vpc-A", "vpc-c"],
            &["vpc-a", "vpc-b"],
        ),
        (
            "StringNotEqualsIgnoreCase",
            "acs:SourceVpc",
            json!("vpc-a"),
            &["vpc-b"],
            &["vpc-a", "vpc-A"],
        ),
        (
            "StringLike",
            "acs:SourceVpc",
            json!("vpc-a*c?"),
            &["vpc-acd", "vpc-abcd"],
            &["vpc-ac", "vpc-bacd"],
        ),
        (
            "StringNotLike",
            "acs:SourceVpc",
            json!("vpc-a*"),
            &["vpc-b"],
            &["vpc-a", "vpc-ab"],
        ),
        (
            "Bool",
            "acs:SecureTransport",
            json!("true"),
            &["true"],
            &["false"],
        ),
        (
            "Bool",
            "acs:SecureTransport",
            json!("false"),
            &["false"],
            &["true"],
        ),
        (
            "IpAddress",
            "acs:SourceIp",
            json!(["10.0.0.0/8", "2001:db8::/32"]),
            &["10.0.0.0", "10.255.255.255", "2001:db8::1"],
            &["9.255.255.255", "11.0.0.0", "2001:db9::1"],
        ),
        (
            "NotIpAddress",
            "acs:SourceIp",
            json!("10.0.0.0/8"),
            &["11.0.0.0"],
            &["10.1.1.1"],
        ),
        (
            "DateLessThan",
            "acs:CurrentTime",
            json!("2026-01-01T00:00:00Z"),
            &["2025-12-31T23:59:59Z", "2026-01-01T07:59:59+08:00"],
            &["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"],
        ),
        (
            "DateLessThanEquals",
            "acs:CurrentTime",
            json!("2026-01-01T00:00:00Z"),
            &["2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"],
            &["2026-01-01T00:00:01Z"],
        ),
        (
            "DateGreaterThan",
            "acs:CurrentTime",
            json!("2026-01-01T00:00:00Z"),
            &["2026-01-01T00:00:01Z"],
            &["2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"],
        ),
        (
            "DateGreaterThanEquals",
            "acs:CurrentTime",
            json!("2026-01-01T00:00:00Z"),
            &["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"],
            &["2025-12-31T23:59:59Z"],
        ),
        (
            "DateEquals",
            "acs:CurrentTime",
            json!("2026-01-01T00:00:00Z"),
            &["2026-01-01T00:00:00Z"],
            &["2026-01-01T00:00:01Z"],
        ),
        (
            "DateNotEquals",
            "acs:CurrentTime",
            json!("2026-01-01T00:00:00Z"),
            &["2026-01-01T00:00:01Z"],
            &["2026-01-01T00:00:00Z"],
        ),
    ];
    for (operator, key, listed, met, not_met) in cases {
        let parts = json!({
            "Action": "kvstore:*",
            "Resource": "*",
            "Condition": { *operator: { *key: listed } },
        });
        for value in *met {
            covers(&parts, DESTROY, &[], &[(key, value)], YES);
        }
        for value in *not_met {
            covers(&parts, DESTROY, &[], &[(key, value)], NO);
        }
    }
}

/// Keys that are not in the request, and conditions that hang on how they are read.
#[test]
fn conditions_that_can_be_read_in_several_ways() {
    let vpc = |operator: &str| json!({ operator: { "acs:SourceVpc": "vpc-a" } });
    let absent = |choice| {
        (
            "negated-operator-on-absent-key",
            "StringNotEquals acs:SourceVpc",
            choice,
        )
    };
    let list = |choice| ("negated-list", "StringNotEquals acs:SourceVpc", choice);
    let both = json!({ "StringNotEquals": { "acs:SourceVpc": ["vpc-a", "vpc-b"] } });
    let present: &[(&str, &str)] = &[("acs:SourceVpc", "vpc-a")];
    let odd = json!({ "StringEqualsIfExists": { "acs:SourceVpc": "vpc-a" } });
    let about_odd = "StringEqualsIfExists acs:SourceVpc";
    let number = json!({ "StringEquals": { "acs:SourceVpc": 1 } });
    let about_number = "StringEquals acs:SourceVpc";
    let unverified = json!({ "StringEquals": { "acs:UserAgent": "a" } });
    let agent: &[(&str, &str)] = &[("acs:UserAgent", "a")];
    let tags = json!({ "StringEquals": { "acs:ResourceTag/a": "b" } });
    let tag: &[(&str, &str)] = &[("acs:ResourceTag/a", "b")];
    let several = json!({ "ForAnyValue:StringEquals": { "acs:SourceVpc": "vpc-a" } });
    let about_several = "ForAnyValue:StringEquals acs:SourceVpc";
    type Case<'c> = (
        &'c Value,
        Choices<'c>,
        &'c [(&'c str, &'c str)],
        (bool, bool),
    );
    let (equals, not) = (vpc("StringEquals"), vpc("StringNotEquals"));
    let cases: &[Case<'_>] = &[
        (&equals, &[], &[], NO),
        (&not, &[absent(0)], &[], NO),
        (&not, &[absent(1)], &[], YES),
        (&both, &[], present, NO),
        (&both, &[list(0)], present, YES),
        (&odd, &[("unsupported-operator", about_odd, 0)], present, NO),
        (&odd, &[("unsupported-operator", about_odd, 1)], &[], YES),
        (&number, &[("value-format", about_number, 0)], present, NO),
        (&number, &[("value-format", about_number, 1)], present, YES),
        (
            &unverified,
            &[("unverified-key", "acs:UserAgent", 0)],
            agent,
            NO,
        ),
        (
            &unverified,
            &[("unverified-key", "acs:UserAgent", 1)],
            agent,
            YES,
        ),
        (
            &unverified,
            &[("unverified-key", "acs:UserAgent", 1)],
            &[],
            NO,
        ),
        (&tags, &[], tag, NO),
        (
            &tags,
            &[("tags-never-present", "acs:ResourceTag/a", 0)],
            tag,
            YES,
        ),
        (
            &several,
            &[("set-operators", about_several, 0)],
            present,
            NO,
        ),
        (
            &several,
            &[("set-operators", about_several, 1)],
            present,
            YES,
        ),
    ];
    for (condition, choices, keys, expected) in cases {
        let parts = json!({ "Action": "kvstore:*", "Resource": "*", "Condition": **condition });
        covers(&parts, DESTROY, choices, keys, *expected);
    }
}
