//! Which files differ between two inputs, and in which of them nothing lies that
//! changed access (DIFF-04).

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::load::Loaded;
use crate::engine::difference::{Difference, Side};
use crate::report::display::Untrusted;
use crate::report::run::FileChanges;

/// The files of which something was read, each with its text.
type Texts<'a> = BTreeMap<&'a str, &'a str>;

/// Compares the files of two inputs. Those of which nothing was read change no
/// access, and are left out.
pub(super) fn changes(before: &Loaded, after: &Loaded, difference: &Difference) -> FileChanges {
    let responsible = responsible(before, after, difference);
    let entries = before.not_analysed.iter().chain(&after.not_analysed);
    let unread: BTreeSet<&str> = entries.map(|entry| entry.path.raw()).collect();
    let (earlier, later) = (texts(before), texts(after));
    let only = |some: &Texts<'_>, others: &Texts<'_>| -> Vec<String> {
        let paths = some.keys().filter(|path| !others.contains_key(*path));
        paths.map(|path| (*path).to_owned()).collect()
    };
    let mut removed = only(&earlier, &later);
    let mut added = only(&later, &earlier);
    let mut moved = Vec::new();
    removed.retain(|from| {
        let text = earlier.get(from.as_str());
        let to = added.iter().position(|to| later.get(to.as_str()) == text);
        if let Some(to) = to {
            moved.push((from.clone(), added.remove(to)));
        }
        to.is_none()
    });
    let changed: Vec<String> = earlier
        .iter()
        .filter(|(path, text)| later.get(*path).is_some_and(|other| other != *text))
        .map(|(path, _)| (*path).to_owned())
        .collect();
    let moved_to = moved.iter().map(|(_, to)| to);
    let all: BTreeSet<&String> = changed
        .iter()
        .chain(&added)
        .chain(&removed)
        .chain(moved_to)
        .collect();
    let without_effect = all
        .into_iter()
        .filter(|path| !responsible.contains(path.as_str()) && !unread.contains(path.as_str()))
        .cloned()
        .map(Untrusted::new)
        .collect();
    let untrusted = |paths: Vec<String>| paths.into_iter().map(Untrusted::new).collect();
    FileChanges {
        changed: untrusted(changed),
        added: untrusted(added),
        removed: untrusted(removed),
        moved: moved
            .into_iter()
            .map(|(from, to)| (Untrusted::new(from), Untrusted::new(to)))
            .collect(),
        without_effect,
    }
}

fn texts(loaded: &Loaded) -> Texts<'_> {
    let read: BTreeSet<&str> = loaded.files.iter().map(|path| path.raw()).collect();
    loaded
        .sources
        .paths()
        .filter(|(_, path)| read.contains(path))
        .map(|(file, path)| (path, loaded.sources.text(file)))
        .collect()
}

/// The files in which a cause lies, or a pattern that differs.
fn responsible<'a>(
    before: &'a Loaded,
    after: &'a Loaded,
    difference: &Difference,
) -> BTreeSet<&'a str> {
    let causes = difference.causes.iter().flat_map(|cause| &cause.places);
    let entries = difference.gained.iter().chain(&difference.lost);
    let patterns = entries
        .flat_map(|entry| &entry.patterns)
        .map(|pattern| &pattern.place);
    causes
        .chain(patterns)
        .map(|place| match place.side {
            Side::Before => before.sources.path(place.at.file),
            Side::After => after.sources.path(place.at.file),
        })
        .collect()
}
