//! Looks for requests that one side allows and the other does not, grant by grant:
//! what stands on both sides alike is left out, and so is what has nothing to do
//! with a grant. Worlds are part of the request, shared by both sides (D36).

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::engine::difference::all::access::{Access, Part};
use crate::engine::difference::all::naming::Named;
use crate::engine::difference::all::requests::{Requests, are_apart};
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::solver::{self, Request, Sat};
use crate::engine::universe::Universe;
use crate::engine::world_keys::WorldKeys;
use crate::model::budget::Budget;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::Doubts;

/// Steps for one comparison of what somebody may do, each question to the solver
/// included (D41).
pub const STEPS_PER_COMPARISON: u64 = 40_000_000;

/// Steps for one question of it, which is about all actions at once.
const STEPS_PER_REGION: u64 = 2_000_000;

/// So many parts are not worth a question of their own each.
const FEW: usize = 2;

/// Requests that one side allows and the other does not; perhaps none that RAM can
/// be asked is among them.
#[derive(Clone, Debug)]
pub(super) struct Region<'p> {
    pub(super) when: Formula,
    /// The grant that covers them.
    pub(super) grant: &'p Part,
    /// The block of the other side that is against them.
    pub(super) block: Option<&'p Part>,
}

/// An action that RAM can be asked, with a resource that shows the difference.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown {
    /// In the catalogue's spelling where it is catalogued.
    pub(super) action: String,
    pub(super) catalogued: bool,
    /// `*` or an ARN, for an action outside the catalogue.
    pub(super) resource: String,
}

/// What comparisons of one account are over.
#[derive(Clone, Copy)]
pub(super) struct Over<'s> {
    /// What requests can look like, action and resource being any text.
    pub(super) universe: &'s Universe,
    pub(super) worlds: &'s WorldKeys,
    pub(super) doubts: &'s Doubts,
    pub(super) requests: &'s Requests<'s>,
    pub(super) catalogue: &'s Catalogue,
}

/// One comparison.
pub(super) struct Search<'s> {
    over: Over<'s>,
    budget: Budget,
    /// Some question ended with its budget.
    pub(super) is_cut: bool,
}

impl<'s> Search<'s> {
    pub(super) const fn new(over: Over<'s>) -> Self {
        Self {
            over,
            budget: Budget::new(STEPS_PER_COMPARISON),
            is_cut: false,
        }
    }

    fn solve(&mut self, parts: impl IntoIterator<Item = Formula>) -> Sat {
        self.decide(parts, solver::solve)
    }

    /// The same, where no request is wanted that shows it.
    fn is_met(&mut self, parts: impl IntoIterator<Item = Formula>) -> Sat {
        self.decide(parts, solver::is_met)
    }

    fn decide(
        &mut self,
        parts: impl IntoIterator<Item = Formula>,
        decide: fn(&Formula, &Universe, &mut Budget) -> Sat,
    ) -> Sat {
        let formula = Formula::and(parts);
        if formula == Formula::False {
            return Sat::None;
        }
        let Some((formula, _)) = self.over.worlds.applied(&formula, self.over.doubts) else {
            return Sat::OutOfBudget;
        };
        let most = self.budget.left().min(STEPS_PER_REGION);
        let mut budget = Budget::new(most);
        let answer = decide(&formula, self.over.universe, &mut budget);
        let spent = most.saturating_sub(budget.left()).saturating_add(1);
        if self.budget.spend(spent) {
            answer
        } else {
            Sat::OutOfBudget
        }
    }

    fn may_meet(&mut self, one: &Formula, other: &Formula) -> bool {
        !are_apart(one, other, self.over.requests.free.action)
            && self.is_met([one.clone(), other.clone()]) != Sat::None
    }

    /// The parts that may have something to do with a set of requests. A few of which
    /// that is not seen at once are left to the question that they become part of.
    fn meeting<'p>(&mut self, parts: &'p [Part], one: &Formula) -> Vec<&'p Part> {
        let action = self.over.requests.free.action;
        let near = parts
            .iter()
            .filter(|part| !are_apart(&part.when, one, action));
        let near: Vec<&Part> = near.collect();
        if near.len() <= FEW {
            return near;
        }
        let near = near.into_iter();
        near.filter(|part| self.may_meet(&part.when, one)).collect()
    }

    /// All that the sessions of one side allow and those of the other do not.
    pub(super) fn regions<'p>(
        &mut self,
        have: &'p [Access],
        lack: &'p [Access],
    ) -> Vec<Region<'p>> {
        let mut found = Vec::new();
        for session in have {
            for grant in &session.grants {
                let [other] = lack else {
                    let mut parts = self.effective(session, grant);
                    parts.extend(lack.iter().map(|other| other.allowed().not()));
                    self.add(parts, grant, None, &mut found);
                    continue;
                };
                self.beyond(session, grant, other, &mut found);
            }
        }
        found
    }

    /// A grant and what keeps it from being blocked.
    fn effective(&mut self, session: &Access, grant: &Part) -> Vec<Formula> {
        let blocks = self.meeting(&session.blocks, &grant.when);
        let mut parts = vec![grant.when.clone()];
        parts.extend(blocks.into_iter().map(|block| block.when.not()));
        parts
    }

    /// What a grant gives and another session does not.
    fn beyond<'p>(
        &mut self,
        session: &Access,
        grant: &'p Part,
        other: &'p Access,
        found: &mut Vec<Region<'p>>,
    ) {
        let is_there = |parts: &[Part], one: &Part| parts.iter().any(|part| part.when == one.when);
        let granted = is_there(&other.grants, grant);
        let gone: Vec<&Part> = other
            .blocks
            .iter()
            .filter(|block| !is_there(&session.blocks, block))
            .collect();
        let gone: Vec<&Part> = gone
            .into_iter()
            .filter(|block| self.may_meet(&block.when, &grant.when))
            .collect();
        if granted && gone.is_empty() {
            return;
        }
        let effective = self.effective(session, grant);
        if !granted {
            let grants = self.meeting(&other.grants, &grant.when);
            let mut parts = effective.clone();
            parts.extend(grants.into_iter().map(|grant| grant.when.not()));
            self.add(parts, grant, None, found);
        }
        for block in gone {
            let mut parts = vec![block.when.clone()];
            parts.extend(effective.iter().cloned());
            self.add(parts, grant, Some(block), found);
        }
    }

    fn add<'p>(
        &mut self,
        parts: Vec<Formula>,
        grant: &'p Part,
        block: Option<&'p Part>,
        into: &mut Vec<Region<'p>>,
    ) {
        let within = self.over.requests.within();
        let when = Formula::and(parts.into_iter().chain(within));
        match self.is_met([when.clone()]) {
            Sat::None => {}
            Sat::OutOfBudget => {
                self.is_cut = true;
            }
            Sat::Model(_) => into.push(Region { when, grant, block }),
        }
    }

    /// Catalogued actions for which RAM can be asked such a request: one for each
    /// thing that is left of the formula once the action is known, those first that
    /// tell most.
    pub(super) fn catalogued(&mut self, when: &Formula, most: usize) -> Vec<(Formula, Shown)> {
        let mut found: Vec<(Formula, Shown)> = Vec::new();
        for (name, way) in self.over.requests.catalogued(when) {
            let left = when.with_text(self.over.requests.free.action, name);
            if found.iter().any(|(known, _)| *known == left) {
                continue;
            }
            match self.is_met([way]) {
                Sat::None => {}
                Sat::OutOfBudget => self.is_cut = true,
                Sat::Model(_) => {
                    let shown = Shown {
                        action: name.to_owned(),
                        catalogued: true,
                        resource: String::new(),
                    };
                    found.push((left, shown));
                    if found.len() >= most {
                        break;
                    }
                }
            }
        }
        found
    }

    /// An action outside the catalogue for which RAM can be asked such a request.
    pub(super) fn unlisted(&mut self, when: &Formula) -> Option<(Formula, Shown)> {
        if *when == Formula::False {
            return None;
        }
        let whole = when;
        let mut when = Formula::and([when.clone(), self.over.requests.unlisted()]);
        loop {
            match self.solve([when.clone()]) {
                Sat::None => return None,
                Sat::OutOfBudget => {
                    self.is_cut = true;
                    return None;
                }
                Sat::Model(request) => {
                    let shown = self.shown(&request)?;
                    if !shown.catalogued {
                        let left = whole.with_text(self.over.requests.free.action, &shown.action);
                        return Some((left, shown));
                    }
                    when = self.without(&shown.action, when);
                }
            }
        }
    }

    /// The requests of a formula for other actions than one.
    pub(super) fn without(&self, action: &str, when: Formula) -> Formula {
        Formula::and([self.over.requests.for_action(action).not(), when])
    }

    /// The key that holds the action.
    pub(super) const fn action(&self) -> KeyId {
        self.over.requests.free.action
    }

    /// The key that holds the resource.
    pub(super) const fn resource(&self) -> KeyId {
        self.over.requests.free.resource
    }

    /// What requests can look like.
    pub(super) const fn universe(&self) -> &Universe {
        self.over.universe
    }

    /// The requests for actions that are named.
    pub(super) fn among(&self, named: &Named) -> Formula {
        let of = |set: StringSet| {
            Formula::Key(Arc::new(Atom {
                key: self.action(),
                set: Set::Strings(set),
                absent: false,
                every: false,
            }))
        };
        let within = named.within.iter();
        let within = within.map(|one| of(StringSet::any([Arc::clone(one)])));
        let but = (!named.but.is_empty()).then(|| of(StringSet::none(named.but.iter().cloned())));
        Formula::and(within.chain(but))
    }

    /// Whether RAM can be asked a request that meets all of some formulas, for an action
    /// of the catalogue or for one outside; also where that is not decided.
    pub(super) fn is_asked(
        &mut self,
        parts: impl IntoIterator<Item = Formula>,
        catalogued: bool,
    ) -> bool {
        let when = Formula::and(parts.into_iter().chain(self.over.requests.within()));
        if !catalogued {
            let was_cut = std::mem::take(&mut self.is_cut);
            let found = self.unlisted(&when).is_some() || self.is_cut;
            self.is_cut = was_cut;
            return found;
        }
        let ways = self.over.requests.catalogued(&when).into_iter();
        let mut ways = ways.map(|(_, way)| way);
        ways.any(|way| self.is_met([way]) != Sat::None)
    }

    /// The requests of a formula for other actions than those named.
    pub(super) fn beside(&self, named: &Named, when: Formula) -> Formula {
        Formula::and([self.among(named).not(), when])
    }

    /// The requests for the actions that a pattern names.
    pub(super) fn naming(&self, pattern: &str) -> Formula {
        self.over.requests.free.action_among([pattern])
    }

    /// Whether a formula says of an action that some requests for it may meet it.
    pub(super) fn is_about(&self, when: &Formula, action: &str) -> bool {
        when.with_text(self.over.requests.free.action, action) != Formula::False
    }

    fn shown(&self, request: &Request) -> Option<Shown> {
        let free = self.over.requests.free;
        let value = |key| {
            let values = request.get(&key)?.as_ref()?;
            values.first().cloned()
        };
        let action = value(free.action)?;
        let known = self.over.catalogue.action(&action);
        Some(Shown {
            catalogued: known.is_some(),
            action: known.map_or(action, |known| known.name.to_owned()),
            resource: value(free.resource).unwrap_or_else(|| "*".to_owned()),
        })
    }
}
