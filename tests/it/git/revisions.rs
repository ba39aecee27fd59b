//! What people type for a commit, and what they are told where it is none.

use std::fs;

use gix_object::Kind;

use super::Repo;

/// Five commits of `main`, one of them a merge, and names of several kinds.
fn history() -> (Repo, Vec<gix_index::hash::ObjectId>) {
    let mut repo = Repo::new();
    let first = repo.commit(&[("a.json", "1")], &[]);
    let second = repo.commit(&[("a.json", "2")], &[first]);
    let side = repo.commit(&[("b.json", "1")], &[first]);
    let merge = repo.commit(&[("a.json", "2"), ("b.json", "1")], &[second, side]);
    let last = repo.commit(&[("a.json", "3")], &[merge]);
    repo.branch("main", last);
    repo.branch("feature/策略", side);
    repo.name("refs/remotes/origin/main", merge);
    repo.write(
        ".git/refs/remotes/origin/HEAD",
        "ref: refs/remotes/origin/main\n",
    );
    let tag = format!("object {second}\ntype commit\ntag v1\n\nx\n");
    let tag = repo.object(Kind::Tag, tag.as_bytes());
    let tag = format!("object {tag}\ntype tag\ntag v1-signed\n\nx\n");
    let tag = repo.object(Kind::Tag, tag.as_bytes());
    repo.write(
        ".git/packed-refs",
        format!("# pack-refs with: peeled fully-peeled sorted \n{tag} refs/tags/v1\n^{second}\n{first} refs/heads/old\n{first} refs/heads/main\n"),
    );
    (repo, vec![first, second, side, merge, last])
}

#[test]
fn diff_01_a_commit_by_each_of_its_names() {
    let (repo, commits) = history();
    let [first, second, side, merge, last] = commits[..] else {
        panic!()
    };
    let opened = repo.open().unwrap();
    let (whole, few) = (
        side.to_hex().to_string(),
        side.to_hex_with_len(9).to_string(),
    );
    for (typed, expected) in [
        ("HEAD", last),
        ("@", last),
        ("main", last),
        ("heads/main", last),
        ("refs/heads/main", last),
        ("old", first),
        ("feature/策略", side),
        ("origin/main", merge),
        ("origin", merge),
        ("remotes/origin/main", merge),
        ("v1", second),
        ("v1^{}", second),
        ("v1~1", first),
        ("HEAD~", merge),
        ("HEAD~1", merge),
        ("HEAD^", merge),
        ("HEAD~2", second),
        ("HEAD^^2", side),
        ("HEAD~1^2~1", first),
        ("main^0", last),
        (whole.as_str(), side),
        (few.as_str(), side),
    ] {
        let commit = opened
            .resolve(typed)
            .unwrap_or_else(|error| panic!("{typed}: {error:?}"));
        assert_eq!(commit.id, expected, "{typed}");
        let digits = expected.to_hex_with_len(7).to_string();
        assert!(commit.name.ends_with(&digits), "{typed}: {}", commit.name);
    }
    assert_eq!(
        opened.resolve(&whole).unwrap().name,
        side.to_hex_with_len(7).to_string()
    );
    let main = format!("origin/main {}", merge.to_hex_with_len(7));
    assert_eq!(opened.resolve("origin/main").unwrap().name, main);
}

#[test]
fn cli_01_what_is_no_revision_is_told_with_what_may_be_meant() {
    let (repo, commits) = history();
    let opened = repo.open().unwrap();
    let blob = repo.blob("x").to_hex().to_string();
    for (typed, words) in [
        ("orign/main", "there is `origin/main`"),
        ("mian", "there is `main`"),
        ("nothing-like-it", "is no branch, tag or commit"),
        (
            "origin/release-1",
            "run `git fetch origin release-1:refs/remotes/origin/release-1`",
        ),
        ("--upload-pack=x", "begins with `-`"),
        ("-c", "begins with `-`"),
        ("a..b", "not written as a name"),
        ("../../etc/passwd", "not written as a name"),
        ("refs/../config", "not written as a name"),
        ("main\nx", "control character"),
        ("main\u{1b}[31m", "control character"),
        ("HEAD@{1}", "not written as a name"),
        ("HEAD:a.json", "not written as a name"),
        ("HEAD~9", "has no parent"),
        ("HEAD^3", "has one parent"),
        ("config", "is no branch, tag or commit"),
        ("index", "is no branch, tag or commit"),
        (blob.as_str(), "is a blob and no commit"),
        ("0000000", "is no branch, tag or commit"),
        ("", "not written as a name"),
    ] {
        let error = opened.resolve(typed).unwrap_err().0;
        assert!(error.contains(words), "{typed:?}: {error}");
    }
    // A file of a work tree may be called like the start of an object's name.
    assert!(opened.has(&commits[0].to_hex_with_len(4).to_string()));
}

#[test]
fn a_tag_does_not_take_the_place_of_a_branch() {
    let (repo, commits) = history();
    repo.name("refs/tags/origin/main", commits[0]);
    let error = repo.open().unwrap().resolve("origin/main").unwrap_err().0;
    assert!(
        error.contains("`refs/tags/origin/main` and `refs/remotes/origin/main`"),
        "{error}"
    );
    // Two names of one commit are no question.
    repo.name("refs/tags/origin/main", commits[3]);
    assert!(repo.open().unwrap().resolve("origin/main").is_ok());
}

#[test]
fn a_linked_work_tree_has_a_head_of_its_own_and_the_branches_of_all() {
    let (repo, commits) = history();
    repo.write("linked/.git", "gitdir: ../.git/worktrees/linked\n");
    repo.write(".git/worktrees/linked/HEAD", format!("{}\n", commits[1]));
    repo.write(".git/worktrees/linked/commondir", "../..\n");
    let linked = ramlint::cli::git::Repository::enclosing(&repo.top().join("linked")).unwrap();
    assert_eq!(linked.resolve("HEAD").unwrap().id, commits[1]);
    assert_eq!(linked.resolve("main").unwrap().id, commits[4]);
}

#[test]
fn what_is_not_read_of_a_repository_is_said() {
    let (repo, commits) = history();
    let id = commits[4].to_hex().to_string();
    let error = |repo: &Repo| {
        let opened = repo.open();
        let resolved = opened.and_then(|opened| opened.resolve("main"));
        resolved.unwrap_err().0
    };
    fs::write(repo.git("refs/heads/main"), format!("{id}{}\n", &id[..24])).unwrap();
    assert!(error(&repo).contains("SHA-256"), "{}", error(&repo));
    fs::remove_file(repo.git("refs/heads/main")).unwrap();
    fs::remove_file(repo.git("packed-refs")).unwrap();
    fs::create_dir(repo.git("reftable")).unwrap();
    assert!(error(&repo).contains("reftable"), "{}", error(&repo));
    fs::remove_dir(repo.git("reftable")).unwrap();
    fs::remove_dir_all(repo.git("objects")).unwrap();
    assert!(
        error(&repo).contains("no folder `objects`"),
        "{}",
        error(&repo)
    );
    let nowhere = tempfile::tempdir().unwrap();
    let error = ramlint::cli::git::Repository::enclosing(nowhere.path())
        .unwrap_err()
        .0;
    assert!(error.contains("is in no git repository"), "{error}");
    for part in ["objects", "refs"] {
        fs::create_dir_all(nowhere.path().join("x.git").join(part)).unwrap();
    }
    fs::write(nowhere.path().join("x.git/HEAD"), "ref: refs/heads/main\n").unwrap();
    let bare = nowhere.path().join("x.git/refs");
    let error = ramlint::cli::git::Repository::enclosing(&bare)
        .unwrap_err()
        .0;
    assert!(error.contains("x.git` is a bare git repository"), "{error}");
}
