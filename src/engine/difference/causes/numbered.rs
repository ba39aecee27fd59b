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

pub(super) fn add_all(places: &mut Vec<Place>, others: &[Place]) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::difference::{Entry, Kind, Side};
    use crate::engine::verdict::Answer;
    use crate::source::{FileId, Span};

    const fn place(side: Side, number: u32) -> Place {
        Place {
            side,
            at: Span::new(FileId(0), number * 10, number * 10 + 5),
        }
    }

    const fn new(number: u32) -> Place {
        place(Side::After, number)
    }

    const fn old(number: u32) -> Place {
        place(Side::Before, number)
    }

    fn cause(act: Act, places: &[Place], grants: &[Place]) -> Cause {
        Cause {
            subject: Subject::Allow,
            act,
            places: places.to_vec(),
            of: "Custom/p".to_owned(),
            whom: None,
            grants: grants.to_vec(),
        }
    }

    /// What was done to the same texts is told once, with all that takes effect by it
    /// and did not change itself.
    #[test]
    fn what_was_done_to_the_same_texts_is_one_cause() {
        let mut into = Difference::default();
        let one = cause(Act::Added, &[new(1)], &[new(5), new(1)]);
        let same = Cause {
            of: "Custom/q".to_owned(),
            ..cause(Act::Added, &[new(1)], &[new(5), new(6)])
        };
        let elsewhere = cause(Act::Added, &[new(2)], &[]);
        let nowhere = cause(Act::Changed, &[], &[new(7)]);
        let nowhere_else = Cause {
            of: "Custom/q".to_owned(),
            ..cause(Act::Changed, &[], &[new(8)])
        };
        let of_another = Cause {
            whom: Some("user/u".to_owned()),
            ..cause(Act::Added, &[new(1)], &[])
        };
        let first = register(vec![one.clone(), elsewhere, one], &mut into);
        assert_eq!(first, [0, 1]);
        let rest = vec![same, nowhere.clone(), nowhere_else, nowhere, of_another];
        assert_eq!(register(rest, &mut into), [0, 2, 3, 4]);
        let told: Vec<_> = into.causes.iter().map(|one| one.grants.clone()).collect();
        let expected = [
            vec![new(5), new(6)],
            vec![],
            vec![new(7)],
            vec![new(8)],
            vec![],
        ];
        assert_eq!(told, expected);
    }

    /// One edit that covers more in one respect and less in another is told once, with
    /// the texts of both.
    #[test]
    fn what_covers_more_and_less_is_altered() {
        const WIDER: Act = Act::Widened(Part::Action);
        const NARROWER: Act = Act::Narrowed(Part::Action);
        const ALTERED: Act = Act::Altered(Part::Action);
        let other = |one: Cause| Cause {
            of: "Custom/q".to_owned(),
            ..one
        };
        type Told = Vec<(Act, Vec<Place>, Vec<Place>)>;
        type Case<'c> = (&'c str, Vec<Cause>, Told, [&'c [usize]; 2]);
        let cases: Vec<Case<'_>> = vec![
            (
                "both ways",
                vec![
                    cause(WIDER, &[new(1), old(1)], &[new(8)]),
                    cause(NARROWER, &[new(2), old(1)], &[old(9), new(8)]),
                ],
                vec![(ALTERED, vec![new(1), new(2), old(1)], vec![new(8), old(9)])],
                [&[0], &[0]],
            ),
            (
                "places of one of them",
                vec![
                    cause(WIDER, &[new(1), old(1)], &[]),
                    cause(NARROWER, &[old(1)], &[]),
                ],
                vec![(ALTERED, vec![new(1), old(1)], vec![])],
                [&[0], &[0]],
            ),
            (
                "nothing in common",
                vec![
                    cause(WIDER, &[new(1), old(1)], &[]),
                    cause(NARROWER, &[new(2), old(2)], &[]),
                ],
                vec![
                    (WIDER, vec![new(1), old(1)], vec![]),
                    (NARROWER, vec![new(2), old(2)], vec![]),
                ],
                [&[0], &[1]],
            ),
            (
                "the same way",
                vec![
                    cause(WIDER, &[new(1), old(1)], &[]),
                    cause(WIDER, &[new(2), old(1)], &[]),
                ],
                vec![
                    (WIDER, vec![new(1), old(1)], vec![]),
                    (WIDER, vec![new(2), old(1)], vec![]),
                ],
                [&[0], &[1]],
            ),
            (
                "other parts",
                vec![
                    cause(WIDER, &[new(1), old(1)], &[]),
                    cause(Act::Narrowed(Part::Resource), &[new(2), old(1)], &[]),
                ],
                vec![
                    (WIDER, vec![new(1), old(1)], vec![]),
                    (Act::Narrowed(Part::Resource), vec![new(2), old(1)], vec![]),
                ],
                [&[0], &[1]],
            ),
            (
                "other policies",
                vec![
                    cause(WIDER, &[new(1), old(1)], &[]),
                    other(cause(NARROWER, &[new(2), old(1)], &[])),
                ],
                vec![
                    (WIDER, vec![new(1), old(1)], vec![]),
                    (NARROWER, vec![new(2), old(1)], vec![]),
                ],
                [&[0], &[1]],
            ),
            (
                "more with what is altered already",
                vec![
                    cause(ALTERED, &[new(1), old(1)], &[]),
                    cause(ALTERED, &[new(2), old(1)], &[]),
                ],
                vec![(ALTERED, vec![new(1), new(2), old(1)], vec![])],
                [&[0], &[0]],
            ),
        ];
        for (what, causes, told, numbers) in cases {
            let entry = |number| {
                let answers = (Answer::NotGranted, Answer::Allowed);
                let mut entry = Entry::new(String::new(), String::new(), Kind::Direct, answers);
                entry.causes = vec![number];
                entry
            };
            let mut both = entry(1);
            both.causes = vec![1, 0];
            let mut found = Difference {
                gained: vec![entry(0), both],
                lost: vec![entry(1)],
                causes,
                ..Difference::default()
            };
            keep_named(&mut found);
            let causes = found.causes.iter();
            let causes: Vec<_> = causes
                .map(|one| (one.act, one.places.clone(), one.grants.clone()))
                .collect();
            assert_eq!(causes, told, "{what}");
            let named = [&found.gained[0].causes[..], &found.lost[0].causes[..]];
            assert_eq!(named, numbers, "{what}");
            let mut all = found.gained[1].causes.clone();
            all.sort();
            assert_eq!(all, (0..told.len()).collect::<Vec<_>>(), "{what}");
        }
    }

    /// Of three edits of one text the second tells of more in its own right, and is
    /// joined with the third.
    #[test]
    fn what_is_not_joined_with_the_first_is_joined_with_others() {
        let causes = vec![
            cause(Act::Widened(Part::Action), &[new(1), old(1)], &[]),
            cause(Act::Widened(Part::Action), &[new(2), old(2)], &[]),
            cause(Act::Narrowed(Part::Action), &[new(3), old(2)], &[]),
        ];
        let entries = (0..3).map(|number| {
            let answers = (Answer::NotGranted, Answer::Allowed);
            let mut entry = Entry::new(String::new(), String::new(), Kind::Direct, answers);
            entry.causes = vec![number];
            entry
        });
        let mut found = Difference {
            gained: entries.collect(),
            causes,
            ..Difference::default()
        };
        keep_named(&mut found);
        let told: Vec<_> = found
            .causes
            .iter()
            .map(|one| (one.act, one.places.clone()))
            .collect();
        let expected = [
            (Act::Widened(Part::Action), vec![new(1), old(1)]),
            (Act::Altered(Part::Action), vec![new(2), new(3), old(2)]),
        ];
        assert_eq!(told, expected);
        let numbers: Vec<_> = found.gained.iter().map(|one| one.causes.clone()).collect();
        assert_eq!(numbers, [[0], [1], [1]]);
    }
}
