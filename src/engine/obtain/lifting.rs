//! Control policies that somebody of the management account can lift: a guard of
//! the accounts below, which none of their own principals can touch (R56, R57,
//! D26). It gives the one who lifts it nothing in the own account, so it is told
//! beside what they could obtain.

use std::rc::Rc;

use crate::engine::formula::Bound;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::search::Search;
use crate::engine::obtain::steps::{Calls, Here, Step};
use crate::engine::obtain::{Lift, Taken};
use crate::model::account::{ControlDocument, Position};
use crate::model::catalogue::{Escalation, Gives};

impl Ground<'_> {
    /// Lifting each control policy that denies the guarded action.
    pub(in crate::engine::obtain) fn lift(&mut self, edge: &Escalation) -> Vec<Step> {
        if self.facts.account.position != Position::Management {
            return Vec::new();
        }
        let mut steps = Vec::new();
        for policy in &self.facts.account.control_policies {
            let ControlDocument::Known(document) = policy.document else {
                continue;
            };
            if !self.denies_guarded(document) {
                continue;
            }
            let mut step = Step::new(Some(*edge));
            step.calls = Calls::on(&[("control", &policy.id)]);
            step.policy = Some(format!("Control/{}", policy.id));
            steps.push(step);
        }
        steps
    }
}

impl Search<'_, '_> {
    /// The calls by which the caller lifts control policies that deny the action.
    pub(super) fn lifts(&mut self) -> Vec<Lift> {
        let start = self.start();
        if self.ground.facts.account.position != Position::Management {
            return Vec::new();
        }
        let who = start.who();
        let allowed = self
            .ground
            .powers
            .of_identity(&self.caller, &start.changes)
            .allows;
        let mut lifts = Vec::new();
        for (edge, needed) in Rc::clone(&self.ground.edges).iter() {
            if edge.gives != Gives::LiftControlPolicy || allowed & needed != *needed {
                continue;
            }
            let here = Here {
                who: &who,
                changes: &start.changes,
            };
            let batches = self.ground.steps(edge, here, self.doubts);
            let steps = batches.iter().flat_map(|batch| batch.made());
            for step in steps {
                let Some(after) = self.take(&start, step, Bound::Most) else {
                    continue;
                };
                let certain = self.take(&start, step, Bound::Least).is_some();
                let told: Vec<Taken> = self.told_alone(&after);
                lifts.extend(told.into_iter().map(|step| Lift { step, certain }));
            }
        }
        lifts
    }
}
