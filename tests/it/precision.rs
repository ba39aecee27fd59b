//! Findings about real documents, judged one by one: `tests/notes/precision.tsv` says
//! of each finding of level medium or above on a hundred documents whether it is
//! right, and why. At least 97 % are. Where the corpus is at hand, the findings on
//! those documents are held to be the ones that were judged.

use std::collections::{BTreeMap, BTreeSet};

use ramlint::rules::RULES;
use serde_json::Value;

const NOTES: &str = include_str!("../notes/precision.tsv");

/// The share of right findings, in percent, that is the least.
const LEAST: usize = 97;

/// Documents that were drawn.
const DOCUMENTS: usize = 100;

/// Where a document is from: repository, commit, path and line; a folder has no line.
type Origin<'a> = [&'a str; 4];

struct Judged<'a> {
    origin: Origin<'a>,
    rule: &'a str,
    number: usize,
    right: bool,
}

/// The documents, and what was judged of them.
fn notes() -> (BTreeSet<Origin<'static>>, Vec<Judged<'static>>) {
    let mut documents = BTreeSet::new();
    let mut judged = Vec::new();
    for line in NOTES.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [repository, commit, path, place, rule, number, verdict, why] = columns[..] else {
            panic!("{line}");
        };
        assert!(repository.contains('/') && !path.is_empty(), "{line}");
        assert!(place == "-" || place.parse::<u32>().is_ok(), "{line}");
        assert!(
            commit.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{line}"
        );
        let origin = [repository, commit, path, place];
        documents.insert(origin);
        if rule == "-" {
            continue;
        }
        assert!(RULES.iter().any(|known| known.id == rule), "{line}");
        assert!(["right", "wrong"].contains(&verdict), "{line}");
        assert!(why.len() > 10, "{line}");
        judged.push(Judged {
            origin,
            rule,
            number: number.parse().unwrap(),
            right: verdict == "right",
        });
    }
    (documents, judged)
}

#[test]
fn at_least_97_in_100_findings_are_right() {
    let (documents, judged) = notes();
    assert_eq!(documents.len(), DOCUMENTS);
    let all: usize = judged.iter().map(|one| one.number).sum();
    let right = judged.iter().filter(|one| one.right);
    let right: usize = right.map(|one| one.number).sum();
    assert!(right * 100 >= LEAST * all, "{right} of {all}");
}

#[test]
fn the_findings_on_the_documents_are_those_that_were_judged() {
    let Some(corpus) = crate::corpus::folder() else {
        return;
    };
    let (documents, judged) = notes();
    let manifest = std::fs::read_to_string(corpus.join("MANIFEST.jsonl")).unwrap();
    let mut files: BTreeMap<[String; 4], String> = BTreeMap::new();
    for line in manifest.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
        let line = row["line"].as_u64();
        let line = line.map_or_else(|| "-".to_owned(), |line| line.to_string());
        let path = Some(text("path")).filter(|path| !path.is_empty());
        let path = path.unwrap_or_else(|| ".".to_owned());
        let origin = [text("repo"), text("commit"), path, line];
        // Of a document inside a template, the template.
        files.insert(origin, text("file"));
    }
    let mut expected: BTreeMap<(Origin<'_>, String), usize> = BTreeMap::new();
    for one in &judged {
        let key = (one.origin, one.rule.to_owned());
        *expected.entry(key).or_default() += one.number;
    }
    let mut found: BTreeMap<(Origin<'_>, String), usize> = BTreeMap::new();
    for origin in documents {
        let file = &files[&origin.map(str::to_owned)];
        for rule in crate::cli::grave_findings(&corpus.join(file)) {
            *found.entry((origin, rule)).or_default() += 1;
        }
    }
    assert_eq!(found, expected);
}
