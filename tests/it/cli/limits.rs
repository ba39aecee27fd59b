//! Limits that somebody raises, by a flag or by a key, and that nobody lowers.

use ramlint::cli::disk::Limits;
use ramlint::cli::limits::{SETTINGS, table};
use ramlint::engine::answers::Settings;
use serde_json::json;

use super::records::lines;
use super::{BAD, Folder, GOOD};
use crate::support::{ACTION, AT, ask, line, read, settings};

/// A policy of so many bytes.
fn long(bytes: u64) -> String {
    let blanks = usize::try_from(bytes).unwrap() - BAD.len();
    format!("{BAD}{}", " ".repeat(blanks))
}

#[test]
fn sec_50_a_larger_file_is_read_where_that_is_allowed() {
    let text = long(Limits::WALKED_FILE + 1);
    let folder = Folder::new(&[("good.json", GOOD), ("large.json", &text)]);
    let refused = "has 2097153 bytes where the limit is 2 MiB; name it on the command line, raise --max-file-size, or split it";
    folder
        .run(&["check"])
        .ends(3)
        .says("large.json")
        .says(refused);
    for raised in ["3 MiB", "2097153 bytes", "1gib"] {
        let flag = format!("--max-file-size={raised}");
        folder.run(&["check", &flag]).ends(1).says("RAM101");
    }
    folder.write("ramlint.toml", "[limits]\nfile-size = \"3 MiB\"\n");
    folder.run(&["check"]).ends(1).says("RAM101");
    // A flag goes before the key.
    folder.run(&["check", "--max-file-size", "2 MiB"]).ends(3);
}

#[test]
fn sec_50_more_findings_of_one_rule_are_reported_where_that_is_allowed() {
    const MANY: usize = ramlint::report::run::MOST_OF_A_RULE + 3;
    let fields: Vec<String> = (0..MANY).map(|at| format!("\"f{at}\":1")).collect();
    let text = GOOD.replacen("\"Effect\"", &format!("{},\"Effect\"", fields.join(",")), 1);
    let folder = Folder::new(&[("many.json", &text)]);
    let count = |more: &[&'static str]| {
        let arguments = [&["check", "--select", "RAM415", "--format", "json"], more].concat();
        let report = folder.run(&arguments).ends(1).json();
        report["findings"].as_array().unwrap().len()
    };
    assert_eq!(count(&[]), MANY - 3);
    assert_eq!(count(&["--max-findings-per-rule", "1002"]), MANY - 1);
    assert_eq!(count(&["--max-findings-per-rule", "4000"]), MANY);
    folder.write("ramlint.toml", "[limits]\nfindings-per-rule = 1001\n");
    assert_eq!(count(&[]), MANY - 2);
    folder.write("x.ndjson", format!("{text}\n"));
    let ran = folder.run(&[
        "check", "--select", "RAM415", "--input", "ndjson", "x.ndjson",
    ]);
    assert_eq!(
        lines(&ran)[1]["report"]["summary"]["surplus"][0]["findings"],
        2
    );
}

/// What hangs on a condition is decided in steps, and is not known without them.
#[test]
fn sec_50_a_question_has_the_steps_that_are_allowed() {
    let statement = |effect: &str, agent: &str| {
        json!({"Effect": effect, "Action": "kvstore:*", "Resource": "*",
               "Condition": {"StringLike": {"acs:UserAgent": [agent]}}})
    };
    let text = json!({"Version": "1", "Statement": [statement("Allow", "a*b*"), statement("Deny", "a*c*")]});
    let model = read(&[("p.json", &text.to_string())]).model;
    let over = |steps| {
        let with = Settings {
            steps,
            ..settings(AT, false)
        };
        let answers = ask(&model, ACTION, &with);
        line(&answers, "policy/p.json").unwrap().verdict.over_budget
    };
    assert!(over(1));
    assert!(!over(10_000));
}

#[test]
fn sec_50_nothing_lowers_a_limit() {
    let folder = Folder::new(&[("good.json", GOOD)]);
    for setting in SETTINGS {
        let (flag, key) = (setting.flag(), setting.key);
        let less = setting.least - 1;
        let less = if setting.is_size() {
            format!("{less} bytes")
        } else {
            less.to_string()
        };
        let why = format!(
            "can be raised and not lowered; {} is the least",
            setting.default()
        );
        let flag = format!("--{flag}={less}");
        folder.run(&["check", &flag]).ends(2).warns(&why);
        let value = if setting.is_size() {
            format!("\"{less}\"")
        } else {
            less
        };
        folder.write("ramlint.toml", format!("[limits]\n{key} = {value}\n"));
        let ran = folder.run(&["check"]).ends(2);
        ran.warns(&format!("`limits.{key}` {why}"));
        std::fs::remove_file(folder.at("ramlint.toml")).unwrap();
    }
}

#[test]
fn sec_50_the_long_help_of_check_lists_every_limit() {
    let folder = Folder::new(&[]);
    let help = folder.run(&["help", "check"]).ends(0).out;
    let shown = help.lines().map(str::trim).collect::<Vec<&str>>().join(" ");
    for told in table().lines() {
        assert!(shown.contains(told.trim()), "{told}: {help}");
    }
    assert!(shown.contains("[default: 20000, the least]"), "{help}");
}
