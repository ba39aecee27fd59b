//! How broadly statements reach the action, and the text that does it (D45).

use super::*;
use crate::engine::breadth::{self, Breadth};
use crate::engine::formula::World;

/// The breadth of a statement, and the text that it is read off, where patterns without
/// a colon cover the action or do not.
fn of(statement: &str, without_colon: bool) -> (Breadth, String) {
    let text = format!(r#"{{"Version":"1","Statement":[{{{statement}}}]}}"#);
    let (model, document) = read(&[statement]);
    let uses = KeyUse::new(&model);
    let catalogue = Catalogue::embedded();
    let question = answers::question(GUARDED, catalogue);
    let account = management();
    let (_, mut compiler) = asking(&model, catalogue, &account, &uses, &question, &strict());
    let mut doubts = model.doubts.clone();
    let choice = u8::from(without_colon);
    let world: World = ["kvstore*", "kv*"]
        .map(|about| (doubts.reading("action-without-colon", about, None), choice))
        .into();
    let (_, statement) = model.pools.statements(document).next().unwrap();
    let (breadth, at) = breadth::of_statement(statement, &world, &mut compiler, &mut doubts);
    let bytes = at.start as usize..at.end as usize;
    (breadth, text.get(bytes).unwrap().to_owned())
}

#[test]
fn d45_the_broadest_text_that_covers_the_action_tells() {
    let several = r#"["kvstore:Destroy*","kvstore:D*"]"#;
    let loose = r#"["kvstore:DestroyInstance","kvstore*"]"#;
    let both = r#"["kv*","kvstore*"]"#;
    for (actions, without_colon, breadth, text) in [
        (r#""kvstore:DestroyInstance""#, false, Breadth::Exact, None),
        (
            r#"["kvstore:DestroyInstance","kvstore:*"]"#,
            false,
            Breadth::ServiceWildcard,
            Some("kvstore:*"),
        ),
        (
            r#"["kvstore:*","kvstore:DestroyInstance"]"#,
            false,
            Breadth::ServiceWildcard,
            Some("kvstore:*"),
        ),
        (r#"["ecs:*","*"]"#, false, Breadth::AllActions, Some("*")),
        // Of two that are as broad the first.
        (
            several,
            false,
            Breadth::VerbWildcard,
            Some("kvstore:Destroy*"),
        ),
        // What does not cover it in this world tells nothing, unless nothing does.
        (
            loose,
            false,
            Breadth::Exact,
            Some("kvstore:DestroyInstance"),
        ),
        (loose, true, Breadth::CrossService, Some("kvstore*")),
        (both, false, Breadth::CrossService, Some("kv*")),
        (both, true, Breadth::CrossService, Some("kv*")),
        (r#"["ecs:*","rds:*"]"#, false, Breadth::Exact, None),
    ] {
        let statement = format!(r#""Effect":"Allow","Action":{actions},"Resource":"*""#);
        let quoted = text.map_or_else(|| actions.to_owned(), |text| format!("\"{text}\""));
        let found = of(&statement, without_colon);
        assert_eq!(found, (breadth, quoted), "{actions} {without_colon}");
    }
    let excluded = r#""Effect":"Allow","NotAction":["ecs:*"],"Resource":"*""#;
    let expected = (Breadth::NotAction, r#"["ecs:*"]"#.to_owned());
    assert_eq!(of(excluded, false), expected);
    let missing = r#""Effect":"Allow","Resource":"*""#;
    let expected = (Breadth::AllActions, format!("{{{missing}}}"));
    assert_eq!(of(missing, false), expected);
}
