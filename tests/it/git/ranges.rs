//! What the operands of a comparison mean.

use std::ffi::OsString;
use std::path::Path;

use clap::FromArgMatches;
use ramlint::cli::args::{Cli, Command, InputArgs, command};
use ramlint::cli::versions::{Version, versions};
use ramlint::cli::world::{Stream, World};
use ramlint::rules::Language;
use ramlint::source::Files;

use super::Repo;
use super::repository::Item;
use crate::cli::{BAD, GOOD};

/// The flags about the input, as a command line gives them.
fn flags(words: &[&str]) -> InputArgs {
    let line = ["ramlint", "check"]
        .into_iter()
        .chain(words.iter().copied());
    let matches = command().try_get_matches_from(line).unwrap();
    match Cli::from_arg_matches(&matches).unwrap().command {
        Some(Command::Check(args)) => args.input,
        _ => panic!(),
    }
}

type Pair = Result<Option<(Version, Version)>, String>;

fn compare(cwd: &Path, operands: &[&str], paths: &[&str], words: &[&str]) -> Pair {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let stream = |out| Stream {
        out,
        is_terminal: false,
        width: None,
    };
    let world = World {
        stdout: stream(&mut out),
        stderr: stream(&mut err),
        stdin: &mut std::io::empty(),
        environment: Default::default(),
        cwd: cwd.to_owned(),
        now: 0,
    };
    let owned = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let (operands, paths) = (owned(operands), owned(paths));
    versions(&operands, &paths, &flags(words), Language::English, &world).map_err(|error| error.0)
}

fn texts(version: &Version) -> Vec<(String, String)> {
    let texts = version.collected.texts();
    texts
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

fn pairs(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// `main` went on after `topic` left it; the disk has what no commit has.
fn repo() -> Repo {
    let mut repo = Repo::new();
    let fork = repo.commit(&[("p/a.json", "{}")], &[]);
    let main = repo.commit(&[("p/a.json", "{ }")], &[fork]);
    let topic = repo.commit(&[("p/a.json", "{}"), ("q/b.json", GOOD)], &[fork]);
    repo.branch("main", main);
    repo.branch("topic", topic);
    repo.write(".git/HEAD", "ref: refs/heads/topic\n");
    repo.checkout(&[
        ("p/a.json", Item::File(b"{}")),
        ("q/b.json", Item::File(BAD.as_bytes())),
    ]);
    repo
}

#[test]
fn diff_01_ranges_and_single_revisions() {
    let repo = repo();
    let fork = pairs(&[("p/a.json", "{}")]);
    let main = pairs(&[("p/a.json", "{ }")]);
    let topic = pairs(&[("p/a.json", "{}"), ("q/b.json", GOOD)]);
    let disk = pairs(&[("p/a.json", "{}"), ("q/b.json", BAD)]);
    for (operands, before, after) in [
        (&["main...topic"][..], &fork, &topic),
        (&["main..."], &fork, &topic),
        (&["...main"], &fork, &main),
        (&["main..topic"], &main, &topic),
        (&["main.."], &main, &topic),
        (&["main", "topic"], &main, &topic),
        (&["main"], &main, &disk),
        (&["HEAD~1"], &fork, &disk),
        (&["main~0", "HEAD"], &main, &topic),
    ] {
        for cwd in [repo.top(), repo.top().join("q")] {
            let (base, head) = compare(&cwd, operands, &[], &[]).unwrap().unwrap();
            assert_eq!(&texts(&base), before, "{operands:?}");
            assert_eq!(&texts(&head), after, "{operands:?}");
            assert_eq!(base.collected.root(), repo.top());
            assert_eq!(head.collected.root(), repo.top());
        }
    }
}

#[test]
fn diff_01_versions_have_names() {
    let repo = repo();
    let names = |operands: &[&str]| {
        let (base, head) = compare(&repo.top(), operands, &[], &[]).unwrap().unwrap();
        (base.name, head.name)
    };
    let digits = |name: &str| {
        let commit = repo.open().unwrap().resolve(name).unwrap();
        commit.id.to_hex_with_len(7).to_string()
    };
    assert_eq!(
        names(&["main...topic"]),
        (
            format!("merge base {}, main...topic", digits("main~1")),
            format!("topic {}", digits("topic"))
        )
    );
    assert_eq!(
        names(&["main"]),
        (
            format!("main {}", digits("main")),
            "the working tree".into()
        )
    );
}

#[test]
fn diff_01_both_sides_are_read_from_their_own_files() {
    let repo = repo();
    let (base, head) = compare(&repo.top(), &["HEAD"], &[], &[]).unwrap().unwrap();
    assert_eq!(base.collected.origin().read("q/b.json").unwrap(), GOOD);
    assert_eq!(head.collected.origin().read("q/b.json").unwrap(), BAD);
}

#[test]
fn paths_and_the_root_restrict_both_sides() {
    let repo = repo();
    let got = |operands: &[&str], paths: &[&str], words: &[&str]| {
        let (base, head) = compare(&repo.top(), operands, paths, words)
            .unwrap()
            .unwrap();
        (texts(&base), texts(&head))
    };
    let b = |text| pairs(&[("q/b.json", text)]);
    assert_eq!(got(&["main"], &["q"], &[]), (Vec::new(), b(BAD)));
    assert_eq!(
        got(&["main", "topic"], &["q/*.json"], &[]),
        (Vec::new(), b(GOOD))
    );
    assert_eq!(got(&["topic"], &["./q/b.json"], &[]), (b(GOOD), b(BAD)));
    let inner = |text| pairs(&[("b.json", text)]);
    assert_eq!(
        got(&["topic"], &[], &["--root", "q"]),
        (inner(GOOD), inner(BAD))
    );
    assert_eq!(
        got(&["main"], &[], &["--root", "q"]),
        (Vec::new(), inner(BAD))
    );
    // What is gone from the disk is still in the commit.
    std::fs::remove_dir_all(repo.at("q")).unwrap();
    assert_eq!(got(&["topic"], &["q"], &[]), (b(GOOD), Vec::new()));
    let error = compare(&repo.top(), &["main", "topic"], &["r"], &[])
        .err()
        .unwrap();
    assert!(error.contains("`r` is in neither `main"), "{error}");
    let error = compare(&repo.top(), &["main", "topic"], &["../x"], &[])
        .err()
        .unwrap();
    assert!(error.contains("`../x` is outside of"), "{error}");
    let error = compare(&repo.top(), &["main", "topic"], &[], &["--root", ".."])
        .err()
        .unwrap();
    assert!(
        error.contains("is outside of the git repository"),
        "{error}"
    );
}

#[test]
fn what_may_be_a_revision_or_a_path_is_asked_about() {
    let repo = repo();
    repo.write("topic", "x");
    repo.write("main..topic", "x");
    repo.write("folder/x.json", "{}");
    for (operands, words) in [
        (
            &["topic"][..],
            "write `./topic` for the path or `topic~0` for the revision",
        ),
        (&["main..topic"], "write `./main..topic` for the path"),
        (&["main", "folder"], "`folder` is a path beside a revision"),
        (&["main...HEAD", "main"], "a range names both sides already"),
        (&["nothing"], "`nothing` is no branch, tag or commit"),
        (
            &["folder", "nothing"],
            "`nothing` is no branch, tag or commit",
        ),
        (&["main...nothing"], "`nothing` is no branch"),
        (&["--upload-pack=x"], "begins with `-`"),
        (&["main", "-c"], "begins with `-`"),
        (&["main...a\nb"], "control character"),
    ] {
        let error = compare(&repo.top(), operands, &[], &[]).err().unwrap();
        assert!(error.contains(words), "{operands:?}: {error}");
    }
    for operands in [
        &["./topic"][..],
        &["folder"],
        &["./topic", "folder"],
        &["folder/"],
        &["."],
        &[".."],
        &["./main..topic"],
    ] {
        assert!(
            compare(&repo.top(), operands, &[], &[]).unwrap().is_none(),
            "{operands:?}"
        );
    }
}

#[test]
fn two_folders_need_no_repository() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a")).unwrap();
    assert!(
        compare(folder.path(), &["a", "./b"], &[], &[])
            .unwrap()
            .is_none()
    );
    let error = compare(folder.path(), &["main...HEAD"], &[], &[])
        .err()
        .unwrap();
    assert!(error.contains("is in no git repository"), "{error}");
}

#[test]
fn files_of_flags_are_those_of_the_commit() {
    let mut repo = Repo::new();
    let old = repo.commit(&[("x.json", GOOD), ("a.json", "{}")], &[]);
    let new = repo.commit(
        &[("x.json", BAD), ("y.json", BAD), ("a.json", "{}")],
        &[old],
    );
    repo.branch("main", new);
    repo.checkout(&[
        ("x.json", Item::File(BAD.as_bytes())),
        ("y.json", Item::File(BAD.as_bytes())),
        ("a.json", Item::File(b"{}")),
    ]);
    repo.write("untracked.json", BAD);
    let texts = |file: &str| {
        let policy = format!("--policy=System/X={file}");
        let pair = compare(&repo.top(), &["main~1"], &["a.json"], &[&policy]);
        let (base, head) = pair.unwrap().unwrap();
        [base, head].map(|version| {
            let loaded = version.collected.read();
            let all: Vec<String> = loaded
                .sources
                .paths()
                .map(|(id, _)| loaded.sources.text(id).to_owned())
                .collect();
            (
                all.iter().any(|text| text == GOOD),
                all.iter().any(|text| text == BAD),
            )
        })
    };
    assert_eq!(texts("x.json"), [(true, false), (false, true)]);
    // A file that the change adds says nothing of the commit before it.
    assert_eq!(texts("y.json"), [(false, false), (false, true)]);
    assert_eq!(texts("untracked.json"), [(false, true), (false, true)]);
}
