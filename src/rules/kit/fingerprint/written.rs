//! The text under a place that no part of the model stands for, without quotes,
//! escapes, white space and the order of keys.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::source::{Sources, Span};

/// The decoded text; nothing where it may be secret. Of what has parts of its own only
/// what it says of itself counts: of an object its plain members, of a block nothing.
pub(super) fn text(at: Span, sources: &Sources) -> String {
    if sources.shown_around(at).is_err() {
        return String::new();
    }
    let text = sources.slice(at).trim();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        return match value {
            Value::String(text) => text,
            Value::Object(members) => {
                let plain = |value: &Value| !value.is_object() && !value.is_array();
                let own = members.into_iter().filter(|(_, value)| plain(value));
                sorted(Value::Object(own.collect())).to_string()
            }
            other => sorted(other).to_string(),
        };
    }
    if text.contains('{') && text.contains(['\n', '=']) {
        return String::new();
    }
    let bare = text
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    let spaced = bare.unwrap_or(text).chars();
    spaced.filter(|one| !one.is_ascii_whitespace()).collect()
}

/// Lists and members in one order. The reader bounds the depth.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            items.sort_by_cached_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(members) => {
            let members = members.into_iter();
            let members: BTreeMap<String, Value> =
                members.map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(members.into_iter().collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::source::{FileId, Sources, Span};

    fn of(written: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("a", written);
        text(
            Span::new(file, 0, u32::try_from(written.len()).unwrap()),
            &sources,
        )
    }

    #[test]
    fn fp_02_text_has_no_layout() {
        for (one, other) in [
            ("\"Allow\"", "\"\\u0041llow\""),
            ("\"Sid\"", "Sid"),
            ("'Sid'", "Sid"),
            ("{\"a\": [1, 2], \"b\": 3}", "{\"b\":3,\"a\":[2,4]}"),
            (
                "[1, {\"b\": 3, \"a\": [1, 2]}]",
                "[{\"a\":[2,1],\"b\":3},1]",
            ),
            ("[ a,\r\n b", "[a,b"),
        ] {
            assert_eq!(of(one), of(other), "{one} {other}");
        }
        assert_ne!(of("\"a\""), of("\"A\""));
        assert_ne!(of("\"a \""), of("\"a\""));
    }

    #[test]
    fn a_secret_is_in_no_hash() {
        let mut sources = Sources::default();
        let file = sources.add("a", "secret open");
        sources.show_only(file, &[Span::new(file, 7, 11)]);
        assert_eq!(text(Span::new(file, 0, 6), &sources), "");
        assert_eq!(text(Span::new(FileId(0), 7, 11), &sources), "open");
    }
}
