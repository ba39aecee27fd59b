//! Patterns that open changing actions on every resource, although the actions are
//! authorised on single ones.

use crate::engine::breadth::Breadth;
use crate::engine::certain::{self, Certain};
use crate::model::Model;
use crate::model::catalogue::{AccessLevel, Action, Catalogue, KeyPresence, ResourceLevel};
use crate::model::pattern::Pattern;
use crate::model::policy::{DocumentKind, Effect, Element, Form, Known};

/// One pattern of one statement.
#[derive(Clone, Debug)]
pub struct Opened<'a> {
    /// The statement.
    pub certain: Certain<'a>,
    /// The pattern of actions.
    pub pattern: &'a Element,
    /// The resource that is every resource.
    pub resource: &'a Element,
    /// Catalogued actions that it opens and that change or remove single resources.
    pub actions: Vec<Action>,
}

/// The first such pattern of every Allow that holds one, in pool order. Patterns
/// wider than a service, and statements limited to resources by their tags, are
/// left out.
#[must_use]
pub fn review<'a>(model: &'a Model, catalogue: &Catalogue) -> Vec<Opened<'a>> {
    let pools = &model.pools;
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
        let every = pools.elements(statement.resources.list).iter().find(|one| {
            one.known == Known::Whole && Pattern::new(pools.str(one.text)).is_only_stars()
        });
        let limited = pools.conditions(statement.conditions).iter().any(|test| {
            let fact = catalogue.key(pools.str(test.key.text));
            fact.is_none_or(|fact| fact.presence == KeyPresence::ResourceOnly)
        });
        let Some(resource) = every.filter(|_| !limited) else {
            continue;
        };
        found.extend(
            pools
                .elements(statement.actions.list)
                .iter()
                .find_map(|pattern| {
                    let actions = changing(pattern, model, catalogue);
                    (!actions.is_empty()).then_some(Opened {
                        certain,
                        pattern,
                        resource,
                        actions,
                    })
                }),
        );
    }
    found
}

fn changing(pattern: &Element, model: &Model, catalogue: &Catalogue) -> Vec<Action> {
    let text = model.pools.str(pattern.text);
    let breadth = Breadth::of_pattern(text);
    if pattern.known != Known::Whole
        || !matches!(breadth, Breadth::VerbWildcard | Breadth::ServiceWildcard)
    {
        return Vec::new();
    }
    let changes = |action: &Action| {
        matches!(
            action.level,
            AccessLevel::Delete | AccessLevel::Update | AccessLevel::Write
        ) && matches!(action.resource, ResourceLevel::Templates(_))
    };
    catalogue.actions_like(text).filter(changes).collect()
}
