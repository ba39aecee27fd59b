//! The properties that `tests/fuzz` tries without end, on a fixed number of inputs:
//! the examples of the project, the same with a few changes, random bytes, and every
//! input that ever broke one.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::laws::Dice;
use crate::properties::{ALL, Property, seeds};

/// Inputs of each target beside those that broke it once: fewer where each takes long.
fn cases(name: &str) -> usize {
    match name {
        "fingerprints" => 16,
        "answers" | "solver" | "whole" => 32,
        _ => 80,
    }
}

/// The longest input that is made.
const LONGEST: usize = 2_000;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What is put in where an input is changed.
const PIECES: &[&[u8]] = &[
    b"",
    b"\0",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\n",
    b"*",
    b"?",
    b"${",
    b"%{",
    b"<<E\n",
    b"- ",
    b"&a ",
    b"*a",
    b"\xff",
    b"\xc3\xa9",
    b"\xef\xbf\xbc",
    b"\xe2\x80\xae",
    b"1e9",
    b"null",
    b"//",
    b"#",
    b"\\u00",
    b"::",
    b"##[",
];

fn changed(input: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut changed = input.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(changed.len() + 1);
        let end = (at + dice.roll(4)).min(changed.len());
        match dice.roll(8) {
            0 => {
                let length = dice.roll(40);
                let from = dice.roll(changed.len() + 1);
                let copy: Vec<u8> = changed[from..].iter().copied().take(length).collect();
                changed.splice(at..at, copy);
            }
            1 => changed.truncate(at),
            2 => changed
                .splice(at..end, [u8::try_from(dice.roll(256)).unwrap()])
                .for_each(drop),
            _ => changed
                .splice(at..end, dice.pick(PIECES).iter().copied())
                .for_each(drop),
        }
    }
    changed.truncate(LONGEST);
    changed
}

/// Runs a property and says for which input it did not hold.
fn holds(name: &str, property: Property, input: &[u8]) {
    if let Err(why) = catch_unwind(AssertUnwindSafe(|| property(input))) {
        eprintln!("{name} does not hold for `{}`", input.escape_ascii());
        std::panic::resume_unwind(why);
    }
}

/// Runs one target's share.
fn run(name: &str) {
    let property = crate::properties::property(name);
    let mut dice = Dice(20_261_126);
    let seeds = seeds::of(name, top());
    for case in 0..cases(name) {
        let seed = dice.pick(&seeds);
        let input = match case % 4 {
            0 => seed.iter().copied().take(LONGEST).collect(),
            1 => (0..dice.roll(200))
                .map(|_| u8::try_from(dice.roll(256)).unwrap())
                .collect(),
            _ => changed(seed, &mut dice),
        };
        holds(name, property, &input);
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        const TESTED: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { run(stringify!($name)); })*
    };
}

targets! {
    account answers domains fingerprints hcl json patterns plan reports ros sanitiser
    settings solver terraform whole yaml
}

#[test]
fn what_broke_a_property_once_does_so_no_more() {
    let folder = top().join("tests/fuzz/regressions");
    for (name, property) in ALL {
        let Ok(entries) = fs::read_dir(folder.join(name)) else {
            continue;
        };
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            eprintln!("{}", path.display());
            holds(name, *property, &fs::read(&path).unwrap());
        }
    }
}

/// Every property is tested here, has a target there, and a line in the table.
#[test]
fn every_property_has_a_target() {
    let names: BTreeSet<&str> = ALL.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, TESTED.iter().copied().collect());
    let folder = top().join("tests/fuzz");
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    let (manifest, table) = (read("Cargo.toml"), read("README.md"));
    for name in &names {
        let target = read(&format!("targets/{name}.rs"));
        assert!(target.contains(&format!("\"{name}\"")), "{name}");
        assert!(
            manifest.contains(&format!("\"targets/{name}.rs\"")),
            "{name}"
        );
        assert!(table.contains(&format!("| `{name}` |")), "{name}");
    }
    let targets = fs::read_dir(folder.join("targets")).unwrap().count();
    assert_eq!(targets, names.len());
}
