//! Several inputs, one account: what two inputs say of the account with the same
//! id is one account, and what a repository says of an account without an id is
//! the only one that the other inputs name. Names join as they do within one
//! input (D34); documents, control policies and access configurations that two
//! inputs give are compared once all accounts are merged (`conflicts`).

mod parts;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::{Account, PolicyId, PolicyKind, PrincipalId, Trust};
use crate::model::doubt::Choice;
use crate::readers::conflicts;
use crate::readers::names::Names;
use crate::readers::session::Session;
use crate::source::Span;

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

/// Where the parts of the account that goes are found in the one that stays; what
/// was only named there may mean several here.
struct Moved {
    principals: Vec<Vec<PrincipalId>>,
    policies: Vec<Vec<PolicyId>>,
}

impl Moved {
    fn principals(&self, id: PrincipalId) -> &[PrincipalId] {
        let index = usize::try_from(id.0).unwrap_or(usize::MAX);
        self.principals.get(index).map_or(&[], Vec::as_slice)
    }

    fn policies(&self, id: PolicyId) -> &[PolicyId] {
        let index = usize::try_from(id.0).unwrap_or(usize::MAX);
        self.policies.get(index).map_or(&[], Vec::as_slice)
    }
}

/// What the session notes of the policies of an account that goes.
#[derive(Default)]
struct Leaving {
    conditional: BTreeMap<PolicyId, Vec<Choice>>,
    owned: BTreeSet<PolicyId>,
}

fn merge(session: &mut Session<'_>, from: usize, into: usize) {
    let gone = session.model.accounts.remove(from);
    let names = if from < session.names.len() {
        session.names.remove(from)
    } else {
        Names::default()
    };
    let leaving = renumber(session, from, into);
    let moved = Moved {
        principals: principals(session, &gone, &names, into),
        policies: policies(session, &gone, &names, &leaving, into),
    };
    for (id, one) in (0_u32..).map(PolicyId).zip(&gone.policies) {
        for to in moved.policies(id) {
            if !names.pending.contains(&id) {
                session.set_document(into, *to, one.document);
            }
            if let Some(policy) = session.policy_mut(into, *to) {
                let versions = one.other_versions.iter().cloned();
                policy.other_versions.extend(versions);
            }
            if let Some(known) = session.names.get_mut(into)
                && names.attached.contains(&id)
            {
                known.attached.insert(*to);
            }
            if let Some(when) = leaving.conditional.get(&id) {
                session.conditional.insert((into, *to), when.clone());
            }
            if leaving.owned.contains(&id) {
                session.owned.insert((into, *to));
            }
        }
    }
    for (id, one) in gone.principals() {
        for to in moved.principals(id) {
            trusts(session, into, *to, one.trust);
            if let Some(known) = session.principal_mut(into, *to) {
                known.service_linked |= one.service_linked;
                known.max_session_seconds = known.max_session_seconds.or(one.max_session_seconds);
                known.session_policy = known.session_policy.or(one.session_policy);
            }
        }
    }
    if let Some(account) = session.account(into) {
        parts::join(account, gone, &moved);
    }
}

/// Takes an account out of everything that counts accounts.
fn renumber(session: &mut Session<'_>, from: usize, into: usize) -> Leaving {
    let later = |account: usize| account.saturating_sub(usize::from(account > from));
    let mut leaving = Leaving::default();
    for ((account, policy), when) in std::mem::take(&mut session.conditional) {
        if account == from {
            leaving.conditional.insert(policy, when);
        } else {
            session.conditional.insert((later(account), policy), when);
        }
    }
    for (account, policy) in std::mem::take(&mut session.owned) {
        if account == from {
            leaving.owned.insert(policy);
        } else {
            session.owned.insert((later(account), policy));
        }
    }
    let moved = |account: usize| {
        if account == from {
            into
        } else {
            later(account)
        }
    };
    for holding in &mut session.model.holdings {
        holding.account = moved(holding.account);
    }
    session.default = session.default.map(moved);
    leaving
}

/// Principals that both inputs declare are one where they are spelt alike; one that
/// an input only names is whichever the other has (D34).
fn principals(
    session: &mut Session<'_>,
    gone: &Account,
    names: &Names,
    into: usize,
) -> Vec<Vec<PrincipalId>> {
    let mut moved = Vec::new();
    for (id, one) in gone.principals() {
        let Some(at) = one.at.or(gone.at) else {
            moved.push(Vec::new());
            continue;
        };
        moved.push(if names.declares(id) {
            vec![session.declare_principal(into, one.kind, &one.name, at)]
        } else {
            session.principals_named(into, one.kind, &one.name, at)
        });
    }
    moved
}

/// A policy that an input only names is whichever the other has. One that has a
/// document fills the one that was only named, and stands beside one that has a
/// document too until they are compared.
fn policies(
    session: &mut Session<'_>,
    gone: &Account,
    names: &Names,
    leaving: &Leaving,
    into: usize,
) -> Vec<Vec<PolicyId>> {
    let mut named_at: BTreeMap<PolicyId, Span> = BTreeMap::new();
    for one in &gone.attachments {
        named_at.entry(one.policy).or_insert(one.at);
    }
    let mut moved = Vec::new();
    for (id, one) in (0_u32..).map(PolicyId).zip(&gone.policies) {
        let (kind, name) = (one.kind, one.name.as_str());
        let at = one.at.or_else(|| named_at.get(&id).copied()).or(gone.at);
        let apart = kind == PolicyKind::Inline || leaving.owned.contains(&id);
        let found = match at {
            _ if apart => Vec::new(),
            Some(at) if names.pending.contains(&id) || kind == PolicyKind::System => {
                session.policies_named(into, kind, name, at)
            }
            _ => session.policies_only_named(into, kind, name, at),
        };
        if found.is_empty() {
            moved.push(vec![session.make_policy(into, kind, name, one.at)]);
        } else {
            moved.push(found);
        }
    }
    moved
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
            if let Some(trust) = conflicts::trusts(session, &name, (before, now))
                && let Some(role) = session.principal_mut(account, role)
            {
                role.trust = trust;
            }
        }
        (Trust::Known(_), Trust::Unknown(_)) => {}
    }
}
