//! `ramlint config show`: every setting for one file, and where it was set.

use std::ffi::OsString;
use std::io::Write;

use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr;

use crate::cli::args::{ConfigShowArgs, ShowFormat};
use crate::cli::asking;
use crate::cli::configuration::{Configuration, Entry, Origin};
use crate::cli::environment::Variables;
use crate::cli::load::UsageError;
use crate::cli::selection;
use crate::cli::start::start;
use crate::cli::status::Status;
use crate::cli::world::World;
use crate::report::display::{Untrusted, to_masked};
use crate::report::filter::Filter;
use crate::report::json::write_configuration;
use crate::report::run::{Setting, Settings};
use crate::rules::RULES;

/// Runs the command.
///
/// # Errors
/// A configuration that is not to be obeyed as it stands, or a file that is not there.
pub fn run(
    args: &ConfigShowArgs,
    variables: &Variables,
    world: &mut World<'_>,
) -> Result<Status, UsageError> {
    let flags = args.judging.given(variables)?;
    let started = start(std::slice::from_ref(&args.file), &args.input, world)?;
    let path = started.only_path().ok_or_else(|| missing(&args.file))?;
    let configuration = started
        .configuration()?
        .under(flags)
        .under(args.answers.given(variables))
        .under(args.input.given(variables));
    if let Some(upper) = started.upper_configuration() {
        let own = configuration.files.first().map_or("", AsRef::as_ref);
        let text = format!(
            "`{own}` holds for runs whose inputs lie below its folder; a run from above obeys `{upper}` for all of its files, these too"
        );
        asking::say(&mut world.stderr, "note", &text);
    }
    let settings = Settings {
        path: Untrusted::new(path.clone()),
        files: configuration
            .files
            .iter()
            .map(|path| Untrusted::new(path.to_string()))
            .collect(),
        settings: entries(&configuration, &path)
            .into_iter()
            .map(told)
            .collect(),
    };
    if args.format == ShowFormat::Json {
        // A reader who leaves early is no error.
        let _ = write_configuration(&settings, &mut *world.stdout.out);
        return Ok(Status::Clean);
    }
    let mut filter = Filter::new(&mut *world.stdout.out, false);
    let _ = filter.write_all(text(&settings).as_bytes());
    let _ = filter.finish();
    Ok(Status::Clean)
}

fn missing(file: &OsString) -> UsageError {
    let shown = to_masked(&file.to_string_lossy());
    UsageError(format!(
        "`{shown}` is no file or folder; name one for which settings are to be shown"
    ))
}

/// Every key with its value, then every rule with its level in the file.
fn entries(configuration: &Configuration, path: &str) -> Vec<Entry> {
    let mut all = configuration.keys.list();
    let off = selection::switched_off(configuration);
    for rule in RULES {
        let setting = configuration.setting(rule, path);
        let not_run = off.iter().find(|off| off.rule.id == rule.id);
        let (value, from): (Json, Origin) = match (not_run, setting.level) {
            (Some(off), _) => ("off".into(), off.by.clone()),
            (None, Some(given)) => {
                let level = given.value.level();
                let word = level.map_or_else(|| "off".to_owned(), |level| level.to_string());
                (word.into(), given.from)
            }
            (None, None) => (rule.level.to_string().into(), Origin::Default),
        };
        all.push(Entry {
            key: format!("rules.{}", rule.id),
            value,
            from,
        });
        if let Some(waivable) = setting.waivable {
            all.push(Entry {
                key: format!("rules.{}.waivable", rule.id),
                value: waivable.value.into(),
                from: waivable.from,
            });
        }
    }
    all
}

fn told(entry: Entry) -> Setting {
    let kind = match &entry.from {
        Origin::Default => "default",
        Origin::File(_) => "file",
        Origin::Variable(_) => "variable",
        Origin::Flag(_) => "flag",
    };
    Setting {
        key: entry.key,
        value: entry.value,
        kind,
        at: entry.from.told(),
    }
}

/// The settings in columns. Rules that nobody said anything about are counted.
fn text(settings: &Settings) -> String {
    let mut lines: Vec<[String; 3]> = Vec::new();
    let mut untouched: usize = 0;
    for one in &settings.settings {
        if one.key.starts_with("rules.") && one.kind == "default" {
            untouched = untouched.saturating_add(1);
            continue;
        }
        let value = if one.value.is_null() {
            "(none)".to_owned()
        } else {
            to_masked(&one.value.to_string())
        };
        lines.push([one.key.clone(), value, place(one)]);
    }
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or_default()
    };
    let (keys, values) = (width(0), width(1).min(MOST_COLUMNS));
    let mut text = head(settings);
    for [key, value, place] in &lines {
        let pad = |cell: &str, wide: usize| " ".repeat(wide.saturating_sub(cell.width()));
        let line = format!(
            "{key}{}  {value}{}  {place}\n",
            pad(key, keys),
            pad(value, values)
        );
        text.push_str(&line);
    }
    text.push_str(&format!(
        "{untouched} rules have their own levels, which `ramlint rules` lists\n"
    ));
    text
}

/// Columns that values are padded to; one that is longer moves its place to the right.
const MOST_COLUMNS: usize = 40;

/// Which file is shown, and what is obeyed for it.
fn head(settings: &Settings) -> String {
    let path = match settings.path.raw() {
        "" => ".".into(),
        _ => settings.path.to_display(),
    };
    let files: Vec<String> = settings
        .files
        .iter()
        .map(|path| path.to_display().into_owned())
        .collect();
    match files.as_slice() {
        [] => format!("for {path}, without a configuration file:\n"),
        [one] => format!("for {path}, by {one}:\n"),
        [first, extended @ ..] => {
            format!(
                "for {path}, by {first}, which extends {}:\n",
                extended.join(", ")
            )
        }
    }
}

fn place(setting: &Setting) -> String {
    let by = setting.at.by.to_display();
    match setting.at.line {
        Some(line) => format!("{by}:{line}"),
        None => by.into_owned(),
    }
}
