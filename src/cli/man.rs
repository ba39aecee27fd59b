//! `ramlint man`: manual pages, made of the same texts as the help.

use clap_mangen::Man;

use crate::cli::args::ManArgs;
use crate::cli::load::UsageError;
use crate::cli::status::Status;
use crate::cli::world::World;
use crate::cli::{asking, help};
use crate::model::catalogue::similar_names;

/// Runs the command.
///
/// # Errors
/// A command that does not exist.
pub fn run(args: &ManArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let mut program = help::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => {
            let Some(command) = program.find_subcommand(name) else {
                let names = program.get_subcommands().map(clap::Command::get_name);
                let similar = match similar_names(name, names, 1).first() {
                    Some(similar) => format!("; there is a similar one: {similar}"),
                    None => "; `ramlint --help` lists them".to_owned(),
                };
                return Err(UsageError(format!("there is no command `{name}`{similar}")));
            };
            command.clone()
        }
    };
    let mut text = Vec::new();
    Man::new(page)
        .render(&mut text)
        .map_err(|error| UsageError(format!("the page cannot be written: {error}")))?;
    asking::print("the page", &text, world);
    Ok(Status::Clean)
}
