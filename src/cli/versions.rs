//! Which two versions of an input are meant: revisions of the git repository, or the
//! files as they are now.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::cli::args::InputArgs;
use crate::cli::configuration::Configuration;
use crate::cli::disk::Limits;
use crate::cli::git::{Commit, Repository, Tree};
use crate::cli::load::{At, Collected, UsageError, collect_commit, is_in_commit};
use crate::cli::start::start_at;
use crate::cli::trust::in_version;
use crate::cli::world::World;
use crate::rules::Language;

/// Why nothing is compared by a configuration that cannot be read.
pub const WITHOUT_CONFIGURATION: &str = "both versions are looked at by the configuration of this one; it may guard more than is guarded without one, so that nothing is compared until it can be read. Mend it there, or compare with a version whose configuration is whole";

/// One version of an input, collected and not yet read.
pub struct Version {
    /// What to call it: `origin/main 3f2a91c`, `the working tree`.
    pub name: String,
    /// Its texts, and the files around them.
    pub collected: Collected,
    /// All that lies below the root, where only a part of that is asked for.
    pub whole: Option<Collected>,
    /// The configuration that it has itself, which for the later one is not obeyed.
    pub own: Result<Configuration, UsageError>,
}

/// The two versions that the operands of `diff` name, the earlier first; none where
/// they are files or folders, which the caller takes as two inputs.
///
/// The operands are `BASE...HEAD` (from the merge base of the two to `HEAD`),
/// `BASE..HEAD` or `BASE HEAD` (from one to the other), or `BASE` alone (from it to
/// the files on disk, which are left as they are). A side of a range that is not
/// written is `HEAD`. Both versions are whole: the repository, or the part of it that
/// `--root` names, below which `paths` may name files and folders. Paths are relative
/// to the same root in both. The configuration of both is that of the earlier one.
///
/// A word that is both a revision and a path is refused, with how to write each.
///
/// # Errors
/// A revision that is none, or whose commit is not in the clone; a path on neither
/// side; a flag that goes wrong.
pub fn versions(
    operands: &[OsString],
    paths: &[OsString],
    args: &InputArgs,
    language: Language,
    world: &World<'_>,
) -> Result<Option<(Version, Version)>, UsageError> {
    let Some(range) = Range::of(operands, world)? else {
        return Ok(None);
    };
    let root = root(&range.repository, args, world)?;
    let args = InputArgs {
        root: Some(root.clone()),
        ..args.clone()
    };
    let whole = [root.as_os_str().to_owned()];
    let base = Tree::new(&range.repository, &range.base, &root, Limits::default())?;
    let configuration = start_at(&whole, &args, world);
    let is_outside = configuration.is_configured_outside();
    let configuration = configuration.configuration_in(&base);
    let configuration = configuration.map_err(|error| match is_outside {
        true => error,
        false => in_version(&range.base.name, error, WITHOUT_CONFIGURATION),
    })?;
    let wanted = Wanted {
        whole: &whole,
        paths,
        args: &args,
        configuration,
        language,
    };
    let side = |commit| Side {
        repository: &range.repository,
        root: &root,
        commit,
    };
    let mut earlier = side(Some(&range.base)).collect(&wanted, world)?;
    let later = side(range.head.as_ref()).collect(&wanted, world)?;
    let missing = paths
        .iter()
        .find(|path| !earlier.has(path) && !later.has(path));
    if let Some(path) = missing {
        return Err(UsageError(format!(
            "`{}` is in neither `{}` nor `{}`",
            Path::new(path).display(),
            earlier.version.name,
            later.version.name
        )));
    }
    if let Some(given) = range.merge_base_of {
        earlier.version.name = format!("{}, {given}", earlier.version.name);
    }
    Ok(Some((earlier.version, later.version)))
}

/// Two commits, or one and the disk.
struct Range {
    repository: Rc<Repository>,
    base: Commit,
    head: Option<Commit>,
    /// What the base is the merge base of, as typed.
    merge_base_of: Option<String>,
}

/// What one operand is.
enum Word<'a> {
    /// Two revisions, and whether the merge base is meant.
    Range(&'a str, &'a str, bool),
    Revision(&'a str),
    Path,
}

impl Range {
    fn of(operands: &[OsString], world: &World<'_>) -> Result<Option<Self>, UsageError> {
        let repository = Repository::enclosing(&cwd(world));
        let words: Result<Vec<Word<'_>>, UsageError> = operands
            .iter()
            .map(|typed| word(typed, &repository, world))
            .collect();
        let words = words?;
        if words.iter().all(|word| matches!(word, Word::Path)) {
            return Ok(None);
        }
        let repository = repository.map_err(|UsageError(why)| {
            let typed = operands.iter().zip(&words);
            let mut names = typed.filter(|(_, word)| !matches!(word, Word::Path));
            let name = names.next().map(|(typed, _)| Path::new(typed).display());
            UsageError(name.map_or_else(String::new, |name| {
                format!("`{name}` is no file or folder that can be compared; {why}")
            }))
        })?;
        let resolve = |name: &str| repository.resolve(if name.is_empty() { "HEAD" } else { name });
        let (base, head, merge_base_of) = match words.as_slice() {
            [Word::Range(base, head, false)] => (resolve(base)?, Some(resolve(head)?), None),
            [Word::Range(base, head, true)] => {
                let (one, other) = (resolve(base)?, resolve(head)?);
                let base = repository.merge_base(&one, &other)?;
                let given = operands.first().map(|typed| typed.to_string_lossy());
                (base, Some(other), given.map(std::borrow::Cow::into_owned))
            }
            [Word::Revision(base)] => (resolve(base)?, None, None),
            [Word::Revision(base), Word::Revision(head)] => {
                (resolve(base)?, Some(resolve(head)?), None)
            }
            _ => return Err(mixed(operands, &words)),
        };
        Ok(Some(Self {
            repository,
            base,
            head,
            merge_base_of,
        }))
    }
}

fn mixed(operands: &[OsString], words: &[Word<'_>]) -> UsageError {
    let path = operands
        .iter()
        .zip(words)
        .find(|(_, word)| matches!(word, Word::Path));
    UsageError(match path {
        Some((path, _)) => format!(
            "`{}` is a path beside a revision; write BASE...HEAD, BASE HEAD, or two paths",
            Path::new(path).display()
        ),
        None => {
            "a range names both sides already; write BASE...HEAD alone, or BASE HEAD".to_owned()
        }
    })
}

fn word<'a>(
    typed: &'a OsStr,
    repository: &Result<Rc<Repository>, UsageError>,
    world: &World<'_>,
) -> Result<Word<'a>, UsageError> {
    let exists = fs::symlink_metadata(world.cwd.join(typed)).is_ok();
    let Some(text) = typed.to_str() else {
        return Ok(Word::Path);
    };
    let is_path = matches!(text, "" | "-" | "." | "..")
        || ["./", "../", "/"]
            .iter()
            .any(|start| text.starts_with(start))
        || text.ends_with('/')
        || Path::new(text).is_absolute();
    if is_path {
        return Ok(Word::Path);
    }
    let range = text
        .split_once("...")
        .map(|(base, head)| (base, head, true))
        .or_else(|| {
            text.split_once("..")
                .map(|(base, head)| (base, head, false))
        });
    let repository = match repository {
        Ok(repository) => repository,
        Err(_) if exists => return Ok(Word::Path),
        Err(UsageError(why)) => {
            return Err(UsageError(format!(
                "`{text}` is no file or folder, and {why}"
            )));
        }
    };
    let has = |name: &str| repository.has(if name.is_empty() { "HEAD" } else { name });
    if let Some((base, head, merge)) = range {
        if !exists {
            return Ok(Word::Range(base, head, merge));
        }
        return if has(base) && has(head) {
            Err(UsageError(format!(
                "`{text}` is both a range of revisions and a path; write `./{text}` for the path, or two revisions with a space between them"
            )))
        } else {
            Ok(Word::Path)
        };
    }
    match (exists, exists && has(text)) {
        (false, _) => repository.resolve(text).map(|_| Word::Revision(text)),
        (true, false) => Ok(Word::Path),
        (true, true) => Err(UsageError(format!(
            "`{text}` is both a revision and a path; write `./{text}` for the path or `{text}~0` for the revision"
        ))),
    }
}

/// What is to be collected of both sides.
struct Wanted<'a> {
    /// The root.
    whole: &'a [OsString],
    /// Files and folders in it, if only those are wanted.
    paths: &'a [OsString],
    args: &'a InputArgs,
    /// That of the base, for both: a change does not say how it is looked at.
    configuration: Configuration,
    language: Language,
}

/// One side of a range.
struct Side<'a> {
    repository: &'a Rc<Repository>,
    root: &'a Path,
    /// None is the disk.
    commit: Option<&'a Commit>,
}

/// What was collected of a side.
struct Taken {
    version: Version,
    /// The paths asked for that are there.
    present: Vec<OsString>,
}

impl Taken {
    fn has(&self, path: &OsString) -> bool {
        self.present.contains(path)
    }
}

impl Side<'_> {
    fn collect(&self, wanted: &Wanted<'_>, world: &World<'_>) -> Result<Taken, UsageError> {
        let Wanted {
            whole,
            paths,
            args,
            configuration,
            language,
        } = wanted;
        let configuration = configuration.clone();
        let is_part = !paths.is_empty();
        // What is left out is named, since that of the later side may be what the
        // earlier one reads.
        let told = (true, *language);
        let Some(commit) = self.commit else {
            let present = on_disk(paths, world);
            let operands = if paths.is_empty() {
                whole
            } else {
                present.as_slice()
            };
            let own = start_at(whole, args, world).configuration();
            let started = start_at(operands, args, world);
            let name = language.pick("the working tree", "工作区").to_owned();
            let all = || start_at(whole, args, world).collect(configuration.clone(), told);
            let whole = is_part.then(all).transpose()?;
            let collected = started.collect(configuration, told)?;
            let version = Version {
                name,
                collected,
                whole,
                own,
            };
            return Ok(Taken { version, present });
        };
        let at = At {
            repository: self.repository,
            commit,
            root: self.root,
        };
        let operands = if paths.is_empty() { whole } else { paths };
        let tree = Tree::new(self.repository, commit, self.root, Limits::default())?;
        let own = start_at(whole, args, world).configuration_in(&tree);
        let all = || collect_commit(at, whole, (args, configuration.clone()), told, world);
        let whole = is_part.then(all).transpose()?;
        let collected = collect_commit(at, operands, (args, configuration), told, world)?;
        let mut present = Vec::new();
        for path in *paths {
            if is_in_commit(at, path, world)? {
                present.push(path.clone());
            }
        }
        let name = commit.name.clone();
        let version = Version {
            name,
            collected,
            whole,
            own,
        };
        Ok(Taken { version, present })
    }
}

/// The paths that are there, and the patterns, of which that is seen later.
fn on_disk(paths: &[OsString], world: &World<'_>) -> Vec<OsString> {
    let is_pattern = |path: &OsStr| path.to_string_lossy().contains(['*', '?', '[']);
    let there = |path: &OsStr| fs::symlink_metadata(world.cwd.join(path)).is_ok();
    let mut paths = paths.to_vec();
    paths.retain(|path| there(path) || is_pattern(path));
    paths
}

/// The folder that paths are relative to.
fn root(
    repository: &Repository,
    args: &InputArgs,
    world: &World<'_>,
) -> Result<PathBuf, UsageError> {
    let Some(root) = &args.root else {
        return Ok(repository.top().to_owned());
    };
    let real = fs::canonicalize(world.cwd.join(root)).ok();
    real.filter(|root| root.is_dir())
        .ok_or_else(|| UsageError(format!("--root: `{}` is not a folder", root.display())))
}

fn cwd(world: &World<'_>) -> PathBuf {
    fs::canonicalize(&world.cwd).unwrap_or_else(|_| world.cwd.clone())
}
