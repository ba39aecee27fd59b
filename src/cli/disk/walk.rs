//! Which files there are: named ones, and those found in folders.
//!
//! Inside a git work tree these are the tracked files and the untracked ones
//! that are not ignored; elsewhere all files. Nothing is opened here but
//! `.gitignore` files and git indexes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry, FileType};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::git_index::{self, Repository, Tracked};
use super::ignores::{self, Ignores};
use super::operands::{Refused, Start, link_target};
use super::reason::Reason;
use super::recognise::{Kind, kind};
use super::{Disk, Excludes, LeftOut, NotAnalysed, WhyLeftOut, open};

/// Folders whose untracked content is never walked.
pub(in crate::cli) const SKIPPED: &[&str] = &["node_modules", "vendor", TERRAFORM_CACHE];

/// What Terraform fetched; not even believed where it is tracked.
pub(in crate::cli) const TERRAFORM_CACHE: &str = ".terraform";

/// A file that is to be read, or looked through.
#[derive(Clone, Debug)]
pub(super) struct FoundFile {
    pub named: bool,
    pub tracked: bool,
    pub in_skipped_folder: bool,
    pub bases: BTreeSet<PathBuf>,
}

/// Everything met so far.
pub(super) struct Found<'a> {
    pub disk: Disk,
    pub excludes: Excludes<'a>,
    pub files: BTreeMap<PathBuf, FoundFile>,
    pub refused: BTreeSet<NotAnalysed>,
    pub left_out: LeftOut,
    counted: BTreeSet<PathBuf>,
    /// Folders and files that are operands.
    folders: BTreeSet<PathBuf>,
    named: BTreeSet<PathBuf>,
    repositories: BTreeMap<PathBuf, Rc<Repository>>,
    links: Vec<Link>,
}

/// A link to a file inside the root.
struct Link {
    path: PathBuf,
    target: PathBuf,
    start: Start,
}

/// A folder still to be visited.
struct Folder {
    path: PathBuf,
    rules: Option<Rc<Ignores>>,
    repository: Option<Rc<Repository>>,
}

impl<'a> Found<'a> {
    pub fn new(disk: Disk, starts: &[Start], excludes: Excludes<'a>, name_left_out: bool) -> Self {
        let paths = |is_folder: bool| {
            let starts = starts.iter();
            starts
                .filter(move |start| start.is_folder == is_folder)
                .map(|start| start.path.clone())
                .collect()
        };
        Self {
            disk,
            excludes,
            files: BTreeMap::new(),
            refused: BTreeSet::new(),
            left_out: LeftOut::new(name_left_out),
            counted: BTreeSet::new(),
            folders: paths(true),
            named: paths(false),
            repositories: BTreeMap::new(),
            links: Vec::new(),
        }
    }

    /// Takes over operands that lead nowhere.
    pub fn refuse_all(&mut self, refused: Vec<Refused>) {
        for Refused { place, mut entry } in refused {
            let inside = place.map(|place| self.disk.shown(&place));
            if let Some(inside) = inside.filter(|path| !Path::new(path).is_absolute()) {
                entry.path = inside;
            }
            self.refused.insert(entry);
        }
    }

    /// Takes a named file, or what is in a folder.
    pub fn take(&mut self, start: &Start) {
        if start.is_folder {
            self.walk(start);
            return;
        }
        let folder = start.path.parent().unwrap_or(&start.path);
        let repository = self.enclosing(folder);
        self.add(
            &start.path,
            FoundFile {
                named: true,
                tracked: is_tracked(repository.as_deref(), &start.path),
                in_skipped_folder: false,
                bases: BTreeSet::from([folder.to_owned()]),
            },
        );
    }

    /// Takes the files that links lead to and that were not found themselves,
    /// because they lie elsewhere below the root or have another ending.
    pub fn take_link_targets(&mut self) {
        for link in std::mem::take(&mut self.links) {
            let inside = link.target.strip_prefix(&link.start.area);
            let inside = inside.unwrap_or(&link.target).to_owned();
            if self.files.contains_key(&link.target) {
                continue;
            }
            if has_part(&inside, &[".git", TERRAFORM_CACHE]) {
                self.refuse(&link.path, Reason::SymlinkUnread, link_target(&link.path));
                continue;
            }
            let repository = self.enclosing(link.target.parent().unwrap_or(&link.target));
            self.add(
                &link.target,
                FoundFile {
                    named: false,
                    tracked: is_tracked(repository.as_deref(), &link.target),
                    in_skipped_folder: has_part(&inside, SKIPPED),
                    bases: BTreeSet::from([link.start.path]),
                },
            );
        }
    }

    fn add(&mut self, path: &Path, file: FoundFile) {
        let Some(known) = self.files.get_mut(path) else {
            self.files.insert(path.to_owned(), file);
            return;
        };
        known.named |= file.named;
        known.tracked |= file.tracked;
        known.in_skipped_folder &= file.in_skipped_folder;
        known.bases.extend(file.bases);
    }

    pub fn refuse(&mut self, path: &Path, reason: Reason, detail: String) {
        let is_operand = self.folders.contains(path) || self.named.contains(path);
        let about_git = matches!(reason, Reason::GitIndex(_));
        if !is_operand && !about_git && (self.excludes)(&self.disk.shown(path)) {
            self.leave(path, WhyLeftOut::Excluded);
            return;
        }
        let mut path = self.disk.shown(path);
        if path.is_empty() {
            path.push('.');
        }
        self.refused.insert(NotAnalysed {
            path,
            reason,
            detail,
        });
    }

    /// Counts a path, once however many operands lead to it, and not at all if it
    /// is an operand itself.
    fn leave(&mut self, path: &Path, why: WhyLeftOut) {
        if self.folders.contains(path) || self.named.contains(path) {
            return;
        }
        if self.folders.len() < 2 || self.counted.insert(path.to_owned()) {
            self.left_out.add(why, || self.disk.shown(path));
        }
    }

    fn enclosing(&mut self, folder: &Path) -> Option<Rc<Repository>> {
        let top = git_index::enclosing(folder)?;
        if let Some(known) = self.repositories.get(top) {
            return Some(Rc::clone(known));
        }
        let repository = Rc::new(Repository::read(top));
        if let Some(trouble) = &repository.trouble {
            let index = top.join(".git").join("index");
            self.refuse(&index, Reason::GitIndex(trouble.clone()), String::new());
        }
        self.repositories
            .insert(top.to_owned(), Rc::clone(&repository));
        Some(repository)
    }

    fn walk(&mut self, start: &Start) {
        let repository = self.enclosing(&start.path);
        let rules = repository
            .as_ref()
            .and_then(|repository| Ignores::above(&repository.top, &start.path));
        self.take_absent(repository.as_deref(), &start.path);
        let mut pending = vec![Folder {
            path: start.path.clone(),
            rules,
            repository,
        }];
        while let Some(folder) = pending.pop() {
            self.visit(folder, start, &mut pending);
        }
    }

    /// What the index of a repository has in a folder and the disk has not.
    fn take_absent(&mut self, repository: Option<&Repository>, folder: &Path) {
        let Some(repository) = repository else {
            return;
        };
        for (path, state) in repository.under(folder) {
            match state {
                Tracked::Submodule if !self.folders.contains(&path) => {
                    self.refuse(&path, Reason::Submodule, String::new());
                }
                Tracked::NotCheckedOut if fs::symlink_metadata(&path).is_err() => {
                    self.leave(&path, WhyLeftOut::NotCheckedOut);
                }
                _ => {}
            }
        }
    }

    fn visit(&mut self, mut folder: Folder, start: &Start, pending: &mut Vec<Folder>) {
        let entries = match fs::read_dir(&folder.path) {
            Ok(entries) => entries,
            Err(error) => {
                self.refuse(&folder.path, Reason::system(&error), String::new());
                return;
            }
        };
        let is_nested = folder.path != start.path && git_index::is_top(&folder.path);
        if is_nested {
            folder.repository = self.enclosing(&folder.path);
            folder.rules = None;
            self.take_absent(folder.repository.as_deref(), &folder.path);
        }
        if folder.repository.is_some() {
            folder.rules = Ignores::enter(&folder.path, folder.rules);
        }
        for entry in entries {
            match entry {
                Ok(entry) => self.meet(&entry, &folder, start, pending),
                Err(error) => self.refuse(&folder.path, Reason::system(&error), String::new()),
            }
        }
    }

    fn meet(
        &mut self,
        entry: &DirEntry,
        folder: &Folder,
        start: &Start,
        pending: &mut Vec<Folder>,
    ) {
        let name = entry.file_name();
        if name == ".git" {
            return;
        }
        let path = entry.path();
        let file_type = match entry.file_type() {
            Ok(file_type) => file_type,
            Err(error) => {
                self.refuse(&path, Reason::system(&error), String::new());
                return;
            }
        };
        let repository = folder.repository.as_deref();
        let rules = folder.rules.as_deref();
        if !file_type.is_dir() {
            let tracked = is_tracked(repository, &path);
            if !tracked && ignores::is_ignored(rules, &path, false) {
                self.leave(&path, WhyLeftOut::Ignored);
                return;
            }
            self.take_met(&path, file_type, start, tracked, false);
            return;
        }
        if repository.and_then(|repository| repository.state(&path)) == Some(Tracked::Submodule) {
            return;
        }
        if SKIPPED.iter().any(|skipped| name == *skipped) {
            self.leave(&path, WhyLeftOut::SkippedFolder);
            self.take_tracked(repository, &path, start);
        } else if ignores::is_ignored(rules, &path, true) {
            self.leave(&path, WhyLeftOut::Ignored);
            self.take_tracked(repository, &path, start);
        } else {
            pending.push(Folder {
                path,
                rules: folder.rules.clone(),
                repository: folder.repository.clone(),
            });
        }
    }

    /// The tracked files of a folder that is not walked.
    fn take_tracked(&mut self, repository: Option<&Repository>, folder: &Path, start: &Start) {
        let Some(repository) = repository else {
            return;
        };
        for (path, state) in repository.under(folder) {
            let inside = path.strip_prefix(&start.path).unwrap_or(&path);
            // A folder on the way that has become a link holds none of them.
            let real = path
                .parent()
                .and_then(|parent| fs::canonicalize(parent).ok());
            let Ok(metadata) = fs::symlink_metadata(&path) else {
                continue;
            };
            if state == Tracked::Submodule || real.as_deref() != path.parent() || metadata.is_dir()
            {
                continue;
            }
            if has_part(inside, &[TERRAFORM_CACHE]) {
                self.leave(&path, WhyLeftOut::TerraformCache);
                continue;
            }
            let in_skipped_folder = has_part(inside, SKIPPED);
            self.take_met(&path, metadata.file_type(), start, true, in_skipped_folder);
        }
    }

    fn take_met(
        &mut self,
        path: &Path,
        file_type: FileType,
        start: &Start,
        tracked: bool,
        in_skipped_folder: bool,
    ) {
        if file_type.is_symlink() {
            self.link(path, start);
            return;
        }
        let kind = kind(path);
        match open::not_a_file(file_type) {
            Some(what) if kind != Kind::Other => {
                self.refuse(path, Reason::NotAFile(what), String::new());
            }
            Some(_) => self.leave(path, WhyLeftOut::Special),
            None if kind == Kind::Other => self.leave(path, WhyLeftOut::OtherKind),
            None => self.add(
                path,
                FoundFile {
                    named: false,
                    tracked,
                    in_skipped_folder,
                    bases: BTreeSet::from([start.path.clone()]),
                },
            ),
        }
    }

    fn link(&mut self, path: &Path, start: &Start) {
        let own_kind = kind(path);
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if own_kind == Kind::Other && path.extension().is_some() {
                    self.leave(path, WhyLeftOut::Link);
                } else {
                    self.refuse(path, Reason::SymlinkDangling, link_target(path));
                }
                return;
            }
            Err(error) if open::is_loop(&error) => {
                self.refuse(path, Reason::SymlinkLoop, link_target(path));
                return;
            }
            Err(error) => {
                self.refuse(path, Reason::system(&error), link_target(path));
                return;
            }
        };
        let is_folder = target.is_dir();
        let kind = match own_kind {
            Kind::Other => kind(&target),
            own => own,
        };
        let may_matter = is_folder || kind != Kind::Other;
        if may_matter && !target.starts_with(&start.area) {
            self.refuse(path, Reason::SymlinkOutside, link_target(path));
            return;
        }
        if is_folder && !self.reads_in(&target, path, start) {
            self.refuse(path, Reason::SymlinkUnread, link_target(path));
            return;
        }
        self.leave(path, WhyLeftOut::Link);
        if may_matter && target.is_file() {
            self.links.push(Link {
                path: path.to_owned(),
                target,
                start: start.clone(),
            });
        }
    }
}

impl Found<'_> {
    /// Whether what is in the folder that a link leads to is read where it lies, or is
    /// not to be read through the link either: a link may lead to what is above it, and
    /// other people's code is left out under any name.
    fn reads_in(&self, target: &Path, link: &Path, start: &Start) -> bool {
        let walked = self.folders.iter().any(|folder| {
            let inside = target.strip_prefix(folder);
            inside.is_ok_and(|inside| !has_part(inside, SKIPPED))
        });
        let own = link.strip_prefix(&start.path).unwrap_or(link);
        walked || start.path.starts_with(target) || has_part(own, SKIPPED)
    }
}

fn is_tracked(repository: Option<&Repository>, path: &Path) -> bool {
    repository
        .and_then(|repository| repository.state(path))
        .is_some_and(|state| state != Tracked::Submodule)
}

fn has_part(path: &Path, names: &[&str]) -> bool {
    path.components()
        .any(|part| names.iter().any(|name| part.as_os_str() == *name))
}
