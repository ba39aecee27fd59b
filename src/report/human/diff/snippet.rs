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

/// Lines within brackets that are drawn.
const WITHIN: usize = 3;

/// The first line of a place, or nothing where it may not be shown. Of what begins with
/// a bracket on a line of its own, the first lines within.
pub(super) fn drawn(at: Span, sources: &Sources, sign: char, style: &Style) -> String {
    let text = sources.slice(at);
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let is_bracket = first.ends_with('\n') && is_only(first, &['{', '[', '(']);
    if !is_bracket {
        return drawn_line(at, sources, sign, style);
    }
    let mut start = at.start.saturating_add(offset(first));
    let mut drawn = String::new();
    let mut left = WITHIN;
    for line in lines {
        let begin = start.saturating_add(offset(line).saturating_sub(offset(line.trim_start())));
        let end = begin.saturating_add(offset(line.trim().trim_end_matches(',')));
        start = start.saturating_add(offset(line));
        if left == 0 {
            break;
        }
        if !is_only(line, &['{', '[', '(', '}', ']', ')', ',']) {
            let one = Span::new(at.file, begin, end);
            drawn.push_str(&drawn_line(one, sources, sign, style));
            left = left.saturating_sub(1);
        }
    }
    if drawn.is_empty() {
        drawn_line(at, sources, sign, style)
    } else {
        drawn
    }
}

fn offset(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// Whether a line holds nothing but blanks and some of these.
fn is_only(line: &str, marks: &[char]) -> bool {
    line.trim()
        .chars()
        .all(|character| character.is_whitespace() || marks.contains(&character))
}

fn drawn_line(at: Span, sources: &Sources, sign: char, style: &Style) -> String {
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
            (
                "[\n {\n  \"a\": 1,\n  \"b\": 2\n }\n]\n",
                "{\n  \"a\": 1,\n  \"b\": 2\n }",
                "   +    3 |   \"a\": 1,\n          |   ^^^^^^\n   +    4 |   \"b\": 2\n          |   ^^^^^^\n",
            ),
            (
                "{\"p\": [\n  1,\n 2,\n 3, 4,\n 5]}",
                "[\n  1,\n 2,\n 3, 4,\n 5]",
                "   +    2 |   1,\n          |   ^\n   +    3 |  2,\n          |  ^\n   +    4 |  3, 4,\n          |  ^^^^\n",
            ),
            ("[\n]", "[\n]", "   +    1 | [\n          | ^...\n"),
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
