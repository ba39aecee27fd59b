//! Whose settings a check obeys. The author of a change could otherwise switch off
//! what would report it, accept it, or list it as known: with `--trust-base` the
//! configuration, the waivers and the baseline are those of a commit that was
//! reviewed before, and what the change does to them is only told.

mod before;
mod dropped;
mod unrecognised;

use std::ffi::OsString;
use std::path::Path;
use std::rc::Rc;

use crate::cli::args::{InputArgs, WaivingArgs};
use crate::cli::configuration::Configuration;
use crate::cli::disk::Limits;
use crate::cli::git::{Commit, Repository, Tree};
use crate::cli::load::{At, BETWEEN, Collected, UsageError, collect_commit};
use crate::cli::start::{Started, start_at, straight};
use crate::cli::waivers::{self, Inline, Terms, Waivers};
use crate::cli::world::World;
use crate::readers::Unbelieved;
use crate::report::display::Untrusted;
use crate::report::trusted::Trusted;
use crate::rules::kit::say;
use crate::rules::kit::wording::quoted;
use crate::rules::{Language, RULES};
use crate::source::Files;

pub use before::Before;
pub use dropped::{Dropped, Missed};
pub use unrecognised::{Versions, unrecognised};

/// Places that are named of what a change adds; more are counted.
const PLACES: usize = 3;

/// Why nothing is checked by a configuration that cannot be read.
const NOT_CHECKED: &str = "--trust-base obeys the configuration of that commit, whatever the one on disk is; it may guard more than is guarded without one, so that nothing is checked until it can be read. Merge a mended one without this check, or name a commit whose configuration is whole";

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
    /// the change may hold another text of it than the commit. Refuses one that only the
    /// change has, too.
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
        let inside = self.places(named, cwd);
        let is_new = !inside.is_empty() && !self.has_any(&inside);
        if is_new && whole.exists() {
            return Err(UsageError(format!(
                "{flag}: `{}` is not in {}, whose settings --trust-base obeys; it can be named once that has it",
                named.display(),
                self.name()
            )));
        }
        Ok(())
    }

    /// What a named file may be called below the root; nothing where it lies outside.
    fn places(&self, named: &Path, cwd: &Path) -> Vec<String> {
        let whole = cwd.join(named);
        let folder = whole.parent().unwrap_or(cwd);
        let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let name = whole.file_name().unwrap_or_default();
        let places = [straight(&whole), folder.join(name)];
        let inside = places.iter();
        let inside = inside.filter_map(|place| place.strip_prefix(self.tree.root()).ok()?.to_str());
        inside.map(str::to_owned).collect()
    }

    fn has_any(&self, paths: &[String]) -> bool {
        paths.iter().any(|path| self.tree.has(path))
    }

    /// The waivers of the commit. What cannot be obeyed accepts nothing, so that a change
    /// that mends it can be checked; the words say why.
    ///
    /// # Errors
    /// The named file is not in the commit, or lies outside of the root and cannot be
    /// obeyed.
    pub fn waivers(
        &self,
        args: &WaivingArgs,
        (root, cwd): (&Path, &Path),
        terms: &Terms<'_>,
        language: Language,
    ) -> Result<(Waivers, Option<String>), UsageError> {
        let why = match Waivers::of_files(args, &self.tree, (root, cwd), terms) {
            Ok(Ok(waivers)) => return Ok((waivers, None)),
            Ok(Err(faults)) => Ok(faults),
            Err(error) => Err(error),
        };
        let places = match &args.waivers {
            None => vec![waivers::FILE.to_owned()],
            Some(named) => self.places(named, cwd),
        };
        let why = match why {
            Ok(faults) if places.is_empty() => return Err(faults.into()),
            Err(error) if !self.has_any(&places) => return Err(error),
            Ok(faults) => faults.in_short(),
            Err(UsageError(why)) => why,
        };
        let unfit = waivers::unfit(self.name(), &why, language);
        Ok((Waivers::default(), Some(unfit)))
    }

    /// A mistake in a file of the commit, which is not the one on disk; `why` says what
    /// that has to do with the run, and what to do.
    #[must_use]
    pub fn at_fault(&self, error: UsageError, why: &str) -> UsageError {
        in_version(self.name(), error, why)
    }

    /// The commit, and the files that settings are read from.
    #[must_use]
    pub fn files_by_name(&self) -> (&str, &dyn Files) {
        (self.name(), &self.tree)
    }

    /// What a report says of a change.
    #[must_use]
    pub fn told(&self, told: Told, dropped: &[Dropped]) -> Trusted {
        let dropped = dropped.iter().cloned();
        Trusted {
            base: Untrusted::new(self.commit.name.clone()),
            changes: told.done,
            dropped: dropped
                .map(|Dropped { path, now, .. }| (Untrusted::new(path), Untrusted::new(now)))
                .collect(),
        }
    }

    /// All that lies below the root on disk, with the names of what is left out.
    fn whole(
        &self,
        args: &InputArgs,
        configuration: Configuration,
        language: Language,
        world: &World<'_>,
    ) -> Result<Collected, UsageError> {
        let root = self.tree.root();
        let args = InputArgs {
            root: Some(root.to_owned()),
            ..args.clone()
        };
        let paths = [root.as_os_str().to_owned()];
        start_at(&paths, &args, world).collect(configuration, (true, language))
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
                let obeyed = started.configuration_in(trust.files());
                let obeyed = obeyed.map_err(|error| match started.is_configured_outside() {
                    true => error,
                    false => trust.at_fault(error, NOT_CHECKED),
                })?;
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

/// A mistake in a file of another version than the one on disk, with the name of that,
/// and what follows from it.
#[must_use]
pub fn in_version(name: &str, UsageError(error): UsageError, why: &str) -> UsageError {
    let lines = error.split(BETWEEN).map(|line| format!("{name}: {line}"));
    let lines: Vec<String> = lines.chain([format!("{name}: {why}")]).collect();
    UsageError(lines.join(BETWEEN))
}

/// The files that settings beside the configuration are read from.
#[must_use]
pub fn settings<'a>(trust: Option<&'a Trust>, collected: &'a Collected) -> &'a dyn Files {
    trust.map_or(collected.origin(), |trust| trust.files())
}

/// What a change claims to be complete, or no longer does, in words that follow on
/// "this change".
#[must_use]
pub fn claims(one: &Unbelieved, language: Language) -> Vec<String> {
    let between = language.pick(", ", "、");
    let account = one.account.as_deref().map(quoted);
    let account = match &account {
        Some(account) => say!(language, "account {account}", "账号 {account} "),
        None => language.pick("the account", "账号").to_owned(),
    };
    let mut said = Vec::new();
    if !one.lacking.is_empty() {
        let all = one.lacking.join(between);
        said.push(say!(
            language,
            "claims to hold all {all} of {account}",
            "声称包含{account}的全部 {all}"
        ));
    }
    if !one.withdrawn.is_empty() {
        let all = one.withdrawn.join(between);
        said.push(say!(
            language,
            "no longer claims to hold all {all} of {account}",
            "不再声称包含{account}的全部 {all}"
        ));
    }
    said
}

/// How many places there are, and the first of them.
fn named(mut places: Vec<String>, language: Language) -> (usize, String) {
    let number = places.len();
    places.truncate(PLACES);
    let mut at = places.join(", ");
    let more = number.saturating_sub(places.len());
    if more > 0 {
        at.push_str(&say!(language, " and {more} more", "等，另有 {more} 处"));
    }
    (number, at)
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

    /// What the waivers on disk would accept beside those that are obeyed. `inline` are
    /// the places of those in comments.
    pub fn waivers(
        &mut self,
        now: Result<Waivers, UsageError>,
        obeyed: &Waivers,
        inline: Inline,
        language: Language,
    ) {
        let mut places = Vec::new();
        match now {
            Ok(now) => places = now.beyond(obeyed),
            Err(UsageError(why)) => {
                let why = why.replace(BETWEEN, "; ");
                self.done.push(say!(
                    language,
                    "has waivers that cannot be obeyed ({why})",
                    "的豁免无法使用（{why}）"
                ));
            }
        }
        places.extend(inline.added);
        let (number, at) = named(places, language);
        self.done.extend(match number {
            0 => None,
            1 => Some(say!(
                language,
                "adds 1 waiver ({at})",
                "新增 1 个豁免（{at}）"
            )),
            _ => Some(say!(
                language,
                "adds {number} waivers ({at})",
                "新增 {number} 个豁免（{at}）"
            )),
        });
        let (number, at) = named(inline.on_other_text, language);
        self.done.extend(match number {
            0 => None,
            1 => Some(say!(
                language,
                "has 1 waiver in a comment stand on another text ({at})",
                "使 1 个注释中的豁免对应到不同的内容（{at}）"
            )),
            _ => Some(say!(
                language,
                "has {number} waivers in comments stand on other texts ({at})",
                "使 {number} 个注释中的豁免对应到不同的内容（{at}）"
            )),
        });
    }

    /// All of it.
    #[must_use]
    pub fn done(self) -> Vec<String> {
        self.done
    }

    /// What the files on disk claim to be complete beside what is believed.
    pub fn claims(&mut self, unbelieved: &[Unbelieved], language: Language) {
        let said = unbelieved.iter().flat_map(|one| claims(one, language));
        self.done.extend(said);
    }

    /// The manifests that would have it that nobody holds what they do not attach.
    pub fn manifests(&mut self, paths: &[String], language: Language) {
        let paths = paths.iter().map(|path| quoted(path)).collect();
        let (number, at) = named(paths, language);
        if number > 0 {
            self.done.push(say!(
                language,
                "claims by {at} that nobody holds the policies that are not attached there",
                "通过 {at} 声称其中未授权的权限策略无人持有"
            ));
        }
    }

    /// The system policies of which the change has another text than the one that is
    /// evaluated.
    pub fn system_policies(&mut self, names: &[String], language: Language) {
        if !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            let names = names.join(language.pick(", ", "、"));
            self.done.push(say!(
                language,
                "gives another text for {names}",
                "为 {names} 给出了另一份文本"
            ));
        }
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
