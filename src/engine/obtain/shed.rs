//! How firmly somebody is denied: which guards they could take off, themselves or
//! as a role that they can become, and whether they are denied still (D26).

use std::rc::Rc;

use crate::engine::answers::{Because, Force, Line, owner_name, via_name};
use crate::engine::changes::{Changes, Identity};
use crate::engine::formula::Bound;
use crate::engine::holdings::{Collector, Held, Holdings, Piece};
use crate::engine::obtain::requests::subject;
use crate::engine::obtain::search::{Search, State};
use crate::engine::obtain::steps::{Here, Step};
use crate::engine::obtain::{Firmness, MAX_STEPS, Removal, Taken};
use crate::engine::verdict::{Answer, Judge};
use crate::model::catalogue::Gives;
use crate::model::policy::Effect;

impl Search<'_, '_> {
    /// The guards of a line that is DENIED, and what takes them off.
    pub(super) fn firmness(&mut self, line: &Line) -> Firmness {
        let start = self.start();
        let mut removals: Vec<Removal> = Vec::new();
        let start = self.with_roles(start);
        let mut state = start.clone();
        // States in which one step was taken that opens others.
        let mut opened: Vec<State> = Vec::new();
        // Each round may open further steps: a guard that is gone no longer denies
        // the call that takes off the next.
        for _ in 0..MAX_STEPS {
            let steps = self.on_oneself(&state);
            let mut moved = false;
            let before = state.clone();
            for step in steps {
                let step = Rc::new(step);
                let Some(after) = self.take(&before, Rc::clone(&step), Bound::Most) else {
                    continue;
                };
                let guards = self.gone(line, &after.changes);
                let known = self.gone(line, &before.changes);
                let fresh: Vec<usize> = guards
                    .into_iter()
                    .filter(|guard| !known.contains(guard))
                    .collect();
                if fresh.is_empty() {
                    opened.extend(self.take(&start, Rc::clone(&step), Bound::Most));
                } else {
                    let from = std::iter::once(&start).chain(&opened).find_map(|from| {
                        Some((from, self.take(from, Rc::clone(&step), Bound::Most)?))
                    });
                    let (from, after) = from.unwrap_or((&before, after.clone()));
                    let certain = self.take(from, step, Bound::Least).is_some();
                    removals.extend(self.removal(&after, certain, fresh));
                }
                state.changes.add(&after.changes);
                moved = true;
            }
            if !moved || state.changes == before.changes {
                break;
            }
        }
        removals.sort_by(|a, b| (a.step.edge, &a.step.policy).cmp(&(b.step.edge, &b.step.policy)));
        removals.dedup_by(|a, b| {
            a.step.edge == b.step.edge
                && a.step.policy == b.step.policy
                && a.step.whom == b.step.whom
        });
        Firmness {
            firm: self.answer_under(&state.changes) == Answer::Denied,
            removable_by: removals,
        }
    }

    /// The caller together with the roles that it can become.
    fn with_roles(&mut self, start: State) -> State {
        let mut state = start;
        for _ in 0..MAX_STEPS {
            let who = state.who();
            let here = Here {
                who: &who,
                changes: &state.changes,
            };
            let hops = self.ground.hops(here);
            let before = state.acting.len();
            for hop in hops {
                if let Some(next) = self.take(&state, Rc::new(hop), Bound::Most) {
                    state = next;
                }
            }
            if state.acting.len() == before {
                break;
            }
        }
        state
    }

    /// The steps that change what the caller itself holds.
    fn on_oneself(&mut self, state: &State) -> Vec<Step> {
        let who = [self.caller.clone()];
        let here = Here {
            who: &who,
            changes: &state.changes,
        };
        let mut steps = Vec::new();
        for edge in self.ground.edges.clone().iter() {
            let own = matches!(
                edge.gives,
                Gives::Attach(_)
                    | Gives::Detach(_)
                    | Gives::RewritePolicy
                    | Gives::SwitchVersion
                    | Gives::JoinGroup
                    | Gives::LeaveGroup
                    | Gives::Configure
                    | Gives::ConfigureInline
            );
            if own {
                steps.extend(self.ground.steps(edge, here, self.doubts));
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
