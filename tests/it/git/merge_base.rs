//! Where branches part, checked against a count over all ancestors.

use std::collections::BTreeSet;
use std::fs;

use gix_index::hash::ObjectId;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed};

use super::Repo;

fn ancestors(parents: &[Vec<usize>], of: usize) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut pending = vec![of];
    while let Some(at) = pending.pop() {
        if all.insert(at) {
            pending.extend(&parents[at]);
        }
    }
    all
}

/// The common ancestors that are in the history of no other.
fn best(parents: &[Vec<usize>], one: usize, other: usize) -> BTreeSet<usize> {
    let common: BTreeSet<usize> = ancestors(parents, one)
        .intersection(&ancestors(parents, other))
        .copied()
        .collect();
    let below = |at: &usize| {
        let others = common.iter().filter(|other| *other != at);
        others
            .into_iter()
            .any(|other| ancestors(parents, *other).contains(at))
    };
    common.iter().copied().filter(|at| !below(at)).collect()
}

/// Commits by their parents, and clocks that need not be right.
fn history() -> impl Strategy<Value = Vec<(Vec<usize>, i64)>> {
    let commit = prop::collection::vec(any::<prop::sample::Index>(), 0..3);
    prop::collection::vec((commit, 0..200_i64), 2..14).prop_map(|commits| {
        let mut history = Vec::new();
        for (number, (parents, time)) in commits.into_iter().enumerate() {
            let mut parents: Vec<usize> = if number == 0 {
                Vec::new()
            } else {
                parents
                    .into_iter()
                    .map(|index| index.index(number))
                    .collect()
            };
            parents.dedup();
            history.push((parents, time));
        }
        history
    })
}

proptest! {
    #![proptest_config(Config {
        cases: 30,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn diff_01_the_merge_base_is_a_best_common_ancestor(history in history()) {
        let mut repo = Repo::new();
        let mut ids: Vec<ObjectId> = Vec::new();
        for (number, (parents, time)) in history.iter().enumerate() {
            repo.clock = *time;
            let parents: Vec<ObjectId> = parents.iter().map(|at| ids[*at]).collect();
            let text = number.to_string();
            ids.push(repo.commit(&[("a.json", &text)], &parents));
        }
        let opened = repo.open().unwrap();
        let (history, times): (Vec<Vec<usize>>, Vec<i64>) = history.into_iter().unzip();
        for one in 0..history.len() {
            for other in 0..history.len() {
                let resolve = |at: usize| opened.resolve(&ids[at].to_hex().to_string()).unwrap();
                let found = opened.merge_base(&resolve(one), &resolve(other)).ok();
                let best = best(&history, one, other);
                // Of several the newest is taken.
                let newest = best.iter().max_by_key(|at| (times[**at], ids[**at]));
                let expected = newest.map(|at| ids[*at]);
                prop_assert_eq!(found.map(|commit| commit.id), expected, "{} {}", one, other);
            }
        }
    }
}

#[test]
fn diff_05_a_shallow_clone_without_the_merge_base_says_what_to_run() {
    let mut repo = Repo::new();
    let root = repo.commit(&[("a.json", "0")], &[]);
    let fork = repo.commit(&[("a.json", "1")], &[root]);
    let main = repo.commit(&[("a.json", "2")], &[fork]);
    let topic = repo.commit(&[("a.json", "3")], &[fork]);
    repo.name("refs/remotes/upstream/main", main);
    repo.branch("topic", topic);
    let base = || {
        let opened = repo.open().unwrap();
        let (main, topic) = (opened.resolve("upstream/main"), opened.resolve("topic"));
        opened.merge_base(&main.unwrap(), &topic.unwrap())
    };
    // An end behind the merge base does not matter.
    fs::remove_file(repo.loose(&root)).unwrap();
    fs::write(repo.git("shallow"), format!("{fork}\n")).unwrap();
    assert_eq!(base().unwrap().id, fork);
    fs::remove_file(repo.loose(&fork)).unwrap();
    fs::write(repo.git("shallow"), format!("{main}\n{topic}\n")).unwrap();
    let error = base().unwrap_err().0;
    assert!(
        error.contains("run `git fetch --unshallow upstream`"),
        "{error}"
    );
    let error = repo.open().unwrap().resolve("topic~1").unwrap_err().0;
    assert!(
        error.contains("run `git fetch --unshallow upstream`"),
        "{error}"
    );
}

#[test]
fn histories_without_a_common_commit_are_told_apart_from_shallow_ones() {
    let mut repo = Repo::new();
    let one = repo.commit(&[("a.json", "0")], &[]);
    let two = repo.commit(&[("a.json", "1")], &[]);
    repo.branch("one", one);
    repo.branch("two", two);
    let opened = repo.open().unwrap();
    let (one, two) = (
        opened.resolve("one").unwrap(),
        opened.resolve("two").unwrap(),
    );
    let error = opened.merge_base(&one, &two).unwrap_err().0;
    assert!(error.contains("have no commit in common"), "{error}");
}

#[test]
fn a_wrong_clock_does_not_make_an_older_commit_the_merge_base() {
    let mut repo = Repo::new();
    let mut commit = |time: i64, parents: &[ObjectId]| {
        repo.clock = time;
        repo.commit(&[("a.json", &time.to_string())], parents)
    };
    let oldest = commit(1_000, &[]);
    let between = commit(10, &[oldest]);
    let base = commit(20, &[between]);
    let one = commit(2_000, &[base, oldest]);
    let other = commit(2_001, &[base, oldest]);
    let opened = repo.open().unwrap();
    let [one, other] = [one, other].map(|id| opened.resolve(&id.to_hex().to_string()).unwrap());
    assert_eq!(opened.merge_base(&one, &other).unwrap().id, base);
}
