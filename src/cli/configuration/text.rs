//! The text of a configuration file: where things stand in it, and what is wrong
//! with it. Every mistake is told, not only the first.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::cli::load::{BETWEEN, UsageError};
use crate::report::display::{cut, path_to_display, to_masked};
use crate::source::LineIndex;

/// Mistakes that are told; more are counted.
const TOLD: usize = 20;

/// Characters of a quoted text.
const QUOTED: usize = 60;

/// Where something stands in a file. [`fmt::Display`] gives the file and the line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the root; absolute where it lies outside.
    pub path: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", path_to_display(&self.path), self.line)
    }
}

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    place: Place,
    text: String,
}

/// A text that is being read.
pub struct Reader<'t> {
    /// The file.
    pub path: Arc<str>,
    /// Whether its folder is inside of the root, and which one it is; paths and globs
    /// in the file start there.
    pub folder: String,
    /// The dotted name of the key whose value is read.
    pub key: String,
    /// Actions that are meant as they are written although the catalogue lacks them, in
    /// lower case.
    pub unlisted: BTreeSet<String>,
    text: &'t str,
    lines: LineIndex,
    mistakes: Vec<Mistake>,
}

impl<'t> Reader<'t> {
    /// Begins with a text.
    #[must_use]
    pub fn new(path: &Arc<str>, folder: &str, text: &'t str) -> Self {
        Self {
            path: Arc::clone(path),
            folder: folder.to_owned(),
            key: String::new(),
            unlisted: BTreeSet::new(),
            text,
            lines: LineIndex::new(text),
            mistakes: Vec::new(),
        }
    }

    /// Where a range of bytes begins.
    #[must_use]
    pub fn place(&self, at: &Range<usize>) -> Place {
        let offset = u32::try_from(at.start).unwrap_or(u32::MAX);
        let found = self.lines.locate(self.text, offset);
        Place {
            path: Arc::clone(&self.path),
            line: found.line,
            column: found.column,
        }
    }

    /// The text of a range, its first line at most, in backticks.
    #[must_use]
    pub fn quoted(&self, at: &Range<usize>) -> String {
        let text = self.text.get(at.clone()).unwrap_or_default();
        quoted(text.lines().next().unwrap_or_default())
    }

    /// Notes that something is wrong.
    pub fn wrong(&mut self, at: &Range<usize>, text: impl Into<String>) {
        self.mistakes.push(Mistake {
            place: self.place(at),
            text: text.into(),
        });
    }

    /// Notes that the value of the present key is not what it is to be: "wants ...
    /// and got".
    pub fn unfit(&mut self, at: &Range<usize>, wanted: &str) {
        let (key, got) = (&self.key, self.quoted(at));
        self.wrong(at, format!("`{key}` wants {wanted}, and got {got}"));
    }

    /// Everything that is wrong, or nothing.
    ///
    /// # Errors
    /// What was noted, in the order of places.
    pub fn finish(mut self) -> Result<(), UsageError> {
        if self.mistakes.is_empty() {
            return Ok(());
        }
        self.mistakes.sort();
        self.mistakes.dedup();
        let mut lines: Vec<String> = self
            .mistakes
            .iter()
            .take(TOLD)
            .map(|Mistake { place, text }| format!("{place}:{}: {}", place.column, to_masked(text)))
            .collect();
        let more = self.mistakes.len().saturating_sub(TOLD);
        if more > 0 {
            let path = path_to_display(&self.path);
            lines.push(format!("{path}: and {more} more mistakes"));
        }
        Err(UsageError(lines.join(BETWEEN)))
    }
}

/// A text in backticks, on one line and not too long.
#[must_use]
pub fn quoted(text: &str) -> String {
    let (head, is_whole) = cut(text, QUOTED);
    let dots = if is_whole { "" } else { "..." };
    format!("`{}{dots}`", to_masked(head))
}

/// The end of a sentence about a name that does not exist.
#[must_use]
pub fn similar(written: &str, known: &[&str]) -> String {
    let near = crate::model::catalogue::similar_names(written, known.iter().copied(), 1);
    match near.first() {
        Some(name) => format!("; there is one with a similar name: `{name}`"),
        None => format!("; there are {}", enumerated(known)),
    }
}

/// Words as a list, the last with "and".
#[must_use]
pub fn enumerated(words: &[&str]) -> String {
    joined(words, "and")
}

/// Words as a choice, the last with "or".
#[must_use]
pub fn choice(words: &[&str]) -> String {
    joined(words, "or")
}

fn joined(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [head @ .., end] => {
            let head: Vec<String> = head.iter().map(|word| format!("`{word}`")).collect();
            format!("{} {last} `{end}`", head.join(", "))
        }
    }
}
