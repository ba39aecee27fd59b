//! `ramlint merge`: reports of parts of the input become one.
#![expect(
    clippy::disallowed_methods,
    reason = "a shell runs the commands of the README"
)]

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::records::{account, fleet, lines};
use super::{Around, BAD, Folder, GOOD, Ran, SOMETIMES, company};

/// Runs a command and keeps what it prints.
fn keep(folder: &Folder, arguments: &[&str], path: &str) -> Ran {
    let ran = folder.run(arguments);
    folder.write(path, &ran.out);
    ran
}

/// A merged report without what hangs on how the stream was split.
fn unsplit(report: &Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                if members.contains_key("start_column") {
                    for name in ["path", "start", "end", "start_line", "end_line"] {
                        members.remove(name);
                    }
                }
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut report = report.clone();
    strip(&mut report);
    for list in ["findings", "principals"] {
        if let Some(all) = report[list].as_array_mut() {
            all.sort_by_key(Value::to_string);
        }
    }
    report
}

#[test]
fn the_merge_of_one_report_is_that_report() {
    let folder = company();
    folder.write("ramlint.toml", "[rules]\nRAM617 = \"off\"\n[[overrides]]\npaths = [\"**\"]\nrules = { RAM103 = \"off\" }\n");
    folder.write("broken.json", "{\"Statement\": [");
    for command in ["check", "who-can"] {
        for more in [&[][..], &["--lang", "zh-CN"], &["--readings", "strict"]] {
            let arguments = [&[command, "--format", "json"], more].concat();
            let ran = keep(&folder, &arguments, "out/one");
            let merged = folder.run(&["merge", "out/one"]).ends(ran.status);
            let in_order = |mut report: Value| {
                if let Some(gaps) = report["gaps"].as_array_mut() {
                    gaps.sort_by_key(Value::to_string);
                }
                report
            };
            assert_eq!(
                in_order(merged.json()),
                in_order(ran.json()),
                "{arguments:?}"
            );
            assert_eq!(
                folder.run(&["merge", "out/one", "out/one"]).json()["findings"],
                ran.json()["findings"]
            );
        }
    }
    // Lines of findings are a report, too.
    let ran = folder.run(&["check", "--format", "json"]);
    keep(&folder, &["check", "--format", "ndjson"], "out/lines");
    let merged = folder.run(&["merge", "out/lines"]).ends(ran.status);
    assert_eq!(merged.json(), ran.json());
}

#[test]
fn a_fleet_that_is_split_has_the_report_that_it_has_in_one_run() {
    let whole = format!("{}{BAD}\n{SOMETIMES}\n", fleet(10));
    let folder = Folder::new(&[("all.ndjson", &whole)]);
    let own: Vec<&str> = whole.lines().collect();
    for (number, part) in own.chunks(5).enumerate() {
        folder.write(&format!("part{number}.ndjson"), part.join("\n"));
    }
    for command in ["check", "who-can"] {
        let run = |path: &str| {
            let arguments = [command, "--input", "ndjson", &format!("{path}.ndjson")];
            keep(&folder, &arguments, &format!("{path}.out"))
        };
        let one = run("all");
        let merged = folder.run(&["merge", "all.out"]).ends(one.status);
        let end = lines(&one).pop().unwrap();
        assert_eq!(merged.json()["inputs"], end["inputs"]);
        if command == "check" {
            assert_eq!(
                merged.json()["summary"]["by_level"],
                end["summary"]["by_level"]
            );
        }
        for part in ["part0", "part1", "part2"] {
            run(part);
        }
        let split = folder.run(&["merge", "part0.out", "part1.out", "part2.out"]);
        assert_eq!(split.status, one.status);
        let (mut found, mut expected) = (unsplit(&split.json()), unsplit(&merged.json()));
        // A document alone has the name of its line.
        if command == "check" {
            assert_eq!(found["summary"], expected["summary"]);
            assert_eq!(found["inputs"], expected["inputs"]);
        }
        for report in [&mut found, &mut expected] {
            for list in ["findings", "principals"] {
                if let Some(all) = report[list].as_array_mut() {
                    all.retain(|one| !one.to_string().contains("policy/"));
                }
            }
        }
        assert_eq!(found, expected);
        let schema = folder.run(&["schema", command]).ends(0).json();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for report in [&merged, &split] {
            assert!(validator.is_valid(&report.json()), "{}", report.out);
        }
        // In whatever order they come, and as one stream.
        let other = folder.run(&["merge", "part2.out", "part0.out", "part1.out"]);
        assert_eq!(other.out, split.out);
        let streams = ["part0.out", "part1.out", "part2.out"]
            .map(|path| std::fs::read(folder.at(path)).unwrap());
        let around = Around {
            stdin: streams.concat(),
            ..Around::default()
        };
        assert_eq!(folder.run_with(&["merge", "-"], &around).out, split.out);
    }
}

#[test]
fn findings_of_several_accounts_stay_apart_and_those_of_one_are_there_once() {
    let texts = [account(1, "kvstore:*"), account(2, "kvstore:*")];
    // It speaks of an account, and is not a snapshot of it.
    let arn = "acs:kvstore:*:1000000000000001:instance/r-1";
    let alone = BAD.replace(
        "\"Resource\":\"*\"",
        &format!("\"Resource\":[\"*\",\"{arn}\"]"),
    );
    let folder = Folder::new(&[
        ("a.ndjson", &texts.join("\n")),
        ("b.ndjson", &texts[1]),
        ("c.ndjson", &format!("{alone}\n{alone}\n")),
    ]);
    let count = |paths: &[&str]| {
        for path in ["a", "b", "c"] {
            let input = format!("{path}.ndjson");
            keep(&folder, &["check", "--input", "ndjson", &input], path);
        }
        let report = folder.run(&[&["merge"], paths].concat()).ends(1).json();
        let findings = report["findings"].as_array().unwrap();
        let high = findings.iter().filter(|one| one["level"] == "high").count();
        assert_eq!(report["summary"]["by_level"]["high"], high);
        assert_eq!(report["summary"]["findings"], findings.len());
        high
    };
    assert_eq!(count(&["a"]), 2 * count(&["b"]));
    assert_eq!(count(&["a", "b"]), count(&["a"]));
    // Documents that say the same are told apart by their lines.
    assert_eq!(count(&["c"]), 2);
    assert_eq!(count(&["c", "c"]), 2);
}

#[test]
fn the_status_is_the_gravest_of_the_runs() {
    let broken = "{\"Statement\": [";
    let folder = Folder::new(&[("0.json", GOOD), ("1.json", BAD), ("3.json", broken)]);
    for path in ["0", "1", "3"] {
        let input = format!("{path}.json");
        keep(&folder, &["check", "--format", "json", &input], path);
        keep(
            &folder,
            &["check", "--input", "ndjson", &input],
            &format!("{path}.lines"),
        );
    }
    for (paths, status) in [
        (&["0"][..], 0),
        (&["0", "0"], 0),
        (&["0", "1"], 1),
        (&["0", "3"], 3),
        (&["3", "1"], 1),
        (&["1.lines", "0"], 1),
        (&["0", "3.lines"], 3),
        (&["3.lines", "1.lines", "0.lines"], 1),
    ] {
        let ran = folder.run(&[&["merge"], paths].concat()).ends(status);
        assert_eq!(ran.json()["exit_code"], status, "{paths:?}");
        let complete = !paths.iter().any(|path| path.starts_with('3'));
        assert_eq!(ran.json()["complete"], complete, "{paths:?}");
    }
    keep(
        &folder,
        &["who-can", "--format", "json", "3.json", "1.json"],
        "who",
    );
    folder.run(&["merge", "who"]).ends(3);
}

#[test]
fn a_stream_that_was_cut_off_is_not_whole() {
    let folder = Folder::new(&[("all.ndjson", &fleet(4))]);
    let ran = keep(
        &folder,
        &[
            "check",
            "--input",
            "ndjson",
            "all.ndjson",
            "--fail-on",
            "never",
        ],
        "out",
    )
    .ends(0);
    let all: Vec<&str> = ran.out.split_inclusive('\n').collect();
    let without_end = all[..all.len() - 1].concat();
    for (cut, whole) in [
        (&without_end[..], 4),
        (&without_end[..without_end.len() - 40], 3),
        (&ran.out[..ran.out.len() - 20], 4),
    ] {
        folder.write("cut", cut);
        let merged = folder
            .run(&["merge", "cut", "out"])
            .ends(3)
            .warns("cut off");
        let report = merged.json();
        assert_eq!(report["complete"], false);
        assert_eq!(report["not_analysed"][0]["path"], "cut");
        assert_eq!(report["inputs"]["files"], whole + 4);
    }
    let json = keep(
        &folder,
        &["check", "--input", "auto", "--format", "json", "all.ndjson"],
        "json",
    );
    folder.write("cut", &json.out[..json.out.len() - 20]);
    folder.run(&["merge", "cut"]).ends(2);
}

#[test]
fn reports_that_do_not_go_together_are_refused() {
    let folder = Folder::new(&[
        ("p/a.json", BAD),
        ("empty", ""),
        ("list", "[1]"),
        ("word", "x"),
    ]);
    folder.write("object", "{\"schema\": \"other\"}");
    folder.write("diff", "{\"schema\": \"ramlint/diff\"}");
    folder.write("ramlint.toml", "[scope]\nexclude = [\"b/**\"]\n");
    let check = ["check", "p", "--root", ".", "--format", "json"];
    let one = keep(&folder, &check, "one").json();
    for (name, more) in [
        ("later", &["--at", "2027-01-01T00:00:00Z"][..]),
        ("other-action", &["--action", "oss:GetObject"]),
        ("other-rules", &["--ignore", "RAM4"]),
        ("other-configuration", &["--isolated"]),
    ] {
        keep(&folder, &[&check, more].concat(), name);
    }
    keep(&folder, &["who-can", "p", "--format", "json"], "who");
    for (name, member, value) in [
        ("other-version", "/schema_version", json!(2)),
        ("other-program", "/tool/version", json!("0.0.9")),
        ("other-scheme", "/fingerprint_scheme", json!("ramlint/v0")),
        ("no-list", "/findings", json!(1)),
    ] {
        let mut report = one.clone();
        *report.pointer_mut(member).unwrap() = value;
        folder.write(name, report.to_string());
    }
    for (name, said) in [
        ("later", "--at"),
        ("other-action", "actions"),
        ("other-rules", "rules that are off"),
        ("other-configuration", "configuration"),
        ("who", "another command"),
        ("other-version", "version of its schema"),
        ("other-program", "program"),
        ("other-scheme", "version of its schema"),
        ("no-list", "no whole report"),
        ("empty", "empty"),
        ("list", "no report"),
        ("word", "no report"),
        ("object", "no report"),
        ("diff", "no report"),
        ("gone", "does not exist"),
    ] {
        let ran = folder
            .run(&["merge", "one", name])
            .ends(2)
            .warns(said)
            .warns(name);
        assert_eq!(ran.out, "", "{name}");
    }
    folder.run(&["merge"]).ends(2);
    folder.run(&["merge", "one", "one"]).ends(1);
}

#[cfg(unix)]
#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let (_, rest) = readme.split_once("<!-- fleet -->\n```sh\n").unwrap();
    let (script, _) = rest.split_once("```\n<!-- /fleet -->").unwrap();
    let folder = Folder::new(&[("fleet.ndjson", &fleet(11))]);
    let program = Path::new(env!("CARGO_BIN_EXE_ramlint"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(folder.at("."))
        .env_clear()
        .env("PATH", path)
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), errors.as_str()), (Some(1), ""));
    let one = folder.run(&["merge", "answers.ndjson"]).ends(1).json();
    let all = std::fs::read_to_string(folder.at("fleet.json")).unwrap();
    let all: Value = serde_json::from_str(&all).unwrap();
    assert_eq!(all["inputs"]["files"], 11);
    assert_eq!(unsplit(&all), unsplit(&one));
}
