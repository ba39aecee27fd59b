//! Our own JSON: one document, lines of it, and the schema of both.

use ramlint::report::schema::{COMMANDS, schema};
use serde_json::{Value, json};

use super::gallery::Gallery;
use super::{of_examples, validates};
use crate::cli::{Folder, company};

fn schema_of(command: &str) -> Value {
    serde_json::from_str(&schema(command).unwrap()).unwrap()
}

#[test]
fn js_01_the_top_is_an_object_with_everything() {
    let report = Gallery::full().json("json");
    for (name, value) in [
        ("schema", json!("ramlint/check")),
        ("schema_version", json!(1)),
        ("complete", json!(false)),
        ("exit_code", json!(1)),
        ("waived", json!([])),
    ] {
        assert_eq!(report[name], value, "{name}");
    }
    assert_eq!(report["findings"].as_array().unwrap().len(), 5);
    assert_eq!(report["not_analysed"].as_array().unwrap().len(), 2);
    for name in ["tool", "inputs", "summary"] {
        assert!(report[name].is_object(), "{name}");
    }
}

#[test]
fn a_fix_and_a_proof_are_in_the_document() {
    let report = Gallery::full().json("json");
    let fixes: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["fix"])
        .filter(|fix| fix.is_object())
        .collect();
    let [safe, widening] = fixes[..] else {
        panic!("{report:#}");
    };
    assert_eq!(safe["kind"], "safe");
    assert_eq!(safe["title"], "write it once");
    assert_eq!(safe["edits"][0]["text"], "缓存");
    assert_eq!(safe["edits"][0]["at"]["start_line"], 3);
    assert_eq!(widening["kind"], "unsafe");
    let steps = report["findings"][1]["proof"].as_array().unwrap();
    assert_eq!(steps.len(), 3);
}

/// A fix whose text would be covered as a secret would not be the fix any more.
#[test]
fn a_fix_is_handed_on_whole_or_not_at_all() {
    let mut gallery = Gallery::full();
    for one in &mut gallery.findings {
        for edit in one.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.text = "LTAI5tExampleKeyId00abcde".to_owned();
        }
    }
    let report = gallery.json("json");
    let all = report["findings"].as_array().unwrap();
    assert!(all.iter().all(|one| one["fix"].is_null()), "{report:#}");
    assert!(!gallery.write("sarif").contains("\"fixes\""));
    assert!(!gallery.write("rdjson").contains("\"suggestions\""));
}

#[test]
fn js_02_reports_validate_against_their_schemas() {
    for gallery in [Gallery::full(), Gallery::wide(), Gallery::empty()] {
        validates(&gallery.json("json"), &schema_of("check"));
    }
    validates(&of_examples("json"), &schema_of("check"));
    let folder = company();
    for arguments in [
        &["check", ".", "gone.json"][..],
        &["who-can", ".", "gone.json"],
        &["can", "user/ann"],
        &["can", "role/runner"],
        &["inputs", ".", "gone.json"],
        &["equivalent", ".", "gone.json"],
        &["implies", ".", "good.json"],
    ] {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        validates(&folder.run(&all).json(), &schema_of(arguments[0]));
    }
    let mut broken = Gallery::full().json("json");
    broken["findings"][0]
        .as_object_mut()
        .unwrap()
        .remove("rule");
    assert!(!jsonschema::is_valid(&schema_of("check"), &broken));
}

#[test]
fn js_02_schema_prints_each_of_them() {
    let folder = Folder::new(&[]);
    for name in COMMANDS {
        let ran = folder.run(&["schema", name]).ends(0);
        let schema = schema_of(name);
        assert_eq!(ran.json(), schema);
        // Of lines, the first says what they are.
        let of_lines = &schema["$defs"]["Begin"]["properties"]["schema"]["const"];
        let of_document = &schema["properties"]["schema"]["const"];
        let said = of_document.as_str().or(of_lines.as_str());
        assert_eq!(said, Some(format!("ramlint/{name}").as_str()));
        assert!(jsonschema::validator_for(&schema).is_ok(), "{name}");
        let about = schema["description"].as_str().unwrap();
        assert!(about.contains("ignore fields and values that they do not know"));
    }
    folder.run(&["schema", "nothing"]).ends(2).warns("who-can");
}

#[test]
fn js_03_json_v1_is_the_name_that_stays() {
    let folder = company();
    for arguments in [
        &["check"][..],
        &["who-can"],
        &["can", "user/ann"],
        &["inputs"],
    ] {
        let with = |format: &str| {
            let mut all = arguments.to_vec();
            all.extend(["--format", format]);
            folder.run(&all)
        };
        assert_eq!(with("json-v1"), with("json"), "{arguments:?}");
    }
}

#[test]
fn js_04_lines_begin_and_end() {
    let gallery = Gallery::full();
    let lines: Vec<Value> = gallery
        .write("ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line["type"].as_str().unwrap())
        .collect();
    let expected = [
        "begin", "finding", "finding", "finding", "finding", "finding", "notice", "notice", "end",
    ];
    assert_eq!(kinds, expected);
    let end = &lines[8];
    assert_eq!(end["exit_code"], 1);
    assert_eq!(end["complete"], false);
    assert_eq!(end["summary"]["findings"], 5);
    let document = gallery.json("json");
    for (line, finding) in lines[1..6]
        .iter()
        .zip(document["findings"].as_array().unwrap())
    {
        let mut line = line.clone();
        line.as_object_mut().unwrap().remove("type");
        assert_eq!(line, *finding);
    }
    assert_eq!(lines[6]["kind"], "not_analysed");
    assert_eq!(lines[6]["path"], "gone.json");
}

/// JS-04: each line is sent on before the next, so that a reader need not wait.
#[test]
fn js_04_every_line_is_flushed() {
    struct Counting(usize, usize);
    impl std::io::Write for Counting {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.iter().filter(|byte| **byte == b'\n').count();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            self.1 += 1;
            assert_eq!(self.0, self.1);
            Ok(())
        }
    }
    let mut out = Counting(0, 0);
    Gallery::full()
        .checked(|checked| ramlint::report::json::write_check_lines(checked, &mut out))
        .unwrap();
    assert_eq!(out.1, 9);
}

#[test]
fn js_05_words_of_the_contract_are_never_translated() {
    let mut reports = Vec::new();
    for language in ramlint::rules::Language::ALL {
        let mut gallery = Gallery::full();
        gallery.style.language = language;
        let formats = [
            "json",
            "ndjson",
            "rdjson",
            "gitlab-codequality",
            "checkstyle",
            "junit",
        ];
        reports.push(formats.map(|format| gallery.write(format)));
    }
    assert_eq!(reports[0], reports[1]);
}
