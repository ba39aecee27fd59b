//! Two versions of a document, and of an input.

use super::*;
use crate::engine::space::compare::{Compared, Version, compare};
use crate::engine::space::models::{Changed, unchanged};
use crate::model::account::{Holding, IdentityProvider, Setting};
use crate::source::Span;

fn versions(before: &str, after: &str, readings: Readings) -> (Compared, Result<(), Changed>) {
    let read = |text: &str| {
        let (mut model, documents) = read(&[text], DocumentKind::Identity);
        model.holdings.push(Holding {
            path: "p.json".to_owned(),
            document: documents[0],
            rest: None,
            account: 0,
        });
        (model, documents[0])
    };
    let (one, other) = (read(before), read(after));
    let uses = KeyUse::of_all([&one.0, &other.0]);
    let settings = settings(readings);
    let compared = compare(
        Version {
            model: &one.0,
            account: &one.0.accounts[0],
            document: one.1,
        },
        Version {
            model: &other.0,
            account: &other.0.accounts[0],
            document: other.1,
        },
        Catalogue::embedded(),
        &uses,
        &settings,
    );
    let all = unchanged(&one.0, &other.0, Catalogue::embedded(), &settings);
    (compared, all)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Same,
    Gained,
    Lost,
    Unknown,
}

#[test]
fn versions_of_a_document_are_compared() {
    use Expected::{Gained, Lost, Same, Unknown};
    let all = r#""Effect":"Allow","Action":"*","Resource":"*""#;
    let deny = r#""Effect":"Deny","Action":"ecs:A","Resource":"*""#;
    let ecs = |actions: &str| allow(actions, r#""*""#);
    let ip = |range: &str| when(&format!(r#""IpAddress":{{"acs:SourceIp":"{range}"}}"#));
    let cases: Vec<(Vec<String>, Vec<String>, Expected)> = vec![
        (
            vec![ecs(r#""ecs:*""#)],
            vec![ecs(r#"["ecs:A","ecs:*"]"#)],
            Same,
        ),
        (
            vec![ecs(r#""ecs:A""#), ecs(r#""ecs:B""#)],
            vec![ecs(r#"["ecs:B","ECS:a"]"#)],
            Same,
        ),
        (vec![ecs(r#""ecs:A""#)], vec![ecs(r#""ecs:B""#)], Gained),
        (vec![ecs(r#""ecs:*""#)], vec![ecs(r#""ecs:A*""#)], Lost),
        (vec![ecs(r#""*""#)], vec![ecs(r#""*:*""#)], Same),
        (
            vec![ecs(r#""ecs:A""#), ecs(r#""ecs:B""#)],
            vec![ecs(r#""ecs:A""#)],
            Lost,
        ),
        // What is allowed and denied alike is not allowed.
        (
            vec![ecs(r#""ecs:A""#), deny.to_owned(), ecs(r#""ecs:B""#)],
            vec![deny.to_owned(), ecs(r#""ecs:B""#)],
            Same,
        ),
        // It takes three of them.
        (
            vec![ip("10.0.0.0/8")],
            vec![ip("10.0.0.0/9"), ip("10.128.0.0/10"), ip("10.192.0.0/10")],
            Same,
        ),
        // A guard that guards nothing here may guard what another document allows.
        (
            vec![ecs(r#""rds:*""#), deny.to_owned()],
            vec![ecs(r#""rds:*""#)],
            Gained,
        ),
        (
            vec![ecs(r#""rds:*""#)],
            vec![ecs(r#""rds:*""#), deny.to_owned()],
            Lost,
        ),
        // What is denied anyway need not be allowed.
        (
            vec![ecs(r#"["ecs:A","ecs:B"]"#), deny.to_owned()],
            vec![ecs(r#""ecs:B""#), deny.to_owned()],
            Same,
        ),
        (
            vec![when(
                r#""IpAddress":{"acs:SourceIp":["10.0.0.0/9","10.128.0.0/9"]}"#,
            )],
            vec![when(r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"}"#)],
            Same,
        ),
        (
            vec![when(r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"}"#)],
            vec![all.to_owned()],
            Gained,
        ),
        (
            vec![when(
                r#""StringNotEquals":{"acs:RequestedRegion":["a","b"]}"#,
            )],
            vec![when(
                r#""StringNotEquals":{"acs:RequestedRegion":["b","a","b"]}"#,
            )],
            Same,
        ),
        // Nothing is known of the key, so nothing of the difference.
        (
            vec![when(r#""StringEquals":{"acs:RequestedRegion":"a"}"#)],
            vec![when(r#""StringEquals":{"acs:RequestedRegion":"b"}"#)],
            Unknown,
        ),
        (
            vec![when(r#""IpAddress":{"acs:SourceIp":"10.0.0.*"}"#)],
            vec![when(r#""IpAddress":{"acs:SourceIp":"10.1.0.*"}"#)],
            Unknown,
        ),
        (
            vec![ecs(r#""kvstore*""#)],
            vec![ecs(r#"["kvstore*","kvstore*"]"#)],
            Same,
        ),
        (
            vec![ecs(r#""kvstore*""#)],
            vec![ecs(r#""kvstore:*""#)],
            Unknown,
        ),
        (
            vec![allow(r#""kvstore:*""#, r#""acs:kvstore:*:*:*""#)],
            vec![allow(r#""kvstore:*""#, r#""acs:kvstore:**:*:*""#)],
            Same,
        ),
        // What only its place tells from others is the same where the statement is.
        (
            vec![ecs(r#"["ecs:A","ecs:A"]"#), ecs(r#"[null,"rds:A"]"#)],
            vec![ecs(r#""ecs:A""#), ecs(r#"[null,"rds:A"]"#)],
            Same,
        ),
        (
            vec![ecs(r#"[null,"rds:A"]"#)],
            vec![ecs(r#"[null,"rds:B"]"#)],
            Unknown,
        ),
        (
            vec![
                ecs(r#"["ecs:A","ecs:A"]"#),
                format!(r#"{},"Condition":[]"#, ecs(r#""rds:*""#)),
            ],
            vec![
                ecs(r#""ecs:A""#),
                format!(r#"{},"Condition":[]"#, ecs(r#""rds:*""#)),
            ],
            Same,
        ),
        (
            vec![ecs(r#""ecs:A""#).replace("Allow", "allow")],
            vec![ecs(r#""ecs:A""#)],
            Unknown,
        ),
    ];
    for (before, after, wanted) in cases {
        let text = |statements: &[String]| {
            let parts: Vec<&str> = statements.iter().map(String::as_str).collect();
            document(&parts)
        };
        let (before, after) = (text(&before), text(&after));
        let (compared, all) = versions(&before, &after, Readings::Default);
        let found = match &compared {
            Compared::Same => Same,
            Compared::Differs { gained: true, .. } => Gained,
            Compared::Differs { gained: false, .. } => Lost,
            Compared::Unknown => Unknown,
        };
        assert_eq!(found, wanted, "{before}\n{after}\n{compared:?}");
        assert_eq!(all.is_ok(), wanted == Same, "{before}\n{after}\n{all:?}");
        let (_, itself) = versions(&before, &before, Readings::Strict);
        assert_eq!(itself, Ok(()), "{before}");
    }
}

#[test]
fn whom_an_identity_provider_lets_in_is_part_of_the_arrangement() {
    let with = |issuer: &str, start: u32| {
        let (mut model, _) = read(&[], DocumentKind::Identity);
        let at = Span::new(FileId(0), start, start);
        model.accounts[0].add_identity_provider(IdentityProvider {
            name: "ci".to_owned(),
            kind: "oidc",
            settings: vec![Setting {
                name: "issuer",
                text: issuer.to_owned(),
                identity: None,
                at,
            }],
            at,
        });
        model
    };
    let compared = |one: &Model, other: &Model| {
        let settings = settings(Readings::Default);
        unchanged(one, other, Catalogue::embedded(), &settings)
    };
    let before = with("https://a.example", 1);
    assert_eq!(compared(&before, &with("https://a.example", 2)), Ok(()));
    let changed = compared(&before, &with("https://b.example", 1));
    assert_eq!(changed, Err(Changed::Arrangement("identity providers")));
}
