//! Branches, tags and the other names of commits.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use gix_index::hash::ObjectId;

use super::Repository;

/// How often a name may stand for another.
const DEEPEST: usize = 5;

/// Longest file of one name.
const LOOSE_LIMIT: u64 = 4 * 1024;

/// Longest file of all packed names.
const PACKED_LIMIT: u64 = 64 * 1024 * 1024;

/// Most folders of names that are looked through for one like the one typed.
const MOST_FOLDERS: usize = 1_000;

/// Digits of a name that is a SHA-256 hash.
const SHA_256_DIGITS: usize = 64;

/// Names and what they stand for, from the file `packed-refs`.
pub(super) type Packed = BTreeMap<String, ObjectId>;

/// Where a name that is not whole is looked for, in the order of git.
const FOLDERS: &[(&str, &str)] = &[
    ("refs/", ""),
    ("refs/tags/", ""),
    ("refs/heads/", ""),
    ("refs/remotes/", ""),
    ("refs/remotes/", "/HEAD"),
];

impl Repository {
    /// Everything that a name stands for: whole names, and what they lead to.
    pub(super) fn named(&self, name: &str) -> Result<Vec<(String, ObjectId)>, String> {
        let mut whole = Vec::new();
        if is_top_level(name) || name.starts_with("refs/") {
            whole.push(name.to_owned());
        }
        if !name.starts_with("refs/") {
            let below = FOLDERS.iter();
            whole.extend(below.map(|(folder, end)| format!("{folder}{name}{end}")));
        }
        let mut found = Vec::new();
        for name in whole {
            if let Some(id) = self.follow(&name)? {
                found.push((name, id));
            }
        }
        Ok(found)
    }

    /// What a whole name leads to.
    fn follow(&self, name: &str) -> Result<Option<ObjectId>, String> {
        let mut name = name.to_owned();
        for _ in 0..DEEPEST {
            let Some(text) = self.loose(&name)? else {
                return Ok(self.packed()?.get(&name).copied());
            };
            let text = text.trim_end();
            if let Some(other) = text.strip_prefix("ref: ") {
                if !is_valid(other) || !(other.starts_with("refs/") || is_top_level(other)) {
                    return Err(format!("`{name}` stands for `{other}`, which is no name"));
                }
                other.clone_into(&mut name);
                continue;
            }
            return hash(text).map(Some);
        }
        Err(format!("`{name}` stands for itself"))
    }

    fn loose(&self, name: &str) -> Result<Option<String>, String> {
        let folder = if name.starts_with("refs/") {
            &self.places.common
        } else {
            &self.places.own
        };
        self.places.text(&folder.join(name), LOOSE_LIMIT)
    }

    fn packed(&self) -> Result<&Packed, String> {
        let read = || {
            let path = self.places.common.join("packed-refs");
            let text = self.places.text(&path, PACKED_LIMIT)?;
            let mut packed = Packed::new();
            for line in text.as_deref().unwrap_or_default().lines() {
                let Some((id, name)) = line.split_once(' ') else {
                    continue;
                };
                if !line.starts_with(['#', '^']) {
                    packed.insert(name.to_owned(), hash(id)?);
                }
            }
            Ok(packed)
        };
        self.packed.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// Branches and tags as people name them, sorted.
    pub(super) fn names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::from(["HEAD".to_owned()]);
        let all = self.packed().map(|packed| packed.keys());
        names.extend(all.into_iter().flatten().map(|name| short(name)));
        let mut pending: Vec<(PathBuf, String)> = ["refs/heads", "refs/tags", "refs/remotes"]
            .map(|name| (self.places.common.join(name), name.to_owned()))
            .into();
        let mut left = MOST_FOLDERS;
        while let Some((folder, prefix)) = pending.pop() {
            left = left.saturating_sub(1);
            let Some(Ok(entries)) = (left > 0).then(|| fs::read_dir(folder)) else {
                continue;
            };
            for entry in entries.filter_map(Result::ok) {
                let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type())
                else {
                    continue;
                };
                let name = format!("{prefix}/{name}");
                if kind.is_dir() {
                    pending.push((entry.path(), name));
                } else if kind.is_file() && is_valid(&name) {
                    names.insert(short(&name));
                }
            }
        }
        names
    }
}

impl Repository {
    /// The remote repositories of which there are branches.
    pub(super) fn names_of_remotes(&self) -> BTreeSet<String> {
        let first = |name: &str| {
            let (remote, _) = name.strip_prefix("refs/remotes/")?.split_once('/')?;
            Some(remote.to_owned())
        };
        let packed = self.packed().map(|packed| packed.keys());
        let mut names: BTreeSet<String> = packed
            .into_iter()
            .flatten()
            .filter_map(|name| first(name))
            .collect();
        let folders = fs::read_dir(self.places.common.join("refs/remotes"));
        let folders = folders.into_iter().flatten().filter_map(Result::ok);
        names.extend(folders.filter_map(|entry| entry.file_name().into_string().ok()));
        names
    }
}

/// A name without what says which kind of name it is.
fn short(name: &str) -> String {
    let kinds = ["refs/heads/", "refs/tags/", "refs/remotes/"];
    let mut short = kinds.iter().filter_map(|kind| name.strip_prefix(kind));
    short.next().unwrap_or(name).to_owned()
}

fn hash(text: &str) -> Result<ObjectId, String> {
    if text.len() == SHA_256_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err("its objects have SHA-256 names, which this version does not read".to_owned());
    }
    ObjectId::from_hex(text.as_bytes()).map_err(|_| format!("`{text}` is no name of an object"))
}

/// Whether a name may stand beside the folder `refs`, as `HEAD` does. Files there of
/// other names are none of a repository's names.
fn is_top_level(name: &str) -> bool {
    name.ends_with("HEAD")
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Whether git would let something have this name.
pub(super) fn is_valid(name: &str) -> bool {
    let odd = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    !name.is_empty()
        && !name.starts_with('-')
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(odd)
        && name
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock"))
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn names_that_leave_their_folder_or_look_like_flags_are_none() {
        for name in [
            "main",
            "origin/main",
            "refs/heads/feature/x",
            "v1.0",
            "策略",
            "a@b",
            "@",
        ] {
            assert!(is_valid(name), "{name}");
        }
        for name in [
            "",
            "--upload-pack=x",
            "-c",
            "../config",
            "a/../../b",
            "a..b",
            "/etc/passwd",
            "a//b",
            "a/",
            ".hidden",
            "a/.b",
            "x.lock",
            "end.",
            "a b",
            "a\nb",
            "a\u{1b}[0m",
            "a:b",
            "HEAD@{1}",
            "a\\b",
            "a*",
        ] {
            assert!(!is_valid(name), "{name:?}");
        }
    }
}
