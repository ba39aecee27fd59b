//! What templates and API responses declare, in one vocabulary: users, groups,
//! roles, policies, who holds what, and what bounds it. Terraform, its plans and
//! states, ROS templates and account dumps are all put into these words; they
//! reach the account model in one place ([`land`]), after every input was read,
//! so that neither the order of files nor their format makes a difference.
//!
//! A declaration never fails: a name that is not known is a value with a hole.

mod documents;
mod facts;
mod land;
mod names;
mod policies;
pub(super) mod providers;
mod sso;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::account::{PolicyKind, Position, PrincipalKind};
use crate::model::completeness::Completeness;
use crate::model::doubt::Choice;
use crate::model::policy::DocumentKind;
use crate::readers::declared::providers::DeclaredSetting;
use crate::readers::evaluated::Evaluated;
use crate::source::{HoleId, Span};

pub(super) use land::land;

/// Which account a declaration speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AccountKey {
    /// The one that repository inputs speak of.
    #[default]
    Default,
    /// The one with this id.
    Id(String),
    /// One whose id is not known and that is not the default one, by what the
    /// input calls it: a provider alias, a dump's folder.
    Label(String),
}

/// One declaration.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) account: AccountKey,
    /// What the resource is called where it is declared, unique in the run:
    /// `envs/prod:module.iam.alicloud_ram_user.alice["x"]`, `template.yml#Bot`.
    /// [`Evaluated::refers`] names it.
    pub(super) address: Option<Rc<str>>,
    /// The path that `policy/PATH` ids and remarks use.
    pub(super) path: Rc<str>,
    /// The block, or the element that produced it.
    pub(super) at: Span,
    /// What must hold for it to exist; empty where that is certain.
    pub(super) when: Vec<Choice>,
    pub(super) what: What,
}

impl Declared {
    /// Whether two declarations say the same of the same thing, wherever they
    /// stand.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.address == other.address
            && self.account == other.account
            && self.path == other.path
            && self.when == other.when
            && self.what == other.what
    }
}

/// A document with the text after `#` in its `policy/PATH#POINTER` id; empty
/// where the file is itself the document.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DeclaredDocument {
    /// A text of JSON, a mapping, or something unknown.
    pub(super) value: Evaluated,
    pub(super) pointer: String,
    /// The text may not be what is in force (changes are ignored, an existing
    /// policy is kept): the gap, if so, as a hole.
    pub(super) kept: Option<HoleId>,
}

/// A principal by name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PrincipalName {
    pub(super) kind: PrincipalKind,
    /// Login suffixes are still on it.
    pub(super) name: Evaluated,
}

/// A policy by name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PolicyName {
    pub(super) kind: PolicyKind,
    pub(super) name: Evaluated,
}

/// Where an attachment counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ScopeName {
    Account,
    /// A resource group's id, or the account's own, which means the account.
    ResourceGroup(Evaluated),
}

/// What an input says of an account as a whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AccountFacts {
    pub(super) complete: Completeness,
    /// For categories that are not complete, the command that would fill them.
    pub(super) lacking: BTreeMap<&'static str, String>,
    /// Where it stands in a resource directory, where the input says so.
    pub(super) position: Option<Position>,
    /// The text that says so.
    pub(super) placed_at: Option<Span>,
    /// The directory's id.
    pub(super) directory: Option<String>,
}

/// What is declared.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// A user, group, Cloud SSO user or Cloud SSO group.
    Principal(PrincipalName),
    Role {
        name: Evaluated,
        /// `None`: not in this input.
        trust: Option<DeclaredDocument>,
        service_linked: bool,
        max_session_seconds: Option<u32>,
    },
    Policy {
        policy: PolicyName,
        /// The version in force; `None`: not in this input.
        document: Option<DeclaredDocument>,
        /// Versions that are not in force, with their names.
        other_versions: Vec<(String, DeclaredDocument)>,
    },
    Attachment {
        policy: PolicyName,
        to: PrincipalName,
        scope: ScopeName,
    },
    /// Of a RAM or Cloud SSO user in a group.
    Membership {
        user: PrincipalName,
        group: PrincipalName,
    },
    ControlPolicy {
        /// Its id, or its name where it has none yet.
        id: Evaluated,
        name: Evaluated,
        document: Option<DeclaredDocument>,
    },
    ControlAttachment {
        /// The control policy's id, or a reference to it.
        policy: Evaluated,
        /// A folder, the root or an account.
        target: Evaluated,
    },
    Configuration {
        /// The name of the access configuration.
        name: Evaluated,
        /// Its id, where it is known by one.
        id: Option<Evaluated>,
        /// System policies by name, with the element that lists each.
        system: Vec<Evaluated>,
        inline: Vec<DeclaredDocument>,
    },
    Assignment {
        /// The name or id of the access configuration, or a reference to it.
        configuration: Evaluated,
        to: PrincipalName,
        /// The account that it is given in; the declaration's own where `None`.
        target: Option<Evaluated>,
    },
    /// A session policy narrows sessions of a role (D23).
    SessionPolicy {
        role: Evaluated,
        document: DeclaredDocument,
    },
    /// Something that runs as a role.
    Wearer {
        role: Evaluated,
        /// What wears it, as the input calls it.
        wearer: String,
        /// The service that wears it, `ecs.aliyuncs.com`; empty for a template of
        /// things that would.
        service: &'static str,
    },
    /// A SAML or OIDC identity provider.
    IdentityProvider {
        name: Evaluated,
        kind: &'static str,
        /// What decides whom it lets in.
        settings: Vec<DeclaredSetting>,
    },
    AccessKey {
        user: Evaluated,
    },
    /// A password of a user for the console.
    ConsoleLogin {
        user: Evaluated,
    },
    /// What the input says of the account as a whole. It comes before the rest of
    /// what is declared of the account.
    Account(AccountFacts),
    /// Whether all targets of a control policy are declared.
    ControlTargets {
        policy: Evaluated,
        all: bool,
    },
    /// Not all that a principal holds is in the input; the hole says what would tell.
    Unlisted {
        to: PrincipalName,
        hole: HoleId,
    },
    /// A document that no principal holds, such as a bucket policy.
    Other {
        document: DeclaredDocument,
        kind: DocumentKind,
    },
}
