//! `ramlint diff`: who gains and who loses access between two inputs.

mod files;
mod told;
mod waived;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::cli::args::{DiffArgs, InputArgs};
use crate::cli::configuration::Configuration;
use crate::cli::load::{Collected, Loaded, UsageError};
use crate::cli::renames::renames;
use crate::cli::start::start_at;
use crate::cli::status::{Outcome, Status};
use crate::cli::trust::{Missed, Versions, in_version, unrecognised};
use crate::cli::versions::{self, versions};
use crate::cli::waivers::Waivers;
use crate::cli::world::World;
use crate::cli::{asking, reports};
use crate::engine::difference::{self, Difference};
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::completeness::Claims;
use crate::model::own_account::OwnAccount;
use crate::report::display::Untrusted;
use crate::report::reporter;
use crate::report::run::{Compared, NotAnalysed, Run, Version};
use crate::rules::kit::gained::Grades;
use crate::rules::{Language, Level};

/// Runs the command.
///
/// # Errors
/// A bad flag, or an input that is not there.
pub fn run(args: &DiffArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    for action in &args.action {
        asking::plain_action(action)?;
    }
    let targets = reports::targets(&args.report, &world.cwd, |one| one.diff.is_some())?;
    let style = asking::style(&args.output, world);
    let language = style.language;
    let Sides {
        mut before,
        mut after,
        told,
        accepted: (waivers, trouble),
    } = sides(args, language, world)?;
    let configuration = &before.loaded.configuration;
    let settings = asking::settings(&args.answers, configuration, world)?;
    let actions = match args.action.as_slice() {
        [] => configuration.actions(),
        named => named.to_vec(),
    };
    let mut warnings: Vec<String> = trouble.into_iter().collect();
    let questions = asking::questions(&actions, language, &mut warnings);
    let catalogue = Catalogue::embedded();
    let mut compared = difference::compare(
        &before.loaded.model,
        &after.loaded.model,
        &questions,
        catalogue,
        &settings,
    );
    if args.all_actions {
        let (one, other) = (&before.loaded.model, &after.loaded.model);
        let named = questions.iter().map(|question| question.action.as_str());
        let named: Vec<&str> = named.collect();
        let rows = (difference::all::Rows::Each, named.as_slice());
        let all = difference::all::compare_all(one, other, catalogue, &settings, rows);
        compared.difference.join(all);
    }
    if compared.difference.compared == 0 {
        let why = language.pick(
            "holds no principal and no identity policy that could be compared",
            "不含可比较的主体或权限策略",
        );
        let name = vec![after.name.clone()];
        after
            .loaded
            .not_analysed
            .extend(asking::not_compared(name, why));
    }
    for (side, answers) in [
        (&mut before, &compared.before),
        (&mut after, &compared.after),
    ] {
        let unfinished = answers.iter();
        let unfinished = unfinished.flat_map(|answers| asking::unfinished(answers, language));
        side.loaded.not_analysed.extend(unfinished);
    }
    let unfinished = uncompared(&compared.difference, language);
    after.loaded.not_analysed.extend(unfinished);
    let guarded = questions.iter().map(|question| question.action.as_str());
    let mut levels = levels(&compared.difference, guarded, &after.loaded.model);
    let answered = (
        (&mut before.loaded, compared.before.as_slice()),
        (&mut after.loaded, compared.after.as_slice()),
    );
    let accepted = waived::accept(
        &mut compared.difference,
        &mut levels,
        answered,
        &waived::Asked {
            waivers: &waivers,
            actions: &actions,
            settings: &settings,
            now: world.now,
            language,
        },
    );
    let found = &compared.difference;
    let fail_on_new = args.fail_on_new.map(|level| level.level());
    let fails = fail_on_new.is_some_and(|from| levels.iter().any(|level| *level >= from));
    let outcome = Outcome {
        findings: fails,
        incomplete: [&before, &after]
            .iter()
            .any(|side| !side.loaded.not_analysed.is_empty()),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    let status = outcome.status();
    let mut flags = asking::flags(&outcome, language);
    asking::notes(told.as_slice(), &args.output, world);
    flags.extend(told);
    remark(
        [("base", &before), ("head", &after)],
        &warnings,
        args,
        world,
    );
    let changed = files::changes(&before.loaded, &after.loaded, found);
    let facts = Compared {
        before: Version {
            name: &before.name,
            run: asking::run(&before.loaded, &compared.before, &settings, style),
        },
        after: Version {
            name: &after.name,
            run: asking::run(&after.loaded, &compared.after, &settings, style),
        },
        difference: found,
        levels: &levels,
        accepted: &accepted,
        all_actions: args.all_actions,
        files: &changed,
        fail_on_new,
        flags: &flags,
        exit: status.code(),
    };
    if let Some(reporter) = reporter(&args.output.format)
        && let Some(write) = reporter.diff
    {
        asking::write(reporter, &args.output, world, |out| write(&facts, out));
    }
    for target in &targets {
        let style = asking::style_of_file(target.reporter, &args.output, style, world);
        let after = Version {
            run: Run {
                style,
                ..facts.after.run
            },
            ..facts.after
        };
        let facts = Compared { after, ..facts };
        if let Some(write) = target.reporter.diff {
            target.write(|out| write(&facts, out))?;
        }
    }
    Ok(status)
}

/// The levels of what is gained.
fn levels<'a>(
    found: &Difference,
    guarded: impl Iterator<Item = &'a str>,
    after: &Model,
) -> Vec<Level> {
    let grades = Grades::new(after, guarded, Catalogue::embedded());
    let gained = found.gained.iter();
    gained
        .map(|entry| grades.level(entry, &found.causes))
        .collect()
}

/// Whose access could not be compared within the budget, as what was not analysed
/// (D41).
fn uncompared(found: &Difference, language: Language) -> Vec<NotAnalysed> {
    let all = found.gained.iter().chain(&found.lost);
    let mut names: Vec<&str> = all
        .filter(|entry| entry.over_budget)
        .map(|entry| entry.principal.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    let why = language.pick(
        "has conditions that are too many to compare within the step budget",
        "的条件过多，无法在步数预算内比较",
    );
    names
        .into_iter()
        .map(|name| NotAnalysed {
            path: Untrusted::new(name.to_owned()),
            at: None,
            why: Untrusted::new(why),
        })
        .collect()
}

/// One of the two inputs, read.
struct Side {
    name: String,
    loaded: Loaded,
}

/// Both inputs, read, and what the later one says of how it is looked at, which is not
/// obeyed.
struct Sides {
    before: Side,
    after: Side,
    told: Option<String>,
    /// The waivers of the earlier one, and why there are none where they cannot be
    /// obeyed.
    accepted: (Waivers, Option<String>),
}

impl Sides {
    /// Of the two as they were collected, and the files that only the earlier one reads
    /// though the other may have their texts. `own` is the configuration of the later
    /// one.
    fn of(
        (base, before): (String, Collected),
        (head, mut after): (String, Collected),
        missed: &Missed,
        own: &Result<Configuration, UsageError>,
        (language, world): (Language, &World<'_>),
    ) -> Self {
        let mut changed = told::Changed::of(&before, &mut after, own, language, world);
        let renamed = renames(before.texts(), after.texts());
        let before = Side {
            name: base,
            loaded: before.read(),
        };
        let Loaded { model, sources, .. } = &before.loaded;
        let claims = Claims::of(model, sources).with_manifests(&before.loaded.manifests);
        after.believe(claims.kept());
        after.take_own_account(OwnAccount::of(model));
        let mut after = Side {
            name: head,
            loaded: after.read(),
        };
        let lost = unrecognised(Versions {
            read_as: &before.loaded.read_as,
            renamed: &renamed,
            after: &after.loaded,
        });
        let lost = lost.map(|one| one.not_analysed(&before.name, language));
        let lost: Vec<NotAnalysed> = lost.collect();
        after.loaded.not_analysed.extend(lost);
        let missed = missed.not_analysed(&before.name, language);
        after.loaded.not_analysed.extend(missed);
        after.loaded.not_analysed.sort();
        Self {
            accepted: changed.accepted(&before.name, language),
            told: changed.sentence(&before.name, &after.loaded, language),
            before,
            after,
        }
    }
}

/// Reads both inputs.
fn sides(args: &DiffArgs, language: Language, world: &mut World<'_>) -> Result<Sides, UsageError> {
    let operands: Vec<OsString> = std::iter::once(&args.base)
        .chain(&args.head)
        .cloned()
        .collect();
    if let Some((base, head)) = versions(&operands, &args.path, &args.input, language, world)? {
        let missed = Missed::between(&base.collected, &head.collected, || Ok(head.whole))?;
        let (one, other) = ((base.name, base.collected), (head.name, head.collected));
        let told = (language, &*world);
        return Ok(Sides::of(one, other, &missed, &head.own, told));
    }
    if let Some(path) = args.path.first() {
        return Err(UsageError(format!(
            "--path: `{}` is for comparing revisions; two folders are compared whole",
            Path::new(path).display()
        )));
    }
    if args.input.root.is_some() {
        return Err(UsageError(
            "--root: each of the two inputs of `diff` is its own root, so that paths of both can be compared"
                .to_owned(),
        ));
    }
    let here = OsString::from(".");
    let head = args.head.as_ref().unwrap_or(&here);
    let before = operand(&args.base, world)?;
    let after = operand(head, world)?;
    let started = |operand: &Operand, world: &mut World<'_>| {
        let args = InputArgs {
            root: Some(operand.root.clone()),
            ..args.input.clone()
        };
        let paths = [operand.given.clone()];
        let configuration = start_at(&paths, &args, world).configuration();
        (args, paths, configuration)
    };
    let name = |operand: &Operand| Path::new(&operand.given).display().to_string();
    let (own_args, paths, configuration) = started(&before, world);
    let obeyed = configuration
        .map_err(|error| in_version(&name(&before), error, versions::WITHOUT_CONFIGURATION))?;
    let told = (true, language);
    let earlier = start_at(&paths, &own_args, world).collect(obeyed.clone(), told)?;
    let (own_args, paths, own) = started(&after, world);
    let later = start_at(&paths, &own_args, world).collect(obeyed, told)?;
    // A file stands for itself, whatever lies beside it.
    let missed = if before.file.is_none() && after.file.is_none() {
        Missed::between(&earlier, &later, || Ok(None))?
    } else {
        Missed::default()
    };
    let (one, other) = ((name(&before), earlier), (name(&after), later));
    let mut sides = Sides::of(one, other, &missed, &own, (language, &*world));
    if let (Some(base), Some(head)) = (&before.file, &after.file) {
        same_document(base, &mut sides.after.loaded, head);
    }
    for side in [&mut sides.before, &mut sides.after] {
        side.loaded.not_analysed.sort();
    }
    Ok(sides)
}

/// An input on disk: a folder that is whole by itself, or one file in it.
struct Operand {
    given: OsString,
    root: PathBuf,
    /// The name of the file, where it is one.
    file: Option<String>,
}

fn operand(given: &OsStr, world: &World<'_>) -> Result<Operand, UsageError> {
    let shown = Path::new(given).display();
    if given.is_empty() {
        return Err(UsageError(
            "an empty operand names nothing to compare; name a revision, a folder or a file"
                .to_owned(),
        ));
    }
    if given == "-" {
        return Err(UsageError(
            "`-`: standard input cannot be compared; write it to a file first".to_owned(),
        ));
    }
    let path = world.cwd.join(given);
    let Ok(metadata) = path.metadata() else {
        return Err(UsageError(format!(
            "`{shown}` is no file or folder that can be compared"
        )));
    };
    if metadata.is_dir() {
        return Ok(Operand {
            given: given.to_owned(),
            root: path,
            file: None,
        });
    }
    let root = match path.parent() {
        Some(parent) => parent.to_owned(),
        None => world.cwd.clone(),
    };
    let name = path.file_name().and_then(OsStr::to_str);
    Ok(Operand {
        given: given.to_owned(),
        root,
        file: Some(name.unwrap_or_default().to_owned()),
    })
}

/// Two files are two texts of one document, whatever they are called: what only
/// this document gives goes by the name of the earlier one.
fn same_document(base: &str, later: &mut Loaded, head: &str) {
    for holding in &mut later.model.holdings {
        let rest = holding.path.strip_prefix(head);
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('#')) {
            holding.path = format!("{base}{rest}");
        }
    }
}

/// Remarks and what was not analysed, on standard error, each with its side; a
/// remark about both is made once.
fn remark(sides: [(&str, &Side); 2], warnings: &[String], args: &DiffArgs, world: &mut World<'_>) {
    let output = &args.output;
    if output.quiet > 0 {
        return;
    }
    let [(_, before), (_, after)] = sides;
    for (name, side) in sides {
        let other = if name == "base" { after } else { before };
        for note in &side.loaded.notes {
            if !other.loaded.notes.contains(note) {
                asking::say(&mut world.stderr, "note", &format!("{name}: {note}"));
            } else if name == "head" {
                asking::say(&mut world.stderr, "note", note);
            }
        }
    }
    for warning in warnings {
        asking::say(&mut world.stderr, "note", warning);
    }
    let seen_together = world.stdout.is_terminal && world.stderr.is_terminal;
    let mut any = false;
    for (name, side) in sides {
        for NotAnalysed { path, why, .. } in &side.loaded.not_analysed {
            any = true;
            if output.format != "human" || !seen_together {
                let text = format!("{name}: {} {}", path.raw(), why.raw());
                asking::say(&mut world.stderr, "not analysed", &text);
            }
        }
    }
    if output.allow_incomplete && any {
        asking::say(
            &mut world.stderr,
            "warning",
            "--allow-incomplete: some input was not analysed and the exit status does not say so",
        );
    }
}
