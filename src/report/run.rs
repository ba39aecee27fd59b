//! What a report is written from: the facts of one run, already filtered and
//! judged. A format drops nothing and decides nothing.

use crate::engine::answers::{Answers, Line};
use crate::engine::siblings::Siblings;
use crate::model::Model;
use crate::report::display::Untrusted;
use crate::rules::{Finding, Language};
use crate::source::{Sources, Span};

/// Something that was not analysed, and why, in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotAnalysed {
    /// The path, relative to the root.
    pub path: Untrusted<'static>,
    /// The place in it, where there is one.
    pub at: Option<Span>,
    /// Why, as a sentence without its subject.
    pub why: Untrusted<'static>,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Files that held something of RAM.
    pub files: usize,
    /// Files in which nothing of RAM was found.
    pub left_out: usize,
    /// Policy documents.
    pub documents: usize,
    /// Attachments.
    pub attachments: usize,
    /// Users, groups, roles and Cloud SSO identities.
    pub principals: usize,
    /// Documents of other clouds.
    pub look_alikes: usize,
}

/// How human-readable text is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// With colours.
    pub color: bool,
    /// Columns to wrap notes at; `None` for no wrapping.
    pub width: Option<usize>,
    /// The language.
    pub language: Language,
    /// List lines without access too.
    pub all: bool,
    /// Results only, without counts and notes.
    pub quiet: bool,
}

/// The facts of one run.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// All texts.
    pub sources: &'a Sources,
    /// What the readers found.
    pub model: &'a Model,
    /// The answers, one entry per action asked about.
    pub answers: &'a [Answers],
    /// Who has the other actions with the same outcome, where that was asked.
    pub siblings: Option<&'a Siblings>,
    /// `--at`, in tenths of a nanosecond since 1970.
    pub at: i128,
    /// Nothing was left unanalysed.
    pub complete: bool,
    /// What the answers take for granted.
    pub assumes: &'a [String],
    /// What was not analysed.
    pub not_analysed: &'a [NotAnalysed],
    /// What was looked at.
    pub counts: Counts,
    /// How to draw.
    pub style: Style,
}

/// The findings of a run.
#[derive(Clone, Copy)]
pub struct Checked<'a> {
    /// The facts.
    pub run: Run<'a>,
    /// Findings to show, in report order.
    pub findings: &'a [Finding],
    /// Findings that filters hide.
    pub hidden: usize,
    /// Of those, how many are at or above the threshold.
    pub hidden_failing: usize,
    /// Notes about flags that change the exit status.
    pub flags: &'a [String],
}

/// One answer to explain.
#[derive(Clone, Copy)]
pub struct Explained<'a> {
    /// The facts.
    pub run: Run<'a>,
    /// The answers that the line is in.
    pub answers: &'a Answers,
    /// Index into `answers.accounts`.
    pub account: usize,
    /// The line.
    pub line: &'a Line,
}
