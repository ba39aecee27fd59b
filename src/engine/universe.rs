//! What a request can look like: for each key its type, whether it may be
//! absent or present, and which values it can have at all. A universe belongs
//! to one question about one account; no witness lies outside it (D16, D17).

use std::collections::BTreeMap;

use crate::engine::domain::set::{Set, ValueType};
use crate::engine::formula::{Formula, KeyId};
use crate::engine::solver::{Member, Request, STEPS_PER_QUESTION};
use crate::model::catalogue::KeyRole;

/// What is known of one key.
#[derive(Clone, Debug)]
pub struct KeyInfo {
    /// Name as it is shown: the catalogue's spelling, or the first one met.
    pub name: String,
    /// What the catalogue says that it is for; the engine finds keys by this.
    pub role: KeyRole,
    /// Type of its values.
    pub of: ValueType,
    /// Whether a request may lack it.
    pub may_be_absent: bool,
    /// Whether a request may carry several values (D17).
    pub many: bool,
    /// The values it can have.
    pub values: Set,
}

/// The keys of a question.
#[derive(Clone, Debug)]
pub struct Universe {
    /// Steps that the solver may take to decide whether one formula is met (D41).
    pub steps: u64,
    keys: Vec<KeyInfo>,
    /// What every request that is meant is like, each without variables.
    given: Vec<Formula>,
}

impl Default for Universe {
    fn default() -> Self {
        Self::within(STEPS_PER_QUESTION)
    }
}

impl Universe {
    /// A universe without keys, whose questions may take so many steps each.
    #[must_use]
    pub const fn within(steps: u64) -> Self {
        Self {
            steps,
            keys: Vec::new(),
            given: Vec::new(),
        }
    }

    /// Adds a key.
    pub fn add(&mut self, info: KeyInfo) -> KeyId {
        let id = KeyId(u32::try_from(self.keys.len()).unwrap_or(u32::MAX));
        self.keys.push(info);
        id
    }

    /// Leaves out every request that does not meet a formula, which has no
    /// variables.
    pub fn limit(&mut self, given: Formula) {
        self.given.push(given);
    }

    /// What every request meets, beside what is known of single keys.
    pub fn given(&self) -> impl Iterator<Item = &Formula> {
        self.given.iter()
    }

    /// Whether some requests are left out.
    #[must_use]
    pub const fn is_limited(&self) -> bool {
        !self.given.is_empty()
    }

    /// What is known of a key.
    #[must_use]
    pub fn key(&self, id: KeyId) -> Option<&KeyInfo> {
        self.keys.get(usize::try_from(id.0).ok()?)
    }

    /// All keys, in the order in which they were met.
    pub fn keys(&self) -> impl Iterator<Item = (KeyId, &KeyInfo)> {
        (0..).map(KeyId).zip(&self.keys)
    }

    /// The key of a name, if it was added.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<KeyId> {
        let index = self.keys.iter().position(|key| key.name == name)?;
        Some(KeyId(u32::try_from(index).ok()?))
    }

    /// The values a key can have.
    #[must_use]
    pub fn values(&self, id: KeyId) -> Option<&Set> {
        self.key(id).map(|key| &key.values)
    }

    /// A request with the names of its keys; no values means *absent*.
    #[must_use]
    pub fn named(&self, request: &Request) -> BTreeMap<String, Member> {
        request
            .iter()
            .filter_map(|(key, member)| Some((self.key(*key)?.name.clone(), member.clone())))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_name_and_number() {
        let mut universe = Universe::default();
        let mut add = |name: &str| {
            universe.add(KeyInfo {
                name: name.to_owned(),
                role: KeyRole::Plain,
                of: ValueType::Bool,
                may_be_absent: true,
                many: false,
                values: Set::everything(ValueType::Bool),
            })
        };
        let (first, second) = (add("a"), add("b"));
        assert_eq!([first, second], [KeyId(0), KeyId(1)]);
        for (name, expected) in [("a", Some(first)), ("b", Some(second)), ("A", None)] {
            assert_eq!(universe.find(name), expected, "{name}");
        }
        let names: Vec<(KeyId, &str)> = universe
            .keys()
            .map(|(id, info)| (id, info.name.as_str()))
            .collect();
        assert_eq!(names, [(first, "a"), (second, "b")]);
        assert!(universe.values(second).is_some() && universe.values(KeyId(2)).is_none());
        let member = Some(vec!["true".to_owned()]);
        let request = Request::from([(second, member.clone()), (first, None), (KeyId(2), None)]);
        let named = BTreeMap::from([("a".to_owned(), None), ("b".to_owned(), member)]);
        assert_eq!(universe.named(&request), named);
        assert!(!universe.is_limited());
        universe.limit(Formula::True);
        assert!(universe.is_limited());
        assert_eq!(universe.given().collect::<Vec<_>>(), [&Formula::True]);
    }
}
