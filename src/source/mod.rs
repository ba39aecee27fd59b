//! Texts and places in them. Knows nothing of JSON or RAM.
//!
//! A [`Sources`] store is append-only, so a [`Span`] stays good for the whole
//! run. Lines and columns are computed here and only when asked for.

pub mod files;
pub mod fragment;
pub mod lines;
pub mod span;

use std::sync::OnceLock;

pub use files::{Files, Refusal};
pub use fragment::{Fragment, HoleId, OffsetMap, RunKind};
pub use lines::{LineColumn, LineIndex};
pub use span::{FileId, Span, Spanned};

/// Said of a place in a text of which it is not known that it may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret;

/// Where a record begins in the text that it is a line of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begins {
    /// Its first line, from 1.
    pub line: u32,
    /// Its first byte, from 0.
    pub byte: u64,
}

/// One text with its name.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
    lines: OnceLock<LineIndex>,
    /// Where it begins, if it is a part of a longer text that is not held.
    begins: Option<Begins>,
    /// What it is known by whatever its path, where it is.
    identity: Option<String>,
    /// The only ranges that may be shown, in order and apart; `None` for all.
    open: Option<Vec<Span>>,
}

/// The texts of a run, in the order they were read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Keeps a text under a path as it will be reported, and names it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.keep(path.into(), text.into(), None)
    }

    /// Keeps a part of a longer text, with places as they are in the whole.
    pub fn add_record(&mut self, path: &str, text: String, begins: Begins) -> FileId {
        self.keep(path.to_owned(), text, Some(begins))
    }

    fn keep(&mut self, path: String, text: String, begins: Option<Begins>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source {
            path,
            text,
            lines: OnceLock::new(),
            begins,
            identity: None,
            open: None,
        });
        id
    }

    fn get(&self, file: FileId) -> Option<&Source> {
        self.files.get(usize::try_from(file.0).ok()?)
    }

    /// All files with their paths, in the order they were read.
    pub fn paths(&self) -> impl Iterator<Item = (FileId, &str)> {
        let ids = (0_u32..).map(FileId);
        ids.zip(self.files.iter().map(|source| source.path.as_str()))
    }

    /// The path of a file; empty for an id of another store.
    #[must_use]
    pub fn path(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.path)
    }

    /// Where a record begins in its file; `None` of a file that is held as a whole.
    #[must_use]
    pub fn begins(&self, file: FileId) -> Option<Begins> {
        self.get(file)?.begins
    }

    /// Says what a text is known by whatever its path: findings in it keep their names
    /// when it is moved.
    pub fn identify(&mut self, file: FileId, identity: String) {
        let index = usize::try_from(file.0).unwrap_or(usize::MAX);
        if let Some(source) = self.files.get_mut(index) {
            source.identity = Some(identity);
        }
    }

    /// What a text is known by: its path unless something else was said.
    #[must_use]
    pub fn identity(&self, file: FileId) -> &str {
        let identity = self.get(file).and_then(|source| source.identity.as_deref());
        identity.unwrap_or_else(|| self.path(file))
    }

    /// A byte offset of a text as one of the whole file.
    #[must_use]
    pub fn byte(&self, file: FileId, offset: u32) -> u64 {
        let before = self.begins(file).map_or(0, |begins| begins.byte);
        before.saturating_add(u64::from(offset))
    }

    /// The text of a file; empty for an id of another store.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.text)
    }

    /// Says that of a text that may hold secrets only these ranges are ever shown.
    pub fn show_only(&mut self, file: FileId, ranges: &[Span]) {
        let index = usize::try_from(file.0).unwrap_or(usize::MAX);
        let Some(source) = self.files.get_mut(index) else {
            return;
        };
        let mut sorted = ranges.to_vec();
        sorted.sort();
        let open = source.open.insert(Vec::new());
        for range in sorted.into_iter().filter(|range| range.file == file) {
            match open.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => open.push(range),
            }
        }
    }

    /// The range around a place that may be shown: `Ok(None)` where that is all of
    /// the text.
    ///
    /// # Errors
    /// Nothing there may be shown.
    pub fn shown_around(&self, at: Span) -> Result<Option<Span>, Secret> {
        let Some(open) = self.get(at.file).and_then(|source| source.open.as_ref()) else {
            return Ok(None);
        };
        let around = |range: &&Span| range.start <= at.start && at.end <= range.end;
        open.iter().find(around).copied().map(Some).ok_or(Secret)
    }

    /// The bytes under a span, as they stand in the file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        let range = usize::try_from(span.start).unwrap_or(usize::MAX)
            ..usize::try_from(span.end).unwrap_or(usize::MAX);
        self.text(span.file).get(range).unwrap_or("")
    }

    /// The line index of a file, made at the first question.
    #[must_use]
    pub fn lines(&self, file: FileId) -> Option<&LineIndex> {
        let source = self.get(file)?;
        Some(source.lines.get_or_init(|| LineIndex::new(&source.text)))
    }

    /// Line and columns of the start of a span.
    #[must_use]
    pub fn start(&self, span: Span) -> LineColumn {
        self.locate(span.file, span.start)
    }

    /// Line and columns of the (exclusive) end of a span.
    #[must_use]
    pub fn end(&self, span: Span) -> LineColumn {
        self.locate(span.file, span.end)
    }

    fn locate(&self, file: FileId, offset: u32) -> LineColumn {
        self.lines(file).map_or(
            LineColumn {
                line: 1,
                column: 1,
                column_utf16: 1,
                column_bytes: 1,
            },
            |lines| {
                let mut place = lines.locate(self.text(file), offset);
                if let Some(begins) = self.begins(file) {
                    let before = begins.line.saturating_sub(1);
                    place.line = place.line.saturating_add(before);
                }
                place
            },
        )
    }
}
