//! Which files of a git work tree are tracked. Reads one file of the
//! repository, its index, and nothing of its configuration.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::open;
use super::reason::system_words;

/// Longest `.git` file that is taken for a pointer to a repository.
const POINTER_LIMIT: u64 = 8 * 1024;

/// What the index says about a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Tracked {
    File,
    Submodule,
    NotCheckedOut,
}

/// One repository's work tree.
#[derive(Debug, Default)]
pub(in crate::cli) struct Repository {
    /// The folder that holds `.git`.
    pub top: PathBuf,
    /// Tracked paths, relative to `top`, `/`-separated.
    tracked: BTreeMap<String, Tracked>,
    /// Why the index could not be read, if it could not.
    pub trouble: Option<String>,
}

/// The nearest folder, from this one upwards, that holds a `.git`.
pub(in crate::cli) fn enclosing(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| is_top(folder))
}

/// Whether a folder is the top of a work tree.
pub(super) fn is_top(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(".git")).is_ok()
}

impl Repository {
    /// Reads the index of the work tree at `top`.
    pub fn read(top: &Path) -> Self {
        let mut repository = Self {
            top: top.to_owned(),
            ..Self::default()
        };
        if let Err(trouble) = repository.read_index() {
            repository.trouble = Some(trouble);
        }
        repository
    }

    fn read_index(&mut self) -> Result<(), String> {
        let path = git_folder(&self.top)?.join("index");
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Err("it is not a file".to_owned()),
            // A repository in which nothing was ever added has none.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(system_words(&error)),
        }
        let options = gix_index::decode::Options {
            thread_limit: Some(1),
            ..Default::default()
        };
        let index = gix_index::File::at(path, gix_index::hash::Kind::Sha1, false, options)
            .map_err(|error| error.to_string())?;
        for entry in index.entries() {
            let Ok(path) = std::str::from_utf8(entry.path(&index)) else {
                // Such a name is still met by walking, as an untracked file.
                continue;
            };
            let path = path.trim_end_matches('/');
            if !is_plain(path) {
                continue;
            }
            let state = if entry.mode.is_submodule() {
                Tracked::Submodule
            } else if entry.mode.is_sparse()
                || entry.flags.contains(gix_index::entry::Flags::SKIP_WORKTREE)
            {
                Tracked::NotCheckedOut
            } else {
                Tracked::File
            };
            self.tracked.insert(path.to_owned(), state);
        }
        Ok(())
    }

    /// What the index says about a path under `top`.
    pub fn state(&self, path: &Path) -> Option<Tracked> {
        self.tracked.get(&self.relative(path)?).copied()
    }

    /// The tracked paths under a folder, in order.
    pub fn under(&self, folder: &Path) -> impl Iterator<Item = (PathBuf, Tracked)> {
        let mut prefix = self.relative(folder);
        if let Some(prefix) = prefix.as_mut().filter(|prefix| !prefix.is_empty()) {
            prefix.push('/');
        }
        prefix.into_iter().flat_map(move |prefix| {
            self.tracked
                .range(prefix.clone()..)
                .take_while(move |(path, _)| path.starts_with(&prefix))
                .map(|(path, state)| (self.top.join(path), *state))
        })
    }

    fn relative(&self, path: &Path) -> Option<String> {
        let parts = path.strip_prefix(&self.top).ok()?.components();
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }
}

/// Whether a path from the index stays in the work tree and out of `.git`.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| {
        !part.is_empty() && part != "." && part != ".." && !part.eq_ignore_ascii_case(".git")
    })
}

/// The folder that holds the index: `.git`, or where the file `.git` points.
pub(in crate::cli) fn git_folder(top: &Path) -> Result<PathBuf, String> {
    let git = top.join(".git");
    let metadata = fs::metadata(&git).map_err(|error| system_words(&error))?;
    if metadata.is_dir() {
        return Ok(git);
    }
    let git = fs::canonicalize(&git).map_err(|error| system_words(&error))?;
    let text = open::open(&git)
        .and_then(|(mut file, size)| open::read(&mut file, size, POINTER_LIMIT))
        .map_err(|reason| reason.to_string())?;
    let text = String::from_utf8(text).map_err(|_| "its .git file is not text".to_owned())?;
    match text.trim_end().strip_prefix("gitdir: ") {
        Some(target) => Ok(top.join(target)),
        None => Err("its .git file does not say where the repository is".to_owned()),
    }
}
