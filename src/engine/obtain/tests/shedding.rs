//! Guards that are taken off: by whom, after what, how surely, and what is allowed then
//! (D26).

use serde_json::{Value, json};

use crate::engine::answers::Line;
use crate::engine::formula::{Bound, Formula};
use crate::engine::obtain::tests::accounts::{
    allow, attaching, check, deny, entry, holding, line_of, on, private, trust, under, unheard_of,
};
use crate::engine::obtain::tests::in_words;

/// How firmly a line is denied, what takes guards off, and whether anything is allowed
/// then.
pub(super) fn firmness(line: &Line) -> Vec<String> {
    let Some(found) = &line.firmness else {
        return vec![line.verdict.answer.word().to_owned()];
    };
    let words = in_words(line).into_iter();
    let from = |word: &String| *word != "firm" && *word != "not firm";
    let mut told: Vec<String> = words.skip_while(from).collect();
    let most = found.loosened.bound(Bound::Most);
    told.push(
        match (&found.loosened, &most) {
            (Formula::True, _) => "then all",
            (Formula::False, _) | (_, Formula::False) => "then nothing",
            (_, Formula::True) => "then perhaps all",
            _ => "then some",
        }
        .to_owned(),
    );
    for removal in &found.removable_by {
        let by = &removal.step.by;
        let steps = removal.first.iter().chain([&removal.step]);
        let places = steps.flat_map(|step| &step.calls);
        let places: Vec<String> = places.map(|call| call.request.to_string()).collect();
        told.push(format!("by {by} @{}", places.join(", ")));
    }
    told
}

pub(super) fn told(account: &Value) -> Vec<String> {
    line_of(account, "user/u", firmness)
}

pub(super) fn detaching(to: &str, policy: &str) -> Vec<Value> {
    vec![
        on(
            "ram:DetachPolicyFromUser",
            &format!("acs:ram:*:{{own}}:{to}"),
        ),
        on(
            "ram:DetachPolicyFromUser",
            &format!("acs:ram:*:{{own}}:policy/{policy}"),
        ),
    ]
}

pub(super) fn no(to: &str) -> (&str, &str, Vec<Value>) {
    ("no", to, vec![deny("kvstore:*")])
}

#[test]
fn d26_guards_and_those_who_take_them_off() {
    let own = |statements: Vec<Value>| ("own", "user/u", statements);
    let assume = || vec![allow("sts:AssumeRole")];
    let wants = || ("wants", "user/u", vec![allow("kvstore:*")]);
    let off = || detaching("user/u", "no");
    let by_role = || {
        holding(&[
            own(assume()),
            wants(),
            no("user/u"),
            ("of-r", "role/r", off()),
        ])
    };
    let mut not_admitted = by_role();
    entry(&mut not_admitted, "role/r")["trust"] = trust("RAM", "acs:ram::{own}:user/x");
    let mut by_chain = holding(&[
        own(assume()),
        wants(),
        no("user/u"),
        ("idle", "role/a", vec![allow("ecs:*")]),
        ("of-r", "role/r", assume()),
        ("of-s", "role/s", off()),
    ]);
    entry(&mut by_chain, "role/s")["trust"] = trust("RAM", "acs:ram::{own}:role/r");
    let mut in_group = holding(&[
        own(vec![allow("ram:RemoveUserFromGroup")]),
        wants(),
        no("group/g"),
    ]);
    entry(&mut in_group, "group/g")["members"] = json!(["u"]);
    let mut granting = in_group.clone();
    granting["policies"][0]["document"] = json!({ "Version": "1", "Statement": [
        allow("ram:RemoveUserFromGroup")] });
    granting["attachments"][1]["to"] = json!("group/g");
    let either = |to: &str, group: Vec<Value>| {
        let mut account = holding(&[
            own([
                off(),
                vec![allow("ram:RemoveUserFromGroup"), allow("ecs:*")],
            ]
            .concat()),
            wants(),
            no(to),
            ("in-g", "group/g", group),
        ]);
        entry(&mut account, "group/g")["members"] = json!(["u"]);
        account
    };
    check(vec![
        (
            "nobody",
            told(&holding(&[wants(), no("user/u")])),
            &["firm", "then nothing"],
        ),
        (
            "oneself",
            told(&holding(&[own(off()), wants(), no("user/u")])),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0",
            ],
        ),
        (
            "what is not wanted",
            told(&holding(&[own(off()), no("user/u")])),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/no user/u, guard 0",
                "then nothing",
                "by user/u @0",
            ],
        ),
        (
            "who may do anything else",
            told(&holding(&[
                ("own", "user/u", vec![allow("*")]),
                no("user/u"),
            ])),
            &[
                "not firm",
                "removed by create-policy-version Custom/no, guard 1",
                "removed by detach-policy-from-user Custom/no user/u, guard 1",
                "removed by resource-manager-detach-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0",
                "by user/u @0",
                "by user/u @0",
            ],
        ),
        (
            "from some places",
            told(&holding(&[
                own(off()),
                (
                    "wants",
                    "user/u",
                    vec![under(allow("kvstore:*"), private())],
                ),
                no("user/u"),
            ])),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/no user/u, guard 1",
                "then some",
                "by user/u @0",
            ],
        ),
        (
            "perhaps",
            told(&holding(&[
                own(off()
                    .into_iter()
                    .map(|one| under(one, unheard_of()))
                    .collect()),
                wants(),
                no("user/u"),
            ])),
            &[
                "not firm",
                "removed, perhaps, by detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0",
            ],
        ),
        (
            "a role",
            told(&by_role()),
            &[
                "not firm",
                "removed by role/r, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by role/r @1",
            ],
        ),
        (
            "a role that does not admit",
            told(&not_admitted),
            &["firm", "then nothing"],
        ),
        (
            "a role by another",
            told(&by_chain),
            &[
                "not firm",
                "removed by role/s, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by role/s @3",
            ],
        ),
        (
            "a group that is left",
            told(&in_group),
            &[
                "not firm",
                "removed by remove-user-from-group group/g user/u, guard 1",
                "then all",
                "by user/u @0",
            ],
        ),
        (
            "a group that also grants",
            told(&granting),
            &[
                "not firm",
                "removed by remove-user-from-group group/g user/u, guard 1",
                "then nothing",
                "by user/u @0",
            ],
        ),
        (
            "two policies",
            told(&either("user/u", vec![deny("kvstore:Destroy*")])),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/no user/u, guard 1",
                "removed by remove-user-from-group group/g user/u, guard 2",
                "then all",
                "by user/u @0",
                "by user/u @0",
            ],
        ),
    ]);
}

/// What opens the call that takes a guard off.
#[test]
fn d26_calls_that_have_to_be_made_before() {
    let own = |statements: Vec<Value>| ("own", "user/u", statements);
    let wants = || ("wants", "user/u", vec![allow("kvstore:*")]);
    let off = || detaching("user/u", "no");
    let given = || {
        holding(&[
            own(attaching("user/u", "z-off")),
            wants(),
            no("user/u"),
            ("z-off", "", off()),
        ])
    };
    let mut by_group = holding(&[
        own([attaching("group/g", "a-idle"), attaching("user/u", "z-off")].concat()),
        wants(),
        no("user/u"),
        ("a-idle", "", vec![allow("ram:UpdateRole")]),
        ("idle", "group/g", vec![allow("ecs:*")]),
        ("z-off", "", off()),
    ]);
    entry(&mut by_group, "group/g")["members"] = json!(["u"]);
    let guarded = holding(&[
        own([off(), detaching("user/u", "guard")].concat()),
        wants(),
        no("user/u"),
        (
            "guard",
            "user/u",
            vec![json!({
                "Effect": "Deny", "Action": "ram:DetachPolicyFromUser",
                "Resource": "acs:ram:*:*:policy/no",
            })],
        ),
    ]);
    let joined = holding(&[
        own(vec![
            on("ram:AddUserToGroup", "acs:ram:*:{own}:user/u"),
            on("ram:AddUserToGroup", "acs:ram:*:{own}:group/g"),
        ]),
        wants(),
        no("user/u"),
        ("in-g", "group/g", off()),
    ]);
    let both = holding(&[
        own([attaching("user/u", "opens"), detaching("user/u", "guard")].concat()),
        wants(),
        no("user/u"),
        ("guard", "user/u", vec![deny("ram:AttachPolicyToUser")]),
        ("opens", "", off()),
    ]);
    let twice = holding(&[
        own([detaching("user/u", "no"), detaching("user/u", "nor")].concat()),
        wants(),
        no("user/u"),
        ("nor", "user/u", vec![deny("kvstore:Destroy*")]),
    ]);
    let rewritten = holding(&[
        own(vec![on(
            "ram:CreatePolicyVersion",
            "acs:ram:*:{own}:policy/own",
        )]),
        wants(),
        no("user/u"),
    ]);
    let everything = holding(&[
        own(attaching("user/u", "all")),
        wants(),
        no("user/u"),
        ("all", "", vec![allow("*")]),
    ]);
    check(vec![
        (
            "a policy that lets it",
            told(&given()),
            &[
                "not firm",
                "removed by attach-policy-to-user Custom/z-off user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "a policy among others",
            told(&by_group),
            &[
                "not firm",
                "removed by attach-policy-to-user Custom/z-off user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "a guard of the call",
            told(&guarded),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/guard user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "a group that lets it",
            told(&joined),
            &[
                "not firm",
                "removed by add-user-to-group group/g user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "two guards",
            told(&twice),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/no user/u, guard 1",
                "removed by detach-policy-from-user Custom/nor user/u, guard 2",
                "then all",
                "by user/u @0",
                "by user/u @0",
            ],
        ),
        (
            "a policy that is rewritten to let it",
            told(&rewritten),
            &[
                "not firm",
                "removed by create-policy-version Custom/own, create-policy-version Custom/no, guard 1",
                "removed by create-policy-version Custom/own, detach-policy-from-user Custom/no user/u, guard 1",
                "removed by create-policy-version Custom/own, resource-manager-detach-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
                "by user/u @0, 1",
                "by user/u @0, 1",
            ],
        ),
        (
            "a policy that lets everything",
            told(&everything),
            &[
                "not firm",
                "removed by attach-policy-to-user Custom/all user/u, create-policy-version Custom/no, guard 1",
                "removed by attach-policy-to-user Custom/all user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "removed by attach-policy-to-user Custom/all user/u, resource-manager-detach-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
                "by user/u @0, 1",
                "by user/u @0, 1",
            ],
        ),
    ]);
    // Several calls have to be made before: which is not told of here.
    let found = told(&both);
    assert_eq!(found.first().map(String::as_str), Some("not firm"));
    assert!(found.contains(&"then all".to_owned()), "{found:?}");
}

/// What lets somebody take off guards is not taken off with them: one of them may have to
/// go before the other.
#[test]
fn d26_what_denies_nothing_is_kept() {
    let wants = || ("wants", "user/u", vec![allow("kvstore:*")]);
    let guarding = |call: &str, resource: &str| {
        let resource = format!("acs:ram:*:*:{resource}");
        vec![json!({ "Effect": "Deny", "Action": call, "Resource": resource })]
    };
    let by_policies = holding(&[
        ("own", "user/u", vec![allow("ram:DetachPolicyFromUser")]),
        wants(),
        no("user/u"),
        (
            "guard",
            "user/u",
            guarding("ram:DetachPolicyFromUser", "policy/no"),
        ),
    ]);
    let mut by_groups = holding(&[
        ("own", "group/a", vec![allow("ram:RemoveUserFromGroup")]),
        wants(),
        (
            "guard",
            "group/b",
            guarding("ram:RemoveUserFromGroup", "group/c"),
        ),
        no("group/c"),
    ]);
    for group in ["group/a", "group/b", "group/c"] {
        entry(&mut by_groups, group)["members"] = json!(["u"]);
    }
    check(vec![
        (
            "policies",
            told(&by_policies),
            &[
                "not firm",
                "removed by detach-policy-from-user Custom/guard user/u, detach-policy-from-user Custom/no user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
        (
            "groups",
            told(&by_groups),
            &[
                "not firm",
                "removed by remove-user-from-group group/b user/u, remove-user-from-group group/c user/u, guard 1",
                "then all",
                "by user/u @0, 1",
            ],
        ),
    ]);
}

/// Where nothing can be attached to the one, something may be to the other.
#[test]
fn d26_each_call_is_asked_about_for_itself() {
    let mut account = holding(&[
        (
            "own",
            "user/u",
            [
                vec![on("ram:AttachPolicyToGroup", "acs:ram:*:{own}:group/other")],
                attaching("user/u", "z-off"),
            ]
            .concat(),
        ),
        ("wants", "user/u", vec![allow("kvstore:*")]),
        no("user/u"),
        ("idle", "group/g", vec![allow("ecs:*")]),
        ("z-off", "", detaching("user/u", "no")),
    ]);
    entry(&mut account, "group/g")["members"] = json!(["u"]);
    check(vec![(
        "a group and a user",
        told(&account),
        &[
            "not firm",
            "removed by attach-policy-to-user Custom/z-off user/u, detach-policy-from-user Custom/no user/u, guard 1",
            "then all",
            "by user/u @0, 1",
        ],
    )]);
}
