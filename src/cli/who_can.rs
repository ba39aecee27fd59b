//! `ramlint who-can`: one line per principal.

use crate::cli::args::WhoCanArgs;
use crate::cli::asking;
use crate::cli::expectation;
use crate::cli::load::{UsageError, load};
use crate::cli::records;
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::report::reporter;
use crate::report::run::Run;

/// Runs the command.
///
/// # Errors
/// A bad flag, or more than one action.
pub fn run(args: &WhoCanArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    if records::wanted(&args.input) {
        return records::run_who_can(args, world);
    }
    let (action, paths) = asking::action_and_paths(&args.action, &args.operands, world)?;
    let language = asking::style(&args.output, world).language;
    let mut loaded = load(&paths, &args.input, language, world)?;
    let action = action.map_or_else(|| loaded.configuration.only_action(), Ok)?;
    let settings = asking::settings(&args.answers, &loaded.configuration, world)?;
    let mut warnings = Vec::new();
    let answers = asking::ask(&[action], &mut loaded, &settings, language, &mut warnings);
    let unmet: Vec<&str> = args
        .expect
        .into_iter()
        .flat_map(|expected| {
            answers
                .iter()
                .flat_map(|answers| answers.lines())
                .filter(move |(_, line)| !expectation::is_met(expected, line))
                .map(|(_, line)| line.id.as_str())
        })
        .collect();
    let outcome = Outcome {
        findings: !unmet.is_empty(),
        incomplete: !loaded.not_analysed.is_empty(),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    asking::remark(&loaded, &warnings, &args.output, world);
    if !unmet.is_empty() && args.output.quiet == 0 {
        let text = format!("--expect is not met by {}", unmet.join(", "));
        asking::say(&mut world.stderr, "error", &text);
    }
    let mut style = asking::style(&args.output, world);
    style.all |= args.all;
    let siblings = answers
        .first()
        .and_then(|answers| asking::siblings(answers, &loaded, &settings, None, &args.output));
    let run = Run {
        siblings: siblings.as_ref(),
        ..asking::run(&loaded, &answers, &settings, style)
    };
    if let Some(reporter) = reporter(&args.output.format)
        && let Some(write) = reporter.who_can
    {
        asking::write(reporter, &args.output, world, |out| write(&run, out));
    }
    Ok(outcome.status())
}
