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
use crate::results::{Outcome, Results, dead};
use crate::suite::{State, Suite, each, judge};
use crate::tree::{Built, Places, Result};

const USAGE: &str = "\
run [--lib=BEGINNING,...] [--whole[=BEGINNING,...]] [PART...]
                           break the program, in these parts or in all, and write the table
survivors [PART...]        what lives, and what is reached by no test
table                      write the table anew
number FILE LINE-TEXT      numbers of the mutants of a line, for `RAMLINT_MUTANT`

With `--whole`, the tests of the whole are asked too. Of either only those are whose names
begin so, where that is said. A part is a shard, a file (`src/engine/case.rs`), or a row of the second table.";

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
    let parts: Vec<&str> = rest
        .iter()
        .map(String::as_str)
        .filter(|name| !name.starts_with('-'))
        .collect();
    let asked = |key: &Key| parts.is_empty() || parts.iter().any(|part| shards::has(part, key));
    match command.as_str() {
        "run" => {
            let whole = rest.iter().find_map(|name| name.strip_prefix("--whole"));
            let of_whole = whole.and_then(|begins| begins.strip_prefix('='));
            let of_library = rest.iter().find_map(|name| name.strip_prefix("--lib="));
            let begins = [of_library, of_whole].map(|begins| {
                begins.map_or_else(Vec::new, |all| all.split(',').collect::<Vec<&str>>())
            });
            let built = tree::build(&places, &found, whole.is_some())?;
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
            let results = run(&places, &built, &order, results, &begins)?;
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

/// Asks the tests about every mutant that lives: those of the library, or, where the
/// rest is compiled too, that and what the library has not been asked yet.
fn run(
    places: &Places,
    built: &Built,
    order: &[&Key],
    results: Results,
    [of_library, of_whole]: &[Vec<&str>; 2],
) -> Result<Results> {
    let library = Suite::read(places, &built.library, "library", of_library)?;
    let whole = built.whole.as_ref();
    let whole = whole.map(|program| Suite::read(places, program, "whole", of_whole));
    let whole = whole.transpose()?;
    let alive: Vec<&Key> = order
        .iter()
        .copied()
        .filter(|key| !dead(results.get(*key).and_then(|outcome| outcome.state())))
        .collect();
    let tests = library.tests.len() + whole.as_ref().map_or(0, |whole| whole.tests.len());
    eprintln!("{tests} tests, {} mutants", alive.len());
    let results = Mutex::new((results, 0));
    each(&alive, |_, key| {
        let known = |results: &Results| results.get(*key).cloned().unwrap_or_default();
        let known = known(&results.lock().expect("no thread panics").0);
        let number = built.numbers[*key];
        let outcome = match &whole {
            None => {
                let said = judge(&[&library], places, &key.file, number);
                Outcome::new([said, vec![known.whole]].concat())
            }
            Some(whole) if known.library.is_some() => {
                let said = judge(&[whole], places, &key.file, number);
                Outcome::new([vec![known.library], said].concat())
            }
            Some(whole) => Outcome::new(judge(&[&library, whole], places, &key.file, number)),
        };
        let mut guard = results.lock().expect("no thread panics");
        let (results, count) = &mut *guard;
        results.insert((*key).clone(), outcome);
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
