//! The text of a file of waivers. Nothing in it is passed over: what is missing,
//! misspelt or of another type is a fault with its place.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::cli::asking;
use crate::cli::waivers::Terms;
use crate::cli::waivers::day::Day;
use crate::cli::waivers::entry::{self, Entry};
use crate::cli::waivers::keys::{Keys, NARROWING};
use crate::model::catalogue::{Catalogue, similar_names};
use crate::rules::kit::wording::quoted;
use crate::rules::{Language, WaiverFault};

/// The key of the entries.
const TABLE: &str = "waiver";

/// The keys of an entry beside those that narrow.
const OTHERS: [&str; 6] = ["rules", "reason", "expires", "owner", "ticket", "kind"];

/// One entry, with the bytes of its head.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub entry: Entry,
    pub keys: Keys,
    pub bytes: Range<usize>,
}

impl Written {
    /// Whether another one accepts the same in the same words.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.entry == other.entry && self.keys.written == other.keys.written
    }
}

/// What is wrong, and the bytes that show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub bytes: Range<usize>,
    pub text: String,
}

/// Reads all entries; the faults are in the order of their places.
pub(super) fn read(text: &str, terms: &Terms<'_>) -> Result<Vec<Written>, Vec<Fault>> {
    let mut reader = Reader {
        text,
        terms,
        faults: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let bytes = error.span().unwrap_or(0..0);
        let what = error.message().trim().replace('\n', ", ");
        reader.fault(bytes, format!("this is not TOML: {what}"));
    }
    let mut written = Vec::new();
    if errors.is_empty() {
        written = reader.file(table.get_ref());
    }
    let mut faults = reader.faults;
    if faults.is_empty() {
        written.sort_by_key(|one| one.bytes.start);
        return Ok(written);
    }
    faults.sort_by_key(|fault| (fault.bytes.start, fault.bytes.end));
    Err(faults)
}

/// The values of an entry by their keys.
type Given<'a, 'i> = BTreeMap<&'static str, &'a Spanned<DeValue<'i>>>;

struct Reader<'a> {
    text: &'a str,
    terms: &'a Terms<'a>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, bytes: Range<usize>, text: impl Into<String>) {
        self.faults.push(Fault {
            bytes,
            text: text.into(),
        });
    }

    fn fault_of<T>(&mut self, bytes: Range<usize>, result: Result<T, WaiverFault>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault(bytes, fault.text(Language::English));
                None
            }
        }
    }

    fn file(&mut self, table: &DeTable<'_>) -> Vec<Written> {
        let mut written = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if name != TABLE {
                let what = similar_names(name, [TABLE].into_iter(), 1);
                let what = if what.is_empty() {
                    "the file holds entries `[[waiver]]` and nothing else"
                } else {
                    "an entry begins with `[[waiver]]`"
                };
                self.fault(key.span(), format!("unknown key {}; {what}", quoted(name)));
                continue;
            }
            let DeValue::Array(entries) = value.get_ref() else {
                self.fault(
                    key.span(),
                    "an entry begins with `[[waiver]]`, in two pairs of brackets",
                );
                continue;
            };
            for entry in entries.iter() {
                let bytes = entry.span();
                match entry.get_ref() {
                    DeValue::Table(table) => written.extend(self.entry(table, bytes)),
                    _ => self.fault(bytes, "an entry is a table; begin it with `[[waiver]]`"),
                }
            }
        }
        written
    }

    fn entry(&mut self, table: &DeTable<'_>, bytes: Range<usize>) -> Option<Written> {
        let before = self.faults.len();
        let head = self.head(&bytes);
        let mut given = Given::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let known = NARROWING.into_iter().chain(OTHERS);
            match known.clone().find(|one| *one == name) {
                Some(name) => {
                    given.insert(name, value);
                }
                None => {
                    let near = similar_names(name, known, 1);
                    let fault = WaiverFault::UnknownKey(name.to_owned(), near.first().copied());
                    self.fault(key.span(), fault.text(Language::English));
                }
            }
        }
        let rules = self.rules(&given, &head);
        let keys = self.keys(&given);
        if keys.is_empty() && !NARROWING.iter().any(|key| given.contains_key(key)) {
            let all = NARROWING.map(|key| format!("`{key}`")).join(", ");
            self.fault(
                head.clone(),
                format!("nothing narrows this waiver; say at least one of {all}"),
            );
        }
        let reason = self.required("reason", &given, &head, entry::reason);
        let last = self.last(&given, &head);
        let owner = self.optional("owner", &given, |text| entry::word("owner", text));
        let ticket = self.optional("ticket", &given, |text| entry::word("ticket", text));
        let kind = self.optional("kind", &given, entry::kind);
        let entry = Entry {
            rules,
            reason: reason?,
            last: last?,
            owner,
            ticket,
            kind,
        };
        (self.faults.len() == before).then_some(Written {
            entry,
            keys,
            bytes: head,
        })
    }

    /// The first line of an entry: `[[waiver]]`, or the start of an inline table.
    fn head(&self, bytes: &Range<usize>) -> Range<usize> {
        let text = self.text.get(bytes.clone()).unwrap_or("");
        let line = text.lines().next().unwrap_or("");
        let end = line
            .find("]]")
            .map_or(line.trim_end().len(), |at| at.saturating_add(2));
        bytes.start..bytes.start.saturating_add(end)
    }

    fn rules(&mut self, given: &Given<'_, '_>, head: &Range<usize>) -> Vec<&'static str> {
        let Some(one) = given.get("rules") else {
            let text = WaiverFault::Missing("rules").text(Language::English);
            self.fault(head.clone(), text);
            return Vec::new();
        };
        let mut rules = Vec::new();
        for (word, bytes) in self.texts("rules", one) {
            let rule = entry::rule(&word, self.terms);
            rules.extend(self.fault_of(bytes, rule));
        }
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    fn keys(&mut self, given: &Given<'_, '_>) -> Keys {
        let mut keys = Keys::default();
        for key in NARROWING {
            let Some(one) = given.get(key) else { continue };
            let texts = self.texts(key, one);
            let values = texts.iter().map(|(text, _)| text.clone()).collect();
            if texts.is_empty() {
                continue;
            }
            if key == "action" {
                self.misspelt(&texts);
            }
            if let Err((number, why)) = keys.add(key, values) {
                let (text, bytes) = texts.get(number).cloned().unwrap_or_default();
                self.fault(bytes, format!("`{key}` cannot be {}: {why}", quoted(&text)));
            }
        }
        keys
    }

    /// Actions that look like misspelt ones, which the waiver would never describe.
    fn misspelt(&mut self, texts: &[(String, Range<usize>)]) {
        for (text, bytes) in texts {
            let is_meant = self
                .terms
                .configuration
                .is_some_and(|said| said.means(text));
            let near = Catalogue::embedded().misspelt_action(text);
            if let Some(near) = near.filter(|_| !is_meant && !text.contains(['*', '?'])) {
                self.fault(bytes.clone(), asking::misspelt(text, near));
            }
        }
    }

    fn last(&mut self, given: &Given<'_, '_>, head: &Range<usize>) -> Option<Day> {
        let Some(one) = given.get("expires") else {
            let text = WaiverFault::Missing("expires").text(Language::English);
            self.fault(head.clone(), text);
            return None;
        };
        let bytes = one.span();
        let date = match one.get_ref() {
            DeValue::Datetime(when) if when.time.is_none() && when.offset.is_none() => when.date,
            _ => None,
        };
        let day = date.and_then(|date| {
            let part = |part: u8| i8::try_from(part).ok();
            Day::new(
                i16::try_from(date.year).ok()?,
                part(date.month)?,
                part(date.day)?,
            )
        });
        let Some(day) = day else {
            let shown = quoted(self.text.get(bytes.clone()).unwrap_or(""));
            self.fault(
                bytes,
                format!("`expires` is a day without quotes, as in 2026-12-31, and not {shown}"),
            );
            return None;
        };
        let last = entry::last(day, self.terms);
        self.fault_of(bytes, last)
    }

    fn required<T>(
        &mut self,
        key: &'static str,
        given: &Given<'_, '_>,
        head: &Range<usize>,
        of: impl Fn(&str) -> Result<T, WaiverFault>,
    ) -> Option<T> {
        if !given.contains_key(key) {
            let text = WaiverFault::Missing(key).text(Language::English);
            self.fault(head.clone(), text);
        }
        self.optional(key, given, of)
    }

    fn optional<T>(
        &mut self,
        key: &'static str,
        given: &Given<'_, '_>,
        of: impl Fn(&str) -> Result<T, WaiverFault>,
    ) -> Option<T> {
        let one = given.get(key)?;
        let DeValue::String(text) = one.get_ref() else {
            self.fault(one.span(), format!("`{key}` is a text in quotes"));
            return None;
        };
        self.fault_of(one.span(), of(text))
    }

    /// One text or a list of them.
    fn texts(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, Range<usize>)> {
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        if items.is_empty() {
            self.fault(value.span(), format!("`{key}` is an empty list"));
        }
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => texts.push((text.to_string(), item.span())),
                _ => self.fault(
                    item.span(),
                    format!("`{key}` is a text in quotes, or a list of such texts"),
                ),
            }
        }
        texts
    }
}
