//! `ramlint completions`: scripts that let a shell complete a command line.

use std::io::Write;

use clap_complete::{Generator, Shell as Script, generate};
use clap_complete_nushell::Nushell;

use crate::cli::args::{CompletionsArgs, Shell};
use crate::cli::load::UsageError;
use crate::cli::status::Status;
use crate::cli::world::World;
use crate::cli::{asking, help};

/// Runs the command.
///
/// # Errors
/// None.
pub fn run(args: &CompletionsArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let mut text = Vec::new();
    match args.shell {
        Shell::Bash => write(Script::Bash, &mut text),
        Shell::Zsh => write(Script::Zsh, &mut text),
        Shell::Fish => write(Script::Fish, &mut text),
        Shell::Elvish => write(Script::Elvish, &mut text),
        Shell::Powershell => write(Script::PowerShell, &mut text),
        Shell::Nushell => write(Nushell, &mut text),
    }
    asking::print("the script", &text, world);
    Ok(Status::Clean)
}

fn write(shell: impl Generator, out: &mut dyn Write) {
    generate(shell, &mut help::command(), "ramlint", &mut &mut *out);
}
