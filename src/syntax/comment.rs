//! Comments of texts that have them, and what each stands on or above.

use std::ops::Range;

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The bytes of all of it, its marks included.
    pub bytes: Range<usize>,
    /// The bytes of what it says.
    pub says: Range<usize>,
    /// The bytes of what it stands on or, alone on its line, directly above: that
    /// line, and the blocks, values and members that begin on it, to their ends.
    /// Nothing where nothing follows.
    pub about: Range<usize>,
}

/// The bytes of the line that a comment is about, without the white space around
/// it: its own, or the next below it with anything but comments.
pub(super) fn line_of(
    text: &str,
    comment: &Range<usize>,
    comments: &[Range<usize>],
) -> Range<usize> {
    let own = line_around(text, comment.start);
    if holds_more(text, &own, comments) {
        return own;
    }
    // A comment of several lines may have something after its end.
    let mut from = line_around(text, comment.end).start.max(own.start);
    loop {
        let line = line_around(text, from);
        if line.start > own.start && holds_more(text, &line, comments) {
            return line;
        }
        let is_empty = text.get(line.clone()).unwrap_or("").trim().is_empty();
        // An empty line parts a comment from what follows.
        if line.end >= text.len() || (is_empty && line.start > comment.end) {
            return comment.end..comment.end;
        }
        from = line.end.saturating_add(1);
    }
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
    let after = text.get(at..).unwrap_or("");
    let end = after
        .find('\n')
        .map_or(text.len(), |end| at.saturating_add(end));
    start..end
}

/// Whether something other than white space and comments stands on a line.
fn holds_more(text: &str, line: &Range<usize>, comments: &[Range<usize>]) -> bool {
    let first = comments.partition_point(|one| one.end <= line.start);
    let mut at = line.start;
    let is_blank = |from: usize, to: usize| {
        let part = text.get(from..to).unwrap_or("");
        part.trim().is_empty()
    };
    for comment in comments.iter().skip(first) {
        if comment.start >= line.end {
            break;
        }
        if comment.start > at && !is_blank(at, comment.start) {
            return true;
        }
        at = at.max(comment.end);
    }
    at < line.end && !is_blank(at, line.end)
}

/// Without white space at either end.
pub(super) fn trimmed(text: &str, bytes: Range<usize>) -> Range<usize> {
    let part = text.get(bytes.clone()).unwrap_or("");
    let start = bytes
        .start
        .saturating_add(part.len().saturating_sub(part.trim_start().len()));
    start..start.saturating_add(part.trim().len())
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[test]
    fn a_comment_is_about_its_own_line_or_the_next() {
        for (text, expected) in [
            ("a = 1 #c\nb = 2\n", "a = 1 #c"),
            ("#c\nb = 2\n", "b = 2"),
            ("  #c\n#d\n  b = 2 #e\n", "  b = 2 #e"),
            ("#c\n\nb = 2\n", ""),
            ("#c", ""),
            ("#c\n", ""),
        ] {
            let mut comments = Vec::new();
            for (start, _) in text.match_indices('#') {
                comments.push(start..start + 2);
            }
            let found = line_of(text, &comments[0], &comments);
            assert_eq!(text.get(found).unwrap(), expected, "{text:?}");
        }
    }
}
