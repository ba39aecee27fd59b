//! The sanitiser and the fence behind it.

use std::io::Write;

use ramlint::report::display::{
    mask_secrets, path_to_display, to_display, to_gfm_code, to_gha_data, to_gha_property, to_sarif,
    to_untagged, to_uri, to_xml,
};
use ramlint::report::filter::Filter;

use super::reports::is_hidden;
use crate::reports::runner::{Command, first_form, second_form};

/// Nothing that controls, hides or commands leaves the sanitiser, and what is escaped
/// for a format is read there as what was shown.
pub fn sanitiser(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let shown = &*to_display(text);
    is_plain(shown);
    assert_eq!(to_display(shown), shown, "twice");
    for other in [
        to_gfm_code(text),
        to_sarif(text),
        to_untagged(text),
        path_to_display(text).into_owned(),
    ] {
        is_plain(&other);
    }
    let path = path_to_display(text);
    assert!(!path.trim_start().starts_with([':', '#']), "{path:?}");
    let masked = mask_secrets(text);
    assert_eq!(masked.chars().count(), text.chars().count());
    assert_eq!(mask_secrets(&masked), masked, "twice");
    let said = |line: &str| second_form(line).unwrap_or_else(|| panic!("{line:?}"));
    let command: Command = said(&format!("::error::{}", to_gha_data(text)));
    assert_eq!(command.data, text);
    let line = format!("::error a=-{}-::", to_gha_property(text));
    assert!(!line.contains(['\n', '\r']), "{line:?}");
    assert_eq!(said(&line).properties["a"], format!("-{text}-"));
    let element = format!("<a b=\"{0}\">{0}</a>", to_xml(text));
    let document = roxmltree::Document::parse(&element);
    let document = document.unwrap_or_else(|error| panic!("{error}: {element:?}"));
    let root = document.root_element();
    assert_eq!(root.text().unwrap_or(""), root.attribute("b").unwrap());
    assert!(!root.text().unwrap_or("").contains(char::is_control));
    is_uri(&to_uri(text), text);
    is_filtered(bytes);
}

/// One line, in which nothing controls a terminal, hides or is read as a command.
fn is_plain(shown: &str) {
    assert!(!shown.contains(char::is_control), "{shown:?}");
    assert!(!shown.contains(is_hidden), "{shown:?}");
    assert!(!first_form(shown), "{shown:?}");
}

fn is_uri(uri: &str, text: &str) {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        assert!(byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte));
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().unwrap(), rest.next().unwrap()];
        let digits = std::str::from_utf8(&digits).unwrap();
        bytes.push(u8::from_str_radix(digits, 16).unwrap());
    }
    assert_eq!(bytes, text.as_bytes());
}

/// What passes the writer is the same however it is cut into writes, and has no
/// control characters but line breaks, colours and links where they are allowed.
fn is_filtered(bytes: &[u8]) {
    let written = |color: bool, links: bool, size: usize| {
        let mut filter = Filter::new(Vec::new(), color).with_links(links);
        for part in bytes.chunks(size) {
            filter.write_all(part).unwrap();
        }
        String::from_utf8(filter.finish().unwrap()).unwrap()
    };
    for (color, links) in [(false, false), (true, false), (false, true), (true, true)] {
        let whole = written(color, links, usize::MAX);
        for size in [1, 2, 3, 7] {
            assert_eq!(written(color, links, size), whole, "in parts of {size}");
        }
        let mut rest = whole.as_str();
        while let Some((_, after)) = rest.split_once('\u{1b}') {
            assert!(color || links, "{whole:?}");
            let is_digit = |c: char| c.is_ascii_digit() || c == ';';
            rest = match after.strip_prefix('[') {
                Some(code) if color => code.trim_start_matches(is_digit),
                _ if links && after.starts_with(['\\', ']']) => &after[1..],
                _ => panic!("{whole:?}"),
            };
        }
        let wild = |c: char| c.is_control() && !matches!(c, '\n' | '\u{1b}');
        assert!(!whole.contains(wild), "{whole:?}");
    }
}
