//! Variables that stand in for flags. Every flag `--some-flag` has one, named
//! `RAMLINT_SOME_FLAG`; a flag on the command line beats its variable. The
//! variables are those handed in with the world, never those of the process.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::load::UsageError;
use crate::model::catalogue::similar_names;

/// What the names of all of them begin with.
pub const PREFIX: &str = "RAMLINT_";

const ON: &[&str] = &["1", "true", "yes", "on"];
const OFF: &[&str] = &["0", "false", "no", "off"];

/// The variable of a flag, which is named without its dashes.
#[must_use]
pub fn variable(long: &str) -> String {
    format!("{PREFIX}{}", long.replace('-', "_").to_ascii_uppercase())
}

/// The variables that stand in for flags of a command line, each with its flag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables(Vec<(String, String)>);

impl Variables {
    /// The variable that stands in for a flag, which is named without its dashes.
    #[must_use]
    pub fn of(&self, long: &str) -> Option<&str> {
        let found = self.0.iter().find(|(_, other)| other == long);
        found.map(|(variable, _)| variable.as_str())
    }
}

/// What the environment adds to a command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Arguments that stand in for flags that were not given.
    pub arguments: Vec<OsString>,
    /// The variables that they come from.
    pub variables: Variables,
}

impl Added {
    /// What the environment says of the flags of the command that are not on the
    /// command line. A variable that is empty says nothing.
    ///
    /// # Errors
    /// A variable that does not fit a flag without a value, or one that counts.
    pub fn to(
        matches: &ArgMatches,
        command: &Command,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, UsageError> {
        let mut added = Self::default();
        let Some((given, command)) = innermost(matches, command) else {
            return Ok(added);
        };
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            let from_line = given.try_contains_id(id).is_ok()
                && given.value_source(id) == Some(ValueSource::CommandLine);
            let Some(long) = arg.get_long().filter(|_| !from_line) else {
                continue;
            };
            let variable = variable(long);
            let Some(value) = environment.get(&variable).filter(|value| !value.is_empty()) else {
                continue;
            };
            let before = added.arguments.len();
            added
                .arguments
                .extend(arguments(arg, long, &variable, value)?);
            if added.arguments.len() > before {
                added.variables.0.push((variable, long.to_owned()));
            }
        }
        Ok(added)
    }

    /// The command line with what was added, before a `--` that ends the flags.
    #[must_use]
    pub fn inserted(&self, line: &[OsString]) -> Vec<OsString> {
        let end = line
            .iter()
            .position(|word| word == OsStr::new("--"))
            .unwrap_or(line.len());
        let (flags, operands) = line.split_at_checked(end).unwrap_or((line, &[]));
        [flags, &self.arguments, operands].concat()
    }

    /// Where a flag that an error names has its value from.
    #[must_use]
    pub fn source_of(&self, error: &str) -> Option<String> {
        let named = |long: &str| {
            error
                .match_indices(&format!("--{long}"))
                .any(|(at, found)| {
                    let after = error.get(at.saturating_add(found.len())..);
                    let next = after.and_then(|after| after.chars().next());
                    !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
                })
        };
        let (variable, long) = self.variables.0.iter().find(|(_, long)| named(long))?;
        Some(format!(
            "`--{long}` has its value from the variable {variable}"
        ))
    }
}

/// The command that is asked for, which may be one of another, and what it was given.
fn innermost<'a>(
    matches: &'a ArgMatches,
    command: &'a Command,
) -> Option<(&'a ArgMatches, &'a Command)> {
    let (name, given) = matches.subcommand()?;
    let command = command.find_subcommand(name)?;
    Some(innermost(given, command).unwrap_or((given, command)))
}

/// The commands with flags: those of the program, and theirs.
fn commands(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .flat_map(|one| std::iter::once(one).chain(one.get_subcommands()))
}

/// What to say of variables that stand for no flag of any command and are named
/// almost like one that does. Others may be somebody else's.
#[must_use]
pub fn misspelt(command: &Command, environment: &BTreeMap<String, String>) -> Vec<String> {
    if !environment.keys().any(|name| name.starts_with(PREFIX)) {
        return Vec::new();
    }
    let known: BTreeSet<String> = commands(command)
        .flat_map(Command::get_arguments)
        .filter_map(Arg::get_long)
        .map(variable)
        .collect();
    let ends = || known.iter().filter_map(|name| name.strip_prefix(PREFIX));
    let unknown = environment
        .keys()
        .filter(|name| !known.contains(*name))
        .filter_map(|name| name.strip_prefix(PREFIX));
    unknown
        .filter_map(|name| {
            let similar = similar_names(name, ends(), 1).first().copied()?;
            Some(format!(
                "the variable {PREFIX}{name} stands for no flag; there is one with a similar name: {PREFIX}{similar}"
            ))
        })
        .collect()
}

fn arguments(
    arg: &Arg,
    long: &str,
    variable: &str,
    value: &str,
) -> Result<Vec<OsString>, UsageError> {
    let flag = || OsString::from(format!("--{long}"));
    let with = |value: &str| OsString::from(format!("--{long}={value}"));
    let is = |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
    match arg.get_action() {
        ArgAction::SetTrue if is(ON) => Ok(vec![flag()]),
        ArgAction::SetTrue if is(OFF) => Ok(Vec::new()),
        ArgAction::SetTrue => Err(UsageError(format!(
            "{variable} stands for a flag without a value, so it wants `1` or `0`, and got `{value}`"
        ))),
        ArgAction::Count => match value.parse::<u8>() {
            Ok(times) => Ok((0..times).map(|_| flag()).collect()),
            Err(_) => Err(UsageError(format!(
                "{variable} says how often `--{long}` is given, and got `{value}`"
            ))),
        },
        ArgAction::Append => Ok(value
            .lines()
            .filter(|line| !line.is_empty())
            .map(with)
            .collect()),
        ArgAction::Set => Ok(vec![with(value)]),
        _ => Ok(Vec::new()),
    }
}
