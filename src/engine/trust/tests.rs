//! Whom trust documents of every form admit.

use serde_json::{Value, json};

use super::*;
use crate::engine::compile::{KeyUse, asking};
use crate::engine::reach::assuming;
use crate::engine::snapshots::{OWN, model, settings};
use crate::model::account::Trust;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::Choice;
use crate::model::pools::Pools;
use crate::source::FileId;

const OTHER: &str = "2000000000000002";

fn arn(account: &str, who: &str) -> String {
    format!("acs:ram::{account}:{who}")
}

fn statement(effect: &str, principal: &Value) -> Value {
    json!({ "Effect": effect, "Action": "sts:AssumeRole", "Principal": principal })
}

/// An account with one role of which the trust document has these statements.
fn trusting(statements: &[Value]) -> (Model, DocumentId) {
    let trust = json!({ "Version": "1", "Statement": statements });
    let model = model(json!({ "roles": [{ "name": "r", "trust": trust }] }));
    let role = model.accounts[0].principals().next();
    let Trust::Known(document) = role.unwrap().1.trust else {
        panic!("{statements:?}")
    };
    (model, document)
}

fn allowing(principal: &Value) -> (Model, DocumentId) {
    trusting(&[statement("Allow", principal)])
}

/// When the role admits somebody, with the names of what is in doubt.
fn admitting(
    model: &Model,
    ask: impl FnOnce(&Account, &mut Compiler<'_>, &mut Doubts) -> Formula,
) -> String {
    let catalogue = Catalogue::embedded();
    let account = &model.accounts[0];
    let uses = KeyUse::new(model);
    let question = assuming("r", account, catalogue).unwrap();
    let settings = settings();
    let (_, mut compiler) = asking(model, catalogue, account, &uses, &question, &settings);
    let mut doubts = model.doubts.clone();
    let when = ask(account, &mut compiler, &mut doubts);
    let mut found = BTreeSet::new();
    when.doubts(&mut found);
    let names = found.iter().filter_map(|id| doubts.get(*id));
    let names: Vec<&str> = names.map(|doubt| doubt.name.as_str()).collect();
    match when {
        Formula::True => "always".to_owned(),
        Formula::False => "never".to_owned(),
        _ if names.is_empty() => "sometimes".to_owned(),
        _ => names.join(", "),
    }
}

fn admits_caller(model: &Model, document: DocumentId, caller: &Caller<'_>) -> String {
    admitting(model, |account, compiler, doubts| {
        let subject = Subject::default();
        admits(document, caller, model, account, &subject, compiler, doubts).when
    })
}

#[test]
fn r45_to_r52_callers_of_the_own_account() {
    let [user, role, session] = [
        (PrincipalKind::User, Some("Mei")),
        (PrincipalKind::Role, Some("Mei")),
        (PrincipalKind::SsoUser, None),
    ]
    .map(|(kind, name)| Caller { kind, name });
    let ram = |who: &str| json!({ "RAM": [arn(OWN, who)] });
    let cases = [
        (
            ram("root"),
            ["always", "root-includes-roles", "root-includes-roles"],
        ),
        (ram("user/MEI"), ["always", "never", "never"]),
        (ram("role/mei"), ["never", "always", "never"]),
        (ram("user/bo"), ["never", "never", "never"]),
        (ram("user/m*"), ["principal-wildcard", "never", "never"]),
        (
            json!({ "RAM": [arn(OTHER, "root")] }),
            ["never", "never", "never"],
        ),
        (
            json!({ "RAM": [arn("*", "user/mei")] }),
            ["principal-wildcard", "never", "never"],
        ),
        (json!({ "RAM": ["*"] }), ["principal-wildcard"; 3]),
        (json!({ "RAM": ["mei"] }), ["never"; 3]),
        (json!({ "Service": ["ecs.aliyuncs.com"] }), ["never"; 3]),
        (
            json!({ "Federated": [arn(OWN, "saml-provider/x")] }),
            ["never"; 3],
        ),
        (json!("*"), ["principal-wildcard"; 3]),
        (json!("mei"), ["never"; 3]),
    ];
    for (principal, expected) in cases {
        let (model, document) = allowing(&principal);
        let callers = [&user, &role, &session];
        let found = callers.map(|caller| admits_caller(&model, document, caller));
        assert_eq!(found, expected, "{principal}");
    }
}

/// Where the own account is not known, an ARN may be of it; a name of somebody else is
/// that all the same.
#[test]
fn callers_of_an_account_that_is_not_known() {
    let caller = Caller {
        kind: PrincipalKind::User,
        name: Some("mei"),
    };
    for (text, expected) in [
        (arn(OTHER, "user/mei"), "own-account"),
        (arn(OTHER, "root"), "own-account"),
        (arn(OTHER, "user/bo"), "never"),
        (arn("*", "user/mei"), "principal-wildcard"),
    ] {
        let (mut model, document) = allowing(&json!({ "RAM": [text] }));
        model.accounts[0].id = None;
        assert_eq!(admits_caller(&model, document, &caller), expected, "{text}");
    }
}

#[test]
fn r50_r51_services_and_identity_providers() {
    let service = json!({ "Service": ["rds.aliyuncs.com", "ecs.aliyuncs.com"] });
    let allow = statement("Allow", &service);
    let deny = statement("Deny", &service);
    let cases = [
        (vec![allow.clone()], "always"),
        (vec![allow, deny], "never"),
        (
            vec![statement(
                "Allow",
                &json!({ "Federated": ["ecs.aliyuncs.com"] }),
            )],
            "never",
        ),
        (
            vec![statement(
                "Allow",
                &json!({ "Service": ["rds.aliyuncs.com"] }),
            )],
            "never",
        ),
    ];
    for (statements, expected) in cases {
        let (model, document) = trusting(&statements);
        let found = admitting(&model, |_, compiler, doubts| {
            let (form, name) = (PrincipalForm::Service, "ECS.aliyuncs.com");
            admits_other(document, form, name, &model, compiler, doubts)
        });
        assert_eq!(found, expected, "{statements:?}");
    }
    // A condition is one of the service's requests, too.
    let mut tested = statement("Allow", &service);
    tested["Condition"] = json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } });
    let (model, document) = trusting(&[tested]);
    let found = admitting(&model, |_, compiler, doubts| {
        let (form, name) = (PrincipalForm::Service, "ecs.aliyuncs.com");
        admits_other(document, form, name, &model, compiler, doubts)
    });
    assert_ne!(found, "always");
    assert_ne!(found, "never");
}

#[test]
fn who_is_named_in_full() {
    let of = |principal: &Value| {
        let (model, document) = allowing(principal);
        let named = named_only(document, &model);
        named.map(|named| named.into_iter().collect::<Vec<_>>().join(" "))
    };
    let ram = |who: &[&str]| {
        let arns = who.iter().map(|who| arn(OWN, who));
        json!({ "RAM": arns.collect::<Vec<_>>() })
    };
    for (principal, expected) in [
        (ram(&["user/Mei", "role/a"]), Some("role/a user/mei")),
        (json!({ "Service": ["ecs.aliyuncs.com"] }), Some("")),
        (json!({ "RAM": [arn("*", "user/mei")] }), None),
        (ram(&["user/mei", "root"]), None),
        (ram(&["user/m?i"]), None),
        (json!({ "RAM": ["*"] }), None),
        (json!("*"), None),
    ] {
        assert_eq!(of(&principal).as_deref(), expected, "{principal}");
    }
}

#[test]
fn services_and_providers_that_are_named() {
    let provider = arn(OWN, "saml-provider/x");
    let (one, two) = ("ecs.aliyuncs.com", "rds.aliyuncs.com");
    let all = json!({ "Service": [one], "Federated": [provider], "RAM": [arn(OWN, "root")] });
    let allow = statement("Allow", &all);
    let deny = statement("Deny", &json!({ "Service": [two], "Federated": ["y"] }));
    for (statements, named) in [
        (vec![allow.clone()], vec![one, provider.as_str()]),
        (vec![allow.clone(), deny.clone()], Vec::new()),
        (vec![deny, allow], Vec::new()),
    ] {
        let (model, document) = trusting(&statements);
        let mut found: Vec<&str> = others(document, &model)
            .into_iter()
            .map(|principal| model.pools.str(principal.element.text))
            .collect();
        found.sort_by_key(|text| text.contains(':'));
        assert_eq!(found, named, "{statements:?}");
        let providers = federated(document, &model);
        assert_eq!(providers, BTreeSet::from([provider.as_str()]));
    }
}

#[test]
fn whom_a_role_says_it_admits() {
    let ram = |text: &str| json!({ "RAM": [text] });
    let provider = arn(OWN, "saml-provider/x");
    let federated = format!("federated:{provider}");
    let cases = [
        (ram(&arn(OWN, "root")), "account", "account"),
        (ram(&arn(OWN, "user/Mei")), "user/Mei", "user/Mei"),
        (ram(&arn(OTHER, "role/x")), "external", "role/x"),
        (ram("*"), "anyone", "anyone"),
        (ram("mei"), "unknown:mei", "unknown:mei"),
        (json!("*"), "anyone", "anyone"),
        (json!("mei"), "unknown:mei", "unknown:mei"),
        (json!({ "RAM": [null] }), "unknown", "unknown"),
        (
            json!({ "Service": ["ecs.aliyuncs.com"] }),
            "service:ecs.aliyuncs.com",
            "service:ecs.aliyuncs.com",
        ),
        (
            json!({ "Federated": [provider] }),
            federated.as_str(),
            federated.as_str(),
        ),
    ];
    for (principal, of_known, of_unknown) in cases {
        // Whom it turns away is not said.
        let away = statement("Deny", &json!({ "RAM": [arn(OWN, "user/bo")] }));
        let (mut model, document) = trusting(&[statement("Allow", &principal), away]);
        let found = admitted(document, &model, &model.accounts[0]);
        assert_eq!(found, [of_known], "{principal}");
        model.accounts[0].id = None;
        let found = admitted(document, &model, &model.accounts[0]);
        assert_eq!(found, [of_unknown], "{principal}");
    }
}

/// The account that a template is put to work in is that of the role: nothing is open
/// about a name in it.
#[test]
fn what_is_open_about_a_name() {
    let mut doubts = Doubts::default();
    let own = doubts.gap(OWN_ACCOUNT, "x", None, 2);
    let other = doubts.gap("variable", "x", None, 2);
    let hole = HOLE.to_string();
    let cases = [
        (arn(&hole, "root"), false),
        (arn(&hole, "user/mei"), false),
        (arn(&hole, &format!("user/{HOLE}")), true),
        (arn(&format!("{HOLE}1"), "root"), true),
        (arn(OWN, &format!("user/{HOLE}")), true),
        (arn(OWN, "root"), true),
        (hole.clone(), true),
    ];
    let mut pools = Pools::default();
    for (text, is_open) in cases {
        let mut open = |known| {
            let element = Element {
                text: pools.intern(&text),
                at: Span::new(FileId(0), 0, 0),
                known,
            };
            open_part(&element, &text, &doubts)
        };
        assert_eq!(open(Known::Whole), None, "{text}");
        assert_eq!(open(Known::Holes(own)), is_open.then_some(own), "{text}");
        assert_eq!(open(Known::Nothing(own)), is_open.then_some(own), "{text}");
        // Of a gap of another sort everything is.
        assert_eq!(open(Known::Holes(other)), Some(other), "{text}");
    }
}

/// A name with a hole fits whoever it may be filled for, if it is filled so.
#[test]
fn names_with_holes_and_names_that_are_not_known() {
    let (mut model, _) = allowing(&json!("*"));
    let gap = model.doubts.gap("variable", "x", None, 2);
    let caller = Caller {
        kind: PrincipalKind::User,
        name: Some("mei"),
    };
    let filled = Formula::World(Choice::is(gap, 1));
    let hole = HOLE.to_string();
    for (text, is_known, expected) in [
        (arn(&hole, "user/mei"), true, filled.clone()),
        (arn(OWN, &format!("user/m{HOLE}")), true, filled.clone()),
        (arn(&hole, "root"), true, filled.clone()),
        (arn(&hole, "user/bo"), true, Formula::False),
        (arn(OTHER, &format!("user/{HOLE}")), true, Formula::False),
        (hole.clone(), true, filled.clone()),
        (arn(OTHER, "user/bo"), false, filled.clone()),
    ] {
        let element = Element {
            text: model.pools.intern(&text),
            at: Span::new(FileId(0), 0, 0),
            known: if is_known {
                Known::Holes(gap)
            } else {
                Known::Nothing(gap)
            },
        };
        let principal = PrincipalElement {
            form: PrincipalForm::Ram,
            element,
        };
        let mut doubts = model.doubts.clone();
        let found = names(&principal, &caller, &model, &model.accounts[0], &mut doubts);
        assert_eq!(found, expected, "{text}");
    }
}

/// One who is named twice is admitted if either is them.
#[test]
fn r51_of_two_names_that_are_not_known_either_may_be_the_one() {
    let (model, document) = allowing(&json!({ "Federated": [null, null] }));
    let (_, statement) = model.pools.statements(document).next().unwrap();
    let principals = model.pools.principals(statement.principals).iter();
    let gaps: Vec<DoubtId> = principals
        .filter_map(|principal| match principal.element.known {
            Known::Nothing(gap) => Some(gap),
            Known::Whole | Known::Holes(_) => None,
        })
        .collect();
    let [one, two] = gaps[..] else {
        panic!("{gaps:?}")
    };
    assert_ne!(one, two);
    admitting(&model, |_, compiler, doubts| {
        let form = PrincipalForm::Federated;
        let when = admits_other(document, form, "", &model, compiler, doubts);
        for (choices, expected) in [
            ([0, 0], false),
            ([1, 0], true),
            ([0, 1], true),
            ([1, 1], true),
        ] {
            let world = [one, two].into_iter().zip(choices).collect();
            let here = when.in_world(&world);
            assert_eq!(here != Formula::False, expected, "{choices:?} {when:?}");
        }
        when
    });
}
