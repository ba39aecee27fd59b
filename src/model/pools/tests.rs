//! Documents that say the same, and documents that are made one.

use super::*;
use crate::model::doubt::DoubtId;
use crate::model::policy::Effect;
use crate::model::{Model, lower};
use crate::source::FileId;
use crate::syntax::{Parsed, Tree, json};

fn read(model: &mut Model, text: &str) -> DocumentId {
    let parsed = Parsed::file(text, FileId(0));
    let mut tree = Tree::default();
    json::read(parsed, &mut tree, &mut Vec::new());
    lower::document(tree.root(parsed).unwrap(), DocumentKind::Resource, model)
}

fn document(statements: &[&str]) -> String {
    let statements = statements.join("},{");
    format!(r#"{{"Version":"1","Statement":[{{{statements}}}]}}"#)
}

/// Statements of which no two say the same.
const DIFFERENT: &[&str] = &[
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r","Principal":{"RAM":["p","q"]},"Condition":{"Bool":{"k":["1","2"]},"DateEquals":{"j":"3"}}"#,
    r#""Effect":"Deny","Action":["a","b"],"Resource":"r""#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r""#,
    r#""Effect":"allow","Action":["a","b"],"Resource":"r""#,
    r#""Effect":"Allow","Action":"a","Resource":"r""#,
    r#""Effect":"Allow","NotAction":["a","b"],"Resource":"r""#,
    r#""Effect":"Allow","Action":["a",null],"Resource":"r""#,
    r#""Effect":"Allow","Action":["a","b"],"NotResource":"r""#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"s""#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r","Principal":{"Service":["p","q"]}"#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r","Principal":{"Service":["p"]}"#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r","Condition":{"Bool":{"k":"1"}}"#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r","Condition":{"Bool":{"k":1}}"#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r","Condition":{"Bool":{"l":"1"}}"#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r","Condition":{"Boole":{"k":"1"}}"#,
    r#""Effect":"Allow","Action":["a","b"],"Resource":"r","Condition":"x""#,
];

#[test]
fn documents_say_the_same_in_whatever_order() {
    let mut model = Model::default();
    let all: Vec<DocumentId> = DIFFERENT
        .iter()
        .map(|text| read(&mut model, &document(&[text])))
        .collect();
    for (number, one) in all.iter().enumerate() {
        for (other, two) in all.iter().enumerate() {
            assert_eq!(
                model.pools.same(*one, *two),
                number == other,
                "{number} {other}"
            );
        }
    }
    let rearranged = [
        // The first statement, with all that has no order in another one.
        r#""Principal":{"RAM":["q","p","q"]},"Condition":{"DateEquals":{"j":["3","3"]},"Bool":{"k":["2","1"]}},"Resource":["r","r"],"Action":["b","a"],"Effect":"Allow""#,
        DIFFERENT[1],
    ];
    let (first, second) = (DIFFERENT[0], DIFFERENT[1]);
    let both = read(&mut model, &document(&[first, second]));
    for (statements, expected) in [
        (vec![rearranged[0], rearranged[1]], true),
        (vec![second, first], true),
        (vec![second, first, second], true),
        (vec![first], false),
        (vec![first, second, DIFFERENT[2]], false),
    ] {
        let other = read(&mut model, &document(&statements));
        assert_eq!(model.pools.same(both, other), expected, "{statements:?}");
    }
}

#[test]
fn of_two_documents_one_is_made_under_the_guards_of_each() {
    let mut model = Model::default();
    let choice = |doubt, choice| Choice::is(DoubtId(doubt), choice);
    let first = read(&mut model, &document(&[DIFFERENT[2], DIFFERENT[1]]));
    let second = read(&mut model, &document(&[DIFFERENT[4]]));
    let kept = read(&mut model, &document(&[DIFFERENT[5]]));
    let pools = &mut model.pools;
    pools.guard_document(second, choice(7, 1));
    pools.guard_document(second, choice(8, 1));
    // Of a document that there is not nothing is kept.
    pools.guard_document(DocumentId(9), choice(7, 1));
    let guards = pools.document(second).unwrap().guards;
    assert_eq!(pools.choices(guards), [choice(7, 1), choice(8, 1)]);
    pools.join_documents((first, &[choice(6, 0)]), (second, &[choice(6, 1)]));
    let told: Vec<(u32, DocumentId, Effect, Vec<Choice>)> = pools
        .statements(first)
        .map(|(_, one)| {
            (
                one.index,
                one.document,
                one.effect,
                pools.choices(one.guards).to_vec(),
            )
        })
        .collect();
    let of_second = vec![choice(7, 1), choice(8, 1), choice(6, 1)];
    assert_eq!(
        told,
        [
            (0, first, Effect::Allow, vec![choice(6, 0)]),
            (1, first, Effect::Deny, vec![choice(6, 0)]),
            (2, first, Effect::Allow, of_second),
        ]
    );
    assert_eq!(pools.statements(second).count(), 0);
    assert_eq!(pools.statements(kept).count(), 1);
    for id in [first, second] {
        assert!(pools.document(id).unwrap().guards.is_empty());
    }
}

#[test]
fn what_is_kept_is_found_by_its_number() {
    let mut model = Model::default();
    let texts = [
        document(&[DIFFERENT[0], DIFFERENT[1]]),
        document(&[DIFFERENT[2]]),
    ];
    let ids: Vec<DocumentId> = texts.iter().map(|text| read(&mut model, text)).collect();
    let pools = &model.pools;
    let listed: Vec<DocumentId> = pools.documents().map(|(id, _)| id).collect();
    assert_eq!(listed, ids);
    let mut all = 0;
    for (id, document) in pools.documents() {
        assert_eq!(
            document.statements.len() as usize,
            pools.statements(id).count()
        );
        for (statement, one) in pools.statements(id) {
            let found = pools.statement(statement).unwrap();
            assert_eq!((found.document, found.at), (id, one.at));
            all += 1;
        }
    }
    assert_eq!(pools.all_statements().count(), all);
    assert!(pools.statement(StatementId(3)).is_none());
    assert!(pools.document(DocumentId(2)).is_none());
    assert_eq!(pools.statements(DocumentId(2)).count(), 0);
    let empty = List::<Element>::default();
    assert!(empty.is_empty() && pools.elements(empty).is_empty());
}

#[test]
fn nothing_is_left_of_what_is_taken_back() {
    let mut model = Model::default();
    read(&mut model, &document(&[DIFFERENT[1]]));
    let mark = model.pools.mark();
    read(&mut model, &document(DIFFERENT));
    let guard = Choice::is(DoubtId(0), 1);
    let statements = length(&model.pools.statements);
    let at = Span::new(FileId(0), 0, 0);
    let kind = DocumentKind::Identity;
    model
        .pools
        .add_document(kind, at, 0, statements, vec![guard]);
    let after = model.pools.mark();
    for (before, after) in [
        (mark.text, after.text),
        (mark.documents, after.documents),
        (mark.statements, after.statements),
        (mark.elements, after.elements),
        (mark.principals, after.principals),
        (mark.conditions, after.conditions),
        (mark.values, after.values),
        (mark.choices, after.choices),
    ] {
        assert!(before < after, "{mark:?} {after:?}");
    }
    model.pools.take_back(mark);
    let left = model.pools.mark();
    assert_eq!(format!("{left:?}"), format!("{mark:?}"));
}

/// A list is a copy of itself wherever it is cloned as a part of something.
#[test]
fn a_clone_of_a_list_is_of_the_same_parts() {
    fn cloned<T: Clone>(one: &T) -> T {
        one.clone()
    }
    let mut pools = Pools::default();
    pools.add(Choice::is(DoubtId(0), 1));
    let choices = [Choice::is(DoubtId(1), 1), Choice::is(DoubtId(2), 0)];
    let list = pools.add_all(choices);
    assert_eq!(pools.choices(cloned(&list)), choices);
}
