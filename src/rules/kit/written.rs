//! The parts of documents that somebody wrote and can mend, each once, however
//! many ways there are to read it. Documents of system policies are not among
//! them: they are Alibaba Cloud's.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Model;
use crate::model::account::{PolicyDocument, PolicyKind};
use crate::model::policy::{
    Condition, Document, DocumentId, Effect, Element, Elements, Form, Known, Statement, StatementId,
};
use crate::model::structure::StructureKind;
use crate::source::Span;

/// Tells documents that somebody wrote from those of system policies.
#[derive(Debug)]
pub struct Written {
    system: BTreeSet<DocumentId>,
    places: Vec<Span>,
}

/// One pattern of a statement.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The statement.
    pub statement: StatementId,
    /// What the statement does; `None` where it can be read in several ways.
    pub effect: Option<Effect>,
    /// Named or excluded.
    pub form: Form,
    /// The pattern.
    pub element: Element,
    /// Its text.
    pub text: &'a str,
}

impl Written {
    /// For the documents of a model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let mut system = BTreeSet::new();
        for account in &model.accounts {
            for policy in &account.policies {
                if policy.kind != PolicyKind::System {
                    continue;
                }
                if let PolicyDocument::Known { document, .. } = policy.document {
                    system.insert(document);
                }
                system.extend(policy.also.map(|(document, _)| document));
                system.extend(policy.other_versions.iter().map(|(_, document)| *document));
            }
        }
        let places = system
            .iter()
            .filter_map(|id| model.pools.document(*id))
            .map(|document| document.at)
            .collect();
        Self { system, places }
    }

    /// Whether a place is outside the documents of system policies.
    #[must_use]
    pub fn holds(&self, at: Span) -> bool {
        !self.places.iter().any(|system| {
            system.file == at.file && system.start <= at.start && at.end <= system.end
        })
    }
}

/// The documents.
#[must_use]
pub fn documents(model: &Model) -> Vec<(DocumentId, &Document)> {
    let written = Written::of(model);
    model
        .pools
        .documents()
        .filter(|(id, _)| !written.system.contains(id))
        .collect()
}

/// The action patterns, by place.
#[must_use]
pub fn actions(model: &Model) -> Vec<Named<'_>> {
    named(model, |statement| statement.actions)
}

/// The resource patterns, by place.
#[must_use]
pub fn resources(model: &Model) -> Vec<Named<'_>> {
    named(model, |statement| statement.resources)
}

fn named(model: &Model, part: impl Fn(&Statement) -> Elements) -> Vec<Named<'_>> {
    let pools = &model.pools;
    let of_another_type: BTreeSet<Span> = model
        .structure_problems
        .iter()
        .filter(|problem| matches!(problem.kind, StructureKind::WrongType { .. }))
        .map(|problem| problem.at)
        .collect();
    let mut found: Vec<Named<'_>> = Vec::new();
    for (document, _) in documents(model) {
        let mut effects: BTreeMap<u32, BTreeSet<Effect>> = BTreeMap::new();
        for (_, statement) in pools.statements(document) {
            let known = effects.entry(statement.index).or_default();
            known.insert(statement.effect);
        }
        for (id, statement) in pools.statements(document) {
            let several = effects.get(&statement.index);
            let ambiguous = several.is_some_and(|effects| effects.len() > 1);
            let elements = part(statement);
            for element in pools.elements(elements.list) {
                if element.known != Known::Whole || of_another_type.contains(&element.at) {
                    continue;
                }
                found.push(Named {
                    statement: id,
                    effect: (!ambiguous).then_some(statement.effect),
                    form: elements.form,
                    element: *element,
                    text: pools.str(element.text),
                });
            }
        }
    }
    found.sort_by_key(|one| one.element.at);
    found.dedup_by_key(|one| one.element.at);
    found
}

/// The tests of conditions that can be read, with the statements they are in, by
/// place.
#[must_use]
pub fn conditions(model: &Model) -> Vec<(StatementId, &Condition)> {
    let pools = &model.pools;
    let mut found: Vec<(StatementId, &Condition)> = Vec::new();
    for (document, _) in documents(model) {
        for (id, statement) in pools.statements(document) {
            let tests = pools.conditions(statement.conditions);
            found.extend(
                tests
                    .iter()
                    .filter(|test| test.doubt.is_none())
                    .map(|test| (id, test)),
            );
        }
    }
    found.sort_by_key(|(_, test)| (test.key.at, test.operator.at));
    found.dedup_by_key(|(_, test)| (test.key.at, test.operator.at));
    found
}
