//! Statements that have to do with a guarded action: what is wrong with them is for
//! the rules about grants and guards to say.

use std::collections::BTreeSet;

use crate::engine::bearing;
use crate::model::policy::{Effect, StatementId};
use crate::rules::kit::context::Context;

/// The statements of an effect whose actions and resources can be those of a
/// request for a guarded action.
#[must_use]
pub fn statements(context: &Context<'_>, effect: Effect) -> BTreeSet<StatementId> {
    let reviews = context.answers.iter().map(|answers| {
        bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            effect,
            context.settings,
        )
    });
    reviews
        .flat_map(|review| review.bearings)
        .filter(|bearing| bearing.actions.is_possible() && bearing.resources.is_possible())
        .map(|bearing| bearing.statement)
        .collect()
}

/// The statements that grant a guarded action to somebody, wholly or in part.
#[must_use]
pub fn grants(context: &Context<'_>) -> BTreeSet<StatementId> {
    let grants = context.grants();
    let statements = grants.iter().filter_map(|grant| grant.because.statement);
    statements.collect()
}
