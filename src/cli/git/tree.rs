//! The files of a commit below a root, as another file may refer to them.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use gix_index::hash::ObjectId;
use gix_object::Kind;

use super::entries::{Entry, Node};
use super::{Commit, KEPT, Repository};
use crate::cli::disk::{self, Limits, Reason, TERRAFORM_CACHE, TRACKED_CACHE, printable_bytes};
use crate::cli::load::UsageError;
use crate::source::{Files, Refusal};

/// How many links may lead to each other.
const HOPS: usize = 40;

/// Longest path that a link may hold.
const LINK_LIMIT: usize = 4096;

/// Files of a commit, below one root.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) repository: Rc<Repository>,
    /// The folder that paths are relative to, as it is called on disk.
    root: PathBuf,
    /// What is in it; nothing where the commit has no such folder.
    pub(super) top: Option<ObjectId>,
    pub(super) limits: Limits,
}

/// A place in a commit, with all links resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    /// The names from the root down, `/`-separated.
    pub path: Vec<u8>,
    pub node: Node,
}

impl Tree {
    /// The files of a commit below a folder of the work tree.
    ///
    /// # Errors
    /// The folder is outside of the work tree.
    pub fn new(
        repository: &Rc<Repository>,
        commit: &Commit,
        root: &Path,
        limits: Limits,
    ) -> Result<Self, UsageError> {
        let Ok(below) = root.strip_prefix(repository.top()) else {
            return Err(UsageError(format!(
                "the root `{}` is outside of the git repository `{}`, so a commit says nothing of it; give a folder of the repository as --root",
                root.display(),
                repository.top().display()
            )));
        };
        let mut top = Some(commit.tree);
        for part in below.components() {
            let Some(folder) = top else {
                break;
            };
            let name = part.as_os_str().as_encoded_bytes();
            let entries = repository
                .entries(&folder)
                .map_err(|trouble| UsageError(format!("`{}`: {trouble}", commit.name)))?;
            let entry = entries.iter().find(|entry| entry.name == name);
            top = entry.and_then(|entry| match entry.node {
                Node::Folder(id) => Some(id),
                _ => None,
            });
        }
        Ok(Self {
            repository: Rc::clone(repository),
            root: root.to_owned(),
            top,
            limits,
        })
    }

    /// The folder that paths are relative to, as it is called on disk.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the commit has a file or folder at a path relative to the root.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.resolve(path.as_bytes()).is_ok()
    }

    /// The place of a path relative to the root, with all links resolved, if that is
    /// inside.
    pub(super) fn resolve(&self, path: &[u8]) -> Result<Resolved, Reason> {
        let top = self.top.ok_or(Reason::Missing)?;
        let mut folders: Vec<(Vec<u8>, ObjectId)> = Vec::new();
        let mut parts: VecDeque<Vec<u8>> = split(path);
        let mut hops = 0_usize;
        while let Some(part) = parts.pop_front() {
            if part == b".." {
                if folders.pop().is_none() {
                    return Err(Reason::OutsideRoot);
                }
                continue;
            }
            let (_, folder) = folders.last().unwrap_or(&(Vec::new(), top)).clone();
            let node = self.find(&folder, &part)?.ok_or(Reason::Missing)?;
            match node {
                Node::Folder(id) => folders.push((part, id)),
                Node::Link(id) => {
                    hops = hops.saturating_add(1);
                    if hops > HOPS {
                        return Err(Reason::SymlinkLoop);
                    }
                    let target = self.target(&id)?;
                    if target.starts_with(b"/") {
                        return Err(Reason::OutsideRoot);
                    }
                    for part in split(&target).into_iter().rev() {
                        parts.push_front(part);
                    }
                }
                // A file has nothing below it, not even itself.
                Node::File(_) | Node::Submodule if !parts.is_empty() => {
                    return Err(Reason::Missing);
                }
                Node::File(_) | Node::Submodule => {
                    return Ok(Resolved {
                        path: joined(&folders, Some(&part)),
                        node,
                    });
                }
            }
        }
        let (_, folder) = folders.last().unwrap_or(&(Vec::new(), top)).clone();
        Ok(Resolved {
            path: joined(&folders, None),
            node: Node::Folder(folder),
        })
    }

    fn find(&self, folder: &ObjectId, name: &[u8]) -> Result<Option<Node>, Reason> {
        let entries = self.repository.entries(folder)?;
        let mut of_name = entries.iter().filter(|entry| entry.name == name);
        Ok(of_name
            .find(|entry| entry.is_safe())
            .map(|entry| entry.node))
    }

    /// Where a link says it leads.
    pub(super) fn target(&self, link: &ObjectId) -> Result<Vec<u8>, Reason> {
        let target = self.repository.objects.of_kind(link, Kind::Blob)?;
        if target.is_empty() || target.len() > LINK_LIMIT {
            return Err(Reason::SymlinkDangling);
        }
        Ok(target)
    }

    /// The bytes of a file.
    pub(super) fn bytes(&self, file: &ObjectId) -> Result<Vec<u8>, Reason> {
        Ok(self.repository.objects.of_kind(file, Kind::Blob)?)
    }

    /// A text that was read before.
    pub(super) fn known(&self, file: &ObjectId) -> Option<Rc<str>> {
        self.repository.texts.borrow().known.get(file).cloned()
    }

    /// Keeps a text for another commit that has it too.
    pub(super) fn keep(&self, file: &ObjectId, text: &str) {
        let mut texts = self.repository.texts.borrow_mut();
        let bytes = texts.bytes.saturating_add(text.len());
        if bytes <= KEPT && texts.known.insert(*file, text.into()).is_none() {
            texts.bytes = bytes;
        }
    }

    /// The text of a file that was asked for by name.
    pub(super) fn named_text(&self, file: &ObjectId) -> Result<String, Reason> {
        if let Some(known) = self.known(file) {
            return Ok((*known).to_owned());
        }
        let text = disk::named_text(self.bytes(file)?)?;
        self.keep(file, &text);
        Ok(text)
    }

    fn try_read(&self, path: &str) -> Result<String, Reason> {
        let normal = disk::normal(path).ok_or(Reason::OutsideRoot)?;
        let found = self.resolve(normal.as_os_str().as_encoded_bytes())?;
        if in_cache(&found.path) {
            return Err(Reason::System(TRACKED_CACHE.to_owned()));
        }
        match found.node {
            Node::File(id) => self.named_text(&id),
            Node::Folder(_) => Err(Reason::NotAFile("folder")),
            Node::Link(_) => Err(Reason::SymlinkLoop),
            Node::Submodule => Err(Reason::Submodule),
        }
    }

    fn is_file(&self, folder: &[u8], entry: &Entry) -> bool {
        match entry.node {
            Node::File(_) => true,
            Node::Link(_) => {
                let mut path = folder.to_owned();
                path.push(b'/');
                path.extend_from_slice(&entry.name);
                let found = self.resolve(&path);
                found.is_ok_and(|found| matches!(found.node, Node::File(_)))
            }
            Node::Folder(_) | Node::Submodule => false,
        }
    }
}

impl Files for Tree {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        self.try_read(path).map_err(Refusal::from)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let found = disk::normal(folder)
            .and_then(|normal| self.resolve(normal.as_os_str().as_encoded_bytes()).ok())
            .filter(|found| !in_cache(&found.path));
        let Some(Resolved {
            path,
            node: Node::Folder(id),
        }) = found
        else {
            return Vec::new();
        };
        let Ok(entries) = self.repository.entries(&id) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .iter()
            .filter(|entry| entry.is_safe() && self.is_file(&path, entry))
            .filter_map(|entry| String::from_utf8(entry.name.clone()).ok())
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// Whether a path is in the cache of Terraform. All of a commit is under version
/// control, so that anybody may have changed it.
pub(super) fn in_cache(path: &[u8]) -> bool {
    has_part(path, &[TERRAFORM_CACHE])
}

/// Whether one of some names is on a path.
pub(super) fn has_part(path: &[u8], names: &[&str]) -> bool {
    path.split(|byte| *byte == b'/')
        .any(|part| names.iter().any(|name| part == name.as_bytes()))
}

fn split(path: &[u8]) -> VecDeque<Vec<u8>> {
    path.split(|byte| *byte == b'/')
        .filter(|part| !part.is_empty() && *part != b".")
        .map(<[u8]>::to_vec)
        .collect()
}

fn joined(folders: &[(Vec<u8>, ObjectId)], last: Option<&[u8]>) -> Vec<u8> {
    let names = folders.iter().map(|(name, _)| name.as_slice());
    let names: Vec<&[u8]> = names.chain(last).collect();
    names.join(&b'/')
}

/// A path in a commit as it is reported.
pub(super) fn shown(path: &[u8]) -> String {
    printable_bytes(path)
}
