//! The program as a process of its own, where the library is not enough.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that starts a program: the one under test"
)]

use std::process::{Command, Output, Stdio};

use super::{BAD, Folder, GOOD};

fn ramlint(folder: &Folder, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ramlint"))
        .args(arguments)
        .current_dir(folder.0.path())
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn cli_01_the_process_exits_with_the_status() {
    let folder = Folder::new(&[("bad.json", BAD), ("good.json", GOOD)]);
    for (arguments, code) in [
        (&["check", "good.json"][..], 0),
        (&["check", "bad.json"], 1),
        (&["check", "--no-such-flag"], 2),
        (&["check", "gone.json"], 3),
        (&[], 2),
        (&["--version"], 0),
        (&["help", "who-can"], 0),
    ] {
        let output = ramlint(&folder, arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let silent = code == 2;
        assert_eq!(output.stdout.is_empty(), silent, "{arguments:?}");
    }
}

#[test]
fn cli_10_the_streams_of_the_process_are_kept_apart() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let output = ramlint(
        &folder,
        &["check", "bad.json", "gone.json", "--format", "json"],
    );
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["complete"], false);
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("gone.json")
    );
}

#[test]
fn sec_33_the_environment_and_the_home_folder_are_not_read() {
    let folder = Folder::new(&[("good.json", GOOD)]);
    folder.write(".aliyun/config.json", BAD);
    let home = folder.at(".");
    let here = Folder::new(&[("good.json", GOOD)]);
    let output = Command::new(env!("CARGO_BIN_EXE_ramlint"))
        .args(["check", "--format", "json"])
        .current_dir(here.0.path())
        .env_clear()
        .env("HOME", &home)
        .env(
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            "canary-in-the-environment",
        )
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["inputs"]["files"], 1);
    let all = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(!all.contains("canary"));
}

#[test]
fn cli_26_git_takes_the_patch() {
    let policy = "{\n  \"Version\": \"1\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\n        \"oss:Get*\",\n        \"oss:GetObject\"\n      ],\n      \"Resource\": \"*\"\n    }\n  ]\n}";
    let folder = Folder::new(&[
        ("策略 a/p \"1\".json", policy),
        ("crlf.json", &policy.replace('\n', "\r\n")),
        ("one-line.json", &policy.replace('\n', "")),
    ]);
    let patch = ramlint(&folder, &["check", "--select", "RAM302", "--diff"]);
    assert_eq!(patch.status.code(), Some(1));
    folder.write("fix.patch", &patch.stdout);
    let git = Command::new("git")
        .args(["apply", "fix.patch"])
        .current_dir(folder.0.path())
        .output();
    let Ok(git) = git else {
        eprintln!("skipped: git is not here to take a patch");
        return;
    };
    assert!(
        git.status.success(),
        "{}",
        String::from_utf8_lossy(&git.stderr)
    );
    std::fs::remove_file(folder.at("fix.patch")).unwrap();
    let after = ramlint(&folder, &["check", "--select", "RAM302", "--diff"]);
    assert_eq!(String::from_utf8(after.stdout).unwrap(), "");
}

/// Says to a process of this binary which of its threads is to panic.
const PANICS: &str = "RAMLINT_TESTS_PANIC";
const OF_THE_INPUT: &str = "secret of the input \u{1b}[31m";

/// Does nothing unless `cli_05_a_panic_ends_the_process_with_101_and_one_line` runs it
/// in a process of its own.
#[test]
fn panics_if_it_is_told_to() {
    let Some(thread) = std::env::var_os(PANICS) else {
        return;
    };
    ramlint::cli::bug::end_at_a_panic();
    if thread == "another" {
        let _ = std::thread::spawn(|| panic!("{OF_THE_INPUT}")).join();
    } else {
        panic!("{OF_THE_INPUT}");
    }
}

#[test]
fn cli_05_a_panic_ends_the_process_with_101_and_one_line() {
    for thread in ["its own", "another"] {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "cli::process::panics_if_it_is_told_to"])
            .env(PANICS, thread)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(101), "{thread}: {said}");
        assert_eq!(said.lines().count(), 1, "{thread}: {said}");
        for part in [
            concat!("ramlint ", env!("CARGO_PKG_VERSION"), " stopped on a bug"),
            "process.rs:",
            concat!("report it at ", env!("CARGO_PKG_REPOSITORY"), "/issues"),
        ] {
            assert!(said.contains(part), "{thread}: {said}");
        }
        let all = said + &String::from_utf8_lossy(&output.stdout);
        assert!(!all.contains("secret"), "{thread}: {all}");
        // The test did not fail, as it would with 101 too: it did not come to its end.
        assert!(!all.contains("test result"), "{thread}: {all}");
    }
    let folder = Folder::new(&[]);
    let help = ramlint(&folder, &["check", "--help"]);
    assert!(String::from_utf8_lossy(&help.stdout).contains("101 bug"));
}
