//! What a row says of all actions that it names, where that hangs on the resource.

use super::*;
use crate::engine::difference::tests::all::rows::{holding, one, statement};
use crate::model::doubt::Choice;

const INSTANCES: &str = "ecs:Delete* | acs:ecs:*:*:instance/*";

/// A user of Cloud SSO with two sessions.
pub(super) fn sessions(first: &[&str], second: &[&str]) -> Input {
    let configuration = |name: &str, statements: &[&str]| {
        let statements: Vec<Value> = statements.iter().map(|one| statement(one)).collect();
        json!({ "name": name, "inline": { "Version": "1", "Statement": statements } })
    };
    let given = |name: &str| json!({ "configuration": name, "to": "user/jo", "account": OWN });
    let mut account = holding(&[]);
    account["sso"] = json!({
        "users": [{ "name": "jo" }],
        "access_configurations": [configuration("One", first), configuration("Two", second)],
        "assignments": [given("One"), given("Two")],
    });
    read(account)
}

/// The user `u` holds one policy for certain and another one perhaps.
fn perhaps(certain: &[&str], doubtful: &[&str]) -> Input {
    edited(holding(&[certain, doubtful]), |model| {
        let gap = model.doubts.gap("unread", "an attachment", None, 2);
        let attachment = &mut model.accounts[0].attachments[1];
        attachment.when.push(Choice::is(gap, 1));
    })
}

/// Both what is allowed and what was is so if any session allows it, and if it is known.
#[test]
fn what_is_so_of_all_actions_of_a_row() {
    let all = "ecs:Delete*";
    let cases = vec![
        (
            "all by a second session",
            sessions(&[INSTANCES], &[]),
            sessions(&[INSTANCES], &[all]),
        ),
        ("all perhaps", one(&[]), perhaps(&[INSTANCES], &[all])),
        (
            "some perhaps before",
            perhaps(&[], &["ecs:Delete* | acs:ecs:*:*:disk/*"]),
            one(&["ecs:Delete* | acs:ecs:*:*:instance/* acs:ecs:*:*:disk/*"]),
        ),
        (
            "all, though it is said of resources",
            one(&[]),
            one(&["ecs:DeleteDis* | acs:ecs:*:*:* @ office"]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# all by a second session
gained direct sso-user/jo: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) allowed_if -> allowed/anywhere if resource!=acs:ecs:*:*:instance/*: Allow Added Inline/Two: +ecs:Delete*
# all perhaps
gained direct user/u: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> unknown/anywhere on +unread an attachment: Attachment Added Custom/p1 user/u: +{policy:Custom/p1,to:user/u} & Allow Added Custom/p1: +ecs:Delete*
gained direct user/u: ecs:DeleteInstance (verb_wildcard +ecs:Delete*) not_granted -> allowed_if/anywhere if resource=acs:ecs:*:*:instance/*: Allow Added Custom/p0: +ecs:Delete*
# some perhaps before
gained direct user/u: ecs:DeleteInstance (verb_wildcard +ecs:Delete*) not_granted -> allowed_if/anywhere if (resource=acs:ecs:*:*:instance/* & resource!=acs:ecs:*:*:disk/*): Allow Added Custom/p0: +ecs:Delete*
# all, though it is said of resources
gained direct user/u: ecs:DeleteDisk (verb_wildcard +ecs:DeleteDis*) not_granted -> allowed_if/private_network if (resource=acs:ecs:*:*:* & acs:SourceIp=some): Allow Added Custom/p0: +ecs:DeleteDis*
");
}

/// No row is about no request.
#[test]
fn what_is_certain_by_another_statement_is_met_by_some_request() {
    let inputs = [
        perhaps(&["ecs:Delete*"], &[INSTANCES]),
        perhaps(&[INSTANCES], &["ecs:Delete*"]),
    ];
    for after in &inputs {
        let found = compare_all(
            &one(&[]).0,
            &after.0,
            Catalogue::embedded(),
            &settings(),
            (Rows::Each, &[]),
        );
        assert!(!found.gained.is_empty());
        for entry in &found.gained {
            assert_ne!(entry.condition, Some(Formula::False), "{entry:?}");
        }
    }
}

/// What is allowed of each of two actions under a condition of its own is told apart.
#[test]
fn rows_of_different_conditions_stay_apart() {
    let after = one(&[
        "ecs:DeleteDisk | acs:ecs:*:*:disk/d-1",
        "oss:DeleteBucket | acs:oss:*:*:b-1",
    ]);
    assert_told(&told(&one(&[]), &after, (Rows::Each, &[])).join("\n"), "
gained direct user/u: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere if resource=acs:ecs:*:*:disk/d-1: Allow Added Custom/p0: +ecs:DeleteDisk
gained direct user/u: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/anywhere if resource=acs:oss:*:*:b-1: Allow Added Custom/p0: +oss:DeleteBucket
");
}
