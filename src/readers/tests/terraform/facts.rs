//! What an account model holds, as lines to compare.

use super::*;
use crate::model::account::Trust;

impl Outcome {
    /// Everything that the account model holds, one line each, without places.
    pub(super) fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for account in &self.model.accounts {
            let name = |id: PrincipalId| {
                let one = account.principal(id).expect("a principal");
                format!("{}/{}", one.kind.word(), one.name)
            };
            for one in &account.principals {
                let mut fact = format!("{}/{}", one.kind.word(), one.name);
                if one.service_linked {
                    fact.push_str(" service-linked");
                }
                if let Trust::Known(document) = one.trust {
                    fact.push_str(&format!(" trusts {}", self.document(document)));
                }
                if let Some(seconds) = one.max_session_seconds {
                    fact.push_str(&format!(" for {seconds}"));
                }
                if let Some(document) = one.session_policy {
                    fact.push_str(&format!(" narrowed by {}", self.document(document)));
                }
                facts.push(fact);
            }
            for one in account
                .policies
                .iter()
                .filter(|one| !one.bundled && !one.offered)
            {
                let mut fact = format!("{:?}/{}", one.kind, one.name);
                if let crate::model::account::PolicyDocument::Known { document, .. } = one.document
                {
                    fact.push_str(&format!(" is {}", self.document(document)));
                }
                for (_, document) in &one.other_versions {
                    fact.push_str(&format!(" was {}", self.document(*document)));
                }
                facts.push(fact);
            }
            let policy = |id| {
                let policy = account.policy(id).expect("a policy");
                format!("{:?}/{}", policy.kind, policy.name)
            };
            for one in &account.attachments {
                let scope = match &one.scope {
                    Scope::Account => String::new(),
                    Scope::ResourceGroup(group) => format!(" in {group}"),
                };
                facts.push(format!("{} <- {}{scope}", name(one.to), policy(one.policy)));
            }
            for one in &account.memberships {
                facts.push(format!("{} in {}", name(one.user), name(one.group)));
            }
            for one in &account.control_policies {
                let targets = one.targets.iter().flatten();
                let targets: Vec<&str> = targets.map(|one| one.value.as_str()).collect();
                facts.push(format!("control {} on {}", one.name, targets.join(",")));
            }
            for one in &account.configurations {
                let policies: Vec<String> =
                    one.policies.iter().map(|(id, _)| policy(*id)).collect();
                facts.push(format!(
                    "configuration {}: {}",
                    one.name,
                    policies.join(",")
                ));
            }
            for one in &account.assignments {
                let configuration = account.configurations.get(one.configuration);
                let configuration = configuration.map_or("?", |one| one.name.as_str());
                let id = account.id.as_deref().unwrap_or("own");
                facts.push(format!("{} gets {configuration} in {id}", name(one.to)));
            }
            for one in &account.wearers {
                facts.push(format!("{} wears {}", one.name, name(one.role)));
            }
            for one in &account.identity_providers {
                facts.push(format!("{} {}", one.kind, one.name));
            }
            for one in &account.access_keys {
                facts.push(format!("key of {}", name(one.user)));
            }
            for one in &account.console_logins {
                facts.push(format!("password of {}", name(one.user)));
            }
        }
        for one in &self.model.other_documents {
            facts.push(format!(
                "{:?} {} is {}",
                one.kind,
                one.path,
                self.document(one.document)
            ));
        }
        facts
    }

    /// `Allow a on r` for each statement.
    fn document(&self, id: crate::model::policy::DocumentId) -> String {
        let pools = &self.model.pools;
        let words = |elements: crate::model::policy::Elements| {
            let elements = pools.elements(elements.list).iter();
            let words = elements.map(|one| pools.str(one.text));
            words.collect::<Vec<_>>().join(",")
        };
        let statements = pools.statements(id).map(|(_, one)| {
            let principals = pools.principals(one.principals).iter();
            let principals = principals.map(|one| pools.str(one.element.text));
            let principals = principals.collect::<Vec<_>>().join(",");
            format!(
                "{:?}({} {}{principals})",
                one.effect,
                words(one.actions),
                words(one.resources),
            )
        });
        statements.collect::<Vec<_>>().join("+")
    }
}
