//! Steps that let somebody act as another: as a role that admits them, as a user
//! whose credentials they make, as a role that a service acts as for them.

use std::rc::Rc;

use crate::engine::changes::Identity;
use crate::engine::domain::ordered::SECOND;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::steps::{Becomes, Calls, Step};
use crate::engine::reach::LONGEST_SESSION_SECONDS;
use crate::model::account::{PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::{Bearer, Escalation, Gives};
use crate::model::doubt::Doubts;

impl Ground<'_> {
    /// Becoming the roles that could lead on.
    pub(in crate::engine::obtain) fn hops(&mut self) -> Rc<Vec<Rc<Step>>> {
        let key = ("", self.looks_at_all);
        if let Some(known) = self.everywhere.get(&key) {
            return Rc::clone(known);
        }
        let mut steps = Vec::new();
        let assume = self.assume.map_or("", |assume| assume.action);
        for id in Rc::clone(&self.leads.roles).iter().copied() {
            let Some(role) = self.facts.account.principal(id) else {
                continue;
            };
            if role.service_linked && !self.is_known(role.trust) {
                continue;
            }
            let mut step = Step::new(None);
            step.calls = Calls::Made(vec![self.assume_call(assume, &role.name)]);
            step.trust = Some(role.trust);
            step.whom = Some(format!("role/{}", role.name));
            step.becomes = Some(self.session_of(id));
            steps.push(Rc::new(step));
        }
        let steps = Rc::new(steps);
        self.everywhere.insert(key, Rc::clone(&steps));
        steps
    }

    pub(in crate::engine::obtain) fn is_known(&self, trust: Trust) -> bool {
        matches!(trust, Trust::Known(_))
    }

    pub(in crate::engine::obtain) fn session_of(&self, role: PrincipalId) -> Becomes {
        let longest = self
            .facts
            .account
            .principal(role)
            .and_then(|role| role.max_session_seconds)
            .unwrap_or(LONGEST_SESSION_SECONDS);
        Becomes {
            who: Identity::Principal(role),
            session: Some(i128::from(longest).saturating_mul(SECOND)),
            without_second_factor: false,
        }
    }

    pub(in crate::engine::obtain) fn act_as(
        &mut self,
        edge: &Escalation,
        of: PrincipalKind,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        let classes = if of == PrincipalKind::User {
            self.leads.users.clone()
        } else {
            self.sso_users.clone()
        };
        for (class, members) in classes.iter().enumerate() {
            for id in members {
                let who = Identity::Principal(*id);
                let Some(name) = self.facts.account.principal(*id).map(|found| &found.name) else {
                    continue;
                };
                let mut step = Step::new(Some(*edge));
                // Cloud SSO knows its users by ids that no input holds.
                if of == PrincipalKind::User {
                    step.calls = Calls::On(vec![("user", name.clone())]);
                }
                let word = of.word();
                step.whom = Some(format!("{word}/{name}"));
                step.becomes = Some(Becomes {
                    who,
                    session: None,
                    without_second_factor: edge.gives == Gives::KeyOfUser,
                });
                step.class = Some(class);
                steps.push(step);
            }
        }
        steps
    }

    pub(in crate::engine::obtain) fn rewrite_trust(&mut self, edge: &Escalation) -> Vec<Step> {
        let mut steps = Vec::new();
        for id in Rc::clone(&self.leads.roles).iter().copied() {
            let Some(role) = self.facts.account.principal(id) else {
                continue;
            };
            if role.service_linked {
                continue;
            }
            let mut step = Step::new(Some(*edge));
            step.calls = Calls::On(vec![("role", role.name.clone())]);
            step.whom = Some(format!("role/{}", role.name));
            step.becomes = Some(self.session_of(id));
            steps.push(step);
        }
        steps
    }

    /// A role that did not exist: made, given a policy, and become.
    pub(in crate::engine::obtain) fn new_role(&mut self, edge: &Escalation) -> Vec<Step> {
        let attaching: Vec<Escalation> = self
            .edges
            .iter()
            .map(|(edge, _)| *edge)
            .filter(|edge| edge.gives == Gives::Attach(Bearer::Role))
            .collect();
        let mut steps = Vec::new();
        for name in Rc::clone(&self.new_roles).iter() {
            let who = Identity::New(PrincipalKind::Role, name.clone());
            let bound = [("role", name.as_str())];
            let own = self.calls(edge, &bound);
            let (make, then) = own
                .split_first()
                .map_or((Vec::new(), &[][..]), |(a, b)| (a.clone(), b));
            for attach in &attaching {
                for attached in self.attachments(attach, &who, &bound) {
                    let mut step = Step::new(Some(*edge));
                    let mut calls = vec![make.clone()];
                    calls.extend(self.calls_of(&attached));
                    calls.extend(then.iter().cloned());
                    step.calls = Calls::Made(calls);
                    step.policy = attached.policy;
                    step.whom = Some(format!("role/{name}"));
                    step.changes = attached.changes;
                    step.becomes = Some(Becomes {
                        who: who.clone(),
                        session: Some(i128::from(LONGEST_SESSION_SECONDS).saturating_mul(SECOND)),
                        without_second_factor: false,
                    });
                    steps.push(step);
                }
            }
        }
        steps
    }

    pub(in crate::engine::obtain) fn provider(
        &mut self,
        edge: &Escalation,
        doubts: &mut Doubts,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for (role, provider, arn, trusted) in self.providers(edge, doubts) {
            let Some(name) = self.facts.account.principal(role).map(|found| &found.name) else {
                continue;
            };
            let mut step = Step::new(Some(*edge));
            step.calls = Calls::On(vec![("provider", provider)]);
            step.whom = Some(format!("role/{name}"));
            step.policy = Some(arn);
            step.service = Some(trusted);
            step.becomes = Some(self.session_of(role));
            steps.push(step);
        }
        steps
    }

    pub(in crate::engine::obtain) fn compute(
        &mut self,
        edge: &Escalation,
        doubts: &mut Doubts,
    ) -> Vec<Step> {
        let Some(service) = edge.service else {
            return Vec::new();
        };
        let mut steps = Vec::new();
        for id in Rc::clone(&self.leads.roles).iter().copied() {
            let who = Identity::Principal(id);
            let Some(role) = self.facts.account.principal(id) else {
                continue;
            };
            if role.service_linked {
                continue;
            }
            let Some(trusted) = self.trusted_service(id, service, doubts) else {
                continue;
            };
            let mut step = Step::new(Some(*edge));
            step.calls = Calls::On(vec![("role", role.name.clone())]);
            step.whom = Some(format!("role/{}", role.name));
            step.service = Some(trusted);
            let mut wearers = self.facts.account.wearers.iter();
            let worn = wearers.any(|one| one.role == id && one.service == service);
            if edge.gives == Gives::CommandWhereWorn && !worn {
                let gap = doubts.gap("role-worn", role.name.clone(), role.at, 2);
                step.guards.push(crate::engine::compile::met(gap));
            }
            step.becomes = Some(Becomes {
                who,
                session: None,
                without_second_factor: true,
            });
            steps.push(step);
        }
        steps
    }
}
