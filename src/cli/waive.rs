//! `ramlint waivers`: the waivers of an input listed and checked, and one added.

use std::ffi::OsString;
use std::path::Path;

use crate::cli::args::{
    AddWaiverArgs, InputArgs, PageFormat, WaiverLintArgs, WaiverListArgs, WaiversArgs,
    WaiversCommand,
};
use crate::cli::check::{Judging, Parted};
use crate::cli::configuration::Configuration;
use crate::cli::environment::Variables;
use crate::cli::load::{Collected, Loaded, UsageError, collect};
use crate::cli::status::Status;
use crate::cli::waivers::{self, Day, Found, New, Placed, Terms, Waivers, with_entry};
use crate::cli::world::World;
use crate::cli::{asking, selection};
use crate::engine::answers::{Answers, Settings};
use crate::report::display::{path_to_display, to_masked};
use crate::report::run::{ListedWaivers, WaiverKeys};
use crate::report::{human, json};
use crate::rules::kit::fingerprint::short;
use crate::rules::{Finding, Language, Level, Waiver, WaiverKind};
use crate::source::{Sources, Span};

/// Runs the command.
///
/// # Errors
/// A bad flag, a file of waivers that is not whole, or a finding that cannot be
/// waived.
pub fn run(
    args: &WaiversArgs,
    variables: &Variables,
    world: &mut World<'_>,
) -> Result<Status, UsageError> {
    match &args.command {
        WaiversCommand::List(args) => list(args, world),
        WaiversCommand::Lint(args) => lint(args, world),
        WaiversCommand::Add(args) => add(args, variables, world),
    }
}

/// The texts of an input, and its file of waivers.
struct Opened {
    collected: Collected,
    found: Found,
    text: String,
}

fn open(
    paths: &[OsString],
    input: &InputArgs,
    named: Option<&Path>,
    language: Language,
    world: &mut World<'_>,
) -> Result<Opened, UsageError> {
    let collected = collect(paths, input, (false, language), world)?;
    let found = waivers::find(named, collected.origin(), collected.root(), &world.cwd)?;
    Ok(Opened {
        text: found.text.clone().unwrap_or_default(),
        collected,
        found,
    })
}

fn list(args: &WaiverListArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let style = asking::page_style(&args.page, world);
    if args.page.format == PageFormat::Markdown {
        return Err(UsageError(
            "waivers are listed for people or as JSON; leave --format out or say json".to_owned(),
        ));
    }
    let within = args.expiring.as_deref().map(expiring).transpose()?;
    let at = asking::instant(args.at.as_deref(), world)?;
    let named = args.waivers.as_deref();
    let opened = open(&args.paths, &args.input, named, style.language, world)?;
    let configuration = opened.collected.configuration().clone();
    let terms = Terms::under(at, &configuration);
    let read = Waivers::read(&opened.found.path, &opened.text, &terms)?;
    let mut loaded = opened.collected.read();
    let placed = read.place(&mut loaded.sources, &terms);
    let sources = &loaded.sources;
    tell_misread(&placed, sources, world);
    let mut all: Vec<(&Waiver, WaiverKeys<'_>)> = placed
        .listed()
        .filter(|(waiver, _)| within.is_none_or(|days| waiver.days_left <= days))
        .collect();
    all.sort_by_key(|(waiver, _)| (waiver.days_left, waiver.at));
    let listed = ListedWaivers {
        sources,
        today: &terms.today.to_string(),
        waivers: &all,
        style,
    };
    asking::write_page(&args.page, world, |out| match args.page.format {
        PageFormat::Json => json::write_waivers(&listed, out),
        PageFormat::Human | PageFormat::Markdown => human::write_waivers(&listed, out),
    });
    Ok(Status::Clean)
}

/// `30d`, or `30`.
fn expiring(text: &str) -> Result<i64, UsageError> {
    let number = text.strip_suffix('d').unwrap_or(text);
    let days = number.parse::<u32>().map(i64::from);
    days.map_err(|_| {
        UsageError(format!(
            "--expiring wants a number of days, as in 30d, and got `{text}`"
        ))
    })
}

fn lint(args: &WaiverLintArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let at = asking::instant(args.at.as_deref(), world)?;
    let named = args.waivers.as_deref();
    let opened = open(&args.paths, &args.input, named, Language::English, world)?;
    let terms = Terms::under(at, opened.collected.configuration());
    let mut faulty = false;
    let read = Waivers::read(&opened.found.path, &opened.text, &terms);
    let read = read.unwrap_or_else(|faults| {
        for line in faults.lines() {
            asking::say(&mut world.stderr, "error", line);
        }
        faulty = true;
        Waivers::default()
    });
    let mut sources = Sources::default();
    for (path, text) in opened.collected.texts() {
        sources.add(path, text);
    }
    let placed = read.place(&mut sources, &terms);
    faulty |= tell_misread(&placed, &sources, world);
    let mut over = false;
    let mut count = 0_usize;
    for (waiver, _) in placed.listed() {
        count = count.saturating_add(1);
        if waiver.is_over() {
            over = true;
            let place = place(waiver.at, &sources);
            let owner = waiver.owner.as_deref();
            let owner = owner.map_or_else(String::new, |owner| format!("; its owner is {owner}"));
            let text = format!("{place}: it ended on {}{owner}", waiver.expires);
            asking::say(&mut world.stderr, "expired", &text);
        }
    }
    if faulty {
        return Ok(Status::Usage);
    }
    let text = match count {
        1 => "1 waiver is whole\n".to_owned(),
        count => format!("{count} waivers are whole\n"),
    };
    asking::print("the result", text.as_bytes(), world);
    Ok(if over {
        Status::Findings
    } else {
        Status::Clean
    })
}

/// Tells of comments that were meant as waivers and are none.
fn tell_misread(placed: &Placed, sources: &Sources, world: &mut World<'_>) -> bool {
    for one in &placed.misread {
        let why = one.why.text(Language::English);
        let text = format!("{}: {why}", place(one.at, sources));
        asking::say(&mut world.stderr, "error", &text);
    }
    !placed.misread.is_empty()
}

fn place(at: Span, sources: &Sources) -> String {
    let start = sources.start(at);
    let path = path_to_display(sources.path(at.file));
    format!("{path}:{}:{}", start.line, start.column)
}

/// An input with its findings.
struct Examined<'a> {
    loaded: Loaded,
    answers: Vec<Answers>,
    configuration: &'a Configuration,
    settings: &'a Settings,
    terms: &'a Terms<'a>,
}

impl Examined<'_> {
    /// Parts the findings by a text of waivers.
    fn part(&mut self, read: &Waivers) -> Parted {
        let judging = Judging {
            actions: &self.configuration.actions(),
            off: &selection::switched_off(self.configuration),
            settings: self.settings,
            thresholds: &self.configuration.thresholds(),
            configuration: self.configuration,
            waivers: read,
            terms: self.terms,
            whole: false,
            language: Language::English,
        };
        judging.part(&mut self.loaded, &self.answers)
    }
}

fn add(
    args: &AddWaiverArgs,
    variables: &Variables,
    world: &mut World<'_>,
) -> Result<Status, UsageError> {
    let flags = args.judging.given(variables)?;
    let kind = args.kind.as_deref().map(kind).transpose()?;
    let named = args.waivers.as_deref();
    let opened = open(&args.paths, &args.input, named, Language::English, world)?;
    let configuration = opened.collected.configuration().clone().under(flags);
    let settings = asking::settings(&args.answers, &configuration, world)?;
    let terms = Terms::under(settings.at, &configuration);
    if !opened.found.inside {
        return Err(UsageError(format!(
            "`{}` lies outside of the root, where nothing is written",
            opened.found.path
        )));
    }
    let before = Waivers::read(&opened.found.path, &opened.text, &terms)?;
    let mut loaded = opened.collected.clone().read();
    let language = Language::English;
    let actions = configuration.actions();
    let answers = asking::ask(&actions, &mut loaded, &settings, language, &mut Vec::new());
    let mut examined = Examined {
        loaded,
        answers,
        configuration: &configuration,
        settings: &settings,
        terms: &terms,
    };
    let parted = examined.part(&before);
    let finding = wanted(&args.fingerprint, &parted, &examined.loaded.sources)?;
    may_last(finding, args, &terms)?;
    let text = with_entry(
        &opened.text,
        &New {
            about: &to_masked(&format!(
                "{} {}: {}",
                finding.rule, finding.level, finding.message
            )),
            rule: finding.rule,
            path: examined.loaded.sources.path(finding.at.at.file),
            fingerprint: &finding.fingerprint,
            reason: &args.reason,
            expires: &args.expires,
            owner: args.owner.as_deref(),
            ticket: args.ticket.as_deref(),
            kind,
        },
    );
    let after = Waivers::read(&opened.found.path, &text, &terms)?;
    let said = format!(
        "{} is waived until {} by {}\n",
        place(finding.at.at, &examined.loaded.sources),
        args.expires,
        path_to_display(&opened.found.path)
    );
    // What is written is known to do what was asked for.
    let again = examined.part(&after);
    if again
        .kept
        .iter()
        .any(|one| one.fingerprint == finding.fingerprint)
    {
        return Err(UsageError(format!(
            "an entry for `{}` would not accept the finding; nothing was written",
            args.fingerprint
        )));
    }
    let files = opened.collected.origin();
    let written = match &opened.found.text {
        Some(before) => files.replace(&opened.found.path, before, &text),
        None => files.create(&opened.found.path, &text),
    };
    written.map_err(|reason| {
        UsageError(format!(
            "`{}` cannot be written: {reason}",
            opened.found.path
        ))
    })?;
    asking::print("the result", said.as_bytes(), world);
    Ok(Status::Clean)
}

fn kind(text: &str) -> Result<WaiverKind, UsageError> {
    let mut all = WaiverKind::ALL.into_iter();
    all.find(|kind| kind.word() == text).ok_or_else(|| {
        let all = WaiverKind::ALL.map(WaiverKind::word).join(", ");
        UsageError(format!("--kind wants one of {all}, and got `{text}`"))
    })
}

/// The finding of a fingerprint, or of as much of one as people are shown, that
/// nothing accepts yet.
fn wanted<'a>(
    fingerprint: &str,
    parted: &'a Parted,
    sources: &Sources,
) -> Result<&'a Finding, UsageError> {
    let is_named = |one: &Finding| {
        let whole = &one.fingerprint;
        fingerprint.len() >= short(whole).len() && whole.starts_with(fingerprint)
    };
    let kept: Vec<&Finding> = parted.kept.iter().filter(|one| is_named(one)).collect();
    if let [finding] = kept.as_slice() {
        return Ok(finding);
    }
    if !kept.is_empty() {
        return Err(UsageError(format!(
            "`{fingerprint}` begins the fingerprints of several findings; `ramlint check --format json` shows them whole"
        )));
    }
    let mut waived = parted.waived.iter();
    if let Some(one) = waived.find(|one| is_named(&one.finding)) {
        return Err(UsageError(format!(
            "`{fingerprint}` is waived already, until {} by {}",
            one.by.expires,
            place(one.by.at, sources)
        )));
    }
    Err(UsageError(format!(
        "no finding has the fingerprint `{fingerprint}`; `ramlint check --format json` shows those that there are"
    )))
}

/// Refuses a last day that is too late for the level of the finding.
fn may_last(finding: &Finding, args: &AddWaiverArgs, terms: &Terms<'_>) -> Result<(), UsageError> {
    let day = Day::read(&args.expires).ok_or_else(|| {
        UsageError(format!(
            "--expires wants a day, as in 2026-12-31, and got `{}`",
            args.expires
        ))
    })?;
    if day < terms.today {
        return Err(UsageError(format!(
            "--expires is {day}, which is over; today is {}",
            terms.today
        )));
    }
    let latest = terms.today.after(terms.max_days_critical);
    if finding.level == Level::Critical && day > latest {
        return Err(UsageError(format!(
            "a finding of level critical is waived for {} days at most, until {latest}",
            terms.max_days_critical
        )));
    }
    Ok(())
}
