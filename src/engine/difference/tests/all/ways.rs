//! What those have by one role who become it on different ways.

use super::*;
use crate::engine::difference::tests::all::roles::{BECOME, account};

/// The users `u` and `v` and these roles may become roles.
fn becoming(trusts: &[(&str, &str)], ops: &str) -> Value {
    let roles: Vec<String> = trusts
        .iter()
        .filter(|(role, _)| *role != "ops")
        .map(|(role, _)| format!("role/{role}"))
        .collect();
    let mut holds = vec![("user/u", BECOME), ("user/v", BECOME)];
    holds.extend(roles.iter().map(|role| (role.as_str(), BECOME)));
    if !ops.is_empty() {
        holds.push(("role/ops", ops));
    }
    account(trusts, &holds)
}

/// Who comes to a role at another time may do something else there.
#[test]
fn d36_what_is_told_of_one_way_may_not_be_so_of_another() {
    let of = |ops: &str, holds: &str| read(becoming(&[("a", "user/u"), ("ops", ops)], holds));
    let late = "kvstore:DestroyInstance@early ecs:DeleteDisk";
    let apart = "kvstore:DestroyInstance@early ecs:DeleteDisk@late";
    let nobody = read(becoming(&[("a", ""), ("ops", "")], late));
    let longer = [(
        "a way that is longer and later",
        nobody,
        of("role/a@late user/v", late),
    )];
    let one_each = [(
        "one late and one early",
        of("", apart),
        of("user/u@late user/v@early", apart),
    )];
    let all = [
        there(&longer, (Rows::Each, &[])),
        there(&one_each, (Rows::Example, &[])),
    ];
    assert_told(&all.join("\n"), "
# a way that is longer and later
gained reach role/a by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/later: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +ecs:DeleteDisk
gained reach user/u by role/a > role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/later: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +ecs:DeleteDisk
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole
gained reach user/v by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed/anywhere: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +ecs:DeleteDisk
gained reach user/v by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed_if/anywhere: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +ecs:DeleteDisk
# one late and one early
gained reach user/u by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/later
gained reach user/v by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed_if/anywhere
");
}

/// What is told of one way is told of another if it is so of that: when and how the role
/// is come to decides which of its requests can be made, and what they take.
#[test]
fn d36_each_way_is_told_of_for_itself() {
    let holds = "kvstore:DestroyInstance ecs:DeleteDisk@early oss:DeleteBucket@mfa";
    let of = |trusts: &[(&str, &str)]| read(becoming(trusts, holds));
    let a = ("a", "user/u");
    let b = ("b", "user/v");
    let secure = |trusts: &[(&str, &str)], role: usize| {
        let mut account = becoming(trusts, holds);
        let condition = json!({ "Bool": { "acs:SecureTransport": "true" } });
        account["roles"][role]["trust"]["Statement"][0]["Condition"] = condition;
        read(account)
    };
    let nobody = [a, b, ("ops", "")];
    let cases = vec![
        (
            "late and early",
            of(&[("ops", "")]),
            of(&[("ops", "user/u@late user/v@early")]),
        ),
        (
            "a second factor and an encrypted connection",
            secure(&[("a", "user/u@mfa"), b, ("ops", "")], 1),
            secure(&[("a", "user/u@mfa"), b, ("ops", "role/a role/b")], 1),
        ),
        (
            "by a role and without one",
            of(&[("a", "user/v"), ("ops", "")]),
            of(&[("a", "user/v"), ("ops", "user/u role/a@mfa")]),
        ),
        (
            "without a role and by one",
            of(&[a, ("ops", "")]),
            of(&[a, ("ops", "role/a@mfa user/v")]),
        ),
        (
            "the first step alike",
            of(&nobody),
            of(&[a, b, ("ops", "role/a@mfa role/b")]),
        ),
        (
            "the last step alike",
            of(&[("a", "user/u@mfa"), b, ("ops", "")]),
            of(&[("a", "user/u@mfa"), b, ("ops", "role/a role/b")]),
        ),
    ];
    assert_told(&of_users(&cases), "
# late and early
gained reach user/u by role/ops: kvstore:DestroyInstance oss:DeleteBucket (exact +kvstore:DestroyInstance +oss:DeleteBucket) not_granted -> allowed_if/later
gained reach user/v by role/ops: kvstore:DestroyInstance ecs:DeleteDisk (exact +kvstore:DestroyInstance +ecs:DeleteDisk) not_granted -> allowed_if/anywhere
gained reach user/v by role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
# a second factor and an encrypted connection
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance ecs:DeleteDisk oss:DeleteBucket (exact +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
gained reach user/v by role/b > role/ops: kvstore:DestroyInstance ecs:DeleteDisk (exact +kvstore:DestroyInstance +ecs:DeleteDisk) not_granted -> allowed_if/anywhere
gained reach user/v by role/b > role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
# by a role and without one
gained reach user/u by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere
gained reach user/u by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere
gained reach user/u by role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
gained reach user/v by role/a > role/ops: kvstore:DestroyInstance ecs:DeleteDisk oss:DeleteBucket (exact +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
# without a role and by one
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance ecs:DeleteDisk oss:DeleteBucket (exact +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
gained reach user/v by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere
gained reach user/v by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere
gained reach user/v by role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
# the first step alike
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance ecs:DeleteDisk oss:DeleteBucket (exact +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
gained reach user/v by role/b > role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere
gained reach user/v by role/b > role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere
gained reach user/v by role/b > role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
# the last step alike
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance ecs:DeleteDisk oss:DeleteBucket (exact +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
gained reach user/v by role/b > role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere
gained reach user/v by role/b > role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere
gained reach user/v by role/b > role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa
");
}

/// What is told of the users, without why.
fn of_users(cases: &[(&str, Input, Input)]) -> String {
    let told = there(cases, (Rows::Each, &[]));
    let mut lines = Vec::new();
    for line in told.lines() {
        if line.starts_with('#') {
            lines.push(line.to_owned());
        } else if line.contains(" user/") && line.contains("role/ops:") {
            let end = line.find(": Trust").unwrap_or(line.len());
            lines.push(line.get(..end).unwrap().to_owned());
        }
    }
    lines.join("\n")
}

/// A request that cannot be made in time shows nothing, and another one may.
#[test]
fn d25_an_example_is_one_that_can_be_made() {
    let of = |who: &str| {
        let mut account = becoming(&[("ops", who)], "kvstore:De*");
        let mut denied = says("Deny", "kvstore:DeleteBackup");
        denied["Condition"] =
            json!({ "DateGreaterThan": { "acs:CurrentTime": "2027-01-01T12:00:00Z" } });
        let mut policies = account["policies"].as_array_mut().unwrap().iter_mut();
        let last = policies.next_back().unwrap();
        let statements = last["document"]["Statement"].as_array_mut().unwrap();
        statements.push(denied);
        read(account)
    };
    let cases = [
        ("at any time", of(""), of("user/v")),
        ("too late", of(""), of("user/v@late")),
    ];
    assert_told(&there(&cases, (Rows::Example, &[])), "
# at any time
gained reach user/v by role/ops: kvstore:DeleteBackup (verb_wildcard +kvstore:De*) not_granted -> allowed_if/anywhere
# too late
gained reach user/v by role/ops: kvstore:DeleteInstance (verb_wildcard +kvstore:De*) not_granted -> allowed_if/later
");
}

/// What a role has more is explained by the request that is made as the role.
#[test]
fn d37_what_is_gained_by_a_role_is_explained_for_its_own_request() {
    let trusts = [("ops", "user/u@office")];
    let own = "ecs:RunInstances";
    let both = "ecs:RunInstances kvstore:DestroyInstance@mfa kvstore:Destroy*@office";
    let mut unlisted = becoming(&trusts, own);
    let mut policies = unlisted["policies"].as_array_mut().unwrap().iter_mut();
    let last = policies.next_back().unwrap();
    let mut statement = says("Allow", "zz:Top");
    statement["Resource"] = json!("acs:zz:*:*:x/*");
    add(&mut last["document"], "Statement", statement);
    let before = || read(becoming(&trusts, own));
    let cases = [
        ("another condition", before(), read(becoming(&trusts, both))),
        ("an action that is not listed", before(), read(unlisted)),
    ];
    let told = there(&cases, (Rows::Each, &[]));
    let told: Vec<&str> = told
        .lines()
        .filter(|line| !line.starts_with("gained direct"))
        .collect();
    assert_told(&told.join("\n"), "
# another condition
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:DestroyInstance +kvstore:Destroy*) not_granted -> allowed_if/private_network: Allow Added Custom/p2: +kvstore:DestroyInstance
# an action that is not listed
gained reach user/u by role/ops: ?zz:Top (exact +zz:Top) not_granted -> allowed_if/private_network: Allow Added Custom/p2: +zz:Top
");
}

/// What is not known of whom a role trusts is a change like any other.
#[test]
fn d37_what_opens_a_way_is_told() {
    use crate::model::account::{PrincipalKind, Trust};
    let before = read(becoming(&[("ops", "")], "kvstore:Destroy*"));
    let after = edited(becoming(&[("ops", "")], "kvstore:Destroy*"), |model| {
        let gap = model.doubts.gap("unread", "whom it trusts", None, 2);
        for role in &mut model.accounts[0].principals {
            if role.kind == PrincipalKind::Role {
                role.trust = Trust::Unknown(gap);
            }
        }
    });
    let found = compare_all(
        &before.0,
        &after.0,
        Catalogue::embedded(),
        &settings(),
        (Rows::Each, &[]),
    );
    let gained: Vec<&str> = found
        .gained
        .iter()
        .map(|one| one.principal.as_str())
        .collect();
    assert_eq!(gained, ["role/ops", "user/u", "user/v"]);
    assert!(found.gained.iter().all(|entry| !entry.causes.is_empty()));
}

/// However far a way is round, and however many others lead in circles, what somebody came
/// to by it counts.
#[test]
fn how_far_somebody_came_by_a_long_way() {
    type Trusts<'t> = Vec<(&'t str, &'t str)>;
    let long: Trusts<'_> = vec![
        ("l1", "user/u role/c"),
        ("l2", "role/l1"),
        ("l3", "role/l2"),
        ("l4", "role/l3"),
        ("l5", "role/l4"),
        ("l6", "role/l5"),
    ];
    let with = |more: &[(&'static str, &'static str)], ops: &'static str| {
        let mut all = long.clone();
        all.extend(more);
        all.push(("ops", ops));
        read(becoming(&all, "kvstore:Destroy*"))
    };
    // A circle of which no time fits, for a user and for a role.
    let circle = [("a", "user/u@late role/b"), ("b", "role/a")];
    let back = [
        ("c", "role/y role/z"),
        ("x", "role/c@late"),
        ("y", "role/c"),
        ("z", "role/c"),
    ];
    let cases = [
        (
            "user/u",
            with(&circle, "role/l6 role/a@early"),
            with(&circle, "role/l6 role/a@early user/u"),
        ),
        (
            "role/c",
            with(&back, "role/l6 role/x@early"),
            with(&back, "role/l6 role/x@early role/c"),
        ),
    ];
    for (who, before, after) in &cases {
        let how = (Rows::Example, &[][..]);
        let catalogue = Catalogue::embedded();
        let found = compare_all(&before.0, &after.0, catalogue, &settings(), how);
        let direct = [String::from("role/ops")];
        let mut all = found.gained.iter();
        let entry = all.find(|one| one.principal == *who && one.via == direct);
        let answers = entry.map(|entry| (entry.before, entry.after));
        assert_eq!(answers, Some((Answer::Allowed, Answer::Allowed)), "{who}");
    }
}
