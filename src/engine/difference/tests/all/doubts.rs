//! What hangs on what is not known, and on what it takes to make a request.

use super::*;
use crate::engine::difference::tests::all::accounts::gap;
use crate::engine::difference::tests::all::rows::{and_unread, holding, one};
use crate::engine::difference::tests::all::together::sessions;
use crate::engine::question::Readings;
use crate::model::doubt::Choice;

/// The user `u` holds some policies, each with the gaps that its attachment hangs on.
fn maybe(policies: &[&[&str]], attachments: &[&[usize]]) -> Input {
    edited(holding(policies), |model| {
        for (number, gaps) in attachments.iter().enumerate() {
            for one in *gaps {
                let gap = gap(model, &format!("attachment {one}"), 2);
                let attachment = &mut model.accounts[0].attachments[number];
                attachment.when.push(Choice::is(gap, 1));
            }
        }
    })
}

#[test]
fn what_is_not_known_is_told_behind_what_is() {
    let own: &[&str] = &["kvstore:D*"];
    let twelve: [&[usize]; 12] = [
        &[1],
        &[2],
        &[3],
        &[4],
        &[5],
        &[6],
        &[7],
        &[8],
        &[9],
        &[10],
        &[11],
        &[12],
    ];
    let cases = vec![
        (
            "a document",
            one(&["ecs:RunInstances"]),
            and_unread(&["ecs:RunInstances"]),
        ),
        (
            "a document beside blocks",
            one(&["-kvstore:*", "-oss:*@mfa"]),
            and_unread(&["-kvstore:*", "-oss:*@mfa"]),
        ),
        (
            "a document whose block is gone",
            and_unread(&["-kvstore:*"]),
            and_unread(&["-ecs:*"]),
        ),
        (
            "a block that may be there",
            one(&[]),
            maybe(&[own, &["-kvstore:Destroy*"]], &[&[], &[1]]),
        ),
        (
            "a grant that may be there",
            one(&[]),
            maybe(&[own], &[&[1]]),
        ),
        (
            "one beside what is certain",
            one(&[]),
            maybe(&[own, &["oss:Delete*"]], &[&[1]]),
        ),
        (
            "one that another does not matter to",
            one(&[]),
            maybe(&[own, own], &[&[1], &[1, 2]]),
        ),
        ("one of two", one(&[]), maybe(&[own, own], &[&[1], &[2]])),
        ("both of two", one(&[]), maybe(&[own], &[&[1, 2]])),
        (
            "all of very many",
            one(&[]),
            maybe(&[own], &[&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]]),
        ),
        ("one of very many", one(&[]), maybe(&[own; 12], &twelve)),
        (
            "very many that do not matter",
            one(&[]),
            maybe(&[own; 13], &twelve),
        ),
        (
            "certain under a condition",
            one(&["kvstore:D*@mfa"]),
            maybe(&[&["kvstore:D*@office"], &["kvstore:D*@mfa"]], &[&[1]]),
        ),
        ("known now", maybe(&[own], &[&[1]]), one(own)),
        (
            "one on some resources beside what is certain under a condition",
            one(&[]),
            maybe(
                &[
                    &["ecs:Delete*@mfa"],
                    &["ecs:Delete* | acs:ecs:*:*:instance/*"],
                ],
                &[&[], &[1]],
            ),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# a document
gained direct user/u: adb:DeleteDBCluster (- +Custom/unread=* except ecs:RunInstances) not_granted -> unknown/anywhere on +policy Custom/unread: Attachment Added Custom/unread user/u: +{policy:Custom/unread,to:user/u}; by -ecs:RunInstances
lost direct user/u: ecs:RunInstances (exact -ecs:RunInstances) allowed/anywhere -> unknown/anywhere on +policy Custom/unread: Attachment Added Custom/unread user/u: +{policy:Custom/unread,to:user/u}; by -ecs:RunInstances
# a document beside blocks
gained direct user/u: adb:DeleteDBCluster (- +Custom/unread=* except kvstore:*, oss:*) not_granted -> unknown/anywhere on +policy Custom/unread: Attachment Added Custom/unread user/u: +{policy:Custom/unread,to:user/u}
gained direct user/u: oss:DeleteBucket (- +Custom/unread=oss:*) not_granted -> unknown/anywhere if acs:MFAPresent?=false on +policy Custom/unread: Attachment Added Custom/unread user/u: +{policy:Custom/unread,to:user/u}
# a document whose block is gone
gained direct user/u: kvstore:DeleteBackup (- -kvstore:*) denied -> unknown/anywhere on policy Custom/unread: Deny Altered(Action) Custom/p0: +ecs:* -kvstore:*; by +{policy:Custom/unread,to:user/u} -{policy:Custom/unread,to:user/u}
lost direct user/u: ecs:DeleteDisk (- +ecs:*) unknown/anywhere -> denied on policy Custom/unread: Deny Altered(Action) Custom/p0: +ecs:* -kvstore:*; by +{policy:Custom/unread,to:user/u} -{policy:Custom/unread,to:user/u}
# a block that may be there
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*=kvstore:D* except kvstore:Destroy*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +kvstore:D*
# a grant that may be there
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> unknown/anywhere on +unread attachment 1: Allow Added Custom/p0: +kvstore:D*
# one beside what is certain
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> unknown/anywhere on +unread attachment 1: Allow Added Custom/p0: +kvstore:D*
gained direct user/u: oss:DeleteBucket (verb_wildcard +oss:Delete*) not_granted -> allowed/anywhere: Attachment Added Custom/p1 user/u: +{policy:Custom/p1,to:user/u} & Allow Added Custom/p1: +oss:Delete*
# one that another does not matter to
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D* +kvstore:D*) not_granted -> unknown/anywhere on +unread attachment 1: Allow Added Custom/p0: +kvstore:D*
# one of two
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D* +kvstore:D*) not_granted -> unknown/anywhere on +unread attachment 1, +unread attachment 2: Allow Added Custom/p0: +kvstore:D*
# both of two
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> unknown/anywhere on +unread attachment 1, +unread attachment 2: Allow Added Custom/p0: +kvstore:D*
# all of very many
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> unknown/anywhere on +unread attachment 1, +unread attachment 2, +unread attachment 3, +unread attachment 4, +unread attachment 5, +unread attachment 6, +unread attachment 7, +unread attachment 8, +unread attachment 9, +unread attachment 10, +unread attachment 11, +unread attachment 12: Allow Added Custom/p0: +kvstore:D*
# one of very many
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D*) not_granted -> unknown/anywhere on +unread attachment 1, +unread attachment 2, +unread attachment 3, +unread attachment 4, +unread attachment 5, +unread attachment 6, +unread attachment 7, +unread attachment 8, +unread attachment 9, +unread attachment 10, +unread attachment 11, +unread attachment 12: Allow Added Custom/p0: +kvstore:D*
# very many that do not matter
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D* +kvstore:D*) not_granted -> allowed/anywhere: Attachment Added Custom/p12 user/u: +{policy:Custom/p12,to:user/u} & Allow Added Custom/p12: +kvstore:D*
# certain under a condition
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) allowed_if/console_mfa -> allowed_if/private_network by private_network if ((acs:SourceIp=some | acs:MFAPresent=true) & acs:MFAPresent?=false) on +unread attachment 1: Allow Widened(Condition) Custom/p0: +acs:SourceIp:10.0.0.0/8 -acs:MFAPresent:true
# known now
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) unknown/anywhere -> allowed/anywhere on unread attachment 1: Doubt Changed Custom/p0: +kvstore:D*
# one on some resources beside what is certain under a condition
gained direct user/u: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> allowed_if/console_mfa if acs:MFAPresent=true: Allow Added Custom/p0: +ecs:Delete*
gained direct user/u: ecs:DeleteInstance (verb_wildcard +ecs:Delete*) not_granted -> unknown/anywhere if resource=acs:ecs:*:*:instance/*: Allow Added Custom/p0: +ecs:Delete*
");
}

#[test]
fn one_example_is_of_what_is_certain() {
    let cases = vec![
        (
            "a document",
            one(&["ecs:RunInstances"]),
            and_unread(&["ecs:RunInstances"]),
        ),
        (
            "what is certain first",
            one(&[]),
            maybe(&[&["kvstore:D*"], &["oss:Delete*"]], &[&[1]]),
        ),
        ("the broadest of all", one(&[]), one(&["kvstore:D*", "*"])),
        (
            "the broadest of all first",
            one(&[]),
            one(&["* kvstore:D*"]),
        ),
        (
            "what is blocked no more",
            one(&["kvstore:*", "-kvstore:Destroy*"]),
            one(&["kvstore:*", "oss:Delete*"]),
        ),
        ("what excludes", one(&[]), one(&["!ram:*"])),
    ];
    assert_told(&there(&cases, (Rows::Example, &[])), "
# a document
gained direct user/u: adb:DeleteDBCluster (-) not_granted -> unknown/anywhere on +policy Custom/unread
lost direct user/u: ecs:RunInstances (exact -ecs:RunInstances) allowed/anywhere -> unknown/anywhere on +policy Custom/unread
# what is certain first
gained direct user/u: oss:DeleteBucket (verb_wildcard +oss:Delete*) not_granted -> allowed/anywhere
# the broadest of all
gained direct user/u: kvstore:DeleteBackup (all_actions +kvstore:D* +*) not_granted -> allowed/anywhere
# the broadest of all first
gained direct user/u: adb:DeleteDBCluster (all_actions +*) not_granted -> allowed/anywhere
# what is blocked no more
gained direct user/u: kvstore:DestroyInstance (service_wildcard -kvstore:Destroy* +kvstore:*) denied -> allowed/anywhere
# what excludes
gained direct user/u: adb:DeleteDBCluster (not_action +[ram:*]=NotAction ram:*) not_granted -> allowed/anywhere
");
}

/// What it takes is told of both sides, and of what differs where both give access.
#[test]
fn d27_what_it_takes_on_both_sides() {
    let own = "kvstore:D*";
    let (mfa, office) = ("kvstore:D*@mfa", "kvstore:D*@office");
    let neither = || sessions(&[], &[]);
    let cases = vec![
        ("anywhere now", one(&[]), one(&[own])),
        ("from an office before", one(&[office]), one(&[own])),
        ("with a second factor before", one(&[mfa]), one(&[own])),
        (
            "with a second factor or from an office",
            one(&[office]),
            one(&[office, mfa]),
        ),
        (
            "another network",
            one(&[office]),
            one(&["kvstore:D*@network"]),
        ),
        (
            "the better of two sessions first",
            neither(),
            sessions(&[own], &[mfa]),
        ),
        (
            "the better of two sessions last",
            neither(),
            sessions(&[mfa], &[own]),
        ),
        (
            "a session beside another one",
            sessions(&[office], &["oss:Delete*"]),
            sessions(&[office], &["oss:Delete*", mfa]),
        ),
        (
            "a session on some resources",
            neither(),
            sessions(
                &["ecs:Delete* | acs:ecs:*:*:instance/*"],
                &["ecs:Delete* | acs:ecs:*:*:disk/*"],
            ),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# anywhere now
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +kvstore:D*
# from an office before
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) allowed_if/private_network -> allowed/anywhere by anywhere if acs:SourceIp?=some: Allow Widened(Condition) Custom/p0: -acs:SourceIp:10.0.0.0/8 +kvstore:D*
# with a second factor before
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) allowed_if/console_mfa -> allowed/anywhere by anywhere if acs:MFAPresent?=false: Allow Widened(Condition) Custom/p0: -acs:MFAPresent:true +kvstore:D*
# with a second factor or from an office
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) allowed_if/private_network -> allowed_if/private_network by console_mfa if ((acs:SourceIp=some | acs:MFAPresent=true) & acs:SourceIp?=some): Allow Added Custom/p0: +kvstore:D*
# another network
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) allowed_if/private_network -> allowed_if/anywhere by anywhere if (acs:SourceIp=some & acs:SourceIp?=some): Allow Altered(Condition) Custom/p0: +acs:SourceIp:8.8.0.0/16 -acs:SourceIp:10.0.0.0/8
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed_if/private_network -> allowed_if/anywhere by private_network if (acs:SourceIp=some & acs:SourceIp?=some): Allow Altered(Condition) Custom/p0: +acs:SourceIp:8.8.0.0/16 -acs:SourceIp:10.0.0.0/8
# the better of two sessions first
gained direct sso-user/jo: kvstore:DeleteBackup (verb_wildcard +kvstore:D* +kvstore:D*) not_granted -> allowed/anywhere: Allow Added Inline/One: +kvstore:D*
# the better of two sessions last
gained direct sso-user/jo: kvstore:DeleteBackup (verb_wildcard +kvstore:D* +kvstore:D*) not_granted -> allowed/anywhere: Allow Added Inline/Two: +kvstore:D*
# a session beside another one
gained direct sso-user/jo: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) allowed_if/private_network -> allowed_if/private_network by console_mfa if ((acs:SourceIp=some | acs:MFAPresent=true) & acs:SourceIp?=some): Allow Added Inline/Two: +kvstore:D*
# a session on some resources
gained direct sso-user/jo: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> allowed_if/anywhere if resource=acs:ecs:*:*:disk/*: Allow Added Inline/Two: +ecs:Delete*
gained direct sso-user/jo: ecs:DeleteInstance (verb_wildcard +ecs:Delete*) not_granted -> allowed_if/anywhere if resource=acs:ecs:*:*:instance/*: Allow Added Inline/One: +ecs:Delete*
");
}

/// An attachment in a resource group reaches no action on all resources, unless nothing
/// is settled.
#[test]
fn d14_what_is_settled_is_in_doubt_under_strict_readings() {
    let strict = Settings {
        readings: Readings::Strict,
        ..settings()
    };
    let mut grouped = holding(&[&["kvstore:DestroyInstance"]]);
    grouped["attachments"][0]["scope"] = json!("rg-1");
    let role = |who: &str| {
        let statement = json!({
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "RAM": format!("acs:ram::{OWN}:{who}") },
        });
        let mut account = holding(&[&["sts:AssumeRole"], &["kvstore:DestroyInstance"]]);
        account["roles"] =
            json!([{ "name": "r", "trust": { "Version": "1", "Statement": [statement] } }]);
        account["attachments"][1] =
            json!({ "policy": "Custom/p1", "to": "role/r", "scope": "rg-1" });
        read(account)
    };
    let pairs = [
        ("held in a group", one(&[]), read(grouped)),
        ("held so by a role", role("user/nobody"), role("user/u")),
    ];
    let mut all = Vec::new();
    for (what, before, after) in &pairs {
        for (word, settings) in [("strict", &strict), ("settled", &settings())] {
            all.push(format!("# {what}, {word}"));
            all.extend(told_by(before, after, (Rows::Each, &[]), settings));
        }
    }
    assert_told(&all.join("\n"), "
# held in a group, strict
gained direct user/u: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> unknown/anywhere on +resource-group-scope : Attachment Changed Custom/p0 user/u: +{policy:Custom/p0,scope:rg-1,to:user/u} -{policy:Custom/p0,to:user/u} & Allow Added Custom/p0: +kvstore:DestroyInstance
# held in a group, settled
# held so by a role, strict
gained reach user/u by role/r: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> unknown/anywhere on resource-group-scope : Trust Widened(Principal) role/r: +acs:ram::1000000000000001:user/u; by +kvstore:DestroyInstance
# held so by a role, settled
");
}

/// What is not known of an action may be any of them.
#[test]
fn d10_an_action_that_is_not_known_may_be_any() {
    let stated = |actions: &str| -> Input {
        let text = format!(
            "variable \"v\" {{\n}}\nresource \"alicloud_ram_user\" \"u\" {{\n  name = \"u\"\n}}\n\
             resource \"alicloud_ram_policy\" \"p\" {{\n  policy_name = \"p\"\n  \
             policy_document = jsonencode({{ Version = \"1\", Statement = [{{ \
             Effect = \"Allow\", Action = [{actions}], Resource = \"*\" }}] }})\n}}\n\
             resource \"alicloud_ram_user_policy_attachment\" \"a\" {{\n  user_name = \
             alicloud_ram_user.u.name\n  policy_type = \"Custom\"\n  policy_name = \
             alicloud_ram_policy.p.policy_name\n}}\n"
        );
        (crate::engine::snapshots::files(&[("main.tf", &text)]), text)
    };
    let cases = [
        (
            "beside one that is known",
            stated("\"ecs:RunInstances\""),
            stated("\"ecs:RunInstances\", var.v"),
        ),
        (
            "in part",
            stated("\"ecs:RunInstances\""),
            stated("\"ecs:RunInstances\", \"ecs:${var.v}\""),
        ),
        (
            "in place of one",
            stated("\"ecs:RunInstances\""),
            stated("var.v"),
        ),
    ];
    let mut all = Vec::new();
    for how in [Rows::Each, Rows::Example] {
        all.push(both_ways(&cases, (how, &[])));
    }
    assert_told(&all.join("\n"), "
# beside one that is known
gained direct user/u: adb:DeleteDBCluster (all_actions +variable v=* except ecs:RunInstances) not_granted -> unknown/anywhere on +variable `var.v` (declared at main.tf:1 without a default), as Action: Allow Widened(Action) Custom/p: +variable v
lost direct user/u: adb:DeleteDBCluster (all_actions -variable v=* except ecs:RunInstances) unknown/anywhere -> not_granted on variable `var.v` (declared at main.tf:1 without a default), as Action: Allow Narrowed(Action) Custom/p: -variable v +[ecs:RunInstances]
# in part
gained direct user/u: ecs:DeleteDisk (service_wildcard +ecs:${var.v}=ecs:* except ecs:RunInstances) not_granted -> unknown/anywhere on +variable `var.v` (declared at main.tf:1 without a default), in `ecs:${var.v}`, as Action: Allow Widened(Action) Custom/p: +ecs:${var.v}
lost direct user/u: ecs:DeleteDisk (service_wildcard -ecs:${var.v}=ecs:* except ecs:RunInstances) unknown/anywhere -> not_granted on variable `var.v` (declared at main.tf:1 without a default), in `ecs:${var.v}`, as Action: Allow Narrowed(Action) Custom/p: -ecs:${var.v} +[ecs:RunInstances]
# in place of one
gained direct user/u: adb:DeleteDBCluster (all_actions +variable v=* except ecs:RunInstances) not_granted -> unknown/anywhere on +variable `var.v` (declared at main.tf:1 without a default), as Action: Allow Altered(Action) Custom/p: +variable v -ecs:RunInstances
lost direct user/u: ecs:RunInstances (exact -ecs:RunInstances) allowed/anywhere -> unknown/anywhere on +variable `var.v` (declared at main.tf:1 without a default), as Action: Allow Altered(Action) Custom/p: +variable v -ecs:RunInstances
gained direct user/u: ecs:RunInstances (exact +ecs:RunInstances) unknown/anywhere -> allowed/anywhere on variable `var.v` (declared at main.tf:1 without a default), as Action: Allow Altered(Action) Custom/p: +ecs:RunInstances -variable v
lost direct user/u: adb:DeleteDBCluster (all_actions -variable v=* except ecs:RunInstances) unknown/anywhere -> not_granted on variable `var.v` (declared at main.tf:1 without a default), as Action: Allow Altered(Action) Custom/p: +ecs:RunInstances -variable v
# beside one that is known
gained direct user/u: adb:DeleteDBCluster (all_actions +variable v=*) not_granted -> unknown/anywhere on +variable `var.v` (declared at main.tf:1 without a default), as Action
lost direct user/u: adb:DeleteDBCluster (all_actions -variable v=*) unknown/anywhere -> not_granted on variable `var.v` (declared at main.tf:1 without a default), as Action
# in part
gained direct user/u: ecs:DeleteDisk (service_wildcard +ecs:${var.v}=ecs:*) not_granted -> unknown/anywhere on +variable `var.v` (declared at main.tf:1 without a default), in `ecs:${var.v}`, as Action
lost direct user/u: ecs:DeleteDisk (service_wildcard -ecs:${var.v}=ecs:*) unknown/anywhere -> not_granted on variable `var.v` (declared at main.tf:1 without a default), in `ecs:${var.v}`, as Action
# in place of one
gained direct user/u: adb:DeleteDBCluster (all_actions +variable v=*) not_granted -> unknown/anywhere on +variable `var.v` (declared at main.tf:1 without a default), as Action
lost direct user/u: ecs:RunInstances (exact -ecs:RunInstances) allowed/anywhere -> unknown/anywhere on +variable `var.v` (declared at main.tf:1 without a default), as Action
gained direct user/u: ecs:RunInstances (exact +ecs:RunInstances) unknown/anywhere -> allowed/anywhere on variable `var.v` (declared at main.tf:1 without a default), as Action
lost direct user/u: adb:DeleteDBCluster (all_actions -variable v=*) unknown/anywhere -> not_granted on variable `var.v` (declared at main.tf:1 without a default), as Action
");
}

/// What stands at another place is known again by its words, whatever else is not known.
#[test]
fn an_element_that_cannot_be_read_is_the_same_at_another_place() {
    let account = |statements: &[&str]| {
        let mut account = holding(&[statements]);
        account["policies"][0]["document"]["Statement"][0]["Action"] = json!([null]);
        let unread = json!({ "policy": "Custom/unread", "to": "user/u" });
        add(&mut account, "attachments", unread);
        let longer = json!({ "name": "g".repeat(statements.len()), "members": [] });
        account["groups"] = json!([longer]);
        read(account)
    };
    let element = "kvstore:D*";
    let found = told(
        &account(&[element]),
        &account(&[element, "ecs:DeleteDisk"]),
        (Rows::Each, &[]),
    );
    assert_eq!(
        found,
        [
            "gained direct user/u: ecs:DeleteDisk (exact +ecs:DeleteDisk) unknown/anywhere -> \
             unknown/anywhere on document-not-accepted Action is not a string or a list of \
             strings, Action 0:309-313, policy Custom/unread: Allow Added Custom/p0: \
             +ecs:DeleteDisk"
        ]
    );
}
