//! `check --trust-base`: a change does not say how it is judged.

use super::Repo;
use super::repository::Item;
use crate::cli::{BAD, GOOD};

fn repo(before: &[(&str, &str)], now: &[(&str, &str)]) -> Repo {
    let mut repo = Repo::new();
    let commit = repo.commit(before, &[]);
    repo.name("refs/remotes/origin/main", commit);
    let items: Vec<(&str, Item<'_>)> = now
        .iter()
        .map(|(path, text)| (*path, Item::File(text.as_bytes())))
        .collect();
    repo.checkout(&items);
    repo
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
        0,
        &[
            "`p/a.json` was read in origin/main",
            "this change moves it to `p/a.json.bak`",
        ],
    );
    let ran = repo.run(&["check", "--trust-base", "origin/main"]);
    assert!(
        !ran.err.contains("c.txt") && !ran.err.contains("e.txt"),
        "{}",
        ran.err
    );
}
