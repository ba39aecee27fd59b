//! Statements that grant a guarded action: the rules about grants report them.

use std::collections::BTreeSet;

use crate::model::policy::StatementId;
use crate::rules::kit::context::Context;

/// The statements that grant a guarded action to somebody, wholly or in part.
#[must_use]
pub fn grants(context: &Context<'_>) -> BTreeSet<StatementId> {
    let grants = context.grants();
    let statements = grants.iter().filter_map(|grant| grant.because.statement);
    statements.collect()
}
