//! Who holds a document, whatever it says: through an attachment, a group, an
//! access configuration or the resource directory.

use std::collections::BTreeSet;

use crate::engine::answers::About;
use crate::model::Model;
use crate::model::account::{
    Account, ControlDocument, Policy, PolicyDocument, PolicyId, Position, PrincipalId,
};
use crate::model::policy::DocumentId;

/// The lines of one account whose answer a document bears on.
#[must_use]
pub fn of_document(model: &Model, account: usize, document: DocumentId) -> BTreeSet<About> {
    let mut found: BTreeSet<About> = model
        .holdings
        .iter()
        .enumerate()
        .filter(|(_, holding)| holding.account == account && holding.document == document)
        .map(|(number, _)| About::Holding(number))
        .collect();
    let Some(account) = model.accounts.get(account) else {
        return found;
    };
    let direct = attached(account, document);
    let bound = binds(account, document);
    let members = account
        .memberships
        .iter()
        .filter(|membership| direct.contains(&membership.group))
        .map(|membership| membership.user);
    let all: BTreeSet<PrincipalId> = direct.iter().copied().chain(members).collect();
    for (id, principal) in account.principals() {
        if all.contains(&id) || (bound && !principal.service_linked) {
            found.insert(About::Principal(principal.kind, id));
        }
    }
    found
}

/// Every document that some principal of an account holds.
#[must_use]
pub fn attached_documents(account: &Account) -> BTreeSet<DocumentId> {
    let assigned = account
        .assignments
        .iter()
        .filter_map(|assignment| account.configurations.get(assignment.configuration))
        .flat_map(|configuration| configuration.policies.iter().map(|(policy, _)| *policy));
    account
        .attachments
        .iter()
        .map(|attachment| attachment.policy)
        .chain(assigned)
        .filter_map(|policy| match account.policy(policy)?.document {
            PolicyDocument::Known { document, .. } => Some(document),
            PolicyDocument::Absent(_) => None,
        })
        .collect()
}

/// Those to whom the document of one of the [`holdings`](Model::holdings) is attached
/// or assigned, if no policy of another account bears its name: then nobody holds it
/// there.
pub(in crate::engine) fn of_new(
    model: &Model,
    account: &Account,
    number: usize,
    other: &Account,
) -> BTreeSet<PrincipalId> {
    let Some(holding) = model.holdings.get(number) else {
        return BTreeSet::new();
    };
    let mut policies = account.policies.iter();
    let is_known = policies
        .any(|policy| is_of(policy, holding.document) && other.policy_like(policy).is_some());
    if is_known {
        return BTreeSet::new();
    }
    attached(account, holding.document)
}

fn is_of(policy: &Policy, document: DocumentId) -> bool {
    matches!(policy.document, PolicyDocument::Known { document: known, .. } if known == document)
}

fn attached(account: &Account, document: DocumentId) -> BTreeSet<PrincipalId> {
    let is_it = |id: PolicyId| {
        let policy = account.policy(id);
        policy.is_some_and(|policy| is_of(policy, document))
    };
    let attachments = account
        .attachments
        .iter()
        .filter(|attachment| is_it(attachment.policy))
        .map(|attachment| attachment.to);
    let assignments = account
        .assignments
        .iter()
        .filter(|assignment| {
            account
                .configurations
                .get(assignment.configuration)
                .is_some_and(|found| found.policies.iter().any(|(id, _)| is_it(*id)))
        })
        .map(|assignment| assignment.to);
    attachments.chain(assignments).collect()
}

/// Whether a control policy of the document binds the account.
#[must_use]
pub fn is_bound(model: &Model, account: usize, document: DocumentId) -> bool {
    let account = model.accounts.get(account);
    account.is_some_and(|account| binds(account, document))
}

fn binds(account: &Account, document: DocumentId) -> bool {
    let Position::Member { path } = &account.position else {
        return false;
    };
    account.control_policies.iter().any(|policy| {
        policy.document == ControlDocument::Known(document)
            && policy.targets.iter().flatten().any(|target| {
                account.id.as_deref() == Some(target.value.as_str())
                    || path.iter().flatten().any(|folder| *folder == target.value)
            })
    })
}
