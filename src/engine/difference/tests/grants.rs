//! Which of several changes is told as the cause of a grant, and what is told with it.

use serde_json::{Value, json};

use super::rooms::{Policies, and, arn, put, role, room, stored};
use super::words::{Read, both_ways, lines};
use super::*;

const ECS: (&str, &str) = ("Allow", "ecs:*");
const ALL: (&str, &str) = ("Allow", "kvstore:*");
const NO: (&str, &str) = ("Deny", "kvstore:*");
const NO_DESTROY: (&str, &str) = ("Deny", "kvstore:Destroy*");

/// An account in a directory of which a control policy allows all.
fn gated(account: Value) -> Value {
    let account = and(
        account,
        "control_policies",
        json!({ "id": "cp-all", "name": "all", "targets": ["r-1"],
            "document": document(&[("Allow", "*")]) }),
    );
    put(
        account,
        "/resource_directory",
        json!({ "id": "rd-1", "account": "member", "path": ["r-1"] }),
    )
}

fn without_document(account: Value, policy: usize) -> Value {
    let mut account = account;
    let policy = account["policies"][policy].as_object_mut().unwrap();
    policy.remove("document");
    account
}

/// A user of Cloud SSO with configurations of these statements.
fn sso(configurations: &[(&str, &[(&str, &str)])]) -> Value {
    let all = configurations
        .iter()
        .map(|(name, statements)| json!({ "name": name, "inline": document(statements) }));
    let assigned = configurations
        .iter()
        .map(|(name, _)| json!({ "configuration": name, "to": "user/jo", "account": OWN }));
    put(
        room(&[], &[]),
        "/sso",
        json!({ "users": [{ "name": "jo" }],
            "access_configurations": all.collect::<Vec<_>>(),
            "assignments": assigned.collect::<Vec<_>>() }),
    )
}

#[test]
fn of_several_grants_the_one_that_took_least_is_the_cause() {
    let is = |account| Read::account(account);
    let version = |now: (&str, &[(&str, &str)]), other: (&str, &[(&str, &str)]), added| {
        let policies: Policies<'_> = &[("p", now.1), ("q", added)];
        let account = room(policies, &[("p", "user/u"), ("q", "user/u")]);
        let account = stored(account, 0, &[other]);
        put(account, "/policies/0/version", json!(now.0))
    };
    let old = |added| version(("v1", &[ECS]), ("v2", &[ALL]), added);
    let new = |added| version(("v2", &[ALL]), ("v1", &[ECS]), added);
    let cases = vec![
        (
            "an attachment rather than a statement",
            is(room(&[("p", &[ECS]), ("all", &[ALL])], &[("p", "user/u")])),
            is(room(
                &[("p", &[ECS, ALL]), ("all", &[ALL])],
                &[("p", "user/u"), ("all", "user/u")],
            )),
        ),
        (
            "an attachment rather than a wider statement",
            is(room(
                &[("p", &[("Allow", "kvstore:Describe*")]), ("all", &[ALL])],
                &[("p", "user/u")],
            )),
            is(room(
                &[("p", &[("Allow", "kvstore:D*")]), ("all", &[ALL])],
                &[("p", "user/u"), ("all", "user/u")],
            )),
        ),
        (
            "a wider statement rather than a new one",
            is(room(
                &[("p", &[ECS]), ("q", &[("Allow", "kvstore:Describe*")])],
                &[("p", "user/u"), ("q", "user/u")],
            )),
            is(room(
                &[("p", &[ECS, ALL]), ("q", &[("Allow", "kvstore:D*")])],
                &[("p", "user/u"), ("q", "user/u")],
            )),
        ),
        (
            "a new statement rather than another version",
            is(old(&[ECS])),
            is(new(&[ECS, ALL])),
        ),
        (
            "another version, where there is nothing else",
            is(old(&[ECS])),
            is(new(&[ECS])),
        ),
        (
            "one change rather than two",
            is(and(
                room(&[("p", &[ECS]), ("all", &[ALL])], &[("p", "user/u")]),
                "groups",
                json!({ "name": "h", "members": [] }),
            )),
            is(and(
                room(
                    &[("p", &[ECS, ALL]), ("all", &[ALL])],
                    &[("p", "user/u"), ("all", "group/h")],
                ),
                "groups",
                json!({ "name": "h", "members": ["u"] }),
            )),
        ),
    ];
    assert_eq!(both_ways(cases), lines(SIMPLEST));
}

const SIMPLEST: &str = "
# an attachment rather than a statement
gained direct user/u: Attachment Added Custom/all user/u: +{policy:Custom/all,to:user/u}; by +kvstore:*
lost direct user/u: Attachment Removed Custom/all user/u: -{policy:Custom/all,to:user/u}; by -kvstore:*
# an attachment rather than a wider statement
gained direct user/u: Attachment Added Custom/all user/u: +{policy:Custom/all,to:user/u}; by +kvstore:*
lost direct user/u: Attachment Removed Custom/all user/u: -{policy:Custom/all,to:user/u}; by -kvstore:*
# a wider statement rather than a new one
gained direct user/u: Allow Widened(Action) Custom/q: +kvstore:D* -kvstore:Describe*
lost direct user/u: Allow Narrowed(Action) Custom/q: +kvstore:Describe* -kvstore:D*
# a new statement rather than another version
gained direct user/u: Allow Added Custom/q: +kvstore:*
lost direct user/u: Allow Removed Custom/q: -kvstore:*
# another version, where there is nothing else
gained direct user/u: Version Changed Custom/p v1 -> v2: +kvstore:*
lost direct user/u: Version Changed Custom/p v2 -> v1: -kvstore:*
# one change rather than two
gained direct group/h: Attachment Added Custom/all group/h: +{policy:Custom/all,to:group/h}; by +kvstore:*
gained direct user/u: Allow Added Custom/p: +kvstore:*
lost direct group/h: Attachment Removed Custom/all group/h: -{policy:Custom/all,to:group/h}; by -kvstore:*
lost direct user/u: Allow Removed Custom/p: -kvstore:*
";

#[test]
fn what_is_told_of_a_grant_beside_its_cause() {
    let is = |account| Read::account(account);
    let ungated = || room(&[("all", &[ALL])], &[]);
    let held = |policies, attached| Read::account(room(policies, attached));
    let absent = |statements: &[(&str, &str)], attached: &[(&str, &str)]| {
        without_document(room(&[("p", statements)], attached), 0)
    };
    let mut eve = room(&[("p", &[ALL])], &[("p", "user/eve")]);
    eve = and(eve, "users", json!({ "name": "eve" }));
    let crossing = |trusted: &[(&str, &str, &[&str])]| {
        let mut account = sso(&[
            ("A", &[("Allow", "sts:AssumeRole")]),
            ("B", &[("Allow", "rds:*")]),
        ]);
        account = and(account, "roles", role("r", trusted));
        account = put(
            account,
            "/policies",
            room(&[("all", &[ALL])], &[])["policies"].clone(),
        );
        put(
            account,
            "/attachments",
            json!([{ "policy": "Custom/all", "to": "role/r" }]),
        )
    };
    let root = arn("root");
    let cases = vec![
        (
            "a control policy that allows grants nothing",
            is(gated(ungated())),
            is(gated(room(&[("all", &[ALL])], &[("all", "user/u")]))),
        ),
        (
            "a role for the sessions of one configuration",
            is(crossing(&[("Allow", "Service", &["ecs.aliyuncs.com"])])),
            is(crossing(&[("Allow", "RAM", &[root.as_str()])])),
        ),
        (
            "a second configuration beside one that denies",
            is(sso(&[("A", &[ALL, NO])])),
            is(sso(&[("A", &[ALL, NO]), ("B", &[ALL])])),
        ),
        (
            "a configuration that denies no more beside one that does",
            is(sso(&[("A", &[ALL, NO]), ("B", &[ALL, NO])])),
            is(sso(&[("A", &[ALL, NO]), ("B", &[ALL])])),
        ),
        (
            "a document that is not known any more, of several statements",
            held(&[("p", &[ECS, NO, NO_DESTROY])], &[("p", "user/u")]),
            is(absent(&[], &[("p", "user/u")])),
        ),
        (
            "an attachment of what was not known",
            is(absent(&[], &[])),
            held(&[("p", &[ALL])], &[("p", "user/u")]),
        ),
        (
            "an attachment of what did not say so",
            held(&[("p", &[ECS])], &[]),
            held(&[("p", &[ECS, ALL])], &[("p", "user/u")]),
        ),
        (
            "an attachment of what said no",
            held(&[("p", &[NO])], &[]),
            held(&[("p", &[ALL])], &[("p", "user/u")]),
        ),
        (
            "a new user and what did not say so",
            held(&[("p", &[ECS])], &[]),
            is(eve),
        ),
        (
            "a claim, and nothing else",
            held(&[("p", &[ECS])], &[("p", "user/u")]),
            is(put(
                room(&[("p", &[ECS])], &[("p", "user/u")]),
                "/complete",
                json!(["users", "groups", "roles", "policies", "memberships"]),
            )),
        ),
        (
            "a policy that nothing is known of, in an account that was not there",
            Read::files(&[]),
            is(absent(&[], &[("p", "user/u")])),
        ),
        (
            "a statement in an account that was not there",
            Read::files(&[]),
            held(&[("p", &[ALL])], &[("p", "user/u")]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(BESIDE));
}

const BESIDE: &str = "
# a control policy that allows grants nothing
gained direct user/u: Attachment Added Custom/all user/u: +{policy:Custom/all,to:user/u}; by +kvstore:*
lost direct user/u: Attachment Removed Custom/all user/u: -{policy:Custom/all,to:user/u}; by -kvstore:*
# a role for the sessions of one configuration
gained reach sso-user/jo by role/r: Trust Widened(Principal) role/r: +acs:ram::1000000000000001:root; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
lost reach sso-user/jo by role/r: Trust Narrowed(Principal) role/r: -acs:ram::1000000000000001:root; by -kvstore:*
# a second configuration beside one that denies
gained direct sso-user/jo Denied->Allowed: Allow Added Inline/B: +kvstore:*
lost direct sso-user/jo Allowed->Denied: Allow Removed Inline/B: -kvstore:*
# a configuration that denies no more beside one that does
gained direct sso-user/jo Denied->Allowed: Deny Removed Inline/B: -kvstore:*; by +kvstore:*
lost direct sso-user/jo Allowed->Denied: Deny Added Inline/B: +kvstore:*; by -kvstore:*
# a document that is not known any more, of several statements
gained direct user/u Denied->Unknown if policy Custom/p: Doubt Added Custom/p: +p -kvstore:* -kvstore:Destroy*
lost direct user/u Unknown->Denied if policy Custom/p: Doubt Removed Custom/p: +kvstore:* +kvstore:Destroy* -p
# an attachment of what was not known
gained direct user/u: Attachment Added Custom/p user/u: +{policy:Custom/p,to:user/u}; by +kvstore:*
lost direct user/u: Attachment Removed Custom/p user/u: -{policy:Custom/p,to:user/u}; by -kvstore:*
# an attachment of what did not say so
gained direct user/u: Attachment Added Custom/p user/u: +{policy:Custom/p,to:user/u} & Allow Added Custom/p: +kvstore:*
lost direct user/u: Attachment Removed Custom/p user/u: -{policy:Custom/p,to:user/u} & Allow Removed Custom/p: -kvstore:*
# an attachment of what said no
gained direct user/u: Attachment Added Custom/p user/u: +{policy:Custom/p,to:user/u} & Allow Widened(Whole) Custom/p: +Allow -Deny
lost direct user/u: Attachment Removed Custom/p user/u: -{policy:Custom/p,to:user/u} & Allow Narrowed(Whole) Custom/p: +Deny -Allow
# a new user and what did not say so
gained direct user/eve: Attachment Added Custom/p user/eve: +{policy:Custom/p,to:user/eve} & Allow Widened(Action) Custom/p: +kvstore:* -ecs:*
lost direct user/eve: Principal Removed user/eve: -eve
# a claim, and nothing else
gained direct group/g NotGranted->Unknown if not-complete attachments: Completeness Changed 1000000000000001: +1000000000000001
gained direct user/u NotGranted->Unknown if not-complete attachments: Completeness Changed 1000000000000001: +1000000000000001
gained direct user/v NotGranted->Unknown if not-complete attachments: Completeness Changed 1000000000000001: +1000000000000001
lost direct group/g Unknown->NotGranted if not-complete attachments: Completeness Changed 1000000000000001: -1000000000000001
lost direct user/u Unknown->NotGranted if not-complete attachments: Completeness Changed 1000000000000001: -1000000000000001
lost direct user/v Unknown->NotGranted if not-complete attachments: Completeness Changed 1000000000000001: -1000000000000001
# a policy that nothing is known of, in an account that was not there
gained direct user/u NotGranted->Unknown if policy Custom/p: Attachment Added Custom/p user/u: +{policy:Custom/p,to:user/u}
lost direct user/u Unknown->NotGranted if policy Custom/p: Attachment Removed Custom/p user/u: -{policy:Custom/p,to:user/u}
# a statement in an account that was not there
gained direct user/u: Allow Added Custom/p: +kvstore:*
lost direct user/u: Allow Removed Custom/p: -kvstore:*
";

/// An account is another one where its id is, whatever the texts.
#[test]
fn of_another_account_it_is_the_account_that_is_the_cause() {
    const OTHER: &str = "1000000000000002";
    let of = |id: &str, account: Value| {
        let account = put(account, "/account_id", json!(id));
        Read::account(account)
    };
    let bundled = [("System/AliyunKvstoreFullAccess", "user/u")];
    let cases = vec![
        (
            "the same statement",
            of(OWN, room(&[("p", &[ALL])], &[("p", "user/u")])),
            of(OTHER, room(&[("p", &[ALL])], &[("p", "user/u")])),
        ),
        (
            "another statement",
            of(OWN, room(&[("p", &[ALL])], &[("p", "user/u")])),
            of(
                OTHER,
                room(&[("p", &[("Allow", "kvstore:D*")])], &[("p", "user/u")]),
            ),
        ),
        (
            "a bundled policy",
            of(OWN, room(&[], &[])),
            of(OTHER, room(&[], &bundled)),
        ),
        (
            "the same bundled policy",
            of(OWN, room(&[], &bundled)),
            of(OTHER, room(&[], &bundled)),
        ),
        (
            "a claim",
            of(OWN, room(&[], &[])),
            of(
                OTHER,
                put(
                    room(&[], &[]),
                    "/complete",
                    json!(["users", "groups", "roles", "policies", "memberships"]),
                ),
            ),
        ),
    ];
    assert_eq!(both_ways(cases), lines(ANOTHER));
}

const ANOTHER: &str = "
# the same statement
gained direct user/u: Account Changed 1000000000000002 1000000000000001: +1000000000000002 -1000000000000001; by -kvstore:* +kvstore:*
lost direct user/u: Account Changed 1000000000000002 1000000000000001: +1000000000000002 -1000000000000001; by -kvstore:* +kvstore:*
gained direct user/u: Account Changed 1000000000000001 1000000000000002: +1000000000000001 -1000000000000002; by -kvstore:* +kvstore:*
lost direct user/u: Account Changed 1000000000000001 1000000000000002: +1000000000000001 -1000000000000002; by -kvstore:* +kvstore:*
# another statement
gained direct user/u: Allow Added Custom/p: +kvstore:D*
lost direct user/u: Allow Removed Custom/p: -kvstore:*
gained direct user/u: Allow Added Custom/p: +kvstore:*
lost direct user/u: Allow Removed Custom/p: -kvstore:D*
# a bundled policy
gained direct user/u: Account Changed 1000000000000002 1000000000000001: +1000000000000002 -1000000000000001
lost direct user/u: Account Changed 1000000000000001 1000000000000002: +1000000000000001 -1000000000000002
# the same bundled policy
gained direct user/u: Account Changed 1000000000000002 1000000000000001: +1000000000000002 -1000000000000001
lost direct user/u: Account Changed 1000000000000002 1000000000000001: +1000000000000002 -1000000000000001
gained direct user/u: Account Changed 1000000000000001 1000000000000002: +1000000000000001 -1000000000000002
lost direct user/u: Account Changed 1000000000000001 1000000000000002: +1000000000000001 -1000000000000002
# a claim
gained direct group/g NotGranted->Unknown if not-complete attachments: Completeness Changed 1000000000000002: +1000000000000002
gained direct user/u NotGranted->Unknown if not-complete attachments: Completeness Changed 1000000000000002: +1000000000000002
gained direct user/v NotGranted->Unknown if not-complete attachments: Completeness Changed 1000000000000002: +1000000000000002
lost direct group/g Unknown->NotGranted if not-complete attachments: Completeness Changed 1000000000000002: -1000000000000002
lost direct user/u Unknown->NotGranted if not-complete attachments: Completeness Changed 1000000000000002: -1000000000000002
lost direct user/v Unknown->NotGranted if not-complete attachments: Completeness Changed 1000000000000002: -1000000000000002
";

/// What does not apply to the request, or to whoever makes it, is no cause and no grant.
#[test]
fn causes_are_what_applies_to_the_request_of_whoever_makes_it() {
    let held = |policies| Read::account(room(policies, &[("p", "user/u")]));
    let assigned = |configurations: &[(&str, &[(&str, &str)])], names: &[&str]| {
        let account = sso(configurations);
        let all = names
            .iter()
            .map(|name| json!({ "configuration": name, "to": "user/jo", "account": OWN }));
        let all: Vec<Value> = all.collect();
        Read::account(put(account, "/sso/assignments", json!(all)))
    };
    // The policy `p` was known, or not, and `q` is in force in one version or the other.
    let known = |is_known: bool| {
        let (now, other) = match is_known {
            true => ((("v2"), ALL), ("v1", ECS)),
            false => ((("v1"), ECS), ("v2", ALL)),
        };
        let policies: Policies<'_> = &[("p", &[ALL]), ("q", &[now.1])];
        let account = room(policies, &[("p", "user/u"), ("q", "user/u")]);
        let account = stored(account, 1, &[(other.0, &[other.1])]);
        let account = put(account, "/policies/1/version", json!(now.0));
        Read::account(match is_known {
            true => account,
            false => without_document(account, 0),
        })
    };
    let of_caller = |who: &[&str]| {
        let statements = who.iter().map(|who| {
            json!({ "Effect": "Allow", "Action": "kvstore:*", "Resource": "*",
                "Condition": { "StringLike": { "acs:PrincipalARN": arn(who) } } })
        });
        let account = room(&[("p", &[])], &[("p", "user/u")]);
        let statements: Vec<Value> = statements.collect();
        Read::account(put(
            account,
            "/policies/0/document/Statement",
            json!(statements),
        ))
    };
    let two: &[(&str, &[(&str, &str)])] = &[("A", &[ALL, NO]), ("B", &[ECS])];
    let more: &[(&str, &[(&str, &str)])] = &[("A", &[ALL, NO]), ("B", &[ECS, ALL])];
    let cases = vec![
        (
            "two that deny",
            held(&[("p", &[ALL, NO, NO_DESTROY])]),
            held(&[("p", &[ALL])]),
        ),
        (
            "a session of two, of which the other is denied",
            assigned(two, &["B"]),
            assigned(more, &["A", "B"]),
        ),
        (
            "the first session of two that are allowed",
            assigned(&[("A", &[ALL, NO]), ("B", &[ALL])], &["A"]),
            assigned(&[("A", &[ALL]), ("B", &[ALL])], &["A", "B"]),
        ),
        (
            "another version rather than what was not known",
            known(false),
            known(true),
        ),
        (
            "a statement about the caller beside one about somebody else",
            of_caller(&["user/v"]),
            of_caller(&["user/v", "user/u"]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(APPLYING));
}

const APPLYING: &str = "
# two that deny
gained direct user/u Denied->Allowed: Deny Removed Custom/p: -kvstore:*; by +kvstore:* & Deny Removed Custom/p: -kvstore:Destroy*; by +kvstore:*
lost direct user/u Allowed->Denied: Deny Added Custom/p: +kvstore:*; by -kvstore:* & Deny Added Custom/p: +kvstore:Destroy*; by -kvstore:*
# a session of two, of which the other is denied
gained direct sso-user/jo: Allow Added Inline/B: +kvstore:*
lost direct sso-user/jo: Allow Removed Inline/B: -kvstore:*
# the first session of two that are allowed
gained direct sso-user/jo Denied->Allowed: Deny Removed Inline/A: -kvstore:*; by +kvstore:*
lost direct sso-user/jo Allowed->Denied: Deny Added Inline/A: +kvstore:*; by -kvstore:*
# another version rather than what was not known
gained direct user/u Unknown->Allowed from anywhere->anywhere if policy Custom/p: Doubt Removed Custom/p: -p & Version Changed Custom/q v1 -> v2: +kvstore:*
lost direct user/u Allowed->Unknown from anywhere->anywhere if policy Custom/p: Doubt Added Custom/p: +p & Version Changed Custom/q v2 -> v1: -kvstore:*
# a statement about the caller beside one about somebody else
gained direct user/u NotGranted->Unknown if principal-arn-form region: Allow Added Custom/p: +kvstore:*
lost direct user/u Unknown->NotGranted if principal-arn-form region: Allow Removed Custom/p: -kvstore:*
";
