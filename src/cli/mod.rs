//! The street door: arguments, files, streams, exit status. One file per
//! subcommand; no semantics.

pub mod args;
pub mod asking;
mod can;
mod check;
pub mod disk;
pub mod dump_script;
mod expectation;
pub mod fixes;
mod fixing;
mod inputs;
mod inventory;
pub mod load;
pub mod patch;
mod reasons;
pub mod status;
mod who_can;
pub mod world;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use crate::cli::args::{Cli, Command, SHORT_HELP};
use crate::cli::load::UsageError;
use crate::cli::status::Status;
use crate::cli::world::World;

/// Runs the program on its arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> Status {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return refused(&error, world),
    };
    let result = match &cli.command {
        None => {
            let _ = world.stderr.out.write_all(SHORT_HELP.as_bytes());
            return Status::Usage;
        }
        Some(Command::Check(args)) => check::run(args, world),
        Some(Command::WhoCan(args)) => who_can::run(args, world),
        Some(Command::Can(args)) => can::run(args, world),
        Some(Command::Inputs(args)) => inputs::run(args, world),
        Some(Command::DumpScript) => dump_script::run(world),
    };
    result.unwrap_or_else(|UsageError(message)| {
        asking::say(&mut world.stderr, "error", &message);
        Status::Usage
    })
}

/// Help and version go to standard output and are no error; the rest is.
fn refused(error: &clap::Error, world: &mut World<'_>) -> Status {
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = world.stdout.out.write_all(text.as_bytes());
            Status::Clean
        }
        _ => {
            let mut filter = crate::report::filter::Filter::new(&mut *world.stderr.out, false);
            let _ = std::io::Write::write_all(&mut filter, text.as_bytes());
            let _ = filter.finish();
            Status::Usage
        }
    }
}

/// What a panic says: one line, without anything from the input.
#[must_use]
pub fn panic_message(place: Option<&str>) -> String {
    format!(
        "ramlint {} stopped on a bug of its own{}; please report it at {}/issues",
        env!("CARGO_PKG_VERSION"),
        place.map_or_else(String::new, |place| format!(" at {place}")),
        env!("CARGO_PKG_REPOSITORY"),
    )
}
