//! `ramlint.toml`: what a team decided about its own repository. One file is in
//! force for a run; flags and variables go before it, and it goes before what holds
//! unless told.
//!
//! A key that is not known, a rule that does not exist or a value of the wrong kind
//! ends the run: nothing that somebody wrote to be obeyed is passed over.

mod changes;
mod extends;
mod find;
mod flags;
mod globs;
mod grade;
mod input;
mod keys;
mod levels;
mod scope;
mod text;
mod values;

#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::cli::disk::Lookup;
use crate::cli::load::UsageError;
use crate::rules::{Rule, Thresholds};
use crate::source::Files;

pub use changes::Changed;
pub use find::{Found, LARGEST, NAMES, find, folder_of, read, words};
pub use globs::PathGlob;
pub use grade::Graded;
pub use keys::{Entry, Keys};
pub use levels::Setting;
pub use scope::Required;
pub use text::Place;
pub use values::{Given, Origin, RuleLevel, RuleWord};

/// The JSON Schema of the file.
pub const SCHEMA: &str = include_str!("schema.json");

/// A file to begin with.
pub const TEMPLATE: &str = include_str!("template.toml");

/// The configuration of a run.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// The file that was found and those that it extends, nearest first; none where
    /// there is no file.
    pub files: Vec<Arc<str>>,
    /// What they say together.
    pub keys: Keys,
}

/// Which file is to be obeyed.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// The nearest one above each input.
    Nearest(Vec<Lookup>),
    /// This one, with its text.
    Named(Found),
    /// None.
    Isolated,
}

/// Finds and reads the configuration of a run, with the files that it extends.
///
/// # Errors
/// Several files for the inputs, one that cannot be read, or anything in it that is
/// not known.
pub fn load(files: &dyn Files, wanted: Wanted) -> Result<Configuration, UsageError> {
    let found = match wanted {
        Wanted::Isolated => None,
        Wanted::Named(found) => Some(found),
        Wanted::Nearest(lookups) => find(files, &lookups)?,
    };
    let Some(found) = found else {
        return Ok(Configuration::default());
    };
    extends::read(files, found)
}

impl Configuration {
    /// The configuration with keys that go before it.
    #[must_use]
    pub fn under(mut self, mut nearer: Keys) -> Self {
        nearer.fill_from(self.keys);
        self.keys = nearer;
        self
    }

    /// The guarded actions.
    #[must_use]
    pub fn actions(&self) -> Vec<String> {
        let actions = self.keys.guard.actions();
        actions.into_iter().map(|action| action.0).collect()
    }

    /// Whether an action is known to be meant as it is written: it is guarded, or listed
    /// as one that the catalogue lacks.
    #[must_use]
    pub fn means(&self, action: &str) -> bool {
        let guarded = self.keys.guard.actions();
        let unlisted = self.keys.guard.unlisted();
        let guarded = guarded.iter().map(|one| &one.0);
        let mut all = guarded.chain(unlisted.iter().map(|one| &one.0));
        all.any(|one| one.eq_ignore_ascii_case(action))
    }

    /// The action that is asked about where none is named.
    ///
    /// # Errors
    /// There are several, or none.
    pub fn only_action(&self) -> Result<String, UsageError> {
        let actions = self.actions();
        match actions.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(UsageError(
                "the configuration guards no action; name the one to ask about".to_owned(),
            )),
            several => Err(UsageError(format!(
                "one action can be asked about at a time, and the configuration guards {}; name one of them",
                several.join(", ")
            ))),
        }
    }

    /// Where a rule is switched off for all files, if it is.
    #[must_use]
    pub fn off(&self, rule: &Rule) -> Option<Origin> {
        let setting = self.keys.rules.of(rule);
        let off = setting.off()?;
        (self.keys.overrides.levels(rule).next().is_none()).then(|| off.clone())
    }

    /// Whether findings of a rule in a file may be waived, as far as the configuration
    /// says.
    #[must_use]
    pub fn waivable(&self, rule: &Rule, path: &str) -> bool {
        let setting = self.setting(rule, path);
        setting.waivable.is_none_or(|given| given.value)
    }

    /// The same of some file or other.
    #[must_use]
    pub fn waivable_somewhere(&self, rule: &Rule) -> bool {
        let general = self.keys.rules.of(rule).waivable;
        general.is_none_or(|given| given.value) || self.keys.overrides.is_waivable(rule)
    }

    /// The numbers from which on rules report.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        let keys = &self.keys.thresholds;
        let number = |given: &Option<Given<u32>>| {
            let value = given.as_ref().map(|given| given.value)?;
            usize::try_from(value).ok()
        };
        let accounts = self.keys.trust.accounts();
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Thresholds {
            system_policies: number(&keys.system_policies),
            user_custom_policies: number(&keys.user_custom_policies),
            group_custom_policies: number(&keys.group_custom_policies),
            role_custom_policies: number(&keys.role_custom_policies),
            exempt_principals: size(keys.exempt_principals()),
            group_members: size(keys.group_members()),
            trusted_accounts: accounts.into_iter().map(|account| account.0).collect(),
        }
    }
}
