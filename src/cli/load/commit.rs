//! The texts of a command as they are in a commit.

use std::cell::OnceCell;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use super::extras;
use super::{Collected, Origin, UsageError, Words};
use crate::cli::args::{AUTO, InputArgs};
use crate::cli::configuration::Configuration;
use crate::cli::disk::{self, Inputs, Limits, WorkTree};
use crate::cli::git::{self, Commit, Place, Repository, Tree};
use crate::cli::start::refuse_records;
use crate::cli::world::World;
use crate::rules::Language;

/// A commit, and the folder that paths are relative to.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// The repository.
    pub repository: &'a Rc<Repository>,
    /// Which of its commits.
    pub commit: &'a Commit,
    /// The folder, without links in its path.
    pub root: &'a Path,
}

/// Collects the texts of a command as they are in a commit. Where the commit has
/// nothing at a path, there is nothing; it may be new since.
///
/// A file that a flag or the configuration names is the commit's own where the commit
/// has it. One that is not under version control is read from the disk, since it
/// belongs to no commit.
///
/// # Errors
/// A path lies outside of the repository.
pub fn collect_commit(
    at: At<'_>,
    paths: &[OsString],
    (args, configuration): (&InputArgs, Configuration),
    (name_left_out, language): (bool, Language),
    world: &World<'_>,
) -> Result<Collected, UsageError> {
    refuse_records(args)?;
    let args = configuration.fill(args, &|path| Ok(at.root.join(path)))?;
    let limits = args.limits.of_disk();
    let tree = Tree::new(at.repository, at.commit, at.root, limits)?;
    let map = Map::of(&tree, world);
    let places: Result<Vec<Place>, UsageError> =
        paths.iter().map(|typed| map.place(typed)).collect();
    let named = name_left_out || configuration.required().is_some();
    let excludes = |path: &str| configuration.excludes(path);
    let inputs = git::collect(&tree, &places?, &excludes, named).map(Origin::Commit);
    let options = disk::Options {
        root: args.root.clone(),
        cwd: world.cwd.clone(),
        stdin: None,
        limits,
        name_left_out,
    };
    let index = OnceCell::new();
    let one = |path: &Path| -> Inputs<Origin> {
        let place = map.inside(path.as_os_str());
        let tracked = |path: &str| {
            let top = at.repository.top();
            let index = index.get_or_init(|| WorkTree::read(top));
            index.trouble.is_some() || index.state(&at.root.join(path)).is_some()
        };
        match place {
            Some(place) if tree.has(&place) || tracked(&place) => {
                let places = [Place::Path(place)];
                git::collect(&tree, &places, &|_| false, false).map(Origin::Commit)
            }
            _ => {
                let operand = [path.as_os_str().to_owned()];
                disk::collect(&operand, &options).map(Origin::Disk)
            }
        }
    };
    let extras = extras::collect(&args, &one)?;
    let kind = Some(args.input).filter(|kind| *kind != AUTO);
    let words = Words {
        listing: name_left_out,
        language,
    };
    Ok(Collected::new(inputs, extras, kind, words, configuration))
}

/// Whether a commit has something at a path. Of a pattern that is not asked.
///
/// # Errors
/// The path lies outside of the repository.
pub fn is_in_commit(at: At<'_>, path: &OsStr, world: &World<'_>) -> Result<bool, UsageError> {
    let tree = Tree::new(at.repository, at.commit, at.root, Limits::default())?;
    Ok(match Map::of(&tree, world).place(path)? {
        Place::Path(path) => tree.has(&path),
        Place::Pattern(_) => true,
    })
}

/// From what was typed to places in a commit.
struct Map<'a> {
    cwd: PathBuf,
    root: &'a Path,
    tree: &'a Tree,
}

impl<'a> Map<'a> {
    fn of(tree: &'a Tree, world: &World<'_>) -> Self {
        Self {
            cwd: fs::canonicalize(&world.cwd).unwrap_or_else(|_| world.cwd.clone()),
            root: tree.root(),
            tree,
        }
    }

    /// A path relative to the root, if it lies in it.
    fn inside(&self, typed: &OsStr) -> Option<String> {
        let path = straight(&self.cwd.join(typed))?;
        let real = || fs::canonicalize(&path).ok();
        let inside = match path.strip_prefix(self.root) {
            Ok(inside) => inside.to_owned(),
            Err(_) => real()?.strip_prefix(self.root).ok()?.to_owned(),
        };
        let parts: Option<Vec<&str>> = inside
            .components()
            .map(|part| part.as_os_str().to_str())
            .collect();
        Some(parts?.join("/"))
    }

    fn place(&self, typed: &OsStr) -> Result<Place, UsageError> {
        let Some(inside) = self.inside(typed) else {
            return Err(UsageError(format!(
                "`{}` is outside of `{}`, so a commit says nothing of it",
                Path::new(typed).display(),
                self.root.display()
            )));
        };
        let is_pattern = inside.contains(['*', '?', '['])
            && !self.tree.has(&inside)
            && fs::symlink_metadata(self.cwd.join(typed)).is_err();
        Ok(if is_pattern {
            // Only what was typed is a pattern, and not the folder it was typed in.
            let here = self.cwd.strip_prefix(self.root).ok().and_then(Path::to_str);
            let below = here.filter(|here| !here.is_empty()).and_then(|here| {
                let rest = inside.strip_prefix(here)?.strip_prefix('/')?;
                Some(format!("{}/{rest}", glob::Pattern::escape(here)))
            });
            Place::Pattern(below.unwrap_or(inside))
        } else {
            Place::Path(inside)
        })
    }
}

/// An absolute path without `.` and `..`; none if it leaves the top.
fn straight(path: &Path) -> Option<PathBuf> {
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !straight.pop() {
                    return None;
                }
            }
            other => straight.push(other),
        }
    }
    Some(straight)
}
