//! Where two branches part.

use std::collections::{BTreeMap, BTreeSet};

use gix_index::hash::ObjectId;

use super::objects::Trouble;
use super::revision::Facts;
use super::{Commit, Repository, short};
use crate::cli::load::UsageError;

/// Longest list of the commits at which a shallow clone ends.
const SHALLOW_LIMIT: u64 = 16 * 1024 * 1024;

/// In the history of the one, of the other, or of a commit that both have.
const ONE: u8 = 1;
const OTHER: u8 = 2;
const COMMON: u8 = 4;

impl Repository {
    /// The newest commit that both have in their histories.
    ///
    /// # Errors
    /// They have none in common, or what the clone lacks may hold it.
    pub fn merge_base(&self, one: &Commit, other: &Commit) -> Result<Commit, UsageError> {
        let mut walk = Walk::new(self);
        let found = walk.best(one.id, other.id).map_err(|trouble| {
            UsageError(format!(
                "the merge base of `{}` and `{}` cannot be found: {trouble}",
                one.name, other.name
            ))
        })?;
        // What lies behind the end of a shallow clone may be newer than what was found.
        let newest_end = walk.ends.iter().max();
        let base = found.filter(|(time, _)| newest_end.is_none_or(|end| end <= time));
        let Some((_, id)) = base else {
            let cut = !walk.ends.is_empty();
            return Err(UsageError(if cut {
                format!(
                    "`{}` and `{}` have no merge base in this clone, which is shallow; run `{}`",
                    one.name,
                    other.name,
                    self.deepen()
                )
            } else {
                format!(
                    "`{}` and `{}` have no commit in common, so there is no merge base; write `..` to compare them as they are",
                    one.name, other.name
                )
            }));
        };
        let facts = self
            .facts(&id)
            .map_err(|trouble| UsageError(trouble.to_string()))?;
        Ok(Commit {
            id,
            tree: facts.tree,
            name: format!("merge base {}", short(&id)),
        })
    }

    /// Whether a shallow clone ends at a commit.
    pub(super) fn is_cut(&self, id: &ObjectId) -> Result<bool, UsageError> {
        let path = self.places.common.join("shallow");
        let text = self.places.text(&path, SHALLOW_LIMIT).map_err(UsageError)?;
        let hex = id.to_hex().to_string();
        Ok(text.is_some_and(|text| text.lines().any(|line| line == hex)))
    }

    /// What to run where the history is not all there.
    pub(super) fn deepen(&self) -> String {
        format!("git fetch --unshallow {}", self.remote())
    }

    /// The name of the remote repository, as far as the names of its branches tell.
    pub(super) fn remote(&self) -> String {
        let usual = "origin".to_owned();
        let remotes: BTreeSet<String> = self
            .names_of_remotes()
            .into_iter()
            .filter(|name| {
                name.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
            })
            .collect();
        if remotes.contains(&usual) {
            return usual;
        }
        remotes.into_iter().next().unwrap_or(usual)
    }
}

/// Commits that are to be visited, the newest last.
#[derive(Default)]
struct Waiting {
    all: BTreeSet<(i64, ObjectId)>,
    /// How many of them are not known to be in the history of a common one.
    open: usize,
}

impl Waiting {
    /// Takes a commit that more is known of than before.
    fn add(&mut self, commit: (i64, ObjectId), before: u8, now: u8) {
        let was_open = !self.all.insert(commit) && before & COMMON == 0;
        match (was_open, now & COMMON == 0) {
            (false, true) => self.open = self.open.saturating_add(1),
            (true, false) => self.open = self.open.saturating_sub(1),
            _ => {}
        }
    }
}

/// A walk back through the history.
struct Walk<'a> {
    repository: &'a Repository,
    known: BTreeMap<ObjectId, Facts>,
    /// The times of commits whose parents are not in the clone, where what lies
    /// behind them matters.
    ends: Vec<i64>,
}

impl<'a> Walk<'a> {
    const fn new(repository: &'a Repository) -> Self {
        Self {
            repository,
            known: BTreeMap::new(),
            ends: Vec::new(),
        }
    }

    /// When a commit was made; none if it is not in the clone.
    fn time(&mut self, id: ObjectId) -> Result<Option<i64>, Trouble> {
        if let Some(known) = self.known.get(&id) {
            return Ok(Some(known.time));
        }
        match self.repository.facts(&id) {
            Ok(facts) => {
                let time = facts.time;
                self.known.insert(id, facts);
                Ok(Some(time))
            }
            Err(Trouble::Missing(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn parents(&self, id: &ObjectId) -> Vec<ObjectId> {
        let known = self.known.get(id);
        known.map_or_else(Vec::new, |facts| facts.parents.clone())
    }

    /// The best common ancestor, with the time at which it was made.
    ///
    /// Commits are visited from the newest back, each with the sides that reach it,
    /// until all that wait are in the history of a commit that both sides reach.
    fn best(&mut self, one: ObjectId, other: ObjectId) -> Result<Option<(i64, ObjectId)>, Trouble> {
        let mut sides: BTreeMap<ObjectId, u8> = BTreeMap::new();
        let mut waiting = Waiting::default();
        for (id, side) in [(one, ONE), (other, OTHER)] {
            let known = sides.entry(id).or_default();
            *known |= side;
            if let Some(time) = self.time(id)? {
                waiting.add((time, id), 0, *known);
            }
        }
        let mut found = BTreeSet::new();
        while waiting.open > 0 {
            let Some((time, id)) = waiting.all.pop_last() else {
                break;
            };
            let own = sides.get(&id).copied().unwrap_or_default();
            let mut passed = own;
            if own & COMMON == 0 {
                waiting.open = waiting.open.saturating_sub(1);
                if own == ONE | OTHER {
                    found.insert((time, id));
                    passed |= COMMON;
                }
            }
            for parent in self.parents(&id) {
                let known = sides.entry(parent).or_default();
                let before = *known;
                *known |= passed;
                if *known == before {
                    continue;
                }
                match self.time(parent)? {
                    Some(time) => waiting.add((time, parent), before, *known),
                    None if passed & COMMON == 0 => self.ends.push(time),
                    None => {}
                }
            }
        }
        let open = |sides: &BTreeMap<ObjectId, u8>, id: &ObjectId| {
            sides.get(id).is_some_and(|sides| sides & COMMON == 0)
        };
        found.retain(|(_, id)| open(&sides, id));
        self.newest_alone(found)
    }

    /// The newest of several that is in the history of no other.
    fn newest_alone(
        &mut self,
        mut found: BTreeSet<(i64, ObjectId)>,
    ) -> Result<Option<(i64, ObjectId)>, Trouble> {
        let mut pending: Vec<ObjectId> =
            found.iter().flat_map(|(_, id)| self.parents(id)).collect();
        let mut seen = BTreeSet::new();
        while found.len() > 1 {
            let Some(id) = pending.pop() else {
                break;
            };
            if !seen.insert(id) {
                continue;
            }
            if let Some(time) = self.time(id)? {
                found.remove(&(time, id));
                pending.extend(self.parents(&id));
            }
        }
        Ok(found.pop_last())
    }
}
