//! Opening a file without blocking, without following a link, and without
//! taking more than allowed.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::reason::Reason;

/// What a path is when it is not a file, if it is not one.
pub(super) fn not_a_file(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("folder");
    }
    Some(special(kind))
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "named pipe"
    } else if kind.is_socket() {
        "socket"
    } else if kind.is_char_device() || kind.is_block_device() {
        "device"
    } else {
        "special file"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "special file"
}

/// Whether an error says that links lead back to themselves.
#[cfg(unix)]
pub(super) fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

/// Whether an error says that links lead back to themselves.
#[cfg(not(unix))]
pub(super) fn is_loop(_: &io::Error) -> bool {
    false
}

/// Has a file opened without waiting for it and without following a link.
#[cfg(unix)]
pub(in crate::cli) fn careful(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    options.custom_flags(flags.bits().cast_signed());
}

/// Has a file opened without waiting for it and without following a link.
#[cfg(not(unix))]
pub(in crate::cli) fn careful(_: &mut OpenOptions) {}

/// Opens a file and gives its size. A pipe, socket or device is not opened; one
/// put in the file's place between the look and the opening does not block.
pub(in crate::cli) fn open(path: &Path) -> Result<(File, u64), Reason> {
    let before = fs::symlink_metadata(path).map_err(|error| reason(&error))?;
    if before.is_symlink() {
        return Err(Reason::SymlinkOutside);
    }
    if let Some(what) = not_a_file(before.file_type()) {
        return Err(Reason::NotAFile(what));
    }
    let mut options = OpenOptions::new();
    options.read(true);
    careful(&mut options);
    let file = options.open(path).map_err(|error| reason(&error))?;
    let metadata = file.metadata().map_err(|error| reason(&error))?;
    match not_a_file(metadata.file_type()) {
        Some(what) => Err(Reason::NotAFile(what)),
        None => Ok((file, metadata.len())),
    }
}

fn reason(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::NotFound => Reason::Missing,
        _ if is_loop(error) => Reason::SymlinkLoop,
        _ => Reason::system(error),
    }
}

/// The whole of an open file, if it stays within the limit while it is read.
pub(in crate::cli) fn read(file: &mut File, size: u64, limit: u64) -> Result<Vec<u8>, Reason> {
    if size > limit {
        return Err(Reason::TooLarge { size, limit });
    }
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))
        .map_err(|_| Reason::System("not enough memory".to_owned()))?;
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| reason(&error))?;
    let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if read > limit {
        return Err(Reason::TooLarge { size: read, limit });
    }
    Ok(bytes)
}
