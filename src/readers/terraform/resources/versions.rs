//! Versions of policies that are resources of their own: the default one is in
//! force, and takes the place of the document that the policy itself was given.

use std::rc::Rc;

use crate::model::account::PolicyKind;
use crate::model::doubt::Choice;
use crate::readers::declared::{AccountKey, Declared, DeclaredDocument, PolicyName, What};
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::resources::Output;
use crate::source::Span;

/// A version of a policy.
#[derive(Clone, Debug)]
pub(in crate::readers) struct Version {
    pub(super) account: AccountKey,
    /// The name of the policy, or a reference to it.
    pub(super) policy: Evaluated,
    /// What it is called among the versions.
    pub(super) name: String,
    pub(super) document: DeclaredDocument,
    /// Whether it is the default one; `None` where that is not known.
    pub(super) in_force: Option<bool>,
    pub(super) path: Rc<str>,
    pub(super) at: Span,
    pub(super) when: Vec<Choice>,
}

/// Puts versions to their policies. Those whose policy is not in the input are
/// policies themselves.
pub(in crate::readers) fn settle(output: &mut Output) {
    for version in std::mem::take(&mut output.versions) {
        let policies = output.declared.iter_mut();
        let own = policies
            .filter(|one| is_policy_of(one, &version))
            .find_map(|one| match &mut one.what {
                What::Policy {
                    document,
                    other_versions,
                    ..
                } => Some((document, other_versions)),
                _ => None,
            });
        let Some((document, others)) = own else {
            output.declared.push(alone(version));
            continue;
        };
        if version.in_force == Some(true) {
            let first = document.replace(version.document);
            others.extend(first.map(|first| ("v1".to_owned(), first)));
        } else {
            others.push((version.name, version.document));
        }
    }
}

fn is_policy_of(one: &Declared, version: &Version) -> bool {
    let What::Policy { policy, .. } = &one.what else {
        return false;
    };
    match &version.policy.refers {
        Some(address) if one.address.as_ref() == Some(address) => true,
        _ => {
            let name = version.policy.as_str();
            one.account == version.account && name.is_some() && policy.name.as_str() == name
        }
    }
}

fn alone(version: Version) -> Declared {
    let (document, other_versions) = match version.in_force {
        Some(true) => (Some(version.document), Vec::new()),
        _ => (None, vec![(version.name, version.document)]),
    };
    Declared {
        account: version.account,
        address: None,
        path: version.path,
        at: version.at,
        when: version.when,
        what: What::Policy {
            policy: PolicyName {
                kind: PolicyKind::Custom,
                name: version.policy,
            },
            document,
            other_versions,
        },
    }
}
