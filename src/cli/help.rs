//! Help texts: the commands by what they are for, and each flag's choices and
//! variable. They derive from the arguments, so that they never list what does not
//! exist.

use std::fmt::Write as _;

use clap::{Arg, Command};

use crate::cli::args::{self, CODES};
use crate::cli::environment;

/// Commands by what they are for, in the order of the help.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("Ask", &["who-can", "can"]),
    ("Check", &["check", "test", "inputs", "config"]),
    ("Compare", &["diff", "equivalent", "implies"]),
    ("Understand", &["explain", "rules"]),
    ("Manage", &["baseline"]),
    (
        "Integrate",
        &["dump-script", "schema", "completions", "man"],
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
'ramlint help' says what each does, 'ramlint help <COMMAND>' its options.
Docs: https://github.com/ramlint/ramlint";

/// The command line, with its help.
#[must_use]
pub fn command() -> Command {
    let plain = args::command();
    let (named, listed) = (named(&plain), listed(&plain));
    plain
        .mut_subcommands(|command| {
            let inner = |command: Command| command.mut_args(documented);
            command.mut_args(documented).mut_subcommands(inner)
        })
        .override_usage(USAGE)
        .before_help(named)
        .before_long_help(listed)
        .help_template(format!(
            "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{{before-help}}{EXAMPLES}\n{CODES}\n{MORE}"
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

/// The commands under the headings of their groups; one that is in none comes last.
fn grouped(command: &Command) -> Vec<(&'static str, Vec<&Command>)> {
    let mut grouped = Vec::new();
    let mut headings = Vec::new();
    for (heading, names) in GROUPS {
        let of_group: Vec<&Command> = names
            .iter()
            .filter_map(|name| command.find_subcommand(name))
            .collect();
        grouped.extend(of_group.iter().map(|command| command.get_name()));
        headings.push((*heading, of_group));
    }
    let others: Vec<&Command> = command
        .get_subcommands()
        .filter(|command| !grouped.contains(&command.get_name()))
        .collect();
    headings.push(("Others", others));
    headings.retain(|(_, of)| !of.is_empty());
    headings
}

/// The commands with what each does.
fn listed(command: &Command) -> String {
    let widest = command
        .get_subcommands()
        .map(|command| command.get_name().len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for (heading, commands) in grouped(command) {
        let _ = writeln!(text, "{heading}:");
        for command in commands {
            let about = command.get_about().map(ToString::to_string);
            let (name, about) = (command.get_name(), about.unwrap_or_default());
            let _ = writeln!(text, "  {name:widest$}  {about}");
        }
    }
    text
}

/// The names of the commands alone, which fit on one screen however many there are.
fn named(command: &Command) -> String {
    let groups = grouped(command);
    let widest = groups.iter().map(|(heading, _)| heading.len()).max();
    let widest = widest.unwrap_or_default().saturating_add(1);
    let mut text = String::new();
    for (heading, commands) in groups {
        let names: Vec<&str> = commands.iter().map(|command| command.get_name()).collect();
        let (heading, names) = (format!("{heading}:"), names.join(", "));
        let _ = writeln!(text, "{heading:widest$} {names}");
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
