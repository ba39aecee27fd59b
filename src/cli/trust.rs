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
use crate::cli::waivers::Waivers;
use crate::cli::world::World;
use crate::readers::words::{POLICY_WORDS, holds_any};
use crate::rules::kit::say;
use crate::rules::{Language, RULES};
use crate::source::Files;

pub use before::Before;

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

    /// What to call it: `origin/main 3f2a91c`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.commit.name
    }

    /// The files that settings are read from.
    #[must_use]
    pub const fn files(&self) -> &Tree {
        &self.tree
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

impl Trust {
    /// What a report says of it, each a line.
    #[must_use]
    pub fn notes(&self, told: &Told, dropped: &[Dropped], language: Language) -> Vec<String> {
        let name = self.name();
        let what = told.sentence(language).unwrap_or_else(|| {
            let nothing = language.pick(
                "this change leaves the settings of this check as they are",
                "此次变更未改动本次检查的设置",
            );
            nothing.to_owned()
        });
        let mut notes = vec![format!("--trust-base {name}: {what}")];
        for Dropped { path, now } in dropped {
            notes.push(if path == now {
                say!(
                    language,
                    "`{path}` was read in {name}, and this change has it left out",
                    "`{path}` 在 {name} 中会被读取，此次变更使其不再被读取"
                )
            } else {
                say!(
                    language,
                    "`{path}` was read in {name}; this change moves it to `{now}`, which is not read",
                    "`{path}` 在 {name} 中会被读取；此次变更将其移至不会被读取的 `{now}`"
                )
            });
        }
        notes
    }
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

    /// One sentence, if the change does anything.
    #[must_use]
    pub fn sentence(&self, language: Language) -> Option<String> {
        let (last, first) = self.done.split_last()?;
        if first.is_empty() {
            return Some(say!(
                language,
                "this change {last}; that is not applied to this check",
                "此次变更{last}；该改动未应用于本次检查"
            ));
        }
        let (first, and) = (
            first.join(language.pick(", ", "，")),
            language.pick(" and ", "，"),
        );
        Some(say!(
            language,
            "this change {first}{and}{last}; none of it is applied to this check",
            "此次变更{first}{and}{last}；这些改动均未应用于本次检查"
        ))
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
        .filter(|(_, text)| holds_any(text.as_bytes(), POLICY_WORDS))
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
