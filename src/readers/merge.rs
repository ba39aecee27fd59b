//! Several inputs, one account: what two inputs say of the account with the same
//! id is one account, and what a repository says of an account without an id is
//! the only one that the other inputs name. Principals are joined by name.

use std::collections::BTreeMap;

use crate::model::account::{
    Account, PolicyDocument, PolicyId, PolicyKind, Position, PrincipalId, Trust,
};
use crate::model::structure::{StructureKind, StructureProblem};
use crate::readers::session::Session;

/// Merges accounts with one id, later ones into earlier ones.
pub(super) fn merge_accounts(session: &mut Session<'_>) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut index = 0;
    while let Some(account) = session.model.accounts.get(index) {
        let earlier = account.id.as_ref().and_then(|id| first.get(id)).copied();
        match (earlier, account.id.clone()) {
            (Some(earlier), _) => merge(session, index, earlier),
            (None, id) => {
                if let Some(id) = id {
                    first.insert(id, index);
                }
                index = index.saturating_add(1);
            }
        }
    }
}

/// Where the parts of the account that goes are found in the one that stays.
struct Moved {
    principals: Vec<PrincipalId>,
    policies: Vec<PolicyId>,
}

impl Moved {
    fn principal(&self, id: PrincipalId) -> PrincipalId {
        let index = usize::try_from(id.0).unwrap_or(usize::MAX);
        self.principals.get(index).copied().unwrap_or(id)
    }

    fn policy(&self, id: PolicyId) -> PolicyId {
        let index = usize::try_from(id.0).unwrap_or(usize::MAX);
        self.policies.get(index).copied().unwrap_or(id)
    }
}

fn merge(session: &mut Session<'_>, from: usize, into: usize) {
    let gone = session.model.accounts.remove(from);
    let names = (from < session.names.len()).then(|| session.names.remove(from));
    let principals = gone.principals.iter().map(|one| {
        let at = one.at;
        let place = at.or(gone.at);
        let known = session.model.accounts.get(into).and_then(|account| {
            let mut list = account.principals();
            list.find(|(_, known)| known.kind == one.kind && known.name == one.name)
                .map(|(id, _)| id)
        });
        match (known, place) {
            (Some(id), _) => id,
            (None, Some(at)) => session.declare_principal(into, one.kind, &one.name, at),
            (None, None) => PrincipalId(u32::MAX),
        }
    });
    let principals: Vec<PrincipalId> = principals.collect();
    let policies = gone.policies.iter().map(|one| {
        let known = session.model.accounts.get(into).and_then(|account| {
            let mut list = (0_u32..).map(PolicyId).zip(&account.policies);
            list.find(|(_, known)| {
                let undocumented =
                    |document: PolicyDocument| matches!(document, PolicyDocument::Absent(_));
                known.kind == one.kind
                    && known.name == one.name
                    && one.kind != PolicyKind::Inline
                    && (one.kind == PolicyKind::System
                        || undocumented(known.document)
                        || undocumented(one.document))
            })
            .map(|(id, _)| id)
        });
        known.unwrap_or_else(|| session.make_policy(into, one.kind, &one.name, one.at))
    });
    let policies: Vec<PolicyId> = policies.collect();
    let moved = Moved {
        principals,
        policies,
    };
    for (id, one) in (0_u32..).map(PolicyId).zip(&gone.policies) {
        let pending = names
            .as_ref()
            .is_some_and(|names| names.pending.contains(&id));
        let to = moved.policy(id);
        if !pending {
            session.set_document(into, to, one.document);
        }
        if let Some(policy) = session.policy_mut(into, to) {
            policy
                .other_versions
                .extend(one.other_versions.iter().cloned());
        }
        if names
            .as_ref()
            .is_some_and(|names| names.attached.contains(&id))
            && let Some(names) = session.names.get_mut(into)
        {
            names.attached.insert(to);
        }
    }
    for (id, one) in gone.principals() {
        trusts(session, into, moved.principal(id), one.trust);
        if let Some(known) = session.principal_mut(into, moved.principal(id)) {
            known.service_linked |= one.service_linked;
            known.max_session_seconds = known.max_session_seconds.or(one.max_session_seconds);
            known.session_policy = known.session_policy.or(one.session_policy);
        }
    }
    let conditional = std::mem::take(&mut session.conditional);
    session.conditional = conditional
        .into_iter()
        .map(|((account, policy), when)| match account {
            one if one == from => ((into, moved.policy(policy)), when),
            one => ((one.saturating_sub(usize::from(one > from)), policy), when),
        })
        .collect();
    let owned = std::mem::take(&mut session.owned);
    session.owned = owned
        .into_iter()
        .map(|(account, policy)| match account {
            one if one == from => (into, moved.policy(policy)),
            one => (one.saturating_sub(usize::from(one > from)), policy),
        })
        .collect();
    for holding in &mut session.model.holdings {
        if holding.account == from {
            holding.account = into;
        } else if holding.account > from {
            holding.account = holding.account.saturating_sub(1);
        }
    }
    if let Some(default) = &mut session.default {
        if *default == from {
            *default = into;
        } else if *default > from {
            *default = default.saturating_sub(1);
        }
    }
    if let Some(account) = session.account(into) {
        join(account, gone, &moved);
    }
    if let Some(account) = session.model.accounts.get(into)
        && account.complete.attachments
    {
        session
            .model
            .holdings
            .retain(|holding| holding.account != into);
    }
}

/// A role whose trust two inputs tell differently may have either.
fn trusts(session: &mut Session<'_>, account: usize, role: PrincipalId, trust: Trust) {
    let Some(known) = session.principal_mut(account, role) else {
        return;
    };
    match (known.trust, trust) {
        (_, Trust::None) => {}
        (Trust::None | Trust::Unknown(_), other) => known.trust = other,
        (Trust::Known(before), Trust::Known(now)) => {
            let name = known.name.clone();
            let pools = &session.model.pools;
            if pools.same(before, now) {
                return;
            }
            let at = pools.document(now).map(|document| document.at);
            let related = pools.document(before).map(|document| document.at);
            if let Some(at) = at {
                session.model.structure_problems.push(StructureProblem {
                    kind: StructureKind::ConflictingDocuments(name.clone()),
                    at,
                    related,
                });
            }
            let about = format!("the trust of role {name}");
            let doubts = &mut session.model.doubts;
            let gap = doubts.gap("conflicting-documents", about, at, 2);
            if let Some(role) = session.principal_mut(account, role) {
                role.trust = Trust::Unknown(gap);
            }
        }
        (Trust::Known(_), Trust::Unknown(_)) => {}
    }
}

fn join(account: &mut Account, gone: Account, moved: &Moved) {
    let base = account.configurations.len();
    for mut attachment in gone.attachments {
        attachment.to = moved.principal(attachment.to);
        attachment.policy = moved.policy(attachment.policy);
        let mut known = account.attachments.iter();
        if !known.any(|known| {
            known.to == attachment.to
                && known.policy == attachment.policy
                && known.scope == attachment.scope
                && known.when == attachment.when
        }) {
            account.attachments.push(attachment);
        }
    }
    for mut membership in gone.memberships {
        membership.user = moved.principal(membership.user);
        membership.group = moved.principal(membership.group);
        let mut known = account.memberships.iter();
        if !known.any(|known| {
            known.user == membership.user
                && known.group == membership.group
                && known.when == membership.when
        }) {
            account.memberships.push(membership);
        }
    }
    for policy in gone.control_policies {
        let mut known = account.control_policies.iter();
        if !known.any(|known| known.id == policy.id && known.document == policy.document) {
            account.control_policies.push(policy);
        }
    }
    for mut configuration in gone.configurations {
        for (policy, _) in &mut configuration.policies {
            *policy = moved.policy(*policy);
        }
        account.configurations.push(configuration);
    }
    for mut assignment in gone.assignments {
        assignment.to = moved.principal(assignment.to);
        assignment.configuration = assignment.configuration.saturating_add(base);
        account.assignments.push(assignment);
    }
    for mut wearer in gone.wearers {
        wearer.role = moved.principal(wearer.role);
        account.wearers.push(wearer);
    }
    for mut key in gone.access_keys {
        key.user = moved.principal(key.user);
        account.access_keys.push(key);
    }
    account.identity_providers.extend(gone.identity_providers);
    if account.position == Position::NotGiven {
        account.position = gone.position;
    }
    account.directory = account.directory.take().or(gone.directory);
    account.at = account.at.or(gone.at);
    account.complete = account.complete.or(gone.complete);
    for (word, command) in gone.lacking {
        account.lacking.entry(word).or_insert(command);
    }
    for mut unlisted in gone.unlisted {
        unlisted.to = moved.principal(unlisted.to);
        account.unlisted.push(unlisted);
    }
}
