//! Statements that let their holders hand any role to any service.

use crate::engine::breadth::Breadth;
use crate::engine::certain;
use crate::model::Model;
use crate::model::budget::Budget;
use crate::model::catalogue::{Catalogue, KeyRole, ResourceLevel};
use crate::model::pattern::{Fold, Pattern, covers, matches};
use crate::model::policy::{DocumentKind, Effect, Element, Form, Known};

/// Steps for comparing one resource with the forms of a role's ARN.
const STEPS: u64 = 10_000;

/// One such statement.
#[derive(Clone, Copy, Debug)]
pub struct Passing<'a> {
    /// The element that covers the action.
    pub action: &'a Element,
    /// The element that covers every role.
    pub resource: &'a Element,
    /// The key that says which service receives the role.
    pub key: &'static str,
}

/// All of them, in pool order. Actions of a whole service or more are left out.
#[must_use]
pub fn review<'a>(model: &'a Model, catalogue: &Catalogue) -> Vec<Passing<'a>> {
    let pools = &model.pools;
    let keys = catalogue
        .keys()
        .filter(|key| key.role == KeyRole::ReceivingService);
    let actions: Vec<_> = keys
        .flat_map(|key| key.actions().map(move |action| (key.name, action)))
        .filter_map(|(key, name)| Some((key, catalogue.action(name)?)))
        .collect();
    let mut found = Vec::new();
    for certain in certain::statements(model) {
        let statement = certain.statement;
        let fits = statement.effect == Effect::Allow
            && certain.kind == DocumentKind::Identity
            && statement.actions.form == Form::Named
            && statement.resources.form == Form::Named;
        if !fits {
            continue;
        }
        let tested = pools.conditions(statement.conditions).iter().any(|test| {
            let fact = catalogue.key(pools.str(test.key.text));
            fact.is_some_and(|fact| fact.role == KeyRole::ReceivingService)
        });
        if tested {
            continue;
        }
        found.extend(actions.iter().find_map(|(key, action)| {
            let named = pools
                .elements(statement.actions.list)
                .iter()
                .find(|element| {
                    let text = pools.str(element.text);
                    element.known == Known::Whole
                        && Breadth::of_pattern(text) <= Breadth::VerbWildcard
                        && matches(text, action.name, Fold::Ascii)
                })?;
            let ResourceLevel::Templates(templates) = action.resource else {
                return None;
            };
            let roles: Vec<Pattern> = templates
                .iter()
                .map(|template| Pattern::from_template(template, None))
                .collect();
            let resource = pools
                .elements(statement.resources.list)
                .iter()
                .find(|element| {
                    let pattern = Pattern::new(pools.str(element.text));
                    let mut budget = Budget::new(STEPS);
                    element.known == Known::Whole
                        && roles
                            .iter()
                            .all(|role| covers(&pattern, role, &mut budget) == Ok(true))
                })?;
            Some(Passing {
                action: named,
                resource,
                key,
            })
        }));
    }
    found
}
