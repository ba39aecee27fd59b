//! A counter of work. One question gets one budget (D41), every part of the
//! answer draws on it, and whoever finds it empty says so instead of guessing.
//! It counts steps rather than time, so that equal inputs give equal answers on
//! every machine.

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
}
