//! Documents that nobody holds although the input says who holds what.

use std::collections::BTreeSet;

use crate::engine::answers::{About, Answers, Line};
use crate::engine::bearing::{self, Bearing};
use crate::engine::holders;
use crate::model::Model;
use crate::model::account::{PolicyDocument, PolicyKind};
use crate::model::policy::{DocumentId, Effect};
use crate::model::structure::StructureKind;
use crate::rules::kit::context::Context;
use crate::rules::kit::guarding;
use crate::source::Span;

/// Documents that a manifest beside them gives to nobody, and custom policies of
/// accounts that claim to list every attachment and attach them to nobody.
#[must_use]
pub fn documents(model: &Model) -> BTreeSet<DocumentId> {
    let mut found = BTreeSet::new();
    for account in &model.accounts {
        if !account.complete.attachments || !account.unlisted.is_empty() {
            continue;
        }
        let attached = holders::attached_documents(account);
        for policy in &account.policies {
            if let PolicyDocument::Known { document, .. } = policy.document
                && policy.kind == PolicyKind::Custom
                && !policy.offered
                && !attached.contains(&document)
            {
                found.insert(document);
            }
        }
    }
    found.extend(of_manifests(model));
    found
}

fn of_manifests(model: &Model) -> impl Iterator<Item = DocumentId> {
    let unattached: BTreeSet<Span> = model
        .structure_problems
        .iter()
        .filter(|problem| matches!(problem.kind, StructureKind::Unattached))
        .map(|problem| problem.at)
        .collect();
    model.holdings.iter().filter_map(move |holding| {
        let document = model.pools.document(holding.document)?;
        unattached
            .contains(&document.at)
            .then_some(holding.document)
    })
}

/// What would grant the action to whoever held one of some documents: live Allow
/// statements that no Deny of their own document takes back whole.
#[must_use]
pub fn grants(
    documents: &BTreeSet<DocumentId>,
    answers: &Answers,
    context: &Context<'_>,
) -> Vec<Bearing> {
    if documents.is_empty() {
        return Vec::new();
    }
    let of = |effect| {
        let review = bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            effect,
            context.settings,
        );
        let mut bearings = review.bearings;
        bearings.retain(|one| documents.contains(&one.document) && guarding::is_live(one));
        bearings
    };
    let mut found = of(Effect::Allow);
    if !found.is_empty() {
        let denied: BTreeSet<DocumentId> = of(Effect::Deny)
            .iter()
            .filter(|deny| guarding::is_total(deny))
            .map(|deny| deny.document)
            .collect();
        found.retain(|allow| !denied.contains(&allow.document));
    }
    found
}

/// Documents that nobody holds and that would grant or deny a guarded action: the
/// rules about such grants and guards report them.
#[must_use]
pub fn bearing(context: &Context<'_>) -> BTreeSet<DocumentId> {
    let unheld = documents(context.model);
    let mut found = BTreeSet::new();
    if unheld.is_empty() {
        return found;
    }
    for answers in context.answers {
        let grants = grants(&unheld, answers, context);
        found.extend(grants.iter().map(|one| one.document));
        let denies = guarding::denies(answers, context)
            .iter()
            .filter(|one| unheld.contains(&one.document) && guarding::is_live(one));
        found.extend(denies.map(|one| one.document));
    }
    found
}

/// Whether a line is about one of some documents.
#[must_use]
pub fn is_about(line: &Line, documents: &BTreeSet<DocumentId>, model: &Model) -> bool {
    let About::Holding(number) = line.about else {
        return false;
    };
    let holding = model.holdings.get(number);
    holding.is_some_and(|holding| documents.contains(&holding.document))
}
