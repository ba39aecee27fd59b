//! The values and documents of a declaration, in one order, so that those of two
//! declarations of the same kind can be put side by side.

use crate::readers::declared::{DeclaredDocument, ScopeName, What};
use crate::readers::evaluated::Evaluated;

/// What a declaration is made of.
#[derive(Debug, Default)]
pub(super) struct Parts<'w> {
    /// Names and ids.
    pub(super) values: Vec<&'w mut Evaluated>,
    pub(super) documents: Vec<&'w mut DeclaredDocument>,
}

impl<'w> Parts<'w> {
    pub(super) fn of(what: &'w mut What) -> Self {
        let mut parts = Self::default();
        let (values, documents) = (&mut parts.values, &mut parts.documents);
        match what {
            What::Principal(one) => values.push(&mut one.name),
            What::Role { name, trust, .. } => {
                values.push(name);
                documents.extend(trust);
            }
            What::Policy {
                policy,
                document,
                other_versions,
            } => {
                values.push(&mut policy.name);
                documents.extend(document);
                documents.extend(other_versions.iter_mut().map(|(_, document)| document));
            }
            What::Attachment { policy, to, scope } => {
                values.extend([&mut policy.name, &mut to.name]);
                if let ScopeName::ResourceGroup(group) = scope {
                    values.push(group);
                }
            }
            What::Membership { user, group } => values.extend([&mut user.name, &mut group.name]),
            What::ControlPolicy { id, name, document } => {
                values.extend([id, name]);
                documents.extend(document);
            }
            What::ControlAttachment { policy, target } => values.extend([policy, target]),
            What::Configuration {
                name,
                id,
                system,
                inline,
            } => {
                values.push(name);
                values.extend(system);
                values.extend(id);
                documents.extend(inline);
            }
            What::Assignment {
                configuration,
                to,
                target,
            } => {
                values.extend([configuration, &mut to.name]);
                values.extend(target);
            }
            What::SessionPolicy { role, document } => {
                values.push(role);
                documents.push(document);
            }
            What::Wearer { role, .. } => values.push(role),
            What::IdentityProvider { name, settings, .. } => {
                values.push(name);
                values.extend(settings.iter_mut().map(|one| &mut one.value));
            }
            What::AccessKey { user } | What::ConsoleLogin { user } => values.push(user),
            What::ControlTargets { policy, .. } => values.push(policy),
            What::Unlisted { to, .. } => values.push(&mut to.name),
            What::Account(_) => {}
            What::Other { document, .. } => documents.push(document),
        }
        parts
    }
}

/// Two declarations are of the same kind where their variants are.
pub(super) fn is_alike(one: &What, other: &What) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}
