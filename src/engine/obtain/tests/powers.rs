//! What documents say of the calls that are looked for, by their texts: never less than
//! they do.

use serde_json::{Value, json};

use crate::engine::changes::{Changes, Identity};
use crate::engine::holdings::Index;
use crate::engine::obtain::powers::{Actions, Powers};
use crate::engine::obtain::tests::DESTROY;
use crate::engine::obtain::tests::ground::{document, policy, principal};
use crate::engine::snapshots::{OWN, model};
use crate::model::Model;
use crate::model::account::{Holding, PolicyDocument, PolicyId, PrincipalKind};
use crate::model::catalogue::Catalogue;
use crate::model::doubt::DoubtId;
use crate::model::policy::DocumentId;

pub(super) const ATTACH: &str = "ram:AttachPolicyToUser";
const ASSUME: &str = "sts:AssumeRole";
const ALL: [&str; 3] = [DESTROY, ATTACH, ASSUME];

pub(super) fn on<T>(model: &Model, ask: impl FnOnce(&mut Powers<'_>) -> T) -> T {
    let (account, catalogue) = (&model.accounts[0], Catalogue::embedded());
    let index = Index::new(account);
    let actions = ALL.map(str::to_owned);
    ask(&mut Powers::new(model, account, &index, catalogue, actions))
}

fn said(powers: &Powers<'_>, actions: Actions) -> Vec<&'static str> {
    let said = ALL.into_iter();
    said.filter(|action| powers.bit(action) & actions != 0)
        .collect()
}

pub(super) fn custom(name: &str, statements: &[Value]) -> Value {
    let document = json!({ "Version": "1", "Statement": statements });
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document })
}

pub(super) fn allow(action: &str) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": "*" })
}

/// The policies `all`, `destroy`, `attach`, `assume` and `deny`, of which anyone might hold
/// `attach` and `deny`; the group `givers` holds `attach`, the user `u` holds `destroy`, and so does the Cloud SSO user
/// `jo`, to whom `Assume` could be assigned.
pub(super) fn company() -> Model {
    let inline = |action: &str| json!({ "Version": "1", "Statement": [allow(action)] });
    let mut switched = custom("destroy", &[allow(DESTROY)]);
    let version = json!({ "version": "v2", "document": inline(ATTACH) });
    switched["other_versions"] = json!([version]);
    let mut model = model(json!({
        "users": [{ "name": "u" }, { "name": "x" }],
        "groups": [{ "name": "givers", "members": [] }],
        "policies": [
            custom("all", &[allow("*")]),
            switched,
            custom("attach", &[allow(ATTACH)]),
            custom("assume", &[allow(ASSUME)]),
            custom("deny", &[json!({ "Effect": "Deny", "Action": ATTACH, "Resource": "*" })]),
        ],
        "attachments": [
            { "policy": "Custom/destroy", "to": "user/u" },
            { "policy": "Custom/attach", "to": "group/givers" },
            { "policy": "Custom/gone", "to": "user/x" },
            { "policy": "System/AdministratorAccess", "to": "user/x" },
            { "policy": "System/AliyunECSFullAccess", "to": "user/x" },
            { "policy": "System/SomethingUnheardOf", "to": "user/x" },
        ],
        "sso": {
            "users": [{ "name": "jo" }],
            "groups": [],
            "access_configurations": [
                { "name": "Destroy", "inline": inline(DESTROY) },
                { "name": "Assume", "inline": inline(ASSUME) },
            ],
            "assignments": [{ "configuration": "Destroy", "to": "user/jo", "account": OWN }],
        },
    }));
    let documents = ["attach", "deny"].map(|name| document(&model.accounts[0], name));
    model.holdings = documents.map(held).into();
    model
}

/// A document that anyone might hold.
pub(super) fn held(document: DocumentId) -> Holding {
    Holding {
        path: "p".to_owned(),
        document,
        account: 0,
        rest: None,
    }
}

/// Where it is in doubt which actions a text covers, it counts as covering all; what
/// such a text takes out of all others counts as taking out none.
#[test]
fn statements_are_about_the_actions_that_they_may_cover() {
    let cases: Vec<(Value, &[&str])> = vec![
        (json!({ "Action": "kvstore:*" }), &[DESTROY]),
        (json!({ "Action": "KVSTORE:destroyinstance" }), &[DESTROY]),
        (
            json!({ "Action": ["ram:Attach*", "sts:*"] }),
            &[ATTACH, ASSUME],
        ),
        (json!({ "Action": "*" }), &ALL),
        (json!({ "Action": "ecs:*" }), &[]),
        (json!({ "Action": [] }), &[]),
        (json!({ "Action": "\u{212a}vstore:*" }), &ALL),
        (json!({ "Action": "kv${x}:*" }), &ALL),
        (json!({ "Action": [null] }), &ALL),
        (json!({ "NotAction": "kvstore:*" }), &[ATTACH, ASSUME]),
        (json!({ "NotAction": ["KVSTORE:*", "sts:*"] }), &[ATTACH]),
        (json!({ "NotAction": "ecs:*" }), &ALL),
        (json!({ "NotAction": "*" }), &[]),
        (json!({ "NotAction": "\u{212a}vstore:*" }), &ALL),
        (json!({ "NotAction": "${x}:*" }), &ALL),
        (json!({}), &ALL),
    ];
    for effect in ["Allow", "Deny"] {
        for (statement, expected) in &cases {
            let mut statement = statement.clone();
            statement["Effect"] = json!(effect);
            statement["Resource"] = json!("*");
            let model = model(json!({ "policies": [custom("p", &[statement.clone()])] }));
            on(&model, |powers| {
                let power = powers.of_document(document(&model.accounts[0], "p"));
                let (some, none) = match effect {
                    "Allow" => (power.allows, power.denies),
                    _ => (power.denies, power.allows),
                };
                assert_eq!(said(powers, some), *expected, "{statement}");
                assert_eq!(none, 0, "{statement}");
            });
        }
    }
}

/// A policy that is not in the input may say anything, but for what the name of a system
/// policy tells (D42), and system policies deny nothing.
#[test]
fn policies_say_what_is_read_and_what_may_not_have_been() {
    let mut model = company();
    let partial = policy(&model.accounts[0], "assume");
    let place = usize::try_from(partial.0).unwrap();
    let document = document(&model.accounts[0], "assume");
    model.accounts[0].policies[place].document = PolicyDocument::Known {
        document,
        rest: Some(DoubtId(0)),
    };
    let cases: [(&str, &[&str], &[&str]); 8] = [
        ("all", &ALL, &[]),
        ("destroy", &[DESTROY], &[]),
        ("deny", &[], &[ATTACH]),
        ("assume", &ALL, &ALL),
        ("gone", &ALL, &ALL),
        ("AdministratorAccess", &ALL, &[]),
        ("AliyunECSFullAccess", &[], &[]),
        ("SomethingUnheardOf", &ALL, &[]),
    ];
    on(&model, |powers| {
        for (name, allows, denies) in cases {
            let power = powers.of_policy(policy(&model.accounts[0], name));
            let found = (said(powers, power.allows), said(powers, power.denies));
            assert_eq!(found, (allows.to_vec(), denies.to_vec()), "{name}");
        }
        // Only what was read is sure.
        let sure = ["all", "AdministratorAccess"];
        for (name, ..) in cases {
            let id = policy(&model.accounts[0], name);
            assert_eq!(powers.gives_all(id), sure.contains(&name), "{name}");
        }
        assert!(!powers.gives_all(PolicyId(99)));
    });
}

/// A policy that may say more than was read of it is about everything.
#[test]
fn policies_are_about_what_they_name_and_what_they_may() {
    let mut model = company();
    let account = &mut model.accounts[0];
    let place = |name: &str, account| usize::try_from(policy(account, name).0).unwrap();
    let (partial, also) = (place("assume", account), place("all", account));
    let known = document(account, "assume");
    account.policies[partial].document = PolicyDocument::Known {
        document: known,
        rest: Some(DoubtId(0)),
    };
    let nothing = document(account, "deny");
    account.policies[also].document = PolicyDocument::Known {
        document: nothing,
        rest: None,
    };
    account.policies[also].also = Some((nothing, DoubtId(0)));
    let none: &[&str] = &[];
    let cases = [
        ("destroy", &[DESTROY][..]),
        ("attach", &[ATTACH]),
        ("deny", &[ATTACH]),
        ("assume", &ALL),
        ("all", &ALL),
        ("gone", &ALL),
        ("SomethingUnheardOf", &ALL),
        ("AdministratorAccess", &ALL),
    ];
    let model = model;
    let account = &model.accounts[0];
    on(&model, |powers| {
        let about = |id: PolicyId, changes: &Changes| {
            let mut all = ALL.to_vec();
            all.retain(|action| powers.is_about_then(id, powers.bit(action), changes));
            all
        };
        for (name, expected) in cases {
            let id = policy(account, name);
            assert_eq!(about(id, &Changes::none()), expected, "{name}");
            assert!(powers.matters(id), "{name}");
            // What is in force then may say anything.
            let rewritten = Changes {
                rewritten: [id].into(),
                ..Changes::none()
            };
            let switched = Changes {
                switched: [(id, nothing)].into(),
                ..Changes::none()
            };
            let of_another = Changes {
                switched: [(PolicyId(99), nothing)].into(),
                rewritten: [PolicyId(99)].into(),
                ..Changes::none()
            };
            assert_eq!(about(id, &rewritten), ALL, "{name}");
            assert_eq!(about(id, &switched), ALL, "{name}");
            assert_eq!(about(id, &of_another), expected, "{name}");
        }
        assert_eq!(about(PolicyId(99), &Changes::none()), none);
        assert!(!powers.matters(PolicyId(99)));
    });
}

#[test]
fn custom_policies_alone_can_be_edited() {
    let model = company();
    on(&model, |powers| {
        for (name, expected) in [
            ("all", true),
            ("gone", true),
            ("AdministratorAccess", false),
            ("SomethingUnheardOf", false),
            // The inline policy of an access configuration.
            ("Destroy", false),
        ] {
            let id = policy(&model.accounts[0], name);
            assert_eq!(powers.is_custom(id), expected, "{name}");
        }
        assert!(!powers.is_custom(PolicyId(99)));
    });
}

/// What changes give somebody is counted; what they take is counted still.
#[test]
fn identities_hold_what_they_held_and_what_changes_give() {
    let model = company();
    let account = &model.accounts[0];
    let (u, jo) = (
        principal(account, "user/u"),
        principal(account, "sso-user/jo"),
    );
    let (me, other) = (
        Identity::Principal(u),
        Identity::Principal(principal(account, "user/x")),
    );
    let group = principal(account, "group/givers");
    let id = |name: &str| policy(account, name);
    let (_, version) =
        account.policies[usize::try_from(id("destroy").0).unwrap()].other_versions[0];
    let none = Changes::none;
    let attached = |who: &Identity| Changes {
        attached: [(who.clone(), id("assume"))].into(),
        ..none()
    };
    let joined = |who: &Identity| Changes {
        joined: [(who.clone(), group)].into(),
        ..none()
    };
    let unlimited = |who: &Identity| Changes {
        unlimited: [who.clone()].into(),
        ..none()
    };
    let assigned = |to| Changes {
        assigned: [(to, 1)].into(),
        ..none()
    };
    let sso = Identity::Principal(jo);
    let holder = |number| Identity::Holder(number, PrincipalKind::User);
    let new = Identity::New(PrincipalKind::Role, "new".to_owned());
    let cases: Vec<(&Identity, Changes, &[&str])> = vec![
        (&me, none(), &[DESTROY]),
        (&me, attached(&me), &[DESTROY, ASSUME]),
        (&me, attached(&other), &[DESTROY]),
        (&me, joined(&me), &[DESTROY, ATTACH]),
        (&me, joined(&other), &[DESTROY]),
        (
            &me,
            Changes {
                switched: [(id("destroy"), version)].into(),
                ..none()
            },
            &[DESTROY, ATTACH],
        ),
        (
            &me,
            Changes {
                detached: [(u, id("destroy"))].into(),
                ..none()
            },
            &[DESTROY],
        ),
        (&me, assigned(jo), &[DESTROY]),
        (&sso, none(), &[DESTROY]),
        (&sso, assigned(jo), &[DESTROY, ASSUME]),
        (&new, none(), &[]),
        (&new, attached(&new), &[ASSUME]),
    ];
    let holders = [
        (holder(0), &[ATTACH][..]),
        (holder(1), &[]),
        (holder(99), &[]),
    ];
    // What somebody wrote may allow anything.
    let written = [
        unlimited(&me),
        unlimited(&other),
        Changes {
            rewritten: [id("deny")].into(),
            ..none()
        },
        Changes {
            configured: [0].into(),
            ..none()
        },
    ];
    on(&model, |powers| {
        for (who, changes, expected) in cases {
            let power = powers.of_identity(who, &changes);
            assert_eq!(said(powers, power.allows), expected, "{who:?} {changes:?}");
        }
        for (who, expected) in holders {
            let power = powers.of_identity(&who, &none());
            assert_eq!(said(powers, power.allows), expected, "{who:?}");
        }
        for changes in written {
            let power = powers.of_identity(&me, &changes);
            assert_eq!(power.allows, Actions::MAX, "{changes:?}");
        }
    });
}
