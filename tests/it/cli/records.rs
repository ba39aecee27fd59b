//! `--input ndjson`: every line is an input of its own, and is answered in order.

use std::cell::Cell;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::rc::Rc;

use ramlint::cli::run;
use ramlint::cli::world::{Stream, World};
use ramlint::engine::domain::ordered::parse_instant;
use serde_json::{Value, json};

use super::{Around, BAD, Folder, GOOD, Ran, SOMETIMES};
use crate::support::AT;

/// A snapshot of an account with a user who may destroy instances, or may not.
pub fn account(number: u64, action: &str) -> String {
    json!({
        "ram_account_snapshot": 1,
        "account_id": format!("{}", 1_000_000_000_000_000 + number),
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships"],
        "users": [{ "name": "alice" }, { "name": format!("name-{number}-缓存") }],
        "policies": [{ "type": "Custom", "name": "Ops", "version": "v1", "document": {
            "Version": "1",
            "Statement": [{ "Effect": "Allow", "Action": [action], "Resource": "*" }],
        } }],
        "attachments": [{ "policy": "Custom/Ops", "to": "user/alice" }],
    })
    .to_string()
}

/// Snapshots, every third of which has a finding, one line each.
pub fn fleet(number: u64) -> String {
    let action = |number: u64| {
        if number % 3 == 1 {
            "kvstore:DestroyInstance"
        } else {
            "oss:GetObject"
        }
    };
    let lines = (0..number).map(|number| account(number, action(number)) + "\n");
    lines.collect()
}

pub fn lines(ran: &Ran) -> Vec<Value> {
    let lines = ran.out.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of_type<'a>(all: &'a [Value], kind: &str) -> Vec<&'a Value> {
    all.iter().filter(|line| line["type"] == kind).collect()
}

#[test]
fn the_answers_come_in_the_order_of_the_lines_with_one_line_about_all() {
    let folder = Folder::new(&[("b.ndjson", &fleet(40)), ("a.ndjson", &fleet(3))]);
    for (command, status) in [("check", 1), ("who-can", 0)] {
        let arguments = [command, "--input", "ndjson", "b.ndjson", "a.ndjson"];
        let ran = folder.run(&arguments).ends(status);
        assert_eq!(ran, folder.run(&arguments));
        let all = lines(&ran);
        assert_eq!(all[0]["type"], "begin");
        assert_eq!(all[0]["schema"], format!("ramlint/{command}-records"));
        assert_eq!(all[0]["actions"], json!(["kvstore:DestroyInstance"]));
        let records = of_type(&all, "record");
        let places: Vec<_> = records
            .iter()
            .map(|one| (one["path"].as_str().unwrap(), one["line"].as_u64().unwrap()))
            .collect();
        let of = |path, number| (1..=number).map(move |line| (path, line));
        let expected: Vec<_> = of("a.ndjson", 3).chain(of("b.ndjson", 40)).collect();
        assert_eq!(places, expected);
        let end = all.last().unwrap();
        assert_eq!(end["type"], "end");
        assert_eq!((&end["records"], &end["errors"]), (&json!(43), &json!(0)));
        assert_eq!(end["inputs"]["principals"], 86);
        assert_eq!(end["exit_code"], status);
        assert_eq!(end["complete"], true);
        if command == "check" {
            assert_eq!(end["summary"]["by_level"]["high"], 14);
        } else {
            assert_eq!(end["answers"]["allowed"], 14);
        }
        assert_eq!(ran.err, "");
    }
}

/// What a report says of an account, without what hangs on the file that it is in.
fn meaning(report: &Value) -> Value {
    let mut report = report.clone();
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                for name in [
                    "path",
                    "start",
                    "end",
                    "start_line",
                    "end_line",
                    "fingerprint",
                ] {
                    members.remove(name);
                }
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut report);
    report
}

#[test]
fn a_line_has_the_answer_that_it_has_as_a_file() {
    let texts = [
        account(1, "kvstore:*"),
        account(2, "oss:*"),
        SOMETIMES.to_owned(),
        BAD.to_owned(),
        "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kvstore:*\""
            .to_owned(),
        "{\"ram_account_snapshot\":1,\"account_id\":\"1\",\"complete\":[],\"surprise\":1}"
            .to_owned(),
    ];
    let folder = Folder::new(&[("all.ndjson", &texts.join("\n"))]);
    for command in ["check", "who-can"] {
        let all = lines(&folder.run(&[command, "--input", "ndjson", "all.ndjson"]));
        assert_eq!(all.len(), texts.len() + 2);
        for (line, text) in all[1..].iter().zip(&texts) {
            let alone = Folder::new(&[("all.ndjson", text)]);
            let ran = alone.run(&[command, "--format", "json", "all.ndjson"]);
            // Its own name has the line.
            let place = format!("all.ndjson:{}", line["line"]);
            let line: Value =
                serde_json::from_str(&line.to_string().replace(&place, "all.ndjson")).unwrap();
            let answer = ran.json();
            assert_eq!(line["exit_code"], ran.status, "{command} {text}");
            assert_eq!(
                meaning(&line["report"]),
                meaning(&answer),
                "{command} {text}"
            );
        }
    }
}

/// Every place in an answer, with the text that was found there.
fn places(value: &Value, into: &mut Vec<Value>) {
    match value {
        Value::Object(members) => {
            if members.contains_key("start_column") {
                into.push(value.clone());
            }
            members.values().for_each(|value| places(value, into));
        }
        Value::Array(items) => items.iter().for_each(|value| places(value, into)),
        _ => {}
    }
}

#[test]
fn places_are_those_of_the_whole_file() {
    // A byte order mark, blank lines, both kinds of line breaks, a lone return inside
    // of a record, and none at the end.
    let inside = account(3, "kvstore:Destroy*").replace("{\"Effect\"", "\r{\"Effect\"");
    let text = format!(
        "\u{feff}{}\n\n  \r\n{}\r\n{}\n{inside}\n{}",
        account(1, "kvstore:DestroyInstance"),
        account(2, "kvstore:*"),
        BAD,
        account(4, "*")
    );
    let folder = Folder::new(&[("f/fleet.ndjson", &text)]);
    let all = lines(&folder.run(&[
        "check",
        "--root",
        ".",
        "--input",
        "ndjson",
        "f/fleet.ndjson",
    ]));
    let records = of_type(&all, "record");
    assert_eq!(records.len(), 5);
    let index = ramlint::source::LineIndex::new(&text);
    let mut named = Vec::new();
    for record in &records {
        let range = |one: &Value| {
            one["start"].as_u64().unwrap() as usize..one["end"].as_u64().unwrap() as usize
        };
        let whole = range(record);
        assert!(
            text[whole.clone()]
                .trim_start_matches('\u{feff}')
                .starts_with('{')
        );
        let mut found = Vec::new();
        places(record, &mut found);
        assert!(!found.is_empty());
        for at in found {
            assert_eq!(at["path"], "f/fleet.ndjson");
            let own = range(&at);
            assert!(whole.start <= own.start && own.end <= whole.end, "{at}");
            let start = index.locate(&text, u32::try_from(own.start).unwrap());
            assert_eq!(at["start_line"], start.line, "{at}");
            assert_eq!(at["start_column"], start.column, "{at}");
            let end = index.locate(&text, u32::try_from(own.end).unwrap());
            assert_eq!(at["end_line"], end.line, "{at}");
            assert_eq!(at["end_column"], end.column, "{at}");
        }
        for finding in record["report"]["findings"].as_array().unwrap() {
            if finding["level"] != "info" && finding["level"] != "low" {
                named.push(text[range(&finding["at"])].to_owned());
            }
        }
    }
    for pattern in [
        "\"kvstore:DestroyInstance\"",
        "\"kvstore:*\"",
        "\"kvstore:Destroy*\"",
        "\"*\"",
    ] {
        assert!(named.contains(&pattern.to_owned()), "{pattern}: {named:?}");
    }
}

#[test]
fn a_bad_line_is_told_with_its_place_and_costs_no_other() {
    let mut text = format!("{BAD}\n{{\"Version\": \nnot json\n").into_bytes();
    text.extend(b"{\"a\": \"\xff\"}\n\0\0\n[1, 2]\n");
    text.extend(format!("{GOOD}\n").into_bytes());
    let folder = Folder::new(&[]);
    folder.write("all.ndjson", &text);
    let arguments = ["check", "--input", "ndjson", "all.ndjson", "gone.ndjson"];
    let ran = folder.run(&arguments).ends(1);
    let all = lines(&ran);
    let records: Vec<_> = of_type(&all, "record")
        .iter()
        .map(|one| one["line"].clone())
        .collect();
    assert_eq!(records, [1, 7]);
    let errors = of_type(&all, "error");
    let places: Vec<_> = errors.iter().map(|one| one["line"].clone()).collect();
    assert_eq!(json!(places), json!([null, 2, 3, 4, 5, 6]));
    assert_eq!(errors[0]["path"], "gone.ndjson");
    for error in &errors {
        // What is no JSON is a finding, too.
        let is_finding = error["report"]["summary"]["by_level"]["medium"].is_u64();
        assert_eq!(
            error["exit_code"],
            if is_finding { 1 } else { 3 },
            "{error}"
        );
        assert!(!error["why"].as_str().unwrap().is_empty(), "{error}");
        if let Some(line) = error["line"].as_u64() {
            let start = error["start"].as_u64().unwrap() as usize;
            let before = text[..start].iter().filter(|byte| **byte == b'\n').count();
            assert_eq!(before as u64 + 1, line);
            assert!(
                ran.err.contains(&format!("all.ndjson:{line} ")),
                "{}",
                ran.err
            );
        }
    }
    // What holds nothing is pointed at as a whole.
    let at = &errors[5]["report"]["not_analysed"][0]["at"];
    assert_eq!(
        (&at["path"], &at["start_line"]),
        (&json!("all.ndjson"), &json!(6))
    );
    assert_eq!(
        (&at["start"], &at["end"]),
        (&errors[5]["start"], &errors[5]["end"])
    );
    let finding = &errors[5]["report"]["findings"][0];
    assert_eq!((&finding["rule"], &finding["at"]), (&json!("RAM901"), at));
    // The offset is one of the file.
    let offset = text.iter().position(|byte| *byte == 0xff).unwrap();
    assert!(
        errors[3]["why"]
            .as_str()
            .unwrap()
            .contains(&offset.to_string()),
        "{}",
        errors[3]
    );
    let end = all.last().unwrap();
    assert_eq!(end["errors"], 6);
    assert_eq!(end["complete"], false);
    folder
        .run(&["check", "--input", "ndjson", "all.ndjson", "--exit-zero"])
        .ends(3);
    folder
        .run(&[
            "check",
            "--input",
            "ndjson",
            "all.ndjson",
            "--exit-zero",
            "--allow-incomplete",
        ])
        .ends(0)
        .warns("--allow-incomplete");
    folder
        .run(&["who-can", "--input", "ndjson", "all.ndjson"])
        .ends(3);
}

#[test]
fn many_bad_lines_are_counted_on_standard_error() {
    let folder = Folder::new(&[("all.ndjson", &"[]\n".repeat(50))]);
    let ran = folder
        .run(&["check", "--input", "ndjson", "all.ndjson"])
        .ends(3);
    assert_eq!(ran.err.lines().count(), 21, "{}", ran.err);
    assert!(
        ran.err.ends_with("30 more; the answers tell of all\n"),
        "{}",
        ran.err
    );
    assert_eq!(of_type(&lines(&ran), "error").len(), 50);
    let ran = folder
        .run(&["check", "--input", "ndjson", "all.ndjson", "-q"])
        .ends(3);
    assert_eq!(ran.err, "");
    let ran = folder
        .run(&["check", "--input", "ndjson", "all.ndjson", "-qq"])
        .ends(3);
    assert_eq!(ran.out, "");
}

#[test]
fn standard_input_is_a_stream_and_an_empty_one_is_not_clean() {
    let folder = Folder::new(&[]);
    let around = Around {
        stdin: fleet(5).into_bytes(),
        ..Around::default()
    };
    let arguments = [
        "check",
        "--input",
        "ndjson",
        "-",
        "--stdin-filename",
        "f/x.ndjson",
    ];
    let all = lines(&folder.run_with(&arguments, &around).ends(1));
    assert_eq!(all[5]["path"], "f/x.ndjson");
    assert_eq!(all[5]["line"], 5);
    let empty = folder.run(&["check", "--input", "ndjson", "-"]).ends(3);
    assert_eq!(lines(&empty).len(), 2);
    folder.write("blank.ndjson", "\n \n");
    folder
        .run(&["who-can", "--input", "ndjson", "blank.ndjson"])
        .ends(3);
}

#[test]
fn findings_of_an_account_keep_their_names_wherever_it_stands() {
    let (one, two) = (account(1, "kvstore:*"), account(2, "kvstore:*"));
    let folder = Folder::new(&[
        ("a.ndjson", &format!("{one}\n{two}\n")),
        ("b.ndjson", &format!("\n{two}\n{one}\n")),
        ("c.ndjson", &format!("{BAD}\n{GOOD}\n{BAD}\n")),
    ]);
    let names = |path: &str| -> Vec<(String, Vec<Value>)> {
        let all = lines(&folder.run(&["check", "--input", "ndjson", path]));
        let mut names: Vec<_> = of_type(&all, "record")
            .into_iter()
            .map(|record| {
                let findings = record["report"]["findings"].as_array().unwrap();
                let names = findings.iter().map(|one| one["fingerprint"].clone());
                (record["account"].to_string(), names.collect())
            })
            .collect();
        names.sort_by(|left, right| left.0.cmp(&right.0));
        names
    };
    let (a, b) = (names("a.ndjson"), names("b.ndjson"));
    assert_eq!(a, b);
    assert_ne!(a[0].1, a[1].1);
    // A document alone has nothing but its file and what it says.
    let c = names("c.ndjson");
    assert_eq!(c[0].1, c[2].1);
    let ids = folder.run(&["who-can", "--input", "ndjson", "c.ndjson"]);
    assert!(ids.out.contains("\"policy/c.ndjson:3\""), "{}", ids.out);
}

#[test]
fn configuration_waivers_and_expectations_hold_for_every_line() {
    let folder = Folder::new(&[
        ("fleet.ndjson", &fleet(6)),
        ("ramlint.toml", "[check]\nfail-on = \"critical\"\n"),
    ]);
    let arguments = ["check", "--input", "ndjson", "fleet.ndjson"];
    let all = lines(&folder.run(&arguments).ends(0));
    let finding = &all[2]["report"]["findings"][0];
    assert_eq!(
        all[2]["report"]["configuration"]["files"],
        json!(["ramlint.toml"])
    );
    let name = finding["fingerprint"].as_str().unwrap();
    let rule = finding["rule"].as_str().unwrap();
    folder.write(
        "ramlint-waivers.toml",
        format!("[[waiver]]\nrules = [\"{rule}\"]\nfingerprint = \"{name}\"\nreason = \"agreed with the owners\"\nexpires = 2026-12-01\n"),
    );
    let arguments = [arguments.as_slice(), &["--fail-on", "high"]].concat();
    let all = lines(&folder.run(&arguments).ends(1));
    assert_eq!(
        all[2]["report"]["waived"][0]["finding"]["fingerprint"],
        name
    );
    assert_eq!(all[2]["exit_code"], 0);
    assert_eq!(all[5]["exit_code"], 1);
    // A waiver that other lines have no use for is not idle.
    let others = all[1]["report"]["findings"].as_array().unwrap();
    assert!(
        others.iter().all(|one| one["rule"] == "RAM617"),
        "{others:?}"
    );
    assert_eq!(all.last().unwrap()["summary"]["waived"], 1);
    folder
        .run(&[
            "who-can",
            "--input",
            "ndjson",
            "fleet.ndjson",
            "--expect",
            "not-granted",
        ])
        .ends(1)
        .warns("--expect is not met in fleet.ndjson:2 by user/alice");
}

#[test]
fn what_is_about_all_input_together_is_refused() {
    let folder = Folder::new(&[("a.ndjson", GOOD), ("f/x.json", GOOD)]);
    for (arguments, said) in [
        (&["check", "a.ndjson", "--fix"][..], "--fix"),
        (&["check", "a.ndjson", "--diff"], "--diff"),
        (&["check", "a.ndjson", "--baseline"], "--baseline"),
        (&["check", "a.ndjson", "--since", "HEAD"], "--since"),
        (
            &["check", "a.ndjson", "--trust-base", "HEAD"],
            "--trust-base",
        ),
        (
            &["check", "a.ndjson", "--report", "sarif=x.sarif"],
            "--report",
        ),
        (&["check", "a.ndjson", "--format", "sarif"], "ramlint merge"),
        (
            &["check", "a.ndjson", "--attachments", "f/x.json"],
            "--attachments",
        ),
        (&["check", "a.ndjson", "--param", "a=b"], "--param"),
        (&["check", "f"], "folder"),
        (&["check"], "name them"),
        (&["who-can"], "name them"),
        (&["who-can", "f"], "folder"),
        (&["can", "user/alice", "a.ndjson"], "`check` and `who-can`"),
        (&["inputs", "a.ndjson"], "`check` and `who-can`"),
        (
            &["equivalent", "a.ndjson", "a.ndjson"],
            "`check` and `who-can`",
        ),
        (&["diff", "a.ndjson", "a.ndjson"], "`check` and `who-can`"),
        (&["baseline", "create", "a.ndjson"], "`check` and `who-can`"),
    ] {
        let arguments = [arguments, &["--input", "ndjson"]].concat();
        let ran = folder.run(&arguments).ends(2).warns(said);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
}

/// A stream that is made while it is read, and counts what was taken of it.
struct Made {
    line: Vec<u8>,
    left: u64,
    at: usize,
    taken: Rc<Cell<u64>>,
}

impl Read for Made {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < into.len() && self.left > 0 {
            let part = &self.line[self.at..];
            let number = part.len().min(into.len() - written);
            into[written..written + number].copy_from_slice(&part[..number]);
            written += number;
            self.at += number;
            if self.at == self.line.len() {
                self.at = 0;
                self.left -= 1;
            }
        }
        self.taken.set(self.taken.get() + written as u64);
        Ok(written)
    }
}

/// Counts answers, and how far what was taken is ahead of what they are about.
struct Ahead {
    line: u64,
    answered: u64,
    most: u64,
    taken: Rc<Cell<u64>>,
    /// Answers after which nobody is there.
    until: u64,
}

impl Write for Ahead {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.answered >= self.until {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        if bytes.starts_with(b"{\"type\":\"record\"") {
            let ahead = self.taken.get() - self.answered * self.line;
            self.most = self.most.max(ahead);
            self.answered += 1;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn stream(line: &str, number: u64, until: u64) -> (u8, Ahead, String) {
    let taken = Rc::new(Cell::new(0));
    let mut stdin = Made {
        line: format!("{line}\n").into_bytes(),
        left: number,
        at: 0,
        taken: Rc::clone(&taken),
    };
    let mut out = Ahead {
        line: line.len() as u64 + 1,
        answered: 0,
        most: 0,
        taken,
        until,
    };
    let (status, err) = check(&mut stdin, &mut out);
    (status, out, err)
}

/// Checks a stream that is nowhere as a whole.
fn check(stdin: &mut dyn Read, out: &mut dyn Write) -> (u8, String) {
    let mut err = Vec::new();
    let mut world = World {
        stdout: Stream {
            out,
            is_terminal: false,
            width: None,
        },
        stderr: Stream {
            out: &mut err,
            is_terminal: false,
            width: None,
        },
        stdin,
        environment: std::collections::BTreeMap::new(),
        cwd: std::env::temp_dir(),
        now: parse_instant(AT).unwrap(),
    };
    let arguments = [
        "ramlint",
        "check",
        "--isolated",
        "--no-waivers",
        "--input",
        "ndjson",
        "-",
    ];
    let status = run(arguments.map(OsString::from), &mut world).code();
    (status, String::from_utf8(err).unwrap())
}

#[test]
fn a_line_over_the_limit_is_passed_over_and_told() {
    let size = 128 * 1024 * 1024 + 1;
    let rest = format!("\n{BAD}\n");
    let mut stdin = io::repeat(b'x').take(size).chain(rest.as_bytes());
    let mut out = Vec::new();
    let (status, err) = check(&mut stdin, &mut out);
    let said = format!(
        "stdin:1 is a line of {size} bytes, where the limit is {}",
        size - 1
    );
    assert!(err.contains(&said), "{err}");
    let ran = Ran {
        status,
        out: String::from_utf8(out).unwrap(),
        err,
    };
    let all = lines(&ran.ends(1));
    let kinds: Vec<_> = all.iter().map(|line| line["type"].clone()).collect();
    assert_eq!(kinds, ["begin", "error", "record", "end"]);
    assert_eq!(all[1]["end"], size);
    assert_eq!(
        (&all[2]["line"], &all[2]["start"]),
        (&json!(2), &json!(size + 1))
    );
    assert_eq!(all[3]["complete"], false);
}

/// One whose reading fails.
struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

#[test]
fn a_stream_that_breaks_keeps_what_it_said_and_is_not_whole() {
    let text = format!("{GOOD}\n{GOOD}\n");
    let mut out = Vec::new();
    let (status, err) = check(&mut text.as_bytes().chain(Failing), &mut out);
    assert_eq!(status, 3);
    assert!(err.contains("the disk is gone"), "{err}");
    let out = String::from_utf8(out).unwrap();
    let ran = Ran { status, out, err };
    let all = lines(&ran);
    assert_eq!(all.last().unwrap()["records"], 2);
    assert_eq!(of_type(&all, "error")[0]["start"], text.len());
}

/// A line with a long name.
fn long(line: &str) -> String {
    let name = "x".repeat(20_000);
    line.replace("\"Version\"", &format!("\"Id\":\"{name}\",\"Version\""))
}

#[test]
fn what_is_held_at_once_does_not_grow_with_the_stream() {
    let line = long(GOOD);
    let block = 1024 * 1024;
    for number in [10, 300] {
        let (_, out, _) = stream(&line, number, u64::MAX);
        assert_eq!(out.answered, number);
        // A round, and what was read ahead for the next.
        assert!(out.most <= 2 * block + out.line, "{}", out.most);
    }
}

#[test]
fn cli_06_a_reader_who_leaves_ends_it_quietly_and_not_clean() {
    for (line, status) in [(BAD, 1), (GOOD, 3)] {
        let (code, out, err) = stream(&long(line), 1000, 3);
        assert_eq!((code, out.answered, err.as_str()), (status, 3, ""));
        assert!(out.taken.get() < 4 * 1024 * 1024, "{}", out.taken.get());
    }
}

#[test]
fn every_line_of_a_stream_fits_its_schema() {
    let text = format!("{}x\n{BAD}\n{SOMETIMES}\n{{\"Statement\":[\n", fleet(3));
    let folder = Folder::new(&[("all.ndjson", &text)]);
    for command in ["check", "who-can"] {
        let schema = folder
            .run(&["schema", &format!("{command}-records")])
            .ends(0)
            .json();
        let own = folder.run(&["schema", command]).ends(0).json();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let of_report = jsonschema::validator_for(&own).unwrap();
        let ran = folder.run(&[command, "--input", "ndjson", "all.ndjson"]);
        for line in lines(&ran) {
            assert!(validator.is_valid(&line), "{line}");
            if line["report"].is_object() {
                assert!(of_report.is_valid(&line["report"]), "{line}");
            }
            let mut other = line.clone();
            other.as_object_mut().unwrap().remove("type");
            assert!(!validator.is_valid(&other));
        }
    }
}
