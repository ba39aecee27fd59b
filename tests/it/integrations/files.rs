//! What the files of integrations say: the action, the hooks, the template, and the
//! workflow of the README.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use clap::Arg;
use ramlint::cli::help::command;
use regex::Regex;
use serde_json::Value;

use super::{documents, git, linted, text};
use crate::cli::{BAD, Folder, GOOD};

#[track_caller]
fn document(path: &str) -> Value {
    let mut all = documents(&text(path));
    assert_eq!(all.len(), 1, "{path}");
    all.remove(0)
}

fn flags_of(name: &str) -> Vec<String> {
    let program = command();
    let command = program.find_subcommand(name).unwrap();
    let longs = command.get_arguments().filter_map(Arg::get_long);
    longs.map(str::to_owned).collect()
}

/// The flags in a text, without their dashes.
fn flags_in(text: &str) -> Vec<String> {
    let flag = Regex::new(r#"[\s("]--([a-z][a-z-]*)"#).unwrap();
    flag.captures_iter(text)
        .map(|found| found[1].to_owned())
        .collect()
}

/// A repository whose files are committed.
pub fn committed(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(files);
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "x"]] {
        git(folder.0.path(), arguments);
    }
    folder
}

/// The text of the README from a heading up to the next code block's end.
fn block(heading: &str) -> String {
    let readme = text("README.md");
    let (_, rest) = readme.split_once(heading).unwrap();
    let (_, rest) = rest.split_once("```").unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// Whether every action of a step is pinned by a commit.
#[track_caller]
fn assert_pinned(uses: &str) {
    let pinned = Regex::new("^[a-z0-9-]+(/[a-z0-9-]+)+@[0-9a-f]{40}$").unwrap();
    assert!(pinned.is_match(uses), "{uses}");
}

#[test]
fn ga_02_inputs_reach_scripts_only_by_the_environment() {
    let action = document("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    let steps = action["runs"]["steps"].as_array().unwrap();
    assert!(steps.len() > 2);
    for step in steps {
        if let Some(run) = step["run"].as_str() {
            assert!(!run.contains("${{"), "{run}");
            assert_eq!(step["shell"], "bash");
        }
        if let Some(uses) = step["uses"].as_str() {
            assert_pinned(uses);
        }
    }
    let upload = steps.iter().find(|step| step["uses"].is_string()).unwrap();
    assert!(upload["if"].as_str().unwrap().starts_with("always()"));
    let last = steps.last().unwrap();
    assert_eq!(
        (last["if"].as_str(), last["run"].as_str()),
        (Some("always()"), Some("exit \"${EXIT_CODE:-2}\""))
    );
    // Scripts are the same: what GitHub would put in is nowhere in them.
    for path in [".github/action/run.sh", ".github/action/build.sh"] {
        assert!(!text(path).contains("${{"), "{path}");
    }
}

#[test]
fn ga_04_inputs_and_outputs_are_all_there_and_used() {
    let action = document("action.yml");
    let names =
        |key: &str| -> Vec<String> { action[key].as_object().unwrap().keys().cloned().collect() };
    let mut inputs = names("inputs");
    inputs.sort();
    let mut expected = [
        "paths",
        "fail-on",
        "since",
        "trust-base",
        "config",
        "version",
        "sarif",
        "annotations",
        "summary",
    ];
    expected.sort_unstable();
    assert_eq!(inputs, expected);
    let mut outputs = names("outputs");
    outputs.sort();
    assert_eq!(
        outputs,
        [
            "complete",
            "exit-code",
            "findings",
            "new-access",
            "sarif-file"
        ]
    );
    let whole = text("action.yml");
    let scripts = text(".github/action/run.sh") + &text(".github/action/build.sh");
    for input in inputs {
        let used = Regex::new(&format!(r"([A-Z_]+): \$\{{\{{ inputs\.{input} \}}\}}")).unwrap();
        let variable = &used.captures(&whole).unwrap_or_else(|| panic!("{input}"))[1];
        assert!(scripts.contains(variable), "{input}");
        // Variables of that name stand in for flags.
        assert!(!variable.starts_with("RAMLINT_"), "{variable}");
    }
    for output in outputs {
        assert!(scripts.contains(&format!("'{output}=%s")), "{output}");
        let value = action["outputs"][&output]["value"].as_str().unwrap();
        assert_eq!(value, format!("${{{{ steps.check.outputs.{output} }}}}"));
    }
}

#[test]
fn scripts_pass_no_flag_that_does_not_exist() {
    let known = flags_of("check");
    let run = text(".github/action/run.sh");
    let ours = flags_in(&run);
    assert!(ours.len() >= 8, "{ours:?}");
    let template = text("templates/ramlint/template.yml");
    let (_, check) = template.split_once("unset IFS").unwrap();
    let theirs = flags_in(check);
    assert_eq!(theirs.len(), 6, "{theirs:?}");
    for flag in ours.iter().chain(&theirs) {
        assert!(known.contains(flag), "--{flag}");
    }
    assert!(run.contains(r#"-- "${paths[@]}""#));
    assert!(check.contains(r#"} -- "$@""#));
}

#[test]
fn pc_02_hooks_look_at_the_whole_repository() {
    let hooks = document(".pre-commit-hooks.yaml");
    let hooks = hooks.as_array().unwrap();
    let ids: Vec<&str> = hooks
        .iter()
        .map(|hook| hook["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        ["ramlint", "ramlint-src", "ramlint-docker", "ramlint-system"]
    );
    for hook in hooks {
        assert_eq!(hook["pass_filenames"], false);
        assert_eq!(hook["require_serial"], true);
        let files = Regex::new(hook["files"].as_str().unwrap()).unwrap();
        for path in [
            "p/a.json",
            "ram-attachments.yaml",
            "t.yml",
            "main.tf",
            "main.tf.json",
            "prod.tfvars",
            "a.auto.tfvars.json",
            "ramlint.toml",
            ".ramlint.toml",
            "x/ramlint-waivers.toml",
            "ramlint-tests.toml",
            "ramlint-baseline.json",
            "a.jsonc",
            "ops.policy",
            "main.tofu",
            "p/ops.json.tftpl",
            "ops.tpl",
            "terraform.tfstate",
            "groups/ops/members.txt",
            "users/ann/system-policies.txt",
        ] {
            assert!(files.is_match(path), "{path}");
        }
        for path in [
            "README.md",
            "Cargo.toml",
            "xramlint.toml",
            "a.json.bak",
            "src/main.rs",
            "notes.txt",
        ] {
            assert!(!files.is_match(path), "{path}");
        }
        let entry = hook["entry"].as_str().unwrap();
        let words: Vec<&str> = entry.split(' ').collect();
        let known = flags_of(words[1]);
        for flag in flags_in(entry) {
            assert!(known.contains(&flag), "--{flag}");
        }
        // What was committed before is not what a commit is refused for.
        let folder = committed(&[("a.json", BAD)]);
        folder.run(&words[1..]).ends(0);
        folder.write("b.json", BAD);
        folder.run(&words[1..]).ends(1);
    }
}

/// The instructions of the `Dockerfile`, each in its words.
fn instructions() -> Vec<Vec<String>> {
    let text = text("Dockerfile");
    let lines = text.lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn pc_01_the_image_is_built_from_what_a_package_holds() {
    let all = instructions();
    let manifest: toml::Table = text("Cargo.toml").parse().unwrap();
    let package = manifest["package"].as_table().unwrap();
    let mut parts: Vec<String> = package["include"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part.as_str().unwrap().trim_end_matches("/**").to_owned())
        .collect();
    parts.push("Cargo.lock".to_owned());
    parts.sort();
    let copied = all.iter().filter(|words| words[0] == "COPY");
    let copied = copied.filter(|words| !words[1].starts_with("--"));
    let mut sources: Vec<String> = copied
        .flat_map(|words| words[1..words.len() - 1].to_vec())
        .collect();
    sources.sort();
    assert_eq!(sources, parts);
    let kept = text(".dockerignore");
    let kept = kept.lines().filter_map(|line| line.strip_prefix('!'));
    let mut kept: Vec<&str> = kept.collect();
    kept.sort_unstable();
    assert_eq!(kept, parts);
    // The oldest compiler that builds it.
    let oldest = package["rust-version"].as_str().unwrap();
    let from: Vec<&[String]> = all
        .iter()
        .filter(|words| words[0] == "FROM")
        .map(|words| &words[1..])
        .collect();
    assert_eq!(
        from[0],
        [
            format!("rust:{oldest}-alpine"),
            "AS".to_owned(),
            "build".to_owned()
        ]
    );
    assert_eq!(from[1..], [["scratch".to_owned()]]);
}

/// A hook runs the program by its name, which is looked for in the folders that an image
/// without an environment has.
#[test]
fn pc_01_a_hook_finds_the_program_in_the_image() {
    let all = instructions();
    let place = all.iter().rev().find(|words| words[0] == "COPY").unwrap();
    let place = place.last().unwrap();
    let entrance = all.iter().find(|words| words[0] == "ENTRYPOINT").unwrap();
    assert_eq!(entrance[1..], [format!("[\"{place}\"]")]);
    let hooks = document(".pre-commit-hooks.yaml");
    let mut hooks = hooks.as_array().unwrap().iter();
    let hook = hooks.find(|hook| hook["language"] == "docker").unwrap();
    let entry = hook["entry"].as_str().unwrap();
    let name = entry.split(' ').next().unwrap();
    assert_eq!(*place, format!("/usr/local/bin/{name}"));
    let user = all.iter().find(|words| words[0] == "USER").unwrap();
    assert!(!user[1].starts_with("0") && user[1] != "root", "{user:?}");
}

/// The script of a GitLab job, with the variables that GitLab fills in.
#[test]
fn glt_01_the_script_of_the_template_writes_its_reports() {
    let all = documents(&text("templates/ramlint/template.yml"));
    let [spec, jobs] = all.as_slice() else {
        panic!("{all:?}");
    };
    let inputs = spec["spec"]["inputs"].as_object().unwrap();
    let job = &jobs["ramlint"];
    let [script] = job["script"].as_array().unwrap().as_slice() else {
        panic!("{job}");
    };
    let script = script.as_str().unwrap();
    assert!(!script.contains("$[["), "{script}");
    for input in inputs.keys() {
        let used = format!("$[[ inputs.{input} ]]");
        assert!(job.to_string().contains(&used), "{input}");
    }
    for (paths, level, code) in [
        ("p q", "medium", 0),
        ("p q\nr", "medium", 1),
        ("r", "critical", 0),
        ("--exit-zero", "medium", 3),
        ("r", "medium --exit-zero", 2),
        ("*", "medium", 1),
    ] {
        let folder = Folder::new(&[("p q/a.json", GOOD), ("r/$(touch pwned).json", BAD)]);
        std::fs::create_dir(folder.at("bin")).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ramlint"), folder.at("bin/ramlint"))
            .unwrap();
        let path = format!("{}:/usr/bin:/bin", folder.at("bin").display());
        let status = Command::new("sh")
            .args(["-c", script])
            .current_dir(folder.0.path())
            .env_clear()
            .env("PATH", &path)
            .env("POLICY_PATHS", paths)
            .env("POLICY_FAIL_ON", level)
            .env("POLICY_SINCE", "target")
            .env("POLICY_BASELINE", "")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(
            status.status.code(),
            Some(code),
            "{paths} {level}: {status:?}"
        );
        if code < 2 {
            let reports = &job["artifacts"]["reports"];
            let quality =
                std::fs::read(folder.at(reports["codequality"].as_str().unwrap())).unwrap();
            let issues: Value = serde_json::from_slice(&quality).unwrap();
            assert_eq!(
                issues.as_array().unwrap().is_empty(),
                !paths.contains(['r', '*'])
            );
            let junit = std::fs::read_to_string(folder.at(reports["junit"].as_str().unwrap()));
            roxmltree::Document::parse(&junit.unwrap()).unwrap();
        }
        assert!(!folder.at("pwned").exists());
    }
}

#[test]
fn ga_03_the_workflow_of_the_readme_is_one_that_can_be_trusted() {
    let yaml = block("### In CI");
    let all = documents(&yaml);
    let workflow = &all[0];
    assert_eq!(workflow["on"], "pull_request");
    assert_eq!(workflow["permissions"]["contents"], "read");
    assert_eq!(workflow["permissions"]["security-events"], "write");
    let steps = workflow["jobs"]["ramlint"]["steps"].as_array().unwrap();
    let checkout = &steps[0];
    assert_pinned(checkout["uses"].as_str().unwrap());
    assert_eq!(checkout["with"]["fetch-depth"], "0");
    assert_eq!(checkout["with"]["persist-credentials"], false);
    assert_eq!(
        steps[1]["with"]["trust-base"],
        "origin/${{ github.base_ref }}"
    );
    assert!(!yaml.contains("run:"));
}

/// What a merge request turns off stays on.
#[test]
fn glt_01_a_merge_request_has_the_settings_of_its_target() {
    let folder = committed(&[("a.json", GOOD)]);
    folder.write("b.json", BAD);
    folder.write(
        "ramlint.toml",
        "[check]\nfail-on = \"never\"\nignore = [\"RAM1\"]\n",
    );
    let all = documents(&text("templates/ramlint/template.yml"));
    let script = all[1]["ramlint"]["script"][0].as_str().unwrap().to_owned();
    let bin = Folder::new(&[]);
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ramlint"), bin.at("ramlint")).unwrap();
    for (base, code) in [("", 0), ("HEAD", 1), ("--exit-zero", 2)] {
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.0.path())
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", bin.0.path().display()))
            .env("POLICY_PATHS", ".")
            .env("POLICY_FAIL_ON", "medium")
            .env("POLICY_SINCE", "target")
            .env("POLICY_BASELINE", "")
            .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{base}: {output:?}");
    }
}

/// What the target has fails no merge request, and what is on the list no pipeline.
#[test]
fn glt_01_a_merge_request_answers_for_what_is_new() {
    let folder = committed(&[("a.json", BAD)]);
    folder.run(&["baseline", "create"]).ends(0);
    let all = documents(&text("templates/ramlint/template.yml"));
    let inputs = &all[0]["spec"]["inputs"];
    assert_eq!(inputs["since"]["default"], "target");
    assert_eq!(inputs["baseline"]["default"], "");
    let script = all[1]["ramlint"]["script"][0].as_str().unwrap().to_owned();
    let bin = Folder::new(&[]);
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ramlint"), bin.at("ramlint")).unwrap();
    let run = |base: &str, since: &str, baseline: &str| {
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.0.path())
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", bin.0.path().display()))
            .env("POLICY_PATHS", ".")
            .env("POLICY_FAIL_ON", "medium")
            .env("POLICY_SINCE", since)
            .env("POLICY_BASELINE", baseline)
            .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base)
            .stdin(Stdio::null())
            .output();
        output.unwrap().status.code()
    };
    for (base, since, baseline, code) in [
        ("HEAD", "target", "", 0),
        ("HEAD", "", "", 1),
        ("", "target", "", 1),
        ("", "HEAD", "", 0),
        ("", "target", "ramlint-baseline.json", 0),
        // A list that the target does not have is none.
        ("HEAD", "", "ramlint-baseline.json", 1),
        ("HEAD", "$(touch pwned)", "", 2),
        ("", "", "--exit-zero", 2),
    ] {
        let found = run(base, since, baseline);
        assert_eq!(found, Some(code), "{base} {since} {baseline}");
    }
    folder.write("b.json", BAD);
    assert_eq!(run("HEAD", "target", ""), Some(1));
    assert!(!folder.at("pwned").exists());
}

/// The example of the README is read, and its tests are about those it names.
#[test]
fn the_tests_of_the_readme_are_read() {
    let folder = Folder::new(&[("a.json", GOOD)]);
    folder.write("ramlint-tests.toml", block("### Expectations"));
    let ran = folder.run(&["test"]).ends(1);
    ran.says("the input has nobody whom `user/dev-*` stands for")
        .says("3 tests: 3 failed");
}

#[test]
fn linters_have_nothing_to_say() {
    let folder = Folder::new(&[(".github/workflows/ramlint.yml", &block("### In CI"))]);
    // The action itself cannot be pinned in a text that its own commit holds.
    let workflow = std::fs::read_to_string(folder.at(".github/workflows/ramlint.yml")).unwrap();
    let pinned = format!("ramlint/ramlint@{}", "0123456789".repeat(4));
    let workflow = workflow.replace("ramlint/ramlint@main # pin a commit", &pinned);
    folder.write(".github/workflows/ramlint.yml", workflow);
    let place = folder.at(".github/workflows/ramlint.yml");
    for (program, arguments) in [
        (
            "shellcheck",
            &[".github/action/run.sh", ".github/action/build.sh"][..],
        ),
        (
            "zizmor",
            &[
                "--offline",
                "--no-progress",
                "--persona=auditor",
                "action.yml",
            ],
        ),
        (
            "zizmor",
            &["--offline", "--no-progress", place.to_str().unwrap()],
        ),
        ("hadolint", &["Dockerfile"]),
        (
            "pre-commit",
            &["validate-manifest", ".pre-commit-hooks.yaml"],
        ),
    ] {
        let arguments: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
        if let Some((clean, said)) = linted(program, &arguments) {
            assert!(clean, "{program}: {said}");
        }
    }
}
