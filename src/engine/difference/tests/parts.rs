//! Which part of a statement is told as what changed.

use serde_json::{Value, json};

use super::rooms::{put, room};
use super::words::{Read, both_ways, lines};

/// What `u` holds, in its own words.
fn stated(statements: &[Value]) -> Read {
    let account = room(&[("p", &[])], &[("p", "user/u")]);
    Read::account(put(
        account,
        "/policies/0/document/Statement",
        json!(statements),
    ))
}

#[test]
fn parts_of_a_statement_are_told_one_by_one_if_they_are_few() {
    let listed = |name: &str, actions: &[&str]| {
        let mut one = json!({ "Effect": "Allow", "Resource": "*" });
        one[name] = json!(actions);
        stated(&[one])
    };
    let actions = |actions: &[&str]| listed("Action", actions);
    let but = |actions: &[&str]| listed("NotAction", actions);
    let under = |condition: Value| {
        stated(&[
            json!({ "Effect": "Allow", "Action": "kvstore:*", "Resource": "*",
            "Condition": condition }),
        ])
    };
    let ip = |values: Value| under(json!({ "IpAddress": { "acs:SourceIp": values } }));
    let cases = vec![
        (
            "an action more",
            actions(&["ecs:*"]),
            actions(&["ecs:*", "kvstore:*"]),
        ),
        (
            "three actions others",
            actions(&["ecs:*", "a:A", "b:B", "c:C"]),
            actions(&["ecs:*", "kvstore:*", "e:E", "f:F"]),
        ),
        (
            "four actions gone",
            actions(&["ecs:*", "a:A", "b:B", "c:C", "d:D"]),
            actions(&["ecs:*", "kvstore:*"]),
        ),
        (
            "four actions new",
            actions(&["ecs:*", "a:A"]),
            actions(&["ecs:*", "kvstore:*", "e:E", "f:F", "g:G"]),
        ),
        (
            "an action other than what is named",
            but(&["ecs:*", "kvstore:*"]),
            but(&["ecs:*", "oss:*"]),
        ),
        (
            "an action more than what is named",
            but(&["ecs:*", "kvstore:*"]),
            but(&["ecs:*"]),
        ),
        (
            "all but what was named",
            actions(&["ecs:*"]),
            but(&["ecs:*"]),
        ),
        (
            "another value",
            ip(json!("10.0.0.0/8")),
            ip(json!("11.0.0.0/8")),
        ),
        (
            "a value more",
            ip(json!("10.0.0.0/8")),
            ip(json!(["10.0.0.0/8", "11.0.0.0/8"])),
        ),
        (
            "another value of two",
            ip(json!(["10.0.0.0/8", "11.0.0.0/8"])),
            ip(json!(["10.0.0.0/8", "12.0.0.0/8"])),
        ),
        (
            "one value for two",
            ip(json!(["10.0.0.0/8", "11.0.0.0/8"])),
            ip(json!("12.0.0.0/8")),
        ),
        (
            "another key",
            under(json!({ "StringEquals": { "acs:SourceVpc": "vpc-1" } })),
            under(json!({ "StringEquals": { "acs:ClientIp": "vpc-1" } })),
        ),
        (
            "another operator",
            under(json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } })),
            under(json!({ "NotIpAddress": { "acs:SourceIp": "10.0.0.0/8" } })),
        ),
        (
            "another operator of the same key",
            under(json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" },
                "NotIpAddress": { "acs:SourceIp": "10.1.0.0/16" } })),
            under(json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" },
                "NotIpAddress": { "acs:SourceIp": "10.2.0.0/16" } })),
        ),
        (
            "no test any more",
            under(json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } })),
            actions(&["kvstore:*"]),
        ),
        (
            "no test of one value in a list",
            under(json!({ "IpAddress": { "acs:SourceIp": ["10.0.0.0/8"] },
                "Bool": { "acs:MFAPresent": ["true"] } })),
            under(json!({ "IpAddress": { "acs:SourceIp": ["10.0.0.0/8"] } })),
        ),
    ];
    assert_eq!(both_ways(cases), lines(PARTS));
}

const PARTS: &str = "
# an action more
gained direct user/u: Allow Widened(Action) Custom/p: +kvstore:*
lost direct user/u: Allow Narrowed(Action) Custom/p: -kvstore:* +[ecs:*]
# three actions others
gained direct user/u: Allow Widened(Action) Custom/p: +kvstore:* -a:A -b:B -c:C
lost direct user/u: Allow Narrowed(Action) Custom/p: +a:A +b:B +c:C -kvstore:*
# four actions gone
gained direct user/u: Allow Widened(Action) Custom/p: +kvstore:* -[ecs:*,a:A,b:B,c:C,d:D]
lost direct user/u: Allow Narrowed(Action) Custom/p: +[ecs:*,a:A,b:B,c:C,d:D] -kvstore:*
# four actions new
gained direct user/u: Allow Widened(Action) Custom/p: +kvstore:* -[ecs:*,a:A]
lost direct user/u: Allow Narrowed(Action) Custom/p: +[ecs:*,a:A] -kvstore:*
# an action other than what is named
gained direct user/u: Allow Widened(Action) Custom/p: +oss:* -kvstore:*
lost direct user/u: Allow Narrowed(Action) Custom/p: +kvstore:* -oss:*
# an action more than what is named
gained direct user/u: Allow Widened(Action) Custom/p: +[ecs:*] -kvstore:*
lost direct user/u: Allow Narrowed(Action) Custom/p: +kvstore:* -[ecs:*]
# all but what was named
gained direct user/u: Allow Widened(Action) Custom/p: +[ecs:*] -[ecs:*]
lost direct user/u: Allow Narrowed(Action) Custom/p: +[ecs:*] -[ecs:*]
# another value
gained direct user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +acs:SourceIp:11.0.0.0/8 -acs:SourceIp:10.0.0.0/8
lost direct user/u AllowedIf->AllowedIf from private_network->anywhere what differs from private_network under a condition: Allow Altered(Condition) Custom/p: +acs:SourceIp:11.0.0.0/8 -acs:SourceIp:10.0.0.0/8
gained direct user/u AllowedIf->AllowedIf from anywhere->private_network what differs from private_network under a condition: Allow Altered(Condition) Custom/p: +acs:SourceIp:10.0.0.0/8 -acs:SourceIp:11.0.0.0/8
lost direct user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +acs:SourceIp:10.0.0.0/8 -acs:SourceIp:11.0.0.0/8
# a value more
gained direct user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere under a condition: Allow Widened(Condition) Custom/p: +11.0.0.0/8 -acs:SourceIp
lost direct user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Narrowed(Condition) Custom/p: +acs:SourceIp -11.0.0.0/8
# another value of two
gained direct user/u AllowedIf->AllowedIf from anywhere->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +12.0.0.0/8 -11.0.0.0/8
lost direct user/u AllowedIf->AllowedIf from anywhere->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +12.0.0.0/8 -11.0.0.0/8
gained direct user/u AllowedIf->AllowedIf from anywhere->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +11.0.0.0/8 -12.0.0.0/8
lost direct user/u AllowedIf->AllowedIf from anywhere->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +11.0.0.0/8 -12.0.0.0/8
# one value for two
gained direct user/u AllowedIf->AllowedIf from anywhere->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +12.0.0.0/8 -10.0.0.0/8 -11.0.0.0/8
lost direct user/u AllowedIf->AllowedIf from anywhere->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +12.0.0.0/8 -10.0.0.0/8 -11.0.0.0/8
gained direct user/u AllowedIf->AllowedIf from anywhere->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +10.0.0.0/8 +11.0.0.0/8 -12.0.0.0/8
lost direct user/u AllowedIf->AllowedIf from anywhere->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +10.0.0.0/8 +11.0.0.0/8 -12.0.0.0/8
# another key
gained direct user/u AllowedIf->Unknown from private_network->anywhere under a condition if unverified-key acs:clientip: Allow Altered(Condition) Custom/p: +acs:ClientIp:vpc-1 -acs:SourceVpc:vpc-1
lost direct user/u AllowedIf->Unknown from private_network->anywhere under a condition: Allow Altered(Condition) Custom/p: +acs:ClientIp:vpc-1 -acs:SourceVpc:vpc-1
gained direct user/u Unknown->AllowedIf from anywhere->private_network under a condition: Allow Altered(Condition) Custom/p: +acs:SourceVpc:vpc-1 -acs:ClientIp:vpc-1
lost direct user/u Unknown->AllowedIf from anywhere->private_network under a condition if unverified-key acs:clientip: Allow Altered(Condition) Custom/p: +acs:SourceVpc:vpc-1 -acs:ClientIp:vpc-1
# another operator
gained direct user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +NotIpAddress -IpAddress
lost direct user/u AllowedIf->AllowedIf from private_network->anywhere what differs from private_network under a condition: Allow Altered(Condition) Custom/p: +NotIpAddress -IpAddress
gained direct user/u AllowedIf->AllowedIf from anywhere->private_network what differs from private_network under a condition: Allow Altered(Condition) Custom/p: +IpAddress -NotIpAddress
lost direct user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Altered(Condition) Custom/p: +IpAddress -NotIpAddress
# another operator of the same key
gained direct user/u AllowedIf->AllowedIf from private_network->private_network what differs from private_network under a condition: Allow Altered(Condition) Custom/p: +acs:SourceIp:10.2.0.0/16 -acs:SourceIp:10.1.0.0/16
lost direct user/u AllowedIf->AllowedIf from private_network->private_network what differs from private_network under a condition: Allow Altered(Condition) Custom/p: +acs:SourceIp:10.2.0.0/16 -acs:SourceIp:10.1.0.0/16
gained direct user/u AllowedIf->AllowedIf from private_network->private_network what differs from private_network under a condition: Allow Altered(Condition) Custom/p: +acs:SourceIp:10.1.0.0/16 -acs:SourceIp:10.2.0.0/16
lost direct user/u AllowedIf->AllowedIf from private_network->private_network what differs from private_network under a condition: Allow Altered(Condition) Custom/p: +acs:SourceIp:10.1.0.0/16 -acs:SourceIp:10.2.0.0/16
# no test any more
gained direct user/u AllowedIf->Allowed from private_network->anywhere what differs from anywhere under a condition: Allow Widened(Condition) Custom/p: -acs:SourceIp:10.0.0.0/8 +kvstore:*
lost direct user/u Allowed->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Narrowed(Condition) Custom/p: +acs:SourceIp:10.0.0.0/8
# no test of one value in a list
gained direct user/u AllowedIf->AllowedIf from console_mfa->private_network what differs from private_network under a condition: Allow Widened(Condition) Custom/p: -acs:MFAPresent:[true] +kvstore:*
lost direct user/u AllowedIf->AllowedIf from private_network->console_mfa what differs from private_network under a condition: Allow Narrowed(Condition) Custom/p: +acs:MFAPresent:[true]
";

/// Where the same resources are listed on both sides, what is told of them is the one by
/// which the request is covered.
#[test]
fn a_list_that_is_turned_round_is_told_by_what_covers_the_request() {
    let listed = |name: &str| {
        let mut one = json!({ "Effect": "Allow", "Action": "kvstore:*" });
        one[name] = json!(["acs:oss:*:*:*", "*"]);
        stated(&[one])
    };
    let cases = vec![(
        "what was left out",
        listed("NotResource"),
        listed("Resource"),
    )];
    assert_eq!(both_ways(cases), lines(TURNED));
}

const TURNED: &str = "
# what was left out
gained direct user/u: Allow Widened(Resource) Custom/p: +* -[acs:oss:*:*:*,*]
lost direct user/u: Allow Narrowed(Resource) Custom/p: +[acs:oss:*:*:*,*] -*
";
