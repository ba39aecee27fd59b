//! Ways that hang on what is not known, and those of callers of whom it is not known
//! what they have.

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{
    add, allow, attach, attaching, check, declare, deny, document, entry, holding, line_in,
    line_of, obtaining, on, private, second_factor, told, trust, under, unheard_of,
};
use crate::engine::obtain::tests::in_words;
use crate::engine::snapshots::model;
use crate::model::Model;
use crate::model::account::Account;
use crate::model::doubt::Choice;

/// What the caller may do today is not what is obtained.
#[test]
fn d25_only_what_the_caller_does_not_have_is_obtained() {
    let own = |mut statements: Vec<Value>| {
        statements.extend(attaching("user/u", "given"));
        statements
    };
    let with = |has: Vec<Value>, given: Vec<Value>| {
        told(&holding(&[
            ("own", "user/u", own(has)),
            ("given", "", given),
        ]))
    };
    let all = || allow("kvstore:*");
    let way = |answer: &str| format!("attach-policy-to-user Custom/given user/u = {answer}");
    check(vec![
        (
            "nothing so far",
            with(vec![], vec![all()]),
            &[&way("allowed")],
        ),
        (
            "from some places so far",
            with(vec![under(all(), private())], vec![all()]),
            &[&way("allowed_if")],
        ),
        (
            "the same from some places",
            with(vec![under(all(), private())], vec![under(all(), private())]),
            &[],
        ),
        (
            "with a second factor so far",
            with(
                vec![under(all(), second_factor("true"))],
                vec![under(all(), private())],
            ),
            &[&way("allowed_if")],
        ),
        ("everything so far", with(vec![all()], vec![all()]), &[]),
        (
            "what may be there already",
            with(vec![under(all(), unheard_of())], vec![all()]),
            &[&way("unknown")],
        ),
    ]);
}

/// What is certain is told, though something shorter may lead there.
#[test]
fn d25_what_is_certain_comes_first() {
    let join = || {
        vec![
            on("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
            on("ram:AddUserToGroup", "acs:ram:*:{own}:group/mystery"),
            allow("sts:AssumeRole"),
        ]
    };
    let mystery = |granting: Vec<Value>| {
        let account = holding(&[
            ("own", "user/u", join()),
            ("of-mystery", "group/mystery", granting),
            ("of-r", "role/r", attaching("user/u", "all")),
            ("all", "", vec![allow("*")]),
        ]);
        told(&account)
    };
    let own = vec![allow("ram:UpdateOIDCProvider"), allow("sts:AssumeRole")];
    let mut unread = holding(&[
        ("own", "user/u", own),
        ("of-r", "role/r", attaching("user/u", "all")),
        ("all", "role/fed", vec![allow("*")]),
    ]);
    entry(&mut unread, "role/fed")["trust"] =
        trust("Federated", "acs:ram::{own}:oidc-provider/corp");
    let sure = "assume role/r, attach-policy-to-user Custom/all user/u = allowed";
    check(vec![
        (
            "a group that may have it",
            mystery(vec![under(allow("kvstore:*"), unheard_of())]),
            &[sure],
        ),
        ("a call that nobody has read about", told(&unread), &[sure]),
        (
            "a group that has it",
            mystery(vec![allow("kvstore:*")]),
            &["add-user-to-group group/mystery user/u = allowed"],
        ),
    ]);
}

/// Whether some of what an account holds is held is not known.
fn perhaps(account: Value, of: impl Fn(&mut Account, &[Choice])) -> Model {
    let mut model = model(account);
    let gap = model.doubts.gap("unread", "whether it is held", None, 2);
    of(&mut model.accounts[0], &[Choice::is(gap, 1)]);
    model
}

/// Of what may be had already nothing is told where something else is certain.
#[test]
fn d25_what_may_be_had_already_is_not_certain() {
    let with = |mut statements: Vec<Value>| {
        statements.push(allow("ram:CreateAccessKey"));
        let private = || vec![under(allow("kvstore:*"), private())];
        let account = holding(&[
            ("perhaps", "user/u", private()),
            ("same", "user/v", private()),
            ("own", "user/u", statements),
            ("all", "", vec![allow("*")]),
        ]);
        let model = perhaps(account, |account, when| {
            account.attachments[0].when.extend(when);
        });
        line_in(&model, &obtaining(), "user/u", in_words)
    };
    check(vec![
        (
            "alone",
            with(vec![]),
            &["create-access-key user/v = unknown"],
        ),
        (
            "beside what is certain",
            with(attaching("user/u", "all")),
            &["attach-policy-to-user Custom/all user/u = unknown"],
        ),
    ]);
}

/// Who may be in a group, or have a configuration, can still see to it.
#[test]
fn d25_what_is_held_perhaps_can_be_had_for_certain() {
    let mut group = holding(&[
        ("own", "user/u", vec![allow("ram:AddUserToGroup")]),
        ("all", "group/ops", vec![allow("*")]),
    ]);
    let mut another = group.clone();
    add(
        &mut another,
        "groups",
        json!({ "name": "dev", "members": ["u"] }),
    );
    entry(&mut group, "group/ops")["members"] = json!(["u"]);
    let group = perhaps(group, |account, when| {
        account.memberships[0].when.extend(when);
    });
    let configuration =
        |name: &str, action: &str| json!({ "name": name, "inline": document(&[allow(action)]) });
    let assigned = |name: &str| json!({ "configuration": name, "to": "user/x" });
    let mut company = holding(&[]);
    company["resource_directory"] = json!({ "id": "rd-1", "account": "management" });
    company["sso"] = json!({
        "users": [{ "name": "x" }],
        "access_configurations": [
            configuration("all", "kvstore:*"),
            configuration("own", "cloudsso:CreateAccessAssignment"),
        ],
        "assignments": [assigned("all"), assigned("own")],
    });
    let company = perhaps(company, |account, when| {
        account.assignments[0].when.extend(when);
    });
    let told = |model: &Model, id: &str| line_in(model, &obtaining(), id, in_words);
    check(vec![
        (
            "a group",
            told(&group, "user/u"),
            &["add-user-to-group group/ops user/u = unknown"],
        ),
        (
            "a group beside one's own",
            line_of(&another, "user/u", in_words),
            &["add-user-to-group group/ops user/u = allowed"],
        ),
        (
            "a configuration",
            told(&company, "sso-user/x"),
            &["assign-access-configuration configuration/all sso-user/x = unknown"],
        ),
    ]);
}

/// Where the caller may have the action already, each world in which it does not is
/// searched, until one shows a way.
#[test]
fn d25_worlds_without_access_are_searched_one_by_one() {
    let unread = |statements: Vec<Value>, others: &[(&str, &str, Vec<Value>)]| {
        let mut held = vec![("own", "user/u", statements)];
        held.extend(others.iter().cloned());
        let mut account = holding(&held);
        attach(&mut account, "Custom/unheard-of", "user/u");
        account
    };
    let fed = |account: &mut Value| {
        entry(account, "role/fed")["trust"] =
            trust("Federated", "acs:ram::{own}:oidc-provider/corp");
    };
    let all = || ("all", "", vec![allow("*")]);
    let deep = || ("deep", "role/fed", vec![allow("*")]);
    let of_r = || ("of-r", "role/r", attaching("user/u", "all"));
    let mut shorter = unread(
        vec![allow("ram:UpdateOIDCProvider"), allow("sts:AssumeRole")],
        &[all(), deep(), of_r()],
    );
    fed(&mut shorter);
    let no = || ("no", "user/u", vec![under(deny("kvstore:*"), unheard_of())]);
    let detach = || allow("ram:DetachPolicyFromUser");
    let perhaps = json!({
        "Effect": "Allow", "Action": ["kvstore:*", "ram:CreateAccessKey"], "Resource": "*",
        "Condition": { "StringEquals": { "acs:Foo": "x" }, "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } },
    });
    let mut some = holding(&[
        (
            "own",
            "user/u",
            vec![allow("ram:UpdateOIDCProvider"), perhaps],
        ),
        ("all", "user/boss role/fed", vec![allow("*")]),
    ]);
    fed(&mut some);
    // What is not known to be held may allow every call; in that world the Deny applies.
    let by_all = [
        "create-policy-version Custom/no = unknown",
        "create-role role/new-role = unknown",
        "detach-policy-from-user Custom/no user/u = unknown",
        "resource-manager-detach-from-user Custom/no user/u = unknown",
    ];
    check(vec![
        (
            "in doubt by what it holds",
            told(&unread(attaching("user/u", "all"), &[all()])),
            &["attach-policy-to-user Custom/all user/u = unknown"],
        ),
        (
            "a shorter way that is in doubt as well",
            told(&shorter),
            &[
                "update-oidc-provider acs:ram::1000000000000001:oidc-provider/corp role/fed = unknown",
            ],
        ),
        (
            "in doubt by two things, of which one comes off",
            told(&unread(vec![detach()], &[no()])),
            &by_all,
        ),
        (
            "what is there only where the caller has some access",
            told(&some),
            &[
                "create-access-key user/boss = unknown",
                "update-oidc-provider acs:ram::1000000000000001:oidc-provider/corp role/fed \
                 = unknown",
            ],
        ),
        (
            "the one or the other",
            told(&unread(
                [vec![detach()], attaching("user/u", "all")].concat(),
                &[no(), all()],
            )),
            &by_all,
        ),
    ]);
}

/// More worlds than are searched are not.
#[test]
fn d41_no_more_worlds_are_searched_than_the_most() {
    let told_of = |policies: usize| {
        let mut account = holding(&[
            ("own", "user/u", attaching("user/u", "all")),
            ("all", "", vec![allow("*")]),
        ]);
        for number in 0..policies {
            attach(&mut account, &format!("Custom/unread-{number}"), "user/u");
        }
        told(&account)
    };
    let way = ["attach-policy-to-user Custom/all user/u = unknown"];
    for policies in [1, 3, 6] {
        assert_eq!(told_of(policies), way, "{policies}");
    }
}

/// A call that may be allowed leads to what may be obtained.
#[test]
fn d25_calls_in_doubt() {
    let with = |own: Vec<Value>| {
        told(&holding(&[
            ("own", "user/u", own),
            ("all", "user/boss", vec![allow("*")]),
        ]))
    };
    let key = || allow("ram:CreateAccessKey");
    let by = |who: &str| {
        let arn = format!("acs:ram:*:*:user/{who}");
        under(key(), json!({ "StringLike": { "acs:PrincipalARN": arn } }))
    };
    let mut spelled = holding(&[("own", "user/u", vec![allow("sts:AssumeRole")])]);
    declare(&mut spelled, "role/r");
    attach(&mut spelled, "Custom/unheard-of", "role/r");
    add(&mut spelled, "users", json!({ "name": "boss" }));
    check(vec![
        (
            "in doubt",
            with(vec![under(key(), unheard_of())]),
            &["create-access-key user/boss = unknown"],
        ),
        (
            "denied, perhaps",
            with(vec![key(), under(deny("ram:*"), unheard_of())]),
            &["create-access-key user/boss = unknown"],
        ),
        ("a role of which nothing is known", told(&spelled), &[]),
        ("for another caller", with(vec![by("x")]), &[]),
        (
            "for this caller",
            with(vec![by("u")]),
            &["create-access-key user/boss = allowed"],
        ),
    ]);
}
