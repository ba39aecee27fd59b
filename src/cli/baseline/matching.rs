//! Which findings are known: each entry stands for one finding, of the same name, or
//! of the same meaning in a file that was moved.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::baseline::{Entry, UNREAD};
use crate::rules::Finding;
use crate::source::Sources;

/// Which files have another name than they had.
#[derive(Clone, Debug, Default)]
pub struct Moves {
    /// Old and new paths of files that were renamed, relative to the root.
    renames: BTreeSet<(String, String)>,
    /// Paths of files that are gone, of which nobody knows where their texts are now.
    gone: BTreeSet<String>,
    /// Paths of entries whose files are still there, and are no other files moved.
    there: BTreeSet<String>,
    /// Paths of files, and of entries, that an earlier commit has.
    before: BTreeSet<String>,
}

impl Moves {
    /// Of old and new paths. A path that is still there was copied, not renamed.
    pub fn new(
        renames: impl IntoIterator<Item = (String, String)>,
        is_there: impl Fn(&str) -> bool,
    ) -> Self {
        let renames = renames.into_iter();
        Self {
            renames: renames.filter(|(old, _)| !is_there(old)).collect(),
            ..Self::default()
        }
    }

    /// The same, for entries that were written down some time ago. No commit says what
    /// became of their files since, so that one that is gone may have any path that no
    /// entry shows to be as old.
    #[must_use]
    pub fn since_written(mut self, entries: &[Entry], is_there: impl Fn(&str) -> bool) -> Self {
        let paths: BTreeSet<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
        let paths = paths.into_iter().map(str::to_owned);
        (self.there, self.gone) = paths.partition(|path| is_there(path));
        self
    }

    /// The same, where a commit has files of some paths: what is gone since then can only
    /// be where that has nothing.
    #[must_use]
    pub fn since_commit(mut self, paths: impl IntoIterator<Item = String>) -> Self {
        self.before = paths.into_iter().collect();
        self
    }

    /// The keys under which entries are looked for in other files than their own, the
    /// nearest first. What an entry means is told by its key anyhow.
    const KEYS: [fn(&Self, Place<'_>) -> Vec<String>; 3] = [
        |moves, place| match place {
            Place::Then(path) => {
                let renames = moves.renames.iter().filter(|(old, _)| old == path);
                renames.map(|(_, new)| new.clone()).collect()
            }
            Place::Now(path) => vec![path.to_owned()],
        },
        |moves, place| moves.anywhere(place, name),
        |moves, place| moves.anywhere(place, |_| ""),
    ];

    fn anywhere(&self, place: Place<'_>, key: impl Fn(&str) -> &str) -> Vec<String> {
        let keyed = |when: &str, path| format!("{when} {}", key(path));
        let is_before = |path| self.before.contains(path);
        match place {
            Place::Then(path) if !self.gone.contains(path) => Vec::new(),
            Place::Then(path) if is_before(path) => vec![keyed("since", path)],
            Place::Then(path) => vec![keyed("ever", path)],
            Place::Now(path) if self.there.contains(path) => Vec::new(),
            Place::Now(path) if is_before(path) => vec![keyed("ever", path)],
            Place::Now(path) => vec![keyed("since", path), keyed("ever", path)],
        }
    }
}

/// The path of an entry when it was written down, or of a finding.
#[derive(Clone, Copy)]
enum Place<'a> {
    Then(&'a str),
    Now(&'a str),
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Findings, and what they were compared with.
#[derive(Debug)]
pub struct Matched<'e> {
    /// Findings that are not known.
    pub new: Vec<Finding>,
    /// Findings that are known.
    pub known: Vec<Finding>,
    /// Entries that stand for nothing any more.
    pub left: Vec<&'e Entry>,
}

/// Compares findings with entries. What was not analysed is never known.
#[must_use]
pub fn matching<'e>(
    findings: Vec<Finding>,
    sources: &Sources,
    entries: &'e [Entry],
    moves: &Moves,
) -> Matched<'e> {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        names.entry(entry.fingerprint()).or_insert(index);
    }
    let mut used = BTreeSet::new();
    let mut known: Vec<bool> = findings
        .iter()
        .map(|finding| {
            let index = names.get(finding.fingerprint.as_str());
            let index = index.filter(|_| finding.rule != UNREAD);
            index.is_some_and(|index| used.insert(*index))
        })
        .collect();
    for key in Moves::KEYS {
        let mut free: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate().rev() {
            if !used.contains(&index) {
                for at in key(moves, Place::Then(&entry.path)) {
                    free.entry((at, entry.meaning())).or_default().push(index);
                }
            }
        }
        let unknown = findings.iter().zip(&mut known);
        for (finding, known) in unknown.filter(|(one, known)| !**known && one.rule != UNREAD) {
            for at in key(moves, Place::Now(sources.path(finding.at.at.file))) {
                if *known {
                    break;
                }
                let free = free.get_mut(&(at, finding.meaning.as_str()));
                let index = free.and_then(Vec::pop);
                *known = index.is_some_and(|index| used.insert(index));
            }
        }
    }
    let mut matched = Matched {
        new: Vec::new(),
        known: Vec::new(),
        left: Vec::new(),
    };
    for (finding, known) in findings.into_iter().zip(known) {
        if known {
            matched.known.push(finding);
        } else {
            matched.new.push(finding);
        }
    }
    let left = entries.iter().enumerate();
    let left = left.filter(|(index, _)| !used.contains(index));
    matched.left = left.map(|(_, entry)| entry).collect();
    matched
}

#[cfg(test)]
mod tests {
    use super::{Moves, matching};
    use crate::cli::baseline::Entry;
    use crate::rules::{Confidence, Finding, Label, Level};
    use crate::source::{Sources, Span};

    fn finding(sources: &mut Sources, path: &str, name: u64, meaning: u64) -> Finding {
        let known = sources.paths().find(|(_, known)| *known == path);
        let known = known.map(|(file, _)| file);
        let file = known.unwrap_or_else(|| sources.add(path, "{}"));
        let at = Label {
            at: Span::new(file, 0, 1),
            text: String::new(),
        };
        Finding {
            fingerprint: format!("{name:064x}"),
            meaning: format!("{meaning:064x}"),
            ..Finding::new(
                ("RAM101", ""),
                (Level::High, Confidence::High),
                String::new(),
                at,
            )
        }
    }

    /// Path, fingerprint and meaning of each.
    type Facts<'a> = &'a [(&'a str, u64, u64)];

    /// What is new, known and left when some findings follow on others.
    fn after(before: Facts<'_>, now: Facts<'_>, renames: &[(&str, &str)]) -> [Vec<u64>; 3] {
        matched(before, now, renames, false)
    }

    /// The same, for entries that were or were not written down some time ago.
    fn matched(
        before: Facts<'_>,
        now: Facts<'_>,
        renames: &[(&str, &str)],
        is_written: bool,
    ) -> [Vec<u64>; 3] {
        let mut sources = Sources::default();
        let entries: Vec<Entry> = before
            .iter()
            .map(|(path, name, meaning)| {
                let one = finding(&mut sources, path, *name, *meaning);
                Entry::new(&one, &sources)
            })
            .collect();
        let now: Vec<Finding> = now
            .iter()
            .map(|(path, name, meaning)| finding(&mut sources, path, *name, *meaning))
            .collect();
        let there: Vec<String> = now
            .iter()
            .map(|one| sources.path(one.at.at.file).to_owned())
            .collect();
        let renames = renames.iter();
        let renames = renames.map(|(old, new)| ((*old).to_owned(), (*new).to_owned()));
        let is_there = |path: &str| there.iter().any(|one| one == path);
        let mut moves = Moves::new(renames, is_there);
        if is_written {
            moves = moves.since_written(&entries, is_there);
        }
        let matched = matching(now, &sources, &entries, &moves);
        let number = |text: &str| u64::from_str_radix(text, 16).unwrap();
        let names = |all: &[Finding]| all.iter().map(|one| number(&one.fingerprint)).collect();
        [
            names(&matched.new),
            names(&matched.known),
            matched
                .left
                .iter()
                .map(|one| number(one.fingerprint()))
                .collect(),
        ]
    }

    #[test]
    fn a_finding_is_known_by_its_name_and_once() {
        let cases: &[(Facts<'_>, Facts<'_>, [&[u64]; 3])] = &[
            (&[("a", 1, 9)], &[("a", 1, 9)], [&[], &[1], &[]]),
            (&[("a", 1, 9)], &[("a", 2, 9)], [&[2], &[], &[1]]),
            (&[], &[("a", 1, 9)], [&[1], &[], &[]]),
            (
                &[("a", 1, 9), ("a", 1, 9)],
                &[("a", 1, 9)],
                [&[], &[1], &[1]],
            ),
            (
                &[("a", 1, 9)],
                &[("a", 1, 9), ("a", 1, 9)],
                [&[1], &[1], &[]],
            ),
        ];
        for (before, now, expected) in cases {
            assert_eq!(after(before, now, &[]), expected.map(<[u64]>::to_vec));
        }
    }

    #[test]
    fn fp_04_a_rename_is_followed_and_a_copy_is_new() {
        type Case<'a> = (
            Facts<'a>,
            Facts<'a>,
            &'a [(&'a str, &'a str)],
            [&'a [u64]; 3],
        );
        let cases: &[Case<'_>] = &[
            (
                &[("a", 1, 9)],
                &[("b", 2, 9)],
                &[("a", "b")],
                [&[], &[2], &[]],
            ),
            // Git says nothing of a rename.
            (&[("a", 1, 9)], &[("b", 2, 9)], &[], [&[2], &[], &[1]]),
            (
                &[("a", 1, 9)],
                &[("c", 2, 9)],
                &[("a", "b")],
                [&[2], &[], &[1]],
            ),
            // It means something else.
            (
                &[("a", 1, 9)],
                &[("b", 2, 8)],
                &[("a", "b")],
                [&[2], &[], &[1]],
            ),
            // The old one is still there.
            (
                &[("a", 1, 9)],
                &[("a", 1, 9), ("b", 2, 9)],
                &[("a", "b")],
                [&[2], &[1], &[]],
            ),
            (
                &[("a", 1, 9)],
                &[("a", 3, 7), ("b", 2, 9)],
                &[("a", "b")],
                [&[3, 2], &[], &[1]],
            ),
            // One to one.
            (
                &[("a", 1, 9)],
                &[("b", 2, 9), ("b", 3, 9)],
                &[("a", "b")],
                [&[3], &[2], &[]],
            ),
            (
                &[("a", 1, 9), ("a", 4, 9)],
                &[("b", 2, 9), ("b", 3, 9)],
                &[("a", "b")],
                [&[], &[2, 3], &[]],
            ),
        ];
        for (before, now, renames, expected) in cases {
            let found = after(before, now, renames);
            assert_eq!(
                found,
                expected.map(<[u64]>::to_vec),
                "{before:?} {now:?} {renames:?}"
            );
        }
    }

    #[test]
    fn an_entry_that_was_written_down_goes_with_its_meaning_once_its_file_is_gone() {
        type Case<'a> = (
            Facts<'a>,
            Facts<'a>,
            &'a [(&'a str, &'a str)],
            [&'a [u64]; 3],
        );
        let cases: &[Case<'_>] = &[
            (&[("a", 1, 9)], &[("b", 2, 9)], &[], [&[], &[2], &[]]),
            (&[("a", 1, 9)], &[("b", 2, 8)], &[], [&[2], &[], &[1]]),
            // A copy is new.
            (
                &[("a", 1, 9)],
                &[("a", 1, 9), ("b", 2, 9)],
                &[],
                [&[2], &[1], &[]],
            ),
            // One to one, and the path decides which: a rename that is told, then the
            // name of the file.
            (
                &[("a", 1, 9)],
                &[("b", 2, 9), ("c", 3, 9)],
                &[],
                [&[3], &[2], &[]],
            ),
            (
                &[("p/a", 1, 9)],
                &[("b", 2, 9), ("q/a", 3, 9)],
                &[],
                [&[2], &[3], &[]],
            ),
            (
                &[("p/a", 1, 9)],
                &[("c", 2, 9), ("q/a", 3, 9)],
                &[("p/a", "c")],
                [&[3], &[2], &[]],
            ),
            (
                &[("p/a", 1, 9), ("p/b", 4, 9)],
                &[("b", 2, 9), ("q/a", 3, 9)],
                &[],
                [&[], &[2, 3], &[]],
            ),
            // A file that has entries was there, and is not the one that is gone.
            (
                &[("a", 1, 9), ("b", 4, 8)],
                &[("b", 4, 8), ("b", 2, 9)],
                &[],
                [&[2], &[4], &[1]],
            ),
        ];
        for (before, now, renames, expected) in cases {
            let found = matched(before, now, renames, true);
            assert_eq!(
                found,
                expected.map(<[u64]>::to_vec),
                "{before:?} {now:?} {renames:?}"
            );
        }
    }
}
