//! What holds for the tree of every text. Shared with the integration tests and the
//! fuzz targets, which include this file.
#![allow(
    dead_code,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "several test binaries use this, each a part of it"
)]

use ramlint::source::{FileId, Span};
use ramlint::syntax::{Kind, NodeId, Parsed, Problem, Tree, Value};

/// What holds for every text: spans are good, parents cover their children,
/// keys and values alternate, and the pool is mapped to its end.
pub fn is_sound(text: &str, tree: &Tree, problems: &[Problem]) {
    let good =
        |at: Span| at.start <= at.end && text.get(at.start as usize..at.end as usize).is_some();
    for problem in problems {
        assert!(good(problem.at), "{problem:?}");
        assert!(problem.related.is_none_or(good));
    }
    let parsed = Parsed::file(text, FileId(0));
    assert_eq!(tree.pool.len(), tree.pool_map.len() as usize);
    let mut open: Vec<(u32, Span)> = Vec::new();
    for (id, node) in (0_u32..).zip(&tree.nodes) {
        assert!(good(node.at), "{node:?}");
        assert!(node.end > id && node.end as usize <= tree.nodes.len());
        while open.last().is_some_and(|(end, _)| *end <= id) {
            open.pop();
        }
        if let Some((end, at)) = open.last() {
            assert!(node.end <= *end);
            assert!(
                at.start <= node.at.start && node.at.end <= at.end,
                "{at:?} {node:?}"
            );
        }
        let value = tree.value(NodeId(id), parsed).unwrap();
        let len = u32::try_from(value.text().len()).unwrap();
        assert!(good(value.place_in_text(0, len)));
        match node.kind {
            Kind::Array | Kind::Object => open.push((node.end, node.at)),
            _ => assert_eq!(node.end, id + 1),
        }
        if node.kind == Kind::Object {
            let mut next = id + 1;
            let mut children = 0;
            while next < node.end {
                let child = &tree.nodes[next as usize];
                if children % 2 == 0 {
                    assert!(matches!(
                        child.kind,
                        Kind::String | Kind::Hole | Kind::Invalid
                    ));
                }
                children += 1;
                next = child.end;
            }
            assert_eq!(children % 2, 0);
        }
    }
}

/// Whether it means what `serde_json` read.
pub fn same_as_json(value: Value<'_>, json: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (value.kind(), json) {
        (Kind::Null, Json::Null) => true,
        (Kind::Bool(left), Json::Bool(right)) => left == *right,
        (Kind::Number, Json::Number(right)) => value.text() == right.to_string(),
        (Kind::String, Json::String(right)) => value.text() == right,
        (Kind::Array, Json::Array(right)) => {
            value.items().count() == right.len()
                && value
                    .items()
                    .zip(right)
                    .all(|(left, right)| same_as_json(left, right))
        }
        (Kind::Object, Json::Object(right)) => {
            value.members().count() == right.len()
                && value
                    .members()
                    .zip(right)
                    .all(|((key, left), (name, right))| {
                        key.text() == name && same_as_json(left, right)
                    })
        }
        _ => false,
    }
}
