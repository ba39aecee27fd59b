//! How far somebody comes to an action by a role, by whichever way.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use crate::engine::difference::Side;
use crate::engine::difference::all::Comparing;
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::all::ways::{Only, Way, Ways};
use crate::engine::difference::arrivals::{Arrival, Arrivals};
use crate::engine::difference::ways::worth;
use crate::engine::exposure::Exposure;
use crate::engine::formula::Formula;
use crate::engine::path::{Judged, Link, Paths, time_names};
use crate::engine::question::Readings;
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;

impl Comparing<'_> {
    pub(super) fn paths<'v>(&self, variables: &'v Variables) -> Paths<'v> {
        let settings = self.asking.settings;
        let names = time_names(self.catalogue);
        // What is settled has been settled already.
        Paths::new(names, settings.at, Readings::Strict, &variables.joint.table)
    }
}

impl Ways<'_, '_> {
    pub(super) fn paths<'v>(&self, variables: &'v Variables) -> Paths<'v> {
        self.comparing.paths(variables)
    }

    /// How far somebody comes to an action by the last role of a way on one side, by
    /// whichever way.
    pub(super) fn best(
        &mut self,
        (caller, way): (usize, &Way),
        side: Side,
        (action, universe): &(Formula, Rc<Universe>),
        variables: &mut Variables,
    ) -> (Answer, Option<Exposure>) {
        let nothing = (Answer::NotGranted, None);
        let Some(role) = way.last().map(|step| step.role) else {
            return nothing;
        };
        if *action == Formula::False {
            return nothing;
        }
        let same = way
            .iter()
            .all(|step| step.is_open(side))
            .then(|| way.clone());
        let mut best = nothing;
        let mut better = |way: &Way, this: &Self, variables: &Variables| {
            let links = links(way, side, (action, universe), None);
            let told = told_of(this.paths(variables).judge(&links));
            if worth(told) > worth(best) {
                best = told;
            }
            best.0 == Answer::Allowed
        };
        if same.is_some_and(|way| better(&way, self, variables)) {
            return best;
        }
        let behind = self.behind(role, side, variables);
        if !behind.contains(&caller) {
            return best;
        }
        let mut arrivals = Arrivals::new();
        let start = Arrival::start(self.paths(variables).from_now());
        let mut open: VecDeque<(Way, Arrival)> = VecDeque::from([(Way::new(), start)]);
        while let Some((way, arrival)) = open.pop_front() {
            let here = way.last().map_or(caller, |step| step.role);
            if here == role {
                if better(&way, self, variables) {
                    break;
                }
                continue;
            }
            let roles = Rc::clone(&self.steps.roles);
            for next in roles.iter().copied() {
                let passed = way.iter().any(|step| step.role == next);
                if passed || next == caller || !(next == role || behind.contains(&next)) {
                    continue;
                }
                let Some(step) = self.steps.between(here, next, variables) else {
                    continue;
                };
                // What differs on the way is nothing here.
                let opening = step.opening(side, &self.paths(variables)).alike();
                let Some(there) = arrival.further(opening) else {
                    continue;
                };
                if arrivals.is_new(next, &there) {
                    let mut longer = way.clone();
                    longer.push(step);
                    open.push_back((longer, there));
                }
            }
        }
        best
    }

    /// All who come to a role on one side, by however many steps.
    fn behind(
        &mut self,
        role: usize,
        side: Side,
        variables: &mut Variables,
    ) -> Rc<BTreeSet<usize>> {
        if let Some(known) = self.behind.get(&(role, side)) {
            return Rc::clone(known);
        }
        let mut found: BTreeSet<usize> = BTreeSet::new();
        let mut open = vec![role];
        while let Some(one) = open.pop() {
            for caller in self.steps.coming_to(one, side, variables) {
                if found.insert(caller) && self.steps.is_role(caller) {
                    open.push(caller);
                }
            }
        }
        let found = Rc::new(found);
        self.behind.insert((role, side), Rc::clone(&found));
        found
    }
}

/// The requests of a way and the one for the action. At one place it is what the other
/// side does not allow.
pub(super) fn links<'l>(
    way: &'l Way,
    side: Side,
    (action, universe): (&'l Formula, &'l Universe),
    place: Option<Only>,
) -> Vec<Link<'l>> {
    let mut found: Vec<Link<'l>> = Vec::new();
    for (number, step) in way.iter().enumerate() {
        let only = step.only.of(side).as_ref();
        let only = only.filter(|_| place == Some(Only::Step(number)));
        let is_late = place == Some(Only::Session(number));
        found.push(Link {
            when: only.unwrap_or_else(|| step.when.of(side)),
            universe: &step.universe,
            given: None,
            by: number.checked_sub(1),
            session: Some(*step.session.of(side)),
            outlasting: is_late.then(|| *step.session.of(side.other())),
            exposure: None,
        });
    }
    found.push(Link {
        when: action,
        universe,
        given: None,
        by: way.len().checked_sub(1),
        session: None,
        outlasting: None,
        exposure: None,
    });
    found
}

pub(super) fn told_of(judged: Option<Judged>) -> (Answer, Option<Exposure>) {
    judged.map_or((Answer::NotGranted, None), |judged| {
        (judged.answer, judged.exposure)
    })
}
