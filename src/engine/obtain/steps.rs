//! The steps that are open to those somebody acts as: every edge of the table with
//! every target that could lead on, and becoming a role (D24, D25).

mod becoming;
mod calling;
pub(super) mod granting;
pub(super) mod key;
mod shedding;
mod single_sign_on;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::engine::changes::{Changes, Identity};
use crate::engine::formula::Formula;
use crate::engine::obtain::batch::{Batch, Needs, Plan};
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::{RequestId, kind_and_name};
use crate::engine::obtain::steps::key::StepKey;
use crate::model::account::{PolicyId, PolicyKind, Position, PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::{Bearer, Escalation, EscalationKind, Gives};
use crate::model::doubt::Doubts;

/// One step: calls that are made together, and what they change.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The edge; `None` for becoming a role that admits the caller.
    pub(super) edge: Option<Escalation>,
    /// The policy concerned, `Custom/N`.
    pub(super) policy: Option<String>,
    /// Whom it concerns, `user/NAME`.
    pub(super) whom: Option<String>,
    /// Who enters or leaves the group.
    pub(super) member: Option<String>,
    /// The calls.
    pub(super) calls: Calls,
    /// A trust document that has to admit the caller in the last call.
    pub(super) trust: Option<Trust>,
    /// What a service needs of the role's trust document, by its number.
    pub(super) service: Option<usize>,
    /// What must hold besides.
    pub(super) guards: Vec<Formula>,
    /// What is different then.
    pub(super) changes: Changes,
    /// Whom the caller acts as then.
    pub(super) becomes: Option<Becomes>,
    /// No other policy could give the bearer more.
    pub(super) gives_all: bool,
    pub(super) known: Known,
}

/// What was worked out of a step before: many look at the same one.
#[derive(Debug, Default)]
pub(super) struct Known {
    key: OnceCell<StepKey>,
    calls: RefCell<BTreeMap<usize, Rc<[RequestId]>>>,
    /// The spellings of each resource of the first call, where they are known.
    spellings: OnceCell<Rc<[Option<Vec<String>>]>>,
}

/// A copy of a step may be given other calls.
impl Clone for Known {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// The calls of a step.
#[derive(Clone, Debug)]
pub(super) enum Calls {
    /// Of each, any of some requests.
    Made(Vec<Vec<RequestId>>),
    /// Those of the edge on some targets, by the names in the braces of its
    /// templates. There may be very many such steps, so they are made when the step
    /// is looked at.
    On(Vec<(&'static str, String)>),
    /// Writing a policy, and the call of the edge with it, on these targets besides.
    Written(Vec<(&'static str, String)>),
}

impl Calls {
    pub(super) fn on(targets: Bindings<'_>) -> Self {
        let owned = targets.iter().map(|(key, name)| (*key, (*name).to_owned()));
        Self::On(owned.collect())
    }

    /// The name of one target.
    fn target(&self, key: &str) -> Option<&str> {
        let Self::On(targets) = self else { return None };
        let target = targets.iter().find(|(known, _)| *known == key);
        target.map(|(_, name)| name.as_str())
    }
}

/// Somebody that a step lets the caller act as.
#[derive(Clone, Debug)]
pub(super) struct Becomes {
    pub(super) who: Identity,
    /// How long, in tenths of a nanosecond; `None` for without end.
    pub(super) session: Option<i128>,
    /// Only with credentials that carry no multi-factor login.
    pub(super) without_second_factor: bool,
}

impl Step {
    pub(super) fn new(edge: Option<Escalation>) -> Self {
        Self {
            edge,
            policy: None,
            whom: None,
            member: None,
            calls: Calls::On(Vec::new()),
            trust: None,
            service: None,
            guards: Vec::new(),
            changes: Changes::none(),
            becomes: None,
            gives_all: false,
            known: Known::default(),
        }
    }

    pub(super) fn key(&self) -> StepKey {
        let key = self.known.key.get_or_init(|| {
            StepKey::new((
                self.edge.map_or("", |edge| edge.id),
                self.changes.clone(),
                self.becomes.as_ref().map(|becomes| becomes.who.clone()),
            ))
        });
        key.clone()
    }
}

/// Names that stand in the braces of a template.
type Bindings<'b> = &'b [(&'static str, &'b str)];

/// Those somebody acts as, and the account as it is then.
#[derive(Clone, Copy)]
pub(super) struct Here<'h> {
    pub(super) who: &'h [Identity],
    pub(super) changes: &'h Changes,
}

fn bound<'t>(targets: &'t [(&'static str, String)]) -> Vec<(&'static str, &'t str)> {
    let targets = targets.iter();
    targets.map(|(key, name)| (*key, name.as_str())).collect()
}

impl<'a> Ground<'a> {
    /// The steps of one edge, targets in the order of their names. Where they do
    /// not depend on who asks, they are made once.
    pub(super) fn steps(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
        doubts: &mut Doubts,
    ) -> Rc<[Rc<Batch>]> {
        let everywhere = edge.gives.only_admits();
        let key = (edge.id, self.looks_at_all);
        if everywhere && let Some(known) = self.everywhere.get(&key) {
            return Rc::clone(known);
        }
        let batches = self.make_steps(edge, here, doubts).into_iter();
        let steps: Rc<[Rc<Batch>]> = batches.map(Rc::new).collect();
        if everywhere {
            self.everywhere.insert(key, Rc::clone(&steps));
        }
        steps
    }

    fn make_steps(&mut self, edge: &Escalation, here: Here<'_>, doubts: &mut Doubts) -> Vec<Batch> {
        let (mut lazy, mut steps) = (Vec::new(), Vec::new());
        let mut needs = None;
        match edge.gives {
            Gives::Attach(bearer) => lazy = self.attach(edge, bearer, here),
            Gives::NewRole => lazy = self.new_role(edge),
            Gives::KeyOfUser | Gives::LoginOfUser => {
                lazy.push(self.act_as(edge, PrincipalKind::User));
            }
            Gives::LoginOfSsoUser => lazy.push(self.act_as(edge, PrincipalKind::SsoUser)),
            _ => (steps, needs) = self.made_beforehand(edge, here, doubts),
        }
        lazy.retain(|batch| batch.count() > 0);
        let mut guards = Vec::new();
        let some = !steps.is_empty() || !lazy.is_empty();
        if some && !edge.verified {
            let doubt = doubts.reading("escalation-not-verified", edge.action, None);
            guards.push(crate::engine::compile::met(doubt));
        }
        if edge.kind == EscalationKind::CloudSso {
            match self.facts.account.position {
                Position::Management => {}
                Position::Standalone => return Vec::new(),
                Position::Member { .. } | Position::NotGiven => {
                    let account = self.facts.account;
                    let about = account.id.clone().unwrap_or_default();
                    let gap = doubts.gap("cloud-sso-administrator", about, account.at, 2);
                    guards.push(crate::engine::compile::met(gap));
                }
            }
        }
        for step in &mut steps {
            step.guards.extend(guards.iter().cloned());
        }
        for batch in &mut lazy {
            batch.guards.clone_from(&guards);
        }
        if !steps.is_empty() {
            let steps = steps.into_iter().map(Rc::new).collect();
            lazy.push(Batch::new(Some(edge.id), Plan::Made(steps), needs));
        }
        lazy
    }

    /// The steps of edges that have few, each made at once.
    fn made_beforehand(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
        doubts: &mut Doubts,
    ) -> (Vec<Step>, Option<Needs>) {
        let steps = match edge.gives {
            Gives::Detach(bearer) => self.detach(edge, bearer, here),
            Gives::RewritePolicy | Gives::SwitchVersion => self.versions(edge, here),
            Gives::JoinGroup => self.join(edge, here, PrincipalKind::User),
            Gives::JoinSsoGroup => self.join(edge, here, PrincipalKind::SsoUser),
            Gives::LeaveGroup => self.leave(edge, here),
            Gives::RewriteTrust => self.rewrite_trust(edge),
            Gives::Provider => self.provider(edge, doubts),
            Gives::HandOverRole | Gives::CommandWhereWorn => self.compute(edge, doubts),
            Gives::AssignConfiguration => self.assign(edge, here),
            Gives::Configure | Gives::ConfigureInline => self.configure(edge, here),
            Gives::LiftControlPolicy => self.lift(edge),
            // The others have many; writing a policy is part of attaching it.
            Gives::Attach(_)
            | Gives::NewRole
            | Gives::KeyOfUser
            | Gives::LoginOfUser
            | Gives::LoginOfSsoUser
            | Gives::WritePolicy => Vec::new(),
        };
        let key = match edge.gives {
            Gives::RewriteTrust | Gives::HandOverRole | Gives::CommandWhereWorn => "role",
            Gives::Provider => "provider",
            _ => return (steps, None),
        };
        let names: Vec<&str> = steps
            .iter()
            .filter_map(|step| step.calls.target(key))
            .collect();
        let needs = self.needs_of(edge, key, names.iter().copied());
        (steps, Some(needs))
    }

    /// How many calls a step has.
    pub(super) fn count_of_calls(step: &Step) -> usize {
        match (&step.calls, step.edge) {
            (Calls::Made(calls), _) => calls.len(),
            (Calls::On(_), Some(edge)) => edge.needs().count().saturating_add(1),
            (Calls::Written(_), Some(_)) => 2,
            (Calls::On(_) | Calls::Written(_), None) => 0,
        }
    }

    /// One call of a step, any of some requests: first its edge's own, then what else
    /// that needs.
    pub(super) fn call_of(&mut self, step: &Step, number: usize) -> Rc<[RequestId]> {
        if let Some(known) = step.known.calls.borrow().get(&number) {
            return Rc::clone(known);
        }
        let found: Rc<[RequestId]> = self.make_call_of(step, number).into();
        let mut known = step.known.calls.borrow_mut();
        known.insert(number, Rc::clone(&found));
        found
    }

    fn make_call_of(&mut self, step: &Step, number: usize) -> Vec<RequestId> {
        match (&step.calls, step.edge) {
            (Calls::Made(calls), _) => calls.get(number).cloned().unwrap_or_default(),
            (Calls::On(_) | Calls::Written(_), None) => Vec::new(),
            (Calls::On(targets), Some(edge)) => {
                let bindings: Vec<(&'static str, &str)> = bound(targets);
                match number.checked_sub(1) {
                    None => self.call(edge.action, edge.on(), &bindings, None),
                    Some(number) => edge.needs().nth(number).map_or_else(Vec::new, |need| {
                        self.call(need.0, need.1, &bindings, edge.service)
                    }),
                }
            }
            (Calls::Written(targets), Some(edge)) => {
                let bindings: Vec<(&'static str, &str)> = bound(targets);
                match (number, self.write) {
                    (0, Some(write)) => self.call(write.action, write.on(), &bindings, None),
                    _ => self.with_new_policy(&edge, &bindings),
                }
            }
        }
    }

    /// All calls of a step.
    pub(super) fn calls_of(&mut self, step: &Step) -> Vec<Vec<RequestId>> {
        (0..Self::count_of_calls(step))
            .map(|number| self.make_call_of(step, number))
            .collect()
    }

    /// Whether a quick look at the resources that somebody's Allow statements name
    /// leaves a step open.
    pub(super) fn may_take(&mut self, step: &Step, who: &Identity, changes: &Changes) -> bool {
        let (Calls::On(targets), Some(edge)) = (&step.calls, step.edge) else {
            return true;
        };
        let action = self.powers.bit(edge.action);
        let spellings = step.known.spellings.get_or_init(|| {
            let bindings = bound(targets);
            let templates = edge.on().templates();
            templates
                .map(|template| self.spellings(template, &bindings))
                .collect()
        });
        let spellings = Rc::clone(spellings);
        spellings.iter().all(|texts| {
            let texts = texts.as_deref();
            texts.is_none_or(|texts| self.powers.may_reach(who, changes, action, texts))
        })
    }

    /// Users, groups or roles that somebody acts as, with their names; none for
    /// one whose name is not known.
    fn bearers(&self, bearer: Bearer, here: Here<'_>) -> Vec<(Identity, Option<String>)> {
        let mut found: Vec<(Identity, Option<String>)> = Vec::new();
        for who in here.who {
            let (kind, name) = kind_and_name(who, self.facts);
            match (bearer, kind) {
                (Bearer::User, PrincipalKind::User) | (Bearer::Role, PrincipalKind::Role) => {
                    found.push((who.clone(), name));
                }
                (Bearer::Group, PrincipalKind::User) => {
                    for group in self.groups_of(who, here.changes) {
                        let name = self
                            .facts
                            .account
                            .principal(group)
                            .map(|group| group.name.clone());
                        let group = Identity::Principal(group);
                        if !found.iter().any(|(known, _)| *known == group) {
                            found.push((group, name));
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn groups_of(&self, who: &Identity, changes: &Changes) -> Vec<PrincipalId> {
        let mut groups: Vec<PrincipalId> = match who {
            Identity::Principal(id) => self
                .index
                .groups_of(*id)
                .filter(|group| !changes.left.contains(&(*id, *group)))
                .collect(),
            _ => Vec::new(),
        };
        groups.extend(changes.joined_by(who));
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// Whether somebody is in a group for certain: who may be in it can still join.
    fn is_member(&self, who: &Identity, group: PrincipalId, changes: &Changes) -> bool {
        let id = match who {
            Identity::Principal(id) => Some(*id),
            _ => None,
        };
        let mut own = id.into_iter().flat_map(|id| self.index.memberships_of(id));
        own.any(|(of, when)| of == group && when.is_empty())
            || changes.joined_by(who).any(|joined| joined == group)
    }

    fn policy_name(&self, id: PolicyId) -> Option<(&'a str, &'static str, String)> {
        let policy = self.facts.account.policy(id)?;
        let (kind, owner) = match policy.kind {
            PolicyKind::System => ("System", "system"),
            PolicyKind::Custom => ("Custom", ""),
            PolicyKind::Inline => return None,
        };
        Some((&policy.name, owner, format!("{kind}/{}", policy.name)))
    }

    pub(super) fn owner<'o>(&'o self, owner: &'o str) -> &'o str {
        if owner.is_empty() {
            self.facts.account.id.as_deref().unwrap_or("{account}")
        } else {
            owner
        }
    }

    pub(super) const fn key_of(bearer: Bearer) -> &'static str {
        match bearer {
            Bearer::User => "user",
            Bearer::Group => "group",
            Bearer::Role => "role",
        }
    }
}
