//! All rules over the examples of all pages, over the example company and over
//! the guardrails: one fault is told by one rule.

use std::collections::BTreeMap;
use std::path::Path;

use ramlint::rules::{Finding, RULES, Sample};
use ramlint::source::Span;

use crate::marked::{self, GUARDED};

/// Rules that may point at one text, because they tell two faults of it.
const TWO_FAULTS: &[(&str, &str, &str)] = &[
    (
        "RAM102",
        "RAM108",
        "one pattern grants the action under a condition, and calls that get more of it",
    ),
    (
        "RAM105",
        "RAM615",
        "a system policy grants, and it is attached to a user rather than a group",
    ),
    (
        "RAM107",
        "RAM403",
        "who may have access, because a part of the text is not read",
    ),
    ("RAM107", "RAM408", "the same of an alias"),
    (
        "RAM107",
        "RAM412",
        "the same of an `Effect` that is neither",
    ),
    (
        "RAM107",
        "RAM414",
        "the same of elements that exclude each other",
    ),
    ("RAM107", "RAM602", "the same of a policy that is not there"),
    (
        "RAM107",
        "RAM614",
        "the same of a document that may not be in force",
    ),
    (
        "RAM107",
        "RAM615",
        "who may have access, and the way it is attached",
    ),
    (
        "RAM108",
        "RAM317",
        "which calls an Allow gives, and that it gives those yet to come",
    ),
    (
        "RAM109",
        "RAM315",
        "a version that is not in force is dangerous, and broad",
    ),
    ("RAM110", "RAM315", "the same of a policy that nobody holds"),
    (
        "RAM113",
        "RAM506",
        "whom a trust admits, and what it does not ask of them",
    ),
    (
        "RAM205",
        "RAM209",
        "a guard can be taken off, and leaves another action",
    ),
    (
        "RAM502",
        "RAM513",
        "a principal is of another account, and needless",
    ),
    (
        "RAM602",
        "RAM615",
        "a policy is not there, and attached to a user",
    ),
    (
        "RAM615",
        "RAM902",
        "a policy is attached to a user, and judged by its name",
    ),
];

fn pairs(samples: &[Sample]) -> Vec<(&'static str, String)> {
    let pair = |sample: &Sample| (sample.path, sample.plain());
    samples.iter().map(pair).collect()
}

fn over(files: &[(&str, String)]) -> Vec<Finding> {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    marked::all(&files, GUARDED)
}

/// What two rules say of one place, beyond what they may.
fn told_twice(findings: &[Finding]) -> Vec<String> {
    let mut by_place: BTreeMap<Span, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_place.entry(finding.at.at).or_default().push(finding);
    }
    let mut twice = Vec::new();
    for found in by_place.values() {
        for (number, one) in found.iter().enumerate() {
            for other in &found[number + 1..] {
                let may = |(a, b, _): &(&str, &str, &str)| *a == one.rule && *b == other.rule;
                if one.rule != other.rule && !TWO_FAULTS.iter().any(may) {
                    twice.push(format!(
                        "{} {:?} and {} {:?}",
                        one.rule, one.message, other.rule, other.message
                    ));
                }
            }
        }
    }
    twice
}

/// The texts of a folder of this repository, by path.
fn folder(name: &str) -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut pending = vec![top.join(name)];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|end| end != "md") {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(top.join(name)).unwrap();
                found.push((path.to_str().unwrap().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_two_rules_tell_one_fault() {
    let mut twice = Vec::new();
    for rule in RULES {
        for (kind, samples) in [("avoid", rule.docs.avoid), ("prefer", rule.docs.prefer)] {
            let found = told_twice(&over(&pairs(samples)));
            twice.extend(
                found
                    .into_iter()
                    .map(|one| format!("{} {kind}: {one}", rule.id)),
            );
        }
    }
    let company = folder("policies/examples");
    let company: Vec<(&str, String)> = company
        .iter()
        .map(|(path, text)| (path.as_str(), text.clone()))
        .collect();
    twice.extend(told_twice(&over(&company)));
    assert!(twice.is_empty(), "{}", twice.join("\n"));
}

#[test]
fn every_rule_is_quiet_on_the_guardrails() {
    for (path, text) in folder("policies/guardrails") {
        if path.starts_with("variants-that-fail/") {
            continue;
        }
        let found = over(&[(path.as_str(), text)]);
        let told: Vec<String> = found
            .iter()
            .map(|finding| format!("{} {} {}", finding.rule, finding.level, finding.message))
            .collect();
        assert!(told.is_empty(), "{path}: {told:#?}");
    }
}
