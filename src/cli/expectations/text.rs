//! The text of a file of tests: where things stand in it, and what is wrong with it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::cli::load::UsageError;
use crate::model::catalogue::similar_names;
use crate::report::display::{cut, path_to_display, to_masked};
use crate::source::LineIndex;

/// Characters of a quoted text.
const QUOTED: usize = 60;

/// Bytes of the file.
pub type At = Range<usize>;

/// A file that is read.
pub struct Text<'t> {
    path: &'t str,
    text: &'t str,
    lines: LineIndex,
}

impl<'t> Text<'t> {
    /// A text under its path.
    #[must_use]
    pub fn new(path: &'t str, text: &'t str) -> Self {
        Self {
            path,
            text,
            lines: LineIndex::new(text),
        }
    }

    /// What is wrong, and where.
    #[must_use]
    pub fn wrong(&self, at: &At, what: &str) -> UsageError {
        let offset = u32::try_from(at.start).unwrap_or(u32::MAX);
        let found = self.lines.locate(self.text, offset);
        let path = path_to_display(self.path);
        UsageError(format!("{path}:{}:{}: {what}", found.line, found.column))
    }

    /// The text of a range, its first line, in backticks.
    #[must_use]
    pub fn quoted(&self, at: &At) -> String {
        let text = self.text.get(at.clone()).unwrap_or_default();
        quoted(text.lines().next().unwrap_or_default())
    }

    /// The tables of the file.
    ///
    /// # Errors
    /// It is not TOML.
    pub fn parse(&self) -> Result<DeTable<'t>, UsageError> {
        match DeTable::parse(self.text) {
            Ok(table) => Ok(table.into_inner()),
            Err(error) => {
                let at = error.span().unwrap_or_default();
                let what = error.message().lines().next().unwrap_or_default();
                Err(self.wrong(&at, &format!("it is not TOML: {what}")))
            }
        }
    }

    /// Refuses every key that is not one of these.
    ///
    /// # Errors
    /// There is one, with the nearest of those that there are.
    pub fn only(&self, table: &DeTable<'_>, what: &str, known: &[&str]) -> Result<(), UsageError> {
        let unknown = table
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()))
            .min_by_key(|key| key.span().start);
        let Some(key) = unknown else { return Ok(()) };
        let near = similar_names(key.get_ref(), known.iter().copied(), 1);
        let rest = match near.first() {
            Some(near) => format!("; there is `{near}`"),
            None => format!("; there are {}", listed(known)),
        };
        let written = quoted(key.get_ref());
        Err(self.wrong(&key.span(), &format!("{written} is no key of {what}{rest}")))
    }

    /// A text.
    ///
    /// # Errors
    /// It is something else, or empty.
    pub fn string<'v>(
        &self,
        key: &str,
        value: &'v Spanned<DeValue<'_>>,
    ) -> Result<&'v str, UsageError> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(self.unfit(key, value, "a text")),
        }
    }

    /// A list of texts.
    ///
    /// # Errors
    /// It is something else.
    pub fn strings<'v>(
        &self,
        key: &str,
        value: &'v Spanned<DeValue<'_>>,
    ) -> Result<Vec<(&'v str, At)>, UsageError> {
        let DeValue::Array(items) = value.get_ref() else {
            return Err(self.unfit(key, value, "a list of texts"));
        };
        items
            .iter()
            .map(|item| match item.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    Ok((text.as_ref(), item.span()))
                }
                _ => Err(self.unfit(key, item, "a list of texts")),
            })
            .collect()
    }

    /// Yes or no.
    ///
    /// # Errors
    /// It is something else.
    pub fn flag(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<bool, UsageError> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.unfit(key, value, "`true` or `false`")),
        }
    }

    /// That a value is not what it is to be.
    #[must_use]
    pub fn unfit(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> UsageError {
        let got = self.quoted(&value.span());
        self.wrong(
            &value.span(),
            &format!("`{key}` wants {wanted}, and got {got}"),
        )
    }
}

/// A text in backticks, on one line and not too long.
#[must_use]
pub fn quoted(text: &str) -> String {
    let (head, whole) = cut(text, QUOTED);
    let dots = if whole { "" } else { "..." };
    format!("`{}{dots}`", to_masked(head))
}

/// Words in backticks as a list.
#[must_use]
pub fn listed(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}
