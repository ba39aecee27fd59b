//! Breaks the program in one place at a time and looks whether its tests notice.

mod constant;
mod find;
mod mutant;
mod replace;
mod results;
mod shards;
mod suite;
mod table;
mod tree;
mod weave;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use crate::mutant::Key;
use crate::results::{Results, dead};
use crate::suite::{State, Suite, each};
use crate::tree::{Built, Places, Result};

const USAGE: &str = "\
run [--whole] [SHARD...]   break the program, in these shards or in all, and write the table
survivors [SHARD...]       what lives, and what is reached by no test
table                      write the table anew
number FILE LINE-TEXT      numbers of the mutants of a line, for `RAMLINT_MUTANT`";

/// After how many mutants the results are kept.
const KEPT_AFTER: usize = 20;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        return Err(USAGE.into());
    };
    let places = Places::new();
    std::fs::create_dir_all(&places.work)?;
    let found = tree::search(&places)?;
    let sites = found.iter().flat_map(|file| &file.sites);
    let keys: Vec<&Key> = sites
        .flat_map(|site| &site.mutants)
        .map(|mutant| &mutant.key)
        .collect();
    let all: BTreeSet<Key> = keys.iter().map(|key| (*key).clone()).collect();
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let equivalent = results::equivalent(package, &all)?;
    let shards: Vec<&str> = rest
        .iter()
        .map(String::as_str)
        .filter(|name| !name.starts_with('-'))
        .collect();
    let asked = |key: &Key| shards.is_empty() || shards.contains(&shards::of(&key.file));
    match command.as_str() {
        "run" => {
            let whole = rest.iter().any(|name| name == "--whole");
            let built = tree::build(&places, &found, whole)?;
            let mut results = results::read(&places)?;
            results.retain(|key, _| all.contains(key));
            let order = shards::SHARDS.iter().flat_map(|(shard, _)| {
                keys.iter()
                    .filter(move |key| shards::of(&key.file) == *shard)
            });
            let order: Vec<&Key> = order
                .copied()
                .filter(|key| {
                    asked(key) && built.numbers.contains_key(*key) && !equivalent.contains(*key)
                })
                .collect();
            let results = run(&places, &built, &order, results, false)?;
            let results = if whole {
                run(&places, &built, &order, results, true)?
            } else {
                results
            };
            table::write(package, &all, &built.unviable, &equivalent, &results)
        }
        "table" => {
            let unviable = tree::unviable(&places)?;
            table::write(
                package,
                &all,
                &unviable,
                &equivalent,
                &results::read(&places)?,
            )
        }
        "survivors" => {
            for (key, outcome) in results::read(&places)? {
                let state = outcome.state();
                if !dead(state) && asked(&key) && all.contains(&key) && !equivalent.contains(&key) {
                    let how = match state {
                        Some(State::Unreached) => "not reached",
                        _ => "lives",
                    };
                    let Key {
                        file,
                        function,
                        what,
                        line,
                        nth,
                    } = key;
                    println!("{file} | {function} | {what} | {nth} | {how} | {line}");
                }
            }
            Ok(())
        }
        "number" => {
            let [file, line] = rest else {
                return Err(USAGE.into());
            };
            for (key, number) in tree::numbers(&places, &keys)? {
                if key.file == *file && key.line == *line {
                    println!("{number} {} {}", key.what, key.nth);
                }
            }
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}

/// Asks the tests of the library, or of the whole, about every mutant that lives.
fn run(
    places: &Places,
    built: &Built,
    order: &[&Key],
    results: Results,
    whole: bool,
) -> Result<Results> {
    let (program, name) = if whole {
        let program = built.whole.as_ref().ok_or("they are not compiled")?;
        (program, "whole")
    } else {
        (&built.library, "library")
    };
    let suite = Suite::read(places, program, name)?;
    let alive: Vec<&Key> = order
        .iter()
        .copied()
        .filter(|key| !dead(results.get(*key).and_then(|outcome| outcome.state())))
        .collect();
    eprintln!("{} tests, {} mutants", suite.tests.len(), alive.len());
    let results = Mutex::new((results, 0));
    each(&alive, |_, key| {
        let state = suite.judge(places, &key.file, built.numbers[*key]);
        let mut guard = results.lock().expect("no thread panics");
        let (results, count) = &mut *guard;
        let outcome = results.entry((*key).clone()).or_default();
        if whole {
            outcome.whole = Some(state);
        } else {
            *outcome = results::Outcome {
                library: Some(state),
                whole: None,
            };
        }
        *count += 1;
        if *count % KEPT_AFTER == 0 {
            eprintln!("{count} of {}", alive.len());
            if let Err(error) = results::write(places, results) {
                eprintln!("{error}");
            }
        }
    });
    let (results, _) = results.into_inner()?;
    results::write(places, &results)?;
    Ok(results)
}
