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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::engine::snapshots::model;

    /// The actions that an Allow of all resources opens.
    fn opened(actions: &str, condition: Value) -> Vec<&'static str> {
        let statement = json!({
            "Effect": "Allow", "Action": actions, "Resource": "*", "Condition": condition,
        });
        let document = json!({ "Version": "1", "Statement": [statement] });
        let policy = json!({ "type": "Custom", "name": "p", "document": document });
        let model = model(json!({ "policies": [policy] }));
        let found = review(&model, Catalogue::embedded()).into_iter();
        let found = found.flat_map(|one| one.actions);
        found.map(|action| action.name).collect()
    }

    #[test]
    fn what_is_changed_on_single_resources_is_opened() {
        let found = opened("kvstore:*", json!({}));
        for (action, is_opened) in [
            ("kvstore:DeleteInstance", true),
            // On all resources, and only read.
            ("kvstore:DestroyInstance", false),
            ("kvstore:DescribeBackups", false),
        ] {
            assert!(Catalogue::embedded().action(action).is_some(), "{action}");
            assert_eq!(found.contains(&action), is_opened, "{action}");
        }
        for actions in ["kvstore:DeleteInstance", "*", "kvstore:Describe*"] {
            assert!(opened(actions, json!({})).is_empty(), "{actions}");
        }
    }

    /// Tags limit a statement to some resources, and so may a key that nobody knows.
    #[test]
    fn what_is_limited_to_some_resources_is_not_opened() {
        for (test, is_opened) in [
            (
                json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } }),
                true,
            ),
            (
                json!({ "StringEquals": { "acs:ResourceTag/a": "b" } }),
                false,
            ),
            (json!({ "StringEquals": { "x:Nonesuch": "b" } }), false),
        ] {
            let found = opened("kvstore:*", test.clone());
            assert_eq!(!found.is_empty(), is_opened, "{test}");
        }
    }
}
