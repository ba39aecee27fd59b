//! `diff` of policies that were put into several documents.

use std::collections::BTreeSet;

use serde_json::json;

use super::diff::{both, json};
use super::{BAD, DENY, GOOD};

/// DIFF-04: what is put into a policy of its own gives nobody anything whose holder had
/// it; what stays behind is told, since others may hold it.
#[test]
fn diff_04_a_policy_split_into_two_gives_nobody_anything() {
    let manifest = |policies: &str| {
        format!("ram_attachments: 1\nusers: {{ al: {{ policies: [{policies}] }} }}\n")
    };
    let whole = BAD.replace(
        "\"kvstore:DestroyInstance\"",
        "[\"kvstore:DestroyInstance\", \"oss:GetObject\"]",
    );
    let one = manifest("Custom/P");
    for (name, policies, files, lost) in [
        (
            "a part is taken out",
            "Custom/P, Custom/Q",
            vec![("policies/P.json", GOOD), ("policies/Q.json", BAD)],
            vec!["policy/policies/P.json"],
        ),
        (
            "two new ones",
            "Custom/Q, Custom/R",
            vec![
                ("policies/Q.json", BAD),
                ("policies/R.json", whole.as_str()),
            ],
            vec![],
        ),
    ] {
        let after = manifest(policies);
        let mut files = files;
        files.push(("ram-attachments.yaml", &after));
        let folder = both(
            &[("ram-attachments.yaml", &one), ("policies/P.json", &whole)],
            &files,
        );
        for flags in [&[][..], &["--all-actions"]] {
            let report = json(&folder, flags);
            assert_eq!(report["gained"], json!([]), "{name} {flags:?}");
            let told = report["lost"].as_array().unwrap();
            let told: BTreeSet<&str> = told
                .iter()
                .map(|entry| entry["principal"].as_str().unwrap())
                .collect();
            assert_eq!(told, lost.iter().copied().collect(), "{name} {flags:?}");
        }
    }
}

/// DIFF-04: a new policy is told where nobody holds it, or where a Deny keeps its
/// holder from what it allows.
#[test]
fn diff_04_a_new_policy_that_its_holder_cannot_use_is_told() {
    let manifest = |policies: &str| {
        format!("ram_attachments: 1\nusers: {{ al: {{ policies: [{policies}] }} }}\n")
    };
    let whole = BAD.replace(
        "\"kvstore:DestroyInstance\"",
        "[\"kvstore:DestroyInstance\", \"oss:GetObject\"]",
    );
    let (one, denied) = (
        manifest("Custom/P"),
        manifest("Custom/P, Custom/Q, Custom/D"),
    );
    for (name, attached) in [("nobody holds it", &one), ("denied", &denied)] {
        let folder = both(
            &[("ram-attachments.yaml", &one), ("policies/P.json", BAD)],
            &[
                ("ram-attachments.yaml", attached),
                ("policies/P.json", BAD),
                ("policies/Q.json", &whole),
                ("policies/D.json", DENY),
            ],
        );
        for flags in [&[][..], &["--all-actions"]] {
            let report = json(&folder, flags);
            let gained = report["gained"].as_array().unwrap();
            let mut told = gained.iter().map(|entry| &entry["principal"]);
            assert!(
                told.any(|one| one == "policy/policies/Q.json"),
                "{name} {flags:?}: {gained:?}"
            );
        }
    }
}
