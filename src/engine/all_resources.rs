//! Actions that an Allow names beside ARNs although they are authorised on the
//! resource `*` only: no request for them meets the statement (R21).

use std::collections::BTreeMap;

use crate::engine::answers::{self, Settings};
use crate::engine::breadth::Breadth;
use crate::engine::certain::{self, Certain};
use crate::engine::compile::{Compiler, KeyUse, asking};
use crate::engine::formula::Formula;
use crate::model::Model;
use crate::model::catalogue::{Action, Basis, Catalogue};
use crate::model::policy::{Effect, Element, Form, Known};

/// One statement and the actions that it names in vain.
#[derive(Clone, Debug)]
pub struct NamedInVain<'a> {
    /// The statement.
    pub certain: Certain<'a>,
    /// The actions, in the order of the text.
    pub actions: Vec<(&'a Element, Action)>,
}

/// All such statements. Only names count, not patterns, and only actions whose
/// resource level is documented.
#[must_use]
pub fn review<'a>(
    model: &'a Model,
    catalogue: &Catalogue,
    settings: &Settings,
) -> Vec<NamedInVain<'a>> {
    let Some(account) = model.accounts.first() else {
        return Vec::new();
    };
    let uses = KeyUse::new(model);
    let mut doubts = model.doubts.clone();
    let mut compilers: BTreeMap<&str, Compiler<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for certain in certain::statements(model) {
        let statement = certain.statement;
        if statement.effect != Effect::Allow
            || statement.actions.form != Form::Named
            || statement.resources.form != Form::Named
        {
            continue;
        }
        let elements = model.pools.elements(statement.actions.list).iter();
        let mut actions = Vec::new();
        for element in elements.filter(|element| element.known == Known::Whole) {
            let text = model.pools.str(element.text);
            let exact = Breadth::of_pattern(text) == Breadth::Exact;
            let Some(action) = catalogue.action(text).filter(|_| exact) else {
                continue;
            };
            if !action.is_on_all_resources() || action.resource_basis != Basis::Documented {
                continue;
            }
            // What the resource `*` meets depends on the service alone.
            let compiler = compilers.entry(action.service()).or_insert_with(|| {
                let question = answers::question(action.name, catalogue);
                asking(model, catalogue, account, &uses, &question, settings).1
            });
            if compiler.resources(statement, &mut doubts) == Formula::False {
                actions.push((element, action));
            }
        }
        if !actions.is_empty() {
            found.push(NamedInVain { certain, actions });
        }
    }
    found
}
