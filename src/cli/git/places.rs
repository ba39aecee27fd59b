//! Where a repository keeps its files, and that nothing is read from elsewhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::disk::{self, Reason};

/// Longest file that says where the rest of a repository is.
const POINTER_LIMIT: u64 = 8 * 1024;

/// The folders of a repository, without links in their paths.
pub(super) struct Places {
    /// What belongs to this work tree alone.
    pub own: PathBuf,
    /// What all work trees of the repository share.
    pub common: PathBuf,
}

impl Places {
    /// Finds them from the top of a work tree.
    pub fn of(top: &Path) -> Result<Self, String> {
        let own = real(&disk::git_folder(top)?)?;
        if !own.is_dir() {
            return Err("its .git file leads to nothing".to_owned());
        }
        let mut places = Self {
            common: own.clone(),
            own,
        };
        if let Some(text) = places.text(&places.own.join("commondir"), POINTER_LIMIT)? {
            places.common = real(&places.own.join(text.trim_end()))?;
        }
        if places.common.join("reftable").is_dir() {
            return Err("it keeps its branches as a reftable, which is not read; run `git refs migrate --ref-format=files`".to_owned());
        }
        Ok(places)
    }

    /// Whether a folder is a repository without a work tree.
    pub fn is_bare(folder: &Path) -> bool {
        folder.join("HEAD").is_file()
            && folder.join("objects").is_dir()
            && folder.join("refs").is_dir()
    }

    /// A file or folder of the repository with all links resolved, if there is one.
    pub fn inside(&self, path: &Path) -> Result<Option<PathBuf>, String> {
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(words(&error)),
        };
        if real.starts_with(&self.own) || real.starts_with(&self.common) {
            return Ok(Some(real));
        }
        Err(format!(
            "`{}` is a link that leaves the repository, so it was not followed",
            self.shown(path)
        ))
    }

    /// The text of a file of the repository; none where there is no such file.
    pub fn text(&self, path: &Path, limit: u64) -> Result<Option<String>, String> {
        let Some(real) = self.inside(path)?.filter(|real| real.is_file()) else {
            return Ok(None);
        };
        let bytes = disk::open_file(&real)
            .and_then(|(mut file, size)| disk::read_file(&mut file, size, limit));
        match bytes {
            Ok(bytes) => String::from_utf8(bytes)
                .map(Some)
                .map_err(|_| format!("`{}` is not text", self.shown(path))),
            Err(Reason::Missing) => Ok(None),
            Err(reason) => Err(format!("`{}` {reason}", self.shown(path))),
        }
    }

    /// A path as an error names it: from the repository's folder on.
    fn shown(&self, path: &Path) -> String {
        let inside = path
            .strip_prefix(&self.own)
            .or_else(|_| path.strip_prefix(&self.common));
        inside.unwrap_or(path).display().to_string()
    }
}

fn real(path: &Path) -> Result<PathBuf, String> {
    fs::canonicalize(path).map_err(|error| words(&error))
}

pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// The words of an error, without the number the standard library adds.
pub(super) fn words(error: &io::Error) -> String {
    let words = error.to_string();
    match words.split_once(" (os error") {
        Some((said, _)) => said.to_owned(),
        None => words,
    }
}
