//! All rules over the examples of all pages, over the example company and over
//! the guardrails: one fault is told by one rule.

use std::collections::BTreeMap;
use std::path::Path;

use ramlint::rules::{Finding, RULES, Sample};
use ramlint::source::Span;

use crate::marked::{self, GUARDED};

/// Rules that may point at one text, because they tell two faults of it.
const TWO_FAULTS: &[(&str, &str, &str)] = &[];

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
