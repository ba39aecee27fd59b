//! Section 3.0: which column each format counts, on one line with everything.

use serde_json::json;

use super::gallery::Gallery;

/// The token starts at code point 31, UTF-16 unit 35 and byte 52 of line 2; it is
/// 25 of each long.
#[test]
fn out_01_each_format_counts_its_own_columns() {
    let gallery = Gallery::wide();
    for (format, golden) in [
        ("human", "--> wide.json:2:31\n"),
        ("concise", "wide.json:2:31: high[RAM101] "),
        ("plain", "wide.json, line 2, column 31, text"),
        (
            "github",
            "::error file=wide.json,line=2,endLine=2,col=35,endColumn=60,title=ramlint RAM101::",
        ),
        ("checkstyle", "<error line=\"2\" column=\"31\" "),
        ("junit", "wide.json:2:31: high[RAM101] "),
        ("markdown", "`wide.json:2:31`"),
    ] {
        let text = gallery.write(format);
        assert!(text.contains(golden), "{format}: {text}");
    }
    let region = json!({"startLine": 2, "startColumn": 35, "endLine": 2, "endColumn": 60});
    let range = json!({"start": {"line": 2, "column": 52}, "end": {"line": 2, "column": 77}});
    let at = json!({
        "path": "wide.json", "start": 53, "end": 78,
        "start_line": 2, "start_column": 31, "end_line": 2, "end_column": 56,
        "start_column_utf16": 35, "end_column_utf16": 60,
    });
    for (format, pointer, golden) in [
        (
            "sarif",
            "/runs/0/results/0/locations/0/physicalLocation/region",
            region,
        ),
        ("rdjson", "/diagnostics/0/location/range", range),
        ("json", "/findings/0/at", at),
        (
            "gitlab-codequality",
            "/0/location/lines",
            json!({"begin": 2, "end": 2}),
        ),
    ] {
        assert_eq!(
            gallery.json(format).pointer(pointer),
            Some(&golden),
            "{format}"
        );
    }
}

#[test]
fn out_03_a_byte_order_mark_shifts_no_column_in_any_format() {
    let mut gallery = Gallery::empty();
    let file = gallery.file("m.json", "\u{feff}{\"Action\":1}\n");
    let at = gallery.span(file, "\"Action\"");
    gallery.findings = vec![super::gallery::finding(ramlint::rules::Level::High, at)];
    for (format, golden) in [
        ("concise", "m.json:1:2: "),
        ("github", ",col=2,endColumn=10,"),
        ("checkstyle", "line=\"1\" column=\"2\""),
        ("sarif", "\"startColumn\": 2,"),
        ("rdjsonl", "{\"line\":1,\"column\":2}"),
    ] {
        let text = gallery.write(format);
        assert!(text.contains(golden), "{format}: {text}");
    }
}

/// OUT-02: a line of one format is a line of every other.
#[test]
fn out_02_all_formats_agree_on_lines() {
    for (text, line) in [("a\rb\r\nc\nX", 4), ("a\u{2028}b\u{85}c\u{b}d\u{c}X", 1)] {
        let mut gallery = Gallery::empty();
        let file = gallery.file("l", text);
        let at = gallery.span(file, "X");
        gallery.findings = vec![super::gallery::finding(ramlint::rules::Level::High, at)];
        for (format, golden) in [
            ("human", format!("l:{line}:")),
            ("concise", format!("l:{line}:")),
            ("plain", format!("line {line},")),
            ("github", format!("line={line},endLine={line},")),
            ("checkstyle", format!("line=\"{line}\"")),
            ("sarif", format!("\"startLine\": {line},")),
            ("rdjson", format!("\"line\": {line},")),
            ("json", format!("\"start_line\": {line},")),
            ("gitlab-codequality", format!("\"begin\": {line},")),
            ("gitlab-sast", format!("\"start_line\": {line},")),
        ] {
            let text = gallery.write(format);
            assert!(text.contains(&golden), "{format}: {text}");
        }
    }
}
