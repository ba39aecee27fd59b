//! A path as a list of requests, one per hop and the last one for the action,
//! at instants that follow each other within the sessions (D24).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::domain::ordered::{Comparison, Intervals, SECOND};
use crate::engine::domain::set::Set;
use crate::engine::formula::{Atom, Bound, Formula, World};
use crate::engine::reach::Search;
use crate::engine::reach::hops::Hop;
use crate::engine::solver::Sat;
use crate::engine::universe::Universe;
use crate::engine::verdict::Judge;

impl Search<'_> {
    pub(super) fn witness(
        &self,
        path: &[&Hop],
        hops: &[Formula],
        access: &Formula,
        world: &World,
    ) -> Vec<BTreeMap<String, Option<Vec<String>>>> {
        let hops: Vec<Formula> = hops
            .iter()
            .map(|hop| hop.in_world(world).bound(Bound::Most))
            .collect();
        let access = access.in_world(world).bound(Bound::Most);
        let times = self.chain(path, &hops, &access);
        let mut instant: Option<i128> = None;
        let mut requests = Vec::new();
        for (number, times) in times.iter().enumerate().rev() {
            let (formula, universe) = match (hops.get(number), path.get(number)) {
                (Some(when), Some(hop)) => match self.targets.get(hop.target) {
                    Some(target) => (when, &target.universe),
                    None => continue,
                },
                _ => (&access, self.universe),
            };
            let mut within = times.clone();
            if let (Some(later), Some(hop)) = (instant, path.get(number)) {
                let session = self
                    .targets
                    .get(hop.target)
                    .map_or(0, |target| target.session);
                let earliest =
                    Intervals::compared(Comparison::GreaterOrEqual, later.saturating_sub(session));
                within = within
                    .intersection(&earliest)
                    .intersection(&Intervals::compared(Comparison::LessOrEqual, later));
            }
            requests.push(self.request(formula, universe, &within));
            instant = within.member(SECOND).or(instant);
        }
        requests.reverse();
        requests
    }

    fn request(
        &self,
        formula: &Formula,
        universe: &Universe,
        times: &Intervals,
    ) -> BTreeMap<String, Option<Vec<String>>> {
        let judge = Judge {
            universe,
            doubts: self.doubts,
            readings: self.settings.readings,
        };
        let key = self.time_names.iter().find_map(|name| universe.find(name));
        let within = match (key, times.member(SECOND)) {
            (Some(key), Some(instant)) => Formula::Key(Arc::new(Atom {
                key,
                set: Set::Dates(Intervals::compared(Comparison::Equal, instant)),
                absent: false,
                every: false,
            })),
            _ => Formula::True,
        };
        match judge.solve(&Formula::and([formula.clone(), within])) {
            Sat::Model(request) => universe.named(&request),
            Sat::None | Sat::OutOfBudget => BTreeMap::new(),
        }
    }
}
