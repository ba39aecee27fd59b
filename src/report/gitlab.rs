//! The two reports that GitLab reads from a job: code quality for its widget, and
//! SAST for its vulnerability pages. Paths are relative to the project.

pub mod code_quality;
pub mod sast;

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::rules::Finding;

/// Digits of the name of an issue of code quality.
const NAME: usize = 32;

/// Names the fingerprints of findings among all names that UUIDs are made of.
fn namespace() -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_URL,
        concat!(env!("CARGO_PKG_HOMEPAGE"), "#ramlint/v1").as_bytes(),
    )
}

/// A UUID per finding: that of its fingerprint, so that the next run gives the same,
/// and no two alike, since GitLab takes equal ones for one.
fn uuids(findings: &[Finding]) -> Vec<Uuid> {
    let namespace = namespace();
    let mut taken = BTreeSet::new();
    findings
        .iter()
        .map(|finding| {
            let mut id = Uuid::new_v5(&namespace, finding.fingerprint.as_bytes());
            while !taken.insert(id) {
                id = Uuid::new_v5(&namespace, id.as_bytes());
            }
            id
        })
        .collect()
}

/// A name of 32 digits per finding: the first of its fingerprint, or those of its UUID
/// where another has them.
fn names(findings: &[Finding]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    findings
        .iter()
        .zip(uuids(findings))
        .map(|(finding, id)| {
            let first = finding.fingerprint.get(..NAME).unwrap_or_default();
            let free = !first.is_empty() && taken.insert(first);
            if free {
                first.to_owned()
            } else {
                id.simple().to_string()
            }
        })
        .collect()
}
