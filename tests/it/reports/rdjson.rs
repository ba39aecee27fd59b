//! Reviewdog's formats: its schema, and that a suggestion is the fix.

use serde_json::Value;

use super::gallery::Gallery;
use super::{of_examples, published, validates};

#[test]
fn rd_01_reports_validate_against_the_schemas() {
    if let Some(schema) = published("rdjson/DiagnosticResult.json") {
        for gallery in [Gallery::full(), Gallery::empty()] {
            validates(&gallery.json("rdjson"), &schema);
        }
        validates(&of_examples("rdjson"), &schema);
        let mut broken = Gallery::full().json("rdjson");
        broken["diagnostics"][0]["severity"] = Value::from("DIRE");
        assert!(!jsonschema::is_valid(&schema, &broken));
    }
    if let Some(schema) = published("rdjson/Diagnostic.json") {
        for line in Gallery::full().write("rdjsonl").lines() {
            validates(&serde_json::from_str(line).unwrap(), &schema);
        }
    }
}

/// The bytes of a place that is given in lines and columns of bytes.
fn offset(text: &str, position: &Value) -> usize {
    let number = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
    let start: usize = text
        .split_inclusive('\n')
        .take(number("line") - 1)
        .map(str::len)
        .sum();
    start + number("column") - 1
}

#[test]
fn rd_01_a_suggestion_applied_at_its_bytes_is_the_fix() {
    let gallery = Gallery::full();
    let report = gallery.json("rdjson");
    let with: Vec<&Value> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one.get("suggestions").is_some())
        .collect();
    // Only the safe one is offered.
    let [diagnostic] = with[..] else {
        panic!("{report:#}");
    };
    let finding = gallery
        .findings
        .iter()
        .find(|one| one.fix.is_some())
        .unwrap();
    let text = gallery.sources.text(finding.at.at.file);
    let suggestion = &diagnostic["suggestions"][0];
    let range = &suggestion["range"];
    let (start, end) = (offset(text, &range["start"]), offset(text, &range["end"]));
    let applied = format!(
        "{}{}{}",
        &text[..start],
        suggestion["text"].as_str().unwrap(),
        &text[end..]
    );

    let mut fixed = text.to_owned();
    for edit in finding.fix.as_ref().unwrap().edits.iter().rev() {
        fixed.replace_range(edit.at.start as usize..edit.at.end as usize, &edit.text);
    }
    assert_eq!(applied, fixed);
    assert_ne!(applied, text);
}

#[test]
fn rd_01_lines_are_the_diagnostics() {
    let gallery = Gallery::full();
    let mut all = gallery.json("rdjson");
    for one in all["diagnostics"].as_array_mut().unwrap() {
        one["source"] = gallery.json("rdjson")["source"].clone();
    }
    let lines: Vec<Value> = gallery
        .write("rdjsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(Value::from(lines), all["diagnostics"]);
    let first = &all["diagnostics"][0];
    assert_eq!(first["severity"], "ERROR");
    assert_eq!(first["code"]["value"], "RAM101");
}
