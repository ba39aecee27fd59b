//! The sanitiser's last step for each kind of text that reports are made of: what
//! was made visible is put into XML, Markdown, a command of a CI service, a
//! message of SARIF or a URI so that it stays text there.

use crate::report::display::{to_display, to_masked};

/// Bytes of a URI that need no escape.
const UNRESERVED: &[u8] = b"-._~/";

/// Text for XML 1.0, in an element or an attribute. Control characters are made
/// visible before anything is escaped, since no escape makes them legal there.
#[must_use]
pub fn to_xml(text: &str) -> String {
    let shown = to_display(text);
    let mut escaped = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// The message of a GitHub workflow command: `%` and line breaks are escaped, as
/// the runner undoes it. It is for text that is sanitised, and exact for any.
#[must_use]
pub fn to_gha_data(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A property of a GitHub workflow command: as its message, and `:` and `,` too.
#[must_use]
pub fn to_gha_property(text: &str) -> String {
    to_gha_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A code span of GitHub's Markdown, which is text whatever stands in it: the
/// fence is longer than any run of back quotes inside. Where it may stand in a
/// table, a bar would end the cell, so it is shown as an escape.
#[must_use]
pub fn to_gfm_code(text: &str) -> String {
    let shown = to_masked(text).replace('|', "\\u{7c}");
    if shown.trim().is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_ticks(&shown).saturating_add(1));
    let touches = |c: Option<char>| matches!(c, Some('`' | ' '));
    let pad = if touches(shown.chars().next()) || touches(shown.chars().next_back()) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

/// How many back quotes stand in a row, at most.
pub(crate) fn longest_ticks(text: &str) -> usize {
    let runs = text.split(|c| c != '`');
    runs.map(str::len).max().unwrap_or_default()
}

/// Text inside a message of SARIF, in which `[text](target)` is a link and `{0}`
/// stands for an argument, and which holds no HTML.
#[must_use]
pub fn to_sarif(text: &str) -> String {
    let shown = to_untagged(text);
    let mut escaped = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            '\\' | '[' | ']' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '{' | '}' => {
                escaped.push(c);
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Text for a viewer that may take it for HTML, and has no escape for it: what
/// would open a tag is set apart by a blank.
#[must_use]
pub fn to_untagged(text: &str) -> String {
    let shown = to_masked(text);
    let mut apart = String::with_capacity(shown.len());
    let mut rest = shown.chars().peekable();
    while let Some(c) = rest.next() {
        apart.push(c);
        let opens = |next: &char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?');
        if c == '<' && rest.peek().is_some_and(opens) {
            apart.push(' ');
        }
    }
    apart
}

/// A path as a relative reference of RFC 3986: every byte that is not plain is
/// percent-encoded, a colon too, so that no segment reads as a scheme.
#[must_use]
pub fn to_uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || UNRESERVED.contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// The first `most` characters of a text, and whether that is all of it.
#[must_use]
pub fn cut(text: &str, most: usize) -> (&str, bool) {
    match text.char_indices().nth(most) {
        Some((end, _)) => (text.get(..end).unwrap_or(text), false),
        None => (text, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ju_03_xml_has_no_control_characters_even_escaped() {
        assert_eq!(
            to_xml("a\u{1b}<b a='\"&'>"),
            "a␛&lt;b a=&apos;&quot;&amp;&apos;&gt;"
        );
        assert_eq!(to_xml("\u{ffff}\u{fffe}\u{0}"), "\\u{ffff}\\u{fffe}␀");
        assert_eq!(to_xml("a\nb"), "a\\nb");
        assert_eq!(to_xml("##[x]"), "# #[x]");
    }

    #[test]
    fn gh_01_the_escapes_of_commands() {
        assert_eq!(to_gha_data("50%25\r\n:,"), "50%2525%0D%0A:,");
        assert_eq!(to_gha_property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }

    #[test]
    fn ticks_are_counted_in_a_row() {
        assert_eq!(longest_ticks("a ``` b `"), 3);
        assert_eq!(longest_ticks(""), 0);
    }

    #[test]
    fn sum_02_a_fence_is_longer_than_what_it_holds() {
        for (text, code) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("`a`", "`` `a` ``"),
            ("``", "``` `` ```"),
            ("a|b\n", "`a\\u{7c}b\\n`"),
            ("<b>@x&amp;", "`<b>@x&amp;`"),
            (" a", "`  a `"),
            ("", "(empty)"),
        ] {
            assert_eq!(to_gfm_code(text), code, "{text:?}");
        }
    }

    #[test]
    fn sarif_08_text_in_messages_is_neither_link_nor_placeholder_nor_html() {
        assert_eq!(
            to_sarif("[a](b) {0} \\ <img>"),
            "\\[a\\](b) {{0}} \\\\ < img>"
        );
        assert_eq!(to_sarif("a < b <= c"), "a < b <= c");
        assert_eq!(to_untagged("</a><!--<?x"), "< /a>< !--< ?x");
    }

    #[test]
    fn sarif_09_uris_are_percent_encoded() {
        assert_eq!(
            to_uri("策略 a%b#c.json"),
            "%E7%AD%96%E7%95%A5%20a%25b%23c.json"
        );
        assert_eq!(to_uri("c:/x?y"), "c%3A/x%3Fy");
    }

    #[test]
    fn cutting_keeps_characters_whole() {
        assert_eq!(cut("缓存实例", 2), ("缓存", false));
        assert_eq!(cut("缓存", 2), ("缓存", true));
        assert_eq!(cut("", 0), ("", true));
    }
}
