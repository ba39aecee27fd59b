//! How condition keys are used in an input: in which spellings, under operators of
//! which types.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::compile::condition::operator_type;
use crate::engine::domain::set::ValueType;
use crate::model::Model;

/// How condition keys are used across the whole input.
#[derive(Clone, Debug, Default)]
pub struct KeyUse {
    /// Spellings by folded name.
    pub(super) spellings: BTreeMap<String, BTreeSet<String>>,
    /// Types of the operators by folded name.
    pub(super) types: BTreeMap<String, BTreeSet<ValueType>>,
}

impl KeyUse {
    /// Looks at every condition of the model once.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let mut uses = Self::default();
        uses.add(model);
        uses
    }

    /// How they are used in any of some inputs that are compared.
    #[must_use]
    pub fn of_all<'m>(models: impl IntoIterator<Item = &'m Model>) -> Self {
        let mut uses = Self::default();
        for model in models {
            uses.add(model);
        }
        uses
    }

    /// The names of keys as they are written.
    pub(in crate::engine) fn spelled(&self) -> impl Iterator<Item = &str> {
        self.spellings.values().flatten().map(String::as_str)
    }

    fn add(&mut self, model: &Model) {
        // Thousands of conditions have the same few names.
        let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (document, _) in model.pools.documents() {
            for (_, statement) in model.pools.statements(document) {
                for condition in model.pools.conditions(statement.conditions) {
                    let key = model.pools.str(condition.key.text);
                    let operator = model.pools.str(condition.operator.text);
                    if !known.insert((key, operator)) {
                        continue;
                    }
                    let folded = key.to_ascii_lowercase();
                    if let Some(of) = operator_type(operator) {
                        self.types.entry(folded.clone()).or_default().insert(of);
                    }
                    self.spellings
                        .entry(folded)
                        .or_default()
                        .insert(key.to_owned());
                }
            }
        }
    }
}
