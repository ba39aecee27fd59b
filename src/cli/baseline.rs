//! What is known already. `ramlint baseline` keeps the list, and `check --baseline`
//! reports what is not on it.
//!
//! For newcomers: `file` (the list as a text), `matching` (which findings are on it),
//! `place` (where it is kept).

mod command;
mod file;
mod matching;
mod place;

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

pub use command::run;
pub use file::{Baseline, Entry};
pub use matching::{Matched, Moves, matching};

use crate::cli::args::ComparingArgs;
use crate::cli::baseline::place::Place;
use crate::cli::check::Judging;
use crate::cli::disk;
use crate::cli::load::{Collected, Loaded, UsageError};
use crate::report::display::Untrusted;
use crate::report::run::{Gone, Known};
use crate::rules::{Finding, RULES};
use crate::source::Files;

/// Bytes at the beginning of a file by which a baseline is known.
const HEAD: u64 = 256;

/// Whether a file on disk is a baseline, by how it begins.
pub(in crate::cli) fn is_one(path: &Path) -> bool {
    let mut head = Vec::new();
    disk::open_file(path).is_ok_and(|(file, _)| {
        let read = file.take(HEAD).read_to_end(&mut head);
        read.is_ok() && String::from_utf8_lossy(&head).contains(file::SCHEMA)
    })
}

/// The rule of what was not analysed, which nobody can know beforehand.
const UNREAD: &str = "RAM901";

/// What the findings of a run are compared with.
pub struct Compared {
    from: String,
    /// What takes out entries that are gone.
    command: String,
    baseline: Baseline,
    moves: Moves,
    /// Everything below the root is looked at.
    whole: bool,
}

impl Compared {
    /// Reads the baseline that flags name, if they do: the one that lies beside the
    /// input, or that of a commit, where it may not be there yet. `renames` are old
    /// and new paths.
    ///
    /// # Errors
    /// It is not there or not well formed, or flags do not go together.
    pub fn with(
        args: &ComparingArgs,
        collected: &Collected,
        (commit, renames): (Option<&dyn Files>, Vec<(String, String)>),
        cwd: &Path,
    ) -> Result<Option<Self>, UsageError> {
        let Some(named) = &args.baseline else {
            if args.baseline_strict {
                return Err(UsageError(
                    "--baseline-strict says how a baseline is held to; add --baseline".to_owned(),
                ));
            }
            return Ok(None);
        };
        let place = Place::find(named.as_deref(), collected.root(), cwd)?;
        let read = Baseline::read(commit.unwrap_or(collected.origin()), &place.path)?;
        let baseline = match read {
            Some((_, baseline)) => baseline,
            None if commit.is_some() => Baseline::default(),
            None => {
                return Err(UsageError(format!(
                    "the baseline `{}` is not there; `{}` writes it",
                    place.path,
                    place.command("create")
                )));
            }
        };
        let is_there = |path: &str| is_there(collected.origin(), path);
        let written = || baseline.entries().iter().map(|entry| entry.path.as_str());
        let commit = commit.filter(|_| written().any(|path| !is_there(path)));
        let paths = written().chain(collected.texts().map(|(path, _)| path));
        let before = paths.filter(|path| commit.is_some_and(|commit| self::is_there(commit, path)));
        let moves = Moves::new(renames, is_there).since_commit(before.map(str::to_owned));
        Ok(Some(Self {
            moves: moves.since_written(baseline.entries(), is_there),
            command: place.command("prune"),
            from: place.path,
            baseline,
            whole: collected.is_whole(),
        }))
    }

    /// How many findings the baseline among other files lists beside those of this one.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn added_in(&self, files: &dyn Files) -> Result<usize, UsageError> {
        let own = self.baseline.entries().iter().map(Entry::fingerprint);
        let own: BTreeSet<&str> = own.collect();
        let other = Baseline::read(files, &self.from)?;
        Ok(other.map_or(0, |(_, other)| {
            let entries = other.entries().iter();
            let new = entries.filter(|entry| !own.contains(entry.fingerprint()));
            new.count()
        }))
    }
}

/// Parts findings into those that are new and those that are known; the latter also
/// by whether filters let them pass.
pub(in crate::cli) fn part(
    all: Vec<Finding>,
    compared: Option<&Compared>,
    passes: &dyn Fn(&Finding) -> bool,
    judging: &Judging<'_>,
    loaded: &Loaded,
) -> (Vec<Finding>, Option<Known>) {
    let Some(compared) = compared else {
        return (all, None);
    };
    let entries = compared.baseline.entries();
    let matched = matching(all, &loaded.sources, entries, &compared.moves);
    let told = compared.whole && loaded.not_analysed.is_empty();
    let gone = told.then(|| {
        let asked = matched.left.iter().filter(|entry| is_asked(entry, judging));
        Gone {
            number: asked.count(),
            command: compared.command.clone(),
        }
    });
    let (findings, hidden) = matched.known.into_iter().partition(passes);
    let known = Known {
        from: Untrusted::new(compared.from.clone()),
        findings,
        hidden,
        gone,
    };
    (matched.new, Some(known))
}

/// Whether a run with these rules and actions would have found an entry again.
fn is_asked(entry: &Entry, judging: &Judging<'_>) -> bool {
    let rule = RULES.iter().find(|rule| rule.id == entry.rule);
    let action = entry.action.as_ref();
    rule.is_none_or(|rule| judging.runs(rule))
        && action.is_none_or(|action| judging.actions.contains(action))
}

/// Whether a baseline lists findings that are gone.
pub(in crate::cli) fn is_stale(known: Option<&Known>) -> bool {
    let gone = known.and_then(|known| known.gone.as_ref());
    gone.is_some_and(|gone| gone.number > 0)
}

/// Whether a file is in a tree, without reading it.
pub(in crate::cli) fn is_there(files: &dyn Files, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    files.list(folder).iter().any(|one| one == name)
}
