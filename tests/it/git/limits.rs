//! Files of a repository that are longer than what they are for, and names, tags and
//! links that lead on and on: each is told, and none is followed to the end.

use std::fs::{self, File};

use gix_object::Kind;
use ramlint::source::Files;

use super::Repo;
use super::hostile::collected;
use super::repository::Item;
use crate::cli::GOOD;

/// What is said of a revision that cannot be had.
fn trouble(repo: &Repo, revision: &str) -> Option<String> {
    let resolved = repo.open().and_then(|opened| opened.resolve(revision));
    resolved.err().map(|error| error.0)
}

/// A text with empty lines behind it.
fn padded(text: &str, length: usize) -> String {
    format!("{text}{}", "\n".repeat(length - text.len()))
}

#[test]
fn sec_50_files_of_a_repository_are_no_longer_than_what_they_are_for() {
    let mut repo = Repo::new();
    let commit = repo.commit(&[("p.json", GOOD)], &[]);
    repo.branch("main", commit);
    for (path, text, longest) in [
        (".git/refs/heads/main", format!("{commit}\n"), 4 * 1024),
        (".git/commondir", ".\n".to_owned(), 8 * 1024),
        (
            ".git/objects/info/alternates",
            "# x\n".to_owned(),
            64 * 1024,
        ),
    ] {
        repo.write(path, padded(&text, longest));
        assert_eq!(trouble(&repo, "main"), None, "{path}");
        repo.write(path, padded(&text, longest + 1));
        let told = trouble(&repo, "main").unwrap();
        assert!(told.contains("where the limit is"), "{path}: {told}");
        repo.write(path, text);
    }
    // Folders may be kept elsewhere, which a file says.
    fs::rename(repo.at(".git"), repo.at("kept")).unwrap();
    for (length, is_read) in [(8 * 1024, true), (8 * 1024 + 1, false)] {
        repo.write(".git", padded("gitdir: kept", length));
        assert_eq!(trouble(&repo, "main").is_none(), is_read, "{length}");
    }
}

#[test]
fn sec_50_lists_of_a_repository_that_are_too_long_are_not_read() {
    let mut repo = Repo::new();
    let first = repo.commit(&[("p.json", GOOD)], &[]);
    let second = repo.commit(&[("p.json", GOOD)], &[first]);
    repo.branch("main", second);
    for (path, revision, longest) in [
        ("shallow", "main~1", 16 * 1024 * 1024),
        ("packed-refs", "main", 64 * 1024 * 1024),
    ] {
        assert_eq!(trouble(&repo, revision), None, "{path}");
        let file = File::create(repo.git(path)).unwrap();
        file.set_len(longest + 1).unwrap();
        let told = trouble(&repo, revision).unwrap();
        assert!(told.contains("where the limit is"), "{path}: {told}");
        fs::remove_file(repo.git(path)).unwrap();
    }
}

#[test]
fn sec_50_names_and_tags_that_stand_for_others_are_followed_so_far() {
    let mut repo = Repo::new();
    let commit = repo.commit(&[("p.json", GOOD)], &[]);
    for (names, is_found) in [(4, true), (5, false)] {
        for name in 0..names {
            let next = name + 1;
            let text = format!("ref: refs/heads/n{next}\n");
            repo.write(&format!(".git/refs/heads/n{name}"), text);
        }
        repo.branch(&format!("n{names}"), commit);
        assert_eq!(trouble(&repo, "n0").is_none(), is_found, "{names}");
    }
    for (tags, is_found) in [(9, true), (10, false)] {
        let (mut id, mut kind) = (commit, "commit");
        for _ in 0..tags {
            let tag = format!("object {id}\ntype {kind}\ntag t\n\nx\n");
            (id, kind) = (repo.object(Kind::Tag, tag.as_bytes()), "tag");
        }
        repo.name("refs/tags/t", id);
        let told = trouble(&repo, "t");
        assert_eq!(told.is_none(), is_found, "{told:?}");
        assert!(told.is_none_or(|told| told.contains("a tag of a tag")));
    }
}

#[test]
fn sec_50_links_of_a_commit_are_followed_so_far() {
    for (links, is_read) in [(40, true), (41, false)] {
        let names: Vec<String> = (0..=links).map(|one| format!("l{one}.json")).collect();
        let pairs = names.iter().zip(names.iter().skip(1));
        let mut items: Vec<(&str, Item<'_>)> = pairs
            .map(|(name, next)| (name.as_str(), Item::Link(next)))
            .collect();
        let last = format!("l{links}.json");
        items.push((&last, Item::File(GOOD.as_bytes())));
        assert_eq!(can_be_read(&items, "l0.json"), is_read, "{links}");
    }
    // As many bytes as a path has, and two more.
    for (steps, is_read) in [(2045, true), (2046, false)] {
        let target = format!("{}p.json", "./".repeat(steps));
        let items = [
            ("l.json", Item::Link(&target)),
            ("p.json", Item::File(GOOD.as_bytes())),
        ];
        assert_eq!(can_be_read(&items, "l.json"), is_read, "{steps}");
    }
}

/// Whether a file of a commit can be had by its path.
fn can_be_read(items: &[(&str, Item<'_>)], path: &str) -> bool {
    let mut repo = Repo::new();
    let tree = repo.tree(items);
    let commit = repo.commit_tree(tree, &[]);
    repo.branch("main", commit);
    collected(&repo).from.read(path).is_ok()
}

/// What is like the name that was typed is looked for in so many folders.
#[test]
fn sec_50_names_like_another_are_not_looked_for_without_end() {
    let mut repo = Repo::new();
    let commit = repo.commit(&[("p.json", GOOD)], &[]);
    repo.branch("topic", commit);
    for (folders, is_found) in [(10, true), (1_000, false)] {
        for number in 0..folders {
            fs::create_dir_all(repo.git(&format!("refs/remotes/r{number}"))).unwrap();
        }
        let told = trouble(&repo, "topik").unwrap();
        assert_eq!(told.contains("there is `topic`"), is_found, "{told}");
    }
}
