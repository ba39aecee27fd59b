//! SEC-21: whole runs over trees whose author controls every byte and name, in
//! every format and around every CI service; what a service takes for a command on
//! either stream is what was meant.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use ramlint::report::REPORTERS;
use serde_json::json;

use super::runner::commands;
use crate::cli::{Around, Folder, GOOD, run_in};

/// What an attacker would put into names and texts.
fn word() -> impl Strategy<Value = String> {
    let pieces = [
        "::error::x",
        "\n::error::x",
        "\r\n::stop-commands::t",
        "##[add-mask]x",
        "##[group]",
        "##vso[task.setvariable]",
        "#",
        "[x]",
        "%0A",
        ",",
        "=",
        " ",
        "\u{3000}",
        "\u{2028}",
        "\u{85}",
        "\u{1b}[2J",
        "\t",
        "`",
        "\"",
        "kvstore:*",
        "*",
        "a",
        "缓",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..5)
        .prop_map(|pieces| pieces.concat())
}

/// A name that a file can have.
fn file_name(word: &str) -> String {
    let fits = |c: &char| !matches!(c, '/' | '\0');
    let name: String = word.chars().filter(fits).take(40).collect();
    format!("{name}.json")
}

/// The kinds of commands of the GitHub format; all of them bear our title.
const MEANT: [&str; 3] = ["error", "warning", "notice"];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_124),
        ..ProptestConfig::default()
    })]

    #[test]
    fn sec_21_recognised_commands_are_the_intended_ones(
        name in word(), second in word(), action in word(), principal in word(), service in 0..4_usize, colors in any::<bool>()
    ) {
        let folder = Folder::new(&[]);
        let document = json!({"Version": "1", "Statement": [
            {"Effect": "Allow", "Sid": action, "Action": ["kvstore:DestroyInstance", action], "Resource": ["*", action],
             "Condition": {"StringEquals": {action.clone(): [action]}}},
            {"Effect": "Deny", "Action": [action, "kvstore:DestoryInstance"], "Resource": "*"},
        ]});
        let names = [file_name(&name), format!("x{}", file_name(&second))];
        folder.write(&names[0], document.to_string());
        folder.write(&names[1], format!("{{\"Statement\": [{{\"Effect\": \"{action}"));
        let manifest = json!({"ram_attachments": 1, "policies": {"P": names[0]},
            "users": {principal.clone(): {"policies": ["P", action]}, "ann": {"policies": ["P"]}}});
        folder.write("ram-attachments.json", manifest.to_string());
        let environment: BTreeMap<String, String> = [("CI", "true"), ("GITHUB_ACTIONS", "true"), ("TF_BUILD", "True"), ("GITLAB_CI", "true")]
            .into_iter()
            .take(service + 1)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let around = Around { environment, ..Around::default() };
        let color = if colors { "always" } else { "never" };
        for reporter in REPORTERS {
            let report = format!("{}=report.out", reporter.name);
            let arguments = ["check", ".", "gone::error::x", "--min-level", "info", "--color", color,
                "--format", reporter.name, "--report", &report];
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            let ran = run_in(folder.0.path(), &arguments, &around);
            prop_assert!(ran.status == 1 || ran.status == 3, "{}", ran.err);
            prop_assert_eq!(commands(&ran.err), vec![]);
            let meant = commands(&ran.out);
            if reporter.name == "github" {
                prop_assert!(!meant.is_empty(), "{}", ran.out);
                for one in &meant {
                    prop_assert!(MEANT.contains(&one.name.as_str()), "{:?}", one);
                    prop_assert!(one.properties["title"].starts_with("ramlint"), "{:?}", one);
                }
            } else {
                prop_assert_eq!(&meant, &vec![], "{}: {}", reporter.name, ran.out);
            }
            let written = fs::read_to_string(folder.at("report.out")).unwrap();
            prop_assert_eq!(commands(&written).len(), meant.len(), "{}", written);
            fs::remove_file(folder.at("report.out")).unwrap();
        }
        let earlier = Folder::new(&[("x.json", GOOD)]);
        let earlier = earlier.at("");
        let earlier = earlier.to_str().unwrap();
        let (base, head) = if colors { (earlier, ".") } else { (".", earlier) };
        for reporter in REPORTERS.iter().filter(|reporter| reporter.diff.is_some()) {
            let arguments = ["diff", base, head, "--color", color, "--format", reporter.name];
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            let ran = run_in(folder.0.path(), &arguments, &around);
            prop_assert_eq!(ran.status, 3, "{}", ran.err);
            prop_assert_eq!(commands(&ran.err), vec![]);
            let meant = commands(&ran.out);
            if reporter.name == "github" {
                prop_assert!(!meant.is_empty(), "{}", ran.out);
                for one in &meant {
                    prop_assert!(MEANT.contains(&one.name.as_str()), "{:?}", one);
                    prop_assert!(one.properties["title"].starts_with("ramlint"), "{:?}", one);
                }
            } else {
                prop_assert_eq!(&meant, &vec![], "{}: {}", reporter.name, ran.out);
            }
        }
    }
}
