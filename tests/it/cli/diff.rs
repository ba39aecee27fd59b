//! `ramlint diff` over two folders or files.

mod words;

use std::fs;

use serde_json::{Value, json};

use super::{BAD, DENY, Folder, GOOD, Ran, SOMETIMES, UNSURE, formats};

/// A repository in two states: what stands in `old`, and what in `new`.
pub(super) fn both(old: &[(&str, &str)], new: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(&[]);
    for (side, files) in [("old", old), ("new", new)] {
        fs::create_dir_all(folder.at(side)).unwrap();
        for (path, text) in files {
            folder.write(&format!("{side}/{path}"), text);
        }
    }
    folder
}

pub(super) fn json(folder: &Folder, rest: &[&str]) -> Value {
    let mut all = vec!["diff", "old", "new", "--format", "json"];
    all.extend(rest);
    folder.run(&all).json()
}

const MANIFEST: &str =
    "ram_attachments: 1\npolicies: {Ops: ops.json}\nusers:\n  ann: { policies: [Custom/Ops] }\n";

const TWO: &str = "ram_attachments: 1\npolicies: {Ops: ops.json}\nusers:\n  ann: { policies: [Custom/Ops] }\n  bob: { policies: [Custom/Ops] }\n";

/// What the document says of who gains, and by what.
fn gained(report: &Value) -> Vec<(String, String)> {
    let causes = &report["causes"];
    let entries = report["gained"].as_array().unwrap().iter();
    entries
        .map(|entry| {
            let number = usize::try_from(entry["causes"][0].as_u64().unwrap()).unwrap();
            let text = causes[number]["text"].as_str().unwrap();
            (
                entry["principal"].as_str().unwrap().to_owned(),
                text.to_owned(),
            )
        })
        .collect()
}

#[test]
fn diff_x_x_has_nothing_to_say() {
    let folder = both(
        &[("ops.json", BAD), ("ram-attachments.yaml", MANIFEST)],
        &[("ops.json", BAD), ("ram-attachments.yaml", MANIFEST)],
    );
    let ran = folder.run(&["diff", "old", "new", "--fail-on-new"]).ends(0);
    let ran = ran.says("from old to new     0 files differ     2 principals compared\n");
    ran.says("no change in access to kvstore:DestroyInstance\n")
        .says("exit 0: no new access\n");
    folder.run(&["diff", "old", "old"]).ends(0);
}

#[test]
fn an_attachment_changes_no_policy() {
    let folder = both(
        &[("ops.json", BAD), ("ram-attachments.yaml", MANIFEST)],
        &[("ops.json", BAD), ("ram-attachments.yaml", TWO)],
    );
    let report = json(&folder, &[]);
    assert_eq!(
        gained(&report),
        [(
            "user/bob".to_owned(),
            "Custom/Ops was attached to user/bob".to_owned()
        )]
    );
    assert_eq!(report["lost"], json!([]));
    assert_eq!(report["files"]["changed"], json!(["ram-attachments.yaml"]));
    assert_eq!(report["files"]["without_effect"], json!([]));
    let back = folder
        .run(&["diff", "new", "old", "--format", "json"])
        .json();
    assert_eq!(back["gained"], json!([]));
    assert_eq!(back["lost"][0]["principal"], "user/bob");
    folder
        .run(&["diff", "old", "new"])
        .ends(0)
        .says("+  high  user/bob  kvstore:DestroyInstance  cause 1  always\n")
        .says("cause 1: Custom/Ops was attached to user/bob\n  --> ram-attachments.yaml:5:21\n")
        .says("exit 0: new access does not fail without --fail-on-new\n");
}

/// CLI-07: new access fails where it is asked to, from a level on.
#[test]
fn cli_07_new_access_fails_from_a_level_on() {
    let grave = both(&[("a.json", GOOD)], &[("a.json", BAD)]);
    let medium = both(&[("a.json", GOOD)], &[("a.json", SOMETIMES)]);
    let lost = both(&[("a.json", BAD)], &[("a.json", GOOD)]);
    for (folder, flag, status) in [
        (&grave, "--format=human", 0),
        (&grave, "--fail-on-new", 1),
        (&grave, "--fail-on-new=high", 1),
        (&grave, "--fail-on-new=critical", 0),
        (&medium, "--fail-on-new", 1),
        (&medium, "--fail-on-new=high", 0),
        (&lost, "--fail-on-new=info", 0),
    ] {
        let ran = folder.run(&["diff", "old", "new", flag]);
        assert_eq!(ran.status, status, "{flag}: {}", ran.both());
    }
    grave
        .run(&["diff", "old", "new", "--fail-on-new", "--exit-zero"])
        .ends(0)
        .says("which --exit-zero keeps from failing");
    medium
        .run(&["diff", "old", "new", "--fail-on-new=high"])
        .says("exit 0: new access, all of it below high\n");
}

/// CLI-03 for comparisons, and that every format says what is new.
#[test]
fn cli_03_no_format_changes_the_exit_status() {
    let folder = both(&[("a.json", GOOD)], &[("a.json", BAD), ("b.json", UNSURE)]);
    for format in formats("diff") {
        for (flag, status) in [("--fail-on-new", 1), ("--color=never", 0)] {
            let ran = folder
                .run(&["diff", "old", "new", "--format", format, flag])
                .ends(status);
            assert!(ran.out.contains("policy/a.json"), "{format}: {}", ran.out);
            assert!(ran.out.contains("policy/b.json"), "{format}: {}", ran.out);
        }
    }
}

/// D40: 2, then 1, then 3, then 0, with the side of what was not analysed.
#[test]
fn cli_02_what_was_not_analysed_is_told_with_its_side() {
    let broken = r#"{"Statement": [{"Effect": "#;
    let folder = both(&[("a.json", GOOD), ("b.json", broken)], &[("a.json", BAD)]);
    let ran = folder
        .run(&["diff", "old", "new"])
        .ends(3)
        .warns("not analysed: base: b.json ")
        .says("NOT ANALYSED: base: b.json");
    assert!(
        ran.out
            .ends_with("exit 3: some input was not analysed, so there may be more\n"),
        "{}",
        ran.out
    );
    folder
        .run(&["diff", "old", "new", "--allow-incomplete"])
        .ends(0);
    folder
        .run(&["diff", "new", "old"])
        .ends(3)
        .warns("head: b.json");
    let ran = folder.run(&["diff", "old", "new", "--fail-on-new"]).ends(1);
    assert!(
        ran.out
            .ends_with("exit 1: new access at or above medium; not everything was analysed\n"),
        "{}",
        ran.out
    );
    let report = json(&folder, &["--fail-on-new"]);
    for (pointer, value) in [
        ("/complete", json!(false)),
        ("/base/complete", json!(false)),
        ("/head/complete", json!(true)),
        ("/exit_code", json!(1)),
        ("/base/not_analysed/0/path", json!("b.json")),
    ] {
        assert_eq!(report.pointer(pointer), Some(&value), "{pointer}");
    }
}

#[test]
fn cli_01_2_is_an_input_that_is_not_there_or_a_bad_flag() {
    let folder = both(&[("a.json", GOOD)], &[("a.json", BAD)]);
    for (arguments, message) in [
        (&["diff"][..], "<BASE>"),
        (&["diff", "gone", "new"], "`gone`"),
        (&["diff", "old", "gone"], "`gone`"),
        (&["diff", "-", "new"], "standard input"),
        (&["diff", "old", "new", "--action", "kvstore:*"], "pattern"),
        (&["diff", "old", "new", "--format", "junit"], "junit"),
        (
            &["diff", "old", "new", "--report", "junit=x.xml"],
            "there are human, concise, json, sarif, github, markdown",
        ),
        (&["diff", "old", "new", "--fail-on-new=bad"], "bad"),
        (&["diff", "old", "new", "--at", "x"], "--at"),
        (&["diff", "old", "new", "--root", "."], "--root"),
    ] {
        let ran = folder.run(arguments).ends(2).warns(message);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
}

/// DIFF-04: what is written otherwise and says the same is named as such.
#[test]
fn diff_04_formatting_and_order_are_no_change() {
    let spread = r#"{ "Version": "1", "Statement": [
  { "Effect": "Allow", "Resource": "*", "Action": "kvstore:DestroyInstance" }
] }"#;
    let folder = both(
        &[("a.json", BAD), ("gone.json", GOOD), ("x/m.json", DENY)],
        &[("a.json", spread), ("new.json", GOOD), ("x/n.json", DENY)],
    );
    let ran = folder.run(&["diff", "old", "new"]).ends(0);
    ran.says("no change in access to kvstore:DestroyInstance\n")
        .says("changed without effect on that access: a.json, new.json, x/n.json\n");
    let report = json(&folder, &[]);
    assert_eq!(report["files"]["changed"], json!(["a.json"]));
    assert_eq!(
        report["files"]["moved"],
        json!([{"from": "gone.json", "to": "new.json"}, {"from": "x/m.json", "to": "x/n.json"}])
    );
    assert_eq!(report["summary"]["files"], 3);
}

/// DIFF-04: beside a file in which a cause lies, the other is still without effect.
#[test]
fn diff_04_only_files_without_a_cause_are_without_effect() {
    let folder = both(
        &[("a.json", GOOD), ("b.json", GOOD)],
        &[("a.json", BAD), ("b.json", &GOOD.replace(':', ": "))],
    );
    let report = json(&folder, &[]);
    assert_eq!(report["files"]["changed"], json!(["a.json", "b.json"]));
    assert_eq!(report["files"]["without_effect"], json!(["b.json"]));
}

/// DIFF-04: of a change that takes two files, neither is without effect.
#[test]
fn diff_04_of_several_files_that_it_takes_none_is_without_effect() {
    let manifest = |text: &str| format!("ram_attachments: 1\nusers: {{ {text} }}\n");
    let nobody = manifest("al: { policies: [] }, bo: { policies: [Custom/Q] }");
    let al = manifest("al: { policies: [Custom/P] }, bo: { policies: [Custom/Q] }");
    let both_of_al = manifest("al: { policies: [Custom/P, Custom/P2] }, bo: { policies: [] }");
    let spaced = GOOD.replace(':', ": ");
    let base = [
        ("ram-attachments.yaml", nobody.as_str()),
        ("policies/Q.json", GOOD),
    ];
    for (name, before, after, without) in [
        (
            "a new policy and its attachment",
            base.to_vec(),
            vec![
                ("ram-attachments.yaml", al.as_str()),
                ("policies/P.json", BAD),
                ("policies/Q.json", &spaced),
            ],
            json!(["policies/Q.json"]),
        ),
        (
            "two policies, either of which would do",
            base.to_vec(),
            vec![
                ("ram-attachments.yaml", both_of_al.as_str()),
                ("policies/P.json", BAD),
                ("policies/P2.json", SOMETIMES),
                ("policies/Q.json", &spaced),
            ],
            json!(["policies/Q.json"]),
        ),
        (
            "a policy moved out of reach",
            vec![
                ("ram-attachments.yaml", al.as_str()),
                ("policies/P.json", GOOD),
                ("policies/Q.json", GOOD),
            ],
            vec![
                ("ram-attachments.yaml", al.as_str()),
                ("x/N.json", GOOD),
                ("policies/Q.json", &spaced),
            ],
            json!(["policies/Q.json"]),
        ),
    ] {
        let folder = both(&before, &after);
        let report = json(&folder, &[]);
        assert_ne!(report["gained"], json!([]), "{name}");
        assert_eq!(report["files"]["without_effect"], without, "{name}");
    }
    let folder = Folder::new(&[("one.json", DENY), ("other.json", BAD)]);
    let report = folder.run(&["diff", "one.json", "other.json", "--format", "json"]);
    assert_eq!(report.json()["files"]["without_effect"], json!([]));
}

#[test]
fn two_files_are_two_texts_of_one_document() {
    let folder = Folder::new(&[("one.json", SOMETIMES), ("other.json", BAD)]);
    let report = folder
        .run(&["diff", "one.json", "other.json", "--format", "json"])
        .json();
    assert_eq!(report["lost"], json!([]));
    let entry = &report["gained"][0];
    assert_eq!(entry["principal"], "policy/one.json");
    assert_eq!(
        (&entry["before"], &entry["after"]),
        (&json!("allowed_if"), &json!("allowed"))
    );
    let cause = &report["causes"][0];
    let places = cause["places"].as_array().unwrap();
    assert!(
        places.iter().any(|place| place["at"]["path"] == "one.json"),
        "{cause:#}"
    );
    folder
        .run(&["diff", "one.json", "one.json"])
        .ends(0)
        .says("no change");
}

/// The README shows what is printed.
#[test]
fn the_readme_quotes_a_comparison() {
    let ops = "{\n  \"Action\": \"kvstore:*\",\n";
    let ops = format!(
        "{{\"Version\": \"1\", \"Statement\": [\n{ops}  \"Effect\": \"Allow\", \"Resource\": \"*\"\n}}]}}\n"
    );
    let with = |members: &str| {
        format!(
            "ram_attachments: 1\npolicies: {{Ops: ops.json}}\ngroups:\n  dba: {{ members: [{members}], policies: [Custom/Ops] }}\n"
        )
    };
    let folder = both(
        &[("ops.json", &ops), ("ram-attachments.yaml", &with("alice"))],
        &[
            ("ops.json", &ops),
            ("ram-attachments.yaml", &with("alice, bob")),
        ],
    );
    let ran = folder.run(&["diff", "old", "new"]).ends(0);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(path).unwrap();
    let section = readme.split("### New access\n").nth(1).unwrap();
    let mut parts = section.split("```\n");
    let quoted = parts.find(|part| part.starts_with("NEW ACCESS")).unwrap();
    assert!(ran.out.contains(quoted), "{}", ran.out);
}

/// The text under each place is of the version that the document says.
#[test]
fn places_are_of_the_version_that_they_are_said_to_be_of() {
    let guarded = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"},{"Effect":"Deny","Action":"kvstore:DestroyInstance","Resource":"*"}]}"#;
    let open =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}]}"#;
    let folder = both(&[("a.json", guarded)], &[("a.json", open)]);
    let report = json(&folder, &[]);
    let cause = &report["causes"][0];
    assert_eq!(
        (&cause["subject"], &cause["act"]),
        (&json!("deny"), &json!("removed"))
    );
    let under = |place: &Value, text: &str| {
        let at = |name: &str| usize::try_from(place["at"][name].as_u64().unwrap()).unwrap();
        text[at("start")..at("end")].to_owned()
    };
    assert_eq!(cause["places"][0]["side"], "base");
    assert_eq!(
        under(&cause["places"][0], guarded),
        "\"kvstore:DestroyInstance\""
    );
    assert_eq!(cause["grants"][0]["side"], "head");
    assert_eq!(under(&cause["grants"][0], open), "\"kvstore:*\"");
    // Annotations stand on the grant that takes effect now.
    folder
        .run(&["diff", "old", "new", "--format", "github"])
        .says(
            "::error file=a.json,line=1,endLine=1,col=56,endColumn=67,title=ramlint new-access::",
        );
}

#[test]
fn out_06_reports_in_files() {
    let folder = both(&[("a.json", GOOD)], &[("a.json", BAD)]);
    let run = |format: &str| {
        folder
            .run(&["diff", "old", "new", "--format", format])
            .ends(0)
    };
    for format in formats("diff") {
        let direct = run(format);
        let report = format!("{format}=report.out");
        folder
            .run(&["diff", "old", "new", "-qq", "--report", &report])
            .ends(0);
        let written = fs::read_to_string(folder.at("report.out")).unwrap();
        assert_eq!(written, direct.out, "{format}");
        fs::remove_file(folder.at("report.out")).unwrap();
    }
}

#[test]
fn what_json_says_is_what_its_schema_says() {
    let schema = Folder::new(&[]).run(&["schema", "diff"]).ends(0).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (old, new) in [
        (GOOD, BAD),
        (BAD, GOOD),
        (SOMETIMES, BAD),
        (BAD, UNSURE),
        (DENY, SOMETIMES),
    ] {
        let folder = both(&[("a.json", old)], &[("a.json", new)]);
        let report = json(&folder, &[]);
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn quiet_prints_less() {
    let folder = both(&[("a.json", GOOD)], &[("a.json", BAD)]);
    let run = |flag: &str| -> Ran { folder.run(&["diff", "old", "new", flag]).ends(0) };
    let quiet = run("-q");
    assert!(quiet.out.starts_with("NEW ACCESS (1)\n"), "{}", quiet.out);
    assert!(!quiet.out.contains("exit 0"), "{}", quiet.out);
    assert_eq!(quiet.err, "");
    assert_eq!(run("-qq").both(), "");
}

#[test]
fn a_level_that_was_taken_for_an_operand_is_shown_how_to_be_written() {
    let folder = Folder::new(&[("a/p.json", GOOD), ("b/p.json", BAD)]);
    let told = "the level of --fail-on-new is written `--fail-on-new=high`";
    for line in [
        &["diff", "a", "--fail-on-new", "high"][..],
        &["diff", "a", "b", "--fail-on-new", "high"],
    ] {
        folder.run(line).ends(2).warns(told);
    }
    let ran = folder.run(&["diff", "a", "--fail-on-new", "b"]).ends(1);
    assert!(!ran.err.contains("is written"), "{}", ran.err);
}

#[test]
fn what_was_taken_out_is_told_at_the_statement_as_it_is() {
    let conditional = |condition: &str| {
        format!(
            "{{\"Version\": \"1\", \"Statement\": [{{\n\"Effect\": \"Allow\",\n\"Action\": \"kvstore:*\",\n\"Resource\": \"*\"{condition}\n}}]}}"
        )
    };
    let before = conditional(",\n\"Condition\": {\"Bool\": {\"acs:MFAPresent\": \"true\"}}");
    let after = conditional("");
    let folder = both(&[("p.json", &before)], &[("p.json", &after)]);
    let ran = folder.run(&["diff", "old", "new", "--format", "concise"]);
    assert!(ran.out.starts_with("p.json:3:11: "), "{}", ran.out);
    folder
        .run(&["diff", "old", "new"])
        .says("   -    5 | \"Condition\"")
        .says("        3 | \"Action\": \"kvstore:*\",\n");
}
