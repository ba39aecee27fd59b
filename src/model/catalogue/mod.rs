//! What is known of actions, services, condition keys and system policies.
//!
//! All of it is data: sorted tables beside this file and documents under
//! `policies/system`, embedded in the program, every row with its source and a
//! confidence. The engine gets its facts here and knows no service, action or key
//! by name. Names compare ignoring ASCII case, as RAM does.

mod actions;
mod escalations;
mod facts;
mod keys;
mod limits;
mod operations;
mod policies;
mod similar;
mod system_policies;
mod table;
#[cfg(test)]
mod tests;

pub use actions::{
    AccessLevel, Action, Assume, Basis, Irreversible, ResourceLevel, Service, Sibling, Templates,
};
pub use escalations::{Bearer, Escalation, EscalationKind, Gives, On};
pub use facts::ActionFacts;
pub use keys::{
    AbsentBecause, Carriers, Elsewhere, KeyFact, KeyPresence, KeyRole, KeyType, Presence,
};
pub use limits::{Named, Naming, Quota};
pub use operations::Operation;
pub use policies::{ByName, PolicyStatus, SystemPolicy, SystemPolicyType};
pub use similar::{similar_names, slips};

use crate::model::pattern::{Fold, matches};
use table::{Columns, Table, service_of};

/// How the roles that Cloud SSO makes in an account appear in a caller's ARN, in
/// lower case (Cloud SSO pages and control-policy samples of the RAM manual).
pub const SESSION_ROLE: &str = "role/aliyunreservedsso*";

/// The edition of the catalogue, printed by every report.
pub const VERSION: &str = "2026-11";

static ACTIONS: Table = Table::new(include_str!("actions.tsv"));
static ALIASES: Table = Table::new(include_str!("service-aliases.tsv"));
static ASSUME: Table = Table::new(include_str!("assume.tsv"));
static CROSS_SERVICE: Table = Table::new(include_str!("cross-service.tsv"));
static ESCALATIONS: Table = Table::new(include_str!("escalations.tsv"));
static IRREVERSIBLE: Table = Table::new(include_str!("irreversible.tsv"));
static KEYS: Table = Table::new(include_str!("keys.tsv"));
static NAMES: Table = Table::new(include_str!("names.tsv"));
static OPERATIONS: Table = Table::new(include_str!("operations.tsv"));
static PRODUCTS: Table = Table::new(include_str!("products.tsv"));
static QUOTAS: Table = Table::new(include_str!("quotas.tsv"));
static SERVICES: Table = Table::new(include_str!("services.tsv"));
static SIBLINGS: Table = Table::new(include_str!("siblings.tsv"));

/// How far a fact is to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Inferred, or seen once.
    Low,
    /// Read in part, or from an older page.
    Medium,
    /// Read from the documentation.
    High,
}

impl Confidence {
    /// The word that the tables use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    fn read(word: &str) -> Self {
        match word {
            "high" => Self::High,
            "medium" => Self::Medium,
            _ => Self::Low,
        }
    }
}

/// The embedded catalogue; see [`Catalogue::embedded`].
#[derive(Debug)]
pub struct Catalogue {
    _embedded: (),
}

impl Catalogue {
    /// The catalogue of this program.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: Catalogue = Catalogue { _embedded: () };
        &EMBEDDED
    }

    /// The action of that name.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<Action> {
        ACTIONS.find(name).map(Action::read)
    }

    /// Every action, sorted by name.
    pub fn actions(&self) -> impl Iterator<Item = Action> + use<> {
        ACTIONS.rows().iter().map(|row| Action::read(row))
    }

    /// The catalogued actions of one service, sorted by name.
    pub fn actions_of(&self, service: &str) -> impl Iterator<Item = Action> + use<> {
        ACTIONS
            .starting(&format!("{service}:"))
            .iter()
            .map(|row| Action::read(row))
    }

    /// The catalogued actions whose names begin with a text, sorted by name.
    pub fn actions_beginning(&self, text: &str) -> impl Iterator<Item = Action> + use<> {
        ACTIONS.starting(text).iter().map(|row| Action::read(row))
    }

    /// The catalogued actions that a pattern of a policy matches, sorted by name.
    pub fn actions_like<'a>(&self, pattern: &'a str) -> impl Iterator<Item = Action> + use<'a> {
        let beginning = pattern.split(['*', '?']).next().unwrap_or(pattern);
        ACTIONS
            .starting(beginning)
            .iter()
            .filter(|row| matches(pattern, table::first(row), Fold::Ascii))
            .map(|row| Action::read(row))
    }

    /// The service with that code.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<Service> {
        SERVICES.find(code).map(Service::read)
    }

    /// Every service, sorted by code.
    pub fn services(&self) -> impl Iterator<Item = Service> + use<> {
        SERVICES.rows().iter().map(|row| Service::read(row))
    }

    /// Whether every known action of the service is catalogued, so that a name
    /// outside the catalogue is likely wrong.
    #[must_use]
    pub fn is_complete(&self, service: &str) -> bool {
        self.service(service)
            .is_some_and(|service| service.complete)
    }

    /// The codes of other services whose resources the actions of a service are used
    /// with, `*` for any: those of published policies and of ARN templates.
    pub fn resources_beside(&self, service: &str) -> std::collections::BTreeSet<&'static str> {
        let listed = CROSS_SERVICE.find(service).map(|row| {
            let mut columns = Columns::of(row);
            columns.take();
            table::words(columns.take())
        });
        let templates = self
            .actions_of(service)
            .filter_map(|action| match action.resource {
                ResourceLevel::Templates(templates) => Some(templates),
                ResourceLevel::All | ResourceLevel::Unknown => None,
            })
            .flat_map(Templates::iter)
            .filter_map(|template| service_of(template.strip_prefix("acs:")?))
            .filter(|code| !code.eq_ignore_ascii_case(service));
        listed.into_iter().flatten().chain(templates).collect()
    }

    /// The wrong prefixes that people write for a service.
    pub fn aliases_of<'a>(&self, service: &'a str) -> impl Iterator<Item = &'static str> + use<'a> {
        ALIASES.rows().iter().filter_map(move |row| {
            let mut columns = Columns::of(row);
            let written = columns.take();
            columns
                .take()
                .eq_ignore_ascii_case(service)
                .then_some(written)
        })
    }

    /// The service code that somebody meant who wrote this prefix.
    #[must_use]
    pub fn alias(&self, written: &str) -> Option<&'static str> {
        let mut columns = Columns::of(ALIASES.find(written)?);
        columns.take();
        Some(columns.take())
    }

    /// How far it is to be believed that this prefix was meant for that code.
    #[must_use]
    pub fn alias_confidence(&self, written: &str) -> Option<Confidence> {
        let row = ALIASES.find(written)?;
        let mut columns = Columns::of(row);
        // The prefix, the code, the basis and the source come first.
        for _ in 0..4 {
            columns.take();
        }
        Some(Confidence::read(columns.take()))
    }

    /// Actions with the same or a near outcome, to be guarded beside this one.
    pub fn siblings(&self, action: &str) -> impl Iterator<Item = Sibling> + use<> {
        SIBLINGS.all(action).iter().map(|row| Sibling::read(row))
    }

    /// Why the effect of an action cannot be undone, if it cannot.
    #[must_use]
    pub fn irreversible(&self, action: &str) -> Option<Irreversible> {
        IRREVERSIBLE.find(action).map(Irreversible::read)
    }

    /// The actions by which a principal becomes a role.
    pub fn assume_actions(&self) -> impl Iterator<Item = Assume> + use<> {
        ASSUME.rows().iter().map(|row| Assume::read(row))
    }

    /// Catalogued actions with a name like the one written, best first: those of
    /// the service written, then those of the service whose alias was written, then
    /// any others. A swap of two neighbours counts as one edit; a name that is right but
    /// for its prefix or case comes alone.
    #[must_use]
    pub fn similar_actions(&self, written: &str, limit: usize) -> Vec<&'static str> {
        similar::similar_actions(self, written, limit)
    }

    /// The catalogued action that a name was meant for, if it is none and within two
    /// edits of one, or right but for its prefix. New actions have names like that of
    /// old ones, so that this is a suspicion.
    #[must_use]
    pub fn misspelt_action(&self, written: &str) -> Option<&'static str> {
        if self.action(written).is_some() {
            return None;
        }
        similar::meant(self, written)
    }

    /// Codes of services like the one written, best first: the one whose alias was
    /// written alone, else the nearest.
    #[must_use]
    pub fn similar_services(&self, written: &str, limit: usize) -> Vec<&'static str> {
        match self.alias(written) {
            Some(code) => vec![code],
            None => similar_names(written, self.services().map(|service| service.code), limit),
        }
    }

    /// The documented condition key with a name most like the one written, where
    /// one is near.
    #[must_use]
    pub fn similar_key(&self, written: &str) -> Option<&'static str> {
        similar::similar_key(self, written)
    }
}
