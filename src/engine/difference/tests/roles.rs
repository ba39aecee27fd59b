//! What somebody reaches by roles on one side alone.

use serde_json::{Value, json};

use super::rooms::{and, arn, put, role, room, under};
use super::words::{Read, both_ways, lines, told};

/// A user `u` who may become any role that lets them in, and roles, of whom each lets in
/// those named and holds the policies named.
type Roles<'r> = &'r [(&'r str, &'r [&'r str], &'r [&'r str])];

fn chained(roles: Roles<'_>) -> Value {
    let mut account = room(
        &[
            ("assume", &[("Allow", "sts:AssumeRole")]),
            ("all", &[("Allow", "kvstore:*")]),
            ("ecs", &[("Allow", "ecs:*")]),
        ],
        &[("assume", "user/u")],
    );
    for (name, trusted, policies) in roles {
        let trusted: Vec<String> = trusted.iter().map(|who| arn(who)).collect();
        let trusted: Vec<&str> = trusted.iter().map(String::as_str).collect();
        account = and(account, "roles", role(name, &[("Allow", "RAM", &trusted)]));
        for policy in policies.iter().chain(&["assume"]) {
            let attachment =
                json!({ "policy": format!("Custom/{policy}"), "to": format!("role/{name}") });
            account = and(account, "attachments", attachment);
        }
    }
    account
}

#[test]
fn what_is_reached_by_roles_is_told_with_the_way_and_its_cause() {
    let is = |roles| Read::account(chained(roles));
    let within = |network: &str| {
        let account = chained(&[("a", &["user/u"], &[]), ("b", &["role/a"], &["all"])]);
        let ip = json!({ "IpAddress": { "acs:SourceIp": network } });
        let statement = under("Allow", "kvstore:*", ip);
        Read::account(put(
            account,
            "/policies/1/document/Statement",
            json!([statement]),
        ))
    };
    let twice = |trusted: &[&str]| {
        let mut account = chained(&[("a", trusted, &["ecs", "all"])]);
        let list = account["attachments"].as_array_mut().unwrap();
        list.reverse();
        let scoped = json!({ "policy": "Custom/all", "to": "role/a",
            "scope": "rg-1" });
        Read::account(and(account, "attachments", scoped))
    };
    let denying = |denied: bool| {
        let mut trusted = vec![("Allow", "RAM", vec![arn("root")])];
        if denied {
            trusted.push(("Deny", "RAM", vec![arn("user/u")]));
        }
        let trusted: Vec<(&str, &str, Vec<&str>)> = trusted
            .iter()
            .map(|(effect, form, who)| (*effect, *form, who.iter().map(String::as_str).collect()))
            .collect();
        let trusted: Vec<(&str, &str, &[&str])> = trusted
            .iter()
            .map(|(effect, form, who)| (*effect, *form, who.as_slice()))
            .collect();
        let account = chained(&[("a", &[], &["all"])]);
        Read::account(put(account, "/roles/0", role("a", &trusted)))
    };
    let new = |is_there: bool| {
        let mut account = chained(&[("a", &["user/w"], &["all"])]);
        if is_there {
            let attachment = json!({ "policy": "Custom/assume", "to": "user/w" });
            account = and(account, "users", json!({ "name": "w" }));
            account = and(account, "attachments", attachment);
        }
        Read::account(account)
    };
    let cases = vec![
        (
            "a policy of the role",
            is(&[("a", &["user/u"], &[])]),
            is(&[("a", &["user/u"], &["all"])]),
        ),
        (
            "a policy of one of two roles",
            is(&[("a", &["user/u"], &[]), ("b", &["user/u"], &["all"])]),
            is(&[("a", &["user/u"], &["all"]), ("b", &["user/u"], &["all"])]),
        ),
        (
            "policies of both roles",
            is(&[("a", &["user/u"], &[]), ("b", &["user/u"], &[])]),
            is(&[("a", &["user/u"], &["all"]), ("b", &["user/u"], &["all"])]),
        ),
        (
            "whom the role lets in",
            is(&[("a", &["user/v"], &["all"])]),
            is(&[("a", &["user/u"], &["all"])]),
        ),
        ("whom the role denies", denying(true), denying(false)),
        (
            "whom a role lets in that holds it twice",
            twice(&["user/v"]),
            twice(&["user/u"]),
        ),
        (
            "a policy at the end of a way",
            is(&[("a", &["user/u"], &[]), ("b", &["role/a"], &[])]),
            is(&[("a", &["user/u"], &[]), ("b", &["role/a"], &["all"])]),
        ),
        (
            "whom the first role of a way lets in",
            is(&[("a", &["user/v"], &["ecs"]), ("b", &["role/a"], &["all"])]),
            is(&[("a", &["user/u"], &["ecs"]), ("b", &["role/a"], &["all"])]),
        ),
        (
            "whom the last role of a way lets in",
            is(&[("a", &["user/u"], &[]), ("b", &["role/c"], &["all"])]),
            is(&[("a", &["user/u"], &[]), ("b", &["role/a"], &["all"])]),
        ),
        (
            "of two ways that by the first name",
            is(&[
                ("z", &["user/u"], &[]),
                ("b", &["user/u"], &[]),
                ("end", &["role/z", "role/b"], &[]),
            ]),
            is(&[
                ("z", &["user/u"], &[]),
                ("b", &["user/u"], &[]),
                ("end", &["role/z", "role/b"], &["all"]),
            ]),
        ),
        (
            "roles that let each other in",
            is(&[("a", &["role/b"], &[]), ("b", &["role/a"], &[])]),
            is(&[("a", &["role/b"], &["all"]), ("b", &["role/a"], &[])]),
        ),
        ("somebody new whom the role names", new(false), new(true)),
        (
            "a network, at the end of a way",
            within("10.0.0.0/8"),
            within("0.0.0.0/0"),
        ),
    ];
    assert_eq!(both_ways(cases), lines(REACHED));
}

const REACHED: &str = "
# a policy of the role
gained direct role/a: Attachment Added Custom/all role/a: +{policy:Custom/all,to:role/a}; by +kvstore:*
gained reach user/u by role/a: Attachment Added Custom/all role/a: +{policy:Custom/all,to:role/a}; by +kvstore:*
lost direct role/a: Attachment Removed Custom/all role/a: -{policy:Custom/all,to:role/a}; by -kvstore:*
lost reach user/u by role/a: Attachment Removed Custom/all role/a: -{policy:Custom/all,to:role/a}; by -kvstore:*
# a policy of one of two roles
gained direct role/a: Attachment Added Custom/all role/a: +{policy:Custom/all,to:role/a}; by +kvstore:*
gained reach user/u by role/a: Attachment Added Custom/all role/a: +{policy:Custom/all,to:role/a}; by +kvstore:*
lost direct role/a: Attachment Removed Custom/all role/a: -{policy:Custom/all,to:role/a}; by -kvstore:*
lost reach user/u by role/a: Attachment Removed Custom/all role/a: -{policy:Custom/all,to:role/a}; by -kvstore:*
# policies of both roles
gained direct role/a: Attachment Added Custom/all role/a: +{policy:Custom/all,to:role/a}; by +kvstore:*
gained direct role/b: Attachment Added Custom/all role/b: +{policy:Custom/all,to:role/b}; by +kvstore:*
gained reach user/u by role/a: Attachment Added Custom/all role/a: +{policy:Custom/all,to:role/a}; by +kvstore:*
gained reach user/u by role/b: Attachment Added Custom/all role/b: +{policy:Custom/all,to:role/b}; by +kvstore:*
lost direct role/a: Attachment Removed Custom/all role/a: -{policy:Custom/all,to:role/a}; by -kvstore:*
lost direct role/b: Attachment Removed Custom/all role/b: -{policy:Custom/all,to:role/b}; by -kvstore:*
lost reach user/u by role/a: Attachment Removed Custom/all role/a: -{policy:Custom/all,to:role/a}; by -kvstore:*
lost reach user/u by role/b: Attachment Removed Custom/all role/b: -{policy:Custom/all,to:role/b}; by -kvstore:*
# whom the role lets in
gained reach user/u by role/a: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +kvstore:*
lost reach user/u by role/a: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:user/u; by -kvstore:*
# whom the role denies
gained reach user/u by role/a: TrustDeny Removed role/a: -acs:ram::1000000000000001:user/u; by +kvstore:*
lost reach user/u by role/a: TrustDeny Added role/a: +acs:ram::1000000000000001:user/u; by -kvstore:*
# whom a role lets in that holds it twice
gained reach user/u by role/a: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +kvstore:*
lost reach user/u by role/a: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:user/u; by -kvstore:*
# a policy at the end of a way
gained reach role/a by role/b: Attachment Added Custom/all role/b: +{policy:Custom/all,to:role/b}; by +kvstore:*
gained direct role/b: Attachment Added Custom/all role/b: +{policy:Custom/all,to:role/b}; by +kvstore:*
gained reach user/u by role/a, role/b: Attachment Added Custom/all role/b: +{policy:Custom/all,to:role/b}; by +kvstore:*
lost reach role/a by role/b: Attachment Removed Custom/all role/b: -{policy:Custom/all,to:role/b}; by -kvstore:*
lost direct role/b: Attachment Removed Custom/all role/b: -{policy:Custom/all,to:role/b}; by -kvstore:*
lost reach user/u by role/a, role/b: Attachment Removed Custom/all role/b: -{policy:Custom/all,to:role/b}; by -kvstore:*
# whom the first role of a way lets in
gained reach user/u by role/a, role/b: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +kvstore:*
lost reach user/u by role/a, role/b: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:user/u; by -kvstore:*
# whom the last role of a way lets in
gained reach role/a by role/b: Trust Widened(Principal) role/b: +acs:ram::1000000000000001:role/a; by +kvstore:*
gained reach user/u by role/a, role/b: Trust Widened(Principal) role/b: +acs:ram::1000000000000001:role/a; by +kvstore:*
lost reach role/a by role/b: Trust Narrowed(Principal) role/b: -acs:ram::1000000000000001:role/a; by -kvstore:*
lost reach user/u by role/a, role/b: Trust Narrowed(Principal) role/b: -acs:ram::1000000000000001:role/a; by -kvstore:*
# of two ways that by the first name
gained reach role/b by role/end: Attachment Added Custom/all role/end: +{policy:Custom/all,to:role/end}; by +kvstore:*
gained direct role/end: Attachment Added Custom/all role/end: +{policy:Custom/all,to:role/end}; by +kvstore:*
gained reach role/z by role/end: Attachment Added Custom/all role/end: +{policy:Custom/all,to:role/end}; by +kvstore:*
gained reach user/u by role/b, role/end: Attachment Added Custom/all role/end: +{policy:Custom/all,to:role/end}; by +kvstore:*
lost reach role/b by role/end: Attachment Removed Custom/all role/end: -{policy:Custom/all,to:role/end}; by -kvstore:*
lost direct role/end: Attachment Removed Custom/all role/end: -{policy:Custom/all,to:role/end}; by -kvstore:*
lost reach role/z by role/end: Attachment Removed Custom/all role/end: -{policy:Custom/all,to:role/end}; by -kvstore:*
lost reach user/u by role/b, role/end: Attachment Removed Custom/all role/end: -{policy:Custom/all,to:role/end}; by -kvstore:*
# roles that let each other in
gained direct role/a: Attachment Added Custom/all role/a: +{policy:Custom/all,to:role/a}; by +kvstore:*
gained reach role/b by role/a: Attachment Added Custom/all role/a: +{policy:Custom/all,to:role/a}; by +kvstore:*
lost direct role/a: Attachment Removed Custom/all role/a: -{policy:Custom/all,to:role/a}; by -kvstore:*
lost reach role/b by role/a: Attachment Removed Custom/all role/a: -{policy:Custom/all,to:role/a}; by -kvstore:*
# somebody new whom the role names
gained reach user/w by role/a: Attachment Added Custom/assume user/w: +{policy:Custom/assume,to:user/w}; by +sts:AssumeRole +kvstore:*
lost reach user/w by role/a: Principal Removed user/w: -w; by -kvstore:*
# a network, at the end of a way
gained reach role/a by role/b AllowedIf->AllowedIf from private_network->anywhere: Allow Widened(Condition) Custom/all: +acs:SourceIp:0.0.0.0/0 -acs:SourceIp:10.0.0.0/8
gained direct role/b AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere under a condition: Allow Widened(Condition) Custom/all: +acs:SourceIp:0.0.0.0/0 -acs:SourceIp:10.0.0.0/8
gained reach user/u by role/a, role/b AllowedIf->AllowedIf from private_network->anywhere: Allow Widened(Condition) Custom/all: +acs:SourceIp:0.0.0.0/0 -acs:SourceIp:10.0.0.0/8
lost reach role/a by role/b AllowedIf->AllowedIf from anywhere->private_network: Allow Narrowed(Condition) Custom/all: +acs:SourceIp:10.0.0.0/8 -acs:SourceIp:0.0.0.0/0
lost direct role/b AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Narrowed(Condition) Custom/all: +acs:SourceIp:10.0.0.0/8 -acs:SourceIp:0.0.0.0/0
lost reach user/u by role/a, role/b AllowedIf->AllowedIf from anywhere->private_network: Allow Narrowed(Condition) Custom/all: +acs:SourceIp:10.0.0.0/8 -acs:SourceIp:0.0.0.0/0
";

/// Whoever is there on one side alone is told of by what they hold there, although the
/// role let them in before.
#[test]
fn somebody_new_reaches_a_role_by_what_they_hold() {
    let person = |name: &str| {
        let mut account = chained(&[("a", &["user/new", "user/old"], &["all"])]);
        account = and(account, "users", json!({ "name": name }));
        let attachment = json!({ "policy": "Custom/assume", "to": format!("user/{name}") });
        Read::account(and(account, "attachments", attachment))
    };
    let told = told(&person("old"), &person("new"));
    let [gained, lost] = told.as_slice() else {
        panic!("{told:?}");
    };
    let attached = "gained reach user/new by role/a: Attachment Added Custom/assume user/new: \
        +{policy:Custom/assume,to:user/new}";
    assert!(gained.starts_with(attached), "{gained}");
    let gone = "lost reach user/old by role/a: Principal Removed user/old: -old";
    assert!(lost.starts_with(gone), "{lost}");
}

/// Of two ways to a role each is told that was not there, and the grants of the role in the
/// order that they stand in.
#[test]
fn a_way_is_told_beside_those_that_were_there() {
    let entered = |trusted: &[&str]| {
        Read::account(chained(&[
            ("a", &["user/u"], &[]),
            ("b", &["user/u"], &[]),
            ("c", &["user/u"], &[]),
            ("z", trusted, &[]),
            ("end", &["role/a", "role/b", "role/c", "role/z"], &["all"]),
        ]))
    };
    let twice = |trusted: &[&str]| {
        let mut account = chained(&[("a", trusted, &["all"])]);
        account = and(
            account,
            "policies",
            json!({ "type": "Custom", "name": "more", "version": "v1",
                "document": super::document(&[("Allow", "kvstore:D*")]) }),
        );
        let attachment = json!({ "policy": "Custom/more", "to": "role/a" });
        let list = account["attachments"].as_array_mut().unwrap();
        list.insert(0, attachment);
        Read::account(account)
    };
    let cases = vec![
        (
            "a fourth way to a role",
            entered(&["user/v"]),
            entered(&["user/u"]),
        ),
        (
            "a role that may do it by two policies",
            twice(&["user/v"]),
            twice(&["user/u"]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(BESIDE));
}

const BESIDE: &str = "
# a fourth way to a role
gained reach user/u by role/z, role/end Allowed->Allowed from anywhere->anywhere: Trust Widened(Principal) role/z: +acs:ram::1000000000000001:user/u; by +kvstore:*
lost reach user/u by role/z, role/end Allowed->Allowed from anywhere->anywhere: Trust Narrowed(Principal) role/z: -acs:ram::1000000000000001:user/u; by -kvstore:*
# a role that may do it by two policies
gained reach user/u by role/a: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +kvstore:* +kvstore:D*
lost reach user/u by role/a: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:user/u; by -kvstore:* -kvstore:D*
";
