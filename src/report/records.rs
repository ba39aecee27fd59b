//! Facts about the records of a stream, each of which has a report of its own.

use std::collections::BTreeMap;

use crate::report::run::{Checked, Counts, Run};

/// What all records were asked.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The actions.
    pub actions: &'a [String],
    /// `--at`, in tenths of a nanosecond since 1970.
    pub at: i128,
    /// For findings, or only who can.
    pub findings: bool,
}

/// The report of one record.
#[derive(Clone, Copy)]
pub enum Answered<'a> {
    /// Its findings.
    Checked(&'a Checked<'a>),
    /// Who can.
    WhoCan(&'a Run<'a>),
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// The file, relative to the root.
    pub path: String,
    /// The line, from 1; `None` of what is wrong with a file as a whole.
    pub line: Option<u32>,
    /// The first byte, from 0.
    pub start: u64,
    /// The byte after the last, without the line break.
    pub end: u64,
}

/// One line of a stream, answered.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// Where it stands.
    pub stands: &'a Stands,
    /// The account that it is of, if it says so.
    pub account: Option<&'a str>,
    /// The exit status that a run over it alone would have.
    pub exit: u8,
    /// Why nothing of it could be analysed, if that is so.
    pub error: Option<&'a str>,
    /// Its report; `None` where there is nothing to report on.
    pub answered: Option<Answered<'a>>,
}

/// What a stream came to.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Lines that were answered.
    pub records: u64,
    /// Lines that were not, and files.
    pub errors: u64,
    /// What they hold together.
    pub counts: Counts,
    /// Something was not analysed.
    pub incomplete: bool,
    /// Findings at or above the threshold, or unmet expectations.
    pub failing: bool,
    /// Numbers of findings.
    pub findings: Found,
    /// Principals by answer.
    pub answers: BTreeMap<&'static str, u64>,
}

/// Numbers of findings.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Findings that are shown, by level.
    pub by_level: BTreeMap<String, u64>,
    /// Those that are about a guarded action.
    pub about_access: u64,
    /// Findings that reports leave out, because they hold so many of one rule.
    pub surplus: u64,
    /// Findings that filters hide.
    pub hidden: u64,
    /// Findings that are accepted.
    pub waived: u64,
}

impl Totals {
    /// Takes in what one line, or several, came to.
    pub fn add(&mut self, other: &Self) {
        self.records = self.records.saturating_add(other.records);
        self.errors = self.errors.saturating_add(other.errors);
        self.counts.add(&other.counts);
        self.incomplete |= other.incomplete;
        self.failing |= other.failing;
        let (own, others) = (&mut self.findings, &other.findings);
        for (level, number) in &others.by_level {
            increase(own.by_level.entry(level.clone()).or_default(), *number);
        }
        increase(&mut own.about_access, others.about_access);
        increase(&mut own.surplus, others.surplus);
        increase(&mut own.hidden, others.hidden);
        increase(&mut own.waived, others.waived);
        for (answer, number) in &other.answers {
            increase(self.answers.entry(answer).or_default(), *number);
        }
    }
}

fn increase(count: &mut u64, by: u64) {
    *count = count.saturating_add(by);
}
