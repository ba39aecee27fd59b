//! The account: who there is, what is attached to whom, and what bounds it. A
//! reader fills it; whatever a reader could not resolve is a doubt here, never
//! an error.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::completeness::Completeness;
use crate::model::doubt::{Choice, DoubtId};
use crate::model::policy::DocumentId;
use crate::source::{Span, Spanned};

/// The kinds of principals that have a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// A RAM user.
    User,
    /// A RAM group.
    Group,
    /// A RAM role.
    Role,
    /// A Cloud SSO user.
    SsoUser,
    /// A Cloud SSO group.
    SsoGroup,
}

impl PrincipalKind {
    /// The word before the slash of an id.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::SsoUser => "sso-user",
            Self::SsoGroup => "sso-group",
        }
    }
}

/// Whether all of a name is known. What is missing in one stands in it as
/// `${what}`, and one of which nothing is known is `@` and where it comes from;
/// RAM takes neither in a name.
#[must_use]
pub fn is_whole_name(name: &str) -> bool {
    !name.starts_with('@') && !name.contains("${")
}

/// Index of a principal in its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalId(pub u32);

/// Index of a policy in its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub u32);

/// The trust document of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Not a role.
    None,
    /// A role whose trust document is not in the input; concerns reach only.
    Unknown(DoubtId),
    /// In the input.
    Known(DocumentId),
}

/// A user, group, role or Cloud SSO identity.
#[derive(Clone, Debug)]
pub struct Principal {
    /// What it is.
    pub kind: PrincipalKind,
    /// Its name as declared, login suffix removed (D34).
    pub name: String,
    /// Where it is declared or first named.
    pub at: Option<Span>,
    /// Who may become it.
    pub trust: Trust,
    /// A session policy found beside it: a note, never part of the answer (D23).
    pub session_policy: Option<DocumentId>,
    /// A service-linked role: not bound by control policies (R57, R58).
    pub service_linked: bool,
    /// Longest session in seconds, where known (900 to 43,200).
    pub max_session_seconds: Option<u32>,
}

/// System and custom policies have separate name spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// Made by Alibaba Cloud.
    System,
    /// Made in the account.
    Custom,
    /// Part of one principal or access configuration.
    Inline,
}

/// The document of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyDocument {
    /// In the input or bundled; `rest` is the unread rest of a partial one.
    Known {
        /// What is known of it.
        document: DocumentId,
        /// What is not known of it.
        rest: Option<DoubtId>,
    },
    /// Not in the input: may allow, deny or do nothing (W15).
    Absent(DoubtId),
}

/// A policy that can be attached.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name space.
    pub kind: PolicyKind,
    /// Its name, or the owner's for an inline one.
    pub name: String,
    /// Where it is declared; `None` for a bundled one.
    pub at: Option<Span>,
    /// Its default version.
    pub document: PolicyDocument,
    /// Versions that are not the default, with their names.
    pub other_versions: Vec<(String, DocumentId)>,
    /// Evaluated from the bundled copy, so `at` of a grant is the attachment.
    pub bundled: bool,
    /// A document that the input gives for a bundled system policy and that says
    /// something else: in one world its Allows count too (D34).
    pub also: Option<(DocumentId, DoubtId)>,
    /// A bundled system policy that the input does not name: nobody holds it, and
    /// it is there to be asked what attaching it would give (D25).
    pub offered: bool,
}

/// Where an attachment counts (R54, D21).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole account.
    Account,
    /// One resource group.
    ResourceGroup(String),
}

/// A policy attached to a principal.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// What.
    pub policy: PolicyId,
    /// To whom.
    pub to: PrincipalId,
    /// Where it counts.
    pub scope: Scope,
    /// What must hold for the attachment to exist; empty where that is certain.
    pub when: Vec<Choice>,
    /// The block, or the data element that produced it.
    pub at: Span,
}

/// A user in a group.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The user.
    pub user: PrincipalId,
    /// The group.
    pub group: PrincipalId,
    /// What must hold for it to exist; empty where that is certain.
    pub when: Vec<Choice>,
    /// The element that says so.
    pub at: Span,
}

/// The document of a control policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlDocument {
    /// `FullAliyunAccess`: allows everything.
    FullAccess,
    /// In the input.
    Known(DocumentId),
    /// Not in the input.
    Absent(DoubtId),
}

/// A control policy of the resource directory.
#[derive(Clone, Debug)]
pub struct ControlPolicy {
    /// Its id, or its name where it has none.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it says.
    pub document: ControlDocument,
    /// The folders and accounts it is attached to; `None` where the input does
    /// not say, which makes "it binds this account" a gap.
    pub targets: Option<Vec<Spanned<String>>>,
    /// Where it is declared.
    pub at: Span,
}

/// Where the account stands in a resource directory (D22).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Position {
    /// The input does not say: control policies are listed, not applied.
    #[default]
    NotGiven,
    /// In no directory.
    Standalone,
    /// A member; the path runs from Root to the parent folder, `None` if not known.
    Member {
        /// Folder ids from Root down.
        path: Option<Vec<String>>,
    },
    /// The management account: not bound by control policies (R57).
    Management,
}

/// A Cloud SSO access configuration.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Its name.
    pub name: String,
    /// Its policies, with the element that lists each.
    pub policies: Vec<(PolicyId, Span)>,
    /// Where it is declared.
    pub at: Span,
}

/// An access configuration given to a Cloud SSO identity in this account.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Index into [`Account::configurations`].
    pub configuration: usize,
    /// Who gets it.
    pub to: PrincipalId,
    /// What must hold for it to exist; empty where that is certain.
    pub when: Vec<Choice>,
    /// The element that says so.
    pub at: Span,
}

/// Something that runs as a role: an instance, a function.
#[derive(Clone, Debug)]
pub struct Wearer {
    /// The role.
    pub role: PrincipalId,
    /// What wears it, as the input calls it.
    pub name: String,
    /// The service that it belongs to, `ecs.aliyuncs.com`; empty for a template of
    /// things that would.
    pub service: &'static str,
    /// The element that says so.
    pub at: Span,
}

/// A SAML or OIDC identity provider of the account.
#[derive(Clone, Debug)]
pub struct IdentityProvider {
    /// Its name.
    pub name: String,
    /// `saml` or `oidc`.
    pub kind: &'static str,
    /// What decides whom it lets in, as far as the input tells, by name.
    pub settings: Vec<Setting>,
    /// Where it is declared.
    pub at: Span,
}

/// One thing that decides whom an identity provider lets in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting {
    /// What it is: `issuer`, `client id`, `metadata`, …
    pub name: &'static str,
    /// Its value; what is not known of it stands in it as `${what}`.
    pub text: String,
    /// What tells it from others in place of the text, where that has something in it
    /// that is not known and is defined elsewhere.
    pub identity: Option<String>,
    /// Where the value is written.
    pub at: Span,
}

impl Setting {
    /// What it is and what tells it from others.
    #[must_use]
    pub fn arrangement(&self) -> (&'static str, &str) {
        (self.name, self.identity.as_deref().unwrap_or(&self.text))
    }
}

impl IdentityProvider {
    /// Adds settings that it does not have yet.
    pub fn learn(&mut self, settings: Vec<Setting>) {
        for one in settings {
            let mut known = self.settings.iter();
            if !known.any(|known| known.arrangement() == one.arrangement()) {
                self.settings.push(one);
            }
        }
        self.settings.sort();
    }

    /// What decides, apart from where it is written.
    pub fn arrangement(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let settings = self.settings.iter();
        settings.map(Setting::arrangement)
    }
}

/// An AccessKey pair of a user.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// Whose it is.
    pub user: PrincipalId,
    /// The element that says so.
    pub at: Span,
}

/// That a user has a password for the console.
#[derive(Clone, Debug)]
pub struct ConsoleLogin {
    /// Whose it is.
    pub user: PrincipalId,
    /// The element that says so.
    pub at: Span,
}

/// A principal of which the input does not show all that it holds.
#[derive(Clone, Copy, Debug)]
pub struct Unlisted {
    /// Who.
    pub to: PrincipalId,
    /// Choice 1: something that is not shown allows the call.
    pub gap: DoubtId,
}

/// One account, or what a repository says about one.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The account id, where known.
    pub id: Option<String>,
    /// What the input calls an account whose id is not known and that is not the
    /// only one: a provider alias.
    pub label: Option<String>,
    /// Where it stands in a resource directory.
    pub position: Position,
    /// The text that says where it stands.
    pub placed_at: Option<Span>,
    /// The directory's id, where known.
    pub directory: Option<String>,
    /// Users, groups, roles and Cloud SSO identities.
    pub principals: Vec<Principal>,
    /// Policies by id.
    pub policies: Vec<Policy>,
    /// Attachments in source order.
    pub attachments: Vec<Attachment>,
    /// Memberships in source order, of RAM and of Cloud SSO groups.
    pub memberships: Vec<Membership>,
    /// Control policies in source order.
    pub control_policies: Vec<ControlPolicy>,
    /// Cloud SSO access configurations.
    pub configurations: Vec<Configuration>,
    /// Cloud SSO assignments in this account.
    pub assignments: Vec<Assignment>,
    /// What runs as a role.
    pub wearers: Vec<Wearer>,
    /// Identity providers, SAML and OIDC.
    pub identity_providers: Vec<IdentityProvider>,
    /// AccessKey pairs of users.
    pub access_keys: Vec<AccessKey>,
    /// Users who have a password for the console.
    pub console_logins: Vec<ConsoleLogin>,
    /// What the input claims to hold whole.
    pub complete: Completeness,
    /// For categories that are not whole, by their words, the command that would
    /// fill them, where one is known.
    pub lacking: BTreeMap<&'static str, String>,
    /// Principals of which not all that they hold is shown, although attachments
    /// are otherwise whole.
    pub unlisted: Vec<Unlisted>,
    /// The element that names the account, or its input.
    pub at: Option<Span>,
}

impl Account {
    /// Adds an identity provider, or what is told of one that is known already.
    pub fn add_identity_provider(&mut self, provider: IdentityProvider) {
        let mut known = self.identity_providers.iter_mut();
        let same = known.find(|one| one.kind == provider.kind && one.name == provider.name);
        match same {
            Some(known) => known.learn(provider.settings),
            None => self.identity_providers.push(provider),
        }
    }

    /// What tells it from the other accounts: its id, or what the input calls it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.id.as_deref().or(self.label.as_deref())
    }

    /// Whether a word is its id, or what the input calls it.
    #[must_use]
    pub fn is_called(&self, word: &str) -> bool {
        self.id.as_deref() == Some(word) || self.label.as_deref() == Some(word)
    }

    /// What a gap says of a category that is not whole: its word, and the command
    /// that would fill it in brackets.
    #[must_use]
    pub fn about_category(&self, word: &str) -> String {
        match self.lacking.get(word) {
            Some(command) => format!("{word} ({command})"),
            None => word.to_owned(),
        }
    }

    /// A principal by id.
    #[must_use]
    pub fn principal(&self, id: PrincipalId) -> Option<&Principal> {
        self.principals.get(usize::try_from(id.0).ok()?)
    }

    /// A policy by id.
    #[must_use]
    pub fn policy(&self, id: PolicyId) -> Option<&Policy> {
        self.policies.get(usize::try_from(id.0).ok()?)
    }

    /// The policy that has the kind and name of one of another account.
    #[must_use]
    pub fn policy_like(&self, one: &Policy) -> Option<PolicyId> {
        let place = self.policies.iter().position(|policy| {
            policy.kind == one.kind && policy.name.eq_ignore_ascii_case(&one.name)
        })?;
        Some(PolicyId(u32::try_from(place).ok()?))
    }

    /// All principals with their ids.
    pub fn principals(&self) -> impl Iterator<Item = (PrincipalId, &Principal)> {
        (0_u32..).map(PrincipalId).zip(&self.principals)
    }
}

/// A document that anyone might hold (`policy/PATH`), attached or not (D31).
#[derive(Clone, Debug)]
pub struct Holding {
    /// The id after `policy/`: the path, with `#POINTER` where the file is not
    /// itself the document.
    pub path: String,
    /// The document.
    pub document: DocumentId,
    /// What could not be read of it: it may allow, deny or do nothing.
    pub rest: Option<DoubtId>,
    /// Index of the account it belongs to.
    pub account: usize,
}
