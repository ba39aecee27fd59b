//! Steps that take off what denies: policies taken away, groups left.

use std::collections::BTreeSet;

use crate::engine::changes::Identity;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::kind_and_name;
use crate::engine::obtain::steps::{Calls, Here, Step};
use crate::model::account::{PolicyId, PrincipalId, PrincipalKind};
use crate::model::catalogue::{Bearer, Escalation};

impl Ground<'_> {
    pub(in crate::engine::obtain) fn detach(
        &mut self,
        edge: &Escalation,
        bearer: Bearer,
        here: Here<'_>,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for (who, name) in self.bearers(bearer, here) {
            let (Identity::Principal(id), Some(name)) = (&who, name) else {
                continue;
            };
            let mut held: Vec<PolicyId> = self.index.attached_to(self.facts.account, *id).collect();
            held.sort_unstable();
            held.dedup();
            for policy in held {
                let gone = here.changes.detached.contains(&(*id, policy));
                if gone || self.powers.of_policy(policy).denies == 0 {
                    continue;
                }
                let Some((policy_name, owner, shown)) = self.policy_name(policy) else {
                    continue;
                };
                let owner = self.owner(owner).to_owned();
                let bindings = [
                    (Self::key_of(bearer), name.as_str()),
                    ("policy", policy_name),
                    ("owner", owner.as_str()),
                ];
                let mut step = Step::new(Some(*edge));
                step.calls = Calls::on(&bindings);
                step.policy = Some(shown);
                step.whom = Some(format!("{}/{name}", Self::key_of(bearer)));
                step.changes.detached.insert((*id, policy));
                steps.push(step);
            }
        }
        steps
    }

    pub(in crate::engine::obtain) fn leave(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for who in here.who {
            let (Identity::Principal(id), (PrincipalKind::User, Some(name))) =
                (who, kind_and_name(who, self.facts))
            else {
                continue;
            };
            let groups: BTreeSet<PrincipalId> = self.index.groups_of(*id).collect();
            for group in groups {
                let gone = here.changes.left.contains(&(*id, group));
                if gone || self.powers.of_principal(group).denies == 0 {
                    continue;
                }
                let Some(group_name) = self.facts.account.principal(group).map(|g| &g.name) else {
                    continue;
                };
                let bindings = [("group", group_name.as_str()), ("user", name.as_str())];
                let mut step = Step::new(Some(*edge));
                step.calls = Calls::on(&bindings);
                step.whom = Some(format!("group/{group_name}"));
                step.member = Some(format!("user/{name}"));
                step.changes.left.insert((*id, group));
                steps.push(step);
            }
        }
        steps
    }
}
