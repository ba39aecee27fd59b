//! How grave new access is: as grave as the rule about the same access would find
//! it, so that a comparison and a check of the later input grade alike.

use std::collections::BTreeSet;

use crate::engine::difference::{Cause, Entry, Kind, Subject};
use crate::engine::exposure::Exposure;
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::pattern::{Fold, matches};
use crate::rules::kit::finding::Level;
use crate::rules::kit::unheld;

/// What grading needs to know beside the entry.
pub struct Grades<'a> {
    catalogue: &'a Catalogue,
    /// The guarded actions, in the catalogue's spelling.
    guarded: BTreeSet<&'a str>,
    /// Documents that nobody holds although the input says who holds what.
    unheld: BTreeSet<String>,
}

impl<'a> Grades<'a> {
    /// For access of the later input, whose model it is, to some guarded actions.
    #[must_use]
    pub fn new(
        model: &Model,
        guarded: impl IntoIterator<Item = &'a str>,
        catalogue: &'a Catalogue,
    ) -> Self {
        let unheld = unheld::documents(model);
        let holdings = model.holdings.iter();
        Self {
            catalogue,
            guarded: guarded.into_iter().collect(),
            unheld: holdings
                .filter(|holding| unheld.contains(&holding.document))
                .map(|holding| format!("policy/{}", holding.path))
                .collect(),
        }
    }

    /// The level of what the later input gives and the earlier one does not.
    #[must_use]
    pub fn level(&self, entry: &Entry, causes: &[Cause]) -> Level {
        if entry.kind == Kind::Latent || self.unheld.contains(&entry.principal) {
            return Level::Low;
        }
        let guarded = self.guarded.contains(entry.action.as_str());
        if !guarded && !self.is_grave(entry) {
            return if entry.unlisted {
                Level::Low
            } else {
                Level::Medium
            };
        }
        let of_entry = |wanted: Subject| {
            let mut numbers = entry.causes.iter();
            numbers.any(|number| causes.get(*number).is_some_and(|one| one.subject == wanted))
        };
        let entrance = entry.via.first().map_or("", String::as_str);
        match entry.kind {
            Kind::Reach if of_entry(Subject::Wearer) => by_answer(entry),
            // Whoever a provider or a service lets in is nobody of the input.
            Kind::Reach if entrance.starts_with("service:") => Level::Low,
            Kind::Reach if entrance.starts_with("federated:") => match by_answer(entry) {
                Level::High => Level::Medium,
                _ => Level::Low,
            },
            Kind::Reach => by_answer(entry),
            Kind::Direct | Kind::Obtain | Kind::Exposure | Kind::Latent => by_exposure(entry),
        }
    }

    /// Whether an action that is not guarded cannot be undone or leads to more
    /// access. Of access by patterns whatever they cover counts: what of it is
    /// denied is not known here.
    fn is_grave(&self, entry: &Entry) -> bool {
        let covered = |action: &str| {
            let by = |pattern: &str| matches(pattern, action, Fold::Ascii);
            action.eq_ignore_ascii_case(&entry.action)
                || entry.patterns.iter().any(|pattern| by(&pattern.text))
        };
        let irreversible = |action: &str| self.catalogue.irreversible(action).is_some();
        let mut escalating = self.catalogue.escalations().map(|edge| edge.action);
        escalating.any(covered)
            || irreversible(&entry.action)
            || (!entry.patterns.is_empty()
                && self
                    .catalogue
                    .actions()
                    .any(|action| covered(action.name) && irreversible(action.name)))
    }
}

/// High where an AccessKey call from some public address is enough (D27).
const fn by_exposure(entry: &Entry) -> Level {
    match entry.exposure_after {
        Some(Exposure::Anywhere) => Level::High,
        Some(_) => by_answer(entry),
        None => match entry.after {
            Answer::Unknown => Level::High,
            _ => by_answer(entry),
        },
    }
}

/// High where every request is allowed. UNKNOWN counts as what it is at most, and
/// that is every request unless a condition is known (D40).
const fn by_answer(entry: &Entry) -> Level {
    match entry.after {
        Answer::Allowed => Level::High,
        Answer::Unknown if entry.condition.is_none() => Level::High,
        _ => Level::Medium,
    }
}
