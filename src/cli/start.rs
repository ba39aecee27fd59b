//! From the operands of a command line to texts, in two steps, since between them
//! stands the configuration: it lies beside the operands and says what is read.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::args::{AUTO, ConfigurationArgs, InputArgs, RECORDS};
use crate::cli::configuration::{self, Configuration, Found, Wanted};
use crate::cli::disk::{self, Disk, Limits, Lookup};
use crate::cli::load::{Collected, Origin, UsageError, Words, extras};
use crate::cli::world::World;
use crate::report::display::to_masked;
use crate::rules::Language;
use crate::source::{Files, Refusal};

/// Operands that lead somewhere, before anything is read.
pub struct Started<'a> {
    args: &'a InputArgs,
    started: disk::Started,
    options: disk::Options,
}

/// Finds out where the operands of a command lead.
///
/// # Errors
/// `-` beside other paths, or a `--root` that is no folder.
pub fn start<'a>(
    paths: &[OsString],
    args: &'a InputArgs,
    world: &mut World<'_>,
) -> Result<Started<'a>, UsageError> {
    refuse_records(args)?;
    let from_stdin = refuse_operands(paths, args, world)?;
    let mut operands: Vec<OsString> = paths.to_vec();
    let stdin = if from_stdin {
        operands.clear();
        Some(read_stdin(args, world)?)
    } else {
        if operands.is_empty() {
            operands.push(OsString::from("."));
        }
        None
    };
    let options = options(stdin, args, world);
    Ok(Started::of(&operands, args, options))
}

/// Refuses operands that do not go together, and says whether they are standard input.
fn refuse_operands(
    paths: &[OsString],
    args: &InputArgs,
    world: &World<'_>,
) -> Result<bool, UsageError> {
    let from_stdin = paths.iter().any(|operand| operand == "-");
    if from_stdin && paths.len() > 1 {
        return Err(UsageError(
            "`-` reads standard input and cannot stand beside other paths".to_owned(),
        ));
    }
    if args.stdin_filename.is_some() && !from_stdin {
        return Err(UsageError(
            "--stdin-filename names standard input, so it needs the path `-`".to_owned(),
        ));
    }
    if let Some(root) = &args.root
        && !world.cwd.join(root).is_dir()
    {
        return Err(UsageError(format!(
            "--root: `{}` is not a folder",
            root.display()
        )));
    }
    Ok(from_stdin)
}

/// Finds out where the operands of a command lead whose files are streams of records.
/// Standard input is not read.
///
/// # Errors
/// Those of [`start`].
pub fn start_of_streams<'a>(
    paths: &[OsString],
    args: &'a InputArgs,
    world: &World<'_>,
) -> Result<Started<'a>, UsageError> {
    let from_stdin = refuse_operands(paths, args, world)?;
    let stdin = from_stdin.then(|| (stdin_name(args), Vec::new()));
    let operands = if from_stdin { &[] } else { paths };
    Ok(Started::of(operands, args, options(stdin, args, world)))
}

/// Finds out where paths lead, which may be none.
#[must_use]
pub fn start_at<'a>(paths: &[OsString], args: &'a InputArgs, world: &World<'_>) -> Started<'a> {
    Started::of(paths, args, options(None, args, world))
}

fn options(stdin: Option<(String, Vec<u8>)>, args: &InputArgs, world: &World<'_>) -> disk::Options {
    disk::Options {
        root: args.root.clone(),
        cwd: world.cwd.clone(),
        stdin,
        limits: Limits::default(),
        name_left_out: false,
    }
}

fn read_stdin(args: &InputArgs, world: &mut World<'_>) -> Result<(String, Vec<u8>), UsageError> {
    let mut bytes = Vec::new();
    let limit = Limits::NAMED_FILE.saturating_add(1);
    world
        .stdin
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| UsageError(format!("standard input cannot be read: {error}")))?;
    Ok((stdin_name(args), bytes))
}

/// What standard input is reported as.
fn stdin_name(args: &InputArgs) -> String {
    let given = args.stdin_filename.clone();
    given.unwrap_or_else(|| "stdin".to_owned())
}

/// Refuses a stream of records where one model is made of all input.
pub(in crate::cli) fn refuse_records(args: &InputArgs) -> Result<(), UsageError> {
    if args.input == RECORDS {
        return Err(UsageError(
            "--input ndjson answers every line for itself, as `check` and `who-can` do; this command looks at all of its input together, so give it the records as files".to_owned(),
        ));
    }
    Ok(())
}

impl<'a> Started<'a> {
    fn of(operands: &[OsString], args: &'a InputArgs, options: disk::Options) -> Self {
        Self {
            args,
            started: disk::start(operands, &options),
            options,
        }
    }

    /// The files below the root.
    #[must_use]
    pub const fn disk(&self) -> &Disk {
        self.started.disk()
    }

    /// The files that the operands name, if they are not to be read as a whole.
    #[must_use]
    pub fn named(&self) -> disk::Named {
        self.started.named()
    }

    /// The flags with what the configuration gives in their place, and the files that
    /// they name.
    ///
    /// # Errors
    /// A flag about input that is not as it should be.
    pub(in crate::cli) fn extras(
        &self,
        configuration: &Configuration,
    ) -> Result<(InputArgs, extras::Extras), UsageError> {
        let args = configuration.fill(self.args, &|path| self.started.disk().place(path))?;
        let extras = extras::on_disk(&args, &self.options)?;
        Ok((args, extras))
    }

    /// The path of the only operand, relative to the root, if it leads somewhere.
    #[must_use]
    pub fn only_path(&self) -> Option<String> {
        self.started.only_path()
    }

    /// The configuration of the run, as it is in the working tree.
    ///
    /// # Errors
    /// One that is not to be obeyed as it stands.
    pub fn configuration(&self) -> Result<Configuration, UsageError> {
        self.configuration_in(&self.disk().up_to(configuration::LARGEST))
    }

    /// The configuration of the run, as it is in other files with the same root. One
    /// that is named and lies outside of the root is taken from disk in any case.
    ///
    /// # Errors
    /// One that is not to be obeyed as it stands.
    pub fn configuration_in(&self, files: &dyn Files) -> Result<Configuration, UsageError> {
        let wanted = self.wanted(&self.args.configuration, files)?;
        configuration::load(files, wanted)
    }

    /// Whether a flag names a configuration outside of the root, which no commit has.
    #[must_use]
    pub fn is_configured_outside(&self) -> bool {
        let named = self.args.configuration.config.as_ref();
        named.is_some_and(|named| {
            let path = straight(&self.started.cwd().join(named));
            !path.starts_with(self.disk().root())
        })
    }

    /// A configuration above the one of the run, which holds in its stead for runs whose
    /// inputs begin there.
    #[must_use]
    pub fn upper_configuration(&self) -> Option<String> {
        let args = &self.args.configuration;
        if args.isolated || args.config.is_some() {
            return None;
        }
        let files = self.disk().up_to(configuration::LARGEST);
        let lookups = self.started.lookups();
        let own = configuration::find(&files, &lookups).ok().flatten()?;
        let stop = lookups.first()?.stop.clone();
        let folder = configuration::folder_of(&own.path);
        if folder == stop || folder.is_empty() {
            return None;
        }
        let folder = folder.rsplit_once('/').map_or("", |(upper, _)| upper);
        let above = Lookup {
            folder: folder.to_owned(),
            stop,
        };
        let upper = configuration::find(&files, &[above]).ok().flatten()?;
        Some(upper.path)
    }

    fn wanted(&self, args: &ConfigurationArgs, files: &dyn Files) -> Result<Wanted, UsageError> {
        if args.isolated {
            return Ok(Wanted::Isolated);
        }
        let Some(given) = &args.config else {
            return Ok(Wanted::Nearest(self.started.lookups()));
        };
        let path = straight(&self.started.cwd().join(given));
        let inside = path.strip_prefix(self.disk().root()).ok();
        let read = match inside.and_then(Path::to_str) {
            Some(inside) => configuration::read(files, inside).map(|text| Found {
                path: inside.to_owned(),
                text,
            }),
            None => read_outside(&path),
        };
        read.map(Wanted::Named).map_err(|refusal| {
            let shown = to_masked(&given.display().to_string());
            let words = configuration::words(refusal);
            UsageError(format!("--config: `{shown}` {words}"))
        })
    }

    /// Reads the texts.
    ///
    /// # Errors
    /// A flag about input that is not as it should be, or what the configuration gives
    /// in its place.
    pub fn collect(
        self,
        configuration: Configuration,
        (name_left_out, language): (bool, Language),
    ) -> Result<Collected, UsageError> {
        refuse_records(self.args)?;
        let (args, extras) = self.extras(&configuration)?;
        let named = name_left_out || configuration.required().is_some();
        let excludes = |path: &str| configuration.excludes(path);
        let started = self.started.within(args.limits.of_disk());
        let inputs = started.collect(&excludes, named).map(Origin::Disk);
        let kind = Some(args.input).filter(|kind| *kind != AUTO);
        let words = Words {
            listing: name_left_out,
            language,
        };
        Ok(Collected::new(inputs, extras, kind, words, configuration))
    }
}

/// A path without `.` and `..`, as it is written.
#[must_use]
pub(in crate::cli) fn straight(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                straight.pop();
            }
            other => straight.push(other),
        }
    }
    straight
}

/// A file outside of the root, which whoever runs the program has named.
fn read_outside(path: &Path) -> Result<Found, Refusal> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Refusal::Missing);
    };
    let name = name.to_str().ok_or(Refusal::Missing)?;
    let disk = Disk::of_folder(folder).up_to(configuration::LARGEST);
    let text = configuration::read(&disk, name)?;
    Ok(Found {
        path: path.display().to_string(),
        text,
    })
}
