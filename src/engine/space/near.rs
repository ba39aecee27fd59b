//! Which members of a list may have something in common, by how their patterns
//! begin, so that not every member is compared with every other.

use std::collections::BTreeMap;

use crate::engine::beginnings::{Beginnings, beginning};
use crate::engine::formula::KeyId;
use crate::engine::space::Outline;

/// How many times more members are counted in the next attempt to find the key that
/// leaves the fewest.
const WIDER: usize = 8;

/// Members of a list by the beginnings of their patterns.
pub(super) struct Near {
    all: Vec<usize>,
    keys: BTreeMap<KeyId, OfKey>,
}

/// Members by what they say of one key.
#[derive(Default)]
struct OfKey {
    /// Those that say nothing of it.
    open: Vec<usize>,
    /// The others; one with several patterns may stand in several places.
    by: Beginnings,
}

impl Near {
    /// Of members by their numbers, which ascend.
    pub(super) fn new(members: &[(usize, &Outline)]) -> Self {
        let mut keys: BTreeMap<KeyId, OfKey> = BTreeMap::new();
        for (key, _) in members.iter().flat_map(|(_, outline)| outline.keys()) {
            keys.entry(key).or_default();
        }
        for (index, outline) in members {
            for (key, of) in &mut keys {
                match outline.of(*key) {
                    None => of.open.push(*index),
                    Some(patterns) => {
                        for pattern in patterns {
                            of.by.add(beginning(pattern), *index);
                        }
                    }
                }
            }
        }
        Self {
            all: members.iter().map(|(index, _)| *index).collect(),
            keys,
        }
    }

    /// The members of which the patterns of every key may begin as those of an outline
    /// do, in order; some others, too.
    pub(super) fn of(&self, outline: &Outline) -> Vec<usize> {
        let said: Vec<(&OfKey, Vec<String>)> = outline
            .keys()
            .filter_map(|(key, patterns)| {
                let beginnings = patterns.iter().map(beginning).collect();
                Some((self.keys.get(&key)?, beginnings))
            })
            .collect();
        let mut most = 1_usize;
        while most < self.all.len() {
            most = most.saturating_mul(WIDER);
            for (key, beginnings) in &said {
                if let Some(found) = key.at_most(beginnings, most) {
                    return found;
                }
            }
        }
        self.all.clone()
    }
}

impl OfKey {
    /// The members near some beginnings, in order; `None` where there are more than so
    /// many.
    fn at_most(&self, beginnings: &[String], most: usize) -> Option<Vec<usize>> {
        if self.open.len() > most {
            return None;
        }
        let mut found = self.open.clone();
        for beginning in beginnings {
            let shorter = self.by.shorter(beginning);
            for members in shorter.chain(self.by.as_long(beginning)) {
                found.extend_from_slice(members);
                if found.len() > most {
                    return None;
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pattern::Pattern;

    const KEYS: [KeyId; 2] = [KeyId(0), KeyId(1)];

    fn outline(texts: [&str; 2]) -> Outline {
        KEYS.into_iter()
            .zip(texts)
            .fold(Outline::default(), |outline, (key, text)| {
                let patterns =
                    (!text.is_empty()).then(|| text.split(' ').map(Pattern::new).collect());
                outline.with(key, patterns)
            })
    }

    fn numbered(outlines: &[Outline]) -> Vec<(usize, &Outline)> {
        outlines.iter().enumerate().collect()
    }

    /// What may overlap is near, whatever else is.
    #[test]
    fn nothing_that_begins_alike_is_missed() {
        let pieces = [
            "", "a", "A", "b", "ab", "aB*", "é", "éa", "a?", "*", "?a", "abc", "b a*", "* c",
        ];
        let outlines: Vec<Outline> = pieces
            .iter()
            .flat_map(|one| pieces.map(|other| outline([one, other])))
            .collect();
        let near = Near::new(&numbered(&outlines));
        let mut fewest = usize::MAX;
        for (index, one) in outlines.iter().enumerate() {
            let found = near.of(one);
            assert!(found.is_sorted_by(|one, other| one < other) && found.contains(&index));
            fewest = fewest.min(found.len());
            for (other, two) in outlines.iter().enumerate() {
                let mut budget = crate::model::budget::Budget::new(u64::MAX);
                if one.meets(two, &mut budget) == Some(true) {
                    assert!(found.contains(&other), "{one:?} {two:?}");
                }
            }
        }
        assert!(fewest < outlines.len());
    }

    #[test]
    fn the_key_that_tells_most_is_taken() {
        let outlines: Vec<Outline> = (0..500)
            .map(|number| outline(["a:*", &format!("acs:b{number:03}/c")]))
            .chain([outline(["a:b", ""]), outline(["", "acs:b1*"])])
            .collect();
        let near = Near::new(&numbered(&outlines));
        let of = |index: usize| near.of(&outlines[index]);
        assert_eq!(of(7), [7, 500]);
        assert_eq!(of(123), [123, 500, 501]);
        assert_eq!(of(500).len(), 502);
        assert_eq!(of(501).len(), 102);
    }
}
