//! A repository that is made of its objects.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use gix_index::entry::{Flags, Mode, Stat};
use gix_index::hash::{Kind as Hash, ObjectId};
use gix_object::Kind;
use ramlint::cli::git::Repository;
use ramlint::cli::load::UsageError;
use tempfile::TempDir;

use crate::cli::{Around, Ran, run_in};

/// What a folder of a commit holds, by name: mode and object.
pub type Entries<'a> = [(&'a str, &'a [u8], ObjectId)];

/// A file, a link or a commit of another repository.
#[derive(Clone, Copy)]
pub enum Item<'a> {
    File(&'a [u8]),
    Link(&'a str),
    Submodule,
}

pub struct Repo {
    pub folder: TempDir,
    /// Seconds since 1970 of the next commit.
    pub clock: i64,
}

impl Repo {
    pub fn new() -> Self {
        let repo = Self {
            folder: tempfile::tempdir().unwrap(),
            clock: 1_700_000_000,
        };
        for folder in ["objects/pack", "objects/info", "refs/heads", "refs/tags"] {
            fs::create_dir_all(repo.git(folder)).unwrap();
        }
        repo.write(".git/HEAD", "ref: refs/heads/main\n");
        repo.write(".git/config", "[core]\n\trepositoryformatversion = 0\n");
        repo
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn git(&self, path: &str) -> PathBuf {
        self.at(".git").join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Writes an object in a file of its own.
    pub fn object(&self, kind: Kind, bytes: &[u8]) -> ObjectId {
        let id = gix_object::compute_hash(Hash::Sha1, kind, bytes).unwrap();
        let mut whole = format!("{kind} {}\0", bytes.len()).into_bytes();
        whole.extend_from_slice(bytes);
        let path = self.loose(&id);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, deflated(&whole)).unwrap();
        id
    }

    pub fn loose(&self, id: &ObjectId) -> PathBuf {
        let hex = id.to_hex().to_string();
        self.git(&format!("objects/{}/{}", &hex[..2], &hex[2..]))
    }

    pub fn blob(&self, bytes: impl AsRef<[u8]>) -> ObjectId {
        self.object(Kind::Blob, bytes.as_ref())
    }

    /// A folder, written as it stands: names need not be in order, or good.
    pub fn entries(&self, entries: &Entries<'_>) -> ObjectId {
        self.object(Kind::Tree, &tree_bytes(entries))
    }

    /// A folder of files and folders.
    pub fn tree(&self, items: &[(&str, Item<'_>)]) -> ObjectId {
        let mut here: BTreeMap<Vec<u8>, (&str, ObjectId)> = BTreeMap::new();
        let mut below: BTreeMap<&str, Vec<(&str, Item<'_>)>> = BTreeMap::new();
        for (path, item) in items {
            if let Some((folder, rest)) = path.split_once('/') {
                below.entry(folder).or_default().push((rest, *item));
                continue;
            }
            let entry = match item {
                Item::File(bytes) => ("100644", self.blob(bytes)),
                Item::Link(to) => ("120000", self.blob(to)),
                Item::Submodule => ("160000", ObjectId::from_hex(&[b'7'; 40]).unwrap()),
            };
            here.insert(path.as_bytes().to_vec(), entry);
        }
        for (folder, items) in below {
            // Git sorts folders as if their names ended in a slash.
            here.insert(
                format!("{folder}/").into_bytes(),
                ("40000", self.tree(&items)),
            );
        }
        let entries: Vec<(&str, &[u8], ObjectId)> = here
            .iter()
            .map(|(name, (mode, id))| (*mode, name.strip_suffix(b"/").unwrap_or(name), *id))
            .collect();
        self.entries(&entries)
    }

    pub fn commit_tree(&mut self, tree: ObjectId, parents: &[ObjectId]) -> ObjectId {
        self.clock += 60;
        let parents: String = parents.iter().map(|id| format!("parent {id}\n")).collect();
        let who = format!("A <a@example.com> {} +0000", self.clock);
        let text = format!("tree {tree}\n{parents}author {who}\ncommitter {who}\n\nx\n");
        self.object(Kind::Commit, text.as_bytes())
    }

    /// A commit of text files.
    pub fn commit(&mut self, files: &[(&str, &str)], parents: &[ObjectId]) -> ObjectId {
        let items: Vec<(&str, Item<'_>)> = files
            .iter()
            .map(|(path, text)| (*path, Item::File(text.as_bytes())))
            .collect();
        let tree = self.tree(&items);
        self.commit_tree(tree, parents)
    }

    pub fn name(&self, name: &str, id: ObjectId) {
        self.write(&format!(".git/{name}"), format!("{id}\n"));
    }

    pub fn branch(&self, name: &str, id: ObjectId) {
        self.name(&format!("refs/heads/{name}"), id);
    }

    /// A change: a commit of text files under this name, and others on disk.
    pub fn changed(name: &str, before: &[(&str, &str)], now: &[(&str, &str)]) -> (Self, ObjectId) {
        let mut repo = Self::new();
        let commit = repo.commit(before, &[]);
        repo.name(name, commit);
        let items: Vec<(&str, Item<'_>)> = now
            .iter()
            .map(|(path, text)| (*path, Item::File(text.as_bytes())))
            .collect();
        repo.checkout(&items);
        (repo, commit)
    }

    /// Lays out files on disk as a checkout does, and tracks them.
    pub fn checkout(&self, items: &[(&str, Item<'_>)]) {
        let mut state = gix_index::State::new(Hash::Sha1);
        for (path, item) in items {
            let at = self.at(path);
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            let mode = match item {
                Item::File(bytes) => {
                    fs::write(&at, bytes).unwrap();
                    Mode::FILE
                }
                Item::Link(to) => {
                    link(to, &at);
                    Mode::SYMLINK
                }
                Item::Submodule => {
                    fs::create_dir_all(&at).unwrap();
                    Mode::COMMIT
                }
            };
            let id = ObjectId::null(Hash::Sha1);
            let name = path.as_bytes();
            state.dangerously_push_entry(Stat::default(), id, Flags::empty(), mode, name.into());
        }
        state.sort_entries();
        gix_index::File::from_state(state, self.git("index"))
            .write(gix_index::write::Options::default())
            .unwrap();
    }

    /// Makes the same files a commit of `main` and a checkout.
    pub fn both(&mut self, items: &[(&str, Item<'_>)]) -> ObjectId {
        let tree = self.tree(items);
        let commit = self.commit_tree(tree, &[]);
        self.branch("main", commit);
        self.checkout(items);
        commit
    }

    /// The top folder, without links in its path.
    pub fn top(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap()
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let arguments: Vec<OsString> = arguments.iter().map(Into::into).collect();
        run_in(self.folder.path(), &arguments, &Around::default())
    }

    pub fn open(&self) -> Result<std::rc::Rc<Repository>, UsageError> {
        Repository::enclosing(&self.top())
    }
}

#[cfg(unix)]
fn link(to: &str, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
}

#[cfg(not(unix))]
fn link(to: &str, at: &Path) {
    fs::write(at, to).unwrap();
}

pub fn tree_bytes(entries: &Entries<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend_from_slice(format!("{mode} ").as_bytes());
        bytes.extend_from_slice(name);
        bytes.push(0);
        bytes.extend_from_slice(id.as_slice());
    }
    bytes
}

/// Bytes in the format of zlib, none of them made smaller.
pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(0xffff).peekable();
    if blocks.peek().is_none() {
        out.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap();
        out.push(u8::from(blocks.peek().is_none()));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65521;
        high = (high + low) % 65521;
    }
    out.extend_from_slice(&((high << 16) | low).to_be_bytes());
    out
}
