//! What the versions of policies that are not in force would bear on (R42).

use crate::engine::answers::Settings;
use crate::engine::bearing::{Bearing, Looking, policy_name};
use crate::engine::compile::{KeyUse, asking};
use crate::engine::question::Question;
use crate::model::Model;
use crate::model::account::PolicyId;
use crate::model::catalogue::Catalogue;
use crate::model::policy::{DocumentId, Effect};

/// A version of a policy that is not in force, and what it would bear on.
#[derive(Clone, Debug)]
pub struct Latent {
    /// Index of the account.
    pub account: usize,
    /// The policy.
    pub policy: PolicyId,
    /// The version's name.
    pub version: String,
    /// Its document.
    pub document: DocumentId,
    /// Its statements of the effect, in order.
    pub bearings: Vec<Bearing>,
}

/// Looks at the versions that are not in force (R42).
#[must_use]
pub fn latent(
    model: &Model,
    catalogue: &Catalogue,
    question: &Question,
    effect: Effect,
    settings: &Settings,
) -> Vec<Latent> {
    let uses = KeyUse::new(model);
    let mut doubts = model.doubts.clone();
    let mut found = Vec::new();
    for (number, account) in model.accounts.iter().enumerate() {
        if account
            .policies
            .iter()
            .all(|one| one.other_versions.is_empty())
        {
            continue;
        }
        let (facts, compiler) = asking(model, catalogue, account, &uses, question, settings);
        let mut looking = Looking {
            facts,
            number,
            compiler,
            doubts: &mut doubts,
            readings: settings.readings,
        };
        for (policy, named) in (0_u32..).map(PolicyId).zip(&account.policies) {
            for (version, document) in &named.other_versions {
                let name = policy_name(named);
                let bearings = looking.document(*document, &|| name.clone(), false, effect);
                if !bearings.is_empty() {
                    found.push(Latent {
                        account: number,
                        policy,
                        version: version.clone(),
                        document: *document,
                        bearings,
                    });
                }
            }
        }
    }
    found
}
