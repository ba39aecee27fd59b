//! A place as the formats name it: a path, and lines and columns in every unit.

use crate::report::snippet::line_range;
use crate::source::{LineColumn, Sources, Span};

/// Stands for the path of a text that is not in the store.
const UNKNOWN: &str = "unknown";

/// A place in a file; the end is exclusive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region<'a> {
    /// The path, relative to the root, as it is.
    pub(crate) path: &'a str,
    pub(crate) start: LineColumn,
    pub(crate) end: LineColumn,
}

impl<'a> Region<'a> {
    /// The place of a span.
    pub(crate) fn new(at: Span, sources: &'a Sources) -> Self {
        let path = sources.path(at.file);
        let start = sources.start(at);
        let end = sources.end(at);
        Self {
            path: if path.is_empty() { UNKNOWN } else { path },
            start,
            // A span that is wrong ends where it starts.
            end: if (end.line, end.column) < (start.line, start.column) {
                start
            } else {
                end
            },
        }
    }

    /// The part of a span on its first line: what a viewer of changes shows only
    /// where all of its lines were changed should have one line.
    pub(crate) fn on_one_line(at: Span, sources: &'a Sources) -> Self {
        let whole = Self::new(at, sources);
        if whole.start.line == whole.end.line {
            return whole;
        }
        let end = line_range(sources, at.file, whole.start.line)
            .and_then(|line| u32::try_from(line.end).ok())
            .unwrap_or(at.start)
            .max(at.start);
        Self::new(Span::new(at.file, at.start, end), sources)
    }

    /// The last line that holds some of it.
    pub(crate) const fn last_line(&self) -> u32 {
        let goes_on = self.end.line > self.start.line;
        if goes_on && self.end.column == 1 {
            self.end.line.saturating_sub(1)
        } else {
            self.end.line
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_one_line(text: &str, start: u32, end: u32) -> (u32, u32, u32, u32) {
        let mut sources = Sources::default();
        let file = sources.add("a", text);
        let region = Region::on_one_line(Span::new(file, start, end), &sources);
        (
            region.start.line,
            region.start.column,
            region.end.line,
            region.end.column,
        )
    }

    #[test]
    fn sarif_06_a_region_is_cut_at_the_end_of_its_first_line() {
        assert_eq!(on_one_line("ab\ncd\n", 1, 2), (1, 2, 1, 3));
        assert_eq!(on_one_line("ab\ncd\n", 1, 5), (1, 2, 1, 3));
        assert_eq!(on_one_line("ab\r\ncd", 1, 6), (1, 2, 1, 3));
        assert_eq!(on_one_line("ab\ncd", 3, 5), (2, 1, 2, 3));
        assert_eq!(on_one_line("\n\n", 0, 2), (1, 1, 1, 1));
        assert_eq!(on_one_line("a", 0, 900), (1, 1, 1, 2));
    }

    #[test]
    fn the_last_line_is_one_with_text_of_the_span() {
        let mut sources = Sources::default();
        let file = sources.add("a", "ab\ncd\n");
        let last = |start, end| Region::new(Span::new(file, start, end), &sources).last_line();
        assert_eq!(
            (last(0, 2), last(0, 3), last(0, 4), last(3, 3)),
            (1, 1, 2, 2)
        );
    }

    #[test]
    fn what_is_not_in_the_store_is_said_to_be_unknown() {
        let sources = Sources::default();
        let region = Region::new(Span::new(crate::source::FileId(7), 3, 9), &sources);
        assert_eq!(
            (region.path, region.start.line, region.end.column),
            ("unknown", 1, 1)
        );
    }
}
