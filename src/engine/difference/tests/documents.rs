//! Documents and stored versions, and of whom else it is told what they give.

use serde_json::{Value, json};

use super::rooms::{Policies, put_under_paths, room, stored};
use super::words::{Read, both_ways, lines};
use super::*;

const ALL: &[(&str, &str)] = &[("Allow", "kvstore:*")];
const ECS: &[(&str, &str)] = &[("Allow", "ecs:*")];

/// What a document of its own gives is nothing new if all who hold it had it.
#[test]
fn diff_04_a_new_document_is_told_unless_all_its_holders_may_do_what_it_says() {
    let holders = |policies: &[&str]| -> Read {
        let users = ["al", "bob"].iter().zip(policies);
        let users = users.map(|(user, held)| format!("{user}: {{ policies: [{held}] }}"));
        let users: Vec<String> = users.collect();
        let manifest = format!(
            "ram_attachments: 1\naccount: \"{OWN}\"\nusers: {{ {} }}\n",
            users.join(", ")
        );
        let text = |statements: &[(&str, &str)]| document(statements).to_string();
        let (all, own) = (
            text(ALL),
            text(&[("Allow", "kvstore:*"), ("Allow", "oss:*")]),
        );
        let no = text(&[("Deny", "kvstore:*")]);
        let mut files = vec![
            ("ram-attachments.yaml", manifest.as_str()),
            ("policies/G.json", no.as_str()),
            ("policies/Q.json", own.as_str()),
        ];
        if manifest.contains("Custom/P") {
            files.push(("policies/P.json", all.as_str()));
        }
        Read::files(&files)
    };
    let (free, denied) = ("Custom/Q", "Custom/Q, Custom/G");
    let with = |policies: &str| format!("{policies}, Custom/P");
    let cases = vec![
        (
            "all could do it",
            holders(&[free, free]),
            holders(&[&with(free), &with(free)]),
        ),
        (
            "one of them may not",
            holders(&[denied, free]),
            holders(&[&with(denied), &with(free)]),
        ),
        (
            "the other of them may not",
            holders(&[free, denied]),
            holders(&[&with(free), &with(denied)]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(NEW));
}

const NEW: &str = "
# all could do it
# one of them may not
gained direct policy/policies/P.json: Allow Added policy/policies/P.json: +kvstore:*
lost direct policy/policies/P.json: Allow Removed policy/policies/P.json: -kvstore:*
# the other of them may not
gained direct policy/policies/P.json: Allow Added policy/policies/P.json: +kvstore:*
lost direct policy/policies/P.json: Allow Removed policy/policies/P.json: -kvstore:*
";

/// What changed of a document beyond what is told of its holder is told of the document.
#[test]
fn what_is_not_told_of_the_holder_of_a_document_is_told_of_it() {
    let no = |action: &str, network: &str| {
        json!({ "Effect": "Deny", "Action": action, "Resource": "*",
            "Condition": { "IpAddress": { "acs:SourceIp": network } } })
    };
    let text =
        |statements: &[Value]| json!({ "Version": "1", "Statement": statements }).to_string();
    let manifest = format!(
        "ram_attachments: 1\naccount: \"{OWN}\"\n\
         users: {{ bob: {{ policies: [Custom/P, Custom/G] }} }}\n"
    );
    // What `bob` is denied by the other policy hides the narrower of the two.
    let guard = text(&[no("kvstore:*", "10.0.0.0/16")]);
    let held = |guards: &[Value]| {
        let all = json!({ "Effect": "Allow", "Action": "kvstore:*", "Resource": "*" });
        let own = text(&[&[all], guards].concat());
        Read::files(&[
            ("ram-attachments.yaml", &manifest),
            ("policies/G.json", &guard),
            ("policies/P.json", &own),
        ])
    };
    let guards = [
        no("kvstore:*", "10.0.0.0/8"),
        no("kvstore:Destroy*", "10.0.0.0/16"),
    ];
    let cases = vec![("two that deny", held(&guards), held(&[]))];
    assert_eq!(both_ways(cases), lines(BEYOND));
}

const BEYOND: &str = "
# two that deny
gained direct policy/policies/P.json AllowedIf->Allowed from anywhere->anywhere what differs from private_network under a condition: Deny Removed Custom/P: -kvstore:*; by +kvstore:* & Deny Removed policy/policies/P.json: -kvstore:Destroy*; by +kvstore:*
gained direct user/bob AllowedIf->AllowedIf from anywhere->anywhere what differs from private_network under a condition: Deny Removed Custom/P: -kvstore:*; by +kvstore:*
lost direct policy/policies/P.json Allowed->AllowedIf from anywhere->anywhere what differs from private_network under a condition: Deny Added Custom/P: +kvstore:*; by -kvstore:* & Deny Added policy/policies/P.json: +kvstore:Destroy*; by -kvstore:*
lost direct user/bob AllowedIf->AllowedIf from anywhere->anywhere what differs from private_network under a condition: Deny Added Custom/P: +kvstore:*; by -kvstore:*
";

#[test]
fn stored_versions_are_told_of_those_alone_who_are_there_and_hold_the_policy() {
    let with = |users: &[&str], is_stored: bool| {
        let attached: Vec<(&str, String)> = users
            .iter()
            .map(|user| ("p", format!("user/{user}")))
            .collect();
        let attached: Vec<(&str, &str)> = attached
            .iter()
            .map(|(policy, to)| (*policy, to.as_str()))
            .collect();
        let policies: Policies<'_> = &[("p", ECS), ("q", ECS)];
        let mut account = room(policies, &attached);
        if users.contains(&"w") {
            add(&mut account, "users", json!({ "name": "w" }));
        }
        if is_stored {
            account = stored(account, 0, &[("v9", ALL)]);
        }
        let mut read = Read::account(account);
        put_under_paths(&mut read.model);
        read
    };
    let cases = vec![
        (
            "whoever held it is gone",
            with(&["u", "w"], false),
            with(&["u"], true),
        ),
        (
            "whoever holds it was not there",
            with(&["u"], false),
            with(&["u", "w"], true),
        ),
    ];
    assert_eq!(both_ways(cases), lines(STORED));
}

const STORED: &str = "
# whoever held it is gone
gained latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
lost latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
# whoever holds it was not there
gained latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
gained latent user/w by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Added Custom/p v9: +kvstore:*
lost latent user/u by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
lost latent user/w by Custom/p v9 NotGranted->NotGranted from none->none: StoredVersion Removed Custom/p v9: -kvstore:*
";

/// The calls of a module in two folders, each in its own words.
fn calls(versions: &[&str]) -> Read {
    let words = [
        ("a/main.tf", "module \"m\""),
        ("b/main.tf", "module  \"m\""),
    ];
    let texts: Vec<(&str, String)> = words
        .iter()
        .zip(versions)
        .map(|((path, word), version)| {
            let call = format!("{word} {{\n  source = \"a/b/c\"\n  version = \"{version}\"\n}}\n");
            let user = "resource \"alicloud_ram_user\" \"u\" {\n  name = \"u\"\n}\n";
            (*path, format!("{user}{call}"))
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    Read::files(&texts)
}

/// A call that stays is not the one that another came in place of.
#[test]
fn of_calls_of_one_name_those_that_are_gone_are_told_with_what_came_instead() {
    let cases = vec![
        ("another call", calls(&["1"]), calls(&["1", "2"])),
        (
            "other versions of both",
            calls(&["1", "1"]),
            calls(&["2", "2"]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(CALLS));
}

const CALLS: &str = "
# another call
gained direct module.m NotGranted->Unknown from none->none: Module Added module.m: +module  m
lost direct module.m Unknown->NotGranted from none->none: Module Removed module.m: -module  m
# other versions of both
gained direct module.m Unknown->Unknown from none->none: Module Changed module.m: +module m -module m
lost direct module.m Unknown->Unknown from none->none: Module Changed module.m: +module m -module m
gained direct module.m Unknown->Unknown from none->none: Module Changed module.m: +module m -module m
lost direct module.m Unknown->Unknown from none->none: Module Changed module.m: +module m -module m
";

/// What is lost of a document may say anything.
#[test]
fn a_document_of_which_a_part_is_lost_is_told_by_what_is_lost() {
    let statement = json!({ "Effect": "Allow", "Action": "ecs:*", "Resource": "*" });
    let whole = format!("{{\"Version\": \"1\", \"Statement\": [{statement}]}}");
    let lost = format!("{{\"Version\": \"1\", \"Statement\": [{statement}, {{\"Effect\": }}]}}");
    let alone = |text: &str| Read::files(&[("P.json", text)]);
    let cases = vec![
        ("of one that was not there", Read::files(&[]), alone(&lost)),
        ("of one that was whole", alone(&whole), alone(&lost)),
    ];
    assert_eq!(both_ways(cases), lines(LOST));
}

const LOST: &str = "
# of one that was not there
gained direct policy/P.json NotGranted->Unknown if document P.json: Doubt Changed policy/P.json: +:
lost direct policy/P.json Unknown->NotGranted if document P.json: Doubt Changed policy/P.json: -:
# of one that was whole
gained direct policy/P.json NotGranted->Unknown if document P.json: Doubt Changed policy/P.json: +:
lost direct policy/P.json Unknown->NotGranted if document P.json: Doubt Changed policy/P.json: -:
";

fn holding(statements: &[Value]) -> Read {
    let document = json!({ "Version": "1", "Statement": statements });
    let mut account = room(&[("p", &[])], &[("p", "user/u")]);
    account["policies"][0]["document"] = document;
    Read::account(account)
}

/// What differs perhaps is told by the least that it may take.
#[test]
fn what_differs_perhaps_takes_what_it_does_where_it_differs() {
    let under = |condition: Value| {
        json!({ "Effect": "Allow", "Action": "kvstore:*", "Resource": "*",
            "Condition": condition })
    };
    let few = || under(json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } }));
    let perhaps = || {
        under(json!({ "IpAddress": { "acs:SourceIp": "11.0.0.0/8" },
            "StringEquals": { "acs:unheard": "x" } }))
    };
    let cases = vec![("perhaps", holding(&[few()]), holding(&[few(), perhaps()]))];
    assert_eq!(both_ways(cases), lines(PERHAPS));
}

const PERHAPS: &str = "
# perhaps
gained direct user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere under a condition if unverified-key acs:unheard: Allow Added Custom/p: +kvstore:*
lost direct user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere under a condition if unverified-key acs:unheard: Allow Removed Custom/p: -kvstore:*
";
