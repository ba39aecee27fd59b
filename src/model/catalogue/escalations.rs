//! The calls by which somebody gets what their policies do not say (R61, D25): what
//! each changes, on which resources it is authorised, and what else it needs.

use std::collections::BTreeSet;

use super::table::{Columns, words};
use super::{Catalogue, Confidence, ESCALATIONS, KeyRole};

/// One edge of the escalation table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Stable name.
    pub id: &'static str,
    /// The sort of way it is.
    pub kind: EscalationKind,
    /// What the call changes.
    pub gives: Gives,
    /// The service that a role is handed to, by the name that trust documents
    /// have for it.
    pub service: Option<&'static str>,
    /// The action of the call.
    pub action: &'static str,
    on: &'static str,
    needs: &'static str,
    /// The action and its effect were read in public documentation; where not,
    /// the edge stays in doubt.
    pub verified: bool,
    /// Where it was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

/// The sorts of ways to what one does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EscalationKind {
    /// To change what one holds.
    GrantOneself,
    /// To act as somebody else.
    BecomeAnother,
    /// To run code that acts as a role.
    Compute,
    /// To take off what denies.
    ShedGuard,
    /// Through Cloud SSO.
    CloudSso,
}

impl EscalationKind {
    /// The word in tables and in machine output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::GrantOneself => "grant_oneself",
            Self::BecomeAnother => "become_another",
            Self::Compute => "compute",
            Self::ShedGuard => "shed_a_guard",
            Self::CloudSso => "cloud_sso",
        }
    }
}

/// What a call changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gives {
    /// A policy is attached to a user, to a group or to a role.
    Attach(Bearer),
    /// A policy is taken from a user, a group or a role.
    Detach(Bearer),
    /// A new policy that says whatever the caller writes; attached by another call.
    WritePolicy,
    /// A policy says whatever the caller writes.
    RewritePolicy,
    /// Another stored version of a policy is in force.
    SwitchVersion,
    /// A user is in a group.
    JoinGroup,
    /// A user is no longer in a group.
    LeaveGroup,
    /// An AccessKey of a user: requests as that user, without multi-factor login.
    KeyOfUser,
    /// A login as a user.
    LoginOfUser,
    /// A login as a Cloud SSO user.
    LoginOfSsoUser,
    /// A role admits the caller.
    RewriteTrust,
    /// A new role that admits the caller.
    NewRole,
    /// An identity provider says whatever the caller wants to those who trust it.
    Provider,
    /// A service acts as a role, on the caller's orders.
    HandOverRole,
    /// A command runs where a role is worn already.
    CommandWhereWorn,
    /// A control policy no longer binds the accounts below it.
    LiftControlPolicy,
    /// A Cloud SSO user has an access configuration in an account.
    AssignConfiguration,
    /// An access configuration grants whatever the caller adds to it.
    Configure,
    /// The inline policy of an access configuration says whatever the caller writes.
    ConfigureInline,
    /// A Cloud SSO user is in a group.
    JoinSsoGroup,
}

impl Gives {
    /// Whether all that comes of it is that somebody acts as another, or that a role
    /// admits: nobody who is acted as holds anything else then, and so it is the same
    /// whoever asks.
    #[must_use]
    pub const fn only_admits(self) -> bool {
        matches!(
            self,
            Self::KeyOfUser
                | Self::LoginOfUser
                | Self::LoginOfSsoUser
                | Self::RewriteTrust
                | Self::NewRole
                | Self::Provider
                | Self::HandOverRole
                | Self::CommandWhereWorn
        )
    }
}

/// Those to whom policies are attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearer {
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
}

/// The resources that one call is authorised on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// All Resources.
    All,
    /// Not known.
    Unknown,
    /// ARN templates; each resource must be allowed.
    Each(&'static str),
}

impl On {
    fn read(cell: &'static str) -> Self {
        match cell {
            "all" => Self::All,
            "unknown" => Self::Unknown,
            list => Self::Each(list),
        }
    }

    /// The templates, one by one.
    pub fn templates(self) -> impl Iterator<Item = &'static str> + Clone {
        let list = match self {
            Self::Each(list) => list,
            Self::All | Self::Unknown => "",
        };
        list.split([' ', '+']).filter(|word| !word.is_empty())
    }
}

impl Escalation {
    /// The resources that the call is authorised on.
    #[must_use]
    pub fn on(&self) -> On {
        On::read(self.on)
    }

    /// The other calls that it needs, each with its resources.
    pub fn needs(&self) -> impl Iterator<Item = (&'static str, On)> + use<> {
        words(self.needs).map(|need| {
            let (action, on) = need.split_once('@').unwrap_or((need, "all"));
            (action, On::read(on))
        })
    }

    /// The row as written, or `None` where a word of it is not known.
    pub(super) fn read(row: &'static str) -> Option<Self> {
        let mut columns = Columns::of(row);
        Some(Self {
            id: columns.take(),
            kind: match columns.take() {
                "grant-oneself" => EscalationKind::GrantOneself,
                "become-another" => EscalationKind::BecomeAnother,
                "compute" => EscalationKind::Compute,
                "shed-a-guard" => EscalationKind::ShedGuard,
                "cloud-sso" => EscalationKind::CloudSso,
                _ => return None,
            },
            gives: match columns.take() {
                "attach-to-user" => Gives::Attach(Bearer::User),
                "attach-to-group" => Gives::Attach(Bearer::Group),
                "attach-to-role" => Gives::Attach(Bearer::Role),
                "detach-from-user" => Gives::Detach(Bearer::User),
                "detach-from-group" => Gives::Detach(Bearer::Group),
                "detach-from-role" => Gives::Detach(Bearer::Role),
                "write-policy" => Gives::WritePolicy,
                "rewrite-policy" => Gives::RewritePolicy,
                "switch-version" => Gives::SwitchVersion,
                "join-group" => Gives::JoinGroup,
                "leave-group" => Gives::LeaveGroup,
                "key-of-user" => Gives::KeyOfUser,
                "login-of-user" => Gives::LoginOfUser,
                "login-of-sso-user" => Gives::LoginOfSsoUser,
                "rewrite-trust" => Gives::RewriteTrust,
                "new-role" => Gives::NewRole,
                "provider" => Gives::Provider,
                "hand-over-role" => Gives::HandOverRole,
                "command-where-worn" => Gives::CommandWhereWorn,
                "lift-control-policy" => Gives::LiftControlPolicy,
                "assign-configuration" => Gives::AssignConfiguration,
                "configure" => Gives::Configure,
                "configure-inline" => Gives::ConfigureInline,
                "join-sso-group" => Gives::JoinSsoGroup,
                _ => return None,
            },
            service: Some(columns.take()).filter(|service| *service != "-"),
            action: columns.take(),
            on: columns.take(),
            needs: columns.take(),
            verified: columns.take() == "yes",
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        })
    }
}

impl Catalogue {
    /// The calls by which somebody gets what their policies do not say, sorted by
    /// id.
    pub fn escalations(&self) -> impl Iterator<Item = Escalation> + use<> {
        ESCALATIONS
            .rows()
            .iter()
            .filter_map(|row| Escalation::read(row))
    }

    /// The actions by which a caller hands a role to a service, each once.
    #[must_use]
    pub fn hand_over_actions(&self) -> BTreeSet<&'static str> {
        let edges = self.escalations();
        let handing = edges.filter(|edge| edge.gives == Gives::HandOverRole);
        handing
            .flat_map(|edge| edge.needs().map(|(action, _)| action))
            .filter(|action| {
                let mut keys = self.keys();
                keys.any(|key| key.role == KeyRole::ReceivingService && key.is_for(action))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalogue::ResourceLevel;

    #[test]
    fn every_edge_is_read_and_every_action_is_catalogued() {
        let catalogue = Catalogue::embedded();
        let rows = ESCALATIONS.rows();
        assert_eq!(catalogue.escalations().count(), rows.len());
        assert!(rows.len() > 40);
        assert!(rows.is_sorted());
        for edge in catalogue.escalations() {
            let own = std::iter::once((edge.action, edge.on()));
            for (action, on) in own.chain(edge.needs()) {
                let found = catalogue.action(action).unwrap();
                assert_eq!(found.name, action, "{}", edge.id);
                assert!(
                    !(on == On::All && found.resource != ResourceLevel::All),
                    "{}: {action} is not on All Resources",
                    edge.id
                );
                for template in on.templates() {
                    assert!(template.starts_with("acs:"), "{template}");
                    assert_eq!(template.split(':').count(), 5, "{template}");
                    assert_eq!(
                        template.matches('{').count(),
                        template.matches('}').count(),
                        "{template}"
                    );
                }
            }
            assert!(edge.source.starts_with("https://"), "{}", edge.id);
            assert!(
                edge.verified || edge.confidence == Confidence::Low,
                "{}: what could not be verified is not to be believed far",
                edge.id
            );
        }
    }

    #[test]
    fn every_edge_has_what_its_effect_needs() {
        let catalogue = Catalogue::embedded();
        let needs = |edge: &Escalation, hole: &str| {
            let own = edge.on().templates();
            let all: Vec<&str> = own
                .chain(edge.needs().flat_map(|(_, on)| on.templates()))
                .collect();
            assert!(
                all.iter().any(|template| template.contains(hole)),
                "{} names no {hole}",
                edge.id
            );
        };
        for edge in catalogue.escalations() {
            match edge.gives {
                Gives::Attach(_) | Gives::Detach(_) => needs(&edge, "{policy}"),
                Gives::RewritePolicy | Gives::SwitchVersion => needs(&edge, "{policy}"),
                Gives::JoinGroup | Gives::LeaveGroup => needs(&edge, "{group}"),
                Gives::RewriteTrust | Gives::HandOverRole => needs(&edge, "{role}"),
                Gives::Provider => needs(&edge, "{provider}"),
                _ => {}
            }
            let computes = matches!(edge.gives, Gives::HandOverRole | Gives::CommandWhereWorn);
            assert_eq!(edge.service.is_some(), computes, "{}", edge.id);
        }
        let of = |gives: Gives| catalogue.escalations().filter(|e| e.gives == gives).count();
        assert_eq!(of(Gives::WritePolicy), 1);
        assert!(
            catalogue
                .keys()
                .any(|key| key.role == KeyRole::ReceivingService)
        );
    }

    #[test]
    fn a_role_is_handed_over_by_the_call_that_names_who_receives_it() {
        let handing = Catalogue::embedded().hand_over_actions();
        assert_eq!(handing.into_iter().collect::<Vec<_>>(), ["ram:PassRole"]);
    }
}
