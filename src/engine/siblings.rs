//! Beside the action asked about: the other actions with the same or a near
//! outcome. They are the catalogue's siblings of it as far as their own effect
//! cannot be undone, and each is answered like the action itself, by what a
//! principal holds; reach is left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::access::{LineKey, access};
use crate::engine::answers::{self, About, Settings};
use crate::engine::question::Question;
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::catalogue::{Catalogue, Sibling};

/// One action beside the one asked about, and who has it.
#[derive(Debug)]
pub struct Beside {
    /// The action, in the catalogue's spelling.
    pub action: &'static str,
    /// What it does, as a word of the catalogue.
    pub kind: &'static str,
    /// Why it comes near.
    pub reason: &'static str,
    loses_all: bool,
    /// Answers where some world gives access, by account and line.
    access: BTreeMap<LineKey, Answer>,
}

/// All actions beside the one asked about.
#[derive(Debug, Default)]
pub struct Siblings {
    /// In the order of the catalogue.
    pub all: Vec<Beside>,
}

impl Siblings {
    /// Those that a line has or may have, with its answer.
    pub fn of(&self, line: LineKey) -> impl Iterator<Item = (&Beside, Answer)> {
        self.all.iter().filter_map(move |beside| {
            let answer = beside.access.get(&line)?;
            Some((beside, *answer))
        })
    }
}

impl Beside {
    /// Whether it ends the whole resource, rather than a part of it.
    #[must_use]
    pub const fn loses_all(&self) -> bool {
        self.loses_all
    }

    /// How many principals have it or may have it; documents are not counted.
    #[must_use]
    pub fn principals(&self) -> usize {
        let lines = self.access.keys();
        lines
            .filter(|(_, about)| matches!(about, About::Principal(..)))
            .count()
    }
}

/// Answers for the actions beside a question, for every line or for some alone.
#[must_use]
pub fn ask(
    model: &Model,
    catalogue: &Catalogue,
    question: &Question,
    settings: &Settings,
    only: Option<&BTreeSet<LineKey>>,
) -> Siblings {
    let siblings: Vec<Sibling> = catalogue
        .siblings(&question.action)
        .filter(|sibling| catalogue.irreversible(sibling.sibling).is_some())
        .collect();
    let questions: Vec<Question> = siblings
        .iter()
        .map(|sibling| answers::question(sibling.sibling, catalogue))
        .collect();
    let found = access(model, catalogue, &questions, settings, only);
    let all = siblings.iter().zip(found);
    Siblings {
        all: all
            .map(|(sibling, access)| Beside {
                action: sibling.sibling,
                kind: sibling.kind,
                reason: sibling.reason,
                loses_all: sibling.loses_all(),
                access,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::snapshots::{model, settings};
    use crate::model::account::{Holding, PolicyDocument};

    /// Whoever holds a document counts for nobody: it is not known who that is.
    #[test]
    fn principals_are_counted_and_documents_are_not() {
        let policy = |name: &str, action: &str| {
            json!({ "type": "Custom", "name": name, "version": "v1", "document": {
                "Version": "1",
                "Statement": [{ "Effect": "Allow", "Action": action, "Resource": "*" }],
            } })
        };
        let attached = |policy: &str, to: &str| json!({ "policy": policy, "to": to });
        let mut model = model(json!({
            "users": [{ "name": "u" }, { "name": "v" }, { "name": "w" }],
            "policies": [policy("all", "kvstore:*"), policy("one", "kvstore:DeleteInstance")],
            "attachments": [
                attached("Custom/all", "user/u"),
                attached("Custom/one", "user/u"),
                attached("Custom/one", "user/v"),
            ],
        }));
        let PolicyDocument::Known { document, .. } = model.accounts[0].policies[0].document else {
            panic!("the document is read");
        };
        model.holdings.push(Holding {
            path: "p.json".to_owned(),
            document,
            rest: None,
            account: 0,
        });
        let catalogue = Catalogue::embedded();
        let asked = answers::question("kvstore:DestroyInstance", catalogue);
        let found = ask(&model, catalogue, &asked, &settings(), None);
        let counted = |action: &str| {
            let mut all = found.all.iter();
            let beside = all.find(|beside| beside.action == action).unwrap();
            (beside.principals(), beside.access.len())
        };
        assert_eq!(counted("kvstore:DeleteInstance"), (2, 3));
        assert_eq!(counted("kvstore:FlushInstance"), (1, 2));
    }
}
