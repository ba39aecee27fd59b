//! `check --since`: which findings are as old as another commit.

mod gains;
mod narrower;
mod telling;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ffi::OsString;

use crate::cli::args::CheckArgs;
use crate::cli::baseline::{Entry, Moves, is_there, matching};
use crate::cli::check::Judging;
use crate::cli::git::Repository;
use crate::cli::load::{At, Collected, Loaded, UsageError, collect_commit};
use crate::cli::renames::renames;
use crate::cli::since::gains::{Gain, Gains};
use crate::cli::since::telling::{Findings, Telling};
use crate::cli::world::World;
use crate::model::own_account::OwnAccount;
use crate::report::display::{Untrusted, to_display};
use crate::report::run::Known;
use crate::rules::kit::say;
use crate::rules::kit::wording::quoted;
use crate::rules::{self, Finding, Language, Level, RULES};

/// Gains that are named; more are counted.
const NAMED: usize = 3;

/// Rules that tell of access, by how their ids begin.
const ABOUT_ACCESS: [&str; 2] = ["RAM1", "RAM205"];

/// The findings of another commit.
pub struct Since {
    /// What to call it: `origin/main 3f2a91c`.
    pub name: String,
    /// As it was given: `origin/main`.
    revision: String,
    /// The texts that are checked are those of the commit, so that nothing can be new.
    pub is_same: bool,
    /// What was read of the commit, and what is found in it.
    before: Loaded,
    findings: Vec<Finding>,
    known: Vec<Entry>,
    moves: Moves,
    /// What the checked files give of the guarded actions beside the commit, once that
    /// was asked.
    guarded: OnceCell<Gains>,
    /// The same of all actions.
    all: OnceCell<Gains>,
}

/// The findings of a run beside those of the commit.
#[derive(Default)]
pub(in crate::cli) struct Beside {
    /// Those that the commit does not have.
    pub new: Vec<Finding>,
    /// Those that it has, and by which somebody has more now.
    pub grown: Vec<Finding>,
    /// Those that it has.
    pub known: Option<Known>,
    /// New access that none of the findings of the run tells of, and how grave it is.
    pub untold: Option<(String, Level)>,
    /// Fingerprints of findings that are accepted or switched off and tell of new access
    /// that no other does.
    pub silenced: BTreeSet<String>,
}

impl Beside {
    /// Where there is no commit, all are new.
    #[must_use]
    pub fn nothing(new: Vec<Finding>) -> Self {
        Self {
            new,
            ..Self::default()
        }
    }
}

/// What findings are parted by.
#[derive(Clone, Copy)]
pub(in crate::cli) struct By<'a> {
    /// How the input is judged.
    pub judging: &'a Judging<'a>,
    /// Whether filters let a finding pass.
    pub passes: &'a dyn Fn(&Finding) -> bool,
    /// What is found whatever is accepted or switched off.
    pub everything: &'a dyn Fn() -> Vec<Finding>,
    /// The language of what is said.
    pub language: Language,
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
            revision: revision.clone(),
            is_same,
            before: read,
            findings,
            known,
            moves,
            guarded: OnceCell::new(),
            all: OnceCell::new(),
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
    /// otherwise than one of the commit, and by which nobody gains anything, is no news;
    /// one that is written alike, and by which somebody gains, is (DIFF-06).
    #[must_use]
    pub(in crate::cli) fn part(&self, all: Vec<Finding>, after: &Loaded, by: By<'_>) -> Beside {
        let (judging, language) = (by.judging, by.language);
        let matched = matching(all, &after.sources, &self.known, &self.moves);
        let left: BTreeSet<&str> = matched.left.iter().map(|one| one.fingerprint()).collect();
        let gone = self.findings.iter();
        let gone = gone.filter(|one| left.contains(one.fingerprint.as_str()));
        let gone: Vec<&Finding> = gone.collect();
        let (one, other) = (&self.before.model, &after.model);
        let guarded = || {
            let compare = || Gains::of_guarded(one, other, judging);
            self.guarded.get_or_init(compare)
        };
        let every = || self.all.get_or_init(|| Gains::of_all(one, other, judging));
        let (narrower, new): (Vec<Finding>, Vec<Finding>) =
            matched.new.into_iter().partition(|finding| {
                narrower::is_covered(finding, &gone)
                    && !guarded().bear_on(finding, other)
                    && !every().bear_on(finding, other)
            });
        let mut known = [matched.known, narrower].concat();
        rules::sort(&mut known, &after.sources);
        let findings = Findings {
            new: &new,
            known: &known,
            is_graded: &|finding| is_graded(finding, after, judging),
            silenced: &|| {
                let mut all = (by.everything)();
                all.retain(|one| !has(&new, one) && !has(&known, one));
                all
            },
        };
        let telling = if self.is_same || !asks_for_access(judging) {
            Telling::default()
        } else {
            Telling::of(guarded(), findings, other)
        };
        let untold = self.untold(&telling.untold, language);
        let numbered = known.into_iter().enumerate();
        let (grown, known): (Vec<_>, Vec<_>) =
            numbered.partition(|(number, _)| telling.news.contains(number));
        let mut grown: Vec<Finding> = grown.into_iter().map(|(_, finding)| finding).collect();
        for finding in &mut grown {
            finding.notes.push(self.grown(language));
        }
        let known = known.into_iter().map(|(_, finding)| finding);
        let (findings, hidden) = known.partition(by.passes);
        let known = Known {
            from: Untrusted::new(self.name.clone()),
            findings,
            hidden,
            gone: None,
        };
        Beside {
            new,
            grown,
            known: Some(known),
            untold,
            silenced: telling.silenced,
        }
    }

    /// Why a finding that the commit has is reported.
    fn grown(&self, language: Language) -> String {
        let (name, revision) = (to_display(&self.name), to_display(&self.revision));
        say!(
            language,
            "{name} has this finding too, and since then more can be done by it; `ramlint diff {revision}` shows what, and by which change",
            "{name} 中已有此问题，但此后借此可做的事更多；`ramlint diff {revision}` 会显示新增内容及其原因"
        )
    }

    /// What is said of access that no finding tells of, and how grave it is.
    fn untold(&self, gains: &[&Gain], language: Language) -> Option<(String, Level)> {
        let level = gains.iter().map(|gain| gain.level).max()?;
        let whose = |gain: &&Gain| {
            let (whom, level) = (quoted(&gain.principal), gain.level);
            let action = quoted(&gain.action);
            say!(
                language,
                "{whom} {action}, {level}",
                "{whom} {action}，{level}"
            )
        };
        let mut all: Vec<String> = gains.iter().map(whose).collect();
        all.dedup();
        let more = all.len().saturating_sub(NAMED);
        all.truncate(NAMED);
        let mut all = all.join(language.pick("; ", "；"));
        if more > 0 {
            all.push_str(&say!(language, "; and {more} more", "；另有 {more} 项"));
        }
        let (name, revision) = (to_display(&self.name), to_display(&self.revision));
        let said = say!(
            language,
            "--since {name}: there is new access that no finding tells of ({all}), and it counts as one; `ramlint diff {revision}` shows it and its cause",
            "--since {name}：存在任何问题都未反映的新增访问（{all}），按问题计；`ramlint diff {revision}` 会显示该访问及其原因"
        );
        Some((said, level))
    }
}

/// Whether a run asks who has access at all.
fn asks_for_access(judging: &Judging<'_>) -> bool {
    let about = |id: &str| ABOUT_ACCESS.iter().any(|start| id.starts_with(start));
    let mut rules = RULES.iter();
    rules.any(|rule| about(rule.id) && judging.runs(rule))
}

/// Whether the configuration says how grave a finding is.
fn is_graded(finding: &Finding, loaded: &Loaded, judging: &Judging<'_>) -> bool {
    let path = loaded.sources.path(finding.at.at.file);
    let rule = RULES.iter().find(|rule| rule.id == finding.rule);
    rule.is_some_and(|rule| judging.configuration.setting(rule, path).level.is_some())
}

fn has(all: &[Finding], one: &Finding) -> bool {
    all.iter().any(|other| other.fingerprint == one.fingerprint)
}
