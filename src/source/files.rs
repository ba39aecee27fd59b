//! What a reader may ask of the world: list files and read them, by paths
//! relative to one root. Disk, git trees and tests implement it; containment
//! and limits are checked by the implementation, once.

/// Why a file could not be handed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// No such file.
    Missing,
    /// The reference leaves the root.
    OutsideRoot,
    /// Larger than the limit; both in bytes.
    TooLarge {
        /// Size found.
        size: u64,
        /// Size allowed.
        limit: u64,
    },
    /// Not text in UTF-8.
    Encoding {
        /// What was recognised instead ("UTF-16", "binary").
        name: &'static str,
        /// Offset of the first byte that is not UTF-8.
        offset: u64,
    },
    /// A Git LFS pointer, whose content was never fetched.
    LfsPointer,
    /// A symbolic link that is not followed.
    Symlink,
    /// A pipe, socket, device or folder.
    NotAFile(&'static str),
    /// The system refused; its own words.
    System(String),
}

/// List and read, relative to a root.
pub trait Files {
    /// Reads a file that another file refers to. `path` is relative to the root.
    ///
    /// # Errors
    /// Says why the file cannot be handed over; nothing outside the root is opened.
    fn read(&self, path: &str) -> Result<String, Refusal>;

    /// Names of the files directly in a folder, sorted; empty where there is none.
    fn list(&self, folder: &str) -> Vec<String>;
}
