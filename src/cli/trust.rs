//! Whose settings a check obeys. The author of a change could otherwise switch off
//! what would report it, accept it, or list it as known: with `--trust-base` the
//! configuration, the waivers and the baseline are those of a commit that was
//! reviewed before, and what the change does to them is only told.

mod before;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::rc::Rc;

use crate::cli::args::InputArgs;
use crate::cli::configuration::Configuration;
use crate::cli::disk::{Limits, WhyLeftOut};
use crate::cli::git::{Commit, Repository, Tree};
use crate::cli::load::{At, BETWEEN, Collected, UsageError, collect_commit};
use crate::cli::renames::renames;
use crate::cli::start::Started;
use crate::cli::waivers::Waivers;
use crate::cli::world::World;
use crate::readers::words::{POLICY_WORDS, holds_any};
use crate::report::display::Untrusted;
use crate::report::trusted::Trusted;
use crate::rules::kit::say;
use crate::rules::{Language, RULES};
use crate::source::Files;

pub use before::Before;

/// Words of files that say who holds what, beside those of policies.
const ACCOUNT_WORDS: &[&str] = &["ram_attachments", "ram_account_snapshot"];

/// Most files that are looked through for what was taken out of the analysis.
const MOST_FILES: usize = 1_000;

/// The commit whose settings are obeyed.
pub struct Trust {
    repository: Rc<Repository>,
    commit: Commit,
    tree: Tree,
}

impl Trust {
    /// The commit of a revision, with the same root as the files on disk.
    ///
    /// # Errors
    /// It is no revision, or its commit is not in the clone.
    pub fn of(revision: &str, root: &Path) -> Result<Self, UsageError> {
        let repository = Repository::enclosing(root)?;
        let commit = repository.resolve(revision)?;
        Ok(Self {
            tree: Tree::new(&repository, &commit, root, Limits::default())?,
            repository,
            commit,
        })
    }

    /// The files that settings are read from.
    #[must_use]
    pub const fn files(&self) -> &Tree {
        &self.tree
    }

    /// What to call it: `origin/main 3f2a91c`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.commit.name
    }

    /// Refuses a file of settings that lies in the repository and not below the root:
    /// the change may hold another text of it than the commit.
    ///
    /// # Errors
    /// It is such a file.
    pub fn vouches(&self, flag: &str, named: Option<&Path>, cwd: &Path) -> Result<(), UsageError> {
        let Some(named) = named else { return Ok(()) };
        let whole = cwd.join(named);
        let folder = whole.parent().unwrap_or(cwd);
        let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        if folder.starts_with(self.repository.top()) && !folder.starts_with(self.tree.root()) {
            return Err(UsageError(format!(
                "{flag}: `{}` lies in the repository and outside of the root, so that --trust-base cannot vouch for it; name a wider folder with --root",
                named.display()
            )));
        }
        Ok(())
    }

    /// What a report says of a change.
    #[must_use]
    pub fn told(&self, told: Told, dropped: Vec<Dropped>) -> Trusted {
        let dropped = dropped.into_iter();
        Trusted {
            base: Untrusted::new(self.commit.name.clone()),
            changes: told.done,
            dropped: dropped
                .map(|Dropped { path, now }| (Untrusted::new(path), Untrusted::new(now)))
                .collect(),
        }
    }

    /// The files of the commit in the places that a command looks at.
    ///
    /// # Errors
    /// A path lies outside of the repository.
    pub fn collect(
        &self,
        paths: &[OsString],
        (args, configuration): (&InputArgs, Configuration),
        language: Language,
        world: &World<'_>,
    ) -> Result<Collected, UsageError> {
        let at = At {
            repository: &self.repository,
            commit: &self.commit,
            root: self.tree.root(),
        };
        let here = [OsString::from(".")];
        let paths = if paths.is_empty() { &here[..] } else { paths };
        collect_commit(at, paths, (args, configuration), (true, language), world)
    }
}

/// What a command reads, and whose settings it obeys in that.
pub struct Settled {
    /// The commit whose settings are obeyed, if they are not those on disk.
    pub trust: Option<Trust>,
    /// What the configuration on disk would change.
    pub told: Told,
    /// The files on disk, collected by the configuration that is obeyed.
    pub collected: Collected,
}

impl Settled {
    /// Obeys the configuration of the commit `base`, or the one on disk without it.
    /// `named` are flags that name files of settings, each with what it names.
    ///
    /// # Errors
    /// `base` leads to no commit, or a named file is none that it can vouch for; a
    /// configuration is not to be obeyed, or a flag about input is wrong.
    pub fn of(
        started: Started<'_>,
        base: Option<&str>,
        named: &[(&str, Option<&Path>)],
        language: Language,
        world: &World<'_>,
    ) -> Result<Self, UsageError> {
        let root = started.disk().root();
        let trust = base.map(|base| Trust::of(base, root)).transpose()?;
        for (flag, file) in named {
            if let Some(trust) = &trust {
                trust.vouches(flag, *file, &world.cwd)?;
            }
        }
        let own = started.configuration();
        let mut told = Told::default();
        let obeyed = match &trust {
            None => own?,
            Some(trust) => {
                let obeyed = started.configuration_in(trust.files())?;
                told.configuration(&own, &obeyed, language);
                obeyed
            }
        };
        Ok(Self {
            collected: started.collect(obeyed, (trust.is_some(), language))?,
            trust,
            told,
        })
    }
}

/// The files that settings beside the configuration are read from.
#[must_use]
pub fn settings<'a>(trust: Option<&'a Trust>, collected: &'a Collected) -> &'a dyn Files {
    trust.map_or(collected.origin(), |trust| trust.files())
}

/// What a change does to the settings of a check, in words that follow on "this
/// change".
#[derive(Debug, Default)]
pub struct Told {
    done: Vec<String>,
}

impl Told {
    /// What the configuration on disk would do beside the one that is obeyed.
    pub fn configuration(
        &mut self,
        now: &Result<Configuration, UsageError>,
        obeyed: &Configuration,
        language: Language,
    ) {
        let now = match now {
            Ok(now) => now,
            Err(UsageError(why)) => {
                let why = why.replace(BETWEEN, "; ");
                self.done.push(say!(
                    language,
                    "has a configuration that cannot be obeyed ({why})",
                    "的配置无法使用（{why}）"
                ));
                return;
            }
        };
        let off = RULES
            .iter()
            .filter(|rule| now.off(rule).is_some() && obeyed.off(rule).is_none());
        let off: Vec<&str> = off.map(|rule| rule.id).collect();
        if !off.is_empty() {
            let off = off.join(", ");
            self.done
                .push(say!(language, "turns off {off}", "关闭了 {off}"));
        }
        for changed in now.changed_since(obeyed) {
            self.done.push(say!(
                language,
                "has it that {changed}",
                "修改了配置：{changed}"
            ));
        }
    }

    /// What the waivers on disk would accept beside those that are obeyed. `inline`
    /// counts those in comments.
    pub fn waivers(
        &mut self,
        now: Result<Waivers, UsageError>,
        obeyed: &Waivers,
        inline: usize,
        language: Language,
    ) {
        let mut number = inline;
        match now {
            Ok(now) => number = number.saturating_add(now.beyond(obeyed)),
            Err(UsageError(why)) => {
                let why = why.replace(BETWEEN, "; ");
                self.done.push(say!(
                    language,
                    "has waivers that cannot be obeyed ({why})",
                    "的豁免无法使用（{why}）"
                ));
            }
        }
        self.done.extend(match number {
            0 => None,
            1 => Some(say!(language, "adds 1 waiver", "新增 1 个豁免")),
            _ => Some(say!(
                language,
                "adds {number} waivers",
                "新增 {number} 个豁免"
            )),
        });
    }

    /// How many findings the baseline on disk would take as known beside the one that
    /// is obeyed.
    pub fn baseline(&mut self, added: Result<usize, UsageError>, language: Language) {
        self.done.extend(match added {
            Ok(0) => None,
            Ok(1) => Some(say!(
                language,
                "adds 1 finding to the baseline",
                "向基线中新增了 1 个问题"
            )),
            Ok(number) => Some(say!(
                language,
                "adds {number} findings to the baseline",
                "向基线中新增了 {number} 个问题"
            )),
            Err(UsageError(why)) => Some(say!(
                language,
                "has a baseline that cannot be used ({why})",
                "的基线无法使用（{why}）"
            )),
        });
    }
}

/// A file that may hold policies, and that a change takes out of the analysis though
/// its text is still there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dropped {
    /// Its path before.
    pub path: String,
    /// The path at which its text is now; the same where only the rules about what is
    /// read differ.
    pub now: String,
}

/// The files that a change takes out of the analysis: those of the commit that are
/// read, and whose text lies on disk where it is left out.
///
/// Both sides are to be collected with the names of what is left out.
#[must_use]
pub fn dropped(before: &Collected, after: &Collected) -> Vec<Dropped> {
    let read: BTreeSet<&str> = after.texts().map(|(path, _)| path).collect();
    let told: BTreeSet<&str> = after.not_analysed().collect();
    let gone: Vec<(&str, &str)> = before
        .texts()
        .filter(|(path, _)| !read.contains(path) && !told.contains(path))
        .filter(|(_, text)| {
            let bytes = text.as_bytes();
            holds_any(bytes, POLICY_WORDS) || holds_any(bytes, ACCOUNT_WORDS)
        })
        .collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let left_out: BTreeMap<&str, WhyLeftOut> = after.left_out().collect();
    let mut dropped: BTreeSet<Dropped> = BTreeSet::new();
    let mut moved: Vec<(&str, &str)> = Vec::new();
    for (path, text) in gone {
        if left_out.contains_key(path) {
            dropped.insert(Dropped {
                path: path.to_owned(),
                now: path.to_owned(),
            });
        } else {
            moved.push((path, text));
        }
    }
    let known: BTreeSet<&str> = before.left_out().map(|(path, _)| path).collect();
    let new = left_out.iter().filter(|(path, _)| !known.contains(*path));
    let mut texts: Vec<(&str, String)> = Vec::new();
    for (path, why) in new.take(MOST_FILES) {
        if *why == WhyLeftOut::TerraformCache {
            // What git tracks there is handed to nobody, so that the name has to do.
            let same = moved.iter().find(|(old, _)| name(old) == name(path));
            dropped.extend(same.map(|(old, _)| Dropped {
                path: (*old).to_owned(),
                now: (*path).to_owned(),
            }));
        } else if let Ok(text) = after.origin().read(path) {
            texts.push((path, text));
        }
    }
    let texts = texts.iter().map(|(path, text)| (*path, text.as_str()));
    let renamed = renames(moved, texts);
    dropped.extend(renamed.into_iter().map(|(path, now)| Dropped { path, now }));
    dropped.into_iter().collect()
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
