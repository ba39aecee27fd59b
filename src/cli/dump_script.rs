//! `ramlint dump-script`: the script that fetches an account, for people to read
//! and run. The program itself talks to no network.

use std::io::ErrorKind;

use crate::cli::asking;
use crate::cli::load::UsageError;
use crate::cli::status::Status;
use crate::cli::world::World;

/// The script, for a POSIX shell.
pub const SCRIPT: &str = include_str!("dump_script.sh");

/// Runs the command.
///
/// # Errors
/// None.
pub fn run(world: &mut World<'_>) -> Result<Status, UsageError> {
    let out = &mut world.stdout.out;
    let written = out.write_all(SCRIPT.as_bytes()).and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        let text = format!("the script cannot be written: {error}");
        asking::say(&mut world.stderr, "error", &text);
    }
    Ok(Status::Clean)
}
