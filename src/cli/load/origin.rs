//! Where the files of an input stand.

use std::fs;

use crate::cli::disk::{Disk, Reason};
use crate::cli::git::Tree;
use crate::source::{Files, Refusal};

/// The disk, or a commit.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Files on disk.
    Disk(Disk),
    /// Files of a commit.
    Commit(Tree),
    /// Nothing: a record of a stream stands for itself.
    Nowhere,
}

impl Origin {
    /// Whether something is at a path relative to the root, whatever it is.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        match self {
            Self::Disk(disk) => fs::symlink_metadata(disk.root().join(path)).is_ok(),
            Self::Commit(tree) => tree.has(path),
            Self::Nowhere => false,
        }
    }

    /// Puts a new text in the place of a file's own, whole or not at all.
    ///
    /// # Errors
    /// Those of [`Disk::replace`]; a commit stays as it is.
    pub fn replace(&self, path: &str, read: &str, text: &str) -> Result<(), Reason> {
        match self {
            Self::Disk(disk) => disk.replace(path, read, text),
            Self::Commit(_) | Self::Nowhere => Err(as_it_is()),
        }
    }

    /// Writes a file that is not there yet, whole or not at all.
    ///
    /// # Errors
    /// Those of [`Disk::create`]; a commit stays as it is.
    pub fn create(&self, path: &str, text: &str) -> Result<(), Reason> {
        match self {
            Self::Disk(disk) => disk.create(path, text),
            Self::Commit(_) | Self::Nowhere => Err(as_it_is()),
        }
    }
}

fn as_it_is() -> Reason {
    Reason::System("a commit or a record cannot be changed".to_owned())
}

impl Files for Origin {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        match self {
            Self::Disk(disk) => disk.read(path),
            Self::Commit(tree) => tree.read(path),
            Self::Nowhere => Err(Refusal::System(
                "a record stands for itself, and nothing that it refers to is read".to_owned(),
            )),
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        match self {
            Self::Disk(disk) => disk.list(folder),
            Self::Commit(tree) => tree.list(folder),
            Self::Nowhere => Vec::new(),
        }
    }
}
