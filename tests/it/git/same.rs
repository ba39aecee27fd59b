//! A law: a commit gives what its checkout on disk gives.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed};
use ramlint::cli::disk::{self, Inputs, Limits, NotAnalysed, Options, WhyLeftOut};
use ramlint::cli::git::{Place, Tree, collect};
use ramlint::source::{Files, Refusal};

use super::Repo;
use super::repository::Item;
use crate::cli::GOOD;

/// What was collected, in a form that can be compared.
#[derive(Debug, PartialEq)]
struct Taken {
    files: Vec<disk::InputFile>,
    not_analysed: Vec<NotAnalysed>,
    left_out: Vec<(String, WhyLeftOut)>,
}

impl Taken {
    fn of<From>(inputs: Inputs<From>) -> Self {
        let left_out = inputs.left_out.names();
        Self {
            left_out: left_out.map(|(path, why)| (path.to_owned(), why)).collect(),
            files: inputs.files,
            not_analysed: inputs.not_analysed,
        }
    }
}

fn on_disk(repo: &Repo, operands: &[&str], root: &str) -> Inputs {
    let options = Options {
        root: Some(repo.at(root)),
        cwd: repo.top(),
        name_left_out: true,
        ..Options::default()
    };
    let operands: Vec<OsString> = operands.iter().map(OsString::from).collect();
    disk::collect(&operands, &options)
}

fn tree(repo: &Repo, root: &str) -> Tree {
    let opened = repo.open().unwrap();
    let commit = opened.resolve("HEAD").unwrap();
    let root = fs::canonicalize(repo.at(root)).unwrap();
    Tree::new(&opened, &commit, &root, Limits::default()).unwrap()
}

fn in_commit(repo: &Repo, operands: &[&str], root: &str) -> Inputs<Tree> {
    let places: Vec<Place> = operands
        .iter()
        .map(|path| {
            Path::new(path)
                .strip_prefix(root)
                .unwrap_or(Path::new(path))
        })
        .map(|path| Place::Path(path.to_str().unwrap().to_owned()))
        .collect();
    collect(&tree(repo, root), &places, &|_| false, true)
}

#[track_caller]
fn same(repo: &Repo, operands: &[&str], root: &str) -> Taken {
    let disk = Taken::of(on_disk(repo, operands, root));
    let commit = Taken::of(in_commit(repo, operands, root));
    assert_eq!(commit, disk, "{operands:?} below {root:?}");
    disk
}

/// One of everything that a commit can hold and a disk too.
const ITEMS: &[(&str, Item<'static>)] = &[
    ("README.md", Item::File(b"text")),
    ("policies/a.json", Item::File(GOOD.as_bytes())),
    ("policies/b.yaml", Item::File(b"Statement: []\n")),
    ("policies/Z.JSON", Item::File(b"{}")),
    (
        "policies/wide.json",
        Item::File(b"\xff\xfe{\0\"\0S\0t\0a\0t\0e\0m\0e\0n\0t\0\"\0"),
    ),
    ("policies/image.json", Item::File(b"\x89PNG\0\0")),
    (
        "policies/big.json",
        Item::File(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    ),
    ("groups/ops/members.txt", Item::File(b"alice\n")),
    ("node_modules/x/p.json", Item::File(b"{}")),
    ("vendor/p.json", Item::File(b"{}")),
    ("vendor/node_modules/q.json", Item::File(b"{}")),
    ("vendor/notes.txt", Item::File(b"x")),
    ("live/.terraform/modules/modules.json", Item::File(b"{}")),
    ("live/.terraform/m/main.tf", Item::File(b"")),
    ("live/main.tf", Item::File(b"")),
    ("live/in.json", Item::Link("../policies/a.json")),
    ("live/notes", Item::Link("../README.md")),
    ("live/other.md", Item::Link("nowhere.md")),
    ("live/dangling.json", Item::Link("nowhere.json")),
    ("live/out.json", Item::Link("../..")),
    ("live/absolute.tf", Item::Link("/etc/passwd")),
    ("live/loop.json", Item::Link("loop2.json")),
    ("live/loop2.json", Item::Link("loop.json")),
    ("live/folder", Item::Link("../policies")),
    ("live/through.json", Item::Link("folder/b.yaml")),
    ("live/policy.json", Item::Link("../vendor/notes.txt")),
    ("live/sub", Item::Submodule),
    ("深/策略.json", Item::File(b"{}")),
];

#[cfg(unix)]
#[test]
fn d29_a_commit_gives_what_its_checkout_gives() {
    let mut repo = Repo::new();
    repo.both(ITEMS);
    let taken = same(&repo, &["."], "");
    assert_eq!(taken.files.len(), 10, "{:?}", taken.files);
    assert_eq!(taken.not_analysed.len(), 8, "{:?}", taken.not_analysed);
    for operands in [
        &["policies"][..],
        &["live"],
        &["vendor"],
        &["vendor/node_modules"],
        &["policies/a.json"],
        &["README.md", "live"],
        &["policies", "policies/a.json", "."],
        &["live/in.json", "live/folder"],
        &["live/through.json", "深"],
        &["live/policy.json"],
    ] {
        same(&repo, operands, "");
    }
    same(&repo, &["live"], "live");
    same(&repo, &["policies"], "policies");
}

#[test]
fn d29_a_large_file_is_refused_only_where_it_may_hold_a_policy() {
    let mut repo = Repo::new();
    let mut large = vec![b' '; usize::try_from(Limits::WALKED_FILE).unwrap()];
    large.extend_from_slice(b"{}");
    let mut policy = large.clone();
    policy.extend_from_slice(b"{\"Statement\": 1}");
    repo.both(&[
        ("large.json", Item::File(&large)),
        ("policy.json", Item::File(&policy)),
    ]);
    let taken = same(&repo, &["."], "");
    assert_eq!(taken.not_analysed.len(), 1);
    assert_eq!(taken.left_out.len(), 1);
    // Named, both are read.
    assert_eq!(
        same(&repo, &["large.json", "policy.json"], "").files.len(),
        2
    );
}

#[cfg(unix)]
#[test]
fn sec_30_files_refer_to_each_other_as_on_disk() {
    let mut repo = Repo::new();
    repo.both(ITEMS);
    let disk = on_disk(&repo, &["."], "").from;
    let commit = tree(&repo, "");
    for path in [
        "policies/a.json",
        "./policies/../policies/a.json",
        "../secret.json",
        "policies/nothing.json",
        "policies/a.json/x",
        "policies",
        "live/in.json",
        "live/folder/a.json",
        "live/out.json",
        "live/absolute.tf",
        "live/loop.json",
        "live/dangling.json",
        "live/.terraform/m/main.tf",
        "policies/wide.json",
        "policies/image.json",
        "policies/big.json",
        "/etc/passwd",
        "深/策略.json",
    ] {
        let (one, other) = (disk.read(path), commit.read(path));
        // What a link outside leads to cannot be seen in a commit.
        assert_eq!(one, other, "{path}");
    }
    for folder in [
        "",
        "policies",
        "live",
        "live/folder",
        "live/.terraform/m",
        "..",
        "nothing",
    ] {
        assert_eq!(disk.list(folder), commit.list(folder), "{folder}");
    }
    assert_eq!(commit.read("live/sub/x.json"), Err(Refusal::Missing));
}

fn items() -> impl Strategy<Value = Vec<(String, u8)>> {
    let part = prop::sample::select(vec!["a", "b", "vendor", "node_modules", ".terraform", "c"]);
    let path = prop::collection::vec(part, 0..3);
    let end = prop::sample::select(vec!["p.json", "q.tf", "r.md", "s", "members.txt"]);
    let item = (path, end, 0..6_u8).prop_map(|(folders, end, what)| {
        let folders: String = folders.iter().map(|name| format!("{name}/")).collect();
        (format!("{folders}{end}"), what)
    });
    prop::collection::vec(item, 1..12)
}

const LINKS: &[&str] = &["../a/p.json", "p.json", "../..", "../vendor/q.tf"];

#[cfg(unix)]
proptest! {
    #![proptest_config(Config {
        cases: 30,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(29),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn d29_any_commit_gives_what_its_checkout_gives(items in items()) {
        let mut repo = Repo::new();
        let mut chosen: Vec<(&str, Item<'_>)> = Vec::new();
        for (path, what) in &items {
            if chosen.iter().all(|(other, _)| other != path) {
                let link = LINKS.get(usize::from(*what)).filter(|_| path.contains('/'));
                chosen.push((path, link.map_or(Item::File(b"{}"), |to| Item::Link(to))));
            }
        }
        repo.both(&chosen);
        for operand in [".", "a", "vendor", "c/a"] {
            if repo.at(operand).is_dir() && !repo.at(operand).is_symlink() {
                same(&repo, &[operand], "");
            }
        }
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// Commits a folder of this machine and compares.
fn real(folder: &Path) {
    let mut found = Vec::new();
    files(folder, &mut found);
    assert!(!found.is_empty());
    let texts: Vec<(String, Vec<u8>)> = found
        .iter()
        .map(|path| {
            let name = path
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    let items: Vec<(&str, Item<'_>)> = texts
        .iter()
        .map(|(path, bytes)| (path.as_str(), Item::File(bytes)))
        .collect();
    let mut repo = Repo::new();
    repo.both(&items);
    same(&repo, &["."], "");
}

#[test]
fn d29_the_examples_give_the_same_from_a_commit() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    real(&top.join("policies"));
}

#[test]
fn d29_the_corpus_gives_the_same_from_a_commit() {
    if let Some(folder) = crate::corpus::folder() {
        real(&folder.join("terraform"));
    }
}
