//! The key of a condition: what is known of it, and which values a request of the
//! one who asks can have under it (D16, D17).

use std::sync::Arc;

use crate::engine::compile::Compiler;
use crate::engine::domain::ordered::{Comparison, Intervals};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::KeyId;
use crate::engine::question::Subject;
use crate::engine::universe::KeyInfo;
use crate::model::account::Position;
use crate::model::catalogue::{KeyFact, KeyRole, KeyType, Presence, SESSION_ROLE};
use crate::model::pattern::Pattern;

/// One key as one question sees it.
pub(super) struct Key {
    /// Its name: the catalogue's spelling, or the text as written.
    pub(super) name: String,
    /// What tells it from other keys: its name, unless it is limited for the one
    /// who asks.
    pub(super) identity: String,
    pub(super) of: ValueType,
    pub(super) many: bool,
    pub(super) language: Vec<String>,
    pub(super) role: KeyRole,
    /// Carried by every request of this account, whatever the catalogue says.
    pub(super) always: bool,
    /// The catalogue documents it.
    pub(super) documented: bool,
}

impl Key {
    /// The presence of a key of which the catalogue does not know that it is the
    /// one meant.
    pub(super) const fn confirmed(&self, presence: Presence) -> Presence {
        match presence {
            Presence::Always | Presence::Sometimes if !self.documented => Presence::Unverified,
            other => other,
        }
    }
}

impl Compiler<'_> {
    /// Where the caller's ARN is not known whole, the values it can have: any
    /// session role of the account, or the name in an account that is not known.
    pub(super) fn limit_to_subject(&self, key: &mut Key, subject: &Subject) {
        let account = self.facts.account.id.as_deref();
        let names: Vec<String> = match (&subject.name, account) {
            (None, _) if subject.is_session => vec![SESSION_ROLE.to_owned()],
            (Some(name), None) => vec![name.to_ascii_lowercase(), name.clone()],
            _ => return,
        };
        let account = account.unwrap_or("*");
        key.identity = format!("{} of {}", key.name, names.concat());
        key.language = names
            .iter()
            .map(|name| format!("acs:ram:*:{account}:{name}"))
            .collect();
    }

    /// The place of the account in its directory, where it is known: every request
    /// of a member carries it (D16).
    pub(super) fn limit_to_path(&self, key: &mut Key) {
        let (Position::Member { path: Some(path) }, Some(directory)) =
            (&self.facts.account.position, &self.facts.account.directory)
        else {
            return;
        };
        let path = path.join("/");
        let place = format!("{directory}/{path}/*");
        key.identity = format!("{} in {place}", key.name);
        key.language = vec![place];
        key.always = true;
    }

    pub(super) fn key(&self, name: &str, fact: Option<&KeyFact>) -> Key {
        match fact {
            Some(fact) => Key {
                name: name.to_owned(),
                identity: name.to_owned(),
                of: value_type(fact),
                many: fact.many_values,
                language: fact.language().map(str::to_owned).collect(),
                role: fact.role,
                always: false,
                documented: true,
            },
            None => {
                let folded = name.to_ascii_lowercase();
                let types = self.facts.uses.types.get(&folded);
                let of = match types {
                    Some(types) if types.len() == 1 => {
                        types.first().copied().unwrap_or(ValueType::String)
                    }
                    _ => ValueType::String,
                };
                Key {
                    name: name.to_owned(),
                    identity: name.to_owned(),
                    of,
                    many: false,
                    language: Vec::new(),
                    role: KeyRole::Plain,
                    always: false,
                    documented: false,
                }
            }
        }
    }

    pub(super) fn key_id(&mut self, key: &Key, always: bool) -> KeyId {
        if let Some(id) = self.keys.get(&key.identity) {
            return *id;
        }
        let values = match key.role {
            KeyRole::Time => Set::Dates(Intervals::compared(
                Comparison::GreaterOrEqual,
                self.facts.at,
            )),
            _ if key.language.is_empty() => Set::everything(key.of),
            _ => {
                let patterns = key.language.iter().map(|text| Pattern::of_fields(text));
                Set::Strings(StringSet::any(patterns.map(Arc::new)))
            }
        };
        let id = self.universe.add(KeyInfo {
            name: key.name.clone(),
            role: key.role,
            of: key.of,
            may_be_absent: !always,
            many: key.many,
            values,
        });
        self.keys.insert(key.identity.clone(), id);
        id
    }
}

/// The type of a catalogued key's values.
#[must_use]
pub const fn value_type(fact: &KeyFact) -> ValueType {
    match fact.value_type {
        KeyType::String => ValueType::String,
        KeyType::Number => ValueType::Number,
        KeyType::Date => ValueType::Date,
        KeyType::Bool => ValueType::Bool,
        KeyType::Ip => ValueType::Ip,
    }
}
