//! Elements as tests of a request's own action, resource and the one who asks.

use super::*;
use crate::engine::compile::among;
use crate::model::account::Position;
use crate::model::pattern::Pattern;

/// Whether a request of this kind meets a formula: `no`, `yes`, or it hangs on what is
/// not known.
fn met(space: &Space<'_>, formula: &Formula, keys: &[(&str, &str)]) -> &'static str {
    let request = keys.iter().map(|(name, value)| {
        let key = space.universe().find(name).unwrap();
        among(key, [Pattern::literal(value)])
    });
    let request = Formula::and(request);
    let can = |formula: Formula| space.may_meet(&formula, &request);
    match (can(formula.clone()), can(formula.not())) {
        (true, true) => "open",
        (true, false) => "yes",
        (false, true) => "no",
        (false, false) => "there is none",
    }
}

/// An element that covers every ARN of a service may cover the resource `*` in requests
/// for its actions, and only there (R24, R26, D15).
#[test]
fn d15_elements_that_may_cover_all_resources() {
    const KVSTORE: &str = "kvstore:DestroyInstance";
    const ECS: &str = "ecs:DeleteInstance";
    const OTHER: &str = "nosuch:Action";
    let cases = [
        (
            "Allow",
            "*",
            [(KVSTORE, "yes"), (ECS, "yes"), (OTHER, "yes")],
        ),
        (
            "Allow",
            "acs:kvstore:*:*:*",
            [(KVSTORE, "open"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:kvstore:*",
            [(KVSTORE, "open"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:kvstore:*:*:?*",
            [(KVSTORE, "open"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:kvstore:*:*:instance/*",
            [(KVSTORE, "no"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:nosuch:*:*:*",
            [(KVSTORE, "no"), (ECS, "no"), (OTHER, "open")],
        ),
        (
            "Allow",
            "acs:nosuch:*:*:x",
            [(KVSTORE, "no"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:*:*:*:*",
            [(KVSTORE, "open"), (ECS, "open"), (OTHER, "open")],
        ),
        (
            "Allow",
            "acs:*:*:*:x",
            [(KVSTORE, "no"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:k*:*:*:*",
            [(KVSTORE, "open"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:*e:*:*:*",
            [(KVSTORE, "open"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:e?s:*:*:*",
            [(KVSTORE, "no"), (ECS, "open"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:no?uch:*:*:*",
            [(KVSTORE, "no"), (ECS, "no"), (OTHER, "open")],
        ),
        (
            "Allow",
            "acs:no?uch:*:*:x",
            [(KVSTORE, "no"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "*:kvstore:*:*:*",
            [(KVSTORE, "open"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "a*",
            [(KVSTORE, "open"), (ECS, "open"), (OTHER, "open")],
        ),
        ("Allow", "b*", [(KVSTORE, "no"), (ECS, "no"), (OTHER, "no")]),
        (
            "Allow",
            "?",
            [(KVSTORE, "open"), (ECS, "open"), (OTHER, "open")],
        ),
        (
            "Allow",
            "acs::*:*:*",
            [(KVSTORE, "no"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:kvstore:*:*:${x}",
            [(KVSTORE, "open"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Allow",
            "acs:kvstore:*:*:x${x}",
            [(KVSTORE, "no"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Deny",
            "acs:kvstore:*:*:instance/*",
            [(KVSTORE, "open"), (ECS, "no"), (OTHER, "no")],
        ),
        (
            "Deny",
            "acs:*:*:*:instance/*",
            [(KVSTORE, "open"), (ECS, "open"), (OTHER, "open")],
        ),
        (
            "Deny",
            "acs:ec?:*:*:x",
            [(KVSTORE, "no"), (ECS, "open"), (OTHER, "no")],
        ),
        ("Deny", "b*", [(KVSTORE, "no"), (ECS, "no"), (OTHER, "no")]),
    ];
    for (effect, resource, expected) in cases {
        let statement = format!(r#""Effect":"{effect}","Action":"*","Resource":"{resource}""#);
        ask(&[&statement], Readings::Strict, |space, _, statements| {
            let formula = space.statement(&statements[0]);
            let found = expected.map(|(action, _)| {
                let keys = [(ACTION, action), (RESOURCE, "*")];
                (action, met(space, &formula, &keys))
            });
            assert_eq!(found, expected, "{effect} {resource}");
        });
    }
}

/// A text with `${…}` stands for itself whatever is made of it, and for others where it
/// was to be filled in.
#[test]
fn elements_that_were_to_be_filled_in() {
    let named = |id: &str| format!("acs:oss:*:*:{id}");
    let statement = allow(r#""oss:*""#, &format!("\"{}\"", named("b/${x}")));
    ask(&[&statement], Readings::Strict, |space, _, statements| {
        let formula = space.statement(&statements[0]);
        for (resource, expected) in [
            ("b/${x}", "yes"),
            ("b/c", "open"),
            ("c/d", "no"),
            ("b", "no"),
        ] {
            let resource = format!("acs:oss:cn-x:1000000000000001:{resource}");
            let keys = [(ACTION, "oss:GetObject"), (RESOURCE, resource.as_str())];
            assert_eq!(met(space, &formula, &keys), expected, "{resource}");
        }
    });
}

/// Who is named is meant, and what is a wildcard may be one (R45 to R51, D24).
#[test]
fn r45_to_r51_those_whom_principals_name() {
    let asking = [
        "ram 1000000000000001:user/ann",
        "ram 1000000000000001:role/ann",
        "ram 1000000000000002:user/ann",
        "service ecs.aliyuncs.com",
        "federated acs:ram::1000000000000001:saml-provider/x",
        "other x",
    ];
    let own = "acs:ram::1000000000000001";
    let cases = [
        (
            format!(r#"{{"RAM":"{own}:user/Ann"}}"#),
            "yes no no no no no",
        ),
        (
            format!(r#"{{"RAM":"{own}:user/bob"}}"#),
            "no no no no no no",
        ),
        (
            format!(r#"{{"RAM":"{own}:user/a*"}}"#),
            "open no no no no no",
        ),
        (format!(r#"{{"RAM":"{own}:root"}}"#), "yes open no no no no"),
        (
            r#"{"RAM":"acs:ram::*:root"}"#.to_owned(),
            "open open open no no no",
        ),
        (
            r#"{"RAM":"acs:ram::*:user/ann"}"#.to_owned(),
            "open no open no no no",
        ),
        (r#"{"RAM":"*"}"#.to_owned(), "open open open _ _ _"),
        (r#"{"RAM":"a*"}"#.to_owned(), "open open open _ _ _"),
        (r#"{"RAM":"x"}"#.to_owned(), "no no no no no yes"),
        (r#"{"RAM":"y"}"#.to_owned(), "no no no no no no"),
        (
            r#"{"Service":"ecs.aliyuncs.com"}"#.to_owned(),
            "no no no yes no no",
        ),
        (r#"{"Service":"*"}"#.to_owned(), "no no no no no no"),
        (
            format!(r#"{{"Federated":"{own}:saml-provider/x"}}"#),
            "no no no no yes no",
        ),
        (r#""*""#.to_owned(), "open open open open open open"),
        (r#"{"Odd":"*"}"#.to_owned(), "open open open open open open"),
        (r#"{"Odd":"x"}"#.to_owned(), "no no no no no yes"),
        (r#"{"Odd":"y"}"#.to_owned(), "no no no no no no"),
    ];
    for (principal, expected) in cases {
        let statement =
            format!(r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{principal}"#);
        let (model, documents) = read(&[&document(&[&statement])], DocumentKind::Trust);
        let uses = KeyUse::new(&model);
        let (account, settings) = (&model.accounts[0], settings(Readings::Strict));
        let mut space = Space::new(&model, Catalogue::embedded(), account, &uses, &settings);
        let statement = model.pools.statements(documents[0]).next().unwrap().1;
        let named = model.pools.principals(statement.principals);
        let formula = Formula::or(named.iter().map(|one| space.principal(one)));
        let found = asking.map(|who| met(&space, &formula, &[(PRINCIPAL, who)]));
        // Who else a wildcard under `RAM` may name is not asked.
        let wanted = expected.split(' ').zip(found);
        let wanted = wanted.map(|(wanted, found)| if wanted == "_" { found } else { wanted });
        assert_eq!(found.to_vec(), wanted.collect::<Vec<_>>(), "{principal}");
    }
}

/// Where statements are compared with each other, two that cannot be read are not
/// alike, even where they say the same.
#[test]
fn tests_that_cannot_be_read_are_told_apart() {
    let under = |condition: &str| format!("{OPEN},\"Condition\":{condition}");
    for (one, other) in [
        (r#""x""#, r#""y""#),
        ("[]", "[]"),
        (r#"{"Bool":"x"}"#, r#"{"Bool":"x"}"#),
    ] {
        let (one, other) = (under(one), under(other));
        assert!(!implies(&one, &other) && !implies(&other, &one), "{one}");
        let found = ask(&[&one], Readings::Default, |space, _, statements| {
            let formula = space.statement(&statements[0]);
            let again = space.statement(&statements[0]);
            space.implies(&formula, &again)
        });
        assert!(found, "{one}");
    }
}

/// What covers every resource of a service is asked anew in an account of another id.
#[test]
fn whole_services_are_those_of_the_account() {
    let text = allow(r#""kvstore:*""#, r#""acs:kvstore:*:1000000000000001:*""#);
    let (mut model, documents) = read(&[&document(&[&text])], DocumentKind::Identity);
    model.accounts.push(Account {
        id: Some("1000000000000002".to_owned()),
        ..Account::default()
    });
    let uses = KeyUse::new(&model);
    let settings = settings(Readings::Strict);
    let statement = model.pools.statements(documents[0]).next().unwrap().1;
    for (before, after, expected) in [(0, 0, "open"), (0, 1, "no"), (1, 0, "open"), (1, 1, "no")] {
        let account = &model.accounts[before];
        let mut space = Space::new(&model, Catalogue::embedded(), account, &uses, &settings);
        let earlier = space.statement(statement);
        let keys = [(ACTION, "kvstore:DestroyInstance"), (RESOURCE, "*")];
        assert_eq!(met(&space, &earlier, &keys), ["open", "no"][before]);
        let facts = Facts {
            account: &model.accounts[after],
            ..space.compiler.facts
        };
        space.compiler = space.compiler.turned_to(facts);
        let later = space.statement(statement);
        assert_eq!(met(&space, &later, &keys), expected, "{before} {after}");
    }
}

/// The account that a document is compared in may have moved in its directory.
#[test]
fn the_place_in_the_directory_is_that_of_the_account() {
    let text = when(r#""StringLike":{"acs:PrincipalRDPath":"rd-1/r-1/fd-1/*"}"#);
    let (mut model, documents) = read(&[&document(&[&text])], DocumentKind::Identity);
    model.accounts = ["fd-1", "fd-2"]
        .map(|folder| Account {
            id: Some("1000000000000001".to_owned()),
            position: Position::Member {
                path: Some(vec!["r-1".to_owned(), folder.to_owned()]),
            },
            directory: Some("rd-1".to_owned()),
            ..Account::default()
        })
        .into();
    let uses = KeyUse::new(&model);
    let settings = settings(Readings::Strict);
    let statement = model.pools.statements(documents[0]).next().unwrap().1;
    for (before, after) in [(0, 1), (1, 0), (0, 0)] {
        let account = &model.accounts[before];
        let mut space = Space::new(&model, Catalogue::embedded(), account, &uses, &settings);
        let holds = |space: &mut Space<'_>| {
            let formula = space.statement(statement);
            (space.always(&formula), space.never(&formula))
        };
        let expected = |number: usize| (number == 0, number == 1);
        assert_eq!(holds(&mut space), expected(before));
        let facts = Facts {
            account: &model.accounts[after],
            ..space.compiler.facts
        };
        space.compiler = space.compiler.turned_to(facts);
        assert_eq!(holds(&mut space), expected(after), "{before} {after}");
    }
}

/// That values are compared with each other says nothing of the requests that are asked
/// about next.
#[test]
fn values_are_compared_on_a_key_of_their_own() {
    let statement = when(r#""StringLike":{"acs:SourceVpc":["*","vpc-*"]}"#);
    ask(&[&statement], Readings::Strict, |space, _, statements| {
        let tests = space.model().pools.conditions(statements[0].conditions);
        assert_eq!(
            space.covered_values(&tests[0]).map(|found| found.len()),
            Some(1)
        );
        let formula = space.statement(&statements[0]);
        assert!(!space.always(&formula) && !space.never(&formula));
    });
}
