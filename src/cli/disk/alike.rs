//! Paths that are two here and one on file systems that do not tell the case of
//! letters apart, or that keep every letter in one form: a checkout there has one of
//! the files, and nothing here says which.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::reason::Reason;
use super::{Inputs, NotAnalysed};

/// Refuses what was read and is one with another path elsewhere. Both stay as they
/// are: what is not analysed is the tree that has only one of them.
pub(super) fn refuse<From>(inputs: &mut Inputs<From>) {
    let paths = inputs.files.iter().map(|file| file.path.as_str());
    let alike = alike(paths).into_iter().map(|(path, other)| NotAnalysed {
        path: path.to_owned(),
        reason: Reason::NotToldApart(other.to_owned()),
        detail: String::new(),
    });
    inputs.not_analysed.extend(alike.collect::<Vec<_>>());
}

/// Pairs of files or folders that are one path elsewhere, the later before the first
/// that was met. What is in folders that are one is not paired for that.
fn alike<'p>(paths: impl Iterator<Item = &'p str>) -> BTreeSet<(&'p str, &'p str)> {
    let mut found = BTreeSet::new();
    // Each part by the number of its folder, so that a path costs its length.
    let mut known: BTreeMap<(usize, String), (usize, &str)> = BTreeMap::new();
    for path in paths {
        let (mut folder, mut begin) = (0, 0);
        for part in path.split('/') {
            let end = usize::saturating_add(begin, part.len());
            let whole = path.get(..end).unwrap_or(path);
            let number = known.len().saturating_add(1);
            match known.entry((folder, folded(part))) {
                Entry::Vacant(vacant) => {
                    vacant.insert((number, whole));
                    folder = number;
                }
                Entry::Occupied(occupied) => {
                    let (number, first) = *occupied.get();
                    if first.get(begin..) != Some(part) {
                        found.insert((whole, first));
                        break;
                    }
                    folder = number;
                }
            }
            begin = end.saturating_add(1);
        }
    }
    found
}

/// The form in which parts of paths are compared where they are not told apart: no
/// case, decomposed, and without the characters that HFS+ does not see.
fn folded(part: &str) -> String {
    if part.is_ascii() {
        return part.to_ascii_lowercase();
    }
    part.chars()
        .filter(|c| !is_not_seen(*c))
        .nfd()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfd()
        .collect()
}

const fn is_not_seen(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_one_path_elsewhere_is_paired_once() {
        for (paths, pairs) in [
            (&["P.json", "p.json"][..], &[("p.json", "P.json")][..]),
            (&["a/p.json", "b/P.json"], &[]),
            (
                &["A/p.json", "A/q.json", "a/p.json", "a/r.json"],
                &[("a", "A")],
            ),
            // A file and a folder cannot be one path either.
            (&["A", "a/p.json"], &[("a", "A")]),
            (
                &["caf\u{e9}.tf", "cafe\u{301}.tf"],
                &[("cafe\u{301}.tf", "caf\u{e9}.tf")],
            ),
            (
                &["CAF\u{c9}.tf", "cafe\u{301}.tf"],
                &[("cafe\u{301}.tf", "CAF\u{c9}.tf")],
            ),
            (
                &["stra\u{df}e.tf", "STRASSE.tf"],
                &[("STRASSE.tf", "stra\u{df}e.tf")],
            ),
            (
                &["\u{3c3}.tf", "\u{3c2}.tf"],
                &[("\u{3c2}.tf", "\u{3c3}.tf")],
            ),
            (&["k.tf", "\u{212a}.tf"], &[("\u{212a}.tf", "k.tf")]),
            (&["p\u{200d}.tf", "p.tf"], &[("p.tf", "p\u{200d}.tf")]),
            (&["p.tf", "p\u{200b}.tf", "\u{ff50}.tf"], &[]),
            (
                &["p.tf", "P.tf", "P.TF"],
                &[("P.TF", "p.tf"), ("P.tf", "p.tf")],
            ),
        ] {
            let found: Vec<_> = alike(paths.iter().copied()).into_iter().collect();
            assert_eq!(found, pairs, "{paths:?}");
        }
    }
}
