//! `--input ndjson`: every line is an input of its own and has a line of JSON for an
//! answer, in the order of the lines. What is held at once is a round of lines, so that
//! a fleet of accounts is a pipe.
//!
//! For newcomers: `lines` (how a stream is read), `stream` (rounds, streams and the
//! exit status), `check` and `who_can` (the answer about one record), `progress`.

mod check;
mod lines;
mod progress;
mod stream;
mod who_can;

pub use check::run as run_check;
pub use lines::LONGEST;
pub use who_can::run as run_who_can;

use std::ffi::OsString;

use crate::cli::args::{InputArgs, OutputArgs, RECORDS};
use crate::cli::configuration::Configuration;
use crate::cli::load::{Shared, UsageError};
use crate::cli::start::{Started, start_of_streams};
use crate::cli::world::World;
use crate::report::{Reporter, reporter};
use crate::rules::Language;

/// Whether input is a stream of records.
pub fn wanted(args: &InputArgs) -> bool {
    args.input == RECORDS
}

/// Output flags as they hold for lines of JSON.
///
/// # Errors
/// Another format is asked for.
fn output(args: &OutputArgs) -> Result<OutputArgs, UsageError> {
    // What stands there unless something else is asked for is no format of lines.
    let unasked = args.format == "human";
    let fits = |one: &Reporter| one.name == "json" || one.name == "ndjson";
    if !unasked && !reporter(&args.format).is_some_and(fits) {
        return Err(UsageError(format!(
            "--input ndjson is answered with a line of JSON for every record, which `--format {}` is not; leave it out, and make one report of the answers with `ramlint merge`",
            args.format
        )));
    }
    Ok(OutputArgs {
        format: "json".to_owned(),
        ..args.clone()
    })
}

/// Refuses a flag that is about all input together, or about files beside it.
fn refuse(given: &[(&str, bool)]) -> Result<(), UsageError> {
    let Some((flag, _)) = given.iter().find(|(_, given)| *given) else {
        return Ok(());
    };
    Err(UsageError(format!(
        "{flag} does not go with --input ndjson, where every line is an input of its own and stands for itself; leave it out, or give the records as files"
    )))
}

/// Finds the files of records.
fn start<'a>(
    paths: &[OsString],
    args: &'a InputArgs,
    world: &World<'_>,
) -> Result<Started<'a>, UsageError> {
    if paths.is_empty() {
        return Err(UsageError(
            "--input ndjson reads files that are named, or standard input: name them, or `-`"
                .to_owned(),
        ));
    }
    start_of_streams(paths, args, world)
}

/// What all records are read with.
fn shared(
    started: &Started<'_>,
    configuration: &Configuration,
    language: Language,
) -> Result<Shared, UsageError> {
    let (args, extras) = started.extras(configuration)?;
    refuse(&[
        ("--attachments", args.attachments.is_some()),
        ("--var-file", !args.var_file.is_empty()),
        ("--param", !args.param.is_empty()),
    ])?;
    let policies = extras.policies.into_iter();
    Ok(Shared {
        policies: policies
            .map(|(name, inputs)| (name, inputs.map(|_| ())))
            .collect(),
        root: started.disk().root().to_owned(),
        language,
        longest: args.limits.longest_line(),
    })
}
