//! `ramlint check`: findings about policies and attachments.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli::args::{CheckArgs, GUARDED, OutputArgs, WaivingArgs};
use crate::cli::load::{Collected, Loaded, UsageError, collect};
use crate::cli::status::{Outcome, Status};
use crate::cli::waivers::{self, Looked, Placed, Settled, Terms, Waivers};
use crate::cli::world::World;
use crate::cli::{asking, fixing, reports, selection};
use crate::engine::answers::{Answers, Settings};
use crate::model::catalogue::Catalogue;
use crate::report::run::{Checked, Project, Run};
use crate::report::{Reporter, reporter};
use crate::rules::{self, Context, Ended, Finding, Language, RULES, Reviews, Rule, Unread};
use crate::source::FileId;

/// A second in the unit of instants, tenths of a nanosecond.
const TICKS: i128 = 10_000_000_000;

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
    let off = selection::switched_off(args)?;
    let settings = asking::settings(&args.answers, world)?;
    let time = time(world)?;
    let targets = reports::targets(&args.report, &world.cwd)?;
    let mut style = asking::style(&args.output, world);
    style.at_most = Some(args.max_findings.number());
    style.show_waived = args.waiving.show_waived;
    style.sarif_suppressed = args.waiving.sarif_suppressed;
    let language = style.language;
    let collected = collect(&args.paths, &args.input, (false, language), world)?;
    let mut terms = Terms::at(settings.at);
    let waivers = waived(&args.waiving, &collected, &mut terms, world)?;
    let judging = Judging {
        actions: &actions,
        off: &off,
        settings: &settings,
        waivers: &waivers,
        terms: &terms,
        whole: collected.inputs.is_whole(),
        language,
    };
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
    let mut warnings = Vec::new();
    let answers = judging.ask(&mut loaded, &mut warnings);
    let unread = unread(&mut loaded);
    let placed = waivers.place(&mut loaded.sources, &terms);
    let fails = |finding: &Finding| {
        args.fail_on
            .level()
            .is_some_and(|level| finding.level >= level)
    };
    let judge = |language: Language| {
        let settled = judging.findings(&loaded, &answers, &unread, &placed, language);
        let (shown, hidden) = settled.kept.into_iter().partition::<Vec<_>, _>(|finding| {
            finding.level >= args.min_level.level()
                && finding.confidence >= args.min_confidence.confidence()
        });
        (shown, hidden, settled.waived)
    };
    let (shown, hidden, waived) = judge(style.language);
    let outcome = Outcome {
        findings: shown.iter().chain(&hidden).any(fails),
        incomplete: !loaded.not_analysed.is_empty(),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    let mut flags = Vec::new();
    if outcome.exit_zero {
        let flag = language.pick(
            "--exit-zero: findings do not change the exit status",
            "--exit-zero：发现的问题不影响退出状态",
        );
        flags.push(flag.to_owned());
    }
    if outcome.allow_incomplete {
        let flag = language.pick(
            "--allow-incomplete: what was not analysed does not change the exit status",
            "--allow-incomplete：未分析的内容不影响退出状态",
        );
        flags.push(flag.to_owned());
    }
    if args.waiving.no_waivers {
        let flag = language.pick(
            "--no-waivers: nothing is accepted",
            "--no-waivers：不接受任何豁免",
        );
        flags.push(flag.to_owned());
    }
    asking::remark(&loaded, &warnings, &args.output, world);
    let status = outcome.status();
    let project = project(&loaded, world);
    let on: Vec<&'static Rule> = RULES
        .iter()
        .copied()
        .filter(|rule| judging.runs(rule))
        .collect();
    let checked = Checked {
        run: asking::run(&loaded, &answers, &settings, style),
        findings: &shown,
        hidden: hidden.len(),
        hidden_failing: hidden.iter().filter(|finding| fails(finding)).count(),
        waived: &waived,
        switched_off: &off,
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
        say_what_is_left_out(reporter, &checked, world);
    }
    for target in &targets {
        let style = asking::style_of_file(target.reporter, &args.output, style, world);
        // A report for programs may be in another language than the one for people.
        let translated =
            (style.language != checked.run.style.language).then(|| judge(style.language));
        let checked = Checked {
            run: Run {
                style,
                ..checked.run
            },
            findings: translated.as_ref().map_or(&shown, |(shown, ..)| shown),
            waived: translated.as_ref().map_or(&waived, |(.., waived)| waived),
            ..checked
        };
        target.write(|out| (target.reporter.check)(&checked, out))?;
        say_what_is_left_out(target.reporter, &checked, world);
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
fn time(world: &World<'_>) -> Result<i128, UsageError> {
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

/// Says on standard error what a report has no room for.
fn say_what_is_left_out(reporter: &Reporter, checked: &Checked<'_>, world: &mut World<'_>) {
    let most = reporter.most.unwrap_or(usize::MAX);
    let left = checked.findings.len().saturating_sub(most);
    if left > 0 {
        let name = reporter.name;
        let text = format!(
            "{left} less severe findings are left out of the {name} report, which holds {most}"
        );
        asking::say(&mut world.stderr, "warning", &text);
    }
}

/// The waivers of a run: those of the file, unless nothing is accepted.
fn waived(
    args: &WaivingArgs,
    collected: &Collected,
    terms: &mut Terms<'_>,
    world: &World<'_>,
) -> Result<Waivers, UsageError> {
    if args.no_waivers {
        terms.comments = waivers::Comments::NotTaken;
        return Ok(Waivers::default());
    }
    let disk = collected.disk();
    let found = waivers::find(args.waivers.as_ref(), disk, disk.root(), &world.cwd)?;
    let text = found.text.unwrap_or_default();
    Ok(Waivers::read(&found.path, &text, terms)?)
}

/// How an input is judged.
pub(in crate::cli) struct Judging<'a> {
    pub actions: &'a [String],
    pub off: &'a [&'static Rule],
    pub settings: &'a Settings,
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
        let kept = self.settle(loaded, &answers).kept;
        (answers, kept)
    }

    /// The findings, parted into those that stay and those that are accepted.
    pub fn settle(&self, loaded: &mut Loaded, answers: &[Answers]) -> Settled {
        let unread = unread(loaded);
        let placed = self.waivers.place(&mut loaded.sources, self.terms);
        self.findings(loaded, answers, &unread, &placed, self.language)
    }

    /// The answers about the guarded actions.
    pub fn ask(&self, loaded: &mut Loaded, warnings: &mut Vec<String>) -> Vec<Answers> {
        asking::ask(self.actions, loaded, self.settings, self.language, warnings)
    }

    fn runs(&self, rule: &Rule) -> bool {
        !self.off.iter().any(|other| other.id == rule.id)
    }

    fn findings(
        &self,
        loaded: &Loaded,
        answers: &[Answers],
        unread: &[Unread],
        placed: &Placed,
        language: Language,
    ) -> Settled {
        let context = Context {
            sources: &loaded.sources,
            model: &loaded.model,
            catalogue: Catalogue::embedded(),
            answers,
            settings: self.settings,
            language,
            reviews: &Reviews::default(),
        };
        let runs = |rule: &Rule| self.runs(rule);
        let all = rules::check_by(&runs, &context, &Ended { unread });
        let looked = Looked {
            runs: &runs,
            actions: self.actions,
            whole: self.whole,
        };
        let mut settled = placed.settle(all, &context, self.terms, looked);
        let complete = loaded.not_analysed.is_empty();
        settled.tell(placed, complete, &runs, &context);
        settled
    }
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
