//! Patterns that lie side by side in a row of positions, looked at a word at a time: a
//! row may hold thousands of them, and the budget counts words.

/// How often a length doubles from one position to a word.
const DOUBLINGS: usize = 6;

/// Which positions of a word belong to the same pattern.
#[derive(Clone, Copy)]
pub(super) struct Together {
    /// For each power of two below the length of a word: positions whose pattern goes
    /// on for at least so many more within the word.
    goes_on: [u64; DOUBLINGS],
    /// Positions of the pattern that began in an earlier word.
    from_before: u64,
    /// Positions of the pattern that may go on in the next word.
    into_next: u64,
}

impl Together {
    /// Of a word in which patterns begin at these positions.
    pub(super) fn of(starts: u64) -> Self {
        let first = starts.trailing_zeros();
        let last = starts.checked_ilog2().unwrap_or(0);
        // The highest position goes on for none.
        let mut here = !(starts >> 1) & (u64::MAX >> 1);
        let mut by = 1_u32;
        let goes_on = [(); DOUBLINGS].map(|()| {
            let now = here;
            here &= here.checked_shr(by).unwrap_or(0);
            by = by.saturating_mul(2);
            now
        });
        Self {
            goes_on,
            from_before: u64::MAX.checked_shl(first).map_or(u64::MAX, |after| !after),
            into_next: u64::MAX << last,
        }
    }

    /// The positions below the highest one of each pattern that a row has; the carry
    /// says of the pattern that goes on in the next word whether it has one there, and
    /// then of the one that began before.
    pub(super) fn below(&self, found: u64, carry: &mut bool) -> u64 {
        let mut up_to = found;
        let mut by = 1_u32;
        for goes_on in self.goes_on {
            up_to |= up_to.checked_shr(by).unwrap_or(0) & goes_on;
            by = by.saturating_mul(2);
        }
        let [next, ..] = self.goes_on;
        let mut below = (up_to >> 1) & next;
        if *carry {
            below |= self.into_next;
        }
        let whole = self.from_before == u64::MAX;
        *carry = (up_to & self.from_before) != 0 || (*carry && whole);
        below
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pattern::product::{WORD, set};

    /// Positions below the highest one that a pattern has, one by one.
    fn below(starts: &[u64], found: &[u64]) -> Vec<u64> {
        let at = |row: &[u64], position: usize| row[position / WORD] >> (position % WORD) & 1 == 1;
        let mut all = vec![0; found.len()];
        let mut met = false;
        for position in (0..found.len() * WORD).rev() {
            if met {
                set(&mut all, position);
            }
            met |= at(found, position);
            met &= !at(starts, position);
        }
        all
    }

    #[test]
    fn what_a_star_accepts_is_found_a_word_at_a_time() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for round in 0..2_000 {
            // Patterns from one position to several words.
            let thin = |word: u64, more: u64| match round % 4 {
                0 => word,
                1 => word & more,
                2 => word & more & more.rotate_left(7) & more.rotate_left(19),
                _ => 0,
            };
            let mut starts: Vec<u64> = (0..4).map(|_| thin(next(), next())).collect();
            starts[0] |= 1;
            let found: Vec<u64> = (0..4)
                .map(|_| next() & next() & thin(next(), next()))
                .collect();
            let mut carry = false;
            let mut row: Vec<u64> = starts
                .iter()
                .zip(&found)
                .rev()
                .map(|(starts, found)| Together::of(*starts).below(*found, &mut carry))
                .collect();
            row.reverse();
            assert!(!carry);
            assert_eq!(row, below(&starts, &found), "{starts:x?} {found:x?}");
        }
        let ends = [
            (1, 1 << 63),
            (1 << 63, 1 << 63),
            (u64::MAX, u64::MAX),
            (0, 1),
        ];
        for (starts, found) in ends {
            let row = Together::of(starts).below(found, &mut false);
            assert_eq!(row, below(&[starts], &[found])[0], "{starts:x} {found:x}");
        }
    }
}
