//! `ramlint check`: findings about policies and attachments.

use std::collections::BTreeMap;

use crate::cli::args::{CheckArgs, GUARDED};
use crate::cli::load::{Loaded, UsageError, load};
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::cli::{asking, selection};
use crate::model::catalogue::Catalogue;
use crate::report::run::Checked;
use crate::rules::{self, Context, Ended, Unread};
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
    let off = selection::switched_off(args)?;
    let settings = asking::settings(&args.answers, world)?;
    let mut loaded = load(&args.paths, &args.input, world)?;
    let mut warnings = Vec::new();
    let answers = asking::ask(&actions, &mut loaded, &settings, &mut warnings);
    let mut style = asking::style(&args.output, world);
    style.at_most = Some(args.max_findings.number());
    let unread = unread(&mut loaded);
    let reviews = rules::Reviews::default();
    let context = Context {
        reviews: &reviews,
        sources: &loaded.sources,
        model: &loaded.model,
        catalogue: Catalogue::embedded(),
        answers: &answers,
        settings: &settings,
        language: style.language,
    };
    let runs = |rule: &rules::Rule| !off.iter().any(|other| other.id == rule.id);
    let all = rules::check_by(&runs, &context, &Ended { unread: &unread });
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
        switched_off: &off,
        flags: &flags,
    };
    if let Some(reporter) = asking::reporter(&args.output) {
        asking::write(reporter, &args.output, world, |out| {
            (reporter.check)(&checked, out)
        });
    }
    Ok(outcome.status())
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
