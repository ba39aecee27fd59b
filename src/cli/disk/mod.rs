//! From the operands of a command line to texts in memory.
//!
//! [`collect`] says for every path it meets which of three things happened: it
//! was read, it could not be analysed ([`NotAnalysed`], which makes the run
//! incomplete), or it was left out because nothing in it can be a policy
//! ([`LeftOut`], counted). Nothing disappears in between, nothing blocks, and
//! the answer does not depend on the order in which a folder lists its entries.
//!
//! The author of a change controls every byte and name in the tree, so links
//! are not followed while walking, special files are not opened, and what one
//! file refers to is handed over by [`Disk`] only from inside the root.

mod alike;
mod git_index;
mod ignores;
mod left_out;
mod open;
mod operands;
mod reading;
mod reason;
mod recognise;
mod replace;
mod root;
mod text;
mod walk;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub(in crate::cli) use git_index::{Repository as WorkTree, enclosing, git_folder};
pub use left_out::{LeftOut, WhyLeftOut};
pub(in crate::cli) use open::{careful, open as open_file, read as read_file};
pub(in crate::cli) use reading::{Outcome, from_bytes, settle_all};
pub use reason::Reason;
pub(in crate::cli) use recognise::{Kind, kind};
pub use root::Disk;
pub(in crate::cli) use root::{TRACKED_CACHE, named_text, normal, printable_bytes};
pub(in crate::cli) use walk::{SKIPPED, TERRAFORM_CACHE};

/// How much is read. One place for every limit of the disk side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes, that is read when found by walking.
    pub walked_file: u64,
    /// Largest file, in bytes, that is read when named, and largest standard input.
    pub named_file: u64,
    /// Most files read that were found by walking.
    pub walked_files: usize,
    /// Most bytes held in memory of files found by walking.
    pub walked_total: u64,
}

impl Limits {
    /// 2 MiB.
    pub const WALKED_FILE: u64 = 2 * 1024 * 1024;
    /// 4 GiB − 1, the last offset a span can hold.
    pub const NAMED_FILE: u64 = 0xffff_ffff;
    /// 20,000 files.
    pub const WALKED_FILES: usize = 20_000;
    /// 256 MiB.
    pub const WALKED_TOTAL: u64 = 256 * 1024 * 1024;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            walked_file: Self::WALKED_FILE,
            named_file: Self::NAMED_FILE,
            walked_files: Self::WALKED_FILES,
            walked_total: Self::WALKED_TOTAL,
        }
    }
}

/// Everything besides the operands that decides what is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--root`, relative to `cwd` or absolute. That it is a folder is for the
    /// caller to check.
    pub root: Option<PathBuf>,
    /// The folder that relative operands start from.
    pub cwd: PathBuf,
    /// Standard input, already read, under the file name it goes by.
    pub stdin: Option<(String, Vec<u8>)>,
    /// How much is read.
    pub limits: Limits,
    /// Whether what is left out is named, rather than only counted.
    pub name_left_out: bool,
}

/// One text to analyse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Relative to the root, `/`-separated, without `./`. Absolute only for a
    /// file that was named and lies outside the root.
    pub path: String,
    /// The whole text, a byte order mark included.
    pub text: String,
    /// Named on the command line rather than found by walking.
    pub named: bool,
    /// In the index of its git repository.
    pub tracked: bool,
    /// Tracked beneath a folder that is otherwise skipped (`node_modules`,
    /// `vendor`): to be analysed only if it is policy-shaped.
    pub in_skipped_folder: bool,
    /// The folders it was found from, sorted, in the form of `path`; empty text
    /// is the root. For a named file, its own folder.
    pub bases: Vec<String>,
}

impl InputFile {
    /// The path as seen from each folder it was found from, so that "directly
    /// below a PATH" can be decided.
    pub fn below_bases(&self) -> impl Iterator<Item = &str> {
        self.bases.iter().filter_map(|base| {
            if base.is_empty() {
                return Some(self.path.as_str());
            }
            self.path.strip_prefix(base.as_str())?.strip_prefix('/')
        })
    }
}

/// A path that may hold a policy and was not read. Any of these makes the run
/// incomplete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotAnalysed {
    /// The path as it is reported: relative to the root, or as it was typed if
    /// there is nothing there.
    pub path: String,
    /// Why.
    pub reason: Reason,
    /// What the path was about to be, or empty: the target of a link, the
    /// pattern of a glob.
    pub detail: String,
}

/// What a command line's operands turned into, on disk or in a commit.
#[derive(Clone, Debug)]
pub struct Inputs<From = Disk> {
    /// The folder that reported paths are relative to.
    pub root: PathBuf,
    /// The texts, sorted by path.
    pub files: Vec<InputFile>,
    /// What was not analysed, sorted by path.
    pub not_analysed: Vec<NotAnalysed>,
    /// What was left out.
    pub left_out: LeftOut,
    /// Hands over what files refer to.
    pub from: From,
}

impl<From> Inputs<From> {
    /// The same, with another to hand over what files refer to.
    #[must_use]
    pub fn map<Other>(self, change: impl FnOnce(From) -> Other) -> Inputs<Other> {
        Inputs {
            root: self.root,
            files: self.files,
            not_analysed: self.not_analysed,
            left_out: self.left_out,
            from: change(self.from),
        }
    }
}

/// Where a file that goes with an input is looked for: in a folder and those above it,
/// up to another. Both are relative to the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lookup {
    /// The innermost folder.
    pub folder: String,
    /// The outermost.
    pub stop: String,
}

/// Says of a path relative to the root whether its file is no part of the input.
pub type Excludes<'a> = &'a dyn Fn(&str) -> bool;

/// Operands that lead somewhere, before anything is read.
pub struct Started {
    starts: operands::Starts,
    disk: Disk,
    limits: Limits,
    cwd: PathBuf,
}

impl Started {
    /// The files below the root.
    #[must_use]
    pub const fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The path of the only operand, if it leads somewhere.
    #[must_use]
    pub fn only_path(&self) -> Option<String> {
        match self.starts.starts.as_slice() {
            [one] => Some(self.disk.shown(&one.path)),
            _ => None,
        }
    }

    /// The files that the operands and standard input name, as they are reported and as
    /// they are opened, and what cannot be read; a folder is none.
    #[must_use]
    pub fn named(&self) -> Named {
        let starts = self.starts.starts.iter();
        let (folders, files): (Vec<_>, Vec<_>) = starts.partition(|start| start.is_folder);
        let shown = |path: &Path| self.disk.shown(path);
        Named {
            files: files
                .into_iter()
                .map(|start| (shown(&start.path), start.path.clone()))
                .collect(),
            stdin: self.starts.stdin.as_ref().map(|stdin| shown(&stdin.path)),
            folders: folders
                .into_iter()
                .map(|start| shown(&start.path))
                .collect(),
            refused: self
                .starts
                .refused
                .iter()
                .map(|one| one.entry.clone())
                .collect(),
        }
    }

    /// The working folder, without links.
    #[must_use]
    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// Where a file that goes with the operands is looked for, each place once.
    #[must_use]
    pub fn lookups(&self) -> Vec<Lookup> {
        let stdin = self.starts.stdin.iter().map(|stdin| {
            let folder = stdin.path.parent().unwrap_or(&stdin.path);
            (folder.to_owned(), None)
        });
        let starts = self.starts.starts.iter().map(|start| {
            let folder = if start.is_folder {
                &start.path
            } else {
                start.path.parent().unwrap_or(&start.path)
            };
            (folder.to_owned(), Some(start.area.clone()))
        });
        let mut places: Vec<(PathBuf, Option<PathBuf>)> = starts.chain(stdin).collect();
        if places.is_empty() {
            places.push((self.cwd.clone(), None));
        }
        let root = self.disk.root();
        let mut lookups: Vec<Lookup> = places
            .into_iter()
            .map(|(folder, stop)| {
                // What lies outside is looked up as the root itself is.
                let folder = if folder.starts_with(root) {
                    folder
                } else {
                    root.to_owned()
                };
                let stop = stop.filter(|stop| folder.starts_with(stop));
                Lookup {
                    folder: self.disk.shown(&folder),
                    stop: stop.map_or_else(String::new, |stop| self.disk.shown(&stop)),
                }
            })
            .collect();
        lookups.sort();
        lookups.dedup();
        lookups
    }

    /// The same, with other limits of what is found by walking.
    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Reads the files.
    #[must_use]
    pub fn collect(self, excludes: Excludes<'_>, name_left_out: bool) -> Inputs {
        let Self {
            starts,
            disk,
            limits,
            ..
        } = self;
        let mut found = walk::Found::new(disk, &starts.starts, excludes, name_left_out);
        found.refuse_all(starts.refused);
        for start in &starts.starts {
            found.take(start);
        }
        found.take_link_targets();
        reading::read(found, starts.stdin, limits)
    }
}

/// What operands name, without having been read.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Files, as they are reported and where they are, sorted.
    pub files: Vec<(String, PathBuf)>,
    /// What standard input is reported as, if it is read.
    pub stdin: Option<String>,
    /// Folders, as they are reported.
    pub folders: Vec<String>,
    /// What leads nowhere.
    pub refused: Vec<NotAnalysed>,
}

/// Finds out where operands lead: to files, folders, or what patterns match that the
/// shell did not expand. `-` has no meaning here; standard input comes in
/// [`Options::stdin`].
#[must_use]
pub fn start(operands: &[OsString], options: &Options) -> Started {
    let starts = operands::resolve(operands, options);
    Started {
        disk: Disk::new(starts.root.clone(), starts.areas.clone(), options.limits),
        cwd: starts.cwd.clone(),
        starts,
        limits: options.limits,
    }
}

/// The repository that a folder is in, or the folder itself, without links.
#[must_use]
pub fn repository(folder: &Path) -> PathBuf {
    let options = Options {
        cwd: folder.to_owned(),
        ..Options::default()
    };
    operands::resolve(&[], &options).root
}

/// Reads what the operands name: files, folders, and patterns that the shell
/// did not expand. `-` has no meaning here; standard input comes in
/// [`Options::stdin`]. Every failure is an entry of
/// [`Inputs::not_analysed`], and the rest goes on.
#[must_use]
pub fn collect(operands: &[OsString], options: &Options) -> Inputs {
    start(operands, options).collect(&|_| false, options.name_left_out)
}
