//! What somebody gains or loses by what they hold themselves.

use serde_json::{Value, json};

use super::rooms::{and, clients, put, put_under_paths, room, stored, under};
use super::words::{Read, both_ways, compared, lines, told};
use super::*;

const ALL: &[(&str, &str)] = &[("Allow", "kvstore:*")];
const ECS: &[(&str, &str)] = &[("Allow", "ecs:*")];

fn stating(statements: &[Value]) -> Value {
    put(
        room(&[("p", &[])], &[("p", "user/u")]),
        "/policies/0/document/Statement",
        json!(statements),
    )
}

fn ip(network: &str) -> Value {
    json!({ "IpAddress": { "acs:SourceIp": network } })
}

#[test]
fn what_differs_is_told_with_when_and_from_where() {
    let within = |effect: &str, network: &str| under(effect, "kvstore:*", ip(network));
    let allow = || json!({ "Effect": "Allow", "Action": "kvstore:*", "Resource": "*" });
    let is = |statements: &[Value]| Read::account(stating(statements));
    let perhaps = |statements: &[Value]| {
        let account = and(
            stating(statements),
            "policies",
            json!({ "type": "Custom", "name": "open" }),
        );
        Read::account(and(
            account,
            "attachments",
            json!({ "policy": "Custom/open", "to": "user/u" }),
        ))
    };
    let none = || Read::account(room(&[("p", ECS)], &[("p", "user/u")]));
    let cases = vec![
        (
            "under a condition",
            none(),
            is(&[within("Allow", "203.0.113.0/24")]),
        ),
        (
            "from anywhere",
            is(&[within("Allow", "10.0.0.0/8")]),
            is(&[allow()]),
        ),
        (
            "from a network more",
            is(&[within("Allow", "10.0.0.0/8")]),
            is(&[within("Allow", "10.0.0.0/8"), within("Allow", "11.0.0.0/8")]),
        ),
        (
            "but from a network",
            is(&[allow(), within("Deny", "10.0.0.0/8")]),
            is(&[allow()]),
        ),
        (
            "perhaps on both sides",
            perhaps(&[within("Allow", "10.0.0.0/8")]),
            perhaps(&[allow()]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(WHEN));
}

const WHEN: &str = "
# under a condition
gained direct user/u NotGranted->AllowedIf under a condition: Allow Widened(Action) Custom/p: +kvstore:* -ecs:*
lost direct user/u AllowedIf->NotGranted under a condition: Allow Narrowed(Action) Custom/p: +ecs:* -kvstore:*
# from anywhere
gained direct user/u AllowedIf->Allowed from private_network->anywhere what differs from anywhere under a condition: Allow Widened(Condition) Custom/p: -acs:SourceIp:10.0.0.0/8 +kvstore:*
lost direct user/u Allowed->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Narrowed(Condition) Custom/p: +acs:SourceIp:10.0.0.0/8
# from a network more
gained direct user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere under a condition: Allow Added Custom/p: +kvstore:*
lost direct user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Removed Custom/p: -kvstore:*
# but from a network
gained direct user/u AllowedIf->Allowed from anywhere->anywhere what differs from private_network under a condition: Deny Removed Custom/p: -kvstore:*; by +kvstore:*
lost direct user/u Allowed->AllowedIf from anywhere->anywhere what differs from private_network under a condition: Deny Added Custom/p: +kvstore:*; by -kvstore:*
# perhaps on both sides
gained direct user/u Unknown->Unknown from anywhere->anywhere under a condition if policy Custom/open: Allow Widened(Condition) Custom/p: -acs:SourceIp:10.0.0.0/8 +kvstore:*
lost direct user/u Unknown->Unknown from anywhere->anywhere under a condition if policy Custom/open: Allow Narrowed(Condition) Custom/p: +acs:SourceIp:10.0.0.0/8
";

#[test]
fn versions_that_are_stored_are_told_of_whoever_holds_the_policy() {
    let with = |versions: &[(&str, &[(&str, &str)])], attached: &[(&str, &str)]| {
        let account = room(&[("p", ECS), ("q", ECS)], attached);
        match versions {
            [] => Read::account(account),
            _ => Read::account(stored(account, 0, versions)),
        }
    };
    let to_u: &[(&str, &str)] = &[("p", "user/u"), ("q", "user/v")];
    let to_g: &[(&str, &str)] = &[("p", "group/g")];
    let cases = vec![
        ("for a user", with(&[], to_u), with(&[("v9", ALL)], to_u)),
        ("for a group", with(&[], to_g), with(&[("v9", ALL)], to_g)),
        (
            "for somebody who is given the policy",
            with(&[("v9", ALL)], &[]),
            with(&[("v9", ALL)], to_u),
        ),
        (
            "of another name",
            with(&[("v8", ALL)], to_u),
            with(&[("v9", ALL)], to_u),
        ),
        (
            "of two, by the first of them",
            with(&[], to_u),
            with(
                &[
                    ("v8", &[("Allow", "kvstore:D*"), ("Allow", "kvstore:*")]),
                    ("v9", ALL),
                ],
                to_u,
            ),
        ),
        (
            "that was in force",
            Read::account(room(&[("p", ALL), ("q", ECS)], to_u)),
            with(&[("v9", ALL)], to_u),
        ),
        (
            "of another policy that was stored already",
            Read::account(stored(
                room(&[("p", ECS), ("q", ECS)], to_u),
                1,
                &[("v9", ALL)],
            )),
            Read::account(stored(
                stored(room(&[("p", ECS), ("q", ECS)], to_u), 1, &[("v9", ALL)]),
                0,
                &[("v9", ALL)],
            )),
        ),
        (
            "where the account is",
            Read::files(&[]),
            with(&[("v9", ALL)], to_u),
        ),
    ];
    assert_eq!(both_ways(cases), lines(STORED));
}

const STORED: &str = "
# for a user
gained latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
lost latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
# for a group
gained latent group/g by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
gained latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
lost latent group/g by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
lost latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
# for somebody who is given the policy
# of another name
# of two, by the first of them
gained latent user/u by Custom/p v8 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v8: +kvstore:D*
gained latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
lost latent user/u by Custom/p v8 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v8: -kvstore:D*
lost latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
# that was in force
lost direct user/u: Version Changed Custom/p: -kvstore:*
gained direct user/u: Version Changed Custom/p: +kvstore:*
# of another policy that was stored already
gained latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
lost latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
# where the account is
gained latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
lost latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
";

/// The account with the documents of its policies under paths as well.
fn with_paths(account: Value) -> Read {
    let mut read = Read::account(account);
    put_under_paths(&mut read.model);
    read
}

/// What is told of those who hold a document is not told of it again.
#[test]
fn documents_are_told_of_unless_it_is_told_of_their_holders() {
    let free = |statements| with_paths(room(&[("p", statements), ("q", ECS)], &[]));
    let held = |statements: &[(&str, &str)], to: &[(&str, &str)]| {
        with_paths(room(&[("p", statements), ("q", ECS)], to))
    };
    let cases = vec![
        ("a document that nobody holds", free(ECS), free(ALL)),
        (
            "a document that somebody holds",
            held(ECS, &[("p", "user/u")]),
            held(ALL, &[("p", "user/u")]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(DOCUMENTS));
}

const DOCUMENTS: &str = "
# a document that nobody holds
gained direct policy/p.json: Allow Widened(Action) policy/p.json: +kvstore:* -ecs:*
lost direct policy/p.json: Allow Narrowed(Action) policy/p.json: +ecs:* -kvstore:*
# a document that somebody holds
gained direct user/u: Allow Widened(Action) Custom/p: +kvstore:* -ecs:*
lost direct user/u: Allow Narrowed(Action) Custom/p: +ecs:* -kvstore:*
";

/// What is not known on either side is told of once, of whom nothing else is told.
#[test]
fn what_is_unknown_on_both_sides_is_told_apart() {
    let open = |own: &[(&str, &str)], absent: &[&str]| {
        let mut account = room(&[("own", own)], &[("own", "user/v")]);
        for name in absent {
            account = and(
                account,
                "policies",
                json!({ "type": "Custom", "name": name }),
            );
            let attachment = json!({ "policy": format!("Custom/{name}"), "to": "user/u" });
            account = and(account, "attachments", attachment);
        }
        Read::account(account)
    };
    let unchanged = |before: &Read, after: &Read| -> Vec<String> {
        let found = compared(before, after);
        let all = found.unchanged_doubts.iter();
        all.map(|one| {
            let doubts = one.depends_on.iter();
            let doubts = doubts.map(|id| found.doubts.get(*id).unwrap().about.clone());
            let doubts: Vec<String> = doubts.collect();
            format!("{} {}: {}", one.principal, one.action, doubts.join(", "))
        })
        .collect()
    };
    let user = |policy: &str| format!("user/u {DESTROY}: {policy}");
    let same = unchanged(&open(ECS, &["p"]), &open(ALL, &["p"]));
    assert_eq!(same, [user("Custom/p")]);
    // Another doubt is a difference, and is told as one.
    assert_eq!(unchanged(&open(ECS, &["p"]), &open(ECS, &["q"])), [""; 0]);
    assert_eq!(
        unchanged(&open(ECS, &["p"]), &open(ECS, &["p", "q"])),
        [""; 0]
    );
    assert_eq!(unchanged(&open(ECS, &["p"]), &open(ECS, &[])), [""; 0]);
    assert_eq!(unchanged(&open(ECS, &[]), &open(ECS, &["p"])), [""; 0]);
    assert_eq!(unchanged(&open(ECS, &[]), &open(ECS, &[])), [""; 0]);
    // Nor is what is told to differ told as unchanged.
    let perhaps = |network: &str| {
        let mut account = stating(&[under("Allow", "kvstore:*", ip(network))]);
        account = and(
            account,
            "policies",
            json!({ "type": "Custom", "name": "open" }),
        );
        let attachment = json!({ "policy": "Custom/open", "to": "user/u" });
        Read::account(and(account, "attachments", attachment))
    };
    let (few, all) = (perhaps("10.0.0.0/8"), perhaps("0.0.0.0/0"));
    assert_eq!(unchanged(&few, &all), [""; 0]);
    assert_eq!(unchanged(&few, &few), [user("Custom/open")]);
    // What is told of those who hold a document is not told of it again.
    let verbs = |verbs: &str| {
        let text = format!(
            "variable \"m\" {{\n}}\nvariable \"n\" {{\n}}\n\
             resource \"alicloud_ram_user\" \"u\" {{\n  name = \"u\"\n}}\n\
             resource \"alicloud_ram_policy\" \"p\" {{\n  policy_name = \"p\"\n  \
             policy_document = jsonencode({{ Version = \"1\", Statement = [{{ \
             Effect = \"Allow\", Action = [{verbs}], Resource = \"*\" }}] }})\n}}\n\
             resource \"alicloud_ram_user_policy_attachment\" \"p\" {{\n  \
             policy_name = \"p\"\n  policy_type = \"Custom\"\n  user_name = \"u\"\n}}\n"
        );
        Read::files(&[("main.tf", &text)])
    };
    let (one, two) = (
        verbs("\"kvstore:${var.m}\""),
        verbs("\"kvstore:${var.m}\", \"kvstore:${var.n}\""),
    );
    assert_eq!(unchanged(&one, &two), [""; 0]);
    // Nor is it told as unknown once it is known.
    assert_eq!(unchanged(&one, &verbs("\"kvstore:*\"")), [""; 0]);
}

/// A request that shows a difference lacks the keys that no request carries in the world
/// that shows it.
#[test]
fn a_request_that_shows_a_difference_is_one_of_its_world() {
    let like = json!({ "StringLike": { "acs:Unheard": "x" } });
    let before = Read::account(stating(&[under("Allow", "kvstore:*", like)]));
    let after = Read::account(room(&[("p", ALL)], &[("p", "user/u")]));
    let found = compared(&before, &after);
    let entry = found.gained.first().unwrap();
    let chosen = entry.world.iter();
    let chosen: Vec<(&str, u8)> = chosen
        .map(|(id, choice)| (found.doubts.get(*id).unwrap().name.as_str(), *choice))
        .collect();
    assert_eq!(chosen, [("unverified-key", 0)]);
    let witness: Vec<_> = entry.witness.iter().flatten().collect();
    assert_eq!(witness, [(&"acs:unheard".to_owned(), &None)]);
}

/// Two lists of which it takes more steps to see what they have in common than one
/// question has.
#[test]
fn d41_what_is_not_decided_of_what_somebody_holds_is_told_as_such() {
    let (one, other) = (clients('a', 1500), clients('b', 1500));
    let none = Read::account(room(&[("p", ECS)], &[("p", "user/u")]));
    let both = Read::account(stating(&[
        under(
            "Allow",
            "kvstore:*",
            json!({ "StringLike": { "acs:UserAgent": one } }),
        ),
        under(
            "Deny",
            "kvstore:*",
            json!({ "StringNotLike": { "acs:UserAgent": other } }),
        ),
    ]));
    let gained = "gained direct user/u NotGranted->Unknown over budget: ";
    assert_eq!(told(&none, &both), [gained]);
    let lost = "lost direct user/u Unknown->NotGranted over budget: ";
    assert_eq!(told(&both, &none), [lost]);
}

/// What requests can look like is told with every difference.
#[test]
fn conditions_are_over_keys_that_are_told() {
    let before = Read::account(room(&[("p", ECS)], &[("p", "user/u")]));
    let after = Read::account(stating(&[under("Allow", "kvstore:*", ip("10.0.0.0/8"))]));
    for found in [compared(&before, &after), compared(&after, &before)] {
        let entry = found.gained.iter().chain(&found.lost).next().unwrap();
        let names: Vec<&str> = entry
            .universe
            .keys()
            .map(|(_, key)| key.name.as_str())
            .collect();
        assert!(
            names
                .iter()
                .any(|name| name.eq_ignore_ascii_case("acs:SourceIp")),
            "{names:?}"
        );
    }
}

/// Modules of which nothing can be read may give anything to anybody.
#[test]
fn modules_that_cannot_be_read_are_told_of() {
    let calls = |calls: &[(&str, &str)]| {
        let calls = calls.iter().map(|(name, version)| {
            format!("module \"{name}\" {{\n  source = \"a/b/c\"\n  version = \"{version}\"\n}}\n")
        });
        let text = format!(
            "resource \"alicloud_ram_user\" \"u\" {{\n  name = \"u\"\n}}\n{}",
            calls.collect::<String>()
        );
        Read::files(&[("main.tf", &text)])
    };
    let cases = vec![
        ("none", calls(&[]), calls(&[])),
        ("a call", calls(&[]), calls(&[("m", "1")])),
        ("the same call", calls(&[("m", "1")]), calls(&[("m", "1")])),
        (
            "another version",
            calls(&[("m", "1")]),
            calls(&[("m", "2")]),
        ),
        (
            "another call",
            calls(&[("m", "1")]),
            calls(&[("m", "1"), ("n", "1")]),
        ),
        (
            "a call of another name",
            calls(&[("m", "1")]),
            calls(&[("n", "1")]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(MODULES));
}

const MODULES: &str = "
# none
# a call
gained direct module.m NotGranted->Unknown from none->none: Module Added module.m: +module m
lost direct module.m Unknown->NotGranted from none->none: Module Removed module.m: -module m
# the same call
# another version
gained direct module.m Unknown->Unknown from none->none: Module Changed module.m: +module m -module m
lost direct module.m Unknown->Unknown from none->none: Module Changed module.m: +module m -module m
gained direct module.m Unknown->Unknown from none->none: Module Changed module.m: +module m -module m
lost direct module.m Unknown->Unknown from none->none: Module Changed module.m: +module m -module m
# another call
gained direct module.n NotGranted->Unknown from none->none: Module Added module.n: +module n
lost direct module.n Unknown->NotGranted from none->none: Module Removed module.n: -module n
# a call of another name
gained direct module.n NotGranted->Unknown from none->none: Module Added module.n: +module n
lost direct module.m Unknown->NotGranted from none->none: Module Removed module.m: -module m
gained direct module.m NotGranted->Unknown from none->none: Module Added module.m: +module m
lost direct module.n Unknown->NotGranted from none->none: Module Removed module.n: -module n
";
