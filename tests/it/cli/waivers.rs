//! What is accepted, and what is not, from the command line. Names of tests carry
//! the requirement they hold.

use serde_json::Value;

use crate::cli::{BAD, Folder, GOOD, Ran};

/// Two users have the action by a policy of their group, and by its name.
const TEAM: &str = r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "policies", "attachments", "memberships"],
 "users": [{"name": "alice"}, {"name": "bob"}],
 "policies": [{"name": "Ops", "document": {"Version": "1", "Statement": [
   {"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}, {"policy": "Custom/Ops", "to": "user/bob"}]}"#;

fn entry(lines: &str) -> String {
    format!("[[waiver]]\nreason = \"agreed with the cache team\"\n{lines}\n")
}

fn waiver(rule: &str, narrowing: &str, expires: &str) -> String {
    entry(&format!(
        "rules = [\"{rule}\"]\n{narrowing}\nexpires = {expires}\nowner = \"cache@example.com\"\nticket = \"CAB-1\"\nkind = \"risk-accepted\""
    ))
}

fn rules(found: &Value) -> Vec<&str> {
    let all = found.as_array().unwrap().iter();
    all.map(|one| one["rule"].as_str().unwrap()).collect()
}

fn json(folder: &Folder, more: &[&str]) -> Ran {
    let mut line = vec!["check", "--format", "json", "--select", "RAM1,RAM9"];
    line.extend(more);
    folder.run(&line)
}

#[test]
fn sup_02_a_waiver_that_is_not_whole_ends_the_run() {
    let folder = Folder::new(&[
        ("a.json", BAD),
        (
            "ramlint-waivers.toml",
            "# ours\n[[waiver]]\nrules = [\"RAM110\"]\npath = \"a.json\"\nexpires = 2026-12-31\n",
        ),
    ]);
    let ran = folder.run(&["check"]).ends(2);
    let ran = ran.warns("ramlint-waivers.toml:2:1: `reason` is missing");
    assert_eq!(ran.out, "");
    folder.run(&["check", "--no-waivers"]).ends(1);
    folder
        .run(&["check", "--waivers", "none.toml"])
        .ends(2)
        .warns("`none.toml` cannot be read: there is no such file");
}

#[test]
fn sup_03_one_action_does_not_stand_for_the_others_of_a_pattern() {
    let by_name = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["kvstore:DeleteInstance", "kvstore:DestroyInstance"], "Resource": "*"}]}"#;
    let by_pattern = by_name.replace(
        "[\"kvstore:DeleteInstance\", \"kvstore:DestroyInstance\"]",
        "\"kvstore:De*Instance\"",
    );
    let both = "action = [\"kvstore:DestroyInstance\", \"kvstore:De*Instance\"]";
    for (policy, action, status) in [
        (by_name, "action = \"kvstore:DestroyInstance\"", 0),
        (&by_pattern, "action = \"kvstore:DestroyInstance\"", 1),
        (&by_pattern, both, 0),
        (by_name, "action = \"kvstore:DeleteInstance\"", 1),
    ] {
        let mut text = waiver("RAM101", action, "2026-12-31");
        text.push_str(&waiver("RAM103", action, "2026-12-31"));
        let folder = Folder::new(&[("a.json", policy), ("ramlint-waivers.toml", &text)]);
        folder.run(&["check"]).ends(status);
    }
    let each = [
        "check",
        "--action",
        "kvstore:DestroyInstance",
        "--action",
        "kvstore:DeleteInstance",
    ];
    let text = waiver(
        "RAM101",
        "action = \"kvstore:DestroyInstance\"",
        "2026-12-31",
    );
    let folder = Folder::new(&[("a.json", by_name), ("ramlint-waivers.toml", &text)]);
    folder
        .run(&each)
        .ends(1)
        .says("grants `kvstore:DeleteInstance`");
}

#[test]
fn sup_03_what_is_accepted_for_one_principal_stays_for_the_others() {
    let alice = waiver("RAM101", "principal = \"user/alice\"", "2026-12-31");
    let folder = Folder::new(&[("account.json", TEAM), ("ramlint-waivers.toml", &alice)]);
    let report = json(&folder, &[]).ends(1).json();
    let found = &report["findings"][0];
    assert_eq!(found["principals"], serde_json::json!(["user/bob"]));
    let note = found["notes"][0].as_str().unwrap();
    assert_eq!(
        note,
        "waived for `user/alice` until 2026-12-31 by ramlint-waivers.toml:1:1, and not for the others"
    );
    let waived = &report["waived"][0];
    assert_eq!(waived["partly"], true);
    assert_eq!(
        waived["finding"]["principals"],
        serde_json::json!(["user/alice"])
    );
    assert_eq!(waived["finding"]["fingerprint"], found["fingerprint"]);

    let bob = waiver(
        "RAM101",
        "principal = \"user/bob\"\npolicy = \"Custom/Ops\"",
        "2026-12-31",
    );
    folder.write("ramlint-waivers.toml", format!("{alice}{bob}"));
    let report = json(&folder, &[]).ends(0).json();
    let waived = report["waived"].as_array().unwrap();
    assert_eq!(waived.len(), 2);
    assert!(waived.iter().all(|one| one["partly"] == false));
}

#[test]
fn sup_04_the_last_day_counts_to_its_end_in_utc() {
    let text = waiver("RAM110", "path = \"a.json\"", "2026-12-31");
    let text = text.replace("RAM110", "guarded-action-granted");
    let folder = Folder::new(&[("a.json", BAD), ("ramlint-waivers.toml", &text)]);
    for at in ["2026-12-31T23:59:59Z", "2027-01-01T07:59:59+08:00"] {
        let report = json(&folder, &["--at", at]).ends(0).json();
        assert_eq!(rules(&report["findings"]), Vec::<&str>::new(), "{at}");
        assert_eq!(report["waived"][0]["waiver"]["days_left"], 0);
    }
    let report = json(&folder, &["--at", "2027-01-01T00:00:00Z"])
        .ends(1)
        .json();
    assert_eq!(rules(&report["findings"]), ["RAM101", "RAM912"]);
    assert_eq!(report["waived"], serde_json::json!([]));
    let found = &report["findings"][0];
    assert_eq!(
        found["notes"].as_array().unwrap().last().unwrap(),
        "the waiver of `cache@example.com` in ramlint-waivers.toml:1:1 ended on 2026-12-31"
    );
    let place = &found["related"].as_array().unwrap().last().unwrap()["at"];
    assert_eq!(place["path"], "ramlint-waivers.toml");
    assert_eq!(place["start_line"], 1);
}

#[test]
fn sup_05_a_waiver_without_use_is_told_in_a_whole_run_alone() {
    let text = waiver("RAM102", "path = \"sub/**\"", "2026-12-31");
    let folder = Folder::new(&[
        ("a.json", GOOD),
        ("sub/b.json", GOOD),
        ("ramlint-waivers.toml", &text),
    ]);
    let unused = |more: &[&str]| rules(&json(&folder, more).json()["findings"]).contains(&"RAM911");
    assert!(unused(&[]));
    assert!(unused(&["."]));
    assert!(!unused(&["sub", "--root", "."]));
    assert!(!unused(&["a.json", "--root", "."]));
    assert!(!unused(&["--ignore", "RAM102"]));
    assert!(!unused(&["--no-waivers"]));
    folder.write(
        "broken.json",
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action"#,
    );
    assert!(!unused(&[]));
}

#[test]
fn sup_06_what_is_accepted_is_counted_and_kept() {
    let soon = waiver("RAM101", "path = \"a.json\"", "2026-12-01");
    let folder = Folder::new(&[
        ("a.json", BAD),
        ("b.json", BAD),
        ("ramlint-waivers.toml", &soon),
    ]);
    let write = |format: &str, more: &[&str]| {
        let mut line = vec!["check", "--select", "RAM1,RAM9", "--format", format];
        line.extend(more);
        folder.run(&line).ends(1).out
    };
    let report: Value = serde_json::from_str(&write("json", &[])).unwrap();
    assert_eq!(report["summary"]["waived"], 1);
    let one = &report["waived"][0];
    assert_eq!(one["finding"]["at"]["path"], "a.json");
    let by = &one["waiver"];
    assert_eq!(by["at"]["path"], "ramlint-waivers.toml");
    for (key, value) in [
        ("reason", "agreed with the cache team"),
        ("owner", "cache@example.com"),
        ("ticket", "CAB-1"),
        ("kind", "risk-accepted"),
        ("expires", "2026-12-01"),
    ] {
        assert_eq!(by[key], value);
    }
    let lines = write("ndjson", &[]);
    let kinds: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].clone())
        .collect();
    assert_eq!(kinds, ["begin", "finding", "waived", "end"]);

    for format in ["human", "concise", "plain", "github", "markdown"] {
        let text = write(format, &[]);
        assert!(text.contains("1 waived, 1 expires in 9 days"), "{text}");
    }
    let by = "until 2026-12-01 by ramlint-waivers.toml:1:1: agreed with the cache team (cache@example.com, CAB-1, risk-accepted)";
    for format in ["human", "concise", "plain", "markdown"] {
        let text = write(format, &["--show-waived"]);
        assert!(text.contains(by), "{text}");
        assert!(text.contains("a.json:1:"), "{text}");
    }
    let junit = write("junit", &[]);
    assert!(
        junit.contains(&format!("<skipped message=\"{by}\"/>")),
        "{junit}"
    );
    assert!(
        junit.contains("failures=\"1\" errors=\"0\" skipped=\"1\""),
        "{junit}"
    );
    for format in [
        "gitlab-codequality",
        "gitlab-sast",
        "rdjson",
        "rdjsonl",
        "checkstyle",
    ] {
        let text = write(format, &["--show-waived", "--sarif-suppressed"]);
        assert!(!text.contains("a.json"), "{format}: {text}");
    }
}

#[test]
fn sarif_10_accepted_results_are_kept_when_asked_for() {
    let folder = Folder::new(&[
        ("a.json", BAD),
        ("b.json", BAD),
        (
            "ramlint-waivers.toml",
            &waiver("RAM101", "path = \"a.json\"", "2026-12-01"),
        ),
    ]);
    let results = |more: &[&str]| {
        let mut line = vec!["check", "--select", "RAM1", "--format", "sarif"];
        line.extend(more);
        folder.run(&line).json()["runs"][0]["results"].clone()
    };
    let plain = results(&[]);
    assert_eq!(plain.as_array().unwrap().len(), 1);
    assert_eq!(plain[0]["suppressions"], Value::Null);
    let all = results(&["--sarif-suppressed"]);
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(all[0]["suppressions"], serde_json::json!([]));
    let one = &all[1]["suppressions"][0];
    assert_eq!(
        (&one["kind"], &one["status"]),
        (&"external".into(), &"accepted".into())
    );
    let justification = one["justification"].as_str().unwrap();
    assert!(justification.contains("agreed with the cache team"));
    assert_eq!(
        one["location"]["physicalLocation"]["artifactLocation"]["uri"],
        "ramlint-waivers.toml"
    );
}

#[test]
fn sup_07_what_was_not_seen_cannot_be_waived() {
    for rule in ["RAM901", "RAM911", "RAM401", "malformed-hcl"] {
        let text = waiver(rule, "path = \"a.json\"", "2026-12-31");
        let folder = Folder::new(&[("a.json", GOOD), ("ramlint-waivers.toml", &text)]);
        folder.run(&["check"]).ends(2).warns("cannot be waived");
    }
}

#[test]
fn sup_08_comments_waive_what_they_stand_on() {
    let waive = "# ramlint: waive[RAM101] until=2026-12-31 reason=\"CAB-1234, agreed\"";
    let policy = |before: &str, beside: &str| {
        format!(
            "{before}\nresource \"alicloud_ram_policy\" \"ops\" {{\n  policy_name     = \"ops\"\n  policy_document = jsonencode({{\n    Version = \"1\"\n    Statement = [{{\n      Effect   = \"Allow\"\n      Action   = \"kvstore:DestroyInstance\" {beside}\n      Resource = \"*\"\n    }}]\n  }})\n}}\n"
        )
    };
    let heredoc = format!(
        "resource \"alicloud_ram_policy\" \"ops\" {{\n  policy_name     = \"ops\"\n  policy_document = <<EOF\n{{\"Version\": \"1\", \"Statement\": [\n{waive}\n{{\"Effect\": \"Allow\", \"Action\": \"kvstore:DestroyInstance\", \"Resource\": \"*\"}}]}}\nEOF\n}}\n"
    );
    let yaml = |before: &str, beside: &str| {
        format!(
            "Version: '1'\nStatement:\n  {before}\n  - Effect: Allow\n    Action: kvstore:DestroyInstance {beside}\n    Resource: '*'\n"
        )
    };
    for (path, text, is_waived) in [
        ("main.tf", policy("", ""), false),
        ("main.tf", policy(waive, ""), true),
        ("main.tf", policy("", waive), true),
        ("main.tf", policy(&waive.replace("# ", "// "), ""), true),
        (
            "main.tf",
            policy(&format!("{} */", waive.replace("# ", "/* ")), ""),
            true,
        ),
        ("main.tf", policy(&format!("{waive}\n"), ""), false),
        (
            "main.tf",
            policy(&waive.replace("RAM101", "RAM102"), ""),
            false,
        ),
        (
            "main.tf",
            policy("", "").replace(
                "policy_name     = \"ops\"",
                &format!("policy_name     = \"ops\" {waive}"),
            ),
            false,
        ),
        ("main.tf", heredoc, false),
        ("p.yaml", yaml("", ""), false),
        ("p.yaml", yaml(waive, ""), true),
        ("p.yaml", yaml("", waive), true),
        (
            "p.yaml",
            yaml("", "").replace("'*'", &format!("'*' {waive}")),
            false,
        ),
        (
            "p.yaml",
            yaml("", "").replace("- Effect", &format!("- Sid: '{waive}'\n    Effect")),
            false,
        ),
        (
            "p.json",
            BAD.replace("\"Resource\"", &format!("{waive}\n\"Resource\"")),
            false,
        ),
    ] {
        let folder = Folder::new(&[(path, &text)]);
        let report = json(&folder, &[]).json();
        let found = rules(&report["findings"]);
        assert_eq!(!found.contains(&"RAM101"), is_waived, "{text}\n{report:#}");
        if is_waived {
            assert_eq!(report["waived"][0]["waiver"]["inline"], true);
            let report = json(&folder, &["--at", "2027-01-01T00:00:00Z"]).json();
            let found = rules(&report["findings"]);
            assert!(
                found.contains(&"RAM101") && found.contains(&"RAM912"),
                "{text}"
            );
            json(&folder, &["--no-waivers"]).ends(1);
        }
    }
    let folder = Folder::new(&[("main.tf", &policy("# ramlint: ignore RAM101", ""))]);
    let report = json(&folder, &[]).ends(1).json();
    assert!(rules(&report["findings"]).contains(&"RAM913"));
}

#[test]
fn sup_09_waivers_are_listed_by_their_ends() {
    let text = format!(
        "{}{}{}",
        waiver("RAM101", "path = \"a.json\"", "2027-03-01"),
        waiver(
            "RAM102",
            "principal = [\"user/a\", \"user/b\"]",
            "2026-12-01"
        ),
        waiver("RAM103", "path = \"a.json\"", "2026-11-01"),
    );
    let folder = Folder::new(&[("a.json", BAD), ("ramlint-waivers.toml", &text)]);
    let ran = folder.run(&["waivers", "list"]).ends(0);
    let firsts: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| !line.starts_with(' '))
        .collect();
    assert_eq!(
        firsts,
        [
            "ramlint-waivers.toml:17:1 RAM103 EXPIRED 2026-11-01, 21 days ago",
            "ramlint-waivers.toml:9:1 RAM102 until 2026-12-01, in 9 days",
            "ramlint-waivers.toml:1:1 RAM101 until 2027-03-01, in 99 days",
            "3 waivers, 1 expired",
        ]
    );
    ran.says("  principal `user/a` or `user/b`\n");
    let near = folder
        .run(&["waivers", "list", "--expiring", "30d", "--format", "json"])
        .json();
    let near = near["waivers"].as_array().unwrap();
    assert_eq!(near.len(), 2);
    assert_eq!(
        near[1]["keys"]["principal"],
        serde_json::json!(["user/a", "user/b"])
    );
    folder
        .run(&["waivers", "list", "--expiring", "soon"])
        .ends(2);
}

#[test]
fn sup_09_lint_tells_faults_and_ends() {
    let fine = waiver("RAM101", "path = \"a.json\"", "2026-12-31");
    let over = waiver("RAM101", "path = \"a.json\"", "2026-11-21");
    for (text, status, told) in [
        (fine.clone(), 0, ""),
        (
            over,
            1,
            "ramlint-waivers.toml:1:1: it ended on 2026-11-21; its owner is cache@example.com",
        ),
        (
            fine.replace("RAM101", "RAM1O1"),
            2,
            "ramlint-waivers.toml:3:10: `RAM1O1` is no rule",
        ),
        (
            fine.replace("kind", "sort"),
            2,
            "ramlint-waivers.toml:8:1: `sort` is nothing that a waiver has",
        ),
    ] {
        let folder = Folder::new(&[
            ("a.json", "not even a policy"),
            ("ramlint-waivers.toml", &text),
        ]);
        folder.run(&["waivers", "lint"]).ends(status).warns(told);
    }
    let folder = Folder::new(&[("a.tf", "# ramlint: waive[RAM101]\nx = 1\n")]);
    folder
        .run(&["waivers", "lint"])
        .ends(2)
        .warns("a.tf:1:1: `until` is missing");
    Folder::new(&[("a.json", BAD)])
        .run(&["waivers", "lint"])
        .ends(0)
        .says("0 waivers are whole");
}

#[test]
fn sup_09_add_accepts_the_finding_and_keeps_the_text() {
    let folder = Folder::new(&[("a.json", BAD), ("b.json", BAD)]);
    let prints = || -> Vec<String> {
        let report = json(&folder, &[]).json();
        let all = report["findings"].as_array().unwrap().iter();
        let own = all.filter(|one| one["rule"] == "RAM101");
        own.map(|one| one["fingerprint"].as_str().unwrap().to_owned())
            .collect()
    };
    let add = |fingerprint: &str, more: &[&str]| {
        let mut line = vec!["waivers", "add", fingerprint, "--reason", "agreed in CAB-1"];
        line.extend(more);
        folder.run(&line)
    };
    let until = ["--expires", "2026-12-31"];
    let found = prints();
    let [first, second] = found.as_slice() else {
        panic!("{found:?}")
    };
    add(first, &until)
        .ends(0)
        .says("a.json:1:56 is waived until 2026-12-31 by ramlint-waivers.toml");
    assert_eq!(prints(), [second.as_str()]);
    let text = std::fs::read_to_string(folder.at("ramlint-waivers.toml")).unwrap();
    let text = format!("# the caches, and nothing else\n\n{text}   # kept, too");
    folder.write("ramlint-waivers.toml", &text);
    add(
        second,
        &[
            "--expires",
            "2026-12-31",
            "--owner",
            "o",
            "--ticket",
            "t",
            "--kind",
            "fix-deferred",
        ],
    )
    .ends(0);
    let after = std::fs::read_to_string(folder.at("ramlint-waivers.toml")).unwrap();
    assert!(after.starts_with(&text), "{after}");
    json(&folder, &[]).ends(0);

    add(second, &until)
        .ends(2)
        .warns("is waived already, until 2026-12-31 by ramlint-waivers.toml:");
    add("0000", &until)
        .ends(2)
        .warns("no finding has the fingerprint `0000`");
    add(second, &["--expires", "tomorrow"]).ends(2);
    add(second, &["--expires", "2026-12-31", "--kind", "fine"]).ends(2);
    let now = std::fs::read_to_string(folder.at("ramlint-waivers.toml")).unwrap();
    assert_eq!(now, after);
}

#[test]
fn sup_09_add_takes_as_much_of_a_fingerprint_as_people_are_shown() {
    let folder = Folder::new(&[("a.json", BAD)]);
    let report = json(&folder, &[]).json();
    let print = report["findings"][0]["fingerprint"].as_str().unwrap();
    for (named, status) in [(&print[..11], 2), (&print[..12], 0)] {
        let line = ["waivers", "add", named, "--reason", "agreed in CAB-1"];
        let line = [&line[..], &["--expires", "2026-12-31"]].concat();
        folder.run(&line).ends(status);
    }
    let text = std::fs::read_to_string(folder.at("ramlint-waivers.toml")).unwrap();
    assert!(text.contains(print), "{text}");
}

#[test]
fn sup_09_add_refuses_what_a_waiver_cannot_say() {
    let folder = Folder::new(&[("a.json", BAD)]);
    let report = json(&folder, &[]).json();
    let print = report["findings"][0]["fingerprint"].as_str().unwrap();
    for (reason, expires, told) in [
        (
            "too short",
            "2026-12-31",
            "`reason` has fewer than 10 characters",
        ),
        ("agreed in CAB-1", "2026-11-21", "is over"),
        (
            "agreed in CAB-1",
            "2028-11-21",
            "a waiver may end 365 days ahead at most",
        ),
    ] {
        let line = [
            "waivers",
            "add",
            print,
            "--reason",
            reason,
            "--expires",
            expires,
        ];
        folder.run(&line).ends(2).warns(told);
        assert!(!folder.at("ramlint-waivers.toml").exists());
    }
}

#[cfg(unix)]
#[test]
fn sup_09_add_writes_through_no_link() {
    let outside = Folder::new(&[("real.toml", "# theirs\n")]);
    for target in [
        outside.at("real.toml"),
        outside.at("gone.toml"),
        "inside.toml".into(),
    ] {
        let folder = Folder::new(&[("a.json", BAD), ("inside.toml", "# inside\n")]);
        std::os::unix::fs::symlink(&target, folder.at("ramlint-waivers.toml")).unwrap();
        let report = json(&folder, &["--no-waivers"]).json();
        let print = report["findings"][0]["fingerprint"].as_str().unwrap();
        let line = [
            "waivers",
            "add",
            print,
            "--reason",
            "agreed in CAB-1",
            "--expires",
            "2026-12-31",
        ];
        folder.run(&line).ends(2);
        let read = |path| std::fs::read_to_string(path).unwrap();
        assert_eq!(read(outside.at("real.toml")), "# theirs\n");
        assert_eq!(read(folder.at("inside.toml")), "# inside\n");
        assert!(!outside.at("gone.toml").exists());
    }
}

#[test]
fn what_is_accepted_is_not_fixed() {
    let twice = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["oss:GetObject", "oss:GetObject"], "Resource": "*"}]}"#;
    let folder = Folder::new(&[("a.json", twice)]);
    folder.run(&["check", "--diff"]).ends(1);
    folder.write(
        "ramlint-waivers.toml",
        waiver("RAM302", "path = \"a.json\"", "2026-12-31"),
    );
    let ran = folder.run(&["check", "--diff"]).ends(0);
    assert_eq!(ran.out, "");
}

#[test]
fn a_file_of_another_name_or_place_is_read_when_named() {
    let text = waiver("RAM101", "path = \"a.json\"", "2026-12-31");
    let folder = Folder::new(&[
        ("repo/a.json", BAD),
        ("repo/sec/w.toml", &text),
        ("out.toml", &text),
    ]);
    let check = |waivers: &str| {
        folder.run(&[
            "check",
            "repo",
            "--root",
            "repo",
            "--waivers",
            waivers,
            "--format",
            "json",
        ])
    };
    for (named, shown) in [("repo/sec/w.toml", "sec/w.toml"), ("out.toml", "out.toml")] {
        let report = check(named).ends(0).json();
        assert_eq!(report["waived"][0]["waiver"]["at"]["path"], shown);
    }
    folder.run(&["check", "repo", "--root", "repo"]).ends(1);
}

#[test]
fn what_is_waived_is_in_no_baseline() {
    let text = waiver("RAM101", "path = \"a.json\"", "2026-12-31");
    let folder = Folder::new(&[
        ("a.json", BAD),
        ("b.json", BAD),
        ("ramlint-waivers.toml", &text),
    ]);
    folder.run(&["baseline", "create"]).ends(0);
    let known = std::fs::read_to_string(folder.at("ramlint-baseline.json")).unwrap();
    assert!(
        known.contains("b.json") && !known.contains("\"a.json\""),
        "{known}"
    );
    let report = json(&folder, &["--baseline"]).ends(0).json();
    assert_eq!(report["summary"]["waived"], 1);
    assert_eq!(report["known"][0]["at"]["path"], "b.json");
    json(&folder, &["--baseline", "--no-waivers"]).ends(1);
}

#[test]
fn the_configuration_says_what_can_be_waived_and_for_how_long() {
    let text = waiver("RAM101", "path = \"*.json\"", "2026-12-31");
    for (configuration, status, told) in [
        ("", 0, ""),
        ("[waivers]\nmax-days = 7\n", 2, "7 days ahead at most"),
        (
            "[rules]\nRAM101 = { level = \"critical\" }\n[waivers]\nmax-days-critical = 7\n",
            1,
            "for 7 days at most",
        ),
        (
            "[rules]\nRAM101 = { waivable = false }\n",
            2,
            "findings of RAM101 cannot be waived",
        ),
        (
            "[[overrides]]\npaths = [\"a.json\"]\nrules = { RAM101 = { waivable = false } }\n",
            1,
            "does not let findings of RAM101 be waived in this file",
        ),
        (
            "[rules]\nRAM101 = { waivable = false }\n[[overrides]]\npaths = [\"a.json\"]\nrules = { RAM101 = { waivable = true } }\n",
            0,
            "",
        ),
    ] {
        let folder = Folder::new(&[
            ("a.json", BAD),
            ("ramlint-waivers.toml", &text),
            ("ramlint.toml", configuration),
        ]);
        let ran = folder.run(&["check", "--format", "json"]).ends(status);
        assert!(ran.both().contains(told), "{told}: {}", ran.both());
    }
}

#[test]
fn the_configuration_grades_what_is_said_of_waivers() {
    let text = waiver("RAM101", "path = \"b.json\"", "2026-12-31");
    let told = |configuration: &str| {
        let folder = Folder::new(&[
            ("a.json", GOOD),
            ("ramlint-waivers.toml", &text),
            ("ramlint.toml", configuration),
        ]);
        let report = json(&folder, &[]).json();
        let found = report["findings"].as_array().unwrap().iter();
        let levels = found.map(|one| one["level"].as_str().unwrap().to_owned());
        levels.collect::<Vec<String>>()
    };
    assert_eq!(told("").len(), 1);
    let own = "[[overrides]]\npaths = [\"ramlint-waivers.toml\"]\nrules = { RAM9 = LEVEL }\n";
    assert_eq!(told(&own.replace("LEVEL", "\"high\"")), ["high"]);
    assert!(told(&own.replace("LEVEL", "\"off\"")).is_empty());
}

#[test]
fn sup_02_a_misspelt_action_would_accept_nothing_and_ends_the_run() {
    let text = waiver(
        "RAM101",
        "action = \"kvstore:DestoryInstance\"",
        "2026-12-31",
    );
    let folder = Folder::new(&[("a.json", BAD), ("ramlint-waivers.toml", &text)]);
    let told = "ramlint-waivers.toml:4:10: `kvstore:DestoryInstance` is not in the catalogue, which has `kvstore:DestroyInstance`";
    folder.run(&["check"]).ends(2).warns(told);
    folder.run(&["waivers", "lint"]).ends(2);
    folder.write(
        "ramlint.toml",
        "[guard]\nunlisted = [\"kvstore:DestoryInstance\"]\n",
    );
    folder.run(&["check"]).ends(1);
}

#[test]
fn a_name_that_is_in_several_accounts_accepts_nothing_without_its_account() {
    let [one, two] = crate::cli::expectations::namesakes("alice");
    let accepted = |principal: &str| {
        let narrowing =
            format!("principal = \"{principal}\"\naction = \"kvstore:DestroyInstance\"");
        let text = waiver("RAM101", &narrowing, "2026-12-31");
        let folder = Folder::new(&[
            (&one.0, &one.1),
            (&two.0, &two.1),
            ("ramlint-waivers.toml", &text),
        ]);
        let ran = folder.run(&["check", "--format", "json", "--select", "RAM101"]);
        let json = ran.json();
        let paths = |key: &str| {
            let all = json[key].as_array().unwrap().iter();
            let path = |one: &Value| one["at"]["path"].as_str().unwrap().to_owned();
            all.map(|one| {
                path(if one["at"].is_null() {
                    &one["finding"]
                } else {
                    one
                })
            })
            .collect::<Vec<_>>()
        };
        (
            paths("findings"),
            paths("waived"),
            ran.out.contains("is somebody in each of several accounts"),
        )
    };
    let path = |name: &str| name.to_owned();
    assert_eq!(
        accepted("user/alice"),
        (vec![path("one.json"), path("two.json")], vec![], true)
    );
    assert_eq!(
        accepted("user/alice (1000000000000001)"),
        (vec![path("two.json")], vec![path("one.json")], false)
    );
    assert_eq!(
        accepted("user/*"),
        (vec![], vec![path("one.json"), path("two.json")], false)
    );
}

#[test]
fn sup_04_a_check_of_the_past_takes_waivers_that_were_agreed_on_since() {
    let text = waiver("RAM101", "path = \"a.json\"", "2026-12-31");
    let folder = Folder::new(&[("a.json", BAD), ("ramlint-waivers.toml", &text)]);
    folder.run(&["check"]).ends(0);
    folder
        .run(&["check", "--at", "2024-01-01T00:00:00Z"])
        .ends(0);
    let far = waiver("RAM101", "path = \"a.json\"", "2029-12-31");
    folder.write("ramlint-waivers.toml", far);
    folder
        .run(&["check", "--at", "2024-01-01T00:00:00Z"])
        .ends(2);
}
