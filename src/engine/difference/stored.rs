//! Stored versions of policies that are not in force and would grant the action
//! (D34): one that a side adds is one call away from being in force.

use crate::engine::answers::{About, Line};
use crate::engine::bearing::{Latent, latent};
use crate::engine::difference::causes::{only_on, register};
use crate::engine::difference::halves::Meeting;
use crate::engine::difference::{Cause, Difference, Entry, Kind, Place, Side, Subject};
use crate::engine::space::spelling;
use crate::model::account::{Policy, PolicyDocument, PolicyId};
use crate::model::policy::{DocumentId, Effect};

impl Meeting<'_, '_> {
    /// What one side stores and the other does not, for those who hold the policy.
    pub(super) fn by_versions(&self, gives: Side, into: &mut Difference) -> Vec<Entry> {
        let half = self.half(gives);
        let stores = |side: Side| {
            let account = self.half(side).account;
            account.is_some_and(|account| {
                let mut policies = account.policies.iter();
                policies.any(|policy| !policy.other_versions.is_empty())
            })
        };
        if !stores(gives) {
            return Vec::new();
        }
        let found = latent(
            half.model,
            self.asked.catalogue,
            &self.asked.answers.1.question,
            Effect::Allow,
            self.asked.settings,
        );
        let mut entries = Vec::new();
        for one in found {
            let Some(policy) = self.policy_of(&one, gives) else {
                continue;
            };
            if self.is_there(policy, one.document, gives) {
                continue;
            }
            let Some(bearing) = one.bearings.first() else {
                continue;
            };
            let cause = Cause {
                subject: Subject::StoredVersion,
                act: only_on(gives),
                places: vec![Place {
                    side: gives,
                    at: bearing.action_at,
                }],
                of: bearing.policy.clone(),
                whom: Some(one.version.clone()),
                grants: Vec::new(),
            };
            let causes = register(vec![cause], into);
            for pair in &self.pairs {
                let holds = pair
                    .of(gives)
                    .is_some_and(|line| self.holds(line, one.policy, gives));
                if holds {
                    entries.push(Entry {
                        via: vec![format!("{} {}", bearing.policy, one.version)],
                        causes: causes.clone(),
                        ..self.entry(*pair, gives, Kind::Latent)
                    });
                }
            }
        }
        entries
    }

    fn policy_of(&self, one: &Latent, side: Side) -> Option<&Policy> {
        let half = self.half(side);
        let account = half.account?;
        let same = half.model.accounts.get(one.account)?;
        std::ptr::eq(account, same).then_some(())?;
        account.policy(one.policy)
    }

    /// Whether the other side has the same document as any version of the policy.
    fn is_there(&self, policy: &Policy, document: DocumentId, gives: Side) -> bool {
        let (half, other) = (self.half(gives), self.half(gives.other()));
        let Some(account) = other.account else {
            return false;
        };
        let same = account
            .policies
            .iter()
            .filter(|one| one.kind == policy.kind && one.name.eq_ignore_ascii_case(&policy.name));
        let in_force = |one: &Policy| match one.document {
            PolicyDocument::Known { document, .. } => Some(document),
            PolicyDocument::Absent(_) => None,
        };
        same.flat_map(|one| {
            let stored = one.other_versions.iter().map(|(_, id)| *id);
            stored.chain(in_force(one)).collect::<Vec<_>>()
        })
        .any(|there| spelling::is_same((half.model, document), (other.model, there)))
    }

    fn holds(&self, line: &Line, policy: PolicyId, side: Side) -> bool {
        let half = self.half(side);
        let (Some(account), Some(index)) = (half.account, half.index) else {
            return false;
        };
        match line.about {
            About::Principal(_, id) => index.policies_of(account, id).any(|one| one == policy),
            About::Holding(_) => false,
        }
    }
}
