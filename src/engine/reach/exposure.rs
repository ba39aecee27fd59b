//! What it takes to go a whole way (D24, D27): every request of it has to be
//! made, so the one that takes most decides.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::exposure::{self, Exposure};
use crate::engine::formula::{Bound, Formula, World};
use crate::engine::reach::Search;
use crate::engine::reach::hops::Hop;
use crate::engine::universe::Universe;
use crate::engine::verdict::{Answer, Judge};

impl Search<'_> {
    /// The exposure of a path, in the world where it takes least; `by_world` is
    /// empty where there are too many worlds to go through.
    pub(super) fn exposure(
        &self,
        path: &[&Hop],
        hops: &[Formula],
        access: &Formula,
        by_world: &BTreeMap<World, Answer>,
    ) -> Option<Exposure> {
        if by_world.is_empty() {
            return self.along_all(path, hops, access, &World::new());
        }
        by_world
            .iter()
            .filter_map(|(world, answer)| match answer {
                Answer::Allowed => Some(Exposure::Anywhere),
                Answer::AllowedIf => self.along_all(path, hops, access, world),
                _ => None,
            })
            .min()
    }

    fn along_all(
        &self,
        path: &[&Hop],
        hops: &[Formula],
        access: &Formula,
        world: &World,
    ) -> Option<Exposure> {
        let role = self.targets.get(path.last()?.target)?;
        let mut doubts = BTreeSet::new();
        access.doubts(&mut doubts);
        // Most paths end in a role whose own answer has been asked already.
        let mut strongest = match role.exposure.filter(|_| doubts.is_empty()) {
            Some(known) => known,
            None => self.of_one(access, self.universe, world)?,
        };
        for (hop, when) in path.iter().zip(hops) {
            let target = self.targets.get(hop.target)?;
            strongest = strongest.max(self.of_one(when, &target.universe, world)?);
        }
        Some(strongest)
    }

    fn of_one(&self, formula: &Formula, universe: &Universe, world: &World) -> Option<Exposure> {
        let judge = Judge {
            universe,
            doubts: self.doubts,
            readings: self.settings.readings,
        };
        let formula = formula.in_world(world).bound(Bound::Most);
        exposure::weakest(&formula, &judge, self.at)
    }
}
