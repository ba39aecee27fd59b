//! Help, manual pages' texts and suggestions for what is misspelt.

use std::collections::BTreeSet;

use clap::Command;
use ramlint::cli::environment::variable;
use ramlint::cli::help::{GROUPS, command};

use super::{BAD, Folder};

const DOCS: &str = "Docs: https://github.com/ramlint/ramlint";
const CODES: &str =
    "Exit codes: 0 clean, 1 findings, 2 usage error, 3 analysis incomplete, 101 bug";

/// A terminal of eighty columns and twenty-four lines.
const COLUMNS: usize = 80;
const LINES: usize = 24;

fn names() -> Vec<String> {
    let program = command();
    let names = program.get_subcommands().map(Command::get_name);
    names.map(str::to_owned).collect()
}

#[test]
fn cli_31_the_short_help_fits_on_one_screen() {
    let folder = Folder::new(&[]);
    let mut pages = vec![folder.run(&["-h"]).ends(0), folder.run(&["--help"]).ends(0)];
    for name in names() {
        pages.push(folder.run(&[&name, "-h"]).ends(0));
    }
    for page in pages {
        let lines: Vec<&str> = page.out.lines().collect();
        assert!(lines.len() <= LINES, "{} lines:\n{}", lines.len(), page.out);
        for line in lines {
            assert!(line.chars().count() <= COLUMNS, "{line}");
        }
    }
}

#[test]
fn cli_31_every_help_ends_with_exit_codes_and_one_address() {
    let folder = Folder::new(&[]);
    for name in names() {
        for arguments in [
            [name.as_str(), "-h"],
            [name.as_str(), "--help"],
            ["help", name.as_str()],
        ] {
            let page = folder.run(&arguments).ends(0).out;
            assert!(page.ends_with(&format!("{CODES}\n{DOCS}\n")), "{page}");
        }
    }
    for flag in ["-h", "--help"] {
        let page = folder.run(&[flag]).ends(0).out;
        assert!(page.contains(CODES), "{page}");
        assert!(page.ends_with(&format!("{DOCS}\n")), "{page}");
    }
}

#[test]
fn cli_31_commands_stand_under_headings() {
    let folder = Folder::new(&[]);
    let page = folder.run(&["--help"]).out;
    assert!(
        !page.contains("\nOthers"),
        "a command is in no group: {page}"
    );
    for (heading, commands) in GROUPS {
        let rest = page.split(&format!("\n{heading} ")).nth(1);
        let rest = rest.unwrap_or_else(|| panic!("{heading}: {page}"));
        let mut words = rest.split_whitespace();
        assert_eq!(
            words.next().map(|one| one.trim_end_matches(',')),
            commands.first().copied()
        );
        for name in *commands {
            assert!(rest.contains(name), "{name}: {page}");
            assert!(
                names().iter().any(|other| other == name),
                "{name} is no command"
            );
        }
    }
    let grouped: Vec<&str> = GROUPS
        .iter()
        .flat_map(|(_, names)| *names)
        .copied()
        .collect();
    let once: BTreeSet<&str> = grouped.iter().copied().collect();
    assert_eq!(once.len(), grouped.len());
    // Flags have headings of their own in turn.
    let page = folder.run(&["check", "--help"]).out;
    for heading in ["Findings:", "Input:", "Answers:", "Output:"] {
        assert!(
            page.contains(&format!("\n{heading}\n")),
            "{heading}: {page}"
        );
    }
}

#[test]
fn cli_20_without_a_command_there_is_short_help_and_two_examples() {
    let ran = Folder::new(&[]).run(&[]).ends(2);
    assert_eq!(ran.out, "");
    assert_eq!(ran.err.matches("\n  ramlint ").count(), 2, "{}", ran.err);
    for name in names() {
        let mut words = ran.err.split([' ', ',', '\n']);
        assert!(words.any(|word| word == name), "{name}: {}", ran.err);
    }
}

/// CLI-29: the help names the variable of every flag, and all choices.
#[test]
fn cli_29_the_long_help_names_every_variable_and_choice() {
    let folder = Folder::new(&[]);
    for command in command().get_subcommands() {
        let page = folder.run(&[command.get_name(), "--help"]).out;
        for arg in command.get_arguments() {
            let Some(long) = arg.get_long() else {
                continue;
            };
            let entry = format!("[env: {}]", variable(long));
            assert_eq!(page.matches(&entry).count(), 1, "{entry}: {page}");
            let flag = format!("--{long}");
            let at = page
                .match_indices(&flag)
                .map(|(at, _)| &page[at + flag.len()..]);
            let mut at = at.filter(|rest| rest.starts_with([' ', '\n', '.', '[']));
            let text = at.next().unwrap_or_else(|| panic!("{flag}: {page}"));
            for value in arg.get_possible_values() {
                if !value.is_hide_set() {
                    assert!(
                        text.contains(value.get_name()),
                        "{flag}: {}",
                        value.get_name()
                    );
                }
            }
        }
    }
}

#[test]
fn cli_32_misspelt_commands_flags_formats_and_levels_get_the_nearest() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    for (arguments, nearest) in [
        (&["chekc"][..], "'check'"),
        (&["check", "--formatt", "json"], "'--format'"),
        (&["check", "--format", "jsn"], "'json'"),
        (&["check", "--fail-on", "hihg"], "'high'"),
        (&["completions", "bsh"], "'bash'"),
        (&["man", "chekc"], "check"),
        (&["check", "--lang", "zh-C"], "'zh-CN'"),
    ] {
        let ran = folder.run(arguments).ends(2);
        assert!(ran.err.contains(nearest), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "");
    }
    folder
        .run(&["check", "--action", "kvstore:DestoryInstance", "bad.json"])
        .warns("kvstore:DestroyInstance");
    folder
        .run(&["check", "--action", "redis:DestroyInstance", "bad.json"])
        .warns("kvstore:DestroyInstance");
}
