//! Which file is obeyed: the nearest one above each input, or the one that is
//! named. Nothing above the repository is looked at, and nothing in the home of
//! whoever runs the program, so that everybody gets the same.

use std::path::Path;

use super::text::quoted;
use crate::cli::disk::{Lookup, Reason};
use crate::cli::load::UsageError;
use crate::report::display::path_to_display;
use crate::source::{Files, Refusal};

/// The names of configuration files.
pub const NAMES: [&str; 2] = ["ramlint.toml", ".ramlint.toml"];

/// The largest configuration file that is read, in bytes.
pub const LARGEST: u64 = 1024 * 1024;

/// A file that was found, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Relative to the root; absolute where it lies outside.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The file of some inputs, if there is one.
///
/// # Errors
/// Several files, or one that cannot be read.
pub fn find(files: &dyn Files, lookups: &[Lookup]) -> Result<Option<Found>, UsageError> {
    let mut first: Option<(&Lookup, Option<Found>)> = None;
    for lookup in lookups {
        let found = above(files, lookup)?;
        match &first {
            None => first = Some((lookup, found)),
            Some((other, known)) => {
                let path = |found: &Option<Found>| found.as_ref().map(|found| found.path.clone());
                if path(known) != path(&found) {
                    return Err(different((other, known), (lookup, &found)));
                }
            }
        }
    }
    Ok(first.and_then(|(_, found)| found))
}

fn different(
    (one, of_one): (&Lookup, &Option<Found>),
    (two, of_two): (&Lookup, &Option<Found>),
) -> UsageError {
    let said = |lookup: &Lookup, found: &Option<Found>| {
        let folder = if lookup.folder.is_empty() {
            "."
        } else {
            lookup.folder.as_str()
        };
        let folder = quoted(folder);
        match found {
            Some(found) => format!("{} for {folder}", quoted(&found.path)),
            None => format!("none for {folder}"),
        }
    };
    UsageError(format!(
        "one configuration holds for a run, and the inputs have several: {} and {}; name one with --config, or check the inputs in several runs",
        said(one, of_one),
        said(two, of_two)
    ))
}

/// The nearest file from a folder upwards.
fn above(files: &dyn Files, lookup: &Lookup) -> Result<Option<Found>, UsageError> {
    let mut folder = lookup.folder.as_str();
    loop {
        if let Some(found) = directly_in(files, folder)? {
            return Ok(Some(found));
        }
        if folder == lookup.stop || folder.is_empty() {
            return Ok(None);
        }
        folder = folder.rsplit_once('/').map_or("", |(upper, _)| upper);
    }
}

/// The file of one folder.
fn directly_in(files: &dyn Files, folder: &str) -> Result<Option<Found>, UsageError> {
    let mut found: Option<Found> = None;
    for name in NAMES {
        let path = if folder.is_empty() {
            name.to_owned()
        } else {
            format!("{folder}/{name}")
        };
        match read(files, &path) {
            Ok(text) => {
                if let Some(other) = found {
                    return Err(UsageError(format!(
                        "{} and {} lie beside each other; keep one of them",
                        quoted(&other.path),
                        quoted(&path)
                    )));
                }
                found = Some(Found { path, text });
            }
            Err(Refusal::Missing) => {}
            Err(refusal) => return Err(unreadable(&path, refusal)),
        }
    }
    Ok(found)
}

/// Reads a file.
///
/// # Errors
/// Those of the files, and a size above the limit.
pub fn read(files: &dyn Files, path: &str) -> Result<String, Refusal> {
    let text = files.read(path)?;
    let size = u64::try_from(text.len()).unwrap_or(u64::MAX);
    if size > LARGEST {
        return Err(Refusal::TooLarge {
            size,
            limit: LARGEST,
        });
    }
    Ok(text)
}

/// What is said of a file that cannot be read.
pub fn unreadable(path: &str, refusal: Refusal) -> UsageError {
    UsageError(format!(
        "the configuration {} {}",
        path_to_display(path),
        words(refusal)
    ))
}

/// Why a file cannot be read, as the end of a sentence about it.
pub fn words(refusal: Refusal) -> String {
    match refusal {
        Refusal::Missing => "does not exist".to_owned(),
        Refusal::OutsideRoot => "is outside of the root, where nothing is read".to_owned(),
        Refusal::TooLarge { limit, .. } => {
            format!("is larger than {limit} bytes, and is not read")
        }
        other => Reason::from(other).to_string(),
    }
}

/// The folder of a file, as text before its last slash.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    if Path::new(path).is_absolute() {
        // Patterns and paths of a file outside of the root start at the root.
        return "";
    }
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
