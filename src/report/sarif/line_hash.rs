//! The hash of a line by which GitHub tells an alert again: a rolling hash over
//! the 100 UTF-16 units from the start of the line on, without blanks and tabs,
//! every kind of line break as one. `upload-sarif` computes the same and warns of
//! a value that differs, so every bit counts.
//! Source: `src/fingerprints.ts` of github/codeql-action.

/// Units that a hash is made of.
const BLOCK: usize = 100;
/// The multiplier.
const FACTOR: u64 = 37;
/// Stands for the end of the text.
const END: u16 = 65535;

/// The hashes of all lines, the first line first, each with how often the same
/// hash was met so far: `39fa2ee980eb94b0:1`.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    let (units, starts) = units(text);
    let mut seen: std::collections::BTreeMap<u64, u32> = std::collections::BTreeMap::new();
    // The factor of the unit that leaves the window.
    let leaving = (0..BLOCK).fold(1_u64, |product, _| product.wrapping_mul(FACTOR));
    let unit = |at: usize| u64::from(units.get(at).copied().unwrap_or(0));
    let mut hash = (0..BLOCK).fold(0_u64, |hash, at| {
        hash.wrapping_mul(FACTOR).wrapping_add(unit(at))
    });
    let mut hashes = Vec::with_capacity(starts.len());
    let mut at = 0_usize;
    for start in starts {
        while at < start {
            hash = hash
                .wrapping_mul(FACTOR)
                .wrapping_add(unit(at.saturating_add(BLOCK)))
                .wrapping_sub(leaving.wrapping_mul(unit(at)));
            at = at.saturating_add(1);
        }
        let count = seen.entry(hash).or_default();
        *count = count.saturating_add(1);
        hashes.push(format!("{hash:x}:{count}"));
    }
    hashes
}

/// The units that count, and the places among them at which lines start.
fn units(text: &str) -> (Vec<u16>, Vec<usize>) {
    let mut units = Vec::with_capacity(text.len());
    let mut starts = Vec::new();
    let mut at_start = true;
    let mut after_return = false;
    for unit in text.encode_utf16().chain([END]) {
        let is = |c: char| u32::from(unit) == u32::from(c);
        let second_half = after_return && is('\n');
        after_return = false;
        if is(' ') || is('\t') || second_half {
            continue;
        }
        if at_start {
            starts.push(units.len());
        }
        after_return = is('\r');
        at_start = after_return || is('\n');
        units.push(if after_return { 10 } else { unit });
    }
    (units, starts)
}
