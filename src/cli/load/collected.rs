//! The texts of a command, with the files around them.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::extras::Extras;
use super::{Loaded, Origin, Words, read};
use crate::cli::configuration::Configuration;
use crate::cli::disk::{self, Inputs};
use crate::model::completeness::Claims;
use crate::model::own_account::OwnAccount;
use crate::source::{Begins, Files, Refusal};

/// The texts of a command before anything was made of them.
#[derive(Clone)]
pub struct Collected {
    pub(super) inputs: Inputs<Origin>,
    pub(super) extras: Extras,
    pub(super) kind: Option<String>,
    pub(super) words: Words,
    pub(super) configuration: Arc<Configuration>,
    pub(super) claims: Option<Rc<Claims>>,
    pub(super) own: Option<Rc<OwnAccount>>,
    /// Where the only text begins in its file, if it is a record of one.
    pub(super) begins: Option<Begins>,
}

impl Collected {
    /// Puts together what was collected.
    #[must_use]
    pub(in crate::cli) fn new(
        inputs: Inputs<Origin>,
        extras: Extras,
        kind: Option<String>,
        words: Words,
        configuration: Configuration,
    ) -> Self {
        Self {
            inputs,
            extras,
            kind,
            words,
            configuration: Arc::new(configuration),
            claims: None,
            own: None,
            begins: None,
        }
    }

    /// Of the claims of these texts to be complete, nothing is believed from here on that
    /// another version did not claim (D39).
    pub fn believe(&mut self, claims: Claims) {
        self.claims = Some(Rc::new(claims));
    }

    /// Takes the own account to be the one that another version has, unless a version
    /// was named before: the texts of these do not decide it from here on.
    pub fn take_own_account(&mut self, own: OwnAccount) {
        self.own.get_or_insert_with(|| Rc::new(own));
    }

    /// The same as another input has it, if that is compared with a version.
    pub fn take_own_account_of(&mut self, other: &Self) {
        self.own.clone_from(&other.own);
    }

    /// Takes the texts of system policies that flags give from another version of the
    /// same input: what such a policy grants is a fact from outside, and a change to its
    /// text would set how the rest of the change is judged (D39). Gives the names of
    /// those that differ.
    pub fn with_system_policies_of(&mut self, other: &Self) -> Vec<String> {
        let mut differing = Vec::new();
        let pairs = self.extras.policies.iter_mut().zip(&other.extras.policies);
        for ((name, own), (_, others)) in pairs {
            let texts = |inputs: &Inputs<Origin>| {
                let files = inputs.files.iter();
                files.map(|file| file.text.clone()).collect::<Vec<_>>()
            };
            let kind = name.split_once('/').map(|(kind, _)| kind);
            let is_system = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("System"));
            if is_system && texts(own) != texts(others) {
                differing.push(name.clone());
                own.clone_from(others);
            }
        }
        differing
    }

    /// The configuration of the run, without what flags say.
    #[must_use]
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// Reads the texts.
    #[must_use]
    pub fn read(self) -> Loaded {
        let from = self.inputs.from.clone();
        read(self, &from).0
    }

    /// The same texts, with Terraform variables that nothing sets left open.
    #[must_use]
    pub fn without_defaults(&self) -> Self {
        let mut open = self.clone();
        open.extras.without_defaults = true;
        open
    }

    /// The same texts, some of them under new paths: old and new ones are given.
    #[must_use]
    pub fn renamed(&self, paths: &[(String, String)]) -> Self {
        let mut renamed = self.clone();
        let new: BTreeMap<&str, &str> = paths
            .iter()
            .map(|(old, new)| (old.as_str(), new.as_str()))
            .collect();
        for file in &mut renamed.inputs.files {
            if let Some(path) = new.get(file.path.as_str()) {
                file.path = (*path).to_owned();
            }
        }
        renamed
    }

    /// Reads the texts with some of them replaced, by path.
    #[must_use]
    pub fn read_with(&self, texts: &BTreeMap<String, String>) -> Loaded {
        let mut changed = self.clone();
        let extras = &mut changed.extras;
        let given = extras
            .manifest
            .iter_mut()
            .chain(extras.policies.iter_mut().map(|(_, inputs)| inputs))
            .chain(&mut extras.var_files);
        for inputs in given.chain([&mut changed.inputs]) {
            for file in &mut inputs.files {
                if let Some(text) = texts.get(&file.path) {
                    file.text.clone_from(text);
                }
            }
        }
        let files = Overlay {
            from: &self.inputs.from,
            texts,
        };
        read(changed, &files).0
    }

    /// Whether everything below the root was looked at, rather than a part.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let found = self.inputs.files.iter().filter(|file| !file.named);
        found.flat_map(|file| &file.bases).any(String::is_empty)
    }

    /// What the files stand in: hands over others that lie beside them.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.inputs.from
    }

    /// The folder that paths are relative to.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.inputs.root
    }

    /// The texts that were found, with their paths, in order.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.inputs.files.iter();
        files.map(|file| (file.path.as_str(), file.text.as_str()))
    }

    /// The paths that may hold a policy and could not be read.
    pub fn not_analysed(&self) -> impl Iterator<Item = &str> {
        let entries = self.inputs.not_analysed.iter();
        entries.map(|entry| entry.path.as_str())
    }

    /// What was left out, by path; nothing where the names were not asked for.
    pub fn left_out(&self) -> impl Iterator<Item = (&str, disk::WhyLeftOut)> {
        self.inputs.left_out.names()
    }
}

/// Files, some of them with another text.
struct Overlay<'a> {
    from: &'a Origin,
    texts: &'a BTreeMap<String, String>,
}

impl Files for Overlay<'_> {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.from.read(path),
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.from.list(folder)
    }
}
