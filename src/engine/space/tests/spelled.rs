//! Documents that are spelled alike, wherever they stand.

use super::*;
use crate::engine::space::spelling::is_same;

/// Documents that differ in one part from each other.
const DIFFERENT: &[&str] = &[
    "[]",
    r#"{"Version":"1","Statement":[]}"#,
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
