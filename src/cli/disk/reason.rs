//! Why something was not analysed, and the words for it.

use std::fmt;

use crate::cli::limits::Size;
use crate::source::Refusal;

/// Why a path was not analysed. [`fmt::Display`] gives a sentence without its
/// subject: "is a named pipe; ramlint reads files only".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nothing of that name exists, or a pattern matched nothing.
    Missing,
    /// A file refers to something that is not inside the root.
    OutsideRoot,
    /// A link whose target is outside the root.
    SymlinkOutside,
    /// A link to what is inside the root and is not read where it lies.
    SymlinkUnread,
    /// A link to nothing.
    SymlinkDangling,
    /// Links that lead back to themselves.
    SymlinkLoop,
    /// A pipe, socket or device; or a folder where a file was referred to.
    NotAFile(&'static str),
    /// Larger than the limit; both in bytes.
    TooLarge {
        /// Size found.
        size: u64,
        /// Size allowed.
        limit: u64,
    },
    /// The same of a file that was found by walking, where more may be allowed.
    FoundTooLarge {
        /// Size found.
        size: u64,
        /// Size allowed.
        limit: u64,
    },
    /// The number of files found by walking passed the limit here.
    TooManyFiles {
        /// Files allowed.
        limit: usize,
    },
    /// The text found by walking passed the limit here.
    TooMuchText {
        /// Bytes allowed.
        limit: u64,
    },
    /// Text, but not in UTF-8.
    Encoding {
        /// What it looks like.
        name: &'static str,
        /// Offset of the first byte that is not UTF-8.
        offset: u64,
    },
    /// Not text at all.
    Binary,
    /// A Git LFS pointer in place of the content.
    LfsPointer,
    /// Another repository, of which this one holds only a commit id.
    Submodule,
    /// A format that this version does not read, by its name.
    NotReadYet(&'static str),
    /// The index of a git repository could not be read; why.
    GitIndex(String),
    /// A commit has it, and it could not be read from the repository; why.
    Object(String),
    /// A commit has it under a name that no file can have.
    UnsafeName,
    /// It was read, and so was another path that is this one where neither the case of
    /// letters nor their form counts: that other path.
    NotToldApart(String),
    /// A commit has folders below it that are nested deeper than the limit.
    TooDeep {
        /// Folders allowed.
        limit: usize,
    },
    /// The number of paths in a commit passed the limit here.
    TooManyPaths {
        /// Paths allowed.
        limit: usize,
    },
    /// The system refused; its own words.
    System(String),
}

impl Reason {
    pub(super) fn system(error: &std::io::Error) -> Self {
        Self::System(system_words(error))
    }
}

/// The words of an error, without the number the standard library adds.
pub(super) fn system_words(error: &std::io::Error) -> String {
    let words = error.to_string();
    match words.split_once(" (os error") {
        Some((said, _)) => said.to_owned(),
        None => words,
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("does not exist; check the spelling and the folder ramlint was started in"),
            Self::OutsideRoot => f.write_str(
                "is outside the root, where nothing is read; name it on the command line or widen --root",
            ),
            Self::SymlinkOutside => f.write_str(
                "is a symbolic link that leaves the root, so it was not followed; name its target instead",
            ),
            Self::SymlinkUnread => f.write_str(
                "is a symbolic link to a place in which nothing is read; name that place as well",
            ),
            Self::SymlinkDangling => f.write_str(
                "is a symbolic link to something that does not exist; fix the link or remove it",
            ),
            Self::SymlinkLoop => f.write_str(
                "is a symbolic link that leads back to itself; fix the link or remove it",
            ),
            Self::NotAFile(what) => write!(f, "is a {what}; ramlint reads files only"),
            Self::TooLarge { size, limit } => write!(
                f,
                "has {} where the limit is {}; split it",
                Size(*size),
                Size(*limit)
            ),
            Self::FoundTooLarge { size, limit } => write!(
                f,
                "has {} where the limit is {}; name it on the command line, raise --max-file-size, or split it",
                Size(*size),
                Size(*limit)
            ),
            Self::TooManyFiles { limit } => write!(
                f,
                "and what comes after it was not read, because {limit} files were read before it; name fewer folders, or raise --max-files"
            ),
            Self::TooMuchText { limit } => write!(
                f,
                "and what comes after it was not read, because {} were read before it; name fewer folders, or raise --max-total-size",
                Size(*limit)
            ),
            Self::Encoding { name, offset } => write!(
                f,
                "is not UTF-8 from byte {offset} on and looks like {name}; save it as UTF-8"
            ),
            Self::Binary => f.write_str("is a binary file; ramlint reads text in UTF-8"),
            Self::LfsPointer => f.write_str(
                "is a Git LFS pointer without its content; run `git lfs pull` first",
            ),
            Self::Submodule => f.write_str(
                "is a git submodule, which is a repository of its own; name its folder as well to have it read",
            ),
            Self::NotReadYet(format) => write!(
                f,
                "is a {format} file, which this version does not read; give its policies as JSON"
            ),
            Self::GitIndex(why) => write!(
                f,
                "could not be read, so a tracked file that is ignored may have been missed: {why}"
            ),
            Self::Object(why) => write!(f, "could not be read from the git repository: {why}"),
            Self::UnsafeName => f.write_str(
                "has a name that git does not check out, such as `..` or `.git`; take it out of the commit",
            ),
            Self::NotToldApart(other) => write!(
                f,
                "is one path with `{other}` on macOS and Windows, where only one of the two is there, and it is not known which; rename one of them, or exclude it"
            ),
            Self::TooDeep { limit } => write!(
                f,
                "is nested in more than {limit} folders, so what is in it was not read; name it on the command line"
            ),
            Self::TooManyPaths { limit } => write!(
                f,
                "and what comes after it was not read, because the commit has more than {limit} paths; name fewer folders"
            ),
            Self::System(words) => write!(f, "could not be opened: {words}"),
        }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Missing => Self::Missing,
            Refusal::OutsideRoot => Self::OutsideRoot,
            Refusal::TooLarge { size, limit } => Self::TooLarge { size, limit },
            Refusal::Encoding { name: "binary", .. } => Self::Binary,
            Refusal::Encoding { name, offset } => Self::Encoding { name, offset },
            Refusal::LfsPointer => Self::LfsPointer,
            Refusal::Symlink => Self::SymlinkLoop,
            Refusal::NotAFile(what) => Self::NotAFile(what),
            Refusal::System(words) => Self::System(words),
        }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Missing | Reason::SymlinkDangling => Self::Missing,
            Reason::OutsideRoot | Reason::SymlinkOutside => Self::OutsideRoot,
            Reason::TooLarge { size, limit } | Reason::FoundTooLarge { size, limit } => {
                Self::TooLarge { size, limit }
            }
            Reason::Encoding { name, offset } => Self::Encoding { name, offset },
            Reason::Binary => Self::Encoding {
                name: "binary",
                offset: 0,
            },
            Reason::LfsPointer => Self::LfsPointer,
            Reason::SymlinkLoop => Self::Symlink,
            Reason::NotAFile(what) => Self::NotAFile(what),
            other => Self::System(other.to_string()),
        }
    }
}
