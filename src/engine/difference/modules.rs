//! Modules that cannot be read. What such a module declares is not known, and it may
//! give anything to anybody: where its call was added, or is made with other values,
//! that is another unknown than before (D35, D36).

use std::collections::BTreeMap;

use crate::engine::difference::causes::register;
use crate::engine::difference::{Act, Cause, Difference, Entry, Kind, Place, Side, Subject};
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::missing::{Missing, MissingKind};
use crate::source::Span;

/// The calls of one side, by name and what decides what they make.
type Calls<'m> = BTreeMap<(&'m str, &'m str), Vec<Span>>;

/// Adds what the calls of one side make and those of the other do not, for each of the
/// actions.
pub(super) fn compare(
    before: &Model,
    after: &Model,
    actions: &[&str],
    difference: &mut Difference,
) {
    let (old, new) = (calls(before), calls(after));
    for (gains, some, others) in [(true, &new, &old), (false, &old, &new)] {
        for ((name, definition), places) in some {
            let known = others.get(&(*name, *definition)).map_or(0, Vec::len);
            let Some(at) = places.get(known..).and_then(<[Span]>::first) else {
                continue;
            };
            let instead = replaced(name, others, some);
            let cause = cause(name, *at, instead, gains);
            let causes = register(vec![cause], difference);
            let known = if instead.is_some() {
                Answer::Unknown
            } else {
                Answer::NotGranted
            };
            let answers = if gains {
                (known, Answer::Unknown)
            } else {
                (Answer::Unknown, known)
            };
            for action in actions {
                let entry = Entry {
                    causes: causes.clone(),
                    ..Entry::new(
                        (*name).to_owned(),
                        (*action).to_owned(),
                        Kind::Direct,
                        answers,
                    )
                };
                if gains {
                    difference.gained.push(entry);
                } else {
                    difference.lost.push(entry);
                }
            }
        }
    }
}

/// The calls of a side of which nothing can be read. A place that is called with
/// several values counts for each of them.
fn calls(model: &Model) -> Calls<'_> {
    let mut calls = Calls::new();
    for (missing, at) in model.holes.iter() {
        let Missing {
            kind,
            name,
            definition,
            ..
        } = missing;
        if *kind == MissingKind::Module
            && !definition.is_empty()
            && let Some(at) = at
        {
            let places = calls.entry((name, definition)).or_default();
            places.push(at);
        }
    }
    calls
}

/// A call of this name that the other side has and this one does not.
fn replaced(name: &str, others: &Calls<'_>, own: &Calls<'_>) -> Option<Span> {
    let mut gone = others.iter().filter(|((other, definition), places)| {
        let kept = own.get(&(*other, *definition)).map_or(0, Vec::len);
        *other == name && places.len() > kept
    });
    gone.next().and_then(|(_, places)| places.first().copied())
}

fn cause(name: &str, at: Span, instead: Option<Span>, gains: bool) -> Cause {
    let side = if gains { Side::After } else { Side::Before };
    let other = instead.map(|at| Place {
        side: side.other(),
        at,
    });
    let mut places: Vec<Place> = std::iter::once(Place { side, at }).chain(other).collect();
    // One change is one cause, whichever side it is seen from.
    places.sort_by_key(|place| std::cmp::Reverse(place.side));
    Cause {
        subject: Subject::Module,
        act: match (instead, gains) {
            (Some(_), _) => Act::Changed,
            (None, true) => Act::Added,
            (None, false) => Act::Removed,
        },
        places,
        of: name.to_owned(),
        whom: None,
        grants: Vec::new(),
    }
}
