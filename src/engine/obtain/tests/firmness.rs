//! Guards that come off only after something else, or perhaps (D26).

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{
    allow, attach, attaching, check, deny, document, entry, holding, line_of, on, second_factor,
    trust, under, unheard_of,
};
use crate::engine::obtain::tests::in_words;
use crate::engine::obtain::tests::shedding::{detaching, firmness, no, told};

/// What is told, whether or not it is sure.
fn sure_or_not(told: Vec<String>) -> Vec<String> {
    let told = told.into_iter();
    told.map(|one| one.replace("removed, perhaps, by", "removed by"))
        .collect()
}

/// What is not told until the caller does something else, and what is only perhaps so.
#[test]
fn d26_calls_in_doubt_and_among_others() {
    let own = |statements: Vec<Value>| ("own", "user/u", statements);
    let wants = || ("wants", "user/u", vec![allow("kvstore:*")]);
    let off = || detaching("user/u", "no");
    let perhaps = |statements: Vec<Value>| -> Vec<Value> {
        let all = statements.into_iter();
        all.map(|one| under(one, unheard_of())).collect()
    };
    let given = |own_: Vec<Value>, given: Vec<Value>| {
        holding(&[own(own_), wants(), no("user/u"), ("z-off", "", given)])
    };
    let attach = || attaching("user/u", "z-off");
    let mut others = holding(&[
        own([
            attach(),
            detaching("user/u", "other"),
            vec![
                allow("ram:RemoveUserFromGroup"),
                allow("ram:CreateAccessKey"),
            ],
        ]
        .concat()),
        wants(),
        no("user/u"),
        ("other", "user/u group/h", vec![deny("ecs:*")]),
        ("all", "user/boss", vec![allow("*")]),
        ("z-off", "", off()),
    ]);
    entry(&mut others, "group/h")["members"] = json!(["u"]);
    let keys = holding(&[
        own(vec![
            allow("ram:CreateAccessKey"),
            on("ram:AttachPolicy", "acs:ims:*:{own}:user/*"),
            on("ram:AttachPolicy", "acs:ram:*:{own}:policy/z-off"),
        ]),
        wants(),
        no("user/u"),
        ("all", "user/boss", vec![allow("*")]),
        ("z-off", "", off()),
    ]);
    let mut mystery = holding(&[
        own(vec![allow("sts:AssumeRole")]),
        wants(),
        no("user/u"),
        ("of-r", "role/r", off()),
    ]);
    let mut second = mystery.clone();
    entry(&mut mystery, "role/r")["trust"] = Value::Null;
    second["policies"][0]["document"] =
        document(&[under(allow("sts:AssumeRole"), second_factor("false"))]);
    entry(&mut second, "role/r")["trust"]["Statement"][0]["Condition"] = second_factor("true");
    let mut backwards = holding(&[
        own(vec![allow("sts:AssumeRole")]),
        wants(),
        no("user/u"),
        ("of-a", "role/a", off()),
        ("of-z", "role/z", vec![allow("sts:AssumeRole")]),
    ]);
    entry(&mut backwards, "role/a")["trust"] = trust("RAM", "acs:ram::{own}:role/z");
    let mut stored = holding(&[
        own(vec![allow("ram:SetDefaultPolicyVersion")]),
        wants(),
        no("user/u"),
    ]);
    stored["policies"][2]["other_versions"] = json!([
        { "version": "v2", "document": document(&[allow("ecs:*")]) },
        { "version": "v3", "document": document(&[allow("kvstore:Describe*")]) },
    ]);
    let guards = |first: &str, second: &str| {
        let mut account = holding(&[
            own([detaching("user/u", "a-no"), detaching("user/u", "z-no")].concat()),
            wants(),
            (first, "", vec![deny("kvstore:*")]),
            (second, "", vec![deny("kvstore:Destroy*")]),
        ]);
        for policy in [second, first] {
            attach_to(&mut account, policy);
        }
        account
    };
    let mut either = holding(&[
        own(vec![
            allow("ram:RemoveUserFromGroup"),
            allow("ram:DetachPolicyFromGroup"),
        ]),
        ("wants", "group/g", vec![allow("kvstore:*")]),
        no("group/g"),
    ]);
    entry(&mut either, "group/g")["members"] = json!(["u"]);
    let mut unread = holding(&[own(off()), wants(), no("user/u")]);
    attach_to(&mut unread, "unheard-of");
    check(vec![
        (
            "a policy of which nothing is known",
            told(&unread),
            &[
                "not firm",
                "removed, perhaps, by create-policy-version Custom/no, guard 1",
                "removed, perhaps, by detach-policy-from-user Custom/no user/u, guard 1",
                "removed, perhaps, by resource-manager-detach-from-user Custom/no user/u, guard 1",
                "then perhaps all",
                "by user/u @0",
                "by user/u @0",
                "by user/u @0",
            ],
        ),
        (
            "a policy that may let it",
            told(&given(attach(), perhaps(off()))),
            &[
                "not firm",
                "removed, perhaps, by attach-policy-to-user Custom/z-off user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "a policy that may be given",
            sure_or_not(told(&given(perhaps(attach()), off()))),
            &[
                "not firm",
                "removed by attach-policy-to-user Custom/z-off user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "other guards and calls",
            told(&others),
            &[
                "not firm",
                "removed by attach-policy-to-user Custom/z-off user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "a policy that lets it, and not a key by which another could",
            told(&keys),
            &[
                "not firm",
                "removed by resource-manager-attach-to-user Custom/z-off user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "a role that may admit",
            sure_or_not(told(&mystery)),
            &[
                "not firm",
                "removed by role/r, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by role/r @1",
            ],
        ),
        (
            "a role that admits others",
            told(&second),
            &["firm", "then nothing"],
        ),
        (
            "a role by one that comes later",
            told(&backwards),
            &[
                "not firm",
                "removed by role/a, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by role/a @2",
            ],
        ),
        (
            "two versions that are stored",
            told(&stored),
            &[
                "not firm",
                "removed by set-default-policy-version Custom/no, guard 1",
                "then all",
                "by user/u @0",
            ],
        ),
        (
            "two guards in the order of their names",
            told(&guards("z-no", "a-no")),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/a-no user/u, guard 2",
                "removed by detach-policy-from-user Custom/z-no user/u, guard 1",
                "then all",
                "by user/u @0",
                "by user/u @0",
            ],
        ),
        (
            "two guards in this order",
            told(&guards("a-no", "z-no")),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/a-no user/u, guard 1",
                "removed by detach-policy-from-user Custom/z-no user/u, guard 2",
                "then all",
                "by user/u @0",
                "by user/u @0",
            ],
        ),
        (
            "guards of others",
            told(&holding(&[
                own(detaching("user/boss", "no")),
                wants(),
                no("user/u user/boss"),
            ])),
            &["firm", "then nothing"],
        ),
        (
            "a grant that goes with one and stays with the other",
            told(&either),
            &[
                "not firm",
                "removed by detach-policy-from-group Custom/no group/g, guard 1",
                "removed by remove-user-from-group group/g user/u, guard 1",
                "then all",
                "by user/u @0",
                "by user/u @0",
            ],
        ),
    ]);
    let ways = |account: &Value| {
        line_of(account, "user/u", in_words)
            .into_iter()
            .next()
            .unwrap_or_default()
    };
    let way = |policies: [&str; 2]| {
        let steps =
            policies.map(|policy| format!("detach-policy-from-user Custom/{policy} user/u"));
        format!("{} = allowed", steps.join(", "))
    };
    assert_eq!(ways(&guards("a-no", "z-no")), way(["a-no", "z-no"]));
}

fn attach_to(account: &mut Value, policy: &str) {
    attach(account, &format!("Custom/{policy}"), "user/u");
}

/// Of several sessions, one that is allowed is enough.
#[test]
fn d26_sessions_of_cloud_sso() {
    let mut account = holding(&[]);
    account["resource_directory"] = json!({ "id": "rd-1", "account": "management" });
    let inline = [
        allow("cloudsso:UpdateInlinePolicyForAccessConfiguration"),
        allow("cloudsso:ProvisionAccessConfiguration"),
        deny("kvstore:*"),
    ];
    account["sso"] = json!({
        "users": [{ "name": "x" }],
        "access_configurations": [
            { "name": "dev", "inline": document(&inline) },
            { "name": "idle", "inline": document(&[allow("ecs:*"), deny("kvstore:*")]) },
        ],
        "assignments": [
            { "configuration": "dev", "to": "user/x" },
            { "configuration": "idle", "to": "user/x" },
        ],
    });
    check(vec![(
        "two",
        line_of(&account, "sso-user/x", firmness),
        &[
            "not firm",
            "removed by configure-inline-policy configuration/dev, guard 0",
            "then all",
            "by sso-user/x @0, 1",
        ],
    )]);
}

/// The way that is told is the shortest: what is not sure of it is said, even where the
/// caller could surely do something before.
#[test]
fn d26_the_way_that_is_told_is_the_one_that_is_sure_or_not() {
    let perhaps = |statements: Vec<Value>| -> Vec<Value> {
        let all = statements.into_iter();
        all.map(|one| under(one, unheard_of())).collect()
    };
    let of = |own: Vec<Value>| {
        told(&holding(&[
            ("own", "user/u", own),
            ("wants", "user/u", vec![allow("kvstore:*")]),
            no("user/u"),
            ("all", "", vec![allow("*")]),
        ]))
    };
    let removed = ["removed by", "removed, perhaps, by"]
        .map(|sure| format!("{sure} detach-policy-from-user Custom/no user/u, guard 1"));
    let off = || detaching("user/u", "no");
    let first = |told: Vec<String>| told.into_iter().take(2).collect::<Vec<String>>();
    check(vec![
        ("sure", first(of(off())), &["not firm", &removed[0]]),
        (
            "perhaps",
            first(of(perhaps(off()))),
            &["not firm", &removed[1]],
        ),
        (
            "perhaps, or after something else",
            first(of([perhaps(off()), attaching("user/u", "all")].concat())),
            &["not firm", &removed[1]],
        ),
    ]);
}
