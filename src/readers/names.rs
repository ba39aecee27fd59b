//! How principals and policies are joined by name (D34): login suffixes are
//! dropped, ASCII case does not count but is reported, a name that nothing
//! declares makes its principal or policy, and where several policies have one
//! name all of them are meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::{
    Attachment, Membership, Policy, PolicyDocument, PolicyId, PolicyKind, Principal, PrincipalId,
    PrincipalKind, Scope, Trust,
};
use crate::model::doubt::DoubtId;
use crate::model::structure::StructureKind;
use crate::readers::session::Session;
use crate::source::Span;

/// Stands for the document of a policy until all inputs are read.
const PENDING: PolicyDocument = PolicyDocument::Absent(DoubtId(u32::MAX));

/// What is called what in one account; names are folded.
#[derive(Debug, Default)]
pub(super) struct Names {
    principals: BTreeMap<(PrincipalKind, String), Vec<PrincipalId>>,
    /// Principals that the input declares, rather than only names.
    declared: BTreeSet<PrincipalId>,
    policies: BTreeMap<(PolicyKind, String), Vec<PolicyId>>,
    /// Policies that have no document yet.
    pub(super) pending: BTreeSet<PolicyId>,
    /// Policies that are attached or part of an access configuration.
    pub(super) attached: BTreeSet<PolicyId>,
}

impl Names {
    /// Whether the input declares a principal, rather than only names it.
    pub(super) fn declares(&self, id: PrincipalId) -> bool {
        self.declared.contains(&id)
    }
}

/// A name without the login suffix of its account.
pub(super) fn without_suffix(name: &str) -> &str {
    match name.split_once('@') {
        Some((short, domain))
            if !short.is_empty()
                && (ends_with_fold(domain, ".onaliyun.com")
                    || ends_with_fold(domain, ".onaliyunservice.com")) =>
        {
            short
        }
        _ => name,
    }
}

/// Whether a text is the id of an account: digits, as many as no other number has
/// that stands in its place.
pub(super) fn is_account_id(text: &str) -> bool {
    text.len() >= 5 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_with_fold(text: &str, end: &str) -> bool {
    text.len()
        .checked_sub(end.len())
        .and_then(|at| text.split_at_checked(at))
        .is_some_and(|(_, tail)| tail.eq_ignore_ascii_case(end))
}

/// Splits `System/N` and `Custom/N`; a bare name is a custom policy.
pub(super) fn policy_name(text: &str) -> (PolicyKind, String) {
    match text.split_once('/') {
        Some((word, name)) if word.eq_ignore_ascii_case("system") => {
            (PolicyKind::System, name.to_owned())
        }
        Some((word, name)) if word.eq_ignore_ascii_case("custom") => {
            (PolicyKind::Custom, name.to_owned())
        }
        _ => (PolicyKind::Custom, text.to_owned()),
    }
}

impl Session<'_> {
    /// A principal that the input declares. One that was only named before, in
    /// whichever case, is the same; one declared in another case is another.
    pub(super) fn declare_principal(
        &mut self,
        account: usize,
        kind: PrincipalKind,
        name: &str,
        at: Span,
    ) -> PrincipalId {
        let name = without_suffix(name);
        let candidates = self.candidates(account, kind, name);
        let exact = candidates
            .iter()
            .copied()
            .find(|id| self.is_spelt(account, *id, name));
        let only_named = candidates.into_iter().find(|id| {
            let names = self.names.get(account);
            names.is_some_and(|names| !names.declared.contains(id))
        });
        let id = match exact.or(only_named) {
            Some(id) => id,
            None => self.make_principal(account, kind, name, at),
        };
        if !self.is_spelt(account, id, name) {
            self.problem(StructureKind::NameCase(name.to_owned()), at);
        }
        if let Some(names) = self.names.get_mut(account) {
            names.declared.insert(id);
        }
        id
    }

    /// The principals that a name means: the one spelt so, else all those spelt in
    /// another case, else a new one (D34).
    pub(super) fn principals_named(
        &mut self,
        account: usize,
        kind: PrincipalKind,
        name: &str,
        at: Span,
    ) -> Vec<PrincipalId> {
        let name = without_suffix(name);
        let candidates = self.candidates(account, kind, name);
        let exact = candidates
            .iter()
            .copied()
            .find(|id| self.is_spelt(account, *id, name));
        if let Some(id) = exact {
            return vec![id];
        }
        if candidates.is_empty() {
            return vec![self.make_principal(account, kind, name, at)];
        }
        self.problem(StructureKind::NameCase(name.to_owned()), at);
        candidates
    }

    fn candidates(&self, account: usize, kind: PrincipalKind, name: &str) -> Vec<PrincipalId> {
        let key = (kind, name.to_ascii_lowercase());
        self.names
            .get(account)
            .and_then(|names| names.principals.get(&key))
            .cloned()
            .unwrap_or_default()
    }

    fn is_spelt(&self, account: usize, id: PrincipalId, name: &str) -> bool {
        self.model
            .accounts
            .get(account)
            .and_then(|account| account.principal(id))
            .is_some_and(|principal| principal.name == name)
    }

    fn make_principal(
        &mut self,
        account: usize,
        kind: PrincipalKind,
        name: &str,
        at: Span,
    ) -> PrincipalId {
        let Some(list) = self.account(account) else {
            return PrincipalId(u32::MAX);
        };
        let id = PrincipalId(u32::try_from(list.principals.len()).unwrap_or(u32::MAX));
        list.principals.push(Principal {
            kind,
            name: name.to_owned(),
            at: Some(at),
            trust: Trust::None,
            session_policy: None,
            service_linked: kind == PrincipalKind::Role && name.starts_with("AliyunServiceRoleFor"),
            max_session_seconds: None,
        });
        if let Some(names) = self.names.get_mut(account) {
            let key = (kind, name.to_ascii_lowercase());
            names.principals.entry(key).or_default().push(id);
        }
        id
    }

    pub(super) fn principal_mut(
        &mut self,
        account: usize,
        id: PrincipalId,
    ) -> Option<&mut Principal> {
        let index = usize::try_from(id.0).ok()?;
        self.account(account)?.principals.get_mut(index)
    }

    pub(super) fn policy_mut(&mut self, account: usize, id: PolicyId) -> Option<&mut Policy> {
        let index = usize::try_from(id.0).ok()?;
        self.account(account)?.policies.get_mut(index)
    }

    /// The policy of exactly that name that has no document as yet.
    pub(super) fn policy_without_document(
        &self,
        account: usize,
        kind: PolicyKind,
        name: &str,
    ) -> Option<PolicyId> {
        let names = self.names.get(account)?;
        let known = names.policies.get(&(kind, name.to_ascii_lowercase()))?;
        let list = self.model.accounts.get(account)?;
        let mut known = known.iter().copied();
        known.find(|id| {
            names.pending.contains(id) && list.policy(*id).is_some_and(|one| one.name == name)
        })
    }

    /// The policies of that name, in any case, of which none has a document as yet;
    /// none where one of exactly that name has.
    pub(super) fn policies_only_named(
        &mut self,
        account: usize,
        kind: PolicyKind,
        name: &str,
        at: Option<Span>,
    ) -> Vec<PolicyId> {
        if let Some(exact) = self.policy_without_document(account, kind, name) {
            return vec![exact];
        }
        let Some(names) = self.names.get(account) else {
            return Vec::new();
        };
        let key = (kind, name.to_ascii_lowercase());
        let known = names.policies.get(&key).cloned().unwrap_or_default();
        if known.is_empty() || !known.iter().all(|id| names.pending.contains(id)) {
            return Vec::new();
        }
        if let Some(at) = at {
            self.problem(StructureKind::NameCase(name.to_owned()), at);
        }
        known
    }

    /// A policy that the input declares, beside those of its name, without a
    /// document as yet. Several of one name are compared when all inputs are read.
    pub(super) fn make_policy(
        &mut self,
        account: usize,
        kind: PolicyKind,
        name: &str,
        at: Option<Span>,
    ) -> PolicyId {
        let Some(list) = self.account(account) else {
            return PolicyId(u32::MAX);
        };
        let id = PolicyId(u32::try_from(list.policies.len()).unwrap_or(u32::MAX));
        list.policies.push(Policy {
            kind,
            name: name.to_owned(),
            at,
            document: PENDING,
            other_versions: Vec::new(),
            bundled: false,
            also: None,
            offered: false,
        });
        if let Some(names) = self.names.get_mut(account) {
            let key = (kind, name.to_ascii_lowercase());
            names.policies.entry(key).or_default().push(id);
            names.pending.insert(id);
        }
        id
    }

    pub(super) fn set_document(&mut self, account: usize, id: PolicyId, document: PolicyDocument) {
        if let Some(policy) = self.policy_mut(account, id) {
            policy.document = document;
        }
        if let Some(names) = self.names.get_mut(account) {
            names.pending.remove(&id);
        }
    }

    /// Whether a policy of that name is declared or named already.
    pub(super) fn knows_policy(&self, account: usize, kind: PolicyKind, name: &str) -> bool {
        let key = (kind, name.to_ascii_lowercase());
        self.names
            .get(account)
            .is_some_and(|names| names.policies.contains_key(&key))
    }

    /// The policies that a name means: those spelt so, else those spelt in another
    /// case, else a new one that waits for its document.
    pub(super) fn policies_named(
        &mut self,
        account: usize,
        kind: PolicyKind,
        name: &str,
        at: Span,
    ) -> Vec<PolicyId> {
        let key = (kind, name.to_ascii_lowercase());
        let folded = self
            .names
            .get(account)
            .and_then(|names| names.policies.get(&key))
            .cloned()
            .unwrap_or_default();
        if folded.is_empty() {
            let declared = (kind == PolicyKind::Custom).then_some(at);
            return vec![self.make_policy(account, kind, name, declared)];
        }
        let exact: Vec<PolicyId> = folded
            .iter()
            .copied()
            .filter(|id| {
                let list = self.model.accounts.get(account);
                list.and_then(|account| account.policy(*id))
                    .is_some_and(|policy| policy.name == name)
            })
            .collect();
        if exact.is_empty() {
            self.problem(StructureKind::NameCase(name.to_owned()), at);
            folded
        } else {
            exact
        }
    }

    /// Attaches every policy that the text `Custom/N`, `System/N` or `N` means.
    pub(super) fn attach(
        &mut self,
        account: usize,
        policy: (&str, Span),
        to: PrincipalId,
        scope: &Scope,
        at: Span,
    ) {
        let (kind, name) = policy_name(policy.0);
        for policy in self.policies_named(account, kind, &name, policy.1) {
            self.attach_id(account, policy, to, scope.clone(), at);
        }
    }

    pub(super) fn attach_id(
        &mut self,
        account: usize,
        policy: PolicyId,
        to: PrincipalId,
        scope: Scope,
        at: Span,
    ) {
        let attachment = Attachment {
            policy,
            to,
            scope,
            when: Vec::new(),
            at,
        };
        self.add_attachment(account, attachment);
    }

    pub(super) fn add_attachment(&mut self, account: usize, attachment: Attachment) {
        if let Some(names) = self.names.get_mut(account) {
            names.attached.insert(attachment.policy);
        }
        if let Some(account) = self.account(account) {
            account.attachments.push(attachment);
        }
    }

    pub(super) fn join_group(
        &mut self,
        account: usize,
        user: PrincipalId,
        group: PrincipalId,
        at: Span,
    ) {
        let when = Vec::new();
        self.add_membership(
            account,
            Membership {
                user,
                group,
                when,
                at,
            },
        );
    }

    pub(super) fn add_membership(&mut self, account: usize, membership: Membership) {
        if let Some(account) = self.account(account) {
            account.memberships.push(membership);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_login_suffixes_are_dropped() {
        assert_eq!(without_suffix("ann@acme.onaliyun.com"), "ann");
        assert_eq!(
            without_suffix("dba@group.1000000000000001.onaliyun.com"),
            "dba"
        );
        assert_eq!(
            without_suffix("d@role.1000000000000001.onaliyunservice.com"),
            "d"
        );
        assert_eq!(without_suffix("ann@example.com"), "ann@example.com");
    }

    #[test]
    fn a_bare_name_is_custom() {
        assert_eq!(policy_name("Ops"), (PolicyKind::Custom, "Ops".to_owned()));
        assert_eq!(
            policy_name("System/X"),
            (PolicyKind::System, "X".to_owned())
        );
    }
}
