//! Steps that let somebody act as another: as a role that admits them, as a user
//! whose credentials they make, as a role that a service acts as for them.

use std::rc::Rc;

use crate::engine::changes::Identity;
use crate::engine::domain::ordered::SECOND;
use crate::engine::obtain::batch::{Admits, Batch, Needs, People, Plan, Target};
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::kind_and_name;
use crate::engine::obtain::steps::{Becomes, Calls, Step};
use crate::engine::obtain::texts::Texts;
use crate::engine::reach::LONGEST_SESSION_SECONDS;
use crate::engine::trust;
use crate::model::account::{PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::{Bearer, Escalation, Gives};
use crate::model::doubt::Doubts;

impl Ground<'_> {
    /// Becoming the roles that could lead on.
    pub(in crate::engine::obtain) fn hops(&mut self) -> Rc<Batch> {
        let key = ("", self.looks_at_all);
        if let Some(known) = self.everywhere.get(&key).and_then(|known| known.first()) {
            return Rc::clone(known);
        }
        let mut steps = Vec::new();
        let mut names = Vec::new();
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
            names.push((role.name.as_str(), role.trust));
        }
        let before: Option<Vec<String>> = self.assume.and_then(|assume| {
            let templates = assume.templates();
            let own = self.facts.account.id.as_deref().unwrap_or("");
            templates
                .map(|text| {
                    Some(
                        text.replace("{account}", own)
                            .strip_suffix("{name}")?
                            .to_owned(),
                    )
                })
                .collect()
        });
        let target = before.map_or(Target::Open, |before| {
            let texts = names.iter().map(|(name, _)| (before.clone(), *name));
            Target::Each(Rc::new(Texts::new(texts)))
        });
        let needs = Needs {
            action: self.powers.bit(assume),
            on: vec![target],
            admits: self.admits(names.iter().map(|(_, trust)| *trust)),
        };
        let hops = Rc::new(Batch::new(None, Plan::Made(steps), Some(needs)));
        self.everywhere.insert(key, Rc::from([Rc::clone(&hops)]));
        hops
    }

    /// Whom each of some roles admits. Where the own account is not known, whoever is
    /// named in a trust document may be of another: then each is asked.
    fn admits(&self, trusts: impl Iterator<Item = Trust>) -> Option<Admits> {
        self.facts.account.id.as_ref()?;
        let mut admits = Admits::default();
        for (number, trust) in trusts.enumerate() {
            let named = match trust {
                Trust::None => continue,
                Trust::Unknown(_) => None,
                Trust::Known(document) => trust::named_only(document, self.facts.model),
            };
            let Some(named) = named else {
                admits.anybody.push(number);
                continue;
            };
            for id in named {
                admits.named.entry(id).or_default().push(number);
            }
        }
        Some(admits)
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
    ) -> Batch {
        let people = self.people(of);
        // Cloud SSO knows its users by ids that no input holds.
        let needs = (of == PrincipalKind::User).then(|| {
            let account = self.facts.account;
            let principals = people.ids.iter().filter_map(|id| account.principal(*id));
            self.needs_of(edge, "user", principals.map(|found| found.name.as_str()))
        });
        Batch::new(Some(edge.id), Plan::ActAs(*edge, people), needs)
    }

    /// Acting as one of some people.
    pub(in crate::engine::obtain) fn acting_as(
        &self,
        edge: &Escalation,
        people: &People,
        number: usize,
    ) -> Option<Step> {
        let id = people.ids.get(number)?;
        let name = &self.facts.account.principal(*id)?.name;
        let mut step = Step::new(Some(*edge));
        if people.kind == PrincipalKind::User {
            step.calls = Calls::On(vec![("user", name.clone())]);
        }
        step.whom = Some(format!("{}/{name}", people.kind.word()));
        step.becomes = Some(Becomes {
            who: Identity::Principal(*id),
            session: None,
            without_second_factor: edge.gives == Gives::KeyOfUser,
        });
        Some(step)
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
    pub(in crate::engine::obtain) fn new_role(&mut self, edge: &Escalation) -> Vec<Batch> {
        let attaching: Vec<Escalation> = self
            .edges
            .iter()
            .map(|(edge, _)| *edge)
            .filter(|edge| edge.gives == Gives::Attach(Bearer::Role))
            .collect();
        let mut batches = Vec::new();
        for name in Rc::clone(&self.new_roles).iter() {
            let who = Identity::New(PrincipalKind::Role, name.clone());
            for attach in &attaching {
                let bound = vec![("role", name.clone())];
                batches.push(self.attachments(attach, &who, bound, None, Some(*edge)));
            }
        }
        batches
    }

    /// The step that makes a role and gives it what another step attaches to it.
    pub(in crate::engine::obtain) fn with_new_role(
        &mut self,
        edge: Escalation,
        who: &Identity,
        attached: Step,
    ) -> Step {
        let (_, name) = kind_and_name(who, self.facts);
        let name = name.unwrap_or_default();
        let mut step = Step::new(Some(edge));
        step.calls = Calls::on(&[("role", &name)]);
        let own = self.calls_of(&step);
        let (make, then) = own
            .split_first()
            .map_or((Vec::new(), &[][..]), |(a, b)| (a.clone(), b));
        let mut calls = vec![make];
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
        step
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
