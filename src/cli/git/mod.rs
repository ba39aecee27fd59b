//! Commits of a git repository, read in this process.
//!
//! A comparison needs the input as it was at another commit, and the author of a
//! change may have prepared the repository that it is read from. So no program is
//! started and nothing is checked out; of the repository's settings, hooks,
//! attributes and submodules none is looked at; and no file is opened that lies
//! outside of the repository's own folders once all links are resolved, be it a ref,
//! an object, or what `objects/info/alternates` names.
//!
//! [`Repository::resolve`] turns what a person typed into a [`Commit`], [`Tree`]
//! hands over the files of one, and [`collect()`] gives the texts in it that a
//! checkout of it would have given.

mod collect;
mod entries;
mod merge_base;
mod objects;
mod packs;
mod places;
mod refs;
mod revision;
mod tree;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use gix_index::hash::ObjectId;

use crate::cli::disk;
use crate::cli::load::UsageError;

pub use collect::{DEEPEST, MOST_PATHS, Place, collect};
pub use objects::LARGEST;
pub use tree::Tree;

use entries::Entries;
use objects::Objects;
use places::Places;
use refs::Packed;

/// Digits of a commit's name that are shown.
const SHORT: usize = 7;

/// Most bytes of texts that are kept for the other side of a comparison.
const KEPT: usize = 64 * 1024 * 1024;

/// A repository that is open.
pub struct Repository {
    top: PathBuf,
    places: Places,
    objects: Objects,
    packed: OnceCell<Result<Packed, String>>,
    entries: RefCell<BTreeMap<ObjectId, Rc<Entries>>>,
    texts: RefCell<Texts>,
}

/// Texts by the object they are in, so that what two commits share is read once.
#[derive(Default)]
struct Texts {
    known: BTreeMap<ObjectId, Rc<str>>,
    bytes: usize,
}

/// A commit, with what to call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: ObjectId,
    /// The tree of its files.
    pub tree: ObjectId,
    /// As a person says it: `origin/main 3f2a91c`.
    pub name: String,
}

impl Repository {
    /// Opens the repository whose work tree a folder is in.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn enclosing(folder: &Path) -> Result<Rc<Self>, UsageError> {
        let Some(top) = disk::enclosing(folder) else {
            if let Some(bare) = folder.ancestors().find(|folder| Places::is_bare(folder)) {
                return Err(UsageError(format!(
                    "`{}` is a bare git repository, which has no files beside its commits; run in a work tree of it, as `git worktree add FOLDER` makes one",
                    bare.display()
                )));
            }
            return Err(UsageError(format!(
                "`{}` is in no git repository, so there is no commit to compare with; name two folders instead",
                folder.display()
            )));
        };
        Self::at(top).map(Rc::new).map_err(|why| {
            UsageError(format!(
                "the git repository at `{}` cannot be read: {why}",
                top.display()
            ))
        })
    }

    fn at(top: &Path) -> Result<Self, String> {
        let places = Places::of(top)?;
        let objects = Objects::of(&places)?;
        Ok(Self {
            top: top.to_owned(),
            places,
            objects,
            packed: OnceCell::new(),
            entries: RefCell::default(),
            texts: RefCell::default(),
        })
    }

    /// The top folder of the work tree.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.top
    }
}

impl fmt::Debug for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository")
            .field("top", &self.top)
            .finish_non_exhaustive()
    }
}

/// The first digits of an object's name.
fn short(id: &ObjectId) -> String {
    id.to_hex_with_len(SHORT).to_string()
}
