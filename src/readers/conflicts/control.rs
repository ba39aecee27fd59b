//! One control policy that two inputs tell: its targets are those of both, and of
//! two documents that differ either may be in force.

use std::collections::BTreeMap;

use crate::model::account::{ControlDocument, ControlPolicy};
use crate::model::doubt::Choice;
use crate::readers::conflicts::{choices, doubt, report};
use crate::readers::session::{PENDING_CONTROL, Session};
use crate::source::{Span, Spanned};

/// What several inputs say of one control policy.
type Told = Vec<ControlPolicy>;

pub(super) fn settle(session: &mut Session<'_>, account: usize) {
    let Some(list) = session.account(account) else {
        return;
    };
    let mut groups: Vec<Told> = Vec::new();
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for one in std::mem::take(&mut list.control_policies) {
        let own = by_id.get(&one.id).or_else(|| by_name.get(&one.name));
        let known = own.and_then(|index| groups.get_mut(*index));
        if let Some(known) = known.filter(|known| known.iter().all(|other| is_one(other, &one))) {
            known.push(one);
            continue;
        }
        by_id.entry(one.id.clone()).or_insert(groups.len());
        by_name.entry(one.name.clone()).or_insert(groups.len());
        groups.push(vec![one]);
    }
    let mut settled = Vec::new();
    for told in groups {
        if told.len() > 1 {
            settled.extend(merged(session, account, told));
        } else {
            settled.extend(told);
        }
    }
    if let Some(list) = session.account(account) {
        list.control_policies = settled;
    }
}

/// Whether two inputs speak of one control policy: by its id, or by its name where
/// one of them has no other. Files of one manifest are called what they are called.
fn is_one(one: &ControlPolicy, other: &ControlPolicy) -> bool {
    let only_named = |policy: &ControlPolicy| policy.id == policy.name;
    if only_named(one) && only_named(other) && one.at.file == other.at.file {
        return false;
    }
    one.id == other.id || (one.name == other.name && (only_named(one) || only_named(other)))
}

fn merged(session: &mut Session<'_>, account: usize, told: Told) -> Vec<ControlPolicy> {
    let only_named = |policy: &ControlPolicy| policy.id == policy.name;
    let best = told.iter().find(|one| !only_named(one));
    let named = best.or_else(|| told.first());
    let (id, name) = named.map_or_else(Default::default, |one| (one.id.clone(), one.name.clone()));
    let mut targets: Option<Vec<Spanned<String>>> = None;
    for target in told.iter().filter_map(|one| one.targets.as_ref()) {
        let all = targets.get_or_insert_default();
        for one in target {
            if !all.iter().any(|known| known.value == one.value) {
                all.push(one.clone());
            }
        }
    }
    let mut distinct: Told = Vec::new();
    for mut one in told {
        (one.id, one.name) = (id.clone(), name.clone());
        one.targets.clone_from(&targets);
        let mut known = distinct.iter_mut();
        if let Some(waits) = known.find(|known| known.document == PENDING_CONTROL) {
            *waits = one;
            continue;
        }
        let mut known = distinct.iter();
        let is_known = one.document == PENDING_CONTROL && !distinct.is_empty()
            || known.any(|known| is_same(session, known.document, one.document));
        if !is_known {
            distinct.push(one);
        }
    }
    if distinct.len() < 2 {
        return distinct;
    }
    let places: Vec<Span> = distinct
        .iter()
        .filter_map(|one| match one.document {
            ControlDocument::Known(document) => Some(session.model.pools.document(document)?.at),
            ControlDocument::FullAccess => Some(one.at),
            ControlDocument::Absent(_) => None,
        })
        .collect();
    report(session, &name, &places);
    let at = distinct.first().map(|one| one.at);
    let about = crate::readers::finish::about(session, account, &format!("Control/{id}"));
    let doubt = doubt(session, about, at, distinct.len());
    for (choice, one) in choices(distinct.len()).zip(&distinct) {
        if let ControlDocument::Known(document) = one.document {
            let pools = &mut session.model.pools;
            pools.guard_document(document, Choice::is(doubt, choice));
        }
    }
    distinct
}

fn is_same(session: &Session<'_>, one: ControlDocument, other: ControlDocument) -> bool {
    match (one, other) {
        (ControlDocument::Known(one), ControlDocument::Known(other)) => {
            session.model.pools.same(one, other)
        }
        _ => one == other,
    }
}
