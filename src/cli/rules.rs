//! `ramlint rules`: all rules, with their levels and fixes.

use crate::cli::args::{PageFormat, RulesArgs};
use crate::cli::asking;
use crate::cli::load::UsageError;
use crate::cli::status::Status;
use crate::cli::world::World;
use crate::report::{explain, json};

/// Runs the command.
///
/// # Errors
/// None.
pub fn run(args: &RulesArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let style = asking::page_style(&args.page, world);
    asking::write_page(&args.page, world, |out| match args.page.format {
        PageFormat::Human => explain::write_rules(&style, out),
        PageFormat::Json => json::write_rules(style.language, out),
        PageFormat::Markdown => explain::write_rules_markdown(style.language, out),
    });
    Ok(Status::Clean)
}
