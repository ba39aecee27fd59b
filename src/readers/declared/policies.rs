//! Policies, control policies, trust and session policies that are declared.

use crate::model::account::{
    ControlDocument, ControlPolicy, PolicyDocument, PolicyId, PolicyKind, PrincipalId,
    PrincipalKind, Trust,
};
use crate::model::policy::DocumentKind;
use crate::readers::conflicts;
use crate::readers::declared::land::{Landed, Landing};
use crate::readers::declared::{Declared, DeclaredDocument, PolicyName, PrincipalName, names};
use crate::readers::evaluated::Evaluated;
use crate::readers::session::PENDING_CONTROL;
use crate::source::Spanned;

impl Landing<'_, '_> {
    /// A policy that the input declares. One of that name that was only named gets
    /// the document; one that has a document already stands beside it until all
    /// inputs are read and the documents are compared.
    pub(super) fn policy(
        &mut self,
        account: usize,
        policy: &PolicyName,
        document: Option<&DeclaredDocument>,
        one: &Declared,
    ) -> PolicyId {
        let name = self.spelt(&policy.name, one.address.as_deref());
        let kind = policy.kind;
        let system = kind == PolicyKind::System;
        let found = document.map(|document| {
            let compared = name.clone();
            let found = self.document_with(document, DocumentKind::Identity, one, |this, root| {
                if system {
                    this.session.compare_with_bundled(&compared, root);
                }
            });
            (document, found)
        });
        if system {
            if let Some((_, Some(read))) = found.map(|(document, found)| (document, found.read())) {
                self.session.supply(kind, &name, read);
            }
            let named = self
                .session
                .policies_named(account, kind, &name, policy.name.at);
            return named.first().copied().unwrap_or(PolicyId(u32::MAX));
        }
        let id = self
            .session
            .policy_without_document(account, kind, &name)
            .unwrap_or_else(|| {
                let at = Some(policy.name.at);
                self.session.make_policy(account, kind, &name, at)
            });
        if !one.when.is_empty() {
            self.session
                .conditional
                .insert((account, id), one.when.clone());
        }
        if let Some((document, found)) = found {
            if let Some(read) = found.read() {
                self.hold(account, document, read, one);
            }
            if let Some(document) = found.of_policy() {
                self.session.set_document(account, id, document);
            }
        }
        id
    }

    pub(super) fn other_versions(
        &mut self,
        account: usize,
        policy: PolicyId,
        versions: &[(String, DeclaredDocument)],
        one: &Declared,
    ) {
        for (version, document) in versions {
            let found = self.document(document, DocumentKind::Identity, one);
            if let (Some(read), Some(policy)) =
                (found.read(), self.session.policy_mut(account, policy))
            {
                policy.other_versions.push((version.clone(), read.document));
            }
        }
    }

    /// The policies that a name means.
    pub(super) fn policies(
        &mut self,
        account: usize,
        policy: &PolicyName,
        one: &Declared,
    ) -> Vec<PolicyId> {
        let by_address: Vec<PolicyId> = self
            .referred(&policy.name)
            .filter_map(|landed| match landed {
                Landed::Policy(own, id) if own == account => Some(id),
                _ => None,
            })
            .collect();
        if !by_address.is_empty() {
            return by_address;
        }
        let name = self.spelt(&policy.name, None);
        let holes = names::holes(&policy.name);
        let at = policy.name.at;
        if holes.is_empty() || self.session.knows_policy(account, policy.kind, &name) {
            return self.session.policies_named(account, policy.kind, &name, at);
        }
        let id = self
            .session
            .make_policy(account, policy.kind, &name, Some(at));
        let whole = policy.name.as_fragment();
        let whole = whole.map_or("", |fragment| fragment.text.as_str());
        let model = &mut self.session.model;
        let gap = model.gap("the name of a policy", &holes, whole, one.at, 3);
        self.session
            .set_document(account, id, PolicyDocument::Absent(gap));
        vec![id]
    }

    /// Gives a role its trust document. Two that differ are both possible; where what
    /// is known of them excludes each other, each counts where it is there.
    pub(super) fn trust(
        &mut self,
        account: usize,
        role: PrincipalId,
        trust: &DeclaredDocument,
        one: &Declared,
    ) {
        let found = self.document(trust, DocumentKind::Trust, one).of_trust();
        let Some(mut found) = found else { return };
        let Some(known) = self.session.principal_mut(account, role) else {
            return;
        };
        let (before, name) = (known.trust, known.name.clone());
        let told = self.trusted.entry((account, role)).or_default();
        let mut known = told.iter();
        let apart = !told.is_empty() && known.all(|known| conflicts::excludes(known, &one.when));
        let when = told.clone();
        told.push(one.when.clone());
        if let (Trust::Known(before), Trust::Known(now)) = (before, found) {
            let pools = &mut self.session.model.pools;
            if apart && !pools.same(before, now) {
                // What was told before has its guards already, unless it was one.
                let first = match when.as_slice() {
                    [only] => only.as_slice(),
                    _ => &[],
                };
                pools.join_documents((before, first), (now, &one.when));
                return;
            }
            let Some(open) = conflicts::trusts(self.session, &name, (before, now)) else {
                return;
            };
            found = open;
        } else if before != Trust::None {
            return;
        }
        if let Some(role) = self.session.principal_mut(account, role) {
            role.trust = found;
        }
    }

    pub(super) fn session_policy(
        &mut self,
        account: usize,
        role: &Evaluated,
        document: &DeclaredDocument,
        one: &Declared,
    ) {
        let role = PrincipalName {
            kind: PrincipalKind::Role,
            name: role.clone(),
        };
        let found = self.document(document, DocumentKind::Session, one);
        let Some(read) = found.read() else { return };
        for (account, role) in self.principals(account, &role) {
            if let Some(role) = self.session.principal_mut(account, role) {
                role.session_policy.get_or_insert(read.document);
            }
        }
    }

    /// A control policy, by its place in the account's list.
    pub(super) fn control_policy(
        &mut self,
        account: usize,
        id: &Evaluated,
        name: &Evaluated,
        document: Option<&DeclaredDocument>,
        one: &Declared,
    ) -> usize {
        let name = self.spelt(name, one.address.as_deref());
        let known_id = id.as_str().map(str::to_owned);
        let found = document
            .map(|document| self.document(document, DocumentKind::Control, one))
            .and_then(super::documents::Found::of_control);
        let full = name.eq_ignore_ascii_case("FullAliyunAccess");
        let document = found.unwrap_or(if full {
            ControlDocument::FullAccess
        } else {
            PENDING_CONTROL
        });
        let Some(list) = self.session.account(account) else {
            return usize::MAX;
        };
        let known = list
            .control_policies
            .iter()
            .position(|policy| match &known_id {
                Some(id) => policy.id == *id,
                None => policy.name == name,
            });
        if let Some(index) = known {
            if let Some(policy) = list.control_policies.get_mut(index) {
                if policy.document == PENDING_CONTROL {
                    policy.document = document;
                }
                if policy.name == policy.id {
                    policy.name = name;
                }
            }
            return index;
        }
        list.control_policies.push(ControlPolicy {
            id: known_id.unwrap_or_else(|| name.clone()),
            name,
            document,
            targets: None,
            at: one.at,
        });
        list.control_policies.len().saturating_sub(1)
    }

    /// Whether the targets that are declared of a control policy are all it has.
    pub(super) fn control_targets(
        &mut self,
        account: usize,
        policy: &Evaluated,
        all: bool,
        one: &Declared,
    ) {
        let index = self.control_policy(account, policy, policy, None, one);
        if !all {
            self.session.open_targets.insert((account, index));
        } else if let Some(policy) = self
            .session
            .account(account)
            .and_then(|account| account.control_policies.get_mut(index))
        {
            policy.targets.get_or_insert_default();
        }
    }

    /// Where a control policy is attached. A target that is not known leaves open
    /// which accounts it binds.
    pub(super) fn control_target(
        &mut self,
        account: usize,
        policy: &Evaluated,
        target: &Evaluated,
        one: &Declared,
    ) {
        let by_address = self.referred(policy).find_map(|landed| match landed {
            Landed::Control(account, index) => Some((account, index)),
            _ => None,
        });
        let (account, index) = by_address.unwrap_or_else(|| {
            let index = self.control_policy(account, policy, policy, None, one);
            (account, index)
        });
        let known = target.to_text();
        let Some(policy) = self
            .session
            .account(account)
            .and_then(|account| account.control_policies.get_mut(index))
        else {
            return;
        };
        match known {
            Some(known) => {
                let targets = policy.targets.get_or_insert_default();
                if !targets.iter().any(|target| target.value == known) {
                    targets.push(Spanned::new(known, target.at));
                }
            }
            None => {
                self.session.open_targets.insert((account, index));
            }
        }
    }
}
