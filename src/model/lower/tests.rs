//! What documents are read as, in which nothing is left out: what is wrong, what is in
//! doubt, and every way to read a statement.

mod parts;
mod told;

use std::collections::BTreeSet;

use super::{document, within_one_edit};
use crate::model::Model;
use crate::model::doubt::Choice;
use crate::model::policy::{DocumentKind, Effect};
use crate::source::FileId;
use crate::syntax::{Parsed, Tree, json};
use told::hold;

#[test]
fn one_edit_is_one_insertion_deletion_replacement_or_swap() {
    for (a, b, expected) in [
        ("action", "action", true),
        ("action", "actions", true),
        ("action", "acton", true),
        ("action", "akction", true),
        ("action", "actoin", true),
        ("action", "axtion", true),
        ("action", "actino", true),
        ("action", "notaction", false),
        ("action", "aciton", true),
        ("effect", "affact", false),
        ("", "a", true),
        ("", "ab", false),
    ] {
        assert_eq!(within_one_edit(a, b), expected, "{a} {b}");
        assert_eq!(within_one_edit(b, a), expected, "{b} {a}");
    }
    let mut texts = vec![String::new()];
    for length in 0..4 {
        let longer = texts.iter().filter(|text| text.chars().count() == length);
        let longer = longer.flat_map(|text| ["a", "é"].map(|end| format!("{text}{end}")));
        texts.extend(longer.collect::<Vec<_>>());
    }
    for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
        assert_eq!(within_one_edit(a, b), edited(a).contains(b), "{a} {b}");
    }
}

/// All that one edit makes of a text of two letters, and the text.
fn edited(text: &str) -> BTreeSet<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut all = BTreeSet::from([text.to_owned()]);
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        let join = |middle: &[char], skipped: usize| -> String {
            let after = after.iter().skip(skipped);
            before.iter().chain(middle).chain(after).collect()
        };
        all.insert(join(&[], 1));
        for letter in ['a', 'é'] {
            all.extend([join(&[letter], 0), join(&[letter], 1)]);
        }
        if let [one, other, ..] = after {
            all.insert(join(&[*other, *one], 2));
        }
    }
    all
}

/// What is not exactly `Allow` or `Deny` is read as each, and choice 1 is the Allow:
/// a way to read that grants must never be the one that takes away (D12).
#[test]
fn d12_an_effect_that_is_neither_is_read_as_both() {
    let cases = [
        (r#""Effect":"Allow","#, vec![(Effect::Allow, vec![])]),
        (r#""Effect":"Deny","#, vec![(Effect::Deny, vec![])]),
        (
            r#""Effect":"allow","#,
            vec![(Effect::Deny, vec![0]), (Effect::Allow, vec![1])],
        ),
        // Nor need RAM take a document at all in which one is missing.
        (
            "",
            vec![(Effect::Deny, vec![1, 0]), (Effect::Allow, vec![1, 1])],
        ),
    ];
    for (effect, expected) in cases {
        let text =
            format!(r#"{{"Version":"1","Statement":[{{{effect}"Action":"*","Resource":"*"}}]}}"#);
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        let parsed = Parsed::file(&text, FileId(0));
        json::read(parsed, &mut tree, &mut problems);
        let mut model = Model::default();
        let root = tree.root(parsed).unwrap();
        let document = document(root, DocumentKind::Identity, &mut model);
        let found: Vec<(Effect, Vec<u8>)> = model
            .pools
            .statements(document)
            .map(|(_, statement)| {
                let guards = model.pools.choices(statement.guards);
                let only = |choice: &Choice| (0..8).find(|number| choice.holds(*number));
                (statement.effect, guards.iter().filter_map(only).collect())
            })
            .collect();
        assert_eq!(found, expected, "{effect}");
    }
}

/// What RAM may refuse is read as it is meant, with a doubt whether RAM takes it (D48).
#[test]
fn documents_that_ram_may_refuse_are_read_as_they_are_meant() {
    hold(
        false,
        r#"
    identity []
    WrongType { element: "the document", wanted: "an object with Version and Statement" } at []
    NoVersion at
    d0 document-not-accepted "the document is not an object" 2 at []
    if d0=1

    identity {}
    NoVersion at
    MissingElement("Statement") at {}
    d0 document-not-accepted "Statement is missing" 2 at {}
    if d0=1

    identity {"Version":"1","Statement":[]}

    identity {"Version":1,"Statement":{USUAL}}
    VersionNumber at 1
    SingleStatement at {"Effect…source":"r"}
    0 {"Effect…source":"r"}

    identity {"Version":true,"Version":"2","Version":<v>,"Statement":"x"}
    Version("") at true
    Version("2") at "2"
    WrongType { element: "Statement", wanted: "a list of statements" } at "x"
    d0 document-not-accepted "Version" 2 at true
    d1 document-not-accepted "Statement is not a list" 2 at "x"
    if d0=1 d1=1

    identity {"Version":"1","Statement":[<a>,{USUAL}]}
    d0 variable "`a`, as statement" 3 at <a>
    0 <a> if d0=1
    Allow at <a>
    action missing in <a>
    resource missing in <a>
    0 <a> if d0=2
    Deny at <a>
    action missing in <a>
    resource missing in <a>
    1 {"Effect…source":"r"}

    identity {"Version":"1","Statement":<a>,"Statement":{USUAL}}
    SingleStatement at {"Effect…source":"r"}
    d0 duplicate-key "0:0" 3 at {"Versio…ource":"r"}}
    d1 variable "`a`, as statement" 3 at <a>
    0 <a> if d0=0 d1=1
    Allow at <a>
    action missing in <a>
    resource missing in <a>
    0 <a> if d0=0 d1=2
    Deny at <a>
    action missing in <a>
    resource missing in <a>
    0 {"Effect…source":"r"} if d0=1
    0 <a> if d0=2 d1=1
    Allow at <a>
    action missing in <a>
    resource missing in <a>
    0 <a> if d0=2 d1=2
    Deny at <a>
    action missing in <a>
    resource missing in <a>
    1 {"Effect…source":"r"} if d0=2

    identity {"Version":"1","Statement":{USUAL},"Statement":<a>}
    SingleStatement at {"Effect…source":"r"}
    d0 duplicate-key "0:0" 3 at {"Versio…tement":<a>}
    d1 variable "`a`, as statement" 3 at <a>
    0 {"Effect…source":"r"} if d0=0
    0 <a> if d0=1 d1=1
    Allow at <a>
    action missing in <a>
    resource missing in <a>
    0 <a> if d0=1 d1=2
    Deny at <a>
    action missing in <a>
    resource missing in <a>
    0 {"Effect…source":"r"} if d0=2
    1 <a> if d0=2 d1=1
    Allow at <a>
    action missing in <a>
    resource missing in <a>
    1 <a> if d0=2 d1=2
    Deny at <a>
    action missing in <a>
    resource missing in <a>

    control {"verison":"1","Statements":[1,null],"Id":"x","Foo":1,"Fo\u007f":"é","~ ":1,"Stateménț":1,"Stat\u0001ment":[]}
    ElementSpelling { name: "verison", meant: "Version" } at "verison"
    ElementSpelling { name: "Statements", meant: "Statement" } at "Statements"
    Undocumented("Id") at "Id":"x"
    UnknownElement { name: "Foo", near: None } at "Foo"
    OddCharacter { element: "an element name", found: '\u{7f}' } at \u007f
    UnknownElement { name: "Fo\u{7f}", near: None } at "Fo\u007f"
    UnknownElement { name: "~ ", near: None } at "~ "
    OddCharacter { element: "an element name", found: 'é' } at é
    UnknownElement { name: "Stateménț", near: None } at "Stateménț"
    OddCharacter { element: "an element name", found: '\u{1}' } at \u0001
    ElementSpelling { name: "Stat\u{1}ment", meant: "Statement" } at "Stat\u0001ment"
    WrongType { element: "Statement", wanted: "objects with Effect, Action and Resource" } at 1
    WrongType { element: "Statement", wanted: "objects with Effect, Action and Resource" } at null
    d0 document-not-accepted "element `verison`" 2 at "verison"
    d1 document-not-accepted "element `Statements`" 2 at "Statements"
    d2 document-not-accepted "element `Foo`" 2 at "Foo"
    d3 document-not-accepted "element `Fo\u{7f}`" 2 at "Fo\u007f"
    d4 document-not-accepted "element `~ `" 2 at "~ "
    d5 document-not-accepted "element `Stateménț`" 2 at "Stateménț"
    d6 document-not-accepted "element `Stat\u{1}ment`" 2 at "Stat\u0001ment"
    d7 duplicate-key "0:0" 3 at {"veriso…001ment":[]}
    d8 document-not-accepted "a statement is not an object" 2 at 1
    if d0=1 d1=1 d2=1 d3=1 d4=1 d5=1 d6=1 d8=1

    identity {"Version":"1","Statement":[{USUAL},1],"Statement":"x"}
    WrongType { element: "Statement", wanted: "objects with Effect, Action and Resource" } at 1
    WrongType { element: "Statement", wanted: "a list of statements" } at "x"
    d0 duplicate-key "0:0" 3 at {"Versio…tement":"x"}
    d1 document-not-accepted "a statement is not an object" 2 at 1
    d2 document-not-accepted "Statement is not a list" 2 at "x"
    if d1=1 d2=1
    0 {"Effect…source":"r"} if d0=0
    0 {"Effect…source":"r"} if d0=2

    identity {"Version":"1","Statement":[],"\u0001":1,"\u007f":1}
    OddCharacter { element: "an element name", found: '\u{1}' } at \u0001
    UnknownElement { name: "\u{1}", near: None } at "\u0001"
    OddCharacter { element: "an element name", found: '\u{7f}' } at \u007f
    UnknownElement { name: "\u{7f}", near: None } at "\u007f"
    d0 document-not-accepted "element `\u{1}`" 2 at "\u0001"
    d1 document-not-accepted "element `\u{7f}`" 2 at "\u007f"
    if d0=1 d1=1

    resource {"Version":"1","Id":"x","Statement":[{"Sid":"s",USUAL}]}
    0 {"Sid":"…source":"r"}

    identity {"Version":"1","Statement":[{"Sid":"a",USUAL},{"sid":"a",USUAL},{"Sid":"<x>",USUAL},{"Sid":"<x>",USUAL},{"Sid":1,"Sid":"b",USUAL}]}
    Undocumented("Sid") at "Sid":"a"
    ElementSpelling { name: "sid", meant: "Sid" } at "sid"
    Undocumented("Sid") at "sid":"a"
    DuplicateSid("a") at "a", first at "a"
    Undocumented("Sid") at "Sid":"<x>"
    Undocumented("Sid") at "Sid":1
    Undocumented("Sid") at "Sid":"b"
    d0 document-not-accepted "element `sid`" 2 at "sid"
    0 {"Sid":"…source":"r"}
    1 {"sid":"…source":"r"} if d0=1
    2 {"Sid":"…source":"r"}
    3 {"Sid":"…source":"r"}
    4 {"Sid":1…source":"r"}
    "#,
    );
}

#[test]
fn statements_are_read_in_every_way_that_their_text_allows() {
    hold(
        true,
        r#"
    identity "Effect":"allow","Action":"a:B","Resource":"r"
    Effect("allow") at "allow"
    d0 effect-spelling "allow" 2 at "allow"
    0 {"Effect…source":"r"} if d0=0
    Deny at "allow"
    0 {"Effect…source":"r"} if d0=1
    Allow at "allow"

    identity "Effect":"Al<x>","Action":["<x>","a:<x>","a:\u0412",<x>],"NotResource":<x>
    OddCharacter { element: "Action", found: 'В' } at \u0412
    NotResource at <x>
    d0 variable "`x`, as Action" 2 at "<x>"
    d1 variable "`x`, in `a:${x}`, as Action" 2 at "a:<x>"
    d2 not-resource "" 2 at <x>
    d3 variable "`x`, as Resource" 2 at <x>
    d4 variable "`x`, in `Al${x}`, as Effect" 2 at "Al<x>"
    0 {"Effect…source":<x>} if d2=1 d4=0
    Deny at "Al<x>"
    action "<>" at "<x>" if d0, "a:<>" at "a:<x>" if d1, "a:В" at "a:\u0412", "" at <x> or any, if d0 in ["<x>","a:<x>","a:\u0412",<x>]
    resource none of "" at <x> or any, if d3 in <x>
    0 {"Effect…source":<x>} if d2=1 d4=1
    Allow at "Al<x>"
    action "<>" at "<x>" if d0, "a:<>" at "a:<x>" if d1, "a:В" at "a:\u0412", "" at <x> or any, if d0 in ["<x>","a:<x>","a:\u0412",<x>]
    resource none of "" at <x> or any, if d3 in <x>

    identity "Effect":"Deny","Action":[],"NotAction":"a:${x}b","Resource":["r${x","s"],"NotResource":1
    Exclusive("Action", "NotAction") at "a:${x}b"
    EmptyList("Action") at []
    PolicyVariable at ${x}
    NotResource at 1
    Exclusive("Resource", "NotResource") at 1
    PolicyVariable at ${x
    WrongType { element: "NotResource", wanted: "a string or a list of strings" } at 1
    d0 document-not-accepted "both Action and NotAction" 2 at "a:${x}b"
    d1 not-resource "" 2 at 1
    d2 document-not-accepted "both Resource and NotResource" 2 at 1
    d3 document-not-accepted "NotResource is not a string or a list of strings" 2 at 1
    0 {"Effect…Resource":1} if d0=1 d1=1 d2=1 d3=1
    action  in []
    resource "r${x", "s" in ["r${x","s"]
    0 {"Effect…Resource":1} if d0=1 d1=1 d2=1 d3=1
    action  in []
    resource none of "1" at 1 in 1
    0 {"Effect…Resource":1} if d0=1 d1=1 d2=1 d3=1
    action none of "a:${x}b" in "a:${x}b"
    resource "r${x", "s" in ["r${x","s"]
    0 {"Effect…Resource":1} if d0=1 d1=1 d2=1 d3=1
    action none of "a:${x}b" in "a:${x}b"
    resource none of "1" at 1 in 1

    identity "Effect":<x>,"Effect":"Deny","NotAction":[["x"],true,null,{},"c"]
    WrongType { element: "NotAction", wanted: "a string or a list of strings" } at ["x"]
    WrongType { element: "NotAction", wanted: "a string or a list of strings" } at true
    WrongType { element: "NotAction", wanted: "a string or a list of strings" } at null
    WrongType { element: "NotAction", wanted: "a string or a list of strings" } at {}
    MissingElement("Resource") at {"Effect…ull,{},"c"]}
    d0 duplicate-key "0:28" 3 at {"Effect…ull,{},"c"]}
    d1 document-not-accepted "NotAction is not a string or a list of strings" 2 at ["x"]
    d2 Action "0:71-76" 2 at ["x"]
    d3 Action "0:82-86" 2 at null
    d4 Action "0:87-89" 2 at {}
    d5 document-not-accepted "Resource is missing" 2 at {"Effect…ull,{},"c"]}
    d6 variable "`x`, as Effect" 2 at <x>
    0 {"Effect…ull,{},"c"]} if d0=0 d1=1 d5=1 d6=0
    Deny at <x>
    action none of "" at ["x"] or any, if d2, "" at true, "" at null or any, if d3, "" at {} or any, if d4, "c" in [["x"],true,null,{},"c"]
    resource missing in {"Effect…ull,{},"c"]}
    0 {"Effect…ull,{},"c"]} if d0=0 d1=1 d5=1 d6=1
    Allow at <x>
    action none of "" at ["x"] or any, if d2, "" at true, "" at null or any, if d3, "" at {} or any, if d4, "c" in [["x"],true,null,{},"c"]
    resource missing in {"Effect…ull,{},"c"]}
    0 {"Effect…ull,{},"c"]} if d0=1 d1=1 d5=1
    action none of "" at ["x"] or any, if d2, "" at true, "" at null or any, if d3, "" at {} or any, if d4, "c" in [["x"],true,null,{},"c"]
    resource missing in {"Effect…ull,{},"c"]}
    0 {"Effect…ull,{},"c"]} if d0=2 d1=1 d5=1 d6=0
    Deny at <x>
    action none of "" at ["x"] or any, if d2, "" at true, "" at null or any, if d3, "" at {} or any, if d4, "c" in [["x"],true,null,{},"c"]
    resource missing in {"Effect…ull,{},"c"]}
    0 {"Effect…ull,{},"c"]} if d0=2 d1=1 d5=1 d6=1
    Allow at <x>
    action none of "" at ["x"] or any, if d2, "" at true, "" at null or any, if d3, "" at {} or any, if d4, "c" in [["x"],true,null,{},"c"]
    resource missing in {"Effect…ull,{},"c"]}
    0 {"Effect…ull,{},"c"]} if d0=2 d1=1 d5=1
    action none of "" at ["x"] or any, if d2, "" at true, "" at null or any, if d3, "" at {} or any, if d4, "c" in [["x"],true,null,{},"c"]
    resource missing in {"Effect…ull,{},"c"]}

    identity "Effect":"Deny","Action":"a:B","Action":"a:C","Resource":"r"
    d0 duplicate-key "0:28" 3 at {"Effect…source":"r"}
    0 {"Effect…source":"r"} if d0=0
    0 {"Effect…source":"r"} if d0=1
    action "a:C"
    0 {"Effect…source":"r"} if d0=2
    action "a:B", "a:C" in "a:B","Action":"a:C"

    identity "Effect":"Deny","NotAction":"a:B","NotAction":"a:C","Resource":"r"
    d0 duplicate-key "0:28" 3 at {"Effect…source":"r"}
    0 {"Effect…source":"r"} if d0=0
    action none of "a:B" in "a:B"
    0 {"Effect…source":"r"} if d0=1
    action none of "a:C" in "a:C"
    0 {"Effect…source":"r"} if d0=2
    action none of "a:B", "a:C" in "a:B","NotAction":"a:C"

    identity "Effect":"Deny","Action":"a:B","Resource":"r","Resource":"s"
    d0 duplicate-key "0:28" 3 at {"Effect…source":"s"}
    0 {"Effect…source":"s"} if d0=0
    0 {"Effect…source":"s"} if d0=1
    resource "s"
    0 {"Effect…source":"s"} if d0=2
    resource "r", "s" in "r","Resource":"s"

    identity "Effect":"Deny","Action":"a:B","NotResource":"r","NotResource":"s"
    NotResource at "r"
    NotResource at "s"
    d0 duplicate-key "0:28" 3 at {"Effect…source":"s"}
    d1 not-resource "" 2 at "r"
    0 {"Effect…source":"s"} if d0=0 d1=1
    resource none of "r" in "r"
    0 {"Effect…source":"s"} if d0=1 d1=1
    resource none of "s" in "s"
    0 {"Effect…source":"s"} if d0=2 d1=1
    resource none of "r", "s" in "r","NotResource":"s"

    identity "Effect":"Dény","Efect":5,"Foo":1
    ElementSpelling { name: "Efect", meant: "Effect" } at "Efect"
    UnknownElement { name: "Foo", near: None } at "Foo"
    MissingElement("Action") at {"Effect":"Dény","Efect":5,"Foo":1}
    MissingElement("Resource") at {"Effect":"Dény","Efect":5,"Foo":1}
    OddCharacter { element: "Effect", found: 'é' } at é
    Effect("Dény") at "Dény"
    Effect("5") at 5
    d0 document-not-accepted "element `Efect`" 2 at "Efect"
    d1 document-not-accepted "element `Foo`" 2 at "Foo"
    d2 duplicate-key "0:28" 3 at {"Effect":"Dény","Efect":5,"Foo":1}
    d3 document-not-accepted "Action is missing" 2 at {"Effect":"Dény","Efect":5,"Foo":1}
    d4 document-not-accepted "Resource is missing" 2 at {"Effect":"Dény","Efect":5,"Foo":1}
    d5 effect-spelling "Dény" 2 at "Dény"
    d6 effect-spelling "5" 2 at 5
    0 {"Effect":"Dény","Efect":5,"Foo":1} if d2=0 d0=1 d1=1 d3=1 d4=1 d5=0
    Deny at "Dény"
    action missing in {"Effect":"Dény","Efect":5,"Foo":1}
    resource missing in {"Effect":"Dény","Efect":5,"Foo":1}
    0 {"Effect":"Dény","Efect":5,"Foo":1} if d2=0 d0=1 d1=1 d3=1 d4=1 d5=1
    Allow at "Dény"
    action missing in {"Effect":"Dény","Efect":5,"Foo":1}
    resource missing in {"Effect":"Dény","Efect":5,"Foo":1}
    0 {"Effect":"Dény","Efect":5,"Foo":1} if d2=1 d0=1 d1=1 d3=1 d4=1 d6=0
    Deny at 5
    action missing in {"Effect":"Dény","Efect":5,"Foo":1}
    resource missing in {"Effect":"Dény","Efect":5,"Foo":1}
    0 {"Effect":"Dény","Efect":5,"Foo":1} if d2=1 d0=1 d1=1 d3=1 d4=1 d6=1
    Allow at 5
    action missing in {"Effect":"Dény","Efect":5,"Foo":1}
    resource missing in {"Effect":"Dény","Efect":5,"Foo":1}
    0 {"Effect":"Dény","Efect":5,"Foo":1} if d2=2 d0=1 d1=1 d3=1 d4=1 d5=0
    Deny at "Dény"
    action missing in {"Effect":"Dény","Efect":5,"Foo":1}
    resource missing in {"Effect":"Dény","Efect":5,"Foo":1}
    0 {"Effect":"Dény","Efect":5,"Foo":1} if d2=2 d0=1 d1=1 d3=1 d4=1 d5=1
    Allow at "Dény"
    action missing in {"Effect":"Dény","Efect":5,"Foo":1}
    resource missing in {"Effect":"Dény","Efect":5,"Foo":1}
    0 {"Effect":"Dény","Efect":5,"Foo":1} if d2=2 d0=1 d1=1 d3=1 d4=1 d6=0
    Deny at 5
    action missing in {"Effect":"Dény","Efect":5,"Foo":1}
    resource missing in {"Effect":"Dény","Efect":5,"Foo":1}
    0 {"Effect":"Dény","Efect":5,"Foo":1} if d2=2 d0=1 d1=1 d3=1 d4=1 d6=1
    Allow at 5
    action missing in {"Effect":"Dény","Efect":5,"Foo":1}
    resource missing in {"Effect":"Dény","Efect":5,"Foo":1}
    "#,
    );
}
