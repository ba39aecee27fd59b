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

const ATTACH: &str = "ram:AttachPolicyToUser";
const ASSUME: &str = "sts:AssumeRole";
const ALL: [&str; 3] = [DESTROY, ATTACH, ASSUME];

fn on<T>(model: &Model, ask: impl FnOnce(&mut Powers<'_>) -> T) -> T {
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

fn custom(name: &str, statements: &[Value]) -> Value {
    let document = json!({ "Version": "1", "Statement": statements });
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document })
}

fn allow(action: &str) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": "*" })
}

/// The policies `all`, `destroy`, `attach`, `assume` and `deny`, of which anyone might hold
/// `attach` and `deny`; the group `givers` holds `attach`, the user `u` holds `destroy`, and so does the Cloud SSO user
/// `jo`, to whom `Assume` could be assigned.
fn company() -> Model {
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

/// The resources that a document names for an action, as a list; none where it may be on
/// any.
#[test]
fn resources_are_those_that_the_allow_statements_of_an_action_name() {
    let on_list =
        |resources: Value| json!({ "Effect": "Allow", "Action": ATTACH, "Resource": resources });
    let with = |name: &str, value: Value, mut statement: Value| {
        statement[name] = value;
        statement
    };
    let mut missing = on_list(json!("a"));
    missing.as_object_mut().unwrap().remove("Resource");
    let mut excluded = missing.clone();
    excluded["NotResource"] = json!(["a"]);
    let cases: Vec<(Vec<Value>, Option<&[&str]>)> = vec![
        (vec![on_list(json!("a"))], Some(&["a"])),
        (vec![on_list(json!(["a", "b*"]))], Some(&["a", "b*"])),
        (
            vec![on_list(json!("a")), on_list(json!("b"))],
            Some(&["a", "b"]),
        ),
        (
            vec![with("Effect", json!("Deny"), on_list(json!("a")))],
            Some(&[]),
        ),
        (
            vec![with("Action", json!(DESTROY), on_list(json!("a")))],
            Some(&[]),
        ),
        (
            vec![with("Action", json!("*"), on_list(json!("a")))],
            Some(&["a"]),
        ),
        (
            vec![
                on_list(json!("a")),
                with("Effect", json!("Deny"), excluded.clone()),
                with("Action", json!(DESTROY), on_list(json!("b"))),
            ],
            Some(&["a"]),
        ),
        (vec![excluded.clone()], None),
        (vec![excluded, on_list(json!("a"))], None),
        (vec![on_list(json!("a")), missing], None),
        (vec![on_list(json!("${x}"))], None),
        (vec![on_list(json!(["a", "${x}"]))], None),
        (vec![on_list(json!(["${x}", "a"]))], None),
        (vec![on_list(json!(["a", null]))], None),
        (vec![], Some(&[])),
    ];
    for (statements, expected) in cases {
        let model = model(json!({ "policies": [custom("p", &statements)] }));
        on(&model, |powers| {
            let action = powers.bit(ATTACH);
            let found = powers.resources_of(document(&model.accounts[0], "p"), action);
            let found = found.as_ref().map(|texts| texts.to_vec());
            let expected =
                expected.map(|texts| texts.iter().map(|text| (*text).to_owned()).collect());
            assert_eq!(found, expected, "{statements:?}");
        });
    }
}

/// A company in which the user `u` holds `attach`, `deny` and `destroy`; of `attach` there
/// may be something that was not read, or another document of the same name.
fn holding_three(rest: Option<DoubtId>, also: bool) -> Model {
    let mut model = company();
    let account = &mut model.accounts[0];
    let mut attachment = account.attachments[0].clone();
    attachment.to = principal(account, "user/u");
    let policies = ["attach", "deny", "destroy"].map(|name| policy(account, name));
    let attachments = policies.map(|policy| {
        attachment.policy = policy;
        attachment.clone()
    });
    account.attachments = attachments.into();
    let (known, other) = (document(account, "attach"), document(account, "deny"));
    let place = usize::try_from(policies[0].0).unwrap();
    account.policies[place].document = PolicyDocument::Known {
        document: known,
        rest,
    };
    account.policies[place].also = also.then_some((other, DoubtId(0)));
    model
}

/// By which documents somebody may be allowed a call; none where it may be by what is
/// not in the input.
#[test]
fn documents_that_allow_are_those_of_the_policies_that_are_held() {
    let mut model = holding_three(None, false);
    model.holdings[1].rest = Some(DoubtId(0));
    let account = &model.accounts[0];
    let attach = document(account, "attach");
    let holder = |number: usize| Identity::Holder(number, PrincipalKind::User);
    let cases = [
        (
            Identity::Principal(principal(account, "user/u")),
            Some(vec![attach]),
        ),
        (
            Identity::Principal(principal(account, "user/x")),
            Some(Vec::new()),
        ),
        (holder(0), Some(vec![attach])),
        (holder(1), None),
        (holder(99), Some(Vec::new())),
        (Identity::New(PrincipalKind::Role, "new".to_owned()), None),
    ];
    on(&model, |powers| {
        for (who, expected) in cases {
            let found = powers.allowing(&who, powers.bit(ATTACH));
            assert_eq!(found, expected, "{who:?}");
        }
    });
    // What was not read of a policy may allow any call on any resource; of another
    // document of the name it is asked where the policy allows the call.
    for (rest, also) in [(Some(DoubtId(0)), false), (None, true)] {
        let model = holding_three(rest, also);
        let account = &model.accounts[0];
        on(&model, |powers| {
            let who = Identity::Principal(principal(account, "user/u"));
            assert_eq!(powers.allowing(&who, powers.bit(ATTACH)), None);
            let destroy = document(account, "destroy");
            let found = powers.allowing(&who, powers.bit(DESTROY));
            assert_eq!(found, also.then(|| vec![destroy]));
        });
    }
}

/// Whether an Allow may be on one of some resources, ASCII case aside.
#[test]
fn calls_may_reach_the_resources_that_are_named() {
    let user = |name: &str| format!("acs:ram:*:1:user/{name}");
    let on_users = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| user(name)).collect();
        json!({ "Effect": "Allow", "Action": ATTACH, "Resource": names })
    };
    let any = json!({ "Effect": "Allow", "Action": ATTACH, "NotResource": [user("a")] });
    let held = |policies: &[&str]| -> Model {
        let attachments: Vec<Value> = policies
            .iter()
            .map(|name| json!({ "policy": format!("Custom/{name}"), "to": "user/u" }))
            .collect();
        model(json!({
            "users": [{ "name": "u" }],
            "policies": [
                custom("ab", &[on_users(&["a", "b*"])]),
                custom("c", &[on_users(&["c"])]),
                custom("any", std::slice::from_ref(&any)),
                custom("other", &[allow(DESTROY)]),
            ],
            "attachments": attachments,
        }))
    };
    let cases: [(&[&str], &[&str], bool); 11] = [
        (&["ab"], &["a"], true),
        (&["ab"], &["A"], true),
        (&["ab"], &["bo"], true),
        (&["ab"], &["c"], false),
        (&["ab"], &["c", "a"], true),
        (&["ab"], &[], false),
        (&["ab", "c"], &["c"], true),
        (&["c", "ab"], &["c"], true),
        (&["any"], &["a"], true),
        (&["other"], &["a"], false),
        (&[], &["a"], false),
    ];
    for (policies, resources, expected) in cases {
        let model = held(policies);
        let who = Identity::Principal(principal(&model.accounts[0], "user/u"));
        let resources: Vec<String> = resources.iter().map(|name| user(name)).collect();
        on(&model, |powers| {
            let (action, none) = (powers.bit(ATTACH), Changes::none());
            let found = powers.may_reach(&who, &none, action, &resources);
            assert_eq!(found, expected, "{policies:?} {resources:?}");
            // Of what was given to somebody nothing is known by its text.
            let changed = Changes {
                rewritten: [PolicyId(0)].into(),
                ..Changes::none()
            };
            assert!(powers.may_reach(&who, &changed, action, &resources));
            let new = Identity::New(PrincipalKind::Role, "new".to_owned());
            assert!(powers.may_reach(&new, &none, action, &resources));
        });
    }
}
