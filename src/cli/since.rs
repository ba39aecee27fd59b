//! `check --since`: which findings are as old as another commit.

mod narrower;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ffi::OsString;

use crate::cli::args::CheckArgs;
use crate::cli::baseline::{Entry, Moves, is_there, matching};
use crate::cli::check::Judging;
use crate::cli::git::Repository;
use crate::cli::load::{At, Collected, Loaded, UsageError, collect_commit};
use crate::cli::renames::renames;
use crate::cli::since::narrower::Gains;
use crate::cli::world::World;
use crate::model::own_account::OwnAccount;
use crate::report::display::{Untrusted, to_display};
use crate::report::run::Known;
use crate::rules::kit::say;
use crate::rules::{self, Finding, Language};

/// The findings of another commit.
pub struct Since {
    /// What to call it: `origin/main 3f2a91c`.
    pub name: String,
    /// The texts that are checked are those of the commit, so that nothing can be new.
    pub is_same: bool,
    /// What was read of the commit, and what is found in it.
    before: Loaded,
    findings: Vec<Finding>,
    known: Vec<Entry>,
    moves: Moves,
    /// What the checked files give beside the commit, once that was asked.
    gains: OnceCell<Gains>,
}

impl Since {
    /// Checks the files of the commit that a flag names, in the way in which those on
    /// disk are checked. These are then about the same account.
    ///
    /// # Errors
    /// It is no commit of the repository around the root, or the input is not there.
    pub fn of(
        args: &CheckArgs,
        collected: &mut Collected,
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
        let mut before = collect_commit(at, paths, input, (false, language), world)?;
        let renamed = renames(before.texts(), collected.texts());
        let moves = Moves::new(renamed, |path| is_there(collected.origin(), path));
        let is_same = before.texts().eq(collected.texts());
        before.take_own_account_of(collected);
        let mut read = before.read();
        collected.take_own_account(OwnAccount::of(&read.model));
        let findings = examine(&mut read);
        let entries = findings.iter();
        let known = entries.map(|finding| Entry::new(finding, &read.sources));
        let known = known.collect();
        Ok(Some(Self {
            name: commit.name,
            is_same,
            before: read,
            findings,
            known,
            moves,
            gains: OnceCell::new(),
        }))
    }

    /// What is said where nothing can be new.
    #[must_use]
    pub fn note(&self, language: Language) -> Option<String> {
        let name = to_display(&self.name);
        self.is_same.then(|| {
            say!(
                language,
                "--since {name}: the files that are checked are those of that commit, so nothing can be new; in CI, name the commit that the change starts from, as in `--since origin/main`",
                "--since {name}：所检查的文件与该提交完全相同，因此不会有新增内容；在 CI 中请指定此次变更的起点，例如 `--since origin/main`"
            )
        })
    }

    /// Parts findings into those that are new and those that the commit has; the latter
    /// also by whether filters let them pass. A finding about access that is written
    /// otherwise than one of the commit, and by which nobody gains anything, is no news
    /// (DIFF-06).
    #[must_use]
    pub(in crate::cli) fn part(
        &self,
        all: Vec<Finding>,
        after: &Loaded,
        judging: &Judging<'_>,
        passes: &dyn Fn(&Finding) -> bool,
    ) -> (Vec<Finding>, Known) {
        let matched = matching(all, &after.sources, &self.known, &self.moves);
        let left: BTreeSet<&str> = matched.left.iter().map(|one| one.fingerprint()).collect();
        let gone = self.findings.iter();
        let gone = gone.filter(|one| left.contains(one.fingerprint.as_str()));
        let gone: Vec<&Finding> = gone.collect();
        let gains = || {
            self.gains
                .get_or_init(|| Gains::between(&self.before.model, &after.model, judging))
        };
        let (narrower, new) = matched.new.into_iter().partition(|finding| {
            narrower::is_covered(finding, &gone) && !gains().bear_on(finding, &after.model)
        });
        let mut known = [matched.known, narrower].concat();
        rules::sort(&mut known, &after.sources);
        let (findings, hidden) = known.into_iter().partition(passes);
        let known = Known {
            from: Untrusted::new(self.name.clone()),
            findings,
            hidden,
            gone: None,
        };
        (new, known)
    }
}
