//! Reading ramlint's own formats, the manifest and the snapshot: every key must
//! be known and every value of its type, and what is not is a problem with its
//! place while the rest is read all the same.

use crate::model::structure::StructureKind;
use crate::readers::Candidate;
use crate::readers::session::Session;
use crate::source::Span;
use crate::syntax::{Kind, Value};

/// The members of an object, by the names that the format knows.
#[derive(Debug, Default)]
pub(super) struct Fields<'a>(Vec<(&'static str, Value<'a>)>);

impl<'a> Fields<'a> {
    /// The first member of that name that is not null.
    pub(super) fn get(&self, name: &str) -> Option<Value<'a>> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, value)| *value)
            .filter(|value| value.kind() != Kind::Null)
    }
}

impl Session<'_> {
    /// The members of an object, complaining of keys that are not known. Null is
    /// an object without members.
    pub(super) fn fields<'a>(
        &mut self,
        candidate: &Candidate<'_>,
        value: Value<'a>,
        key: &str,
        known: &[&'static str],
    ) -> Fields<'a> {
        if !matches!(value.kind(), Kind::Object | Kind::Null) {
            self.bad(candidate, key, "an object", value.at());
        }
        let mut fields = Vec::new();
        for (name, member) in value.members() {
            match known.iter().find(|known| **known == name.text()) {
                Some(known) => fields.push((*known, member)),
                None => {
                    let kind = StructureKind::UnknownKey(name.text().to_owned());
                    self.refuse(candidate.path, kind, name.at());
                }
            }
        }
        Fields(fields)
    }

    /// The members of a mapping from names.
    pub(super) fn mapping<'a>(
        &mut self,
        candidate: &Candidate<'_>,
        value: Option<Value<'a>>,
        key: &str,
    ) -> Vec<(Value<'a>, Value<'a>)> {
        let Some(value) = value else {
            return Vec::new();
        };
        if value.kind() != Kind::Object {
            self.bad(candidate, key, "a mapping from names", value.at());
        }
        value.members().collect()
    }

    /// The elements of a list.
    pub(super) fn list<'a>(
        &mut self,
        candidate: &Candidate<'_>,
        value: Option<Value<'a>>,
        key: &str,
    ) -> Vec<Value<'a>> {
        let Some(value) = value else {
            return Vec::new();
        };
        if value.kind() != Kind::Array {
            self.bad(candidate, key, "a list", value.at());
        }
        value.items().collect()
    }

    /// The text of a string, or of a number that is written without quotes.
    pub(super) fn word<'a>(
        &mut self,
        candidate: &Candidate<'_>,
        value: Option<Value<'a>>,
        key: &str,
    ) -> Option<(&'a str, Span)> {
        let value = value?;
        if matches!(value.kind(), Kind::String | Kind::Number)
            && !value.text().is_empty()
            && !value.has_hole()
        {
            return Some((value.text(), value.at()));
        }
        self.bad(candidate, key, "a string", value.at());
        None
    }

    /// The same for a key that must be there.
    pub(super) fn required<'a>(
        &mut self,
        candidate: &Candidate<'_>,
        fields: &Fields<'a>,
        key: &'static str,
        at: Span,
    ) -> Option<(&'a str, Span)> {
        let value = fields.get(key);
        if value.is_none() {
            self.bad(candidate, key, "a string", at);
        }
        self.word(candidate, value, key)
    }

    /// The text of a value that must be there.
    pub(super) fn required_value<'a>(
        &mut self,
        candidate: &Candidate<'_>,
        value: Value<'a>,
        key: &str,
    ) -> Option<(&'a str, Span)> {
        if value.kind() == Kind::Null {
            self.bad(candidate, key, "a string", value.at());
            return None;
        }
        self.word(candidate, Some(value), key)
    }

    pub(super) fn bad(
        &mut self,
        candidate: &Candidate<'_>,
        key: &str,
        wanted: &'static str,
        at: Span,
    ) {
        let kind = StructureKind::BadKey {
            key: key.to_owned(),
            wanted,
        };
        self.refuse(candidate.path, kind, at);
    }
}
