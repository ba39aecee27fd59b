//! A file that a change makes unrecognisable does not leave the analysis in silence.

use super::Repo;
use super::repository::Item;
use crate::cli::{BAD, GOOD};

const HELD: &str = "{ bob: { policies: [System/AdministratorAccess] } }";

fn repo(path: &str, before: &str, now: &str) -> Repo {
    let mut repo = Repo::new();
    let tests = ("ramlint-tests.toml", "[[test]]\nnobody-except = []\n");
    let kept = [("p/a.json", GOOD), tests];
    let commit = repo.commit(&[kept[0], kept[1], (path, before)], &[]);
    repo.name("refs/remotes/origin/main", commit);
    let file = |text: &'static str| Item::File(text.as_bytes());
    repo.checkout(&[
        ("p/a.json", file(GOOD)),
        (tests.0, file(tests.1)),
        (path, Item::File(now.as_bytes())),
    ]);
    repo
}

#[test]
fn tb_03_what_a_change_makes_unrecognisable_leaves_the_gates_incomplete() {
    let manifest = "ram_attachments: 1\nusers: { bob: { policies: [] } }\n";
    let snapshot = r#"{"ram_account_snapshot": 1, "users": [{"name": "bob"}]}"#;
    let held = format!("users: {HELD}\n");
    // No word of the header is left in some of them, or a document hides that nobody
    // reads the rest.
    let cases: [(&str, &str, String, &str); 8] = [
        (
            "m.yaml",
            manifest,
            format!("RAM_attachments: 1\n{held}"),
            "attachments manifests",
        ),
        (
            "m.yaml",
            manifest,
            format!("ram_attach: 1\n{held}"),
            "attachments manifests",
        ),
        ("m.yaml", manifest, held.clone(), "attachments manifests"),
        (
            "m.yaml",
            manifest,
            format!("- ram_attachments: 1\n  {held}"),
            "attachments manifests",
        ),
        (
            "m.yaml",
            manifest,
            format!("{held}doc: {GOOD}\n"),
            "attachments manifests",
        ),
        (
            "s.json",
            snapshot,
            snapshot.replace("snapshot", "snapshots"),
            "account snapshots",
        ),
        (
            "s.json",
            snapshot,
            format!("[{snapshot}]"),
            "account snapshots",
        ),
        (
            "x.json",
            BAD,
            "{\"note\": \"its Statement is kept elsewhere\"}".to_owned(),
            "policy files",
        ),
    ];
    for (path, before, now, format) in cases {
        let repo = repo(path, before, &now);
        let told = format!("{path} was read in origin/main");
        let as_what = format!(", as one of the {format}, and is not recognised as that");
        let trusting = ["check", "--trust-base", "origin/main"];
        let since = [&trusting[..], &["--since", "origin/main"]].concat();
        let lines: [(&[&str], &[u8]); 4] = [
            (&trusting, &[3]),
            (&since, &[3]),
            // Who is nobody any more has no access, and may be whom the test is about.
            (&["test", "--trust-base", "origin/main"], &[1, 3]),
            (&["diff", "origin/main", "--fail-on-new=low"], &[3]),
        ];
        for (line, ends) in lines {
            let ran = repo.run(line);
            assert!(ends.contains(&ran.status), "{line:?} {now}: {}", ran.both());
            assert!(ran.err.contains(&told), "{line:?} {now}: {}", ran.err);
            assert!(ran.err.contains(&as_what), "{line:?} {now}: {}", ran.err);
        }
    }
}

#[test]
fn tb_03_what_is_emptied_or_holds_other_things_by_now_is_gone() {
    let cases = [
        ("m.yaml", "ram_attachments: 1\nusers: {}\n", "{}\n"),
        ("m.yaml", "ram_attachments: 1\nusers: {}\n", ""),
        ("x.json", BAD, "{\"a\": 1}"),
        (
            "x.yaml",
            "ROSTemplateFormatVersion: '2015-09-01'\nResources:\n  U: { Type: 'ALIYUN::RAM::User', Properties: { UserName: bob } }\n",
            "ROSTemplateFormatVersion: '2015-09-01'\nResources: {}\n",
        ),
    ];
    for (path, before, now) in cases {
        let repo = repo(path, before, now);
        for line in [
            &["check", "--trust-base", "origin/main"][..],
            &["diff", "origin/main"],
        ] {
            let ran = repo.run(line).ends(0);
            assert!(!ran.err.contains("not analysed"), "{now}: {}", ran.err);
        }
    }
}
