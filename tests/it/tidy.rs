//! House rules that no compiler checks. Each failure says which rule and where.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from left to right; each may use those before it and none after.
const ROOMS: &[&str] = &[
    "source", "syntax", "model", "readers", "engine", "rules", "report", "cli",
];

/// The longest file, in lines.
const LONGEST: usize = 520;

/// Files that are too long today and are to be split. None may join them.
const TOO_LONG: &[&str] = &[
    "src/engine/answers.rs",
    "src/engine/verdict.rs",
    "src/syntax/json/tolerant.rs",
    "src/syntax/yaml.rs",
];

/// Names of rooms without a subject.
const ATTICS: &[&str] = &[
    "attic",
    "common",
    "etc",
    "helper",
    "helpers",
    "misc",
    "miscellaneous",
    "shared",
    "stuff",
    "util",
    "utilities",
    "utils",
];

/// Files that may name a hash map or set: they look up and insert, and never go
/// through one, since its order is another in every run.
const HASHES: &[&str] = &["src/model/pattern/product.rs", "src/syntax/json/keys.rs"];

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder, with `/`, sorted.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut pending = vec![top().join(folder)];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                // What a benchmark is built into is nobody's source.
                if !path.ends_with("target") {
                    pending.push(path);
                }
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(top()).unwrap().to_str().unwrap();
                let text = fs::read_to_string(&path).unwrap();
                found.push((name.replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty());
    found
}

#[track_caller]
fn none(failures: &str) {
    assert!(failures.is_empty(), "\n{failures}");
}

/// Lines with their numbers, as `path:line`.
fn lines<'a>(path: &'a str, text: &'a str) -> impl Iterator<Item = (String, &'a str)> {
    let numbered = text.lines().enumerate();
    numbered.map(move |(number, line)| (format!("{path}:{}", number + 1), line))
}

/// What follows each `start` in a line, up to the end of the name.
fn names<'a>(line: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(start).map(move |(at, _)| {
        let rest = &line[at + start.len()..];
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())]
    })
}

#[test]
fn rooms_depend_one_way() {
    let mut failures = String::new();
    for (own, room) in ROOMS.iter().enumerate() {
        for (path, text) in files(&format!("src/{room}")) {
            for (place, line) in lines(&path, &text) {
                for used in names(line, "crate::") {
                    match ROOMS.iter().position(|room| *room == used) {
                        Some(other) if other <= own => {}
                        Some(_) => {
                            writeln!(failures, "{place}: {room} uses {used}, to its right")
                                .unwrap();
                        }
                        // A list or everything hides what is used; nothing else is there.
                        None => {
                            writeln!(failures, "{place}: `crate::{used}` names no room").unwrap()
                        }
                    }
                }
            }
        }
    }
    none(&failures);
}

/// How many modules up a file may go without leaving its room.
fn depth(path: &str) -> usize {
    let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    let own = parts.iter().skip(2).filter(|part| **part != "mod");
    own.count()
}

#[test]
fn no_room_reaches_out_by_super() {
    let mut failures = String::new();
    for room in ROOMS {
        for (path, text) in files(&format!("src/{room}")) {
            // A module of tests inside a file is one deeper.
            let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let inner = &text[own.len()..];
            for (part, allowed) in [(own, depth(&path)), (inner, depth(&path) + 1)] {
                for line in part.lines() {
                    let mut ups = 0;
                    let mut rest = line;
                    while let Some(at) = rest.find("super::") {
                        ups = if at == 0 && ups > 0 { ups + 1 } else { 1 };
                        rest = &rest[at + "super::".len()..];
                        if ups > allowed {
                            writeln!(failures, "{path}: leaves {room}: {}", line.trim()).unwrap();
                            break;
                        }
                    }
                }
            }
        }
    }
    none(&failures);
}

#[test]
fn rooms_are_all_there_is() {
    let listed: BTreeSet<String> = fs::read_dir(top().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut expected: BTreeSet<String> = ROOMS.iter().map(|room| (*room).to_owned()).collect();
    expected.extend(["lib.rs".to_owned(), "main.rs".to_owned()]);
    assert_eq!(listed, expected);
}

#[test]
fn every_module_says_what_it_is() {
    let mut failures = String::new();
    for (path, text) in files("src").into_iter().chain(files("tests")) {
        if !text.starts_with("//! ") {
            writeln!(failures, "{path} does not start with `//!`").unwrap();
        }
    }
    none(&failures);
}

#[test]
fn no_file_is_too_long() {
    let mut failures = String::new();
    let all: Vec<_> = files("src").into_iter().collect();
    for (path, text) in &all {
        let count = text.lines().count();
        if count > LONGEST && !TOO_LONG.contains(&path.as_str()) {
            writeln!(failures, "{path} has {count} lines, more than {LONGEST}").unwrap();
        }
    }
    assert!(TOO_LONG.is_sorted());
    none(&failures);
}

#[test]
fn no_attics() {
    let mut failures = String::new();
    for (path, _) in files("src").into_iter().chain(files("tests")) {
        for part in path.trim_end_matches(".rs").split('/') {
            if ATTICS.contains(&part) {
                writeln!(
                    failures,
                    "{path}: `{part}` says nothing about what is inside"
                )
                .unwrap();
            }
        }
    }
    none(&failures);
}

#[test]
fn nothing_is_left_to_do() {
    let marks = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["XX", "X:"].concat(),
    ];
    let mut failures = String::new();
    for (path, text) in files("src").into_iter().chain(files("tests")) {
        for (place, line) in lines(&path, &text) {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                writeln!(failures, "{place}: {}", line.trim()).unwrap();
            }
        }
    }
    none(&failures);
}

#[test]
fn nothing_goes_through_a_hash() {
    let mut failures = String::new();
    for (path, text) in files("src") {
        if text.contains("HashMap") || text.contains("HashSet") {
            if !HASHES.contains(&path.as_str()) {
                writeln!(failures, "{path}: use a BTreeMap or BTreeSet").unwrap();
            }
            // The lint sees loops; chains of methods it does not see.
            for mark in [
                ".keys()",
                ".values()",
                ".drain()",
                ".into_keys()",
                ".into_values()",
            ] {
                if text.contains(mark) {
                    writeln!(failures, "{path}: `{mark}` beside a hash").unwrap();
                }
            }
        }
    }
    for path in HASHES {
        let text = fs::read_to_string(top().join(path)).unwrap();
        if !text.contains("Hash") {
            writeln!(failures, "{path} needs no exception any more").unwrap();
        }
    }
    none(&failures);
}

#[test]
fn the_hcl_library_is_named_in_one_file() {
    let mark = ["hcl", "_edit"].concat();
    let naming: Vec<String> = files("src")
        .into_iter()
        .chain(files("tests"))
        .filter(|(_, text)| text.contains(&mark))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(naming, ["src/syntax/hcl.rs"]);
}

#[test]
fn rules_are_sorted_unique_and_well_named() {
    use ramlint::rules::RULES;
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), ids.len());
    for rule in RULES {
        let number = rule.id.strip_prefix("RAM").unwrap();
        assert!(number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()));
        let words = rule.name.split('-');
        for word in words {
            let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            assert!(!word.is_empty() && word.bytes().all(fits), "{}", rule.name);
        }
    }
}

#[test]
fn every_rule_has_its_file_its_mod_line_and_its_row() {
    let text = fs::read_to_string(top().join("src/rules/mod.rs")).unwrap();
    let declared: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let in_folder: BTreeSet<String> = fs::read_dir(top().join("src/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "mod.rs" && name != "kit" && name != "README.md")
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .collect();
    let declared: BTreeSet<String> = declared.into_iter().map(str::to_owned).collect();
    assert_eq!(declared, in_folder);
    let named: BTreeSet<String> = ramlint::rules::RULES
        .iter()
        .map(|rule| rule.name.replace('-', "_"))
        .collect();
    assert_eq!(named, in_folder);
}

#[test]
fn reporters_and_readings_are_tables() {
    let readings = ramlint::model::reading::READINGS;
    assert!(readings.is_sorted_by(|a, b| a.name < b.name));
    for reading in readings {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(reading.name.bytes().all(fits), "{}", reading.name);
        assert!(!reading.source.is_empty() && !reading.says.is_empty());
        if let Some(default) = reading.default {
            assert!(default < reading.choices, "{}", reading.name);
        }
    }
    let formats: Vec<&str> = ramlint::report::REPORTERS
        .iter()
        .map(|reporter| reporter.name)
        .collect();
    assert_eq!(formats.first(), Some(&"human"));
    assert_eq!(formats.iter().collect::<BTreeSet<_>>().len(), formats.len());
}

#[test]
fn tables_of_the_catalogue_are_sorted() {
    let mut failures = String::new();
    let mut tables = 0;
    for entry in fs::read_dir(top().join("src/model/catalogue")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "tsv") {
            continue;
        }
        tables += 1;
        let text = fs::read_to_string(&path).unwrap();
        let rows = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut before = String::new();
        for row in rows {
            let key = row.split('\t').next().unwrap().to_ascii_lowercase();
            if key < before {
                writeln!(failures, "{}: `{key}` after `{before}`", path.display()).unwrap();
            }
            if row.split('\t').next_back().is_none_or(str::is_empty) || !row.contains('\t') {
                writeln!(failures, "{}: `{key}` has no source", path.display()).unwrap();
            }
            before = key;
        }
        assert!(!before.is_empty(), "{} is empty", path.display());
    }
    assert!(tables > 0);
    none(&failures);
}

/// Words in back quotes that look like paths of this repository.
#[test]
fn paths_in_the_readme_exist() {
    let Ok(text) = fs::read_to_string(top().join("README.md")) else {
        eprintln!("skipped: there is no README.md");
        return;
    };
    let roots = ["src", "policies", "tests", ".github"];
    let mut failures = String::new();
    for word in text.split('`').skip(1).step_by(2) {
        let first = word.split('/').next().unwrap();
        let is_path =
            word.contains('/') && roots.contains(&first) && !word.contains(char::is_whitespace);
        if is_path && !word.contains(['*', '<', '…']) && !top().join(word).exists() {
            writeln!(failures, "README.md: `{word}` does not exist").unwrap();
        }
    }
    none(&failures);
}
