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
    if model.accounts.is_empty() {
        return Vec::new();
    }
    let uses = KeyUse::new(model);
    let mut doubts = model.doubts.clone();
    let mut compilers: BTreeMap<(usize, &str), Compiler<'_>> = BTreeMap::new();
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
            // What the resource `*` meets depends on the service and the account alone.
            let mut accounts = model.accounts.iter().enumerate();
            let in_vain = accounts.all(|(number, account)| {
                let known = compilers.entry((number, action.service()));
                let compiler = known.or_insert_with(|| {
                    let question = answers::question(action.name, catalogue);
                    asking(model, catalogue, account, &uses, &question, settings).1
                });
                compiler.resources(statement, &mut doubts) == Formula::False
            });
            if in_vain {
                actions.push((element, action));
            }
        }
        if !actions.is_empty() {
            found.push(NamedInVain { certain, actions });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::engine::snapshots::{OWN, files, model, settings};

    const ON_ALL: &str = "kvstore:DescribeParameterGroups";
    const INSTANCE: &str = "acs:kvstore:*:*:instance/a";

    fn policies(statement: &Value) -> Value {
        let document = json!({ "Version": "1", "Statement": [statement] });
        json!([{ "type": "Custom", "name": "p", "document": document }])
    }

    fn named(model: &Model) -> Vec<&'static str> {
        let found = review(model, Catalogue::embedded(), &settings()).into_iter();
        let actions = found.flat_map(|one| one.actions);
        actions.map(|(_, action)| action.name).collect()
    }

    #[test]
    fn r21_only_what_an_allow_names_beside_arns_is_named_in_vain() {
        let cases: [(&str, Value, &str, Value, &[&str]); 8] = [
            (
                "Action",
                json!(ON_ALL),
                "Resource",
                json!(INSTANCE),
                &[ON_ALL],
            ),
            // Others of the service are authorised on single resources.
            (
                "Action",
                json!([ON_ALL, "kvstore:DeleteInstance"]),
                "Resource",
                json!(INSTANCE),
                &[ON_ALL],
            ),
            (
                "Action",
                json!(["kvstore:DeleteInstance", ON_ALL]),
                "Resource",
                json!("acs:ecs:*:*:instance/a"),
                &[ON_ALL],
            ),
            (
                "Action",
                json!("kvstore:*"),
                "Resource",
                json!(INSTANCE),
                &[],
            ),
            (
                "Action",
                json!(ON_ALL),
                "Resource",
                json!([INSTANCE, "*"]),
                &[],
            ),
            ("NotAction", json!(ON_ALL), "Resource", json!(INSTANCE), &[]),
            ("Action", json!(ON_ALL), "NotResource", json!(INSTANCE), &[]),
            ("Action", json!(ON_ALL), "NotResource", json!("*"), &[]),
        ];
        for (actions, named_actions, resources, named_resources, expected) in cases {
            for effect in ["Allow", "Deny"] {
                let statement = json!({
                    "Effect": effect, actions: named_actions, resources: named_resources,
                });
                let model = model(json!({ "policies": policies(&statement) }));
                let expected: &[&str] = if effect == "Allow" { expected } else { &[] };
                assert_eq!(named(&model), expected, "{statement}");
            }
        }
    }

    /// An element for all ARNs of the service in the account may be for the resource `*`.
    #[test]
    fn r21_what_counts_for_one_of_several_accounts_is_not_named_in_vain() {
        let snapshot = |id: &str, owner: &str| {
            let statement = json!({
                "Effect": "Allow", "Action": ON_ALL,
                "Resource": format!("acs:kvstore:*:{owner}:*"),
            });
            let snapshot = json!({
                "ram_account_snapshot": 1, "account_id": id, "policies": policies(&statement),
            });
            snapshot.to_string()
        };
        let other = "2000000000000002";
        let third = "3000000000000003";
        for (owner, expected) in [(OWN, &[][..]), (other, &[]), (third, &[ON_ALL, ON_ALL])] {
            let (first, second) = (snapshot(OWN, owner), snapshot(other, owner));
            let model = files(&[("a.json", &first), ("b.json", &second)]);
            assert_eq!(model.accounts.len(), 2);
            assert_eq!(named(&model), expected, "{owner}");
        }
    }
}
