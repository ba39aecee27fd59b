//! Whether two versions of a document say the same: they deny the same requests,
//! and what is allowed and not denied is the same, in every world (D36). The
//! versions come from two runs of the readers, which number their variables each
//! for itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::Settings;
use crate::engine::compile::{Facts, KeyUse};
use crate::engine::formula::Formula;
use crate::engine::joint::joined;
use crate::engine::space::covered::Asking;
use crate::engine::space::spelling::same_places;
use crate::engine::space::{Space, Witness};
use crate::engine::world_keys::WorldKeys;
use crate::model::Model;
use crate::model::account::Account;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::{DoubtId, Doubts};
use crate::model::policy::{DocumentId, Effect};

/// One version of a document.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// The input that it is from.
    pub model: &'a Model,
    /// The account that it counts in.
    pub account: &'a Account,
    /// The document.
    pub document: DocumentId,
}

/// What is known of two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// They say the same.
    Same,
    /// They do not, whatever is in doubt.
    Differs {
        /// Some request is allowed by the later version and not by the earlier one,
        /// or denied by the earlier one alone.
        gained: bool,
        /// That request, or else one that the later version takes away. It need not
        /// be one that RAM can be asked.
        witness: Witness,
    },
    /// It depends on what is not known, or the budget ended first.
    Unknown,
}

/// Compares an earlier version of a document with a later one. `uses` is how
/// condition keys are used in both inputs.
#[must_use]
pub fn compare<'a>(
    before: Version<'a>,
    after: Version<'a>,
    catalogue: &'a Catalogue,
    uses: &'a KeyUse,
    settings: &Settings,
) -> Compared {
    let facts = |version: Version<'a>| Facts {
        model: version.model,
        catalogue,
        account: version.account,
        uses,
        at: settings.at,
        steps: settings.steps,
    };
    let doubts = before.model.doubts.clone();
    let mut space = Space::with_doubts(facts(before), settings.readings, doubts);
    let old = Said::by(before.document, &mut space);
    let (mut space, earlier) = space.turned_to(facts(after));
    let mut new = Said::by(after.document, &mut space);
    space.join(earlier, &mut new, &same_places(before, after));
    decide(&space, &old, &new)
}

/// The statements of a document by their effects.
struct Said {
    allow: Vec<Formula>,
    deny: Vec<Formula>,
}

impl Said {
    fn by(document: DocumentId, space: &mut Space<'_>) -> Self {
        let model = space.model();
        let accepted = space.accepted(document);
        let mut said = Self {
            allow: Vec::new(),
            deny: Vec::new(),
        };
        for (_, statement) in model.pools.statements(document) {
            let when = Formula::and([accepted.clone(), space.statement(statement)]);
            match statement.effect {
                Effect::Allow => said.allow.push(when),
                Effect::Deny => said.deny.push(when),
            }
        }
        said
    }

    fn denied(&self) -> Formula {
        Formula::or(self.deny.iter().cloned())
    }

    fn allowed(&self) -> Formula {
        let allow = Formula::or(self.allow.iter().cloned());
        Formula::and([allow, self.denied().not()])
    }
}

fn decide(space: &Space<'_>, old: &Said, new: &Said) -> Compared {
    let mut asking = Asking::new(space);
    if is_same(&mut asking, old, new) == Some(true) {
        return Compared::Same;
    }
    let without = |one: Formula, other: &Formula| Formula::and([one, other.not()]);
    for (gained, difference) in [
        (true, without(new.allowed(), &old.allowed())),
        (true, without(old.denied(), &new.denied())),
        (false, without(old.allowed(), &new.allowed())),
        (false, without(new.denied(), &old.denied())),
    ] {
        if let Some(witness) = space.certain_witness(&difference) {
            return Compared::Differs { gained, witness };
        }
    }
    Compared::Unknown
}

fn is_same(asking: &mut Asking<'_, '_>, old: &Said, new: &Said) -> Option<bool> {
    for (one, other) in [(old, new), (new, old)] {
        for deny in &one.deny {
            if !is_within(asking, deny, &other.deny, &[])? {
                return Some(false);
            }
        }
    }
    // From here on both deny the same, so that an Allow of one is worth no more
    // than what the Allows of the other and the Denys of either say.
    for (one, other) in [(old, new), (new, old)] {
        for allow in &one.allow {
            if !is_within(asking, allow, &other.allow, &other.deny)? {
                return Some(false);
            }
        }
    }
    Some(true)
}

/// Whether some sets of requests cover another together. The likely answers are
/// tried first: it is one of them, one of them covers it, those that have something
/// in common with it do.
fn is_within(
    asking: &mut Asking<'_, '_>,
    one: &Formula,
    others: &[Formula],
    also: &[Formula],
) -> Option<bool> {
    if others.contains(one) || asking.never(one)? {
        return Some(true);
    }
    let mut related = Vec::new();
    for other in others.iter().chain(also) {
        if asking.implies(one, other)? {
            return Some(true);
        }
        if !asking.never(&Formula::and([one.clone(), other.clone()]))? {
            related.push(other.clone());
        }
    }
    if related.len() < 2 {
        return Some(false);
    }
    asking.implies(one, &Formula::or(related))
}

/// The variables of the earlier input, with the keys that stand for them.
struct Earlier {
    doubts: Doubts,
    worlds: WorldKeys,
}

impl<'a> Space<'a> {
    /// The same keys for the statements of another input, whose variables are its
    /// own until they are joined.
    fn turned_to(self, facts: Facts<'a>) -> (Self, Earlier) {
        let earlier = Earlier {
            doubts: self.doubts,
            worlds: self.worlds,
        };
        let space = Self {
            compiler: self.compiler.turned_to(facts),
            doubts: facts.model.doubts.clone(),
            worlds: WorldKeys::default(),
            ..self
        };
        (space, earlier)
    }

    /// Makes one table of the variables of both inputs. The same thing not known is
    /// one variable (D10); what only its place tells from others is one where the
    /// statement around it says the same.
    fn join(&mut self, earlier: Earlier, later: &mut Said, places: &BTreeMap<String, String>) {
        let own = std::mem::replace(&mut self.doubts, earlier.doubts);
        self.worlds = earlier.worlds;
        let formulas = later.allow.iter_mut().chain(&mut later.deny);
        for formula in formulas {
            let mut found = BTreeSet::new();
            formula.doubts(&mut found);
            let numbers: BTreeMap<DoubtId, DoubtId> = found
                .into_iter()
                .filter_map(|id| {
                    let doubt = own.get(id)?;
                    Some((id, joined(doubt, &mut self.doubts, places)))
                })
                .collect();
            *formula = self.registered(formula.renumbered(&|doubt| numbers.get(&doubt).copied()));
        }
    }
}
