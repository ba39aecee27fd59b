//! Steps through Cloud SSO: access configurations assigned and rewritten.

use std::collections::BTreeSet;

use crate::engine::changes::Identity;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::kind_and_name;
use crate::engine::obtain::steps::{Here, Step};
use crate::model::account::PrincipalKind;
use crate::model::catalogue::{Escalation, Gives};

impl Ground<'_> {
    pub(in crate::engine::obtain) fn assign(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for who in here.who {
            let Identity::Principal(id) = who else {
                continue;
            };
            if kind_and_name(who, self.facts).0 != PrincipalKind::SsoUser {
                continue;
            }
            // What may be assigned already can still be assigned for certain.
            let known = self.index.assigned_to(self.facts.account, *id);
            let certain = known.filter(|(_, when)| when.is_empty());
            let own: BTreeSet<usize> = certain.map(|(number, _)| number).collect();
            for (number, configuration) in self.facts.account.configurations.iter().enumerate() {
                if own.contains(&number) || here.changes.assigned.contains(&(*id, number)) {
                    continue;
                }
                let mut step = Step::new(Some(*edge));
                step.policy = Some(format!("configuration/{}", configuration.name));
                step.whom = Some(format!(
                    "sso-user/{}",
                    kind_and_name(who, self.facts).1.unwrap_or_default()
                ));
                step.changes.assigned.insert((*id, number));
                steps.push(step);
            }
        }
        steps
    }

    pub(in crate::engine::obtain) fn configure(
        &mut self,
        edge: &Escalation,
        here: Here<'_>,
    ) -> Vec<Step> {
        let mut numbers = BTreeSet::new();
        for who in here.who {
            if let Identity::Principal(id) = who {
                numbers.extend(self.index.configurations_of(self.facts.account, *id));
                let assigned = here.changes.assigned.iter();
                numbers.extend(
                    assigned
                        .filter(|(to, _)| to == id)
                        .map(|(_, number)| *number),
                );
            }
        }
        let mut steps = Vec::new();
        for number in numbers {
            let Some(configuration) = self.facts.account.configurations.get(number) else {
                continue;
            };
            let changes = here.changes;
            let done = match edge.gives {
                Gives::ConfigureInline => &changes.inlined,
                _ => &changes.configured,
            };
            if done.contains(&number) {
                continue;
            }
            let mut step = Step::new(Some(*edge));
            step.policy = Some(format!("configuration/{}", configuration.name));
            step.changes.configured.insert(number);
            if edge.gives == Gives::ConfigureInline {
                step.changes.inlined.insert(number);
            }
            steps.push(step);
        }
        steps
    }
}
