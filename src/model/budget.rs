//! A counter of work. One question gets one budget (D41), every part of the
//! answer draws on it, and whoever finds it empty says so instead of guessing.
//! It counts steps rather than time, so that equal inputs give equal answers on
//! every machine.

/// Characters, or pairs of them, that are looked at in the time of a step.
const LOOKED_AT_PER_STEP: u64 = 64;

/// The steps of looking at so many characters, or pairs of them, which is none where
/// these are few.
#[must_use]
pub const fn looking(characters: u64) -> u64 {
    characters.div_euclid(LOOKED_AT_PER_STEP)
}

/// The steps of comparing two patterns of so many pairs of characters.
#[must_use]
pub fn comparing(pairs: usize) -> u64 {
    let pairs = u64::try_from(pairs).unwrap_or(u64::MAX);
    looking(pairs).saturating_add(1)
}

/// What is left of the steps that one question may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    left: u64,
}

/// The budget ended before the question was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBudget;

impl Budget {
    /// A budget of so many steps.
    #[must_use]
    pub const fn new(steps: u64) -> Self {
        Self { left: steps }
    }

    /// Takes `steps` away. Where fewer are left, takes them all and says `false`;
    /// a budget that ran out stays out.
    #[must_use]
    pub fn spend(&mut self, steps: u64) -> bool {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.left = 0;
                false
            }
        }
    }

    /// Steps that are left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_out_once_and_for_all() {
        let mut budget = Budget::new(3);
        assert!(budget.spend(2));
        assert!(!budget.spend(2));
        assert!(!budget.spend(1));
        assert_eq!(budget.left(), 0);
    }

    #[test]
    fn looking_at_many_characters_costs_steps() {
        let one = LOOKED_AT_PER_STEP;
        for (characters, steps) in [
            (0, 0),
            (one - 1, 0),
            (one, 1),
            (2 * one - 1, 1),
            (10 * one, 10),
            (u64::MAX, u64::MAX / one),
        ] {
            assert_eq!(looking(characters), steps, "{characters}");
            // Comparing is never for nothing.
            let pairs = usize::try_from(characters).unwrap_or(usize::MAX);
            assert_eq!(comparing(pairs), steps + 1, "{characters}");
        }
    }
}
