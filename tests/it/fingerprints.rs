//! FP-01 to FP-04 by metamorphosis: what leaves the meaning of texts alone keeps
//! every fingerprint, and what gives more access makes a new one.

mod rewritten;
mod widened;

use std::collections::BTreeSet;

use ramlint::rules::Finding;

use crate::marked::{self, GUARDED};

/// Paths and texts of one input.
type Texts = Vec<(String, String)>;

fn findings(texts: &[(String, String)], guarded: &str) -> Vec<Finding> {
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    marked::all(&texts, guarded)
}

/// Rules with the fingerprints of their findings.
fn prints(texts: &[(String, String)], guarded: &str) -> BTreeSet<(&'static str, String)> {
    let found = findings(texts, guarded);
    let all: BTreeSet<_> = found
        .iter()
        .map(|one| (one.rule, one.fingerprint.clone()))
        .collect();
    assert_eq!(all.len(), found.len(), "two findings have one fingerprint");
    all
}

#[test]
fn fp_01_a_fingerprint_is_a_sha_256_and_a_meaning_another() {
    let text =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}]}"#;
    let of = |path: &str| findings(&[(path.to_owned(), text.to_owned())], GUARDED);
    let (one, other) = (of("a/p.json"), of("b/p.json"));
    assert!(!one.is_empty());
    for (one, other) in one.iter().zip(&other) {
        for hash in [&one.fingerprint, &one.meaning] {
            assert_eq!(hash.len(), 64);
            assert!(hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
        assert_ne!(one.fingerprint, one.meaning);
        assert_ne!(one.fingerprint, other.fingerprint, "the path counts");
        assert_eq!(one.meaning, other.meaning, "and here it does not");
    }
}

/// A file that is renamed means the same, also where its name is that of the policy.
#[test]
fn fp_04_the_meaning_does_not_know_the_path() {
    let text = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["kvstore:*","kvstore:List*"],"Resource":"*"}]}"#;
    let of = |path: &str| -> BTreeSet<String> {
        let found = findings(&[(path.to_owned(), text.to_owned())], GUARDED);
        found.into_iter().map(|one| one.meaning).collect()
    };
    assert_eq!(of("policies/old.json"), of("access/new.json"));
}
