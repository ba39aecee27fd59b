//! `ramlint who-can --input ndjson`.

use std::sync::Arc;

use super::check::{told, totals};
use super::stream::Streaming;
use super::{output, shared, start};
use crate::cli::args::WhoCanArgs;
use crate::cli::load::{UsageError, read_record};
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::cli::{asking, expectation};
use crate::report::records::{Answered, Asked, Totals};
use crate::report::run::Run;

/// Runs the command.
///
/// # Errors
/// A bad flag, more than one action, or a flag that does not go with records.
pub fn run(args: &WhoCanArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let output = output(&args.output)?;
    let (action, paths) = asking::action_and_paths(&args.action, &args.operands, world)?;
    let style = asking::style(&output, world);
    let started = start(&paths, &args.input, world)?;
    let configuration = started.configuration()?;
    let shared = shared(&started, &configuration, style.language)?;
    let action = action.map_or_else(|| configuration.only_action(), Ok)?;
    let settings = asking::settings(&args.answers, &configuration, world)?;
    let actions = [action];
    let mut warnings = Vec::new();
    asking::questions(&actions, style.language, &mut warnings);
    asking::notes(&warnings, &output, world);
    let configuration = Arc::new(configuration);
    Streaming {
        asked: Asked {
            actions: &actions,
            at: settings.at,
            findings: false,
        },
        output: &output,
        no_progress: args.no_progress,
        language: style.language,
        longest: shared.longest,
        answer: &|record, stands| {
            let mut loaded = read_record(record, &shared, &configuration);
            let mut ignored = Vec::new();
            let language = style.language;
            let answers = asking::ask(&actions, &mut loaded, &settings, language, &mut ignored);
            let mut found = Totals::default();
            let mut unmet = Vec::new();
            for (_, line) in answers.iter().flat_map(|answers| answers.lines()) {
                let count = found.answers.entry(line.verdict.answer.word()).or_default();
                *count = count.saturating_add(1);
                if args
                    .expect
                    .is_some_and(|wanted| !expectation::is_met(wanted, line))
                {
                    unmet.push(line.id.as_str());
                }
            }
            let outcome = Outcome {
                findings: !unmet.is_empty(),
                incomplete: !loaded.not_analysed.is_empty(),
                exit_zero: output.exit_zero,
                allow_incomplete: output.allow_incomplete,
            };
            let siblings = answers
                .first()
                .and_then(|answers| asking::siblings(answers, &loaded, &settings, None, &output));
            let run = Run {
                siblings: siblings.as_ref(),
                ..asking::run(&loaded, &answers, &settings, style)
            };
            let totals = Totals {
                answers: found.answers,
                ..totals(&loaded, &outcome)
            };
            let mut answer = told(stands, &loaded, &outcome, totals, Answered::WhoCan(&run));
            if !unmet.is_empty() {
                let place = stands.line.map(|line| format!("{}:{line}", stands.path));
                let place = place.unwrap_or_else(|| stands.path.clone());
                let text = format!("--expect is not met in {place} by {}", unmet.join(", "));
                answer.said.push(("error", text));
            }
            answer
        },
    }
    .run(&started, world)
}
