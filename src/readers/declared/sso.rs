//! Cloud SSO as it is declared. Access configurations and groups belong to the
//! directory, assignments to the account that they give access in: each account
//! gets the identities and configurations that are assigned in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::{
    Assignment, Configuration, Membership, PolicyId, PolicyKind, PrincipalId, PrincipalKind,
};
use crate::model::doubt::Choice;
use crate::model::policy::DocumentKind;
use crate::readers::declared::land::{Landed, Landing};
use crate::readers::declared::{AccountKey, Declared, DeclaredDocument, PrincipalName};
use crate::readers::evaluated::Evaluated;
use crate::source::Span;

/// What is declared of Cloud SSO, before it is put into accounts.
#[derive(Debug, Default)]
pub(super) struct SingleSignOn {
    configurations: Vec<Declaration>,
    members: Vec<Member>,
    assigned: Vec<Assigned>,
}

#[derive(Debug)]
struct Declaration {
    name: String,
    id: Option<String>,
    /// What each input says of it; none where it is only named.
    parts: Vec<Part>,
    at: Span,
    /// Where it stands in the list of each account that has it.
    placed: BTreeMap<usize, usize>,
}

#[derive(Clone, Debug)]
struct Part {
    system: Vec<Evaluated>,
    inline: Vec<DeclaredDocument>,
    declared: Declared,
}

#[derive(Debug)]
struct Member {
    user: PrincipalName,
    group: PrincipalName,
    account: AccountKey,
    when: Vec<Choice>,
    at: Span,
}

#[derive(Debug)]
struct Assigned {
    configuration: usize,
    to: PrincipalName,
    account: AccountKey,
    when: Vec<Choice>,
    at: Span,
}

impl SingleSignOn {
    pub(super) fn member(&mut self, user: &PrincipalName, group: &PrincipalName, one: &Declared) {
        self.members.push(Member {
            user: user.clone(),
            group: group.clone(),
            account: one.account.clone(),
            when: one.when.clone(),
            at: one.at,
        });
    }
}

impl Landing<'_, '_> {
    pub(super) fn configuration(
        &mut self,
        name: &Evaluated,
        id: Option<&Evaluated>,
        system: &[Evaluated],
        inline: &[DeclaredDocument],
        one: &Declared,
    ) -> usize {
        let name = self.spelt(name, one.address.as_deref());
        let id = id.and_then(Evaluated::to_text);
        let part = Part {
            system: system.to_vec(),
            inline: inline.to_vec(),
            declared: one.clone(),
        };
        let mut known = self.sso.configurations.iter();
        let known = known.position(|known| known.name == name && known.id == id);
        if let Some(index) = known {
            if let Some(known) = self.sso.configurations.get_mut(index) {
                known.parts.push(part);
            }
            return index;
        }
        self.sso.configurations.push(Declaration {
            name,
            id,
            parts: vec![part],
            at: one.at,
            placed: BTreeMap::new(),
        });
        self.sso.configurations.len().saturating_sub(1)
    }

    pub(super) fn assignment(
        &mut self,
        configuration: &Evaluated,
        to: &PrincipalName,
        target: Option<&Evaluated>,
        one: &Declared,
    ) {
        let by_address = self
            .referred(configuration)
            .find_map(|landed| match landed {
                Landed::Configuration(index) => Some(index),
                _ => None,
            });
        let name = self.spelt(configuration, None);
        let by_name = || {
            let mut known = self.sso.configurations.iter();
            known.position(|known| known.name == name || known.id.as_ref() == Some(&name))
        };
        let configuration = by_address.or_else(by_name).unwrap_or_else(|| {
            self.sso.configurations.push(Declaration {
                name: name.clone(),
                id: None,
                parts: Vec::new(),
                at: configuration.at,
                placed: BTreeMap::new(),
            });
            self.sso.configurations.len().saturating_sub(1)
        });
        let target = target.and_then(Evaluated::to_text);
        self.sso.assigned.push(Assigned {
            configuration,
            to: to.clone(),
            account: target.map_or_else(|| one.account.clone(), AccountKey::Id),
            when: one.when.clone(),
            at: one.at,
        });
    }

    /// Puts assignments into the accounts they give access in, with what they need.
    pub(super) fn assign(&mut self) {
        let assigned = std::mem::take(&mut self.sso.assigned);
        let members = std::mem::take(&mut self.sso.members);
        // Where each group is assigned, by its folded name.
        let mut assigned_in: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for one in assigned {
            let account = self.account(&one.account, one.at);
            let configuration = self.placed(account, one.configuration, one.at);
            let to = self.identity(account, &one.to);
            let name = self.folded_name(account, to);
            assigned_in.entry(name).or_default().insert(account);
            if let Some(account) = self.session.account(account) {
                account.assignments.push(Assignment {
                    configuration,
                    to,
                    when: one.when,
                    at: one.at,
                });
            }
        }
        for one in members {
            let own = self.account(&one.account, one.at);
            let group = self.identity(own, &one.group);
            let name = self.folded_name(own, group);
            let mut everywhere = assigned_in.get(&name).cloned().unwrap_or_default();
            everywhere.insert(own);
            for account in everywhere {
                let user = self.identity(account, &one.user);
                let group = self.identity(account, &one.group);
                let membership = Membership {
                    user,
                    group,
                    when: one.when.clone(),
                    at: one.at,
                };
                self.session.add_membership(account, membership);
            }
        }
        for index in 0..self.sso.configurations.len() {
            let one = self.sso.configurations.get(index);
            let unplaced = one.filter(|one| one.placed.is_empty());
            let own = unplaced.and_then(|one| one.parts.first());
            if let Some((key, at)) = own.map(|one| (one.declared.account.clone(), one.declared.at))
            {
                let account = self.account(&key, at);
                self.placed(account, index, at);
            }
        }
    }

    /// A Cloud SSO identity in an account, under the name that it is declared with
    /// wherever that was.
    fn identity(&mut self, account: usize, name: &PrincipalName) -> PrincipalId {
        let declared = self.principals_anywhere(name);
        let here = declared.iter().find(|(own, _)| *own == account);
        if let Some((_, id)) = here {
            return *id;
        }
        let known = declared.first().and_then(|(own, id)| {
            let account = self.session.model.accounts.get(*own)?;
            let principal = account.principal(*id)?;
            Some((principal.name.clone(), principal.at))
        });
        let (text, at) = known.unwrap_or_else(|| {
            let text = self.spelt(&name.name, None);
            (text, Some(name.name.at))
        });
        let at = at.unwrap_or(name.name.at);
        let kind: PrincipalKind = name.kind;
        let named = self.session.principals_named(account, kind, &text, at);
        named.first().copied().unwrap_or(PrincipalId(u32::MAX))
    }

    fn folded_name(&self, account: usize, id: PrincipalId) -> String {
        let list = self.session.model.accounts.get(account);
        let one = list.and_then(|list| list.principal(id));
        one.map_or_else(String::new, |one| one.name.to_ascii_lowercase())
    }

    fn principals_anywhere(&self, name: &PrincipalName) -> Vec<(usize, PrincipalId)> {
        self.referred(&name.name)
            .filter_map(|landed| match landed {
                Landed::Principal(account, kind, id) if kind == name.kind => Some((account, id)),
                _ => None,
            })
            .collect()
    }

    /// An access configuration in the list of an account.
    fn placed(&mut self, account: usize, index: usize, at: Span) -> usize {
        let Some(one) = self.sso.configurations.get(index) else {
            return usize::MAX;
        };
        if let Some(placed) = one.placed.get(&account) {
            return *placed;
        }
        let is_first = one.placed.is_empty();
        let (name, own_at, parts) = (one.name.clone(), one.at, one.parts.clone());
        let list = self.session.account(account);
        let placed = list.map_or(usize::MAX, |list| list.configurations.len());
        for part in &parts {
            let policies = self.part(account, &name, part, is_first);
            self.put(account, &name, policies, part.declared.at);
        }
        if parts.is_empty() {
            // What it gives is not in the input: one policy without a document.
            let kind = PolicyKind::Inline;
            let id = self.session.make_policy(account, kind, &name, Some(at));
            self.put(account, &name, vec![(id, at)], own_at);
        }
        if let Some(one) = self.sso.configurations.get_mut(index) {
            one.placed.insert(account, placed);
        }
        placed
    }

    /// The policies that one input says are in an access configuration.
    fn part(
        &mut self,
        account: usize,
        name: &str,
        part: &Part,
        is_first: bool,
    ) -> Vec<(PolicyId, Span)> {
        let mut policies = Vec::new();
        for policy in &part.system {
            let name = self.spelt(policy, None);
            let kind = PolicyKind::System;
            let named = self.session.policies_named(account, kind, &name, policy.at);
            policies.extend(named.into_iter().map(|id| (id, policy.at)));
        }
        for document in &part.inline {
            let at = document.value.at;
            let kind = PolicyKind::Inline;
            let id = self.session.make_policy(account, kind, name, Some(at));
            let found = self.document(document, DocumentKind::Identity, &part.declared);
            if let Some(read) = found.read().filter(|_| is_first) {
                self.hold(account, document, read, &part.declared);
            }
            if let Some(document) = found.of_policy() {
                self.session.set_document(account, id, document);
            }
            policies.push((id, at));
        }
        policies
    }

    fn put(&mut self, account: usize, name: &str, policies: Vec<(PolicyId, Span)>, at: Span) {
        if let Some(names) = self.session.names.get_mut(account) {
            names.attached.extend(policies.iter().map(|(id, _)| *id));
        }
        if let Some(list) = self.session.account(account) {
            list.configurations.push(Configuration {
                name: name.to_owned(),
                policies,
                at,
            });
        }
    }
}
