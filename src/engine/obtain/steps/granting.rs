//! Steps that change what somebody holds: attachments, versions, groups.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::engine::changes::Identity;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::kind_and_name;
use crate::engine::obtain::steps::{Bindings, Calls, Here, Step};
use crate::model::account::{PolicyId, PrincipalKind};
use crate::model::catalogue::{Bearer, Escalation, Gives};

impl Ground<'_> {
    pub(in crate::engine::obtain) fn attach(
        &mut self,
        edge: &Escalation,
        bearer: Bearer,
        here: Here<'_>,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for (who, name) in self.bearers(bearer, here) {
            if here.changes.unlimited.contains(&who) {
                continue;
            }
            let whom = name
                .as_ref()
                .map(|name| format!("{}/{name}", Self::key_of(bearer)));
            let mut bound: Vec<(&'static str, &str)> = Vec::new();
            if let Some(name) = &name {
                bound.push((Self::key_of(bearer), name));
            }
            steps.extend(
                self.attachments(edge, &who, &bound)
                    .into_iter()
                    .map(|step| Step {
                        whom: whom.clone(),
                        ..step
                    }),
            );
        }
        steps
    }

    /// Attaching to one principal: a policy written for the purpose, then each
    /// that is there and could lead on.
    pub(in crate::engine::obtain) fn attachments(
        &mut self,
        edge: &Escalation,
        who: &Identity,
        bound: Bindings<'_>,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut written = Step::new(Some(*edge));
        if let Some(write) = self.write {
            let own = self.owner("").to_owned();
            let mut options = Vec::new();
            for name in Rc::clone(&self.new_policies).iter() {
                let mut bindings = bound.to_vec();
                bindings.extend([("policy", name.as_str()), ("owner", own.as_str())]);
                options.extend(self.call(edge.action, edge.on(), &bindings, None));
            }
            let writing = self.call(write.action, write.on(), bound, None);
            written.calls = Calls::Made(vec![writing, options]);
            written.changes.unlimited.insert(who.clone());
            written.bearer = Some(who.clone());
            written.gives_all = true;
            steps.push(written);
        }
        for policy in Rc::clone(&self.policies).iter().copied() {
            let Some((name, owner, shown)) = self.policy_name(policy) else {
                continue;
            };
            let owner = self.owner(owner).to_owned();
            let mut bindings = bound.to_vec();
            bindings.extend([("policy", name), ("owner", owner.as_str())]);
            let mut step = Step::new(Some(*edge));
            step.calls = Calls::on(&bindings);
            step.policy = Some(shown);
            step.changes.attached.insert((who.clone(), policy));
            step.bearer = Some(who.clone());
            step.gives_all = self.gives_all(policy);
            steps.push(step);
        }
        steps
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
            found.extend(here.changes.attached_to(who));
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
            let own = self.groups_of(who, here.changes);
            for group in groups.iter().filter(|group| !own.contains(group)) {
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
