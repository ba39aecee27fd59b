//! The copy of the project that holds every mutant, and its compilation.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::constant::Constants;
use crate::find::{Context, Enums, find, is_test};
use crate::mutant::{Found, Key};
use crate::weave::{Woven, weave};

/// Anything that went wrong.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The rooms whose files are broken, and where the exit status is worked out.
const ROOMS: [&str; 3] = ["engine", "model", "cli/status.rs"];

/// A mutant may break what lints hold.
const QUIET: &str = "#![allow(warnings, arithmetic_overflow, unconditional_panic)]\n";

/// Where things are.
#[derive(Debug)]
pub struct Places {
    /// The top of the project.
    pub top: PathBuf,
    /// What is kept between runs.
    pub work: PathBuf,
    /// The copy.
    pub tree: PathBuf,
}

impl Places {
    /// Those of this checkout.
    #[must_use]
    pub fn new() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let work = package.join("target/work");
        Self {
            top: package.join("../.."),
            tree: work.join("tree"),
            work,
        }
    }
}

impl Default for Places {
    fn default() -> Self {
        Self::new()
    }
}

/// The files of the rooms with the places that can be broken.
///
/// # Errors
///
/// Where a file cannot be read.
pub fn search(places: &Places) -> Result<Vec<Found>> {
    let source = places.top.join("src");
    let mut files = BTreeMap::new();
    let mut constants = Constants::default();
    for path in rust_files(&source)? {
        let text = fs::read_to_string(&path)?;
        let file =
            syn::parse_file(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        constants.read(&file);
        if ROOMS.iter().any(|room| path.starts_with(source.join(room))) {
            files.insert(path, (text, file));
        }
    }
    let mut tests = BTreeSet::new();
    let mut enums = Enums::new();
    for (path, (_, file)) in &files {
        let stem = path.with_extension("");
        let folder = match path.file_name() {
            Some(name) if name == "mod.rs" => path.parent().unwrap_or(path),
            _ => stem.as_path(),
        };
        for item in &file.items {
            match item {
                syn::Item::Mod(item) if item.content.is_none() && is_test(&item.attrs) => {
                    tests.insert(folder.join(item.ident.to_string()));
                }
                syn::Item::Enum(item) => {
                    let plain = item
                        .variants
                        .iter()
                        .filter(|variant| variant.fields.is_empty());
                    let names = plain.map(|variant| variant.ident.to_string()).collect();
                    enums.insert(item.ident.to_string(), names);
                }
                _ => {}
            }
        }
    }
    let context = Context {
        enums,
        constant: constants.needed(),
    };
    let is_test = |path: &Path| {
        let stem = path.with_extension("");
        tests.iter().any(|test| stem.starts_with(test))
    };
    let mut found = Vec::new();
    for room in ROOMS {
        let below = source.join(room);
        let here = files.iter().filter(|(path, _)| path.starts_with(&below));
        for (path, (text, file)) in here.filter(|(path, _)| !is_test(path)) {
            let name = path.strip_prefix(&places.top)?.display().to_string();
            found.push(find(&name, text, file, &context));
        }
    }
    Ok(found)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The programs of the copy, with the number of every mutant in them.
#[derive(Debug)]
pub struct Built {
    /// Tests in the library.
    pub library: PathBuf,
    /// Tests of the whole, where they are wanted.
    pub whole: Option<PathBuf>,
    /// Mutants that the compiler takes.
    pub numbers: BTreeMap<Key, u32>,
    /// Those that it does not.
    pub unviable: BTreeSet<Key>,
}

/// A number for every mutant. It keeps the one that it had, so that files that nobody
/// changed need not be compiled again.
///
/// # Errors
///
/// Where the numbers of earlier runs cannot be read, or these not be kept.
pub fn numbers(places: &Places, all: &[&Key]) -> Result<BTreeMap<Key, u32>> {
    let kept = places.work.join("numbers.json");
    let list: Vec<(Key, u32)> = match fs::read_to_string(&kept) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(_) => Vec::new(),
    };
    let known: BTreeMap<Key, u32> = list.into_iter().collect();
    let mut taken: BTreeSet<u32> = all
        .iter()
        .filter_map(|key| known.get(key))
        .copied()
        .collect();
    let mut numbers = BTreeMap::new();
    let mut free = 1;
    for key in all {
        let number = known.get(key).copied().unwrap_or_else(|| {
            while !taken.insert(free) {
                free += 1;
            }
            free
        });
        numbers.insert((*key).clone(), number);
    }
    let list: Vec<_> = numbers.iter().collect();
    fs::write(kept, serde_json::to_string(&list)?)?;
    Ok(numbers)
}

/// The mutants that the compiler refused in earlier runs.
///
/// # Errors
///
/// Where the file is not a list of mutants.
pub fn unviable(places: &Places) -> Result<BTreeSet<Key>> {
    match fs::read_to_string(places.work.join("unviable.json")) {
        Ok(text) => Ok(serde_json::from_str(&text)?),
        Err(_) => Ok(BTreeSet::new()),
    }
}

/// Compiles the copy, and leaves out what the compiler refuses.
///
/// # Errors
///
/// Where it does not compile for another reason.
pub fn build(places: &Places, found: &[Found], whole: bool) -> Result<Built> {
    let kept = places.work.join("unviable.json");
    let mut unviable = unviable(places)?;
    let all: Vec<&Key> = found
        .iter()
        .flat_map(|file| &file.sites)
        .flat_map(|site| site.mutants.iter().map(|mutant| &mutant.key))
        .collect();
    let known: BTreeSet<&Key> = all.iter().copied().collect();
    unviable.retain(|key| known.contains(key));
    let given = numbers(places, &all)?;
    copy(places, found)?;
    loop {
        let mut numbers = given.clone();
        numbers.retain(|key, _| !unviable.contains(key));
        let mut woven = BTreeMap::new();
        for file in found {
            let text = weave(file, &numbers);
            write(&places.tree.join(&file.file), &text.text)?;
            woven.insert(file.file.clone(), text);
        }
        let (mut messages, mut good) = cargo(places, &["check", "--lib"])?;
        if good {
            let test = ["test", "--no-run", "--lib", "--test", "it"];
            (messages, good) = cargo(places, if whole { &test } else { &test[..3] })?;
        }
        if good {
            return Ok(Built {
                library: executable(&messages, "ramlint")?,
                whole: whole.then(|| executable(&messages, "it")).transpose()?,
                numbers,
                unviable,
            });
        }
        let refused = refused(&messages, &woven);
        eprintln!("{} of {} mutants are refused", refused.len(), numbers.len());
        if refused.is_empty() {
            return Err(format!("the copy does not compile: {}", rendered(&messages)).into());
        }
        unviable.extend(refused);
        fs::write(&kept, serde_json::to_string(&unviable)?)?;
    }
}

/// Everything but the woven files.
fn copy(places: &Places, found: &[Found]) -> Result<()> {
    fs::create_dir_all(&places.tree)?;
    for entry in fs::read_dir(&places.top)? {
        let entry = entry?;
        let name = entry.file_name();
        let skipped = ["src", "target", ".git", "Cargo.toml"];
        let link = places.tree.join(&name);
        if !skipped.iter().any(|skipped| name == *skipped) && link.symlink_metadata().is_err() {
            std::os::unix::fs::symlink(fs::canonicalize(entry.path())?, link)?;
        }
    }
    let manifest = fs::read_to_string(places.top.join("Cargo.toml"))?;
    // Nobody reads the copy: it needs no lints. How its tests are compiled is what comes
    // next, and does for it too: every switch is a call unless it is inlined.
    let (before, rest) = manifest.split_once("[lints.rust]").ok_or("no lints")?;
    let (_, after) = rest.split_once("[profile").ok_or("no profile")?;
    let manifest = format!("{before}\n[workspace]\n\n[profile{after}");
    write(&places.tree.join("Cargo.toml"), &manifest)?;
    let source = places.top.join("src");
    let mut there = BTreeSet::new();
    everything(&source, &mut there)?;
    for path in &there {
        let name = path.strip_prefix(&source)?;
        let to = places.tree.join("src").join(name);
        let file = Path::new("src").join(name);
        let woven = found.iter().any(|found| Path::new(&found.file) == file);
        if name == Path::new("lib.rs") {
            let text = fs::read_to_string(path)?;
            write(&to, &format!("{QUIET}{text}\npub mod mutants;\n"))?;
        } else if !woven {
            write_bytes(&to, &fs::read(path)?)?;
        }
    }
    write(
        &places.tree.join("src/mutants.rs"),
        include_str!("switch.rs"),
    )
}

fn everything(folder: &Path, into: &mut BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            everything(&path, into)?;
        } else {
            into.insert(path);
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    write_bytes(path, text.as_bytes())
}

/// Writes a file where it is another than before: what is not touched need not be
/// compiled again.
fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().ok_or("no folder")?)?;
    Ok(fs::write(path, bytes)?)
}

#[expect(clippy::disallowed_methods, reason = "the compiler is another program")]
fn cargo(places: &Places, arguments: &[&str]) -> Result<(Vec<Value>, bool)> {
    // Not where the project is built: programs of both would have the same names.
    let target = std::env::var_os("RAMLINT_MUTANTS_TARGET");
    let output = Command::new("cargo")
        .env(
            "CARGO_TARGET_DIR",
            target.map_or_else(|| places.work.join("build"), PathBuf::from),
        )
        .args(arguments)
        .arg("--message-format=json")
        .current_dir(&places.tree)
        .stderr(std::process::Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    Ok((messages, output.status.success()))
}

fn errors(messages: &[Value]) -> impl Iterator<Item = &Value> {
    messages
        .iter()
        .map(|message| &message["message"])
        .filter(|message| message["level"] == "error")
}

fn rendered(messages: &[Value]) -> String {
    errors(messages)
        .filter_map(|error| error["rendered"].as_str())
        .collect()
}

fn executable(messages: &[Value], name: &str) -> Result<PathBuf> {
    let found = messages.iter().find(|message| {
        message["target"]["name"] == name
            && message["profile"]["test"] == true
            && message["executable"].is_string()
    });
    let path = found.and_then(|message| message["executable"].as_str());
    Ok(PathBuf::from(path.ok_or("no program")?))
}

/// The mutants that the errors speak of.
fn refused(messages: &[Value], woven: &BTreeMap<String, Woven>) -> BTreeSet<Key> {
    let mut refused = BTreeSet::new();
    for error in errors(messages) {
        let mut spans = Vec::new();
        places_of(error, &mut spans);
        spans.sort_by_key(|(primary, ..)| !primary);
        let Some(keys) = spans
            .iter()
            .find_map(|(_, file, at)| own(woven.get(file)?, at))
            .or_else(|| {
                spans
                    .iter()
                    .find_map(|(_, file, at)| around(woven.get(file)?, at))
            })
        else {
            if !spans.is_empty() {
                eprintln!("{}", error["rendered"].as_str().unwrap_or_default());
            }
            continue;
        };
        refused.extend(keys);
    }
    refused
}

type At = (bool, String, Range<usize>);

fn places_of(error: &Value, into: &mut Vec<At>) {
    let spans = error["spans"].as_array().into_iter().flatten();
    for mut span in spans.clone().chain(
        error["children"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|child| child["spans"].as_array().into_iter().flatten()),
    ) {
        while span.is_object() {
            let number = |name: &str| {
                let value = span[name].as_u64().unwrap_or_default();
                usize::try_from(value).unwrap_or_default()
            };
            into.push((
                span["is_primary"] == true,
                span["file_name"].as_str().unwrap_or_default().to_owned(),
                number("byte_start")..number("byte_end"),
            ));
            span = &span["expansion"]["span"];
        }
    }
}

/// The mutant whose own text a place is in.
fn own(woven: &Woven, at: &Range<usize>) -> Option<BTreeSet<Key>> {
    let found = woven
        .own
        .iter()
        .filter(|(own, _)| own.start <= at.start && at.end <= own.end)
        .min_by_key(|(own, _)| own.len())?;
    Some([found.1.clone()].into())
}

/// The mutants of the smallest broken place around a place, or of its function.
fn around(woven: &Woven, at: &Range<usize>) -> Option<BTreeSet<Key>> {
    let within = |range: &Range<usize>| range.start <= at.start && at.end <= range.end;
    let place = woven
        .places
        .iter()
        .filter(|(range, _)| within(range))
        .min_by_key(|(range, _)| range.len());
    if let Some((_, keys)) = place {
        return Some(keys.iter().cloned().collect());
    }
    let function = woven
        .functions
        .iter()
        .filter(|range| within(range))
        .min_by_key(|range| range.len())?;
    let inside = woven
        .places
        .iter()
        .filter(|(range, _)| function.start <= range.start && range.end <= function.end);
    let all: BTreeSet<Key> = inside.flat_map(|(_, keys)| keys.iter().cloned()).collect();
    // What is about the flow of control is refused somewhere else than where it is.
    let flow: BTreeSet<Key> = all
        .iter()
        .filter(|key| {
            ["arm ", "statement "]
                .iter()
                .any(|begin| key.what.starts_with(begin))
        })
        .cloned()
        .collect();
    Some(if flow.is_empty() { all } else { flow })
}
