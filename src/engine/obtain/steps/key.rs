//! What tells steps apart, however they are made: their edge, what is different then,
//! and whom the caller acts as.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use crate::engine::changes::{Changes, Identity};

type What = (&'static str, Changes, Option<Identity>);

/// The key of a step. Keys are in the order of their hashes, so that two different ones
/// are told apart without looking at what they say.
#[derive(Clone, Debug)]
pub(in crate::engine::obtain) struct StepKey {
    hash: u64,
    what: Rc<What>,
}

impl StepKey {
    pub(in crate::engine::obtain) fn new(what: What) -> Self {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        Self {
            hash: hasher.finish(),
            what: Rc::new(what),
        }
    }
}

impl Ord for StepKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let what = || match Rc::ptr_eq(&self.what, &other.what) {
            true => Ordering::Equal,
            false => self.what.cmp(&other.what),
        };
        self.hash.cmp(&other.hash).then_with(what)
    }
}

impl PartialOrd for StepKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for StepKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for StepKey {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::PrincipalKind;

    #[test]
    fn keys_are_equal_where_they_say_the_same() {
        let key = |edge, who: &str| {
            let mut changes = Changes::none();
            changes.configured.insert(who.len());
            let who = Identity::New(PrincipalKind::Role, who.to_owned());
            StepKey::new((edge, changes, Some(who)))
        };
        for (one, other, equal) in [
            (key("a", "x"), key("a", "x"), true),
            (key("a", "x"), key("b", "x"), false),
            (key("a", "x"), key("a", "y"), false),
            (key("a", "x"), key("a", "xx"), false),
        ] {
            assert_eq!(one == other, equal, "{one:?} {other:?}");
            assert_eq!(one.cmp(&other), other.cmp(&one).reverse());
        }
        // What has the same hash is told apart all the same.
        let (one, mut other) = (key("a", "x"), key("a", "y"));
        other.hash = one.hash;
        assert_ne!(one, other);
    }
}
