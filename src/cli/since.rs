//! `check --since`: which findings are as old as another commit.

use std::ffi::OsString;

use crate::cli::args::CheckArgs;
use crate::cli::baseline::{Entry, Moves, is_there, matching};
use crate::cli::git::Repository;
use crate::cli::load::{At, Collected, Loaded, UsageError, collect_commit};
use crate::cli::renames::renames;
use crate::cli::world::World;
use crate::report::display::Untrusted;
use crate::report::run::Known;
use crate::rules::{Finding, Language};
use crate::source::Sources;

/// The findings of another commit.
pub struct Since {
    /// What to call it: `origin/main 3f2a91c`.
    pub name: String,
    known: Vec<Entry>,
    moves: Moves,
}

impl Since {
    /// Checks the files of the commit that a flag names, in the way in which those on
    /// disk are checked.
    ///
    /// # Errors
    /// It is no commit of the repository around the root, or the input is not there.
    pub fn of(
        args: &CheckArgs,
        collected: &Collected,
        examine: &dyn Fn(&mut Loaded) -> Vec<Finding>,
        language: Language,
        world: &World<'_>,
    ) -> Result<Option<Self>, UsageError> {
        let Some(revision) = &args.revisions.since else {
            return Ok(None);
        };
        if args.paths.iter().any(|path| path == "-") {
            return Err(UsageError(
                "--since: standard input is in no commit; name the file instead of `-`".to_owned(),
            ));
        }
        let root = collected.root();
        let repository = Repository::enclosing(root)?;
        let commit = repository.resolve(revision)?;
        let at = At {
            repository: &repository,
            commit: &commit,
            root,
        };
        let here = [OsString::from(".")];
        let paths = if args.paths.is_empty() {
            &here[..]
        } else {
            &args.paths
        };
        let configuration = collected.configuration().clone();
        let input = (&args.input, configuration);
        let before = collect_commit(at, paths, input, (false, language), world)?;
        let renamed = renames(before.texts(), collected.texts());
        let moves = Moves::new(renamed, |path| is_there(collected.origin(), path));
        let mut read = before.read();
        let findings = examine(&mut read);
        let entries = findings.iter();
        let known = entries.map(|finding| Entry::new(finding, &read.sources));
        let known = known.collect();
        Ok(Some(Self {
            name: commit.name,
            known,
            moves,
        }))
    }

    /// Parts findings into those that are new and those that the commit has; the latter
    /// also by whether filters let them pass.
    #[must_use]
    pub fn part(
        &self,
        all: Vec<Finding>,
        sources: &Sources,
        passes: &dyn Fn(&Finding) -> bool,
    ) -> (Vec<Finding>, Known) {
        let matched = matching(all, sources, &self.known, &self.moves);
        let (findings, hidden) = matched.known.into_iter().partition(passes);
        let known = Known {
            from: Untrusted::new(self.name.clone()),
            findings,
            hidden,
            gone: None,
        };
        (matched.new, known)
    }
}
