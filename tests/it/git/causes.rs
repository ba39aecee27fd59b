//! A history of accounts in which each commit changes one thing: what is told between
//! it and the commit before is who gained, once, with the cause at the text.

use gix_index::hash::ObjectId;
use serde_json::Value;

use super::Repo;
use crate::differences::cases::{CASES, Case};
use crate::differences::unmarked;

/// Marked places: side, path, offset and length.
type Places = Vec<(String, String, u64, u64)>;

fn places(case: &Case) -> Places {
    let mut found = Places::new();
    for (side, files) in [("base", case.before), ("head", case.after)] {
        for (path, text) in files {
            let (_, marks) = unmarked(text);
            for (at, text) in marks {
                let start = u64::try_from(at).unwrap();
                let end = start + u64::try_from(text.len()).unwrap();
                found.push((side.to_owned(), (*path).to_owned(), start, end));
            }
        }
    }
    found.sort();
    found
}

fn told(report: &Value) -> Places {
    let mut found = Places::new();
    for cause in report["causes"].as_array().unwrap() {
        for list in [&cause["places"], &cause["grants"]] {
            for one in list.as_array().unwrap() {
                let at = &one["at"];
                found.push((
                    one["side"].as_str().unwrap().to_owned(),
                    at["path"].as_str().unwrap().to_owned(),
                    at["start"].as_u64().unwrap(),
                    at["end"].as_u64().unwrap(),
                ));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn commit(repo: &mut Repo, files: &[(&str, &str)], parent: Option<ObjectId>) -> ObjectId {
    let plain: Vec<(&str, String)> = files
        .iter()
        .map(|(path, text)| (*path, unmarked(text).0))
        .collect();
    let files: Vec<(&str, &str)> = plain
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    repo.commit(&files, parent.as_slice())
}

#[test]
fn each_commit_of_a_history_is_told_once_with_its_cause_and_place() {
    let mut repo = Repo::new();
    let mut parent = None;
    let mut commits = Vec::new();
    for case in CASES {
        let before = commit(&mut repo, case.before, parent);
        let after = commit(&mut repo, case.after, Some(before));
        commits.push((case, before, after));
        parent = Some(after);
    }
    repo.branch("main", parent.unwrap());
    for (case, before, after) in commits {
        let range = format!("{before}...{after}");
        let line = ["diff", &range, "--format", "json"];
        let line = [&line[..], &["--at", "2026-11-22T00:00:00Z"]].concat();
        let report = repo.run(&line).ends(0).json();
        let entries = |list: &str| -> Vec<String> {
            let list = report[list].as_array().unwrap().iter();
            list.map(|entry| {
                let (kind, who) = (&entry["kind"], &entry["principal"]);
                format!("{} {}", kind.as_str().unwrap(), who.as_str().unwrap())
            })
            .collect()
        };
        assert_eq!(entries("gained"), case.gained, "{}", case.name);
        assert_eq!(entries("lost"), case.lost, "{}", case.name);
        let causes = report["causes"].as_array().unwrap().len();
        assert_eq!(causes, case.causes.len(), "{}", case.name);
        assert_eq!(told(&report), places(case), "{}", case.name);
    }
}
