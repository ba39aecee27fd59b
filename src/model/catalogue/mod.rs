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

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::model::pattern::{Fold, matches};
use table::{Columns, Table, Values, service_of};

/// How the roles that Cloud SSO makes in an account appear in a caller's ARN, in
/// lower case (Cloud SSO pages and control-policy samples of the RAM manual).
pub const SESSION_ROLE: &str = "role/aliyunreservedsso*";

/// The edition of the catalogue, printed by every report.
pub const VERSION: &str = "2026-11";

static ACTIONS: Values<Action> = Values::new(include_str!("actions.tsv"), Action::read);
static ALIASES: Table = Table::new(include_str!("service-aliases.tsv"));
static ASSUME: Values<Assume> = Values::new(include_str!("assume.tsv"), Assume::read);
static CROSS_SERVICE: Table = Table::new(include_str!("cross-service.tsv"));
static ESCALATIONS: Table = Table::new(include_str!("escalations.tsv"));
static IRREVERSIBLE: Values<Irreversible> =
    Values::new(include_str!("irreversible.tsv"), Irreversible::read);
static KEYS: Values<KeyFact> = Values::new(include_str!("keys.tsv"), KeyFact::read);
static NAMES: Table = Table::new(include_str!("names.tsv"));
static OPERATIONS: Values<Operation> = Values::new(include_str!("operations.tsv"), Operation::read);
static PRODUCTS: Table = Table::new(include_str!("products.tsv"));
static QUOTAS: Table = Table::new(include_str!("quotas.tsv"));
static SERVICES: Values<Service> = Values::new(include_str!("services.tsv"), Service::read);
static SIBLINGS: Values<Sibling> = Values::new(include_str!("siblings.tsv"), Sibling::read);

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
        ACTIONS.find(name)
    }

    /// Every action, sorted by name.
    pub fn actions(&self) -> impl Iterator<Item = Action> + use<> {
        ACTIONS.every().iter().copied()
    }

    /// The catalogued actions of one service, sorted by name.
    pub fn actions_of(&self, service: &str) -> impl Iterator<Item = Action> + use<> {
        ACTIONS.starting(&format!("{service}:")).iter().copied()
    }

    /// The catalogued actions whose names begin with a text, sorted by name.
    pub fn actions_beginning(&self, text: &str) -> impl Iterator<Item = Action> + use<> {
        ACTIONS.starting(text).iter().copied()
    }

    /// The catalogued actions that a pattern of a policy matches, sorted by name.
    pub fn actions_like<'a>(&self, pattern: &'a str) -> impl Iterator<Item = Action> + use<'a> {
        let beginning = pattern.split(['*', '?']).next().unwrap_or(pattern);
        let is_all = pattern.strip_prefix(beginning) == Some("*");
        ACTIONS
            .starting(beginning)
            .iter()
            .copied()
            .filter(move |action| is_all || matches(pattern, action.name, Fold::Ascii))
    }

    /// The service with that code.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<Service> {
        SERVICES.find(code)
    }

    /// Every service, sorted by code.
    pub fn services(&self) -> impl Iterator<Item = Service> + use<> {
        SERVICES.every().iter().copied()
    }

    /// Whether every known action of the service is catalogued, so that a name
    /// outside the catalogue is likely wrong.
    #[must_use]
    pub fn is_complete(&self, service: &str) -> bool {
        self.service(service)
            .is_some_and(|service| service.complete)
    }

    /// The codes of other services whose resources the actions of a service are used
    /// with, `*` for any, sorted: those of published policies and of ARN templates.
    #[must_use]
    pub fn resources_beside(&self, service: &str) -> &'static [&'static str] {
        static BESIDE: OnceLock<BTreeMap<&str, Vec<&str>>> = OnceLock::new();
        let beside = BESIDE.get_or_init(|| {
            let codes = self.services().map(|service| service.code);
            codes.map(|code| (code, self.codes_beside(code))).collect()
        });
        let known = self.service(service);
        known
            .and_then(|service| beside.get(service.code))
            .map_or(&[], Vec::as_slice)
    }

    fn codes_beside(&self, service: &str) -> Vec<&'static str> {
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
        let codes: BTreeSet<&str> = listed.into_iter().flatten().chain(templates).collect();
        codes.into_iter().collect()
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
        SIBLINGS.all(action).iter().copied()
    }

    /// Why the effect of an action cannot be undone, if it cannot.
    #[must_use]
    pub fn irreversible(&self, action: &str) -> Option<Irreversible> {
        IRREVERSIBLE.find(action)
    }

    /// The actions by which a principal becomes a role.
    pub fn assume_actions(&self) -> impl Iterator<Item = Assume> + use<> {
        ASSUME.every().iter().copied()
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
