//! What is not known of what somebody holds, or of whom a role trusts: something else
//! than before where it is spelled otherwise, although no text of a policy is.

use super::*;
use crate::engine::difference::tests::all::accounts::{find, gap};
use crate::engine::difference::tests::all::roles;
use crate::engine::difference::tests::all::rows::holding;
use crate::model::account::{PolicyDocument, PrincipalKind, Trust, Unlisted};

const EXAMPLE: (Rows, &[&str]) = (Rows::Example, &[]);

/// The user `u` holds `p0`, and `p1` is held by nobody; the group `g` holds nothing.
fn plain(members: &[&str]) -> Value {
    let mut account = holding(&[&["kvstore:D*"], &["oss:Delete*"], &["ecs:Delete*"]]);
    account["groups"] = json!([{ "name": "g", "members": members }]);
    account["attachments"].as_array_mut().unwrap().truncate(1);
    account
}

#[test]
fn d36_another_thing_that_is_not_known_of_what_is_held() {
    let rest = |about: &str| {
        edited(plain(&[]), |model| {
            let gap = gap(model, about, 3);
            let document = &mut model.accounts[0].policies[0].document;
            let PolicyDocument::Known { rest, .. } = document else {
                panic!("it is known");
            };
            *rest = Some(gap);
        })
    };
    let also = |number: usize, about: &str| {
        edited(plain(&[]), |model| {
            let gap = gap(model, about, 2);
            let other = model.accounts[0].policies[number].document;
            let PolicyDocument::Known { document, .. } = other else {
                panic!("it is known");
            };
            model.accounts[0].policies[0].also = Some((document, gap));
        })
    };
    let unlisted = |members: &[&str], kind: PrincipalKind, name: &str, about: &str| {
        edited(plain(members), |model| {
            let gap = gap(model, about, 2);
            let to = find(model, kind, name);
            model.accounts[0].unlisted.push(Unlisted { to, gap });
        })
    };
    let of_user = |about: &str| unlisted(&[], PrincipalKind::User, "u", about);
    let of_group = |members: &[&str]| unlisted(members, PrincipalKind::Group, "g", "the group's");
    let system = |name: &str| {
        let mut account = plain(&[]);
        let policy = format!("System/{name}");
        account["attachments"] = json!([{ "policy": policy, "to": "user/u" }]);
        edited(account, |model| {
            let gap = gap(model, "what it says", 3);
            for policy in &mut model.accounts[0].policies {
                if policy.name == name {
                    policy.document = PolicyDocument::Absent(gap);
                    policy.bundled = false;
                }
            }
        })
    };
    let cases = [
        (
            "the rest of a policy",
            rest("the rest"),
            rest("what is left"),
        ),
        (
            "another of two texts",
            also(1, "which of two"),
            also(2, "which of two"),
        ),
        (
            "which of two texts",
            also(1, "which of two"),
            also(1, "which of them"),
        ),
        (
            "what is not listed",
            of_user("the one"),
            of_user("the other"),
        ),
        ("a member of a group", of_group(&[]), of_group(&["u"])),
        (
            "the name of a policy",
            system("AliyunOSSReadOnlyAccess"),
            system("AliyunECSFullAccess"),
        ),
    ];
    assert_told(&both_ways(&cases, EXAMPLE), "
# the rest of a policy
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) unknown/anywhere -> unknown/anywhere on unread the rest, +unread what is left
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) unknown/anywhere -> unknown/anywhere on unread the rest, +unread what is left
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) unknown/anywhere -> unknown/anywhere on unread what is left, +unread the rest
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) unknown/anywhere -> unknown/anywhere on unread what is left, +unread the rest
# another of two texts
gained direct user/u: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> unknown/anywhere on unread which of two
lost direct user/u: oss:DeleteBucket (verb_wildcard -oss:Delete*) unknown/anywhere -> not_granted on unread which of two
gained direct user/u: oss:DeleteBucket (verb_wildcard +oss:Delete*) not_granted -> unknown/anywhere on unread which of two
lost direct user/u: ecs:DeleteDisk (verb_wildcard -ecs:Delete*) unknown/anywhere -> not_granted on unread which of two
# which of two texts
gained direct user/u: oss:DeleteBucket (verb_wildcard +oss:Delete*) unknown/anywhere -> unknown/anywhere on unread which of two, +unread which of them
lost direct user/u: oss:DeleteBucket (verb_wildcard -oss:Delete*) unknown/anywhere -> unknown/anywhere on unread which of two, +unread which of them
gained direct user/u: oss:DeleteBucket (verb_wildcard +oss:Delete*) unknown/anywhere -> unknown/anywhere on unread which of them, +unread which of two
lost direct user/u: oss:DeleteBucket (verb_wildcard -oss:Delete*) unknown/anywhere -> unknown/anywhere on unread which of them, +unread which of two
# what is not listed
gained direct user/u: adb:DeleteDBCluster (-) unknown/anywhere -> unknown/anywhere on unread the one, +unread the other
lost direct user/u: adb:DeleteDBCluster (-) unknown/anywhere -> unknown/anywhere on unread the one, +unread the other
gained direct user/u: adb:DeleteDBCluster (-) unknown/anywhere -> unknown/anywhere on unread the other, +unread the one
lost direct user/u: adb:DeleteDBCluster (-) unknown/anywhere -> unknown/anywhere on unread the other, +unread the one
# a member of a group
gained direct user/u: adb:DeleteDBCluster (-) not_granted -> unknown/anywhere on +unread the group's
lost direct user/u: adb:DeleteDBCluster (-) unknown/anywhere -> not_granted on unread the group's
# the name of a policy
gained direct user/u: ecs:DeleteDisk (-) not_granted -> unknown/anywhere on unread what it says
lost direct user/u: ?oss:a (-) unknown/anywhere -> not_granted on unread what it says
gained direct user/u: ?oss:a (-) not_granted -> unknown/anywhere on unread what it says
lost direct user/u: ecs:DeleteDisk (-) unknown/anywhere -> not_granted on unread what it says
");
}

/// A document that anybody might hold may say more than is known of it.
#[test]
fn d38_the_rest_of_a_document() {
    let of = |about: Option<&str>| {
        edited(
            json!({ "complete": [], "policies": [policy("p", &[says("Allow", "kvstore:D*")])] }),
            |model| {
                let gap = about.map(|about| gap(model, about, 3));
                model.holdings[0].rest = gap;
            },
        )
    };
    let cases = [
        (None, None, ""),
        (None, Some("the rest"), "gained lost"),
        (Some("the rest"), None, "gained lost"),
        (Some("the rest"), Some("the rest"), ""),
        (Some("the rest"), Some("what is left"), "gained lost"),
    ];
    for (before, after, expected) in cases {
        let found = compare_all(
            &of(before).0,
            &of(after).0,
            Catalogue::embedded(),
            &settings(),
            EXAMPLE,
        );
        let words = [("gained", &found.gained), ("lost", &found.lost)];
        let words = words.into_iter().filter(|(_, entries)| !entries.is_empty());
        let words: Vec<&str> = words.map(|(word, _)| word).collect();
        assert_eq!(words.join(" "), expected, "{before:?} {after:?}");
    }
}

/// The trust of a service-linked role is its service's, whatever is not known of it.
#[test]
fn r58_a_role_that_became_one_of_a_service() {
    let of = |linked: bool| {
        let mut account = roles::account(
            &[("ops", "user/nobody")],
            &[("user/u", roles::BECOME), ("role/ops", "kvstore:Destroy*")],
        );
        account["roles"][0]["service_linked"] = json!(linked);
        edited(account, |model| {
            let gap = gap(model, "whom it trusts", 2);
            for role in &mut model.accounts[0].principals {
                if role.kind == PrincipalKind::Role {
                    role.trust = Trust::Unknown(gap);
                }
            }
        })
    };
    let cases = [("linked now", of(false), of(true))];
    assert_told(&there(&cases, EXAMPLE), "
# linked now
lost reach role/ops by unknown: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed/anywhere on unread whom it trusts
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) unknown/anywhere -> not_granted on unread whom it trusts
");
}
