//! Attachments, memberships and assignments by the principal they concern.

use std::collections::BTreeMap;

use crate::model::account::{Account, Attachment, PolicyId, PrincipalId};
use crate::model::doubt::Choice;
use crate::source::Span;

/// Attachments and memberships by principal.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) attachments: BTreeMap<PrincipalId, Vec<usize>>,
    pub(super) groups: BTreeMap<PrincipalId, Vec<(PrincipalId, Vec<Choice>)>>,
    assignments: BTreeMap<PrincipalId, Vec<usize>>,
    /// In id order, each once.
    members: BTreeMap<PrincipalId, Vec<PrincipalId>>,
}

impl Index {
    /// Indexes an account once.
    #[must_use]
    pub fn new(account: &Account) -> Self {
        let mut index = Self::default();
        for (number, attachment) in account.attachments.iter().enumerate() {
            index
                .attachments
                .entry(attachment.to)
                .or_default()
                .push(number);
        }
        for membership in &account.memberships {
            let groups = index.groups.entry(membership.user).or_default();
            let member = (membership.group, membership.when.clone());
            if !groups.contains(&member) {
                groups.push(member);
            }
        }
        for (user, groups) in &index.groups {
            for (group, _) in groups {
                let members = index.members.entry(*group).or_default();
                if members.last() != Some(user) {
                    members.push(*user);
                }
            }
        }
        for (number, assignment) in account.assignments.iter().enumerate() {
            index
                .assignments
                .entry(assignment.to)
                .or_default()
                .push(number);
        }
        index
    }

    /// The groups of a principal.
    pub fn groups_of(&self, principal: PrincipalId) -> impl Iterator<Item = PrincipalId> + '_ {
        self.groups
            .get(&principal)
            .into_iter()
            .flatten()
            .map(|(group, _)| *group)
    }

    /// The groups of a principal, each with what must hold for it.
    pub(in crate::engine) fn memberships_of(
        &self,
        principal: PrincipalId,
    ) -> impl Iterator<Item = (PrincipalId, &[Choice])> {
        let groups = self.groups.get(&principal).into_iter().flatten();
        groups.map(|(group, when)| (*group, when.as_slice()))
    }

    /// The attachments to a principal itself.
    pub(in crate::engine) fn attachments_of<'i>(
        &'i self,
        account: &'i Account,
        principal: PrincipalId,
    ) -> impl Iterator<Item = &'i Attachment> + use<'i> {
        let numbers = self.attachments.get(&principal).into_iter().flatten();
        numbers.filter_map(|number| account.attachments.get(*number))
    }

    /// The configurations of a Cloud SSO identity, each with what must hold for it.
    pub(in crate::engine) fn assigned_to(
        &self,
        account: &Account,
        principal: PrincipalId,
    ) -> impl Iterator<Item = (usize, Vec<Choice>)> {
        let given = self.configurations(account, principal).into_iter();
        given.map(|given| (given.number, given.when))
    }

    /// The members of a group, in id order.
    pub fn members_of(&self, group: PrincipalId) -> impl Iterator<Item = PrincipalId> + '_ {
        self.members.get(&group).into_iter().flatten().copied()
    }

    /// The policies that a principal holds: its own, those of its groups, and those
    /// of its configurations.
    pub fn policies_of<'i>(
        &'i self,
        account: &'i Account,
        principal: PrincipalId,
    ) -> impl Iterator<Item = PolicyId> + use<'i> {
        let holders = std::iter::once(principal).chain(self.groups_of(principal));
        let attached = holders
            .flat_map(|holder| self.attachments.get(&holder).into_iter().flatten())
            .filter_map(|number| account.attachments.get(*number))
            .map(|attachment| attachment.policy);
        let configured = self
            .configurations(account, principal)
            .into_iter()
            .filter_map(|given| account.configurations.get(given.number))
            .flat_map(|configuration| configuration.policies.iter())
            .map(|(policy, _)| *policy);
        attached.chain(configured)
    }

    /// The policies attached to a principal itself.
    pub fn attached_to<'i>(
        &'i self,
        account: &'i Account,
        principal: PrincipalId,
    ) -> impl Iterator<Item = PolicyId> + use<'i> {
        self.attachments
            .get(&principal)
            .into_iter()
            .flatten()
            .filter_map(|number| account.attachments.get(*number))
            .map(|attachment| attachment.policy)
    }

    /// The configurations assigned to a Cloud SSO identity, itself or through a
    /// group, by index.
    pub fn configurations_of<'i>(
        &'i self,
        account: &'i Account,
        principal: PrincipalId,
    ) -> impl Iterator<Item = usize> + use<'i> {
        self.configurations(account, principal)
            .into_iter()
            .map(|given| given.number)
    }

    /// The configurations that reach a Cloud SSO identity, itself or through a
    /// group, each with what must hold for it.
    pub(super) fn configurations(&self, account: &Account, principal: PrincipalId) -> Vec<Given> {
        let mut found = Vec::new();
        let groups = self.groups.get(&principal).into_iter().flatten();
        let own = std::iter::once((principal, None, &[][..]));
        let through = groups.map(|(group, when)| (*group, Some(*group), when.as_slice()));
        for (holder, group, when) in own.chain(through) {
            for number in self.assignments.get(&holder).into_iter().flatten() {
                if let Some(assignment) = account.assignments.get(*number) {
                    found.push(Given {
                        number: assignment.configuration,
                        group,
                        when: when.iter().chain(&assignment.when).copied().collect(),
                        at: assignment.at,
                    });
                }
            }
        }
        found
    }
}

/// An access configuration as it reaches a Cloud SSO identity.
pub(super) struct Given {
    /// Its index in the account.
    pub(super) number: usize,
    /// The group that it comes through.
    pub(super) group: Option<PrincipalId>,
    /// What must hold for it.
    pub(super) when: Vec<Choice>,
    /// The element that gives it.
    pub(super) at: Span,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::snapshots::model;
    use crate::model::account::PrincipalKind;
    use crate::model::doubt::DoubtId;

    /// Whoever is in a group in several ways, each under a condition of its own, is one
    /// of its members.
    #[test]
    fn members_of_a_group_are_each_told_once() {
        let mut model = model(json!({
            "users": [{ "name": "bo" }, { "name": "mei" }, { "name": "kim" }],
            "groups": [{ "name": "ops", "members": ["bo", "mei", "kim"] }],
        }));
        let account = &mut model.accounts[0];
        let mut again = account.memberships.clone();
        for membership in &mut again {
            membership.when = vec![Choice::is(DoubtId(0), 1)];
        }
        account.memberships.extend(again);
        let index = Index::new(account);
        let of_kind = |kind| {
            let found = account
                .principals()
                .filter(move |(_, one)| one.kind == kind);
            found.map(|(id, _)| id).collect::<Vec<_>>()
        };
        let group = of_kind(PrincipalKind::Group)[0];
        let members: Vec<PrincipalId> = index.members_of(group).collect();
        assert_eq!(members, of_kind(PrincipalKind::User));
        let ways = index.memberships_of(members[0]);
        assert_eq!(ways.count(), 2);
    }
}
