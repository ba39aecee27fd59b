//! The line of a place with the sign of its side, and carets under the text.

use crate::report::run::Style;
use crate::report::snippet::{Block, COLUMNS, Wanted};
use crate::source::{Sources, Span};

/// Columns of a line where the width of the terminal is not known.
const UNKNOWN_WIDTH: usize = 160;
/// Columns that a line gets however narrow the terminal is.
const NARROWEST: usize = 40;
/// Columns before the text: the sign, the number and the bar.
const GUTTER: usize = 12;

/// The first line of a place, or nothing where it may not be shown.
pub(super) fn drawn(at: Span, sources: &Sources, sign: char, style: &Style) -> String {
    if sources.shown_around(at).is_err() {
        return String::new();
    }
    let room = style
        .width
        .map_or(UNKNOWN_WIDTH, |width| width.saturating_sub(GUTTER));
    let mut wanted = vec![Wanted { number: 0, at }];
    let columns = room.clamp(NARROWEST, COLUMNS);
    let Some(block) = Block::cut(sources, &mut wanted, columns) else {
        return String::new();
    };
    let Some(label) = block.labels.first() else {
        return String::new();
    };
    let mut start = 0_usize;
    for (number, line) in (block.first_line..).zip(block.text.split_inclusive('\n')) {
        let end = start.saturating_add(line.len());
        if (start..end).contains(&label.range.start) {
            let text = block.restore(line.trim_end());
            // Every column of a block is one character until it is restored.
            let width = |from: usize, to: usize| {
                let part = block.text.get(from..to).unwrap_or_default();
                part.trim_end_matches('\n').chars().count()
            };
            let blanks = " ".repeat(width(start, label.range.start));
            let carets = "^".repeat(width(label.range.start, label.range.end.min(end)).max(1));
            let goes_on = label.to_line.map_or_else(String::new, |_| "...".to_owned());
            return format!(
                "   {sign} {number:>4} | {text}\n          | {blanks}{carets}{goes_on}\n"
            );
        }
        start = end;
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn_at(text: &str, named: &str, width: Option<usize>) -> String {
        let mut sources = Sources::default();
        let file = sources.add("a.json", text);
        let start = text.find(named).unwrap();
        let offset = |at: usize| u32::try_from(at).unwrap();
        let at = Span::new(file, offset(start), offset(start + named.len()));
        let style = Style {
            width,
            ..Style::default()
        };
        drawn(at, &sources, '+', &style)
    }

    #[test]
    fn carets_stand_under_the_text_whatever_is_before_it() {
        for (text, named, expected) in [
            (
                "{\n  \"a\": \"b\"\n}",
                "\"b\"",
                "   +    2 |   \"a\": \"b\"\n          |        ^^^\n",
            ),
            (
                "\t\"缓存\": x",
                "x",
                "   +    1 |     \"缓存\": x\n          |             ^\n",
            ),
            (
                "##[error] x",
                "x",
                "   +    1 | # #[error] x\n          |            ^\n",
            ),
            (
                "[\n 1,\n 2\n]\n",
                "1,\n 2",
                "   +    2 |  1,\n          |  ^^...\n",
            ),
        ] {
            assert_eq!(drawn_at(text, named, None), expected, "{text}");
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_text() {
        let text = format!("{}needle{}", "a ".repeat(200), " b".repeat(200));
        let drawn = drawn_at(&text, "needle", Some(60));
        let lines: Vec<&str> = drawn.lines().collect();
        assert!(
            lines.iter().all(|line| line.chars().count() <= 60),
            "{drawn}"
        );
        let column = lines[0].find("needle").unwrap();
        assert_eq!(lines[1].find('^'), Some(column), "{drawn}");
        assert_eq!(lines[1].matches('^').count(), 6);
    }

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        let mut sources = Sources::default();
        let file = sources.add("a.json", "open closed");
        sources.show_only(file, &[Span::new(file, 0, 4)]);
        let style = Style::default();
        let at = |start, end| drawn(Span::new(file, start, end), &sources, '-', &style);
        assert_eq!(at(5, 11), "");
        assert!(at(0, 4).contains("open") && !at(0, 4).contains("closed"));
    }
}
