//! What inputs claim to hold whole, and what is believed of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Model;
use crate::model::account::{Account, PolicyDocument, PolicyKind};
use crate::source::Sources;

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

/// What an input says of the world outside of it: what it holds whole, by the name of
/// the account, and what system policies that are not bundled grant, by their names in
/// lower case (D39).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    accounts: BTreeMap<Option<String>, Completeness>,
    system: BTreeMap<String, BTreeSet<String>>,
    /// Folders in which a manifest says who holds what.
    manifests: BTreeSet<String>,
    /// A claim that is withdrawn holds all the same.
    are_kept: bool,
}

impl Claims {
    /// Those of an input.
    #[must_use]
    pub fn of(model: &Model, sources: &Sources) -> Self {
        let mut claims = Self::default();
        for account in &model.accounts {
            let name = account.name().map(str::to_owned);
            let known: &mut Completeness = claims.accounts.entry(name).or_default();
            *known = known.or(account.complete);
            for policy in &account.policies {
                let PolicyDocument::Known { document, .. } = policy.document else {
                    continue;
                };
                if policy.kind != PolicyKind::System || policy.bundled {
                    continue;
                }
                if let Some(document) = model.pools.document(document) {
                    let texts = claims.system.entry(policy.name.to_ascii_lowercase());
                    let text = sources.slice(document.at).to_owned();
                    texts.or_default().insert(text);
                }
            }
        }
        claims
    }

    /// The same, of an input with manifests in some folders.
    #[must_use]
    pub fn with_manifests(self, folders: &BTreeSet<String>) -> Self {
        Self {
            manifests: folders.clone(),
            ..self
        }
    }

    /// Folders in which a manifest says who holds what.
    #[must_use]
    pub const fn manifests(&self) -> &BTreeSet<String> {
        &self.manifests
    }

    /// The same, which hold even where an input withdraws them: two versions are
    /// compared about the same world, and a claim that is gone is no access.
    #[must_use]
    pub fn kept(self) -> Self {
        Self {
            are_kept: true,
            ..self
        }
    }

    /// What is believed of what an account claims.
    #[must_use]
    pub fn believed(&self, account: &Account) -> Completeness {
        let (own, before) = (account.complete, self.about(account));
        let all = if self.are_kept { own.or(before) } else { own };
        all.as_of(before)
    }

    /// What is claimed of an account. An only one without a name may have got its name
    /// since.
    #[must_use]
    pub fn about(&self, account: &Account) -> Completeness {
        let name = account.name().map(str::to_owned);
        let only = || {
            let nameless = self.accounts.get(&None);
            nameless.filter(|_| self.accounts.len() == 1)
        };
        let known = self.accounts.get(&name).or_else(only);
        known.copied().unwrap_or_default()
    }

    /// Whether this text is given for a system policy, however it is laid out.
    #[must_use]
    pub fn gives(&self, name: &str, text: &str) -> bool {
        let Some(texts) = self.system.get(&name.to_ascii_lowercase()) else {
            return false;
        };
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        let same = |other: &String| {
            let own = read(text);
            other == text || own.is_some() && own == read(other)
        };
        texts.iter().any(same)
    }
}
