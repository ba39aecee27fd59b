//! Action patterns of Deny statements that match no action there is: a prefix that is no service
//! code, or a name that a wholly catalogued service does not have. Only patterns
//! with a spelling near by that does exist are found; everything else may be an
//! action that the catalogue does not hold.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::lower::within_one_edit;
use crate::model::pattern::{Fold, Pattern, matches};
use crate::model::policy::{Effect, Element, Form, Known, StatementId};
use crate::source::Span;

/// What is wrong with the pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The prefix is not the code of a service.
    Service,
    /// The service has no action of that name.
    Name,
    /// Some of its characters are outside ASCII, and action names have none.
    Letters,
}

/// One pattern that matches nothing.
#[derive(Clone, Debug)]
pub struct UnknownAction {
    /// The statement it is in.
    pub statement: StatementId,
    /// As written.
    pub written: String,
    /// Where.
    pub at: Span,
    /// What is wrong with it.
    pub fault: Fault,
    /// The spelling near by, which matches some catalogued action.
    pub corrected: String,
}

impl UnknownAction {
    /// Whether the corrected spelling names an action.
    #[must_use]
    pub fn would_cover(&self, action: &str) -> bool {
        matches(&self.corrected, action, Fold::Ascii)
    }

    /// Whether the corrected spelling is a pattern.
    #[must_use]
    pub fn names_several(&self) -> bool {
        !Pattern::new(&self.corrected).is_literal()
    }
}

/// All such patterns in the `Action` elements of Deny statements, in pool order.
#[must_use]
pub fn review(model: &Model, catalogue: &Catalogue) -> Vec<UnknownAction> {
    let mut found: Vec<UnknownAction> = Vec::new();
    let mut places = BTreeSet::new();
    for (document, _) in model.pools.documents() {
        for (id, statement) in model.pools.statements(document) {
            let doubtful = || {
                let mut others = model.pools.statements(document);
                others.any(|(_, other)| {
                    other.index == statement.index && other.effect != statement.effect
                })
            };
            if statement.effect != Effect::Deny
                || statement.actions.form != Form::Named
                || doubtful()
            {
                continue;
            }
            for element in model.pools.elements(statement.actions.list) {
                if places.contains(&element.at) {
                    continue;
                }
                let Some((written, fault, corrected)) = fault(element, model, catalogue) else {
                    continue;
                };
                places.insert(element.at);
                found.push(UnknownAction {
                    statement: id,
                    written,
                    at: element.at,
                    fault,
                    corrected,
                });
            }
        }
    }
    found
}

fn fault(
    element: &Element,
    model: &Model,
    catalogue: &Catalogue,
) -> Option<(String, Fault, String)> {
    if element.known != Known::Whole {
        return None;
    }
    let text = model.pools.str(element.text);
    if !text.is_ascii() {
        let corrected = in_ascii(text, catalogue)?;
        return Some((text.to_owned(), Fault::Letters, corrected));
    }
    let (service, name) = text.split_once(':')?;
    let exists = |service: &str, pattern: &str| {
        catalogue
            .actions_of(service)
            .any(|action| matches(pattern, action.name, Fold::Ascii))
    };
    if service.contains(['*', '?']) {
        return None;
    }
    let found = |fault, corrected: String| Some((text.to_owned(), fault, corrected));
    if catalogue.service(service).is_none() {
        let code = catalogue
            .alias(service)
            .or_else(|| near_service(service, catalogue))?;
        let corrected = format!("{code}:{name}");
        if exists(code, &corrected) {
            return found(Fault::Service, corrected);
        }
        let corrected = near_name(code, name, catalogue)?;
        return found(Fault::Service, corrected);
    }
    if !catalogue.is_complete(service) || exists(service, text) {
        return None;
    }
    found(Fault::Name, near_name(service, name, catalogue)?)
}

/// What a pattern with characters outside ASCII was meant to be: the catalogued
/// action that fits with one character in the place of each, or with none where
/// they are invisible; of a pattern that ends in its only wildcard, the beginning.
fn in_ascii(text: &str, catalogue: &Catalogue) -> Option<String> {
    [Some('?'), None].into_iter().find_map(|place| {
        let open: String = text
            .chars()
            .filter_map(|character| match character.is_ascii() {
                true => Some(character),
                false => place,
            })
            .collect();
        let mut actions = catalogue.actions();
        let fits = actions.find(|action| matches(&open, action.name, Fold::Ascii))?;
        if Pattern::new(text).is_literal() {
            return Some(fits.name.to_owned());
        }
        let head = text.strip_suffix('*')?;
        if !Pattern::new(head).is_literal() {
            return None;
        }
        let length = open.chars().count().saturating_sub(1);
        let head: String = fits.name.chars().take(length).collect();
        Some(format!("{head}*"))
    })
}

/// The one service whose code is a single edit away.
pub(super) fn near_service(written: &str, catalogue: &Catalogue) -> Option<&'static str> {
    let written = written.to_ascii_lowercase();
    if written.chars().count() < 5 {
        return None;
    }
    catalogue
        .services()
        .map(|service| service.code)
        .find(|code| within_one_edit(&written, &code.to_ascii_lowercase()))
}

/// A name of the service near the one written; of a pattern that ends in its only
/// wildcard, the part before it is compared.
pub(super) fn near_name(service: &str, name: &str, catalogue: &Catalogue) -> Option<String> {
    let Some(start) = name.strip_suffix('*') else {
        if name.contains(['*', '?']) {
            return None;
        }
        let written = format!("{service}:{name}");
        return catalogue
            .similar_actions(&written, 1)
            .first()
            .filter(|action| {
                action
                    .split_once(':')
                    .is_some_and(|(code, _)| code.eq_ignore_ascii_case(service))
            })
            .map(|action| (*action).to_owned());
    };
    let folded = start.to_ascii_lowercase();
    let length = folded.chars().count();
    if length < 4 || start.contains(['*', '?']) {
        return None;
    }
    catalogue.actions_of(service).find_map(|action| {
        let (_, other) = action.name.split_once(':')?;
        [length, length.saturating_add(1), length.saturating_sub(1)]
            .into_iter()
            .find_map(|many| {
                let head: String = other.chars().take(many).collect();
                within_one_edit(&folded, &head.to_ascii_lowercase())
                    .then(|| format!("{service}:{head}*"))
            })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::snapshots::model;

    type Told<'a> = (&'a str, Fault, &'a str, bool);

    fn found(statements: &serde_json::Value) -> Vec<UnknownAction> {
        let policy = json!({"type": "Custom", "name": "P",
            "document": {"Version": "1", "Statement": statements}});
        review(&model(json!({"policies": [policy]})), Catalogue::embedded())
    }

    /// R07: a Deny of an action that does not exist denies nothing.
    #[test]
    fn a_deny_of_what_does_not_exist_is_found_where_the_action_meant_does() {
        for (written, expected) in [
            ("kvstore:DestroyInstance", None),
            ("kvstore:Destroy*", None),
            ("KVSTORE:DESTROYINSTANCE", None),
            ("*:DestroyInstance", None),
            ("DestroyInstance", None),
            (
                "redis:DestroyInstance",
                Some((Fault::Service, "kvstore:DestroyInstance", false)),
            ),
            (
                "kvstor:Destroy*",
                Some((Fault::Service, "kvstore:Destroy*", true)),
            ),
            (
                "kvstor:DestroyInstanec",
                Some((Fault::Service, "kvstore:DestroyInstance", false)),
            ),
            ("nosuchservice:DestroyInstance", None),
            (
                "kvstore:DestroyInstanec",
                Some((Fault::Name, "kvstore:DestroyInstance", false)),
            ),
            (
                "kvstore:Destory*",
                Some((Fault::Name, "kvstore:Destroy*", true)),
            ),
            (
                "kvstore:Destrooy*",
                Some((Fault::Name, "kvstore:Destroy*", true)),
            ),
            ("gpdbx:*", Some((Fault::Service, "gpdb:*", true))),
            // Of so few letters each may be another word.
            ("gpdx:*", None),
            ("kvstore:Dlet*", Some((Fault::Name, "kvstore:Delet*", true))),
            ("kvstore:Dex*", None),
            ("kvstore:DestroyInstance?*", None),
            ("kvstore:Destro?Instanec", None),
            ("kvstore:D?story*", None),
            ("kvstore:Quux*", None),
            (
                "kvstore:DestrоyInstance",
                Some((Fault::Letters, "kvstore:DestroyInstance", false)),
            ),
            (
                "KVSTORE:DestrоyInst*",
                Some((Fault::Letters, "kvstore:DestroyInst*", true)),
            ),
            (
                "kvstore:Destroy\u{200b}Instance",
                Some((Fault::Letters, "kvstore:DestroyInstance", false)),
            ),
            ("kvstore:*Destrоy*", None),
        ] {
            let found = found(&json!([{"Effect": "Deny", "Action": [written], "Resource": "*"}]));
            let told: Vec<Told<'_>> = found
                .iter()
                .map(|one| {
                    (
                        one.written.as_str(),
                        one.fault,
                        one.corrected.as_str(),
                        one.names_several(),
                    )
                })
                .collect();
            let expected =
                expected.map(|(fault, corrected, several)| (written, fault, corrected, several));
            assert_eq!(told, Vec::from_iter(expected), "{written}");
        }
    }

    #[test]
    fn a_corrected_pattern_covers_what_it_names() {
        let found =
            found(&json!([{"Effect": "Deny", "Action": ["redis:DESTROY*"], "Resource": "*"}]));
        let one = &found[0];
        assert!(one.would_cover("kvstore:DestroyInstance"));
        assert!(!one.would_cover("kvstore:DescribeInstances"));
    }

    #[test]
    fn what_allows_and_what_is_left_out_is_none_of_its_business() {
        let written = "redis:DestroyInstance";
        for statements in [
            json!([{"Effect": "Allow", "Action": written, "Resource": "*"}]),
            json!([{"Effect": "Deny", "NotAction": written, "Resource": "*"}]),
            // Which of the two it is nobody can say.
            json!([{"Effect": ["Deny", "Allow"], "Action": written, "Resource": "*"}]),
        ] {
            assert!(found(&statements).is_empty(), "{statements}");
        }
        // Each place once, in whatever many ways its statement can be read.
        let twice = json!([
            {"Effect": "Deny", "Action": [written, written], "Resource": "*"},
            {"Effect": "Deny", "Action": written, "Resource": "*", "Condition":
                {"StringEquals": {"acs:Service": "a", "acs:service": "b"}}},
        ]);
        assert_eq!(found(&twice).len(), 3);
    }
}
