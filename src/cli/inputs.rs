//! `ramlint inputs`: what every file was read as, and why others were not read.

use crate::cli::args::InputsArgs;
use crate::cli::asking;
use crate::cli::load::{UsageError, load_listing};
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::report::reporter;
use crate::report::run::{Listed, Run};

/// Runs the command.
///
/// # Errors
/// A bad flag.
pub fn run(args: &InputsArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let style = asking::style(&args.output, world);
    let (loaded, inventory) = load_listing(&args.paths, &args.input, style.language, world)?;
    let outcome = Outcome {
        findings: false,
        incomplete: !loaded.not_analysed.is_empty(),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    asking::remark(&loaded, &[], &args.output, world);
    let listed = Listed {
        run: Run {
            sources: &loaded.sources,
            model: &loaded.model,
            answers: &[],
            siblings: None,
            at: world.now,
            complete: loaded.not_analysed.is_empty(),
            assumes: &loaded.assumes,
            not_analysed: &loaded.not_analysed,
            counts: &loaded.counts,
            style,
        },
        inventory: &inventory,
    };
    if let Some(reporter) = reporter(&args.output.format)
        && let Some(write) = reporter.inputs
    {
        asking::write(reporter, &args.output, world, |out| write(&listed, out));
    }
    Ok(outcome.status())
}
