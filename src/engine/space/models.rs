//! Whether two versions of a whole input give everybody the same access: the same
//! accounts, principals and attachments in the same order, and documents that say
//! the same. It is a proof or nothing: an input that is arranged in another way is
//! not followed.

use crate::engine::answers::Settings;
use crate::engine::compile::KeyUse;
use crate::engine::space::compare::{Compared, Version, compare};
use crate::engine::space::spelling;
use crate::model::Model;
use crate::model::account::{
    Account, Attachment, ControlDocument, ControlPolicy, Policy, PolicyDocument, Principal, Trust,
};
use crate::model::catalogue::Catalogue;
use crate::model::doubt::{Choice, DoubtId, DoubtKind};
use crate::model::policy::DocumentId;

/// Why it is not proved that access is unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Something beside the documents differs: what it is.
    Arrangement(&'static str),
    /// The later version of a document is not proved to say the same: the two
    /// documents, and what is known.
    Document {
        /// The document of the earlier input.
        before: DocumentId,
        /// The document of the later input.
        after: DocumentId,
        /// A difference, or nothing that is known.
        compared: Compared,
    },
}

/// Proves that two versions of an input give everybody the same access, or says
/// what stands in the way.
///
/// # Errors
/// The first thing that differs or could not be decided.
pub fn unchanged(
    before: &Model,
    after: &Model,
    catalogue: &Catalogue,
    settings: &Settings,
) -> Result<(), Changed> {
    let uses = KeyUse::of_all([before, after]);
    Pair {
        before,
        after,
        catalogue,
        uses: &uses,
        settings,
    }
    .models()
}

struct Pair<'a> {
    before: &'a Model,
    after: &'a Model,
    catalogue: &'a Catalogue,
    uses: &'a KeyUse,
    settings: &'a Settings,
}

/// Goes through two lists of which the members must be alike one by one.
fn each<T>(
    before: &[T],
    after: &[T],
    what: &'static str,
    mut alike: impl FnMut(&T, &T) -> Result<bool, Changed>,
) -> Result<(), Changed> {
    let mut same = before.len() == after.len();
    for (one, other) in before.iter().zip(after) {
        same = same && alike(one, other)?;
    }
    if same {
        Ok(())
    } else {
        Err(Changed::Arrangement(what))
    }
}

impl Pair<'_> {
    fn models(&self) -> Result<(), Changed> {
        let (before, after) = (self.before, self.after);
        each(
            &before.accounts,
            &after.accounts,
            "accounts",
            |one, other| {
                self.accounts(one, other)?;
                Ok(true)
            },
        )?;
        each(
            &before.holdings,
            &after.holdings,
            "documents",
            |one, other| {
                let same = one.path == other.path
                    && one.account == other.account
                    && self.maybe(one.rest, other.rest);
                if same {
                    let accounts = (
                        before.accounts.get(one.account),
                        after.accounts.get(other.account),
                    );
                    self.document(one.document, other.document, accounts)?;
                }
                Ok(same)
            },
        )?;
        each(
            &before.other_documents,
            &after.other_documents,
            "documents that belong to no principal",
            |one, other| {
                let same = one.path == other.path && one.kind == other.kind;
                if same {
                    let accounts = (before.accounts.first(), after.accounts.first());
                    self.document(one.document, other.document, accounts)?;
                }
                Ok(same)
            },
        )
    }

    fn accounts(&self, before: &Account, after: &Account) -> Result<(), Changed> {
        let account = |account: &Account| {
            (
                account.id.clone(),
                account.label.clone(),
                account.position.clone(),
                account.directory.clone(),
                account.complete,
                account.lacking.clone(),
            )
        };
        if account(before) != account(after) {
            return Err(Changed::Arrangement("accounts"));
        }
        let accounts = (Some(before), Some(after));
        each(
            &before.principals,
            &after.principals,
            "principals",
            |one, other| self.principals(one, other, accounts),
        )?;
        each(
            &before.policies,
            &after.policies,
            "policies",
            |one, other| self.policies(one, other, accounts),
        )?;
        let attachments = |one: &Attachment, other: &Attachment| {
            Ok(
                (one.policy, one.to, &one.scope) == (other.policy, other.to, &other.scope)
                    && self.guards(&one.when, &other.when),
            )
        };
        each(
            &before.attachments,
            &after.attachments,
            "attachments",
            attachments,
        )?;
        each(
            &before.memberships,
            &after.memberships,
            "memberships",
            |one, other| {
                Ok((one.user, one.group) == (other.user, other.group)
                    && self.guards(&one.when, &other.when))
            },
        )?;
        each(
            &before.control_policies,
            &after.control_policies,
            "control policies",
            |one, other| self.control_policies(one, other, accounts),
        )?;
        each(
            &before.configurations,
            &after.configurations,
            "access configurations",
            |one, other| {
                let policies = one.policies.iter().map(|(policy, _)| policy);
                Ok(one.name == other.name
                    && policies.eq(other.policies.iter().map(|(policy, _)| policy)))
            },
        )?;
        each(
            &before.assignments,
            &after.assignments,
            "assignments",
            |one, other| {
                Ok(
                    (one.configuration, one.to) == (other.configuration, other.to)
                        && self.guards(&one.when, &other.when),
                )
            },
        )?;
        each(
            &before.wearers,
            &after.wearers,
            "what runs as a role",
            |one, other| {
                Ok((one.role, &one.name, one.service) == (other.role, &other.name, other.service))
            },
        )?;
        each(
            &before.identity_providers,
            &after.identity_providers,
            "identity providers",
            |one, other| {
                Ok((&one.name, one.kind) == (&other.name, other.kind)
                    && one.arrangement().eq(other.arrangement()))
            },
        )?;
        each(
            &before.access_keys,
            &after.access_keys,
            "AccessKey pairs",
            |one, other| Ok(one.user == other.user),
        )?;
        each(
            &before.console_logins,
            &after.console_logins,
            "console logins",
            |one, other| Ok(one.user == other.user),
        )?;
        each(
            &before.unlisted,
            &after.unlisted,
            "attachments",
            |one, other| Ok(one.to == other.to && self.doubt(one.gap, other.gap)),
        )
    }

    fn principals(
        &self,
        before: &Principal,
        after: &Principal,
        accounts: (Option<&Account>, Option<&Account>),
    ) -> Result<bool, Changed> {
        let principal = |one: &Principal| {
            (
                one.kind,
                one.name.clone(),
                one.service_linked,
                one.max_session_seconds,
            )
        };
        if principal(before) != principal(after) {
            return Ok(false);
        }
        let trusted = match (before.trust, after.trust) {
            (Trust::None, Trust::None) => true,
            (Trust::Unknown(one), Trust::Unknown(other)) => self.doubt(one, other),
            (Trust::Known(one), Trust::Known(other)) => {
                self.document(one, other, accounts)?;
                true
            }
            _ => false,
        };
        if let (Some(one), Some(other)) = (before.session_policy, after.session_policy) {
            self.document(one, other, accounts)?;
        }
        Ok(trusted && before.session_policy.is_some() == after.session_policy.is_some())
    }

    fn policies(
        &self,
        before: &Policy,
        after: &Policy,
        accounts: (Option<&Account>, Option<&Account>),
    ) -> Result<bool, Changed> {
        let policy = |one: &Policy| (one.kind, one.name.clone(), one.bundled, one.offered);
        if policy(before) != policy(after) {
            return Ok(false);
        }
        let read = match (before.document, after.document) {
            (PolicyDocument::Absent(one), PolicyDocument::Absent(other)) => self.doubt(one, other),
            (
                PolicyDocument::Known { document, rest },
                PolicyDocument::Known {
                    document: other,
                    rest: other_rest,
                },
            ) => {
                self.document(document, other, accounts)?;
                self.maybe(rest, other_rest)
            }
            _ => false,
        };
        let also = match (before.also, after.also) {
            (None, None) => true,
            (Some((one, doubt)), Some((other, other_doubt))) => {
                self.document(one, other, accounts)?;
                self.doubt(doubt, other_doubt)
            }
            _ => false,
        };
        each(
            &before.other_versions,
            &after.other_versions,
            "versions of a policy",
            |(name, one), (other_name, other)| {
                self.document(*one, *other, accounts)?;
                Ok(name == other_name)
            },
        )?;
        Ok(read && also)
    }

    fn control_policies(
        &self,
        before: &ControlPolicy,
        after: &ControlPolicy,
        accounts: (Option<&Account>, Option<&Account>),
    ) -> Result<bool, Changed> {
        let targets = |one: &ControlPolicy| {
            let targets = one.targets.as_ref()?;
            let names = targets.iter().map(|target| target.value.clone());
            Some(names.collect::<Vec<String>>())
        };
        let read = match (before.document, after.document) {
            (ControlDocument::FullAccess, ControlDocument::FullAccess) => true,
            (ControlDocument::Absent(one), ControlDocument::Absent(other)) => {
                self.doubt(one, other)
            }
            (ControlDocument::Known(one), ControlDocument::Known(other)) => {
                self.document(one, other, accounts)?;
                true
            }
            _ => false,
        };
        let named = (&before.id, &before.name) == (&after.id, &after.name);
        Ok(read && named && targets(before) == targets(after))
    }

    fn document(
        &self,
        before: DocumentId,
        after: DocumentId,
        (account, other): (Option<&Account>, Option<&Account>),
    ) -> Result<(), Changed> {
        if spelling::is_same((self.before, before), (self.after, after)) {
            return Ok(());
        }
        let nobodys = Account::default();
        let compared = compare(
            Version {
                model: self.before,
                account: account.unwrap_or(&nobodys),
                document: before,
            },
            Version {
                model: self.after,
                account: other.unwrap_or(&nobodys),
                document: after,
            },
            self.catalogue,
            self.uses,
            self.settings,
        );
        match compared {
            Compared::Same => Ok(()),
            compared => Err(Changed::Document {
                before,
                after,
                compared,
            }),
        }
    }

    fn maybe(&self, before: Option<DoubtId>, after: Option<DoubtId>) -> bool {
        match (before, after) {
            (None, None) => true,
            (Some(one), Some(other)) => self.doubt(one, other),
            _ => false,
        }
    }

    fn guards(&self, before: &[Choice], after: &[Choice]) -> bool {
        before.len() == after.len()
            && before
                .iter()
                .zip(after)
                .all(|(one, other)| one.mask == other.mask && self.doubt(one.doubt, other.doubt))
    }

    /// Whether two variables are the same thing not known. One that only its place
    /// tells from others is not: nothing says what stands at the place.
    fn doubt(&self, before: DoubtId, after: DoubtId) -> bool {
        let named = |model: &Model, id| {
            let doubt = model.doubts.get(id)?;
            let settled: (DoubtKind, String, String, u8) = (
                doubt.kind,
                doubt.name.clone(),
                doubt.identity().to_owned(),
                doubt.choices,
            );
            (!doubt.is_at_a_place()).then_some(settled)
        };
        let (before, after) = (named(self.before, before), named(self.after, after));
        before.is_some() && before == after
    }
}
