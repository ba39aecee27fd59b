//! How firmly somebody is denied: which guards they could take off, themselves or
//! as a role that they can become, and whether they are denied still (D26).

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::engine::answers::{Because, Force, Line, owner_name, via_name};
use crate::engine::changes::{Changes, Identity};
use crate::engine::formula::{Bound, Formula};
use crate::engine::holdings::{Collector, Held, Holdings, Piece};
use crate::engine::obtain::batch::Batch;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::subject;
use crate::engine::obtain::search::{Search, State};
use crate::engine::obtain::steps::{Here, Step};
use crate::engine::obtain::texts::Reached;
use crate::engine::obtain::{Firmness, MAX_STEPS, Removal, Taken};
use crate::engine::verdict::{Answer, Judge};
use crate::model::catalogue::Gives;
use crate::model::policy::Effect;

impl Search<'_, '_> {
    /// The guards of a line that is DENIED, and what takes them off.
    pub(super) fn firmness(&mut self, line: &Line) -> Firmness {
        let start = self.start();
        if !self.could_change() {
            return Firmness {
                firm: true,
                removable_by: Vec::new(),
                loosened: Formula::False,
            };
        }
        let mut removals: Vec<Removal> = Vec::new();
        let sure_start = self.with_roles(start.clone(), Bound::Least);
        let start = self.with_roles(start, Bound::Most);
        let mut state = start.clone();
        // The same after no step but such as are open whatever is not known.
        let mut sure = sure_start.clone();
        // What takes guards off, and states in which one step opens others.
        let mut shed = Changes::none();
        let mut by_edge: BTreeMap<&str, Changes> = BTreeMap::new();
        let mut opened: Vec<State> = Vec::new();
        let mut known: Vec<usize> = Vec::new();
        let mut taking = true;
        // Each round may open further steps: a guard that is gone no longer denies
        // the call that takes off the next, and who may attach a policy may allow
        // themselves that call.
        for _ in 0..2 * MAX_STEPS {
            let before = state.clone();
            let sure_before = sure.clone();
            let batches = self.on_oneself(&before, taking);
            let mut steps = Open::new(batches, before.who());
            while let Some(step) = steps.next(self.ground, &before.changes) {
                let Some(after) = self.take(&before, &step, Bound::Most) else {
                    continue;
                };
                state.changes.add(&step.changes);
                let certain = [&sure_start, &sure_before]
                    .iter()
                    .any(|from| self.take(from, &step, Bound::Least).is_some());
                if certain {
                    sure.changes.add(&step.changes);
                }
                let grants = step.edge.is_none_or(|edge| is_grant(edge.gives));
                let guards = if grants {
                    Vec::new()
                } else {
                    self.gone(line, &after.changes)
                };
                let fresh: Vec<usize> = guards
                    .into_iter()
                    .filter(|guard| !known.contains(guard))
                    .collect();
                if fresh.is_empty() {
                    opened.extend(self.take(&start, &step, Bound::Most));
                    if step.gives_all {
                        break;
                    }
                    continue;
                }
                shed.add(&step.changes);
                let edge = step.edge.map_or("", |edge| edge.id);
                let of_edge = by_edge.entry(edge).or_insert_with(Changes::none);
                of_edge.add(&step.changes);
                let from = std::iter::once(&start)
                    .chain(&opened)
                    .find_map(|from| self.take(from, &step, Bound::Most));
                let after = from.unwrap_or(after);
                removals.extend(self.removal(&after, certain, fresh));
            }
            known = self.gone(line, &shed);
            let moved = state.changes != before.changes;
            match (taking, moved) {
                (true, true) => {}
                (true, false) => taking = false,
                (false, true) => taking = true,
                (false, false) => break,
            }
        }
        removals.sort_by(|a, b| (a.step.edge, &a.step.policy).cmp(&(b.step.edge, &b.step.policy)));
        removals.dedup_by(|a, b| {
            a.step.edge == b.step.edge
                && a.step.policy == b.step.policy
                && a.step.whom == b.step.whom
        });
        Firmness {
            firm: self.answer_under(&shed) == Answer::Denied,
            removable_by: removals,
            loosened: self.loosened(&shed, by_edge.values()),
        }
    }

    /// What is allowed once guards are off. Who takes off every one may leave a group
    /// or a policy that also grants, so that each sort of step is looked at alone, too.
    fn loosened<'c>(
        &mut self,
        shed: &'c Changes,
        by_edge: impl Iterator<Item = &'c Changes>,
    ) -> Formula {
        if shed.is_none() {
            return Formula::False;
        }
        let mut all: Vec<Formula> = Vec::new();
        for changes in std::iter::once(shed).chain(by_edge) {
            let held = self.held_under(changes);
            let held = held.iter();
            let allowed = Formula::or(held.map(|held| held.case.formulas().allowed));
            if !all.contains(&allowed) {
                all.push(allowed);
            }
        }
        Formula::or(all)
    }

    /// Whether the caller, or a role that it might become, may be allowed a call
    /// that changes what the caller holds.
    fn could_change(&mut self) -> bool {
        let none = Changes::none();
        let becoming = self
            .ground
            .assume
            .map_or(0, |assume| self.ground.powers.bit(assume.action));
        let own = self.ground.powers.of_identity(&self.caller, &none).allows;
        let mut allowed = vec![own];
        if own & becoming != 0 {
            for role in Rc::clone(&self.ground.leads.roles).iter() {
                allowed.push(self.ground.powers.of_principal(*role).allows);
            }
        }
        let edges = Rc::clone(&self.ground.edges);
        edges.iter().any(|(edge, needed)| {
            let open = allowed.iter().any(|allows| allows & needed == *needed);
            open && changes_oneself(edge.gives)
        })
    }

    /// The caller together with the roles that it can become.
    fn with_roles(&mut self, start: State, bound: Bound) -> State {
        let mut state = start;
        for _ in 0..MAX_STEPS {
            let hops = self.ground.hops();
            let before = state.acting.len();
            let mut who = state.who();
            let mut reached = self.ground.reached(&hops, &who, &state.changes);
            let mut from = 0;
            while let Some(number) = hops.next(from, &reached, None) {
                from = number.saturating_add(1);
                let Some(hop) = self.ground.step(&hops, number) else {
                    continue;
                };
                let becomes = hop.becomes.as_ref().map(|becomes| &becomes.who);
                if becomes.is_none_or(|becomes| who.contains(becomes)) {
                    continue;
                }
                if let Some(next) = self.take(&state, &hop, bound) {
                    state = next;
                    who = state.who();
                    reached = self.ground.reached(&hops, &who, &state.changes);
                }
            }
            if state.acting.len() == before {
                break;
            }
        }
        state
    }

    /// The steps that take something from what the caller itself holds, or those
    /// that add to it.
    fn on_oneself(&mut self, state: &State, taking: bool) -> Vec<Rc<Batch>> {
        let who = [self.caller.clone()];
        let here = Here {
            who: &who,
            changes: &state.changes,
        };
        let allowed: u128 = state
            .who()
            .iter()
            .map(|who| self.ground.powers.of_identity(who, &state.changes).allows)
            .fold(0, |all, allows| all | allows);
        let holds_all =
            state.changes.unlimited.contains(&self.caller) || !state.changes.rewritten.is_empty();
        let mut steps = Vec::new();
        for (edge, needed) in Rc::clone(&self.ground.edges).iter() {
            // Who holds everything gains nothing by holding more.
            let grants = is_grant(edge.gives);
            let own = changes_oneself(edge.gives) && grants != taking && !(grants && holds_all);
            if own && allowed & needed == *needed {
                let open = self.ground.steps(edge, here, self.doubts);
                steps.extend(open.iter().cloned());
            }
        }
        steps
    }

    fn removal(&mut self, after: &State, certain: bool, guards: Vec<usize>) -> Option<Removal> {
        let told = self.told_alone(after);
        let step = told.last()?.clone();
        let via = told
            .iter()
            .filter(|taken| taken.edge.is_none())
            .filter_map(|taken| taken.whom.clone())
            .filter(|role| *role == step.by)
            .collect();
        let mut first: Vec<Taken> = told
            .into_iter()
            .filter(|taken| taken.edge.is_some())
            .collect();
        first.pop();
        Some(Removal {
            via,
            first,
            step,
            certain,
            guards,
        })
    }

    /// The guards of a line that no longer stand after some changes.
    fn gone(&mut self, line: &Line, changes: &Changes) -> Vec<usize> {
        let held = self.held_under(changes);
        let facts = self.ground.facts;
        let stands = |because: &Because| {
            held.iter().flat_map(|held| &held.held).any(|held: &Held| {
                let same = match (held.piece, because.statement) {
                    (Piece::Statement(id), Some(statement)) => id == statement,
                    (Piece::Unread, None) => {
                        owner_name(held.owner, facts.account, facts.model) == because.policy
                    }
                    _ => false,
                };
                let via = held.via.iter().map(|via| via_name(*via, facts.account));
                held.effect == Effect::Deny && same && via.eq(because.via.iter().cloned())
            })
        };
        line.because
            .iter()
            .enumerate()
            .filter(|(_, because)| because.force == Force::Deny && !stands(because))
            .map(|(number, _)| number)
            .collect()
    }

    fn held_under(&mut self, changes: &Changes) -> Vec<Holdings> {
        let facts = self.ground.facts;
        let caller: Identity = self.caller.clone();
        let subject = subject(&caller, facts);
        Collector::new(facts.account, self.ground.index, self.compiler, self.doubts)
            .under(changes)
            .identity(&caller, &subject)
    }

    /// The caller's answer after some changes; DENIED only if every session says
    /// so.
    fn answer_under(&mut self, changes: &Changes) -> Answer {
        let held = self.held_under(changes);
        let judge = Judge {
            universe: &self.compiler.universe,
            doubts: self.doubts,
            readings: self.ground.readings,
        };
        held.iter()
            .map(|held| judge.decide(&held.case).answer)
            .max_by_key(|answer| match answer {
                Answer::Denied => 0,
                Answer::NotGranted => 1,
                Answer::AllowedIf => 2,
                Answer::Allowed => 3,
                Answer::Unknown => 4,
            })
            .unwrap_or(Answer::NotGranted)
    }
}

/// The steps of some batches that are open to somebody, one after the other.
struct Open {
    batches: Vec<Rc<Batch>>,
    who: Vec<Identity>,
    at: (usize, usize),
    reached: Option<Reached>,
}

impl Open {
    const fn new(batches: Vec<Rc<Batch>>, who: Vec<Identity>) -> Self {
        Self {
            batches,
            who,
            at: (0, 0),
            reached: None,
        }
    }

    fn next(&mut self, ground: &mut Ground<'_>, changes: &Changes) -> Option<Rc<Step>> {
        loop {
            let batch = self.batches.get(self.at.0)?;
            let reached = self
                .reached
                .get_or_insert_with(|| ground.reached(batch, &self.who, changes));
            if let Some(number) = batch.next(self.at.1, reached, None) {
                self.at.1 = number.saturating_add(1);
                if let Some(step) = ground.step(batch, number) {
                    return Some(step);
                }
            } else {
                self.at = (self.at.0.saturating_add(1), 0);
                self.reached = None;
            }
        }
    }
}

/// Whether a call may change what the caller itself holds.
const fn changes_oneself(gives: Gives) -> bool {
    matches!(
        gives,
        Gives::Attach(_)
            | Gives::Detach(_)
            | Gives::RewritePolicy
            | Gives::SwitchVersion
            | Gives::JoinGroup
            | Gives::LeaveGroup
            | Gives::Configure
            | Gives::ConfigureInline
    )
}

/// Whether a call only adds to what the caller holds.
const fn is_grant(gives: Gives) -> bool {
    matches!(gives, Gives::Attach(_) | Gives::JoinGroup)
}
