//! Steps that let somebody act as another: as a role that admits them, as a user
//! whose credentials they make, as a role that a service acts as for them.

use std::rc::Rc;

use crate::engine::changes::Identity;
use crate::engine::domain::ordered::SECOND;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::steps::{Becomes, Bindings, Here, Step};
use crate::engine::reach::LONGEST_SESSION_SECONDS;
use crate::model::account::{PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::{Bearer, Escalation, Gives};
use crate::model::doubt::Doubts;

impl Ground<'_> {
    /// Becoming the roles that could lead on.
    pub(in crate::engine::obtain) fn hops(&mut self, here: Here<'_>) -> Vec<Step> {
        let Some(assume) = self.assume else {
            return Vec::new();
        };
        let mut steps = Vec::new();
        for id in Rc::clone(&self.leads.roles).iter().copied() {
            let who = Identity::Principal(id);
            let Some(role) = self.facts.account.principal(id) else {
                continue;
            };
            if here.who.contains(&who) || (role.service_linked && !self.is_known(role.trust)) {
                continue;
            }
            let mut step = Step::new(None);
            step.calls.push(self.assume_call(assume.action, &role.name));
            step.trust = Some(role.trust);
            step.whom = Some(format!("role/{}", role.name));
            step.becomes = Some(self.session_of(id));
            steps.push(step);
        }
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
        here: Here<'_>,
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
                if here.who.contains(&who) {
                    continue;
                }
                let Some(name) = self.facts.account.principal(*id).map(|found| &found.name) else {
                    continue;
                };
                let bindings = [("user", name.as_str())];
                let bindings: Bindings<'_> = if of == PrincipalKind::User {
                    &bindings
                } else {
                    &[]
                };
                let mut step = Step::new(Some(*edge));
                step.calls = self.calls(edge, bindings);
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

    pub(in crate::engine::obtain) fn rewrite_trust(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for id in Rc::clone(&self.leads.roles).iter().copied() {
            let Some(role) = self.facts.account.principal(id) else {
                continue;
            };
            if here.who.contains(&Identity::Principal(id)) || role.service_linked {
                continue;
            }
            let mut step = Step::new(Some(*edge));
            step.calls = self.calls(edge, &[("role", &role.name)]);
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
            .filter(|edge| edge.gives == Gives::Attach(Bearer::Role))
            .copied()
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
                    step.calls.push(make.clone());
                    step.calls.extend(attached.calls);
                    step.calls.extend(then.iter().cloned());
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
        here: Here<'_>,
        doubts: &mut Doubts,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for (role, provider, arn, trusted) in self.providers(edge, doubts) {
            if here.who.contains(&Identity::Principal(role)) {
                continue;
            }
            let Some(name) = self.facts.account.principal(role).map(|found| &found.name) else {
                continue;
            };
            let mut step = Step::new(Some(*edge));
            step.calls = self.calls(edge, &[("provider", &provider)]);
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
        here: Here<'_>,
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
            if here.who.contains(&who) || role.service_linked {
                continue;
            }
            let Some(trusted) = self.trusted_service(id, service, doubts) else {
                continue;
            };
            let mut step = Step::new(Some(*edge));
            step.calls = self.calls(edge, &[("role", &role.name)]);
            step.whom = Some(format!("role/{}", role.name));
            step.service = Some(trusted);
            if edge.gives == Gives::CommandWhereWorn {
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
