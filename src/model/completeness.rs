//! What inputs claim to hold whole, and what is believed of it.

use std::collections::BTreeMap;

use crate::model::account::Account;

/// What an input claims to hold exhaustively (D32).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// The input claims to be a whole account, so each word below matters.
    pub account: bool,
    /// All users.
    pub users: bool,
    /// All groups.
    pub groups: bool,
    /// All roles.
    pub roles: bool,
    /// All policies.
    pub policies: bool,
    /// All attachments.
    pub attachments: bool,
    /// All memberships.
    pub memberships: bool,
    /// All control policies and their targets.
    pub control_policies: bool,
}

impl Completeness {
    /// What one of two inputs holds whole is whole.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self {
            account: self.account || other.account,
            users: self.users || other.users,
            groups: self.groups || other.groups,
            roles: self.roles || other.roles,
            policies: self.policies || other.policies,
            attachments: self.attachments || other.attachments,
            memberships: self.memberships || other.memberships,
            control_policies: self.control_policies || other.control_policies,
        }
    }

    /// What is believed of this where the author of a change made it, and `before` is
    /// what was claimed without the change (D39).
    #[must_use]
    pub const fn as_of(self, before: Self) -> Self {
        Self {
            account: self.account || before.account,
            users: self.users && before.users,
            groups: self.groups && before.groups,
            roles: self.roles && before.roles,
            policies: self.policies && before.policies,
            attachments: self.attachments && before.attachments,
            memberships: self.memberships && before.memberships,
            control_policies: self.control_policies && before.control_policies,
        }
    }

    /// The words of what this holds whole and another does not.
    #[must_use]
    pub fn beyond(self, other: Self) -> Vec<&'static str> {
        [
            ("users", self.users, other.users),
            ("groups", self.groups, other.groups),
            ("roles", self.roles, other.roles),
            ("policies", self.policies, other.policies),
            ("attachments", self.attachments, other.attachments),
            ("memberships", self.memberships, other.memberships),
            (
                "control_policies",
                self.control_policies,
                other.control_policies,
            ),
        ]
        .into_iter()
        .filter_map(|(word, own, theirs)| (own && !theirs).then_some(word))
        .collect()
    }
}

/// What is claimed of each account, by its name (D39).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims(BTreeMap<Option<String>, Completeness>);

impl Claims {
    /// Those of some accounts.
    pub fn of<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Self {
        let mut claims = BTreeMap::new();
        for account in accounts {
            let name = account.name().map(str::to_owned);
            let known: &mut Completeness = claims.entry(name).or_default();
            *known = known.or(account.complete);
        }
        Self(claims)
    }

    /// What is claimed of an account. An only one without a name may have got its name
    /// since.
    #[must_use]
    pub fn about(&self, account: &Account) -> Completeness {
        let name = account.name().map(str::to_owned);
        let only = || self.0.get(&None).filter(|_| self.0.len() == 1);
        let known = self.0.get(&name).or_else(only);
        known.copied().unwrap_or_default()
    }
}
