//! Repositories of people who want something run, or read, or not seen.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gix_object::Kind;
use ramlint::cli::disk::{Inputs, Limits, Reason};
use ramlint::cli::git::{Place, Tree, collect};

use super::Repo;
use super::repository::Item;
use crate::cli::{BAD, GOOD};

/// All of `main`, from the top of its repository.
pub fn collected(repo: &Repo) -> Inputs<Tree> {
    let opened = repo.open().unwrap();
    let commit = opened.resolve("main").unwrap();
    let tree = Tree::new(&opened, &commit, &repo.top(), Limits::default()).unwrap();
    collect(&tree, &[Place::Path(String::new())], &|_| false, true)
}

fn refused(inputs: &Inputs<Tree>) -> Vec<(&str, &Reason)> {
    let all = inputs.not_analysed.iter();
    all.map(|entry| (entry.path.as_str(), &entry.reason))
        .collect()
}

/// Everything on disk below a folder, with its bytes.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                pending.push(path);
            } else {
                let bytes = fs::read(&path).unwrap_or_default();
                all.insert(path, bytes);
            }
        }
    }
    all
}

#[test]
fn sec_42_nothing_in_a_repository_is_run_and_nothing_is_written() {
    let mut repo = Repo::new();
    let canary = repo.top().join("canary");
    let touch = format!("touch {}", canary.display());
    let config = format!(
        "[core]\n\tfsmonitor = {touch}\n\thooksPath = hooks\n\tsshCommand = {touch}\n\tpager = {touch}\n\
         [include]\n\tpath = {canary}\n[filter \"x\"]\n\tsmudge = {touch}\n\tclean = {touch}\n\tprocess = {touch}\n\trequired = true\n\
         [diff \"x\"]\n\tcommand = {touch}\n\ttextconv = {touch}\n[extensions]\n\tpartialClone = origin\n\
         [remote \"origin\"]\n\turl = ext::sh -c \"{touch}\"\n\tpromisor = true\n\tuploadpack = {touch}\n",
        canary = canary.display()
    );
    repo.write(".git/config", &config);
    repo.write(".git/hooks/post-checkout", format!("#!/bin/sh\n{touch}\n"));
    repo.write(
        ".git/hooks/reference-transaction",
        format!("#!/bin/sh\n{touch}\n"),
    );
    let modules = format!(
        "[submodule \"x\"]\n\tpath = x\n\turl = ext::sh -c \"{touch}\"\n\tupdate = !{touch}\n"
    );
    let items = [
        (".gitattributes", Item::File(b"*.json filter=x diff=x\n")),
        (".gitmodules", Item::File(modules.as_bytes())),
        ("p.json", Item::File(GOOD.as_bytes())),
        ("x", Item::Submodule),
        // A bare repository inside of the tree, whose settings git would obey there.
        ("bare/HEAD", Item::File(b"ref: refs/heads/main\n")),
        ("bare/config", Item::File(config.as_bytes())),
        ("bare/objects/.keep", Item::File(b"")),
        (
            "bare/refs/heads/main",
            Item::File(b"1111111111111111111111111111111111111111\n"),
        ),
        ("bare/p.json", Item::File(BAD.as_bytes())),
    ];
    repo.both(&items);
    let before = snapshot(&repo.top());
    for folder in ["", "bare"] {
        let opened = ramlint::cli::git::Repository::enclosing(&repo.top().join(folder)).unwrap();
        assert_eq!(opened.top(), repo.top());
        assert!(opened.resolve("HEAD").is_ok());
    }
    let inputs = collected(&repo);
    let paths: Vec<&str> = inputs.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["bare/p.json", "p.json"]);
    assert_eq!(refused(&inputs), [("x", &Reason::Submodule)]);
    assert_eq!(snapshot(&repo.top()), before);
    assert!(!canary.exists());
}

#[test]
fn sec_42_names_that_no_file_can_have_are_refused() {
    let mut repo = Repo::new();
    let blob = repo.blob(BAD);
    let inner = repo.entries(&[("100644", b"p.json", blob)]);
    let names: [&[u8]; 7] = [
        b"..",
        b".",
        b".git",
        b".GIT",
        b"git~1",
        b"a/b.json",
        b"../x.json",
    ];
    for name in names {
        for (mode, id) in [("100644", blob), ("40000", inner)] {
            let tree = repo.entries(&[(mode, name, id), ("100644", b"z.json", blob)]);
            let commit = repo.commit_tree(tree, &[]);
            repo.branch("main", commit);
            let inputs = collected(&repo);
            let paths: Vec<&str> = inputs.files.iter().map(|file| file.path.as_str()).collect();
            assert_eq!(paths, ["z.json"], "{name:?}");
            let shown = String::from_utf8_lossy(name);
            assert_eq!(refused(&inputs), [(shown.as_ref(), &Reason::UnsafeName)]);
            let read = ramlint::source::Files::read(&inputs.from, &shown);
            assert!(read.is_err() || shown == ".", "{shown}");
        }
    }
}

/// A commit may hold what a checkout on macOS or Windows does not.
#[test]
fn sec_34_paths_of_a_commit_that_are_one_elsewhere_are_reported() {
    let mut repo = Repo::new();
    let (one, two) = (repo.blob(GOOD), repo.blob(BAD));
    let folder = repo.entries(&[("100644", b"a.json", two)]);
    let tree = repo.entries(&[
        ("40000", b"In", folder),
        ("100644", b"P.json", one),
        ("40000", b"in", folder),
        ("100644", b"p.json", two),
    ]);
    let commit = repo.commit_tree(tree, &[]);
    repo.branch("main", commit);
    let inputs = collected(&repo);
    let read: Vec<&str> = inputs.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(read, ["In/a.json", "P.json", "in/a.json", "p.json"]);
    assert_eq!(
        refused(&inputs),
        [
            ("in", &Reason::NotToldApart("In".to_owned())),
            ("p.json", &Reason::NotToldApart("P.json".to_owned())),
        ]
    );
}

#[test]
fn sec_12_odd_names_are_read_and_kept_apart() {
    let mut repo = Repo::new();
    let (one, two) = (repo.blob(GOOD), repo.blob(BAD));
    let tree = repo.entries(&[
        ("100644", b"a\nb\x1b[31m.json", one),
        ("100644", b"p\\xff.json", one),
        ("100644", b"p\xff.json", two),
    ]);
    let commit = repo.commit_tree(tree, &[]);
    repo.branch("main", commit);
    let inputs = collected(&repo);
    let paths: Vec<(&str, &str)> = inputs
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    assert_eq!(
        paths,
        [
            ("a\nb\u{1b}[31m.json", GOOD),
            ("p\\xff.json", GOOD),
            ("p\\xff.json", BAD)
        ]
    );
}

#[cfg(unix)]
#[test]
fn sec_30_links_out_of_the_repository_are_not_followed() {
    use std::os::unix::fs::symlink;
    let mut repo = Repo::new();
    let commit = repo.both(&[("p.json", Item::File(GOOD.as_bytes()))]);
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, format!("{commit}\n")).unwrap();
    symlink(&secret, repo.git("refs/heads/x")).unwrap();
    symlink(outside.path(), repo.git("refs/heads/folder")).unwrap();
    for name in ["x", "folder/secret"] {
        let error = repo.open().unwrap().resolve(name).unwrap_err().0;
        assert!(
            error.contains("is a link that leaves the repository"),
            "{name}: {error}"
        );
    }
    // Inside of the repository it is as good as a file.
    symlink(repo.git("refs/heads/main"), repo.git("refs/heads/y")).unwrap();
    assert_eq!(repo.open().unwrap().resolve("y").unwrap().id, commit);
    // The objects of someone else.
    let other = Repo::new();
    fs::remove_dir_all(other.git("objects")).unwrap();
    symlink(repo.git("objects"), other.git("objects")).unwrap();
    let error = other.open().err().unwrap().0;
    assert!(
        error.contains("is a link that leaves the repository"),
        "{error}"
    );
    let packs = Repo::new();
    fs::remove_dir_all(packs.git("objects/pack")).unwrap();
    symlink(outside.path(), packs.git("objects/pack")).unwrap();
    assert!(packs.open().is_err());
    // One folder of loose objects that is a link has none.
    let fan = repo.loose(&commit);
    let fan = fan.parent().unwrap();
    fs::rename(fan, outside.path().join("fan")).unwrap();
    symlink(outside.path().join("fan"), fan).unwrap();
    let error = repo.open().unwrap().resolve("main").unwrap_err().0;
    assert!(error.contains("is missing"), "{error}");
}

#[test]
fn sec_30_objects_elsewhere_are_not_read_and_it_is_said_where_they_are() {
    let mut other = Repo::new();
    let commit = other.both(&[("p.json", Item::File(GOOD.as_bytes()))]);
    let repo = Repo::new();
    repo.branch("main", commit);
    let elsewhere = other.git("objects").display().to_string();
    repo.write(
        ".git/objects/info/alternates",
        format!("# x\n{elsewhere}\n"),
    );
    let error = repo.open().unwrap().resolve("main").unwrap_err().0;
    let told = format!("is kept in `{elsewhere}`, outside of the repository");
    assert!(
        error.contains(&told) && error.contains("git repack -a -d"),
        "{error}"
    );
    // Another folder of the same repository is its own.
    let mut inner = Repo::new();
    let commit = inner.both(&[("p.json", Item::File(GOOD.as_bytes()))]);
    fs::rename(inner.git("objects"), inner.git("kept")).unwrap();
    inner.write(".git/objects/info/alternates", "../kept\n../objects\n");
    assert_eq!(inner.open().unwrap().resolve("main").unwrap().id, commit);
}

#[test]
fn sec_01_what_is_damaged_or_missing_is_told() {
    let mut repo = Repo::new();
    let bad = repo.blob("{\"x\": 1}");
    let lost = repo.blob("{\"x\": 2}");
    let folder = repo.tree(&[("in.json", Item::File(b"{}"))]);
    let file = repo.blob("{}");
    let tree = repo.entries(&[
        ("100644", b"bad.json", bad),
        ("40000", b"file.json", file),
        ("40000", b"folder", folder),
        ("100644", b"good.json", file),
        ("100644", b"lost.json", lost),
        ("100644", b"tree.json", folder),
    ]);
    let commit = repo.commit_tree(tree, &[]);
    repo.branch("main", commit);
    let mut bytes = fs::read(repo.loose(&bad)).unwrap();
    let at = bytes.len() - 6;
    bytes[at] ^= 1;
    fs::write(repo.loose(&bad), bytes).unwrap();
    fs::remove_file(repo.loose(&lost)).unwrap();
    fs::write(repo.loose(&folder), b"not a stream").unwrap();
    let inputs = collected(&repo);
    let paths: Vec<&str> = inputs.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["good.json"]);
    let told: Vec<(&str, String)> = refused(&inputs)
        .into_iter()
        .map(|(path, reason)| (path, reason.to_string()))
        .collect();
    let expected = [
        ("bad.json", "is damaged"),
        ("file.json", "is a blob where a tree is referred to"),
        ("folder", "is damaged"),
        ("lost.json", "is missing; run `git fsck`"),
        ("tree.json", "is damaged"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((path, words), (wanted, part)) in told.iter().zip(expected) {
        assert!(*path == wanted && words.contains(part), "{path}: {words}");
    }
    // A clone that left contents behind says how to get them.
    repo.write(".git/objects/pack/pack-x.promisor", "");
    let inputs = collected(&repo);
    let lost = refused(&inputs)
        .into_iter()
        .find(|(path, _)| *path == "lost.json")
        .unwrap();
    assert!(
        lost.1
            .to_string()
            .contains("git fetch --refetch --no-filter"),
        "{}",
        lost.1
    );
    // Without the commit or the tree there is nothing to compare with.
    for id in [tree, commit] {
        let kept = fs::read(repo.loose(&id)).unwrap();
        fs::remove_file(repo.loose(&id)).unwrap();
        let opened = repo.open().unwrap();
        let resolved = opened.resolve("main");
        let tree = resolved
            .map(|commit| Tree::new(&opened, &commit, &repo.top(), Limits::default()).unwrap());
        match tree {
            Err(error) => assert!(error.0.contains("was left out"), "{error:?}"),
            Ok(tree) => {
                let inputs = collect(&tree, &[Place::Path(String::new())], &|_| false, false);
                assert_eq!(refused(&inputs)[0].0, ".");
            }
        }
        fs::write(repo.loose(&id), kept).unwrap();
    }
}

#[test]
fn sec_50_an_object_that_says_it_is_huge_is_not_unpacked() {
    let mut repo = Repo::new();
    let id = repo.blob("{}");
    let commit = repo.commit(&[("a.json", "{}")], &[]);
    repo.branch("main", commit);
    let lie = b"blob 99999999999\0{}";
    fs::write(repo.loose(&id), super::repository::deflated(lie)).unwrap();
    let inputs = collected(&repo);
    assert!(matches!(
        refused(&inputs)[..],
        [("a.json", Reason::TooLarge { .. })]
    ));
    // One that is longer than it says is not cut off.
    let lie = b"blob 1\0{}";
    fs::write(repo.loose(&id), super::repository::deflated(lie)).unwrap();
    let inputs = collected(&repo);
    let told = refused(&inputs)[0].1.to_string();
    assert!(told.contains("is damaged"), "{told}");
}

#[test]
fn sec_50_folders_in_folders_come_to_an_end() {
    let mut repo = Repo::new();
    let mut tree = repo.tree(&[("p.json", Item::File(GOOD.as_bytes()))]);
    for _ in 0..300 {
        tree = repo.entries(&[("40000", b"d", tree)]);
    }
    let commit = repo.commit_tree(tree, &[]);
    repo.branch("main", commit);
    let inputs = collected(&repo);
    assert!(matches!(
        refused(&inputs)[..],
        [(_, Reason::TooDeep { limit: 256 })]
    ));
}

#[test]
fn sec_50_one_folder_in_many_places_comes_to_an_end() {
    let mut repo = Repo::new();
    let names: Vec<Vec<u8>> = (b'a'..=b'j').map(|name| vec![name]).collect();
    let mut tree = repo.tree(&[("p.json", Item::File(GOOD.as_bytes()))]);
    for _ in 0..10 {
        let entries: Vec<(&str, &[u8], _)> = names
            .iter()
            .map(|name| ("40000", name.as_slice(), tree))
            .collect();
        tree = repo.entries(&entries);
    }
    let commit = repo.commit_tree(tree, &[]);
    repo.branch("main", commit);
    let inputs = collected(&repo);
    let reasons = refused(&inputs);
    assert!(
        reasons
            .iter()
            .any(|(_, reason)| matches!(reason, Reason::TooManyPaths { .. })),
        "{reasons:?}"
    );
}

#[test]
fn names_that_stand_for_each_other_come_to_an_end() {
    let repo = Repo::new();
    repo.write(".git/refs/heads/a", "ref: refs/heads/b\n");
    repo.write(".git/refs/heads/b", "ref: refs/heads/a\n");
    let error = |name| repo.open().unwrap().resolve(name).unwrap_err().0;
    assert!(error("a").contains("stands for itself"), "{}", error("a"));
    repo.write(".git/refs/heads/c", "ref: ../../../../etc/passwd\n");
    assert!(error("c").contains("is no name"), "{}", error("c"));
    let tag = repo.object(Kind::Tag, b"not a tag");
    repo.name("refs/tags/t", tag);
    assert!(repo.open().unwrap().resolve("t").is_err());
}
