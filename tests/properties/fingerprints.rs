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

/// Rules with the fingerprints of their findings.
type Prints = BTreeSet<(&'static str, String)>;

fn prints(findings: &[Finding]) -> Prints {
    let print = |one: &Finding| (one.rule, one.fingerprint.clone());
    let all: Prints = findings.iter().map(print).collect();
    assert_eq!(
        all.len(),
        findings.len(),
        "two findings have one fingerprint"
    );
    all
}

/// Of those, the ones about access.
fn access(prints: &Prints) -> BTreeSet<&(&'static str, String)> {
    let prints = prints.iter();
    prints
        .filter(|(rule, _)| rule.starts_with("RAM1"))
        .collect()
}

/// Reordering and reformatting keep all fingerprints, and a principal more who is
/// allowed makes a new one.
pub fn fingerprints(bytes: &[u8]) {
    let mut drawn = Drawn::new(bytes);
    let odd = drawn.once_in(2);
    let kind = drawn.below(5);
    let document = text(&statements(&mut drawn, 4, odd));
    let manifest = "ram_attachments: 1\nusers:\n  alice: { policies: [p] }\n";
    let before = prints(&found(&document, manifest));
    let layouts = [(" ", true), ("\r\n", true), ("", false), ("\n \t", false)];
    let Some((space, backwards)) = layouts.get(kind) else {
        let more = format!("{manifest}  bob: {{ policies: [p] }}\n");
        let after = prints(&found(&document, &more));
        let (old, new) = (access(&before), access(&after));
        assert!(
            old.is_empty() || !new.is_subset(&old),
            "one principal more is not new: {document}"
        );
        return;
    };
    if let Some(parts) = json(&document) {
        let after = prints(&found(&parts.write(space, *backwards), manifest));
        assert_eq!(before, after, "{document}");
    }
}
