//! The example company shows one of each kind, and the README quotes what the
//! program prints about it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use ramlint::engine::exposure::Exposure;
use ramlint::engine::verdict::Answer;
use ramlint::model::catalogue::Catalogue;
use ramlint::rules::RULES;
use serde_json::Value;

use super::{Around, Ran, run_in};

const EXAMPLES: &str = "policies/examples";

fn ramlint(arguments: &[&str]) -> Ran {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    run_in(top, &arguments, &Around::default())
}

fn principals() -> Vec<Value> {
    let told = ramlint(&["who-can", EXAMPLES, "--format", "json"]).ends(0);
    told.json()["principals"].as_array().unwrap().clone()
}

fn words<'a>(values: impl IntoIterator<Item = &'a Value>) -> BTreeSet<String> {
    let values = values.into_iter().filter_map(Value::as_str);
    values.map(str::to_owned).collect()
}

#[test]
fn the_examples_show_each_answer_exposure_and_kind_of_way() {
    let principals = principals();
    let all = [
        Answer::Allowed,
        Answer::AllowedIf,
        Answer::Denied,
        Answer::NotGranted,
        Answer::Unknown,
    ];
    let answers = words(principals.iter().map(|one| &one["answer"]));
    assert_eq!(answers, all.map(|one| one.word().to_owned()).into());
    let all = [
        Exposure::Anywhere,
        Exposure::PrivateNetwork,
        Exposure::ConsoleMfa,
        Exposure::Later,
    ];
    let exposures = words(principals.iter().map(|one| &one["exposure"]));
    assert_eq!(exposures, all.map(|one| one.word().to_owned()).into());
    let ways = principals
        .iter()
        .flat_map(|one| one["can_obtain"].as_array().unwrap());
    let kinds = words(ways.map(|way| &way["kind"]));
    let escalations = Catalogue::embedded().escalations();
    assert_eq!(
        kinds,
        escalations
            .map(|edge| edge.kind.word().to_owned())
            .collect()
    );
}

#[test]
fn the_examples_show_a_firm_guard_and_one_that_is_not() {
    let firm = |id: &str| {
        let principals = principals();
        let one = principals.iter().find(|one| one["id"] == id);
        one.unwrap()["firm"].as_bool().unwrap()
    };
    assert!(firm("role/cache-report"));
    assert!(!firm("user/hana"));
}

/// Every rule is held to examples of its own; these show what the rules are about.
#[test]
fn the_examples_set_off_rules_about_access_guards_statements_and_documents() {
    let told = ramlint(&["check", EXAMPLES, "--format", "json"]).ends(1);
    let told = told.json();
    let found = words(
        told["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["rule"]),
    );
    let families: BTreeSet<char> = RULES
        .iter()
        .filter(|rule| found.contains(rule.id))
        .filter_map(|rule| Some(rule.family()?.digit))
        .collect();
    assert!(
        ['1', '2', '3', '4']
            .iter()
            .all(|digit| families.contains(digit))
    );
}

/// A line with its columns moved together.
fn narrow(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_readme_quotes_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let printed = [
        ramlint(&["who-can", EXAMPLES]).out,
        ramlint(&["check", EXAMPLES]).out,
    ];
    let printed: Vec<String> = printed
        .iter()
        .flat_map(|out| out.lines())
        .map(narrow)
        .collect();
    let quoted = text.split("```text\n").skip(1);
    let quoted = quoted.filter_map(|block| block.split("```").next());
    let mut count = 0;
    for line in quoted.flat_map(str::lines).map(narrow) {
        let start = line.strip_suffix('…').unwrap_or(&line);
        let known = printed.iter().any(|known| known.starts_with(start));
        assert!(known, "not printed: {line}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}
