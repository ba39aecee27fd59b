//! Ways that are known from one account, gone in another.

use serde_json::{Value, json};

use crate::engine::answers::question;
use crate::engine::compile::{KeyUse, asking};
use crate::engine::holdings::Index;
use crate::engine::obtain::again::Again;
use crate::engine::obtain::tests::accounts::{
    allow, asked, attach, attaching, check, declare, entry, holding, obtaining, on, trust,
};
use crate::engine::obtain::tests::{DESTROY, step_in_words};
use crate::engine::snapshots::model;
use crate::model::catalogue::Catalogue;

/// How the first way of `u` in one account is gone in another: its steps, and whom the
/// action is called as.
fn gone(known: &Value, other: &Value) -> Vec<String> {
    let (known, other) = (model(known.clone()), model(other.clone()));
    let settings = obtaining();
    let (before, after) = (asked(&known, &settings), asked(&other, &settings));
    let mut lines = before.lines().map(|(_, line)| line);
    let line = lines.find(|line| line.id == "user/u").unwrap();
    let way = line.can_obtain.first().expect("a way");
    let mut there = after.lines().map(|(_, line)| line);
    let about = there.find(|line| line.id == "user/u").unwrap().about;
    let catalogue = Catalogue::embedded();
    let (account, question) = (&other.accounts[0], question(DESTROY, catalogue));
    let (index, uses) = (Index::new(account), KeyUse::new(&other));
    let (facts, compiler) = asking(&other, catalogue, account, &uses, &question, &settings);
    let lines = &after.accounts[0].lines;
    let doubts = after.doubts.clone();
    let mut again = Again::new((facts, &index), &settings, (compiler, doubts), lines);
    let found = again.gone(about, way);
    let told = found.map(|way| {
        let steps: Vec<String> = way.steps.iter().map(step_in_words).collect();
        format!("{} as {}", steps.join(", "), way.finally)
    });
    told.into_iter().collect()
}

fn join(group: &str) -> Vec<Value> {
    vec![
        on("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
        on(
            "ram:AddUserToGroup",
            &format!("acs:ram:*:{{own}}:group/{group}"),
        ),
    ]
}

#[test]
fn d37_a_way_is_gone_by_all_of_its_steps_or_else_by_some() {
    let assume = || allow("sts:AssumeRole");
    let all = || ("all", "", vec![allow("*")]);
    let by_role = || {
        holding(&[
            ("own", "user/u", vec![assume()]),
            ("of-r", "role/r", attaching("user/u", "all")),
            all(),
        ])
    };
    let with = |own: Vec<Value>, role: Vec<Value>| {
        holding(&[("own", "user/u", own), ("of-r", "role/r", role), all()])
    };
    let whole = "assume role/r, attach-policy-to-user Custom/all user/u as user/u";
    let mut elsewhere = by_role();
    entry(&mut elsewhere, "role/r")["trust"] = trust("RAM", "acs:ram::{own}:user/x");
    let own = [vec![assume()], attaching("user/u", "all")].concat();
    let mut shorter = with(own, vec![allow("ecs:*")]);
    entry(&mut shorter, "role/r")["trust"] = trust("RAM", "acs:ram::{own}:user/x");
    let other_step = [vec![assume()], join("ops")].concat();
    let mut entering = holding(&[
        ("own", "user/u", other_step),
        ("of-r", "role/r", vec![allow("ram:UpdateRole")]),
        ("all", "group/ops", vec![allow("*")]),
    ]);
    entry(&mut entering, "group/ops")["members"] = json!([]);
    let by_groups = |first: Vec<Value>| {
        holding(&[
            ("own", "user/u", join("mid")),
            ("of-mid", "group/mid", first),
            ("all", "group/ops", vec![allow("*")]),
        ])
    };
    let one_enough = [join("ops"), vec![allow("kvstore:*")]].concat();
    let with_access = [vec![allow("kvstore:*")], attaching("user/u", "all")].concat();
    let roles = |trusting: &str, of_b: &str| {
        let mut account = holding(&[
            ("own", "user/u", vec![assume()]),
            ("same", "role/a", vec![assume()]),
            (of_b, "role/b", vec![assume()]),
            ("of-c", "role/c", attaching("user/u", "all")),
            all(),
        ]);
        entry(&mut account, "role/b")["trust"] = trust("RAM", trusting);
        entry(&mut account, "role/c")["trust"] = trust("RAM", "acs:ram::{own}:role/b");
        account
    };
    check(vec![
        ("the same", gone(&by_role(), &by_role()), &[whole]),
        ("not any more", gone(&by_role(), &elsewhere), &[]),
        ("by another step", gone(&by_role(), &entering), &[]),
        (
            "by some of the steps",
            gone(&by_role(), &shorter),
            &["attach-policy-to-user Custom/all user/u as user/u"],
        ),
        (
            "by all of them where some would do",
            gone(&by_groups(join("ops")), &by_groups(one_enough)),
            &["add-user-to-group group/mid user/u, add-user-to-group group/ops user/u as user/u"],
        ),
        (
            "as the same one where another has it, too",
            gone(&by_role(), &with(vec![assume()], with_access)),
            &[whole],
        ),
        (
            "by every role of it",
            gone(
                &roles("acs:ram::{own}:role/a", "of-b"),
                &roles("acs:ram::{own}:role/a", "of-b"),
            ),
            &["assume role/a, assume role/b, assume role/c, \
               attach-policy-to-user Custom/all user/u as user/u"],
        ),
    ]);
}

/// Roles that were unlike are gone through, though they are alike now.
#[test]
fn d37_roles_that_are_alike_are_gone_through_where_the_way_names_them() {
    let company = |a_holds: &str, b_trusts: &str| {
        let both = [vec![allow("sts:AssumeRole")], attaching("user/u", "all")].concat();
        let mut account = holding(&[
            ("own", "user/u", vec![allow("sts:AssumeRole")]),
            ("assume", "", vec![allow("sts:AssumeRole")]),
            ("both", "role/b", both),
            ("all", "", vec![allow("*")]),
        ]);
        declare(&mut account, "role/a");
        attach(&mut account, a_holds, "role/a");
        entry(&mut account, "role/b")["trust"] = trust("RAM", b_trusts);
        account
    };
    let known = company("Custom/assume", "acs:ram::{own}:role/a");
    let alike = company("Custom/both", "acs:ram::{own}:root");
    let way = "assume role/a, assume role/b, attach-policy-to-user Custom/all user/u as user/u";
    // All steps of it, in whatever order.
    let other = "assume role/a, attach-policy-to-user Custom/all user/u, assume role/b as user/u";
    check(vec![
        ("unlike", gone(&known, &known), &[way]),
        ("alike", gone(&known, &alike), &[other]),
    ]);
}
