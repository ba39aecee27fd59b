//! `ramlint dump-script`: the script that fetches an account, for people to read
//! and run. The program itself talks to no network.

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
    asking::print("the script", SCRIPT.as_bytes(), world);
    Ok(Status::Clean)
}
