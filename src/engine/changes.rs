//! What somebody might do to an account: whom they act as, and what of the
//! account is then another than the input says. Answers under changes are those
//! of the account after them; the account itself is never touched (D25, D26).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::{PolicyId, PrincipalId, PrincipalKind};
use crate::model::policy::DocumentId;

/// Somebody that requests are made as.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// A principal of the account.
    Principal(PrincipalId),
    /// Anyone who holds a document, by its index in the model: a user or a role
    /// whose name is not known.
    Holder(usize, PrincipalKind),
    /// A principal that did not exist, with its kind and name.
    New(PrincipalKind, String),
}

/// What is different from the account of the input.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Changes {
    /// Policies attached to somebody, at the scope of the account.
    pub attached: BTreeSet<(Identity, PolicyId)>,
    /// Those to whom a policy that allows everything was attached.
    pub unlimited: BTreeSet<Identity>,
    /// Policies taken from a user, group or role, at every scope.
    pub detached: BTreeSet<(PrincipalId, PolicyId)>,
    /// Users and the groups they were added to.
    pub joined: BTreeSet<(Identity, PrincipalId)>,
    /// Users and the groups they were taken out of.
    pub left: BTreeSet<(PrincipalId, PrincipalId)>,
    /// Policies whose default version now allows everything and denies nothing.
    pub rewritten: BTreeSet<PolicyId>,
    /// Policies whose default version is now another stored one.
    pub switched: BTreeMap<PolicyId, DocumentId>,
    /// Cloud SSO identities and configurations assigned to them, by index.
    pub assigned: BTreeSet<(PrincipalId, usize)>,
    /// Cloud SSO configurations that now allow everything, by index.
    pub configured: BTreeSet<usize>,
    /// Those of them whose inline policy is gone, and what it denied with it.
    pub inlined: BTreeSet<usize>,
}

impl Changes {
    /// Nothing is different.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            attached: BTreeSet::new(),
            unlimited: BTreeSet::new(),
            detached: BTreeSet::new(),
            joined: BTreeSet::new(),
            left: BTreeSet::new(),
            rewritten: BTreeSet::new(),
            switched: BTreeMap::new(),
            assigned: BTreeSet::new(),
            configured: BTreeSet::new(),
            inlined: BTreeSet::new(),
        }
    }

    /// Whether nothing is different.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.attached.is_empty()
            && self.unlimited.is_empty()
            && self.detached.is_empty()
            && self.joined.is_empty()
            && self.left.is_empty()
            && self.rewritten.is_empty()
            && self.switched.is_empty()
            && self.assigned.is_empty()
            && self.configured.is_empty()
            && self.inlined.is_empty()
    }

    /// Takes over everything of another.
    pub fn add(&mut self, other: &Self) {
        self.attached.extend(other.attached.iter().cloned());
        self.unlimited.extend(other.unlimited.iter().cloned());
        self.detached.extend(other.detached.iter().copied());
        self.joined.extend(other.joined.iter().cloned());
        self.left.extend(other.left.iter().copied());
        self.rewritten.extend(other.rewritten.iter().copied());
        self.switched.extend(other.switched.iter());
        self.assigned.extend(other.assigned.iter().copied());
        self.configured.extend(other.configured.iter().copied());
        self.inlined.extend(other.inlined.iter().copied());
    }

    /// The policies attached to somebody.
    pub fn attached_to<'c>(
        &'c self,
        who: &'c Identity,
    ) -> impl Iterator<Item = PolicyId> + use<'c> {
        self.attached
            .iter()
            .filter(move |(to, _)| to == who)
            .map(|(_, policy)| *policy)
    }

    /// The groups that somebody was added to.
    pub fn joined_by<'c>(
        &'c self,
        who: &'c Identity,
    ) -> impl Iterator<Item = PrincipalId> + use<'c> {
        self.joined
            .iter()
            .filter(move |(user, _)| user == who)
            .map(|(_, group)| *group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One change of each sort.
    fn each() -> Vec<Changes> {
        let who = Identity::New(PrincipalKind::User, "mei".to_owned());
        let (principal, group) = (PrincipalId(1), PrincipalId(2));
        let (policy, document) = (PolicyId(3), DocumentId(4));
        let none = Changes::none;
        vec![
            Changes {
                attached: [(who.clone(), policy)].into(),
                ..none()
            },
            Changes {
                unlimited: [who.clone()].into(),
                ..none()
            },
            Changes {
                detached: [(principal, policy)].into(),
                ..none()
            },
            Changes {
                joined: [(who, group)].into(),
                ..none()
            },
            Changes {
                left: [(principal, group)].into(),
                ..none()
            },
            Changes {
                rewritten: [policy].into(),
                ..none()
            },
            Changes {
                switched: [(policy, document)].into(),
                ..none()
            },
            Changes {
                assigned: [(principal, 5)].into(),
                ..none()
            },
            Changes {
                configured: [6].into(),
                ..none()
            },
            Changes {
                inlined: [7].into(),
                ..none()
            },
        ]
    }

    #[test]
    fn each_sort_of_change_is_one_and_is_taken_over() {
        assert!(Changes::none().is_none());
        let mut all = Changes::none();
        for change in each() {
            assert!(!change.is_none(), "{change:?}");
            let mut alone = Changes::none();
            alone.add(&change);
            assert_eq!(alone, change);
            let before = all.clone();
            all.add(&change);
            assert_ne!(all, before, "{change:?}");
            alone.add(&before);
            assert_eq!(alone, all);
        }
    }
}
