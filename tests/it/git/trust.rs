//! `check --trust-base`: a change does not say how it is judged.

use super::Repo;
use crate::cli::{BAD, GOOD};

fn repo(before: &[(&str, &str)], now: &[(&str, &str)]) -> Repo {
    Repo::changed("refs/remotes/origin/main", before, now).0
}

/// The same check without and with trust in the base.
#[track_caller]
fn check(repo: &Repo, without: u8, with: u8, told: &[&str]) {
    repo.run(&["check"]).ends(without);
    for format in ["human", "json", "sarif", "github"] {
        let line = ["check", "--format", format, "--trust-base", "origin/main"];
        let ran = repo.run(&line).ends(with);
        for words in told {
            assert!(ran.err.contains(words), "{words}: {}", ran.err);
        }
    }
    let ran = repo.run(&["check", "--trust-base", "origin/main"]);
    for words in told {
        assert!(
            ran.out.replace('\n', " ").contains(words),
            "{words}: {}",
            ran.out
        );
    }
}

#[test]
fn tb_02_a_rule_that_the_change_turns_off_still_fails() {
    let repo = repo(
        &[("a.json", GOOD)],
        &[
            ("a.json", BAD),
            ("ramlint.toml", "[rules]\nRAM = \"off\"\n"),
        ],
    );
    check(
        &repo,
        0,
        1,
        &["this change turns off RAM101", "applied to this check"],
    );
}

#[test]
fn tb_02_an_exclude_that_the_change_widens_still_fails() {
    let repo = repo(
        &[
            ("a.json", GOOD),
            ("ramlint.toml", "[scope]\nexclude = [\"old/**\"]\n"),
        ],
        &[
            ("a.json", BAD),
            ("ramlint.toml", "[scope]\nexclude = [\"*.json\"]\n"),
        ],
    );
    check(&repo, 3, 1, &["`scope.exclude` was"]);
}

#[test]
fn tb_02_an_entry_that_the_change_adds_to_the_baseline_still_fails() {
    let flags = ["check", "--baseline"];
    let trusting = ["check", "--baseline", "--trust-base", "origin/main"];
    let known = repo(&[("a.json", BAD)], &[("a.json", BAD)]);
    known.run(&["baseline", "create"]).ends(0);
    let baseline = std::fs::read_to_string(known.at("ramlint-baseline.json")).unwrap();
    for (before, told) in [
        // There is none yet, or one that knows less.
        (vec![("a.json", GOOD)], "to the baseline"),
        (vec![("a.json", BAD), ("ramlint-baseline.json", "[]")], ""),
    ] {
        let repo = repo(
            &before,
            &[("a.json", BAD), ("ramlint-baseline.json", &baseline)],
        );
        repo.run(&flags).ends(0);
        if told.is_empty() {
            repo.run(&trusting).ends(2).warns("ramlint-baseline.json");
        } else {
            let ran = repo.run(&trusting).ends(1);
            assert!(
                ran.err.contains("this change adds ") && ran.err.contains(told),
                "{}",
                ran.err
            );
        }
    }
    // What the base knows is known.
    let same = [
        ("a.json", BAD),
        ("ramlint-baseline.json", baseline.as_str()),
    ];
    repo(&same, &same).run(&trusting).ends(0);
    // So is what it knows of a file that the change renames.
    let moved = [
        ("b.json", BAD),
        ("ramlint-baseline.json", baseline.as_str()),
    ];
    repo(&same, &moved).run(&trusting).ends(0);
}

#[test]
fn tb_01_the_settings_of_the_base_are_obeyed() {
    let off = "[rules]\nRAM = \"off\"\n";
    let repo = repo(
        &[("ramlint.toml", off)],
        &[("a.json", BAD), ("ramlint.toml", off)],
    );
    check(
        &repo,
        0,
        0,
        &["this change leaves the settings of this check as they are"],
    );
}

#[test]
fn tb_01_a_configuration_that_is_wrong_is_told_and_the_base_obeyed() {
    let repo = repo(
        &[("a.json", BAD)],
        &[("a.json", BAD), ("ramlint.toml", "nonsense = 1\n")],
    );
    check(
        &repo,
        2,
        1,
        &["has a configuration that cannot be obeyed (", "nonsense"],
    );
}

#[test]
fn tb_03_files_that_a_change_takes_out_of_the_analysis_are_told() {
    let repo = repo(
        &[
            ("p/a.json", BAD),
            ("p/b.json", GOOD),
            ("p/c.json", "{}"),
            ("q/d.tf", ""),
        ],
        &[
            ("p/a.json.bak", BAD),
            ("p/b.json", GOOD),
            ("p/c.txt", "{}"),
            ("p/e.txt", BAD),
        ],
    );
    check(
        &repo,
        0,
        3,
        &[
            "p/a.json was read in origin/main",
            "this change moves it to `p/a.json.bak`",
        ],
    );
    let json = repo
        .run(&["check", "--format", "json", "--trust-base", "origin/main"])
        .json();
    let told = &json["trust_base"];
    assert!(
        told["from"].as_str().unwrap().starts_with("origin/main "),
        "{told}"
    );
    assert_eq!(told["not_applied"].as_array().unwrap().len(), 0);
    assert_eq!(told["dropped"][0]["path"], "p/a.json");
    assert_eq!(told["dropped"][0]["now"], "p/a.json.bak");
    let ran = repo.run(&["check", "--trust-base", "origin/main"]);
    assert!(
        !ran.err.contains("c.txt") && !ran.err.contains("e.txt"),
        "{}",
        ran.err
    );
}

/// A waiver of one file.
fn waiver(rule: &str, narrowing: &str) -> String {
    format!(
        "[[waiver]]\nrules = [\"{rule}\"]\n{narrowing}\nreason = \"agreed in CAB-1234\"\nexpires = 2026-12-31\n"
    )
}

/// A policy of Terraform, with a line before it.
fn terraform(before: &str, action: &str) -> String {
    format!(
        "{before}\nresource \"alicloud_ram_policy\" \"ops\" {{\n  policy_name     = \"ops\"\n  policy_document = jsonencode({{\n    Version = \"1\"\n    Statement = [{{\n      Effect   = \"Allow\"\n      Action   = \"{action}\"\n      Resource = \"*\"\n    }}]\n  }})\n}}\n"
    )
}

const WAIVERS: &str = "ramlint-waivers.toml";
const INLINE: &str = "# ramlint: waive[RAM101] until=2026-12-31 reason=\"agreed in CAB-1234\"";

#[test]
fn tb_02_a_waiver_that_the_change_brings_accepts_nothing() {
    let own = waiver("RAM101", "path = \"a.json\"");
    let repo = repo(
        &[("a.json", GOOD)],
        &[("a.json", BAD), (WAIVERS, own.as_str())],
    );
    check(
        &repo,
        0,
        1,
        &[
            "this change adds 1 waiver (ramlint-waivers.toml:1)",
            "; that is not applied to this check",
        ],
    );
}

#[test]
fn tb_02_a_waiver_in_a_comment_that_the_change_brings_accepts_nothing() {
    let before = terraform("", "oss:GetObject");
    let now = terraform(INLINE, "kvstore:DestroyInstance");
    let repo = repo(&[("main.tf", &before)], &[("main.tf", &now)]);
    check(&repo, 0, 1, &["this change adds 1 waiver (main.tf:1)"]);
}

#[test]
fn tb_02_a_comment_of_the_base_does_not_speak_for_another_text() {
    let before = terraform(INLINE, "oss:GetObject");
    let now = terraform(INLINE, "kvstore:DestroyInstance");
    let changed = repo(&[("main.tf", &before)], &[("main.tf", &now)]);
    let told = "this change has 1 waiver in a comment stand on another text (main.tf:1); that is not applied";
    check(&changed, 0, 1, &[told]);
    let ran = changed.run(&["diff", "origin/main"]);
    assert!(ran.err.contains(told), "{}", ran.err);
    let twice = format!("{now}{}", now.replace("\"p\"", "\"q\""));
    let added = repo(&[("main.tf", &now)], &[("main.tf", &twice)]);
    let ran = added.run(&["check", "--trust-base", "origin/main"]);
    assert!(ran.err.contains("adds 1 waiver (main.tf:"), "{}", ran.err);
    let same = repo(&[("main.tf", &now)], &[("main.tf", &now)]);
    check(&same, 0, 0, &["leaves the settings"]);
    // The file may have got another name.
    let renamed = repo(&[("main.tf", &now)], &[("ram.tf", &now)]);
    check(&renamed, 0, 0, &["leaves the settings"]);
}

#[test]
fn tb_01_waivers_of_the_base_are_obeyed_whatever_becomes_of_them() {
    let agreed = waiver("RAM101", "path = \"a.json\"");
    let before = [("a.json", BAD), (WAIVERS, agreed.as_str())];
    let gone = repo(&before, &[("a.json", BAD)]);
    check(&gone, 1, 0, &[]);
    let wrong = repo(&before, &[("a.json", BAD), (WAIVERS, "[[waiver]]\n")]);
    check(&wrong, 2, 0, &["has waivers that cannot be obeyed ("]);
    let named = repo(
        &[("a.json", GOOD)],
        &[("a.json", BAD), ("w.toml", agreed.as_str())],
    );
    named.run(&["check", "--waivers", "w.toml"]).ends(0);
    let line = [
        "check",
        "--waivers",
        "w.toml",
        "--trust-base",
        "origin/main",
    ];
    named.run(&line).ends(2);
}

#[test]
fn d39_a_waiver_of_a_whole_region_does_not_accept_new_access() {
    let region = waiver("RAM101", "path = \"*.json\"");
    let concrete = waiver(
        "RAM101",
        "path = \"*.json\"\nprincipal = \"user/alice\"\naction = \"kvstore:DestroyInstance\"",
    );
    let account = |policy: &str| {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": ["users", "policies", "attachments"],
 "users": [{{"name": "alice"}}], "policies": [{{"name": "Ops", "document": {policy}}}],
 "attachments": [{{"policy": "Custom/Ops", "to": "user/alice"}}]}}"#
        )
    };
    let (good, bad) = (account(GOOD), account(BAD));
    for (waiver, before, with) in [
        (&region, &good, 1),
        (&region, &bad, 0),
        (&concrete, &good, 0),
    ] {
        let repo = repo(
            &[("a.json", before.as_str()), (WAIVERS, waiver.as_str())],
            &[("a.json", bad.as_str()), (WAIVERS, waiver.as_str())],
        );
        check(&repo, 0, with, &[]);
    }
    // What moves with its file is not new.
    let moved = repo(
        &[("a.json", bad.as_str()), (WAIVERS, region.as_str())],
        &[("b.json", bad.as_str()), (WAIVERS, region.as_str())],
    );
    check(&moved, 0, 0, &[]);
}

#[test]
fn d39_settings_in_the_repository_and_outside_of_the_root_are_not_taken() {
    let repo = repo(
        &[("infra/a.json", GOOD), ("ci/r.toml", "[check]\n")],
        &[
            ("infra/a.json", BAD),
            ("ci/r.toml", "[rules]\nRAM = \"off\"\n"),
        ],
    );
    for flag in ["--config", "--waivers"] {
        let line = ["check", "--root", "infra", flag, "ci/r.toml", "infra"];
        let line = [&line[..], &["--trust-base", "origin/main"]].concat();
        let ran = repo.run(&line).ends(2);
        assert!(ran.err.contains("cannot vouch"), "{}", ran.err);
    }
    let line = ["test", "--root", "infra", "--config", "ci/r.toml", "infra"];
    let line = [&line[..], &["--trust-base", "origin/main"]].concat();
    let ran = repo.run(&line).ends(2);
    assert!(ran.err.contains("cannot vouch"), "{}", ran.err);
}

#[test]
fn tb_01_a_file_of_settings_that_only_the_change_has_is_named_as_that() {
    let repo = repo(
        &[("a.json", GOOD)],
        &[("a.json", BAD), ("r.toml", "[check]\n"), ("w.toml", "")],
    );
    for (flag, file) in [("--config", "r.toml"), ("--waivers", "w.toml")] {
        let line = ["check", flag, file, "--trust-base", "origin/main"];
        let ran = repo.run(&line).ends(2);
        let told = format!("{flag}: `{file}` is not in origin/main ");
        assert!(ran.err.contains(&told), "{}", ran.err);
        // One that is nowhere is only not there.
        let line = ["check", flag, "no.toml", "--trust-base", "origin/main"];
        let ran = repo.run(&line).ends(2);
        assert!(!ran.err.contains("is not in origin/main"), "{}", ran.err);
    }
    repo.run(&["check", "--config", "r.toml"]).ends(1);
}

#[test]
fn tb_03_a_manifest_that_the_change_renames_is_told() {
    let manifest = r#"{"ram_attachments": 1, "users": {"u": {"policies": ["System/AliyunKvstoreFullAccess"]}}}"#;
    let repo = repo(
        &[("a.json", GOOD), ("ram-attachments.json", manifest)],
        &[("a.json", GOOD), ("attachments.bak", manifest)],
    );
    let ran = repo.run(&["check", "--trust-base", "origin/main"]);
    assert!(
        ran.err.contains("moves it to `attachments.bak`"),
        "{}",
        ran.err
    );
}

#[test]
fn d39_a_baseline_does_not_cover_what_the_base_no_longer_has() {
    let known = repo(&[("a.json", BAD)], &[("a.json", BAD)]);
    known.run(&["baseline", "create"]).ends(0);
    let baseline = std::fs::read_to_string(known.at("ramlint-baseline.json")).unwrap();
    let list = ("ramlint-baseline.json", baseline.as_str());
    let repo = repo(&[("a.json", GOOD), list], &[("a.json", BAD), list]);
    repo.run(&["check", "--baseline"]).ends(0);
    let line = ["check", "--baseline", "--trust-base", "origin/main"];
    repo.run(&line).ends(1);
}

/// An entry goes with a file that the change moves, and with none that was there.
#[test]
fn fp_04_an_entry_covers_no_file_that_the_trusted_commit_has() {
    let list = |path: &str| {
        let known = repo(&[(path, BAD)], &[(path, BAD)]);
        known.run(&["baseline", "create"]).ends(0);
        std::fs::read_to_string(known.at("ramlint-baseline.json")).unwrap()
    };
    let list = list("a.json");
    let list = ("ramlint-baseline.json", list.as_str());
    let trusting = ["check", "--baseline", "--trust-base", "origin/main"];
    for (before, now, code) in [
        (
            &[("a.json", BAD), ("b.json", GOOD)][..],
            &[("b.json", BAD)][..],
            1,
        ),
        (
            &[("a.json", BAD), ("b.json", GOOD)],
            &[("b.json", GOOD), ("c.json", BAD)],
            0,
        ),
        // It was moved earlier, and the list was not brought up to date.
        (&[("b.json", BAD)], &[("b.json", BAD)], 0),
    ] {
        let repo = repo(&[before, &[list]].concat(), &[now, &[list]].concat());
        repo.run(&trusting).ends(code);
    }
}
