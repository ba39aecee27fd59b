//! Taking one step: whether somebody acted as is allowed its calls, one after the
//! other, and the state that it leads to.

use std::rc::Rc;

use crate::engine::changes::Changes;
use crate::engine::formula::{Bound, Formula};
use crate::engine::obtain::given::without_second_factor;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::RequestId;
use crate::engine::obtain::search::{Acting, Move, Search, State};
use crate::engine::obtain::steps::Step;

impl Search<'_, '_> {
    /// The state after a step, if somebody acted as is allowed all its calls.
    pub(super) fn take(&mut self, state: &State, step: &Rc<Step>, bound: Bound) -> Option<State> {
        self.take_from(0, state, step, bound)
    }

    /// The same if one of those is, who were come to act as from a number on.
    pub(super) fn take_from(
        &mut self,
        first_actor: usize,
        state: &State,
        step: &Rc<Step>,
        bound: Bound,
    ) -> Option<State> {
        let trusted = match step.service {
            None => true,
            Some(number) => {
                let (when, universe) = self.ground.trusted(number)?;
                let when = self.seen(when, bound);
                !self.paths().times(&when, universe).is_empty()
            }
        };
        if !trusted {
            return None;
        }
        (first_actor..state.acting.len()).find_map(|actor| self.take_as(state, step, actor, bound))
    }

    fn take_as(
        &mut self,
        state: &State,
        step: &Rc<Step>,
        actor: usize,
        bound: Bound,
    ) -> Option<State> {
        let acting = state.acting.get(actor)?;
        if !self.ground.may_take(step, &acting.who, &state.changes) {
            return None;
        }
        let count = Ground::count_of_calls(step);
        let mut clock = state.clock.clone();
        let mut arrived = clock.clone();
        let mut requests = Vec::new();
        for number in 0..count {
            let last = number.saturating_add(1) == count;
            let options = self.ground.call_of(step, number);
            let mut chosen = None;
            for option in options.iter().copied() {
                let when = self.when(step, (number == 0, last), option, acting, &state.changes);
                let when = self.seen(&when, bound);
                if when == Formula::False {
                    continue;
                }
                let Some(universe) = self.ground.requests.universe(option) else {
                    continue;
                };
                let times = self
                    .paths()
                    .times(&when, universe)
                    .intersection(&clock)
                    .intersection(&acting.times);
                if !times.is_empty() {
                    chosen = Some((option, times));
                    break;
                }
            }
            let (option, times) = chosen?;
            clock = times.extend_forward(i128::MAX);
            arrived = times;
            requests.push(option);
        }
        let mut next = state.clone();
        next.clock = clock;
        next.changes.add(&step.changes);
        let links = requests
            .len()
            .saturating_add(usize::from(step.service.is_some()));
        if let Some(becomes) = &step.becomes {
            // A session is opened by the last call, or for a service by the trust.
            let opened = state.links.saturating_add(links).saturating_sub(1);
            next.acting.push(Acting {
                who: becomes.who.clone(),
                opened: becomes.session.map(|_| opened),
                without_second_factor: becomes.without_second_factor,
                times: arrived.extend_forward(becomes.session.unwrap_or(i128::MAX)),
            });
        }
        next.links = state.links.saturating_add(links);
        next.moves.push(Move {
            step: Rc::clone(step),
            actor,
            requests,
            before: state.changes.clone(),
        });
        Some(next)
    }

    /// When one call of a step is allowed.
    pub(super) fn when(
        &mut self,
        step: &Step,
        (first, last): (bool, bool),
        request: RequestId,
        acting: &Acting,
        changes: &Changes,
    ) -> Formula {
        let mut parts = Vec::new();
        if first {
            parts.extend(step.guards.iter().cloned());
        }
        let ground = &mut *self.ground;
        parts.push(ground.requests.allowed(
            request,
            &acting.who,
            changes,
            &ground.powers,
            self.doubts,
        ));
        if let Some(trust) = step.trust.filter(|_| last) {
            parts.push(
                self.ground
                    .requests
                    .admitted(request, &acting.who, trust, self.doubts),
            );
        }
        let when = Formula::and(parts);
        match self.ground.requests.universe(request) {
            Some(universe) if acting.without_second_factor => {
                Formula::and([when, without_second_factor(universe)])
            }
            _ => when,
        }
    }
}
