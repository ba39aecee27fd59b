//! `--trust-base` and `[scope] require`: what was analysed does not drop out of the
//! analysis in silence.

use super::Repo;
use super::repository::Item;
use crate::cli::{BAD, DENY, Folder, GOOD};

const TRUST: [&str; 3] = ["check", "--trust-base", "origin/main"];

fn repo(before: &[(&str, &str)], now: &[(&str, Item<'_>)]) -> Repo {
    let mut repo = Repo::new();
    let commit = repo.commit(before, &[]);
    repo.name("refs/remotes/origin/main", commit);
    repo.checkout(now);
    repo
}

const fn file(text: &str) -> Item<'_> {
    Item::File(text.as_bytes())
}

const TERRAFORM: &str = "resource \"alicloud_ram_user\" \"ann\" {\n  name = \"ann\"\n}\n";

#[test]
fn tb_03_what_a_change_takes_out_of_the_analysis_leaves_it_incomplete() {
    let moves: [(&str, &str, &str, &str); 6] = [
        ("p/a.json", BAD, "p/a.json.bak", BAD),
        ("p/a.json", BAD, "p/.terraform/a.json", BAD),
        // Terraform in other people's folders is not read.
        ("p/ram.tf", TERRAFORM, "vendor/ram.tf", TERRAFORM),
        // A line more does not hide it.
        (
            "p/ram.tf",
            TERRAFORM,
            "p/ram.txt",
            concat!(
                "# kept for later\n",
                "resource \"alicloud_ram_user\" \"ann\" {\n  name = \"ann\"\n}\n"
            ),
        ),
        ("p/a.json", BAD, "q/a.old", BAD),
        ("p/a.json", BAD, "q/deep/er/a", BAD),
    ];
    for (path, before, to, now) in moves {
        let kept = ("p/b.json", GOOD);
        let repo = repo(
            &[(path, before), kept],
            &[(to, file(now)), ("p/b.json", file(GOOD))],
        );
        let ran = repo.run(&TRUST).ends(3);
        let told = format!("not analysed: {path} was read in origin/main ");
        assert!(ran.err.contains(&told), "{to}: {}", ran.err);
        let told = format!("this change moves it to `{to}`, which is not read");
        assert!(ran.err.contains(&told), "{to}: {}", ran.err);
        assert!(ran.out.contains(path), "{to}: {}", ran.out);
        let json = repo.run(&[&TRUST[..], &["--format", "json"]].concat());
        let json = json.ends(3).json();
        assert_eq!(json["complete"], false);
        assert_eq!(json["trust_base"]["dropped"][0]["now"], to);
    }
}

/// The earlier side of a comparison is what the later one is held to.
#[test]
fn tb_03_a_comparison_tells_what_is_taken_out_of_the_analysis() {
    let more = concat!(
        "# kept for later\n",
        "resource \"alicloud_ram_user\" \"ann\" {\n  name = \"ann\"\n}\n"
    );
    let moves: [(&str, &str, &str, &str); 4] = [
        ("p/guard.json", DENY, "p/guard.json.bak", DENY),
        ("p/extra.tf", TERRAFORM, "p/extra.tf.disabled", more),
        (
            "p/ram-attachments.yaml",
            HOLDERS,
            "p/ram-attachments.yaml.bak",
            HOLDERS,
        ),
        ("p/a.json", BAD, "vendor/.terraform/a.json", BAD),
    ];
    for (path, text, to, now) in moves {
        let mut repo = Repo::new();
        let commit = repo.commit(&[(path, text), ("p/b.json", GOOD)], &[]);
        repo.branch("main", commit);
        let files = [(to, file(now)), ("p/b.json", file(GOOD))];
        let later = repo.tree(&files);
        let later = repo.commit_tree(later, &[commit]);
        repo.branch("topic", later);
        repo.checkout(&files);
        let told = format!("{path} was read in main ");
        let moved = format!("this change moves it to `{to}`, which is not read");
        for line in [
            &["diff", "main", "topic"][..],
            &["diff", "main"],
            &["diff", "main", "topic", "--path", "p"],
            &["diff", "main", "--path", "p"],
        ] {
            let ran = repo.run(line).ends(3);
            assert!(ran.err.contains(&told), "{line:?} {to}: {}", ran.err);
            assert!(ran.err.contains(&moved), "{line:?} {to}: {}", ran.err);
            assert!(ran.out.contains("NOT ANALYSED: head: "), "{}", ran.out);
        }
        let line = ["diff", "main", "topic", "--fail-on-new=info"];
        assert_ne!(repo.run(&line).status, 0);
        // The other way it comes in.
        repo.run(&["diff", "topic", "main"]).ends(0);
    }
}

#[test]
fn tb_03_folders_are_compared_likewise_and_files_stand_for_themselves() {
    let folder = Folder::new(&[
        ("old/p/a.json", BAD),
        ("old/b.json", GOOD),
        ("new/p/a.json.bak", BAD),
        ("new/b.json", GOOD),
    ]);
    let ran = folder.run(&["diff", "old", "new"]).ends(3);
    assert!(
        ran.err.contains("moves it to `p/a.json.bak`"),
        "{}",
        ran.err
    );
    folder.run(&["diff", "old/p/a.json", "old/b.json"]).ends(0);
    // What is deleted is gone, and what is moved to where it is read is read.
    std::fs::remove_file(folder.at("new/p/a.json.bak")).unwrap();
    folder.run(&["diff", "old", "new"]).ends(0);
    folder.write("new/q.json", BAD);
    folder.run(&["diff", "old", "new"]).ends(0);
}

const HOLDERS: &str = "ram_attachments: 1\nusers:\n  ann: { policies: [b] }\n";

#[test]
fn tb_03_what_leaves_the_operands_is_not_analysed() {
    let kept = ("p/b.json", GOOD);
    let repo = repo(
        &[("p/a.json", BAD), kept],
        &[("q/a.json", file(BAD)), ("p/b.json", file(GOOD))],
    );
    let line = [&TRUST[..], &["p"]].concat();
    let ran = repo.run(&line).ends(3);
    assert!(ran.err.contains("moves it to `q/a.json`"), "{}", ran.err);
    // Where all is looked at, it is read there.
    repo.run(&TRUST).ends(1);
}

#[test]
fn tb_03_what_is_deleted_is_gone_and_what_is_renamed_is_read() {
    let before = [("p/a.json", BAD), ("p/b.json", GOOD)];
    let kept = ("p/b.json", file(GOOD));
    repo(&before, &[kept]).run(&TRUST).ends(0);
    let renamed = [("p/c.json", file(BAD)), kept];
    repo(&before, &renamed).run(&TRUST).ends(1);
}

/// Whoever adds more files than are looked through may have the text in one of them.
#[test]
fn tb_03_what_goes_while_too_many_files_come_is_not_analysed() {
    let names: Vec<String> = (0..1_000).map(|number| format!("n/{number}.md")).collect();
    let mut now: Vec<(&str, Item<'_>)> = names
        .iter()
        .map(|name| (name.as_str(), file("x")))
        .collect();
    now.extend([("z/a.json.bak", file(BAD)), ("p/b.json", file(GOOD))]);
    let ran = repo(&[("p/a.json", BAD), ("p/b.json", GOOD)], &now).run(&TRUST);
    let ran = ran.ends(3);
    let told = "not analysed: p/a.json was read in origin/main ";
    assert!(ran.err.contains(told), "{}", ran.err);
    let told = " and is gone, and more than 1000 files that are not read came with this change";
    assert!(ran.err.contains(told), "{}", ran.err);
}

#[test]
fn tb_03_what_git_is_told_to_ignore_is_not_analysed() {
    let repo = repo(
        &[("p/a.json", BAD), ("b.json", GOOD)],
        &[("b.json", file(GOOD)), (".gitignore", file("p/\n"))],
    );
    repo.write("p/a.json", BAD);
    let ran = repo.run(&TRUST).ends(3);
    let told = "not analysed: p/a.json was read in origin/main ";
    assert!(ran.err.contains(told), "{}", ran.err);
    assert!(ran.err.contains("has it left out"), "{}", ran.err);
}

#[test]
fn tb_03_tests_are_not_met_on_what_dropped_out() {
    let tests = "[[test]]\nnobody-except = []\n";
    let before = [
        ("p/a.json", BAD),
        ("ram-attachments.json", MANIFEST),
        ("ramlint-tests.toml", tests),
    ];
    let now = [
        ("p/a.json.bak", file(BAD)),
        ("ram-attachments.json", file(MANIFEST)),
        ("ramlint-tests.toml", file(tests)),
    ];
    let line = ["test", "--trust-base", "origin/main"];
    let ran = repo(&before, &now).run(&line).ends(3);
    assert!(
        ran.err.contains("moves it to `p/a.json.bak`"),
        "{}",
        ran.err
    );
}

const MANIFEST: &str = r#"{"ram_attachments": 1, "users": {"ann": {}}}"#;

#[test]
fn d29_a_required_pattern_that_nothing_matches_leaves_the_run_incomplete() {
    let config = "[scope]\nrequire = [\"policies/**\", \"other/*.json\"]\n";
    let before = [("policies/a.json", BAD), ("ramlint.toml", config)];
    let gone = [("other/b.json", file(GOOD)), ("ramlint.toml", file(config))];
    for flags in [&["check"][..], &TRUST] {
        let ran = repo(&before, &gone).run(flags).ends(3);
        let told = "not analysed: policies/** matches no file, and what it stands for has to be analysed (ramlint.toml:2)";
        assert!(ran.err.contains(told), "{}", ran.err);
        assert!(!ran.err.contains("other/*.json matches"), "{}", ran.err);
    }
    // Only what is looked at can be missed.
    let repo = repo(&before, &gone);
    repo.run(&["check", "other"]).ends(0);
    repo.run(&["check", "other/b.json"]).ends(0);
}
