//! `ramlint check`: findings about policies and attachments.

mod judging;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

pub(in crate::cli) use judging::{Judging, Parted};

use crate::cli::args::{CheckArgs, OutputArgs};
use crate::cli::baseline::{self, Compared};
use crate::cli::configuration::{Configuration, Origin};
use crate::cli::environment::Variables;
use crate::cli::load::{Loaded, UsageError};
use crate::cli::since::{Beside, By, Since};
use crate::cli::start::start;
use crate::cli::status::{Outcome, Status};
use crate::cli::surplus;
use crate::cli::trust::{self, Before, Settled, Trust};
use crate::cli::waivers::{Comments, Inline, Terms, Waivers};
use crate::cli::world::World;
use crate::cli::{asking, fixing, records, reports, selection};
use crate::report::reporter;
use crate::report::run::{self, Checked, Known, NotAnalysed, Project, Run, Surplus};
use crate::rules::{self, Finding, Language, RULES, Reviews, Rule, Waived};

/// A second in the unit of instants, tenths of a nanosecond.
const TICKS: i128 = 10_000_000_000;

/// Runs the command.
///
/// # Errors
/// A bad flag.
pub fn run(
    args: &CheckArgs,
    variables: &Variables,
    world: &mut World<'_>,
) -> Result<Status, UsageError> {
    fixing::refuse(args)?;
    if records::wanted(&args.input) {
        return records::run_check(args, variables, world);
    }
    let flags = args.judging.given(variables)?;
    let targets = reports::targets(&args.report, &world.cwd, |_| true)?;
    let mut style = asking::style(&args.output, world);
    style.show_waived = args.waiving.show_waived;
    style.sarif_suppressed = args.waiving.sarif_suppressed;
    let language = style.language;
    let time = time(world)?;
    let started = start(&args.paths, &args.input, world)?;
    let named = [
        ("--config", args.input.configuration.config.as_deref()),
        ("--waivers", args.waiving.waivers.as_deref()),
    ];
    let base = args.revisions.trust_base.as_deref();
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
    let configuration = collected.configuration().clone().under(flags);
    let settings = asking::settings(&args.answers, &configuration, world)?;
    let check = &configuration.keys.check;
    style.at_most = Some(check.max_findings().number());
    let off = selection::switched_off(&configuration);
    let nothing = Waivers::default();
    let bare = Judging {
        actions: &configuration.actions(),
        off: &off,
        settings: &settings,
        thresholds: &configuration.thresholds(),
        configuration: &configuration,
        waivers: &nothing,
        terms: &Terms {
            comments: Comments::NotTaken,
            ..Terms::under(settings.at, &configuration)
        },
        whole: collected.is_whole(),
        language,
    };
    // Fingerprints of findings by which somebody has more than in the trusted commit.
    let with_more = RefCell::new(BTreeSet::new());
    let is_new = |finding: &Finding, path: &str| {
        let examine = |loaded: &mut Loaded| bare.examine(loaded).1;
        let lacks = |before: &Before| before.lacks(finding, path, &examine);
        with_more.borrow().contains(&finding.fingerprint) || before.as_ref().is_some_and(lacks)
    };
    let renamed = before.as_ref().map_or(&[][..], Before::renamed).to_vec();
    let terms = Terms {
        is_new: &is_new,
        comments: match &trust {
            _ if args.waiving.no_waivers => Comments::NotTaken,
            None => Comments::Taken,
            Some(trust) => Comments::ThoseOf(trust.files(), &renamed),
        },
        ..Terms::under(settings.at, &configuration).not_before(world.now)
    };
    let places = (collected.root(), world.cwd.as_path());
    let (accepted, unfit) = match &trust {
        None => (Waivers::of(&args.waiving, files, places, &terms)?, None),
        Some(trust) => trust.waivers(&args.waiving, places, &terms, language)?,
    };
    let on_disk = |_| Waivers::of(&args.waiving, collected.origin(), places, &terms);
    let waivers_now = trust.as_ref().map(on_disk);
    let judging = Judging {
        waivers: &accepted,
        terms: &terms,
        ..bare
    };
    let examine = |loaded: &mut Loaded| judging.examine(loaded).1;
    let since = Since::of(args, &mut collected, &examine, language, world)?;
    let base = trust.as_ref().map(Trust::files_by_name);
    let compared = Compared::with(
        &args.comparing,
        &collected,
        (base, renamed.clone()),
        &world.cwd,
    )?;
    if let (Some(compared), Some(_)) = (&compared, base) {
        told.baseline(compared.added_in(collected.origin()), language);
    }
    let mut loaded = if fixing::wanted(args) {
        let mended = fixing::mend(
            &collected,
            &|loaded| judging.examine(loaded),
            &settings,
            args,
        );
        if args.diff {
            return Ok(fixing::show(&mended, args, world));
        }
        fixing::write(&collected, mended, args, world)
    } else {
        collected.read()
    };
    let mut dropped = Vec::new();
    if let Some(before) = &before {
        dropped = before.tell(&mut told, &mut loaded, language);
    }
    let mut warnings = Vec::new();
    let reviews = Reviews::default();
    let answers = judging.ask_and_prepare(&mut loaded, &reviews, &mut warnings);
    let unread = judging::unread(&mut loaded);
    let placed = accepted.place(&mut loaded.sources, &terms);
    let unset = Configuration::default();
    let plain = Judging {
        off: &[],
        configuration: &unset,
        ..bare
    };
    let unplaced = nothing.place(&mut loaded.sources, plain.terms);
    let fails = |finding: &Finding| check.fails(finding);
    let judge = |loaded: &Loaded, language: Language| {
        let told = (&reviews, language);
        let passes = |finding: &Finding| check.shows(finding);
        let everything = || {
            plain
                .findings(loaded, &answers, &unread, &unplaced, told)
                .kept
        };
        let by = By {
            judging: &judging,
            passes: &passes,
            everything: &everything,
            language,
        };
        let look = || {
            let mut parted = judging.findings(loaded, &answers, &unread, &placed, told);
            let kept = std::mem::take(&mut parted.kept);
            let beside = match &since {
                None => Beside::nothing(kept),
                Some(since) => since.part(kept, loaded, by),
            };
            (parted, beside)
        };
        let (mut parted, mut beside) = look();
        if before.is_some() && !beside.silenced.is_empty() {
            with_more.borrow_mut().append(&mut beside.silenced);
            (parted, beside) = look();
        }
        let Beside {
            new,
            grown,
            known: old,
            untold,
            ..
        } = beside;
        // What the trusted commit does not have is news, whatever its baseline lists.
        let (new, news): (Vec<Finding>, Vec<Finding>) = new.into_iter().partition(|finding| {
            let path = loaded.sources.path(finding.at.at.file);
            compared.is_none() || !is_new(finding, path)
        });
        let mut others = [news.as_slice(), &grown].concat();
        if let Some(old) = &old {
            others.extend(old.findings.iter().chain(&old.hidden).cloned());
        }
        let found = (new, others);
        let (mut all, known) = baseline::part(found, compared.as_ref(), &passes, &judging, loaded);
        all.extend(news);
        all.extend(grown);
        rules::sort(&mut all, &loaded.sources);
        let (shown, hidden) = all.into_iter().partition::<Vec<_>, _>(passes);
        let failing = shown.iter().any(fails)
            || (untold.as_ref()).is_some_and(|(_, level)| check.fails_by(*level));
        let most = configuration.keys.limits.most_findings();
        let (shown, surplus) = surplus::part(shown, &loaded.sources, most);
        Judged {
            shown,
            failing,
            surplus,
            hidden,
            waived: parted.waived,
            known: Known::of_both(known, old),
            untold: untold.map(|(said, _)| said),
            off: parted.off,
            undecided: parted.undecided,
        }
    };
    let mut judged = judge(&loaded, style.language);
    loaded.not_analysed.append(&mut judged.undecided);
    let Judged {
        shown,
        failing,
        surplus,
        hidden,
        waived,
        known,
        ..
    } = &judged;
    let configured = configuration.told(loaded.excluded, judged.off.clone());
    let off: Vec<run::Off> = off.iter().map(selection::Off::told).collect();
    let strict = args.comparing.baseline_strict && baseline::is_stale(known.as_ref());
    let outcome = Outcome {
        findings: strict || *failing || hidden.iter().any(fails),
        incomplete: !loaded.not_analysed.is_empty(),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    let mut flags = asking::flags(&outcome, language);
    if strict {
        let flag = language.pick(
            "--baseline-strict: a baseline that lists what is gone fails the run",
            "--baseline-strict：基线中列有已不存在的问题时，本次运行失败",
        );
        flags.push(flag.to_owned());
    }
    if let Some(now) = waivers_now {
        let inline = Inline::of(&placed, &loaded.sources);
        told.waivers(now, &accepted, inline, language);
    }
    let trusted = trust.as_ref().map(|trust| trust.told(told, &dropped));
    let mut notes: Vec<String> = trusted.iter().map(|told| told.line(language)).collect();
    notes.extend(unfit);
    notes.extend(compared.as_ref().and_then(|one| one.unfit(language)));
    notes.extend(since.as_ref().and_then(|since| since.note(language)));
    notes.extend(judged.untold.clone());
    if judging.whole {
        notes.extend(configuration.idle_overrides(&loaded.sources, language));
    }
    asking::notes(&notes, &args.output, world);
    flags.extend(notes);
    if args.waiving.no_waivers {
        let flag = language.pick(
            "--no-waivers: nothing is accepted",
            "--no-waivers：不接受任何豁免",
        );
        flags.push(flag.to_owned());
    }
    asking::remark(&loaded, &warnings, &args.output, world);
    surplus::say(surplus, language, &args.output, world);
    let status = outcome.status();
    let project = project(&loaded, world);
    let on: Vec<&'static Rule> = RULES
        .iter()
        .copied()
        .filter(|rule| judging.runs(rule))
        .collect();
    let checked = Checked {
        run: asking::run(&loaded, &answers, &settings, style),
        findings: shown,
        surplus,
        hidden: hidden.len(),
        hidden_failing: hidden.iter().filter(|finding| fails(finding)).count(),
        waived,
        known: known.as_ref(),
        trusted: trusted.as_ref(),
        switched_off: &off,
        configuration: configured.as_ref(),
        flags: &flags,
        rules: &on,
        files: &loaded.files,
        exit: status.code(),
        time,
        project: &project,
    };
    if let Some(reporter) = reporter(format(&args.output, world)) {
        asking::write(reporter, &args.output, world, |out| {
            (reporter.check)(&checked, out)
        });
        surplus::say_what_is_left_out(reporter, &checked, world);
    }
    for target in &targets {
        let style = asking::style_of_file(target.reporter, &args.output, style, world);
        // A report for programs may be in another language than the one for people.
        let translated =
            (style.language != checked.run.style.language).then(|| judge(&loaded, style.language));
        let checked = Checked {
            run: Run {
                style,
                ..checked.run
            },
            findings: &translated.as_ref().unwrap_or(&judged).shown,
            waived: &translated.as_ref().unwrap_or(&judged).waived,
            known: translated.as_ref().unwrap_or(&judged).known.as_ref(),
            ..checked
        };
        target.write(|out| (target.reporter.check)(&checked, out))?;
        surplus::say_what_is_left_out(target.reporter, &checked, world);
    }
    Ok(status)
}

/// The format of standard output: for people whose terminal shows no graphics
/// that without.
fn format<'a>(args: &'a OutputArgs, world: &World<'_>) -> &'a str {
    let wanted = world.environment.get("NO_GRAPHICS");
    let without = wanted.is_some_and(|value| !value.is_empty() && value != "0");
    if args.format == "human" && without {
        "plain"
    } else {
        &args.format
    }
}

/// When the run takes place, for reports that have to say so.
pub(in crate::cli) fn time(world: &World<'_>) -> Result<i128, UsageError> {
    let Some(epoch) = world.environment.get("SOURCE_DATE_EPOCH") else {
        return Ok(world.now);
    };
    let seconds: i64 = epoch.parse().map_err(|_| {
        UsageError(format!(
            "SOURCE_DATE_EPOCH wants seconds since 1970, and got `{epoch}`"
        ))
    })?;
    Ok(i128::from(seconds).saturating_mul(TICKS))
}

/// How the root lies to the project of a GitLab job, if this is one.
fn project(loaded: &Loaded, world: &World<'_>) -> Project {
    let given = world.environment.get("CI_PROJECT_DIR");
    let Some(project) = given.and_then(|given| fs::canonicalize(given).ok()) else {
        return Project::Same;
    };
    let between = |upper: &Path, lower: &Path| {
        let parts = lower.strip_prefix(upper).ok()?;
        let names = parts.components().map(|part| part.as_os_str());
        let names: Option<Vec<&str>> = names.map(|name| name.to_str()).collect();
        names
            .map(|names| names.join("/"))
            .filter(|way| !way.is_empty())
    };
    if let Some(way) = between(&project, &loaded.root) {
        return Project::Above(way);
    }
    between(&loaded.root, &project).map_or(Project::Same, Project::Below)
}

/// What became of the findings, in one language.
struct Judged {
    /// Those that reports hold.
    shown: Vec<Finding>,
    /// Some finding that is not hidden is at or above the threshold.
    failing: bool,
    /// Those that are too many, by file and rule.
    surplus: Vec<Surplus>,
    hidden: Vec<Finding>,
    /// Those that are accepted, whatever their level.
    waived: Vec<Waived>,
    /// What was known before, where the run is compared with anything.
    known: Option<run::Known>,
    /// What is said of new access that no finding tells of.
    untold: Option<String>,
    /// Findings of rules that are off in some files, by rule and where that was said.
    off: BTreeMap<(&'static str, Origin), usize>,
    /// What rules asked and did not get to know.
    undecided: Vec<NotAnalysed>,
}
