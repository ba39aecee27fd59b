//! The root: what reported paths are relative to, and the only place from
//! which one file's reference to another is followed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use super::git_index::Repository;
use super::reason::Reason;
use super::walk::TERRAFORM_CACHE;
use super::{Limits, git_index, open, recognise, replace, text};
use crate::source::{Files, Refusal};

/// Why nothing that git tracks below `.terraform` is handed over.
pub(in crate::cli) const TRACKED_CACHE: &str =
    "it is below .terraform and git tracks it, so it may not be what Terraform fetched";

/// Files on disk, below one root.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    areas: Vec<PathBuf>,
    limits: Limits,
    /// Repositories that were asked what they track.
    repositories: RefCell<BTreeMap<PathBuf, Rc<Repository>>>,
}

impl Disk {
    /// `areas` are the folders below `root` that may be read: the root itself,
    /// or one repository each where operands come from several.
    pub(super) const fn new(root: PathBuf, areas: Vec<PathBuf>, limits: Limits) -> Self {
        Self {
            root,
            areas,
            limits,
            repositories: RefCell::new(BTreeMap::new()),
        }
    }

    /// The files of one folder that is not below the root.
    #[must_use]
    pub fn of_folder(folder: &Path) -> Self {
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        Self::new(folder.clone(), vec![folder], Limits::default())
    }

    /// The same files, of which none larger than so many bytes is read.
    #[must_use]
    pub fn up_to(&self, bytes: u64) -> Self {
        let mut limited = self.clone();
        limited.limits.named_file = bytes;
        limited
    }

    /// Where a file lies whose path is relative to the root, with all links resolved.
    ///
    /// # Errors
    /// It is outside of the root, or there is nothing.
    pub fn place(&self, path: &str) -> Result<PathBuf, Reason> {
        self.resolve(path)
    }

    /// The folder that paths are relative to, without links in its own path.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path as it is reported: relative to the root and `/`-separated where
    /// it lies inside, whole elsewhere. Empty text is the root.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let Ok(inside) = path.strip_prefix(&self.root) else {
            return printable(path);
        };
        let parts: Vec<String> = inside
            .components()
            .map(|part| printable(Path::new(part.as_os_str())))
            .collect();
        parts.join("/")
    }

    /// The place on disk of a path relative to the root, with all links
    /// resolved, if that is inside.
    fn resolve(&self, path: &str) -> Result<PathBuf, Reason> {
        let joined = self.root.join(normal(path).ok_or(Reason::OutsideRoot)?);
        let resolved = fs::canonicalize(joined).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Reason::Missing,
            _ if open::is_loop(&error) => Reason::SymlinkLoop,
            _ => Reason::system(&error),
        })?;
        let Some(area) = self.areas.iter().find(|area| resolved.starts_with(area)) else {
            return Err(Reason::OutsideRoot);
        };
        let inside = resolved.strip_prefix(area).unwrap_or(&resolved);
        if inside.components().any(|part| part.as_os_str() == ".git") {
            return Err(Reason::System(
                "it is inside .git, which is not part of the tree".to_owned(),
            ));
        }
        if self.is_tracked_cache(&resolved) {
            return Err(Reason::System(TRACKED_CACHE.to_owned()));
        }
        Ok(resolved)
    }

    /// Puts a new text in the place of a file's own, whole or not at all.
    ///
    /// # Errors
    /// The file lies outside of the root, is a link, cannot be written, or no longer
    /// holds the text that was read.
    pub fn replace(&self, path: &str, read: &str, text: &str) -> Result<(), Reason> {
        let place = self.root.join(normal(path).ok_or(Reason::OutsideRoot)?);
        if self.resolve(path)? != place {
            return Err(Reason::SymlinkOutside);
        }
        replace::replace(&place, read, text, self.limits.named_file)
    }

    /// Writes a file that is not there yet, whole or not at all.
    ///
    /// # Errors
    /// Its folder lies outside of the root, something of its name is there, if only
    /// a link, or it cannot be written.
    pub fn create(&self, path: &str, text: &str) -> Result<(), Reason> {
        let place = self.root.join(normal(path).ok_or(Reason::OutsideRoot)?);
        let folder = place.parent().unwrap_or(&place);
        if fs::canonicalize(folder).map_err(|error| Reason::system(&error))? != folder
            || !self.areas.iter().any(|area| folder.starts_with(area))
        {
            return Err(Reason::OutsideRoot);
        }
        replace::create(&place, text).map_err(|error| Reason::system(&error))
    }

    /// Whether something is in the cache of Terraform and yet under version control,
    /// where anybody may have changed it. So is what cannot be told.
    fn is_tracked_cache(&self, path: &Path) -> bool {
        let in_cache = |path: &Path| {
            path.components()
                .any(|part| part.as_os_str() == TERRAFORM_CACHE)
        };
        if !in_cache(path) {
            return false;
        }
        let Some(top) = path.parent().and_then(git_index::enclosing) else {
            return false;
        };
        if !path.strip_prefix(top).is_ok_and(in_cache) {
            return false;
        }
        let mut known = self.repositories.borrow_mut();
        let repository = known
            .entry(top.to_owned())
            .or_insert_with(|| Rc::new(Repository::read(top)));
        repository.trouble.is_some() || repository.state(path).is_some()
    }
}

impl Files for Disk {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        read_named(&self.resolve(path)?, self.limits.named_file).map_err(Refusal::from)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let Ok(Ok(entries)) = self.resolve(folder).map(fs::read_dir) else {
            return Vec::new();
        };
        let inside = |path: &Path| {
            fs::canonicalize(path)
                .is_ok_and(|to| to.is_file() && self.areas.iter().any(|area| to.starts_with(area)))
        };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| {
                entry.file_type().is_ok_and(|kind| {
                    kind.is_file() || (kind.is_symlink() && inside(&entry.path()))
                })
            })
            .filter(|entry| !self.is_tracked_cache(&entry.path()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }
}

/// Reads a file that was asked for by name.
pub(super) fn read_named(path: &Path, limit: u64) -> Result<String, Reason> {
    let (mut file, size) = open::open(path)?;
    named_text(open::read(&mut file, size, limit)?)
}

/// The text of something that was asked for by name.
pub(in crate::cli) fn named_text(bytes: Vec<u8>) -> Result<String, Reason> {
    if recognise::is_lfs_pointer(&bytes) {
        return Err(Reason::LfsPointer);
    }
    text::decode(bytes).map_err(|(reason, _)| reason)
}

/// A relative path without `.` and `..`; none if it leaves where it starts.
pub(in crate::cli) fn normal(path: impl AsRef<Path>) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for part in path.as_ref().components() {
        match part {
            Component::CurDir => {}
            Component::Normal(part) => normal.push(part),
            Component::ParentDir => {
                if !normal.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(normal)
}

/// A path as text, each byte that is not UTF-8 written `\xNN`.
pub(super) fn printable(path: &Path) -> String {
    printable_bytes(path.as_os_str().as_encoded_bytes())
}

/// The bytes of a path as text, each that is not UTF-8 written `\xNN`.
pub(in crate::cli) fn printable_bytes(path: &[u8]) -> String {
    let mut text = String::new();
    for chunk in path.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}
