//! The problems found in one text. Their number is capped, because a long file
//! that is not JSON at all has thousands; past the cap only the first problem
//! that cost meaning is still kept, so that a text that was not understood is
//! never taken for one that was.

use crate::source::Span;
use crate::syntax::{Problem, ProblemKind};

/// How many problems of one text are kept.
const MAX_PROBLEMS: usize = 1000;

/// The part of a list of problems that belongs to the text being read.
pub(super) struct Findings<'p> {
    list: &'p mut Vec<Problem>,
    base: usize,
    lost: bool,
}

impl<'p> Findings<'p> {
    /// Starts after the problems that are in the list already.
    pub(super) const fn new(list: &'p mut Vec<Problem>) -> Self {
        let base = list.len();
        Self {
            list,
            base,
            lost: false,
        }
    }

    /// How many problems have been kept.
    pub(super) const fn count(&self) -> usize {
        self.list.len().saturating_sub(self.base)
    }

    /// Whether there is room for a problem from which the text was recovered.
    pub(super) const fn has_room(&self) -> bool {
        self.count() < MAX_PROBLEMS
    }

    /// Keeps a problem if there is room.
    pub(super) fn add(&mut self, kind: ProblemKind, at: Span, related: Option<Span>) {
        if !self.has_room() {
            if self.lost || kind.recovered() {
                return;
            }
            self.lost = true;
        }
        self.list.push(Problem { kind, at, related });
    }

    /// Drops the problems for which `drop` holds.
    pub(super) fn remove(&mut self, drop: impl Fn(&Problem) -> bool) {
        let mut index = 0_usize;
        let base = self.base;
        self.list.retain(|problem| {
            let earlier = index < base;
            index = index.saturating_add(1);
            earlier || !drop(problem)
        });
    }

    /// Drops the last problem if it is about a word without quotes at this place.
    pub(super) fn take_back(&mut self, at: Span) {
        let is_word = |problem: &Problem| {
            problem.at == at
                && matches!(problem.kind, ProblemKind::Unquoted | ProblemKind::BadNumber)
        };
        if self.count() > 0 && self.list.last().is_some_and(is_word) {
            self.list.pop();
        }
    }

    /// Whether a problem has been kept that cost meaning.
    pub(super) fn has_lost_meaning(&self) -> bool {
        let own = self.list.get(self.base..).unwrap_or(&[]);
        own.iter().any(|problem| !problem.kind.recovered())
    }

    /// Drops everything found in this text.
    pub(super) fn forget(&mut self) {
        self.list.truncate(self.base);
        self.lost = false;
    }

    /// Puts the problems in order of place.
    pub(super) fn sort(&mut self) {
        if let Some(own) = self.list.get_mut(self.base..) {
            own.sort_by_key(|problem| (problem.at.file, problem.at.start));
        }
    }
}
