//! Questions to a space, as tables of cases.

mod fitting;
mod inputs;
mod laws;
mod members;
mod needless;
mod outlines;
mod shapes;
mod spelled;
mod unread;
mod versions;

use super::*;
use crate::engine::compile::KeyUse;
use crate::engine::formula::KeyId;
use crate::engine::snapshots;
use crate::model::lower;
use crate::model::policy::{DocumentKind, Effect, StatementId};
use crate::source::FileId;
use crate::syntax::{Parsed, Tree, json};

fn read(texts: &[&str], kind: DocumentKind) -> (Model, Vec<DocumentId>) {
    let mut model = Model::default();
    let mut documents = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let file = FileId(u32::try_from(number).unwrap());
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        let parsed = Parsed::file(text, file);
        json::read(parsed, &mut tree, &mut problems);
        let root = tree.root(parsed).unwrap();
        documents.push(lower::document(root, kind, &mut model));
    }
    model.accounts.push(Account {
        id: Some("1000000000000001".to_owned()),
        ..Account::default()
    });
    (model, documents)
}

fn settings(readings: Readings) -> Settings {
    Settings {
        readings,
        ..snapshots::settings()
    }
}

/// A document of statements given without their braces.
fn document(statements: &[&str]) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{{}}}]}}"#,
        statements.join("},{")
    )
}

/// Runs a question about the statements of one document.
fn ask<T>(
    statements: &[&str],
    readings: Readings,
    question: impl FnOnce(&mut Space<'_>, DocumentId, &[Statement]) -> T,
) -> T {
    let text = document(statements);
    let (model, documents) = read(&[&text], DocumentKind::Identity);
    let uses = KeyUse::new(&model);
    let mut space = Space::new(
        &model,
        Catalogue::embedded(),
        &model.accounts[0],
        &uses,
        &settings(readings),
    );
    let statements: Vec<Statement> = model
        .pools
        .statements(documents[0])
        .map(|(_, statement): (StatementId, &Statement)| *statement)
        .collect();
    question(&mut space, documents[0], &statements)
}

const OPEN: &str = r#""Effect":"Allow","Action":"*","Resource":"*""#;

/// An Allow of everything under these conditions.
fn when(conditions: &str) -> String {
    format!("{OPEN},\"Condition\":{{{conditions}}}")
}

/// An Allow of an action and a resource.
fn allow(action: &str, resource: &str) -> String {
    format!(r#""Effect":"Allow","Action":{action},"Resource":{resource}"#)
}

fn implies(one: &str, other: &str) -> bool {
    ask(&[one, other], Readings::Default, |space, _, statements| {
        let one = space.statement(&statements[0]);
        let other = space.statement(&statements[1]);
        space.implies(&one, &other)
    })
}

#[test]
fn a_statement_implies_another_by_its_actions_and_resources() {
    let all = r#""*""#;
    for (one, other, forth, back) in [
        (
            (r#""kvstore:Describe*""#, all),
            (r#""kvstore:*""#, all),
            true,
            false,
        ),
        (
            (r#""KVStore:describe*""#, all),
            (r#""kvstore:Describe*""#, all),
            true,
            true,
        ),
        (
            (r#"["ecs:A*","ecs:B*"]"#, all),
            (r#"["ecs:B*","ecs:A?*","ecs:A"]"#, all),
            true,
            true,
        ),
        ((all, all), (r#""*:*""#, all), true, true),
        ((r#""ecs:*""#, all), (r#""ecs:?*""#, all), true, true),
        ((r#""ecs:*""#, all), (r#""ecs:??*""#, all), false, true),
        (
            (r#""oss:*""#, r#""acs:oss:*:*:b/*""#),
            (r#""oss:*""#, r#""acs:oss:*:*:*""#),
            true,
            false,
        ),
        // Letters of a resource have a case.
        (
            (r#""oss:*""#, r#""acs:oss:*:*:B""#),
            (r#""oss:*""#, r#""acs:oss:*:*:b""#),
            false,
            false,
        ),
        // What a pattern of a whole service does to the resource `*` is one doubt,
        // and the wider pattern does no less.
        (
            (r#""kvstore:*""#, r#""acs:kvstore:*:*:*""#),
            (r#""kvstore:*""#, r#""acs:*""#),
            true,
            false,
        ),
        (
            (r#""kvstore:*""#, r#""acs:kvstore:*:*:*""#),
            (r#""kvstore:*""#, r#""acs:kvstore:*:*:**""#),
            true,
            true,
        ),
        (
            (r#""kvstore:*""#, r#""acs:kvstore:*:*:*""#),
            (r#""kvstore:*""#, all),
            true,
            false,
        ),
        // A pattern of another service does nothing to it.
        (
            (r#""kvstore:*""#, r#"["acs:kvstore:*:*:x","acs:ecs:*:*:*"]"#),
            (
                r#""kvstore:*""#,
                r#"["acs:kvstore:*:*:x","acs:ecs:*:*:?*"]"#,
            ),
            true,
            true,
        ),
        ((r#""kvstore*""#, all), (r#""kvstore*""#, all), true, true),
        ((r#""kvstore*""#, all), (r#""kv*""#, all), true, false),
        (
            (r#""kvstore*""#, all),
            (r#""kvstore:*""#, all),
            false,
            false,
        ),
        ((r#""${x}:*""#, all), (all, all), true, false),
    ] {
        let (one, other) = (allow(one.0, one.1), allow(other.0, other.1));
        assert_eq!(implies(&one, &other), forth, "{one} in {other}");
        assert_eq!(implies(&other, &one), back, "{other} in {one}");
    }
}

#[test]
fn a_statement_implies_another_by_its_conditions() {
    for (one, other, forth, back) in [
        (
            r#""IpAddress":{"acs:SourceIp":"10.1.0.0/16"}"#,
            r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"}"#,
            true,
            false,
        ),
        (
            r#""IpAddress":{"acs:SourceIp":["10.0.0.0/9","10.128.0.0/9"]}"#,
            r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"}"#,
            true,
            true,
        ),
        (
            r#""StringLike":{"acs:SourceVpc":"vpc-*"}"#,
            r#""StringLike":{"acs:SourceVpc":"*"}"#,
            true,
            true,
        ),
        (
            r#""StringLike":{"acs:SourceVpc":"*"}"#,
            r#""Bool":{"acs:SecureTransport":["true","false"]}"#,
            true,
            false,
        ),
        // What is not there is a doubt, one for each operator.
        (
            r#""StringNotEquals":{"acs:SourceVpc":["vpc-1","vpc-2"]}"#,
            r#""StringNotEquals":{"acs:SourceVpc":"vpc-1"}"#,
            true,
            false,
        ),
        (
            r#""DateGreaterThan":{"acs:CurrentTime":"2020-01-01T00:00:00Z"}"#,
            r#""Bool":{"acs:SecureTransport":["true","false"]}"#,
            true,
            true,
        ),
        // Values that cannot be read are not all alike.
        (
            r#""IpAddress":{"acs:SourceIp":"10.0.0.*"}"#,
            r#""IpAddress":{"acs:SourceIp":"10.0.0.*"}"#,
            true,
            true,
        ),
        (
            r#""IpAddress":{"acs:SourceIp":"10.0.0.*"}"#,
            r#""IpAddress":{"acs:SourceIp":"11.0.0.*"}"#,
            false,
            false,
        ),
        (
            r#""BoolIfExists":{"acs:MFAPresent":"true"}"#,
            r#""BoolIfExists":{"acs:MFAPresent":"false"}"#,
            false,
            false,
        ),
        // A key of a service is in no request of another.
        (
            r#""StringEquals":{"kvstore:ResourceTag":"x"}"#,
            r#""StringLike":{"kvstore:ResourceTag":"?"}"#,
            true,
            false,
        ),
    ] {
        let (one, other) = (when(one), when(other));
        assert_eq!(implies(&one, &other), forth, "{one} in {other}");
        assert_eq!(implies(&other, &one), back, "{other} in {one}");
    }
}

#[test]
fn a_statement_can_be_met_by_no_request_or_by_all() {
    for (statement, never, always) in [
        (OPEN.to_owned(), false, true),
        (allow(r#""*""#, r#""acs:*""#), false, false),
        (allow(r#""""#, r#""*""#), true, false),
        (allow(r#""ecs:*""#, r#""bucket""#), true, false),
        (allow(r#"[]"#, r#""*""#), true, false),
        (
            when(r#""DateLessThan":{"acs:CurrentTime":"2020-01-01T00:00:00Z"}"#),
            true,
            false,
        ),
        (
            when(r#""DateGreaterThan":{"acs:CurrentTime":"2020-01-01T00:00:00Z"}"#),
            false,
            true,
        ),
        (
            when(r#""IpAddress":{"acs:SourceIp":["0.0.0.0/0","::/0"]}"#),
            false,
            true,
        ),
        (
            when(r#""IpAddress":{"acs:SourceIp":"0.0.0.0/0"}"#),
            false,
            false,
        ),
        (when(r#""StringLike":{"acs:SourceVpc":"*"}"#), false, false),
        (
            when(r#""StringLike":{"acs:PrincipalARN":"*"}"#),
            false,
            true,
        ),
        (
            when(r#""StringEquals":{"acs:SourceVpc":"10.0.0.1"}"#),
            true,
            false,
        ),
        // For one action only, and for actions of one service only.
        (
            format!(
                "{},\"Condition\":{}",
                allow(r#""ecs:*""#, r#""*""#),
                r#"{"StringEquals":{"acs:Service":"x"}}"#
            ),
            true,
            false,
        ),
        (
            format!(
                "{},\"Condition\":{}",
                allow(r#""ram:*""#, r#""*""#),
                r#"{"StringEquals":{"acs:Service":"x"}}"#
            ),
            false,
            false,
        ),
        (
            format!(
                "{},\"Condition\":{}",
                allow(r#""ecs:*""#, r#""*""#),
                r#"{"StringEquals":{"kvstore:ResourceTag":"x"}}"#
            ),
            true,
            false,
        ),
    ] {
        let found = ask(&[&statement], Readings::Default, |space, _, statements| {
            let formula = space.statement(&statements[0]);
            (space.never(&formula), space.always(&formula))
        });
        assert_eq!(found, (never, always), "{statement}");
    }
}

#[test]
fn a_witness_is_a_request_for_a_catalogued_action_where_there_is_one() {
    for (action, wanted) in [
        (r#""kvstore:Destroy*""#, "kvstore:DestroyInstance"),
        (r#""nosuch:*""#, "nosuch:a"),
    ] {
        let statement = allow(action, r#""*""#);
        let found = ask(&[&statement], Readings::Default, |space, _, statements| {
            let formula = space.statement(&statements[0]);
            space.witness(&formula).unwrap().keys
        });
        assert_eq!(found[ACTION], Some(vec![wanted.to_owned()]), "{action}");
    }
}

/// Whom a statement is about counts where its document says so, and only there.
#[test]
fn a_statement_implies_another_by_its_principals() {
    let user = |name: &str| format!(r#""acs:ram::1000000000000001:user/{name}""#);
    let of = |principals: &str| {
        format!(
            r#""Effect":"Allow","Action":"sts:AssumeRole","Resource":"*","Principal":{{"RAM":{principals}}}"#
        )
    };
    let (a, both) = (
        of(&user("a")),
        of(&format!("[{},{}]", user("a"), user("b"))),
    );
    let nobody = r#""Effect":"Allow","Action":"sts:AssumeRole","Resource":"*""#;
    for (kind, one, other, forth, back) in [
        (DocumentKind::Trust, &*a, &*both, true, false),
        (DocumentKind::Resource, &a, &both, true, false),
        (DocumentKind::Identity, &a, &both, true, true),
        // A trust document without one is for nobody, a bucket policy for everybody.
        (DocumentKind::Trust, nobody, &a, true, false),
        (DocumentKind::Resource, nobody, &a, false, true),
    ] {
        let (model, documents) = read(&[&document(&[one, other])], kind);
        let uses = KeyUse::new(&model);
        let (account, settings) = (&model.accounts[0], settings(Readings::Default));
        let mut space = Space::new(&model, Catalogue::embedded(), account, &uses, &settings);
        let statements = model.pools.statements(documents[0]);
        let about: Vec<Formula> = statements.map(|(_, one)| space.principals(one)).collect();
        let found = (
            space.implies(&about[0], &about[1]),
            space.implies(&about[1], &about[0]),
        );
        assert_eq!(found, (forth, back), "{kind:?} {one}");
    }
}
