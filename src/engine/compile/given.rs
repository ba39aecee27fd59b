//! Requests of which something is known beforehand: the values of some keys, or the
//! resource. A question is then about those requests alone, and its answer is
//! ALLOWED where all of them are allowed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::compile::Compiler;
use crate::engine::compile::key::Key;
use crate::engine::domain::addresses::{AddressSet, parse_cidr};
use crate::engine::domain::ordered::{self, Comparison, Intervals};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::question::{Question, Resources};
use crate::engine::solver::{Sat, solve};
use crate::model::budget::Budget;
use crate::model::catalogue::{AbsentBecause, Catalogue, KeyFact, KeyRole, Presence};
use crate::model::pattern::Pattern;

/// What is known of one key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// The request carries it with this value: a text, in which `*` and `?` stand for
    /// others, an address or a range of them, a number, a time or a Boolean. Of a key
    /// with several values these are all of them.
    Is(Vec<String>),
    /// The request does not carry it.
    Absent,
}

/// What is known of the requests that a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Given {
    /// Condition keys, in any spelling of their names.
    pub keys: BTreeMap<String, Value>,
    /// The resource; `*` and `?` stand for any text.
    pub resource: Option<String>,
    /// The resource group that the resource is in.
    pub resource_group: Option<String>,
}

/// Why no request can be as it is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// Neither the catalogue nor any condition of the input knows the key.
    UnknownKey(String),
    /// The value follows from who asks.
    OfTheCaller(String),
    /// No request for the action carries the key.
    NeverCarried(String, AbsentBecause),
    /// Every request carries it.
    AlwaysCarried(String),
    /// The key carries one value, and several are given.
    OneValue(String),
    /// The text is no value of the key's type.
    NotOfType {
        /// The key.
        key: String,
        /// The text.
        text: String,
        /// The type.
        of: ValueType,
    },
    /// Requests for the action name no resource (D15).
    NoResource,
    /// The key, or `resource`, never has the value: it is not of the form that the
    /// catalogue gives, or before the time that is asked about.
    NeverHas(String),
}

impl Given {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Each thing that is known, as `acs:SourceIp = 10.0.0.1`.
    #[must_use]
    pub fn described(&self) -> Vec<String> {
        let keys = self.keys.iter().map(|(key, value)| match value {
            Value::Is(texts) => format!("{key} = {}", texts.join(", ")),
            Value::Absent => format!("{key} absent"),
        });
        let resource = self
            .resource
            .iter()
            .map(|text| format!("resource = {text}"));
        let group = self.resource_group.iter();
        let group = group.map(|text| format!("resource-group = {text}"));
        resource.chain(group).chain(keys).collect()
    }

    /// The question as it is asked of these requests: what names a resource settles
    /// whether the action does.
    #[must_use]
    pub fn narrowed(&self, question: &Question, catalogue: &Catalogue) -> Question {
        if question.resources != Resources::Unknown {
            return question.clone();
        }
        let of_a_resource = self.keys.iter().any(|(key, value)| {
            let presence = catalogue.presence(key, &question.action, true);
            *value != Value::Absent && presence == Presence::Never(AbsentBecause::NoResource)
        });
        let resources = match self.resource.as_deref() {
            Some("*") => Resources::All,
            None if !of_a_resource && self.resource_group.is_none() => Resources::Unknown,
            _ => Resources::Templates(vec![format!(
                "acs:{}:{{region}}:{{account}}:*",
                question.service()
            )]),
        };
        Question {
            resources,
            ..question.clone()
        }
    }
}

impl Compiler<'_> {
    /// Whether requests are said to carry a key.
    pub(super) fn is_given(&self, key: &str) -> bool {
        self.given.contains(key)
    }

    /// Asks about requests of which this is known alone, from now on.
    ///
    /// # Errors
    /// There are none.
    pub fn give(&mut self, given: &Given) -> Result<(), Impossible> {
        let mut limits = Vec::new();
        for (written, value) in &given.keys {
            self.give_key(written, value, &mut limits)?;
        }
        if let Some(resource) = &given.resource {
            limits.extend(self.give_resource(resource)?);
        }
        if let Some(group) = &given.resource_group {
            if self.resource_key().is_none() {
                return Err(Impossible::NoResource);
            }
            limits.push(("resource-group".to_owned(), self.in_group(group)));
        }
        for (name, limit) in &limits {
            let mut budget = Budget::new(self.universe.steps);
            if solve(limit, &self.universe, &mut budget) == Sat::None {
                return Err(Impossible::NeverHas(name.clone()));
            }
        }
        for (_, limit) in limits {
            self.universe.limit(limit);
        }
        Ok(())
    }

    fn give_key(
        &mut self,
        written: &str,
        value: &Value,
        limits: &mut Vec<(String, Formula)>,
    ) -> Result<(), Impossible> {
        let fact = self.facts.catalogue.key(written);
        let folded = written.to_ascii_lowercase();
        if fact.is_none() && !self.facts.uses.spellings.contains_key(&folded) {
            return Err(Impossible::UnknownKey(written.to_owned()));
        }
        for name in names(written, fact.as_ref()) {
            let key = self.key(&name, fact.as_ref());
            if matches!(
                key.role,
                KeyRole::PrincipalArn | KeyRole::DirectoryId | KeyRole::DirectoryPath
            ) {
                return Err(Impossible::OfTheCaller(key.name));
            }
            let on_all = self.question.resources == Resources::All;
            let action = &self.question.action;
            let presence = self.facts.catalogue.presence(&key.name, action, on_all);
            let presence = key.confirmed(presence);
            match (presence, value) {
                (Presence::Never(why), Value::Is(_)) => {
                    return Err(Impossible::NeverCarried(key.name, why));
                }
                (Presence::Always, Value::Absent) => {
                    return Err(Impossible::AlwaysCarried(key.name));
                }
                _ => {}
            }
            let id = self.key_id(&key, presence == Presence::Always);
            match value {
                Value::Absent => limits.push((
                    key.name.clone(),
                    test(id, Set::nothing(key.of), (true, false)),
                )),
                Value::Is(texts) => {
                    limits.extend(is(id, &key, texts)?);
                    self.given.insert(key.name);
                }
            }
        }
        Ok(())
    }

    fn give_resource(&self, text: &str) -> Result<Option<(String, Formula)>, Impossible> {
        let Some(key) = self.resource_key() else {
            return match text {
                "*" => Ok(None),
                _ => Err(Impossible::NoResource),
            };
        };
        let pattern = StringSet::any([Arc::new(Pattern::new(text))]);
        let limit = test(key, Set::Strings(pattern), (false, false));
        Ok(Some(("resource".to_owned(), limit)))
    }
}

/// The names under which conditions on a key can have asked for it: one, or where
/// spellings may be keys of their own the one that all share and that as written.
fn names(written: &str, fact: Option<&KeyFact>) -> Vec<String> {
    let folded = written.to_ascii_lowercase();
    let own = match fact.map(|fact| fact.name) {
        Some(name) => match name.strip_suffix('*') {
            Some(family) => format!("{family}{}", written.get(family.len()..).unwrap_or("")),
            None => return vec![name.to_owned()],
        },
        None => written.to_owned(),
    };
    if own == folded {
        return vec![own];
    }
    vec![own, folded]
}

/// What says that a key has these values and no others.
fn is(id: KeyId, key: &Key, texts: &[String]) -> Result<Vec<(String, Formula)>, Impossible> {
    let read = |text: &String| {
        read_as(key.of, text).ok_or_else(|| Impossible::NotOfType {
            key: key.name.clone(),
            text: text.clone(),
            of: key.of,
        })
    };
    let sets: Vec<Set> = texts.iter().map(read).collect::<Result<_, _>>()?;
    let named = |formula| (key.name.clone(), formula);
    match sets.as_slice() {
        [set] => {
            let mut both = vec![named(test(id, set.clone(), (false, false)))];
            if key.many {
                both.push(named(test(id, set.clone(), (false, true))));
            }
            Ok(both)
        }
        several if key.many => {
            let all = several.iter().skip(1).try_fold(
                several.first().cloned().unwrap_or(Set::nothing(key.of)),
                |all, set| all.positive_union(set),
            );
            let all = all.unwrap_or(Set::everything(key.of));
            let each = several
                .iter()
                .map(|set| test(id, set.clone(), (false, false)));
            let whole = test(id, all, (false, true));
            Ok(each.chain([whole]).map(named).collect())
        }
        _ => Err(Impossible::OneValue(key.name.clone())),
    }
}

fn test(key: KeyId, set: Set, (absent, every): (bool, bool)) -> Formula {
    Formula::Key(Arc::new(Atom {
        key,
        set,
        absent,
        every,
    }))
}

/// The values that a text stands for in a type; `None` where it is none of them.
#[must_use]
pub fn read_as(of: ValueType, text: &str) -> Option<Set> {
    Some(match of {
        ValueType::String => Set::Strings(StringSet::any([Arc::new(Pattern::new(text))])),
        ValueType::Bool => Set::Bools {
            yes: text == "true",
            no: match text {
                "true" => false,
                "false" => true,
                _ => return None,
            },
        },
        ValueType::Number => {
            let number = ordered::parse_decimal(text)?;
            Set::Numbers(Intervals::compared(Comparison::Equal, number))
        }
        ValueType::Date => {
            let instant = ordered::parse_instant(text)?;
            Set::Dates(Intervals::compared(Comparison::Equal, instant))
        }
        ValueType::Ip => {
            let range = parse_cidr(text).ok()?;
            Set::Addresses(AddressSet::from_cidrs([&range]))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::answers::question;
    use crate::engine::compile::{KeyUse, asking};
    use crate::engine::snapshots::settings;
    use crate::model::Model;
    use crate::model::account::Account;

    const ON_ALL: &str = "kvstore:DestroyInstance";
    const ON_SINGLE: &str = "kvstore:DeleteInstance";
    const UNHEARD: &str = "kvstore:Nonesuch";

    fn key(name: &str, values: &[&str]) -> Given {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Given {
            keys: [(name.to_owned(), Value::Is(values))].into(),
            ..Given::default()
        }
    }

    fn absent(name: &str) -> Given {
        Given {
            keys: [(name.to_owned(), Value::Absent)].into(),
            ..Given::default()
        }
    }

    fn resource(text: &str) -> Given {
        Given {
            resource: Some(text.to_owned()),
            ..Given::default()
        }
    }

    fn group(text: &str) -> Given {
        Given {
            resource_group: Some(text.to_owned()),
            ..Given::default()
        }
    }

    /// What names a resource, or what only requests that name one carry, tells that the
    /// action does.
    #[test]
    fn what_is_given_tells_on_what_an_unheard_of_action_is() {
        let on_single =
            || Resources::Templates(vec!["acs:kvstore:{region}:{account}:*".to_owned()]);
        let cases = [
            (Given::default(), Resources::Unknown),
            (resource("*"), Resources::All),
            (resource("acs:kvstore:*:*:instance/r-1"), on_single()),
            (group("rg-1"), on_single()),
            (key("acs:ResourceTag/a", &["b"]), on_single()),
            (absent("acs:ResourceTag/a"), Resources::Unknown),
            (key("acs:SourceIp", &["10.0.0.1"]), Resources::Unknown),
        ];
        let catalogue = Catalogue::embedded();
        for (given, expected) in cases {
            let found = given.narrowed(&question(UNHEARD, catalogue), catalogue);
            assert_eq!(found.resources, expected, "{given:?}");
            assert_eq!(given.is_empty(), given == Given::default());
            for known in [ON_ALL, ON_SINGLE] {
                let known = question(known, catalogue);
                assert_eq!(given.narrowed(&known, catalogue), known, "{given:?}");
            }
        }
    }

    #[test]
    fn requests_that_there_are_and_that_there_are_not() {
        let named = |key: &str| key.to_owned();
        let not_of = |key: &str, text: &str, of| {
            Err(Impossible::NotOfType {
                key: key.to_owned(),
                text: text.to_owned(),
                of,
            })
        };
        let no_resource = AbsentBecause::NoResource;
        let cases = [
            (ON_ALL, Given::default(), Ok(())),
            (ON_ALL, key("acs:sourceip", &["10.0.0.1"]), Ok(())),
            (ON_ALL, key("acs:SourceIp", &["10.0.0.0/8"]), Ok(())),
            (
                ON_ALL,
                key("acs:SourceIp", &["x"]),
                not_of("acs:SourceIp", "x", ValueType::Ip),
            ),
            (
                ON_ALL,
                key("acs:SourceIp", &["10.0.0.1", "10.0.0.2"]),
                Err(Impossible::OneValue(named("acs:SourceIp"))),
            ),
            (
                ON_ALL,
                absent("acs:SourceIp"),
                Err(Impossible::AlwaysCarried(named("acs:SourceIp"))),
            ),
            (ON_ALL, key("acs:MFAPresent", &["true"]), Ok(())),
            (ON_ALL, absent("acs:MFAPresent"), Ok(())),
            (
                ON_ALL,
                key("acs:MFAPresent", &["yes"]),
                not_of("acs:MFAPresent", "yes", ValueType::Bool),
            ),
            (ON_ALL, key("acs:SourceVpc", &["vpc-1"]), Ok(())),
            (
                ON_ALL,
                key("acs:SourceVpc", &["net-1"]),
                Err(Impossible::NeverHas(named("acs:SourceVpc"))),
            ),
            (
                ON_ALL,
                key("acs:CurrentTime", &["1970-01-01T00:00:00Z"]),
                Err(Impossible::NeverHas(named("acs:CurrentTime"))),
            ),
            (
                ON_ALL,
                key("acs:CurrentTime", &["2027-01-01T00:00:00Z"]),
                Ok(()),
            ),
            (
                ON_ALL,
                key("acs:PrincipalARN", &["x"]),
                Err(Impossible::OfTheCaller(named("acs:PrincipalARN"))),
            ),
            (
                ON_ALL,
                key("x:Nonesuch", &["x"]),
                Err(Impossible::UnknownKey(named("x:Nonesuch"))),
            ),
            (
                ON_ALL,
                key("acs:ResourceTag/a", &["b"]),
                Err(Impossible::NeverCarried(
                    named("acs:ResourceTag/a"),
                    no_resource,
                )),
            ),
            (ON_ALL, absent("acs:ResourceTag/a"), Ok(())),
            (ON_SINGLE, key("acs:ResourceTag/a", &["b"]), Ok(())),
            (ON_ALL, resource("*"), Ok(())),
            (
                ON_ALL,
                resource("acs:kvstore:*:*:instance/r-1"),
                Err(Impossible::NoResource),
            ),
            (ON_ALL, group("rg-1"), Err(Impossible::NoResource)),
            (ON_SINGLE, group("rg-1"), Ok(())),
            (
                ON_SINGLE,
                group("x"),
                Err(Impossible::NeverHas(named("resource-group"))),
            ),
            (ON_SINGLE, resource("acs:kvstore:*:*:instance/r-1"), Ok(())),
            (
                ON_SINGLE,
                resource("acs:ecs:*:*:*"),
                Err(Impossible::NeverHas(named("resource"))),
            ),
        ];
        let (model, account, catalogue) =
            (Model::default(), Account::default(), Catalogue::embedded());
        let settings = settings();
        let uses = KeyUse::new(&model);
        for (action, given, expected) in cases {
            let asked = question(action, catalogue);
            let (_, mut compiler) = asking(&model, catalogue, &account, &uses, &asked, &settings);
            assert_eq!(compiler.give(&given), expected, "{action} {given:?}");
            let limited = expected.is_ok() && given.keys.values().any(|one| *one != Value::Absent);
            assert!(
                !limited || compiler.universe.is_limited(),
                "{action} {given:?}"
            );
        }
    }
}
