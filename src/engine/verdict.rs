//! From formulas to one of the five answers: in each world one question to the
//! solver, and the answers compared across worlds (D10, D11, D28, D41).

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::engine::case::{Case, Formulas};
use crate::engine::formula::{Bound, Formula, World};
use crate::engine::question::Readings;
use crate::engine::solver::{Request, Sat, is_met, solve};
use crate::engine::universe::Universe;
use crate::engine::world::worlds;
use crate::model::budget::Budget;
use crate::model::doubt::{DoubtId, DoubtKind, Doubts};

/// One of the five answers, in the order of access for the first four (D11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// No request is allowed, because no Allow covers it.
    NotGranted,
    /// No request is allowed, and an explicit Deny or a control policy is why.
    Denied,
    /// Some requests are allowed and some are not.
    AllowedIf,
    /// Every request is allowed.
    Allowed,
    /// It depends on what is not known.
    Unknown,
}

impl Answer {
    /// Whether some request is allowed.
    #[must_use]
    pub const fn gives_access(self) -> bool {
        matches!(self, Self::Allowed | Self::AllowedIf)
    }

    /// The word in machine output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotGranted => "not_granted",
            Self::Denied => "denied",
            Self::AllowedIf => "allowed_if",
            Self::Allowed => "allowed",
            Self::Unknown => "unknown",
        }
    }
}

/// The answer of one principal, without the statements behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The answer.
    pub answer: Answer,
    /// The most access in any world.
    pub at_most: Answer,
    /// The least access in any world.
    pub at_least: Answer,
    /// Requests that are allowed in the least permissive world, where that is a
    /// condition (D28).
    pub condition: Option<Formula>,
    /// The same of the most permissive world, where it is another.
    pub condition_at_most: Option<Formula>,
    /// A request that is allowed, of the world of `condition` (or of the most
    /// permissive one where the least gives no access).
    pub witness: Option<Request>,
    /// The world that the witness belongs to.
    pub witness_world: World,
    /// What makes the difference, where the answer is unknown.
    pub depends_on: Vec<DoubtId>,
    /// The readings without which a definite answer would differ (D14).
    pub relies_on: Vec<DoubtId>,
    /// A question did not end within its budget.
    pub over_budget: bool,
    /// The most permissive world, for breadth and for what decided.
    pub most: World,
    /// Every world that was looked at; empty where the polarity bound answered.
    pub worlds: Vec<World>,
}

impl Verdict {
    /// A verdict of which nothing but the answer is known.
    #[must_use]
    pub const fn of(answer: Answer) -> Self {
        Self {
            answer,
            at_most: answer,
            at_least: answer,
            condition: None,
            condition_at_most: None,
            witness: None,
            witness_world: World::new(),
            depends_on: Vec::new(),
            relies_on: Vec::new(),
            over_budget: false,
            most: World::new(),
            worlds: Vec::new(),
        }
    }
}

/// The answer in one world.
#[derive(Clone, Debug)]
struct InWorld {
    answer: Answer,
    formulas: Formulas,
    witness: Option<Request>,
    over_budget: bool,
}

/// Everything that deciding needs.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// What requests can look like.
    pub universe: &'a Universe,
    /// The variables.
    pub doubts: &'a Doubts,
    /// How readings with a default are treated.
    pub readings: Readings,
}

/// Of more readings than this it is not asked what each alone makes different, only
/// what they do together: every question goes through the whole case.
const MOST_ALONE: usize = 256;

impl Judge<'_> {
    /// The answer to a case.
    #[must_use]
    pub fn decide(&self, case: &Case) -> Verdict {
        self.decide_formulas(&case.formulas())
    }

    /// The answer to a case of which the formulas are known.
    #[must_use]
    pub fn decide_formulas(&self, formulas: &Formulas) -> Verdict {
        let (settled, free) = self.variables(formulas);
        let fixed = self.defaults(&settled);
        let mut verdict = self.across(&formulas.in_world(&fixed), &fixed, &free);
        if self.readings == Readings::Default
            && !settled.is_empty()
            && verdict.answer != Answer::Unknown
        {
            verdict.relies_on = self.relied_on(formulas, &settled, &free, verdict.answer);
        }
        verdict
    }

    /// Readings that take their default, and variables that stay free.
    fn variables(&self, formulas: &Formulas) -> (Vec<DoubtId>, Vec<DoubtId>) {
        formulas.doubts().into_iter().partition(|id| {
            self.readings == Readings::Default
                && self.doubts.get(*id).is_some_and(|doubt| {
                    doubt.kind == DoubtKind::Reading && doubt.default.is_some()
                })
        })
    }

    fn defaults(&self, settled: &[DoubtId]) -> World {
        settled
            .iter()
            .map(|id| {
                let default = self.doubts.get(*id).and_then(|doubt| doubt.default);
                (*id, default.unwrap_or(0))
            })
            .collect()
    }

    fn relied_on(
        &self,
        formulas: &Formulas,
        settled: &[DoubtId],
        free: &[DoubtId],
        answer: Answer,
    ) -> Vec<DoubtId> {
        let defaults = self.defaults(settled);
        let differs = |world: &World| {
            let found = self.across(&formulas.in_world(world), world, free);
            found.answer != answer
        };
        let each = match settled.len() {
            0..=MOST_ALONE => settled,
            _ => &[],
        };
        let alone: Vec<DoubtId> = each
            .iter()
            .copied()
            .filter(|id| {
                let choices = self.doubts.get(*id).map_or(2, |doubt| doubt.choices);
                (0..choices).any(|choice| {
                    let mut world = defaults.clone();
                    world.insert(*id, choice) != Some(choice) && differs(&world)
                })
            })
            .collect();
        if !alone.is_empty() {
            return alone;
        }
        let all = self.across(formulas, &World::new(), &[settled, free].concat());
        if all.answer == answer {
            alone
        } else {
            settled.to_vec()
        }
    }

    fn across(&self, formulas: &Formulas, fixed: &World, free: &[DoubtId]) -> Verdict {
        let remaining: Vec<DoubtId> = {
            let found = formulas.doubts();
            free.iter()
                .copied()
                .filter(|id| found.contains(id))
                .collect()
        };
        match worlds(&remaining, self.doubts) {
            Some(worlds) => self.enumerate(formulas, fixed, &remaining, worlds),
            None => self.bounds(formulas, fixed, remaining),
        }
    }

    fn enumerate(
        &self,
        formulas: &Formulas,
        fixed: &World,
        free: &[DoubtId],
        worlds: Vec<World>,
    ) -> Verdict {
        let found: Vec<InWorld> = worlds
            .iter()
            .map(|world| self.in_world(formulas.in_world(world)))
            .collect();
        let over_budget = found.iter().any(|world| world.over_budget);
        let answers: BTreeSet<Answer> = found.iter().map(|world| world.answer).collect();
        let least = answers.first().copied().unwrap_or(Answer::NotGranted);
        let most = answers.last().copied().unwrap_or(Answer::NotGranted);
        let rank = |index: usize| {
            let world = worlds.get(index).cloned().unwrap_or_default();
            formulas.permitting(&world)
        };
        let (at_most_index, at_least_index) = (
            self.extreme(&found, most, Bound::Most, &rank),
            self.extreme(&found, least, Bound::Least, &rank),
        );
        let with_fixed = |index: usize| {
            let mut world = fixed.clone();
            world.extend(worlds.get(index).cloned().unwrap_or_default());
            world
        };
        let (answer, at_most, at_least) = if over_budget {
            self.out_of_budget(&found)
        } else if !most.gives_access() {
            let answer = if answers.len() == 1 {
                most
            } else {
                Answer::NotGranted
            };
            (answer, answer, answer)
        } else if answers.len() == 1 {
            (most, most, most)
        } else {
            (Answer::Unknown, most, least)
        };
        let condition_of = |index: usize| {
            found
                .get(index)
                .filter(|world| world.answer == Answer::AllowedIf)
                .map(|world| world.formulas.allowed.clone())
        };
        let condition = condition_of(at_least_index);
        let condition_at_most =
            condition_of(at_most_index).filter(|other| condition.as_ref() != Some(other));
        let shown = if least.gives_access() {
            at_least_index
        } else {
            at_most_index
        };
        let depends_on = if answer == Answer::Unknown {
            self.differences(free, &worlds, &found)
        } else {
            Vec::new()
        };
        Verdict {
            answer,
            at_most,
            at_least,
            condition,
            condition_at_most,
            witness: found.get(shown).and_then(|world| world.witness.clone()),
            witness_world: with_fixed(shown),
            depends_on,
            relies_on: Vec::new(),
            over_budget,
            most: with_fixed(at_most_index),
            worlds: (0..worlds.len()).map(with_fixed).collect(),
        }
    }

    /// Of the worlds with an answer, one that no other undercuts (or exceeds):
    /// two conditional answers may hold different conditions. Of those where
    /// everything is allowed, the one that speaks most for the grant, so that the
    /// order of statements does not choose.
    fn extreme(
        &self,
        found: &[InWorld],
        answer: Answer,
        bound: Bound,
        rank: &impl Fn(usize) -> usize,
    ) -> usize {
        let mut candidates = found
            .iter()
            .enumerate()
            .filter(|(_, world)| world.answer == answer);
        let Some((mut best, mut held)) = candidates.next() else {
            return 0;
        };
        for (index, world) in candidates {
            let (inner, outer) = match bound {
                Bound::Least => (world, held),
                Bound::Most => (held, world),
            };
            let speaks_louder =
                answer == Answer::Allowed && bound == Bound::Most && rank(index) > rank(best);
            let undercuts = || {
                answer == Answer::AllowedIf
                    && inner.formulas.allowed != outer.formulas.allowed
                    && self.implies(&inner.formulas.allowed, &outer.formulas.allowed)
            };
            if speaks_louder || undercuts() {
                best = index;
                held = world;
            }
        }
        best
    }

    /// Whether every request that meets one formula meets the other.
    #[must_use]
    pub fn implies(&self, one: &Formula, other: &Formula) -> bool {
        self.is_met(&Formula::and([one.clone(), other.not()])) == Sat::None
    }

    /// Whether some request meets a formula without variables.
    #[must_use]
    pub fn solve(&self, formula: &Formula) -> Sat {
        let mut budget = Budget::new(self.universe.steps);
        solve(formula, self.universe, &mut budget)
    }

    /// The same where no request is wanted that shows it.
    #[must_use]
    pub fn is_met(&self, formula: &Formula) -> Sat {
        let mut budget = Budget::new(self.universe.steps);
        is_met(formula, self.universe, &mut budget)
    }

    fn in_world(&self, formulas: Formulas) -> InWorld {
        let allowed = self.solve(&formulas.allowed);
        let mut over_budget = allowed == Sat::OutOfBudget;
        let mut witness = None;
        let answer = match allowed {
            Sat::Model(request) => {
                witness = Some(request);
                match self.is_met(&formulas.allowed.not()) {
                    Sat::None => Answer::Allowed,
                    Sat::Model(_) => Answer::AllowedIf,
                    Sat::OutOfBudget => {
                        over_budget = true;
                        Answer::AllowedIf
                    }
                }
            }
            Sat::None | Sat::OutOfBudget => self.why_not(&formulas, &mut over_budget),
        };
        InWorld {
            answer,
            formulas,
            witness,
            over_budget,
        }
    }

    /// DENIED or NOT GRANTED, for a case in which nothing is allowed.
    fn why_not(&self, formulas: &Formulas, over_budget: &mut bool) -> Answer {
        let granted = self.is_met(&formulas.granted);
        if granted.is_model() {
            return Answer::Denied;
        }
        let escapes = self.is_met(&formulas.denied.not());
        *over_budget |= granted == Sat::OutOfBudget || escapes == Sat::OutOfBudget;
        if escapes == Sat::None {
            Answer::Denied
        } else {
            Answer::NotGranted
        }
    }

    /// Past the budget: what remains without the undecided conditions, and with
    /// them taken as false (D41).
    fn out_of_budget(&self, found: &[InWorld]) -> (Answer, Answer, Answer) {
        let bound = |formulas: &Formulas, bound: Bound| {
            if formulas.allowed.without_keys(bound) == Formula::False {
                if formulas.granted.without_keys(bound) == Formula::False {
                    Answer::NotGranted
                } else {
                    Answer::Denied
                }
            } else {
                Answer::Allowed
            }
        };
        let most = found.iter().map(|world| {
            if world.over_budget {
                bound(&world.formulas, Bound::Most)
            } else {
                world.answer
            }
        });
        let least = found.iter().map(|world| {
            if world.over_budget {
                bound(&world.formulas, Bound::Least)
            } else {
                world.answer
            }
        });
        (
            Answer::Unknown,
            most.max().unwrap_or(Answer::Allowed),
            least.min().unwrap_or(Answer::NotGranted),
        )
    }

    /// The variables of which some two worlds that differ in nothing else give
    /// different answers.
    fn differences(&self, free: &[DoubtId], worlds: &[World], found: &[InWorld]) -> Vec<DoubtId> {
        let answers: std::collections::BTreeMap<&World, Answer> = worlds
            .iter()
            .zip(found)
            .map(|(world, found)| (world, found.answer))
            .collect();
        free.iter()
            .copied()
            .filter(|id| {
                let choices = self.doubts.get(*id).map_or(2, |doubt| doubt.choices);
                worlds.iter().any(|world| {
                    (0..choices).any(|choice| {
                        let mut other = world.clone();
                        other.insert(*id, choice);
                        answers.get(&other).copied() != answers.get(world).copied()
                    })
                })
            })
            .collect()
    }

    /// The polarity bound, for more variables than can be enumerated (D11).
    fn bounds(&self, formulas: &Formulas, fixed: &World, free: Vec<DoubtId>) -> Verdict {
        let bounded = |bound: Bound| {
            let opposite = match bound {
                Bound::Most => Bound::Least,
                Bound::Least => Bound::Most,
            };
            Formulas {
                allowed: formulas.allowed.bound(bound),
                granted: formulas.granted.bound(bound),
                denied: formulas.denied.bound(opposite),
            }
        };
        let most = self.in_world(bounded(Bound::Most));
        let least = self.in_world(bounded(Bound::Least));
        let over_budget = most.over_budget || least.over_budget;
        let (answer, at_most, at_least) = if most.answer.gives_access() {
            if most.answer == least.answer {
                (most.answer, most.answer, most.answer)
            } else {
                (Answer::Unknown, most.answer, least.answer)
            }
        } else {
            let granted_at_least = self
                .is_met(&formulas.granted.bound(Bound::Least))
                .is_model();
            let denied_always =
                self.is_met(&formulas.denied.bound(Bound::Least).not()) == Sat::None;
            let granted_at_most = self.is_met(&formulas.granted.bound(Bound::Most)) != Sat::None;
            let denied_ever = self.is_met(&formulas.denied.bound(Bound::Most).not()) == Sat::None;
            if granted_at_least || denied_always {
                (Answer::Denied, Answer::Denied, Answer::Denied)
            } else if !granted_at_most && !denied_ever {
                (Answer::NotGranted, Answer::NotGranted, Answer::NotGranted)
            } else {
                (Answer::Unknown, Answer::Denied, Answer::NotGranted)
            }
        };
        let condition = (least.answer == Answer::AllowedIf).then(|| least.formulas.allowed.clone());
        let condition_at_most = (most.answer == Answer::AllowedIf)
            .then(|| most.formulas.allowed.clone())
            .filter(|other| condition.as_ref() != Some(other));
        Verdict {
            answer,
            at_most,
            at_least,
            condition,
            condition_at_most,
            witness: least.witness.or(most.witness),
            witness_world: fixed.clone(),
            depends_on: if answer == Answer::Unknown {
                free
            } else {
                Vec::new()
            },
            relies_on: Vec::new(),
            over_budget,
            most: fixed.clone(),
            worlds: Vec::new(),
        }
    }
}
