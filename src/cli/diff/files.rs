//! Which files differ between two inputs, and in which of them nothing lies that
//! bears on the access that changed (DIFF-04).

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::load::Loaded;
use crate::engine::difference::{Difference, involved};
use crate::report::display::Untrusted;
use crate::report::run::FileChanges;
use crate::source::FileId;

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
    // What is at another path now is one file, and so are two that are given by name.
    let is_pair = earlier.len() == 1 && later.len() == 1 && !responsible.is_empty();
    let has_effect = |path: &str| {
        let mut same = moved.iter();
        let other = same
            .find(|(_, to)| to == path)
            .map(|(from, _)| from.as_str());
        let is = |path: &str| responsible.contains(path) || unread.contains(path);
        is_pair || is(path) || other.is_some_and(is)
    };
    let moved_to = moved.iter().map(|(_, to)| to);
    let all: BTreeSet<&String> = changed
        .iter()
        .chain(&added)
        .chain(&removed)
        .chain(moved_to)
        .collect();
    let without_effect = all
        .into_iter()
        .filter(|path| !has_effect(path))
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

/// The files in which something lies that bears on what is told.
fn responsible<'a>(
    before: &'a Loaded,
    after: &'a Loaded,
    difference: &Difference,
) -> BTreeSet<&'a str> {
    let found = involved(&before.model, &after.model, difference);
    let paths = |files: BTreeSet<FileId>, loaded: &'a Loaded| -> Vec<&'a str> {
        let files = files.into_iter();
        files.map(|file| loaded.sources.path(file)).collect()
    };
    let mut all: BTreeSet<&str> = paths(found.before, before).into_iter().collect();
    all.extend(paths(found.after, after));
    all
}
