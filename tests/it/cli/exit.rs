//! Exit statuses: which, which wins, and that no format changes them.

use super::{BAD, Folder, GOOD, SOMETIMES, UNSURE, formats};

fn folder() -> Folder {
    Folder::new(&[
        ("bad.json", BAD),
        ("good.json", GOOD),
        ("if.json", SOMETIMES),
    ])
}

#[test]
fn cli_01_0_is_everything_analysed_and_nothing_at_the_threshold() {
    folder().run(&["check", "good.json"]).ends(0);
    folder()
        .run(&["check", "if.json", "--fail-on", "high"])
        .ends(0);
    folder()
        .run(&["check", "bad.json", "--fail-on", "never"])
        .ends(0);
}

#[test]
fn cli_01_1_is_a_finding_at_or_above_the_threshold() {
    folder().run(&["check", "bad.json"]).ends(1);
    folder().run(&["check", "if.json"]).ends(1);
    folder()
        .run(&["check", "bad.json", "--fail-on", "high"])
        .ends(1);
    folder()
        .run(&["check", "bad.json", "--fail-on", "critical"])
        .ends(0);
}

#[test]
fn cli_01_2_is_usage_and_leaves_standard_output_empty() {
    for arguments in [
        &["check", "--no-such-flag"][..],
        &["no-such-command"],
        &["check", "--fail-on", "terrible"],
        &["check", "--format", "poem"],
        &["who-can", "--format", "sarif"],
        &["can", "user/x", "--format", "junit"],
        &["inputs", "--format", "github"],
        &["check", "--action", "kvstore:*"],
        &["check", "--action", "DestroyInstance"],
        &["check", "--at", "yesterday"],
        &["check", "--root", "nowhere"],
        &["check", "--policy", "nameless"],
        &["check", "--readings", "odd"],
        &["check", "-", "bad.json"],
        &["check", "--stdin-filename", "x.json", "bad.json"],
        &["who-can", "kvstore:*"],
        &["who-can", "kvstore:DestroyInstance", "--expect", "perhaps"],
        &["can", "user/nobody", "good.json"],
        &["can"],
    ] {
        let ran = folder().run(arguments).ends(2);
        assert_eq!(ran.out, "", "{arguments:?}");
        assert!(!ran.err.trim().is_empty(), "{arguments:?}");
    }
}

#[test]
fn cli_01_3_is_analysis_incomplete() {
    folder().run(&["check", "gone.json"]).ends(3);
    Folder::new(&[]).run(&["check"]).ends(3);
    Folder::new(&[("a.json", r#"{"Statement": [{"Effect": "#)])
        .run(&["check"])
        .ends(3);
}

/// D40: 2, then 1, then 3, then 0.
#[test]
fn cli_02_precedence_has_one_case_per_pair() {
    let folder = folder();
    // 2 over 1, 3 and 0.
    folder.run(&["check", "bad.json", "--at", "x"]).ends(2);
    folder.run(&["check", "gone.json", "--at", "x"]).ends(2);
    folder.run(&["check", "good.json", "--at", "x"]).ends(2);
    // 1 over 3 and 0.
    let both = folder.run(&["check", "bad.json", "gone.json"]).ends(1);
    assert!(both.both().contains("gone.json"));
    folder.run(&["check", "bad.json", "good.json"]).ends(1);
    // 3 over 0.
    folder.run(&["check", "good.json", "gone.json"]).ends(3);
}

#[test]
fn cli_02_machine_output_carries_both_facts() {
    let json = folder()
        .run(&["check", "bad.json", "gone.json", "--format", "json"])
        .ends(1)
        .json();
    assert_eq!(json["complete"], false);
    let rules = json["findings"].as_array().unwrap().iter();
    let rules: Vec<&str> = rules.map(|one| one["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["RAM101", "RAM901"]);
    assert_eq!(json["not_analysed"][0]["path"], "gone.json");
}

#[test]
fn cli_02_for_expectations_too() {
    let folder = folder();
    let ask = |rest: &[&str]| {
        let all: Vec<&str> = ["who-can"].iter().chain(rest).copied().collect();
        folder.run(&all).status
    };
    assert_eq!(ask(&["bad.json", "gone.json", "--expect", "no-access"]), 1);
    assert_eq!(ask(&["good.json", "gone.json", "--expect", "no-access"]), 3);
    assert_eq!(ask(&["good.json", "--expect", "no-access"]), 0);
    assert_eq!(ask(&["bad.json", "gone.json"]), 3);
    assert_eq!(ask(&["bad.json"]), 0);
}

#[test]
fn cli_03_no_format_changes_the_exit_status() {
    let folder = folder();
    folder.write("unsure.json", UNSURE);
    for arguments in [
        &["check", "good.json"][..],
        &["check", "bad.json"],
        &["check", "gone.json"],
        &["check", "bad.json", "gone.json"],
        &["check", "bad.json", "--exit-zero"],
        &["check", "bad.json", "--at", "x"],
        &["check", "unsure.json"],
        &["who-can", "bad.json"],
        &["who-can", "bad.json", "--expect", "denied"],
        &["who-can", "gone.json"],
        &["can", "policy/bad.json", "bad.json"],
        &["can", "policy/bad.json", "bad.json", "--expect", "denied"],
        &["can", "policy/bad.json", "bad.json", "gone.json"],
        &["can", "user/x", "bad.json"],
    ] {
        let mut statuses = formats(arguments[0]).into_iter().map(|format| {
            let mut all = arguments.to_vec();
            all.extend(["--format", format]);
            folder.run(&all).status
        });
        let first = statuses.next().unwrap();
        assert!(statuses.all(|status| status == first), "{arguments:?}");
    }
}

#[test]
fn cli_04_exit_zero_takes_away_1_only() {
    let folder = folder();
    folder
        .run(&["check", "bad.json", "--exit-zero"])
        .ends(0)
        .says("--exit-zero");
    folder.run(&["check", "gone.json", "--exit-zero"]).ends(3);
    folder
        .run(&["check", "bad.json", "gone.json", "--exit-zero"])
        .ends(3);
    folder.run(&["check", "--at", "x", "--exit-zero"]).ends(2);
}

#[test]
fn cli_04_allow_incomplete_takes_away_3_only_and_warns() {
    let folder = folder();
    folder
        .run(&["check", "good.json", "gone.json", "--allow-incomplete"])
        .ends(0)
        .says("--allow-incomplete")
        .warns("--allow-incomplete");
    folder
        .run(&["check", "bad.json", "gone.json", "--allow-incomplete"])
        .ends(1);
    folder
        .run(&["check", "--at", "x", "--allow-incomplete"])
        .ends(2);
    let ran = folder
        .run(&[
            "check",
            "good.json",
            "gone.json",
            "--allow-incomplete",
            "--format",
            "json",
        ])
        .ends(0);
    assert_eq!(ran.json()["complete"], false);
}

#[test]
fn cli_05_no_status_is_outside_the_table() {
    use ramlint::cli::status::Status;
    let all = [
        Status::Clean,
        Status::Findings,
        Status::Usage,
        Status::Incomplete,
    ];
    for status in all {
        // A new variant does not compile until it has its place here.
        match status {
            Status::Clean | Status::Findings | Status::Usage | Status::Incomplete => {}
        }
    }
    assert_eq!(all.map(Status::code), [0, 1, 2, 3]);
}
