//! Completion scripts and manual pages (CLI-30), run through the programs that are
//! to read them where those exist.
#![expect(
    clippy::disallowed_methods,
    reason = "shells and `man` say themselves whether they can read a text"
)]

use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};

use clap::Command as Parser;
use ramlint::cli::help::command;

use super::{BAD, Folder};

const SHELLS: &[&str] = &["bash", "zsh", "fish", "elvish", "powershell", "nushell"];

/// Runs a program, if there is one of that name.
fn run(program: &str, arguments: &[&OsStr]) -> Option<Output> {
    let ran = Command::new(program)
        .args(arguments)
        .env("MANWIDTH", "80")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output();
    match ran {
        Ok(output) => Some(output),
        Err(error) => {
            eprintln!("skipped, because `{program}` cannot be run: {error}");
            None
        }
    }
}

fn commands() -> Vec<String> {
    let program = command();
    program
        .get_subcommands()
        .map(Parser::get_name)
        .map(str::to_owned)
        .collect()
}

#[test]
fn cli_30_scripts_name_every_command_and_flag() {
    let folder = Folder::new(&[]);
    let program = command();
    for shell in SHELLS {
        let script = folder.run(&["completions", shell]).ends(0).out;
        for command in program.get_subcommands() {
            assert!(
                script.contains(command.get_name()),
                "{shell}: {}",
                command.get_name()
            );
            for long in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(script.contains(long), "{shell}: --{long}");
            }
        }
    }
    folder.run(&["completions"]).ends(2);
    folder.run(&["completions", "tcsh"]).ends(2).warns("bash");
}

#[test]
fn cli_30_shells_can_read_their_scripts() {
    let folder = Folder::new(&[]);
    for shell in ["bash", "zsh", "fish"] {
        let script = folder.run(&["completions", shell]).ends(0).out;
        folder.write(shell, script);
        let path = folder.at(shell);
        let Some(output) = run(shell, &[OsStr::new("-n"), path.as_os_str()]) else {
            continue;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{shell}: {said}");
        assert_eq!(said, "", "{shell}");
        // What is no script is told from what is one.
        folder.write("broken", "if case [[ (\n'");
        let broken = run(shell, &[OsStr::new("-n"), folder.at("broken").as_os_str()]);
        assert!(
            broken.is_some_and(|output| !output.status.success()),
            "{shell}"
        );
    }
}

#[test]
fn cli_30_man_can_read_the_pages() {
    let folder = Folder::new(&[]);
    let mut pages = vec![(String::new(), folder.run(&["man"]).ends(0).out)];
    for command in commands() {
        let page = folder.run(&["man", &command]).ends(0).out;
        pages.push((format!("-{command}"), page));
    }
    for (name, page) in pages {
        assert!(page.contains(".SH NAME\n"), "{page}");
        let file = format!("ramlint{name}.1");
        folder.write(&file, page);
        let path = folder.at(&file);
        let arguments = ["--warnings", "-l"].map(OsStr::new);
        let Some(output) = run("man", &[arguments[0], arguments[1], path.as_os_str()]) else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        let text = String::from_utf8_lossy(&output.stdout);
        if text.contains("has been minimized") {
            eprintln!("skipped, because `man` is a stand-in that shows no pages");
            return;
        }
        assert!(output.status.success(), "{file}: {said}");
        assert_eq!(said, "", "{file}");
        assert!(text.contains(&format!("ramlint{name}")), "{file}: {text}");
    }
    folder
        .run(&["man", "nothing-like-it"])
        .ends(2)
        .warns("no command");
}

/// CLI-06: a reader that leaves early ends the program without a word, and the
/// status is still that of the findings.
#[test]
#[cfg(unix)]
fn cli_06_a_closed_pipe_is_no_error() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    for (arguments, code) in [
        (&["check"][..], 1),
        (&["check", "--format", "json"], 1),
        (&["rules"], 0),
        (&["explain", "*"], 0),
        (&["completions", "bash"], 0),
        (&["man"], 0),
        (&["dump-script"], 0),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ramlint"))
            .args(arguments)
            .current_dir(folder.0.path())
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}
