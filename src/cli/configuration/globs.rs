//! Patterns of paths. `*` and `?` stay within a folder, `**` goes through all of
//! them, and a pattern that names a folder takes what is in it.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use serde_json::Value as Json;

use super::text::{Reader, quoted};
use super::values::{Value, Written, string};

/// Bytes of a pattern; a longer one costs more to compile than it can be worth.
const LONGEST: usize = 1000;

/// A pattern of paths relative to the root.
#[derive(Clone)]
pub struct PathGlob {
    text: String,
    start: String,
    itself: GlobMatcher,
    below: GlobMatcher,
}

impl fmt::Debug for PathGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PathGlob").field(&self.text).finish()
    }
}

impl PathGlob {
    /// The pattern of a file in a folder.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(folder: &str, text: &str) -> Result<Self, String> {
        let pattern = text.trim_end_matches('/');
        if pattern.is_empty() {
            return Err("is empty; `**` is every file".to_owned());
        }
        if pattern.len() > LONGEST {
            return Err(format!("is longer than {LONGEST} bytes"));
        }
        let climbs = pattern.split('/').any(|part| part == "..");
        if pattern.starts_with('/') || climbs {
            return Err(
                "leaves the folder of the file that it stands in, where patterns start".to_owned(),
            );
        }
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let whole = if folder.is_empty() {
            pattern.to_owned()
        } else {
            format!("{}/{pattern}", globset::escape(folder))
        };
        let compiled = |pattern: &str| {
            GlobBuilder::new(pattern)
                .literal_separator(true)
                .backslash_escape(true)
                .build()
                .map(|glob| glob.compile_matcher())
                .map_err(|error| format!("is no pattern of paths: {}", error.kind()))
        };
        let literal = pattern
            .split('/')
            .take_while(|part| !part.contains(['*', '?', '[', '{', '\\']));
        let literal = literal.filter(|part| *part != ".");
        let parts = Some(folder).filter(|folder| !folder.is_empty());
        let parts: Vec<&str> = parts.into_iter().chain(literal).collect();
        Ok(Self {
            text: text.to_owned(),
            start: parts.join("/"),
            itself: compiled(&whole)?,
            below: compiled(&format!("{whole}/**"))?,
        })
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether all that it takes in lies in a folder, which is empty for the root.
    #[must_use]
    pub fn stays_in(&self, folder: &str) -> bool {
        let rest = self.start.strip_prefix(folder);
        folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether it takes in a path relative to the root.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        self.itself.is_match(path) || self.below.is_match(path)
    }
}

impl Value for PathGlob {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = string(value, reader)?;
        match Self::new(&reader.folder, text) {
            Ok(glob) => Some(glob),
            Err(why) => {
                let key = reader.key.clone();
                reader.wrong(&value.span(), format!("`{key}`: {} {why}", quoted(text)));
                None
            }
        }
    }

    fn shown(&self) -> Json {
        self.text.as_str().into()
    }
}

#[cfg(test)]
impl schemars::JsonSchema for PathGlob {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PathGlob".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, PathGlob};

    #[test]
    fn a_pattern_takes_paths_from_its_folder_on() {
        for (folder, pattern, path, expected) in [
            ("", "policies/**", "policies/a/b.json", true),
            ("", "policies/**", "policies", false),
            ("", "policies", "policies/a/b.json", true),
            ("", "policies/", "policies/a.json", true),
            ("", "policies", "policies2/a.json", false),
            ("", "*.json", "a.json", true),
            ("", "*.json", "sub/a.json", false),
            ("", "**/*.json", "a.json", true),
            ("", "**/*.json", "sub/a.json", true),
            ("", "./a.json", "a.json", true),
            ("", "a?.json", "ab.json", true),
            ("", "a?.json", "a/.json", false),
            ("", "{a,b}.json", "b.json", true),
            ("", "[ab].json", "b.json", true),
            ("", "运维/*.json", "运维/p.json", true),
            ("sub", "*.json", "sub/a.json", true),
            ("sub", "*.json", "a.json", false),
            ("su[b]", "*.json", "su[b]/a.json", true),
            ("su[b]", "*.json", "sub/a.json", false),
            ("", "A.json", "a.json", false),
        ] {
            let glob = PathGlob::new(folder, pattern).unwrap();
            assert_eq!(glob.matches(path), expected, "{folder} {pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_stays_in_the_folder_that_it_begins_with() {
        for (folder, pattern, inside, expected) in [
            ("", "policies/**", "policies", true),
            ("", "policies/a*/b", "policies", true),
            ("", "policies/a*/b", "policies/a", false),
            ("", "policies2/**", "policies", false),
            ("", "**/*.json", "policies", false),
            ("", "**/*.json", "", true),
            ("", "./policies/./a.json", "policies/a.json", true),
            ("sub", "*.json", "sub", true),
            ("sub", "*.json", "other", false),
        ] {
            let glob = PathGlob::new(folder, pattern).unwrap();
            assert_eq!(
                glob.stays_in(inside),
                expected,
                "{folder} {pattern} {inside}"
            );
        }
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        assert!(PathGlob::new("", &"a".repeat(LONGEST)).is_ok());
        let long = "a".repeat(LONGEST + 1);
        for (pattern, why) in [
            (long.as_str(), "is longer than 1000 bytes"),
            ("", "is empty"),
            ("/", "is empty"),
            ("/etc/*", "leaves the folder"),
            ("../*", "leaves the folder"),
            ("a/../../b", "leaves the folder"),
            ("a[", "is no pattern of paths"),
            ("{a", "is no pattern of paths"),
        ] {
            let error = PathGlob::new("", pattern).unwrap_err();
            assert!(error.starts_with(why), "{pattern}: {error}");
        }
    }
}
