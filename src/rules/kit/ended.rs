//! How a run went, for the rules that look at the run rather than at policies.

use crate::source::{FileId, Span};

/// An input, or a part of one, that was not analysed.
#[derive(Clone, Debug)]
pub struct Unread {
    /// The text it is about: empty where it could not be opened.
    pub file: FileId,
    /// The place in it, where there is one.
    pub at: Option<Span>,
    /// Why, as a sentence without its subject.
    pub why: String,
}

/// The facts of a run that are known once everything was read and asked.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// What was not analysed.
    pub unread: &'a [Unread],
}
