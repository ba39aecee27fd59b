//! What is told where a question takes more steps than it may, and where there is more to
//! tell than is told.

use super::*;
use crate::engine::difference::tests::all::roles::{BECOME, account};
use crate::engine::difference::tests::all::rows::one;
use crate::engine::difference::tests::rooms::clients;

#[test]
fn d41_what_is_not_decided_is_told_as_such_and_has_no_cause() {
    let none = Settings {
        steps: 0,
        ..settings()
    };
    let ops = |what: &str| {
        let mut holds = vec![("user/u", BECOME)];
        if !what.is_empty() {
            holds.push(("role/ops", what));
        }
        read(account(&[("ops", "user/u")], &holds))
    };
    let destroy = "kvstore:DestroyInstance@office";
    let cases = [
        ("a user", one(&[]), one(&[destroy])),
        // Nothing is told of those who become it: it may have nothing more.
        ("a role", ops(""), ops(destroy)),
    ];
    let mut all = Vec::new();
    for (what, before, after) in &cases {
        for how in [Rows::Example, Rows::Each] {
            all.push(format!("# {what}"));
            all.extend(told_by(before, after, (how, &[]), &none));
            all.extend(told_by(after, before, (how, &[]), &none));
        }
    }
    assert_told(
        &all.join("\n"),
        "
# a user
gained direct user/u: * (-) unknown -> unknown over budget
lost direct user/u: * (-) unknown -> unknown over budget
# a user
gained direct user/u: * (-) unknown -> unknown over budget
lost direct user/u: * (-) unknown -> unknown over budget
# a role
gained direct role/ops: * (-) unknown -> unknown over budget
lost direct role/ops: * (-) unknown -> unknown over budget
# a role
gained direct role/ops: * (-) unknown -> unknown over budget
lost direct role/ops: * (-) unknown -> unknown over budget
",
    );
}

/// The role `ops`, which only these may become, may delete databases for a client that is
/// in both lists.
fn between(who: &str, (one, other): (&[String], &[String])) -> Value {
    let mut account = account(
        &[("ops", who)],
        &[("user/u", BECOME), ("role/ops", "kvstore:DestroyInstance")],
    );
    let mut statements = [
        says("Allow", "kvstore:DestroyInstance"),
        says("Deny", "kvstore:DestroyInstance"),
    ];
    statements[0]["Condition"] = json!({ "StringLike": { "acs:UserAgent": one } });
    statements[1]["Condition"] = json!({ "StringNotLike": { "acs:UserAgent": other } });
    account["policies"][1]["document"]["Statement"] = json!(statements);
    account
}

/// Two lists of which it takes more steps to see what they have in common than one
/// question has, each pair of patterns being one.
#[test]
fn d41_what_is_not_decided_of_a_role_is_told_of_those_who_become_it() {
    let (one, other) = (clients('a', 1500), clients('b', 1500));
    let lists = (one.as_slice(), other.as_slice());
    let nothing = {
        let mut account = between("user/u", lists);
        account["policies"][1]["document"]["Statement"] = json!([]);
        read(account)
    };
    let cases = [
        (
            "who becomes it",
            read(between("", lists)),
            read(between("user/u", lists)),
        ),
        ("the role itself", nothing, read(between("user/u", lists))),
    ];
    assert_told(
        &both_ways(&cases, (Rows::Each, &[])),
        "
# who becomes it
gained reach user/u by role/ops: * (-) unknown -> unknown over budget
lost reach user/u by role/ops: * (-) unknown -> unknown over budget
# the role itself
gained direct role/ops: * (-) unknown -> unknown over budget
lost direct role/ops: * (-) unknown -> unknown over budget
",
    );
}

/// Where something is not decided, names of no catalogue do not stand for it, and what the
/// catalogue has does.
#[test]
fn d41_names_of_no_catalogue_do_not_stand_for_what_is_not_decided() {
    let (one, other) = (clients('a', 1500), clients('b', 1500));
    let after = |more: &[&str]| {
        let mut account = between("", (&one, &other));
        let statements = &mut account["policies"][1]["document"]["Statement"];
        let statements = statements.as_array_mut().unwrap();
        statements.extend(more.iter().map(|action| says("Allow", action)));
        read(account)
    };
    let before = {
        let mut account = between("", (&one, &other));
        account["policies"][1]["document"]["Statement"] = json!([]);
        read(account)
    };
    type Told<'t> = &'t [(&'t str, bool)];
    let cases: [(&[&str], Told<'_>); 4] = [
        (&[], &[("*", true)]),
        (&["zz:Top"], &[("*", true)]),
        (&["oss:DeleteBucket"], &[("oss:DeleteBucket", false)]),
        (
            &["zz:Top", "oss:DeleteBucket"],
            &[("oss:DeleteBucket", false), ("zz:Top", false)],
        ),
    ];
    for (more, expected) in cases {
        let found = compare_all(
            &before.0,
            &after(more).0,
            Catalogue::embedded(),
            &settings(),
            (Rows::Each, &[]),
        );
        let told: Vec<(&str, bool)> = found
            .gained
            .iter()
            .map(|entry| (entry.action.as_str(), entry.over_budget))
            .collect();
        assert_eq!(told, expected, "{more:?}");
    }
}
