//! A path of requests: each is made once the one before it was, and the whole is
//! judged across the worlds of all of them. Only time couples the requests: none
//! comes before another that it builds on, and a session ends (D24, D25).

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::engine::bearing;
use crate::engine::domain::ordered::{Comparison, Intervals, SECOND};
use crate::engine::domain::set::Set;
use crate::engine::exposure::{self, Exposure};
use crate::engine::formula::{Atom, Bound, Formula, KeyId, World};
use crate::engine::instants::{cuts, pieces};
use crate::engine::question::Readings;
use crate::engine::solver::{self, Sat};
use crate::engine::universe::Universe;
use crate::engine::verdict::{Answer, Judge};
use crate::engine::world::worlds;
use crate::model::budget::Budget;
use crate::model::catalogue::{Catalogue, KeyRole};
use crate::model::doubt::{DoubtId, Doubts};

/// A request by the names of its keys; no values means *absent*.
pub type Named = BTreeMap<String, Option<Vec<String>>>;

/// One request of a path.
#[derive(Clone, Copy)]
pub struct Link<'a> {
    /// When it is allowed.
    pub when: &'a Formula,
    /// What it can look like.
    pub universe: &'a Universe,
    /// What it is like whenever it is made on this path: no condition of it.
    pub given: Option<&'a Formula>,
    /// The earlier request that opened the session it is made in; `None` where
    /// the credentials do not end.
    pub by: Option<usize>,
    /// How long a session lasts that it opens, in tenths of a nanosecond; `None`
    /// where what it gives does not end.
    pub session: Option<i128>,
    /// Where given, what is made in the session is made when one of this length would
    /// have ended.
    pub outlasting: Option<i128>,
    /// What it takes to make it, where that is known already and no doubt changes
    /// it.
    pub exposure: Option<Exposure>,
}

/// What a path comes to.
#[derive(Clone, Debug)]
pub struct Judged {
    /// ALLOWED, ALLOWED IF or UNKNOWN.
    pub answer: Answer,
    /// What it takes to go the whole way (D27): every request has to be made, so
    /// the one that takes most decides, in the world where that is least.
    pub exposure: Option<Exposure>,
    /// What makes the difference, where it is unknown.
    pub depends_on: Vec<DoubtId>,
    /// One request per link, key names and values.
    pub witness: Vec<Named>,
    /// The world that the witness belongs to, where worlds were gone through;
    /// readings that it leaves out take their default.
    pub witness_world: Option<World>,
}

/// The names of the keys that hold the time of a request.
#[must_use]
pub fn time_names(catalogue: &Catalogue) -> Rc<[&'static str]> {
    catalogue
        .keys()
        .filter(|key| key.role == KeyRole::Time)
        .map(|key| key.name)
        .collect()
}

/// Judges paths for one run.
#[derive(Clone)]
pub struct Paths<'a> {
    /// `--at`.
    pub at: i128,
    /// How readings with a default are treated.
    pub readings: Readings,
    /// The variables.
    pub doubts: &'a Doubts,
    time_names: Rc<[&'static str]>,
    /// What is left of the steps that all questions together may take.
    meter: Option<&'a Cell<u64>>,
}

impl<'a> Paths<'a> {
    /// A judge of paths.
    #[must_use]
    pub fn new(
        time_names: Rc<[&'static str]>,
        at: i128,
        readings: Readings,
        doubts: &'a Doubts,
    ) -> Self {
        Self {
            at,
            readings,
            doubts,
            time_names,
            meter: None,
        }
    }

    /// The same, with a number of steps for all questions together.
    #[must_use]
    pub const fn metered(mut self, meter: &'a Cell<u64>) -> Self {
        self.meter = Some(meter);
        self
    }

    /// Decides one question within what is left.
    fn solve(&self, formula: &Formula, universe: &Universe) -> Sat {
        self.within(universe.steps, |budget| {
            solver::solve(formula, universe, budget)
        })
    }

    /// The same where no request is wanted that shows it.
    fn is_met(&self, formula: &Formula, universe: &Universe) -> Sat {
        self.within(universe.steps, |budget| {
            solver::is_met(formula, universe, budget)
        })
    }

    fn within(&self, steps: u64, decide: impl FnOnce(&mut Budget) -> Sat) -> Sat {
        let left = self.meter.map_or(steps, Cell::get);
        let allowance = left.min(steps);
        let mut budget = Budget::new(allowance);
        let decided = decide(&mut budget);
        if let Some(meter) = self.meter {
            let spent = allowance.saturating_sub(budget.left());
            meter.set(left.saturating_sub(spent.max(1)));
        }
        decided
    }

    /// The key that holds the time of a request.
    fn time_key(&self, universe: &Universe) -> Option<KeyId> {
        let mut names = self.time_names.iter();
        names.find_map(|name| universe.find(name))
    }

    /// Every instant that a request may have.
    #[must_use]
    pub fn from_now(&self) -> Intervals {
        Intervals::compared(Comparison::GreaterOrEqual, self.at)
    }

    /// A formula with the readings that have one at their default.
    #[must_use]
    pub fn settled(&self, formula: &Formula) -> Formula {
        bearing::settled(formula, self.readings, self.doubts)
    }

    /// The instants at which some request meets a formula.
    #[must_use]
    pub fn times(&self, formula: &Formula, universe: &Universe) -> Intervals {
        let now = self.from_now();
        let key = self.time_key(universe);
        let cuts = key.map_or_else(BTreeSet::new, |key| cuts(formula, key));
        let Some(key) = key.filter(|_| !cuts.is_empty()) else {
            return match self.is_met(formula, universe) {
                Sat::None => Intervals::nothing(),
                Sat::Model(_) | Sat::OutOfBudget => now,
            };
        };
        let mut found = Vec::new();
        for piece in pieces(&cuts) {
            let piece = piece.intersection(&now);
            let within = at(key, piece.clone());
            // The piece comes first: what is long meets one that is short already.
            if self.is_met(&Formula::and([within, formula.clone()]), universe) != Sat::None {
                found.push(piece);
            }
        }
        Intervals::any(&found)
    }

    /// The same without asking about what says nothing of time: then at any time, if at
    /// all.
    pub(in crate::engine) fn times_at_most(
        &self,
        formula: &Formula,
        universe: &Universe,
    ) -> Intervals {
        let formula = formula.bound(Bound::Most);
        let key = self.time_key(universe);
        let is_cut = key.is_some_and(|key| !cuts(&formula, key).is_empty());
        match formula {
            Formula::False => Intervals::nothing(),
            formula if is_cut => self.times(&formula, universe),
            _ => self.from_now(),
        }
    }

    /// The requests of a formula that are made at some times.
    pub(in crate::engine) fn at_times(
        &self,
        formula: &Formula,
        universe: &Universe,
        times: &Intervals,
    ) -> Formula {
        let key = self.time_key(universe);
        let key = key.filter(|key| !cuts(formula, *key).is_empty());
        let Some(key) = key.filter(|_| !self.from_now().is_subset(times)) else {
            return formula.clone();
        };
        Formula::and([at(key, times.clone()), formula.clone()])
    }

    /// What the requests come to, the last of them for the action; `None` where
    /// they lead nowhere in any world.
    #[must_use]
    pub fn judge(&self, links: &[Link<'_>]) -> Option<Judged> {
        let settled: Vec<Formula> = links.iter().map(|link| self.settled(link.when)).collect();
        let mut doubts = BTreeSet::new();
        for when in &settled {
            when.doubts(&mut doubts);
        }
        let free: Vec<DoubtId> = doubts.into_iter().collect();
        let worlds = worlds(&free, self.doubts);
        let mut answers = BTreeSet::new();
        let mut by_world: BTreeMap<World, Answer> = BTreeMap::new();
        match &worlds {
            Some(worlds) => {
                for world in worlds {
                    let here: Vec<Formula> =
                        settled.iter().map(|when| when.in_world(world)).collect();
                    let answer = self.along(links, &here);
                    answers.insert(answer);
                    by_world.insert(world.clone(), answer);
                }
            }
            None => {
                for bound in [Bound::Most, Bound::Least] {
                    let here: Vec<Formula> = settled.iter().map(|when| when.bound(bound)).collect();
                    answers.insert(self.along(links, &here));
                }
            }
        }
        let most = *answers.last()?;
        if !most.gives_access() {
            return None;
        }
        let answer = if answers.len() == 1 {
            most
        } else {
            Answer::Unknown
        };
        let depends_on = match (&worlds, answer) {
            (_, Answer::Allowed | Answer::AllowedIf) => Vec::new(),
            (None, _) => free,
            (Some(_), _) => free
                .into_iter()
                .filter(|id| self.makes_a_difference(*id, &by_world))
                .collect(),
        };
        let best: World = by_world
            .iter()
            .find(|(_, answer)| **answer == most)
            .map(|(world, _)| world.clone())
            .unwrap_or_default();
        let here: Vec<Formula> = settled
            .iter()
            .map(|when| when.in_world(&best).bound(Bound::Most))
            .collect();
        Some(Judged {
            answer,
            exposure: self.exposure(links, &settled, &by_world),
            depends_on,
            witness: self.witness(links, &here),
            witness_world: worlds.is_some().then_some(best),
        })
    }

    /// `by_world` is empty where there are too many worlds to go through.
    fn exposure(
        &self,
        links: &[Link<'_>],
        settled: &[Formula],
        by_world: &BTreeMap<World, Answer>,
    ) -> Option<Exposure> {
        if by_world.is_empty() {
            return self.takes(links, settled, &World::new());
        }
        by_world
            .iter()
            .filter_map(|(world, answer)| match answer {
                Answer::Allowed => Some(Exposure::Anywhere),
                Answer::AllowedIf => self.takes(links, settled, world),
                _ => None,
            })
            .min()
    }

    fn takes(&self, links: &[Link<'_>], settled: &[Formula], world: &World) -> Option<Exposure> {
        let mut strongest = Exposure::Anywhere;
        for (link, when) in links.iter().zip(settled) {
            let here = when.in_world(world);
            // Most paths end in a role whose own answer has been asked already.
            let known = link.exposure.filter(|_| here == *when);
            let own = match known {
                Some(known) => known,
                None => {
                    let judge = Judge {
                        universe: link.universe,
                        doubts: self.doubts,
                        readings: self.readings,
                    };
                    exposure::weakest(&here.bound(Bound::Most), &judge, self.at)?
                }
            };
            strongest = strongest.max(own);
        }
        Some(strongest)
    }

    fn makes_a_difference(&self, id: DoubtId, by_world: &BTreeMap<World, Answer>) -> bool {
        let choices = self.doubts.get(id).map_or(2, |doubt| doubt.choices);
        by_world.iter().any(|(world, answer)| {
            (0..choices).any(|choice| {
                let mut other = world.clone();
                other.insert(id, choice);
                by_world.get(&other) != Some(answer)
            })
        })
    }

    /// Readings with a default that some request does not survive without.
    #[must_use]
    pub fn relied_on(&self, links: &[Link<'_>], answer: Answer) -> Vec<DoubtId> {
        if self.readings == Readings::Strict || !answer.gives_access() {
            return Vec::new();
        }
        let mut met = BTreeSet::new();
        for link in links {
            link.when.doubts(&mut met);
        }
        met.into_iter()
            .filter(|id| {
                let Some(doubt) = self.doubts.get(*id) else {
                    return false;
                };
                let Some(default) = doubt.default else {
                    return false;
                };
                (0..doubt.choices)
                    .filter(|choice| *choice != default)
                    .any(|choice| {
                        let world = World::from([(*id, choice)]);
                        links.iter().any(|link| {
                            let when = self.settled(&link.when.in_world(&world));
                            self.times(&when.bound(Bound::Most), link.universe)
                                .is_empty()
                        })
                    })
            })
            .collect()
    }

    /// The instants of each request, one after the other; sessions end.
    fn chain(&self, links: &[Link<'_>], formulas: &[Formula]) -> Vec<Intervals> {
        let mut found: Vec<Intervals> = Vec::new();
        let mut open: Vec<Intervals> = Vec::new();
        let mut clock = self.from_now();
        for (link, when) in links.iter().zip(formulas) {
            let mut times = self.times(when, link.universe).intersection(&clock);
            if let Some(session) = link.by.and_then(|number| open.get(number)) {
                times = times.intersection(session);
            }
            clock = times.extend_forward(i128::MAX);
            let mut within = times.extend_forward(link.session.unwrap_or(i128::MAX));
            if let Some(shorter) = link.outlasting {
                let ended = times.extend_forward(shorter).complement();
                within = within.intersection(&ended);
            }
            open.push(within);
            found.push(times);
        }
        found
    }

    fn along(&self, links: &[Link<'_>], formulas: &[Formula]) -> Answer {
        let times = self.chain(links, formulas);
        if times.iter().any(Intervals::is_empty) {
            return Answer::NotGranted;
        }
        let always = links.iter().zip(formulas).all(|(link, when)| {
            let given = link.given.cloned().unwrap_or(Formula::True);
            let refused = Formula::and([given, when.not()]);
            *when == Formula::True || self.is_met(&refused, link.universe) == Sat::None
        });
        if always {
            Answer::Allowed
        } else {
            Answer::AllowedIf
        }
    }

    fn witness(&self, links: &[Link<'_>], formulas: &[Formula]) -> Vec<Named> {
        let times = self.chain(links, formulas);
        let mut chosen: Vec<Option<i128>> = vec![None; links.len()];
        let mut requests = Vec::new();
        let mut next: Option<i128> = None;
        for (number, link) in links.iter().enumerate().rev() {
            let mut within = times
                .get(number)
                .cloned()
                .unwrap_or_else(|| self.from_now());
            if let Some(next) = next {
                within = within.intersection(&Intervals::compared(Comparison::LessOrEqual, next));
            }
            // A session that this request opens has to last until it is used.
            let used = links
                .iter()
                .zip(&chosen)
                .filter(|(later, _)| later.by == Some(number))
                .filter_map(|(_, instant)| *instant)
                .max();
            if let (Some(used), Some(session)) = (used, link.session) {
                within = within.intersection(&Intervals::compared(
                    Comparison::GreaterOrEqual,
                    used.saturating_sub(session),
                ));
            }
            let instant = within.member(SECOND);
            if let Some(when) = formulas.get(number) {
                requests.push(self.request(when, link.universe, instant));
            }
            if let Some(place) = chosen.get_mut(number) {
                *place = instant;
            }
            next = instant.or(next);
        }
        requests.reverse();
        requests
    }

    fn request(&self, formula: &Formula, universe: &Universe, instant: Option<i128>) -> Named {
        let key = self.time_key(universe);
        let within = match (key, instant) {
            (Some(key), Some(instant)) => at(key, Intervals::compared(Comparison::Equal, instant)),
            _ => Formula::True,
        };
        let formula = Formula::and([formula.clone(), within]);
        match self.solve(&formula, universe) {
            Sat::Model(request) => universe.named(&request),
            Sat::None | Sat::OutOfBudget => Named::new(),
        }
    }
}

/// That a request is made at some instants, by the key that holds its time.
fn at(key: KeyId, times: Intervals) -> Formula {
    Formula::Key(Arc::new(Atom {
        key,
        set: Set::Dates(times),
        absent: false,
        every: false,
    }))
}
