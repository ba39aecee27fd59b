//! A snapshot as the naive evaluator reads it.

use std::collections::BTreeMap;
use std::rc::Rc;

use ramlint::engine::answers::{self, Answers};
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Decision, Naive, NaiveRequest};
use ramlint::engine::question::{Question, Resources};
use ramlint::model::Model;
use ramlint::model::account::{PrincipalId, PrincipalKind};
use ramlint::model::catalogue::{Catalogue, On};
use ramlint::model::doubt::Doubts;
use serde_json::Value;

use crate::obtained::snapshot;
use crate::support::read;

/// One snapshot as it was read.
pub struct Reading {
    model: Rc<Model>,
    doubts: Doubts,
    world: World,
}

/// The model of a snapshot.
pub fn model(account: &Value) -> Rc<Model> {
    Rc::new(read(&[("snapshot.json", &account.to_string())]).model)
}

impl Reading {
    /// What was read, in a world. It is given by the variables of other answers,
    /// which are the same by their names.
    pub fn new(model: Rc<Model>, answers: &Answers, world: &World) -> Self {
        let mut doubts = model.doubts.clone();
        let ids: BTreeMap<_, _> = answers
            .doubts
            .iter()
            .map(|(id, doubt)| (id, doubts.intern(doubt.clone())))
            .collect();
        let world = world.iter().map(|(id, choice)| (ids[id], *choice));
        Self {
            world: world.collect(),
            model,
            doubts,
        }
    }

    pub fn naive(&self, question: &Question) -> Naive<'_> {
        let account = &self.model.accounts[0];
        let catalogue = Catalogue::embedded();
        Naive::new(&self.model, catalogue, account, question, &self.doubts)
    }

    pub fn find(&self, id: &str) -> Option<(PrincipalKind, PrincipalId)> {
        let mut principals = self.model.accounts[0].principals();
        principals
            .find(|(_, found)| {
                let own = format!("{}/{}", found.kind.word(), found.name);
                snapshot::same(&own, id)
            })
            .map(|(number, found)| (found.kind, number))
    }

    /// Whether somebody is allowed what a question is about, request by request.
    pub fn allowed(&self, who: &str, question: &Question, requests: &[NaiveRequest]) -> Vec<bool> {
        let Some((kind, id)) = self.find(who) else {
            return vec![false; requests.len()];
        };
        let naive = self.naive(question);
        let is_allowed = |request: &NaiveRequest| {
            let rulings = match kind {
                PrincipalKind::SsoUser => naive.sessions(id, &self.world, request),
                _ => vec![naive.principal(id, &self.world, request)],
            };
            let mut rulings = rulings.iter();
            rulings.any(|ruling| ruling.decision == Decision::Allowed)
        };
        requests.iter().map(is_allowed).collect()
    }

    /// Whether somebody is allowed what a question is about by one request.
    pub fn allows(&self, who: &str, question: &Question, request: &NaiveRequest) -> bool {
        self.allowed(who, question, std::slice::from_ref(request)) == [true]
    }

    /// Whether somebody becomes a role by one of some requests.
    pub fn admits(&self, who: &str, role: &str, requests: &[NaiveRequest]) -> bool {
        let (Some((_, who)), Some((_, role))) = (self.find(who), self.find(role)) else {
            return false;
        };
        let assume = Catalogue::embedded().assume_actions().next().unwrap();
        let naive = self.naive(&question_on(assume.action, Resources::All));
        let mut requests = requests.iter();
        requests.any(|request| naive.can_assume(who, role, &self.world, request))
    }
}

pub fn question_on(action: &str, resources: Resources) -> Question {
    Question {
        resources,
        ..answers::question(action, Catalogue::embedded())
    }
}

/// The resources that an action is authorised on, where that is no ARN.
pub fn without_arn(action: &str) -> Resources {
    let edges = Catalogue::embedded().escalations();
    let calls = edges.flat_map(|edge| {
        let own = std::iter::once((edge.action, edge.on()));
        own.chain(edge.needs()).collect::<Vec<_>>()
    });
    let mut on = calls.filter(|(name, _)| *name == action);
    match on.next() {
        Some((_, On::All)) => Resources::All,
        _ => Resources::Unknown,
    }
}
