//! From operands to places where reading starts, and the root they share.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::reason::Reason;
use super::root::{normal, printable};
use super::{NotAnalysed, Options, git_index, open};

/// A file to read or a folder to walk, without links in its path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    pub path: PathBuf,
    /// The folder that a link met on the way may not leave.
    pub area: PathBuf,
    pub is_folder: bool,
}

/// Standard input with the place it stands for.
pub(super) struct Stdin {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
}

/// All operands together.
pub(super) struct Starts {
    pub root: PathBuf,
    pub cwd: PathBuf,
    pub areas: Vec<PathBuf>,
    pub starts: Vec<Start>,
    pub stdin: Option<Stdin>,
    pub refused: Vec<Refused>,
}

/// An operand that cannot be followed.
pub(super) struct Refused {
    /// Where it is, if that can be said.
    pub place: Option<PathBuf>,
    pub entry: NotAnalysed,
}

pub(super) fn resolve(operands: &[OsString], options: &Options) -> Starts {
    let cwd = fs::canonicalize(&options.cwd).unwrap_or_else(|_| options.cwd.clone());
    let wanted = options.root.as_ref().map(|root| {
        let root = cwd.join(root);
        fs::canonicalize(&root).unwrap_or(root)
    });
    let context = Context { cwd, wanted };
    let mut starts = Vec::new();
    let mut refused = Vec::new();
    for operand in operands {
        for start in context.operand(operand) {
            match start {
                Ok(start) => starts.push(start),
                Err(refusal) => refused.push(refusal),
            }
        }
    }
    starts.sort();
    starts.dedup();

    let mut areas: Vec<PathBuf> = starts.iter().map(|start| start.area.clone()).collect();
    let stdin = options.stdin.as_ref().map(|(name, bytes)| Stdin {
        path: context.stdin_path(name),
        bytes: bytes.clone(),
    });
    if let Some(wanted) = &context.wanted {
        areas = vec![wanted.clone()];
    } else if areas.is_empty() {
        areas.push(context.area(&context.cwd));
    }
    areas.sort();
    areas.dedup();
    Starts {
        root: context.wanted.unwrap_or_else(|| common(&areas)),
        cwd: context.cwd,
        areas,
        starts,
        stdin,
        refused,
    }
}

/// The deepest folder that holds all of them.
fn common(folders: &[PathBuf]) -> PathBuf {
    let mut folders = folders.iter();
    let mut common = folders.next().cloned().unwrap_or_default();
    for folder in folders {
        while !folder.starts_with(&common) && common.pop() {}
    }
    common
}

struct Context {
    cwd: PathBuf,
    wanted: Option<PathBuf>,
}

impl Context {
    fn operand(&self, operand: &OsString) -> Vec<Result<Start, Refused>> {
        let path = self.cwd.join(operand);
        if operand.is_empty() {
            // As a shell hands it over for a variable that is not set.
            return vec![Err(refused(
                &path,
                operand,
                Reason::Missing,
                "the name is empty",
            ))];
        }
        match fs::symlink_metadata(&path) {
            Ok(_) => vec![self.start(&path, &printable(operand.as_ref()))],
            Err(error) if is_missing(&error) => self.pattern(operand),
            Err(error) => vec![Err(refused(&path, operand, Reason::system(&error), ""))],
        }
    }

    /// What a pattern matches, if the operand is one.
    fn pattern(&self, operand: &OsString) -> Vec<Result<Start, Refused>> {
        let missing = |detail| {
            let path = self.cwd.join(operand);
            vec![Err(refused(&path, operand, Reason::Missing, detail))]
        };
        let Some(text) = operand
            .to_str()
            .filter(|text| text.contains(['*', '?', '[']))
        else {
            return missing("");
        };
        let pattern = match (Path::new(text).is_absolute(), self.cwd.to_str()) {
            (true, _) => text.to_owned(),
            (false, Some(cwd)) => format!("{}/{text}", glob::Pattern::escape(cwd)),
            (false, None) => return missing("the pattern cannot be followed from this folder"),
        };
        let matching = glob::MatchOptions {
            require_literal_separator: true,
            ..glob::MatchOptions::new()
        };
        let Ok(paths) = glob::glob_with(&pattern, matching) else {
            return missing("not a valid pattern");
        };
        let mut starts = Vec::new();
        for path in paths {
            match path {
                Ok(path) if in_git_folder(path.strip_prefix(&self.cwd).unwrap_or(&path)) => {}
                Ok(path) => {
                    let name = path.strip_prefix(&self.cwd).unwrap_or(&path);
                    starts.push(self.start(&path, &printable(name)));
                }
                Err(error) => {
                    let reason = Reason::system(error.error());
                    let name = error.path().as_os_str().to_owned();
                    starts.push(Err(refused(error.path(), &name, reason, text)));
                }
            }
        }
        if starts.is_empty() {
            return missing("the pattern matches nothing");
        }
        starts
    }

    /// Where an operand that exists leads.
    fn start(&self, path: &Path, typed: &str) -> Result<Start, Refused> {
        let refuse = |reason, detail: &str| refused(path, &OsString::from(typed), reason, detail);
        let system = |error: &io::Error| refuse(Reason::system(error), "");
        let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) if open::is_loop(&error) => return Err(refuse(Reason::SymlinkLoop, "")),
            Err(error) if is_link && is_missing(&error) => {
                return Err(refuse(Reason::SymlinkDangling, &link_target(path)));
            }
            Err(error) => return Err(system(&error)),
        };
        let kind = fs::metadata(&real)
            .map_err(|error| system(&error))?
            .file_type();
        let is_folder = kind.is_dir();
        if let Some(what) = open::not_a_file(kind).filter(|_| !is_folder) {
            return Err(refuse(Reason::NotAFile(what), ""));
        }
        let area = if is_link {
            let folder = path.parent().unwrap_or(path);
            let folder = fs::canonicalize(folder).map_err(|error| system(&error))?;
            let area = self.area(&folder);
            if !real.starts_with(&area) {
                return Err(refuse(Reason::SymlinkOutside, &link_target(path)));
            }
            area
        } else if is_folder {
            self.area(&real)
        } else {
            self.area(real.parent().unwrap_or(&real))
        };
        Ok(Start {
            path: real,
            area,
            is_folder,
        })
    }

    /// The root of what lies in a folder: the one asked for, the enclosing
    /// repository, or the folder.
    fn area(&self, folder: &Path) -> PathBuf {
        match &self.wanted {
            Some(wanted) if folder.starts_with(wanted) => wanted.clone(),
            _ => git_index::enclosing(folder).unwrap_or(folder).to_owned(),
        }
    }

    fn stdin_path(&self, name: &str) -> PathBuf {
        let path = Path::new(name);
        if path.is_absolute() {
            return path.to_owned();
        }
        let from_top = self.cwd.strip_prefix("/").unwrap_or(&self.cwd).join(path);
        match normal(from_top) {
            Some(normal) if self.cwd.has_root() => Path::new("/").join(normal),
            _ => self.cwd.join(path),
        }
    }
}

fn refused(path: &Path, typed: &OsString, reason: Reason, detail: &str) -> Refused {
    let place = path
        .parent()
        .filter(|_| !typed.is_empty())
        .zip(path.file_name())
        .and_then(|(folder, name)| Some(fs::canonicalize(folder).ok()?.join(name)));
    Refused {
        place,
        entry: NotAnalysed {
            path: printable(typed.as_ref()),
            reason,
            detail: detail.to_owned(),
        },
    }
}

/// Where a link says it leads.
pub(super) fn link_target(path: &Path) -> String {
    fs::read_link(path).map_or_else(|_| String::new(), |target| printable(&target))
}

fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidInput
    )
}

fn in_git_folder(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == ".git")
}
