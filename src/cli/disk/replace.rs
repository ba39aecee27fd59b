//! Putting a new text in the place of an old one: whole or not at all, never
//! through a link, and only while the file still holds what was read.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::reason::Reason;
use super::root::read_named;

pub(super) fn replace(path: &Path, read: &str, text: &str, limit: u64) -> Result<(), Reason> {
    if read_named(path, limit)? != read {
        return Err(Reason::System(
            "it was changed while it was being analysed".to_owned(),
        ));
    }
    write(path, text).map_err(|error| Reason::system(&error))
}

/// Puts a text where nothing is yet, not even a link.
pub(super) fn create(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut beside = tempfile::Builder::new()
        .prefix(".ramlint-")
        .tempfile_in(folder)?;
    beside.write_all(text.as_bytes())?;
    readable(&beside)?;
    beside.as_file().sync_all()?;
    beside.persist_noclobber(path)?;
    Ok(())
}

/// A temporary file is its owner's alone; a file of a repository is for all who
/// work on it.
#[cfg(unix)]
fn readable(file: &tempfile::NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = fs::Permissions::from_mode(0o644);
    file.as_file().set_permissions(permissions)
}

#[cfg(not(unix))]
const fn readable(_: &tempfile::NamedTempFile) -> io::Result<()> {
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let permissions = fs::metadata(path)?.permissions();
    let folder = path.parent().unwrap_or(path);
    let mut beside = tempfile::Builder::new()
        .prefix(".ramlint-")
        .tempfile_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().set_permissions(permissions)?;
    beside.as_file().sync_all()?;
    beside.persist(path)?;
    Ok(())
}
