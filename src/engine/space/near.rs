//! Which members of a list may have something in common, by how their patterns
//! begin and end, so that not every member is compared with every other.

use std::collections::BTreeMap;

use crate::engine::beginnings::{Beginnings, beginning, ending};
use crate::engine::formula::KeyId;
use crate::engine::space::Outline;
use crate::model::pattern::Pattern;

/// How many times more members are counted in the next attempt to find the key that
/// leaves the fewest.
const WIDER: usize = 8;

/// So many members are looked at all together: finding the near ones costs more.
const FEW: usize = 8;

/// Members of a list by the beginnings and the endings of their patterns.
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
    begin: Beginnings,
    end: Beginnings,
}

impl Near {
    /// Of members by their numbers, which ascend.
    pub(super) fn new(members: &[(usize, &Outline)]) -> Self {
        let mut keys: BTreeMap<KeyId, OfKey> = BTreeMap::new();
        let looked_at = if members.len() > FEW { members } else { &[] };
        for (key, _) in looked_at.iter().flat_map(|(_, outline)| outline.keys()) {
            keys.entry(key).or_default();
        }
        for (index, outline) in looked_at {
            for (key, of) in &mut keys {
                match outline.of(*key) {
                    None => of.open.push(*index),
                    Some(patterns) => {
                        for pattern in patterns {
                            of.begin.add(beginning(pattern), *index);
                            of.end.add(ending(pattern), *index);
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

    /// The members of which the patterns of every key may begin and end as those of an
    /// outline do, in order; some others, too.
    pub(super) fn of(&self, outline: &Outline) -> Vec<usize> {
        let said: Vec<Said<'_>> = outline
            .keys()
            .filter_map(|(key, patterns)| {
                let of = self.keys.get(&key)?;
                let letters = |of: fn(&Pattern) -> String| patterns.iter().map(of).collect();
                let begin = (&of.begin, letters(beginning));
                Some([begin, (&of.end, letters(ending))].map(|by| (of, by)))
            })
            .flatten()
            .collect();
        let mut most = 1_usize;
        while most < self.all.len() {
            most = most.saturating_mul(WIDER);
            for (key, (by, letters)) in &said {
                if let Some(found) = key.at_most(by, letters, most) {
                    return found;
                }
            }
        }
        self.all.clone()
    }
}

/// What is said of a key, and by which letters an outline is looked for there.
type Said<'a> = (&'a OfKey, (&'a Beginnings, Vec<String>));

impl OfKey {
    /// The members near some letters, in order; `None` where there are more than so
    /// many.
    fn at_most(&self, by: &Beginnings, letters: &[String], most: usize) -> Option<Vec<usize>> {
        if self.open.len() > most {
            return None;
        }
        let mut found = self.open.clone();
        for text in letters {
            let shorter = by.shorter(text);
            for members in shorter.chain(by.as_long(text)) {
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
    fn nothing_that_may_overlap_is_missed() {
        let pieces = [
            "", "a", "A", "b", "ab", "aB*", "é", "éa", "a?", "*", "?a", "abc", "b a*", "* c",
            "*ba", "a*é",
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

    /// All begin alike, as resources of one kind in any region and account do.
    #[test]
    fn endings_tell_apart_what_begins_alike() {
        let outlines: Vec<Outline> = (0..500)
            .map(|number| outline(["", &format!("acs:*:b/{number:03}")]))
            .chain([outline(["", "acs:*7"])])
            .collect();
        let near = Near::new(&numbered(&outlines));
        assert_eq!(near.of(&outlines[8]), [8]);
        assert_eq!(near.of(&outlines[127]), [127, 500]);
        assert_eq!(near.of(&outlines[500]).len(), 51);
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
