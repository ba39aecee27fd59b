//! The summary of a job, through a reader of Markdown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use ramlint::rules::Level;

use super::gallery::{Gallery, finding};

/// Fails where a report holds anything but headings, text, code and tables.
#[track_caller]
pub fn is_only_text(page: &str) {
    for event in Parser::new_ext(page, Options::all()) {
        let allowed = match &event {
            Event::Start(tag) => matches!(
                tag,
                Tag::Paragraph
                    | Tag::Heading { .. }
                    | Tag::Strong
                    | Tag::Table(_)
                    | Tag::TableHead
                    | Tag::TableRow
                    | Tag::TableCell
            ),
            Event::End(_) | Event::Text(_) | Event::Code(_) | Event::SoftBreak => true,
            _ => false,
        };
        assert!(allowed, "{event:?} in {page}");
    }
}

/// The cells of all tables, row by row.
fn rows(page: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row: Vec<String> = Vec::new();
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableCell) => row.push(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(cell) = row.last_mut() {
                    cell.push_str(&text);
                }
            }
            Event::End(TagEnd::TableRow | TagEnd::TableHead) => rows.push(std::mem::take(&mut row)),
            _ => {}
        }
    }
    rows
}

#[test]
fn sum_02_values_are_text_whatever_they_hold() {
    let mut gallery = Gallery::full();
    for (one, odd) in gallery.findings.iter_mut().zip([
        "a | b \\| c",
        "```js\n<script>",
        "@you [x](http://x.invalid) ![y](z)",
        "` `` ` <!-- # * _ ~ &amp;",
        "| | |",
    ]) {
        one.message = odd.to_owned();
    }
    let page = gallery.write("markdown");
    is_only_text(&page);
    let rows = rows(&page);
    assert!(
        rows.iter().all(|row| row.len() == 4 || row.len() == 2),
        "{page}"
    );
    let messages: Vec<&str> = rows[1..6].iter().map(|row| row[3].as_str()).collect();
    assert_eq!(
        messages,
        [
            "a \\u{7c} b \\\\u{7c} c",
            "```js\\n<script>",
            "@you [x](http://x.invalid) ![y](z)",
            "` `` ` <!-- # * _ ~ &amp;",
            "\\u{7c} \\u{7c} \\u{7c}",
        ]
    );
}

#[test]
fn sum_03_verdict_then_findings_then_what_was_not_analysed() {
    let page = Gallery::full().write("markdown");
    let verdict = page.find("**5 findings: 1 critical, 1 high, 1 medium, 1 low, 1 info.** Not analysed: 2 of the inputs, so there may be more. The exit status is 1.");
    let table = page.find("| level | rule | place | finding |");
    let unread = page.find("### Not analysed");
    assert!(
        verdict.is_some() && verdict < table && table < unread,
        "{page}"
    );
    assert!(
        page.contains("| `gone.json` | `does not exist` |"),
        "{page}"
    );
    let clean = Gallery::empty().write("markdown");
    assert!(
        clean.contains("**no findings.** The exit status is 0."),
        "{clean}"
    );
}

#[test]
fn sum_01_a_long_report_ends_at_a_row_and_says_what_is_left_out() {
    let mut gallery = Gallery::full();
    let at = gallery.findings[0].at.at;
    gallery.findings = (0..9000)
        .map(|number| {
            let mut one = finding(Level::High, at);
            one.message = format!("{number} {}", "x".repeat(5000));
            one
        })
        .collect();
    let page = gallery.write("markdown");
    assert!(page.len() <= 900 * 1024, "{}", page.len());
    let written = rows(&page).iter().filter(|row| row[0] == "high").count();
    assert!(written > 500, "{written}");
    let left = format!("{} more findings are left out", 9000 - written);
    assert!(page.contains(&left), "{left}");
    assert!(page.contains("`gone.json`"));
}
