//! Who is who on both sides: by which name they are told of, whose access is explained,
//! and what those share who hold the same.

use super::*;
use crate::engine::difference::tests::all::rows::{holding, one, statement};
use crate::engine::snapshots::WHOLE;

/// Users who hold one policy, the first of them in a group as well.
fn users(names: &[&str], statements: &[&str]) -> Value {
    let mut account = holding(&[statements]);
    let users = names.iter().map(|name| json!({ "name": name }));
    account["users"] = users.collect();
    let attachments = names
        .iter()
        .map(|name| json!({ "policy": "Custom/p0", "to": format!("user/{name}") }));
    account["attachments"] = attachments.collect();
    account["groups"] = json!([]);
    account
}

#[test]
fn d34_by_the_name_of_the_side_that_has_the_access() {
    let own = "kvstore:DestroyInstance";
    let cases = [
        (
            "other letters",
            read(users(&["Mei"], &[])),
            read(users(&["mei"], &[own])),
        ),
        (
            "of two who hold the same",
            read(users(&["Mei", "bo"], &[])),
            read(users(&["mei", "Bo"], &[own])),
        ),
    ];
    assert_told(&both_ways(&cases, (Rows::Each, &[])), "
# other letters
gained direct user/mei: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere: Allow Added Custom/p0: +kvstore:DestroyInstance
lost direct user/mei: kvstore:DestroyInstance (exact -kvstore:DestroyInstance) allowed/anywhere -> not_granted: Allow Removed Custom/p0: -kvstore:DestroyInstance
# of two who hold the same
gained direct user/Bo, user/mei: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere: Allow Added Custom/p0: +kvstore:DestroyInstance
lost direct user/Bo, user/mei: kvstore:DestroyInstance (exact -kvstore:DestroyInstance) allowed/anywhere -> not_granted: Allow Removed Custom/p0: -kvstore:DestroyInstance
");
}

/// Others who come or go before somebody change nothing about them.
#[test]
fn d37_the_access_of_each_side_is_explained_by_its_own_texts() {
    let mut more = users(&["a", "u"], &["kvstore:D*"]);
    more["attachments"].as_array_mut().unwrap().remove(0);
    let cases = [(
        "one more before them",
        read(users(&["u"], &["kvstore:D*@office"])),
        read(more),
    )];
    assert_told(&both_ways(&cases, (Rows::Each, &[])), "
# one more before them
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) allowed_if/private_network -> allowed/anywhere by anywhere if acs:SourceIp?=some: Allow Widened(Condition) Custom/p0: -acs:SourceIp:10.0.0.0/8 +kvstore:D*
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> allowed_if/private_network by anywhere if acs:SourceIp?=some: Allow Narrowed(Condition) Custom/p0: +acs:SourceIp:10.0.0.0/8
");
}

/// Where the inputs are about two accounts, that is what was changed, and not the texts
/// that both have.
#[test]
fn d37_another_account_is_one_change() {
    let of = |id: &str, statements: &[&str]| {
        let mut account = holding(&[statements]);
        account["account_id"] = json!(id);
        read(account)
    };
    let other = "1000000000000002";
    let cases = [
        (
            "the same text",
            of(OWN, &["kvstore:D*"]),
            of(other, &["kvstore:D*"]),
        ),
        (
            "another text",
            of(OWN, &["kvstore:D*"]),
            of(other, &["oss:Delete*"]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# the same text
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> allowed/anywhere: Account Changed 1000000000000002 1000000000000001: +1000000000000002 -1000000000000001; by -kvstore:D* +kvstore:D*
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> not_granted: Account Changed 1000000000000002 1000000000000001: +1000000000000002 -1000000000000001; by -kvstore:D* +kvstore:D*
# another text
gained direct user/u: oss:DeleteBucket (verb_wildcard +oss:Delete*) not_granted -> allowed/anywhere: Allow Added Custom/p0: +oss:Delete*
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> not_granted: Allow Removed Custom/p0: -kvstore:D*
");
}

/// What is said of one of them is not said of those who hold the same.
#[test]
fn what_hangs_on_who_asks_is_shared_by_nobody() {
    let naming = |who: &str| {
        let mut account = users(&["u", "v"], &[]);
        let mut statement = statement("kvstore:Des*");
        statement["Condition"] =
            json!({ "StringEquals": { "acs:PrincipalARN": format!("acs:ram::{OWN}:{who}") } });
        account["policies"] = json!([policy("p0", &[statement])]);
        read(account)
    };
    let nothing = || read(users(&["u", "v"], &[]));
    let cases = [
        ("the first", nothing(), naming("user/u")),
        ("the second", nothing(), naming("user/v")),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# the first
gained direct user/u: kvstore:DestroyInstance (verb_wildcard +kvstore:Des*) not_granted -> unknown/anywhere on +principal-arn-form region: Allow Added Custom/p0: +kvstore:Des*
# the second
gained direct user/v: kvstore:DestroyInstance (verb_wildcard +kvstore:Des*) not_granted -> unknown/anywhere on +principal-arn-form region: Allow Added Custom/p0: +kvstore:Des*
");
}

/// Only users are in groups: where memberships are not whole, what else holds the same is
/// in no doubt.
#[test]
fn d32_what_is_not_seen_of_users_is_not_said_of_roles() {
    let of = |statements: &[&str]| {
        let mut account = users(&["u"], statements);
        account["roles"] = json!([{ "name": "r" }]);
        add(
            &mut account,
            "attachments",
            json!({ "policy": "Custom/p0", "to": "role/r" }),
        );
        let whole = WHOLE.into_iter().filter(|word| *word != "memberships");
        account["complete"] = json!(whole.collect::<Vec<_>>());
        read(account)
    };
    let cases = [("more for both", of(&[]), of(&["kvstore:DestroyInstance"]))];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# more for both
gained direct role/r: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere: Allow Added Custom/p0: +kvstore:DestroyInstance
gained direct user/u: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) unknown/anywhere -> allowed/anywhere on not-complete memberships: Allow Added Custom/p0: +kvstore:DestroyInstance
");
}

/// What only its place tells from other things that are not known is the same where its
/// statement is, wherever that stands; whatever else is not known.
#[test]
fn d36_what_stands_elsewhere_is_no_other_thing() {
    let of = |group: &str, others: usize| {
        let unread = json!({ "Effect": "Allow", "Action": [null], "Resource": "*" });
        let mut account = holding(&[]);
        account["groups"] = json!([{ "name": group }]);
        account["policies"] = json!([policy("p0", &[unread])]);
        add(
            &mut account,
            "attachments",
            json!({ "policy": "Custom/p0", "to": "user/u" }),
        );
        edited(account, |model| {
            for number in 0..others {
                model.doubts.gap("unread", number.to_string(), None, 2);
            }
        })
    };
    let mut cases = Vec::new();
    for others in 0..3 {
        cases.push(("at another place", of("g", others), of("longer", others)));
    }
    assert_told(
        &both_ways(&cases, (Rows::Example, &[])),
        "
# at another place
# at another place
# at another place
",
    );
    let found = told(&one(&[]), &of("g", 1), (Rows::Example, &[]));
    assert!(
        found.iter().any(|line| line.contains("unknown")),
        "{found:?}"
    );
}
