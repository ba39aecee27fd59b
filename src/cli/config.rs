//! `ramlint config`: what the configuration says, its schema, and one to begin with.

mod show;

use crate::cli::args::{ConfigArgs, ConfigCommand};
use crate::cli::configuration;
use crate::cli::environment::Variables;
use crate::cli::load::UsageError;
use crate::cli::status::Status;
use crate::cli::world::World;

/// Runs the command.
///
/// # Errors
/// A configuration that is not to be obeyed as it stands.
pub fn run(
    args: &ConfigArgs,
    variables: &Variables,
    world: &mut World<'_>,
) -> Result<Status, UsageError> {
    let text = match &args.command {
        ConfigCommand::Show(args) => return show::run(args, variables, world),
        ConfigCommand::Schema => configuration::SCHEMA,
        ConfigCommand::Init => configuration::TEMPLATE,
    };
    // A reader who leaves early is no error.
    let _ = world.stdout.out.write_all(text.as_bytes());
    Ok(Status::Clean)
}
