//! `ramlint baseline` and `check --baseline`.

use std::fs;

use serde_json::Value;

use super::{BAD, Folder, GOOD, Ran};

/// Grants the guarded action through a pattern: another finding of level high.
pub const BROAD: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}]}"#;

/// Gives the guarded action to a user.
pub const MANIFEST: &str = "ram_attachments: 1\nusers:\n  alice: { policies: [ops] }\n";

const FILE: &str = "ramlint-baseline.json";

fn text(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.at(path)).unwrap()
}

pub fn entries(folder: &Folder) -> Vec<Value> {
    let file: Value = serde_json::from_str(&text(folder, FILE)).unwrap();
    file["findings"].as_array().unwrap().clone()
}

pub fn create(folder: &Folder) -> Ran {
    folder.run(&["baseline", "create"]).ends(0)
}

#[test]
fn what_is_known_fails_nothing_and_what_is_new_does() {
    let folder = Folder::new(&[("p.json", BAD)]);
    folder.run(&["check"]).ends(1);
    create(&folder).says("ramlint-baseline.json: 1 known finding (1 added, 0 removed)");
    folder
        .run(&["check", "--baseline"])
        .ends(0)
        .says("no findings")
        .says("1 known from ramlint-baseline.json");
    // Without the flag it says nothing.
    folder.run(&["check"]).ends(1);
    folder.write("q.json", BROAD);
    let ran = folder.run(&["check", "--baseline"]).ends(1);
    assert!(
        ran.out.contains("q.json") && !ran.out.contains("p.json:"),
        "{}",
        ran.out
    );
}

#[test]
fn fp_02_layout_keeps_findings_known_and_fp_03_a_wider_grant_is_new() {
    let folder = Folder::new(&[("p.json", BAD)]);
    create(&folder);
    folder.write(
        "p.json",
        "{\r\n \"Statement\": [{\"Resource\": [\"*\"],\r\n\"Action\": [\"KVStore:destroyinstance\"], \"Effect\": \"Allow\"}],\r\n \"Version\": \"1\"\r\n}\r\n",
    );
    folder
        .run(&["check", "--baseline", "--select", "RAM1"])
        .ends(0);
    folder.write("p.json", BROAD);
    folder.run(&["check", "--baseline"]).ends(1);
    folder.write("p.json", BAD);
    folder.run(&["check", "--baseline"]).ends(0);
    folder.write("copy.json", BAD);
    folder
        .run(&["check", "--baseline"])
        .ends(1)
        .says("copy.json");
}

#[test]
fn fp_05_the_file_is_this() {
    let folder = Folder::new(&[
        ("policies/ops.json", BAD),
        ("ram-attachments.yaml", MANIFEST),
    ]);
    create(&folder);
    let text = text(&folder, FILE);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "{");
    assert_eq!(lines[1], "  \"schema\": \"ramlint/baseline\",");
    assert_eq!(lines[3], "  \"fingerprint_scheme\": \"ramlint/v1\",");
    let entries = entries(&folder);
    let known: Vec<(&str, &str)> = entries
        .iter()
        .map(|entry| {
            (
                entry["path"].as_str().unwrap(),
                entry["rule"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(known.is_sorted(), "{known:?}");
    let one = entries
        .iter()
        .find(|entry| entry["rule"] == "RAM101")
        .unwrap();
    assert_eq!(one["path"], "policies/ops.json");
    assert_eq!(one["level"], "high");
    assert_eq!(one["action"], "kvstore:DestroyInstance");
    assert_eq!(one["principals"][0], "user/alice");
    for entry in &entries {
        let line = lines
            .iter()
            .filter(|line| line.contains(entry["fingerprint"].as_str().unwrap()));
        assert_eq!(line.count(), 1, "one line each");
    }
    // Another run writes the same bytes.
    let again = Folder::new(&[
        ("ram-attachments.yaml", MANIFEST),
        ("policies/ops.json", BAD),
    ]);
    create(&again);
    assert_eq!(self::text(&again, FILE), text);
}

/// Two branches that add findings in different files change different lines.
#[test]
fn fp_05_additions_leave_other_lines_alone() {
    let folder = Folder::new(&[("b.json", BAD), ("y.json", BAD)]);
    create(&folder);
    let before = text(&folder, FILE);
    folder.write("c.json", BROAD);
    folder.run(&["baseline", "update"]).ends(0);
    let after = text(&folder, FILE);
    let before: Vec<&str> = before.lines().collect();
    let new: Vec<&str> = after
        .lines()
        .filter(|line| !before.contains(line))
        .collect();
    assert!(
        !new.is_empty() && new.iter().all(|line| line.contains("c.json")),
        "{new:?}"
    );
    let kept = before
        .iter()
        .all(|line| after.lines().any(|other| other == *line));
    assert!(kept, "{after}");
}

#[test]
pub fn create_does_not_overwrite() {
    let folder = Folder::new(&[("p.json", BAD)]);
    create(&folder);
    let before = text(&folder, FILE);
    folder.write("q.json", BAD);
    folder
        .run(&["baseline", "create"])
        .ends(2)
        .warns("ramlint baseline update");
    assert_eq!(text(&folder, FILE), before);
    folder
        .run(&["baseline", "create", "--baseline=other.json"])
        .ends(0);
    folder.run(&["check", "--baseline=other.json"]).ends(0);
    folder.run(&["check", "--baseline"]).ends(1);
}

#[test]
fn fp_06_update_takes_in_and_out_and_prune_only_out() {
    let folder = Folder::new(&[("p.json", BAD), ("q.json", BROAD)]);
    create(&folder);
    folder.write("p.json", GOOD);
    folder.write("new.json", BAD);
    folder
        .run(&["check", "--baseline"])
        .ends(1)
        .says("the baseline can shrink by 1: `ramlint baseline prune`");
    folder
        .run(&["baseline", "prune"])
        .ends(0)
        .says("(0 added, 1 removed)");
    let paths = |folder: &Folder| -> Vec<String> {
        let paths = entries(folder).into_iter();
        let mut paths: Vec<String> = paths
            .map(|entry| entry["path"].as_str().unwrap().to_owned())
            .collect();
        paths.dedup();
        paths
    };
    assert_eq!(paths(&folder), ["q.json"]);
    folder.run(&["check", "--baseline"]).ends(1);
    folder.write("q.json", GOOD);
    folder.run(&["baseline", "update"]).ends(0).says("1 added");
    assert_eq!(paths(&folder), ["new.json"]);
    folder
        .run(&["check", "--baseline", "--baseline-strict"])
        .ends(0);
    // Nothing to do is nothing written.
    let before = text(&folder, FILE);
    folder
        .run(&["baseline", "prune"])
        .ends(0)
        .says("(0 added, 0 removed)");
    assert_eq!(text(&folder, FILE), before);
}

#[test]
fn fp_06_a_strict_run_fails_on_what_is_gone() {
    let folder = Folder::new(&[("p.json", BAD)]);
    create(&folder);
    folder.write("p.json", GOOD);
    folder.run(&["check", "--baseline"]).ends(0);
    folder
        .run(&["check", "--baseline", "--baseline-strict"])
        .ends(1)
        .says("--baseline-strict");
    folder
        .run(&["check", "--baseline-strict"])
        .ends(2)
        .warns("add --baseline");
}

#[test]
fn fp_06_only_update_asks_for_what_is_critical() {
    let folder = Folder::new(&[("p.json", BAD)]);
    for what in ["create", "prune"] {
        folder
            .run(&["baseline", what, "--accept-critical"])
            .ends(2)
            .warns("`update`");
    }
    create(&folder);
    folder
        .run(&["baseline", "update", "--accept-critical"])
        .ends(0);
}

#[test]
fn fp_06_what_was_not_looked_at_is_not_gone() {
    let folder = Folder::new(&[("a/p.json", BAD), ("b/q.json", BAD), ("c/r.json", GOOD)]);
    create(&folder);
    let before = text(&folder, FILE);
    // A part of the root.
    let ran = folder
        .run(&["check", "--baseline", "--root", ".", "c"])
        .ends(0);
    assert!(!ran.out.contains("shrink"), "{}", ran.out);
    folder
        .run(&["baseline", "prune", "--root", ".", "c"])
        .ends(0)
        .warns("only a part");
    assert_eq!(text(&folder, FILE), before);
    // Other rules, and other actions.
    let ran = folder
        .run(&["check", "--baseline", "--ignore", "RAM1"])
        .ends(0);
    assert!(!ran.out.contains("shrink"), "{}", ran.out);
    let ran = folder.run(&[
        "check",
        "--baseline",
        "--action",
        "oss:GetObject",
        "--fail-on",
        "never",
    ]);
    assert!(!ran.out.contains("shrink"), "{}", ran.out);
    // Something that was not read.
    folder.write(
        "a/p.json",
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvst"#,
    );
    let ran = folder.run(&["check", "--baseline"]);
    assert!(!ran.out.contains("shrink"), "{}", ran.out);
    folder
        .run(&["baseline", "prune"])
        .ends(3)
        .warns("not analysed");
    assert_eq!(text(&folder, FILE), before);
    folder.run(&["check", "--baseline", "--baseline-strict"]);
}

/// What was not analysed is never known.
#[test]
fn an_incomplete_run_stays_incomplete() {
    let broken = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvst"#;
    let folder = Folder::new(&[("p.json", broken)]);
    folder.run(&["baseline", "create"]).ends(3);
    assert!(
        entries(&folder)
            .iter()
            .all(|entry| entry["rule"] != "RAM901")
    );
    let status = folder
        .run(&["check", "--baseline", "--fail-on", "never"])
        .status;
    assert_eq!(status, 3);
}

#[test]
fn fp_08_filters_come_after_the_comparison() {
    let folder = Folder::new(&[("p.json", BAD), ("q.json", SOME)]);
    folder.run(&["baseline", "create"]).ends(0);
    let all = entries(&folder).len();
    assert!(all > 1);
    for flags in [
        &["--min-level", "critical"][..],
        &["--max-findings", "1"],
        &["--min-confidence", "high"],
        &["--fail-on", "low", "--min-level", "info"],
    ] {
        let line = [&["check", "--baseline", "--format", "json"][..], flags].concat();
        let json = folder.run(&line).ends(0).json();
        assert_eq!(json["summary"]["known"], all, "{flags:?}");
        assert_eq!(json["known"].as_array().unwrap().len(), all, "{flags:?}");
        assert_eq!(json["findings"].as_array().unwrap().len(), 0, "{flags:?}");
        assert_eq!(json["baseline"]["from"], FILE);
        assert_eq!(json["baseline"]["gone"], 0);
    }
    // A level that is hidden is no reason to be new later.
    folder
        .run(&["check", "--baseline", "--min-level", "info"])
        .ends(0);
}

/// Two statements, one of them redundant.
pub const SOME: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["ecs:*","ecs:Describe*"],"Resource":"*"}]}"#;

#[test]
fn json_says_what_is_known_and_nothing_without_a_baseline() {
    let folder = Folder::new(&[("p.json", BAD)]);
    let json = folder.run(&["check", "--format", "json"]).ends(1).json();
    assert_eq!(json["baseline"], Value::Null);
    assert_eq!(json["summary"]["known"], 0);
    assert_eq!(json["fingerprint_scheme"], "ramlint/v1");
    let new = &json["findings"][0];
    create(&folder);
    let json = folder
        .run(&["check", "--format", "json", "--baseline"])
        .ends(0)
        .json();
    let known = &json["known"][0];
    for key in ["rule", "level", "at", "fingerprint"] {
        assert_eq!(known[key], new[key], "{key}");
    }
}

#[test]
fn sarif_14_every_result_has_a_state_or_none_has() {
    let folder = Folder::new(&[("p.json", BAD)]);
    let states = |folder: &Folder, line: &[&str]| -> Vec<Value> {
        let json = folder.run(line).json();
        let results = json["runs"][0]["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|result| result["baselineState"].clone())
            .collect()
    };
    let line = ["check", "--format", "sarif", "--baseline"];
    assert!(states(&folder, &line[..3]).iter().all(Value::is_null));
    create(&folder);
    folder.write("q.json", BROAD);
    let states = states(&folder, &line);
    assert!(states.contains(&Value::from("new")), "{states:?}");
    assert!(states.contains(&Value::from("unchanged")), "{states:?}");
    assert!(!states.contains(&Value::Null), "{states:?}");
}

#[test]
fn no_format_reports_what_is_known_or_changes_the_exit_status() {
    let folder = Folder::new(&[("known-file.json", BAD)]);
    create(&folder);
    for format in super::formats("check") {
        let ran = folder
            .run(&["check", "--baseline", "--format", format])
            .ends(0);
        let lists = ["json", "sarif", "junit", "ndjson"].contains(&format);
        assert!(
            lists || !ran.out.contains("RAM101"),
            "{format}: {}",
            ran.out
        );
    }
}

#[test]
fn a_malformed_baseline_is_never_ignored() {
    let folder = Folder::new(&[("p.json", GOOD)]);
    for (text, place) in [
        ("", "ramlint-baseline.json:"),
        ("{\n  \"schema\": 7\n}", "ramlint-baseline.json:2:13: "),
        ("{}", "ramlint-baseline.json:1:2: missing field"),
        ("<<<<<<< HEAD\n", "ramlint-baseline.json:1:1: a merge"),
    ] {
        folder.write(FILE, text);
        for line in [
            &["check", "--baseline"][..],
            &["baseline", "update"],
            &["baseline", "prune"],
        ] {
            folder.run(line).ends(2).warns(place);
            assert_eq!(self::text(&folder, FILE), text);
        }
    }
}

#[test]
fn a_baseline_that_is_named_is_there_and_below_the_root() {
    let folder = Folder::new(&[("p.json", BAD)]);
    folder
        .run(&["check", "--baseline"])
        .ends(2)
        .warns("ramlint baseline create");
    folder.run(&["check", "--baseline=gone.json"]).ends(2);
    folder.run(&["baseline", "prune"]).ends(2);
    folder
        .run(&["baseline", "create", "--baseline=../b.json"])
        .ends(2)
        .warns("below the root");
    folder.run(&["baseline", "create", "-"]).ends(2);
}

/// The name of a baseline follows behind `=`, since a path may follow the flag.
#[test]
fn a_baseline_behind_a_blank_is_told() {
    let folder = Folder::new(&[("p.json", BAD)]);
    folder
        .run(&["baseline", "create", "--baseline=known.json"])
        .ends(0);
    let hint = "the file of --baseline is written `--baseline=known.json`";
    for line in [
        &["check", "--baseline", "known.json"][..],
        &["check", "--baseline", "known.json", "p.json"],
    ] {
        let ran = folder.run(line);
        assert!(ran.status != 0 && ran.err.contains(hint), "{}", ran.both());
    }
    create(&folder);
    folder
        .run(&["check", "--baseline", "known.json", "."])
        .warns(hint);
    for line in [
        &["check", "--baseline=known.json"][..],
        &["check", "--baseline", "p.json"],
        &["check", "known.json"],
        &["baseline", "prune", "--baseline", "known.json"],
    ] {
        let ran = folder.run(line);
        assert!(!ran.err.contains("is written"), "{}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_baseline_is_not_written_through_a_link() {
    let outside = Folder::new(&[("kept.json", "kept")]);
    let folder = Folder::new(&[("p.json", BAD)]);
    let link = folder.at(FILE);
    std::os::unix::fs::symlink(outside.at("kept.json"), &link).unwrap();
    for what in ["create", "update", "prune"] {
        folder.run(&["baseline", what]).ends(2);
    }
    assert_eq!(text(&outside, "kept.json"), "kept");
    // A link inside of the root is not written through either.
    fs::remove_file(&link).unwrap();
    folder
        .run(&["baseline", "create", "--baseline=real.json"])
        .ends(0);
    std::os::unix::fs::symlink(folder.at("real.json"), &link).unwrap();
    folder.write("p.json", GOOD);
    let before = text(&folder, "real.json");
    folder.run(&["baseline", "prune"]).ends(2);
    assert_eq!(text(&folder, "real.json"), before);
    folder.run(&["check", "--baseline"]).ends(0);
}
