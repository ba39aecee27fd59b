//! Help texts: the commands by what they are for, and each flag's choices and
//! variable. They derive from the arguments, so that they never list what does not
//! exist.

use std::fmt::Write as _;

use clap::{Arg, Command};

use crate::cli::args::{self, CODES, EXIT_CODES};
use crate::cli::{environment, limits};

/// Commands by what they are for, in the order of the help.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("Ask", &["who-can", "can"]),
    ("Check", &["check", "test", "inputs", "config"]),
    ("Compare", &["diff", "equivalent", "implies"]),
    ("Understand", &["explain", "rules"]),
    ("Manage", &["baseline", "waivers"]),
    (
        "Integrate",
        &["merge", "dump-script", "schema", "completions", "man"],
    ),
];

const EXAMPLES: &str = "\
Examples:
  ramlint check policies/
  ramlint who-can kvstore:DestroyInstance policies/
";

/// Characters of the choices of an operand that the short help has room for.
const MOST_CHOICES: usize = 45;

const USAGE: &str = "ramlint <COMMAND> [OPTIONS] | --help | --version";

const MORE: &str = "\
'ramlint help <COMMAND>' lists options. Docs: https://github.com/ramlint/ramlint";

/// The command line, with its help.
#[must_use]
pub fn command() -> Command {
    let plain = args::command();
    let listed = listed(&plain);
    plain
        .mut_subcommands(|command| {
            let inner = |command: Command| command.mut_args(documented);
            command.mut_args(documented).mut_subcommands(inner)
        })
        .mut_subcommand("check", |check| {
            let table = limits::table();
            check.after_long_help(format!("{table}\n{EXIT_CODES}"))
        })
        .override_usage(USAGE)
        .help_template(format!(
            "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{listed}{EXAMPLES}{CODES}\n{MORE}"
        ))
}

/// What is said where no command is given.
#[must_use]
pub fn short() -> String {
    let plain = args::command();
    let about = plain.get_about().map(ToString::to_string);
    let about = about.unwrap_or_default();
    let listed = listed(&plain);
    format!("{about}\nUsage: {USAGE}\n\n{listed}\n{EXAMPLES}{MORE}\n")
}

/// The commands beside the headings of their groups, one a line, and those of the last
/// group by their names alone; one that is in no group comes after them.
fn listed(command: &Command) -> String {
    let groups = || GROUPS.iter().map(|(heading, _)| heading.len());
    let margin = groups().max().unwrap_or_default();
    let names = command.get_subcommands().map(|one| one.get_name().len());
    let widest = names.max().unwrap_or_default();
    let grouped: Vec<&str> = GROUPS
        .iter()
        .flat_map(|(_, names)| *names)
        .copied()
        .collect();
    let others: Vec<&str> = command
        .get_subcommands()
        .map(Command::get_name)
        .filter(|name| !grouped.contains(name))
        .collect();
    let mut text = String::new();
    let last = GROUPS.len().saturating_sub(1);
    for (number, (heading, names)) in GROUPS.iter().enumerate() {
        if number == last {
            let _ = writeln!(text, "{heading:margin$} {}", names.join(", "));
            continue;
        }
        for (number, name) in names.iter().enumerate() {
            let heading = if number == 0 { *heading } else { "" };
            let found = command.find_subcommand(name);
            let about = found.and_then(Command::get_about).map(ToString::to_string);
            let about = about.unwrap_or_default();
            let _ = writeln!(text, "{heading:margin$} {name:widest$}  {about}");
        }
    }
    if !others.is_empty() {
        let _ = writeln!(text, "{:margin$} {}", "Others", others.join(", "));
    }
    text
}

/// A flag whose long help gives its choices and its variable. The short help keeps
/// to one line.
fn documented(arg: Arg) -> Arg {
    let takes_values = arg.get_action().takes_values();
    let Some(long) = arg.get_long() else {
        return operand(arg);
    };
    let variable = environment::variable(long);
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values = arg.get_possible_values();
    let shown: Vec<_> = values.iter().filter(|value| !value.is_hide_set()).collect();
    if shown.iter().any(|value| value.get_help().is_some()) {
        help.push('\n');
        for value in &shown {
            let about = value.get_help().map(ToString::to_string);
            let _ = write!(
                help,
                "\n- {}: {}",
                value.get_name(),
                about.unwrap_or_default()
            );
        }
        help.push('\n');
    } else if !shown.is_empty() {
        let names: Vec<&str> = shown.iter().map(|value| value.get_name()).collect();
        let _ = write!(help, "\n[possible values: {}]", names.join(", "));
    }
    if let Some(limit) = limits::SETTINGS
        .iter()
        .find(|limit| long.strip_prefix("max-") == Some(limit.key))
    {
        let _ = write!(help, "\n[default: {}, the least]", limit.default());
    }
    let _ = write!(help, "\n[env: {variable}]");
    arg.long_help(help).hide_possible_values(takes_values)
}

/// An operand, whose choices the short help leaves out where they take too much of
/// a line.
fn operand(arg: Arg) -> Arg {
    let names: Vec<String> = arg
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    let names = names.join(", ");
    if names.len() <= MOST_CHOICES {
        return arg;
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    arg.long_help(format!("{help}\n[possible values: {names}]"))
        .hide_possible_values(true)
}
