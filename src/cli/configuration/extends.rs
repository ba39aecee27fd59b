//! A file and those that it extends: each is read, held against the version of the
//! program and of its catalogue, and put before the next.

use std::sync::Arc;

use toml::de::DeTable;

use super::Configuration;
use super::find::{self, Found, folder_of};
use super::keys::Keys;
use super::text::{Reader, quoted};
use super::values::{Given, Origin};
use crate::cli::load::UsageError;
use crate::model::catalogue;
use crate::source::Files;

/// How many files may extend one another, the first not counted.
const DEEPEST: usize = 5;

/// Reads a file and those that it extends.
pub(super) fn read(files: &dyn Files, found: Found) -> Result<Configuration, UsageError> {
    let mut configuration = Configuration::default();
    let mut next = Some(found);
    while let Some(found) = next {
        let path: Arc<str> = found.path.as_str().into();
        let keys = parse(&path, &found.text)?;
        check_versions(&keys)?;
        configuration.files.push(path);
        next = extended(files, &keys, &configuration.files)?;
        configuration.keys.fill_from(keys);
    }
    Ok(configuration)
}

/// The keys of one file.
fn parse(path: &Arc<str>, text: &str) -> Result<Keys, UsageError> {
    let folder = folder_of(path);
    let mut reader = Reader::new(path, folder, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().unwrap_or_default();
        reader.wrong(&at, format!("this is not TOML: {}", error.message()));
    }
    // What is left of a text with faults would only give rise to more of them.
    let keys = if errors.is_empty() {
        Keys::read(table.get_ref(), &mut reader)
    } else {
        Keys::default()
    };
    reader.finish()?;
    Ok(keys)
}

/// The file that another one extends.
fn extended(
    files: &dyn Files,
    keys: &Keys,
    so_far: &[Arc<str>],
) -> Result<Option<Found>, UsageError> {
    let Some(Given { value, from }) = &keys.extends else {
        return Ok(None);
    };
    let path = value.0.clone();
    let shown = quoted(&path);
    if let Some(known) = so_far.iter().position(|known| **known == *path) {
        let round: Vec<String> = so_far.iter().skip(known).map(|one| quoted(one)).collect();
        let text = match round.as_slice() {
            [_] => format!("{shown} extends itself; take `extends` out"),
            round => format!(
                "{} extend each other in a circle; take one `extends` out",
                round.join(", ")
            ),
        };
        return Err(at(from, &text));
    }
    if so_far.len() > DEEPEST {
        return Err(at(
            from,
            &format!("more than {DEEPEST} files extend one another; put some of them together"),
        ));
    }
    match find::read(files, &path) {
        Ok(text) => Ok(Some(Found { path, text })),
        Err(refusal) => {
            let words = find::words(refusal);
            Err(at(from, &format!("`extends`: {shown} {words}")))
        }
    }
}

/// An error with its place.
fn at(from: &Origin, text: &str) -> UsageError {
    match from {
        Origin::File(place) => UsageError(format!("{place}:{}: {text}", place.column)),
        _ => UsageError(text.to_owned()),
    }
}

/// Refuses a configuration that was written for another version.
fn check_versions(keys: &Keys) -> Result<(), UsageError> {
    let own = env!("CARGO_PKG_VERSION");
    if let Some(Given { value, from }) = &keys.required_version {
        let fits = semver::VersionReq::parse(&value.0)
            .ok()
            .zip(semver::Version::parse(own).ok())
            .is_some_and(|(wanted, own)| wanted.matches(&own));
        if !fits {
            let wanted = quoted(&value.0);
            return Err(at(
                from,
                &format!(
                    "this is ramlint {own}, and `required-version` wants {wanted}; install a version that fits, or change the requirement"
                ),
            ));
        }
    }
    if let Some(Given { value, from }) = &keys.catalogue
        && value.0 != catalogue::VERSION
    {
        let own = catalogue::VERSION;
        let wanted = quoted(&value.0);
        return Err(at(
            from,
            &format!(
                "this ramlint has the catalogue of actions `{own}`, and `catalogue` pins {wanted}; use the ramlint that has it, or look through what the new catalogue changes and pin that"
            ),
        ));
    }
    Ok(())
}
