//! What is told where every action is compared at once: who gains and loses what, by
//! which patterns, under which conditions, and by which changes.

mod accounts;
mod certain;
mod documents;
mod doubts;
mod entrances;
mod limits;
pub(super) mod roles;
mod rows;
mod scopes;
mod sides;
mod spelled;
mod together;
mod ways;

use std::fmt::Write;

use super::words::{beginning, causes};
use super::*;
use crate::engine::difference::all::{Rows, compare_all};
use crate::engine::domain::set::Set;
use crate::engine::snapshots::read;

/// An input with its text.
pub(super) type Input = (Model, String);

/// What an account says after some edits of what was read.
pub(super) fn edited(snapshot: Value, edit: impl Fn(&mut Model)) -> Input {
    let (mut model, text) = read(snapshot);
    edit(&mut model);
    (model, text)
}

/// A set of values, as it is written in a policy.
fn set(set: &Set) -> String {
    match set {
        Set::Strings(strings) => {
            let texts = strings.any_of.iter().map(|one| one.text());
            let texts: Vec<&str> = texts.collect();
            let sign = if strings.negated { "!=" } else { "=" };
            format!("{sign}{}", texts.join("|"))
        }
        Set::Bools { yes, no } => match (yes, no) {
            (true, true) => "=*".to_owned(),
            (true, false) => "=true".to_owned(),
            (false, true) => "=false".to_owned(),
            (false, false) => "=".to_owned(),
        },
        _ => "=some".to_owned(),
    }
}

/// A formula in words.
pub(super) fn words(formula: &Formula, universe: &Universe, doubts: &Doubts) -> String {
    let list = |parts: &[Formula], by: &str| {
        let parts = parts.iter().map(|part| words(part, universe, doubts));
        format!("({})", parts.collect::<Vec<_>>().join(by))
    };
    match formula {
        Formula::True => "always".to_owned(),
        Formula::False => "never".to_owned(),
        Formula::And(parts) => list(parts, " & "),
        Formula::Or(parts) => list(parts, " | "),
        Formula::World(choice) => {
            let name = doubts.get(choice.doubt).map(|doubt| doubt.name.as_str());
            format!("{}#{}", name.unwrap_or("?"), choice.mask)
        }
        Formula::Key(atom) => {
            let name = universe.key(atom.key).map(|info| info.name.as_str());
            let or_not = if atom.absent { "?" } else { "" };
            format!("{}{or_not}{}", name.unwrap_or("-"), set(&atom.set))
        }
    }
}

/// Everything that is told, an entry in a line each; those that differ in nothing but
/// whose they are in one.
pub(super) fn told(before: &Input, after: &Input, how: (Rows, &[&str])) -> Vec<String> {
    told_by(before, after, how, &settings())
}

pub(super) fn told_by(
    before: &Input,
    after: &Input,
    how: (Rows, &[&str]),
    settings: &Settings,
) -> Vec<String> {
    let found = compare_all(&before.0, &after.0, Catalogue::embedded(), settings, how);
    let text = |place: &Place| {
        let (sign, text) = match place.side {
            Side::Before => ('-', &before.1),
            Side::After => ('+', &after.1),
        };
        let bytes = place.at.start as usize..place.at.end as usize;
        let text = beginning(text.get(bytes).unwrap_or("elsewhere"));
        format!(" {sign}{text}")
    };
    let texts = |places: &[Place]| -> String { places.iter().map(text).collect() };
    let line = |entry: &Entry| {
        let mut line = String::new();
        if !entry.via.is_empty() {
            let _ = write!(line, " by {}", entry.via.join(" > "));
        }
        let unlisted = if entry.unlisted { "?" } else { "" };
        let _ = write!(line, ": {unlisted}{}", entry.action);
        for other in &entry.others {
            let _ = write!(line, " {other}");
        }
        let patterns = entry.patterns.iter().map(|one| {
            let own = text(&one.place);
            let same = own.get(2..) == Some(one.text.as_str());
            if same {
                own
            } else {
                format!("{own}={}", one.text)
            }
        });
        let patterns: String = patterns.collect();
        let breadth = entry.breadth.map_or("-", Breadth::word);
        let _ = write!(line, " ({breadth}{patterns})");
        let exposed =
            |one: Option<Exposure>| one.map_or(String::new(), |one| format!("/{}", one.word()));
        let _ = write!(
            line,
            " {}{} -> {}{}",
            entry.before.word(),
            exposed(entry.exposure_before),
            entry.after.word(),
            exposed(entry.exposure_after)
        );
        let _ = write!(line, "{}", exposed(entry.exposure).replace('/', " by "));
        if let Some(condition) = &entry.condition {
            let _ = write!(
                line,
                " if {}",
                words(condition, &entry.universe, &found.doubts)
            );
        }
        let mut hangs: Vec<String> = Vec::new();
        for id in &entry.depends_on {
            let doubt = found.doubts.get(*id).unwrap();
            let later = if found.later_doubts.contains(id) {
                "+"
            } else {
                ""
            };
            hangs.push(format!("{later}{} {}", doubt.name, doubt.about));
        }
        if !hangs.is_empty() {
            let _ = write!(line, " on {}", hangs.join(", "));
        }
        if entry.over_budget {
            line.push_str(" over budget");
        }
        let by_roles = entry.via.iter().all(|one| one.starts_with("role/"));
        assert!(
            !by_roles || entry.over_budget || entry.witness.len() == entry.via.len() + 1,
            "{entry:?}"
        );
        let why = causes(entry, &found, &texts);
        if !why.is_empty() {
            let _ = write!(line, ": {why}");
        }
        line
    };
    let mut all: Vec<(String, Vec<String>, String)> = Vec::new();
    for (word, entries) in [("gained", &found.gained), ("lost", &found.lost)] {
        // What anybody might hold is told of like what a user does.
        let of_principals = entries
            .iter()
            .filter(|one| !one.principal.starts_with("policy/"));
        for entry in of_principals {
            let kind = format!("{word} {}", entry.kind.word());
            let line = line(entry);
            let mut alike = all.iter_mut();
            match alike.find(|one| one.0 == kind && one.2 == line) {
                Some(one) => one.1.push(entry.principal.clone()),
                None => all.push((kind, vec![entry.principal.clone()], line)),
            }
        }
    }
    let all = all.iter();
    all.map(|(kind, who, line)| format!("{kind} {}{line}", who.join(", ")))
        .collect()
}

/// What is told of some pairs of inputs.
pub(super) fn there(cases: &[(&str, Input, Input)], how: (Rows, &[&str])) -> String {
    let mut all = Vec::new();
    for (what, before, after) in cases {
        all.push(format!("# {what}"));
        all.extend(told(before, after, how));
    }
    all.join("\n")
}

/// The same there and back.
pub(super) fn both_ways(cases: &[(&str, Input, Input)], how: (Rows, &[&str])) -> String {
    let mut all = Vec::new();
    for (what, before, after) in cases {
        all.push(format!("# {what}"));
        all.extend(told(before, after, how));
        all.extend(told(after, before, how));
    }
    all.join("\n")
}

/// Compares line by line, with what is not written in both.
pub(super) fn assert_told(found: &str, expected: &str) {
    let trimmed: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(found, trimmed.join("\n"), "{found}");
}
