//! The causes of all entries, each once, with the numbers by which entries name them.

use std::collections::BTreeMap;

use crate::engine::difference::causes::parts::later_first;
use crate::engine::difference::{Act, Cause, Difference, Part, Place, Subject};

/// Registers causes, each once: what was done to the same texts is one change, and
/// the grants that take effect by it are told together. What changed itself is no
/// grant that was there before.
pub(in crate::engine::difference) fn register(
    causes: Vec<Cause>,
    into: &mut Difference,
) -> Vec<usize> {
    let mut numbers = Vec::new();
    for mut cause in causes {
        let places = &cause.places;
        cause.grants.retain(|grant| !places.contains(grant));
        let key = |one: &Cause| (one.subject, one.act, one.places.clone(), one.whom.clone());
        let known = into.causes.iter().position(|other| {
            key(other) == key(&cause) && (!cause.places.is_empty() || other.of == cause.of)
        });
        let number = match known {
            Some(number) => {
                if let Some(known) = into.causes.get_mut(number) {
                    let new = |grant: &&Place| !known.grants.contains(grant);
                    let grants: Vec<Place> = cause.grants.iter().filter(new).copied().collect();
                    known.grants.extend(grants);
                }
                number
            }
            None => {
                into.causes.push(cause);
                into.causes.len().saturating_sub(1)
            }
        };
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

/// Makes one cause of those that tell of one edit that it covers more, and that it
/// covers less.
fn join_opposites(difference: &mut Difference) {
    type Edited<'c> = (Subject, &'c str, Option<&'c str>, Part);
    let mut edits: BTreeMap<Edited<'_>, Vec<usize>> = BTreeMap::new();
    for (number, cause) in difference.causes.iter().enumerate() {
        let (Act::Widened(part) | Act::Narrowed(part) | Act::Altered(part)) = cause.act else {
            continue;
        };
        let edited = (
            cause.subject,
            cause.of.as_str(),
            cause.whom.as_deref(),
            part,
        );
        edits.entry(edited).or_default().push(number);
    }
    let groups: Vec<(Part, Vec<usize>)> = edits
        .into_iter()
        .map(|((.., part), numbers)| (part, numbers))
        .collect();
    let mut joined: BTreeMap<usize, usize> = BTreeMap::new();
    for (part, mut numbers) in groups {
        while let Some((first, rest)) = numbers.split_first() {
            let first = *first;
            let mut left = Vec::new();
            for number in rest {
                let mut both = difference.causes.iter();
                let one = both.clone().nth(first).cloned();
                let Some((mut one, other)) = one.zip(both.nth(*number)) else {
                    continue;
                };
                let shared = other.places.iter().any(|place| one.places.contains(place));
                let is_same = one.act == other.act && one.act != Act::Altered(part);
                if !shared || is_same {
                    left.push(*number);
                    continue;
                }
                one.act = Act::Altered(part);
                add_all(&mut one.places, &other.places);
                later_first(&mut one.places);
                add_all(&mut one.grants, &other.grants);
                joined.insert(*number, first);
                if let Some(place) = difference.causes.get_mut(first) {
                    *place = one;
                }
            }
            numbers = left;
        }
    }
    let entries = difference.gained.iter_mut().chain(&mut difference.lost);
    for entry in entries {
        let mut numbers: Vec<usize> = Vec::new();
        for number in &entry.causes {
            let number = joined.get(number).copied().unwrap_or(*number);
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        entry.causes = numbers;
    }
}

fn add_all(places: &mut Vec<Place>, others: &[Place]) {
    for place in others {
        if !places.contains(place) {
            places.push(*place);
        }
    }
}

/// Joins causes that tell of one edit, forgets those that no entry names, and numbers
/// the others anew.
pub(in crate::engine::difference) fn keep_named(difference: &mut Difference) {
    join_opposites(difference);
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let entries = difference.gained.iter().chain(&difference.lost);
    for number in entries.flat_map(|entry| &entry.causes) {
        let next = numbers.len();
        numbers.entry(*number).or_insert(next);
    }
    for entry in difference.gained.iter_mut().chain(&mut difference.lost) {
        for number in &mut entry.causes {
            *number = numbers.get(number).copied().unwrap_or(*number);
        }
    }
    let all = std::mem::take(&mut difference.causes)
        .into_iter()
        .enumerate();
    let mut kept: Vec<(usize, Cause)> = all
        .filter_map(|(number, cause)| Some((*numbers.get(&number)?, cause)))
        .collect();
    kept.sort_by_key(|(number, _)| *number);
    difference.causes = kept.into_iter().map(|(_, cause)| cause).collect();
}
