//! What the commands share once the input is read: which actions are asked
//! about, at which time, under which readings, and how results are written.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write};

use crate::cli::args::{AnswerArgs, GUARDED, OutputArgs, PageArgs, PageFormat, ReadingsArg, When};
use crate::cli::configuration::Configuration;
use crate::cli::language::language;
use crate::cli::load::{Loaded, UsageError};
use crate::cli::status::Outcome;
use crate::cli::world::{Stream, World, color};
use crate::engine::answers::access::LineKey;
use crate::engine::answers::{self, Answers, Line, Settings};
use crate::engine::domain::ordered::parse_instant;
use crate::engine::question::{Question, Readings};
use crate::engine::siblings::{self, Siblings};
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::report::display::{Untrusted, to_masked};
use crate::report::filter::Filter;
use crate::report::run::{NotAnalysed, Run, Style};
use crate::report::{Reporter, reporter};
use crate::rules::Language;
use crate::rules::kit::say;

/// How the engine is asked.
///
/// # Errors
/// `--at` is not a time.
pub fn settings(
    args: &AnswerArgs,
    configuration: &Configuration,
    world: &World<'_>,
) -> Result<Settings, UsageError> {
    let configured = || configuration.keys.answers.readings();
    Ok(Settings {
        at: instant(args.at.as_deref(), world)?,
        readings: match args.readings.unwrap_or_else(configured) {
            ReadingsArg::Default => Readings::Default,
            ReadingsArg::Strict => Readings::Strict,
        },
        substitution: None,
        reach: true,
        obtain: true,
    })
}

/// The warning that goes with `--allow-incomplete` where it matters.
pub const ALLOWED: &str =
    "--allow-incomplete: some input was not analysed and the exit status does not say so";

/// The time that is asked about.
///
/// # Errors
/// `--at` is not a time.
pub fn instant(at: Option<&str>, world: &World<'_>) -> Result<i128, UsageError> {
    at.map_or(Ok(world.now), |text| {
        parse_instant(text).ok_or_else(|| {
            UsageError(format!(
                "--at wants a time with its offset, as in 2026-11-22T00:00:00Z, and got `{text}`"
            ))
        })
    })
}

/// Whether a word has the form of an action, `code:Name`.
#[must_use]
pub fn looks_like_action(word: &str) -> bool {
    let Some((code, name)) = word.split_once(':') else {
        return false;
    };
    let code_fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '*' | '?');
    let name_fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '*' | '?');
    !code.is_empty()
        && !name.is_empty()
        && code.chars().all(code_fits)
        && name.chars().all(name_fits)
}

/// The action, if one is named, and the paths of `who-can` and `can`: the first
/// operand is the action if it looks like one and no file of that name exists.
///
/// # Errors
/// Several actions, or a pattern instead of an action.
pub fn action_and_paths(
    flags: &[String],
    operands: &[OsString],
    world: &World<'_>,
) -> Result<(Option<String>, Vec<OsString>), UsageError> {
    let named = operands
        .first()
        .and_then(|word| word.to_str())
        .filter(|word| looks_like_action(word) && !world.cwd.join(word).exists());
    let paths = match named {
        Some(_) => operands.iter().skip(1).cloned().collect(),
        None => operands.to_vec(),
    };
    let action = match (named, flags) {
        (Some(action), []) => Some(action.to_owned()),
        (None, [action]) => Some(action.clone()),
        (None, []) => None,
        _ => {
            let mut all: Vec<&str> = named.into_iter().collect();
            all.extend(flags.iter().map(String::as_str));
            return Err(UsageError(format!(
                "one action can be asked about at a time, and these were named: {}",
                all.join(", ")
            )));
        }
    };
    action.as_deref().map_or(Ok(()), plain_action)?;
    Ok((action, paths))
}

/// Refuses what is not the name of one action.
///
/// # Errors
/// A pattern, or a word without a code.
pub fn plain_action(action: &str) -> Result<(), UsageError> {
    if action.contains(['*', '?']) {
        let similar = Catalogue::embedded().similar_actions(action.trim_matches('*'), 3);
        let mut text = format!("`{action}` is a pattern; name one action, as in `{GUARDED}`");
        if !similar.is_empty() {
            text.push_str(&format!(
                "; there are actions with similar names: {}",
                similar.join(", ")
            ));
        }
        return Err(UsageError(text));
    }
    if !looks_like_action(action) {
        return Err(UsageError(format!(
            "`{action}` is not an action; write code:Name, as in `{GUARDED}`"
        )));
    }
    Ok(())
}

/// What is said of an action in a file that looks misspelt, where nobody would see a
/// note about it.
#[must_use]
pub fn misspelt(action: &str, near: &str) -> String {
    format!(
        "`{action}` is not in the catalogue, which has `{near}`; a misspelt name would stand for nothing, so correct it, or list it under `unlisted` of `[guard]` if it is meant"
    )
}

/// The question about each action; a warning where the catalogue does not hold it.
pub fn questions(
    actions: &[String],
    language: Language,
    warnings: &mut Vec<String>,
) -> Vec<Question> {
    let all = actions.iter();
    all.map(|action| question(action, language, warnings))
        .collect()
}

/// Answers a question about each action. An answer that ended with its budget
/// leaves the run incomplete (D41).
pub fn ask(
    actions: &[String],
    loaded: &mut Loaded,
    settings: &Settings,
    language: Language,
    warnings: &mut Vec<String>,
) -> Vec<Answers> {
    let questions = questions(actions, language, warnings);
    let all = answer(&questions, &loaded.model, settings);
    tell_unfinished(&all, loaded, language);
    all
}

/// Answers questions about a model.
pub fn answer(questions: &[Question], model: &Model, settings: &Settings) -> Vec<Answers> {
    let catalogue = Catalogue::embedded();
    let questions = questions.iter();
    questions
        .map(|question| answers::answer(model, catalogue, question, settings))
        .collect()
}

/// Says of answers that ended with their budget that they are not whole.
pub fn tell_unfinished(answers: &[Answers], loaded: &mut Loaded, language: Language) {
    let all = answers.iter();
    let unfinished = all.flat_map(|answers| unfinished(answers, language));
    loaded.not_analysed.extend(unfinished);
}

/// The question about an action; a warning where the catalogue does not hold it.
pub fn question(action: &str, language: Language, warnings: &mut Vec<String>) -> Question {
    let catalogue = Catalogue::embedded();
    let question = answers::question(action, catalogue);
    if !question.catalogued {
        let mut text = say!(
            language,
            "`{action}` is not in the catalogue, so it is evaluated both as an action on all resources and as one on ARNs",
            "`{action}` 不在目录中，因此既按针对全部资源的操作、也按针对 ARN 的操作评估"
        );
        let similar = catalogue.similar_actions(action, 1);
        if let [name] = similar.as_slice() {
            text.push_str(&say!(
                language,
                "; there is an action with a similar name: `{name}`",
                "；有名称相近的操作：`{name}`"
            ));
        }
        warnings.push(text);
    }
    question
}

/// What of some answers ended with its budget (D41).
#[must_use]
pub fn unfinished(answers: &Answers, language: Language) -> Vec<NotAnalysed> {
    let said = |line: &Line, why: &'static str| NotAnalysed {
        path: Untrusted::new(line.id.clone()),
        at: None,
        why: Untrusted::new(why),
    };
    let undecided = answers.lines().filter(|(_, line)| line.verdict.over_budget);
    let cut = answers.lines().filter(|(_, line)| line.search_cut);
    let undecided = undecided.map(|(_, line)| {
        let why = language.pick(
            "has conditions that are too many to decide within the step budget; take out patterns that others cover, or put fewer tests of one key in its policies",
            "的条件过多，无法在步数预算内判定；请删除被其他模式覆盖的模式，或在其权限策略中减少对同一键的判断",
        );
        said(line, why)
    });
    let cut = cut.map(|(_, line)| {
        let why = language.pick(
            "has more ways to what it could obtain than are looked at within the step budget",
            "可设法获得权限的途径过多，未能在步数预算内全部查看",
        );
        said(line, why)
    });
    undecided.chain(cut).collect()
}

/// Those who are left out of a comparison, as what was not analysed.
pub fn not_compared(names: Vec<String>, why: &'static str) -> impl Iterator<Item = NotAnalysed> {
    names.into_iter().map(move |name| NotAnalysed {
        path: Untrusted::new(name),
        at: None,
        why: Untrusted::new(why),
    })
}

/// Notes about flags that change the exit status.
#[must_use]
pub fn flags(outcome: &Outcome, language: Language) -> Vec<String> {
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
    flags
}

/// Who has the other actions with the same outcome: every line, or one alone.
/// Not asked where the report has no place for it.
#[must_use]
pub fn siblings(
    answers: &Answers,
    loaded: &Loaded,
    settings: &Settings,
    only: Option<LineKey>,
    args: &OutputArgs,
) -> Option<Siblings> {
    let counts_only =
        only.is_none() && reporter(&args.format).is_some_and(|reporter| reporter.human);
    let quietest = if counts_only { 0 } else { 1 };
    (args.quiet <= quietest).then(|| {
        let (model, catalogue) = (&loaded.model, Catalogue::embedded());
        let only = only.map(|line| BTreeSet::from([line]));
        siblings::ask(model, catalogue, &answers.question, settings, only.as_ref())
    })
}

/// The facts for a report.
#[must_use]
pub fn run<'a>(
    loaded: &'a Loaded,
    answers: &'a [Answers],
    settings: &Settings,
    style: Style,
) -> Run<'a> {
    Run {
        sources: &loaded.sources,
        model: &loaded.model,
        answers,
        siblings: None,
        at: settings.at,
        complete: loaded.not_analysed.is_empty(),
        assumes: &loaded.assumes,
        not_analysed: &loaded.not_analysed,
        counts: &loaded.counts,
        style,
    }
}

/// How standard output is drawn on.
#[must_use]
pub fn style(args: &OutputArgs, world: &World<'_>) -> Style {
    let human = reporter(&args.format).is_some_and(|reporter| reporter.human);
    Style {
        color: color(args.color, &world.environment, world.stdout.is_terminal),
        links: links(args, world),
        width: world.stdout.width.filter(|_| world.stdout.is_terminal),
        language: language(args.lang, human, &world.environment),
        all: args.verbose,
        quiet: args.quiet > 0,
        verbose: args.verbose,
        at_most: None,
        show_waived: false,
        sarif_suppressed: false,
    }
}

/// How a report in a file is drawn: as on standard output, without what only a
/// terminal shows, and in the language that its own format asks for.
#[must_use]
pub fn style_of_file(
    reporter: &Reporter,
    args: &OutputArgs,
    shown: Style,
    world: &World<'_>,
) -> Style {
    Style {
        color: false,
        links: false,
        width: None,
        language: language(args.lang, reporter.human, &world.environment),
        quiet: false,
        ..shown
    }
}

/// Whether text for people may hold links: on a terminal that shows colour, unless
/// the flag says otherwise.
fn links(args: &OutputArgs, world: &World<'_>) -> bool {
    let colored = color(args.color, &world.environment, world.stdout.is_terminal);
    match args.links {
        When::Always => true,
        When::Never => false,
        When::Auto => colored && world.stdout.is_terminal,
    }
}

/// How a page is drawn on standard output.
#[must_use]
pub fn page_style(args: &PageArgs, world: &World<'_>) -> Style {
    let for_people = args.format != PageFormat::Json;
    Style {
        color: page_color(args, world),
        width: world.stdout.width.filter(|_| world.stdout.is_terminal),
        language: language(args.lang, for_people, &world.environment),
        ..Style::default()
    }
}

fn page_color(args: &PageArgs, world: &World<'_>) -> bool {
    args.format == PageFormat::Human
        && color(args.color, &world.environment, world.stdout.is_terminal)
}

/// Writes a page to standard output, through the filter where it is for people.
pub fn write_page(
    args: &PageArgs,
    world: &mut World<'_>,
    page: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) {
    let mut text = Vec::new();
    let written = if args.format == PageFormat::Json {
        page(&mut text)
    } else {
        let mut filter = Filter::new(&mut text, page_color(args, world));
        page(&mut filter).and_then(|()| filter.finish().map(|_| ()))
    };
    match written {
        Ok(()) => print("the page", &text, world),
        Err(error) => complain("the page", &error, world),
    }
}

/// Writes a report to standard output. A reader who leaves early is no error.
pub fn write(
    reporter: &Reporter,
    args: &OutputArgs,
    world: &mut World<'_>,
    report: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) {
    if args.quiet > 1 {
        return;
    }
    let colored = color(args.color, &world.environment, world.stdout.is_terminal);
    let linked = links(args, world);
    // What is written goes on in large pieces, or when a format wants it to.
    let mut out = io::BufWriter::new(&mut *world.stdout.out);
    let written = if reporter.human {
        let mut filter = Filter::new(&mut out, colored).with_links(linked);
        report(&mut filter).and_then(|()| filter.finish().map(|_| ()))
    } else {
        report(&mut out)
    };
    let written = written.and_then(|()| out.flush());
    // What a reader who left has not taken is not offered again.
    let _ = out.into_parts();
    if let Err(error) = written {
        complain("the report", &error, world);
    }
}

/// Writes a finished text to standard output. A reader who leaves early is no error.
pub fn print(what: &str, text: &[u8], world: &mut World<'_>) {
    let out = &mut world.stdout.out;
    if let Err(error) = out.write_all(text).and_then(|()| out.flush()) {
        complain(what, &error, world);
    }
}

fn complain(what: &str, error: &io::Error, world: &mut World<'_>) {
    if error.kind() != io::ErrorKind::BrokenPipe {
        let text = format!("{what} cannot be written: {error}");
        say(&mut world.stderr, "error", &text);
    }
}

/// One line on standard error.
pub fn say(stderr: &mut Stream<'_>, kind: &str, text: &str) {
    let mut filter = Filter::new(&mut *stderr.out, false);
    let _ = writeln!(filter, "{kind}: {}", to_masked(text));
    let _ = filter.finish();
}

/// Notes on standard error, unless nothing but the report is wanted there.
pub fn notes<'a>(
    notes: impl IntoIterator<Item = &'a String>,
    args: &OutputArgs,
    world: &mut World<'_>,
) {
    if args.quiet == 0 {
        for note in notes {
            say(&mut world.stderr, "note", note);
        }
    }
}

/// Remarks and what was not analysed, on standard error; the formats repeat the
/// latter in the report, which is enough where a person sees both streams.
pub fn remark(loaded: &Loaded, warnings: &[String], args: &OutputArgs, world: &mut World<'_>) {
    if args.quiet > 0 {
        return;
    }
    notes(loaded.notes.iter().chain(warnings), args, world);
    let holds = loaded.counts.holds;
    if holds.documents == 0 && loaded.counts.files > 0 {
        say(
            &mut world.stderr,
            "warning",
            "the input holds no policy document of its own; what the policies that it names allow is known only for those that are bundled",
        );
    }
    let seen_together = world.stdout.is_terminal && world.stderr.is_terminal;
    if args.format != "human" || !seen_together {
        for entry in &loaded.not_analysed {
            say(
                &mut world.stderr,
                "not analysed",
                &format!("{} {}", entry.path.raw(), entry.why.raw()),
            );
        }
    }
    if args.allow_incomplete && !loaded.not_analysed.is_empty() {
        say(&mut world.stderr, "warning", ALLOWED);
    }
}
