//! The statements of the input that can be read in one way only. Texts that are
//! bundled with the program are none of the input's.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::breadth::Breadth;
use crate::model::Model;
use crate::model::account::{ControlDocument, PolicyDocument, Trust};
use crate::model::policy::{DocumentId, DocumentKind, Form, Known, Statement, StatementId};

/// One statement.
#[derive(Clone, Copy, Debug)]
pub struct Certain<'a> {
    /// Index of the account that its document is of; the first where it is of none.
    pub account: usize,
    /// What its document is used as.
    pub kind: DocumentKind,
    /// Its name.
    pub id: StatementId,
    /// What it says.
    pub statement: &'a Statement,
}

/// All of them, in pool order.
#[must_use]
pub fn statements(model: &Model) -> Vec<Certain<'_>> {
    let bundled = bundled(model);
    let owners = owners(model);
    let mut found = Vec::new();
    for (id, document) in model.pools.documents() {
        if bundled.contains(&id) {
            continue;
        }
        let account = owners.get(&id).copied().unwrap_or_default();
        let all: Vec<_> = model.pools.statements(id).collect();
        for (number, (id, statement)) in all.iter().enumerate() {
            // The ways to read one statement stand side by side.
            let shares = |other: Option<usize>| {
                other
                    .and_then(|other| all.get(other))
                    .is_some_and(|(_, other)| other.index == statement.index)
            };
            if shares(number.checked_sub(1)) || shares(number.checked_add(1)) {
                continue;
            }
            found.push(Certain {
                account,
                kind: document.kind,
                id: *id,
                statement,
            });
        }
    }
    found
}

/// Whether a statement is about all actions but all actions (R17).
#[must_use]
pub fn excludes_everything(statement: &Statement, model: &Model) -> bool {
    let elements = model.pools.elements(statement.actions.list);
    statement.actions.form == Form::Excluded
        && elements.iter().any(|element| {
            let text = model.pools.str(element.text);
            element.known == Known::Whole && Breadth::of_pattern(text) == Breadth::AllActions
        })
}

/// The first account that each document is of.
fn owners(model: &Model) -> BTreeMap<DocumentId, usize> {
    let mut found = BTreeMap::new();
    let mut owned = |document: DocumentId, account: usize| {
        found.entry(document).or_insert(account);
    };
    for (number, account) in model.accounts.iter().enumerate() {
        for policy in &account.policies {
            if let PolicyDocument::Known { document, .. } = policy.document {
                owned(document, number);
            }
            for (_, version) in &policy.other_versions {
                owned(*version, number);
            }
        }
        for policy in &account.control_policies {
            if let ControlDocument::Known(document) = policy.document {
                owned(document, number);
            }
        }
        for principal in &account.principals {
            if let Trust::Known(document) = principal.trust {
                owned(document, number);
            }
        }
    }
    for holding in &model.holdings {
        owned(holding.document, holding.account);
    }
    found
}

fn bundled(model: &Model) -> BTreeSet<DocumentId> {
    let policies = model
        .accounts
        .iter()
        .flat_map(|account| &account.policies)
        .filter(|policy| policy.bundled);
    policies
        .filter_map(|policy| match policy.document {
            PolicyDocument::Known { document, .. } => Some(document),
            PolicyDocument::Absent(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::model::Model;
    use crate::readers::{self, Input, Options};
    use crate::source::{Files, Refusal, Sources};

    struct Nothing;

    impl Files for Nothing {
        fn read(&self, _: &str) -> Result<String, Refusal> {
            Err(Refusal::Missing)
        }

        fn list(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
    }

    #[test]
    fn what_has_several_readings_and_what_is_bundled_is_left_out() {
        let text = r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
            "policies": [{"type": "Custom", "name": "p", "document": {"Version": "1", "Statement": [
                {"Effect": "Allow", "Action": "a:B", "Resource": "*"},
                {"Effect": "allow", "Action": "a:C", "Resource": "*"},
                {"Effect": "Deny", "Action": "a:D", "Resource": "*"}]}}],
            "users": [{"name": "u"}],
            "attachments": [{"policy": "System/AdministratorAccess", "to": "user/u"}]}"#;
        let mut sources = Sources::default();
        let file = sources.add("a.json", text);
        let inputs = [Input {
            file,
            named: true,
            in_skipped_folder: false,
            base: "",
        }];
        let mut model = Model::default();
        readers::read(
            &mut sources,
            &inputs,
            &Nothing,
            &Options::default(),
            &mut model,
        );
        let found: Vec<&str> = super::statements(&model)
            .iter()
            .flat_map(|certain| model.pools.elements(certain.statement.actions.list))
            .map(|element| model.pools.str(element.text))
            .collect();
        assert_eq!(found, ["a:B", "a:D"]);
    }

    /// What documents of a snapshot are there for.
    const USES: [&str; 5] = ["Policy", "Old", "Session", "Control", "Trust"];

    /// Whatever a document is used as, it is of the account that uses it: in force or
    /// only kept, attached or not. One that stands alone is of the account that it is
    /// read into.
    #[test]
    fn every_statement_is_of_the_account_that_its_document_is_of() {
        let document = |action: &str| {
            format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}]}}"#
            )
        };
        let snapshot = |id: &str, letter: &str| {
            let [one, old, session, control, trust] =
                USES.map(|name| document(&format!("{letter}:{name}")));
            let trust = trust.replace(r#""Resource": "*""#, r#""Principal": {"RAM": ["*"]}"#);
            format!(
                r#"{{"ram_account_snapshot": 1, "account_id": "{id}",
                "policies": [{{"type": "Custom", "name": "p", "document": {one},
                    "other_versions": [{{"version": "v1", "document": {old}}}]}}],
                "sso": {{"access_configurations": [{{"name": "s", "inline": {session}}}]}},
                "control_policies": [{{"name": "c", "targets": ["{id}"], "document": {control}}}],
                "roles": [{{"name": "r", "trust": {trust}}}]}}"#
            )
        };
        let texts = [
            ("a.json", snapshot("1000000000000001", "a")),
            ("b.json", snapshot("1000000000000002", "b")),
            ("policies/c.json", document("c:Alone")),
        ];
        let mut sources = Sources::default();
        let inputs: Vec<Input<'_>> = texts
            .iter()
            .map(|(name, text)| Input {
                file: sources.add(*name, text.as_str()),
                named: true,
                in_skipped_folder: false,
                base: "",
            })
            .collect();
        let mut model = Model::default();
        readers::read(
            &mut sources,
            &inputs,
            &Nothing,
            &Options::default(),
            &mut model,
        );
        let alone = model.accounts.iter().position(|one| one.id.is_none());
        let alone = alone.expect("a document alone names no account");
        assert_ne!(alone, 0);
        let found: std::collections::BTreeSet<(usize, &str)> = super::statements(&model)
            .iter()
            .flat_map(|certain| {
                let elements = model.pools.elements(certain.statement.actions.list);
                let texts = elements.iter().map(|element| model.pools.str(element.text));
                texts.map(|text| (certain.account, text))
            })
            .collect();
        let expected = USES.map(|name| [(0, format!("a:{name}")), (1, format!("b:{name}"))]);
        let expected = expected
            .as_flattened()
            .iter()
            .map(|(account, text)| (*account, text.as_str()))
            .chain([(alone, "c:Alone")]);
        assert_eq!(found, expected.collect());
    }
}
