//! Which file holds the waivers of a run.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::disk;
use crate::cli::load::UsageError;
use crate::cli::start::straight;
use crate::cli::waivers::{FILE, MAX_BYTES};
use crate::source::{Files, Refusal};

/// A file of waivers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path, relative to the root where it lies inside.
    pub path: String,
    /// What it holds; nothing where there is no such file and none was named.
    pub text: Option<String>,
    /// It lies below the root.
    pub inside: bool,
}

/// Finds the file of waivers among the files below a root: the one of its name
/// there, or the one that is named. A file outside of the root is read from disk,
/// since whoever names it may read it.
///
/// # Errors
/// It is there and cannot be read, or was named and is not there.
pub fn find(
    named: Option<&Path>,
    files: &dyn Files,
    root: &Path,
    cwd: &Path,
) -> Result<Found, UsageError> {
    let Some(named) = named else {
        return Ok(Found {
            path: FILE.to_owned(),
            text: text(files.read(FILE), FILE, false)?,
            inside: true,
        });
    };
    // Below the root the path counts as it is written: who proposes a change may have
    // put a link there that leads out of the files that are trusted.
    let here = fs::canonicalize(cwd).unwrap_or_else(|_| cwd.to_owned());
    let written = straight(&here.join(named));
    let place = whole(&cwd.join(named));
    let inside = [&written, &place].into_iter();
    let mut inside = inside.filter_map(|place| place.strip_prefix(root).ok()?.to_str());
    if let Some(path) = inside.next() {
        let path = path.replace(std::path::MAIN_SEPARATOR, "/");
        return Ok(Found {
            text: text(files.read(&path), &path, true)?,
            path,
            inside: true,
        });
    }
    let path = named.display().to_string();
    Ok(Found {
        text: text(outside(named, cwd), &path, true)?,
        path,
        inside: false,
    })
}

/// A path without links in the folder that it names, even where no such file is.
fn whole(path: &Path) -> PathBuf {
    let folder = path
        .parent()
        .and_then(|folder| fs::canonicalize(folder).ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

fn outside(named: &Path, cwd: &Path) -> Result<String, Refusal> {
    let options = disk::Options {
        cwd: cwd.to_owned(),
        ..disk::Options::default()
    };
    let operand: OsString = named.as_os_str().to_owned();
    let mut inputs = disk::collect(&[operand], &options);
    match (inputs.files.pop(), inputs.not_analysed.pop()) {
        (Some(file), _) => Ok(file.text),
        (None, Some(entry)) => Err(Refusal::from(entry.reason)),
        (None, None) => Err(Refusal::Missing),
    }
}

fn text(
    read: Result<String, Refusal>,
    path: &str,
    named: bool,
) -> Result<Option<String>, UsageError> {
    match read {
        Ok(text) if text.len() > MAX_BYTES => Err(UsageError(format!(
            "`{path}` has more than {MAX_BYTES} bytes, which is no file of waivers"
        ))),
        Ok(text) => Ok(Some(text)),
        Err(Refusal::Missing) if !named => Ok(None),
        Err(refusal) => Err(UsageError(format!(
            "the waivers in `{path}` cannot be read: {}",
            why(&refusal)
        ))),
    }
}

fn why(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Missing => "there is no such file".to_owned(),
        Refusal::OutsideRoot => "it lies outside of the root".to_owned(),
        Refusal::TooLarge { size, limit } => {
            format!("it has {size} bytes, more than the {limit} that are read")
        }
        Refusal::Encoding { name, .. } => format!("it is {name} and not UTF-8"),
        Refusal::LfsPointer => "it is a Git LFS pointer".to_owned(),
        Refusal::Symlink => "it is a link".to_owned(),
        Refusal::NotAFile(what) => format!("it is {what}"),
        Refusal::System(words) => words.clone(),
    }
}
