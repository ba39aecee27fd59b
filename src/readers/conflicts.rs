//! Several documents for one name: where they say the same they are one, and
//! where they differ either may be in force, whoever holds the name. Custom
//! policies are settled here, control policies and the policies inside of access
//! configurations in their own files.

mod configurations;
mod control;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::{Attachment, PolicyDocument, PolicyId, PolicyKind, Trust};
use crate::model::doubt::{Choice, DoubtId};
use crate::model::policy::DocumentId;
use crate::readers::session::Session;
use crate::source::Span;

/// More documents than this for one name, and those after it are not told apart
/// from each other.
const MAX_DOCUMENTS: usize = 8;

/// The name of the gap.
pub(super) const CONFLICT: &str = "conflicting-documents";

/// Settles all conflicts of one account.
pub(super) fn settle(session: &mut Session<'_>, account: usize) {
    policies(session, account);
    control::settle(session, account);
    configurations::settle(session, account);
}

/// What becomes of policies of which there are several of one name.
#[derive(Default)]
struct Settled {
    /// The policy that each one is.
    is: BTreeMap<PolicyId, PolicyId>,
    /// Policies of which any may be in force, with the variable that says which.
    either: BTreeMap<PolicyId, (DoubtId, Vec<PolicyId>)>,
}

fn policies(session: &mut Session<'_>, account: usize) {
    let Some(list) = session.model.accounts.get(account) else {
        return;
    };
    let pending = session.names.get(account).map(|names| &names.pending);
    let mut named: BTreeMap<&str, Vec<PolicyId>> = BTreeMap::new();
    for (id, policy) in (0_u32..).map(PolicyId).zip(&list.policies) {
        let waits = pending.is_some_and(|pending| pending.contains(&id));
        if policy.kind == PolicyKind::Custom && !waits && !session.owned.contains(&(account, id)) {
            named.entry(&policy.name).or_default().push(id);
        }
    }
    let several: Vec<(String, Vec<PolicyId>)> = named
        .into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|(name, ids)| (name.to_owned(), ids))
        .collect();
    if several.is_empty() {
        return;
    }
    let mut settled = Settled::default();
    for (name, ids) in several {
        settle_one(session, account, &name, &ids, &mut settled);
    }
    let Some(list) = session.account(account) else {
        return;
    };
    let mut seen: BTreeSet<_> = BTreeSet::new();
    let mut attachments: Vec<Attachment> = Vec::new();
    for mut attachment in std::mem::take(&mut list.attachments) {
        let Some(is) = settled.is.get(&attachment.policy) else {
            attachments.push(attachment);
            continue;
        };
        attachment.policy = *is;
        let mut add = |attachment: Attachment| {
            let key = (
                attachment.policy,
                attachment.to,
                attachment.scope.clone(),
                attachment.when.clone(),
            );
            if seen.insert(key) {
                attachments.push(attachment);
            }
        };
        let Some((doubt, either)) = settled.either.get(is) else {
            add(attachment);
            continue;
        };
        for (choice, policy) in choices(either.len()).zip(either) {
            let mut attachment = attachment.clone();
            attachment.policy = *policy;
            attachment.when.push(Choice::is(*doubt, choice));
            add(attachment);
        }
    }
    list.attachments = attachments;
}

fn settle_one(
    session: &mut Session<'_>,
    account: usize,
    name: &str,
    ids: &[PolicyId],
    settled: &mut Settled,
) {
    let mut distinct: Vec<PolicyId> = Vec::new();
    let mut versions: Vec<(String, DocumentId)> = Vec::new();
    for id in ids {
        let same = distinct
            .iter()
            .copied()
            .find(|other| is_same(session, account, *id, *other));
        if same.is_none() {
            distinct.push(*id);
        }
        settled.is.insert(*id, same.unwrap_or(*id));
        if let Some(policy) = session.policy_mut(account, *id) {
            versions.append(&mut policy.other_versions);
        }
    }
    let pools = &session.model.pools;
    let mut once: Vec<(String, DocumentId)> = Vec::new();
    for (version, document) in versions {
        let mut known = once.iter();
        if !known.any(|(name, other)| *name == version && pools.same(*other, document)) {
            once.push((version, document));
        }
    }
    for id in &distinct {
        if let Some(policy) = session.policy_mut(account, *id) {
            policy.other_versions.clone_from(&once);
        }
    }
    let when = |id: &PolicyId| session.conditional.get(&(account, *id));
    let apart = |one: &PolicyId, other: &PolicyId| match (when(one), when(other)) {
        (Some(one), Some(other)) => excludes(one, other),
        _ => false,
    };
    let exclusive = distinct.iter().enumerate().all(|(number, one)| {
        let mut later = distinct.iter().skip(number.saturating_add(1));
        later.all(|other| apart(one, other))
    });
    if exclusive {
        return;
    }
    let places: Vec<Span> = distinct
        .iter()
        .filter_map(|id| place(session, account, *id))
        .collect();
    report(session, name, &places);
    let about = super::finish::about(session, account, &format!("Custom/{name}"));
    let at = distinct
        .iter()
        .find_map(|id| place(session, account, *id))
        .or_else(|| own_place(session, account, *distinct.first()?));
    let doubt = doubt(session, about, at, distinct.len());
    for id in &distinct {
        settled.either.insert(*id, (doubt, distinct.clone()));
    }
}

/// The variable that says which of some documents is in force.
fn doubt(session: &mut Session<'_>, about: String, at: Option<Span>, number: usize) -> DoubtId {
    let number = u8::try_from(number.min(MAX_DOCUMENTS)).unwrap_or(u8::MAX);
    let doubts = &mut session.model.doubts;
    doubts.gap(CONFLICT, about, at, number)
}

/// The choice that each of some documents is.
fn choices(number: usize) -> impl Iterator<Item = u8> {
    let last = number.min(MAX_DOCUMENTS).saturating_sub(1);
    let last = u8::try_from(last).unwrap_or(u8::MAX);
    (0_u8..=u8::MAX).map(move |choice| choice.min(last))
}

fn is_same(session: &Session<'_>, account: usize, one: PolicyId, other: PolicyId) -> bool {
    let document = |id| Some(session.model.accounts.get(account)?.policy(id)?.document);
    match (document(one), document(other)) {
        (
            Some(PolicyDocument::Known { document, rest }),
            Some(PolicyDocument::Known {
                document: other,
                rest: other_rest,
            }),
        ) => rest == other_rest && session.model.pools.same(document, other),
        (Some(PolicyDocument::Absent(one)), Some(PolicyDocument::Absent(other))) => one == other,
        _ => false,
    }
}

fn own_place(session: &Session<'_>, account: usize, id: PolicyId) -> Option<Span> {
    session.model.accounts.get(account)?.policy(id)?.at
}

/// Where a policy with a document is to be shown: its name where that stands in
/// the same file as the document, else the document.
fn place(session: &Session<'_>, account: usize, id: PolicyId) -> Option<Span> {
    let policy = session.model.accounts.get(account)?.policy(id)?;
    let PolicyDocument::Known { document, .. } = policy.document else {
        return None;
    };
    let document = session.model.pools.document(document)?.at;
    let own = policy.at.filter(|at| at.file == document.file);
    Some(own.unwrap_or(document))
}

/// Reports documents that differ, each but the first beside the first.
fn report(session: &mut Session<'_>, name: &str, places: &[Span]) {
    let related = places.first().copied();
    for at in places.iter().skip(1) {
        session.conflict(name, *at, related);
    }
}

/// The trust of a role of which two inputs tell different documents: either may be
/// in force. The same document told twice is no conflict, and `None`.
pub(super) fn trusts(
    session: &mut Session<'_>,
    role: &str,
    (before, now): (DocumentId, DocumentId),
) -> Option<Trust> {
    let pools = &session.model.pools;
    if pools.same(before, now) {
        return None;
    }
    let at = pools.document(now).map(|document| document.at);
    let related = pools.document(before).map(|document| document.at);
    if let Some(at) = at {
        session.conflict(role, at, related);
    }
    let about = format!("the trust of role {role}");
    Some(Trust::Unknown(doubt(session, about, at, 2)))
}

/// Whether what must hold for one thing cannot hold for another.
pub(super) fn excludes(one: &[Choice], other: &[Choice]) -> bool {
    one.iter().any(|choice| {
        let mut others = other.iter();
        others.any(|other| other.doubt == choice.doubt && other.mask & choice.mask == 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_beyond_the_most_are_not_told_apart() {
        for number in [2, MAX_DOCUMENTS, MAX_DOCUMENTS + 1, 300] {
            let found: Vec<u8> = choices(number).take(number).collect();
            let last = u8::try_from(number.min(MAX_DOCUMENTS) - 1).unwrap();
            let apart: Vec<u8> = (0..=last).collect();
            let (first, others) = found.split_at(apart.len());
            assert_eq!(first, apart, "{number}");
            assert!(others.iter().all(|one| *one == last), "{number}");
        }
    }
}
