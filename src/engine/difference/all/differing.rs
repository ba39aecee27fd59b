//! What differs in an account, each with what is known of why before anything is
//! asked about it.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::difference::all::pairs::Somebody;
use crate::engine::difference::{Cause, Difference, Entry, Side};
use crate::model::account::PrincipalKind;

/// Why an entry is there.
#[derive(Clone)]
pub(super) enum Reason {
    /// It is not known whether it is.
    None,
    /// What somebody may do themselves is another, by their place among everybody.
    Own(usize),
    /// The step of one to another is.
    Step(usize, usize),
    /// Sessions of one last longer.
    Session(usize),
    /// These changes.
    Told(Vec<Cause>),
}

/// What differs in an account, with what is known of why.
pub(super) struct Differing {
    pub(super) gained: Vec<(Entry, Reason)>,
    pub(super) lost: Vec<(Entry, Reason)>,
}

impl Differing {
    /// What everybody may do themselves on one side alone.
    pub(super) fn new(direct: Difference, people: &[Somebody]) -> Self {
        let with = |entries: Vec<Entry>, side: Side| -> Vec<(Entry, Reason)> {
            let all = people.iter().enumerate();
            let places: BTreeMap<&str, usize> = all
                .map(|(number, one)| (one.pair.name.of(side).as_str(), number))
                .collect();
            let entries = entries.into_iter();
            entries
                .map(|entry| {
                    let place = places.get(entry.principal.as_str());
                    let reason = match place {
                        Some(place) if !entry.over_budget => Reason::Own(*place),
                        _ => Reason::None,
                    };
                    (entry, reason)
                })
                .collect()
        };
        Self {
            gained: with(direct.gained, Side::After),
            lost: with(direct.lost, Side::Before),
        }
    }

    pub(super) const fn of_mut(&mut self, side: Side) -> &mut Vec<(Entry, Reason)> {
        match side {
            Side::Before => &mut self.lost,
            Side::After => &mut self.gained,
        }
    }

    /// Roles that have more on one side, by their places among everybody.
    pub(super) fn roles(&self, side: Side, people: &[Somebody]) -> BTreeSet<usize> {
        let entries = match side {
            Side::Before => &self.lost,
            Side::After => &self.gained,
        };
        let places = entries.iter().filter_map(|(_, reason)| match reason {
            Reason::Own(place) => Some(*place),
            _ => None,
        });
        places
            .filter(|place| {
                let kind = people.get(*place).and_then(|one| one.kind);
                kind == Some(PrincipalKind::Role)
            })
            .collect()
    }
}
