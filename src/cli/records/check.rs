//! `ramlint check --input ndjson`.

use std::sync::Arc;

use super::stream::{Answer, Streaming, not_analysed};
use super::{output, refuse, shared, start};
use crate::cli::args::CheckArgs;
use crate::cli::check::{Judging, time};
use crate::cli::configuration::Configuration;
use crate::cli::environment::Variables;
use crate::cli::load::{Loaded, Record, Shared, UsageError, account_of, read_record};
use crate::cli::selection::{self, Off};
use crate::cli::status::{Outcome, Status};
use crate::cli::waivers::{Comments, Terms, Waivers};
use crate::cli::world::World;
use crate::cli::{asking, fixing, surplus};
use crate::engine::answers::Settings;
use crate::report::json::write_record;
use crate::report::records::{self, Answered, Asked, Found, Stands, Totals};
use crate::report::run::{self, Checked, Project, Style};
use crate::rules::{Finding, RULES, Rule};

/// Runs the command.
///
/// # Errors
/// A bad flag, or one that does not go with records.
pub fn run(
    args: &CheckArgs,
    variables: &Variables,
    world: &mut World<'_>,
) -> Result<Status, UsageError> {
    let output = output(&args.output)?;
    refuse(&[
        ("--fix", args.fix),
        ("--diff", fixing::wanted(args)),
        ("--report", !args.report.is_empty()),
        ("--since", args.revisions.since.is_some()),
        ("--trust-base", args.revisions.trust_base.is_some()),
        ("--baseline", args.comparing.baseline.is_some()),
        ("--baseline-strict", args.comparing.baseline_strict),
    ])?;
    let style = asking::style(&output, world);
    let started = start(&args.paths, &args.input, world)?;
    let flags = args.judging.given(variables)?;
    let configuration = started.configuration()?.under(flags);
    let shared = shared(&started, &configuration, style.language)?;
    let settings = asking::settings(&args.answers, &configuration, world)?;
    let off = selection::switched_off(&configuration);
    let terms = Terms {
        comments: comments(args),
        ..Terms::under(settings.at, &configuration).not_before(world.now)
    };
    let places = (started.disk().root(), world.cwd.as_path());
    let waivers = Waivers::of(&args.waiving, started.disk(), places, &terms)?;
    let actions = configuration.actions();
    let mut warnings = Vec::new();
    asking::questions(&actions, style.language, &mut warnings);
    asking::notes(&warnings, &output, world);
    let is_on = |rule: &&Rule| !off.iter().any(|off| off.rule.id == rule.id);
    let checking = Checking {
        args,
        configuration: Arc::new(configuration),
        actions: &actions,
        told: off.iter().map(Off::told).collect(),
        rules: RULES.iter().copied().filter(is_on).collect(),
        off: &off,
        settings: &settings,
        waivers: &waivers,
        shared: &shared,
        style,
        now: world.now,
        time: time(world)?,
    };
    Streaming {
        asked: Asked {
            actions: &actions,
            at: settings.at,
            findings: true,
        },
        output: &output,
        no_progress: args.no_progress,
        language: style.language,
        longest: shared.longest,
        answer: &|record, stands| checking.answer(record, stands),
    }
    .run(&started, world)
}

fn comments(args: &CheckArgs) -> Comments<'static> {
    if args.waiving.no_waivers {
        Comments::NotTaken
    } else {
        Comments::Taken
    }
}

/// What every record is judged by.
struct Checking<'a> {
    args: &'a CheckArgs,
    configuration: Arc<Configuration>,
    actions: &'a [String],
    off: &'a [Off],
    told: Vec<run::Off>,
    rules: Vec<&'static Rule>,
    settings: &'a Settings,
    waivers: &'a Waivers,
    shared: &'a Shared,
    style: Style,
    now: i128,
    time: i128,
}

impl Checking<'_> {
    fn answer(&self, record: Record, stands: &Stands) -> Answer {
        let mut loaded = read_record(record, self.shared, &self.configuration);
        let configuration = &*self.configuration;
        let terms = Terms {
            comments: comments(self.args),
            ..Terms::under(self.settings.at, configuration).not_before(self.now)
        };
        let judging = Judging {
            actions: self.actions,
            off: self.off,
            settings: self.settings,
            thresholds: &configuration.thresholds(),
            configuration,
            waivers: self.waivers,
            terms: &terms,
            whole: false,
            language: self.style.language,
        };
        let answers = judging.ask(&mut loaded, &mut Vec::new());
        let parted = judging.part(&mut loaded, &answers);
        let check = &configuration.keys.check;
        let fails = |finding: &Finding| check.fails(finding);
        let (shown, hidden): (Vec<Finding>, Vec<Finding>) = parted
            .kept
            .into_iter()
            .partition(|finding| check.shows(finding));
        let outcome = Outcome {
            findings: shown.iter().chain(&hidden).any(fails),
            incomplete: !loaded.not_analysed.is_empty(),
            exit_zero: self.args.output.exit_zero,
            allow_incomplete: self.args.output.allow_incomplete,
        };
        let most = configuration.keys.limits.most_findings();
        let (shown, surplus) = surplus::part(shown, &loaded.sources, most);
        let configured = configuration.told(loaded.excluded, parted.off);
        let checked = Checked {
            run: asking::run(&loaded, &answers, self.settings, self.style),
            findings: &shown,
            surplus: &surplus,
            hidden: hidden.len(),
            hidden_failing: hidden.iter().filter(|finding| fails(finding)).count(),
            waived: &parted.waived,
            known: None,
            trusted: None,
            switched_off: &self.told,
            configuration: configured.as_ref(),
            flags: &[],
            rules: &self.rules,
            files: &loaded.files,
            exit: outcome.status().code(),
            time: self.time,
            project: &Project::Same,
        };
        let mut findings = Found {
            surplus: number(surplus.iter().map(|one| one.findings).sum()),
            hidden: number(hidden.len()),
            waived: number(parted.waived.len()),
            ..Found::default()
        };
        for finding in &shown {
            let count = findings
                .by_level
                .entry(finding.level.to_string())
                .or_default();
            *count = count.saturating_add(1);
            let about = u64::from(finding.action.is_some());
            findings.about_access = findings.about_access.saturating_add(about);
        }
        let totals = Totals {
            findings,
            ..totals(&loaded, &outcome)
        };
        told(
            stands,
            &loaded,
            &outcome,
            totals,
            Answered::Checked(&checked),
        )
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// What a record comes to, whatever was asked.
pub(super) fn totals(loaded: &Loaded, outcome: &Outcome) -> Totals {
    let is_error = loaded.counts.files == 0;
    Totals {
        records: u64::from(!is_error),
        errors: u64::from(is_error),
        counts: loaded.counts.clone(),
        incomplete: outcome.incomplete,
        failing: outcome.findings,
        ..Totals::default()
    }
}

/// The answer about a record, of which nothing may have been recognised.
pub(super) fn told(
    stands: &Stands,
    loaded: &Loaded,
    outcome: &Outcome,
    totals: Totals,
    answered: Answered<'_>,
) -> Answer {
    let lost = loaded.not_analysed.iter();
    let mut said: Vec<_> = lost
        .clone()
        .map(|entry| not_analysed(stands, entry.why.raw()))
        .collect();
    said.dedup();
    let first = lost.clone().next().map(|entry| entry.why.raw());
    let record = records::Record {
        stands,
        account: account_of(loaded),
        exit: outcome.status().code(),
        error: first.filter(|_| totals.errors > 0),
        answered: Some(answered),
    };
    let mut text = Vec::new();
    let _ = write_record(&record, &mut text);
    Answer { text, totals, said }
}
