//! `ramlint.toml` in a run: which file is obeyed, what it does, and that nothing of
//! it is passed over (CFG-01 to CFG-07, CLI-29).

use std::fs;

use ramlint::report::REPORTERS;
use serde_json::Value;

use super::{Around, BAD, Folder, GOOD, Ran, SOMETIMES};

/// Runs with variables of the environment.
fn with(folder: &Folder, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let around = Around {
        environment: variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Around::default()
    };
    folder.run_with(arguments, &around)
}

/// The levels of the findings of a run as JSON, each with its path.
fn levels(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let findings = json["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    findings
        .map(|one| {
            let path = text(&one["at"]["path"]);
            format!("{} {} {path}", text(&one["rule"]), text(&one["level"]))
        })
        .collect()
}

#[test]
fn cfg_01_one_file_is_obeyed_and_nothing_above_the_repository() {
    let folder = Folder::new(&[
        ("ramlint.toml", "[check]\nfail-on = \"never\"\n"),
        ("repo/.git/HEAD", "ref: refs/heads/main\n"),
        ("repo/a/bad.json", BAD),
        ("repo/b/bad.json", BAD),
        ("repo/b/ramlint.toml", "[rules]\nRAM101 = \"info\"\n"),
        ("both/bad.json", BAD),
        ("both/ramlint.toml", ""),
        ("both/.ramlint.toml", ""),
        ("nothing.toml", ""),
    ]);
    // Above the repository is nothing of its own.
    folder.run(&["check", "repo/a"]).ends(1);
    folder.run(&["check", "repo/a/bad.json"]).ends(1);
    // The file of a folder holds for what is in it.
    folder.run(&["check", "repo/b"]).ends(0);
    folder.run(&["check", "repo/b/bad.json"]).ends(0);
    // ... and for standard input that stands for a file there.
    let stdin = Around {
        stdin: BAD.into(),
        ..Around::default()
    };
    let named = |name| ["check", "-", "--root", "repo", "--stdin-filename", name];
    folder.run_with(&named("repo/b/x.json"), &stdin).ends(0);
    folder.run_with(&named("repo/a/x.json"), &stdin).ends(1);
    // Inputs with different files have none in common.
    for command in ["check", "who-can", "inputs"] {
        let ran = folder.run(&[command, "repo/a", "repo/b"]).ends(2);
        assert_eq!(ran.out, "");
        let ran = ran.warns("`b/ramlint.toml` for `b`").warns("none for `a`");
        ran.warns("--config");
        folder
            .run(&[command, "both"])
            .ends(2)
            .warns("error: `ramlint.toml` and `.ramlint.toml` lie beside each other");
    }
    // One that is named holds for all; so does none.
    for flags in [
        &["--config", "repo/b/ramlint.toml"][..],
        &["--config", "ramlint.toml"],
    ] {
        let all = ["check", "repo/a", "repo/b"];
        let arguments: Vec<&str> = all.iter().chain(flags).copied().collect();
        folder.run(&arguments).ends(0);
    }
    folder
        .run(&["check", "repo/a", "repo/b", "--isolated"])
        .ends(1);
    with(
        &folder,
        &[("RAMLINT_CONFIG", "ramlint.toml")],
        &["check", "repo/a"],
    )
    .ends(0);
    with(
        &folder,
        &[("RAMLINT_CONFIG", "ramlint.toml")],
        &["check", "repo/a", "--config", "nothing.toml"],
    )
    .ends(1);
    folder
        .run(&["check", "repo/a", "--config", "absent.toml"])
        .ends(2)
        .warns("--config: `absent.toml` does not exist");
    // --root bounds what is looked at like the top of a repository does.
    folder
        .run(&["check", "both/bad.json", "--root", "."])
        .ends(2);
    let inner = ["check", "repo/a", "--root", "."];
    folder.run(&inner).ends(0);
}

#[test]
fn cfg_02_a_mistake_ends_the_run_before_anything_is_analysed() {
    let folder = Folder::new(&[
        ("good.json", GOOD),
        (
            "ramlint.toml",
            "[check]\nfail-onn = \"high\"\nmin-level = 1\n",
        ),
    ]);
    for command in [
        &["check"][..],
        &["who-can"],
        &["can", "user/x"],
        &["inputs"],
        &["config", "show"],
    ] {
        let ran = folder.run(command).ends(2);
        assert_eq!(ran.out, "", "{command:?}");
        assert_eq!(
            ran.err.lines().collect::<Vec<_>>(),
            [
                "error: ramlint.toml:2:1: `fail-onn` is no key of `[check]`; there is one with a similar name: `fail-on`",
                "error: ramlint.toml:3:13: `check.min-level` wants `info`, `low`, `medium`, `high` or `critical`, and got `1`",
            ],
            "{command:?}"
        );
        let isolated: Vec<&str> = command.iter().chain(&["--isolated"]).copied().collect();
        let ran = folder.run(&isolated);
        assert!(
            ran.status != 2 || command.first() == Some(&"can"),
            "{ran:?}"
        );
    }
}

#[test]
fn levels_are_those_of_the_configuration_in_every_report() {
    let folder = Folder::new(&[
        ("bad.json", BAD),
        ("sandbox/bad.json", BAD),
        (
            "ramlint.toml",
            "[rules]\nguarded-action-granted = \"info\"\n[[overrides]]\npaths = [\"sandbox\"]\nrules = { RAM1 = \"critical\" }\n",
        ),
    ]);
    let ran = folder.run(&["check", "--format", "json", "--min-level", "info"]);
    let expected = ["RAM101 info bad.json", "RAM101 critical sandbox/bad.json"];
    assert_eq!(levels(&ran.ends(1)), expected);
    folder
        .run(&["check", "bad.json", "--min-level", "info"])
        .ends(0)
        .says("info");
    // What is below the level that is shown is hidden, as always.
    folder
        .run(&["check", "bad.json"])
        .ends(0)
        .says("1 finding is hidden");
    let sarif = folder
        .run(&["check", "--format", "sarif", "--min-level", "info"])
        .json();
    let run = &sarif["runs"][0];
    let of = |number: usize| {
        let result = &run["results"][number];
        let rule = result["ruleIndex"].as_u64().unwrap();
        let rule = &run["tool"]["driver"]["rules"][usize::try_from(rule).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        (
            result["ruleId"].as_str().unwrap().to_owned(),
            result["level"].as_str().unwrap().to_owned(),
            rule["defaultConfiguration"]["level"]
                .as_str()
                .unwrap()
                .to_owned(),
        )
    };
    let own = |id: &str, level: &str| (id.to_owned(), level.to_owned(), level.to_owned());
    assert_eq!(of(0), own("RAM101/info", "note"));
    assert_eq!(of(1), own("RAM101/critical", "error"));
}

#[test]
fn cfg_05_what_is_off_is_counted_with_its_place() {
    let folder = Folder::new(&[
        ("bad.json", BAD),
        ("old/bad.json", BAD),
        (
            "ramlint.toml",
            "[rules]\nRAM101 = \"off\"\nRAM2 = \"off\"\nRAM203 = \"low\"\n",
        ),
        (
            "some.toml",
            "[[overrides]]\npaths = [\"old/**\"]\nrules = { RAM101 = \"off\" }\n",
        ),
    ]);
    let guards = ramlint::rules::RULES
        .iter()
        .filter(|rule| rule.id.starts_with("RAM2"))
        .count();
    let ran = folder.run(&["check"]).ends(0);
    let line = format!("{guards} rules are switched off in ramlint.toml:2, 3: RAM101, RAM201, ");
    ran.says(&line);
    folder
        .run(&["check", "--lang", "zh-CN"])
        .says(&format!("ramlint.toml:2, 3 关闭了 {guards} 条规则："));
    let json = folder.run(&["check", "--format", "json"]).json();
    let off = &json["summary"]["switched_off_by"][0];
    assert_eq!(
        off,
        &serde_json::json!({"rule": "RAM101", "by": "ramlint.toml", "line": 2})
    );
    assert_eq!(
        json["summary"]["switched_off"].as_array().unwrap().len(),
        guards
    );
    assert_eq!(json["configuration"]["files"][0], "ramlint.toml");
    // What the line selects runs, at its own level; what it ignores does not.
    for flag in ["--select", "--extend-select"] {
        let ran = folder
            .run(&["check", flag, "RAM101", "--format", "json"])
            .ends(1);
        assert_eq!(
            levels(&ran),
            ["RAM101 high bad.json", "RAM101 high old/bad.json"]
        );
    }
    let ran = with(&folder, &[("RAMLINT_IGNORE", "RAM301")], &["check"]);
    ran.says("1 rule is switched off by RAMLINT_IGNORE: RAM301\n");
    folder
        .run(&["check", "--ignore", "RAM301"])
        .says("1 rule is switched off by --ignore: RAM301\n");
    // Off in some files only.
    let some = ["check", "--config", "some.toml"];
    let ran = folder.run(&some).ends(1);
    ran.says("RAM101 is switched off for some files in some.toml:3, and 1 finding is not shown\n");
    let json = folder
        .run(&["check", "--config", "some.toml", "--format", "json"])
        .json();
    assert_eq!(
        json["configuration"]["off_in_files"],
        serde_json::json!([{"rule": "RAM101", "findings": 1, "by": "some.toml", "line": 3}])
    );
    let sarif = folder.run(&["check", "--format", "sarif"]).json();
    let told = &sarif["runs"][0]["invocations"][0]["toolConfigurationNotifications"][0];
    assert!(
        told["message"]["text"].as_str().unwrap().starts_with(&line),
        "{told}"
    );
    folder
        .run(&["check", "--format", "markdown"])
        .says("switched off in ramlint.toml:2, 3");
}

#[test]
fn cli_29_flags_go_before_variables_and_those_before_the_file() {
    let folder = Folder::new(&[("some.json", SOMETIMES), ("ramlint.toml", "")]);
    let file = "[check]\nfail-on = \"low\"\nmin-level = \"high\"\nignore = [\"RAM102\"]\n";
    for (text, variables, flags, status, shown) in [
        ("", &[][..], &[][..], 1, true),
        ("[check]\nfail-on = \"high\"", &[], &[], 0, true),
        (
            "[check]\nfail-on = \"high\"",
            &[("RAMLINT_FAIL_ON", "medium")],
            &[],
            1,
            true,
        ),
        (
            "[check]\nfail-on = \"high\"",
            &[("RAMLINT_FAIL_ON", "medium")],
            &["--fail-on", "never"],
            0,
            true,
        ),
        (
            "[check]\nfail-on = \"never\"",
            &[],
            &["--fail-on", "medium"],
            1,
            true,
        ),
        ("[check]\nmin-level = \"high\"", &[], &[], 1, false),
        (
            "[check]\nmin-level = \"high\"",
            &[],
            &["--min-level", "low"],
            1,
            true,
        ),
        ("[check]\nignore = [\"RAM102\"]", &[], &[], 0, false),
        (
            "[check]\nignore = [\"RAM102\"]",
            &[],
            &["--select", "RAM1"],
            1,
            true,
        ),
        ("[check]\nselect = [\"RAM2\"]", &[], &[], 0, false),
        (
            "[check]\nselect = [\"RAM2\"]",
            &[],
            &["--extend-select", "RAM102"],
            1,
            true,
        ),
        (
            "[check]\nselect = [\"RAM2\"]\nextend-select = [\"RAM102\"]",
            &[],
            &[],
            1,
            true,
        ),
        (
            "[check]\nextend-select = [\"RAM102\"]",
            &[],
            &["--ignore", "RAM1"],
            0,
            false,
        ),
        (file, &[], &["--isolated"], 1, true),
    ] {
        folder.write("ramlint.toml", text);
        let arguments: Vec<&str> = ["check", "some.json"]
            .iter()
            .chain(flags)
            .copied()
            .collect();
        let ran = with(&folder, variables, &arguments).ends(status);
        assert_eq!(
            ran.out.contains("some.json:1:"),
            shown,
            "{text} {flags:?}: {}",
            ran.out
        );
    }
}

#[test]
fn scope_excludes_files_and_says_how_many() {
    let folder = Folder::new(&[
        ("good.json", GOOD),
        ("old/bad.json", BAD),
        ("old/deeper/broken.json", "{\"Statement\": ["),
        ("ramlint.toml", "[scope]\nexclude = [\"old/**\"]\n"),
    ]);
    folder
        .run(&["check"])
        .ends(0)
        .says("2 files are excluded in ramlint.toml:2\n");
    let json = folder.run(&["check", "--format", "json"]).json();
    assert_eq!(
        json["configuration"]["excluded"],
        serde_json::json!({"files": 2, "by": "ramlint.toml", "line": 2})
    );
    folder.run(&["check", "--isolated"]).ends(1);
    // A file that is named is checked.
    folder
        .run(&["check", "old/bad.json", "--root", "."])
        .ends(1);
    folder.run(&["check", "old", "--root", "."]).ends(3);
    folder
        .run(&["inputs"])
        .ends(0)
        .says("excluded by the configuration");
    let who = folder.run(&["who-can"]).ends(0);
    assert!(!who.out.contains("old/bad.json"), "{}", who.out);
}

#[cfg(unix)]
#[test]
fn what_is_excluded_cannot_make_a_run_incomplete() {
    let folder = Folder::new(&[
        ("good.json", GOOD),
        ("ramlint.toml", "[scope]\nexclude = [\"links\"]\n"),
    ]);
    fs::create_dir(folder.at("links")).unwrap();
    std::os::unix::fs::symlink("/etc/nothing.json", folder.at("links/gone.json")).unwrap();
    folder.run(&["check", "--isolated"]).ends(3);
    folder.run(&["check"]).ends(0);
}

#[test]
fn d29_what_is_not_recognised_where_all_is_required_makes_a_run_incomplete() {
    let folder = Folder::new(&[
        ("policies/good.json", GOOD),
        ("other/README.md", "text"),
        (
            "ramlint.toml",
            "[scope]\nrequire = [\"policies/**\"]\nexclude = [\"policies/README.md\"]\n",
        ),
    ]);
    folder.run(&["check"]).ends(0);
    folder.write("policies/README.md", "text");
    folder.run(&["check"]).ends(0);
    for (path, text) in [
        ("policies/notes.txt", "text"),
        ("policies/deep/package.json", "{\"name\": \"x\"}"),
        ("policies/app.yaml", "kind: x\n"),
    ] {
        folder.write(path, text);
        let ran = folder.run(&["check"]).ends(3);
        let ran = ran.says(&format!("{path} is left out"));
        ran.says("all of `policies/**` has to be analysed (ramlint.toml:2): ");
        folder.run(&["who-can"]).ends(3);
        folder.run(&["check", "--isolated"]).ends(0);
        fs::remove_file(folder.at(path)).unwrap();
    }
    // The program's own files are where they are.
    folder.write("ramlint.toml", "[scope]\nrequire = [\"**/*.toml\"]\n");
    folder.run(&["check"]).ends(0);
}

#[test]
fn guarded_actions_are_those_of_the_configuration() {
    let folder = Folder::new(&[
        ("good.json", GOOD),
        ("ramlint.toml", "[guard]\nactions = [\"oss:GetObject\"]\n"),
    ]);
    folder.run(&["check"]).ends(1).says("oss:GetObject");
    folder.run(&["who-can"]).ends(0).says("oss:GetObject");
    folder
        .run(&["can", "policy/good.json"])
        .ends(0)
        .says("oss:GetObject");
    folder.run(&["check", "--action", "ecs:DeleteDisk"]).ends(0);
    folder.run(&["check", "--isolated"]).ends(0);
    folder.write(
        "ramlint.toml",
        "[guard]\nactions = [\"oss:GetObject\", \"ecs:DeleteDisk\"]\n",
    );
    let json = folder.run(&["check", "--format", "json"]).ends(1).json();
    assert_eq!(
        json["actions"],
        serde_json::json!(["oss:GetObject", "ecs:DeleteDisk"])
    );
    for command in [&["who-can"][..], &["can", "policy/good.json"]] {
        folder.run(command).ends(2).warns(
            "one action can be asked about at a time, and the configuration guards oss:GetObject, ecs:DeleteDisk; name one of them",
        );
        let named: Vec<&str> = command.iter().chain(&["ecs:DeleteDisk"]).copied().collect();
        folder.run(&named).ends(0);
    }
    folder.write("ramlint.toml", "[guard]\nactions = []\n");
    for command in ["who-can", "check", "test"] {
        folder
            .run(&[command])
            .ends(2)
            .warns("ramlint.toml:2:11: `guard.actions` is empty, so that nothing is guarded");
    }
    folder
        .run(&["diff", ".", "."])
        .ends(2)
        .warns("`guard.actions` is empty");
}

#[test]
fn inputs_of_the_configuration_stand_in_for_flags() {
    let folder = Folder::new(&[
        (
            "tf/main.tf",
            "variable \"action\" {}\nresource \"alicloud_ram_policy\" \"p\" {\n  policy_name = \"p\"\n  policy_document = jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = var.action, Resource = \"*\" }] })\n}\n",
        ),
        (
            "values/prod.tfvars",
            "action = \"kvstore:DestroyInstance\"\n",
        ),
        ("values/test.tfvars", "action = \"oss:GetObject\"\n"),
        (
            "values/ramlint.toml",
            "[input]\nvar-files = [\"prod.tfvars\"]\n",
        ),
        ("ramlint.toml", "extends = \"values/ramlint.toml\"\n"),
    ]);
    let answer = |arguments: &[&str]| {
        let ran = folder.run(arguments);
        let json = ran.json();
        json["principals"][0]["answer"].as_str().unwrap().to_owned()
    };
    let who = ["who-can", "tf", "--root", ".", "--format", "json"];
    let and = |more: &[&'static str]| -> Vec<&str> { who.iter().chain(more).copied().collect() };
    assert_eq!(answer(&who), "allowed");
    assert_eq!(answer(&and(&["--isolated"])), "unknown");
    assert_eq!(
        answer(&and(&["--var-file", "values/test.tfvars"])),
        "not_granted"
    );
    folder.write(
        "ramlint.toml",
        "[input]\nvar-files = [\"values/absent.tfvars\"]\n",
    );
    folder
        .run(&who)
        .ends(2)
        .warns("ramlint.toml:2: `values/absent.tfvars` does not exist");
}

#[cfg(unix)]
#[test]
fn a_configuration_reads_nothing_outside_of_the_root() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new(&[
        ("ramlint.toml", "[check]\nfail-on = \"never\"\n"),
        ("secret.json", BAD),
    ]);
    let folder = Folder::new(&[("bad.json", BAD)]);
    symlink(outside.at("ramlint.toml"), folder.at("ramlint.toml")).unwrap();
    folder
        .run(&["check"])
        .ends(2)
        .warns("the configuration ramlint.toml is outside of the root");
    fs::remove_file(folder.at("ramlint.toml")).unwrap();
    fs::create_dir(folder.at("ramlint.toml")).unwrap();
    folder
        .run(&["check"])
        .ends(2)
        .warns("the configuration ramlint.toml ");
    fs::remove_dir(folder.at("ramlint.toml")).unwrap();
    symlink(outside.0.path(), folder.at("way")).unwrap();
    for text in [
        "extends = \"way/ramlint.toml\"",
        "[input]\nattachments = \"way/secret.json\"",
        "[input]\nvar-files = [\"way/secret.json\"]",
        "[input]\npolicies = { \"System/X\" = \"way/secret.json\" }",
    ] {
        folder.write("ramlint.toml", text);
        folder
            .run(&["check"])
            .ends(2)
            .warns("is outside of the root");
    }
    // Who names a file wants that one.
    fs::remove_file(folder.at("ramlint.toml")).unwrap();
    let path = outside.at("ramlint.toml");
    let path = path.to_str().unwrap();
    folder.run(&["check", "bad.json", "--config", path]).ends(0);
}

#[cfg(unix)]
#[test]
fn sec_12_names_in_messages_are_sanitised() {
    let folder = Folder::new(&[
        (
            "a\u{1b}[31m\n::error::x/ramlint.toml",
            "extends = \"\u{202e}x\"\n",
        ),
        ("a\u{1b}[31m\n::error::x/p.json", GOOD),
    ]);
    let ran = folder
        .run(&["check", "a\u{1b}[31m\n::error::x", "--root", "."])
        .ends(2);
    assert!(!ran.err.contains(['\u{1b}', '\u{202e}']), "{:?}", ran.err);
    assert!(
        ran.err.lines().all(|line| line.starts_with("error: ")),
        "{:?}",
        ran.err
    );
}

#[test]
fn thresholds_and_trusted_accounts_are_those_of_the_configuration() {
    let document = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#;
    let account = format!(
        r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": ["roles", "attachments"],
        "policies": [{}],
        "roles": [{{"name": "ops", "trust": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"RAM": ["acs:ram::1000000000000002:role/deploy"]}}}}]}}}},
        {{"name": "all", "trust": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"RAM": ["acs:ram::1000000000000002:root"]}}}}]}}}}],
        "attachments": [{}]}}"#,
        (1..=6)
            .map(|number| format!(r#"{{"name": "p{number}", "document": {document}}}"#))
            .collect::<Vec<_>>()
            .join(","),
        (1..=6)
            .map(|number| format!(r#"{{"policy": "Custom/p{number}", "to": "role/ops"}}"#))
            .collect::<Vec<_>>()
            .join(","),
    );
    let folder = Folder::new(&[("account.json", &account), ("ramlint.toml", "")]);
    let found = |text: &str, rule: &str| {
        folder.write("ramlint.toml", text);
        let ran = folder.run(&[
            "check",
            "--select",
            rule,
            "--min-level",
            "info",
            "--format",
            "json",
        ]);
        levels(&ran).len()
    };
    for (rule, text) in [
        ("RAM616", "[thresholds]\nrole-custom-policies = 6\n"),
        ("RAM502", "[trust]\naccounts = [\"1000000000000002\"]\n"),
        (
            "foreign-account-without-external-id",
            "[trust]\naccounts = [\"1000000000000002\"]\n",
        ),
    ] {
        assert_eq!(found("", rule), 1, "{rule}");
        assert_eq!(
            found(
                "[thresholds]\nuser-custom-policies = 99\n[trust]\naccounts = [\"3\"]",
                rule
            ),
            1,
            "{rule}"
        );
        assert_eq!(found(text, rule), 0, "{rule}");
    }
}

#[test]
fn fixes_are_those_of_rules_that_are_on() {
    let needless = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:Get*","oss:GetObject"],"Resource":"*"}]}"#;
    let folder = Folder::new(&[
        ("p.json", needless),
        ("old/p.json", needless),
        ("ramlint.toml", "[rules]\nredundant-action = \"off\"\n"),
    ]);
    let text = |path: &str| fs::read_to_string(folder.at(path)).unwrap();
    folder.run(&["check", "--fix"]);
    assert_eq!(text("p.json"), needless);
    folder.write(
        "ramlint.toml",
        "[[overrides]]\npaths = [\"old\"]\nrules = { redundant-action = \"off\" }\n",
    );
    folder.run(&["check", "--fix"]);
    assert!(!text("p.json").contains("oss:GetObject"));
    assert_eq!(text("old/p.json"), needless);
}

#[test]
fn cfg_07_every_report_names_the_catalogue() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    // These have no place for anything but findings.
    let without = ["gitlab-codequality", "rdjson", "rdjsonl", "checkstyle"];
    for reporter in REPORTERS {
        let ran = folder.run(&["check", "--format", reporter.name]).ends(1);
        let named = ran.out.contains("2026-11");
        assert_eq!(
            named,
            !without.contains(&reporter.name),
            "{}: {}",
            reporter.name,
            ran.out
        );
    }
    folder
        .run(&["who-can"])
        .says("by the catalogue of actions 2026-11\n");
    for requirement in ["required-version = \">=99\"", "catalogue = \"2020-01\""] {
        folder.write("ramlint.toml", requirement);
        let ran = folder.run(&["check"]).ends(2);
        assert_eq!(ran.out, "");
    }
    folder.write(
        "ramlint.toml",
        "required-version = \">=0.1, <99\"\ncatalogue = \"2026-11\"\n",
    );
    folder.run(&["check"]).ends(1);
}

#[test]
fn cfg_03_show_says_where_each_value_was_set() {
    let folder = Folder::new(&[
        ("old/p.json", GOOD),
        (
            "ci/base.toml",
            "[waivers]\nmax-days = 30\n[scope]\nexclude = [\"运维\"]\n",
        ),
        (
            "ramlint.toml",
            "extends = \"ci/base.toml\"\n[check]\nfail-on = \"high\"\nmin-level = \"info\"\n[rules]\nRAM101 = { level = \"critical\", waivable = false }\nRAM203 = \"off\"\n[[overrides]]\npaths = [\"old\"]\nrules = { RAM101 = \"low\" }\n",
        ),
    ]);
    let variables = [("RAMLINT_READINGS", "strict"), ("RAMLINT_MIN_LEVEL", "low")];
    let arguments = [
        "config",
        "show",
        "old/p.json",
        "--root",
        ".",
        "--fail-on",
        "never",
    ];
    let ran = with(&folder, &variables, &arguments).ends(0);
    assert!(
        ran.out
            .starts_with("for old/p.json, by ramlint.toml, which extends ci/base.toml:\n"),
        "{}",
        ran.out
    );
    let line = |key: &str| {
        let found = ran
            .out
            .lines()
            .find(|line| line.starts_with(&format!("{key} ")));
        let words: Vec<&str> = found
            .unwrap_or_else(|| panic!("{key}: {}", ran.out))
            .split_whitespace()
            .collect();
        words.join(" ")
    };
    for expected in [
        "check.fail-on \"never\" --fail-on",
        "check.min-level \"low\" RAMLINT_MIN_LEVEL",
        "check.min-confidence \"low\" default",
        "answers.readings \"strict\" RAMLINT_READINGS",
        "waivers.max-days 30 ci/base.toml:2",
        "waivers.max-days-critical 90 default",
        "scope.exclude [\"运维\"] ci/base.toml:4",
        "input.attachments (none) default",
        "extends \"ci/base.toml\" ramlint.toml:1",
        "rules.RAM101 \"low\" ramlint.toml:10",
        "rules.RAM101.waivable false ramlint.toml:6",
        "rules.RAM203 \"off\" ramlint.toml:7",
    ] {
        let key = expected.split(' ').next().unwrap();
        assert_eq!(line(key), expected);
    }
    assert!(!ran.out.contains("rules.RAM301"), "{}", ran.out);
    let json: Vec<&str> = arguments
        .iter()
        .chain(&["--format", "json"])
        .copied()
        .collect();
    let json = with(&folder, &variables, &json).ends(0).json();
    assert_eq!(json["schema"], "ramlint/config-show");
    assert_eq!(
        json["files"],
        serde_json::json!(["ramlint.toml", "ci/base.toml"])
    );
    let settings = json["settings"].as_array().unwrap();
    let of = |key: &str| {
        settings
            .iter()
            .find(|one| one["key"] == key)
            .unwrap()
            .clone()
    };
    assert_eq!(
        of("check.fail-on"),
        serde_json::json!({"key": "check.fail-on", "value": "never", "from": "flag", "by": "--fail-on", "line": null})
    );
    assert_eq!(
        of("rules.RAM301"),
        serde_json::json!({"key": "rules.RAM301", "value": of("rules.RAM301")["value"], "from": "default", "by": null, "line": null})
    );
    assert_eq!(
        of("waivers.max-days"),
        serde_json::json!({"key": "waivers.max-days", "value": 30, "from": "file", "by": "ci/base.toml", "line": 2})
    );
    let rules = settings.iter().filter(|one| {
        let key = one["key"].as_str().unwrap();
        key.starts_with("rules.") && !key.ends_with(".waivable")
    });
    assert_eq!(rules.count(), ramlint::rules::RULES.len());
    let schema: Value =
        serde_json::from_str(&folder.run(&["schema", "config-show"]).ends(0).out).unwrap();
    jsonschema::validate(&schema, &json).unwrap();
    folder
        .run(&["config", "show", "absent.json"])
        .ends(2)
        .warns("`absent.json` is no file or folder");
    let ran = folder.run(&["config", "show", "--isolated"]).ends(0);
    ran.says("for ., without a configuration file:\n");
}

#[test]
fn cfg_04_init_prints_a_file_that_changes_nothing() {
    let folder = Folder::new(&[("bad.json", BAD), ("some.json", SOMETIMES)]);
    let settings = |folder: &Folder| {
        let json = folder
            .run(&["config", "show", "--format", "json"])
            .ends(0)
            .json();
        let settings = json["settings"].as_array().unwrap().clone();
        settings
            .into_iter()
            .map(|one| (one["key"].clone(), one["value"].clone()))
            .collect::<Vec<_>>()
    };
    let before = settings(&folder);
    let ran = folder.run(&["config", "init"]).ends(0);
    assert!(ran.out.starts_with("#:schema https://"), "{}", ran.out);
    assert!(!folder.at("ramlint.toml").exists());
    folder.write("ramlint.toml", &ran.out);
    assert_eq!(settings(&folder), before);
    let schema = folder.run(&["config", "schema"]).ends(0);
    assert_eq!(schema.out, ramlint::cli::configuration::SCHEMA);
    let address = ran.out.lines().next().unwrap();
    let path = address.split_once("/main/").unwrap().1;
    let text = fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
    assert_eq!(text.unwrap(), schema.out);
}

#[test]
fn cli_32_a_guarded_action_that_is_misspelt_ends_the_run() {
    for (action, near) in [
        ("kvstore:DestoryInstance", "kvstore:DestroyInstance"),
        ("kvstor:DestroyInstance", "kvstore:DestroyInstance"),
        ("r-kvstore:DestroyInstance", "kvstore:DestroyInstance"),
    ] {
        let text =
            format!("[guard]\nactions = [\n  \"kvstore:DestroyInstance\",\n  \"{action}\",\n]\n");
        let folder = Folder::new(&[("a.json", GOOD), ("ramlint.toml", &text)]);
        let told = format!(
            "ramlint.toml:4:3: `guard.actions`: `{action}` is not in the catalogue, which has `{near}`"
        );
        folder.run(&["check"]).ends(2).warns(&told);
        let meant = format!("{text}unlisted = [\"{action}\"]\n");
        folder.write("ramlint.toml", meant);
        let ran = folder.run(&["check"]).ends(0);
        assert!(
            ran.err
                .contains(&format!("`{action}` is not in the catalogue, so")),
            "{}",
            ran.err
        );
    }
    // What is like nothing that is known may well be new.
    for action in ["kvstore:SomethingEntirelyNew", "newservice:MakeThings"] {
        let text = format!("[guard]\nactions = [\"{action}\"]\n");
        let folder = Folder::new(&[("a.json", GOOD), ("ramlint.toml", &text)]);
        folder
            .run(&["check"])
            .ends(0)
            .warns("is not in the catalogue, so");
    }
}

#[test]
fn cfg_03_overrides_that_are_for_no_file_are_told() {
    let text = "[[overrides]]\npaths = [\"p/*.json\"]\nrules = { RAM101 = \"low\" }\n\n[[overrides]]\npaths = [\"gone/**\"]\nrules = { RAM101 = \"low\" }\n";
    let folder = Folder::new(&[
        ("p/a.json", BAD),
        ("q/a.json", GOOD),
        ("ramlint.toml", text),
    ]);
    let ran = folder.run(&["check"]).ends(0);
    let told = "ramlint.toml:6: these `[[overrides]]` are for no file that was read";
    assert!(ran.err.contains(told), "{}", ran.err);
    assert!(!ran.err.contains("ramlint.toml:2"), "{}", ran.err);
    // A part says nothing of the rest.
    let ran = folder.run(&["check", "q"]).ends(0);
    assert!(!ran.err.contains("overrides"), "{}", ran.err);
}

#[test]
fn cfg_03_a_configuration_below_another_is_not_shown_for_runs_from_above() {
    let folder = Folder::new(&[
        ("ramlint.toml", "[check]\nfail-on = \"low\"\n"),
        ("sub/ramlint.toml", "[check]\nfail-on = \"never\"\n"),
        ("sub/a.json", BAD),
        ("a.json", BAD),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ]);
    let told = "`sub/ramlint.toml` holds for runs whose inputs lie below its folder; a run from above obeys `ramlint.toml`";
    folder
        .run(&["config", "show", "sub/a.json"])
        .ends(0)
        .warns(told);
    let ran = folder.run(&["config", "show", "a.json"]).ends(0);
    assert!(!ran.err.contains("holds for runs"), "{}", ran.err);
    folder.run(&["check"]).ends(1);
    folder.run(&["check", "sub"]).ends(0);
}
