//! `check --since`: what is as old as another commit is counted and fails nothing.

use gix_index::hash::ObjectId;

use super::Repo;
use crate::cli::{BAD, Folder, GOOD};

/// The guarded action by name, for a second document.
const WIDE: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}]}"#;

pub fn repo(before: &[(&str, &str)], now: &[(&str, &str)]) -> (Repo, ObjectId) {
    Repo::changed("refs/heads/main", before, now)
}

pub fn rules(repo: &Repo, flags: &[&str]) -> (u8, Vec<String>) {
    let line = ["check", "--format", "json", "--min-level", "medium"];
    let line: Vec<&str> = line.iter().chain(flags).copied().collect();
    let ran = repo.run(&line);
    let json = ran.json();
    let findings = json["findings"].as_array().unwrap().iter();
    let found = findings.map(|one| format!("{} {}", one["rule"], one["at"]["path"]));
    (ran.status, found.collect())
}

#[test]
fn diff_06_only_what_is_new_is_shown_and_fails() {
    let (repo, _) = repo(&[("a.json", BAD)], &[("a.json", BAD)]);
    assert_eq!(rules(&repo, &[]).0, 1);
    assert_eq!(rules(&repo, &["--since", "main"]), (0, Vec::new()));
    let all = repo.run(&["check", "--since", "main"]).ends(0);
    assert!(all.out.contains("1 known from main "), "{}", all.out);
    let json = repo
        .run(&["check", "--format", "json", "--since", "main"])
        .json();
    assert_eq!(
        (&json["summary"]["known"], &json["summary"]["findings"]),
        (&1.into(), &0.into())
    );
    assert!(
        json["baseline"]["from"]
            .as_str()
            .unwrap()
            .starts_with("main "),
        "{json}"
    );
    repo.write("b.json", WIDE);
    let (status, found) = rules(&repo, &["--since", "HEAD"]);
    assert_eq!(status, 1);
    assert!(
        !found.is_empty() && found.iter().all(|one| one.contains("b.json")),
        "{found:?}"
    );
}

#[test]
fn diff_06_layout_does_not_make_a_finding_new_and_more_access_does() {
    let laid_out = BAD
        .replace(':', " :\n ")
        .replacen("kvstore :\n ", "kvstore:", 1);
    let (repo, _) = repo(&[("a.json", BAD)], &[("a.json", &laid_out)]);
    assert_eq!(rules(&repo, &["--since", "main"]), (0, Vec::new()));
    repo.write("a.json", WIDE);
    assert_eq!(rules(&repo, &["--since", "main"]).0, 1);
}

#[test]
fn diff_06_paths_and_what_is_not_there_yet() {
    let (repo, _) = repo(
        &[("p/a.json", BAD), ("q/b.json", GOOD)],
        &[("p/a.json", BAD), ("q/b.json", BAD), ("r/c.json", BAD)],
    );
    assert_eq!(rules(&repo, &["--since", "main", "p"]), (0, Vec::new()));
    assert_eq!(rules(&repo, &["--since", "main", "q"]).0, 1);
    assert_eq!(rules(&repo, &["--since", "main", "r"]).0, 1);
    assert_eq!(
        rules(&repo, &["--since", "main", "p/a.json"]),
        (0, Vec::new())
    );
    assert_eq!(
        rules(&repo, &["--since", "main", "--root", "p", "p"]),
        (0, Vec::new())
    );
}

#[test]
fn fp_04_a_renamed_file_is_known_and_a_copied_one_is_new() {
    let (repo, _) = repo(&[("p/a.json", BAD)], &[("q/b.json", BAD)]);
    assert_eq!(rules(&repo, &["--since", "main"]), (0, Vec::new()));
    repo.write("p/a.json", BAD);
    let (status, found) = rules(&repo, &["--since", "main"]);
    assert_eq!(status, 1);
    assert!(
        found.iter().all(|one| one.contains("q/b.json")),
        "{found:?}"
    );
}

#[test]
fn diff_06_a_baseline_counts_beside_the_commit() {
    let (repo, _) = repo(&[("a.json", BAD)], &[("a.json", BAD), ("b.json", BAD)]);
    assert_eq!(rules(&repo, &["--since", "main"]).0, 1);
    repo.run(&["baseline", "create", "b.json"]).ends(0);
    assert_eq!(
        rules(&repo, &["--since", "main", "--baseline"]),
        (0, Vec::new())
    );
    assert_eq!(rules(&repo, &["--baseline"]).0, 1);
}

#[test]
fn cli_01_a_ref_that_is_none_ends_the_run() {
    let (repo, _) = repo(&[("a.json", BAD)], &[("a.json", BAD)]);
    for flag in ["--since", "--trust-base"] {
        for (name, words) in [
            ("nothing", "`nothing` is no branch, tag or commit"),
            ("mian", "there is `main`"),
            ("--upload-pack=touch canary", "begins with `-`"),
            ("-c", "begins with `-`"),
            ("a..b", "not written as a name"),
            ("x\n::error::y", "control character"),
            ("x\u{1b}[31m", "control character"),
        ] {
            let flag = format!("{flag}={name}");
            let ran = repo.run(&["check", "--color", "always", &flag]).ends(2);
            assert!(ran.out.is_empty(), "{}", ran.out);
            assert!(ran.err.contains(words), "{name:?}: {}", ran.err);
            assert!(
                !ran.err.contains('\u{1b}') && ran.err.lines().count() == 1,
                "{:?}",
                ran.err
            );
        }
    }
    repo.run(&["check", "--since", "main", "-"])
        .ends(2)
        .warns("standard input is in no commit");
    let folder = Folder::new(&[("a.json", BAD)]);
    folder
        .run(&["check", "--since", "main"])
        .ends(2)
        .warns("is in no git repository");
}

#[test]
fn sec_01_what_the_commit_does_not_tell_is_new() {
    let (repo, commit) = repo(&[("a.json", BAD)], &[("a.json", BAD)]);
    let blob = gix_object::compute_hash(
        gix_index::hash::Kind::Sha1,
        gix_object::Kind::Blob,
        BAD.as_bytes(),
    );
    std::fs::remove_file(repo.loose(&blob.unwrap())).unwrap();
    assert_eq!(rules(&repo, &["--since", "main"]).0, 1);
    std::fs::remove_file(repo.loose(&commit)).unwrap();
    repo.run(&["check", "--since", "main"])
        .ends(2)
        .warns("is missing; run `git fsck`");
}

#[test]
fn what_is_waived_is_not_new() {
    let waiver = "[[waiver]]\nrules = [\"RAM101\"]\npath = \"a.json\"\nreason = \"agreed in CAB-1234\"\nexpires = 2026-12-31\n";
    let (repo, _) = repo(
        &[("b.json", BAD)],
        &[
            ("a.json", BAD),
            ("b.json", BAD),
            ("ramlint-waivers.toml", waiver),
        ],
    );
    repo.run(&["check"]).ends(1);
    repo.run(&["check", "--since", "main"]).ends(0);
    let line = ["check", "--since", "main", "--no-waivers"];
    repo.run(&line).ends(1);
}

#[test]
fn a_commit_that_is_what_is_checked_has_nothing_new_and_that_is_said() {
    let (same, _) = repo(&[("a.json", BAD)], &[("a.json", BAD)]);
    for flags in [&[][..], &["--format", "json"]] {
        let line = [&["check", "--since", "main"], flags].concat();
        let ran = same.run(&line).ends(0);
        assert!(ran.err.contains("nothing can be new"), "{}", ran.err);
    }
    let (other, _) = repo(&[("a.json", GOOD)], &[("a.json", BAD)]);
    let ran = other.run(&["check", "--since", "main"]).ends(1);
    assert!(!ran.err.contains("nothing can be new"), "{}", ran.err);
}

/// A document of one statement.
pub fn document(rest: &str) -> String {
    format!(r#"{{"Version":"1","Statement":[{{"Effect":"Allow",{rest}}}]}}"#)
}

const HOLDERS: &str = "ram_attachments: 1\npolicies: { ops: ops.json }\nusers:\n  ann: { policies: [ops] }\n  bob: { policies: [ops] }\n  eve: {}\n";

/// What takes access away is no news (DIFF-06), and all else is.
#[test]
fn diff_06_a_finding_is_new_where_somebody_gains_by_it() {
    let all = document(r#""Action":"kvstore:*","Resource":"*""#);
    let destroys = document(r#""Action":"kvstore:Destroy*","Resource":"*""#);
    let exact = document(r#""Action":"kvstore:DestroyInstance","Resource":"*""#);
    let from = |range: &str| {
        document(&format!(
            r#""Action":"kvstore:De*","Resource":"*","Condition":{{"IpAddress":{{"acs:SourceIp":"{range}"}}}}"#
        ))
    };
    let one = document(
        r#""Action":"kvstore:*","Resource":"acs:kvstore:*:*:instance/r-1"},{"Effect":"Allow","Action":"ecs:Describe*","Resource":"*""#,
    );
    let two = one.replace("ecs:Describe*", "ecs:D*");
    let (wide, narrow) = (from("203.0.112.0/22"), from("203.0.113.0/24"));
    let more = HOLDERS.replace("eve: {}", "eve: { policies: [ops] }");
    let fewer = HOLDERS.replace("bob: { policies: [ops] }", "bob: {}");
    let other = fewer.replace("eve: {}", "eve: { policies: [ops] }");
    let account = HOLDERS.replacen('\n', "\naccount: \"1000000000000001\"\n", 1);
    let group = "ram_attachments: 1\npolicies: { ops: ops.json }\nusers: { ann: {}, bob: {} }\ngroups:\n  dba: { members: [ann, bob], policies: [ops] }\n";
    let left = group.replace("[ann, bob]", "[ann]");
    // A document, who holds it, and the same after the change.
    type State<'a> = (&'a str, &'a str);
    let cases: [(&str, State<'_>, State<'_>, bool); 17] = [
        ("a member leaves", (&all, group), (&all, &left), false),
        ("a member joins", (&all, &left), (&all, group), true),
        ("an attachment goes", (&all, HOLDERS), (&all, &fewer), false),
        ("an attachment comes", (&all, HOLDERS), (&all, &more), true),
        ("another holds it", (&all, HOLDERS), (&all, &other), true),
        (
            "a pattern narrows",
            (&all, HOLDERS),
            (&destroys, HOLDERS),
            false,
        ),
        // The guarded action was granted before, and the rest was not.
        (
            "a pattern widens",
            (&destroys, HOLDERS),
            (&all, HOLDERS),
            true,
        ),
        ("a name stays", (&all, HOLDERS), (&exact, HOLDERS), false),
        (
            "a name becomes a pattern",
            (&exact, HOLDERS),
            (&all, HOLDERS),
            true,
        ),
        (
            "a range narrows",
            (&wide, HOLDERS),
            (&narrow, HOLDERS),
            false,
        ),
        ("a range widens", (&narrow, HOLDERS), (&wide, HOLDERS), true),
        (
            "a condition comes",
            (&all, HOLDERS),
            (&narrow, HOLDERS),
            false,
        ),
        (
            "a condition goes",
            (&narrow, HOLDERS),
            (&all, HOLDERS),
            true,
        ),
        (
            "a resource narrows",
            (&all, HOLDERS),
            (&one, HOLDERS),
            false,
        ),
        ("a resource widens", (&one, HOLDERS), (&all, HOLDERS), true),
        (
            "only an account is named",
            (&all, HOLDERS),
            (&all, &account),
            false,
        ),
        // What else the same people gain does not make this finding new.
        (
            "another statement widens",
            (&one, HOLDERS),
            (&two, &fewer),
            false,
        ),
    ];
    for (what, (document, holders), (document_now, holders_now), is_new) in cases {
        let (repo, _) = repo(
            &[("ops.json", document), ("ram-attachments.yaml", holders)],
            &[
                ("ops.json", document_now),
                ("ram-attachments.yaml", holders_now),
            ],
        );
        let flags = ["--since", "main", "--select", "RAM1"];
        let (status, found) = rules(&repo, &flags);
        assert_eq!(status, u8::from(is_new), "{what}: {found:?}");
        assert_eq!(found.is_empty(), !is_new, "{what}: {found:?}");
        if !is_new {
            repo.run(&["diff", "main", "--fail-on-new=info"]).ends(0);
        }
    }
}

/// A grant beside the one that was there is another one, though nobody gains by it.
#[test]
fn diff_06_a_second_grant_of_the_same_is_new() {
    let all = document(r#""Action":"kvstore:*","Resource":"*""#);
    let holders = HOLDERS.replace("ann: { policies: [ops] }", "ann: { policies: [ops, too] }");
    let holders = holders.replace("ops.json }", "ops.json, too: too.json }");
    let (repo, _) = repo(
        &[("ops.json", &all), ("ram-attachments.yaml", HOLDERS)],
        &[
            ("ops.json", &all),
            ("too.json", &all),
            ("ram-attachments.yaml", &holders),
        ],
    );
    let (status, found) = rules(&repo, &["--since", "main", "--select", "RAM1"]);
    assert_eq!((status, found.len()), (1, 1), "{found:?}");
    assert!(
        found.iter().all(|one| one.contains("too.json")),
        "{found:?}"
    );
}

#[test]
fn fp_06_an_entry_that_the_commit_knows_too_is_not_gone() {
    let files = [("a.json", BAD), ("b.json", GOOD)];
    let (repo, _) = repo(&files, &[("a.json", BAD), ("b.json", "{}")]);
    repo.run(&["baseline", "create"]).ends(0);
    let line = [
        "check",
        "--since",
        "main",
        "--baseline",
        "--baseline-strict",
        "--allow-incomplete",
    ];
    let ran = repo.run(&line).ends(0);
    assert!(!ran.out.contains("can shrink"), "{}", ran.out);
    repo.write("a.json", GOOD);
    let ran = repo.run(&line).ends(1);
    assert!(ran.out.contains("can shrink"), "{}", ran.out);
}
