//! The notes beside the tests say which of Access Analyzer's checks carry over;
//! their numbers are those published, and every rule that they name exists.

use std::collections::BTreeSet;

use ramlint::rules::RULES;

const NOTES: &str = include_str!("../notes/access-analyzer.md");

/// The classes of checks and how many AWS documents of each.
const CLASSES: &[(&str, usize)] = &[
    ("Errors", 79),
    ("General warnings", 26),
    ("Security warnings", 17),
    ("Suggestions", 29),
];

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| check "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
}

#[test]
fn each_check_stands_there_once_with_a_rule_or_a_reason() {
    let mut names = BTreeSet::new();
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let mut verdicts = [0, 0, 0];
    for (class, number) in CLASSES {
        let title = format!("## {class} ({number})\n");
        let (_, rest) = NOTES.split_once(&title).unwrap();
        let part = rest.split("\n## ").next().unwrap();
        assert_eq!(rows(part).count(), *number, "{class}");
        for row in rows(part) {
            let [name, verdict, rules, remark] = row[..] else {
                panic!("{row:?}");
            };
            assert!(names.insert(name), "{name} stands there twice");
            let counted = ["yes", "in part", "no"];
            let at = counted.iter().position(|word| *word == verdict).unwrap();
            verdicts[at] += 1;
            if verdict == "no" {
                assert!(!remark.is_empty() && rules == "-", "{name}");
                continue;
            }
            for rule in rules.split(", ").flat_map(|part| part.split(" to ")) {
                assert!(ids.contains(rule), "{name} names {rule}, which is no rule");
            }
        }
    }
    let [yes, part, no] = verdicts;
    let told = format!("{yes} carry over, {part} in part, {no} not.");
    assert!(NOTES.contains(&told), "{told}");
}
