//! The steps that are open to those somebody acts as: every edge of the table with
//! every target that could lead on, and becoming a role (D24, D25).

mod becoming;
mod granting;
mod shedding;
mod single_sign_on;

use std::rc::Rc;

use crate::engine::changes::{Changes, Identity};
use crate::engine::formula::Formula;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::{CallKey, RequestId, kind_and_name};
use crate::engine::question::Resources;
use crate::model::account::{PolicyId, PolicyKind, Position, PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::{Bearer, Escalation, EscalationKind, Gives, On};
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
    /// Targets of one class are worth the same: one of them is enough.
    pub(super) class: Option<usize>,
    /// Whom a policy is attached to.
    pub(super) bearer: Option<Identity>,
    /// No other policy could give the bearer more.
    pub(super) gives_all: bool,
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
}

impl Calls {
    pub(super) fn on(targets: Bindings<'_>) -> Self {
        let owned = targets.iter().map(|(key, name)| (*key, (*name).to_owned()));
        Self::On(owned.collect())
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

/// What tells one step from another.
pub(super) type StepKey = (&'static str, Changes, Option<Identity>);

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
            class: None,
            bearer: None,
            gives_all: false,
        }
    }

    pub(super) fn key(&self) -> StepKey {
        (
            self.edge.map_or("", |edge| edge.id),
            self.changes.clone(),
            self.becomes.as_ref().map(|becomes| becomes.who.clone()),
        )
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

impl<'a> Ground<'a> {
    /// The steps of one edge, targets in the order of their names. Where they do
    /// not depend on who asks, they are made once.
    pub(super) fn steps(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
        doubts: &mut Doubts,
    ) -> Rc<Vec<Rc<Step>>> {
        let everywhere = matches!(
            edge.gives,
            Gives::KeyOfUser
                | Gives::LoginOfUser
                | Gives::LoginOfSsoUser
                | Gives::RewriteTrust
                | Gives::NewRole
                | Gives::Provider
                | Gives::HandOverRole
                | Gives::CommandWhereWorn
        );
        let key = (edge.id, self.looks_at_all);
        if everywhere && let Some(known) = self.everywhere.get(&key) {
            return Rc::clone(known);
        }
        let steps = self.make_steps(edge, here, doubts);
        let steps = Rc::new(steps.into_iter().map(Rc::new).collect::<Vec<_>>());
        if everywhere {
            self.everywhere.insert(key, Rc::clone(&steps));
        }
        steps
    }

    fn make_steps(&mut self, edge: &Escalation, here: Here<'_>, doubts: &mut Doubts) -> Vec<Step> {
        let mut steps = match edge.gives {
            Gives::Attach(bearer) => self.attach(edge, bearer, here),
            Gives::Detach(bearer) => self.detach(edge, bearer, here),
            Gives::RewritePolicy | Gives::SwitchVersion => self.versions(edge, here),
            Gives::JoinGroup => self.join(edge, here, PrincipalKind::User),
            Gives::JoinSsoGroup => self.join(edge, here, PrincipalKind::SsoUser),
            Gives::LeaveGroup => self.leave(edge, here),
            Gives::KeyOfUser | Gives::LoginOfUser => self.act_as(edge, PrincipalKind::User),
            Gives::LoginOfSsoUser => self.act_as(edge, PrincipalKind::SsoUser),
            Gives::RewriteTrust => self.rewrite_trust(edge),
            Gives::NewRole => self.new_role(edge),
            Gives::Provider => self.provider(edge, doubts),
            Gives::HandOverRole | Gives::CommandWhereWorn => self.compute(edge, doubts),
            Gives::AssignConfiguration => self.assign(edge, here),
            Gives::Configure | Gives::ConfigureInline => self.configure(edge, here),
            Gives::LiftControlPolicy => self.lift(edge),
            // Part of attaching what was written.
            Gives::WritePolicy => Vec::new(),
        };
        let mut guards = Vec::new();
        if !steps.is_empty() && !edge.verified {
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
        steps
    }

    /// The call by which a role of a name is become, in either spelling.
    fn assume_call(&mut self, action: &str, name: &str) -> Vec<RequestId> {
        let account = self.facts.account.id.as_deref().unwrap_or("");
        let spellings = self
            .assume
            .into_iter()
            .flat_map(|assume| assume.templates())
            .map(|template| {
                template
                    .replace("{account}", account)
                    .replace("{name}", name)
            })
            .collect();
        let key = CallKey {
            action: action.to_owned(),
            on: vec![Resources::Fixed(spellings)],
            service: None,
        };
        vec![self.requests.find(key, &self.powers)]
    }

    /// The requests by which a call can be made: `{region}` in an otherwise known
    /// ARN is `*` or empty, as the caller chooses.
    pub(super) fn call(
        &mut self,
        action: &str,
        on: On,
        bindings: Bindings<'_>,
        service: Option<&'static str>,
    ) -> Vec<RequestId> {
        if let Some(assume) = self.assume
            && assume.action == action
            && let Some((_, name)) = bindings.iter().find(|(key, _)| *key == "role")
        {
            return self.assume_call(assume.action, name);
        }
        let mut options: Vec<Vec<Resources>> = match on {
            On::All => vec![vec![Resources::All]],
            On::Unknown => vec![vec![Resources::Unknown]],
            On::Each(_) => ["*", ""]
                .iter()
                .map(|region| {
                    on.templates()
                        .map(|template| self.resource(template, region, bindings))
                        .collect()
                })
                .collect(),
        };
        options.dedup();
        options
            .into_iter()
            .map(|on| {
                let key = CallKey {
                    action: action.to_owned(),
                    on,
                    service,
                };
                self.requests.find(key, &self.powers)
            })
            .collect()
    }

    fn resource(&self, template: &str, region: &str, bindings: Bindings<'_>) -> Resources {
        // Where the own account is not known, it may be any that policies name.
        let mut filled = template.replace("{account}", self.owner(""));
        for (name, value) in bindings {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        let whole = filled.replace("{region}", region);
        if whole.contains('{') {
            return Resources::Templates(vec![filled]);
        }
        // The star at the end of a kind of things, `policy/*`, is what the request
        // carries; elsewhere it stands for any.
        if template.ends_with('*')
            && !template.starts_with("acs:ram:")
            && !template.starts_with("acs:ims:")
        {
            return Resources::Templates(vec![filled]);
        }
        Resources::Fixed(vec![whole])
    }

    /// All calls of an edge: its own, then what else it needs.
    fn calls(&mut self, edge: &Escalation, bindings: Bindings<'_>) -> Vec<Vec<RequestId>> {
        let mut calls = vec![self.call(edge.action, edge.on(), bindings, None)];
        for (action, on) in edge.needs() {
            let service = edge.service;
            calls.push(self.call(action, on, bindings, service));
        }
        calls
    }

    /// The calls of a step; of each, any of some requests.
    pub(super) fn calls_of(&mut self, step: &Step) -> Vec<Vec<RequestId>> {
        match (&step.calls, step.edge) {
            (Calls::Made(calls), _) => calls.clone(),
            (Calls::On(targets), Some(edge)) => {
                let bindings: Vec<(&'static str, &str)> = targets
                    .iter()
                    .map(|(key, name)| (*key, name.as_str()))
                    .collect();
                self.calls(&edge, &bindings)
            }
            (Calls::On(_), None) => Vec::new(),
        }
    }

    /// Whether a quick look at the resources that somebody's Allow statements name
    /// leaves a step open.
    pub(super) fn may_take(&mut self, step: &Step, who: &Identity, changes: &Changes) -> bool {
        let (Calls::On(targets), Some(edge)) = (&step.calls, step.edge) else {
            return true;
        };
        let bindings: Vec<(&'static str, &str)> = targets
            .iter()
            .map(|(key, name)| (*key, name.as_str()))
            .collect();
        let action = self.powers.bit(edge.action);
        edge.on().templates().all(|template| {
            let mut texts: Vec<String> = Vec::new();
            for region in ["*", ""] {
                match self.resource(template, region, &bindings) {
                    Resources::Fixed(spellings) => texts.extend(spellings),
                    _ => return true,
                }
            }
            self.powers.may_reach(who, changes, action, &texts)
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

    fn policy_name(&self, id: PolicyId) -> Option<(&'a str, &'static str, String)> {
        let policy = self.facts.account.policy(id)?;
        let (kind, owner) = match policy.kind {
            PolicyKind::System => ("System", "system"),
            PolicyKind::Custom => ("Custom", ""),
            PolicyKind::Inline => return None,
        };
        Some((&policy.name, owner, format!("{kind}/{}", policy.name)))
    }

    fn owner<'o>(&'o self, owner: &'o str) -> &'o str {
        if owner.is_empty() {
            self.facts.account.id.as_deref().unwrap_or("{account}")
        } else {
            owner
        }
    }

    const fn key_of(bearer: Bearer) -> &'static str {
        match bearer {
            Bearer::User => "user",
            Bearer::Group => "group",
            Bearer::Role => "role",
        }
    }
}
