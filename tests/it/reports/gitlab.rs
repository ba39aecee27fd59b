//! GitLab's reports, against schemas written down from its documentation.

use std::collections::BTreeSet;

use ramlint::engine::domain::ordered::parse_instant;
use ramlint::report::run::Project;
use serde_json::{Value, json};

use super::gallery::Gallery;
use super::{of_examples, validates};

/// What `doc/ci/testing/code_quality.md` asks of an issue.
fn code_quality() -> Value {
    serde_json::from_str(include_str!("gitlab-code-quality.json")).unwrap()
}

#[test]
fn gl_01_code_quality_validates_and_fingerprints_are_unique() {
    let mut gallery = Gallery::full();
    // Equal ones are merged by the widget.
    let again = gallery.findings[0].clone();
    gallery.findings.push(again);
    let text = gallery.write("gitlab-codequality");
    assert!(text.starts_with('['), "no byte order mark");
    let issues: Value = serde_json::from_str(&text).unwrap();
    validates(&issues, &code_quality());
    validates(&of_examples("gitlab-codequality"), &code_quality());
    let issues = issues.as_array().unwrap();
    let prints: BTreeSet<&str> = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(prints.len(), 6);
    assert_eq!(
        issues[0]["description"],
        "RAM101: `kvstore:DestroyInstance` is granted to `user/alice`"
    );
    let severities: Vec<&Value> = issues.iter().map(|issue| &issue["severity"]).collect();
    assert_eq!(
        severities,
        ["critical", "blocker", "major", "minor", "info", "critical"]
    );
    let mut broken = Gallery::full().json("gitlab-codequality");
    broken[0]["severity"] = json!("high");
    assert!(!jsonschema::is_valid(&code_quality(), &broken));
}

#[test]
fn gl_01_fingerprints_do_not_depend_on_other_findings() {
    let (full, mut one) = (Gallery::full(), Gallery::full());
    one.findings.drain(..3);
    let print = |gallery: &Gallery, at: usize| {
        gallery.json("gitlab-codequality")[at]["fingerprint"].clone()
    };
    assert_eq!(print(&full, 3), print(&one, 0));
}

/// What version 15.0.7 of the report's schema asks for.
fn sast() -> Value {
    let text = json!({"type": "string", "minLength": 1});
    let time = json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$"});
    let tool = json!({"type": "object", "required": ["id", "name", "version", "vendor"],
        "properties": {"id": text, "name": text, "version": text,
            "vendor": {"type": "object", "required": ["name"], "properties": {"name": text}}}});
    json!({"type": "object", "required": ["version", "scan", "vulnerabilities"], "properties": {
        "version": {"const": "15.0.7"},
        "scan": {"type": "object",
            "required": ["analyzer", "scanner", "type", "start_time", "end_time", "status"],
            "properties": {"analyzer": tool, "scanner": tool, "type": {"const": "sast"},
                "start_time": time, "end_time": time, "status": {"enum": ["success", "failure"]},
                "messages": {"type": "array", "items": {"type": "object", "required": ["level", "value"],
                    "properties": {"level": {"enum": ["info", "warn", "fatal"]}, "value": text}}}}},
        "vulnerabilities": {"type": "array", "items": {"type": "object",
            "required": ["id", "identifiers", "location"],
            "properties": {"id": text, "name": {"type": "string", "maxLength": 255},
                "description": {"type": "string", "maxLength": 1_048_576},
                "solution": {"type": "string", "maxLength": 7000},
                "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                "identifiers": {"type": "array", "minItems": 1, "maxItems": 20, "items": {"type": "object",
                    "required": ["type", "name", "value"],
                    "properties": {"type": text, "name": text, "value": text,
                        "url": {"type": "string", "pattern": "^https?://.+"}}}},
                "location": {"type": "object", "properties": {"file": text,
                    "start_line": {"type": "number"}, "end_line": {"type": "number"}}}}}}}})
}

#[test]
fn gl_02_sast_reports_have_what_the_schema_asks_for() {
    for gallery in [Gallery::full(), Gallery::empty()] {
        validates(&gallery.json("gitlab-sast"), &sast());
    }
    validates(&of_examples("gitlab-sast"), &sast());
    let full = Gallery::full().json("gitlab-sast");
    assert_eq!(full["scan"]["status"], "failure");
    assert_eq!(
        full["scan"]["messages"][0]["value"],
        "not analysed: gone.json does not exist"
    );
    assert_eq!(
        Gallery::empty().json("gitlab-sast")["scan"]["status"],
        "success"
    );
    let mut broken = full;
    broken["scan"]["end_time"] = json!("yesterday");
    assert!(!jsonschema::is_valid(&sast(), &broken));
}

/// The value is that of another implementation, for the namespace of URLs, the name
/// `https://github.com/ramlint/ramlint#ramlint/v1` and then the fingerprint.
#[test]
fn gl_02_ids_are_made_of_the_fingerprint() {
    let report = Gallery::wide().json("gitlab-sast");
    let one = &report["vulnerabilities"][0];
    assert_eq!(one["id"], GOLDEN_ID);
    assert_eq!(one["identifiers"][0]["type"], "ramlint_rule");
    assert_eq!(one["identifiers"][0]["value"], "RAM101");
    assert_eq!(one["severity"], "High");
    let quality = Gallery::wide().json("gitlab-codequality");
    assert_eq!(quality[0]["fingerprint"], "0123456789abcdef".repeat(2));
}

const GOLDEN_ID: &str = "7ed5053c-2f41-546f-a259-71951eb8598d";

#[test]
fn out_04_the_time_of_a_sast_report_is_handed_in() {
    let mut gallery = Gallery::empty();
    gallery.time = parse_instant("1999-12-31T23:59:59.5Z").unwrap();
    let scan = gallery.json("gitlab-sast")["scan"].clone();
    assert_eq!(scan["start_time"], "1999-12-31T23:59:59");
    assert_eq!(scan["end_time"], "1999-12-31T23:59:59");
}

#[test]
fn gl_03_paths_are_relative_to_the_project() {
    let mut gallery = Gallery::wide();
    gallery.project = Project::Above("infra/ram".to_owned());
    let quality = gallery.json("gitlab-codequality");
    assert_eq!(quality[0]["location"]["path"], "infra/ram/wide.json");
    let sast = gallery.json("gitlab-sast");
    assert_eq!(
        sast["vulnerabilities"][0]["location"]["file"],
        "infra/ram/wide.json"
    );
}
