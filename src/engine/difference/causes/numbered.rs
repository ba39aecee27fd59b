//! The causes of all entries, each once, with the numbers by which entries name them.

use std::collections::BTreeMap;

use crate::engine::difference::{Cause, Difference, Place};

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

/// Forgets causes that no entry names, and numbers the others anew.
pub(in crate::engine::difference) fn keep_named(difference: &mut Difference) {
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
