//! `ramlint test`: whether expectations about access are met.

use std::path::Path;

use crate::cli::args::{GUARDED, TestArgs};
use crate::cli::expectations::{self, Expectation};
use crate::cli::load::{Collected, UsageError};
use crate::cli::start::start;
use crate::cli::status::{Outcome, Status};
use crate::cli::trust::{self, Before, Settled};
use crate::cli::world::World;
use crate::cli::{asking, reports};
use crate::report::display::to_display;
use crate::report::reporter;
use crate::report::run::Run;
use crate::report::tested::Tested;
use crate::rules::kit::say;
use crate::source::Files;

/// What follows from a mistake in the tests of a commit.
const OF_COMMIT: &str = "--trust-base takes the tests of that commit, whatever those on disk are; merge mended ones without this run, or name a commit whose tests are whole";

/// Runs the command.
///
/// # Errors
/// A bad flag, a file of tests that is missing or malformed.
pub fn run(args: &TestArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let targets = reports::targets(&args.report, &world.cwd, |reporter| reporter.test.is_some())?;
    let style = asking::style(&args.output, world);
    let language = style.language;
    let started = start(&args.paths, &args.input, world)?;
    let named = [("--config", args.input.configuration.config.as_deref())];
    let base = args.trust_base.as_deref();
    let settled = Settled::of(started, base, &named, language, world)?;
    let Settled {
        trust,
        mut told,
        mut collected,
    } = settled;
    let before = match &trust {
        Some(trust) => {
            let input = (args.paths.as_slice(), &args.input);
            Some(Before::of(trust, &mut collected, input, language, world)?)
        }
        None => None,
    };
    let files = trust::settings(trust.as_ref(), &collected);
    let path = path(args.tests.as_deref(), &collected, world);
    let means = |action: &str| collected.configuration().means(action);
    let found = expectations::find(files, &path, &means);
    let (text, all) = found.map_err(|error| match &trust {
        None => error,
        Some(trust) => trust.at_fault(error, OF_COMMIT),
    })?;
    let chosen = chosen(&all, args.filter.as_deref())?;
    let configuration = collected.configuration();
    let settings = asking::settings(&args.answers, configuration, world)?;
    let guarded = if chosen.iter().all(|test| test.action.is_some()) {
        GUARDED.to_owned()
    } else {
        configuration.only_action()?
    };
    let on_disk = trust.as_ref().map(|_| collected.origin().read(&path));
    let mut loaded = collected.read();
    let mut notes = Vec::new();
    if let (Some(trust), Some(before)) = (&trust, &before) {
        let dropped = before.tell(&mut told, &mut loaded, language);
        notes.push(trust.told(told, &dropped).line(language));
        if on_disk.is_some_and(|read| read.as_ref() != Ok(&text)) {
            let shown = to_display(&path);
            notes.push(say!(
                language,
                "the tests are those of {0}; `{shown}` is another in this change, which is not obeyed",
                "所用测试来自 {0}；此次变更中的 `{shown}` 与之不同，未采用",
                trust.name()
            ));
        }
    }
    let file = loaded.sources.add(path, text);
    let mut warnings = Vec::new();
    let asked = expectations::ask(
        &chosen,
        &guarded,
        &mut loaded,
        (&settings, language),
        &mut warnings,
    );
    let judged = expectations::judge(&chosen, file, &guarded, &asked, &loaded.model);
    let outcome = Outcome {
        findings: judged.iter().any(|test| !test.is_met()),
        incomplete: !loaded.not_analysed.is_empty(),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    asking::remark(&loaded, &warnings, &args.output, world);
    let status = outcome.status();
    let flags = [notes, asking::flags(&outcome, language)].concat();
    let tested = Tested {
        run: asking::run(&loaded, &[], &settings, style),
        tests: &judged,
        left_out: all.len().saturating_sub(chosen.len()),
        flags: &flags,
        exit: status.code(),
    };
    if let Some(reporter) = reporter(&args.output.format)
        && let Some(write) = reporter.test
    {
        asking::write(reporter, &args.output, world, |out| write(&tested, out));
    }
    for target in &targets {
        let style = asking::style_of_file(target.reporter, &args.output, style, world);
        let tested = Tested {
            run: Run {
                style,
                ..tested.run
            },
            ..tested
        };
        if let Some(write) = target.reporter.test {
            target.write(|out| write(&tested, out))?;
        }
    }
    Ok(status)
}

/// The file of the tests as the root knows it.
fn path(given: Option<&Path>, collected: &Collected, world: &World<'_>) -> String {
    match given {
        None => expectations::FILE.to_owned(),
        Some(given) => {
            let whole = world.cwd.join(given);
            let whole = match (whole.parent(), whole.file_name()) {
                // The root is known without links in its own path.
                (Some(folder), Some(name)) => {
                    std::fs::canonicalize(folder).map_or(whole.clone(), |folder| folder.join(name))
                }
                _ => whole,
            };
            let inside = whole.strip_prefix(collected.root());
            inside.unwrap_or(&whole).display().to_string()
        }
    }
}

/// The tests whose names hold a text.
fn chosen<'a>(
    all: &'a [Expectation],
    filter: Option<&str>,
) -> Result<Vec<&'a Expectation>, UsageError> {
    let Some(filter) = filter else {
        return Ok(all.iter().collect());
    };
    let wanted = filter.to_lowercase();
    let holds = |test: &&Expectation| test.name.to_lowercase().contains(&wanted);
    let chosen: Vec<&Expectation> = all.iter().filter(holds).collect();
    if chosen.is_empty() {
        return Err(UsageError(format!(
            "--filter: the name of no test holds `{filter}`; {}",
            match all.len() {
                1 => "there is 1 test".to_owned(),
                number => format!("there are {number} tests"),
            }
        )));
    }
    Ok(chosen)
}
