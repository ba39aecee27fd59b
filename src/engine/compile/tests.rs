//! When single statements apply, as tables: what they are asked about, the answer that
//! an Allow of them would give alone, and the readings that it hangs on.

mod breadths;
mod callers;
mod conditions;
mod known;
mod requests;
mod values;

use super::*;
use crate::engine::answers;
use crate::engine::case::Case;
use crate::engine::question::Readings;
use crate::engine::snapshots::settings;
use crate::engine::verdict::{Answer, Judge};
use crate::model::account::Position;
use crate::model::lower;
use crate::model::policy::{DocumentKind, Effect};
use crate::source::FileId;
use crate::syntax::{Parsed, Tree, json};

const GUARDED: &str = "kvstore:DestroyInstance";

/// What the first statement gives alone, or takes from everything, in words: the
/// answer, where it is not known between which, and what it depends on. The other
/// statements are only there.
fn ask(statements: &[&str], action: &str, subject: &Subject) -> String {
    ask_in(
        &management(),
        &Given::default(),
        statements,
        action,
        subject,
    )
}

fn management() -> Account {
    Account {
        id: Some("1000000000000001".to_owned()),
        position: Position::Management,
        directory: Some("rd-1".to_owned()),
        ..Account::default()
    }
}

fn read(statements: &[&str]) -> (Model, DocumentId) {
    let mut model = Model::default();
    let document = read_into(&mut model, statements);
    (model, document)
}

fn read_into(model: &mut Model, statements: &[&str]) -> DocumentId {
    let text = format!(
        r#"{{"Version":"1","Statement":[{{{}}}]}}"#,
        statements.join("},{")
    );
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(&text, FileId(0));
    json::read(parsed, &mut tree, &mut problems);
    let root = tree.root(parsed).unwrap();
    lower::document(root, DocumentKind::Identity, model)
}

/// A statement that allows everything under a condition.
fn under(condition: &str) -> String {
    format!(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}"#)
}

fn strict() -> Settings {
    Settings {
        readings: Readings::Strict,
        ..settings()
    }
}

/// The same in another account, or of requests of which something is known.
fn ask_in(
    account: &Account,
    given: &Given,
    statements: &[&str],
    action: &str,
    subject: &Subject,
) -> String {
    let (model, document) = read(statements);
    let uses = KeyUse::new(&model);
    let catalogue = Catalogue::embedded();
    let question = given.narrowed(&answers::question(action, catalogue), catalogue);
    let (_, mut compiler) = asking(&model, catalogue, account, &uses, &question, &strict());
    assert_eq!(compiler.give(given), Ok(()), "{given:?}");
    let mut doubts = model.doubts.clone();
    let (id, statement) = model.pools.statements(document).next().unwrap();
    let formula = compiler.statement(id, statement, subject, &mut doubts);
    in_words(formula, statement.effect, &compiler, &doubts)
}

fn in_words(formula: Formula, effect: Effect, compiler: &Compiler<'_>, doubts: &Doubts) -> String {
    let judge = Judge {
        universe: &compiler.universe,
        doubts,
        readings: Readings::Strict,
    };
    let (allow, deny) = match effect {
        Effect::Allow => (vec![formula], vec![]),
        Effect::Deny => (vec![Formula::True], vec![formula]),
    };
    let found = judge.decide(&Case {
        allow,
        deny,
        ..Case::default()
    });
    if found.answer != Answer::Unknown {
        return found.answer.word().to_owned();
    }
    let depends = found.depends_on.iter().filter_map(|id| doubts.get(*id));
    let depends: Vec<&str> = depends.map(|doubt| doubt.name.as_str()).collect();
    let bounds = [found.at_least, found.at_most].map(Answer::word).join("..");
    format!("{bounds}: {}", depends.join(", "))
}

/// An Allow and a Deny that name an element so, or everything but what it names.
fn four_ways(element: &str, value: &str, rest: &str, action: &str) -> [String; 4] {
    let of = |effect: &str, not: &str| {
        let text = format!(r#""Effect":"{effect}","{not}{element}":{value},{rest}"#);
        ask(&[&text], action, &alice())
    };
    [
        of("Allow", ""),
        of("Allow", "Not"),
        of("Deny", ""),
        of("Deny", "Not"),
    ]
}

fn alice() -> Subject {
    Subject {
        name: Some("user/Alice".to_owned()),
        is_session: false,
    }
}

#[test]
fn r10_to_r19_actions() {
    // Where a reading decides, it decides all four ways.
    let read = |name: &str| {
        let [granted, taken] =
            ["not_granted", "denied"].map(|least| format!("{least}..allowed: {name}"));
        [granted.clone(), granted, taken.clone(), taken]
    };
    let named = || ["allowed", "not_granted", "denied", "allowed"].map(str::to_owned);
    let other = || ["not_granted", "allowed", "allowed", "denied"].map(str::to_owned);
    // A letter that only Unicode takes for another grants, and takes nothing away.
    let letter = || {
        let [granted, _, _, taken] = read("non-ascii-letter");
        [granted, "allowed".to_owned(), "allowed".to_owned(), taken]
    };
    let cases = [
        (r#""*""#, named()),
        (r#""**""#, named()),
        (r#""""#, other()),
        (r#""kvstore:*""#, named()),
        (r#""KVSTORE:destroyinstance""#, named()),
        (r#""kvstore*""#, read("action-without-colon")),
        (r#""kv*e""#, read("action-without-colon")),
        (r#""*instance""#, read("action-without-colon")),
        (r#""\u212avstore:DestroyInstance""#, letter()),
        (r#""kvstore:Destroy${x}""#, read("escape")),
        (r#""kvstore:Destroy${x}Instance""#, read("escape")),
        (r#""kvstore:Destroy${x""#, read("escape")),
        (r#""KVSTORE:destroy${x}instance""#, read("escape")),
        (r#""kvstore:Destroy${x}Nothing""#, other()),
        (r#""kvstore:Destroy$Instance""#, other()),
        (r#""${x}:DestroyInstance""#, read("escape")),
        (r#""redis:DestroyInstance""#, read("wrong-service-code")),
        (r#""r-kvstore:DestroyInstance""#, read("wrong-service-code")),
        (r#""REDIS:destroyinstance""#, read("wrong-service-code")),
        (r#""ecs:*""#, other()),
        (r#"["ecs:*","kvstore:*"]"#, named()),
        (r#""kvstore:De\u017ftroyInstance""#, letter()),
        (r#""kvstore:\u00fcDestroyInstance""#, other()),
    ];
    for (value, expected) in cases {
        let found = four_ways("Action", value, r#""Resource":"*""#, GUARDED);
        assert_eq!(found, expected, "{value}");
    }
}

#[test]
fn r20_to_r29_resources_of_an_action_on_all_of_them() {
    let cases = [
        (r#""*""#, ["allowed", "not_granted", "denied", "allowed"]),
        (
            r#""acs:kvstore:*:*:instance/r-1""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "denied..allowed: resource-scoped-deny",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""acs:kvstore:cn-hangzhou:1000000000000001:instance/*""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "denied..allowed: resource-scoped-deny",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""acs:kvstore:*:1000000000000002:instance/*""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "denied..allowed: resource-scoped-deny",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""acs:ecs:*:*:*""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "allowed",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""acs:kvstore:*:*:*""#,
            [
                "not_granted..allowed: whole-service-resource",
                "not_granted..allowed: not-resource, whole-service-resource",
                "denied..allowed: whole-service-resource",
                "denied..allowed: not-resource, whole-service-resource",
            ],
        ),
        // A relative id is never empty.
        (
            r#""acs:kvstore:*:*:?*""#,
            [
                "not_granted..allowed: whole-service-resource",
                "not_granted..allowed: not-resource, whole-service-resource",
                "denied..allowed: whole-service-resource",
                "denied..allowed: not-resource, whole-service-resource",
            ],
        ),
        (
            r#""acs:kvstore:cn-hangzhou:1000000000000001:""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "allowed",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""acs:kvstore:cn-hangzhou:1000000000000001:?""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "denied..allowed: resource-scoped-deny",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""acs:redis:*:*:*""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "allowed",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""ACS:kvstore:*:*:*""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "allowed",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#"["acs:ecs:*:*:*","*"]"#,
            ["allowed", "not_granted", "denied", "allowed"],
        ),
        (
            r#""acs:kvstore:*:*:instance/${x}""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "denied..allowed: resource-scoped-deny, escape, resource-scoped-deny",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "allowed",
                "denied..allowed: not-resource",
            ],
        ),
    ];
    for (value, expected) in cases {
        let found = four_ways("Resource", value, r#""Action":"*""#, GUARDED);
        assert_eq!(found, expected, "{value}");
    }
}

#[test]
fn r20_to_r29_resources_of_an_action_on_single_ones() {
    let cases = [
        (r#""*""#, ["allowed", "not_granted", "denied", "allowed"]),
        (
            r#""acs:ecs:*:*:*""#,
            ["allowed", "not_granted", "denied", "allowed"],
        ),
        (
            r#""acs:ecs:*:1000000000000001:*/x""#,
            [
                "allowed_if",
                "not_granted..allowed_if: not-resource",
                "allowed_if",
                "allowed_if..allowed: not-resource",
            ],
        ),
        (
            r#""acs:ecs:*:1000000000000002:*""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "allowed",
                "denied..allowed: not-resource",
            ],
        ),
        (
            r#""acs:ecs:*:*:instance/i-1""#,
            [
                "allowed_if",
                "not_granted..allowed_if: not-resource",
                "allowed_if",
                "allowed_if..allowed: not-resource",
            ],
        ),
        (
            r#""acs:ecs:*:*:instance/${x}""#,
            [
                "allowed_if..allowed: escape",
                "not_granted..allowed_if: not-resource, escape",
                "denied..allowed_if: escape",
                "allowed_if..allowed: not-resource, escape",
            ],
        ),
        (
            r#""acs:other:*:*:*""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "allowed",
                "denied..allowed: not-resource",
            ],
        ),
    ];
    for (value, expected) in cases {
        let found = four_ways("Resource", value, r#""Action":"*""#, "ecs:DeleteInstance");
        assert_eq!(found, expected, "{value}");
    }
}

#[test]
fn d43_resources_of_an_action_whose_level_is_not_known() {
    let cases = [
        (r#""*""#, ["allowed", "not_granted", "denied", "allowed"]),
        (
            r#""acs:kvstore:*:*:*""#,
            [
                "not_granted..allowed: resource-level-unknown, whole-service-resource",
                "not_granted..allowed: not-resource, resource-level-unknown, whole-service-resource",
                "denied..allowed: resource-level-unknown, whole-service-resource",
                "denied..allowed: not-resource, resource-level-unknown, whole-service-resource",
            ],
        ),
        (
            r#""acs:kvstore:*:1000000000000001:*/x""#,
            [
                "not_granted..allowed_if: resource-level-unknown",
                "not_granted..allowed: not-resource, resource-level-unknown",
                "denied..allowed: resource-level-unknown, resource-scoped-deny",
                "denied..allowed: not-resource, resource-level-unknown",
            ],
        ),
        (
            r#""acs:kvstore:*:1000000000000002:*""#,
            [
                "not_granted..allowed_if: resource-level-unknown",
                "not_granted..allowed: not-resource, resource-level-unknown",
                "denied..allowed: resource-level-unknown, resource-scoped-deny",
                "denied..allowed: not-resource, resource-level-unknown",
            ],
        ),
        (
            r#""acs:kvstore:*:*:instance/i-1""#,
            [
                "not_granted..allowed_if: resource-level-unknown",
                "not_granted..allowed: not-resource, resource-level-unknown",
                "denied..allowed: resource-level-unknown, resource-scoped-deny",
                "denied..allowed: not-resource, resource-level-unknown",
            ],
        ),
        (
            r#""acs:kvstore:*:*:instance/${x}""#,
            [
                "not_granted..allowed_if: resource-level-unknown",
                "not_granted..allowed: not-resource, resource-level-unknown",
                "denied..allowed: resource-level-unknown, resource-scoped-deny, escape, resource-scoped-deny",
                "denied..allowed: not-resource, resource-level-unknown",
            ],
        ),
        (
            r#""acs:other:*:*:*""#,
            [
                "not_granted",
                "not_granted..allowed: not-resource",
                "allowed",
                "denied..allowed: not-resource",
            ],
        ),
    ];
    for (value, expected) in cases {
        let found = four_ways(
            "Resource",
            value,
            r#""Action":"*""#,
            "kvstore:RestartInstance",
        );
        assert_eq!(found, expected, "{value}");
    }
}
