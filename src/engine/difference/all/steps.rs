//! Steps from somebody to a role, on both sides, worked out where they are asked for:
//! most of an input has nothing to do with what was changed in it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::engine::bearing::settled;
use crate::engine::compile::Compiler;
use crate::engine::difference::Side;
use crate::engine::difference::all::Comparing;
use crate::engine::difference::all::access::Aspect;
use crate::engine::difference::all::pairs::{Both, Somebody};
use crate::engine::difference::all::search::Shown;
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::arrivals::Opening;
use crate::engine::domain::ordered::{Intervals, SECOND};
use crate::engine::formula::Formula;
use crate::engine::path::Paths;
use crate::engine::reach::{LONGEST_SESSION_SECONDS, assuming, becoming, trust_of};
use crate::engine::solver::{Sat, is_met};
use crate::engine::universe::Universe;
use crate::engine::world_keys::WorldKeys;
use crate::model::account::{PrincipalKind, Trust};
use crate::model::budget::Budget;

/// A step from somebody to a role.
pub(super) struct Step {
    /// The role, by its place among everybody.
    pub(super) role: usize,
    /// When it can be taken.
    pub(super) when: Both<Formula>,
    /// When on one side alone; `None` where never.
    pub(super) only: Both<Option<Formula>>,
    /// What requests for it can look like.
    pub(super) universe: Rc<Universe>,
    /// How long the session lasts, in tenths of a nanosecond.
    pub(super) session: Both<i128>,
    times: OnceCell<Both<(Intervals, Intervals)>>,
}

impl Step {
    /// Whether it can be taken on one side at all.
    pub(super) fn is_open(&self, side: Side) -> bool {
        *self.when.of(side) != Formula::False
    }

    /// Whether it can be taken on both sides, and a session lasts longer on one.
    pub(super) fn lasts_longer(&self, side: Side) -> bool {
        let (session, other) = (*self.session.of(side), *self.session.of(side.other()));
        session > other && self.is_open(side.other())
    }

    /// Whether one side has anything of it that the other has not.
    pub(super) fn differs(&self, side: Side) -> bool {
        self.only.of(side).is_some() || self.lasts_longer(side)
    }

    /// When it can be taken on one side.
    pub(super) fn opening(&self, side: Side, paths: &Paths<'_>) -> Opening<'_> {
        let known = self.times.get_or_init(|| {
            let times = |side: Side| {
                let only = self.only.of(side).as_ref().unwrap_or(&Formula::False);
                let times = |when| paths.times_at_most(when, &self.universe);
                (times(self.when.of(side)), times(only))
            };
            Both {
                before: times(Side::Before),
                after: times(Side::After),
            }
        });
        let (times, only) = known.of(side);
        let session = *self.session.of(side);
        let shorter = if self.lasts_longer(side) {
            *self.session.of(side.other())
        } else {
            session
        };
        Opening {
            times,
            only,
            session,
            shorter,
        }
    }
}

/// All steps that were asked for.
pub(super) struct Steps<'c, 'a> {
    comparing: &'c Comparing<'a>,
    pub(super) people: &'c [Somebody],
    /// Roles, sorted by name, and those who can become one.
    pub(super) roles: Rc<[usize]>,
    pub(super) callers: Rc<[usize]>,
    known: BTreeMap<(usize, usize), Option<Rc<Step>>>,
    asking: BTreeMap<usize, Both<Formula>>,
}

impl<'c, 'a> Steps<'c, 'a> {
    pub(super) fn new(comparing: &'c Comparing<'a>, people: &'c [Somebody]) -> Self {
        let of = |kinds: &[PrincipalKind]| -> Rc<[usize]> {
            let all = people.iter().enumerate();
            all.filter(|(_, one)| one.kind.is_some_and(|kind| kinds.contains(&kind)))
                .map(|(number, _)| number)
                .collect()
        };
        Self {
            comparing,
            people,
            roles: of(&[PrincipalKind::Role]),
            callers: of(&[
                PrincipalKind::User,
                PrincipalKind::Role,
                PrincipalKind::SsoUser,
            ]),
            known: BTreeMap::new(),
            asking: BTreeMap::new(),
        }
    }

    /// Whether somebody is a role.
    pub(super) fn is_role(&self, one: usize) -> bool {
        let one = self.people.get(one);
        one.is_some_and(|one| one.kind == Some(PrincipalKind::Role))
    }

    /// When somebody may ask to become some role, as far as it is up to them.
    pub(super) fn asks(&mut self, caller: usize, variables: &mut Variables) -> &Both<Formula> {
        let (comparing, people) = (self.comparing, self.people);
        self.asking.entry(caller).or_insert_with(|| {
            let assume = comparing.catalogue.assume_actions().next();
            let (Some(assume), Some(one)) = (assume, people.get(caller)) else {
                return Both {
                    before: Formula::False,
                    after: Formula::False,
                };
            };
            let shown = Shown {
                action: assume.action.to_owned(),
                catalogued: true,
                resource: String::new(),
            };
            let asking = &comparing.asking;
            let (said, _) = asking.both_say(&shown, &one.pair, Aspect::Allowed, variables);
            Both {
                before: said.before.formula,
                after: said.after.formula,
            }
        })
    }

    /// The step from somebody to a role, if there is one on either side.
    pub(super) fn between(
        &mut self,
        caller: usize,
        role: usize,
        variables: &mut Variables,
    ) -> Option<Rc<Step>> {
        self.ensure(role, &[caller], variables);
        self.known.get(&(caller, role)).cloned().flatten()
    }

    /// Works out the steps from some callers to a role.
    pub(super) fn ensure(&mut self, role: usize, callers: &[usize], variables: &mut Variables) {
        let missing = callers.iter().copied();
        let missing: Vec<usize> = missing
            .filter(|caller| *caller != role && !self.known.contains_key(&(*caller, role)))
            .collect();
        let Some(target) = self.people.get(role).filter(|_| !missing.is_empty()) else {
            return;
        };
        let mut found: BTreeMap<usize, Both<Formula>> = BTreeMap::new();
        let mut sessions = Both {
            before: 0,
            after: 0,
        };
        let mut universe: Option<Compiler<'a>> = None;
        let readings = self.comparing.asking.settings.readings;
        for side in [Side::Before, Side::After] {
            let facts = *self.comparing.asking.facts.of(side);
            let index = *self.comparing.asking.indexes.of(side);
            let own = target.pair.principal(side);
            let Some(principal) = own.and_then(|id| facts.account.principal(id)) else {
                continue;
            };
            let seconds = principal.max_session_seconds;
            let seconds = i128::from(seconds.unwrap_or(LONGEST_SESSION_SECONDS));
            *sessions.of_mut(side) = seconds.saturating_mul(SECOND);
            let trust = trust_of(principal);
            let question = assuming(&principal.name, facts.account, facts.catalogue);
            let (Some(question), false) = (question, trust == Trust::None) else {
                continue;
            };
            let mut compiler = match universe.take() {
                None => Compiler::new(facts, question),
                Some(compiler) => {
                    let mut compiler = compiler.turned_to(facts);
                    compiler.turn(&question.resources, None);
                    compiler
                }
            };
            let callers = missing.iter().filter_map(|caller| {
                let one = self.people.get(*caller)?;
                Some((*caller, one.pair.principal(side)?))
            });
            let callers: Vec<_> = callers.collect();
            let ids = callers.iter().map(|(_, id)| *id);
            let doubts = variables.of(side);
            let steps = becoming(facts, index, ids, trust, &mut compiler, doubts);
            for ((caller, _), when) in callers.iter().zip(steps) {
                if when == Formula::False {
                    continue;
                }
                let when = variables.shared(side, &when);
                let when = settled(&when, readings, &variables.joint.table);
                let both = found.entry(*caller).or_insert(Both {
                    before: Formula::False,
                    after: Formula::False,
                });
                *both.of_mut(side) = when;
            }
            universe = Some(compiler);
        }
        let universe = Rc::new(universe.map(|one| one.universe).unwrap_or_default());
        for caller in missing {
            let step = found.remove(&caller).map(|when| {
                let only =
                    |side: Side| only(when.of(side), when.of(side.other()), &universe, variables);
                Rc::new(Step {
                    role,
                    only: Both {
                        before: only(Side::Before),
                        after: only(Side::After),
                    },
                    universe: Rc::clone(&universe),
                    session: sessions,
                    times: OnceCell::new(),
                    when,
                })
            });
            self.known.insert((caller, role), step);
        }
    }

    /// Whether sessions of a role last longer on one side.
    pub(super) fn lasts_longer(&self, role: usize, side: Side) -> bool {
        let seconds = |side: Side| {
            let id = self.people.get(role)?.pair.principal(side)?;
            let facts = self.comparing.asking.facts.of(side);
            let seconds = facts.account.principal(id)?.max_session_seconds;
            Some(seconds.unwrap_or(LONGEST_SESSION_SECONDS))
        };
        let (session, other) = (seconds(side), seconds(side.other()));
        session
            .zip(other)
            .is_some_and(|(session, other)| session > other)
    }

    /// Those who can become a role on one side, by one step.
    pub(super) fn coming_to(
        &mut self,
        role: usize,
        side: Side,
        variables: &mut Variables,
    ) -> Vec<usize> {
        let callers = Rc::clone(&self.callers);
        self.ensure(role, &callers, variables);
        let open = callers.iter().copied().filter(|caller| {
            let step = self.known.get(&(*caller, role));
            step.and_then(Option::as_ref)
                .is_some_and(|step| step.is_open(side))
        });
        open.collect()
    }
}

/// The requests that only one side allows, if there are any.
pub(super) fn only(
    with: &Formula,
    without: &Formula,
    universe: &Universe,
    variables: &Variables,
) -> Option<Formula> {
    if with == without {
        return None;
    }
    let only = Formula::and([with.clone(), without.not()]);
    is_possible(&only, universe, variables).then_some(only)
}

/// Whether some request may meet a formula in some world.
fn is_possible(formula: &Formula, universe: &Universe, variables: &Variables) -> bool {
    if *formula == Formula::False {
        return false;
    }
    let doubts = &variables.joint.table;
    let (mut universe, mut worlds) = (universe.clone(), WorldKeys::default());
    worlds.add(formula, doubts, &mut universe);
    let Some((applied, _)) = worlds.applied(formula, doubts) else {
        return true;
    };
    let mut budget = Budget::new(universe.steps);
    is_met(&applied, &universe, &mut budget) != Sat::None
}
