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

/// The causes of all that is told, each with the texts of its places.
fn causes(report: &Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let causes = report["causes"].as_array().unwrap().iter();
    causes
        .map(|cause| {
            let places = cause["places"].as_array().unwrap().iter();
            let places = places.map(|place| {
                let at = &place["at"];
                let column = |name: &str| at[name].as_u64().unwrap();
                let (start, end) = (column("start_column"), column("end_column"));
                format!("{} {start}-{end}", text(&place["side"]))
            });
            (text(&cause["text"]), places.collect())
        })
        .collect()
}

fn statement(effect: &str, actions: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"{effect}","Action":{actions},"Resource":"*"}}]}}"#
    )
}

#[test]
fn one_edit_that_adds_and_takes_away_is_one_cause() {
    let (ecs, redis) = (
        statement("Allow", r#""ecs:Stop*""#),
        statement("Allow", r#""kvstore:*""#),
    );
    let folder = both(&[("a.json", &ecs)], &[("a.json", &redis)]);
    let report = json(&folder, &["--all-actions"]);
    let expected = (
        "the actions of an Allow in policy/a.json were changed".to_owned(),
        vec!["head 56-67".to_owned(), "base 56-67".to_owned()],
    );
    assert_eq!(causes(&report), [expected], "{report:#}");
}

#[test]
fn every_pattern_of_a_row_has_its_cause() {
    let manifest = "ram_attachments: 1\nusers: { ann: { policies: [Custom/g, Custom/ops] } }\npolicies: { g: g.json, ops: ops.json }\n";
    let ops = statement("Allow", r#"["ecs:*", "oss:*"]"#);
    let before = statement("Deny", r#"["ecs:De*", "oss:*"]"#);
    let after = statement("Deny", r#"["ecs:Des*", "oss:Get*"]"#);
    let side = |guard| {
        [
            ("ram-attachments.yaml", manifest),
            ("ops.json", ops.as_str()),
            ("g.json", guard),
        ]
    };
    let folder = both(&side(&before), &side(&after));
    let report = json(&folder, &["--all-actions"]);
    let rows = told(&report, "gained");
    let row = (
        "user/ann".to_owned(),
        "ecs:De* except ecs:Des*, oss:* except oss:Get*".to_owned(),
    );
    assert!(rows.contains(&row), "{rows:?}");
    let number = rows.iter().position(|one| *one == row).unwrap();
    assert_eq!(
        report["gained"][number]["causes"].as_array().unwrap().len(),
        1
    );
    let number = report["gained"][number]["causes"][0].as_u64().unwrap();
    let all = causes(&report);
    let (text, places) = &all[usize::try_from(number).unwrap()];
    assert_eq!(
        text,
        "a Deny in Custom/g covers fewer actions, and an older Allow takes effect now"
    );
    for place in ["base 56-65", "base 67-74"] {
        assert!(places.iter().any(|one| one == place), "{place}: {places:?}");
    }
}
