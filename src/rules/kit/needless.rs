//! Statements that the others of their document make needless.

use std::collections::BTreeSet;

use crate::model::policy::{DocumentId, Statement};
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::finding::Finding;
use crate::rules::kit::spaces;
use crate::source::Span;

/// More places than this are not shown.
const MAX_RELATED: usize = 3;

/// One such statement.
#[derive(Clone, Debug)]
pub struct Needless<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// The places of the statements that make it so: their actions.
    pub by: Vec<Span>,
    /// Those deny what it allows.
    pub denied: bool,
    /// The places of all statements of the document.
    pub places: Vec<Span>,
    /// The places of those that others of the same effect cover.
    pub gone: Vec<Span>,
}

/// All of them, in the order of their documents.
#[must_use]
pub fn statements<'a>(context: &Context<'a>) -> Vec<Needless<'a>> {
    let pools = &context.model.pools;
    let mut asked: BTreeSet<DocumentId> = BTreeSet::new();
    let mut found = Vec::new();
    spaces::each(
        context,
        |_| true,
        |space, certain| {
            let document = certain.statement.document;
            let all: Vec<&Statement> = pools.statements(document).map(|(_, one)| one).collect();
            if all.len() < 2 || !asked.insert(document) {
                return;
            }
            let numbered = |number: u32| all.iter().copied().find(|one| one.index == number);
            let needless = space.needless_statements(document).unwrap_or_default();
            let mut places: Vec<Span> = all.iter().map(|one| one.at).collect();
            places.dedup();
            let covered = needless.iter().filter(|one| !one.denied);
            let gone: Vec<Span> = covered
                .filter_map(|one| numbered(one.index).map(|statement| statement.at))
                .collect();
            for one in needless {
                let Some(statement) = numbered(one.index) else {
                    continue;
                };
                let by = one.by.iter().filter_map(|number| numbered(*number));
                found.push(Needless {
                    statement,
                    by: by.map(|other| other.actions.at).collect(),
                    denied: one.denied,
                    places: places.clone(),
                    gone: gone.clone(),
                });
            }
        },
    );
    found
}

/// Shows the statements that make one needless.
pub fn relate(needless: &Needless<'_>, text: &str, found: &mut Finding) {
    let places = needless.by.iter().filter(|at| **at != found.at.at);
    let labels = places.take(MAX_RELATED).map(|at| label(*at, text));
    found.related.extend(labels);
}
