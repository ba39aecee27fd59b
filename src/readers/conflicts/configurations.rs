//! One access configuration that several inputs tell: its system policies are those
//! of all, and of two inline policies that differ either may be in force.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::{Configuration, PolicyDocument, PolicyId, PolicyKind};
use crate::model::doubt::Choice;
use crate::model::policy::DocumentId;
use crate::readers::conflicts::{choices, doubt, is_same, place, report};
use crate::readers::session::Session;
use crate::source::Span;

/// Policies with the element that lists each.
type Listed = Vec<(PolicyId, Span)>;

pub(super) fn settle(session: &mut Session<'_>, account: usize) {
    let Some(list) = session.account(account) else {
        return;
    };
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut told: Vec<Vec<Configuration>> = Vec::new();
    let mut becomes: Vec<usize> = Vec::new();
    for one in std::mem::take(&mut list.configurations) {
        let index = *first.entry(one.name.clone()).or_insert(told.len());
        becomes.push(index);
        match told.get_mut(index) {
            Some(known) => known.push(one),
            None => told.push(vec![one]),
        }
    }
    let mut configurations = Vec::new();
    for told in told {
        configurations.extend(merged(session, account, told));
    }
    let Some(list) = session.account(account) else {
        return;
    };
    list.configurations = configurations;
    let mut seen = BTreeSet::new();
    for assignment in &mut list.assignments {
        let becomes = becomes.get(assignment.configuration).copied();
        assignment.configuration = becomes.unwrap_or(usize::MAX);
    }
    list.assignments.retain(|assignment| {
        let key = (
            assignment.configuration,
            assignment.to,
            assignment.when.clone(),
        );
        seen.insert(key)
    });
}

fn merged(
    session: &mut Session<'_>,
    account: usize,
    told: Vec<Configuration>,
) -> Option<Configuration> {
    let several = told.len() > 1;
    let mut told = told.into_iter();
    let mut whole = told.next()?;
    if !several {
        return Some(whole);
    }
    let mut inline: Vec<Listed> = Vec::new();
    let mut others: Listed = Vec::new();
    for one in
        std::iter::once(std::mem::take(&mut whole.policies)).chain(told.map(|one| one.policies))
    {
        let (own, rest): (Listed, Listed) = one
            .into_iter()
            .partition(|(id, _)| is_inline(session, account, *id));
        for (policy, at) in rest {
            if !others.iter().any(|(known, _)| *known == policy) {
                others.push((policy, at));
            }
        }
        inline.push(own);
    }
    let waits = |session: &Session<'_>, own: &Listed| {
        let pending = session.names.get(account).map(|names| &names.pending);
        let waits = |id: &PolicyId| pending.is_some_and(|pending| pending.contains(id));
        own.iter().all(|(id, _)| waits(id))
    };
    // One that is only named says nothing beside one that is declared.
    if !inline.iter().all(|own| waits(session, own)) || !others.is_empty() {
        inline.retain(|own| !waits(session, own));
    }
    let mut distinct: Vec<Listed> = Vec::new();
    for own in inline {
        if !distinct
            .iter()
            .any(|known| are_same(session, account, known, &own))
        {
            distinct.push(own);
        }
    }
    if distinct.len() > 1 {
        conflict(session, account, &whole.name, &distinct);
    }
    whole.policies = others;
    whole.policies.extend(distinct.into_iter().flatten());
    Some(whole)
}

fn is_inline(session: &Session<'_>, account: usize, id: PolicyId) -> bool {
    let list = session.model.accounts.get(account);
    list.and_then(|list| list.policy(id))
        .is_some_and(|policy| policy.kind == PolicyKind::Inline)
}

fn are_same(session: &Session<'_>, account: usize, one: &Listed, other: &Listed) -> bool {
    let within = |(id, _): &(PolicyId, Span), list: &Listed| {
        let mut list = list.iter();
        list.any(|(other, _)| is_same(session, account, *id, *other))
    };
    one.iter().all(|policy| within(policy, other)) && other.iter().all(|policy| within(policy, one))
}

/// Each of some sets of inline policies counts in one case only.
fn conflict(session: &mut Session<'_>, account: usize, name: &str, distinct: &[Listed]) {
    let places: Vec<Span> = distinct
        .iter()
        .filter_map(|own| own.iter().find_map(|(id, _)| place(session, account, *id)))
        .collect();
    report(session, name, &places);
    let about = crate::readers::finish::about(session, account, &format!("Inline/{name}"));
    let doubt = doubt(session, about, places.first().copied(), distinct.len());
    for (choice, own) in choices(distinct.len()).zip(distinct) {
        for (id, _) in own {
            if let Some(document) = known(session, account, *id) {
                let pools = &mut session.model.pools;
                pools.guard_document(document, Choice::is(doubt, choice));
            }
        }
    }
}

fn known(session: &Session<'_>, account: usize, id: PolicyId) -> Option<DocumentId> {
    match session.model.accounts.get(account)?.policy(id)?.document {
        PolicyDocument::Known { document, .. } => Some(document),
        PolicyDocument::Absent(_) => None,
    }
}
