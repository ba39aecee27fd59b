//! What lies around a place or within it, without looking at everything in the file.

use crate::source::Span;

/// Values by their places, all of one file.
#[derive(Debug)]
pub(super) struct Around<T> {
    /// By start.
    values: Vec<(Span, T)>,
    /// The furthest end of each of them and of all before it.
    furthest: Vec<u32>,
}

impl<T> Around<T> {
    /// Of values in any order.
    pub fn new(mut values: Vec<(Span, T)>) -> Self {
        values.sort_by_key(|(place, _)| place.start);
        let mut end = 0;
        let furthest = values.iter().map(|(place, _)| {
            end = place.end.max(end);
            end
        });
        Self {
            furthest: furthest.collect(),
            values,
        }
    }

    /// Those that a place lies in, in no order that means anything.
    pub fn containing(&self, at: Span) -> impl Iterator<Item = &(Span, T)> {
        let started = self
            .values
            .partition_point(|(place, _)| place.start <= at.start);
        let ended = self.furthest.iter().zip(&self.values).take(started).rev();
        ended
            .take_while(move |(furthest, _)| **furthest >= at.end)
            .map(|(_, value)| value)
            .filter(move |(place, _)| place.contains(at))
    }

    /// Those that lie in a place.
    pub fn within(&self, at: Span) -> impl Iterator<Item = &(Span, T)> {
        let before = self
            .values
            .partition_point(|(place, _)| place.start < at.start);
        let after = self.values.iter().skip(before);
        after
            .take_while(move |(place, _)| place.start <= at.end)
            .filter(move |(place, _)| at.contains(*place))
    }
}

#[cfg(test)]
mod tests {
    use super::Around;
    use crate::source::{FileId, Span};

    /// All lists of up to three of all places in five bytes, against looking at each.
    #[test]
    fn what_is_around_and_within_is_what_looking_at_all_finds() {
        let place = |start, end| Span::new(FileId(0), start, end);
        let all: Vec<Span> = (0..5)
            .flat_map(|start| (start..5).map(move |end| place(start, end)))
            .collect();
        let mut tried = 0_u32;
        let mut look = |places: &[Span]| {
            let values = places.iter().copied().zip(0..).collect();
            let around = Around::new(values);
            for at in &all {
                let naive = |holds: &dyn Fn(&Span) -> bool| -> Vec<usize> {
                    let numbers = places.iter().enumerate().filter(|(_, one)| holds(one));
                    numbers.map(|(number, _)| number).collect()
                };
                let sorted = |found: Vec<usize>| {
                    let mut found = found;
                    found.sort_unstable();
                    found
                };
                let found = around.containing(*at).map(|(_, number)| *number);
                let expected = naive(&|one| one.contains(*at));
                assert_eq!(
                    sorted(found.collect()),
                    expected,
                    "{places:?} around {at:?}"
                );
                let found = around.within(*at).map(|(_, number)| *number);
                let expected = naive(&|one| at.contains(*one));
                assert_eq!(sorted(found.collect()), expected, "{places:?} in {at:?}");
                tried += 1;
            }
        };
        for one in &all {
            look(&[*one]);
            for two in &all {
                look(&[*one, *two]);
                for three in &all {
                    look(&[*one, *two, *three]);
                }
            }
        }
        assert!(tried > 50_000, "{tried}");
    }

    /// Of a thousand side by side, one question looks at one.
    #[test]
    fn what_is_far_away_is_not_looked_at() {
        let values = (0..1_000_u32).map(|n| (Span::new(FileId(0), 3 * n, 3 * n + 2), n));
        let around = Around::new(values.collect());
        let at = Span::new(FileId(0), 1_500, 1_501);
        assert_eq!(around.containing(at).count(), 1);
        assert_eq!(around.within(at).count(), 0);
        let found: Vec<u32> = around
            .within(Span::new(FileId(0), 1_500, 1_506))
            .map(|(_, n)| *n)
            .collect();
        assert_eq!(found, [500, 501]);
    }
}
