//! What became of every mutant, kept between runs, and the mutants that change nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::mutant::Key;
use crate::suite::State;
use crate::tree::{Places, Result};

/// What the two programs of tests said to a mutant, where they were asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The tests in the library.
    pub library: Option<State>,
    /// The tests of the whole, asked where those let it live.
    pub whole: Option<State>,
}

impl Outcome {
    /// What the library said, and the whole where it was asked.
    #[must_use]
    pub fn new(said: Vec<Option<State>>) -> Self {
        let mut said = said.into_iter();
        Self {
            library: said.next().flatten(),
            whole: said.next().flatten(),
        }
    }

    /// What became of it in the end.
    #[must_use]
    pub fn state(&self) -> Option<&State> {
        match &self.whole {
            _ if dead(self.library.as_ref()) => self.library.as_ref(),
            Some(State::Unreached) | None => self.library.as_ref(),
            whole => whole.as_ref(),
        }
    }
}

/// Whether a state is the end of a mutant.
#[must_use]
pub fn dead(state: Option<&State>) -> bool {
    matches!(state, Some(State::Killed(_) | State::Time))
}

/// The outcomes by mutant.
pub type Results = BTreeMap<Key, Outcome>;

/// Reads what earlier runs found.
///
/// # Errors
///
/// Where the file is not one of results.
pub fn read(places: &Places) -> Result<Results> {
    let Ok(text) = fs::read_to_string(places.work.join("results.json")) else {
        return Ok(Results::new());
    };
    let list: Vec<(Key, Outcome)> = serde_json::from_str(&text)?;
    Ok(list.into_iter().collect())
}

/// Keeps the results.
///
/// # Errors
///
/// Where they cannot be written.
pub fn write(places: &Places, results: &Results) -> Result<()> {
    let list: Vec<_> = results.iter().collect();
    let new = places.work.join("results.new");
    fs::write(&new, serde_json::to_string(&list)?)?;
    Ok(fs::rename(new, places.work.join("results.json"))?)
}

/// Mutants that change nothing that a caller could see.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equivalent {
    file: String,
    function: String,
    what: Vec<String>,
    line: String,
    nth: Option<usize>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    mutant: Vec<Equivalent>,
}

/// The list of mutants that change nothing, as the mutants themselves.
///
/// # Errors
///
/// Where the list is not one, gives no reason, or names a mutant that there is not.
pub fn equivalent(package: &Path, all: &BTreeSet<Key>) -> Result<BTreeSet<Key>> {
    let text = fs::read_to_string(package.join("equivalent.toml"))?;
    let list: List = toml::from_str(&text)?;
    let mut found = BTreeSet::new();
    for entry in list.mutant {
        if entry.reason.trim().is_empty() {
            return Err(format!("`{}` has no reason", entry.line).into());
        }
        for what in &entry.what {
            let before = found.len();
            found.extend(all.iter().filter(|key| entry.names(key, what)).cloned());
            if found.len() == before {
                return Err(format!("no mutant is {what}: `{}`", entry.line).into());
            }
        }
    }
    Ok(found)
}

impl Equivalent {
    fn names(&self, key: &Key, what: &str) -> bool {
        self.file == key.file
            && self.function == key.function
            && what == key.what
            && self.line == key.line
            && self.nth.is_none_or(|nth| nth == key.nth)
    }
}
