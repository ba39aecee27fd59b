//! Documents that are spelled alike, wherever they stand.

use super::*;
use crate::engine::space::spelling::{Spelling, is_same, places_of_all, text_of};
use crate::model::doubt::DoubtKind;
use crate::model::policy::{ConditionValue, ValueKind};

/// Documents that differ in one part from each other.
const DIFFERENT: &[&str] = &[
    "[]",
    r#"{"Version":"1","Statement":[]}"#,
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"r"},1]}"#,
    r#"{"Version":"1","Statement":[1,{"Effect":"Allow","Action":"a:B","Resource":"r"}]}"#,
    r#"{"Version":"1","Statement":[],"Odd":1}"#,
    r#"{"Version":"1","Statement":[],"Strange":1}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r"}"#,
    r#"{"Effect":"Deny","Action":"a:B","Resource":"r"}"#,
    r#"{"Effect":"allow","Action":"a:B","Resource":"r"}"#,
    r#"{"Effect":"ALLOW","Action":"a:B","Resource":"r"}"#,
    r#"{"Effect":"Allow","Effect":"Allow","Action":"a:B","Resource":"r"}"#,
    r#"{"Effect":"Allow","NotAction":"a:B","Resource":"r"}"#,
    r#"{"Effect":"Allow","Action":"a:C","Resource":"r"}"#,
    r#"{"Effect":"Allow","Action":["a:B","a:C"],"Resource":"r"}"#,
    r#"{"Effect":"Allow","Action":["a:C","a:B"],"Resource":"r"}"#,
    r#"{"Effect":"Allow","Action":[],"Resource":"r"}"#,
    r#"{"Effect":"Allow","Action":[null],"Resource":"r"}"#,
    r#"{"Effect":"Allow","Action":[""],"Resource":"r"}"#,
    r#"{"Effect":"Allow","Action":[1],"Resource":"r"}"#,
    r#"{"Effect":"Allow","Action":"a:B","NotResource":"r"}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"s"}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":["r","r"]}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Principal":"*"}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Principal":{"RAM":"*"}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Principal":{"Service":"*"}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":"x"}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":[]}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":{"Bool":{"k":"1"}}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":{"Bool":{"k":1}}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":{"Bool":{"l":"1"}}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":{"StringLike":{"k":"1"}}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":{"Bool":{"k":["1","2"]}}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":{"Bool":{"k":"1","j":"2"}}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r","Condition":{"Bool":1}}"#,
    r#"{"Effect":"Allow","Action":"a:B","Resource":"r"},{"Effect":"Allow","Action":"a:B","Resource":"r"}"#,
];

fn whole(text: &str) -> String {
    if text.starts_with(r#"{"Effect""#) {
        format!(r#"{{"Version":"1","Statement":[{text}]}}"#)
    } else {
        text.to_owned()
    }
}

#[test]
fn documents_are_alike_where_every_part_is() {
    for (number, one) in DIFFERENT.iter().enumerate() {
        let (before, documents) = read(&[&whole(one)], DocumentKind::Identity);
        let before = (&before, documents[0]);
        for (other, text) in DIFFERENT.iter().enumerate() {
            // Elsewhere in the file, and after another document.
            let moved = whole(text).replace(',', " ,  ");
            let (after, documents) = read(&[OTHER, &moved], DocumentKind::Identity);
            let same = is_same(before, (&after, documents[1]));
            assert_eq!(same, number == other, "{one} {text}");
        }
        let (after, documents) = read(&[&whole(one)], DocumentKind::Control);
        assert!(!is_same(before, (&after, documents[0])), "{one}");
        assert!(!is_same(before, (&after, DocumentId(7))), "{one}");
    }
}

const OTHER: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":[null],"Resource":[]}]}"#;

/// What only its place tells from others is the same where the statement around it is.
#[test]
fn places_are_told_by_the_statements_around_them() {
    let (first, second) = (
        r#""Effect":"Allow","Action":[null],"Resource":"r""#,
        r#""Effect":"Deny","Action":[null],"Resource":"r""#,
    );
    let placed = |statements: &[&str]| {
        let (model, documents) = read(&[&document(statements)], DocumentKind::Identity);
        let statements = model.pools.statements(documents[0]);
        let texts: Vec<String> = statements.map(|(_, one)| text_of(one, &model)).collect();
        let doubts = model
            .doubts
            .iter()
            .filter(|(_, doubt)| doubt.is_at_a_place());
        let places: Vec<String> = doubts.map(|(_, doubt)| doubt.about.clone()).collect();
        assert_eq!(places.len(), statements_in(&model, documents[0]));
        (model, places, texts)
    };
    let (before, earlier, texts) = placed(&[first, second, first]);
    let (after, later, now) = placed(&[second, first]);
    assert_eq!(
        [&texts[0], &texts[1], &texts[2]],
        [&now[1], &now[0], &now[1]]
    );
    assert_ne!(texts[0], texts[1]);
    let expected = BTreeMap::from([
        (later[0].clone(), earlier[1].clone()),
        (later[1].clone(), earlier[0].clone()),
    ]);
    assert_eq!(places_of_all(&before, &after), expected);
    let (document, _) = before.pools.documents().next().unwrap();
    let whole = Spelling::of_document(&before, document).unwrap();
    assert_eq!(whole.places, earlier);
    // Each is the same as one other at most.
    assert_eq!(places_of_all(&after, &before).len(), 2);
}

fn statements_in(model: &Model, document: DocumentId) -> usize {
    model.pools.statements(document).count()
}

/// What is not known is spelled by what it is, and by what tells it from others: where
/// only its place does, by nothing more.
#[test]
fn variables_are_spelled_wherever_they_stand() {
    let gap = |model: &mut Model, name: &str, about: &str, choices| {
        model.doubts.gap(name, about, None, choices)
    };
    let spelled = |model: &Model, id| {
        let mut spelling = Spelling::default();
        spelling.doubt(id, model);
        spelling
    };
    let (mut model, mut other) = (Model::default(), Model::default());
    gap(&mut other, "first", "", 2);
    let place = gap(&mut model, "Action", "0:1-2", 2);
    let elsewhere = gap(&mut other, "Action", "3:4-5", 2);
    let (one, same) = (spelled(&model, place), spelled(&other, elsewhere));
    assert_eq!(one.text, same.text);
    assert_eq!(
        (one.places, same.places),
        (vec!["0:1-2".to_owned()], vec!["3:4-5".to_owned()])
    );
    let mut different = vec![one.text];
    for (name, about, choices) in [
        ("Resource", "0:1-2", 2),
        ("Choice", "0:1-2", 3),
        ("variable", "a", 2),
        ("variable", "b", 2),
    ] {
        let id = gap(&mut model, name, about, choices);
        let text = spelled(&model, id).text;
        assert!(!different.contains(&text), "{name} {about}");
        different.push(text);
    }
    let reading = model.doubts.reading("Action", "0:1-2", None);
    let kind = model.doubts.get(reading).map(|doubt| doubt.kind);
    assert_eq!(kind, Some(DoubtKind::Reading));
    assert!(!different.contains(&spelled(&model, reading).text));
    // Which choices it is about says something, too.
    let chosen = |choice| {
        let mut spelling = Spelling::default();
        spelling.choices(&[Choice::is(place, choice)], &model);
        spelling.text
    };
    assert_ne!(chosen(0), chosen(1));
}

/// A value that is not known is the same wherever the same thing is missing.
#[test]
fn values_that_are_not_known_are_spelled_by_what_is_missing() {
    let text_with = |about: &str, before: usize| {
        let statement = when(r#""StringLike":{"my:Key":"x"}"#);
        let (mut model, documents) = read(&[&document(&[&statement])], DocumentKind::Identity);
        for number in 0..before {
            model.doubts.gap("file", number.to_string(), None, 2);
        }
        let gap = model.doubts.gap("variable", about, None, 2);
        let (_, statement) = model.pools.statements(documents[0]).next().unwrap();
        let mut statement = *statement;
        let mut tests = model.pools.conditions(statement.conditions).to_vec();
        let values = model.pools.values(tests[0].values).to_vec();
        let values = values.into_iter().map(|value| ConditionValue {
            kind: ValueKind::Hole(gap),
            ..value
        });
        tests[0].values = model.pools.add_all(values.collect::<Vec<_>>());
        statement.conditions = model.pools.add_all(tests);
        text_of(&statement, &model)
    };
    assert_eq!(text_with("a", 0), text_with("a", 3));
    assert_ne!(text_with("a", 0), text_with("b", 0));
}
