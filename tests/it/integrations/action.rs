//! The scripts of the GitHub action, run with the program that was built.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use super::files::committed;
use super::top;
use crate::cli::{BAD, Folder, GOOD};
use crate::reports::runner;

/// What a step left behind.
struct Step {
    status: Option<i32>,
    log: String,
    outputs: BTreeMap<String, String>,
    summary: String,
}

impl Step {
    fn output(&self, name: &str) -> &str {
        self.outputs
            .get(name)
            .unwrap_or_else(|| panic!("{name}: {}", self.log))
    }

    /// The log up to where the fence is lifted, and what comes after.
    #[track_caller]
    fn parts(&self) -> (&str, &str, &str) {
        let (first, rest) = self.log.split_once('\n').unwrap();
        let token = first.strip_prefix("::stop-commands::").unwrap();
        assert_eq!(token.len(), 32, "{token}");
        assert!(
            token.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{token}"
        );
        let (inside, outside) = rest.split_once(&format!("\n::{token}::\n")).unwrap();
        (token, inside, outside)
    }
}

/// Runs a script of the action in a folder.
fn step(script: &str, folder: &Folder, environment: &[(&str, &str)]) -> Step {
    let around = Folder::new(&[("temp/x", ""), ("output", ""), ("summary", "before\n")]);
    let path = |name: &str| around.at(name).to_str().unwrap().to_owned();
    let mut command = Command::new("/bin/bash");
    command
        .arg("--")
        .arg(top().join(".github/action").join(script))
        .current_dir(folder.0.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_ACTION_PATH", top())
        .env("PROGRAM", env!("CARGO_BIN_EXE_ramlint"))
        .env("RUNNER_TEMP", path("temp"))
        .env("GITHUB_OUTPUT", path("output"))
        .env("GITHUB_STEP_SUMMARY", path("summary"))
        .envs(environment.iter().copied())
        .stdin(Stdio::null());
    let ran = command.output().unwrap();
    let err = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(runner::commands(&err), [], "{err}");
    let outputs = fs::read_to_string(path("output")).unwrap();
    let outputs = outputs.lines().map(|line| {
        let (name, value) = line.split_once('=').unwrap();
        let sarif = name == "sarif-file" && !value.is_empty();
        let value = if sarif {
            fs::read_to_string(value).unwrap()
        } else {
            value.to_owned()
        };
        (name.to_owned(), value)
    });
    Step {
        status: ran.status.code(),
        log: String::from_utf8(ran.stdout).unwrap(),
        outputs: outputs.collect(),
        summary: fs::read_to_string(path("summary")).unwrap(),
    }
}

#[test]
fn ga_01_the_exit_status_is_an_output_and_reports_are_written() {
    let folder = Folder::new(&[("good/a.json", GOOD), ("bad/a.json", BAD)]);
    // A path that is not there is a finding of its own.
    for (environment, code, findings, complete, grants) in [
        (&[("INPUT_PATHS", "good")][..], "0", "0", "true", 0),
        (&[("INPUT_PATHS", "bad")], "1", "1", "true", 1),
        (&[("INPUT_PATHS", "good\r\n\r\nbad\n")], "1", "1", "true", 1),
        (
            &[("INPUT_PATHS", "bad"), ("INPUT_FAIL_ON", "never")],
            "0",
            "1",
            "true",
            1,
        ),
        (&[("INPUT_PATHS", "good\ngone")], "3", "1", "false", 0),
        (&[("INPUT_PATHS", "bad\ngone")], "1", "2", "false", 1),
        (&[("INPUT_FAIL_ON", "nonsense")], "2", "", "false", 0),
        (
            &[("INPUT_FAIL_ON", "never --exit-zero")],
            "2",
            "",
            "false",
            0,
        ),
        (&[("INPUT_PATHS", "--exit-zero\nbad")], "1", "2", "false", 1),
        (&[], "1", "1", "true", 1),
    ] {
        let step = step("run.sh", &folder, environment);
        assert_eq!(step.status, Some(0), "{environment:?}: {}", step.log);
        let said =
            ["exit-code", "findings", "complete", "new-access"].map(|name| step.output(name));
        assert_eq!(
            said,
            [code, findings, complete, ""],
            "{environment:?}: {}",
            step.log
        );
        let ran = code != "2";
        assert_eq!(step.summary.len() > "before\n".len(), ran);
        assert!(step.summary.starts_with("before\n"));
        if ran {
            let sarif: serde_json::Value = serde_json::from_str(step.output("sarif-file")).unwrap();
            let results = sarif["runs"][0]["results"].as_array().unwrap();
            assert_eq!(results.len().to_string(), findings);
        } else {
            assert_eq!(step.output("sarif-file"), "");
        }
        let (_, inside, outside) = step.parts();
        assert!(!inside.is_empty());
        assert_eq!(
            outside.matches("title=ramlint RAM101").count(),
            grants,
            "{outside}"
        );
    }
}

#[test]
fn ga_04_other_commits_are_looked_at_where_inputs_name_them() {
    let folder = committed(&[("old.json", BAD)]);
    folder.write("new.json", BAD);
    folder.write("ramlint.toml", "[rules]\nRAM101 = \"off\"\n");
    for (environment, said) in [
        (&[("INPUT_SINCE", "HEAD")][..], ["0", "0", "0"]),
        (&[("INPUT_TRUST_BASE", "HEAD")], ["1", "2", ""]),
        (
            &[("INPUT_SINCE", "HEAD"), ("INPUT_TRUST_BASE", "HEAD")],
            ["1", "1", "1"],
        ),
        (&[("INPUT_CONFIG", "gone.toml")], ["2", "", ""]),
        (&[("INPUT_SINCE", "--exit-zero")], ["2", "", ""]),
        (&[("INPUT_TRUST_BASE", "nowhere")], ["2", "", ""]),
    ] {
        let step = step("run.sh", &folder, environment);
        assert_eq!(step.status, Some(0), "{environment:?}: {}", step.log);
        let found = ["exit-code", "findings", "new-access"].map(|name| step.output(name));
        assert_eq!(found, said, "{environment:?}: {}", step.log);
    }
}

#[test]
fn what_is_switched_off_is_not_written() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let off = ["INPUT_SARIF", "INPUT_ANNOTATIONS", "INPUT_SUMMARY"].map(|name| (name, "false"));
    let step = step("run.sh", &folder, &off);
    assert_eq!(step.output("exit-code"), "1");
    assert_eq!(step.output("sarif-file"), "");
    assert_eq!(step.summary, "before\n");
    assert_eq!(step.parts().2, "");
}

/// SEC-22: the word that lifts the fence is another each time, and of what the input
/// holds nothing is obeyed or run.
#[test]
fn sec_22_names_and_inputs_are_neither_run_nor_obeyed() {
    let names = [
        "a b'\"$(touch pwned)`touch pwned`;touch pwned.json",
        "x\n::error::forged.json",
        "##[error]y.json",
        "-e.json",
    ];
    let folder = Folder::new(&[]);
    for name in names {
        folder.write(&format!("p/{name}"), BAD);
    }
    let attack = "p\n$(touch pwned)\n`touch pwned`\n\"; touch pwned\n::error::forged";
    let steps: Vec<Step> = [".", "p", attack]
        .map(|paths| step("run.sh", &folder, &[("INPUT_PATHS", paths)]))
        .into();
    for step in &steps {
        assert_eq!(step.status, Some(0), "{}", step.log);
        let (_, inside, outside) = step.parts();
        let grants = outside.matches("title=ramlint RAM101").count();
        assert_eq!(grants, names.len(), "{}", step.log);
        assert_eq!(runner::commands(inside), [], "{inside}");
        for command in runner::commands(outside) {
            assert_ne!(command.data, "forged", "{outside}");
            assert!(["error", "warning", "notice"].contains(&command.name.as_str()));
        }
    }
    let tokens: std::collections::BTreeSet<&str> =
        steps.iter().map(|step| step.parts().0).collect();
    assert_eq!(tokens.len(), steps.len());
    assert!(!folder.at("pwned").exists() && !folder.at("p/pwned").exists());
}

fn script(folder: &Folder, name: &str, text: &str) -> String {
    folder.write(name, format!("#!/bin/sh\n{text}\n"));
    let path = folder.at(name);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn sec_22_the_fence_is_lifted_however_the_step_ends() {
    let folder = Folder::new(&[]);
    for (text, status, code) in [
        ("kill -TERM $PPID", Some(143), None),
        ("printf no-line-break; exit 101", Some(0), Some("101")),
        ("kill -KILL $$", Some(0), Some("137")),
    ] {
        let program = script(&folder, "program", text);
        let step = step("run.sh", &folder, &[("PROGRAM", &program)]);
        assert_eq!(step.status, status, "{text}: {}", step.log);
        let said = step.outputs.get("exit-code").map(String::as_str);
        assert_eq!(said, code, "{text}");
        assert_eq!(step.parts().2, "", "{text}");
    }
}

/// Cargo stands in for itself: building takes minutes.
#[test]
fn the_program_is_built_from_the_action_and_not_from_the_change() {
    let folder = Folder::new(&[("rust-toolchain.toml", "[toolchain]\nchannel = \"evil\"\n")]);
    let cargo = "pwd > \"$RUNNER_TEMP/where\"\n\
        [ \"$*\" = \"install --quiet --locked --path . --root $RUNNER_TEMP/ramlint\" ] || exit 1\n\
        mkdir -p \"$RUNNER_TEMP/ramlint/bin\"\n\
        ln -s \"$PROGRAM\" \"$RUNNER_TEMP/ramlint/bin/ramlint\"\n\
        cp \"$RUNNER_TEMP/where\" \"$(dirname \"$0\")/where\"";
    script(&folder, "bin/cargo", cargo);
    let path = format!("{}:/usr/bin:/bin", folder.at("bin").display());
    let built = |wanted: &str| {
        step(
            "build.sh",
            &folder,
            &[("PATH", &path), ("WANTED_VERSION", wanted)],
        )
    };
    let own = env!("CARGO_PKG_VERSION");
    for wanted in ["", own, &format!("v{own}")] {
        let step = built(wanted);
        assert_eq!(step.status, Some(0), "{}", step.log);
        assert!(step.output("program").ends_with("/ramlint/bin/ramlint"));
    }
    let place = fs::read_to_string(folder.at("bin/where")).unwrap();
    assert_eq!(
        fs::canonicalize(place.trim()).unwrap(),
        fs::canonicalize(top()).unwrap()
    );
    let other = built("9.9.9");
    assert_eq!(other.status, Some(2));
    assert!(
        other
            .log
            .starts_with("::error title=ramlint::this checkout of the action holds version")
    );
    fs::create_dir(folder.at("none")).unwrap();
    let bash = step(
        "build.sh",
        &folder,
        &[("PATH", folder.at("none").to_str().unwrap())],
    );
    assert_eq!(bash.status, Some(2), "{}", bash.log);
    assert!(bash.log.contains("cargo is not installed on this runner"));
}
