//! What every search of one account stands on: the edges, who and what could lead
//! on, and the calls compiled so far.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::engine::answers::{About, Line, Settings};
use crate::engine::case::Gate;
use crate::engine::changes::{Changes, Identity};
use crate::engine::compile::{Compiler, Facts};
use crate::engine::formula::{Bound, Formula};
use crate::engine::holdings::{Collector, Index};
use crate::engine::obtain::batch::{Batch, People};
use crate::engine::obtain::leads::Leads;
use crate::engine::obtain::names;
use crate::engine::obtain::powers::{Actions, Powers};
use crate::engine::obtain::requests::{RequestId, Requests, subject};
use crate::engine::obtain::texts::Texts;
use crate::engine::obtain::worth::Classes;
use crate::engine::path::time_names;
use crate::engine::question::{Question, Readings, Resources};
use crate::engine::trust;
use crate::engine::universe::Universe;
use crate::model::account::{
    PolicyDocument, PolicyId, PolicyKind, PrincipalId, PrincipalKind, Trust,
};
use crate::model::catalogue::{Assume, Escalation, Gives};
use crate::model::doubt::Doubts;
use crate::model::policy::{DocumentId, PrincipalForm};

pub(super) struct Ground<'a> {
    pub(super) facts: Facts<'a>,
    pub(super) index: &'a Index,
    pub(super) readings: Readings,
    pub(super) time_names: Rc<[&'static str]>,
    pub(super) requests: Requests<'a>,
    pub(super) powers: Powers<'a>,
    /// The edges, each with the actions that it needs somebody to be allowed.
    pub(super) edges: Rc<Vec<(Escalation, Actions)>>,
    /// Steps that do not depend on who asks, by the id of their edge and whether
    /// all are looked at.
    pub(super) everywhere: BTreeMap<(&'static str, bool), Rc<[Rc<Batch>]>>,
    /// Those who can be acted as, by their kind and whether all are looked at.
    people: BTreeMap<(PrincipalKind, bool), Rc<People>>,
    /// The policies by their ARNs; `None` where these are not known.
    pub(super) policy_texts: BTreeMap<&'static str, Option<Rc<Texts>>>,
    pub(super) looks_at_all: bool,
    /// The requests of each edge's own call on anything of its kind.
    on_any: BTreeMap<&'static str, Rc<[RequestId]>>,
    pub(super) assume: Option<Assume>,
    /// The call that writes a new policy.
    pub(super) write: Option<Escalation>,
    /// Those that could lead on, each list in the order of its names.
    pub(super) leads: Leads,
    /// Those who do without being given anything.
    pub(super) leading: Leads,
    /// The same and those who do only then, once it is known who they are.
    pub(super) all: Option<Leads>,
    pub(super) any_more: bool,
    /// Calls that give something, and calls by which another is acted as.
    pub(super) giving: Actions,
    pub(super) becoming: Actions,
    /// Calls that alter what somebody holds or what denies them.
    pub(super) altering: Actions,
    /// The calls of all steps.
    pub(super) all_calls: Actions,
    pub(super) sso_users: Classes,
    /// The class of each role that could lead on.
    pub(super) role_classes: BTreeMap<PrincipalId, usize>,
    pub(super) sso_groups: Rc<Vec<PrincipalId>>,
    pub(super) policies: Rc<Vec<PolicyId>>,
    pub(super) new_roles: Rc<Vec<String>>,
    pub(super) new_policies: Rc<Vec<String>>,
    /// Trust in services and providers, each with what requests can look like.
    trusted: Vec<(Formula, Universe)>,
    trusted_index: BTreeMap<(PrincipalId, String), Option<usize>>,
    by_document: BTreeMap<DocumentId, PolicyId>,
    access: BTreeMap<PrincipalId, Formula>,
    /// The action that is guarded, among those looked for.
    guarded: Actions,
}

impl<'a> Ground<'a> {
    pub(super) fn new(
        facts: Facts<'a>,
        index: &'a Index,
        settings: &Settings,
        compiler: &Compiler<'a>,
        lines: &[Line],
    ) -> Self {
        let edges: Vec<Escalation> = facts.catalogue.escalations().collect();
        let assume = facts.catalogue.assume_actions().next();
        let guarded = compiler.question().action.clone();
        let actions = edges
            .iter()
            .flat_map(|edge| {
                std::iter::once(edge.action).chain(edge.needs().map(|(action, _)| action))
            })
            .chain(assume.map(|assume| assume.action))
            .map(str::to_owned)
            .chain([guarded.clone()]);
        let powers = Powers::new(facts.model, facts.account, index, facts.catalogue, actions);
        let mut ground = Self {
            facts,
            index,
            readings: settings.readings,
            time_names: time_names(facts.catalogue),
            requests: Requests::new(facts, index),
            powers,
            write: edges
                .iter()
                .find(|edge| edge.gives == Gives::WritePolicy)
                .copied(),
            edges: Rc::default(),
            everywhere: BTreeMap::new(),
            people: BTreeMap::new(),
            policy_texts: BTreeMap::new(),
            looks_at_all: false,
            on_any: BTreeMap::new(),
            assume,
            leads: Leads::default(),
            leading: Leads::default(),
            all: None,
            any_more: false,
            giving: 0,
            becoming: 0,
            altering: 0,
            all_calls: 0,
            sso_users: Classes::default(),
            role_classes: BTreeMap::new(),
            sso_groups: Rc::default(),
            policies: Rc::default(),
            new_roles: Rc::default(),
            new_policies: Rc::default(),
            trusted: Vec::new(),
            trusted_index: BTreeMap::new(),
            by_document: BTreeMap::new(),
            access: BTreeMap::new(),
            guarded: 0,
        };
        ground.guarded = ground.powers.bit(&guarded);
        let with_needs = edges.into_iter().map(|edge| {
            let needed = ground.needed(&edge);
            (edge, needed)
        });
        ground.edges = Rc::new(with_needs.collect());
        ground.sort_calls();
        ground.prepare(lines);
        ground
    }

    fn prepare(&mut self, lines: &[Line]) {
        let account = self.facts.account;
        for line in lines {
            // What is looked at here is a part of what the line was decided by.
            if let (About::Principal(_, id), Formula::False) = (line.about, &line.allowed) {
                self.access.insert(id, Formula::False);
            }
        }
        let with_access: BTreeSet<PrincipalId> = lines
            .iter()
            .filter(|line| line.verdict.at_most.gives_access())
            .filter_map(|line| match line.about {
                About::Principal(_, id) => Some(id),
                About::Holding(_) => None,
            })
            .collect();
        let mut leads: BTreeMap<PrincipalKind, Vec<(&str, PrincipalId)>> = BTreeMap::new();
        for (id, principal) in account.principals() {
            if with_access.contains(&id) || self.powers.of_principal(id).allows != 0 {
                let of_kind = leads.entry(principal.kind).or_default();
                of_kind.push((&principal.name, id));
            }
        }
        let mut of = |kind: PrincipalKind| -> Vec<PrincipalId> {
            let mut list = leads.remove(&kind).unwrap_or_default();
            list.sort_unstable();
            list.into_iter().map(|(_, id)| id).collect()
        };
        let users = of(PrincipalKind::User);
        let sso_users = of(PrincipalKind::SsoUser);
        let roles = Rc::new(of(PrincipalKind::Role));
        let groups = Rc::new(of(PrincipalKind::Group));
        self.sso_groups = Rc::new(of(PrincipalKind::SsoGroup));
        self.role_classes = self.classes_of_roles(&roles, &with_access);
        self.leading = Leads {
            users: self.classes("user/", users, &with_access),
            roles,
            groups,
        };
        self.leads = self.leading.clone();
        self.sso_users = self.classes("user/", sso_users, &with_access);
        let mut policies = Vec::new();
        for (number, policy) in (0_u32..).zip(&account.policies) {
            let id = PolicyId(number);
            let attachable = matches!(policy.kind, PolicyKind::Custom | PolicyKind::System);
            if attachable && self.powers.of_policy(id).allows != 0 {
                policies.push((&policy.name, id));
            }
            if let PolicyDocument::Known { document, .. } = policy.document {
                self.by_document.insert(document, id);
            }
        }
        policies.sort_unstable();
        self.policies = Rc::new(policies.into_iter().map(|(_, id)| id).collect());
        let of_kind = |kind: PrincipalKind| {
            account
                .principals()
                .filter(move |(_, principal)| principal.kind == kind)
                .map(|(_, principal)| principal.name.to_ascii_lowercase())
                .collect()
        };
        let model = self.facts.model;
        self.new_roles = Rc::new(names::free(
            model,
            "role/",
            "new-role",
            &of_kind(PrincipalKind::Role),
        ));
        let taken = account
            .policies
            .iter()
            .map(|policy| policy.name.to_ascii_lowercase())
            .collect();
        self.new_policies = Rc::new(names::free(model, "policy/", "new-policy", &taken));
    }

    /// Those of a kind who could lead on.
    pub(super) fn people(&mut self, kind: PrincipalKind) -> Rc<People> {
        let is_user = kind == PrincipalKind::User;
        let key = (kind, is_user && self.looks_at_all);
        if let Some(known) = self.people.get(&key) {
            return Rc::clone(known);
        }
        let classes = match is_user {
            true => &self.leads.users,
            false => &self.sso_users,
        };
        let people = Rc::new(People::new(kind, classes));
        self.people.insert(key, Rc::clone(&people));
        people
    }

    /// Whether a document may deny the guarded action, by its text.
    pub(super) fn denies_guarded(&mut self, document: DocumentId) -> bool {
        self.powers.of_document(document).denies & self.guarded != 0
    }

    /// The policy that a document is of.
    pub(super) fn policy_with(&self, document: DocumentId) -> Option<PolicyId> {
        self.by_document.get(&document).copied()
    }

    /// Whether a policy is a bundled one that allows all that is looked for.
    pub(super) fn gives_all(&self, policy: PolicyId) -> bool {
        let bundled = self
            .facts
            .account
            .policy(policy)
            .is_some_and(|policy| policy.bundled);
        bundled && self.powers.gives_all(policy)
    }

    /// The actions that an edge needs somebody to be allowed.
    fn needed(&self, edge: &Escalation) -> Actions {
        edge.needs()
            .fold(self.powers.bit(edge.action), |all, (action, _)| {
                all | self.powers.bit(action)
            })
    }

    /// The requests of an edge's own call on anything of its kind.
    pub(super) fn on_any(&mut self, edge: &Escalation) -> Rc<[RequestId]> {
        if let Some(known) = self.on_any.get(edge.id) {
            return Rc::clone(known);
        }
        let requests: Rc<[RequestId]> = self.call(edge.action, edge.on(), &[], None).into();
        self.on_any.insert(edge.id, Rc::clone(&requests));
        requests
    }

    /// When somebody is allowed the action that is guarded.
    pub(super) fn access(
        &mut self,
        who: &Identity,
        changes: &Changes,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> Formula {
        let plain = match who {
            Identity::Principal(id) if changes.is_none() => Some(*id),
            _ => None,
        };
        if let Some(known) = plain.and_then(|id| self.access.get(&id)) {
            return known.clone();
        }
        let subject = subject(who, self.facts);
        let powers = &self.powers;
        let guarded = self.guarded;
        let relevant = |policy: PolicyId| powers.is_about_then(policy, guarded, changes);
        let held = Collector::new(self.facts.account, self.index, compiler, doubts)
            .under(changes)
            .only(&relevant)
            .identity(who, &subject);
        let allowed = Formula::or(held.iter().map(|held| held.case.formulas().allowed));
        if let Some(id) = plain {
            self.access.insert(id, allowed.clone());
        }
        allowed
    }

    /// Whether the directory denies the action to everybody in the account that it
    /// binds, whatever they hold: nothing that is changed in the account leads to it.
    pub(super) fn is_shut(
        &mut self,
        who: &Identity,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> bool {
        if self.facts.account.control_policies.is_empty() {
            return false;
        }
        let subject = subject(who, self.facts);
        let held = Collector::new(self.facts.account, self.index, compiler, doubts)
            .only(&|_| false)
            .identity(who, &subject);
        let same_for_all = held.iter().all(|one| !one.of_its_own);
        let shut = |gate: &Gate| {
            let denied = gate.deny.bound(Bound::Least).without_keys(Bound::Least);
            let allowed = gate.allow.bound(Bound::Most).without_keys(Bound::Most);
            denied == Formula::True || allowed == Formula::False
        };
        let mut sessions = held.iter();
        if !same_for_all || held.is_empty() || !sessions.all(|one| one.case.gates.iter().any(shut))
        {
            return false;
        }
        let exempt = self.facts.account.principals();
        let exempt: Vec<PrincipalId> = exempt
            .filter(|(_, one)| one.service_linked)
            .map(|(id, _)| id)
            .collect();
        exempt.into_iter().all(|id| {
            let exempt = Identity::Principal(id);
            self.access(&exempt, &Changes::none(), compiler, doubts) == Formula::False
        })
    }

    /// A trust in a service or a provider, by its number.
    pub(super) fn trusted(&self, number: usize) -> Option<&(Formula, Universe)> {
        self.trusted.get(number)
    }

    /// When a role's trust document admits a service; `None` for never.
    pub(super) fn trusted_service(
        &mut self,
        role: PrincipalId,
        service: &str,
        doubts: &mut Doubts,
    ) -> Option<usize> {
        self.trusted_other(role, PrincipalForm::Service, service, doubts)
    }

    fn trusted_other(
        &mut self,
        role: PrincipalId,
        form: PrincipalForm,
        name: &str,
        doubts: &mut Doubts,
    ) -> Option<usize> {
        let key = (role, name.to_owned());
        if let Some(known) = self.trusted_index.get(&key) {
            return *known;
        }
        let assume = self.assume?;
        let trust = self.facts.account.principal(role)?.trust;
        if trust == Trust::None {
            return None;
        }
        let question = Question {
            action: assume.action.to_owned(),
            catalogued: true,
            resources: Resources::All,
        };
        let mut compiler = Compiler::new(self.facts, question);
        let model = self.facts.model;
        let when = match trust {
            Trust::Known(document) => {
                trust::admits_other(document, form, name, model, &mut compiler, doubts)
            }
            Trust::Unknown(gap) => crate::engine::compile::met(gap),
            Trust::None => Formula::False,
        };
        let found = Some((when, compiler.universe));
        let number = found
            .filter(|(when, _)| *when != Formula::False)
            .map(|found| {
                self.trusted.push(found);
                self.trusted.len().saturating_sub(1)
            });
        self.trusted_index.insert(key, number);
        number
    }

    /// The roles that trust a provider of the kind that an edge is about: the
    /// role, the provider's name and ARN, and the trust.
    pub(super) fn providers(
        &mut self,
        edge: &Escalation,
        doubts: &mut Doubts,
    ) -> Vec<(PrincipalId, String, String, usize)> {
        let kind = edge
            .on()
            .templates()
            .find_map(|template| template.rsplit(':').next()?.strip_suffix("{provider}"));
        let Some(kind) = kind else {
            return Vec::new();
        };
        let own = self.facts.account.id.as_deref();
        let mut found = Vec::new();
        for id in self.leads.roles.iter().copied().collect::<Vec<_>>() {
            let Some(Trust::Known(document)) =
                self.facts.account.principal(id).map(|role| role.trust)
            else {
                continue;
            };
            for arn in trust::federated(document, self.facts.model) {
                let Some((owner, name)) = trust::split(arn) else {
                    continue;
                };
                let Some(name) = name.strip_prefix(kind) else {
                    continue;
                };
                if own.is_some_and(|own| own != owner) {
                    continue;
                }
                let trusted = self.trusted_other(id, PrincipalForm::Federated, arn, doubts);
                if let Some(trusted) = trusted {
                    found.push((id, name.to_owned(), arn.to_owned(), trusted));
                }
            }
        }
        found
    }
}
