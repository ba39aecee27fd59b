//! Sets of steps that a search need not look at again.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::obtain::steps::key::StepKey;

/// What was looked at so far.
#[derive(Default)]
pub(super) struct Progress {
    /// Those that led to the action, by the least of their steps: with more steps, they
    /// are no shorter.
    led: BTreeMap<StepKey, Vec<BTreeSet<StepKey>>>,
    /// Those that were taken, in whatever order.
    seen: BTreeSet<BTreeSet<StepKey>>,
}

impl Progress {
    /// Whether some steps were taken before, or hold others that led to the action.
    pub(super) fn knows(&self, steps: &BTreeSet<StepKey>) -> bool {
        let mut led = steps.iter().filter_map(|step| self.led.get(step));
        self.seen.contains(steps) || led.any(|led| led.iter().any(|known| known.is_subset(steps)))
    }

    /// Remembers that some steps were taken.
    pub(super) fn took(&mut self, steps: BTreeSet<StepKey>) {
        self.seen.insert(steps);
    }

    /// Remembers that some steps led to the action.
    pub(super) fn led(&mut self, steps: BTreeSet<StepKey>) {
        if let Some(least) = steps.first() {
            let least = least.clone();
            self.led.entry(least).or_default().push(steps);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::changes::Changes;

    const NAMES: [&str; 4] = ["a", "b", "c", "d"];

    /// The steps whose bits a number has.
    fn steps(number: u32) -> BTreeSet<StepKey> {
        let has = |bit: usize| number & (1 << bit) != 0;
        let names = NAMES.iter().enumerate().filter(|(bit, _)| has(*bit));
        names
            .map(|(_, name)| StepKey::new((name, Changes::none(), None)))
            .collect()
    }

    /// Of all sets of four steps: two that led, one that was taken, and one that is asked
    /// about.
    #[test]
    fn what_led_is_found_in_whatever_holds_it() {
        for first in 1..16 {
            for second in 1..16 {
                let mut progress = Progress::default();
                progress.led(steps(first));
                progress.led(steps(second));
                progress.took(steps(9));
                for asked in 1..16 {
                    let holds = |led: u32| led & asked == led;
                    let expected = holds(first) || holds(second) || asked == 9;
                    assert_eq!(
                        progress.knows(&steps(asked)),
                        expected,
                        "{first} {second} {asked}"
                    );
                }
            }
        }
    }
}
