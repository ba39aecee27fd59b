//! Too many findings of one rule in one file: reports hold the first thousand of the
//! gravest and the number of the others, and the run ends as if they held all.

use serde_json::json;

use super::records::lines;
use super::{Folder, GOOD};

/// Findings beyond those that a report holds.
const MORE: usize = 3;

/// A policy with as many fields that do not exist.
fn policy(fields: usize) -> String {
    let fields: Vec<String> = (0..fields).map(|at| format!("\"f{at}\":1")).collect();
    format!(
        "{{\"Version\":\"1\",\"Statement\":[{{\"Effect\":\"Allow\",\"Action\":\"oss:GetObject\",\"Resource\":\"*\",{}}}]}}",
        fields.join(",")
    )
}

const MOST: usize = ramlint::report::run::MOST_OF_A_RULE;

fn select(more: &[&'static str]) -> Vec<&'static str> {
    [&["check", "--select", "RAM415"], more].concat()
}

#[test]
fn sec_50_the_findings_of_one_rule_in_one_file_that_are_left_out_are_counted() {
    let folder = Folder::new(&[
        ("few.json", &policy(MOST)),
        ("many.json", &policy(MOST + MORE)),
        ("good.json", GOOD),
    ]);
    let left = format!("{MORE} more findings of RAM415 in many.json are left out");
    for (level, status) in [("medium", 1), ("high", 0)] {
        let arguments = select(&["--fail-on", level]);
        folder.run(&arguments).ends(status).says(&left);
        let ran = folder.run(&[&arguments[..], &["--format", "json"]].concat());
        let report = ran
            .ends(status)
            .warns("3 more findings of RAM415 in many.json")
            .json();
        let of = |path: &str| {
            let all = report["findings"].as_array().unwrap().iter();
            all.filter(|one| one["at"]["path"] == path).count()
        };
        assert_eq!((of("few.json"), of("many.json")), (MOST, MOST));
        let surplus = json!([{ "rule": "RAM415", "path": "many.json", "findings": MORE }]);
        assert_eq!(report["summary"]["surplus"], surplus);
        assert_eq!(report["complete"], true);
    }
    for format in ["gitlab-codequality", "junit", "github", "sarif", "markdown"] {
        let ran = folder.run(&select(&["--format", format])).ends(1);
        ran.warns(&left);
    }
    folder.write("out/one", folder.run(&select(&["--format", "json"])).out);
    let merged = folder.run(&["merge", "out/one"]).ends(1).json();
    assert_eq!(merged["summary"]["surplus"][0]["findings"], MORE);
}

#[test]
fn sec_50_records_count_what_their_reports_leave_out() {
    let folder = Folder::new(&[("x.ndjson", &format!("{}\n{GOOD}\n", policy(MOST + MORE)))]);
    let ran = folder
        .run(&select(&["--input", "ndjson", "x.ndjson"]))
        .ends(1);
    let all = lines(&ran);
    let told = &all[1]["report"]["summary"]["surplus"][0];
    assert_eq!(told["findings"], MORE, "{told}");
    let end = all.last().unwrap();
    assert_eq!(end["summary"]["surplus"], MORE);
    assert_eq!(end["summary"]["findings"], MOST);
}

/// What is left out was there, and is not new once it is known.
#[test]
fn sec_50_a_baseline_lists_what_reports_leave_out() {
    let folder = Folder::new(&[("many.json", &policy(MOST + MORE))]);
    folder
        .run(&["baseline", "create", "--select", "RAM415"])
        .ends(0);
    let report = folder.run(&select(&["--baseline", "--format", "json"]));
    let report = report.ends(0).json();
    assert_eq!(report["summary"]["known"], MOST + MORE);
}
