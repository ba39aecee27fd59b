//! Reports: whatever the names and texts of the input are, no format prints a
//! command that was not meant, nor anything that controls a terminal, and those who
//! read a format can read it.

use ramlint::report::REPORTERS;
use ramlint::report::display::{Untrusted, to_display};
use ramlint::report::run::NotAnalysed;
use ramlint::rules::{Edit, Finding, Fix, FixKind, Label, Level};
use ramlint::source::{FileId, Span};

use super::drawn::Drawn;
use crate::reports::gallery::{Gallery, finding, label};
use crate::reports::runner::commands;

/// What is invisible, turns text around or separates lines without being a control
/// character.
pub const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// No control character but line breaks, and none of those that hide in text.
pub fn is_plain(text: &str) {
    let wild = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(wild), "{text:?}");
    assert!(!text.contains(is_hidden), "{text:?}");
}

/// Writes a report in which a CI service sees the commands that are meant, one for
/// each finding and one for all that was not read, and a terminal nothing but text.
pub fn is_tame(format: &str, gallery: &Gallery) {
    let text = gallery.write(format);
    is_plain(&text);
    let commands = commands(&text);
    if format != "github" {
        assert_eq!(commands, vec![], "{format}: {text}");
        return;
    }
    let unread = usize::from(!gallery.not_analysed.is_empty());
    assert_eq!(commands.len(), gallery.findings.len() + unread, "{text}");
    let mut order: Vec<&Finding> = gallery.findings.iter().collect();
    order.sort_by_key(|one| std::cmp::Reverse(one.level));
    for (command, one) in commands[unread..].iter().zip(order) {
        let path = gallery.sources.path(one.at.at.file);
        let shown = to_display(path);
        let shown = if path.is_empty() {
            "unknown".into()
        } else {
            shown
        };
        let file = command.properties.get("file").map_or("", String::as_str);
        assert!(
            file == shown || file == format!("./{shown}"),
            "{file} {shown}"
        );
        let title = format!("ramlint {}", one.rule);
        assert_eq!(command.properties["title"], title);
        let placed = command.properties.contains_key("col");
        assert_eq!(command.properties.len(), if placed { 6 } else { 4 });
    }
}

/// JU-03, RD-01, GL-01, SARIF-01: JSON is JSON and XML is XML.
pub fn is_readable(gallery: &Gallery) {
    for format in [
        "json",
        "sarif",
        "gitlab-codequality",
        "gitlab-sast",
        "rdjson",
    ] {
        let read = serde_json::from_str::<serde_json::Value>(&gallery.write(format));
        assert!(read.is_ok(), "{format}");
    }
    for format in ["ndjson", "rdjsonl"] {
        for line in gallery.write(format).lines() {
            let read = serde_json::from_str::<serde_json::Value>(line);
            assert!(read.is_ok(), "{format}");
        }
    }
    for format in ["junit", "checkstyle"] {
        let text = gallery.write(format);
        assert!(roxmltree::Document::parse(&text).is_ok(), "{text}");
    }
}

/// What somebody would write who wants a service, a terminal or a viewer to do
/// something; single characters stand for themselves.
pub const PIECES: &[&str] = &[
    "a",
    "\n::error::x",
    "::error::x",
    "\r::stop-commands::t",
    "##[add-mask]x",
    "##[",
    "##vso[task.x]",
    "##VSO[",
    "::set-output name=a::b",
    "%25",
    "\\|",
    "[x](y)",
    "}",
    "#",
    "[",
    "]",
    "%0A::error::",
    "%",
    ",",
    ":",
    "=",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\u{1b}[2J",
    "\u{1b}]8;;http://x\u{7}",
    "\u{9b}1m",
    "\u{85}",
    "\u{2028}::error::",
    "\u{3000}::error::x",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "`",
    "``",
    "|",
    "\\",
    "<b>",
    "</file>",
    "]]>",
    "&#27;",
    "&",
    "\"",
    "'",
    "@you",
    "http://x.invalid",
    "![x](y)",
    "{0}",
    "{",
    "<!--",
    "../",
    "/",
    "缓存",
    "👩\u{200d}👧",
    "e\u{301}",
    "LTAI5tExampleKeyId00abcde",
    "\u{ffff}",
    "\0",
];

/// A text of such pieces and of raw bytes.
pub fn hostile(drawn: &mut Drawn<'_>) -> String {
    let pieces = drawn.some((0, 6), |drawn| match drawn.below(PIECES.len() + 4) {
        number if number < PIECES.len() => PIECES[number].to_owned(),
        _ => {
            let length = 1 + drawn.below(6);
            drawn.piece(length)
        }
    });
    pieces.concat()
}

fn place(drawn: &mut Drawn<'_>) -> Span {
    let start = u32::from(drawn.byte() % 60);
    Span::new(FileId(0), start, start + u32::from(drawn.byte() % 30))
}

fn labels(drawn: &mut Drawn<'_>) -> Vec<Label> {
    drawn.some((0, 2), |drawn| label(place(drawn), &hostile(drawn)))
}

fn hostile_finding(drawn: &mut Drawn<'_>) -> Finding {
    let levels = [
        Level::Info,
        Level::Low,
        Level::Medium,
        Level::High,
        Level::Critical,
    ];
    let span = place(drawn);
    let mut one = finding(*drawn.pick(&levels), span);
    one.message = hostile(drawn);
    one.at = label(span, &hostile(drawn));
    one.related = labels(drawn);
    one.proof = labels(drawn);
    one.notes = drawn.some((0, 2), hostile);
    one.help = drawn.once_in(2).then(|| hostile(drawn));
    one.principals = drawn.some((0, 2), hostile);
    let kind = *drawn.pick(&[FixKind::Safe, FixKind::Unsafe]);
    one.fix = drawn.once_in(2).then(|| Fix {
        title: hostile(drawn),
        kind,
        edits: drawn.some((0, 2), |drawn| Edit {
            at: place(drawn),
            text: hostile(drawn),
        }),
    });
    one
}

/// Findings with anything in any part of them, anywhere in a text.
pub fn reports(bytes: &[u8]) {
    let mut drawn = Drawn::new(bytes);
    let mut gallery = Gallery::empty();
    let (path, content) = (hostile(&mut drawn), hostile(&mut drawn));
    gallery.file(&path, &content);
    gallery.findings = drawn.some((0, 3), hostile_finding);
    let found = |id: &str| gallery.findings.iter().any(|one| one.rule == id);
    gallery.rules.retain(|rule| found(rule.id));
    gallery.not_analysed = drawn.some((0, 1), |drawn| NotAnalysed {
        path: Untrusted::new(hostile(drawn)),
        at: None,
        why: Untrusted::new(hostile(drawn)),
    });
    for reporter in REPORTERS {
        is_tame(reporter.name, &gallery);
    }
    is_readable(&gallery);
}
