//! Two documents for one custom policy: where they say the same they are one, and
//! where they differ either may be in force, whoever holds the name.

use std::collections::BTreeMap;

use crate::model::account::{Attachment, PolicyDocument, PolicyId, PolicyKind};
use crate::model::doubt::Choice;
use crate::model::structure::{StructureKind, StructureProblem};
use crate::readers::session::Session;

/// More documents than this for one name, and those after it are not told apart
/// from each other.
const MAX_DOCUMENTS: usize = 8;

/// Settles all conflicts of one account.
pub(super) fn settle(session: &mut Session<'_>, account: usize) {
    let Some(list) = session.model.accounts.get(account) else {
        return;
    };
    let mut named: BTreeMap<&str, Vec<PolicyId>> = BTreeMap::new();
    for (id, policy) in (0_u32..).map(PolicyId).zip(&list.policies) {
        let known = matches!(policy.document, PolicyDocument::Known { .. });
        if policy.kind == PolicyKind::Custom && known && !session.owned.contains(&(account, id)) {
            named.entry(&policy.name).or_default().push(id);
        }
    }
    let several: Vec<(String, Vec<PolicyId>)> = named
        .into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|(name, ids)| (name.to_owned(), ids))
        .collect();
    for (name, ids) in several {
        settle_one(session, account, &name, &ids);
    }
}

fn settle_one(session: &mut Session<'_>, account: usize, name: &str, ids: &[PolicyId]) {
    let mut distinct: Vec<PolicyId> = Vec::new();
    let mut stands_for: BTreeMap<PolicyId, PolicyId> = BTreeMap::new();
    for id in ids {
        let same = distinct
            .iter()
            .copied()
            .find(|other| is_same(session, account, *id, *other));
        if same.is_none() {
            distinct.push(*id);
        }
        stands_for.insert(*id, same.unwrap_or(*id));
    }
    let replaced = |id: PolicyId| stands_for.get(&id).copied().unwrap_or(id);
    if let Some(list) = session.account(account) {
        for mut attachment in std::mem::take(&mut list.attachments) {
            attachment.policy = replaced(attachment.policy);
            add(&mut list.attachments, attachment, ids);
        }
    }
    let (Some(first), true) = (distinct.first().copied(), distinct.len() > 1) else {
        return;
    };
    let when = |id: &PolicyId| session.conditional.get(&(account, *id));
    let apart = |one: &PolicyId, other: &PolicyId| match (when(one), when(other)) {
        (Some(one), Some(other)) => one.iter().any(|choice| {
            let mut others = other.iter();
            others.any(|other| other.doubt == choice.doubt && other.mask & choice.mask == 0)
        }),
        _ => false,
    };
    let exclusive = distinct.iter().enumerate().all(|(number, one)| {
        let mut later = distinct.iter().skip(number.saturating_add(1));
        later.all(|other| apart(one, other))
    });
    if exclusive {
        return;
    }
    report(session, account, name, first, &distinct);
    let choices = distinct.len().min(MAX_DOCUMENTS);
    let at = place(session, account, first);
    let about = format!("Custom/{name}");
    let choices = u8::try_from(choices).unwrap_or(u8::MAX);
    let doubts = &mut session.model.doubts;
    let doubt = doubts.gap("conflicting-documents", about, at, choices);
    let Some(list) = session.account(account) else {
        return;
    };
    let mut attachments: Vec<Attachment> = Vec::new();
    for attachment in std::mem::take(&mut list.attachments) {
        if !distinct.contains(&attachment.policy) {
            attachments.push(attachment);
            continue;
        }
        for (number, policy) in (0_u8..).zip(&distinct) {
            let mut attachment = attachment.clone();
            attachment.policy = *policy;
            let choice = number.min(choices.saturating_sub(1));
            attachment.when.push(Choice::is(doubt, choice));
            add(&mut attachments, attachment, &distinct);
        }
    }
    list.attachments = attachments;
}

/// Adds an attachment, unless it is of one of some policies and there already.
fn add(list: &mut Vec<Attachment>, attachment: Attachment, of: &[PolicyId]) {
    let is_same = |known: &Attachment| {
        known.policy == attachment.policy
            && known.to == attachment.to
            && known.scope == attachment.scope
            && known.when == attachment.when
    };
    if !of.contains(&attachment.policy) || !list.iter().any(is_same) {
        list.push(attachment);
    }
}

fn is_same(session: &Session<'_>, account: usize, one: PolicyId, other: PolicyId) -> bool {
    let document = |id| {
        let list = session.model.accounts.get(account)?;
        match list.policy(id)?.document {
            PolicyDocument::Known { document, rest } => Some((document, rest)),
            PolicyDocument::Absent(_) => None,
        }
    };
    match (document(one), document(other)) {
        (Some((one, rest)), Some((other, other_rest))) => {
            rest == other_rest && session.model.pools.same(one, other)
        }
        _ => false,
    }
}

fn place(session: &Session<'_>, account: usize, id: PolicyId) -> Option<crate::source::Span> {
    session.model.accounts.get(account)?.policy(id)?.at
}

fn report(
    session: &mut Session<'_>,
    account: usize,
    name: &str,
    first: PolicyId,
    distinct: &[PolicyId],
) {
    let related = place(session, account, first);
    for id in distinct.iter().skip(1) {
        if let Some(at) = place(session, account, *id) {
            session.model.structure_problems.push(StructureProblem {
                kind: StructureKind::ConflictingDocuments(name.to_owned()),
                at,
                related,
            });
        }
    }
}
