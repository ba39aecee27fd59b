//! What was met and left out, because it cannot hold a policy or because a rule
//! says that it is not part of the input: counted, and named only where a
//! command asks for the names, since a tree may hold millions of other files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use crate::cli::limits::Size;

/// The longest ending, in bytes, that is told; what is longer is part of a name.
const LONGEST_ENDING: usize = 12;

/// Why a path was left out. [`fmt::Display`] gives the reason without the path:
/// "ignored by git".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyLeftOut {
    /// A file whose name is of no kind that is read.
    OtherKind,
    /// A file that the configuration excludes.
    Excluded,
    /// A file or folder that is untracked and ignored by git.
    Ignored,
    /// A folder that is never walked (`node_modules`, `vendor`, `.terraform`).
    SkippedFolder,
    /// A tracked file beneath `.terraform`, which is never believed.
    TerraformCache,
    /// A link whose target is inside the root, or is a file of no kind that is read.
    Link,
    /// A pipe, socket or device whose name is of no kind that is read.
    Special,
    /// A file over the limit without a word of policies in it; the limit in bytes.
    Large {
        /// Size allowed.
        limit: u64,
    },
    /// A file that is not UTF-8 text, without a word of policies in it.
    NotText,
    /// A tracked file that a sparse checkout keeps out of the work tree.
    NotCheckedOut,
    /// A file that comes after the one at which a limit of the whole run was reached.
    AfterLimit,
}

/// The paths that were left out, once each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    counts: BTreeMap<WhyLeftOut, usize>,
    /// Paths as they are reported, with the reason; `None` where nobody asked for
    /// names.
    names: Option<BTreeSet<(String, WhyLeftOut)>>,
}

impl LeftOut {
    /// Nothing so far; with names if they are wanted.
    pub(in crate::cli) fn new(named: bool) -> Self {
        Self {
            counts: BTreeMap::new(),
            names: named.then(BTreeSet::new),
        }
    }

    /// Counts one path. Its name is asked for only where names are wanted.
    pub(in crate::cli) fn add(&mut self, why: WhyLeftOut, shown: impl FnOnce() -> String) {
        let count = self.counts.entry(why).or_default();
        *count = count.saturating_add(1);
        if let Some(names) = &mut self.names {
            names.insert((shown(), why));
        }
    }

    /// How many were left out for this reason.
    #[must_use]
    pub fn count(&self, why: WhyLeftOut) -> usize {
        self.counts.get(&why).copied().unwrap_or_default()
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// The paths in order, each with its reason; none where names were not asked for.
    pub fn names(&self) -> impl Iterator<Item = (&str, WhyLeftOut)> {
        let names = self.names.iter().flatten();
        names.map(|(path, why)| (path.as_str(), *why))
    }
}

impl WhyLeftOut {
    /// The reason for one path, which tells what kind of file it is.
    #[must_use]
    pub fn of(self, path: &str) -> String {
        match (self, Self::ending(Path::new(path))) {
            (Self::OtherKind, Some(ending)) => format!("{self} (.{ending})"),
            _ => self.to_string(),
        }
    }

    /// The ending of a name, without its dot, where it is short enough to be one.
    #[must_use]
    pub fn ending(path: &Path) -> Option<&str> {
        let ending = path.extension()?.to_str()?;
        (ending.len() <= LONGEST_ENDING).then_some(ending)
    }
}

impl fmt::Display for WhyLeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKind => f.write_str("not a kind of file that is read"),
            Self::Excluded => f.write_str("excluded by the configuration"),
            Self::Ignored => f.write_str("ignored by git and not tracked"),
            Self::SkippedFolder => {
                f.write_str("a folder of other people's code, of which only tracked files are read")
            }
            Self::TerraformCache => {
                f.write_str("fetched by Terraform into `.terraform`, which is never believed")
            }
            Self::Link => f.write_str(
                "a symbolic link: what it leads to is read where that lies, if it is of a kind that is read",
            ),
            Self::Special => f.write_str("a pipe, socket or device"),
            Self::Large { limit } => write!(
                f,
                "larger than {} and without a word of policies",
                Size(*limit)
            ),
            Self::NotText => f.write_str("not text in UTF-8, and without a word of policies"),
            Self::NotCheckedOut => {
                f.write_str("tracked by git and not checked out (a sparse checkout)")
            }
            Self::AfterLimit => f.write_str("not read, because a limit was reached before it"),
        }
    }
}
