//! `ramlint check`: findings about policies and attachments.

use std::collections::BTreeMap;

use crate::cli::args::{CheckArgs, GUARDED};
use crate::cli::asking;
use crate::cli::fixing;
use crate::cli::load::{Loaded, UsageError, collect};
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::engine::answers::{Answers, Settings};
use crate::model::catalogue::Catalogue;
use crate::report::run::Checked;
use crate::rules::{self, Context, Ended, Finding, Language, Unread};
use crate::source::FileId;

/// Runs the command.
///
/// # Errors
/// A bad flag.
pub fn run(args: &CheckArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let mut actions = args.action.clone();
    if actions.is_empty() {
        actions.push(GUARDED.to_owned());
    }
    for action in &actions {
        asking::plain_action(action)?;
    }
    fixing::refuse(args)?;
    let settings = asking::settings(&args.answers, world)?;
    let style = asking::style(&args.output, world);
    let collected = collect(&args.paths, &args.input, false, world)?;
    let mut loaded = if fixing::wanted(args) {
        let examine = |loaded: &mut Loaded| {
            let (answers, all, _) = examine(&actions, loaded, &settings, style.language);
            (answers, all)
        };
        let mended = fixing::mend(&collected, &examine, &settings, args);
        if args.diff {
            return Ok(fixing::show(&mended, args, world));
        }
        fixing::write(&collected, mended, args, world)
    } else {
        collected.read()
    };
    let (answers, all, warnings) = examine(&actions, &mut loaded, &settings, style.language);
    let fails = |finding: &rules::Finding| {
        args.fail_on
            .level()
            .is_some_and(|level| finding.level >= level)
    };
    let failing = all.iter().any(fails);
    let (shown, hidden): (Vec<_>, Vec<_>) = all.into_iter().partition(|finding| {
        finding.level >= args.min_level.level()
            && finding.confidence >= args.min_confidence.confidence()
    });
    let outcome = Outcome {
        findings: failing,
        incomplete: !loaded.not_analysed.is_empty(),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    let mut flags = Vec::new();
    if outcome.exit_zero {
        flags.push("--exit-zero: findings do not change the exit status".to_owned());
    }
    if outcome.allow_incomplete {
        flags.push(
            "--allow-incomplete: what was not analysed does not change the exit status".to_owned(),
        );
    }
    asking::remark(&loaded, &warnings, &args.output, world);
    let checked = Checked {
        run: asking::run(&loaded, &answers, &settings, style),
        findings: &shown,
        hidden: hidden.len(),
        hidden_failing: hidden.iter().filter(|finding| fails(finding)).count(),
        flags: &flags,
    };
    if let Some(reporter) = asking::reporter(&args.output) {
        asking::write(reporter, &args.output, world, |out| {
            (reporter.check)(&checked, out)
        });
    }
    Ok(outcome.status())
}

/// The answers about the guarded actions, the findings, and warnings about the
/// questions.
fn examine(
    actions: &[String],
    loaded: &mut Loaded,
    settings: &Settings,
    language: Language,
) -> (Vec<Answers>, Vec<Finding>, Vec<String>) {
    let mut warnings = Vec::new();
    let answers = asking::ask(actions, loaded, settings, &mut warnings);
    let unread = unread(loaded);
    let context = Context {
        sources: &loaded.sources,
        model: &loaded.model,
        catalogue: Catalogue::embedded(),
        answers: &answers,
        settings,
        language,
    };
    let all = rules::check(&context, &Ended { unread: &unread });
    (answers, all, warnings)
}

/// What was not analysed, each with the text it is about; one that could not be
/// opened has an empty text of its name, so that a finding has somewhere to point.
fn unread(loaded: &mut Loaded) -> Vec<Unread> {
    let mut files: BTreeMap<String, FileId> = BTreeMap::new();
    for (file, path) in loaded.sources.paths() {
        files.entry(path.to_owned()).or_insert(file);
    }
    let mut unread = Vec::new();
    for entry in &loaded.not_analysed {
        let path = entry.path.raw();
        let known = entry.at.map(|at| at.file).or(files.get(path).copied());
        let file = known.unwrap_or_else(|| loaded.sources.add(path, ""));
        files.entry(path.to_owned()).or_insert(file);
        unread.push(Unread {
            file,
            at: entry.at,
            why: entry.why.raw().to_owned(),
        });
    }
    unread
}
