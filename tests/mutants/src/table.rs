//! The table in the README.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::mutant::Key;
use crate::results::{Results, dead};
use crate::shards;
use crate::suite::State;
use crate::tree::Result;

const BEGIN: &str = "<!-- measured -->\n";
const END: &str = "<!-- end -->\n";
const HEAD: &str = "| ran | mutants | killed by `--lib` | killed by `--test it` | killed by time \
                    | equivalent | surviving | not reached | refused by the compiler |\n\
                    |---|---|---|---|---|---|---|---|---|---|\n";

#[derive(Clone, Debug, Default)]
struct Row {
    mutants: usize,
    unviable: usize,
    library: usize,
    whole: usize,
    time: usize,
    equivalent: usize,
    surviving: usize,
    unreached: usize,
    waiting: usize,
}

impl Row {
    fn count(
        &mut self,
        key: &Key,
        unviable: &BTreeSet<Key>,
        equivalent: &BTreeSet<Key>,
        results: &Results,
    ) {
        self.mutants += 1;
        let outcome = results.get(key);
        let library = outcome.and_then(|outcome| outcome.library.as_ref());
        let state = outcome.and_then(|outcome| outcome.state());
        let count = if unviable.contains(key) {
            &mut self.unviable
        } else if equivalent.contains(key) && !dead(state) {
            &mut self.equivalent
        } else {
            match state {
                Some(State::Killed(_)) if dead(library) => &mut self.library,
                Some(State::Killed(_)) => &mut self.whole,
                Some(State::Time) => &mut self.time,
                Some(State::Survived) => &mut self.surviving,
                Some(State::Unreached) => &mut self.unreached,
                None => &mut self.waiting,
            }
        };
        *count += 1;
    }

    fn add(&mut self, other: &Self) {
        self.mutants += other.mutants;
        self.unviable += other.unviable;
        self.library += other.library;
        self.whole += other.whole;
        self.time += other.time;
        self.equivalent += other.equivalent;
        self.surviving += other.surviving;
        self.unreached += other.unreached;
        self.waiting += other.waiting;
    }

    /// How many were asked about.
    const fn ran(&self) -> usize {
        self.mutants - self.unviable - self.waiting
    }

    /// A row as the README has it, with its name.
    fn read(line: &str) -> Option<(&str, Self)> {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, ran, numbers @ ..] = cells.as_slice() else {
            return None;
        };
        let numbers: Vec<usize> = numbers.iter().filter_map(|one| one.parse().ok()).collect();
        let [
            mutants,
            library,
            whole,
            time,
            equivalent,
            surviving,
            unreached,
            unviable,
        ] = numbers.try_into().ok()?;
        let waiting = match ran.strip_prefix("all but ") {
            Some(waiting) => waiting.parse().ok()?,
            None if *ran == "no" => mutants,
            None => 0,
        };
        let row = Self {
            mutants: mutants + unviable,
            unviable,
            library,
            whole,
            time,
            equivalent,
            surviving,
            unreached,
            waiting,
        };
        Some((name, row))
    }

    fn write(&self, name: &str, into: &mut String) -> Result<()> {
        let ran = match self.waiting {
            0 => "yes".to_owned(),
            waiting if waiting == self.mutants - self.unviable => "no".to_owned(),
            waiting => format!("all but {waiting}"),
        };
        Ok(writeln!(
            into,
            "| {name} | {ran} | {} | {} | {} | {} | {} | {} | {} | {} |",
            self.mutants - self.unviable,
            self.library,
            self.whole,
            self.time,
            self.equivalent,
            self.surviving,
            self.unreached,
            self.unviable,
        )?)
    }
}

/// Writes the table between its marks. A row of an earlier run stays until as many of its
/// mutants were asked about again, or all that there are now.
///
/// # Errors
///
/// Where the README has no marks or cannot be written.
pub fn write(
    package: &Path,
    all: &BTreeSet<Key>,
    unviable: &BTreeSet<Key>,
    equivalent: &BTreeSet<Key>,
    results: &Results,
) -> Result<()> {
    let path = package.join("README.md");
    let readme = fs::read_to_string(&path)?;
    let (before, rest) = readme.split_once(BEGIN).ok_or("no mark in the README")?;
    let (there, after) = rest.split_once(END).ok_or("no second mark in the README")?;
    let earlier: BTreeMap<&str, Row> = there.lines().filter_map(Row::read).collect();
    let longer = |name: &str, row: &Row| {
        let known = earlier.get(name);
        let known = known.filter(|known| row.waiting > 0 && known.ran() > row.ran());
        known.unwrap_or(row).clone()
    };
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for key in all {
        let row = rows.entry(shards::of(&key.file)).or_default();
        row.count(key, unviable, equivalent, results);
    }
    let mut table =
        "| shard | ran | mutants | killed by `--lib` | killed by `--test it` | killed by time \
                     | equivalent | surviving | not reached | refused by the compiler |\n\
                     |---|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    let mut sum = Row::default();
    for (name, _) in shards::SHARDS {
        if let Some(row) = rows.get(name) {
            let row = longer(name, row);
            row.write(name, &mut table)?;
            sum.add(&row);
        }
    }
    sum.write("**all**", &mut table)?;
    write!(table, "\n| of these {HEAD}")?;
    for (name, is_so) in shards::NAMED {
        let mut row = Row::default();
        for key in all.iter().filter(|key| is_so(&key.file, &key.what)) {
            row.count(key, unviable, equivalent, results);
        }
        longer(name, &row).write(name, &mut table)?;
    }
    Ok(fs::write(
        path,
        format!("{before}{BEGIN}{table}{END}{after}"),
    )?)
}
