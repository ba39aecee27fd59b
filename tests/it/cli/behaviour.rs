//! What the commands do with their operands and how much they say.

use super::{Around, BAD, DENY, Folder, GOOD, SOMETIMES, formats};

#[test]
fn cli_20_alone_it_prints_short_help_with_two_examples_and_exits_2() {
    let ran = Folder::new(&[]).run(&[]).ends(2);
    assert_eq!(ran.out, "");
    let (_, examples) = ran.err.split_once("Examples:").unwrap();
    let examples = examples
        .lines()
        .filter(|line| line.trim().starts_with("ramlint "));
    assert_eq!(examples.count(), 2, "{}", ran.err);
    assert!(ran.err.lines().count() <= 24);
}

#[test]
fn cli_20_check_alone_is_check_of_this_folder() {
    let folder = Folder::new(&[("a/bad.json", BAD), ("good.json", GOOD)]);
    for format in formats("check") {
        assert_eq!(
            folder.run(&["check", "--format", format]),
            folder.run(&["check", ".", "--format", format])
        );
    }
}

#[test]
fn cli_21_a_missing_path_is_exit_3_and_named() {
    let folder = Folder::new(&[("good.json", GOOD)]);
    // These hold findings and nothing else.
    let findings_only = ["gitlab-codequality", "rdjson", "rdjsonl", "checkstyle"];
    for format in formats("check") {
        for operand in ["gone.json", "gone/", "*.nothing", "[.json", ""] {
            let ran = folder
                .run(&["check", "good.json", operand, "--format", format])
                .ends(3);
            let named = operand.trim_end_matches('/');
            let told = findings_only.contains(&format) || ran.out.contains(named);
            assert!(told, "{format} {operand}: {}", ran.out);
            assert!(ran.err.contains(named), "{operand}: {}", ran.err);
            assert!(!ran.err.is_empty(), "{operand}");
        }
    }
}

#[test]
fn cli_21_a_pattern_that_the_shell_did_not_expand_is_expanded() {
    let folder = Folder::new(&[("a/bad.json", BAD), ("b/good.json", GOOD)]);
    let json = folder
        .run(&["check", "*/*.json", "--format", "json"])
        .ends(1)
        .json();
    assert_eq!(json["inputs"]["files"], 2);
}

#[test]
fn cli_22_success_says_what_was_looked_at() {
    let folder = Folder::new(&[
        (
            "ram-attachments.yaml",
            "ram_attachments: 1\nusers:\n  ann: { policies: [Reader] }\n  ben: {}\npolicies:\n  Reader: good.json\n",
        ),
        ("good.json", GOOD),
    ]);
    folder
        .run(&["check"])
        .ends(0)
        .says("checked 1 policy document, 1 attachment, 2 principals in 1 attachments manifest and 1 policy file: no findings");
    let json = folder.run(&["check", "--format", "json"]).json();
    assert_eq!(json["inputs"]["documents"], 1);
    assert_eq!(json["inputs"]["attachments"], 1);
    assert_eq!(json["inputs"]["principals"], 2);
    assert_eq!(json["summary"]["findings"], 0);
}

#[test]
fn cli_23_the_last_line_says_in_red_and_words_what_was_not_analysed() {
    let folder = Folder::new(&[("good.json", GOOD), ("bad.json", BAD)]);
    for file in ["good.json", "bad.json"] {
        for command in ["check", "who-can"] {
            let ran = folder.run(&[command, file, "gone.json", "--color", "always"]);
            let last = ran.out.lines().last().unwrap();
            assert!(last.starts_with("\u{1b}[31mNOT ANALYSED:"), "{}", ran.out);
            assert!(last.contains("gone.json"), "{}", ran.out);
            let ran = folder.run(&[command, file, "gone.json"]);
            let last = ran.out.lines().last().unwrap();
            assert!(last.starts_with("NOT ANALYSED: gone.json "), "{}", ran.out);
        }
    }
}

#[test]
fn cli_24_quiet_prints_findings_only_and_twice_nothing() {
    let folder = Folder::new(&[("good.json", GOOD), ("bad.json", BAD)]);
    for (file, status) in [("good.json", 0), ("bad.json", 1), ("gone.json", 3)] {
        let loud = folder.run(&["check", file]).ends(status);
        let quiet = folder.run(&["check", file, "-q"]).ends(status);
        assert!(loud.out.contains("checked "));
        assert!(!quiet.out.contains("checked "), "{}", quiet.out);
        assert_eq!(quiet.out.contains("RAM101"), file == "bad.json");
        assert_eq!(quiet.err, "");
        for arguments in [["-qq", "--quiet"], ["-q", "-q"]] {
            let silent = folder
                .run(&["check", file, arguments[0], arguments[1]])
                .ends(status);
            assert_eq!(silent.both(), "");
        }
    }
    let ran = folder
        .run(&["who-can", "bad.json", "--expect", "denied", "-qq"])
        .ends(1);
    assert_eq!(ran.both(), "");
}

#[test]
fn cli_25_standard_input_goes_by_the_name_it_is_given() {
    let folder = Folder::new(&[]);
    let around = Around {
        stdin: BAD.as_bytes().to_vec(),
        ..Around::default()
    };
    let json = folder
        .run_with(&["check", "-", "--format", "json"], &around)
        .ends(1)
        .json();
    assert_eq!(json["findings"][0]["at"]["path"], "stdin");
    let arguments = [
        "check",
        "-",
        "--stdin-filename",
        "policies/new.json",
        "--format",
        "json",
    ];
    let json = folder.run_with(&arguments, &around).ends(1).json();
    assert_eq!(json["findings"][0]["at"]["path"], "policies/new.json");
    assert_eq!(
        json["findings"][0]["principals"][0],
        "policy/policies/new.json"
    );
}

#[test]
fn cli_25_the_name_sets_the_kind_of_file() {
    let folder = Folder::new(&[]);
    let yaml = "Version: '1'\nStatement:\n  - Effect: Allow\n    Action: kvstore:DestroyInstance\n    Resource: '*'\n";
    let around = Around {
        stdin: yaml.as_bytes().to_vec(),
        ..Around::default()
    };
    folder
        .run_with(&["check", "-", "--stdin-filename", "p.yaml"], &around)
        .ends(1);
    folder
        .run_with(&["check", "-", "--stdin-filename", "main.tf"], &around)
        .ends(1)
        .says("cannot be read whole");
}

#[test]
fn cli_25_standard_input_stands_alone() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    folder.run(&["check", "-", "bad.json"]).ends(2);
    folder.run(&["check", "bad.json", "-"]).ends(2);
    folder.run(&["check", "-", "-"]).ends(2);
    folder
        .run(&["check", "--stdin-filename", "a.json"])
        .ends(2)
        .warns("--stdin-filename");
}

#[test]
fn cli_25_empty_and_broken_standard_input_is_not_analysed() {
    let folder = Folder::new(&[]);
    for bytes in [&b""[..], b"{\"Statement\": [", b"\xff\xfe{\0", b"\0\0\0"] {
        let around = Around {
            stdin: bytes.to_vec(),
            ..Around::default()
        };
        folder
            .run_with(&["check", "-"], &around)
            .ends(3)
            .says("stdin");
    }
}

#[test]
fn cli_28_min_level_filters_what_is_shown_and_not_what_fails() {
    let folder = Folder::new(&[
        ("if.json", SOMETIMES),
        ("bad.json", BAD),
        ("deny.json", DENY),
    ]);
    let ran = folder
        .run(&["check", "if.json", "--min-level", "high"])
        .ends(1)
        .says("1 finding is hidden by --min-level or --min-confidence, 1 of them at or above --fail-on");
    assert!(!ran.out.contains("RAM102"));
    let ran = folder.run(&["check", "--min-level", "high"]).ends(1);
    assert!(
        ran.out.contains("RAM101") && !ran.out.contains("RAM102"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("1 finding is hidden"));
    let json = folder
        .run(&["check", "--min-level", "critical", "--format", "json"])
        .ends(1)
        .json();
    assert_eq!(json["findings"].as_array().unwrap().len(), 0);
    assert_eq!(json["summary"]["hidden"], 2);
    folder
        .run(&[
            "check",
            "if.json",
            "--min-level",
            "high",
            "--fail-on",
            "high",
        ])
        .ends(0)
        .says("1 finding is hidden");
}

#[test]
fn cli_28_the_default_threshold_is_medium() {
    let folder = Folder::new(&[("if.json", SOMETIMES)]);
    let json = folder.run(&["check", "--format", "json"]).ends(1).json();
    assert_eq!(json["findings"][0]["level"], "medium");
    let high = folder.run(&["check", "--min-confidence", "high"]).ends(1);
    assert!(high.out.contains("RAM102"));
}
