//! Fingerprints of findings about documents that bytes draw: layout and order make no
//! difference, and what gives access to somebody new is new.

use std::collections::BTreeSet;

use ramlint::rules::Finding;

use super::drawn::Drawn;
use super::solver::statements;
use super::written::json;
use crate::accounts::text;
use crate::marked::all;

/// An action that a resource can narrow.
const ACTION: &str = "kvstore:DeleteInstance";

fn found(document: &str, manifest: &str) -> Vec<Finding> {
    let texts = [
        ("policies/p.json", document),
        ("ram-attachments.yaml", manifest),
    ];
    all(&texts, ACTION)
}

fn prints(findings: &[Finding]) -> BTreeSet<(&'static str, String)> {
    let print = |one: &Finding| (one.rule, one.fingerprint.clone());
    let all: BTreeSet<_> = findings.iter().map(print).collect();
    assert_eq!(
        all.len(),
        findings.len(),
        "two findings have one fingerprint"
    );
    all
}

/// Reordering and reformatting keep all fingerprints; a statement that allows more
/// and a principal more who is allowed make a new one.
pub fn fingerprints(bytes: &[u8]) {
    let mut drawn = Drawn::new(bytes);
    let odd = drawn.once_in(2);
    let document = text(&statements(&mut drawn, 4, odd));
    let manifest = "ram_attachments: 1\nusers:\n  alice: { policies: [p] }\n";
    let before = prints(&found(&document, manifest));
    let parts = json(&document);
    let Some(parts) = parts else {
        return;
    };
    for (space, backwards) in [("", false), ("\n \t", false), (" ", true), ("\r\n", true)] {
        let after = prints(&found(&parts.write(space, backwards), manifest));
        assert_eq!(before, after, "{document}");
    }
    let access = |findings: &[Finding]| {
        let all = prints(findings).into_iter();
        let all = all.filter(|(rule, _)| rule.starts_with("RAM1"));
        all.collect::<BTreeSet<_>>()
    };
    let old = access(&found(&document, manifest));
    let more = "ram_attachments: 1\nusers:\n  alice: { policies: [p] }\n  bob: { policies: [p] }\n";
    let new = access(&found(&document, more));
    assert!(
        old.is_empty() || !new.is_subset(&old),
        "one principal more is not new: {document}"
    );
}
