//! Putting a new text in the place of an old one: whole or not at all, never
//! through a link, and only while the file still holds what was read.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use super::reason::Reason;
use super::root::read_named;

/// Names tried for the file that is written beside the old one.
const ATTEMPTS: u32 = 100;

pub(super) fn replace(path: &Path, read: &str, text: &str, limit: u64) -> Result<(), Reason> {
    let system = |error: &std::io::Error| Reason::system(error);
    if read_named(path, limit)? != read {
        return Err(Reason::System(
            "it was changed while it was being analysed".to_owned(),
        ));
    }
    let permissions = fs::metadata(path)
        .map_err(|error| system(&error))?
        .permissions();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    for attempt in 0..ATTEMPTS {
        let beside = path.with_file_name(format!(".{name}.{attempt}.ramlint"));
        let created = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&beside);
        let mut file = match created {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(system(&error)),
        };
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.set_permissions(permissions))
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&beside, path));
        return written.map_err(|error| {
            let _ = fs::remove_file(&beside);
            system(&error)
        });
    }
    Err(Reason::System(
        "no name is free for the new text beside it".to_owned(),
    ))
}
