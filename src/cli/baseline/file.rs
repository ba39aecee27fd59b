//! A baseline as a text: JSON with one finding per line, in an order of its own, so
//! that two branches that add findings are merged line by line and conflicts can be
//! read.

use serde::{Deserialize, Serialize};

use crate::cli::load::UsageError;
use crate::model::catalogue;
use crate::rules::Finding;
use crate::rules::kit::fingerprint::SCHEME;
use crate::source::{Files, Refusal, Sources};

/// The version of the form of the file.
const VERSION: u32 = 1;

/// What the file says of itself.
pub(super) const SCHEMA: &str = "ramlint/baseline";

/// Principals of a finding that are named; more are counted.
const NAMED: usize = 8;

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The file that it is in, relative to the root.
    pub path: String,
    /// The id of its rule.
    pub rule: String,
    /// Its name across runs.
    fingerprint: Hash,
    /// Its level when it was taken in, for readers.
    pub level: String,
    /// The guarded action that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The first principals concerned, for readers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub principals: Vec<String>,
    /// How many principals more there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_principals: usize,
    /// The same as the fingerprint, whatever the file.
    meaning: Hash,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over so"
)]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Entry {
    /// The entry of a finding.
    #[must_use]
    pub fn new(finding: &Finding, sources: &Sources) -> Self {
        Self {
            path: sources.path(finding.at.at.file).to_owned(),
            rule: finding.rule.to_owned(),
            fingerprint: Hash(finding.fingerprint.clone()),
            level: finding.level.to_string(),
            action: finding.action.clone(),
            principals: finding.principals.iter().take(NAMED).cloned().collect(),
            more_principals: finding.principals.len().saturating_sub(NAMED),
            meaning: Hash(finding.meaning.clone()),
        }
    }

    /// Its name across runs.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint.0
    }

    /// What it means, whatever its file.
    #[must_use]
    pub fn meaning(&self) -> &str {
        &self.meaning.0
    }
}

/// A SHA-256 in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
struct Hash(String);

impl TryFrom<String> for Hash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(fits) {
            Ok(Self(text))
        } else {
            Err(format!(
                "`{text}` is no fingerprint, which has 64 digits of 0-9 and a-f"
            ))
        }
    }
}

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: Vec<Entry>,
}

/// The file as it is read.
#[derive(Deserialize)]
struct Document {
    schema: String,
    schema_version: u32,
    fingerprint_scheme: String,
    findings: Vec<Entry>,
}

impl Baseline {
    /// Of some entries, in the order of the file.
    #[must_use]
    pub fn of(mut entries: Vec<Entry>) -> Self {
        entries.sort();
        entries.dedup_by(|one, other| {
            (&one.fingerprint, &one.path) == (&other.fingerprint, &other.path)
        });
        Self { entries }
    }

    /// The entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Reads a file and gives its text, too; `None` where there is none.
    ///
    /// # Errors
    /// It is there and cannot be read, or is not well formed.
    pub fn read(files: &dyn Files, path: &str) -> Result<Option<(String, Self)>, UsageError> {
        let text = match files.read(path) {
            Ok(text) => text,
            Err(Refusal::Missing) => return Ok(None),
            Err(refusal) => {
                return Err(UsageError(format!(
                    "the baseline `{path}` cannot be read: {}",
                    why(&refusal)
                )));
            }
        };
        let baseline = Self::parse(path, &text)?;
        Ok(Some((text, baseline)))
    }

    /// Reads a text.
    ///
    /// # Errors
    /// It is not well formed, or of a later version.
    pub fn parse(path: &str, text: &str) -> Result<Self, UsageError> {
        let document: Document =
            serde_json::from_str(text).map_err(|error| malformed(path, text, &error))?;
        let is = |what: &str, found: &str, wanted: &str| {
            if found == wanted {
                return Ok(());
            }
            Err(UsageError(format!(
                "{path}: `{what}` is `{found}`, and this version of ramlint reads `{wanted}`"
            )))
        };
        is("schema", &document.schema, SCHEMA)?;
        let (found, wanted) = (document.schema_version.to_string(), VERSION.to_string());
        is("schema_version", &found, &wanted)?;
        is("fingerprint_scheme", &document.fingerprint_scheme, SCHEME)?;
        Ok(Self {
            entries: document.findings,
        })
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "{{\n  \"schema\": \"{SCHEMA}\",\n  \"schema_version\": {VERSION},\n  \"fingerprint_scheme\": \"{SCHEME}\",\n  \"tool\": \"{}\",\n  \"catalogue\": \"{}\",\n  \"findings\": [",
            env!("CARGO_PKG_VERSION"),
            catalogue::VERSION
        );
        let mut before = "\n";
        for entry in &self.entries {
            text.push_str(before);
            text.push_str("    ");
            // A list of texts and numbers can always be written.
            text.push_str(&serde_json::to_string(entry).unwrap_or_default());
            before = ",\n";
        }
        text.push_str(if self.entries.is_empty() {
            "]\n}\n"
        } else {
            "\n  ]\n}\n"
        });
        text
    }
}

fn why(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Missing => "it is not there".to_owned(),
        Refusal::OutsideRoot => "it lies outside of the root".to_owned(),
        Refusal::TooLarge { size, limit } => {
            format!("it has {size} bytes, and at most {limit} are read")
        }
        Refusal::Encoding { name, .. } => format!("it is {name}, not text in UTF-8"),
        Refusal::LfsPointer => "it is a pointer of Git LFS".to_owned(),
        Refusal::Symlink => "it is a link".to_owned(),
        Refusal::NotAFile(what) => format!("it is {what}"),
        Refusal::System(text) => text.clone(),
    }
}

fn malformed(path: &str, text: &str, error: &serde_json::Error) -> UsageError {
    let number = error.line().max(1);
    let line = text.lines().nth(number.saturating_sub(1)).unwrap_or("");
    let before = line
        .as_bytes()
        .iter()
        .take(error.column().saturating_sub(1));
    // Columns are counted in characters, and every one has a byte that begins it.
    let column = before.filter(|byte| **byte & 0xc0 != 0x80).count();
    let column = column.saturating_add(1);
    if ["<<<<<<<", "=======", ">>>>>>>"]
        .iter()
        .any(|mark| line.starts_with(mark))
    {
        return UsageError(format!(
            "{path}:{number}:1: a merge was not finished here; every line is one finding, so keep those of both sides, each with a comma but for the last"
        ));
    }
    let what = error.to_string();
    let what = if error.is_eof() {
        "the text ends too early"
    } else {
        what.split(" at line ").next().unwrap_or_default()
    };
    UsageError(format!(
        "{path}:{number}:{column}: {what}; mend it, or write it anew with `ramlint baseline create` once it is gone"
    ))
}

#[cfg(test)]
mod tests {
    use super::{Baseline, Entry, Hash};

    fn entry(path: &str, rule: &str, digit: char) -> Entry {
        Entry {
            path: path.to_owned(),
            rule: rule.to_owned(),
            fingerprint: Hash(digit.to_string().repeat(64)),
            level: "high".to_owned(),
            action: Some("kvstore:DestroyInstance".to_owned()),
            principals: vec!["user/alice".to_owned()],
            more_principals: 0,
            meaning: Hash("0".repeat(64)),
        }
    }

    #[test]
    fn fp_05_entries_are_lines_in_the_order_of_path_rule_and_fingerprint() {
        let baseline = Baseline::of(vec![
            entry("b.json", "RAM101", 'a'),
            entry("a.json", "RAM301", 'a'),
            entry("a.json", "RAM101", 'c'),
            entry("a.json", "RAM101", 'b'),
            entry("a.json", "RAM101", 'b'),
        ]);
        let text = baseline.text();
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| line.contains("\"path\""))
            .collect();
        let heads: Vec<String> = lines
            .iter()
            .map(|line| line.trim().chars().take(62).collect())
            .collect();
        assert_eq!(
            heads,
            [
                r#"{"path":"a.json","rule":"RAM101","fingerprint":"bbbbbbbbbbbbbbb"#,
                r#"{"path":"a.json","rule":"RAM101","fingerprint":"ccccccccccccccc"#,
                r#"{"path":"a.json","rule":"RAM301","fingerprint":"aaaaaaaaaaaaaaa"#,
                r#"{"path":"b.json","rule":"RAM101","fingerprint":"aaaaaaaaaaaaaaa"#,
            ]
            .map(|head| head.chars().take(62).collect::<String>())
        );
        assert_eq!(Baseline::parse("p", &text).unwrap(), baseline);
    }

    #[test]
    fn fp_05_the_text_is_this() {
        let one = Baseline::of(vec![entry("a.json", "RAM101", 'b')]).text();
        let zeros = "0".repeat(64);
        let name = "b".repeat(64);
        let version = env!("CARGO_PKG_VERSION");
        let catalogue = crate::model::catalogue::VERSION;
        let expected = format!(
            r#"{{
  "schema": "ramlint/baseline",
  "schema_version": 1,
  "fingerprint_scheme": "ramlint/v1",
  "tool": "{version}",
  "catalogue": "{catalogue}",
  "findings": [
    {{"path":"a.json","rule":"RAM101","fingerprint":"{name}","level":"high","action":"kvstore:DestroyInstance","principals":["user/alice"],"meaning":"{zeros}"}}
  ]
}}
"#
        );
        assert_eq!(one, expected);
        let none = Baseline::default();
        assert_eq!(Baseline::parse("p", &none.text()).unwrap(), none);
    }

    #[test]
    fn a_malformed_baseline_is_refused_at_its_place() {
        let good = Baseline::of(vec![entry("测.json", "RAM101", 'b')]).text();
        let cases = [
            (
                good.replace("\"level\":\"high\",", ""),
                "b.json:8:",
                "missing field `level`",
            ),
            (
                good.replace("bbbb", "BBBB"),
                "b.json:8:",
                "is no fingerprint",
            ),
            (
                good.replace("\"RAM101\"", "7"),
                "b.json:8:29: ",
                "invalid type",
            ),
            (
                good.replace("ramlint/v1", "ramlint/v9"),
                "b.json: ",
                "reads `ramlint/v1`",
            ),
            (good.replace(": 1,", ": 2,"), "b.json: ", "reads `1`"),
            (good.replace("  ]", "<<<<<<< HEAD"), "b.json:9:1: ", "merge"),
            (String::new(), "b.json:1:1: ", "the text ends too early"),
        ];
        for (text, place, what) in cases {
            let error = Baseline::parse("b.json", &text).unwrap_err().0;
            assert!(error.starts_with(place) && error.contains(what), "{error}");
        }
    }
}
