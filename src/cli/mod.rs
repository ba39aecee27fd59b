//! The street door: arguments, files, streams, exit status. One file per
//! subcommand; no semantics.

pub mod args;
pub mod asking;
pub mod baseline;
pub mod bug;
mod can;
mod check;
mod completions;
mod config;
pub mod configuration;
mod diff;
pub mod disk;
pub mod dump_script;
pub mod environment;
mod expectation;
pub mod expectations;
mod explain;
pub mod fixes;
mod fixing;
pub mod git;
pub mod help;
mod in_account;
mod inputs;
mod inventory;
mod language;
pub mod limits;
pub mod load;
mod man;
mod merge;
mod pair;
pub mod patch;
mod reasons;
mod records;
pub mod renames;
mod reports;
mod rules;
mod schema;
mod selection;
pub mod since;
pub mod start;
pub mod status;
mod surplus;
mod taken;
mod test;
pub mod trust;
pub mod versions;
mod waive;
pub mod waivers;
mod who_can;
pub mod world;

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{FromArgMatches, ValueEnum};

use crate::cli::args::{Cli, Command};
use crate::cli::environment::Added;
use crate::cli::load::UsageError;
use crate::cli::status::Status;
use crate::cli::world::World;
use crate::report::pair::Question;

/// Runs the program on its arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> Status {
    let line: Vec<OsString> = arguments.into_iter().collect();
    match taken::watched(world, |world| obey(&line, world)) {
        (status, true) => status,
        (_, false) => Status::Usage,
    }
}

fn obey(line: &[OsString], world: &mut World<'_>) -> Status {
    let command = args::command();
    for note in environment::misspelt(&command, &world.environment) {
        asking::say(&mut world.stderr, "note", &note);
    }
    let result = match parse(line, command, &world.environment) {
        Ok(cli) => dispatch(&cli, world),
        Err(Refused::ByClap(error, source)) => {
            let status = refused(&error, source, world);
            if status == Status::Usage {
                hint(line, world);
            }
            return status;
        }
        Err(Refused::Usage(error)) => Err(error),
    };
    let failed = result.is_err();
    let status = result.unwrap_or_else(|UsageError(message)| {
        for line in message.split(load::BETWEEN) {
            asking::say(&mut world.stderr, "error", line);
        }
        Status::Usage
    });
    if failed {
        hint(line, world);
    }
    hint_at_baseline(line, world);
    status
}

fn dispatch(cli: &Cli, world: &mut World<'_>) -> Result<Status, UsageError> {
    match &cli.command {
        None => {
            let _ = world.stderr.out.write_all(help::short().as_bytes());
            Ok(Status::Usage)
        }
        Some(Command::Check(args)) => check::run(args, &cli.variables, world),
        Some(Command::WhoCan(args)) => who_can::run(args, world),
        Some(Command::Can(args)) => can::run(args, world),
        Some(Command::Equivalent(args)) => pair::run(args, Question::Equivalent, world),
        Some(Command::Implies(args)) => pair::run(args, Question::Implies, world),
        Some(Command::Test(args)) => test::run(args, world),
        Some(Command::Diff(args)) => diff::run(args, world),
        Some(Command::Inputs(args)) => inputs::run(args, world),
        Some(Command::Explain(args)) => explain::run(args, world),
        Some(Command::Rules(args)) => rules::run(args, world),
        Some(Command::Config(args)) => config::run(args, &cli.variables, world),
        Some(Command::Baseline(args)) => baseline::run(args, &cli.variables, world),
        Some(Command::Waivers(args)) => waive::run(args, &cli.variables, world),
        Some(Command::Merge(args)) => merge::run(args, world),
        Some(Command::DumpScript) => dump_script::run(world),
        Some(Command::Schema(args)) => Ok(schema::run(args, world)),
        Some(Command::Completions(args)) => completions::run(args, world),
        Some(Command::Man(args)) => man::run(args, world),
    }
}

/// A level behind a flag that takes one behind `=` alone, because what follows it may
/// be an operand, was taken for an operand.
fn hint(line: &[OsString], world: &mut World<'_>) {
    let pairs = line.iter().zip(line.iter().skip(1));
    let mut levels = pairs.filter_map(|(flag, word)| {
        let word = word.to_str().filter(|_| flag == FAIL_ON_NEW)?;
        args::LevelArg::from_str(word, true).ok().map(|_| word)
    });
    if let Some(level) = levels.next() {
        let text = format!(
            "`{level}` was taken for something to compare; the level of {FAIL_ON_NEW} is written `{FAIL_ON_NEW}={level}`"
        );
        asking::say(&mut world.stderr, "note", &text);
    }
}

/// Likewise a baseline behind the flag of `check`, even where the run does not fail: it
/// was compared with another one.
fn hint_at_baseline(line: &[OsString], world: &mut World<'_>) {
    if line.get(1).is_none_or(|word| word != "check") {
        return;
    }
    let pairs = line.iter().zip(line.iter().skip(1));
    let mut words = pairs.filter(|(flag, _)| *flag == BASELINE);
    let found = words.find_map(|(_, word)| {
        let is_baseline = baseline::is_one(&world.cwd.join(word));
        word.to_str().filter(|_| is_baseline)
    });
    if let Some(file) = found {
        let text = format!(
            "`{file}` was taken for something to check; the file of {BASELINE} is written `{BASELINE}={file}`"
        );
        asking::say(&mut world.stderr, "note", &text);
    }
}

/// The flag of `check` whose file is optional.
const BASELINE: &str = "--baseline";

/// The flag of `diff` whose level is optional.
const FAIL_ON_NEW: &str = "--fail-on-new";

/// Why a command line is not obeyed.
enum Refused {
    /// In the words of clap, and where the flag at fault has its value from, if not
    /// from the line. Help and version come this way too.
    ByClap(clap::Error, Option<String>),
    /// In our own.
    Usage(UsageError),
}

/// Parses the line alone first, which says what it lacks, then with what the
/// environment adds.
fn parse(
    line: &[OsString],
    command: clap::Command,
    environment: &BTreeMap<String, String>,
) -> Result<Cli, Refused> {
    let by_clap = |error: clap::Error| {
        // The texts of the help take longer to put together than most runs to parse.
        let error = match error.kind() {
            ErrorKind::DisplayHelp => help::command().try_get_matches_from(line).err(),
            _ => None,
        }
        .unwrap_or(error);
        Refused::ByClap(error, None)
    };
    let matches = command
        .clone()
        .try_get_matches_from(line)
        .map_err(by_clap)?;
    let added = Added::to(&matches, &command, environment).map_err(Refused::Usage)?;
    if added.arguments.is_empty() {
        return Cli::from_arg_matches(&matches).map_err(by_clap);
    }
    let source = |error: clap::Error| {
        let source = added.source_of(&error.render().to_string());
        Refused::ByClap(error, source)
    };
    let matches = command.try_get_matches_from(added.inserted(line));
    matches
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map(|cli| Cli {
            variables: added.variables.clone(),
            ..cli
        })
        .map_err(source)
}

/// Help and version go to standard output and are no error; the rest is.
fn refused(error: &clap::Error, source: Option<String>, world: &mut World<'_>) -> Status {
    let text = format!("{}\n", error.render().to_string().trim_end());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            asking::print("the text", text.as_bytes(), world);
            Status::Clean
        }
        _ => {
            let mut filter = crate::report::filter::Filter::new(&mut *world.stderr.out, false);
            let _ = std::io::Write::write_all(&mut filter, text.as_bytes());
            let _ = filter.finish();
            if let Some(source) = source {
                asking::say(&mut world.stderr, "note", &source);
            }
            Status::Usage
        }
    }
}
