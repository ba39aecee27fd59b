//! What became of each text, so that every file can be accounted for.

use std::collections::BTreeSet;

use crate::readers::{FORMATS, NotAnalysed, Note, folders};
use crate::source::FileId;

/// How reading went.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was not analysed, by path and place.
    pub not_analysed: Vec<NotAnalysed>,
    /// What became of each text, in the order they were looked at.
    pub files: Vec<(FileId, Became)>,
    /// Remarks.
    pub notes: Vec<Note>,
    /// A document is text with holes in it: what fills one of them is taken not to
    /// close the string that it stands in (D33).
    pub holes_in_text: bool,
    /// Claims that were not believed, in the order of the accounts.
    pub unbelieved: Vec<Unbelieved>,
    /// System policies whose texts in the inputs were not believed, by name.
    pub unused_texts: Vec<String>,
    /// Folders in which a manifest says who holds what.
    pub manifests: BTreeSet<String>,
    /// Paths of manifests that are not believed where they say that nobody holds a file.
    pub unbelieved_manifests: Vec<String>,
}

/// What an account is claimed to hold whole, and was not before the change that is
/// looked at (D39).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unbelieved {
    /// The name of the account, where it has one.
    pub account: Option<String>,
    /// The categories, by their words.
    pub lacking: Vec<&'static str>,
    /// Those that were claimed, are no longer, and hold all the same.
    pub withdrawn: Vec<&'static str>,
}

/// What became of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// A format recognised something in it; its name.
    Read(&'static str),
    /// It was looked at and holds nothing of RAM.
    LeftOut(NothingIn),
}

/// Why nothing of RAM is in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingIn {
    /// It is of no syntax that is read.
    NoSyntax,
    /// It cannot be read whole. Where it may hold something of RAM all the same,
    /// it is among what was not analysed too.
    Broken,
    /// Its policy documents are those of other clouds.
    OtherClouds,
    /// Nothing in it has the shape of a policy, an account or a template.
    Nothing,
}

impl Report {
    /// Number of texts in which something was recognised.
    #[must_use]
    pub fn files_read(&self) -> usize {
        let read = |one: &&(FileId, Became)| matches!(one.1, Became::Read(_));
        self.files.iter().filter(read).count()
    }

    /// How many texts each format read, in the order of [`FORMATS`], lists of
    /// folders last; without those that read none.
    #[must_use]
    pub fn formats(&self) -> Vec<(&'static str, usize)> {
        let names = FORMATS.iter().map(|format| format.name);
        names
            .chain([folders::LIST])
            .map(|name| {
                let read = |one: &&(FileId, Became)| one.1 == Became::Read(name);
                (name, self.files.iter().filter(read).count())
            })
            .filter(|(_, number)| *number > 0)
            .collect()
    }
}
