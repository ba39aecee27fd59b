//! A way that the search found, told in full: its steps with what lets each be
//! taken, its requests, and what it comes to across worlds.

use std::rc::Rc;
use std::sync::Arc;

use crate::engine::changes::{Changes, Identity};
use crate::engine::formula::Formula;
use crate::engine::obtain::given::{Given, without_second_factor};
use crate::engine::obtain::requests::{RequestId, id_of};
use crate::engine::obtain::search::{Acting, Search, State};
use crate::engine::obtain::steps::Step;
use crate::engine::obtain::{Call, Made, Obtained, Taken};
use crate::engine::path::Link;
use crate::engine::question::Resources;
use crate::engine::universe::Universe;
use crate::model::catalogue::Gives;

/// What a request of a way looks like.
enum Source {
    Request(RequestId),
    Trusted(usize),
}

impl Search<'_, '_> {
    /// A way in full, judged across the worlds of all its requests; `None` where
    /// it leads nowhere in any.
    pub(super) fn tell(
        &mut self,
        state: &State,
        last: &Acting,
        access: &Formula,
    ) -> Option<Obtained> {
        let mut formulas: Vec<(Formula, Formula, Source)> = Vec::new();
        let mut told = Vec::new();
        let mut by: Vec<(Option<usize>, Option<i128>)> = Vec::new();
        let mut likes: Vec<Given> = Vec::new();
        for taken in &state.moves {
            let acting = state.acting.get(taken.actor)?.clone();
            let step = Rc::clone(&taken.step);
            let mut calls = Vec::new();
            let last_call = taken.requests.len().saturating_sub(1);
            for (number, request) in taken.requests.iter().enumerate() {
                let ends = (number == 0, number == last_call);
                let when = self.when(&step, ends, *request, &acting, &taken.before);
                calls.push(self.call(*request, &acting.who, &taken.before, formulas.len()));
                let given = self.given(*request, &acting);
                formulas.push((when, given, Source::Request(*request)));
                likes.push(Given {
                    without_second_factor: acting.without_second_factor,
                    service: self.ground.requests.service(*request),
                });
                let session = step
                    .becomes
                    .as_ref()
                    .and_then(|becomes| becomes.session)
                    .filter(|_| number == last_call && step.service.is_none());
                by.push((acting.opened, session));
            }
            if let Some(number) = step.service {
                let (when, _) = self.ground.trusted(number)?;
                formulas.push((when.clone(), Formula::True, Source::Trusted(number)));
                let session = step.becomes.as_ref().and_then(|becomes| becomes.session);
                by.push((None, session));
                likes.push(Given::default());
            }
            told.push(self.told(&step, &acting.who, calls));
        }
        let universe_of = |source: &Source| -> Option<&Universe> {
            match source {
                Source::Request(request) => self.ground.requests.universe(*request),
                Source::Trusted(number) => Some(&self.ground.trusted(*number)?.1),
            }
        };
        let mut links = Vec::new();
        for ((when, given, source), (by, session)) in formulas.iter().zip(&by) {
            links.push(Link {
                when,
                given: Some(given),
                universe: universe_of(source)?,
                by: *by,
                session: *session,
                exposure: None,
                outlasting: None,
            });
        }
        let given = self.given_to(&self.compiler.universe, last);
        links.push(Link {
            when: access,
            given: Some(&given),
            universe: &self.compiler.universe,
            by: last.opened,
            session: None,
            exposure: None,
            outlasting: None,
        });
        let paths = self.paths();
        let judged = paths.judge(&links)?;
        let relies_on = paths.relied_on(&links, judged.answer);
        likes.push(Given {
            without_second_factor: last.without_second_factor,
            service: None,
        });
        let requests = links.iter().zip(likes).map(|(link, given)| Made {
            when: Formula::and([
                link.when.clone(),
                link.given.cloned().unwrap_or(Formula::True),
            ]),
            given,
            universe: Arc::new(link.universe.clone()),
            by: link.by,
            session: link.session,
        });
        let requests = requests.collect();
        Some(Obtained {
            steps: told,
            requests,
            finally: id_of(&last.who, self.ground.facts),
            answer: judged.answer,
            exposure: judged.exposure,
            depends_on: judged.depends_on,
            relies_on,
            witness: judged.witness,
            witness_world: judged.witness_world,
        })
    }

    /// What a request is like whenever somebody acted as makes it.
    pub(super) fn given(&self, request: RequestId, acting: &Acting) -> Formula {
        let requests = &self.ground.requests;
        let second = requests
            .universe(request)
            .map_or(Formula::True, |universe| self.given_to(universe, acting));
        Formula::and(requests.on_service(request).into_iter().chain([second]))
    }

    /// What every request of somebody acted as is like.
    pub(super) fn given_to(&self, universe: &Universe, acting: &Acting) -> Formula {
        match acting.without_second_factor {
            true => without_second_factor(universe),
            false => Formula::True,
        }
    }

    fn told(&self, step: &Step, who: &Identity, calls: Vec<Call>) -> Taken {
        Taken {
            edge: step.edge.map(|edge| edge.id),
            kind: step.edge.map(|edge| edge.kind),
            gives: step.edge.map(|edge| edge.gives),
            verified: step.edge.is_none_or(|edge| edge.verified),
            sheds: step
                .edge
                .is_some_and(|edge| matches!(edge.gives, Gives::Detach(_) | Gives::LeaveGroup)),
            by: id_of(who, self.ground.facts),
            action: match (step.edge, calls.last()) {
                (Some(edge), _) => edge.action.to_owned(),
                (None, Some(call)) => call.action.clone(),
                (None, None) => String::new(),
            },
            service: step.service.and(step.edge).and_then(|edge| edge.service),
            policy: step.policy.clone(),
            whom: step.whom.clone(),
            member: step.member.clone(),
            calls,
        }
    }

    fn call(&mut self, request: RequestId, who: &Identity, before: &Changes, place: usize) -> Call {
        let grant = self
            .ground
            .requests
            .grant(request, who, before, self.doubts);
        let key = self.ground.requests.key(request);
        Call {
            action: key.map_or_else(String::new, |key| key.action.clone()),
            on: key
                .into_iter()
                .flat_map(|key| &key.on)
                .map(|resources| match resources {
                    Resources::All | Resources::Unknown => "*".to_owned(),
                    Resources::Templates(texts) | Resources::Fixed(texts) => {
                        texts.first().cloned().unwrap_or_default()
                    }
                })
                .collect(),
            resources: key.map_or_else(Vec::new, |key| key.on.clone()),
            grant,
            request: place,
        }
    }

    /// One step told alone, as somebody takes it in a state.
    pub(super) fn told_alone(&mut self, state: &State) -> Vec<Taken> {
        let mut told = Vec::new();
        let mut place = 0_usize;
        for taken in &state.moves {
            let Some(acting) = state.acting.get(taken.actor) else {
                continue;
            };
            let who = acting.who.clone();
            let mut calls = Vec::new();
            for request in &taken.requests {
                calls.push(self.call(*request, &who, &taken.before, place));
                place = place.saturating_add(1);
            }
            place = place.saturating_add(usize::from(taken.step.service.is_some()));
            told.push(self.told(&taken.step, &who, calls));
        }
        told
    }
}
