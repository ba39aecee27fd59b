//! `diff --all-actions`: what is told once for a guarded action is not told again with
//! the others.

use serde_json::Value;

use super::diff::{both, json};
use super::{BAD, GOOD};

fn told(report: &Value, list: &str) -> Vec<(String, String)> {
    let entries = report[list].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let patterns = |entry: &Value| {
        let patterns = entry["patterns"].as_array();
        let patterns = patterns.into_iter().flatten();
        let all: Vec<String> = patterns.map(|one| text(&one["text"])).collect();
        if all.is_empty() {
            text(&entry["action"])
        } else {
            all.join(", ")
        }
    };
    let rows = entries.iter();
    rows.map(|entry| (text(&entry["principal"]), patterns(entry)))
        .collect()
}

#[test]
fn a_guarded_action_has_one_row() {
    let more = BAD.replace(
        "\"kvstore:DestroyInstance\"",
        "[\"KVStore:DestroyInstance\", \"ecs:DeleteDisk\"]",
    );
    let wide = BAD.replace("kvstore:DestroyInstance", "kvstore:*");
    for (name, after, expected) in [
        ("nothing else", BAD, vec!["kvstore:DestroyInstance"]),
        (
            "another action",
            &more,
            vec!["ecs:DeleteDisk", "kvstore:DestroyInstance"],
        ),
        (
            "a pattern that names it among others",
            &wide,
            vec![
                "kvstore:* except kvstore:DestroyInstance",
                "kvstore:DestroyInstance",
            ],
        ),
    ] {
        let folder = both(&[("a.json", GOOD)], &[("a.json", after)]);
        let report = json(&folder, &["--all-actions"]);
        let mut rows = told(&report, "gained");
        rows.sort();
        let expected: Vec<(String, String)> = expected
            .into_iter()
            .map(|action| ("policy/a.json".to_owned(), action.to_owned()))
            .collect();
        assert_eq!(rows, expected, "{name}: {report:#}");
    }
}
