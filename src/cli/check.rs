//! `ramlint check`: findings about policies and attachments.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli::args::{CheckArgs, OutputArgs};
use crate::cli::baseline::{self, Compared};
use crate::cli::configuration::{Configuration, Origin};
use crate::cli::environment::Variables;
use crate::cli::load::{Loaded, UsageError};
use crate::cli::selection::Off;
use crate::cli::since::Since;
use crate::cli::start::start;
use crate::cli::status::{Outcome, Status};
use crate::cli::surplus;
use crate::cli::trust::{self, Before, Settled};
use crate::cli::waivers::{Comments, Inline, Looked, Placed, Terms, Waivers};
use crate::cli::world::World;
use crate::cli::{asking, fixing, records, reports, selection};
use crate::engine::answers::{Answers, Settings};
use crate::model::catalogue::Catalogue;
use crate::report::display::Untrusted;
use crate::report::reporter;
use crate::report::run::{self, Checked, Known, NotAnalysed, Project, Run, Surplus};
use crate::rules::{
    self, Context, Ended, Finding, Language, RULES, Reviews, Rule, Thresholds, Unread, Waived,
};
use crate::source::{FileId, Files};

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
    let is_new = |finding: &Finding, path: &str| {
        let examine = |loaded: &mut Loaded| bare.examine(loaded).1;
        let before = before.as_ref();
        before.is_some_and(|before| before.lacks(finding, path, &examine))
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
    let accepted = Waivers::of(&args.waiving, files, places, &terms)?;
    let on_disk = |_| Waivers::of(&args.waiving, collected.origin(), places, &terms);
    let waivers_now = trust.as_ref().map(on_disk);
    let judging = Judging {
        waivers: &accepted,
        terms: &terms,
        ..bare
    };
    let examine = |loaded: &mut Loaded| judging.examine(loaded).1;
    let since = Since::of(args, &mut collected, &examine, language, world)?;
    let base = trust.as_ref().map(|trust| trust.files() as &dyn Files);
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
    let unread = unread(&mut loaded);
    let placed = accepted.place(&mut loaded.sources, &terms);
    let fails = |finding: &Finding| check.fails(finding);
    let judge = |loaded: &Loaded, language: Language| {
        let parted = judging.findings(loaded, &answers, &unread, &placed, (&reviews, language));
        let passes = |finding: &Finding| check.shows(finding);
        let (new, old) = match &since {
            None => (parted.kept, None),
            Some(since) => {
                let (new, old) = since.part(parted.kept, loaded, &judging, &passes);
                (new, Some(old))
            }
        };
        // What the trusted commit does not have is news, whatever its baseline lists.
        let (new, news): (Vec<Finding>, Vec<Finding>) = new.into_iter().partition(|finding| {
            let path = loaded.sources.path(finding.at.at.file);
            compared.is_none() || !is_new(finding, path)
        });
        let (mut all, known) = baseline::part(new, compared.as_ref(), &passes, &judging, loaded);
        all.extend(news);
        rules::sort(&mut all, &loaded.sources);
        let (shown, hidden) = all.into_iter().partition::<Vec<_>, _>(passes);
        let failing = shown.iter().any(fails);
        let (shown, surplus) = surplus::part(shown, &loaded.sources);
        Judged {
            shown,
            failing,
            surplus,
            hidden,
            waived: parted.waived,
            known: Known::of_both(known, old),
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
    notes.extend(since.as_ref().and_then(|since| since.note(language)));
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
    /// Findings of rules that are off in some files, by rule and where that was said.
    off: BTreeMap<(&'static str, Origin), usize>,
    /// What rules asked and did not get to know.
    undecided: Vec<NotAnalysed>,
}

/// The findings of a run, parted by what is obeyed.
pub(in crate::cli) struct Parted {
    /// Those that stay.
    pub kept: Vec<Finding>,
    /// Those that are accepted.
    pub waived: Vec<Waived>,
    /// Findings of rules that are off in some files, by rule and where that was said.
    pub off: BTreeMap<(&'static str, Origin), usize>,
    /// What rules asked and did not get to know.
    undecided: Vec<NotAnalysed>,
}

/// How an input is judged.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Judging<'a> {
    pub actions: &'a [String],
    pub off: &'a [Off],
    pub settings: &'a Settings,
    pub thresholds: &'a Thresholds,
    pub configuration: &'a Configuration,
    pub waivers: &'a Waivers,
    pub terms: &'a Terms<'a>,
    /// Everything below the root is looked at.
    pub whole: bool,
    pub language: Language,
}

impl Judging<'_> {
    /// The answers about the guarded actions, and the findings that are not accepted.
    fn examine(&self, loaded: &mut Loaded) -> (Vec<Answers>, Vec<Finding>) {
        let answers = self.ask(loaded, &mut Vec::new());
        let kept = self.part(loaded, &answers).kept;
        (answers, kept)
    }

    /// The findings, parted.
    pub fn part(&self, loaded: &mut Loaded, answers: &[Answers]) -> Parted {
        let unread = unread(loaded);
        let placed = self.waivers.place(&mut loaded.sources, self.terms);
        let told = (&Reviews::default(), self.language);
        let mut parted = self.findings(loaded, answers, &unread, &placed, told);
        loaded.not_analysed.append(&mut parted.undecided);
        parted
    }

    /// The answers about the guarded actions.
    pub fn ask(&self, loaded: &mut Loaded, warnings: &mut Vec<String>) -> Vec<Answers> {
        asking::ask(self.actions, loaded, self.settings, self.language, warnings)
    }

    /// The same, and beside it on another core what rules ask of statements whatever
    /// the answers are.
    fn ask_and_prepare(
        &self,
        loaded: &mut Loaded,
        reviews: &Reviews,
        warnings: &mut Vec<String>,
    ) -> Vec<Answers> {
        if !rules::is_large(&loaded.model) {
            return self.ask(loaded, warnings);
        }
        let questions = asking::questions(self.actions, self.language, warnings);
        let model = &loaded.model;
        let (answers, ()) = rayon::join(
            || asking::answer(&questions, model, self.settings),
            || reviews.prepare(model, Catalogue::embedded(), self.settings),
        );
        asking::tell_unfinished(&answers, loaded, self.language);
        answers
    }

    pub fn runs(&self, rule: &Rule) -> bool {
        !self.off.iter().any(|off| off.rule.id == rule.id)
    }

    fn findings(
        &self,
        loaded: &Loaded,
        answers: &[Answers],
        unread: &[Unread],
        placed: &Placed,
        (reviews, language): (&Reviews, Language),
    ) -> Parted {
        let context = Context {
            sources: &loaded.sources,
            model: &loaded.model,
            catalogue: Catalogue::embedded(),
            answers,
            settings: self.settings,
            language,
            thresholds: self.thresholds,
            reviews,
        };
        let runs = |rule: &Rule| self.runs(rule);
        let found = rules::check_by(&runs, &context, &Ended { unread });
        let graded = self.configuration.grade(found, &loaded.sources);
        let looked = Looked {
            runs: &runs,
            actions: self.actions,
            whole: self.whole,
        };
        let settled = placed.settle(graded.kept, &context, self.terms, looked);
        let complete = loaded.not_analysed.is_empty();
        let about = settled.told(placed, complete, &runs, &context);
        let about = self.configuration.grade(about, &loaded.sources);
        let mut parted = Parted {
            kept: settled.kept,
            waived: settled.waived,
            off: graded.off,
            undecided: undecided(&context),
        };
        for (rule, number) in about.off {
            let count = parted.off.entry(rule).or_default();
            *count = count.saturating_add(number);
        }
        parted.kept.extend(about.kept);
        rules::sort(&mut parted.kept, context.sources);
        parted
    }
}

/// Statements that rules could not say everything of within the budget.
fn undecided(context: &Context<'_>) -> Vec<NotAnalysed> {
    let why = context.language.pick(
        "has so many parts from here on that the step budget did not last to compare them with each other; take out what is repeated, or make several statements or policies of it",
        "从此处起部分过多，步数预算不足以将其相互比较；请删除重复内容，或拆分为多条语句或多个权限策略",
    );
    let places = context.undecided().into_iter();
    places
        .map(|at| NotAnalysed {
            path: Untrusted::new(context.sources.path(at.file).to_owned()),
            at: Some(at),
            why: Untrusted::new(why),
        })
        .collect()
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
