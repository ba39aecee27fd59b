//! What brought it about that a way can be gone on one side alone: which of its requests
//! is allowed there and not on the other, and why.

use crate::engine::answers::{About, Line};
use crate::engine::difference::causes::{Tellers, Who};
use crate::engine::difference::halves::{LinePair, Meeting};
use crate::engine::difference::{Cause, Side};
use crate::engine::formula::Formula;
use crate::engine::obtain::{Call, Obtained, Removal, Taken};
use crate::engine::question::{Question, Resources};
use crate::model::catalogue::Gives;
use crate::model::policy::Effect;

impl<'a> Meeting<'a, '_> {
    /// Why a way can be gone on one side alone, or by more requests there: where it is
    /// known which request it is that differs, by that one.
    pub(super) fn causes_of_change(
        &mut self,
        pair: LinePair<'a>,
        way: &Obtained,
        gives: Side,
        differs: Option<usize>,
    ) -> Vec<Cause> {
        if let Some(number) = differs {
            let causes = self.causes_of_request(pair, way, number, gives);
            if !causes.is_empty() {
                return causes;
            }
        }
        let steps: Vec<&Taken> = way.steps.iter().collect();
        let mut causes = self.causes_of_steps(pair, &steps, gives);
        if !causes.is_empty() {
            if way.only_sheds()
                && let Some(last) = self.pair_named(&way.finally, gives)
            {
                self.take_effect(&mut causes, last, gives);
            }
            return causes;
        }
        // Every call was open before, so that it is what they lead to that differs.
        let causes = self.explain_end(way, gives);
        if !causes.is_empty() {
            return causes;
        }
        let causes = self.explain_policies(way, gives);
        if !causes.is_empty() {
            return causes;
        }
        let causes = self.explain_denying_policies(way, gives);
        if !causes.is_empty() {
            return causes;
        }
        for number in (0..way.requests.len()).rev() {
            let causes = self.explain_denied(pair, way, number, gives);
            if !causes.is_empty() {
                return causes;
            }
        }
        self.bearing_on(pair, way, gives)
    }

    /// Which policy of a way grants on one side alone: one that a step hands out, or one
    /// that lets a call be made by whoever holds it by then.
    fn explain_policies(&mut self, way: &Obtained, gives: Side) -> Vec<Cause> {
        let answers = self.asked.answers;
        let action = (&answers.0.question, &answers.1.question);
        let (grants, any) = ((Effect::Allow, gives), Formula::True);
        for taken in &way.steps {
            let policy = taken.policy.as_deref().unwrap_or_default();
            let causes = self.explain_policy(policy, action, grants, &any);
            if !causes.is_empty() {
                return causes;
            }
            for call in &taken.calls {
                let Some(grant) = &call.grant else { continue };
                for resources in &call.resources {
                    let question = question(&call.action, resources);
                    let both = (&question, &question);
                    let causes = self.explain_policy(&grant.policy, both, grants, &any);
                    if !causes.is_empty() {
                        return causes;
                    }
                }
            }
        }
        Vec::new()
    }

    /// Which policy that a step hands out denies, on the other side alone, what the action
    /// is called with in the end.
    fn explain_denying_policies(&mut self, way: &Obtained, gives: Side) -> Vec<Cause> {
        let Some(made) = way.requests.last() else {
            return Vec::new();
        };
        let answers = self.asked.answers;
        let action = (&answers.0.question, &answers.1.question);
        let denies = (Effect::Deny, gives.other());
        let when = self.made(made, gives);
        let when = self.like(when, made);
        let attached = |taken: &&Taken| matches!(taken.gives, Some(Gives::Attach(_)));
        let attached = way.steps.iter().filter(attached);
        let mut policies = attached.filter_map(|taken| taken.policy.as_deref());
        let causes = policies.find_map(|policy| {
            let causes = self.explain_policy(policy, action, denies, &when);
            (!causes.is_empty()).then_some(causes)
        });
        causes.unwrap_or_default()
    }

    /// Why one request of a way is allowed on one side alone.
    fn causes_of_request(
        &mut self,
        pair: LinePair<'a>,
        way: &Obtained,
        number: usize,
        gives: Side,
    ) -> Vec<Cause> {
        let calls = |taken: &Taken| taken.calls.iter().any(|call| call.request == number);
        let mut causes = match way.steps.iter().find(|taken| calls(taken)) {
            Some(taken) => {
                let only = Taken {
                    calls: taken
                        .calls
                        .iter()
                        .filter(|one| one.request == number)
                        .cloned()
                        .collect(),
                    ..taken.clone()
                };
                self.causes_of_steps(pair, &[&only], gives)
            }
            None => self.explain_end(way, gives),
        };
        if causes.is_empty() {
            causes = self.explain_denied(pair, way, number, gives);
        }
        if way.only_sheds()
            && let Some(last) = self.pair_named(&way.finally, gives)
        {
            self.take_effect(&mut causes, last, gives);
        }
        causes
    }

    /// Why what a way leads to is allowed on one side alone.
    fn explain_end(&mut self, way: &Obtained, gives: Side) -> Vec<Cause> {
        let Some(last) = self.pair_named(&way.finally, gives) else {
            return Vec::new();
        };
        let with = self.allowed(last, gives);
        let without = self.allowed(last, gives.other());
        let Some(found) = self.found(&Formula::and([with, without.not()])) else {
            return Vec::new();
        };
        let answers = self.asked.answers;
        let mut tellers = Tellers::new(self, (&answers.0.question, &answers.1.question));
        self.explain(&mut tellers, Who::of(last), &found, gives)
    }

    /// What denies a request of a way on the other side alone: whoever makes it holds by
    /// then what an earlier step gave, and not all that somebody is denied.
    fn explain_denied(
        &mut self,
        pair: LinePair<'a>,
        way: &Obtained,
        number: usize,
        gives: Side,
    ) -> Vec<Cause> {
        let Some(made) = way.requests.get(number) else {
            return Vec::new();
        };
        let steps = way.steps.iter();
        let mut calls = steps.flat_map(|taken| taken.calls.iter().map(move |call| (taken, call)));
        let answers = self.asked.answers;
        let (by, questions) = match calls.find(|(_, call)| call.request == number) {
            Some((taken, call)) => {
                let questions = call.resources.iter();
                let questions = questions.map(|resources| question(&call.action, resources));
                let questions = questions.map(|one| (one.clone(), one)).collect();
                (&taken.by, questions)
            }
            None => {
                let questions = (answers.0.question.clone(), answers.1.question.clone());
                (&way.finally, vec![questions])
            }
        };
        let who = Who::of(self.pair_named(by, gives).unwrap_or(pair));
        for (earlier, later) in questions {
            let mut tellers = Tellers::new(self, (&earlier, &later));
            let with = self.made(made, gives);
            let with = self.like(with, made);
            let here = self.denied_by(&mut tellers, who, gives);
            let there = self.denied_by(&mut tellers, who, gives.other());
            if let Some(found) = self.found(&Formula::and([with, there, here.not()])) {
                return self.explain(&mut tellers, who, &found, gives);
            }
        }
        Vec::new()
    }

    /// Why a guard can be taken off on one side alone: why a role can be become first,
    /// why a call is allowed, or else what bears on any of it.
    pub(super) fn causes_of_removal(
        &mut self,
        pair: LinePair<'a>,
        removal: &Removal,
        gives: Side,
    ) -> Vec<Cause> {
        for role in &removal.via {
            let causes = self.explain_becoming(pair, role, gives);
            if !causes.is_empty() {
                return causes;
            }
        }
        let steps: Vec<&Taken> = removal.first.iter().chain([&removal.step]).collect();
        let causes = self.causes_of_steps(pair, &steps, gives);
        if !causes.is_empty() {
            return causes;
        }
        self.bearing_on_steps(pair, (&steps, &[pair.id(gives)]), gives)
    }

    /// Says of causes which grants take effect once what denies is off.
    pub(super) fn take_effect(&self, causes: &mut [Cause], pair: LinePair<'a>, gives: Side) {
        let grants = self.granting(pair, gives);
        for cause in causes.iter_mut().filter(|cause| cause.grants.is_empty()) {
            cause.grants.clone_from(&grants);
        }
    }

    /// Why a call of some steps is allowed on one side alone.
    pub(super) fn causes_of_steps(
        &mut self,
        pair: LinePair<'a>,
        steps: &[&Taken],
        gives: Side,
    ) -> Vec<Cause> {
        for taken in steps {
            let by = self.pair_named(&taken.by, gives).unwrap_or(pair);
            for call in &taken.calls {
                let causes = self.explain_call(by, call, gives);
                if !causes.is_empty() {
                    return causes;
                }
            }
            if let (Some(service), Some(role)) = (taken.service, &taken.whom)
                && let Some(role) = self.pair_named(role, gives)
            {
                let causes = self.explain_letting_in(role, service, gives);
                if !causes.is_empty() {
                    return causes;
                }
            }
            if taken.edge.is_none()
                && let Some(role) = &taken.whom
            {
                let causes = self.explain_becoming(by, role, gives);
                if !causes.is_empty() {
                    return causes;
                }
            }
        }
        Vec::new()
    }

    fn explain_becoming(&mut self, by: LinePair<'a>, role: &str, gives: Side) -> Vec<Cause> {
        let role = self.pair_named(role, gives).and_then(|pair| pair.of(gives));
        let (Some(About::Principal(_, caller)), Some(About::Principal(_, role))) = (
            by.of(gives).map(|line| line.about),
            role.map(|line| line.about),
        ) else {
            return Vec::new();
        };
        self.explain_becoming_role(caller, role, gives)
    }

    fn explain_call(&mut self, by: LinePair<'a>, call: &Call, gives: Side) -> Vec<Cause> {
        for resources in &call.resources {
            let question = question(&call.action, resources);
            let mut tellers = Tellers::new(self, (&question, &question));
            let who = Who::of(by);
            let with = self.allowed_by(&mut tellers, who, gives);
            let without = self.allowed_by(&mut tellers, who, gives.other());
            let only = Formula::and([with, without.not()]);
            if let Some(found) = self.found(&only) {
                return self.explain(&mut tellers, who, &found, gives);
            }
        }
        Vec::new()
    }

    pub(super) fn pair_named(&self, id: &str, side: Side) -> Option<LinePair<'a>> {
        let is_it = |line: &Line| line.id.eq_ignore_ascii_case(id);
        let mut pairs = self.pairs.iter();
        pairs.find(|pair| pair.of(side).is_some_and(is_it)).copied()
    }
}

fn question(action: &str, resources: &Resources) -> Question {
    Question {
        action: action.to_owned(),
        catalogued: true,
        resources: resources.clone(),
    }
}
