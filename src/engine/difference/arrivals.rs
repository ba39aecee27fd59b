//! When a role is come to on ways of requests that are all allowed on one side: at all,
//! and so that the other side does not allow it. Only time couples the requests (D24).

use std::collections::BTreeMap;

use crate::engine::domain::ordered::Intervals;

/// How often a role is come to on the ways from one principal that bring nothing new by
/// the clock: what is not known may close one and leave another open.
const VISITS: usize = 3;

static NEVER: Intervals = Intervals::nothing();

/// One step: the instants at which it can be taken on the side that has the access, and
/// how long a session lasts, in tenths of a nanosecond.
#[derive(Clone, Copy)]
pub(super) struct Opening<'t> {
    pub(super) times: &'t Intervals,
    /// When by requests that only this side allows.
    pub(super) only: &'t Intervals,
    pub(super) session: i128,
    /// On the other side.
    pub(super) shorter: i128,
}

impl Opening<'_> {
    /// The same, for whom it does not matter what the other side allows.
    pub(super) const fn alike(self) -> Self {
        Self {
            only: &NEVER,
            shorter: self.session,
            ..self
        }
    }
}

/// The instants at which somebody may act as a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrival {
    pub(super) all: Intervals,
    /// With something on the way there that only one side has.
    pub(super) only: Intervals,
}

impl Arrival {
    /// Whoever has not become anything yet, from now on.
    pub(super) const fn start(now: Intervals) -> Self {
        Self {
            all: now,
            only: Intervals::nothing(),
        }
    }

    /// Whether something on the way differs.
    pub(super) const fn differs(&self) -> bool {
        !self.only.is_empty()
    }

    /// One step further; `None` where it cannot be taken at any such time.
    pub(super) fn further(&self, step: Opening<'_>) -> Option<Self> {
        let all = self.all.intersection(step.times);
        if all.is_empty() {
            return None;
        }
        let new = self.all.intersection(step.only);
        let only = self.only.intersection(step.times).union(&new);
        let open = all.extend_forward(step.session);
        let longer = open.intersection(&all.extend_forward(step.shorter).complement());
        Some(Self {
            only: only.extend_forward(step.session).union(&longer),
            all: open,
        })
    }
}

/// What has been come to.
pub(super) struct Arrivals<K>(BTreeMap<(K, bool), (usize, Arrival)>);

impl<K: Ord> Arrivals<K> {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Whether a way to a role is worth following: it is one of the first, or comes
    /// there when none did.
    pub(super) fn is_new(&mut self, role: K, arrival: &Arrival) -> bool {
        let nothing = || (0, Arrival::start(Intervals::nothing()));
        let known = self.0.entry((role, arrival.differs()));
        let (visits, known) = known.or_insert_with(nothing);
        let seen = arrival.all.is_subset(&known.all) && arrival.only.is_subset(&known.only);
        if seen && *visits >= VISITS {
            return false;
        }
        *visits = visits.saturating_add(1);
        known.all = known.all.union(&arrival.all);
        known.only = known.only.union(&arrival.only);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::domain::ordered::Comparison;

    /// From an instant until another, both included.
    fn during(from: i128, until: i128) -> Intervals {
        let from = Intervals::compared(Comparison::GreaterOrEqual, from);
        from.intersection(&Intervals::compared(Comparison::LessOrEqual, until))
    }

    fn step<'t>(times: &'t Intervals, only: &'t Intervals, lasts: (i128, i128)) -> Opening<'t> {
        Opening {
            times,
            only,
            session: lasts.0,
            shorter: lasts.1,
        }
    }

    #[test]
    fn d24_what_is_come_to_by_steps_one_after_the_other() {
        let always = Intervals::compared(Comparison::GreaterOrEqual, 0);
        let never = Intervals::nothing();
        let (early, late) = (during(0, 10), during(30, 40));
        let start = || Arrival::start(always.clone());
        let some = |all: Intervals, only: Intervals| Some(Arrival { all, only });
        let then = |one: Option<Arrival>, next: Opening<'_>| one.and_then(|one| one.further(next));
        let after_early = start().further(step(&early, &never, (20, 20)));
        let cases = [
            (
                "at no time",
                start().further(step(&never, &never, (5, 5))),
                None,
            ),
            (
                "a session",
                after_early.clone(),
                some(during(0, 30), never.clone()),
            ),
            (
                "a step within it",
                then(after_early.clone(), step(&late, &never, (5, 5))),
                some(during(30, 35), never.clone()),
            ),
            (
                "a step that is too late for it",
                then(after_early.clone(), step(&during(31, 40), &never, (5, 5))),
                None,
            ),
            (
                "a step that differs for a while",
                start().further(step(&early, &during(5, 7), (2, 2))),
                some(during(0, 12), during(5, 9)),
            ),
            (
                "a step after one that differs",
                then(
                    start().further(step(&always, &early, (2, 2))),
                    step(&during(11, 20), &never, (1, 1)),
                ),
                some(during(11, 21), during(11, 13)),
            ),
            (
                "a step that differs after one that does",
                then(
                    start().further(step(&always, &early, (0, 0))),
                    step(&always, &late, (0, 0)),
                ),
                some(always.clone(), early.union(&late)),
            ),
            (
                "a session that lasts longer",
                start().further(step(&early, &never, (5, 3))),
                some(
                    during(0, 15),
                    during(0, 15).intersection(&Intervals::compared(Comparison::Greater, 13)),
                ),
            ),
            (
                "one that is shorter",
                start().further(step(&early, &never, (3, 5))),
                some(during(0, 13), never.clone()),
            ),
            (
                "one that lasts longer, where it does not matter",
                start().further(step(&always, &never, (5, 3))),
                some(always.clone(), never.clone()),
            ),
            (
                "the same, for whom nothing differs",
                start().further(step(&early, &early, (5, 3)).alike()),
                some(during(0, 15), never.clone()),
            ),
        ];
        for (what, found, expected) in cases {
            assert_eq!(found, expected, "{what}");
        }
    }

    #[test]
    fn a_way_is_followed_that_is_one_of_the_first_or_comes_at_another_time() {
        let arrival = |all: Intervals, only: Intervals| Arrival { all, only };
        let never = Intervals::nothing;
        let mut known = Arrivals::new();
        for number in 0..VISITS {
            assert!(
                known.is_new("a", &arrival(during(0, 10), never())),
                "{number}"
            );
        }
        for (what, role, one, expected) in [
            ("the same", "a", arrival(during(0, 10), never()), false),
            ("less", "a", arrival(during(2, 8), never()), false),
            ("another role", "b", arrival(during(0, 10), never()), true),
            ("later", "a", arrival(during(5, 12), never()), true),
            ("then both", "a", arrival(during(0, 12), never()), false),
            (
                "one that differs",
                "a",
                arrival(during(0, 10), during(0, 1)),
                true,
            ),
            (
                "one that differs again",
                "a",
                arrival(during(0, 10), during(0, 1)),
                true,
            ),
            (
                "a third one that does",
                "a",
                arrival(during(0, 10), during(0, 1)),
                true,
            ),
            (
                "a fourth one",
                "a",
                arrival(during(0, 10), during(0, 1)),
                false,
            ),
            (
                "at another time",
                "a",
                arrival(during(0, 10), during(0, 2)),
                true,
            ),
        ] {
            assert_eq!(known.is_new(role, &one), expected, "{what}");
        }
    }
}
