//! Positions in machine output: bytes of the outermost file, lines from 1,
//! columns from 1 in code points and in UTF-16 units, ends exclusive.

use serde::Serialize;

use crate::source::{Sources, Span};

/// A place in a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    path: String,
    start: u64,
    end: u64,
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    start_column_utf16: u32,
    end_column_utf16: u32,
}

impl Place {
    /// The place of a span.
    #[must_use]
    pub fn new(at: Span, sources: &Sources) -> Self {
        let (start, end) = (sources.start(at), sources.end(at));
        Self {
            path: sources.path(at.file).to_owned(),
            start: sources.byte(at.file, at.start),
            end: sources.byte(at.file, at.end),
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
            start_column_utf16: start.column_utf16,
            end_column_utf16: end.column_utf16,
        }
    }
}
