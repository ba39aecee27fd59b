//! FP-02, FP-03: layout, order and neighbours make no difference.

use std::fs;
use std::path::Path;

use ramlint::rules::{RULES, Sample};

use super::{Texts, prints};
use crate::marked::GUARDED;
use crate::properties::written::json;

fn of_samples(samples: &[Sample]) -> Texts {
    let text = |sample: &Sample| (sample.path.to_owned(), sample.plain());
    samples.iter().map(text).collect()
}

/// What the pages of rules say to avoid, and the example company.
fn inputs() -> Vec<(String, Texts)> {
    let mut all = Vec::new();
    for rule in RULES {
        all.push((rule.id.to_owned(), of_samples(rule.docs.avoid)));
    }
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/examples");
    let mut texts = Texts::new();
    for folder in ["", "policies", "trust", "control-policies"] {
        let mut files: Vec<_> = fs::read_dir(top.join(folder)).unwrap().collect();
        files.sort_by_key(|entry| entry.as_ref().unwrap().path());
        for entry in files.into_iter().map(Result::unwrap) {
            let path = entry.path();
            if path.is_file() && path.extension().is_none_or(|ending| ending != "md") {
                let name = path.strip_prefix(&top).unwrap().to_str().unwrap();
                texts.push((name.to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    all.push(("examples".to_owned(), texts));
    all
}

/// Every text of an input written anew; `None` where none of them can be.
fn rewritten(texts: &Texts, write: &dyn Fn(&str, &str) -> Option<String>) -> Option<Texts> {
    let mut any = false;
    let texts = texts
        .iter()
        .map(|(path, text)| {
            let new = write(path, text);
            any |= new.as_ref().is_some_and(|new| new != text);
            (path.clone(), new.unwrap_or_else(|| text.clone()))
        })
        .collect();
    any.then_some(texts)
}

#[test]
fn fp_02_fp_03_layout_and_order_make_no_difference() {
    type Write = (&'static str, &'static dyn Fn(&str, &str) -> Option<String>);
    let writes: &[Write] = &[
        ("minified", &|_, text| Some(json(text)?.write("", false))),
        ("spread", &|_, text| Some(json(text)?.write("\n \t", false))),
        ("backwards", &|_, text| Some(json(text)?.write(" ", true))),
        ("CRLF", &|_, text| Some(text.replace('\n', "\r\n"))),
        ("moved down", &|path, text| {
            let is_configuration = [".tf", ".yaml", ".yml"]
                .iter()
                .any(|end| path.ends_with(end));
            is_configuration.then(|| format!("# A remark.\n\n\n{text}"))
        }),
    ];
    let mut rewrote = 0;
    let mut failed = Vec::new();
    for (name, texts) in inputs() {
        let before = prints(&texts, GUARDED);
        for (how, write) in writes {
            let Some(after) = rewritten(&texts, write) else {
                continue;
            };
            rewrote += 1;
            let after = prints(&after, GUARDED);
            if before != after {
                let lost: Vec<_> = before.difference(&after).map(|one| one.0).collect();
                let new: Vec<_> = after.difference(&before).map(|one| one.0).collect();
                failed.push(format!("{name}, {how}: lost {lost:?}, new {new:?}"));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(rewrote > 300, "{rewrote}");
}

#[test]
fn fp_03_a_statement_before_takes_no_fingerprint_away() {
    let mut failed = Vec::new();
    for (name, texts) in inputs() {
        let more = |_: &str, text: &str| Some(json(text)?.with_more().write(" ", false));
        let Some(after) = rewritten(&texts, &more) else {
            continue;
        };
        let after = prints(&after, GUARDED);
        let lost: Vec<_> = prints(&texts, GUARDED)
            .difference(&after)
            .map(|one| one.0)
            .collect();
        if !lost.is_empty() {
            failed.push(format!("{name} lost {lost:?}"));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// A byte order mark is a fault of JSON of its own, and changes no other.
#[test]
fn fp_03_a_byte_order_mark_takes_no_fingerprint_away() {
    let mut failed = Vec::new();
    for (name, texts) in inputs() {
        let marked = rewritten(&texts, &|_, text| Some(format!("\u{feff}{text}"))).unwrap();
        let after = prints(&marked, GUARDED);
        let lost: Vec<_> = prints(&texts, GUARDED)
            .difference(&after)
            .map(|one| one.0)
            .collect();
        if !lost.is_empty() {
            failed.push(format!("{name} lost {lost:?}"));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
