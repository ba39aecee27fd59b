//! The contract of machine output: fields, types, positions, order, bytes.

use std::fs;

use serde_json::{Value, json};

use super::{BAD, DENY, Folder, GOOD, SOMETIMES, UNSURE};

/// A policy whose second line holds one of everything before the pattern.
fn wide_line() -> String {
    format!(
        "{{\"Version\":\"1\",\"Statement\":[{{\"Effect\":\"Allow\",\"Resource\":\"*\",\n{WIDE}\"Action\":\"kvstore:DestroyInstance\"}}]}}\n"
    )
}

/// ASCII, a tab, CJK, an astral character, an emoji joined from three, a letter
/// with a combining mark.
const WIDE: &str = "\t\"Sid\":\"a缓存𠀀👩\u{200d}👩\u{200d}👧e\u{301}\",";

#[track_caller]
fn has(object: &Value, fields: &[(&str, &str)]) {
    for (name, kinds) in fields {
        let value = object
            .get(name)
            .unwrap_or_else(|| panic!("no `{name}` in {object}"));
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(number) if number.is_u64() => "count",
            Value::Number(_) => "number",
            Value::String(_) => "text",
            Value::Array(_) => "list",
            Value::Object(_) => "object",
        };
        assert!(
            kinds.split('|').any(|one| one == kind),
            "`{name}` is {kind}: {object}"
        );
    }
}

const TOP: &[(&str, &str)] = &[
    ("schema", "text"),
    ("schema_version", "count"),
    ("tool", "object"),
    ("action", "text"),
    ("at", "text"),
    ("inputs", "object"),
    ("complete", "bool"),
    ("assumes", "list"),
    ("gaps", "list"),
    ("not_analysed", "list"),
    ("other_documents", "list"),
    ("principals", "list"),
];

const PRINCIPAL: &[(&str, &str)] = &[
    ("id", "text"),
    ("account", "text|null"),
    ("account_label", "text|null"),
    ("answer", "text"),
    ("at_most", "text"),
    ("at_least", "text"),
    ("breadth", "text|null"),
    ("exposure", "text|null"),
    ("condition", "text|null"),
    ("condition_in_words", "text|null"),
    ("witness", "object|null"),
    ("depends_on", "list"),
    ("relies_on", "list"),
    ("because", "list"),
    ("reach", "list"),
    ("can_obtain", "list"),
    ("siblings", "list"),
];

const BECAUSE: &[(&str, &str)] = &[
    ("effect", "text"),
    ("policy", "text"),
    ("statement", "count|null"),
    ("via", "list"),
    ("at", "object"),
];

const PLACE: &[(&str, &str)] = &[
    ("path", "text"),
    ("start", "count"),
    ("end", "count"),
    ("start_line", "count"),
    ("start_column", "count"),
    ("end_line", "count"),
    ("end_column", "count"),
    ("start_column_utf16", "count"),
    ("end_column_utf16", "count"),
];

const DOUBT: &[(&str, &str)] = &[
    ("kind", "text"),
    ("name", "text"),
    ("text", "text"),
    ("at", "object|null"),
];

const FINDING: &[(&str, &str)] = &[
    ("rule", "text"),
    ("name", "text"),
    ("level", "text"),
    ("confidence", "text"),
    ("message", "text"),
    ("at", "object"),
    ("related", "list"),
    ("principals", "list"),
    ("action", "text|null"),
    ("help", "text|null"),
    ("fingerprint", "text"),
    ("fix", "object|null"),
];

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap()
}

/// Every place in a report, wherever it stands.
fn places<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("start_column_utf16") {
                into.push(value);
            }
            fields.values().for_each(|field| places(field, into));
        }
        Value::Array(members) => members.iter().for_each(|member| places(member, into)),
        _ => {}
    }
}

/// Line and columns (code points, UTF-16) of an offset, worked out the slow way.
fn locate(text: &str, offset: usize) -> (u64, u64, u64) {
    let (mut line, mut column, mut utf16) = (1, 1, 1);
    let text = text
        .strip_prefix('\u{feff}')
        .map_or((text, 0), |rest| (rest, 3));
    let mut characters = text.0.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if at + text.1 >= offset {
            break;
        }
        let next = characters.peek().map(|(_, next)| *next);
        if c == '\n' || c == '\r' && next != Some('\n') {
            (line, column, utf16) = (line + 1, 1, 1);
        } else {
            column += 1;
            utf16 += u64::try_from(c.len_utf16()).unwrap();
        }
    }
    (line, column, utf16)
}

/// Checks all places of a report against the files, and returns the slices.
fn agree(folder: &Folder, report: &Value) -> Vec<String> {
    let mut all = Vec::new();
    places(report, &mut all);
    let mut slices = Vec::new();
    for place in all {
        has(place, PLACE);
        // What could not be opened is reported at the start of an empty text.
        let text = fs::read_to_string(folder.at(place["path"].as_str().unwrap()));
        let text = text.unwrap_or_default();
        let number = |name: &str| place[name].as_u64().unwrap();
        let offset = |name: &str| usize::try_from(number(name)).unwrap();
        slices.push(text[offset("start")..offset("end")].to_owned());
        for end in ["start", "end"] {
            let found = (
                number(&format!("{end}_line")),
                number(&format!("{end}_column")),
                number(&format!("{end}_column_utf16")),
            );
            assert_eq!(found, locate(&text, offset(end)), "{end} of {place}");
        }
    }
    slices
}

fn who_can(folder: &Folder) -> Value {
    folder.run(&["who-can", "--format", "json"]).json()
}

/// A folder with something of most kinds.
pub fn company() -> Folder {
    let manifest = "ram_attachments: 1
account: '1000000000000001'
users:
  ann: { policies: [Destroy, System/AliyunKvstoreFullAccess] }
  ben: { policies: [Nowhere] }
groups:
  ops: { members: [ben], policies: [Sometimes, Stop] }
roles:
  runner: { trust: trust.json, policies: [Destroy] }
policies:
  Destroy: wide.json
  Sometimes: if.json
  Stop: deny.json
";
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1000000000000001:root"]}}]}"#;
    Folder::new(&[
        ("ram-attachments.yaml", manifest),
        ("wide.json", &wide_line()),
        ("if.json", SOMETIMES),
        ("deny.json", DENY),
        ("trust.json", trust),
        ("loose/unsure.json", UNSURE),
        ("loose/good.json", GOOD),
    ])
}

#[test]
fn who_can_has_the_fields_of_its_contract() {
    let folder = company();
    let report = folder
        .run(&["who-can", ".", "gone.json", "--format", "json"])
        .ends(3)
        .json();
    has(&report, TOP);
    assert_eq!(report["schema"], "ramlint/who-can");
    assert_eq!(report["schema_version"], 1);
    has(
        &report["tool"],
        &[("name", "text"), ("version", "text"), ("catalogue", "text")],
    );
    assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["complete"], false);
    let answers = ["allowed", "allowed_if", "denied", "not_granted", "unknown"];
    for principal in list(&report, "principals") {
        has(principal, PRINCIPAL);
        for field in ["answer", "at_most", "at_least"] {
            let word = principal[field].as_str().unwrap();
            assert!(answers.contains(&word), "{principal}");
        }
        if principal["answer"] != "unknown" {
            assert_eq!(principal["answer"], principal["at_most"], "{principal}");
            assert_eq!(principal["answer"], principal["at_least"], "{principal}");
        }
        for field in ["condition", "condition_in_words"] {
            assert_eq!(
                principal["answer"] == "allowed_if",
                principal[field].is_string(),
                "{field}: {principal}"
            );
        }
        let takes = ["anywhere", "console_mfa", "private_network", "later"];
        let access = ["allowed", "allowed_if"].contains(&principal["at_most"].as_str().unwrap());
        match principal["exposure"].as_str() {
            Some(word) => assert!(access && takes.contains(&word), "{principal}"),
            None => assert!(!access, "{principal}"),
        }
        for because in list(principal, "because") {
            has(because, BECAUSE);
            let effect = because["effect"].as_str().unwrap();
            assert!(["allow", "deny", "gate"].contains(&effect));
        }
        for doubt in list(principal, "depends_on")
            .iter()
            .chain(list(principal, "relies_on"))
        {
            has(doubt, DOUBT);
        }
        for reach in list(principal, "reach") {
            has(
                reach,
                &[
                    ("via", "list"),
                    ("answer", "text"),
                    ("breadth", "text|null"),
                    ("exposure", "text|null"),
                ],
            );
        }
        let is_role = principal["id"].as_str().unwrap().starts_with("role/");
        assert_eq!(principal.get("reach_in").is_some(), is_role, "{principal}");
    }
    for gap in list(&report, "gaps") {
        has(gap, DOUBT);
    }
    for entry in list(&report, "not_analysed") {
        has(
            entry,
            &[("path", "text"), ("why", "text"), ("at", "object|null")],
        );
    }
    for entry in list(&report, "other_documents") {
        has(entry, &[("path", "text"), ("kind", "text")]);
    }
    agree(&folder, &report);
}

#[test]
fn principals_are_sorted_and_all_there() {
    let report = who_can(&company());
    let ids: Vec<&str> = list(&report, "principals")
        .iter()
        .map(|principal| principal["id"].as_str().unwrap())
        .collect();
    for id in [
        "user/ann",
        "user/ben",
        "group/ops",
        "role/runner",
        "policy/loose/good.json",
    ] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    for kind in ["user/", "group/", "role/", "policy/"] {
        let names: Vec<&&str> = ids.iter().filter(|id| id.starts_with(kind)).collect();
        assert!(names.is_sorted(), "{names:?}");
        let first = ids.iter().position(|id| id.starts_with(kind)).unwrap();
        let rest = &ids[first..first + names.len()];
        assert!(rest.iter().all(|id| id.starts_with(kind)), "{ids:?}");
    }
}

#[test]
fn check_has_the_fields_of_its_contract() {
    let folder = company();
    let report = folder
        .run(&["check", ".", "gone.json", "--format", "json"])
        .ends(1)
        .json();
    has(
        &report,
        &[
            ("schema", "text"),
            ("schema_version", "count"),
            ("tool", "object"),
            ("inputs", "object"),
            ("summary", "object"),
            ("complete", "bool"),
            ("not_analysed", "list"),
            ("findings", "list"),
            ("waived", "list"),
        ],
    );
    assert_eq!(report["schema"], "ramlint/check");
    assert!(!list(&report, "findings").is_empty());
    for finding in list(&report, "findings") {
        has(finding, FINDING);
        for related in list(finding, "related") {
            has(related, &[("at", "object")]);
        }
        let level = finding["level"].as_str().unwrap();
        assert!(["info", "low", "medium", "high", "critical"].contains(&level));
    }
    agree(&folder, &report);
}

#[test]
fn out_01_columns_of_a_line_with_everything_on_it() {
    let folder = Folder::new(&[("wide.json", &wide_line())]);
    for (report, pointer) in [
        (who_can(&folder), "/principals/0/because/0/at"),
        (
            folder.run(&["check", "--format", "json"]).json(),
            "/findings/0/at",
        ),
    ] {
        let slices = agree(&folder, &report);
        assert!(
            slices.contains(&"\"kvstore:DestroyInstance\"".to_owned()),
            "{slices:?}"
        );
        // The line: tab, `"Sid":"a`, 缓存, 𠀀, three emoji with two joiners, e and
        // its mark, `","Action":`, then the token of 25.
        let place = report.pointer(pointer).unwrap();
        assert_eq!(
            *place,
            json!({
                "path": "wide.json",
                "start": 113, "end": 138,
                "start_line": 2, "start_column": 31, "end_line": 2, "end_column": 56,
                "start_column_utf16": 35, "end_column_utf16": 60,
            })
        );
    }
}

#[test]
fn out_01_the_human_format_counts_code_points() {
    let folder = Folder::new(&[("wide.json", &wide_line())]);
    folder.run(&["check"]).ends(1).says("--> wide.json:2:31");
    folder.run(&["who-can"]).ends(0).says("wide.json:2:31");
}

#[test]
fn out_02_only_three_things_end_a_line() {
    for (breaks, line) in [
        ("\n", 2),
        ("\r\n", 2),
        ("\r", 2),
        ("\r\n\r\n", 3),
        ("\n\r", 3),
        ("\r\r\n", 3),
    ] {
        let text = BAD.replacen("\"Resource\"", &format!("{breaks}\"Resource\""), 1);
        let text = text.replacen("\"Action\"", &format!("{breaks}\"Action\""), 1);
        let folder = Folder::new(&[("p.json", &text)]);
        let report = who_can(&folder);
        agree(&folder, &report);
        assert_eq!(
            report["principals"][0]["because"][0]["at"]["start_line"], line,
            "{breaks:?}"
        );
        let human = folder.run(&["check"]).ends(1);
        assert!(
            human.out.contains(&format!("p.json:{line}:")),
            "{breaks:?}: {}",
            human.out
        );
    }
    for none in ["\u{2028}", "\u{2029}", "\u{85}", "\\u000b", "\\u000c"] {
        let text = BAD.replacen("\"Effect\"", &format!("\"Sid\":\"{none}\",\"Effect\""), 1);
        let folder = Folder::new(&[("p.json", &text)]);
        let report = who_can(&folder);
        agree(&folder, &report);
        assert_eq!(
            report["principals"][0]["because"][0]["at"]["start_line"], 1,
            "{none:?}"
        );
    }
    // Raw, where JSON does not allow them.
    for none in ["\u{b}", "\u{c}"] {
        let text = BAD.replacen("\"Effect\"", &format!("\"Sid\":\"{none}\",\"Effect\""), 1);
        let folder = Folder::new(&[("p.json", &text)]);
        let report = who_can(&folder);
        agree(&folder, &report);
        assert_eq!(
            report["principals"][0]["because"][0]["at"]["start_line"], 1,
            "{none:?}"
        );
    }
}

#[test]
fn out_03_a_byte_order_mark_shifts_no_column() {
    let (plain, marked) = (
        Folder::new(&[("p.json", BAD)]),
        Folder::new(&[("p.json", &format!("\u{feff}{BAD}"))]),
    );
    let (plain_report, report) = (who_can(&plain), who_can(&marked));
    agree(&marked, &report);
    let at = |report: &Value, field: &str| {
        report["principals"][0]["because"][0]["at"][field]
            .as_u64()
            .unwrap()
    };
    for field in [
        "start_column",
        "end_column",
        "start_column_utf16",
        "start_line",
    ] {
        assert_eq!(at(&report, field), at(&plain_report, field), "{field}");
    }
    assert_eq!(at(&report, "start"), at(&plain_report, "start") + 3);
}

#[test]
fn out_04_two_runs_give_the_same_bytes() {
    let (one, two) = (company(), company());
    for arguments in [
        &["check"][..],
        &["who-can", "--all"],
        &["can", "user/ann"],
        &["check", ".", "gone.json"],
        &["who-can", "if.json", "wide.json", "loose"],
    ] {
        for format in super::formats(arguments[0]) {
            let mut all = arguments.to_vec();
            all.extend(["--format", format]);
            let first = one.run(&all);
            assert_eq!(first, one.run(&all), "{all:?}");
            // Nor do they depend on where the folder is.
            assert_eq!(first, two.run(&all), "{all:?}");
        }
    }
    assert_eq!(
        one.run(&["who-can", "if.json", "wide.json", "--format", "json"]),
        one.run(&[
            "who-can",
            "wide.json",
            "if.json",
            "wide.json",
            "--format",
            "json"
        ])
    );
}

#[test]
fn out_05_paths_are_relative_with_slashes_and_without_dots() {
    let folder = Folder::new(&[("a/b/p.json", BAD), ("a/c/q.json", BAD)]);
    let absolute = folder.at("a/b/p.json");
    let absolute = absolute.to_str().unwrap();
    let paths = |arguments: &[&str]| {
        let mut all = vec!["check", "--format", "json", "--root", "."];
        all.extend(arguments);
        let ran = folder.run(&all);
        let json = ran.ends(1).json();
        let findings = list(&json, "findings").iter();
        findings
            .map(|one| one["at"]["path"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for operand in [
        "a/b/p.json",
        "./a/b/p.json",
        "a/./b/../b/p.json",
        "a//b/p.json",
        absolute,
        "a/b",
    ] {
        assert_eq!(paths(&[operand]), ["a/b/p.json"], "{operand}");
    }
    assert_eq!(paths(&["."]), ["a/b/p.json", "a/c/q.json"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a/b", folder.at("short")).unwrap();
        assert_eq!(paths(&["short/p.json"]), ["a/b/p.json"]);
    }
}

#[test]
fn complete_is_false_exactly_when_something_was_not_analysed() {
    let folder = Folder::new(&[("good.json", GOOD), ("bad.json", BAD)]);
    for (operands, complete) in [
        (&["good.json"][..], true),
        (&["bad.json"], true),
        (&["bad.json", "gone.json"], false),
        (&["gone.json"], false),
    ] {
        for command in ["check", "who-can"] {
            let mut all = vec![command, "--format", "json"];
            all.extend(operands);
            let report = folder.run(&all).json();
            assert_eq!(report["complete"], complete, "{all:?}");
            assert_eq!(
                list(&report, "not_analysed").is_empty(),
                complete,
                "{all:?}"
            );
        }
    }
}
