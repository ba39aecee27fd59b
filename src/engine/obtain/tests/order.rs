//! Which of several ways are told, and what is no way because it is one without it.

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{
    all, allow, attaching, check, declare, deny, entry, holding, line_in, line_of, obtaining, on,
    private, second_factor, statement, told, trust, under,
};
use crate::engine::obtain::tests::in_words;
use crate::engine::snapshots::model;
use crate::model::Model;

#[test]
fn d25_what_roles_lead_to_is_not_obtained() {
    let own = || {
        vec![
            allow("sts:AssumeRole"),
            on("ram:CreateAccessKey", "acs:ram:*:{own}:user/v"),
        ]
    };
    let idle = || ("of-v", "user/v", vec![allow("ram:UpdateRole")]);
    check(vec![
        (
            "a role that has it",
            told(&holding(&[
                ("own", "user/u", own()),
                idle(),
                all("role/deep"),
            ])),
            &[],
        ),
        (
            "a role that nobody becomes",
            told(&{
                let mut account = holding(&[("own", "user/u", own()), idle(), all("role/deep")]);
                entry(&mut account, "role/deep")["trust"] = trust("RAM", "acs:ram::{own}:user/v");
                account
            }),
            &[],
        ),
        (
            "a role that the other may become",
            told(&{
                let mut account = holding(&[
                    ("own", "user/u", own()),
                    ("of-v", "user/v", vec![allow("sts:AssumeRole")]),
                    all("role/deep"),
                ]);
                entry(&mut account, "role/deep")["trust"] = trust("RAM", "acs:ram::{own}:user/v");
                account
            }),
            &["create-access-key user/v, assume role/deep = allowed"],
        ),
    ]);
}

/// One way is told for each first call of the shortest, in the order of the table.
#[test]
fn d25_the_shortest_ways_are_told_one_for_each_first_call() {
    let by_two = || {
        let own = vec![allow("sts:AssumeRole"), allow("ram:AddUserToGroup")];
        holding(&[
            ("own", "user/u", own),
            ("of-r", "role/r", attaching("user/u", "all")),
            ("of-mid", "group/mid", vec![allow("ram:CreateAccessKey")]),
            all("user/boss"),
        ])
    };
    let mut either = vec![allow("ram:DetachPolicyFromUser")];
    either.extend(attaching("user/u", "given"));
    check(vec![
        (
            "two calls",
            told(&by_two()),
            &[
                "add-user-to-group group/mid user/u, create-access-key user/boss = allowed",
                "assume role/r, attach-policy-to-user Custom/all user/u = allowed",
            ],
        ),
        (
            "two calls in either order",
            told(&holding(&[
                ("own", "user/u", either),
                ("no", "user/u", vec![deny("kvstore:*")]),
                ("given", "", vec![allow("kvstore:*")]),
            ])),
            &[
                "attach-policy-to-user Custom/given user/u, \
                 detach-policy-from-user Custom/no user/u = allowed",
                "not firm",
                "removed by detach-policy-from-user Custom/no user/u, guard 0",
            ],
        ),
    ]);
}

/// Who is become holds nothing, and is given something then: that is looked for where
/// nothing else was found.
#[test]
fn d25_those_who_hold_nothing_are_looked_at_last() {
    let key = || on("ram:CreateAccessKey", "acs:ram:*:{own}:user/v");
    let wide = || [vec![key()], attaching("user/v", "all")].concat();
    let with_v = |held: &[(&str, &str, Vec<Value>)]| {
        let mut account = holding(held);
        declare(&mut account, "user/v");
        account
    };
    let found = "create-access-key user/v, attach-policy-to-user Custom/all user/v = allowed";
    let narrow = [wide(), vec![allow("sts:AssumeRole")]].concat();
    let of_r = || {
        vec![
            on("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
            on("ram:AddUserToGroup", "acs:ram:*:{own}:group/ops"),
        ]
    };
    let both = || {
        with_v(&[
            ("wide", "user/a", wide()),
            ("own", "user/u", narrow.clone()),
            ("of-r", "role/r", of_r()),
            all("group/ops"),
        ])
    };
    let by_role = with_v(&[
        (
            "own",
            "user/u",
            [attaching("user/v", "all"), vec![allow("sts:AssumeRole")]].concat(),
        ),
        ("of-r", "role/r", vec![key()]),
        all(""),
    ]);
    check(vec![
        (
            "nothing else",
            told(&with_v(&[("own", "user/u", wide()), all("")])),
            &[found],
        ),
        (
            "somebody else before",
            line_of(&both(), "user/a", in_words),
            &[found],
        ),
        (
            "something else",
            told(&both()),
            &["assume role/r, add-user-to-group group/ops user/u = allowed"],
        ),
        (
            "by a role",
            told(&by_role),
            &["assume role/r, create-access-key user/v, \
               attach-policy-to-user Custom/all user/v = allowed"],
        ),
        (
            "nobody gives",
            told(&with_v(&[("own", "user/u", vec![key()]), all("")])),
            &[],
        ),
    ]);
}

/// Of the resources of one call, each has to be allowed, whoever is asked about before.
#[test]
fn d25_each_resource_of_a_call_is_asked_about() {
    let join = || allow("ram:AddUserToGroup");
    let no = |resource: &str| {
        statement(
            "Deny",
            "ram:AddUserToGroup",
            &format!("acs:ram:*:{{own}}:{resource}"),
        )
    };
    let told = |own: Vec<Value>, role: Vec<Value>| {
        told(&holding(&[
            (
                "own",
                "user/u",
                [own, vec![allow("sts:AssumeRole")]].concat(),
            ),
            ("of-r", "role/r", role),
            all("group/ops"),
        ]))
    };
    let way = "add-user-to-group group/ops user/u = allowed";
    check(vec![
        ("both", told(vec![join()], vec![]), &[way]),
        (
            "not the group",
            told(vec![join(), no("group/ops")], vec![]),
            &[],
        ),
        (
            "not the user",
            told(vec![join(), no("user/u")], vec![]),
            &[],
        ),
        (
            "the one not the user, the other not the group",
            told(vec![join(), no("user/u")], vec![join(), no("group/ops")]),
            &[],
        ),
        (
            "the one not the group, the other both",
            told(vec![join(), no("group/ops")], vec![join()]),
            &["assume role/r, add-user-to-group group/ops user/u = allowed"],
        ),
        (
            "in the other spelling",
            told(
                vec![
                    on("ram:AddUserToGroup", "acs:ram::{own}:group/ops"),
                    on("ram:AddUserToGroup", "acs:ram::{own}:user/u"),
                ],
                vec![],
            ),
            &[way],
        ),
        (
            "each in another spelling",
            told(
                vec![
                    on("ram:AddUserToGroup", "acs:ram::{own}:group/ops"),
                    on("ram:AddUserToGroup", "acs:ram:?:{own}:user/u"),
                ],
                vec![],
            ),
            &[],
        ),
    ]);
}

/// What is allowed after one change is not what is allowed after another.
#[test]
fn d25_each_change_is_asked_about_for_itself() {
    let own = vec![
        on("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
        on("ram:AddUserToGroup", "acs:ram:*:{own}:group/a"),
        on("ram:AddUserToGroup", "acs:ram:*:{own}:group/b"),
    ];
    let account = holding(&[
        ("own", "user/u", own),
        (
            "of-a",
            "group/a",
            [attaching("user/u", "all"), vec![deny("ram:Attach*")]].concat(),
        ),
        ("of-b", "group/b", attaching("user/u", "all")),
        all(""),
    ]);
    let way = "add-user-to-group group/b user/u, \
               attach-policy-to-user Custom/all user/u = allowed";
    assert_eq!(told(&account), [way]);
}

/// What a trust document says of the caller is asked of the caller's own request.
#[test]
fn d24_whom_roles_admit() {
    let told_of = |own: Value, change: &dyn Fn(&mut Value)| {
        let mut account = holding(&[
            ("own", "user/u", vec![own]),
            ("of-r", "role/r", attaching("user/u", "all")),
            all(""),
        ]);
        change(entry(&mut account, "role/r"));
        told(&account)
    };
    let assume = || allow("sts:AssumeRole");
    let mut in_session = holding(&[
        ("own", "user/u", vec![assume()]),
        (
            "of-r",
            "role/r",
            vec![under(
                allow("ram:CreateLoginProfile"),
                second_factor("true"),
            )],
        ),
        all("user/boss"),
    ]);
    entry(&mut in_session, "role/r")["max_session_seconds"] = json!(3600);
    let mut rewritten = holding(&[
        (
            "own",
            "user/u",
            vec![
                allow("ram:UpdateRole"),
                allow("sts:AssumeRole"),
                statement("Deny", "sts:AssumeRole", "acs:ram::{own}:role/deep"),
            ],
        ),
        all("role/deep"),
    ]);
    entry(&mut rewritten, "role/deep")["trust"] = trust("RAM", "acs:ram::{own}:user/x");
    let trusting = |who: &'static str| {
        move |role: &mut Value| role["trust"] = trust("RAM", &format!("acs:ram::{{own}}:{who}"))
    };
    let with_second = |role: &mut Value| {
        role["trust"]["Statement"][0]["Condition"] = second_factor("true");
    };
    let way = "assume role/r, attach-policy-to-user Custom/all user/u = ";
    let (sure, if_, unknown) = (
        format!("{way}allowed"),
        format!("{way}allowed_if"),
        format!("{way}unknown"),
    );
    check(vec![
        (
            "a session with a second factor",
            told(&in_session),
            &["assume role/r, create-login-profile user/boss = allowed_if"],
        ),
        (
            "a role that is denied in the other spelling",
            told(&rewritten),
            &[],
        ),
        ("all", told_of(assume(), &|_| {}), &[&sure]),
        ("the user", told_of(assume(), &trusting("user/u")), &[&sure]),
        ("another", told_of(assume(), &trusting("user/x")), &[]),
        (
            "nobody",
            told_of(assume(), &|role| {
                role["trust"] = json!({"Version": "1", "Statement": []})
            }),
            &[],
        ),
        (
            "unknown",
            told_of(assume(), &|role| role["trust"] = Value::Null),
            &[&unknown],
        ),
        (
            "with a second factor",
            told_of(assume(), &with_second),
            &[&if_],
        ),
        (
            "with a second factor that the caller does not have",
            told_of(under(assume(), second_factor("false")), &with_second),
            &[],
        ),
        (
            "a role of a service",
            told_of(assume(), &|role| role["service_linked"] = json!(true)),
            &[&sure],
        ),
        (
            "a role of a service of which nothing is known",
            told_of(assume(), &|role| {
                role["service_linked"] = json!(true);
                role["trust"] = Value::Null;
            }),
            &[],
        ),
    ]);
}

/// Ways are told in the order of the table, whichever was come upon first; and what can be
/// done to several groups is told of the first, however one came into them.
#[test]
fn d25_the_order_of_ways_does_not_hang_on_the_search() {
    let mut account = holding(&[
        (
            "own",
            "user/u",
            vec![
                on("ram:SetDefaultPolicyVersion", "acs:ram:*:{own}:policy/own"),
                on("ram:CreateAccessKey", "acs:ram:*:{own}:user/v"),
            ],
        ),
        ("of-v", "user/v", attaching("user/v", "all")),
        all(""),
    ]);
    let stored = json!({ "Version": "1", "Statement": attaching("user/u", "all") });
    account["policies"][0]["other_versions"] = json!([{ "version": "v0", "document": stored }]);
    let groups = || {
        let mut account = holding(&[
            ("own", "user/u", vec![allow("ram:AttachPolicyToGroup")]),
            ("idle", "group/b group/a", vec![allow("ecs:*")]),
        ]);
        for group in ["group/a", "group/b"] {
            entry(&mut account, group)["members"] = json!(["u"]);
        }
        model(account)
    };
    let of_groups = |model: &Model| line_in(model, &obtaining(), "user/u", in_words);
    let mut turned = groups();
    turned.accounts[0].memberships.reverse();
    let first = of_groups(&groups());
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    assert_eq!(first.len(), 1);
    check(vec![
        (
            "two calls of which the later is looked at first",
            told(&account),
            &[
                "create-access-key user/v, attach-policy-to-user Custom/all user/v = allowed",
                "set-default-policy-version Custom/own, attach-policy-to-user Custom/all user/u = allowed",
            ],
        ),
        ("groups", of_groups(&turned), &first),
    ]);
}

/// A role that may do what the caller may today is no way, and may lead to one.
#[test]
fn d25_a_role_with_the_same_access_leads_on() {
    let same = || under(allow("kvstore:*"), private());
    let account = holding(&[
        ("own", "user/u", vec![allow("sts:AssumeRole"), same()]),
        (
            "of-r",
            "role/r",
            [attaching("role/r", "all"), vec![same()]].concat(),
        ),
        all(""),
    ]);
    let found = told(&account);
    let [way] = &found[..] else {
        panic!("{found:?}")
    };
    let steps = "assume role/r, attach-policy-to-role Custom/all role/r = ";
    assert!(way.starts_with(steps), "{way}");
}

/// A call may be allowed on its resources as they are spelled without a region alone.
#[test]
fn d25_either_spelling_of_a_resource_opens_a_call() {
    let of = |region: &str| {
        let user = format!("acs:ims:{region}:{{own}}:user/*");
        told(&holding(&[
            (
                "own",
                "user/u",
                vec![
                    on("ram:AttachPolicy", &user),
                    on("ram:AttachPolicy", "acs:ram:*:{own}:policy/all"),
                ],
            ),
            all(""),
        ]))
    };
    let way: &[&str] = &["resource-manager-attach-to-user Custom/all user/u = allowed"];
    check(vec![("any", of("*"), way), ("none", of(""), way)]);
}
