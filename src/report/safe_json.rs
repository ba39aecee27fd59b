//! JSON as reports write it: no secrets, no control characters even where JSON
//! allows them, none that is not seen or turns text around, and nothing that a CI
//! service would take for a command when the report is printed to its log. Readers of
//! the JSON get the text as it was, for an escape is the same value.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::report::display::{is_hidden, is_plain, mask_secrets, opens_command};

/// Members whose values are paths. They keep what looks like a secret, since a
/// reader of the report has to find the file.
const PATHS: &[&str] = &["path", "uri", "file"];

/// Writes a document, indented, with a line break at its end.
///
/// # Errors
/// Those of the stream.
pub(crate) fn write_document(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, Some(PrettyFormatter::new()), out)
}

/// Writes a document on one line.
///
/// # Errors
/// Those of the stream.
pub(crate) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, None, out)
}

fn write(
    value: &impl Serialize,
    indented: Option<PrettyFormatter<'static>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let safe = Safe {
        indented,
        in_key: false,
        of_path: false,
    };
    value.serialize(&mut Serializer::with_formatter(&mut *out, safe))?;
    out.write_all(b"\n")
}

/// A layout whose strings are safe to print. Indented or not is a matter of its
/// value and not of its type, or the code of every report would be there twice.
struct Safe {
    indented: Option<PrettyFormatter<'static>>,
    in_key: bool,
    of_path: bool,
}

/// Does what the layout does.
macro_rules! by_layout {
    ($safe:ident . $method:ident ( $($argument:expr),* )) => {
        match &mut $safe.indented {
            Some(indented) => indented.$method($($argument),*),
            None => CompactFormatter.$method($($argument),*),
        }
    };
}

/// The first character of a text that is not written as it is. Of `##[` and
/// `##vso[` that is the second sign.
fn unsafe_character(text: &str) -> Option<(usize, char)> {
    if is_plain(text) {
        return None;
    }
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let command = c == '#' && before == '#' && opens_command(text.get(at..).unwrap_or(""));
        if is_hidden(c) || command {
            return Some((at, c));
        }
        before = c;
    }
    None
}

impl Formatter for Safe {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if self.in_key {
            self.of_path = PATHS.contains(&fragment);
        }
        let shown = if self.of_path {
            Cow::Borrowed(fragment)
        } else {
            mask_secrets(fragment)
        };
        let mut rest = shown.as_ref();
        while let Some((at, c)) = unsafe_character(rest) {
            let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.write_all(before.as_bytes())?;
            // Beyond the first plane JSON has an escape for each half of a pair.
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = after.get(c.len_utf8()..).unwrap_or("");
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        by_layout!(self.begin_array(out))
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        by_layout!(self.end_array(out))
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        by_layout!(self.begin_array_value(out, first))
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        by_layout!(self.end_array_value(out))
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        by_layout!(self.begin_object(out))
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        by_layout!(self.end_object(out))
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        by_layout!(self.begin_object_key(out, first))
    }

    fn end_object_key<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        by_layout!(self.end_object_key(out))
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.in_key = false;
        by_layout!(self.begin_object_value(out))
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.of_path = false;
        by_layout!(self.end_object_value(out))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line(value: &Value) -> String {
        let mut out = Vec::new();
        write_line(value, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_in_a_string_is_a_command_and_its_readers_see_no_difference() {
        for text in [
            "##[add-mask]x",
            "###[x",
            "##vso[task]",
            "##VSO[x",
            "#\"#[x",
            "\u{1b}\u{9b}\u{85}\n",
            "## [x]",
            "a\u{202e}b\u{2066}\u{2069}",
            "\u{200b}\u{200d}\u{feff}\u{2028}\u{2029}\u{ad}\u{61c}",
            "\u{e0041}\u{f0000}\u{10ffff}\u{378}",
            "\u{fe0f}\u{e000}",
        ] {
            let value = json!({ text: [text] });
            let written = line(&value);
            assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
            let lower = written.to_lowercase();
            assert!(
                !lower.contains("##[") && !lower.contains("##vso["),
                "{written}"
            );
            assert!(!written.trim_end().contains(is_hidden), "{written:?}");
        }
    }

    #[test]
    fn what_people_read_is_written_as_it_is() {
        for text in ["缓存 实例", "👍🏽 e\u{301}", "עִבְרִית", "a\u{a0}b\u{3000}c"]
        {
            assert_eq!(line(&json!([text])), format!("[\"{text}\"]\n"));
        }
    }

    #[test]
    fn secrets_are_covered_except_in_paths() {
        let key = "LTAI5tExampleKeyId00abcde";
        let written =
            line(&json!({"a": key, "path": key, "uri": key, "b": {"file": key, "c": key}}));
        let covered = "LTAI*********************";
        assert_eq!(
            written.trim_end(),
            format!(
                r#"{{"a":"{covered}","b":{{"c":"{covered}","file":"{key}"}},"path":"{key}","uri":"{key}"}}"#
            )
        );
    }

    #[test]
    fn a_document_is_indented_and_ends_with_a_line_break() {
        let mut out = Vec::new();
        write_document(&json!({"a": [1]}), &mut out).unwrap();
        assert_eq!(out, b"{\n  \"a\": [\n    1\n  ]\n}\n");
    }
}
