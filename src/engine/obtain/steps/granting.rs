//! Steps that change what somebody holds: attachments, versions, groups.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::engine::changes::Identity;
use crate::engine::obtain::batch::{Batch, Needs, Plan, Target};
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::powers::holders_for;
use crate::engine::obtain::requests::{RequestId, kind_and_name};
use crate::engine::obtain::steps::{Bindings, Calls, Here, Step};
use crate::engine::obtain::texts::Texts;
use crate::model::account::{PolicyId, PrincipalKind};
use crate::model::catalogue::{Bearer, Escalation, Gives};

/// Attaching a policy to one principal, each policy a step.
pub(in crate::engine::obtain) struct Attaching {
    edge: Escalation,
    who: Identity,
    whom: Option<String>,
    /// The name of that principal, in the braces of the edge's templates.
    bound: Vec<(&'static str, String)>,
    /// Whether a policy can be written for the purpose, which is the first step.
    pub(in crate::engine::obtain) written: bool,
    /// How many steps there are.
    pub(in crate::engine::obtain) count: usize,
    /// The edge that makes the principal, a role, in the same step.
    new_role: Option<Escalation>,
}

impl Ground<'_> {
    pub(in crate::engine::obtain) fn attach(
        &mut self,
        edge: &Escalation,
        bearer: Bearer,
        here: Here<'_>,
    ) -> Vec<Batch> {
        let mut batches = Vec::new();
        for (who, name) in self.bearers(bearer, here) {
            if here.changes.unlimited.contains(&who) {
                continue;
            }
            let key = Self::key_of(bearer);
            let whom = name.as_ref().map(|name| format!("{key}/{name}"));
            let bound = name.map(|name| (key, name)).into_iter().collect();
            batches.push(self.attachments(edge, &who, bound, whom, None));
        }
        batches
    }

    /// Attaching to one principal: a policy written for the purpose, then each
    /// that is there and could lead on.
    pub(in crate::engine::obtain) fn attachments(
        &mut self,
        edge: &Escalation,
        who: &Identity,
        bound: Vec<(&'static str, String)>,
        whom: Option<String>,
        new_role: Option<Escalation>,
    ) -> Batch {
        let names: Vec<(&'static str, &str)> = bound
            .iter()
            .map(|(key, name)| (*key, name.as_str()))
            .collect();
        let mut on = Vec::new();
        for template in edge.on().templates() {
            on.push(match template.strip_suffix("{policy}") {
                Some(before) => self.policies_on(before),
                None => self.target(template, &names),
            });
        }
        let written = self.write.is_some();
        let needs = Needs {
            action: self.powers.bit(edge.action),
            on,
            admits: None,
        };
        let attaching = Attaching {
            edge: *edge,
            who: who.clone(),
            whom,
            bound,
            written,
            count: self.policies.len().saturating_add(usize::from(written)),
            new_role,
        };
        let id = new_role.map_or(edge.id, |made| made.id);
        Batch::new(Some(id), Plan::Attach(Box::new(attaching)), Some(needs))
    }

    /// The policies that could be attached, by what stands before their names.
    fn policies_on(&mut self, before: &'static str) -> Target {
        if let Some(known) = self.policy_texts.get(before) {
            return known.clone().map_or(Target::Open, Target::Each);
        }
        let mut owners: BTreeMap<&str, Option<Vec<String>>> = BTreeMap::new();
        let mut texts = Vec::new();
        for policy in self.policies.iter() {
            let Some((name, owner, _)) = self.policy_name(*policy) else {
                continue;
            };
            let known = owners
                .entry(owner)
                .or_insert_with(|| self.spellings(before, &[("owner", self.owner(owner))]));
            texts.push(known.clone().map(|before| (before, name)));
        }
        let texts: Option<Vec<(Vec<String>, &str)>> = texts.into_iter().collect();
        let texts = texts.map(|texts| Rc::new(Texts::new(texts)));
        self.policy_texts.insert(before, texts.clone());
        texts.map_or(Target::Open, Target::Each)
    }

    /// One step of those that attach a policy.
    pub(in crate::engine::obtain) fn attachment(
        &mut self,
        attaching: &Attaching,
        number: usize,
    ) -> Option<Step> {
        let edge = attaching.edge;
        let mut step = Step::new(Some(edge));
        step.whom.clone_from(&attaching.whom);
        let who = attaching.who.clone();
        match number.checked_sub(usize::from(attaching.written)) {
            None => {
                step.calls = Calls::Written(attaching.bound.clone());
                step.changes.unlimited.insert(who);
                step.gives_all = true;
            }
            Some(number) => {
                let policy = *self.policies.get(number)?;
                let (name, owner, shown) = self.policy_name(policy)?;
                let owner = self.owner(owner).to_owned();
                let mut targets = attaching.bound.clone();
                targets.extend([("policy", name.to_owned()), ("owner", owner)]);
                step.calls = Calls::On(targets);
                step.policy = Some(shown);
                step.changes.attached.insert((who, policy));
                step.gives_all = self.gives_all(policy);
            }
        }
        Some(match attaching.new_role {
            Some(edge) => self.with_new_role(edge, &attaching.who, step),
            None => step,
        })
    }

    /// The requests by which an edge's call is made with a policy written before.
    pub(in crate::engine::obtain) fn with_new_policy(
        &mut self,
        edge: &Escalation,
        bound: Bindings<'_>,
    ) -> Vec<RequestId> {
        let own = self.owner("").to_owned();
        let mut options = Vec::new();
        for name in Rc::clone(&self.new_policies).iter() {
            let mut bindings = bound.to_vec();
            bindings.extend([("policy", name.as_str()), ("owner", own.as_str())]);
            options.extend(self.call(edge.action, edge.on(), &bindings, None));
        }
        options
    }

    /// The policies that somebody holds and could edit.
    pub(in crate::engine::obtain) fn editable(&self, here: Here<'_>) -> Vec<PolicyId> {
        let mut found = BTreeSet::new();
        for who in here.who {
            match who {
                Identity::Principal(id) => {
                    found.extend(self.index.policies_of(self.facts.account, *id));
                }
                Identity::Holder(number, _) => {
                    let document = self.facts.model.holdings.get(*number);
                    found.extend(document.and_then(|holding| self.policy_with(holding.document)));
                }
                Identity::New(_, _) => {}
            }
            for holder in holders_for(who, here.changes, self.index) {
                found.extend(here.changes.attached_to(&holder));
            }
            for group in here.changes.joined_by(who) {
                found.extend(self.index.attached_to(self.facts.account, group));
            }
        }
        let custom = found.into_iter().filter(|id| self.powers.is_custom(*id));
        custom
            .filter(|id| !here.changes.rewritten.contains(id))
            .collect()
    }

    pub(in crate::engine::obtain) fn versions(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for policy in self.editable(here) {
            let Some((name, owner, shown)) = self.policy_name(policy) else {
                continue;
            };
            let owner = self.owner(owner).to_owned();
            let bindings = [("policy", name), ("owner", owner.as_str())];
            let calls = Calls::on(&bindings);
            let step = Step {
                calls,
                policy: Some(shown),
                ..Step::new(Some(*edge))
            };
            if edge.gives == Gives::RewritePolicy {
                let mut step = step;
                step.changes.rewritten.insert(policy);
                steps.push(step);
                continue;
            }
            let others = self.facts.account.policy(policy);
            for (_, document) in others.into_iter().flat_map(|found| &found.other_versions) {
                let mut step = step.clone();
                step.changes.switched.insert(policy, *document);
                steps.push(step);
            }
        }
        steps
    }

    pub(in crate::engine::obtain) fn join(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
        of: PrincipalKind,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        let groups = if of == PrincipalKind::User {
            self.leads.groups.clone()
        } else {
            self.sso_groups.clone()
        };
        for who in here.who {
            let (kind, name) = kind_and_name(who, self.facts);
            if kind != of {
                continue;
            }
            let open = groups
                .iter()
                .filter(|group| !self.is_member(who, **group, here.changes));
            for group in open {
                let Some(group_name) = self.facts.account.principal(*group).map(|g| &g.name) else {
                    continue;
                };
                let mut bindings: Vec<(&'static str, &str)> = Vec::new();
                // Cloud SSO knows its users and groups by ids that no input holds.
                if of == PrincipalKind::User {
                    bindings.push(("group", group_name));
                    bindings.extend(name.as_deref().map(|name| ("user", name)));
                }
                let mut step = Step::new(Some(*edge));
                step.calls = Calls::on(&bindings);
                let word = if of == PrincipalKind::User {
                    "group"
                } else {
                    "sso-group"
                };
                step.whom = Some(format!("{word}/{group_name}"));
                step.member = name.as_ref().map(|name| format!("{}/{name}", kind.word()));
                step.changes.joined.insert((who.clone(), *group));
                steps.push(step);
            }
        }
        steps
    }
}
