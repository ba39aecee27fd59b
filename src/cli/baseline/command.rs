//! `ramlint baseline`: the list of what is known is written, brought up to date, or
//! shortened.

use crate::cli::args::{BaselineArgs, BaselineDo, OutputArgs, WaivingArgs, When};
use crate::cli::baseline::place::Place;
use crate::cli::baseline::{Baseline, Entry, Matched, Moves, UNREAD, is_asked, is_there, matching};
use crate::cli::check::Judging;
use crate::cli::environment::Variables;
use crate::cli::load::{Collected, Loaded, UsageError, collect};
use crate::cli::status::{Outcome, Status};
use crate::cli::waivers::{Terms, Waivers};
use crate::cli::world::World;
use crate::cli::{asking, selection};
use crate::report::display::to_masked;
use crate::rules::kit::fingerprint::short;
use crate::rules::{Finding, Level};
use crate::source::Sources;

/// Runs the command.
///
/// # Errors
/// A bad flag, a baseline that is there already or that is not, or one that cannot be
/// read or written.
pub fn run(
    args: &BaselineArgs,
    variables: &Variables,
    world: &mut World<'_>,
) -> Result<Status, UsageError> {
    if args.accept_critical && args.what != BaselineDo::Update {
        return Err(UsageError(
            "--accept-critical says what `update` takes in; the others do not ask".to_owned(),
        ));
    }
    if args.paths.iter().any(|path| path == "-") {
        return Err(UsageError(
            "a baseline is of files; name them, or the folder that they are in, instead of `-`"
                .to_owned(),
        ));
    }
    let flags = args.judging.given(variables)?;
    let output = output(args);
    let language = asking::style(&output, world).language;
    let collected = collect(&args.paths, &args.input, (false, language), world)?;
    let configuration = collected.configuration().clone().under(flags);
    let settings = asking::settings(&args.answers, &configuration, world)?;
    let terms = Terms::under(settings.at, &configuration).not_before(world.now);
    let places = (collected.root(), world.cwd.as_path());
    let waivers = Waivers::of(&waiving(args), collected.origin(), places, &terms)?;
    let judging = Judging {
        actions: &configuration.actions(),
        off: &selection::switched_off(&configuration),
        settings: &settings,
        thresholds: &configuration.thresholds(),
        configuration: &configuration,
        waivers: &waivers,
        terms: &terms,
        whole: collected.is_whole(),
        language,
    };
    let files = collected.origin();
    let place = Place::find(args.baseline.as_deref(), collected.root(), &world.cwd)?;
    let there = there(args.what, &place, &collected)?;
    let mut loaded = collected.clone().read();
    let mut warnings = Vec::new();
    let answers = judging.ask(&mut loaded, &mut warnings);
    // What is accepted is neither known nor new.
    let findings = judging.part(&mut loaded, &answers).kept;
    asking::remark(&loaded, &warnings, &output, world);
    let complete = loaded.not_analysed.is_empty();
    let entries = there.as_ref().map_or(&[][..], |(_, old)| old.entries());
    let moves = Moves::default().since_written(entries, |path| is_there(files, path));
    let matched = matching(findings, &loaded.sources, entries, &moves);
    let removes = complete && collected.is_whole();
    let goes = |entry: &Entry| removes && is_asked(entry, &judging);
    let change = Change::of(matched, goes, Takes::by(args), &loaded.sources);
    let new = Baseline::of(change.entries);
    match &there {
        None => files.create(&place.path, &new.text()),
        Some((_, old)) if *old == new => Ok(()),
        Some((text, _)) => files.replace(&place.path, text, &new.text()),
    }
    .map_err(|reason| {
        UsageError(format!(
            "the baseline `{}` cannot be written: {reason}",
            place.path
        ))
    })?;
    if !args.quiet {
        let number = new.entries().len();
        let (added, removed) = (change.added, change.removed);
        let path = &place.path;
        let line = format!(
            "{path}: {} ({added} added, {removed} removed)",
            counted(number, "known finding", "known findings")
        );
        let line = format!("{}\n", to_masked(&line));
        asking::print("the result", line.as_bytes(), world);
        if !removes && args.what != BaselineDo::Create {
            let text = if complete {
                "nothing is taken out of the baseline, because only a part of the root was looked at; run it without a path, or name the part with --root"
            } else {
                "nothing is taken out of the baseline, because some input was not analysed, and may hold what it lists"
            };
            asking::say(&mut world.stderr, "note", text);
        }
    }
    for finding in &change.left_out {
        asking::say(&mut world.stderr, "left out", &told(finding, &loaded));
    }
    if !change.left_out.is_empty() {
        let text = "critical findings are taken in with --accept-critical only";
        asking::say(&mut world.stderr, "note", text);
    }
    let outcome = Outcome {
        findings: !change.left_out.is_empty(),
        incomplete: !complete,
        exit_zero: false,
        allow_incomplete: args.allow_incomplete,
    };
    Ok(outcome.status())
}

/// The baseline that is there, which is what `create` does not want and the others do.
fn there(
    what: BaselineDo,
    place: &Place,
    collected: &Collected,
) -> Result<Option<(String, Baseline)>, UsageError> {
    let path = &place.path;
    if what == BaselineDo::Create {
        if is_there(collected.origin(), path) {
            let update = place.command("update");
            return Err(UsageError(format!(
                "the baseline `{path}` is there already; `{update}` brings it up to date"
            )));
        }
        return Ok(None);
    }
    let known = Baseline::read(collected.origin(), path)?;
    if known.is_none() {
        let create = place.command("create");
        return Err(UsageError(format!(
            "the baseline `{path}` is not there; `{create}` writes it"
        )));
    }
    Ok(known)
}

/// What a baseline is to hold, and what of that is new.
struct Change {
    entries: Vec<Entry>,
    added: usize,
    removed: usize,
    /// Critical findings that are not taken in.
    left_out: Vec<Finding>,
}

impl Change {
    /// `goes` says which of the entries that match nothing are taken out.
    fn of(
        matched: Matched<'_>,
        goes: impl Fn(&Entry) -> bool,
        takes: Takes,
        sources: &Sources,
    ) -> Self {
        let known = matched.known.iter();
        let mut entries: Vec<Entry> = known.map(|known| Entry::new(known, sources)).collect();
        let left = matched.left.len();
        let stay = matched.left.into_iter().filter(|entry| !goes(entry));
        entries.extend(stay.cloned());
        let kept = entries.len();
        let removed = matched
            .known
            .len()
            .saturating_add(left)
            .saturating_sub(kept);
        let mut left_out = Vec::new();
        let new = matched.new.into_iter().filter(|new| new.rule != UNREAD);
        for finding in new {
            match takes {
                Takes::All => entries.push(Entry::new(&finding, sources)),
                Takes::NotCritical if finding.level < Level::Critical => {
                    entries.push(Entry::new(&finding, sources));
                }
                Takes::NotCritical => left_out.push(finding),
                Takes::Nothing => {}
            }
        }
        Self {
            added: entries.len().saturating_sub(kept),
            removed,
            entries,
            left_out,
        }
    }
}

/// Which new findings are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    All,
    NotCritical,
    Nothing,
}

impl Takes {
    const fn by(args: &BaselineArgs) -> Self {
        match args.what {
            BaselineDo::Prune => Self::Nothing,
            BaselineDo::Update if !args.accept_critical => Self::NotCritical,
            BaselineDo::Create | BaselineDo::Update => Self::All,
        }
    }
}

fn told(finding: &Finding, loaded: &Loaded) -> String {
    let at = finding.at.at;
    let (path, start) = (loaded.sources.path(at.file), loaded.sources.start(at));
    format!(
        "{path}:{}:{} {} {} ({})",
        start.line,
        start.column,
        finding.rule,
        finding.message,
        short(&finding.fingerprint)
    )
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Which waivers count, for this command.
fn waiving(args: &BaselineArgs) -> WaivingArgs {
    WaivingArgs {
        waivers: args.waivers.clone(),
        ..WaivingArgs::default()
    }
}

/// How the remarks of other commands are written, for this one.
fn output(args: &BaselineArgs) -> OutputArgs {
    OutputArgs {
        format: "human".to_owned(),
        color: When::Never,
        links: When::Never,
        lang: args.lang,
        quiet: u8::from(args.quiet),
        verbose: false,
        exit_zero: false,
        allow_incomplete: args.allow_incomplete,
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Takes};
    use crate::cli::baseline::{Entry, Moves, matching};
    use crate::rules::{Confidence, Finding, Label, Level};
    use crate::source::{Sources, Span};

    fn finding(sources: &mut Sources, level: Level, name: u64) -> Finding {
        let at = Label {
            at: Span::new(sources.add("a.json", "{}"), 0, 1),
            text: String::new(),
        };
        Finding {
            fingerprint: format!("{name:064x}"),
            meaning: format!("{name:064x}"),
            ..Finding::new(("RAM101", ""), (level, Confidence::High), String::new(), at)
        }
    }

    #[test]
    fn fp_06_critical_findings_come_in_when_told_and_stay_once_in() {
        let mut sources = Sources::default();
        let [known, gone, high, critical] = [
            (Level::Critical, 1),
            (Level::Critical, 2),
            (Level::High, 3),
            (Level::Critical, 4),
        ]
        .map(|(level, name)| finding(&mut sources, level, name));
        let entries = [&known, &gone].map(|one| Entry::new(one, &sources));
        for (takes, goes, kept, added, removed, left_out) in [
            (Takes::All, true, 3, 2, 1, 0),
            (Takes::NotCritical, true, 2, 1, 1, 1),
            (Takes::NotCritical, false, 3, 1, 0, 1),
            (Takes::Nothing, true, 1, 0, 1, 0),
        ] {
            let now = vec![known.clone(), high.clone(), critical.clone()];
            let matched = matching(now, &sources, &entries, &Moves::default());
            let change = Change::of(matched, |_| goes, takes, &sources);
            let found = (
                change.entries.len(),
                change.added,
                change.removed,
                change.left_out.len(),
            );
            assert_eq!(found, (kept, added, removed, left_out), "{takes:?} {goes}");
        }
    }
}
