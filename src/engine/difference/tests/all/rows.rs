//! In which rows it is told what differs, by which patterns, and under which conditions.

use super::*;

/// A statement in short: `-` before one that denies, `!` before what it does not name,
/// then actions, resources behind `|`, and conditions behind `@`.
pub(super) fn statement(short: &str) -> Value {
    let (short, when) = short.split_once('@').unwrap_or((short, ""));
    let (actions, resources) = short.split_once('|').unwrap_or((short, "*"));
    let (effect, actions) = match actions.strip_prefix('-') {
        Some(rest) => ("Deny", rest),
        None => ("Allow", actions),
    };
    let (element, actions) = match actions.strip_prefix('!') {
        Some(rest) => ("NotAction", rest),
        None => ("Action", actions),
    };
    let listed =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    let mut statement = json!({ "Effect": effect, "Resource": listed(resources) });
    let actions = listed(actions);
    if actions != ["none"] {
        statement[element] = json!(actions);
    }
    match when.trim() {
        "" => {}
        "mfa" => statement["Condition"] = json!({ "Bool": { "acs:MFAPresent": "true" } }),
        "office" => {
            statement["Condition"] = json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } })
        }
        "network" => {
            statement["Condition"] = json!({ "IpAddress": { "acs:SourceIp": "8.8.0.0/16" } })
        }
        other => panic!("{other}"),
    }
    statement
}

/// The user `u` holds some policies, and `unread` is attached to them where it is said.
pub(super) fn holding(policies: &[&[&str]]) -> Value {
    let all = policies.iter().enumerate().map(|(number, statements)| {
        let statements: Vec<Value> = statements.iter().map(|one| statement(one)).collect();
        policy(&format!("p{number}"), &statements)
    });
    let all: Vec<Value> = all.collect();
    let attachments = (0..policies.len())
        .map(|number| json!({ "policy": format!("Custom/p{number}"), "to": "user/u" }));
    json!({
        "users": [{ "name": "u" }],
        "groups": [{ "name": "g", "members": ["u"] }],
        "policies": all,
        "attachments": attachments.collect::<Vec<Value>>(),
    })
}

pub(super) fn one(statements: &[&str]) -> Input {
    read(holding(&[statements]))
}

pub(super) fn and_unread(statements: &[&str]) -> Input {
    let mut account = holding(&[statements]);
    add(
        &mut account,
        "attachments",
        json!({ "policy": "Custom/unread", "to": "user/u" }),
    );
    read(account)
}

#[test]
fn rows_are_named_after_what_narrows_most() {
    let cases = [
        (
            "a wider grant and a narrower block",
            one(&["kvstore:*", "-kvstore:Destroy*"]),
            one(&["kvstore:*"]),
        ),
        (
            "a narrower grant and a wider block",
            one(&["kvstore:Destroy*", "-kvstore:*"]),
            one(&["kvstore:Destroy*"]),
        ),
        (
            "the same patterns",
            one(&["kvstore:D*", "-kvstore:D*"]),
            one(&["kvstore:D*"]),
        ),
        (
            "patterns that overlap",
            one(&["kvstore:*Instance", "-kvstore:De*"]),
            one(&["kvstore:*Instance"]),
        ),
        (
            "a grant that excludes and a block",
            one(&["!ram:*", "-kvstore:D*"]),
            one(&["!ram:*"]),
        ),
        (
            "a grant that excludes and a block of all",
            one(&["!ram:*", "-*"]),
            one(&["!ram:*"]),
        ),
        (
            "a grant and a block that excludes",
            one(&["kvstore:D*", "-!ram:*"]),
            one(&["kvstore:D*"]),
        ),
        (
            "both exclude",
            one(&["!ram:*", "-!oss:*"]),
            one(&["!ram:*"]),
        ),
        ("all but some", one(&["kvstore:D*"]), one(&["!ram:*"])),
        ("all", one(&["kvstore:D*"]), one(&["*"])),
        (
            "no action",
            one(&["kvstore:D*"]),
            one(&["kvstore:D*", "none"]),
        ),
        (
            "a block of no action",
            one(&["kvstore:D*", "-none"]),
            one(&["kvstore:D*"]),
        ),
        (
            "one pattern within another of a block",
            one(&["kvstore:De*", "-kvstore:*Instance kvstore:Destroy*@mfa"]),
            one(&["kvstore:De*"]),
        ),
        (
            "a block of two patterns that overlap",
            one(&[]),
            one(&["kvstore:De*", "-kvstore:*Instance kvstore:Destroy*@mfa"]),
        ),
        ("nothing of the catalogue", one(&[]), one(&["zz:*"])),
        (
            "one of the catalogue beside others",
            one(&[]),
            one(&["kvstore:DestroyInstance*"]),
        ),
        (
            "one that never comes with the resource",
            one(&[]),
            one(&["kvstore:DestroyInstance | acs:oss:*:*:x"]),
        ),
        (
            "some that never come with the resource",
            one(&[]),
            one(&["kvstore:DestroyInstance* | acs:oss:*:*:x"]),
        ),
        (
            "on all resources alone",
            one(&["zz:Top | acs:zz:*:*:*"]),
            one(&["zz:Top"]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# a wider grant and a narrower block
gained direct user/u: kvstore:DestroyInstance (service_wildcard -kvstore:Destroy*) denied -> allowed/anywhere: Deny Removed Custom/p0: -kvstore:Destroy*; by +kvstore:*
# a narrower grant and a wider block
gained direct user/u: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) denied -> allowed/anywhere: Deny Removed Custom/p0: -kvstore:*; by +kvstore:Destroy*
# the same patterns
gained direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) denied -> allowed/anywhere: Deny Removed Custom/p0: -kvstore:D*; by +kvstore:D*
# patterns that overlap
gained direct user/u: kvstore:DeleteInstance (verb_wildcard -kvstore:De*=kvstore:De* within kvstore:*Instance) denied -> allowed/anywhere: Deny Removed Custom/p0: -kvstore:De*; by +kvstore:*Instance
# a grant that excludes and a block
gained direct user/u: kvstore:DeleteBackup (not_action -kvstore:D*) denied -> allowed/anywhere: Deny Removed Custom/p0: -kvstore:D*; by +[ram:*]
# a grant that excludes and a block of all
gained direct user/u: adb:DeleteDBCluster (not_action +[ram:*]=* except ram:*) denied -> allowed/anywhere: Deny Removed Custom/p0: -*; by +[ram:*]
# a grant and a block that excludes
gained direct user/u: kvstore:DeleteBackup (verb_wildcard -[ram:*]=kvstore:D*) denied -> allowed/anywhere: Deny Removed Custom/p0: -[ram:*]; by +kvstore:D*
# both exclude
gained direct user/u: adb:DeleteDBCluster (not_action -[oss:*]=NotAction oss:*, ram:*) denied -> allowed/anywhere: Deny Removed Custom/p0: -[oss:*]; by +[ram:*]
# all but some
gained direct user/u: adb:DeleteDBCluster (not_action +[ram:*]=NotAction kvstore:D*, ram:*) not_granted -> allowed/anywhere: Allow Widened(Action) Custom/p0: +ram:* -kvstore:D*
# all
gained direct user/u: adb:DeleteDBCluster (all_actions +*=* except kvstore:D*) not_granted -> allowed/anywhere: Allow Widened(Action) Custom/p0: +* -kvstore:D*
# no action
gained direct user/u: adb:DeleteDBCluster (all_actions +{Effect:Allow,Resource:[*]}=* except kvstore:D*) not_granted -> unknown/anywhere on +document-not-accepted Action is missing: Allow Added Custom/p0: +{Effect:Allow,Resource:[*]}
# a block of no action
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) unknown/anywhere -> allowed/anywhere on document-not-accepted Action is missing: Deny Removed Custom/p0: -{Effect:Deny,Resource:[*]}; by +kvstore:D*
# one pattern within another of a block
gained direct user/u: kvstore:DeleteInstance kvstore:DestroyInstance (verb_wildcard -kvstore:*Instance=kvstore:*Instance within kvstore:De* -kvstore:Destroy*) allowed_if/anywhere -> allowed/anywhere by console_mfa if acs:MFAPresent=true: Deny Removed Custom/p0: -kvstore:*Instance; by +kvstore:De*
# a block of two patterns that overlap
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:De*=kvstore:De* except kvstore:*Instance, kvstore:Destroy*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +kvstore:De*
gained direct user/u: kvstore:DeleteInstance (verb_wildcard +kvstore:De*=kvstore:De* within kvstore:*Instance) not_granted -> allowed_if/anywhere if acs:MFAPresent?=false: Allow Added Custom/p0: +kvstore:De*
# nothing of the catalogue
gained direct user/u: ?zz:a (service_wildcard +zz:*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +zz:*
# one of the catalogue beside others
gained direct user/u: kvstore:DestroyInstance (verb_wildcard +kvstore:DestroyInstance*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +kvstore:DestroyInstance*
# one that never comes with the resource
# some that never come with the resource
gained direct user/u: ?kvstore:destroyinstancea (verb_wildcard +kvstore:DestroyInstance*) not_granted -> allowed_if/anywhere if resource=acs:oss:*:*:x: Allow Added Custom/p0: +kvstore:DestroyInstance*
# on all resources alone
gained direct user/u: ?zz:Top (exact +zz:Top) allowed_if -> allowed/anywhere if resource!=*|acs:zz:*:*:*: Allow Widened(Resource) Custom/p0: +* -acs:zz:*:*:*
");
}

#[test]
fn rows_of_which_the_same_is_told_are_one() {
    let twice = {
        let mut account = holding(&[&["kvstore:D*"]]);
        add(
            &mut account,
            "attachments",
            json!({ "policy": "Custom/p0", "to": "group/g" }),
        );
        account
    };
    let mut nothing = holding(&[&["kvstore:D*"]]);
    nothing["attachments"] = json!([]);
    let mut turned = holding(&[&["oss:Delete*"], &["rds:*"]]);
    turned["attachments"].as_array_mut().unwrap().reverse();
    let mut neither = holding(&[&[], &[]]);
    neither["attachments"].as_array_mut().unwrap().reverse();
    let cases = vec![
        (
            "two patterns of one statement",
            one(&[]),
            one(&["oss:Delete* rds:*"]),
        ),
        ("two statements", one(&[]), one(&["oss:Delete*", "rds:*"])),
        (
            "of a policy that stands behind the other",
            read(neither),
            read(turned),
        ),
        ("the same statement by two ways", read(nothing), read(twice)),
        (
            "under another condition",
            one(&["oss:Delete*@mfa", "rds:Delete*@office"]),
            one(&["oss:Delete*", "rds:Delete*"]),
        ),
        (
            "under the same condition",
            one(&["oss:Delete*@mfa", "rds:Delete*@mfa"]),
            one(&["oss:Delete*", "rds:Delete*"]),
        ),
        (
            "with resources that are always met",
            one(&[]),
            one(&["ecs:DeleteInstance | acs:ecs:*:*:instance/*", "oss:Delete*"]),
        ),
        (
            "two that are widened",
            one(&["ecs:RunInstances"]),
            one(&["ecs:RunInstances oss:Delete* rds:Delete*"]),
        ),
        (
            "two statements that are widened",
            one(&["ecs:RunInstances", "ecs:StartInstance"]),
            one(&[
                "ecs:RunInstances oss:Delete*",
                "ecs:StartInstance rds:Delete*",
            ]),
        ),
        (
            "two blocks that are gone",
            one(&["*", "-oss:*", "-rds:*"]),
            one(&["*"]),
        ),
        (
            "one block that is narrower",
            one(&["oss:* rds:*", "-oss:Delete* rds:Delete* kvstore:*"]),
            one(&["oss:* rds:*", "-kvstore:*"]),
        ),
        (
            "one block of two grants",
            one(&["oss:*", "rds:*", "-oss:Delete* rds:Delete*"]),
            one(&["oss:*", "rds:*"]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# two patterns of one statement
gained direct user/u: oss:DeleteBucket rds:DeleteBackup (service_wildcard +oss:Delete* +rds:*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +oss:Delete* +rds:*
# two statements
gained direct user/u: oss:DeleteBucket rds:DeleteBackup (service_wildcard +oss:Delete* +rds:*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +oss:Delete* & Allow Added Custom/p0: +rds:*
# of a policy that stands behind the other
gained direct user/u: rds:DeleteBackup oss:DeleteBucket (service_wildcard +oss:Delete* +rds:*) not_granted -> allowed/anywhere: Allow Added Custom/p1: +rds:* & Allow Added Custom/p0: +oss:Delete*
# the same statement by two ways
gained direct group/g: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> allowed/anywhere: Attachment Added Custom/p0 group/g: +{policy:Custom/p0,to:group/g}; by +kvstore:D*
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> allowed/anywhere: Attachment Added Custom/p0 user/u: +{policy:Custom/p0,to:user/u}; by +kvstore:D*
# under another condition
gained direct user/u: oss:DeleteBucket (verb_wildcard +oss:Delete*) allowed_if/console_mfa -> allowed/anywhere by anywhere if acs:MFAPresent?=false: Allow Widened(Condition) Custom/p0: -acs:MFAPresent:true +oss:Delete*
gained direct user/u: rds:DeleteBackup (verb_wildcard +rds:Delete*) allowed_if/private_network -> allowed/anywhere by anywhere if acs:SourceIp?=some: Allow Widened(Condition) Custom/p0: -acs:SourceIp:10.0.0.0/8 +rds:Delete*
# under the same condition
gained direct user/u: oss:DeleteBucket rds:DeleteBackup (verb_wildcard +oss:Delete* +rds:Delete*) allowed_if/console_mfa -> allowed/anywhere by anywhere if acs:MFAPresent?=false: Allow Widened(Condition) Custom/p0: -acs:MFAPresent:true +oss:Delete* & Allow Widened(Condition) Custom/p0: -acs:MFAPresent:true +rds:Delete*
# with resources that are always met
gained direct user/u: ecs:DeleteInstance oss:DeleteBucket (verb_wildcard +ecs:DeleteInstance +oss:Delete*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +ecs:DeleteInstance & Allow Added Custom/p0: +oss:Delete*
# two that are widened
gained direct user/u: oss:DeleteBucket rds:DeleteBackup (verb_wildcard +oss:Delete* +rds:Delete*) not_granted -> allowed/anywhere: Allow Widened(Action) Custom/p0: +oss:Delete* +rds:Delete*
# two statements that are widened
gained direct user/u: oss:DeleteBucket rds:DeleteBackup (verb_wildcard +oss:Delete* +rds:Delete*) not_granted -> allowed/anywhere: Allow Widened(Action) Custom/p0: +oss:Delete* & Allow Widened(Action) Custom/p0: +rds:Delete*
# two blocks that are gone
gained direct user/u: oss:DeleteBucket rds:DeleteBackup (all_actions -oss:* -rds:*) denied -> allowed/anywhere: Deny Removed Custom/p0: -oss:*; by +* & Deny Removed Custom/p0: -rds:*; by +*
# one block that is narrower
gained direct user/u: oss:DeleteBucket rds:DeleteBackup (service_wildcard -oss:Delete* -rds:Delete*) denied -> allowed/anywhere: Deny Narrowed(Action) Custom/p0: +[kvstore:*] -oss:Delete* -rds:Delete*; by +oss:* +rds:*
# one block of two grants
gained direct user/u: oss:DeleteBucket rds:DeleteBackup (service_wildcard -oss:Delete* -rds:Delete*) denied -> allowed/anywhere: Deny Removed Custom/p0: -oss:Delete* -rds:Delete*; by +oss:* +rds:*
");
}

#[test]
fn rows_that_hang_on_the_resource() {
    let cases = vec![
        (
            "some of the actions",
            one(&[]),
            one(&["ecs:* | acs:ecs:*:*:instance/*"]),
        ),
        (
            "all but some",
            one(&[]),
            one(&["!ram:* | acs:ecs:*:*:instance/*"]),
        ),
        ("all", one(&[]), one(&["* | acs:ecs:*:*:instance/*"])),
        (
            "one action",
            one(&[]),
            one(&["ecs:DeleteInstance | acs:ecs:*:*:instance/i-1"]),
        ),
        (
            "one action with all of its resources",
            one(&[]),
            one(&["ecs:DeleteInstance | acs:ecs:*:*:instance/*"]),
        ),
        (
            "one pattern with all of its resources",
            one(&[]),
            one(&["ecs:DeleteInstance* | acs:ecs:*:*:instance/*"]),
        ),
        (
            "more than on some",
            one(&["ecs:Delete* | acs:ecs:*:*:instance/*"]),
            one(&["ecs:Delete*"]),
        ),
        (
            "other resources",
            one(&["ecs:Delete* | acs:ecs:*:*:instance/*"]),
            one(&["ecs:Delete* | acs:ecs:*:*:disk/*"]),
        ),
        (
            "a block on some",
            one(&["ecs:Delete*", "-ecs:Delete* | acs:ecs:*:*:instance/*"]),
            one(&["ecs:Delete*"]),
        ),
        (
            "on some but not on one",
            one(&[]),
            one(&[
                "ecs:Delete* | acs:ecs:*:*:instance/*",
                "-ecs:Delete* | acs:ecs:*:*:instance/i-1",
            ]),
        ),
        ("not listed", one(&[]), one(&["zz:Top | acs:zz:*:*:x/*"])),
        (
            "not listed, all of a kind",
            one(&[]),
            one(&["zz:T* | acs:zz:*:*:x/*"]),
        ),
        (
            "some that nobody knows",
            one(&[]),
            and_unread(&["ecs:Delete* | acs:ecs:*:*:instance/*"]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# some of the actions
gained direct user/u: ecs:DeleteInstance (service_wildcard +ecs:*) not_granted -> allowed_if/anywhere if resource=acs:ecs:*:*:instance/*: Allow Added Custom/p0: +ecs:*
# all but some
gained direct user/u: ecs:DeleteInstance (not_action +[ram:*]=NotAction ram:*) not_granted -> allowed_if/anywhere if resource=acs:ecs:*:*:instance/*: Allow Added Custom/p0: +[ram:*]
# all
gained direct user/u: ecs:DeleteInstance (all_actions +*) not_granted -> allowed_if/anywhere if resource=acs:ecs:*:*:instance/*: Allow Added Custom/p0: +*
# one action
gained direct user/u: ecs:DeleteInstance (exact +ecs:DeleteInstance) not_granted -> allowed_if/anywhere if resource=acs:ecs:*:*:instance/i-1: Allow Added Custom/p0: +ecs:DeleteInstance
# one action with all of its resources
gained direct user/u: ecs:DeleteInstance (exact +ecs:DeleteInstance) not_granted -> allowed/anywhere: Allow Added Custom/p0: +ecs:DeleteInstance
# one pattern with all of its resources
gained direct user/u: ecs:DeleteInstance (verb_wildcard +ecs:DeleteInstance*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +ecs:DeleteInstance*
# more than on some
gained direct user/u: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) allowed_if -> allowed/anywhere if resource!=acs:ecs:*:*:instance/*: Allow Widened(Resource) Custom/p0: +* -acs:ecs:*:*:instance/*
# other resources
gained direct user/u: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) allowed_if -> allowed_if/anywhere if (resource=acs:ecs:*:*:disk/* & resource!=acs:ecs:*:*:instance/*): Allow Altered(Resource) Custom/p0: +acs:ecs:*:*:disk/* -acs:ecs:*:*:instance/*
lost direct user/u: ecs:DeleteInstance (verb_wildcard -ecs:Delete*) allowed_if/anywhere -> allowed_if if (resource=acs:ecs:*:*:instance/* & resource!=acs:ecs:*:*:disk/*): Allow Altered(Resource) Custom/p0: +acs:ecs:*:*:disk/* -acs:ecs:*:*:instance/*
# a block on some
gained direct user/u: ecs:DeleteInstance (verb_wildcard -ecs:Delete*) allowed_if -> allowed/anywhere if resource=acs:ecs:*:*:instance/*: Deny Removed Custom/p0: -ecs:Delete*; by +ecs:Delete*
# on some but not on one
gained direct user/u: ecs:DeleteInstance (verb_wildcard +ecs:Delete*) not_granted -> allowed_if/anywhere if (resource=acs:ecs:*:*:instance/* & resource!=acs:ecs:*:*:instance/i-1): Allow Added Custom/p0: +ecs:Delete*
# not listed
gained direct user/u: ?zz:Top (exact +zz:Top) not_granted -> allowed_if/anywhere if resource=acs:zz:*:*:x/*: Allow Added Custom/p0: +zz:Top
# not listed, all of a kind
gained direct user/u: ?zz:t (verb_wildcard +zz:T*) not_granted -> allowed_if/anywhere if resource=acs:zz:*:*:x/*: Allow Added Custom/p0: +zz:T*
# some that nobody knows
gained direct user/u: adb:DeleteDBCluster (- +Custom/unread=*) not_granted -> unknown/anywhere on +policy Custom/unread: Attachment Added Custom/unread user/u: +{policy:Custom/unread,to:user/u}
gained direct user/u: ecs:DeleteInstance (verb_wildcard +ecs:Delete*) not_granted -> unknown/anywhere if resource=acs:ecs:*:*:instance/* on +policy Custom/unread: Attachment Added Custom/unread user/u: +{policy:Custom/unread,to:user/u}
");
}
