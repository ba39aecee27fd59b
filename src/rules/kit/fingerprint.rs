//! A short name for a finding that survives unrelated edits: made of the rule,
//! the file, the text responsible and how often that text was reported before,
//! never of line numbers nor of words in some language.

use std::collections::BTreeMap;

use crate::rules::kit::finding::Finding;
use crate::source::Sources;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Gives every finding its fingerprint; findings are in report order.
pub fn assign(findings: &mut [Finding], sources: &Sources) {
    let mut seen: BTreeMap<u64, u32> = BTreeMap::new();
    for finding in findings {
        let parts = [
            finding.rule,
            sources.path(finding.at.at.file),
            sources.slice(finding.at.at),
        ];
        let hash = parts
            .iter()
            .fold(OFFSET, |hash, part| mix(mix_all(hash, part), 0));
        let earlier = seen.entry(hash).or_default();
        let hash = earlier
            .to_le_bytes()
            .iter()
            .fold(hash, |hash, byte| mix(hash, *byte));
        *earlier = earlier.saturating_add(1);
        finding.fingerprint = format!("{hash:016x}");
    }
}

fn mix_all(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, mix)
}

const fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(PRIME)
}
