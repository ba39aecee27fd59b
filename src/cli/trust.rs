//! Whose settings a check obeys. The author of a change could otherwise switch off
//! what would report it, accept it, or list it as known: with `--trust-base` the
//! configuration, the waivers and the baseline are those of a commit that was
//! reviewed before, and what the change does to them is only told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::cli::disk::{Limits, WhyLeftOut};
use crate::cli::git::{Repository, Tree};
use crate::cli::load::{Collected, UsageError};
use crate::cli::renames::renames;
use crate::readers::words::{POLICY_WORDS, holds_any};
use crate::source::Files;

/// Most files that are looked through for what was taken out of the analysis.
const MOST_FILES: usize = 1_000;

/// The commit whose settings are obeyed.
pub struct Trust {
    tree: Tree,
    /// What to call it: `origin/main 3f2a91c`.
    pub name: String,
}

impl Trust {
    /// The commit of a revision, with the same root as the files on disk.
    ///
    /// # Errors
    /// It is no revision, or its commit is not in the clone.
    pub fn of(revision: &str, root: &Path) -> Result<Self, UsageError> {
        let repository = Repository::enclosing(root)?;
        let commit = repository.resolve(revision)?;
        Ok(Self {
            tree: Tree::new(&repository, &commit, root, Limits::default())?,
            name: commit.name,
        })
    }

    /// The files that settings are read from.
    #[must_use]
    pub const fn files(&self) -> &Tree {
        &self.tree
    }
}

/// A file that may hold policies, and that a change takes out of the analysis though
/// its text is still there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dropped {
    /// Its path before.
    pub path: String,
    /// The path at which its text is now; the same where only the rules about what is
    /// read differ.
    pub now: String,
}

/// The files that a change takes out of the analysis: those of the commit that are
/// read, and whose text lies on disk where it is left out.
///
/// Both sides are to be collected with the names of what is left out.
#[must_use]
pub fn dropped(before: &Collected, after: &Collected) -> Vec<Dropped> {
    let read: BTreeSet<&str> = after.texts().map(|(path, _)| path).collect();
    let told: BTreeSet<&str> = after.not_analysed().collect();
    let gone: Vec<(&str, &str)> = before
        .texts()
        .filter(|(path, _)| !read.contains(path) && !told.contains(path))
        .filter(|(_, text)| holds_any(text.as_bytes(), POLICY_WORDS))
        .collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let left_out: BTreeMap<&str, WhyLeftOut> = after.left_out().collect();
    let mut dropped: BTreeSet<Dropped> = BTreeSet::new();
    let mut moved: Vec<(&str, &str)> = Vec::new();
    for (path, text) in gone {
        if left_out.contains_key(path) {
            dropped.insert(Dropped {
                path: path.to_owned(),
                now: path.to_owned(),
            });
        } else {
            moved.push((path, text));
        }
    }
    let known: BTreeSet<&str> = before.left_out().map(|(path, _)| path).collect();
    let new = left_out.iter().filter(|(path, _)| !known.contains(*path));
    let mut texts: Vec<(&str, String)> = Vec::new();
    for (path, why) in new.take(MOST_FILES) {
        if *why == WhyLeftOut::TerraformCache {
            // What git tracks there is handed to nobody, so that the name has to do.
            let same = moved.iter().find(|(old, _)| name(old) == name(path));
            dropped.extend(same.map(|(old, _)| Dropped {
                path: (*old).to_owned(),
                now: (*path).to_owned(),
            }));
        } else if let Ok(text) = after.origin().read(path) {
            texts.push((path, text));
        }
    }
    let texts = texts.iter().map(|(path, text)| (*path, text.as_str()));
    let renamed = renames(moved, texts);
    dropped.extend(renamed.into_iter().map(|(path, now)| Dropped { path, now }));
    dropped.into_iter().collect()
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
