//! The texts that a checkout of a commit would have given: the same files are read,
//! left out or refused for the same reasons as on disk.
//!
//! Everything in a commit is tracked, so no `.gitignore` bears on it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gix_index::hash::ObjectId;

use super::entries::{Entry, Node};
use super::tree::{Resolved, Tree, has_part, in_cache, shown};
use crate::cli::disk::{
    self, Excludes, InputFile, Inputs, Kind, LeftOut, NotAnalysed, Outcome, Reason, SKIPPED,
    WhyLeftOut,
};

/// Most folders that a path goes through.
pub const DEEPEST: usize = 256;

/// Most paths that are met in a commit. One folder may stand in many places at no
/// cost to who makes it, so that a small commit can have more files than any disk.
pub const MOST_PATHS: usize = 1_000_000;

/// Something to be collected, relative to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file or folder.
    Path(String),
    /// All that a pattern such as `policies/*.json` matches.
    Pattern(String),
}

/// Collects the texts of a commit in some places. Where the commit has nothing, none
/// are collected, and nothing is refused.
#[must_use]
pub fn collect(
    tree: &Tree,
    places: &[Place],
    excludes: Excludes<'_>,
    name_left_out: bool,
) -> Inputs<Tree> {
    let mut found = Found {
        tree,
        excludes,
        files: BTreeMap::new(),
        refused: BTreeSet::new(),
        left_out: LeftOut::new(name_left_out),
        counted: BTreeSet::new(),
        operands: BTreeSet::new(),
        links: Vec::new(),
        met: 0,
    };
    let starts = found.starts(places);
    found.operands = starts.iter().map(|start| start.path.clone()).collect();
    for start in &starts {
        found.take(start);
    }
    found.take_link_targets();
    found.read()
}

/// A file that is to be read.
struct FoundFile {
    id: ObjectId,
    named: bool,
    in_skipped_folder: bool,
    bases: BTreeSet<Vec<u8>>,
}

/// Everything met so far. Paths are bytes, since two that are shown alike are two.
struct Found<'a> {
    tree: &'a Tree,
    excludes: Excludes<'a>,
    files: BTreeMap<Vec<u8>, FoundFile>,
    refused: BTreeSet<NotAnalysed>,
    left_out: LeftOut,
    counted: BTreeSet<Vec<u8>>,
    operands: BTreeSet<Vec<u8>>,
    /// Files that links lead to, with the folder that they were found from.
    links: Vec<(Resolved, Vec<u8>, Followed)>,
    met: usize,
}

/// A link that is followed, and what it says.
struct Followed {
    path: Vec<u8>,
    target: String,
}

/// A file, link or submodule, or a folder before what is in it.
struct Met<'a> {
    path: &'a [u8],
    entry: &'a Entry,
    /// In a folder that is skipped, where only tracked files are taken.
    skipped: bool,
}

/// What is done with everything that is met.
type Meet<'a, 'b> = dyn FnMut(&mut Found<'b>, &Met<'_>) + 'a;

/// A folder still to be visited.
struct Folder {
    path: Vec<u8>,
    id: ObjectId,
    depth: usize,
    skipped: bool,
}

impl<'b> Found<'b> {
    /// Where the places lead, each once, in order.
    fn starts(&mut self, places: &[Place]) -> Vec<Resolved> {
        let mut starts: Vec<Resolved> = Vec::new();
        for place in places {
            match place {
                Place::Path(path) => match self.tree.resolve(path.as_bytes()) {
                    Ok(start) => starts.push(start),
                    Err(Reason::Missing) => {}
                    Err(Reason::OutsideRoot) => {
                        self.refuse(path.as_bytes(), Reason::SymlinkOutside, "");
                    }
                    Err(reason) => self.refuse(path.as_bytes(), reason, ""),
                },
                Place::Pattern(pattern) => self.matches(pattern, &mut starts),
            }
        }
        starts.sort_by(|one, two| one.path.cmp(&two.path));
        starts.dedup();
        starts
    }

    fn matches(&mut self, pattern: &str, starts: &mut Vec<Resolved>) {
        let Ok(pattern) = glob::Pattern::new(pattern) else {
            return;
        };
        let options = glob::MatchOptions {
            require_literal_separator: true,
            ..glob::MatchOptions::new()
        };
        let Some(top) = self.tree.top else {
            return;
        };
        self.walk(&[], top, &mut |found, met| {
            let path = met.path;
            let is_match =
                std::str::from_utf8(path).is_ok_and(|path| pattern.matches_with(path, options));
            if is_match {
                match found.tree.resolve(path) {
                    Ok(start) => starts.push(start),
                    Err(Reason::OutsideRoot) => found.refuse(path, Reason::SymlinkOutside, ""),
                    Err(reason) => found.refuse(path, reason, ""),
                }
            }
        });
    }

    /// Goes through a folder.
    fn walk(&mut self, start: &[u8], id: ObjectId, meet: &mut Meet<'_, 'b>) {
        let mut pending = vec![Folder {
            path: start.to_owned(),
            id,
            depth: 0,
            skipped: false,
        }];
        while let Some(folder) = pending.pop() {
            let entries = match self.tree.repository.entries(&folder.id) {
                Ok(entries) => entries,
                Err(trouble) => {
                    self.refuse(&folder.path, trouble.into(), "");
                    continue;
                }
            };
            for entry in entries.iter() {
                let path = below(&folder.path, &entry.name);
                self.met = self.met.saturating_add(1);
                if self.met > MOST_PATHS {
                    self.refuse(&path, Reason::TooManyPaths { limit: MOST_PATHS }, "");
                    return;
                }
                if !entry.is_safe() {
                    self.refuse(&path, Reason::UnsafeName, "");
                    continue;
                }
                let met = Met {
                    path: &path,
                    entry,
                    skipped: folder.skipped,
                };
                meet(self, &met);
                if let Node::Folder(id) = entry.node {
                    let depth = folder.depth.saturating_add(1);
                    if depth > DEEPEST {
                        self.refuse(&path, Reason::TooDeep { limit: DEEPEST }, "");
                        continue;
                    }
                    pending.push(Folder {
                        skipped: folder.skipped || is_skipped(&entry.name),
                        path,
                        id,
                        depth,
                    });
                }
            }
        }
    }

    fn take(&mut self, start: &Resolved) {
        match start.node {
            Node::Folder(id) => {
                self.walk(&start.path, id, &mut |found, met| {
                    found.meet(met, &start.path);
                });
            }
            Node::File(id) => {
                let folder = parent(&start.path).to_owned();
                self.add(&start.path, id, true, false, folder);
            }
            Node::Submodule => self.refuse(&start.path, Reason::Submodule, ""),
            Node::Link(_) => {}
        }
    }

    fn meet(&mut self, met: &Met<'_>, start: &[u8]) {
        let Met {
            path,
            entry,
            skipped,
        } = *met;
        let inside = path.get(start.len()..).unwrap_or(path);
        match entry.node {
            Node::Folder(_) if !skipped && is_skipped(&entry.name) => {
                self.leave(path, WhyLeftOut::SkippedFolder);
            }
            Node::Folder(_) => {}
            Node::Submodule => self.refuse(path, Reason::Submodule, ""),
            Node::Link(_) | Node::File(_) if in_cache(inside) => {
                self.leave(path, WhyLeftOut::TerraformCache);
            }
            Node::Link(id) => self.link(path, id, start),
            Node::File(_) if kind(&entry.name) == Kind::Other => {
                self.leave(path, WhyLeftOut::OtherKind);
            }
            Node::File(id) => self.add(path, id, false, skipped, start.to_owned()),
        }
    }

    fn link(&mut self, path: &[u8], id: ObjectId, start: &[u8]) {
        let own = kind(path);
        let typed = self.tree.target(&id);
        let target = match &typed {
            Ok(target) => shown(target),
            Err(_) => String::new(),
        };
        match self.tree.resolve(path) {
            Ok(found) => {
                let is_folder = matches!(found.node, Node::Folder(_) | Node::Submodule);
                let to = match own {
                    Kind::Other => kind(&found.path),
                    Kind::Read => own,
                };
                if is_folder && !self.reads_in(&found.path, path, start) {
                    self.refuse(path, Reason::SymlinkUnread, &target);
                    return;
                }
                self.leave(path, WhyLeftOut::Link);
                if !is_folder && to == Kind::Read {
                    let path = path.to_owned();
                    let link = Followed { path, target };
                    self.links.push((found, start.to_owned(), link));
                }
            }
            Err(Reason::Missing) => {
                if own == Kind::Other && has_ending(path) {
                    self.leave(path, WhyLeftOut::Link);
                } else {
                    self.refuse(path, Reason::SymlinkDangling, &target);
                }
            }
            // What is there cannot be seen: it matters unless the names say otherwise.
            Err(Reason::OutsideRoot) => {
                let to = typed.as_deref().unwrap_or_default();
                if own == Kind::Other && kind(to) == Kind::Other && has_ending(to) {
                    self.leave(path, WhyLeftOut::Link);
                } else {
                    self.refuse(path, Reason::SymlinkOutside, &target);
                }
            }
            Err(reason) => self.refuse(path, reason, &target),
        }
    }

    /// Whether what is in the folder that a link leads to is read where it lies, or is
    /// not to be read through the link either.
    fn reads_in(&self, target: &[u8], link: &[u8], start: &[u8]) -> bool {
        let walked = self.operands.iter().any(|folder| {
            let inside = within(target, folder);
            inside.is_some_and(|inside| !has_part(inside, SKIPPED))
        });
        let own = within(link, start).unwrap_or(link);
        walked || within(start, target).is_some() || has_part(own, SKIPPED)
    }

    /// Takes the files that links lead to and that were not found themselves.
    fn take_link_targets(&mut self) {
        for (target, start, link) in std::mem::take(&mut self.links) {
            let Node::File(id) = target.node else {
                continue;
            };
            if self.files.contains_key(&target.path) {
                continue;
            }
            if in_cache(&target.path) {
                self.refuse(&link.path, Reason::SymlinkUnread, &link.target);
                continue;
            }
            let skipped = has_part(&target.path, SKIPPED);
            self.add(&target.path, id, false, skipped, start);
        }
    }

    fn add(
        &mut self,
        path: &[u8],
        id: ObjectId,
        named: bool,
        in_skipped_folder: bool,
        base: Vec<u8>,
    ) {
        let file = self.files.entry(path.to_owned()).or_insert(FoundFile {
            id,
            named,
            in_skipped_folder,
            bases: BTreeSet::new(),
        });
        file.named |= named;
        file.in_skipped_folder &= in_skipped_folder;
        file.bases.insert(base);
    }

    fn refuse(&mut self, path: &[u8], reason: Reason, detail: &str) {
        if !self.operands.contains(path) && (self.excludes)(&shown(path)) {
            self.leave(path, WhyLeftOut::Excluded);
            return;
        }
        let mut path = shown(path);
        if path.is_empty() {
            path.push('.');
        }
        self.refused.insert(NotAnalysed {
            path,
            reason,
            detail: detail.to_owned(),
        });
    }

    /// Counts a path once, and not at all if it is an operand itself.
    fn leave(&mut self, path: &[u8], why: WhyLeftOut) {
        if !self.operands.contains(path)
            && (self.operands.len() < 2 || self.counted.insert(path.to_owned()))
        {
            self.left_out.add(why, || shown(path));
        }
    }

    fn read(self) -> Inputs<Tree> {
        let Self {
            tree,
            excludes,
            files,
            refused,
            left_out,
            ..
        } = self;
        let mut inputs = Inputs {
            root: tree.root().to_owned(),
            files: Vec::new(),
            not_analysed: refused.into_iter().collect(),
            left_out,
            from: tree.clone(),
        };
        let found = files.into_iter().map(|(path, file)| {
            let mut bases: Vec<String> = file.bases.iter().map(|base| shown(base)).collect();
            bases.sort();
            let described = InputFile {
                path: shown(&path),
                text: String::new(),
                named: file.named,
                tracked: true,
                in_skipped_folder: file.in_skipped_folder,
                bases,
            };
            (described, file.id)
        });
        let limits = tree.limits;
        let one = |(file, id): &(InputFile, ObjectId)| {
            if file.named {
                return tree.named_text(id).into();
            }
            walked(tree, id)
        };
        let found = found.collect();
        disk::settle_all(&mut inputs, found, (excludes, limits), |batch| {
            batch.iter().map(one).collect()
        });
        inputs
    }
}

fn walked(tree: &Tree, id: &ObjectId) -> Outcome {
    let limit = tree.limits.walked_file;
    if let Some(known) = tree.known(id) {
        let fits = u64::try_from(known.len()).is_ok_and(|size| size <= limit);
        if fits {
            return Outcome::Text((*known).to_owned());
        }
    }
    let outcome = match tree.bytes(id) {
        Ok(bytes) => disk::from_bytes(bytes, limit),
        Err(reason) => Outcome::NotAnalysed(reason),
    };
    if let Outcome::Text(text) = &outcome {
        tree.keep(id, text);
    }
    outcome
}

/// What is left of a path in a folder, if it lies there.
fn within<'p>(path: &'p [u8], folder: &[u8]) -> Option<&'p [u8]> {
    let rest = path.strip_prefix(folder)?;
    match rest {
        [] => Some(rest),
        [b'/', inside @ ..] => Some(inside),
        _ => folder.is_empty().then_some(rest),
    }
}

fn kind(path: &[u8]) -> Kind {
    disk::kind(Path::new(&shown(path)))
}

fn has_ending(path: &[u8]) -> bool {
    Path::new(&shown(path)).extension().is_some()
}

fn is_skipped(name: &[u8]) -> bool {
    has_part(name, SKIPPED)
}

fn below(folder: &[u8], name: &[u8]) -> Vec<u8> {
    let mut path = folder.to_owned();
    if !path.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

fn parent(path: &[u8]) -> &[u8] {
    let slash = path.iter().rposition(|byte| *byte == b'/');
    slash.and_then(|at| path.get(..at)).unwrap_or_default()
}
