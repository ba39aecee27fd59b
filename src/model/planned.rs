//! What plans and states call the resources whose places are elsewhere: those who
//! run Terraform know an address, those who write it know a line.

use std::collections::BTreeMap;

use crate::source::{FileId, Span};

/// How many places before one are looked at for those that it lies in. Places lie
/// in each other hardly ever, so that this leaves nothing out.
const MAX_BEFORE: usize = 64;

/// A resource as a plan or state has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedAs {
    /// Its address: `module.iam["eu"].alicloud_ram_policy.p`.
    pub address: String,
    /// Where the plan or state has it.
    pub at: Span,
}

/// The resources that places stand for.
#[derive(Debug, Default)]
pub struct Planned {
    /// By file, start and end of the place.
    places: BTreeMap<(FileId, u32, u32), Vec<PlannedAs>>,
}

impl Planned {
    /// Keeps that a place is part of what a resource is declared by.
    pub fn add(&mut self, place: Span, planned: PlannedAs) {
        let key = (place.file, place.start, place.end);
        let known = self.places.entry(key).or_default();
        if let Err(index) = known.binary_search(&planned) {
            known.insert(index, planned);
        }
    }

    /// The resources that a place is part of, each once.
    #[must_use]
    pub fn of(&self, place: Span) -> Vec<&PlannedAs> {
        let before = self.places.range(..=(place.file, place.start, u32::MAX));
        let before = before.rev().take(MAX_BEFORE);
        let around = before.filter(|((file, _, end), _)| *file == place.file && *end >= place.end);
        let mut found: Vec<&PlannedAs> = around.flat_map(|(_, planned)| planned).collect();
        found.sort();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_part_of_what_lies_around_it() {
        let (file, other) = (FileId(0), FileId(1));
        let mut planned = Planned::default();
        let mut add = |start, end, address: &str| {
            let address = address.to_owned();
            let at = Span::new(other, 0, 1);
            planned.add(Span::new(file, start, end), PlannedAs { address, at });
        };
        add(10, 20, "b");
        add(10, 20, "a");
        add(10, 20, "a");
        add(12, 14, "c");
        // The same resource, of which a part has a place of its own.
        add(12, 14, "a");
        add(30, 40, "d");
        for (file, start, end, expected) in [
            (file, 10, 20, &["a", "b"][..]),
            (file, 12, 13, &["a", "b", "c"]),
            (file, 15, 18, &["a", "b"]),
            (file, 15, 21, &[]),
            (file, 5, 12, &[]),
            (file, 35, 35, &["d"]),
            (other, 12, 13, &[]),
        ] {
            let found = planned.of(Span::new(file, start, end));
            let found: Vec<&str> = found.iter().map(|one| one.address.as_str()).collect();
            assert_eq!(found, expected, "{start}-{end}");
        }
    }
}
