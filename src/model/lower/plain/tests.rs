//! The short way and the careful one say the same.

use proptest::prelude::*;

use crate::model::policy::{DocumentId, DocumentKind, Element};
use crate::model::pools::Pools;
use crate::model::{Model, lower};
use crate::source::FileId;
use crate::syntax::{Parsed, Tree, json};

/// All that is kept of a document, with its places.
fn shown(pools: &Pools, id: DocumentId) -> String {
    let element = |element: &Element| {
        format!(
            "{:?} {:?} {:?}",
            pools.str(element.text),
            element.at,
            element.known
        )
    };
    let elements = |list: &[Element]| list.iter().map(element).collect::<Vec<_>>().join(", ");
    let document = pools.document(id).expect("a document");
    let statements = pools.statements(id).map(|(_, one)| {
        let principals = pools.principals(one.principals).iter();
        let principals: Vec<String> = principals
            .map(|one| format!("{:?} {}", one.form, element(&one.element)))
            .collect();
        let conditions = pools.conditions(one.conditions).iter().map(|one| {
            let text = |text: crate::model::policy::Text| (pools.str(text.text), text.at);
            let values = pools.values(one.values).iter();
            let values: Vec<_> = values
                .map(|value| (pools.str(value.text), value.at, value.kind))
                .collect();
            let (operator, key) = (text(one.operator), text(one.key));
            format!("{operator:?} {key:?} {values:?} {:?} {:?}", one.at, one.doubt)
        });
        let conditions: Vec<String> = conditions.collect();
        format!(
            "{} {:?} {:?} {:?} | {:?} {:?} {} | {:?} {:?} {} | {principals:?} | {conditions:?} | {:?}",
            one.index,
            one.at,
            one.effect,
            one.effect_at,
            one.actions.form,
            one.actions.at,
            elements(pools.elements(one.actions.list)),
            one.resources.form,
            one.resources.at,
            elements(pools.elements(one.resources.list)),
            pools.choices(one.guards),
        )
    });
    let statements: Vec<String> = statements.collect();
    let (at, length) = (document.at, document.length);
    let guards = pools.choices(document.guards);
    format!(
        "{:?} {at:?} {length} {guards:?}\n{}",
        document.kind,
        statements.join("\n")
    )
}

/// Whether a document goes the short way, having compared both.
fn is_short(text: &str, kind: DocumentKind) -> bool {
    let parsed = Parsed::file(text, FileId(0));
    let mut tree = Tree::default();
    json::read(parsed, &mut tree, &mut Vec::new());
    let root = tree.root(parsed).expect("a value");
    let (mut short, mut long) = (Model::default(), Model::default());
    let id = super::document(root, kind, &mut short.pools);
    let mut direct = Model::default();
    let directly = super::text(parsed, kind, &mut direct.pools);
    assert_eq!(id, directly, "{text}");
    let careful = lower::careful(root, kind, &mut long);
    let Some(id) = id else {
        let kept = format!("{:?}", short.pools);
        assert_eq!(kept, format!("{:?}", Pools::default()), "all is taken back");
        return false;
    };
    let expected = shown(&long.pools, careful);
    assert_eq!(shown(&short.pools, id), expected, "{text}");
    assert_eq!(shown(&direct.pools, id), expected, "{text}");
    assert!(long.structure_problems.is_empty(), "{text}");
    assert_eq!(long.doubts.iter().count(), 0, "{text}");
    true
}

#[test]
fn what_is_plain_goes_the_short_way() {
    for (kind, text) in [
        (
            DocumentKind::Identity,
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["a:B","c:*"],"Resource":"*"}]}"#,
        ),
        (
            DocumentKind::Control,
            r#"{"Statement":[{"Action":"a:B","Effect":"Deny","Resource":["*"],
                "Condition":{"Bool":{"acs:MFAPresent":"false"},"NumericLessThan":{"k":[1,"2"]}}}],"Version":"1"}"#,
        ),
        (
            DocumentKind::Trust,
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
                "Principal":{"RAM":["acs:ram::1:root"],"Service":"ecs.aliyuncs.com","Federated":"f"}}]}"#,
        ),
        (
            DocumentKind::Resource,
            r#"{"Version":"1","Statement":[{"Effect":"Allow","NotAction":"oss:*","Resource":"*"}]}"#,
        ),
    ] {
        assert!(is_short(text, kind), "{text}");
    }
}

/// Of each of these there is something to say, or to count.
#[test]
fn what_is_odd_goes_the_long_way() {
    let usual = r#""Effect":"Allow","Action":"a:B","Resource":"*""#;
    let with = |principal| format!(r#"{usual},"Principal":{principal}"#);
    let (named, nobody) = (with(r#"{"RAM":"x"}"#), with("{}"));
    for (kind, members) in [
        (DocumentKind::Identity, &named),
        (DocumentKind::Control, &named),
        (DocumentKind::Session, &named),
        (DocumentKind::Resource, &nobody),
        (DocumentKind::Identity, &usual.replace('B', "\u{7f}")),
        (DocumentKind::Identity, &usual.replace('B', "$")),
    ] {
        let text = format!(r#"{{"Version":"1","Statement":[{{{members}}}]}}"#);
        assert!(!is_short(&text, kind), "{text}");
    }
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(texts).prop_map(str::to_owned)
}

fn member() -> impl Strategy<Value = String> {
    let key = one_of(&[
        "Effect",
        "Effect",
        "Action",
        "Action",
        "NotAction",
        "Resource",
        "Resource",
        "NotResource",
        "Principal",
        "Condition",
        "Sid",
        "action",
        "Odd",
    ]);
    let value = one_of(&[
        r#""Allow""#,
        r#""Deny""#,
        r#""allow""#,
        r#""*""#,
        r#"["*", "a:b"]"#,
        "[]",
        "{}",
        "null",
        "1",
        r#""a${b}""#,
        r#""\u0061""#,
        r#""é""#,
        r#"{"RAM": "x"}"#,
        r#"{"Odd": "x"}"#,
        r#"{"Bool": {"k": "true", "K": "v"}}"#,
        r#"{"Bool": {"k": "true"}, "Bool": {"j": []}}"#,
        r#"{"StringLike": {"k": ["a", 1, true]}}"#,
        r#"{"Odd": {"k": "v"}}"#,
        r#"{"Bool": "k"}"#,
        r#"["a", ["b"]]"#,
        r#"[1]"#,
    ]);
    (key, value).prop_map(|(key, value)| format!(r#""{key}" : {value}"#))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(0x91a1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Either the short way gives up, or it says what the careful one says, which
    /// then has no word and no doubt.
    #[test]
    fn both_ways_say_the_same(
        statements in prop::collection::vec(prop::collection::vec(member(), 0..5), 0..3),
        version in one_of(&[r#""Version":"1","#, r#""Version":1,"#, "", r#""Id":"x","#, r#""Version":"1","Version":"1","#]),
        kind in proptest::sample::select(&[
            DocumentKind::Identity, DocumentKind::Trust, DocumentKind::Control,
            DocumentKind::Session, DocumentKind::Resource,
        ][..]),
    ) {
        let statements: Vec<String> = statements
            .iter()
            .map(|members| format!("{{{}}}", members.join(", ")))
            .collect();
        is_short(&format!(r#"{{{version}"Statement":[{}]}}"#, statements.join(",")), kind);
    }
}
